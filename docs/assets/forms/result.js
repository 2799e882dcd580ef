// What the answers add up to, beside the form and live: the result, what drove it, what would change it, and the numbers that
// are filled in. The bands and their next steps are in the page already; rows that want a look are named.
import { evaluate } from "./evaluate.js";
import { bare, made, nodes, typed, words as told } from "./made.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

const list = (lines) => made("ul", {}, ...lines.map((line) => made("li", {}, line)));
const part = (words, lines) => lines.length ? [made("h3", {}, words), list(lines)] : [];
const svg = (name, attributes, ...inside) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, bare(String(value)));
  element.append(...inside);
  return element;
};

// The picture: for each computed value a line from its least to its most, with the cuts and where you are on it.
const line = (about, each, found) => {
  const value = found.measures[each.id], asked = about.asked[each.of[0]];
  const words = `${each.label}${/[?.!]\ue001?$/.test(each.label) ? "" : ":"} ${value ?? WORDS.notYet}`;
  if (!["mean", "least"].includes(each.how) || !("least" in (asked ?? {}))) return made("p", {}, words);
  const { least, most } = asked, at = (v) => 12 + 276 * (v - least) / (most - least);
  const cuts = [...new Set(about.bands.map((band) => band.least[each.id]).filter((cut) => cut !== undefined))];
  const drawn = svg("svg", { viewBox: "0 0 300 52", role: "img", "aria-label": `${WORDS.scale({ words, least, most })} ${cuts.map((cut) => WORDS.cut({ cut })).join(" ")}` },
    svg("path", { d: "M12 24H288", class: "line" }));
  if (found.low[each.id] !== found.high[each.id]) drawn.append(svg("path", { d: `M${at(found.low[each.id])} 24H${at(found.high[each.id])}`, class: "range" }));
  for (const cut of cuts) drawn.append(svg("path", { d: `M${at(cut)} 12V36`, class: "cut" }), svg("text", { x: at(cut), y: 49, "text-anchor": "middle" }, String(cut)));
  for (const [end, anchor] of [[least, "start"], [most, "end"]]) if (!cuts.includes(end)) drawn.append(svg("text", { x: anchor === "start" ? 6 : 294, y: 49, "text-anchor": anchor }, String(end)));
  if (value !== null) drawn.append(svg("path", { d: `M${at(value)} 14l9 10-9 10-9-10z`, class: "here" }));
  return made("figure", {}, made("figcaption", {}, words), drawn);
};

// Numbers that are worked out are filled in, and not typed.
const fill = (form, about, found) => {
  for (const [name, value] of Object.entries(found.into)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value ?? "";
  }
  for (const { into } of about.computed) {
    const [table, column] = (into ?? "").split(".*.");
    for (const field of column ? form.querySelectorAll(`[name^="${table}."][name$=".${column}"]`) : form.querySelectorAll(`[name="${into}"]`)) field.readOnly = true;
  }
};

export const results = (form, about) => {
  const section = document.querySelector("section.result");
  if (!section) return () => fill(form, about, evaluate(about, typed(form)));
  const bands = new Map([...section.querySelectorAll(".band")].map((band) => [band.dataset.band, band]));
  const title = (id) => told(bands.get(id)?.querySelector(".band-title")) ?? id;
  const label = (name) => about.asked[name].label, quoted = (name) => WORDS.quoted({ title: label(name) });
  const single = about.computed.filter((each) => !each.into?.includes("*") && !/\.\d+$/.test(each.id));
  const scored = () => Object.keys(about.asked).some((name) => "least" in about.asked[name]);

  const cut = new Set(about.bands.flatMap(({ least, above }) => Object.keys({ ...least, ...above })));
  const moves = about.stops.length || about.computed.some(({ id, of }) => cut.has(id) && of.some((name) => "least" in (about.asked[name] ?? {})));


  const sentence = ({ outcome, state, between }) => {
    if (!about.bands.length || outcome) return "";
    if (state === "empty") return scored() ? WORDS.toAnswer : WORDS.toFill;
    if (!between.length) return Object.values(about.asked).some((asked) => asked.number) || !Object.keys(about.asked).length ? WORDS.notEnough : WORDS.tooMuch;
    return WORDS.between({ titles: between.map((id) => WORDS.quoted({ title: title(id) })).join(WORDS.or) });
  };
  const drivers = (found) => single.flatMap((each) => {
    const { high, low } = found.drove[each.id], given = typed(form);
    const some = (say, names) => names.length && names.length <= 3 && names.every((name) => name in about.asked)
      ? [say({ label: each.label, which: names.map((name) => WORDS.at({ name: quoted(name), value: given[name] })).join("; ") })] : [];
    return [...(each.how === "mean" ? some(WORDS.highest, high) : []), ...some(WORDS.lowest, low)];
  });
  const movers = (found) => {
    const lines = found.change.slice(0, 3).map(({ name, to, outcome }) => WORDS.wouldChange({ name: quoted(name), value: to, title: title(outcome) }));
    found.stops.forEach((state, n) => {
      const sign = form.querySelector(`[data-name="${about.stops[n].of}"] legend`);
      if (state === "unsure") lines.push(WORDS.unsure({ sign: told(sign).trim() }));
      if (state === "stands" && about.stops[n].unless) lines.push(WORDS.unless({ sign: told(sign).trim() }));
    });
    if (!lines.length && found.outcome) lines.push(WORDS.noScore);
    return lines;
  };
  const looked = (found) => about.marks.flatMap((mark) => found.marks[mark.id].length
    ? [`${mark.sentence} ${WORDS.rows({ count: found.marks[mark.id].length, rows: found.marks[mark.id].map((row) => rowName(form, mark.table, row)).join("; ") })}`] : []);

  const verdict = made("p", { className: "verdict" }), picture = made("div", { className: "measures" }), more = made("div", {});
  const spoken = made("p", { className: "visually-hidden" });
  spoken.setAttribute("role", "status");
  section.querySelector("h2").textContent = WORDS.where;
  section.querySelector("h2").after(verdict, picture);
  section.querySelector(".bands").after(more);
  section.classList.add("live");
  section.tabIndex = 0; // it scrolls beside the form, with the keyboard too
  section.append(spoken);
  let wait, said = "";

  return () => {
    const found = evaluate(about, typed(form));
    fill(form, about, found);
    verdict.replaceChildren(...nodes(sentence(found)));
    verdict.hidden = !verdict.textContent;
    picture.replaceChildren(...single.map((each) => line(about, each, found)));
    for (const [id, band] of bands) band.hidden = id !== found.outcome;
    const standing = found.stops.flatMap((state, n) => state === "stands" ? [about.stops[n].sentence] : []);
    const lifted = found.stops.filter((state) => state === "lifted").length;
    more.replaceChildren(
      ...part(WORDS.stops, standing),
      ...part(WORDS.look, looked(found)),
      ...part(WORDS.drove, drivers(found)),
      ...part(WORDS.change, found.state === "empty" || !moves ? [] : movers(found)),
      ...part(WORDS.open, found.open.length === Object.keys(about.asked).length ? [] : found.open.map(label)),
      ...part(WORDS.cannot, found.cannot.map(label)),
      ...part(WORDS.mind, [
        ...about.cautions.flatMap((each) => found.cautions.length ? [`${each.sentence} ${found.cautions.map(quoted).join("; ")}`] : []),
        ...(lifted ? [WORDS.lifted({ count: lifted })] : []),
      ]));
    const blank = !found.outcome && !more.childElementCount && single.every(({ id }) => (found.measures[id] ?? null) === null);
    section.classList.toggle("blank", blank); // on paper a result of nothing is none
    clearTimeout(wait);
    const rows = Object.values(found.marks).flat().length;
    const words = found.outcome ? told(bands.get(found.outcome).querySelector("strong"))
      : sentence(found) || (rows ? WORDS.toLook({ count: rows }) : "");
    wait = setTimeout(() => {
      if (words && words !== said) spoken.replaceChildren(...nodes(WORDS.result({ words })));
      said = words;
    }, 1200);
    if (found.state === "empty" && !found.unanswered) return "";
    const left = found.unanswered ? `${(scored() ? WORDS.statementsLeft : WORDS.answersLeft)({ count: found.unanswered })} · ` : "";
    if (!about.bands.length) return rows ? WORDS.rowsToLook({ count: rows }) : "";
    return left + (found.outcome ? title(found.outcome) : found.state === "empty" ? WORDS.nothing : WORDS.stillOpen);
  };
};

const rowName = (form, table, row) => {
  const first = form.querySelector(`table[data-field="${table}"] tbody tr:nth-child(${row}) :is(.row-label, textarea)`);
  const words = (first?.value ?? first?.textContent ?? "").trim().slice(0, 60);
  return words ? `${row} (${words})` : String(row);
};
