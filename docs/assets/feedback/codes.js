// What is handed over by codes: remarks in texts that fit one still code each. A text says which of how many it is, and carries a
// sum of its own, so that a damaged one is known. Most codes are whole by themselves; only a long remark goes over several.
import { drawn, noteFrom } from "./notes.js";

export const BUDGET = 600; // bytes: what phones read from a screen that is moved, blurred and tilted (docs/adr/0031)
const HEAD = 30; // at the most: "RCH1 abcdef 10/12 1abcdef " and the sign at the end
const SIGN = "~"; // so that no space at an end is lost where a text is pasted
const size = (text) => new TextEncoder().encode(text).length;
const sumOf = (text) => {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(36);
};

const packed = (text) => {
  const pieces = [""], set = drawn(6);
  let room = BUDGET - HEAD;
  for (const letter of text) {
    const bytes = size(letter);
    if (bytes > room) {
      pieces.push("");
      room = BUDGET - HEAD;
    }
    pieces[pieces.length - 1] += letter;
    room -= bytes;
  }
  return pieces.map((piece, place) => `RCH1 ${set} ${place + 1}/${pieces.length} ${sumOf(piece)} ${piece}${SIGN}`);
};

// Remarks in as few codes as hold them whole.
const row = ({ kind, role, quote, page, element, about, what, instead }) => [kind, role, quote ? 1 : 0, page, element, about, what, instead];
export const codesOf = (notes) => {
  const groups = [];
  for (const iteration of new Set(notes.map((note) => note.iteration))) {
    let rows = [];
    for (const note of notes.filter((each) => each.iteration === iteration)) {
      if (rows.length && size(JSON.stringify([iteration, ...rows, row(note)])) > BUDGET - HEAD) {
        groups.push([iteration, ...rows]);
        rows = [];
      }
      rows.push(row(note));
    }
    groups.push([iteration, ...rows]);
  }
  return groups.flatMap((group) => packed(JSON.stringify(group)));
};

// Texts of codes as they come, in any order and as often as a camera sees them. Gives { notes } when something is whole, { missing }
// (numbers) while other codes are waited for, { damaged: true } or, for one that was read before, { again: true }.
const PIECE = /^\s*RCH1 ([a-z0-9]{6}) (\d{1,2})\/(\d{1,2}) ([a-z0-9]{1,7}) (.*)~\s*$/s;
export const isCode = (text) => /^\s*RCH1 /.test(text);
export const collector = () => {
  const sets = new Map();
  return (text) => {
    const [, set, place, all, sum, piece] = PIECE.exec(text) ?? [];
    if (!set || sumOf(piece) !== sum || !(1 <= Number(place) && Number(place) <= Number(all))) return { damaged: true };
    const key = `${set} ${all}`, held = sets.get(key) ?? sets.set(key, {}).get(key);
    if (place in held) return { again: true };
    held[place] = piece;
    const missing = Array.from({ length: Number(all) }, (_, n) => n + 1).filter((n) => !(n in held));
    if (missing.length) return { missing, all: Number(all) };
    try {
      const [iteration, ...rows] = JSON.parse(Array.from({ length: Number(all) }, (_, n) => held[n + 1]).join(""));
      const notes = rows.map(([kind, role, quote, page, element, about, what, instead]) =>
        noteFrom({ kind, role, quote: quote === 1, page, element, about, what, instead }, iteration)).filter(Boolean);
      return notes.length ? { notes } : { damaged: true };
    } catch { return { damaged: true }; }
  };
};
