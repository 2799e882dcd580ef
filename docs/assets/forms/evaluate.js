// What the answers to a tool's template add up to. The same as macros/model/evaluating.py, line for line; both run the
// cases in data/scenarios/. `about` is the tool's definition, `answers` are by the names of the form.
export const CANNOT = "cannot judge";
const NEAR = 1e-9;

const fits = (asked, value) => {
  if (!asked || value === CANNOT) return true;
  if (asked.options) return asked.options.includes(value);
  return !("least" in asked) || (/^\d+$/.test(value) && asked.least <= Number(value) && Number(value) <= asked.most);
};

const judged = (each, given) => each.of.filter((name) => (given[name] ?? CANNOT) !== CANNOT);

const measure = (each, given) => {
  const values = judged(each, given).map((name) => given[name]);
  if (!values.length) return null;
  if (each.how === "count" || each.how === "share") {
    const hits = values.filter((value) => each.counts.includes(value)).length;
    return each.how === "count" ? hits : hits / values.length;
  }
  const numbers = values.map(Number);
  if (each.how === "product") return numbers.reduce((a, b) => a * b);
  if (each.how === "least") return Math.min(...numbers);
  const sum = numbers.reduce((a, b) => a + b);
  return each.how === "mean" ? sum / numbers.length : sum;
};

const measures = (about, given) => Object.fromEntries(about.computed.map((each) => [each.id, measure(each, given)]));

const bandOf = (about, values) => {
  if (Object.values(values).includes(null)) return null;
  return about.bands.find((band) => Object.entries(band.least).every(([name, least]) => values[name] + NEAR >= least))?.id ?? null;
};

// The answers with every open one at its lowest or highest.
const filled = (about, given, most) => {
  const full = { ...given };
  for (const each of about.computed) {
    for (const name of each.of) {
      const asked = about.asked[name];
      if (name in full) continue;
      if (asked.options) {
        const others = asked.options.filter((option) => !each.counts.includes(option));
        full[name] = most || !others.length ? each.counts[0] : others[0];
      } else if ("least" in asked) full[name] = String(most ? asked.most : asked.least);
    }
  }
  return full;
};

const stopsOf = (about, given) => about.stops.map((stop) => {
  const answer = given[stop.of] ?? "";
  if (stop.when.includes(answer)) return stop.unless && (given[stop.unless] ?? "").trim() ? "lifted" : "stands";
  return stop.unsure.includes(answer) ? "unsure" : "";
});

const outcomeOf = (about, given) => {
  if (stopsOf(about, given).includes("stands")) return "refused";
  const [low, high] = [false, true].map((most) => bandOf(about, measures(about, filled(about, given, most))));
  return low === high ? low : null;
};

const drove = (each, given) => {
  if (each.how === "count" || each.how === "share") {
    return { high: each.of.filter((name) => each.counts.includes(given[name])), low: [] };
  }
  const names = judged(each, given), values = names.map((name) => Number(given[name]));
  const least = Math.min(...values), most = Math.max(...values);
  return {
    high: names.filter((name, n) => values[n] === most && most > least),
    low: names.filter((name, n) => values[n] === least),
  };
};

// For each score, the smallest move that alone would change the result; the smallest moves first.
const changes = (about, given, outcome) => {
  const found = [];
  if (outcome === null) return found;
  for (const [name, asked] of Object.entries(about.asked)) {
    if (!("least" in asked) || (given[name] ?? CANNOT) === CANNOT) continue;
    const now = Number(given[name]), others = [];
    for (let value = asked.least; value <= asked.most; value++) if (value !== now) others.push(value);
    others.sort((a, b) => Math.abs(a - now) - Math.abs(b - now) || b - a);
    for (const value of others) {
      const then = outcomeOf(about, { ...given, [name]: String(value) });
      if (then && then !== outcome) {
        found.push({ name, from: now, to: value, outcome: then });
        break;
      }
    }
  }
  return found.sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from));
};

export const evaluate = (about, answers) => {
  const { asked } = about, names = Object.keys(asked);
  const given = Object.fromEntries(Object.entries(answers).filter(([name, value]) => value !== "" && fits(asked[name], value)));
  const [low, high] = [false, true].map((most) => measures(about, filled(about, given, most)));
  const bands = [low, high].map((values) => bandOf(about, values)), outcome = outcomeOf(about, given);
  const between = bands[0] === bands[1] ? [] : [...new Set(bands.filter(Boolean))].sort();
  const crosses = (id) => about.bands.some(({ least }) => id in least && (low[id] ?? 0) + NEAR < least[id] && least[id] <= (high[id] ?? 0) + NEAR);
  const could = new Set(about.computed.filter(({ id }) => between.length && crosses(id)).flatMap(({ of }) => of));
  const scored = names.filter((name) => name in given);
  let state = "open";
  if (outcome === "refused") state = "refused";
  else if (!scored.length) state = "empty";
  else if (outcome && scored.length === names.length) state = "done";
  const bare = ({ above, without }, name) => (given[name] ?? CANNOT) !== CANNOT && Number(given[name]) > above
    && !(given[`${name.slice(0, Math.max(name.lastIndexOf("."), 0))}.${without}`] ?? "").trim();
  return {
    state, outcome, between, low, high,
    measures: Object.fromEntries(Object.entries(measures(about, given))
      .map(([id, value]) => [id, value === null ? null : Math.floor(value * 10 + 0.5 + NEAR) / 10])),
    stops: stopsOf(about, given),
    drove: Object.fromEntries(about.computed.map((each) => [each.id, drove(each, given)])),
    change: changes(about, given, outcome),
    open: names.filter((name) => !(name in given) && could.has(name)),
    unanswered: names.length - scored.length,
    cannot: scored.filter((name) => given[name] === CANNOT),
    cautions: about.cautions.flatMap((each) => each.of.filter((name) => bare(each, name))),
  };
};
