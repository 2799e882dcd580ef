// The answers of a decision aid, kept in a service file. A form that nobody sees holds them, so that all that holds for a
// sheet holds here: saved as you answer, two windows, a file, a look at both (../forms/keep.js). Fetched when somebody asks for
// it, or when this browser keeps the aid's answers already.
import { hand } from "../forms/hand.js";
import { aboutOf, blankList } from "../forms/follow.js";
import { keeping } from "../forms/keep.js";
import { look } from "../forms/look.js";
import { button, made, typed } from "../forms/made.js";
import * as shelf from "../forms/shelf.js";
import { joined, nested } from "../forms/values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const id = location.pathname.split("/").at(-2), iteration = document.body.dataset.version;
const fire = (form) => ["input", "change"].forEach((name) => form.dispatchEvent(new Event(name, { bubbles: true })));
const equal = (a, b) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

// A form with what may be answered. An answer that is none of the choices has no place, and is told as such.
const formOf = (tree, was) => {
  const form = made("form", { hidden: true });
  Object.assign(form.dataset, { tool: id, iteration, was: was.join(" ") });
  for (const [name, { answers, numbers }] of Object.entries(tree.questions)) {
    if (!numbers.length && answers[0].when) continue;
    form.append(made("select", { name }, ...["", ...numbers.length ? ["given"] : answers.map((each) => each.id), "not-sure"].map((value) => new Option(value, value))),
      ...numbers.map((number) => made("input", { name: number })));
  }
  return form;
};

const services = async () => {
  const keys = await shelf.keys().catch(() => []), last = shelf.here("service");
  return { last, mine: keys.filter((key) => key[1] === id).map((key) => key[0]), all: [...new Set([...last ? [last] : [], ...keys.map((key) => key[0])])] };
};

// Two sets of answers, of which the reader chooses where they differ. What she does not take stands in a service of its own.
const reconciled = async (mine, theirs, about, service) => {
  const { values, clashes } = joined(mine, theirs);
  if (!clashes.length) return values;
  const chosen = await look(clashes, { here: WORDS.here, there: WORDS.there({ service }), about, maySkip: false, label: (name) => about?.fields[name]?.label ?? name });
  if (chosen !== "apart") return { ...values, ...chosen };
  const { all } = await services();
  let number = 2;
  while (all.includes(`${service} (${number})`)) number++;
  await shelf.change([`${service} (${number})`, id], () => ({ tool: id, iteration, saved: new Date().toISOString(), stamp: shelf.stamp(), values: nested(mine) }));
  return theirs;
};

let begun = false;
const begin = async (page, asked) => {
  begun = true;
  const about = await aboutOf(id).catch(() => undefined), form = formOf(page.about, about?.was ?? []), tools = made("div", { className: "work-tools no-print" });
  let still = true; // what the form is given is not an answer of the reader
  const put = (answers) => {
    for (const field of form.elements) field.value = answers[field.name] ?? "";
  };
  const here = page.place.contains(document.activeElement);
  page.place.replaceWith(tools, form);
  keeping(form, tools, () => { if (!still) page.put(typed(form)); });
  await new Promise((done) => {
    if ("ready" in form.dataset) return done();
    new MutationObserver((_, seen) => {
      seen.disconnect();
      done();
    }).observe(form, { attributeFilter: ["data-ready"] });
  });
  still = false;
  tools.querySelector("details").open = Boolean(asked);
  if (here) tools.querySelector("summary").focus();
  const sync = (answers) => {
    if (equal(typed(form), Object.fromEntries(Object.entries(answers).filter(([name]) => form.elements.namedItem(name))))) return;
    put(answers);
    fire(form);
  };
  const theirs = typed(form), mine = page.answers();
  // What was kept before, and changed since by another window: the service file says what holds.
  const now = page.kept() && Object.keys(theirs).length ? theirs : await reconciled(mine, theirs, about, tools.querySelector("select").value);
  if (!equal(now, mine)) page.put(now);
  sync(now);
  return sync;
};

// The looks of a sheet's service file, for a page that is none.
const dressed = () => document.head.append(made("link", { rel: "stylesheet", href: new URL(`${document.body.dataset.root}/assets/kinds/sheet.css`, location.href).href }));

// Which service: only asked where there are answers already, which then belong to it.
const ask = (page, all) => new Promise((done) => {
  const service = made("select", { id: "aid-service" }, ...[...all, WORDS.another].map((name) => new Option(name)));
  const name = made("input", { type: "text", id: "aid-new", maxLength: 60 });
  const other = made("p", {}, made("label", { htmlFor: name.id }, WORDS.name), " ", name);
  const choose = () => { other.hidden = service.selectedIndex < all.length; };
  service.addEventListener("change", choose);
  choose();
  page.place.append(made("div", { className: "work-tools" },
    ...all.length ? [made("p", {}, made("label", { htmlFor: service.id }, WORDS.service), " ", service)] : [], other,
    made("p", { className: "work-buttons" }, button(WORDS.keep, () => {
      const words = other.hidden ? service.value : name.value.trim();
      if (!words) return name.focus();
      shelf.here("service", words);
      done();
    }))));
});

// `page` is the aid: what it is `about`, its `answers()`, how to `put` others there, whether they were `kept()`, and the `place`
// where this stands. Gives what is to be told of each change; nothing if nobody `asked` and nothing is kept. Where the aid that
// leads here is kept, so is this one: nobody is asked in which service.
const ON = "on";
export const kept = async (page, asked) => {
  if (begun || page.place.childElementCount > 1) return undefined;
  const { last, mine, all } = await services(), there = last ? mine.includes(last) : mine.length;
  if (!there && !asked) return undefined;
  dressed();
  if (!there && asked !== ON && Object.keys(page.answers()).length && shelf.here("shared") !== "yes") await ask(page, all);
  return begun ? undefined : begin(page, asked);
};

// The questions for the lawyer as Word, of this aid alone.
export const asWord = async (page, title) => {
  const [{ paperOf }, { forPaper }, about, file] = await Promise.all([import("../forms/paper.js"), import("./aids.js"), aboutOf(id), blankList()]);
  if (!file.ok || !about) throw new Error(file.status);
  const saved = new Date().toISOString(), service = begun && shelf.here("service") || title;
  hand(...await paperOf(await file.arrayBuffer(), {
    id: WORDS.file, title: WORDS.list, service, iteration, saved, records: [], aids: forPaper({ [id]: { about, values: page.answers(), saved } }),
  }));
};
