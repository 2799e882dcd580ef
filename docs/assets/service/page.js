// The page of a service file: what the tools of one service say, how far they are, and what comes next. Nothing is sent.
import { give } from "../forms/file.js";
import { aids, definitions, toolNow } from "../forms/follow.js";
import { look } from "../forms/look.js";
import { fileName, hand } from "../forms/hand.js";
import { button, day as inWords, made, nodes, sureButton } from "../forms/made.js";
import { read } from "../forms/opened.js";
import * as shelf from "../forms/shelf.js";
import { flat, joined, nested } from "../forms/values.js";
import { papers } from "./papers.js";
import { labelOf, records, saidBy, shared } from "./says.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const STATES = { done: WORDS.isDone, stopped: WORDS.isStopped, begun: WORDS.isBegun };
const page = document.querySelector(".service-page");
const bar = page.querySelector(".service-bar"), facts = page.querySelector(".service-facts");
const iteration = page.dataset.iteration, root = new URL(`${document.body.dataset.root}/`, location.href);
const day = (date) => inWords(date.toLocaleDateString("sv"));
const said = made("p", { className: "work-said" });
said.setAttribute("role", "status");
const tell = (words) => said.replaceChildren(...nodes(words));

const service = made("select", { id: "service" }), name = made("input", { type: "text", id: "service-new", maxLength: 60 });
const sharing = made("input", { type: "checkbox" }), ends = made("input", { type: "date", id: "service-ends" });
const picker = made("input", { type: "file", accept: ".json,application/json", hidden: true });
picker.setAttribute("aria-label", WORDS.open);
const view = made("div", { className: "service-view" });
let memory = null; // on a shared computer: what was opened, and is kept nowhere
let book = { tools: {}, steps: [], timetable: [] };
// What is known of decision aids, once a service has answers to one. Then `aid` is service/aids.js.
let aid = null;

const kept = async () => withAids(memory?.tools ?? await shelf.tools(service.value));
const withAids = async (tools) => {
  if (!aid && Object.keys(tools).some((id) => !(toolNow(book.tools, id) in book.tools))) {
    const [known, module] = await Promise.all([aids(), import("./aids.js")]).catch(() => [{}]);
    if (Object.keys(known).length) [book.aids, aid] = [known, module];
  }
  return tools;
};
const endsOn = async () => memory ? memory.ends : (await shelf.get([service.value, shelf.ABOUT]))?.ends ?? "";

// -- The calendar, counted back from the day after the contract ends.
const before = (start, months) => {
  const date = new Date(start.getFullYear(), start.getMonth() - months, 1), last = new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate();
  date.setDate(Math.min(start.getDate(), last));
  return date;
};
const startOf = (text) => {
  const [year, month, date] = text.split("-").map(Number);
  return text ? new Date(year, month - 1, date + 1) : null;
};

// -- What comes next, and why: what a result says first, then what is begun, then the first tool of the step whose time it is.
const suggested = (all, found, start) => {
  for (const [id, { outcome }] of Object.entries(found)) {
    for (const { words, tools } of book.tools[id]?.next?.[outcome] ?? []) {
      const tool = tools.find((each) => each in book.tools && !all[each]);
      if (tool) return { tool, why: WORDS.nextSays({ tool: book.tools[id].title, words }) };
    }
  }
  const open = Object.keys(found).filter((id) => book.tools[id] && found[id].state === "begun").sort((a, b) => (all[b].saved ?? "").localeCompare(all[a].saved ?? ""))[0];
  if (open) return { tool: open, why: WORDS.nextBegun({ filled: found[open].filled, asked: found[open].asked }) };
  const now = start ? book.steps.findLastIndex(({ months }) => months !== null && before(start, months) <= new Date()) + 1 : 1;
  const left = Object.keys(book.tools).filter((id) => !all[id]);
  const tool = left.find((id) => book.tools[id].step >= now) ?? left[0];
  return tool && { tool, why: WORDS.nextFirst({ when: book.tools[tool].when }) };
};

const svg = (tag, attributes, ...inside) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
};
const bars = (begun, done, all) => svg("svg", { viewBox: "0 0 300 14", class: "service-bars", "aria-hidden": "true" },
  svg("rect", { x: 1, y: 1, width: 298, height: 12, class: "all" }), svg("rect", { x: 1, y: 1, width: 298 * begun / all, height: 12, class: "begun" }),
  svg("rect", { x: 1, y: 1, width: 298 * done / all, height: 12, class: "done" }));
const list = (lines) => made("ul", {}, ...lines.map((line) => made("li", {}, ...[line].flat())));
const link = (id) => made("a", { href: new URL(`${document.body.dataset.speaks ?? ""}tools/${id}/sheet/`, root).href }, book.tools[id]?.title ?? id);

// -- The page, drawn anew whenever something changed.
const show = async () => {
  const all = records(await kept(), book), until = await endsOn() || shared(all, "ends")[0]?.words || "", start = startOf(until);
  const found = Object.fromEntries(Object.entries(all).map(([id, record]) => [id, record.about?.tree ? aid.aidSays(record) : saidBy(record)]));
  const known = Object.keys(book.tools), here = Object.keys(all).filter((id) => id in book.tools);
  const purposes = shared(all, "purpose"), next = suggested(all, found, start);
  ends.value = until;
  view.replaceChildren(
    ...purposes.length ? [made("p", { className: "standfirst" }, WORDS.purpose({ words: purposes[0].words, tool: purposes[0].title }))] : [],
    ...purposes.filter(({ words }) => words !== purposes[0]?.words).map(({ title, words }) => made("p", { className: "small" }, WORDS.differs({ tool: title, words }))),
    made("p", {}, WORDS.begunOf({ begun: here.length, all: known.length })),
    made("h2", { id: "next" }, WORDS.next),
    ...next ? [made("p", {}, made("strong", {}, link(next.tool)), made("br"), next.why)] : [made("p", {}, WORDS.allDone)]);
  for (const section of page.querySelectorAll(".service-step")) {
    const number = Number(section.dataset.step), mine = known.filter((id) => book.tools[id].step === number), begun = mine.filter((id) => all[id]);
    const done = begun.filter((id) => found[id].state === "done"), { months } = book.steps[number - 1] ?? {};
    const from = start && months !== null && months !== undefined ? before(start, months) : null;
    const late = from && from < new Date() && !begun.length ? `, ${WORDS.late}` : "";
    section.querySelector(".service-how")?.remove();
    section.querySelector("h2").after(made("div", { className: "service-how" }, bars(begun.length, done.length, mine.length),
      made("p", {}, [WORDS.step({ done: done.length, begun: begun.length, all: mine.length }), ...from ? [`${WORDS.from({ date: day(from) })}${late}`] : []].join(". "))));
  }
  for (const row of page.querySelectorAll(".service-tools li")) {
    const id = row.dataset.tool ?? row.dataset.aid, one = found[id];
    row.querySelector(".service-says")?.remove();
    row.classList.toggle("is-begun", Boolean(one));
    if (!one) continue;
    const record = all[id], when = record.saved ? day(new Date(record.saved)) : "";
    row.append(made("div", { className: "service-says" }, ...one.says ? [made("p", {}, one.says)] : [], ...record.beside ? [made("p", {}, WORDS.both)] : [],
      made("p", { className: "small" }, made("b", { className: `state-${one.state}` }, STATES[one.state]), ` · ${[one.asks ? WORDS.answered({ count: one.answered }) : WORDS.filled({ filled: one.filled, asked: one.asked }), when, ...one.asks?.length ? [WORDS.asks({ count: one.asks.length })] : [], ...record.iteration !== iteration ? [WORDS.earlier({ iteration: record.iteration })] : []].filter(Boolean).join(" · ")}`),
    ...one.left?.length ? [made("p", { className: "small" }, WORDS.left({ answers: one.left.map(([name, value]) => `${name}: ${value}`).join("; ") }))] : []));
  }
  showAsks(all);
  const lost = Object.keys(all).filter((id) => !all[id].about), older = known.filter((id) => shelf.hasOlder([id, ...book.tools[id].was ?? []]));
  after.replaceChildren(
    ...lost.length ? [made("p", {}, WORDS.lost), list(lost.map((id) => `${id}. ${found[id].says}`))] : [],
    ...older.length ? [made("p", {}, WORDS.older), list(older.map((id) => [link(id)]))] : [],
    ...start && book.timetable?.length ? [made("details", {}, made("summary", {}, WORDS.calendar),
      list(book.timetable.map(({ from, to, work }) => WORDS.row({ from: day(before(start, from)), to: day(before(start, to)), work }))),
      made("p", { className: "small" }, WORDS.guess, " ", made("a", { href: new URL(`guidance/${book.timetable[0].of}/`, root).href }, WORDS.timetable)))] : []);
};
const after = made("div", { className: "service-after" });

// -- What nobody was sure of in a decision aid: the list for the lawyer, to be copied and taken away.
const asked = page.querySelector(".service-asks");
const showAsks = (all) => {
  const rows = aid ? aid.asksOf(all) : [], words = () => aid.asText(service.value, rows);
  const copy = () => navigator.clipboard.writeText(words()).then(() => tell(WORDS.copied), () => tell(WORDS.notCopied));
  const asFile = () => {
    hand(new Blob([words()], { type: "text/plain" }), fileName({ service: service.value, tool: WORDS.asksFile, iteration }, ".txt"));
    tell(WORDS.given);
  };
  const paper = board?.querySelector("[data-asks]");
  asked.replaceChildren(...rows.length ? [
    made("h2", { id: "asks" }, WORDS.asksHead), made("p", {}, WORDS.asksWhy),
    made("ol", {}, ...rows.map(({ id, title, adviser, question, until, rests }) => made("li", {}, made("strong", {}, question), made("p", { className: "small" },
      made("a", { href: new URL(`decision-aids/${id}/`, root).href }, title), ` · ${[adviser, WORDS.until({ answer: until }), rests].filter(Boolean).join(" · ")}`)))),
    made("p", { className: "work-buttons no-print" }, button(WORDS.copy, copy), ...paper ? [button(WORDS.asksWord, fill(paper))] : [], button(WORDS.asksText, asFile)),
  ] : []);
};

// -- Services.
const named = (words) => {
  if (![...service.options].some((option) => option.value === words)) service.append(new Option(words));
  service.value = words;
  shelf.here("service", words);
};
const turn = async (words) => {
  memory = null;
  named(words);
  await show();
};
const free = (words) => {
  const taken = new Set([...service.options].map((option) => option.value));
  let number = 2;
  while (taken.has(`${words} (${number})`)) number++;
  return taken.has(words) ? `${words} (${number})` : words;
};
const wanted = () => {
  const words = name.value.trim();
  if (!words) name.focus();
  return words;
};
const begin = async () => {
  const words = wanted();
  if (!words) return;
  name.value = "";
  await turn(words);
  tell(WORDS.begun({ service: words }));
};
const rename = async () => {
  const words = wanted(), was = service.value;
  if (!words) return;
  if ([...service.options].some((option) => option.value === words)) return tell(WORDS.taken);
  await shelf.rename(was, words);
  shelf.tell({ service: was, renamed: words });
  service.selectedOptions[0].remove();
  name.value = "";
  await turn(words);
  tell(WORDS.renamed({ service: words }));
};
const remove = sureButton(WORDS.remove, WORDS.sure, async () => {
  const gone = service.value;
  memory = null;
  await shelf.remove(gone);
  shelf.tell({ service: gone });
  service.selectedOptions[0].remove();
  await turn(service.options[0]?.value ?? WORDS.first);
  tell(WORDS.removed({ service: gone }));
});

// -- A file out, and in. Every tool in which the two differ is looked at before anything is written.
const save = async () => {
  const tools = await kept();
  if (!Object.keys(tools).length) return tell(WORDS.empty);
  give(service.value, tools, iteration, ends.value);
  tell(WORDS.given);
};
const meet = async (found, there) => {
  const result = {};
  await withAids({ ...there, ...found.tools });
  for (const [id, theirs] of Object.entries(found.tools)) {
    if (!there[id]) {
      result[id] = { tool: id, ...theirs };
      continue;
    }
    const [mine] = Object.values(records({ [id]: there[id] }, book)), [other] = Object.values(records({ [id]: theirs }, book)), { about } = mine;
    const fixed = new Set(Object.entries(about?.fields ?? {}).filter(([, field]) => field.rows).map(([field]) => field));
    const { values, clashes, came } = joined(mine.values, other.values, {}, fixed);
    if (!clashes.length && !came) continue;
    for (const clash of clashes) clash.longer = ["text", "long-text", "table"].includes(about?.fields[clash.unit]?.type) && !fixed.has(clash.unit);
    const label = (unit) => `${about?.title ?? id}: ${labelOf(about, unit)}`;
    const chosen = clashes.length ? await look(clashes, { here: WORDS.here, there: WORDS.there, about, label }) : {};
    if (chosen === null || chosen === "apart") return chosen;
    result[id] = { tool: id, iteration, saved: new Date().toISOString(), values: nested({ ...values, ...chosen }) };
  }
  return result;
};
const take = async (file) => {
  const found = await read(file);
  if (typeof found === "string") return tell(`${found} ${WORDS.nothing}`);
  let to = found.service || WORDS.first, result = found.tools;
  if (sharing.checked) {
    memory = found;
    named(to);
    await show();
    return tell(`${WORDS.opened({ service: to, count: Object.keys(found.tools).length })} ${WORDS.sharedOn}`);
  }
  try {
    const there = await shelf.tools(to);
    result = await meet(found, there);
    if (result === null) return tell(WORDS.nothing);
    if (result === "apart") [to, result] = [free(to), found.tools];
    const seen = Object.fromEntries(Object.keys(result).map((id) => [id, there[id]?.stamp]));
    for (const [id, record] of Object.entries(result)) {
      const stamp = shelf.stamp();
      await shelf.change([to, id], (now) => {
        if (!now || now.stamp === seen[id]) return { ...record, tool: id, stamp };
        return { ...now, beside: { ...now.beside, ...record.values } }; // typed meanwhile in another window: that stays, ours beside it
      });
      shelf.tell({ service: to, tool: id, stamp });
    }
    if (found.ends) await shelf.change([to, shelf.ABOUT], (now) => now?.ends ? null : { ends: found.ends });
  } catch { return tell(WORDS.full); }
  await turn(to);
  tell(Object.keys(result).length ? WORDS.opened({ service: to, count: Object.keys(found.tools).length }) : WORDS.same);
};
picker.addEventListener("change", async () => {
  if (picker.files[0]) await take(picker.files[0]);
  picker.value = "";
});

sharing.checked = shelf.here("shared") === "yes";
sharing.addEventListener("change", () => {
  shelf.here("shared", sharing.checked ? "yes" : "");
  tell(sharing.checked ? WORDS.sharedOn : "");
});
service.addEventListener("change", () => turn(service.value));
ends.addEventListener("change", async () => {
  if (memory) memory.ends = ends.value;
  else if (!sharing.checked) await shelf.change([service.value, shelf.ABOUT], (there) => ({ ...there, ends: ends.value })).catch(() => tell(WORDS.full));
  await show();
});
bar.append(
  made("p", {}, made("label", { htmlFor: "service" }, WORDS.service), " ", service),
  made("p", { className: "work-buttons" }, button(WORDS.save, save), button(WORDS.open, () => picker.click()), remove), said,
  made("details", {}, made("summary", {}, `${WORDS.begin}, ${WORDS.rename.toLowerCase()}`),
    made("p", {}, made("label", { htmlFor: "service-new" }, WORDS.name), " ", name), made("p", { className: "work-buttons" }, button(WORDS.begin, begin), button(WORDS.rename, rename))),
  made("p", {}, made("label", {}, sharing, ` ${WORDS.shared}`)), picker);
facts.append(view, made("p", {}, made("label", { htmlFor: "service-ends" }, WORDS.ends), " ", ends));
page.querySelector(".service-plain").remove();
page.append(after);
const board = document.querySelector(".service-papers");
const fill = board && papers(board, iteration, async () => {
  const all = records(await kept(), book), tools = Object.entries(all).filter(([, { about }]) => !about?.tree);
  return { name: service.value, aids: aid?.forPaper(all), records: Object.fromEntries(tools.map(([id, one]) => [id, { ...one, ...saidBy(one) }])) };
}, tell);
shelf.heard((what) => { if (what.service === service.value && !memory) show(); });
addEventListener("pageshow", ({ persisted }) => { if (persisted) show(); });
(async () => {
  book = { ...book, ...await definitions() };
  const keys = await shelf.keys().catch(() => {
    tell(WORDS.refused);
    sharing.checked = true;
    memory = { tools: {}, ends: "" };
    return [];
  });
  const last = shelf.here("service");
  for (const words of new Set([...last ? [last] : [], ...keys.map((key) => key[0])])) service.append(new Option(words));
  if (!service.options.length) service.append(new Option(WORDS.first));
  named(service.value);
  await show();
  page.dataset.ready = "";
})();
