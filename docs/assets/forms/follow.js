// What an older iteration called by another name: answers follow the data (`was`), and none is dropped on the way.
// What tools are called and ask stands in one file of the iteration, fetched when it is needed.
const root = new URL(`${document.body.dataset.root}/`, location.href);
const known = {};
const fetched = (name, folder = "") => known[name] ??= fetch(new URL(`${folder}assets/${name}.json`, root))
  .then((answer) => answer.ok ? answer.json() : Promise.reject())
  .catch(() => {
    delete known[name];
    return { [name]: {} };
  });
export const definitions = () => fetched("tools", document.body.dataset.speaks);
// The decision aids stand in a file of their own: few services have answers to any.
export const aids = () => fetched("aids").then(({ aids }) => aids);
export const blankList = () => fetched("aids").then(({ list }) => fetch(new URL(list, root)));
// What a tool, or else an aid, is called and asks.
export const aboutOf = async (id) => (await definitions()).tools[id] ?? (await aids())[id];

export const toolNow = (tools, id) => id in tools ? id : Object.keys(tools).find((now) => tools[now].was?.includes(id)) ?? id;

// Names here, for names in the iteration `then`. `moved` has fields and columns (`scores.points`), `shifted` the rows of tables
// whose rows are given; a row that stands nowhere keeps its words under a name of its own. What was split (`heirs`) keeps its old
// name: heirs.js offers it to each heir. What was merged: texts stand one below the other, rows of a reader's own below each
// other; where only one of two can stand, both keep their old names and are offered.
export const followed = (values, about, then) => {
  const { moved = {}, shifted = {}, heirs = {}, fields = {} } = about ?? {}, found = {}, later = [], from = {}, open = new Set(), below = {};
  const now = (name) => {
    const [field, row, column] = name.split(".");
    if (field in heirs) return name;
    const newField = moved[field] ?? field, newColumn = moved[`${newField}.${column}`]?.split(".")[1] ?? column;
    if (!column) return newField;
    const place = shifted[then]?.[newField]?.[row - 1] ?? row;
    return place ? `${newField}.${place}.${newColumn}` : `${field}-${then.replace(".", "-")}.${row}.${column}`;
  };
  for (const [name, value] of Object.entries(values)) {
    const to = now(name);
    if (to === name) found[name] = value;
    else later.push([name, to, value]);
  }
  const last = (field) => Math.max(0, ...Object.keys(found).filter((name) => name.startsWith(`${field}.`)).map((name) => Number(name.split(".")[1])));
  for (const [name, to, value] of later) {
    const [old] = name.split("."), [field, row, column] = to.split(".");
    let at = to;
    if (column && moved[old] === field && !fields[field]?.rows) at = `${field}.${Number(row) + (below[old] ??= last(field))}.${column}`;
    if (!(at in found) && !open.has(at)) [found[at], from[at]] = [value, name];
    else if (found[at] === value) continue;
    else if (!column && ["text", "long-text", undefined].includes(fields[field]?.type)) found[at] += `\n\n${value}`;
    else {
      open.add(at);
      found[name] = value;
      if (!from[at]) continue;
      found[from[at]] = found[at];
      delete found[at];
      delete from[at];
    }
  }
  return found;
};

// What readers call an answer: the label of its field, with its row and column.
export const labelOf = (about, name) => {
  const [id, row, column] = name.split("."), field = about?.fields?.[id];
  if (!field) return name.replaceAll("-", " ");
  if (!row) return field.label;
  return [field.label, field.rows?.[row - 1] ?? row, field.columns?.[column] ?? column].join(" · ");
};
