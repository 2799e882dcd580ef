// What the decision aids of a service say: their outcome in a line, what nobody was sure of, and both as a paper has them.
// `about` is what assets/aids.json says of an aid. Fetched where a service has answers to one.
import { decide } from "../aid/decide.js";
import { flat } from "../forms/values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const day = (saved) => saved ? new Date(saved).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" }) : "";
const answerOf = (about, question, id) => about.fields[question].says[id];

// Answers that this iteration has no place for: the question is gone, or the answer.
export const strangers = (about, values) => Object.entries(values).filter(([name, value]) => {
  const field = about.fields[name], { numbers } = about.tree.questions[name] ?? {};
  if (!field) return true;
  return field.says && !(value === "not-sure" || (numbers.length ? value === "given" : Object.hasOwn(field.says, value)));
});

// { says, state, answered, left, outcome, asks }: `says` in a line; `asks` are the questions for the adviser, each with what is
// taken until it is answered and where the rule stands.
export const aidSays = ({ about, values }) => {
  const now = decide(about.tree, values), outcome = about.outcomes[now.outcome];
  const asks = now.path.filter(({ unsure }) => unsure).map(({ question, answer }) => ({
    question: about.asks[question], until: answerOf(about, question, answer), rests: about.rests?.[question] ?? "",
  }));
  const says = outcome ? WORDS.says({ verdict: outcome.verdict, title: outcome.title })
    : now.path.length ? WORDS.open({ ask: about.fields[now.at].label, count: now.open.length }) : WORDS.nothing;
  const due = Object.entries(now.duties).filter(([, state]) => state !== "not")
    .map(([id, state]) => about.duties[id] + (state === "unknown" ? ` ${WORDS.unknown}` : ""));
  return { says, state: outcome ? "done" : "begun", answered: now.path.filter(({ asked }) => asked).length, left: strangers(about, values), outcome, asks, due };
};

// The questions of all aids of a service, each with the aid from which it comes.
export const asksOf = (records) => Object.entries(records).filter(([, { about }]) => about?.tree)
  .flatMap(([id, record]) => aidSays(record).asks.map((ask) => ({ id, title: record.about.title, adviser: record.about.adviser, ...ask })));

// As text: plain enough to paste into a message.
export const asText = (service, asks) => [
  WORDS.heading({ service }), "",
  ...asks.flatMap(({ question, title, adviser, until, rests }, n) => [`${n + 1}. ${question}`,
    `   ${[WORDS.from({ title, adviser }), WORDS.until({ answer: until }), ...rests ? [WORDS.rests({ rests })] : []].join(" ")}`]),
  "", WORDS.advice, "",
].join("\n");

// What papers take, by the names in the document: macros/formats/word/papers.py.
export const forPaper = (records) => {
  const found = {};
  for (const [id, record] of Object.entries(records)) {
    if (!record.about?.tree) continue;
    const { says, state, outcome, due } = aidSays(record), when = day(record.saved);
    found[`${id}:about.result`] = [says, ...outcome ? [outcome.means] : [], ...state === "done" && when ? [WORDS.answered({ when })] : [], WORDS.advice].join("\n");
    if (outcome?.rests) found[`${id}:about.rests`] = outcome.rests.replaceAll("; ", "\n");
    if (due.length) found[`${id}:about.publish`] = due.join("\n");
  }
  const rows = asksOf(records).map(({ question, title, adviser, until, rests }) => ({ question: `${question}\n${WORDS.from({ title, adviser })}`, until, rests: rests || WORDS.ours }));
  return { ...found, ...flat({ asked: rows }) };
};
