// The answers of many people to one tool, put together: spread and gaps between sides first. No side with fewer answers than the
// method says is shown, and no average over all, from which such a side could be worked out.
const FORMAT = "relational-contracting-answer/1";
const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// What is handed over: what stays in the tool and is no date, no person and no table. No name, no device, no time.
export const handedOver = (about) => Object.keys(about.fields).filter((id) => {
  const { stays, type } = about.fields[id];
  return stays && ["choice", "scale", "text", "long-text"].includes(type);
});
export const answerFile = (tool, about, iteration, values, id) => JSON.stringify({
  format: FORMAT, tool, iteration, id, values: Object.fromEntries(handedOver(about).filter((name) => values[name]).map((name) => [name, values[name]])),
}, null, 1);

// An answer as it may be counted, or null.
export const understood = (text, tool, about) => {
  let found;
  try {
    found = JSON.parse(text);
  } catch { return null; }
  if (!object(found) || found.format !== FORMAT || found.tool !== tool || !object(found.values) || !/^[a-z0-9-]{8,40}$/.test(found.id)) return null;
  const values = {};
  for (const name of handedOver(about)) {
    const value = found.values[name], { type, least, most, options } = about.fields[name];
    if (value === undefined || value === "") continue;
    if (typeof value !== "string" || value.length > 5000) return null;
    if (type === "scale" && value !== "cannot judge" && !(/^\d+$/.test(value) && least <= Number(value) && Number(value) <= most)) return null;
    if (type === "choice" && !options.includes(value)) return null;
    values[name] = value;
  }
  return values[about.many.by] ? { id: found.id, values } : null;
};

// Whoever came first is not to be known by standing first.
export const shuffled = (list) => {
  const all = [...list];
  for (let n = all.length - 1; n > 0; n--) {
    const other = Math.floor(crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32 * (n + 1));
    [all[n], all[other]] = [all[other], all[n]];
  }
  return all;
};

const tenth = (value) => Math.floor(value * 10 + 0.5 + 1e-9) / 10;

// `merged` names for a side the one that it is counted with. Gives the sides with their counts, and for each statement the
// spread and average of each side that may be shown, the widest gaps first.
export const combined = (about, answers, merged = {}) => {
  const { by, least, fewest } = about.many, sides = {};
  for (const { values } of answers) {
    let side = values[by];
    for (let n = 0; merged[side] && n < 20; n++) side = merged[side];
    (sides[side] ??= []).push(values);
  }
  const enough = answers.length >= fewest;
  const statements = Object.keys(about.fields).filter((id) => about.fields[id].type === "scale" && about.fields[id].stays).map((id) => {
    const { least: from, most: to, label } = about.fields[id];
    const shown = !enough ? [] : Object.entries(sides).flatMap(([side, all]) => {
      const judged = all.map((values) => values[id]).filter((value) => /^\d+$/.test(value)).map(Number);
      if (judged.length < least) return [];
      const spread = Array.from({ length: to - from + 1 }, (_, n) => judged.filter((value) => value === from + n).length);
      return [{ side, count: judged.length, spread, mean: judged.reduce((a, b) => a + b) / judged.length }];
    }).sort((a, b) => b.mean - a.mean);
    const gap = shown.length > 1 ? tenth(shown[0].mean - shown.at(-1).mean) : null;
    return { id, label, gap, sides: shown.map((each) => ({ ...each, mean: tenth(each.mean) })) };
  }).sort((a, b) => (b.gap ?? -1) - (a.gap ?? -1));
  return {
    enough, statements, small: Object.keys(sides).filter((side) => sides[side].length < least),
    sides: Object.fromEntries(Object.entries(sides).map(([side, all]) => [side, all.length])),
  };
};
