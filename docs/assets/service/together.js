// A tool that many people answer: each hands over a file without a name, and a facilitator puts the files together here. Nothing
// is sent and nothing of it is kept.
import { definitions } from "../forms/follow.js";
import { button, made } from "../forms/made.js";
import { answerFile, combined, shuffled, understood } from "./combine.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const part = document.querySelector(".together"), form = document.querySelector("form[data-tool]");
const { tool, iteration } = form.dataset, id = crypto.randomUUID();
const own = part.querySelector(".together-own"), all = part.querySelector(".together-all");
const said = made("p", { className: "together-said" }), shown = made("div", {});
said.setAttribute("role", "status");
const tell = (words) => { said.textContent = words; };
const list = (lines) => made("ul", {}, ...lines.map((line) => made("li", {}, line)));

let answers = [];
const merged = {}, asked = {};
const show = (about) => {
  const { by, least, fewest, gap: much, low } = about.many, found = combined(about, answers, merged), sides = Object.keys(found.sides);
  if (!answers.length) return shown.replaceChildren();
  const rows = sides.map((side) => {
    const number = made("input", { type: "number", min: "0", value: asked[side] ?? "" });
    number.setAttribute("aria-label", `${WORDS.asked}: ${side}`);
    number.addEventListener("input", () => { asked[side] = number.value; });
    return made("tr", {}, Object.assign(made("th", {}, side), { scope: "row" }), made("td", {}, number), made("td", {}, String(found.sides[side])));
  });
  const merges = found.small.filter(() => sides.length > 1).map((side) => {
    const select = made("select", {}, made("option", { value: "" }, WORDS.alone), ...sides.filter((each) => each !== side).map((each) => made("option", { value: each }, each)));
    select.addEventListener("change", () => {
      merged[side] = select.value;
      show(about);
      shown.querySelector("h3").focus();
    });
    return made("p", {}, made("label", {}, made("b", {}, `${side}. `), WORDS.small({ least }), " ", select));
  });
  const title = made("h3", { tabIndex: -1 }, WORDS.counts);
  const statements = found.statements.map(({ id: name, label, gap, sides: each }) => made("li", {}, made("b", {}, label), ` ${gap === null ? WORDS.noGap : gap > much ? WORDS.gapTalk({ gap: gap.toFixed(1) }) : WORDS.gap({ gap: gap.toFixed(1) })}`,
    list(each.map((one) => WORDS.one({ side: one.side, count: one.count, spread: one.spread.map((times, n) => `${about.fields[name].least + n} ×${times}`).join(", ") })))));
  const means = found.statements.filter(({ sides: each }) => each.length)
    .map(({ label, sides: each }) => `${label}: ${each.map((one) => (one.mean < low ? WORDS.meanLow : WORDS.mean)({ side: one.side, mean: one.mean.toFixed(1) })).join(", ")}`);
  const words = Object.entries(about.fields).filter(([name, field]) => field.stays && ["text", "long-text"].includes(field.type) && name !== by)
    .map(([name, field]) => [field.label, shuffled(answers.map(({ values }) => values[name]).filter(Boolean))]).filter(([, lines]) => lines.length);
  shown.replaceChildren(title,
    made("div", { className: "table" }, made("table", {}, made("thead", {}, made("tr", {}, ...[WORDS.side, WORDS.asked, WORDS.answered].map((head) => Object.assign(made("th", {}, head), { scope: "col" })))), made("tbody", {}, ...rows))),
    ...merges,
    ...found.enough ? [made("h3", {}, WORDS.gaps), made("ol", {}, ...statements), ...means.length ? [made("details", {}, made("summary", {}, WORDS.means), list(means))] : []] : [made("p", {}, WORDS.few({ fewest }))],
    ...words.length ? [made("h3", {}, WORDS.words), made("p", { className: "small" }, WORDS.wordsNote), ...words.flatMap(([label, lines]) => [made("h4", {}, label), list(lines)])] : []);
};

const start = async () => {
  const about = (await definitions()).tools[tool];
  if (!about?.many) return;
  own.append(button(WORDS.give, () => {
    const values = Object.fromEntries(new FormData(form));
    if (!values[about.many.by]) {
      form.elements.namedItem(about.many.by)[0]?.focus();
      return tell(WORDS.giveSide({ label: about.fields[about.many.by].label }));
    }
    const link = made("a", { href: URL.createObjectURL(new Blob([answerFile(tool, about, iteration, values, id)], { type: "application/json" })), download: `${tool}-answer.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    tell(WORDS.given);
  }));
  const picker = made("input", { type: "file", multiple: true, accept: ".json,application/json", hidden: true });
  picker.setAttribute("aria-label", WORDS.open);
  picker.addEventListener("change", async () => {
    const texts = await Promise.all([...picker.files].slice(0, 500).map((file) => file.size > 100_000 ? "" : file.text().catch(() => "")));
    const found = texts.map((text) => understood(text, tool, about)), good = found.filter(Boolean);
    // A file that is opened twice counts once: its number is drawn by lot, and says nothing of who it is.
    answers = shuffled(new Map([...answers, ...good].map((answer) => [answer.id, answer])).values());
    picker.value = "";
    show(about);
    tell(WORDS.opened({ count: answers.length }) + (found.length > good.length ? WORDS.left({ count: found.length - good.length }) : ""));
  });
  all.append(button(WORDS.open, () => picker.click()), picker, shown);
  part.append(said);
  part.dataset.ready = "";
};
start();
