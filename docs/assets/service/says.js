// What the tools of a service say, each in a line: from its result where it has one, and else from its answers.
import { evaluate } from "../forms/evaluate.js";
import { followed, labelOf, toolNow } from "../forms/follow.js";
import { flat } from "../forms/values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const sentence = (label, words) => `${label}${/[?.!:]\ue001?$/.test(label) ? "" : ":"} ${words}${/[.?!…]$/.test(words) ? "" : "."}`;
const short = (words, most = 160) => words.length > most ? `${words.slice(0, most).replace(/\s+\S*$/, "")} …` : words;

// The records of a service by the tools of this iteration, their answers by the names of now.
export const records = (kept, book) => Object.fromEntries(Object.entries(kept).map(([id, record]) => {
  const known = { ...book.tools, ...book.aids }, tool = toolNow(known, id), about = known[tool], values = flat(record.values);
  return [tool, { ...record, about, values: record.iteration === book.iteration ? values : followed(values, about, record.iteration) }];
}));

const told = (about, values) => {
  const rows = {}, lines = [];
  for (const name of Object.keys(values)) {
    const [field, row] = name.split(".");
    if (row) (rows[field] ??= new Set()).add(row);
  }
  for (const [id, field] of Object.entries(about.fields)) {
    if (field.stays || field.carries || field.type === "date") continue;
    if (rows[id]) lines.push(field.rows ? "" : WORDS.rows({ label: field.label, count: rows[id].size }));
    else if (values[id]) lines.push(sentence(field.label, short(values[id])));
  }
  return lines.filter(Boolean).slice(0, 2).join(" ");
};

// { says, state, outcome, filled, asked }: `state` is done, stopped or begun.
export const saidBy = ({ about, values }) => {
  if (!about) return { says: Object.entries(values).map(([name, value]) => `${name}: ${value}`).join("; "), state: "begun", filled: 0, asked: 0 };
  const found = about.results && evaluate(about.results, values), into = new Set(about.results?.computed.map((each) => each.into));
  const asked = Object.keys(about.fields).filter((id) => !into.has(id));
  const some = new Set(Object.keys(values).map((name) => name.split(".")[0]));
  const filled = asked.filter((id) => some.has(id)).length;
  let says = "";
  if (found && about.says) {
    const stops = found.stops.filter((stop) => stop === "stands").length, titles = Object.fromEntries(about.results.bands.map(({ id, title }) => [id, `“${title}”`]));
    if (found.outcome) says = about.says[found.outcome];
    else if (found.state !== "empty" && found.between.length) says = WORDS.between({ titles: found.between.map((id) => titles[id]).join(WORDS.or) });
    if (says && stops) says += ` ${WORDS.stops({ count: stops })}`;
    if (found.outcome && found.outcome !== "refused") {
      const single = about.results.computed.filter(({ id }) => !/\.\d+$/.test(id) && found.measures[id] !== null);
      says += ` ${single.map(({ id, label }) => sentence(label, found.measures[id])).join(" ")}`;
    }
  }
  const stays = Object.values(about.fields).every((field) => field.stays || field.type === "table");
  says ||= told(about, values) || (stays || asked.every((id) => !some.has(id) || about.fields[id].stays) ? WORDS.stays : "");
  const state = found?.outcome === "refused" ? "stopped" : filled === asked.length || found?.state === "done" && about.says ? "done" : "begun";
  return { says: Object.keys(values).length ? says : WORDS.nothing, state, outcome: found?.outcome, filled, asked: asked.length };
};

// A value that tools share, and who said it last.
export const shared = (all, what) => Object.entries(all).flatMap(([tool, { about, values, saved }]) => Object.entries(about?.fields ?? {})
  .filter(([id, field]) => field.carries === what && values[id]).map(([id]) => ({ tool, title: about.title, words: values[id], saved: saved ?? "" })))
  .sort((a, b) => b.saved.localeCompare(a.saved));

export { labelOf };
