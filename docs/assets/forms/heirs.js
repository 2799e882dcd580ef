// Words of an older iteration whose field was split into several, or had to share one: they are offered to each heir, with where
// they come from. None is filled in unasked, none is dropped: until the reader lets them go they stand under their old name.
// `about` is what assets/tools.json says of the tool. Fetched only for a tool that has such fields.
import { button, made, sureButton } from "./made.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const unitOf = (heir) => heir.split(".");

// What is offered to whom: { old, label, names, heir, cells }, where `cells` are [name here, words].
export const offersOf = (values, about) => {
  const { moved = {}, heirs = {}, origins = {}, fields } = about, found = new Map();
  for (const [name, words] of Object.entries(values)) {
    const [field, row, column] = name.split(".");
    const old = field in origins && !(field in fields) ? field : column && !fields[field]?.columns?.[column] ? `${field}.${column}` : "";
    if (!(old in origins)) continue;
    for (const heir of heirs[old] ?? [moved[old]]) {
      const [to, own] = unitOf(heir), there = own ?? moved[`${to}.${column}`]?.split(".")[1] ?? column;
      const offer = found.get(`${old} ${heir}`) ?? { old, heir, label: origins[old], names: [], cells: [] };
      offer.names.push(name);
      if (!column || fields[to].columns?.[there]) offer.cells.push([column ? `${to}.${row}.${there}` : to, words]);
      found.set(`${old} ${heir}`, offer);
    }
  }
  const order = Object.keys(origins);
  return [...found.values()].sort((a, b) => order.indexOf(a.old) - order.indexOf(b.old));
};

// Fields here in which words of several stand together, with what those were called: [heir, labels].
export const mergedFrom = (raw, { moved = {}, origins = {} }) => {
  const found = {};
  for (const name of Object.keys(raw)) if (name in origins && moved[name]) (found[moved[name]] ??= []).push(origins[name]);
  return Object.entries(found);
};

const fits = (field, words) => {
  if (!field) return true;
  if (field instanceof RadioNodeList) return [...field].some(({ value }) => value === words);
  const copy = field.cloneNode(true);
  copy.value = words;
  return copy.value === words.replace(/\r\n?/g, "\n");
};
// The words stand in the heir: of a table, anywhere in its column.
const taken = (values, cells) => cells.length > 0 && cells.every(([name, words]) => {
  const [field, row, column] = name.split(".");
  return Object.entries(values).some(([at, said]) => (row ? at.startsWith(`${field}.`) && at.endsWith(`.${column}`) : at === name) && said.includes(words));
});

export const inherit = (page, about, raw = {}, elsewhere = {}) => {
  const { form } = page;
  for (const note of document.querySelectorAll(".heir")) note.remove();
  const place = (heir) => {
    const [field] = unitOf(heir), there = form.elements.namedItem(field);
    return document.getElementById(`table-${field}`) ?? (there instanceof RadioNodeList ? there[0].closest("fieldset") : there);
  };
  const values = page.all();
  const again = async (now) => {
    page.write(now);
    await page.save();
    inherit(page, about, raw, elsewhere);
  };
  const put = ({ old, heir, cells }) => {
    const now = page.all(), [field] = unitOf(heir), whole = !old.includes(".") && about.fields[field].columns && !about.fields[field].rows;
    const rows = Object.keys(now).filter((name) => name.startsWith(`${field}.`)).map((name) => Number(name.split(".")[1]));
    const below = whole ? Math.max(0, ...rows) : 0;
    for (const [name, words] of cells) {
      const [, row, column] = name.split("."), at = column ? `${field}.${Number(row) + below}.${column}` : name, there = form.elements.namedItem(at);
      if (fits(there, words)) now[at] = now[at] && there instanceof HTMLTextAreaElement ? `${now[at]}\n\n${words}` : words;
    }
    return again(now);
  };
  const letGo = (names) => {
    const now = page.all();
    for (const name of names) delete now[name];
    return again(now);
  };
  for (const [heir, labels] of mergedFrom(raw, about)) {
    if (values[heir] || about.fields[heir].columns) place(heir)?.after(made("p", { className: "carried heir help" }, WORDS.merged({ labels: labels.map((label) => `“${label}”`).join(WORDS.and) })));
  }
  for (const offer of offersOf({ ...elsewhere, ...values }, about).reverse()) {
    const here = taken(values, offer.cells), words = offer.cells.map(([name, each]) => (name.includes(".") ? `${name.split(".")[1]}: ` : "") + each).join("; ");
    const [field, column] = unitOf(offer.heir), label = column && about.fields[field].columns[column];
    const fit = offer.cells.some(([name, each]) => fits(form.elements.namedItem(name), each)), ours = offer.names.every((name) => name in values);
    place(offer.heir)?.after(made("p", { className: "carried heir help" },
      here ? WORDS.taken({ label: offer.label }) : WORDS[about.heirs?.[offer.old] ? "split" : "shared"]({ label: offer.label, words }), " ",
      ...here || !fit ? [] : [button(label ? WORDS.putUnder({ label }) : WORDS.put, () => put(offer))], " ", ...here && ours ? [sureButton(WORDS.letGo, WORDS.sure, () => letGo(offer.names))] : []));
  }
};
