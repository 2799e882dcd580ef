// What is handed over by codes of what readers said: as many remarks in each as fit. Most codes are whole by themselves; only a long
// remark goes over several.
import { noteFrom } from "./notes.js";
import { ANSWER, BUDGET, HEAD, packed, size } from "./pieces.js";

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

// The remarks of a whole text, or what tool an answer is to that came here by mistake.
export const saidIn = ([first, ...rows]) => {
  if (first === ANSWER) return /^[a-z0-9-]+$/.test(rows[0]) ? { tool: rows[0] } : null;
  const notes = rows.map(([kind, role, quote, page, element, about, what, instead]) =>
    noteFrom({ kind, role, quote: quote === 1, page, element, about, what, instead }, first)).filter(Boolean);
  return notes.length ? { notes } : null;
};
