// The answers of many people to one tool, put together. Where the tool has sides: spread and gaps between sides first, no side with fewer
// answers than the method says, and no average over all, from which such a side could be worked out. Where it has none: what the lowest
// and the highest answer were, and no average, because the group agrees a score itself.
import { ANSWER } from "../feedback/pieces.js";

const FORMAT = "relational-contracting-answer/1";
const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// What is asked of many, by its name on the form: the scores of one column; or every scale, and the choices and words that stay in the
// tool. No date, no person. A form has no name, no device and no time besides.
export const askedOfMany = ({ fields, many }) => {
  const [table, column] = many.of?.split(".") ?? [];
  if (table) return Object.fromEntries(fields[table].rows.map((label, n) => [`${table}.${n + 1}.${column}`, { label, type: "scale", least: many.from, most: many.to }]));
  return Object.fromEntries(Object.entries(fields).filter(([, { stays, type }]) => type === "scale" || stays && ["choice", "text", "long-text"].includes(type)));
};
const given = (about, values) => Object.keys(askedOfMany(about)).filter((name) => values[name]);
export const answerFile = (tool, about, iteration, values, id) => JSON.stringify({
  format: FORMAT, tool, iteration, id, values: Object.fromEntries(given(about, values).map((name) => [name, values[name]])),
}, null, 1);

// The same for codes, without the names: a choice by its number, and what is empty at the end left out.
export const answerText = (tool, about, iteration, values, id) => {
  const list = Object.entries(askedOfMany(about)).map(([name, { type, options }]) => type === "choice" ? options.indexOf(values[name]) + 1 : values[name] ?? "");
  while (list.length && !list.at(-1)) list.pop();
  return JSON.stringify([ANSWER, tool, iteration, id, ...list]);
};
export const answerFrom = (about, here, [kind, tool, iteration, id, ...list]) => kind === ANSWER && {
  format: iteration === here && FORMAT, tool, iteration, id, // the order is that of one iteration's sheet
  values: Object.fromEntries(Object.entries(askedOfMany(about)).map(([name, { type, options }], n) => [name, type === "choice" ? options[list[n] - 1] : list[n]])),
};

// An answer as it may be counted, or null.
export const counted = (found, tool, about) => {
  if (!object(found) || found.format !== FORMAT || found.tool !== tool || !object(found.values) || !/^[a-z0-9-]{8,40}$/.test(found.id)) return null;
  const values = {};
  for (const [name, { type, least, most, options }] of Object.entries(askedOfMany(about))) {
    const value = found.values[name];
    if (value === undefined || value === "") continue;
    if (typeof value !== "string" || value.length > 5000) return null;
    if (type === "scale" && value !== "cannot judge" && !(/^\d+$/.test(value) && least <= Number(value) && Number(value) <= most)) return null;
    if (type === "choice" && !options.includes(value)) return null;
    values[name] = value;
  }
  const { by } = about.many;
  return (by ? values[by] : Object.keys(values).length) ? { id: found.id, values } : null;
};
export const understood = (text, tool, about) => {
  try {
    return counted(JSON.parse(text), tool, about);
  } catch { return null; }
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
// spread and average of each side that may be shown, the widest gaps first. Without sides, all are one, and the gap is between people.
export const combined = (about, answers, merged = {}) => {
  const { by, least = 1, fewest } = about.many, sides = {}, asked = askedOfMany(about);
  for (const { values } of answers) {
    let side = by ? values[by] : "";
    for (let n = 0; merged[side] && n < 20; n++) side = merged[side];
    (sides[side] ??= []).push(values);
  }
  const enough = answers.length >= fewest;
  const statements = Object.entries(asked).filter(([, { type }]) => type === "scale").map(([id, { label, least: from, most: to }]) => {
    const shown = !enough ? [] : Object.entries(sides).flatMap(([side, all]) => {
      const judged = all.map((values) => values[id]).filter((value) => /^\d+$/.test(value)).map(Number);
      if (judged.length < least) return [];
      const spread = Array.from({ length: to - from + 1 }, (_, n) => judged.filter((value) => value === from + n).length);
      return [{ side, count: judged.length, spread, mean: judged.reduce((a, b) => a + b) / judged.length, lowest: Math.min(...judged), highest: Math.max(...judged) }];
    }).sort((a, b) => b.mean - a.mean);
    const gap = !by ? shown.length ? shown[0].highest - shown[0].lowest : null : shown.length > 1 ? tenth(shown[0].mean - shown.at(-1).mean) : null;
    return { id, label, from, to, gap, sides: shown.map((each) => ({ ...each, mean: tenth(each.mean) })) };
  }).sort((a, b) => (b.gap ?? -1) - (a.gap ?? -1));
  return {
    enough, statements, small: by ? Object.keys(sides).filter((side) => sides[side].length < least) : [],
    sides: Object.fromEntries(Object.entries(sides).map(([side, all]) => [side, all.length])),
  };
};
