// Tables that grow: rows are added, moved and removed, and can be asked for by whoever writes answers into the form.
// `setRows(form, field, count)` makes at least that many rows; call it before values are written. Names stay those of
// the form, field.row.column, and rows are numbered anew after each move: what is typed moves with its row.
export const setRows = (form, field, count) => {};
