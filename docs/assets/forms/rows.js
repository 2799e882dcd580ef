// Tables that grow. In the page all their rows are there, to print and to fill in without a script; here the empty ones step
// back, and rows are added, moved and removed. Names stay those of the form, field.row.column, numbered anew after each step.
// Whoever writes answers into the form calls `fitRows(form, answers)` first: every table then has the rows its answers need.
import { bare, button, made, nodes, typed, words as told } from "./made.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const ROW = /\d+(?=\D*$)/; // the number of a row stands last in the name of a cell
const controls = (row) => [...row.querySelectorAll("[name]")];
const radio = (control) => control.type === "radio";
const columnOf = (control) => control.name.split(".")[2];
const tables = (form) => [...form.querySelectorAll("table[data-field]")];
const grown = (form, field) => tables(form).find((table) => table.dataset.field === field && "grows" in table.dataset);
const rowsOf = (table) => [...table.tBodies[0].rows];
const shown = (table) => rowsOf(table).filter((row) => !row.classList.contains("spare"));
const followers = (form, table) => tables(form).filter((each) => each.dataset.continues === table.dataset.field);
const words = (form, table) => told(document.getElementById(`table-${table.dataset.field}`));

const read = (row) => Object.fromEntries(controls(row).filter((control) => control.value && (!radio(control) || control.checked)).map((control) => [columnOf(control), control.value]));
const write = (row, values) => {
  for (const control of controls(row)) {
    const value = values[columnOf(control)] ?? "";
    if (radio(control)) control.checked = control.value === value;
    else control.value = value;
  }
};

// A row's name in the form, and what a screen reader calls its cells. Two passes: radio buttons that share a name for a moment
// would put each other out.
const number = (table) => {
  const rows = rowsOf(table), all = shown(table).length;
  for (const pass of ["-", ""]) {
    rows.forEach((row, n) => {
      for (const control of controls(row)) control.name = `${table.dataset.field}.${pass}${n + 1}.${columnOf(control)}`;
    });
  }
  rows.forEach((row, n) => {
    for (const cell of row.querySelectorAll("[aria-label]")) cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(ROW, n + 1));
    row.dataset.row = WORDS.of({ number: n + 1, all });
    name(row);
  });
  table.classList.toggle("written", rows.some((row) => Object.keys(read(row)).length));
};

// What stands on a closed row: its number, its first words and its answer.
const name = (row) => {
  const open = row.querySelector(".row-open");
  if (!open) return;
  const given = read(row), answer = row.querySelector("td.answer [name]");
  const says = (control) => control.selectedOptions?.[0]?.text ?? given[columnOf(control)] ?? "";
  const first = row.querySelector(".row-label")?.textContent.trim() ?? `${row.sectionRowIndex + 1}. ${says(controls(row)[0])}`;
  const what = answer && answer !== controls(row)[0] ? says(answer) : "";
  open.textContent = [first.slice(0, 80), ...(what ? [what.slice(0, 40)] : [])].join(" · ");
  open.setAttribute("aria-expanded", String(row.classList.contains("open")));
};
const open = (row, yes = true) => {
  for (const each of rowsOf(row.closest("table"))) each.classList.toggle("open", yes && each === row);
  rowsOf(row.closest("table")).forEach(name);
};

const clean = (row) => {
  write(row, {});
  row.classList.add("spare");
};

// Exactly so many rows, but never none. Rows that go lose their words.
export const setRows = (form, field, count) => {
  const table = grown(form, field), first = table && grown(form, table.dataset.continues);
  if (!table) return;
  if (first) return setRows(form, first.dataset.field, Math.max(shown(first).length, count));
  const wanted = Math.min(Math.max(count, 1), 500);
  for (const each of [table, ...followers(form, table)]) {
    const body = each.tBodies[0];
    while (body.rows.length < wanted) {
      const row = body.rows[0].cloneNode(true);
      row.classList.remove("open");
      for (const control of controls(row)) control.name = `${each.dataset.field}.-.${columnOf(control)}`;
      clean(row);
      body.append(row);
      if ("ready" in each.dataset) wired(form, each, row);
    }
    rowsOf(each).forEach((row, n) => {
      if (n < wanted) row.classList.remove("spare");
      else clean(row);
    });
    number(each);
    if (!shown(each).some((row) => row.classList.contains("open"))) open(rowsOf(each)[0]);
  }
};

// Every table gets the rows that these answers need; `answers` are by the names of the form.
export const fitRows = (form, answers) => {
  const needed = {};
  for (const name of Object.keys(answers)) {
    const [field, row, column] = name.split(".");
    if (column && /^\d{1,3}$/.test(row)) needed[field] = Math.max(needed[field] ?? 0, Number(row));
  }
  for (const table of tables(form)) {
    if (!("grows" in table.dataset) || table.dataset.continues) continue;
    const more = followers(form, table).map((each) => needed[each.dataset.field] ?? 0);
    setRows(form, table.dataset.field, Math.max(needed[table.dataset.field] ?? 0, ...more));
  }
};

const tell = (table, ...what) => table.said.replaceChildren(...what.flatMap((each) => typeof each === "string" ? nodes(each) : each));
const changed = (form) => form.dispatchEvent(new Event("input", { bubbles: true }));
const together = (form, table) => [table, ...followers(form, table)];

const add = (form, table, at = shown(table).length) => {
  setRows(form, table.dataset.field, shown(table).length + 1);
  for (const each of together(form, table)) {
    const rows = shown(each), row = rows.at(-1);
    if (at < rows.length - 1) rows[at].before(row);
    number(each);
  }
  return rowsOf(table)[at];
};
const move = (form, table, row, by) => {
  const from = row.sectionRowIndex, to = from + by;
  if (to < 0 || to >= shown(table).length) return tell(table, by < 0 ? WORDS.first : WORDS.last);
  for (const each of together(form, table)) {
    const [one, other] = [rowsOf(each)[from], rowsOf(each)[to]];
    if (by < 0) other.before(one);
    else other.after(one);
    number(each);
  }
  tell(table, WORDS.moved({ from: from + 1, to: to + 1, all: shown(table).length }));
  changed(form);
};
const remove = (form, table, row) => {
  const at = row.sectionRowIndex, all = together(form, table), kept = all.map((each) => read(rowsOf(each)[at]));
  const only = shown(table).length === 1;
  for (const each of all) {
    const gone = rowsOf(each)[at];
    write(gone, {});
    if (!only) {
      gone.classList.add("spare");
      gone.classList.remove("open");
      each.tBodies[0].append(gone);
    }
    number(each);
  }
  const back = button(WORDS.undo, () => {
    const again = only ? rowsOf(table)[0] : add(form, table, at);
    all.forEach((each, n) => {
      write(rowsOf(each)[at], kept[n]);
      number(each);
    });
    open(again);
    tell(table, WORDS.isBack({ number: at + 1 }));
    controls(again)[0].focus();
    changed(form);
  });
  const empty = kept.every((values) => !Object.keys(values).length);
  tell(table, `${only ? WORDS.emptied : WORDS.removed({ number: at + 1 })} `, ...(empty ? [] : [back]));
  if (empty) shown(table)[Math.min(at, shown(table).length - 1)].querySelector(".row-tools button").focus();
  else back.focus();
  changed(form);
};

// A row gets a head: what opens it on a phone, and what moves it.
const wired = (form, table, row) => {
  row.querySelector(".row-head")?.remove();
  const grows = "grows" in table.dataset, label = row.querySelector("th[scope=row]");
  const opens = button("", () => open(row, !row.classList.contains("open")));
  const { lang } = row.closest("[lang]");
  Object.assign(opens, { className: "row-open", lang });
  if (label) {
    label.replaceChildren(made("span", { className: "row-label", lang }, ...label.childNodes), opens);
    return name(row);
  }
  const head = made("td", { className: "row-head no-print" }, opens);
  if (grows && !table.dataset.continues) {
    const tool = (sign, what, does) => {
      const it = button(sign, () => does());
      it.setAttribute("aria-label", what);
      return it;
    };
    head.append(made("span", { className: "row-tools" },
      tool("↑", WORDS.up({ row: WORDS.row({ number: 1 }) }), () => move(form, table, row, -1)),
      tool("↓", WORDS.down({ row: WORDS.row({ number: 1 }) }), () => move(form, table, row, 1)),
      tool("×", WORDS.remove({ row: WORDS.row({ number: 1 }) }), () => remove(form, table, row))));
  }
  row.prepend(head);
  name(row);
};

// What a table shares with the one that it goes on with is written there, and shown here.
const follow = (form, table) => {
  const first = grown(form, table.dataset.continues);
  if (!first) return;
  const from = new Set(controls(rowsOf(first)[0]).map(columnOf));
  const copy = () => rowsOf(table).forEach((row, n) => {
    const values = rowsOf(first)[n] ? read(rowsOf(first)[n]) : {};
    for (const control of controls(row)) {
      if (!from.has(columnOf(control)) || radio(control)) continue;
      control.value = values[columnOf(control)] ?? "";
      control.readOnly = true;
      if (control.tagName === "SELECT") control.disabled = true;
    }
    name(row);
  });
  table.copy = copy;
  tell(table, WORDS.follows({ table: words(form, first) }));
  copy();
};

// After answers were written or typed: what stands on closed rows, and what one table shows of another.
export const settle = (form) => {
  for (const table of tables(form)) table.copy?.();
  for (const table of tables(form)) {
    rowsOf(table).forEach(name);
    table.classList.toggle("written", rowsOf(table).some((row) => Object.keys(read(row)).length));
  }
};

export const rows = (form) => {
  for (const table of tables(form)) {
    const region = table.closest(".table");
    table.said = made("p", { className: "rows-said no-print" });
    table.said.setAttribute("role", "status");
    region.after(table.said);
    if (!rowsOf(table)[0].querySelector("th[scope=row]")) table.tHead.rows[0].prepend(made("td", { className: "row-head no-print" }));
    rowsOf(table).forEach((row) => wired(form, table, row));
    table.dataset.ready = "";
    if (!("grows" in table.dataset) || table.dataset.continues) continue;
    const more = button(WORDS.add, () => {
      const row = add(form, table);
      open(row);
      tell(table, WORDS.added({ number: row.sectionRowIndex + 1 }));
      controls(row)[0].focus();
    });
    more.className = "rows-add no-print";
    more.setAttribute("aria-label", bare(WORDS.addTo({ table: words(form, table).trim() })));
    region.after(more);
  }
  for (const table of tables(form)) if (table.dataset.continues) follow(form, table);
  fitRows(form, typed(form));
  for (const table of tables(form)) open(rowsOf(table)[0]);
  settle(form);
};
