// A decision aid, one question at a time. All words of the law come from the page, where the whole aid stands for readers
// without a script. What is answered is kept with this entry of the browser's history: Back takes an answer back, a reload
// keeps it, and nothing is sent. Whoever wants more keeps it in a service file (../service/aid.js). What was answered in an aid
// that leads on to this one is handed over within the tab.
import { styled } from "../forms/made.js";
import { GIVEN, NOT_SURE, NUMBER, decide } from "./decide.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const words = document.querySelector(".aid-words"), { adviser } = words.dataset;
const { sums, duties, when } = JSON.parse(document.getElementById("aid").textContent);
// The tree, as the page has it in words: where each answer leads is where its link leads.
const idOf = (each) => each.id || each.querySelector("h3").id;
const ids = (kind) => [...words.querySelectorAll(`.${kind}`)].map(idOf);
const leads = (links) => [...links].map((link) => link.hash.slice(1));
export const about = { first: ids("question")[0], ends: ids("outcome"), sums, questions: {}, outcomes: {},
  duties: Object.fromEntries(ids("duty").map((id) => [id, duties[id] ?? []])) };
for (const each of words.querySelectorAll(".question")) {
  const id = idOf(each);
  about.questions[id] = {
    numbers: [...each.querySelectorAll("[data-number]")].map((number) => number.dataset.number),
    answers: [...each.querySelectorAll("[data-answer]")].map((answer) => ({
      id: answer.dataset.answer, to: leads([answer.querySelector("a[href^='#']")])[0],
      ...(when[`${id} ${answer.dataset.answer}`] ? { when: when[`${id} ${answer.dataset.answer}`] } : {}),
    })),
    unsure: each.querySelector("[data-counts]").dataset.counts,
  };
}
for (const each of words.querySelectorAll(".outcome")) about.outcomes[idOf(each)] = leads(each.querySelectorAll(".duties a"));
const title = document.querySelector("h1").textContent.trim();
const made = (name, values = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), values);
  element.append(...inside);
  return element;
};
const button = (said, does, className = "") => {
  const element = made("button", { type: "button", className }, said);
  element.addEventListener("click", does);
  return element;
};
const plain = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(".headerlink").forEach((each) => each.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
};
const copied = (element) => {
  const copy = element.cloneNode(true);
  for (const each of [copy, ...copy.querySelectorAll("[id]")]) each.removeAttribute("id");
  return copy;
};
const part = (kind, id) => ["number", "sum"].includes(kind) ? words.querySelector(`[data-${kind}="${id}"]`) // those have no address
  : document.getElementById(id).closest(`.${kind}`);
const ask = (id) => plain(part("question", id).querySelector("h3")).replace(/^\d+\. /, "");
const answerOf = (question, id) => plain(part("question", question).querySelector(`[data-answer="${id}"] b`));
const lawyer = (id) => plain(part("question", id).querySelector(".unsure i"));
const outcomeOf = (id) => plain(part("outcome", id).querySelector("h3"));
const amount = (value, unit) => {
  const digits = Math.abs(value).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 }), sign = value < 0 ? "−" : "";
  return unit === "pounds" ? `${sign}£${digits}` : `${sign}${digits} ${unit}`;
};

const HANDED = `aid ${location.pathname.split("/decision-aids/")[0]}`;
const NOTHING = { title: "", path: [], ask: [] };
let answers = {}, changing = null, before = NOTHING, keeper = null, goesOn = false;
const live = made("div", { className: "aid-live" }), main = made("div", { className: "aid-main" });
const side = made("aside", { className: "aid-side" }), status = made("p", { className: "aid-status" });
status.setAttribute("role", "status");
live.append(main, side, status);

// The longest way from a question: how many are asked, at most.
const longest = {};
const most = (id) => id in about.outcomes ? 0 : longest[id] ??= Math.max(...about.questions[id].answers.map(({ to }) => most(to)))
  + (about.questions[id].numbers.length || !about.questions[id].answers[0].when ? 1 : 0);

const said = (step) => {
  if (step.unsure) return `${step.asked ? WORDS.notSure : WORDS.worked}: ${answerOf(step.question, step.answer)}`;
  const numbers = about.questions[step.question].numbers;
  if (!numbers.length) return answerOf(step.question, step.answer) + (step.asked ? "" : ` (${WORDS.worked})`);
  return numbers.map((id) => amount(Number(answers[id]), part("number", id).dataset.unit)).join("; ");
};
const keep = (now, goTo) => {
  answers = now;
  changing = goTo;
  history.pushState(state(), "");
  show(true);
  keeper?.(answers);
};
const state = () => ({ aid: answers, changing, before, kept: Boolean(keeper) });
const lines = (now) => now.path.map((step) => `${ask(step.question)} ${said(step)}`);
const questions = (now) => [...before.ask, ...now.ask.map(lawyer)];
const handOn = (now, link) => {
  if (!link?.pathname.includes("/decision-aids/") || link.pathname === location.pathname) return;
  try {
    sessionStorage.setItem(HANDED, JSON.stringify({ to: link.pathname, answers, kept: Boolean(keeper), title, path: [...before.path, ...lines(now)], ask: questions(now) }));
  } catch { /* private windows may refuse: then it is answered again */ }
};

const asking = (id, number, rest) => {
  const from = part("question", id), { numbers, unsure } = about.questions[id];
  const heading = made("h2", { tabIndex: -1 }, ask(id));
  const form = made("form", { className: "aid-now", noValidate: true },
    made("p", { className: "small" }, WORDS.count({ number, most: number - 1 + rest })), heading, copied(from.querySelector(".help")));
  const rests = form.querySelector(".rests");
  const give = (answer, typed = {}) => keep({ ...answers, ...typed, [id]: answer }, null);
  const choices = made("div", { className: "aid-choices" });
  if (numbers.length) {
    const fields = numbers.map((name) => {
      const { unit } = part("number", name).dataset, label = plain(part("number", name).querySelector("span"));
      const input = made("input", { id: `figure-${name}`, name, inputMode: "decimal", value: answers[name] ?? "", autocomplete: "off" });
      const wrong = made("span", { id: `wrong-${name}`, className: "aid-wrong", hidden: true }, WORDS.figure);
      form.append(made("p", { className: "aid-figure" }, made("label", { htmlFor: input.id }, `${label} (${unit})`), input, wrong));
      return { input, wrong };
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = {};
      let first;
      for (const { input, wrong } of fields) {
        const value = input.value.replace(/[£,\s]/g, "").replace("−", "-");
        const good = NUMBER.test(value);
        wrong.hidden = good;
        input.setAttribute("aria-invalid", String(!good));
        if (good) input.removeAttribute("aria-describedby");
        else input.setAttribute("aria-describedby", wrong.id);
        if (good) typed[input.name] = value;
        else first ??= input;
      }
      if (first) first.focus();
      else give(GIVEN, typed);
    });
    choices.append(made("button", { type: "submit", className: "main" }, WORDS.goOn),
      button(WORDS.notSureFigures, () => {
        const now = { ...answers };
        for (const name of numbers) delete now[name];
        keep({ ...now, [id]: NOT_SURE }, null);
      }));
  } else {
    for (const answer of about.questions[id].answers) choices.append(button(answerOf(id, answer.id), () => give(answer.id)));
    choices.append(button(WORDS.notSure, () => give(NOT_SURE)));
    [...choices.children].forEach((each, n) => {
      if ((about.questions[id].answers[n]?.id ?? NOT_SURE) === answers[id]) each.setAttribute("aria-pressed", "true");
    });
  }
  form.append(choices, made("details", {}, made("summary", {}, WORDS.unsureDoes),
    made("p", {}, `${numbers.length ? WORDS.goesOn({ adviser }) : WORDS.does({ answer: answerOf(id, unsure), adviser })} ${lawyer(id)}`)), ...(rests ? [rests] : []));
  return [form, heading];
};

const told = (now) => {
  const from = part("outcome", now.outcome), heading = made("h2", { tabIndex: -1 }, outcomeOf(now.outcome));
  const copy = copied(from);
  copy.querySelector("h3").replaceWith(heading);
  const duties = copy.querySelector(".duties");
  if (duties) {
    const shown = Object.entries(now.duties).filter(([, state]) => state !== "not").map(([name, state]) => {
      const duty = copied(part("duty", name));
      duty.dataset.duty = name;
      if (state === "unknown") duty.append(made("p", { className: "aid-unknown" }, WORDS.unknown));
      return duty;
    });
    duties.replaceWith(...(shown.length ? shown : [made("p", {}, WORDS.nothing)]));
  }
  const sums = Object.entries(now.sums).filter(([name]) => part("sum", name)).map(([name, value]) => {
    const row = part("sum", name);
    return made("tr", {}, made("th", { scope: "row" }, plain(row.querySelector("b"))),
      made("td", {}, amount(value, row.dataset.unit)), made("td", {}, plain(row.querySelector("span"))));
  });
  const list = questions(now).map((question) => made("li", {}, question));
  copy.addEventListener("click", ({ target }) => handOn(now, target.closest("a[href]")));
  copy.append(
    ...(sums.length ? [made("h3", {}, WORDS.sums), made("table", { className: "aid-sums" }, made("tbody", {}, ...sums))] : []),
    made("h3", {}, WORDS.lawyer({ adviser })), list.length ? made("ol", {}, ...list) : made("p", {}, WORDS.none),
    made("p", { className: "caution" }, WORDS.advice),
    made("p", { className: "no-print aid-take" }, button(WORDS.copy, () => take(now, asCopy)), button(WORDS.save, () => take(now, asFile)),
      ...(now.ask.length && "list" in words.dataset ? [button(WORDS.word, () => take(now, asWord))] : []),
      button(WORDS.again, () => {
        before = NOTHING;
        keep({}, null);
      })));
  return [copy, heading];
};

// The result on paper, the same for both: plain enough to read, and Markdown.
const text = (now) => {
  const shown = Object.keys(now.duties).filter((name) => now.duties[name] !== "not"), rows = (list) => list.map((line) => `- ${line}`);
  const section = (head, lines) => lines.length ? ["", `## ${head}`, "", ...lines] : [];
  const from = part("outcome", now.outcome);
  return [
    `# ${title}`, "", `${WORDS.outcome}: **${outcomeOf(now.outcome)}**`, "",
    ...[...from.querySelectorAll(":scope > p:not(.verdict, .rests)")].filter((each) => !each.querySelector(":scope > strong:only-child")).map(plain),
    ...[...from.querySelectorAll(":scope > .rests")].map((each) => `(${plain(each)})`),
    ...section(WORDS.asked, rows([...before.path, ...lines(now)])),
    ...section(WORDS.sums, rows(Object.entries(now.sums).filter(([name]) => part("sum", name)).map(([name, value]) => {
      const row = part("sum", name);
      return `${plain(row.querySelector("b"))}: ${amount(value, row.dataset.unit)} (${plain(row.querySelector("span"))})`;
    }))),
    ...section(WORDS.publish, rows(shown.length ? shown.map((name) => plain(part("duty", name)) + (now.duties[name] === "unknown" ? ` ${WORDS.unknown}` : "")) : [WORDS.nothing])),
    ...section(WORDS.lawyer({ adviser }), questions(now).length ? rows(questions(now)) : [WORDS.none]),
    "", `${WORDS.advice} ${WORDS.iteration({ version: document.body.dataset.version })}. ${location.href.split("#")[0]}`, "",
  ].join("\n");
};
const take = async (now, how) => {
  status.textContent = "";
  status.textContent = await how(now).catch(() => how === asWord ? WORDS.noFile : WORDS.notCopied);
};
const asCopy = (now) => navigator.clipboard.writeText(text(now)).then(() => WORDS.copied);
const asFile = async (now) => {
  const href = URL.createObjectURL(new Blob([text(now)], { type: "text/markdown" }));
  made("a", { href, download: `${location.pathname.split("/").at(-2)}.md` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
  return WORDS.saved;
};
const asWord = async () => {
  await (await inFile()).asWord(page, title);
  return WORDS.saved;
};

const show = (moved) => {
  const now = decide(about, answers);
  const until = changing ? now.path.findIndex(({ question }) => question === changing) : -1;
  const path = until < 0 ? now.path : now.path.slice(0, until);
  const [body, heading] = until < 0 && now.outcome ? told(now)
    : asking(until < 0 ? now.at : changing, path.filter(({ asked }) => asked).length + 1, most(until < 0 ? now.at : changing));
  const list = path.map((step) => made("li", { className: step.asked ? "" : "by-figures" }, made("span", {}, ask(step.question)), made("b", {}, said(step)),
    ...(step.asked ? [Object.assign(button(WORDS.change, () => keep(answers, step.question)), { ariaLabel: WORDS.changeFor({ ask: ask(step.question) }) })] : [])));
  const fold = made("details", { className: "aid-asked", open: innerWidth > 640 || list.length < 3 },
    made("summary", {}, `${WORDS.asked}: ${path.length}`), made("ol", {}, ...list));
  const handed = before.path.length ? [made("details", { className: "aid-before" }, made("summary", {}, `${WORDS.from({ before: before.title })}: ${before.path.length}`),
    made("ul", {}, ...before.path.map((line) => made("li", {}, line))))] : [];
  main.replaceChildren(...handed, ...(list.length ? [fold] : []), body);
  const open = now.open.filter((name) => name !== now.outcome);
  side.hidden = Boolean(now.outcome && until < 0 && !now.fell.length);
  side.replaceChildren(
    ...(now.outcome ? [] : [made("h2", {}, WORDS.open({ number: open.length })), made("ul", {}, ...open.map((name) => made("li", { className: part("outcome", name).classList[1] }, outcomeOf(name))))]),
    ...(now.fell.length ? [made("details", { open: Boolean(now.outcome) && innerWidth > 960 }, made("summary", {}, WORDS.fell({ number: now.fell.length })),
      made("ul", {}, ...now.fell.map(({ outcome, question }) => {
        const step = now.path.find((each) => each.question === question);
        return made("li", {}, made("s", {}, outcomeOf(outcome)), made("small", {}, `${ask(question)} ${about.questions[question].numbers.length ? "" : said(step)}`));
      })))] : []));
  status.textContent = until < 0 && now.outcome ? `${WORDS.outcome}: ${outcomeOf(now.outcome)}` : moved ? WORDS.left({ count: now.open.length, fell: now.fell.length }) : "";
  if (moved) heading.focus();
};

// The whole aid in words is a button away; a link to a place in it shows it.
const whole = button(WORDS.whole, () => turn(words.hidden), "aid-turn no-print");
const turn = (all) => {
  words.hidden = !all;
  live.hidden = all;
  whole.textContent = all ? WORDS.byStep : WORDS.whole;
};
const asLinked = () => {
  const place = document.getElementById(location.hash.slice(1)); // as it stands: what is cut off in a mail is no address
  if (place && words.contains(place)) {
    turn(true);
    place.scrollIntoView();
  }
};
const recall = (state) => {
  const there = state?.aid;
  answers = there && typeof there === "object" ? { ...there } : {};
  changing = state?.changing ?? null;
  before = state?.before ?? NOTHING;
};
// What an aid that leads here handed over: its answers in words, and those to questions that are the same here.
const takeOver = () => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(HANDED));
    sessionStorage.removeItem(HANDED);
    if (kept?.to !== location.pathname) return;
    const same = Object.entries(kept.answers).filter(([id, answer]) => answer === NOT_SURE ? about.questions[id] : about.questions[id]?.answers.some((each) => each.id === answer));
    answers = Object.fromEntries(same);
    before = { title: kept.title, path: kept.path, ask: kept.ask };
    goesOn = kept.kept && "on";
    history.replaceState(state(), "");
  } catch { /* nothing was handed over */ }
};
// The service file, where somebody asks for it, or where this browser keeps the answers already.
const inFile = () => import("../service/aid.js");
const file = made("details", { className: "aid-file no-print" }, made("summary", {}, WORDS.file));
const page = { about, place: file, answers: () => answers, kept: () => history.state?.kept,
  put(now) {
    [answers, changing] = [now, null];
    history.replaceState({ ...state(), kept: true }, "");
    show(false);
  },
};
const inService = async (asked) => {
  try {
    keeper = await (await inFile()).kept(page, asked) ?? keeper;
  } catch { status.textContent = WORDS.noFile; }
};
file.addEventListener("toggle", () => { if (file.open) inService(true); });
const ours = async () => (await indexedDB.databases()).some(({ name }) => name.startsWith("relational-contracting"));
ours().then((there) => { if (there) inService(goesOn); }, () => {}); // a browser that keeps nothing has nothing here

main.after(file);

recall(history.state);
if (!history.state?.aid) takeOver();
styled("aid-live").then(() => {
  const lead = document.querySelector(".aid-lead");
  words.before(live, made("p", {}, whole));
  if (innerWidth <= 640) document.querySelector("h1").after(live); // what the aid is for stands below: the first answer is in reach
  lead.open = innerWidth > 640 && !Object.keys(answers).length;
  turn(false);
  show(false);
  asLinked();
});
addEventListener("hashchange", asLinked);
addEventListener("popstate", ({ state }) => {
  recall(state);
  show(true);
  keeper?.(answers);
});
