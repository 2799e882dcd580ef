// A service file: the answers to a tool, kept in this browser under the name of a service, and taken away and brought back
// as a file. The file is the record, the browser's copy the backup. Names carry the path of the site; nothing else is touched.
import { button, made } from "./made.js";
import { fitRows } from "./rows.js";
import { taking } from "./take.js";

const FORMAT = "relational-contracting-service/1";
const MOST = 2_000_000;
const root = new URL(`${document.body.dataset.root}/`, location.href);
const NAME = `relational-contracting ${new URL("../", root).pathname} services`;
const FIRST = "My service";

// -- The shelf: one record for each service and tool.
const opened = () => new Promise((yes, no) => {
  const ask = indexedDB.open(NAME, 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore("answers");
  ask.onsuccess = () => yes(ask.result);
  ask.onerror = ask.onblocked = () => no(ask.error);
});
let shelf;
const at = async (how, does) => {
  shelf ??= opened();
  const store = (await shelf).transaction("answers", how).objectStore("answers");
  return new Promise((yes, no) => {
    const request = does(store);
    store.transaction.oncomplete = () => yes(request.result);
    store.transaction.onabort = store.transaction.onerror = () => no(store.transaction.error);
  });
};

// -- Answers by field, tables as rows: the shape of the examples in the data. Names are those of the form.
export const nested = (flat) => {
  const values = {};
  for (const [name, value] of Object.entries(flat)) {
    const [field, row, column] = name.split(".");
    if (column === undefined) values[field] = value;
    else ((values[field] ??= [])[row - 1] ??= {})[column] = value;
  }
  for (const rows of Object.values(values)) if (Array.isArray(rows)) for (let n = 0; n < rows.length; n++) rows[n] ??= {};
  return values;
};
const flat = (values) => Object.fromEntries(Object.entries(values).flatMap(([field, value]) => Array.isArray(value)
  ? value.flatMap((row, n) => Object.entries(row).map(([column, cell]) => [`${field}.${n + 1}.${column}`, String(cell)]))
  : [[field, String(value)]]));
const one = (value) => ["string", "number", "boolean"].includes(typeof value);
const plain = (value) => one(value) || Array.isArray(value) && value.length <= 500
  && value.every((row) => row && typeof row === "object" && !Array.isArray(row) && Object.values(row).every(one));

// What a file says, or why it cannot be taken.
export const understood = (text, tool) => {
  let found;
  try {
    found = JSON.parse(text);
  } catch { return "This file cannot be read: it is broken, or cut short, or of another kind."; }
  if (!found || typeof found !== "object" || found.format !== FORMAT) return "This handbook did not save this file.";
  if (found.tool !== tool) return `This file belongs to another tool: ${String(found.tool).slice(0, 60)}.`;
  const { values } = found;
  if (!values || typeof values !== "object" || Array.isArray(values) || !Object.values(values).every(plain)) return "This file is damaged.";
  return found;
};

export const keeping = (form, tools, changed) => {
  const { tool, iteration } = form.dataset;
  const said = made("p", { className: "work-said" }), left = made("div", { className: "work-left", hidden: true });
  said.setAttribute("role", "status");
  const tell = (words) => { said.textContent = words; };
  const service = made("select", { id: "service" });
  const shared = made("input", { type: "checkbox", id: "shared" });
  let strangers = {}, wait, unsaved = false;

  const typed = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  const record = () => ({
    format: FORMAT, tool, iteration, service: service.value, saved: new Date().toISOString(), values: nested({ ...strangers, ...typed() }),
  });
  const put = (name, value) => {
    const field = form.elements.namedItem(name);
    if (!field) return false;
    if (!(field instanceof RadioNodeList)) {
      field.value = value;
      return field.value === value.replace(/\r\n?/g, "\n");
    }
    const found = [...field].find((choice) => choice.value === value);
    if (found) found.checked = true;
    return Boolean(found);
  };
  const write = (values) => {
    form.reset();
    fitRows(form, flat(values));
    strangers = {};
    for (const [name, value] of Object.entries(flat(values))) if (!put(name, value)) strangers[name] = value;
    left.hidden = !Object.keys(strangers).length;
    left.replaceChildren(...left.hidden ? [] : [
      made("p", {}, "Kept and saved with the file, but this iteration has no place for them:"),
      made("ul", {}, ...Object.entries(strangers).map(([name, value]) => made("li", {}, `${name}: ${value}`))),
    ]);
    changed();
  };

  const save = async () => {
    clearTimeout(wait);
    unsaved = true;
    if (shared.checked) return;
    const now = record();
    try {
      await at("readwrite", (store) => store.put(now, [now.service, tool]));
      unsaved = false;
      tell(`Saved in this browser, under “${now.service}”, at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}.`);
    } catch { tell("Your browser has no room or keeps nothing here. Save a file before you leave."); }
  };
  const load = async () => {
    const found = await at("readonly", (store) => store.get([service.value, tool])).catch(() => undefined);
    write(found?.values ?? {});
    unsaved = false;
    return Boolean(found);
  };
  const named = (words) => {
    if (![...service.options].some((option) => option.value === words)) service.append(new Option(words));
    service.value = words;
  };

  // -- A file out, and in.
  const give = () => {
    const name = `${service.value} ${tool} ${iteration} ${new Date().toISOString().slice(0, 10)}`.replace(/[^\p{L}\p{N}.]+/gu, "-");
    const link = made("a", { href: URL.createObjectURL(new Blob([`${JSON.stringify(record(), null, 1)}\n`], { type: "application/json" })), download: `${name}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    unsaved = unsaved && !shared.checked;
    tell("The file is with your downloads. It is the record; what this browser keeps is a backup.");
  };
  const take = async (file) => {
    const found = file.size > MOST ? "This file is too big to be one of ours." : understood(await file.text().catch(() => ""), tool);
    if (typeof found === "string") return tell(`${found} Nothing was changed.`);
    const name = String(found.service ?? "").trim().slice(0, 60) || FIRST;
    const there = await at("readonly", (store) => store.get([name, tool])).catch(() => undefined);
    const mine = name === service.value ? record() : there;
    const other = mine && Object.keys(mine.values).length && JSON.stringify(mine.values) !== JSON.stringify(found.values);
    if (unsaved) await save();
    named(name);
    if (other) { // both are kept: the file comes in under a name of its own
      let number = 2;
      while ([...service.options].some((option) => option.value === `${name} (${number})`)) number++;
      named(`${name} (${number})`);
    }
    write(found.values);
    await save();
    tell(other ? `This browser has other answers under “${name}”. The file is now beside them, under “${service.value}”.` : `Opened “${service.value}”, saved with iteration ${String(found.iteration ?? "unknown").slice(0, 10)}.`);
  };
  const picker = made("input", { type: "file", accept: ".json,application/json", hidden: true });
  picker.setAttribute("aria-label", "Open a file");
  picker.addEventListener("change", async () => {
    if (picker.files[0]) await take(picker.files[0]);
    picker.value = "";
  });

  // -- A new service, and deleting one: asked where the button is.
  const name = made("input", { type: "text", id: "service-new", maxLength: 60 });
  const begin = async () => {
    const words = name.value.trim();
    if (!words) return name.focus();
    if (unsaved) await save();
    const fresh = ![...service.options].some((option) => option.value === words);
    named(words);
    name.value = "";
    if (await load() || !fresh) tell(`“${words}” is here.`);
    else await save();
  };
  let sure = false;
  const gone = button("Delete this service’s answers", async () => {
    if (!sure) {
      sure = true;
      gone.textContent = "Delete for good? Press again";
      return;
    }
    calm();
    clearTimeout(wait);
    await at("readwrite", (store) => store.delete([service.value, tool])).catch(() => {});
    write({});
    unsaved = false;
    tell("Deleted from this browser. Files that you saved are still where you put them.");
  });
  const calm = () => {
    sure = false;
    gone.textContent = "Delete this service’s answers";
  };
  gone.addEventListener("blur", calm);
  shared.addEventListener("change", async () => {
    if (!shared.checked) return save();
    await at("readwrite", (store) => store.delete([service.value, tool])).catch(() => {});
    unsaved = Object.keys(typed()).length > 0;
    tell("Nothing of this service is kept in this browser now. Save a file before you leave.");
  });

  tools.append(made("details", {},
    made("summary", {}, "Service file: save, open, delete"),
    made("p", {}, made("label", { htmlFor: "service" }, "Service"), service),
    made("p", {}, made("label", { htmlFor: "service-new" }, "Another service"), name, button("Begin", begin)),
    made("p", { className: "work-buttons" }, button("Save a file", give), button("Open a file", () => picker.click()), button("Print", () => print()), gone),
    taking(form, record, tell),
    made("p", {}, made("label", {}, shared, " Others use this computer: keep nothing in the browser")), picker), said, left);
  const head = made("p", { className: "work-service" }); // what is printed says whose it is
  form.before(head);
  addEventListener("beforeprint", () => { head.textContent = Object.keys(typed()).length ? `Service: ${service.value}` : ""; });
  document.querySelector(".dock")?.append(" ", button("Save a file", give));

  service.addEventListener("change", load);
  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(wait);
    wait = setTimeout(save, 400);
  });
  addEventListener("pagehide", () => { if (unsaved) save(); });
  addEventListener("beforeunload", (event) => { if (unsaved && Object.keys(typed()).length) event.preventDefault(); });
  (async () => {
    const keys = await at("readonly", (store) => store.getAllKeys()).catch(() => {
      tell("Your browser keeps nothing here. Save a file before you leave.");
      return [];
    });
    const mine = keys.filter((key) => key[1] === tool).map((key) => key[0]);
    for (const words of new Set([...mine, ...keys.map((key) => key[0]), FIRST])) service.append(new Option(words));
    if (!Object.keys(typed()).length) await load();
    form.dataset.ready = "";
  })();
};
