// The blank sheets: keeping, printing, copying and clearing what a reader types. Nothing is sent. Nothing is stored
// unless the reader ticks the box; unticking it deletes what was kept. Without JavaScript a sheet has no buttons.
(() => {
  "use strict";
  const form = document.querySelector("form.sheet");
  const tools = document.querySelector(".sheet-tools");
  if (!form || !tools) return;

  const made = (name, about = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), about);
    element.append(...inside);
    return element;
  };
  const button = (words, does) => {
    const element = made("button", { type: "button" }, words);
    element.addEventListener("click", does);
    return element;
  };

  // One place for each sheet and iteration, whatever the version's folder is called: latest/ and 0.3/ share theirs.
  const root = new URL(`${document.body.dataset.root}/`, location.href).pathname;
  const key = `sheet ${location.pathname.slice(root.length)} ${document.body.dataset.version}`;
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  const hasWords = () => Object.keys(typed()).length > 0;

  // A date that is not filled in must not print its pattern (see the style sheet).
  const markDates = () => { for (const date of form.querySelectorAll("[type=date]")) date.toggleAttribute("data-typed", Boolean(date.value)); };
  const fill = (text) => {
    form.reset();
    let values = {};
    try { values = JSON.parse(text) || {}; } catch { /* somebody else wrote there: take it as empty */ }
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
    markDates();
  };

  const keep = made("input", { type: "checkbox" });
  const said = made("p", { className: "sheet-said" });
  said.setAttribute("role", "status");
  const tell = (words) => { said.textContent = words; };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* nothing can be there */ } };
  const save = () => {
    if (!keep.checked) return;
    try { localStorage.setItem(key, JSON.stringify(typed())); } catch { // refused, or full
      keep.checked = false;
      forget();
      tell("Your browser does not let this page keep anything. Print the sheet or copy it before you leave.");
    }
  };
  keep.addEventListener("change", () => {
    tell(keep.checked ? "What you type is now kept on this device." : "What was kept has been deleted. What you see is gone when you leave.");
    keep.checked ? save() : forget();
  });

  // The sheet as plain text: every label with what was typed. Empty rows are left out, unless they have a name.
  const written = (field) => !field.value || field.type !== "date" ? field.value.trim()
    : field.valueAsDate.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const line = (label, value) => `${label}${/[?.!:]$/.test(label) ? "" : ":"}${value.includes("\n") ? "\n" : " "}${value}`.trimEnd();
  const words = (element) => element.textContent.trim();
  const rowAsText = (row) => {
    const cells = [...row.querySelectorAll("[data-title]")].map((cell) => [cell.dataset.title, written(cell.querySelector("[name]"))]);
    if (!row.dataset.row || cells.some(([, value]) => value)) return [row.dataset.row || words(row.querySelector("th")), ...cells.map(([label, value]) => `  ${line(label, value)}`)];
    return [];
  };
  const partAsText = (part) => {
    if (part.matches("h2")) return ["", words(part)];
    if (part.matches(".field-table")) return ["", words(part.querySelector(".label")), ...[...part.querySelectorAll("tbody tr")].flatMap(rowAsText), ""];
    if (part.matches("fieldset")) return [line(words(part.querySelector("legend")), part.querySelector(":checked")?.value || "")];
    return [line(words(part.querySelector("label")), written(part.querySelector("[name]")))];
  };
  const asText = () => [words(document.querySelector("h1")).replace(/: blank sheet$/, ""), "", ...[...form.querySelectorAll("h2, .field")].flatMap(partAsText),
    "", words(document.querySelector(".sheet-foot"))].join("\n").replace(/\n{3,}/g, "\n\n");

  const byHand = made("textarea", { readOnly: true, hidden: true, rows: 8 });
  byHand.setAttribute("aria-label", "The sheet as text");
  const copy = async () => {
    const text = asText();
    byHand.hidden = true;
    try {
      await navigator.clipboard.writeText(text);
      tell("Copied. Paste it wherever you like.");
    } catch { // the browser does not let a page copy: show the text, ready to be copied by hand
      byHand.hidden = false;
      byHand.value = text;
      byHand.select();
      tell("Your browser does not let us copy. The text is selected: copy it yourself.");
    }
  };

  // Clearing asks once, where the button was.
  const ask = (asking) => {
    sure.hidden = !asking;
    clear.hidden = asking;
    (asking ? no : clear).focus();
  };
  const clear = button("Clear the sheet", () => hasWords() ? ask(true) : tell("There is nothing to clear."));
  const no = button("No", () => ask(false));
  const yes = button("Yes", () => {
    form.reset();
    byHand.hidden = true;
    tell("The sheet is empty.");
    markDates();
    save();
    ask(false);
  });
  const sure = made("span", { className: "sheet-sure", hidden: true }, made("strong", { id: "sheet-sure" }, "Clear it all?"), yes, no);
  sure.setAttribute("role", "group");
  sure.setAttribute("aria-labelledby", "sheet-sure");
  sure.addEventListener("keydown", (event) => { if (event.key === "Escape") ask(false); });

  tools.append(
    made("p", {}, made("label", {}, keep, "Keep what I type on this device"),
      made("small", {}, "Take the tick away to delete what was kept. Do not tick it on a computer that others use.")),
    made("p", { className: "sheet-buttons" }, button("Print this sheet", () => print()), button("Copy as text", copy), clear, sure),
    said, byHand);

  let before = null;
  try { before = localStorage.getItem(key); } catch { /* private windows may refuse */ }
  if (before !== null) {
    keep.checked = true;
    fill(before);
    if (hasWords()) tell("What you kept on this device is here again.");
  }
  markDates();
  form.addEventListener("input", () => { markDates(); save(); });
  form.addEventListener("submit", (event) => event.preventDefault());  // Enter in a field
  addEventListener("beforeunload", (event) => { if (!keep.checked && hasWords()) event.preventDefault(); });
  addEventListener("storage", (event) => {  // the same sheet in another window
    if (event.key !== key || !keep.checked) return;
    if (event.newValue === null) keep.checked = false;
    else fill(event.newValue);
  });
})();
