// A facilitator's page (workshops/gather): what many phones hand over, put together into one file for `handbook feedback import`.
// Nothing is sent. What is gathered is kept in this browser until the facilitator empties it.
import { hand } from "../forms/hand.js";
import { button, made, sureButton } from "../forms/made.js";
import { zipped } from "../forms/zip.js";
import { saidIn } from "./codes.js";
import { kept } from "./kept.js";
import { fileOf, keyOf, noteFrom } from "./notes.js";
import { collector, isCode } from "./pieces.js";
import { fileRead, textRead } from "./reading.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const took = (count, doubles, left = 0) => WORDS.took({ count }) + (doubles ? WORDS.doubles({ count: doubles }) : "") + (left ? WORDS.unreadable({ count: left }) : "");
const box = document.querySelector("#gather"), of = (name) => box.querySelector(`.gather-${name}`);
const root = new URL(`${document.body.dataset.root}/`, location.href);
const said = of("said"), tell = (words) => { said.textContent = words; };
const notes = kept("gathered", (note) => noteFrom(note), () => show());
const carried = new Map(), unread = new Map();
let unsaved = false;

const table = (element, rows) => element.tBodies[0].replaceChildren(...rows.map(([head, count]) =>
  made("tr", {}, Object.assign(made("th", {}, head), { scope: "row" }), made("td", {}, String(count)))));
const counted = (names) => names.reduce((all, name) => all.set(name, (all.get(name) ?? 0) + 1), new Map());
// What the elements and terms of this iteration are called, and of which kind they are; without it their ids stand there.
let known = { kinds: {}, elements: {}, terms: {} };
const aboutOf = ({ element, page }) => {
  const term = page.startsWith("glossary/") && known.terms[element];
  const [kind, title] = term ? ["term", term] : known.elements[element] ?? ["", element || page || WORDS.whole];
  return { kind: known.kinds[kind] ?? WORDS.other, title };
};
// Lists by what is asked of each, the longest first.
const grouped = (items, asked) => {
  const found = new Map();
  for (const each of items) found.set(asked(each), [...found.get(asked(each)) ?? [], each]);
  return [...found].sort((a, b) => b[1].length - a[1].length);
};
const kinds = new Map(JSON.parse(box.dataset.kinds));
const kindOf = ({ kind }) => kinds.get(kind) ?? kinds.get("");
const wordsOf = (note) => [note.what, note.instead].filter(Boolean).join("\n→ ");

function show() {
  const all = notes.list;
  of("state").textContent = `${all.length ? (notes.where === "browser" ? WORDS.state({ count: all.length }) : WORDS.page({ count: all.length })) : WORDS.none}${carried.size ? `${WORDS.carried({ count: carried.size })} ${WORDS.notKept}` : ""}`;
  of("found").hidden = !all.length && !carried.size && !unread.size;
  const byKind = counted(all.map(kindOf));
  table(of("kinds"), [...kinds.values()].map((words) => [words, byKind.get(words) ?? 0]));
  const groups = grouped(all, (note) => aboutOf(note).kind).map(([kind, list]) => [kind, grouped(list, (note) => aboutOf(note).title)]);
  const elements = of("elements");
  for (const body of [...elements.tBodies]) body.remove();
  for (const [kind, titles] of groups) {
    const head = Object.assign(made("th", {}, kind), { scope: "rowgroup", colSpan: 2 });
    elements.append(made("tbody", {}, made("tr", {}, head), ...titles.map(([title, list]) =>
      made("tr", {}, Object.assign(made("th", { className: "gather-title" }, title), { scope: "row" }), made("td", {}, String(list.length))))));
  }
  const order = [...kinds.values()];
  const inFull = (note) => made("li", {}, made("b", {}, kindOf(note)),
    ` · ${[note.about || note.page || WORDS.whole, ...note.quote ? [WORDS.quote] : []].join(" · ")}`, made("p", { className: "feedback-words" }, wordsOf(note)));
  of("list").replaceChildren(...groups.flatMap(([kind, titles]) => titles.map(([title, list]) => made("li", {}, made("b", {}, title), ` · ${kind}`,
    made("ul", {}, ...list.sort((a, b) => order.indexOf(kindOf(a)) - order.indexOf(kindOf(b))).map(inFull))))));
  of("carried").replaceChildren(...[...carried.keys()].map((name) => made("li", {}, name)));
  of("carried-part").hidden = !carried.size;
  of("unread").replaceChildren(...[...unread].map(([name, { why, carry, tool }]) => tool
    ? made("li", {}, WORDS.answer({ name }), made("a", { href: new URL(`tools/${tool}/sheet/`, root).href }, tool))
    : made("li", {}, WORDS.unread({ name, why }), carry ? WORDS.also : "")));
  of("unread-part").hidden = !unread.size;
}

// What was found, taken in: remarks that are here already are left out.
const take = (found) => {
  let taken = 0, doubles = 0;
  notes.change((list) => {
    const there = new Set(list.map(keyOf)), all = [...list];
    for (const note of found) {
      const key = keyOf(note);
      if (there.has(key)) doubles++;
      else {
        there.add(key);
        all.push(note);
        taken++;
      }
    }
    return all;
  });
  unsaved ||= taken > 0;
  return [taken, doubles];
};
// A file under its own name, or under the next that is free. The same bytes a second time are left out.
const carry = (name, bytes) => {
  const same = (other) => other.length === bytes.length && other.every((byte, n) => byte === bytes[n]);
  if ([...carried.values()].some(same)) return 0;
  let free = name;
  for (let n = 2; carried.has(free); n++) free = name.replace(/(\.[^.]*)?$/, ` (${n})$1`);
  carried.set(free, bytes);
  unsaved = true;
  return 1;
};
const takeFiles = async (files) => {
  const found = await Promise.all([...files].map(async (file) => [file, await fileRead(file).catch((error) => ({ why: error.message || error.name }))]));
  const [taken, doubles] = take(found.flatMap(([, { notes: read = [] }]) => read));
  let along = 0, left = 0;
  for (const [{ name }, each] of found) {
    if (each.carry) along += carry(name, each.bytes);
    unread.delete(name);
    if (!each.why && !each.tool) continue;
    unread.set(name, each);
    left++;
  }
  show();
  tell(`${took(taken, doubles, left)}${along ? WORDS.carried({ count: along }) : ""}`);
};

const picker = made("input", { type: "file", multiple: true, hidden: true });
picker.setAttribute("aria-label", WORDS.open);
picker.addEventListener("change", async () => {
  await takeFiles(picker.files);
  picker.value = "";
});
of("open").addEventListener("click", () => picker.click());
box.append(picker);
box.addEventListener("dragover", (event) => event.preventDefault());
box.addEventListener("drop", (event) => {
  event.preventDefault();
  takeFiles(event.dataTransfer.files);
});
// The text of a code, from the camera or pasted.
const collected = collector(saidIn);
const takeCode = (text) => {
  const { again, damaged, missing, all, found } = collected(text);
  if (again) return false;
  if (!found) {
    tell(damaged ? WORDS.damaged : WORDS.missing({ all, missing: missing.join(", ") }));
    return !damaged;
  }
  if (found.tool) {
    unread.set(WORDS.oneCode, found);
    show();
    tell(WORDS.answer({ name: WORDS.oneCode }) + found.tool);
    return true;
  }
  const [taken, doubles] = take(found.notes);
  show();
  tell(took(taken, doubles));
  return true;
};
const camera = of("camera");
const canRead = async () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices) && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
canRead().catch(() => false).then((can) => {
  if (!can) return camera.append(made("p", { className: "help" }, WORDS.noCamera));
  const place = made("div", {});
  const watch = () => import("./camera.js").then(({ watching }) => watching(place, takeCode, tell)).catch(() => tell(WORDS.noPart));
  return camera.append(made("p", {}, button(WORDS.camera, watch)), place);
});
const pasted = of("pasted");
of("take").addEventListener("click", () => {
  if (isCode(pasted.value)) {
    if (takeCode(pasted.value)) pasted.value = "";
    return undefined;
  }
  const { notes: read = [], why } = textRead(pasted.value);
  if (!read.length) return tell(why ? `${WORDS.nothing} (${why})` : WORDS.nothing);
  const [taken, doubles] = take(read);
  pasted.value = "";
  show();
  return tell(took(taken, doubles));
});
of("save").addEventListener("click", async () => {
  const whole = fileOf(notes.list), name = `gathered-remarks.${carried.size ? "zip" : "json"}`;
  try {
    if (carried.size) {
      const files = new Map(carried);
      if (notes.list.length) files.set("gathered-remarks.json", new TextEncoder().encode(whole));
      hand(await zipped(files, "application/zip"), name);
    } else hand(new Blob([whole], { type: "application/json" }), name);
    unsaved = false;
    tell(WORDS.saved({ name }));
  } catch { tell(WORDS.failed); }
});
of("anew").append(sureButton(of("anew").dataset.words, WORDS.sure, () => {
  notes.change(() => []);
  carried.clear();
  unread.clear();
  unsaved = false;
  show();
  tell(WORDS.emptied);
}));
addEventListener("beforeunload", (event) => { if (unsaved && carried.size) event.preventDefault(); });
show();
fetch(new URL("workshops/gather/titles.json", root)).then((answer) => answer.ok ? answer.json() : known).then((titles) => {
  known = titles;
  show();
}).catch(() => {}).finally(() => { box.dataset.titles = ""; });
box.hidden = false;
box.dataset.ready = "";
