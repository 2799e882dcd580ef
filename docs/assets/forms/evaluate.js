// What the answers to a tool's template add up to. The same as macros/model/evaluating.py, line for line; both run the
// cases in data/scenarios/. `about` is the tool's definition, `answers` are by the names of the form.
export const CANNOT = "cannot judge";
const NEAR = 1e-9, BOUNDLESS = "1e12", NUMBER = /^-?[0-9]{1,12}(\.[0-9]{1,6})?$/;

const fits = (about, name, value) => {
  const asked = about.asked[name] ?? about.cells[name.replace(/\.[0-9]+\./, ".*.")];
  if (!asked || value === CANNOT) return true;
  if (asked.options) return asked.options.includes(value);
  if (asked.number) return NUMBER.test(value);
  return !("least" in asked) || (/^[0-9]+$/.test(value) && asked.least <= Number(value) && Number(value) <= asked.most);
};

// Averages and per cents to one decimal, the rest to two, halves up.
const rounded = (value, how) => {
  const by = how === "mean" || how === "percent" ? 10 : 100;
  return Math.floor(value * by + 0.5 + NEAR) / by;
};

// The rows of a table that have an answer.
const rowsOf = (given, table) => {
  const found = Object.keys(given).map((name) => name.split(".")).filter((parts) => parts.length === 3 && parts[0] === table && /^[0-9]{1,4}$/.test(parts[1]));
  return [...new Set(found.map((parts) => Number(parts[1])))].sort((a, b) => a - b);
};

const inRow = (each, row) => ({
  ...each, id: `${each.id}.${row}`, into: each.into.replace("*", row), of: each.of.map((name) => name.replace("*", row)),
});

// What is worked out with these answers: of tables that grow, for the rows that there are.
const worked = (about, given) => about.computed.flatMap((each) => {
  if (each.into?.includes("*")) return rowsOf(given, each.into.split(".")[0]).map((row) => inRow(each, row));
  return [{ ...each, of: each.of.flatMap((name) => {
    const [table, column] = name.split(".*.");
    return column ? rowsOf(given, table).map((row) => `${table}.${row}.${column}`) : [name];
  }) }];
});

const holds = (test, row, given) => {
  const answer = given[row + test.column] ?? "";
  if ("empty" in test) return test.empty !== Boolean(answer.trim());
  if (test.among) return test.among.includes(answer);
  const both = test.apart_from ? [answer, given[row + test.apart_from] ?? ""] : [answer];
  if (!both.every((each) => NUMBER.test(each))) return false;
  const value = both.length === 1 ? Number(answer) : Math.abs(both[0] - both[1]);
  return value + NEAR >= (test.least ?? value) && value - NEAR <= (test.most ?? value) && value - NEAR > (test.above ?? value - 1);
};

// For each mark, the rows that have it.
const marked = (about, given) => Object.fromEntries(about.marks.map((mark) => [mark.id,
  rowsOf(given, mark.table).filter((row) => mark.when.every((test) => holds(test, `${mark.table}.${row}.`, given)))]));

const countMarked = (about, names, given) => {
  const marks = marked(about, given), tables = about.marks.filter((mark) => names.includes(mark.id)).map((mark) => mark.table);
  return tables.some((table) => rowsOf(given, table).length) ? names.reduce((sum, name) => sum + marks[name].length, 0) : null;
};

const judged = (each, given) => each.of.filter((name) => (given[name] ?? CANNOT) !== CANNOT);

const measure = (each, given) => {
  const { how } = each, values = judged(each, given).map((name) => given[name]);
  if (!values.length) return null;
  if (how === "given") return values.length;
  if (how === "count" || how === "share") {
    const hits = values.filter((value) => each.counts.includes(value)).length;
    return how === "count" ? hits : hits / values.length;
  }
  const numbers = values.map(Number);
  if (how === "difference" || how === "percent" || how === "product") {
    if (numbers.length < each.of.length || (how === "percent" && !numbers[1])) return null;
    if (how === "product") return numbers.reduce((a, b) => a * b);
    return how === "difference" ? numbers[0] - numbers.slice(1).reduce((a, b) => a + b) : 100 * numbers[0] / numbers[1];
  }
  if (how === "least") return Math.min(...numbers);
  const sum = numbers.reduce((a, b) => a + b);
  return how === "mean" ? sum / numbers.length : sum;
};

// Every computed value, in order; what one fills in, a later one may count.
const measures = (about, answers) => {
  const given = { ...answers }, found = {};
  for (const each of worked(about, answers)) {
    let value = each.how === "marked" ? countMarked(about, each.of, answers) : measure(each, given);
    if (value !== null) value /= each.divided_by ?? 1;
    found[each.id] = value;
    if (!each.into) continue;
    delete given[each.into];
    if (value !== null) given[each.into] = String(rounded(value, each.how));
  }
  return found;
};

const bandOf = (about, values) => {
  if (about.bands.some(({ least, above }) => Object.keys({ ...least, ...above }).some((name) => (values[name] ?? null) === null))) return null;
  return about.bands.find((band) => Object.entries(band.least).every(([name, least]) => values[name] + NEAR >= least)
    && Object.entries(band.above).every(([name, above]) => values[name] - NEAR > above))?.id ?? null;
};

// The answers with every open one at its lowest or highest.
const filled = (about, given, most) => {
  const full = { ...given };
  for (const each of about.computed) {
    for (const name of each.of) {
      const asked = about.asked[name];
      if (name in full || !asked) continue;
      if (asked.options) {
        if (!each.counts.length) continue;
        const others = asked.options.filter((option) => !each.counts.includes(option));
        full[name] = most || !others.length ? each.counts[0] : others[0];
      } else if ("least" in asked) full[name] = String(most ? asked.most : asked.least);
      else if (each.how === "sum") full[name] = most ? BOUNDLESS : "0";
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
  if (each.how !== "mean" && each.how !== "least") return { high: [], low: [] };
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
  const given = Object.fromEntries(Object.entries(answers).filter(([name, value]) => value !== "" && fits(about, name, value)));
  const [low, high] = [false, true].map((most) => measures(about, filled(about, given, most)));
  const bands = [low, high].map((values) => bandOf(about, values)), outcome = outcomeOf(about, given);
  const between = bands[0] === bands[1] ? [] : [...new Set(bands.filter(Boolean))].sort();
  const crosses = (id) => {
    const from = low[id] ?? 0, to = high[id] ?? 0;
    return about.bands.some(({ least, above }) => (id in least && from + NEAR < least[id] && least[id] <= to + NEAR)
      || (id in above && from - NEAR <= above[id] && above[id] < to - NEAR));
  };
  const undecided = new Set(Object.keys(low).filter((id) => between.length && crosses(id)));
  const values = worked(about, given), now = measures(about, given);
  const could = new Set(values.filter(({ id }) => undecided.has(id)).flatMap(({ of }) => of));
  const scored = names.filter((name) => name in given);
  let state = "open";
  if (outcome === "refused") state = "refused";
  else if (!scored.length && Object.values(now).every((value) => value === null)) state = "empty";
  else if (outcome && scored.length === names.length) state = "done";
  const bare = ({ above, without }, name) => (given[name] ?? CANNOT) !== CANNOT && Number(given[name]) > above
    && !(given[`${name.slice(0, Math.max(name.lastIndexOf("."), 0))}.${without}`] ?? "").trim();
  return {
    state, outcome, between, low, high,
    measures: Object.fromEntries(values.map(({ id, how }) => [id, now[id] === null ? null : rounded(now[id], how)])),
    into: Object.fromEntries(values.filter(({ into }) => into).map(({ id, into, how }) => [into, now[id] === null ? null : rounded(now[id], how)])),
    stops: stopsOf(about, given),
    marks: marked(about, given),
    drove: Object.fromEntries(values.map((each) => [each.id, drove(each, given)])),
    change: changes(about, given, outcome),
    open: names.filter((name) => !(name in given) && could.has(name)),
    unanswered: names.length - scored.length,
    cannot: scored.filter((name) => given[name] === CANNOT),
    cautions: about.cautions.flatMap((each) => each.of.filter((name) => bare(each, name))),
  };
};
