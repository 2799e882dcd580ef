// Answers in two shapes: flat, by the names of the form (`scores.2.evidence`), and nested, as in the data and in files.
export const nested = (flat) => {
  const values = {};
  for (const [name, value] of Object.entries(flat)) {
    const [field, row, column] = name.split(".");
    if (column === undefined) values[field] = value;
    else ((values[field] ??= [])[row - 1] ??= {})[column] = value;
  }
  for (const rows of Object.values(values)) if (Array.isArray(rows)) for (let n = 0; n < rows.length; n++) rows[n] ??= {};
  return values;
};

export const flat = (values) => Object.fromEntries(Object.entries(values).flatMap(([field, value]) => Array.isArray(value)
  ? value.flatMap((row, n) => Object.entries(row).map(([column, cell]) => [`${field}.${n + 1}.${column}`, String(cell)]))
  : [[field, String(value)]]).filter(([, value]) => value !== ""));

// What is looked at as one: an answer; a cell of a table whose rows are given; a whole table whose rows are the reader's own.
const whole = (name, fixed) => {
  const field = name.split(".")[0];
  return field === name || fixed.has(field) ? name : field;
};
const units = (values, fixed) => {
  const found = {};
  for (const [name, value] of Object.entries(values)) (found[whole(name, fixed)] ??= {})[name] = value.replace(/\r\n?/g, "\n");
  return found;
};
const same = (a = {}, b = {}) => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

// Two sets of answers, from one that both began with: what nobody disputes, and what both wrote otherwise. Nothing is left out.
export const joined = (mine, theirs, base = {}, fixed = new Set()) => {
  const [a, b, was] = [mine, theirs, base].map((values) => units(values, fixed)), values = {}, clashes = [];
  let came = 0;
  for (const unit of new Set([...Object.keys(a), ...Object.keys(b)])) {
    let pick = a[unit];
    if (!same(a[unit], b[unit])) {
      if (same(a[unit], was[unit])) [pick, came] = [b[unit], came + 1];
      else if (!same(b[unit], was[unit])) clashes.push({ unit, mine: a[unit] ?? {}, theirs: b[unit] ?? {} });
    }
    Object.assign(values, pick);
  }
  return { values, clashes, came };
};

// Both answers to one question, one below the other: rows of a table, or paragraphs.
export const both = ({ unit, mine, theirs }) => {
  if (unit in mine) return { [unit]: `${mine[unit]}\n\n${theirs[unit]}` };
  const rows = new Map([mine, theirs].flatMap((cells) => nested(cells)[unit] ?? []).map((row) => [JSON.stringify(row), row]));
  return flat({ [unit]: [...rows.values()] });
};
