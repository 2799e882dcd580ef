// A QR code of a text, made in the browser when somebody asks for one: bytes, level M, up to 666 of them (version 20).
// ISO/IEC 18004. tests/test_remarks.py reads what it draws with a decoder that we did not write.
const CORRECTING = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]; // bytes for each block
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

// Arithmetic with bytes, in which the correcting bytes are a remainder.
const POWER = [], LOG = [];
for (let place = 0, value = 1; place < 255; place++) {
  POWER[place] = value;
  LOG[value] = place;
  value = value << 1 ^ (value > 127 ? 0x11d : 0);
}
const times = (a, b) => a && b ? POWER[(LOG[a] + LOG[b]) % 255] : 0;
const correcting = (data, count) => {
  let divisor = [1];
  for (let n = 0; n < count; n++) divisor = [...divisor, 0].map((value, place) => value ^ times(divisor[place - 1] ?? 0, POWER[n]));
  const rest = [...data, ...new Array(count).fill(0)];
  for (let n = 0; n < data.length; n++) {
    const factor = rest[n];
    divisor.forEach((value, place) => { rest[n + place] ^= times(value, factor); });
  }
  return rest.slice(data.length);
};

const alignments = (version) => {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2, step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, n) => version * 4 + 10 - step * (count - 2 - n))];
};
const held = (version) => { // bytes of a whole code
  const count = version > 1 ? Math.floor(version / 7) + 2 : 0;
  return (16 * version + 128) * version + 64 - (count ? (25 * count - 10) * count - 55 : 0) - (version > 6 ? 36 : 0) >> 3;
};
const room = (version) => held(version) - CORRECTING[version] * BLOCKS[version];
const bit = (number, place) => number >> place & 1;
const checked = (data, bits, divisor) => { // with the check bits of version and format
  let rest = data << bits;
  for (let place = 31 - Math.clz32(rest); place >= bits; place--) if (bit(rest, place)) rest ^= divisor << place - bits;
  return data << bits | rest;
};

const codewords = (text) => {
  const bytes = new TextEncoder().encode(text), unicode = bytes.length > text.length;
  const needed = (version) => (unicode ? 12 : 0) + 4 + (version < 10 ? 8 : 16) + bytes.length * 8;
  const version = CORRECTING.findIndex((_, each) => each && needed(each) <= room(each) * 8);
  if (version < 0) throw new RangeError("too long for a code");
  const bits = [];
  const put = (value, count) => { for (let place = count - 1; place >= 0; place--) bits.push(bit(value, place)); };
  if (unicode) put(0x71a, 12); // says that the bytes are UTF-8
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, room(version) * 8 - bits.length));
  put(0, -bits.length & 7);
  const data = Array.from({ length: bits.length / 8 }, (_, n) => parseInt(bits.slice(n * 8, n * 8 + 8).join(""), 2));
  for (let n = 0; data.length < room(version); n++) data.push(n % 2 ? 17 : 236);
  const count = BLOCKS[version], short = Math.floor(room(version) / count), long = room(version) % count;
  const blocks = [];
  for (let n = 0, at = 0; n < count; n++) {
    const length = short + (n >= count - long ? 1 : 0);
    blocks.push(data.slice(at, at += length));
  }
  const woven = (rows) => Array.from({ length: rows.at(-1).length }, (_, n) => rows.map((row) => row[n])).flat().filter((byte) => byte !== undefined);
  return { version, bytes: [...woven(blocks), ...woven(blocks.map((block) => correcting(block, CORRECTING[version])))] };
};

const MASKS = [(x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + (y >> 1)) % 2,
  (x, y) => x * y % 2 + x * y % 3, (x, y) => (x * y % 2 + x * y % 3) % 2, (x, y) => ((x + y) % 2 + x * y % 3) % 2];

// How hard a drawing is to read: long runs, squares, what looks like a corner, and more of one colour than of the other.
const hardship = (rows) => {
  const size = rows.length, lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))].map((row) => row.join(""));
  let sum = 0, dark = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    for (let at = 0; (at = line.indexOf("1011101", at)) >= 0; at++) if (/0000$/.test(`0000${line.slice(0, at)}`) || /^0000/.test(`${line.slice(at + 7)}0000`)) sum += 40;
  }
  rows.forEach((row, y) => row.forEach((module, x) => {
    dark += module;
    if (y && x && module === row[x - 1] && module === rows[y - 1][x] && module === rows[y - 1][x - 1]) sum += 3;
  }));
  return sum + 10 * Math.floor(Math.abs(dark * 20 - size * size * 10) / (size * size));
};

// The modules of a code, row by row: 1 is dark.
export const modules = (text) => {
  const { version, bytes } = codewords(text), size = version * 4 + 17;
  const rows = Array.from({ length: size }, () => new Array(size).fill(0)), fixed = rows.map((row) => row.map(() => false));
  const set = (x, y, dark) => {
    if (!(x in rows && y in rows)) return;
    rows[y][x] = dark ? 1 : 0;
    fixed[y][x] = true;
  };
  const square = (x, y, reach, rings) => { // rings says which rings, from the middle, are light
    for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) set(x + dx, y + dy, !rings.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  const format = (mask) => {
    const value = checked(mask, 10, 0x537) ^ 0x5412;
    for (let n = 0; n < 15; n++) {
      const dark = bit(value, n);
      set(...n < 6 ? [8, n] : n < 8 ? [8, n + 1] : n < 9 ? [7, 8] : [14 - n, 8], dark);
      set(...n < 8 ? [size - 1 - n, 8] : [8, size - 15 + n], dark);
    }
    set(8, size - 8, 1);
  };
  for (let n = 0; n < size; n++) {
    set(6, n, n % 2 === 0);
    set(n, 6, n % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, [2, 4]);
  const places = alignments(version), last = places.at(-1);
  for (const x of places) for (const y of places) if (!(x === 6 && y === 6 || x === 6 && y === last || x === last && y === 6)) square(x, y, 2, [1]);
  if (version > 6) {
    for (let n = 0; n < 18; n++) {
      const a = size - 11 + n % 3, b = Math.floor(n / 3), dark = bit(checked(version, 12, 0x1f25), n);
      set(a, b, dark);
      set(b, a, dark);
    }
  }
  format(0);
  let at = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step++) {
      const y = (right + 1 & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x]) continue;
        rows[y][x] = at < bytes.length * 8 ? bit(bytes[at >> 3], 7 - (at & 7)) : 0;
        at++;
      }
    }
  }
  const flip = (mask) => rows.forEach((row, y) => row.forEach((_, x) => { if (!fixed[y][x] && MASKS[mask](x, y) === 0) row[x] ^= 1; }));
  let best = 0, least = Infinity;
  for (let mask = 0; mask < 8; mask++) {
    flip(mask);
    format(mask);
    const hard = hardship(rows);
    if (hard < least) [best, least] = [mask, hard];
    flip(mask);
  }
  flip(best);
  format(best);
  return rows;
};

// The code as a drawing, with the light margin that readers need.
export const drawing = (text, label) => {
  const rows = modules(text), whole = rows.length + 8, made = (name, about) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(about)) element.setAttribute(key, value);
    return element;
  };
  const path = rows.map((row, y) => [...row.join("").matchAll(/1+/g)].map((run) => `M${run.index + 4} ${y + 4}h${run[0].length}v1h-${run[0].length}z`).join("")).join("");
  const svg = made("svg", { class: "code", role: "img", "aria-label": label, viewBox: `0 0 ${whole} ${whole}`, "shape-rendering": "crispEdges" });
  svg.append(made("rect", { width: whole, height: whole, fill: "#fff" }), made("path", { d: path, fill: "#000" }));
  return svg;
};
