// A tool that many people answer: each hands over a code or a file without a name, and a facilitator puts them together here. Nothing
// is sent and nothing of it is kept.
import { collector, isCode, packed } from "../feedback/pieces.js";
import { definitions } from "../forms/follow.js";
import { hand } from "../forms/hand.js";
import { button, made, nodes, styled, typed } from "../forms/made.js";
import { answerFile, answerFrom, answerText, askedOfMany, combined, counted, shuffled, understood } from "./combine.js";
import { drawn, resultFile, resultFrom } from "./trend.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const part = document.querySelector(".together"), form = document.querySelector("form[data-tool]");
const { tool, iteration } = form.dataset, id = crypto.randomUUID();
const own = part.querySelector(".together-own"), all = part.querySelector(".together-all");
const said = made("p", { className: "together-said" }), shown = made("div", {});
said.setAttribute("role", "status");
const tell = (words) => said.replaceChildren(...nodes(words));
const list = (lines) => made("ul", {}, ...lines.map((line) => made("li", {}, line)));
const head = (words, scope) => Object.assign(made("th", {}, words), { scope });

styled("together");
let answers = [], before = null; // what came to the same tool the time before
const merged = {}, asked = {};

// Asked and answered, side by side; everybody in one row where there are no sides.
const counts = (sides) => made("div", { className: "table" }, made("table", {}, made("thead", {}, made("tr", {}, ...[WORDS.side, WORDS.asked, WORDS.answered].map((words) => head(words, "col")))),
  made("tbody", {}, ...Object.entries(sides).map(([side, count]) => {
    const words = side || WORDS.everybody, number = made("input", { type: "number", min: "0", value: asked[side] ?? "" });
    number.setAttribute("aria-label", `${WORDS.asked}: ${words}`);
    number.addEventListener("input", () => { asked[side] = number.value; });
    return made("tr", {}, head(words, "row"), made("td", {}, number), made("td", {}, String(count)));
  }))));
// How often each answer was given: a dot for each, and the same in figures for whoever does not see it.
const spreadOf = ({ spread }, from) => {
  const strip = made("span", { className: "spread", role: "img" }, ...spread.map((times, n) => made("span", {}, made("b", {}, String(from + n)), made("i", {}, "●".repeat(times)))));
  strip.setAttribute("aria-label", spread.map((times, n) => `${from + n} ×${times}`).join(", "));
  return strip;
};
const betweenSides = ({ label, gap, from, sides }, much) => made("li", {}, made("b", {}, label),
  ` ${gap === null ? WORDS.noGap : gap > much ? WORDS.gapTalk({ gap: gap.toFixed(1) }) : WORDS.gap({ gap: gap.toFixed(1) })}`,
  made("ul", {}, ...sides.map((one) => made("li", {}, WORDS.one({ side: one.side, count: one.count }), spreadOf(one, from)))));
const betweenPeople = ({ label, gap, from, sides: [one] }, much) => made("li", {}, made("b", {}, label), ...one
  ? [` ${(gap > much ? WORDS.apartTalk : gap ? WORDS.apart : WORDS.alike)(one)}`, spreadOf(one, from)] : [` ${WORDS.nobody}`]);

// The averages, closed until the gaps were seen; open once somebody asked for the time before.
const averages = (means) => made("details", { open: Boolean(before) }, made("summary", {}, WORDS.means), ...before ? [made("p", {}, WORDS.before({ date: before.kept }))] : [], made("ul", {}, ...means));
// What it came to, kept for the next time; and what was kept the time before.
const resultOf = (about, found) => {
  const picker = made("input", { type: "file", accept: ".json,application/json", hidden: true }), kept = new Date().toLocaleDateString("sv");
  picker.setAttribute("aria-label", WORDS.openBefore);
  picker.addEventListener("change", async () => {
    const file = picker.files[0], result = file && file.size < 100_000 ? resultFrom(await file.text().catch(() => ""), tool) : null;
    if (!result) return tell(WORDS.noResult);
    before = result;
    show(about);
    return tell(WORDS.openedBefore);
  });
  const keep = button(WORDS.keep, () => {
    hand(new Blob([resultFile(found, { tool, iteration, kept, answers: answers.length })], { type: "application/json" }), `${tool}-result-${kept}.json`);
    tell(WORDS.keptResult);
  });
  return made("p", { className: "work-buttons" }, keep, button(WORDS.openBefore, () => picker.click()), picker);
};

const show = (about) => {
  if (!answers.length) return shown.replaceChildren();
  const { by, least, fewest, gap: much, low } = about.many, found = combined(about, answers, merged), sides = Object.keys(found.sides);
  const merges = found.small.filter(() => sides.length > 1).map((side) => {
    const select = made("select", {}, made("option", { value: "" }, WORDS.alone), ...sides.filter((each) => each !== side).map((each) => made("option", { value: each }, each)));
    select.addEventListener("change", () => {
      merged[side] = select.value;
      show(about);
      shown.querySelector("h3").focus();
    });
    return made("p", {}, made("label", {}, made("b", {}, `${side}. `), WORDS.small({ least }), " ", select));
  });
  const statements = found.statements.map((each) => (by ? betweenSides : betweenPeople)(each, much));
  const mean = (one) => (one.mean < low ? WORDS.meanLow : WORDS.mean)({ side: one.side, mean: one.mean.toFixed(1) });
  const sinceThen = ({ id: name, from, to }, one) => {
    const was = before.statements[name]?.[one.side]?.mean;
    if (was === undefined) return made("li", {}, mean(one));
    const label = WORDS.trend({ was: was.toFixed(1) });
    return made("li", {}, `${mean(one)}, ${label}`, drawn(was, one.mean, from, to, label));
  };
  const means = by ? found.statements.filter(({ sides: each }) => each.length).map((each) => made("li", {}, `${each.label}: `,
    before ? made("ul", {}, ...each.sides.map((one) => sinceThen(each, one))) : each.sides.map(mean).join(", "))) : [];
  const words = Object.entries(askedOfMany(about)).filter(([, { type }]) => ["text", "long-text"].includes(type))
    .map(([name, { label }]) => [label, shuffled(answers.map(({ values }) => values[name]).filter(Boolean))]).filter(([, lines]) => lines.length);
  shown.replaceChildren(made("h3", { tabIndex: -1 }, WORDS.counts), counts(found.sides), ...merges,
    ...found.enough ? [made("h3", {}, by ? WORDS.gaps : WORDS.differ), made("ol", {}, ...statements), ...means.length ? [averages(means), resultOf(about, found)] : []]
      : [made("p", {}, (by ? WORDS.few : WORDS.fewScores)({ fewest }))],
    ...words.length ? [made("h3", {}, WORDS.words), made("p", { className: "small" }, WORDS.wordsNote), ...words.flatMap(([label, lines]) => [made("h4", {}, label), list(lines)])] : []);
};
// What came, without what is here already: its number is drawn by lot, and says nothing of who it is.
const take = (about, found) => {
  const good = found.filter(Boolean);
  answers = shuffled(new Map([...answers, ...good].map((answer) => [answer.id, answer])).values());
  show(about);
  tell(WORDS.opened({ count: answers.length }) + (found.length > good.length ? WORDS.left({ count: found.length - good.length }) : ""));
};

// One person's answers, handed over as a code on the screen or as a file.
const handingOver = (about) => {
  const { by } = about.many, place = made("div", { className: "together-code" });
  const handed = (work) => () => {
    const values = typed(form), names = Object.keys(askedOfMany(about));
    if (by ? values[by] : names.some((name) => values[name])) return work(values);
    const [first] = names, field = form.elements.namedItem(by ?? first);
    (field instanceof RadioNodeList ? field[0] : field)?.focus();
    return tell(by ? WORDS.giveSide({ label: about.fields[by].label }) : WORDS.giveScores);
  };
  const code = button(WORDS.code, handed(async (values) => {
    const found = await import("../feedback/show.js").catch(() => null);
    if (!found) return tell(WORDS.noCode);
    found.showCodes(place, packed(answerText(tool, about, iteration, values, id)), code);
    return tell(WORDS.coded);
  }));
  const file = button(WORDS.give, handed((values) => {
    hand(new Blob([answerFile(tool, about, iteration, values, id)], { type: "application/json" }), `${tool}-answer.json`);
    tell(WORDS.given);
  }));
  own.append(made("p", { className: "work-buttons" }, code, file), place);
};

// Everybody's: by camera where the browser can, as files, or as the text of a code.
const gathering = (about) => {
  const collected = collector((list) => answerFrom(about, iteration, list));
  const takeCode = (text) => {
    const { again, damaged, missing, all: of, found } = collected(text);
    if (again) return;
    if (found) take(about, [counted(found, tool, about)]);
    else tell(damaged ? WORDS.damaged : WORDS.missing({ all: of, missing: missing.join(", ") }));
  };
  const picker = made("input", { type: "file", multiple: true, accept: ".json,application/json", hidden: true });
  picker.setAttribute("aria-label", WORDS.open);
  picker.addEventListener("change", async () => {
    const texts = await Promise.all([...picker.files].slice(0, 500).map((file) => file.size > 100_000 ? "" : file.text().catch(() => "")));
    picker.value = "";
    take(about, texts.map((text) => understood(text, tool, about)));
  });
  const picture = made("div", {}), pasted = made("textarea", { rows: 2 }), buttons = made("p", { className: "work-buttons" }, button(WORDS.open, () => picker.click()));
  const noPart = () => tell(WORDS.noPart);
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    BarcodeDetector.getSupportedFormats().then((formats) => {
      if (formats.includes("qr_code")) buttons.prepend(button(WORDS.camera, () => import("../feedback/camera.js").then(({ watching }) => watching(picture, takeCode, tell)).catch(noPart)));
    }).catch(() => {});
  }
  pasted.addEventListener("input", () => {
    if (!isCode(pasted.value)) return;
    takeCode(pasted.value);
    pasted.value = "";
  });
  all.append(buttons, picture, made("details", {}, made("summary", {}, WORDS.paste), made("p", {}, made("label", {}, WORDS.pasted, pasted))), picker, shown);
};

const start = async () => {
  const about = (await definitions()).tools[tool];
  if (!about?.many) return;
  handingOver(about);
  gathering(about);
  part.append(said);
  part.dataset.ready = "";
};
start();
