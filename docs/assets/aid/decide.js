// Where the answers to a decision aid lead. The same as macros/model/deciding.py; both work out the aid's own examples.
// `about` is the tree without words, `answers` are by the ids of questions and numbers, all as text.
export const NOT_SURE = "not-sure", GIVEN = "given", NUMBER = /^-?[0-9]{1,12}(\.[0-9]{1,6})?$/;
const NEAR = 1e-9;
const rounded = (value, how) => {
  const by = how === "percent" ? 10 : 100;
  return Math.floor(value * by + 0.5 + NEAR) / by;
};

// The figures that are known: those typed, and the sums of which every part is known.
const figures = (about, answers) => {
  const known = {};
  for (const { numbers } of Object.values(about.questions)) {
    for (const name of numbers) if (NUMBER.test(answers[name] ?? "")) known[name] = Number(answers[name]);
  }
  for (const { id, how, of } of about.sums) {
    if (of.some((name) => !(name in known))) continue;
    const values = of.map((name) => known[name]), sum = values.reduce((a, b) => a + b);
    if (how === "percent") {
      if (values[1]) known[id] = 100 * values[0] / values[1];
    } else if (how === "greatest") known[id] = Math.max(...values.map(Math.abs));
    else known[id] = how === "sum" ? sum : 2 * values[0] - sum;
  }
  return known;
};

// Whether a test holds; null if that is not known.
const holds = (test, known, chosen) => {
  if (test.among) return test.of in chosen ? test.among.includes(chosen[test.of]) : null;
  if (!(test.of in known)) return null;
  const value = known[test.of];
  if ("least" in test) return value + NEAR >= test.least;
  if ("most" in test) return value - NEAR <= test.most;
  return "above" in test ? value - NEAR > test.above : value + NEAR < test.below;
};

// One that fails settles it, whatever is not known.
const allHold = (tests, known, chosen) => {
  const found = tests.map((test) => holds(test, known, chosen));
  return found.includes(false) ? false : found.includes(null) ? null : true;
};

// The first answer whose tests hold; null if a figure that could decide is not known.
const decided = (question, known, chosen) => {
  for (const answer of question.answers) {
    const held = allHold(answer.when ?? [], known, chosen);
    if (held === null) return null;
    if (held) return answer.id;
  }
  return null;
};

// The outcomes to which some way leads.
const reached = (about, start) => {
  const waiting = [start], seen = new Set();
  while (waiting.length) {
    const name = waiting.pop();
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(about.questions[name]?.answers ?? []).map(({ to }) => to));
  }
  return about.ends.filter((name) => seen.has(name));
};

export const decide = (about, answers) => {
  const known = figures(about, answers), chosen = {}, path = [], fell = {};
  let at = about.first, open = reached(about, at);
  while (at in about.questions) {
    const question = about.questions[at], given = answers[at] ?? "", ids = question.answers.map(({ id }) => id);
    const byFigures = question.answers.some(({ when }) => when), asked = question.numbers.length > 0 || !byFigures;
    if (asked && ![...(question.numbers.length ? [GIVEN] : ids), NOT_SURE].includes(given)) break;
    let answer = question.numbers.length || byFigures ? decided(question, known, chosen) : given;
    const unsure = answer === null || answer === NOT_SURE || (given === NOT_SURE && !byFigures);
    if (unsure) answer = question.unsure;
    path.push({ question: at, answer, unsure, asked });
    chosen[at] = answer;
    const to = question.answers.find(({ id }) => id === answer).to, left = reached(about, to);
    for (const name of open) if (!left.includes(name)) fell[name] = at;
    at = to;
    open = left;
  }
  const outcome = at in about.outcomes ? at : null;
  const duties = (about.outcomes[outcome] ?? []).map((name) => [name, allHold(about.duties[name], known, chosen)]);
  return {
    path, at: outcome ? null : at, outcome, open,
    fell: about.ends.filter((name) => name in fell).map((name) => ({ outcome: name, question: fell[name] })),
    sums: Object.fromEntries(about.sums.filter(({ id }) => id in known).map(({ id, how }) => [id, rounded(known[id], how)])),
    duties: Object.fromEntries(duties.map(([name, held]) => [name, held === null ? "unknown" : held ? "due" : "not"])),
    ask: path.filter(({ unsure }) => unsure).map(({ question }) => question),
  };
};
