// Answers put into the blank Word document that the build made, by the names of its content controls. There is one
// layout, the build's; Markdown and tables are read off the same document. Loaded only when somebody asks for it.
import { day } from "./made.js";
import { unzipped, zipped } from "./zip.js";

const W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const W15 = "http://schemas.microsoft.com/office/word/2012/wordml";
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const TEXT = "word/document.xml", CORE = "docProps/core.xml";
const UNFIT = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu; // what XML cannot hold
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;

const all = (node, name, space = W) => [...node.getElementsByTagNameNS(space, name)];
const first = (node, name, space) => all(node, name, space)[0];
const made = (doc, name, about = {}, ...inside) => {
  const element = doc.createElementNS(W, `w:${name}`);
  for (const [key, value] of Object.entries(about)) element.setAttributeNS(W, `w:${key}`, value);
  element.append(...inside);
  return element;
};
const about = (sdt) => [...sdt.children].find((child) => child.localName === "sdtPr");
const tagOf = (sdt) => first(about(sdt), "tag");
const nameOf = (sdt) => tagOf(sdt)?.getAttributeNS(W, "val");
const fit = (words) => String(words).replace(/\r\n?|[\v\f]/g, "\n").replace(UNFIT, "\uFFFD");

// Words as a run; line breaks and tabs are Word's own.
const run = (doc, words) => {
  const text = fit(words), element = made(doc, "r");
  if (RIGHT_TO_LEFT.test(text)) element.append(made(doc, "rPr", {}, made(doc, "rtl")));
  for (const part of text.split(/([\n\t])/)) {
    if (part === "\n") element.append(made(doc, "br"));
    else if (part === "\t") element.append(made(doc, "tab"));
    else if (part) {
      const words = made(doc, "t", {}, part);
      words.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:space", "preserve");
      element.append(words);
    }
  }
  return element;
};
const paragraph = (doc, style, words) => made(doc, "p", {}, ...(style ? [made(doc, "pPr", {}, made(doc, "pStyle", { val: style }))] : []), run(doc, words));

const put = (sdt, value) => {
  const doc = sdt.ownerDocument, date = first(about(sdt), "date");
  let shown = String(value);
  if (date && /^\d{4}-\d\d-\d\d$/.test(value)) {
    date.setAttributeNS(W, "w:fullDate", `${value}T00:00:00Z`);
    shown = day(value);
  }
  const option = all(about(sdt), "listItem").find((item) => item.getAttributeNS(W, "value") === shown);
  if (option) shown = option.getAttributeNS(W, "displayText");
  first(about(sdt), "showingPlcHdr")?.remove();
  const fresh = run(doc, shown);
  first(sdt, "sdtContent").replaceChildren(fresh);
  if (first(fresh, "rtl")) {
    const above = sdt.parentNode;
    const look = first(above, "pPr") ?? above.insertBefore(made(doc, "pPr"), above.firstChild);
    if (!first(look, "bidi")) look.append(made(doc, "bidi"));
  }
};

// A growing table has as many rows as there are answers, and one at the least.
const grow = (section, names) => {
  const start = `${nameOf(section)}.`, rows = first(section, "sdtContent");
  const most = Math.max(1, ...names.filter((name) => name.startsWith(start)).map((name) => +name.slice(start.length).split(".")[0] || 0));
  while (rows.children.length > most) rows.lastChild.remove();
  while (rows.children.length < most) {
    const number = rows.children.length + 1, fresh = rows.firstElementChild.cloneNode(true);
    for (const tag of all(fresh, "tag")) tag.setAttributeNS(W, "w:val", tag.getAttributeNS(W, "val").replace(/\.\d+\./, `.${number}.`));
    rows.append(fresh);
  }
};

const parsed = (files, name) => new DOMParser().parseFromString(new TextDecoder().decode(files.get(name)), "application/xml");
// Of the root alone: some browsers write the declaration themselves when asked for the whole document, others never.
const bytes = (doc) => new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${new XMLSerializer().serializeToString(doc.documentElement)}`);

// The blank document with answers in it. `answers` are by name: { purpose: "…", "scores.1.score": "4", "about.service": "…" };
// `title` is the document's; `result` lines of [style, words] stand where the result does; `left` heads what has no place,
// if that is to be kept. `work(name)` may give what is in no answer. A block without an answer in it falls away.
export const filled = async (blank, { answers, title, result = [], left, work = () => undefined }) => {
  const files = await unzipped(blank), doc = parsed(files, TEXT), core = parsed(files, CORE);
  const names = Object.keys(answers).filter((name) => answers[name] !== "" && answers[name] !== null && answers[name] !== undefined);
  const controls = all(doc, "sdt");
  for (const section of controls) if (first(about(section), "repeatingSection", W15)) grow(section, names);
  const used = new Set();
  for (const sdt of all(doc, "sdt")) {
    const name = nameOf(sdt);
    if (!name || first(about(sdt), "repeatingSection", W15)) continue;
    if (name === "about.result" && result.length) {
      const place = sdt.parentNode;
      place.before(...result.map(([style, words]) => paragraph(doc, style, words)));
      place.remove();
    } else if (names.includes(name)) {
      put(sdt, answers[name]);
      used.add(name);
    } else if (work(name) !== undefined) put(sdt, work(name));
  }
  for (const block of all(doc, "sdt")) {
    if (nameOf(block) !== "block") continue;
    const inside = first(block, "sdtContent");
    if (all(inside, "sdt").some((sdt) => used.has(nameOf(sdt)))) block.before(...inside.children);
    block.remove();
  }
  const rest = names.filter((name) => !used.has(name) && !name.startsWith("about."));
  if (left && rest.length) {
    const end = first(first(doc, "body"), "sectPr");
    end.before(paragraph(doc, "Heading1", left), ...rest.map((name) => paragraph(doc, "ListBullet", `${name}: ${answers[name]}`)));
  }
  for (const heading of all(core, "title", "http://purl.org/dc/elements/1.1/")) heading.textContent = fit(title);
  files.set(CORE, bytes(core));
  return { files, doc };
};

export const asWord = ({ files, doc }) => zipped(new Map(files).set(TEXT, bytes(doc)), DOCX);

// What a part of the document says. What only stands in for an answer is not said.
const said = (node) => {
  if (node.localName === "sdt" && first(about(node), "showingPlcHdr")) return "";
  if (node.localName === "t") return node.textContent;
  if (node.localName === "br") return "\n";
  if (node.localName === "tab") return "\t";
  return [...node.children].map(said).join("");
};
const styleOf = (node) => first(node, "pStyle")?.getAttributeNS(W, "val") ?? "";
const cellsOf = (table) => all(table, "tr").map((line) => all(line, "tc").map((cell) => all(cell, "p").filter((each) => styleOf(each) !== "CellHelp").map(said).join("\n")));

// -- Markdown.
const escaped = (words) => words.replace(/[\\\x60*_{}[\]<>#|~&!$]/g, "\\$&").replace(/^(\s*)([-+=])/gm, "$1\\$2").replace(/^(\s*\d+)([.)])/gm, "$1\\$2");
const MARKS = { Title: "# ", Heading1: "## ", Heading2: "### ", Heading3: "#### ", ListBullet: "- ", ListNumber: "1. ", Numbered: "1. " };
const block = (node) => {
  if (node.localName === "tbl") {
    const rows = cellsOf(node).map((cells) => cells.map((cell) => escaped(cell).replaceAll("\n", "<br>")));
    rows.splice(1, 0, rows[0].map(() => "---"));
    return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  }
  const words = said(node).trim();
  return words && (MARKS[styleOf(node)] ?? "") + escaped(words).replaceAll("\n", "  \n");
};
export const asMarkdown = ({ doc }) => `${[...first(doc, "body").children].filter((node) => ["p", "tbl"].includes(node.localName)).map(block).filter(Boolean).join("\n\n")}\n`;

// -- Tables, as CSV. A spreadsheet would run a cell that begins with one of these signs as a formula: an apostrophe goes before it.
// A figure below nought is none, and can be added up.
const FORMULA = /^'*\s*(?![-+]\d[\d,.]*%?$)[=+\-@\t\r\n＝＋－＠]/;
const field = (words) => `"${(FORMULA.test(words) ? `'${words}` : words).replaceAll('"', '""')}"`;
export const asTables = ({ doc }) => all(doc, "tbl").map((table) => [
  first(table, "tblCaption")?.getAttributeNS(W, "val") ?? "",
  `\uFEFF${cellsOf(table).map((cells) => cells.map(field).join(",")).join("\r\n")}\r\n`,
]);
