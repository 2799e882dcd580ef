// What the answers of several sides came to, kept as a file by the facilitator and set against the next time. It has only what the page
// showed: averages of the sides that were large enough, and no answer of anybody.
const FORMAT = "relational-contracting-result/1";
const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const number = (value) => typeof value === "number" && Number.isFinite(value);

export const resultFile = ({ statements }, about) => JSON.stringify({
  format: FORMAT, ...about,
  statements: Object.fromEntries(statements.map(({ id, sides }) => [id, Object.fromEntries(sides.map(({ side, count, mean }) => [side, { count, mean }]))])),
}, null, 1);

// A result of this tool, or null. What it is called and when it was kept may be anything that was typed: it is shown as text only.
export const resultFrom = (text, tool) => {
  let found;
  try {
    found = JSON.parse(text);
  } catch { return null; }
  if (!object(found) || found.format !== FORMAT || found.tool !== tool || !object(found.statements) || !/^\d{4}-\d\d-\d\d$/.test(found.kept)) return null;
  const sound = (side) => object(side) && Object.values(side).every(number);
  return Object.values(found.statements).every((sides) => object(sides) && Object.values(sides).every(sound)) ? found : null;
};

// One side then and now on the scale from the least to the most: a ring where it was, a dot where it is.
export const drawn = (was, now, from, to, label) => {
  const piece = (name, about) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(about)) element.setAttribute(key, value);
    return element;
  };
  const at = (value) => 10 + 180 * (value - from) / (to - from);
  const svg = piece("svg", { class: "trend", role: "img", "aria-label": label, viewBox: "0 0 200 20", width: 200, height: 20 });
  svg.append(piece("path", { class: "trend-scale", d: Array.from({ length: to - from + 1 }, (_, n) => `M${at(from + n)} 4v12`).join("") }),
    piece("path", { class: "trend-way", d: `M${at(was)} 10H${at(now)}` }), piece("circle", { class: "trend-was", cx: at(was), cy: 10, r: 5 }), piece("circle", { class: "trend-now", cx: at(now), cy: 10, r: 5 }));
  return svg;
};
