// An assessment filled in on the page: its result beside it, live, with what drove it and what would change it; and the
// service file it belongs to. The form, the bands and their next steps are in the page already. Nothing is sent.
import { evaluate } from "./evaluate.js";
import { keeping } from "./keep.js";
import { button, made } from "./made.js";

const form = document.querySelector("form.assessment");
const about = JSON.parse(document.querySelector("#definition").textContent);
const section = document.querySelector("section.result"), heading = section.querySelector("h2");
const bands = new Map([...section.querySelectorAll(".band")].map((band) => [band.dataset.band, band]));
const dock = document.querySelector(".dock");
const label = (name) => about.asked[name].label;
const quoted = (name) => `“${label(name)}”`;
const title = (id) => bands.get(id)?.querySelector(".band-title").textContent ?? id;
const list = (lines) => made("ul", {}, ...lines.map((line) => made("li", {}, line)));
const answers = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

// -- The picture: for each computed value a line from its least to its most, with the cuts and where you are on it.
const svg = (name, attributes, ...inside) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
};
const scaleOf = (each) => {
  const asked = about.asked[each.of[0]];
  if (!["mean", "least"].includes(each.how) || !("least" in asked)) return null;
  return [asked.least, asked.most];
};
const line = (each, found) => {
  const value = found.measures[each.id], ends = scaleOf(each);
  const words = `${each.label}${/[?.!]$/.test(each.label) ? "" : ":"} ${value ?? "not yet"}`;
  if (!ends) return made("p", {}, words);
  const [least, most] = ends, at = (v) => 12 + 276 * (v - least) / (most - least);
  const cuts = [...new Set(about.bands.map((band) => band.least[each.id]).filter((cut) => cut !== undefined))];
  const drawn = svg("svg", { viewBox: "0 0 300 52", role: "img", "aria-label": `${words}, on a scale from ${least} to ${most}. ${cuts.map((cut) => `It matters whether it reaches ${cut}.`).join(" ")}` },
    svg("path", { d: "M12 24H288", class: "line" }));
  if (found.low[each.id] !== found.high[each.id]) drawn.append(svg("path", { d: `M${at(found.low[each.id])} 24H${at(found.high[each.id])}`, class: "range" }));
  for (const cut of cuts) drawn.append(svg("path", { d: `M${at(cut)} 12V36`, class: "cut" }), svg("text", { x: at(cut), y: 49, "text-anchor": "middle" }, String(cut)));
  for (const [end, anchor] of [[least, "start"], [most, "end"]]) if (!cuts.includes(end)) drawn.append(svg("text", { x: anchor === "start" ? 6 : 294, y: 49, "text-anchor": anchor }, String(end)));
  if (value !== null) drawn.append(svg("path", { d: `M${at(value)} 14l9 10-9 10-9-10z`, class: "here" }));
  return made("figure", {}, made("figcaption", {}, words), drawn);
};

// -- The words beside the picture.
const sentence = (found) => {
  const { outcome, state, between } = found;
  if (state === "empty") return "Answer the statements to see where you are.";
  if (outcome) return "";
  if (!between.length) return "Too much cannot be judged to say where you are.";
  return `Still open: it may come out as ${between.map((id) => `“${title(id)}”`).join(" or ")}.`;
};
const drivers = (found) => about.computed.flatMap((each) => {
  const { high, low } = found.drove[each.id], given = answers();
  const some = (word, names) => names.length && names.length <= 3 ? [`${word} for “${each.label}”: ${names.map((name) => `${quoted(name)} at ${given[name]}`).join("; ")}`] : [];
  return [...(each.how === "least" ? [] : some("Highest", high)), ...some("Lowest", low)];
});
const movers = (found) => {
  const lines = found.change.slice(0, 3).map(({ name, to, outcome }) => `${quoted(name)} at ${to} would change it to “${title(outcome)}”.`);
  found.stops.forEach((state, n) => {
    const sign = form.querySelector(`[data-name="${about.stops[n].of}"] legend`).textContent.trim();
    if (state === "unsure") lines.push(`Nobody is sure of a stop sign: “${sign}”`);
    if (state === "stands" && about.stops[n].unless) lines.push(`Say who removes it, and by when: “${sign}”`);
  });
  if (!lines.length && found.outcome) lines.push("No single score would change it.");
  return lines;
};
const part = (words, lines) => lines.length ? [made("h3", {}, words), list(lines)] : [];

const verdict = made("p", { className: "verdict" }), picture = made("div", { className: "measures" }), more = made("div", {});
const spoken = made("p", { className: "visually-hidden" });
spoken.setAttribute("role", "status");
let wait, said = "";
const show = () => {
  for (const each of about.computed) {
    const field = each.into && form.elements.namedItem(each.into), value = evaluate(about, answers()).measures[each.id];
    if (field) field.value = value ?? "";
  }
  const found = evaluate(about, answers());
  verdict.textContent = sentence(found);
  verdict.hidden = !verdict.textContent;
  picture.replaceChildren(...about.computed.map((each) => line(each, found)));
  for (const [id, band] of bands) band.hidden = id !== found.outcome;
  const standing = found.stops.flatMap((state, n) => state === "stands" ? [about.stops[n].sentence] : []);
  const lifted = found.stops.filter((state) => state === "lifted").length;
  more.replaceChildren(
    ...part("Why it stops", standing),
    ...part("What drove it", drivers(found)),
    ...part("What would change it", found.state === "empty" ? [] : movers(found)),
    ...part("Still open, and could change it", found.open.length === Object.keys(about.asked).length ? [] : found.open.map(label)),
    ...part("Nobody can judge", found.cannot.map(label)),
    ...part("Mind", [
      ...about.cautions.flatMap((each) => found.cautions.length ? [`${each.sentence} ${found.cautions.map(quoted).join("; ")}`] : []),
      ...(lifted ? [`${count(lifted, "stop sign is", "stop signs are")} there, with somebody named to remove ${lifted === 1 ? "it" : "them"}.`] : []),
    ]));
  const short = found.outcome ? title(found.outcome) : found.state === "empty" ? "nothing scored yet" : "still open";
  dock.firstElementChild.textContent = `${found.unanswered ? `${count(found.unanswered, "statement", "statements")} left · ` : ""}${short}`;
  clearTimeout(wait);
  const words = `Result: ${found.outcome ? bands.get(found.outcome).querySelector("strong").textContent : verdict.textContent}`;
  wait = setTimeout(() => { if (words !== said) spoken.textContent = said = words; }, 1200);
};

// -- Scores can be taken back: a button on each that has one.
for (const group of form.querySelectorAll("fieldset[data-name]")) {
  const back = button("Take back", () => {
    const one = group.querySelector(":checked");
    if (!one) return;
    one.checked = false;
    group.querySelector("input").focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  back.className = "take-back no-print";
  back.setAttribute("aria-label", `Take back: ${group.querySelector("legend").textContent.trim()}`);
  group.append(back);
}
for (const { into } of about.computed) {
  const field = into && form.elements.namedItem(into);
  if (field) field.readOnly = true;
}
heading.textContent = "Where you are";
heading.after(verdict);
section.querySelector(".bands").before(picture);
section.querySelector(".bands").after(more);
section.classList.add("live");
section.tabIndex = 0; // it scrolls beside the form, with the keyboard too
section.append(spoken);
dock.hidden = false;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
keeping(form, document.querySelector(".work-tools"), show);
