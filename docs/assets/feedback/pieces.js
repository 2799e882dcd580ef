// A text handed over by codes: pieces that fit one still code each. A piece says which of how many it is, and carries a sum of its own,
// so that a damaged one is known. What the text is, its reader knows: remarks (codes.js), or answers to a tool (combine.js).
import { drawn } from "./notes.js";

export const BUDGET = 600; // bytes: what phones read from a screen that is moved, blurred and tilted (docs/adr/0031)
export const ANSWER = "answer"; // how the text of an answer to a tool begins; that of remarks begins with the iteration
export const HEAD = 30; // at the most: "RCH1 abcdef 10/12 1abcdef " and the sign at the end
const SIGN = "~"; // so that no space at an end is lost where a text is pasted
export const size = (text) => new TextEncoder().encode(text).length;
const sumOf = (text) => {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(36);
};

export const packed = (text) => {
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

// Texts of codes as they come, in any order and as often as a camera sees them. `read` makes of a whole text what it says, or nothing.
// Gives { found } when something is whole, { missing } (numbers) while other codes are waited for, { damaged: true } or, for one that was
// read before, { again: true }.
const PIECE = /^\s*RCH1 ([a-z0-9]{6}) (\d{1,2})\/(\d{1,2}) ([a-z0-9]{1,7}) (.*)~\s*$/s;
export const isCode = (text) => /^\s*RCH1 /.test(text);
export const collector = (read) => {
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
      const found = read(JSON.parse(Array.from({ length: Number(all) }, (_, n) => held[n + 1]).join("")));
      return found ? { found } : { damaged: true };
    } catch { return { damaged: true }; }
  };
};
