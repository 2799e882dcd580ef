// A remark: what somebody says of a page, of a part of it, of a term or of a statement. Its shape, its text and its file.
// macros/desk/feedback/forms.py reads both. Nothing in it says who wrote it, on what, or when.
export const FORMAT = "handbook-feedback/1";
const MOST = { page: 300, element: 60, about: 200, kind: 20, what: 3500, instead: 2000, role: 40 };

// Letters drawn by lot.
export const drawn = (count) => [...crypto.getRandomValues(new Uint8Array(count))].map((byte) => (byte % 36).toString(36)).join("");

// A remark as it may be kept and counted, from wherever it came, or null.
export const noteFrom = (found, iteration = "") => {
  if (found === null || typeof found !== "object" || Array.isArray(found)) return null;
  const note = {};
  for (const [name, most] of Object.entries(MOST)) {
    const value = found[name] ?? "";
    if (typeof value !== "string" || value.length > most) return null;
    note[name] = value.trim();
  }
  if (!note.what && !note.instead) return null;
  for (const name of ["kind", "role", "element"]) if (!/^[a-z0-9-]*$/.test(note[name])) note[name] = "";
  note.quote = found.quote === true || found.quote === "yes";
  const own = String(found.iteration || iteration);
  note.iteration = /^\d+\.\d+$/.test(own) ? own : "";
  return note;
};

// What two remarks are compared by: their words and their page, as the import compares them.
export const keyOf = ({ page, what, instead }) => [page, what, instead].map((text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join(" ") ?? text.trim()).join("\n");

const item = ({ page, element, what, instead, about, kind, role, quote }) => {
  const all = { page, element, what, instead, about, kind, role, quote: quote ? "yes" : "no" };
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value || ["page", "element", "instead"].includes(name)));
};
// The one file of many remarks: a list of files where they are about several iterations.
export const fileOf = (notes) => {
  const files = [...new Set(notes.map(({ iteration }) => iteration))].map((iteration) => ({
    format: FORMAT, iteration, items: notes.filter((note) => note.iteration === iteration).map(item),
  }));
  return `${JSON.stringify(files.length === 1 ? files[0] : files, null, 2)}\n`;
};

// -- As text, which people read and which is read back.
export const textOf = (notes) => notes.map((note) => [
  ["Page", note.page || "(not given)"], ["Iteration", note.iteration || "(not given)"], ["About", note.about], ["Kind", note.kind], ["Role", note.role], ["May be quoted", note.quote ? "yes" : "no"],
  ["In my words", note.what], ["Instead", note.instead],
].filter(([, value]) => value).map(([label, value]) => `${label}: ${value}`).join("\n")).join("\n\n");
const COPIED = /Page: *(.{0,300}?) *\nIteration: *(\S*).*\n(?:About: *(.*)\n)?(?:Kind: *(\S*) *\n)?(?:Role: *(\S*) *\n)?(?:May be quoted: *(\S*) *\n)?(?:In my words|What is wrong(?: or missing)?): */g;
export const notesInText = (given) => {
  const text = given.replace(/\r\n?/g, "\n").replace(/^(?:> ?)+/gm, ""), heads = [...text.matchAll(COPIED)];
  return heads.map((head, place) => {
    const [, page, iteration, about, kind, role, quote] = head;
    const [what, instead] = text.slice(head.index + head[0].length, heads[place + 1]?.index).split(/\n-- ?\n/)[0].split(/\nInstead: /);
    const named = page === "(not given)" ? "" : page;
    return noteFrom({ page: named, about, kind, role, quote, what, instead, element: elementOf(named) }, iteration);
  });
};

// -- What a page is about: its element, from a part of an address (tools/learning-log/) or from a whole one, copied from the
// browser, where what stands before the iteration is somebody's host. The headings of every step are no activities.
const OWN = /^(?:why|where-next|risks|questions|principles|learning|history|done|cost|activities|accountability|sources)$/;
export const elementOf = (typed) => {
  const address = /\S*(?::\/\/|www\.)\S+/i.exec(typed)?.[0] || typed;
  const [way, mark = ""] = address.replace(/^[<("]+|[>)".,;]+$/g, "").split("#");
  const path = `/${way.replace(/\?.*/, "").replace(/^(?:\w+:\/\/|www\.)[^/]*/i, "")}`;
  const names = path.replace(/.*\/(?:\d+\.\d+|latest|draft)\//, "").split("/").filter((name) => name && name !== "index.html");
  if (/^(?:sheet|on-one-page|table)$/.test(names.at(-1))) names.pop();
  const isId = (name) => /^[a-z][a-z0-9-]*$/.test(name);
  if (!names.length || !names.every(isId)) return "";
  if (/^(?:steps|glossary)$/.test(names[0]) && isId(mark) && !OWN.test(mark)) return mark; // an activity, a term
  return names.length > 1 ? names.at(-1) : "";
};

// -- What seems personal in a text, by its form alone; the import looks harder (macros/desk/feedback/personal.py).
const PERSONAL = {
  email: /[\w.+'-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\s?(?:\.|\[dot\]|\(dot\))\s?[\w-]+)+/i,
  telephone: /(?<![\w£$€.,/-])(?!\d{1,2}[ .-]\d{1,2}[ .-]\d{4}\b)(?:\(?0|\+)\d(?:[ ().-]{0,2}\d){8,13}(?!\d)/,
  postcode: /\b(?!\w{2,4} ?\d(?:st|nd|rd|th)\b)[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b/i,
  name: /\b(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev)\.?|(?:[Dd]ear|Hi|Hello|Kind [Rr]egards|Best [Ww]ishes|Regards|[Mm]y name is|I am called),?)\s+(?!(?:All|Colleagues?|Team|Everybody|Everyone|Friends?|Sir|Madam|Both|There|The|We|I|It|This|You)\b)\p{Lu}\p{Ll}/u,
};
export const personal = (text) => Object.keys(PERSONAL).filter((kind) => PERSONAL[kind].test(text));
