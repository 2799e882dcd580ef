// A zip, read and written. What is written is deflated by the browser where it can, and stored where it cannot.
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1;
  return n >>> 0;
});
const check = (bytes) => {
  let sum = ~0;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255] ^ sum >>> 8;
  return ~sum >>> 0;
};
const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

// The files in a zip, by name: Map of Uint8Array. Throws if it is none.
export const unzipped = async (buffer) => {
  const view = new DataView(buffer), files = new Map();
  let end = buffer.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error("This is no zip.");
  for (let left = view.getUint16(end + 10, true), at = view.getUint32(end + 16, true); left--;) {
    const [method, size, name] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint16(at + 28, true)];
    const local = view.getUint32(at + 42, true);
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const bytes = new Uint8Array(buffer, from, size);
    files.set(new TextDecoder().decode(new Uint8Array(buffer, at + 46, name)), method ? await through(bytes, new DecompressionStream("deflate-raw")) : bytes);
    at += 46 + name + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
};

// A zip of files, by name, as a Blob.
export const zipped = async (files, type, deflate = "CompressionStream" in self) => {
  const parts = [], central = [];
  let at = 0;
  for (const [name, bytes] of files) {
    const packed = deflate ? await through(bytes, new CompressionStream("deflate-raw")) : bytes;
    const label = new TextEncoder().encode(name);
    const both = new DataView(new ArrayBuffer(26)); // what the two headers of a file share
    [[0, 20], [2, 0x800], [4, deflate ? 8 : 0], [8, 33], [22, label.length]].forEach(([where, value]) => both.setUint16(where, value, true));
    [[10, check(bytes)], [14, packed.length], [18, bytes.length]].forEach(([where, value]) => both.setUint32(where, value, true));
    const tail = new DataView(new ArrayBuffer(14));
    tail.setUint32(10, at, true);
    parts.push("PK\x03\x04", both.buffer, label, packed);
    central.push("PK\x01\x02\x14\x00", both.buffer, tail.buffer, label);
    at += 30 + label.length + packed.length;
  }
  const end = new DataView(new ArrayBuffer(18));
  [4, 6].forEach((where) => end.setUint16(where, files.size, true));
  end.setUint32(8, new Blob(central).size, true);
  end.setUint32(12, at, true);
  return new Blob([...parts, ...central, "PK\x05\x06", end.buffer], { type });
};
