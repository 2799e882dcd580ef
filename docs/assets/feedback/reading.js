// What one file or one pasted text holds: remarks of our form, something that the import reads itself and that is carried along
// unread, an answer to a tool, or nothing that anybody can use, and why.
import { FORMAT, noteFrom, notesInText } from "./notes.js";

export const MOST_BYTES = 10_000_000; // as much as the import reads
const WORDS = {}; // the build fills it in: macros/pages/phrases/
const BEGINS = [["%PDF", "pdf"], ["\x89PNG", "picture"], ["\xff\xd8\xff", "picture"], ["\xd0\xcf\x11\xe0", "old"], ["{\\rtf", "rich"]];
const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const decoded = (bytes) => {
  const begins = (...signs) => signs.every((sign, n) => bytes[n] === sign);
  const way = begins(0xff, 0xfe) ? "utf-16le" : begins(0xfe, 0xff) ? "utf-16be" : "utf-8";
  return new TextDecoder(way).decode(bytes).replace(/\r\n?/g, "\n");
};
// The form's files among lists and groups, one within the other.
const formsIn = (data, deep = 0) => {
  if (object(data) && data.format === FORMAT) return [data];
  return data !== null && typeof data === "object" && deep < 8 ? Object.values(data).flatMap((each) => formsIn(each, deep + 1)) : [];
};
const parsed = (text) => {
  const from = text.search(/[[{]/), to = Math.max(text.lastIndexOf("]"), text.lastIndexOf("}"));
  for (const piece of [text, text.slice(from, to + 1)]) { // the second: a file within a mail
    try {
      return JSON.parse(piece);
    } catch { /* it is none, or damaged */ }
  }
  return undefined;
};
const some = (found) => {
  const notes = found.filter(Boolean), bad = found.length - notes.length;
  return { notes, ...!found.length ? { why: WORDS.none } : bad ? { why: WORDS.some({ count: bad, all: found.length }), carry: true } : {} };
};

// { notes }, { carry: true }, { tool } or { why }; with some, both the first and the last.
export const textRead = (text, name = "") => {
  if (!text.trim()) return { why: WORDS.empty };
  const data = /[[{]/.test(text) ? parsed(text) : undefined, forms = data === undefined ? [] : formsIn(data);
  if (forms.length) return some(forms.flatMap(({ items, iteration }) => Array.isArray(items) ? items.map((item) => noteFrom(item, iteration)) : []));
  if (text.includes(FORMAT)) return { why: WORDS.damaged, carry: true }; // the import takes from it what is whole
  const copied = notesInText(text);
  if (copied.length) return some(copied);
  if (object(data) && /^relational-contracting-/.test(data.format)) return data.tool && /^[a-z0-9-]+$/.test(data.tool) ? { tool: data.tool } : { why: WORDS.service };
  if (data === undefined && /\.json$/i.test(name)) return { why: WORDS.damaged };
  if (object(data) && /^\s*\{/.test(text)) return { why: WORDS.other };
  if (/^\s*<(?:!doctype|html|table|\?xml|meta)/i.test(text)) return { why: WORDS.page };
  return { carry: true }; // a table, a list or notes
};
export const fileRead = async (file) => {
  if (!file.size) return { why: WORDS.empty };
  if (file.size > MOST_BYTES) return { why: WORDS.large };
  const bytes = new Uint8Array(await file.arrayBuffer()), head = String.fromCharCode(...bytes.subarray(0, 8));
  const [, kind] = BEGINS.find(([sign]) => head.startsWith(sign)) ?? [];
  if (kind) return { why: WORDS[kind] };
  if (head.startsWith("PK")) return /\.(?:docx?|od[tsp]|pptx?)$/i.test(file.name) ? { why: WORDS.document } : { carry: true, bytes };
  return { ...textRead(decoded(bytes), file.name), bytes };
};
