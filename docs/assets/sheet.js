// The blank sheets: keeping, printing, copying and clearing what a reader types. Nothing is sent. Nothing is stored
// unless the reader ticks the box; unticking it deletes what was kept. Without JavaScript a sheet has no buttons.
(() => {
  "use strict";
  const WORDS = {
    keep: "Keep what I type on this device",
    keepMore: "Take the tick away to delete what was kept. Do not tick it on a computer that others use.",
    kept: "What you type is now kept on this device.",
    keptJoined: "What you type is now kept on this device. What another window had kept of this sheet has been added.",
    keptAgain: "There is room again: all that you typed is kept.",
    back: "What you kept on this device is here again.",
    deleted: "What was kept has been deleted. What you see is gone when you leave.",
    deletedElsewhere: "Another window has deleted what was kept. What you see is gone when you leave.",
    refused: "Your browser does not let this page keep anything. Print the sheet or copy it before you leave.",
    full: "Your browser has no room for more. What was kept before is still there, but not what you type now. "
      + "Print the sheet or copy it before you leave.",
    others: (labels) => `Another window keeps other words of this sheet: ${labels}. Which are to be kept?`,
    theirs: "The words kept there",
    mine: "The words in this window",
    both: (label, words) => `Another window has kept other words in “${label}”: “${words}”. This window has yours.`,
    older: "What you kept on this sheet belongs to another iteration:",
    iteration: (version) => `iteration ${version}`,
    print: "Print this sheet",
    copy: "Copy as text",
    copied: "Copied. Paste it wherever you like.",
    byHand: "Your browser does not let us copy. The text is selected: copy it yourself.",
    asText: "The sheet as text",
    clear: "Clear the sheet",
    clearSure: "Clear it all?",
    yes: "Yes",
    no: "No",
    nothing: "There is nothing to clear.",
    empty: "The sheet is empty.",
  };
  const DATE = [document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }];
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
  const words = (element) => element.textContent.trim();

  // -- What is kept: one place for each sheet and iteration, whatever the version's folder is called (latest/ and 0.3/ share
  // theirs), with the site in its name, because another handbook may be on the same host. Earlier its name was only `plain`.
  const root = new URL(`${document.body.dataset.root}/`, location.href);
  const sheet = `sheet ${location.pathname.slice(root.pathname.length)} `;
  const ours = `handbook ${new URL("../", root).pathname} ${sheet}`;
  const [key, plain] = [ours, sheet].map((start) => start + document.body.dataset.version);
  const store = {
    read() {
      try { return localStorage.getItem(key) ?? localStorage.getItem(plain); } catch { return null; }
    },
    write(text) {
      try {
        localStorage.setItem(key, text);
        localStorage.removeItem(plain);
        return true;
      } catch { return false; } // refused, or full: then what was there before stays
    },
    clear() {
      try { for (const name of [key, plain]) localStorage.removeItem(name); } catch { /* nothing can be there */ }
    },
    otherIterations() {
      try {
        const names = Object.keys(localStorage).filter((name) => name.startsWith(ours) || name.startsWith(sheet));
        return new Set(names.map((name) => name.split(" ").at(-1)));
      } catch { return new Set(); }
    },
  };
  const valuesOf = (text) => {
    try {
      const values = JSON.parse(text);
      return values && typeof values === "object" ? values : {};
    } catch { return {}; } // somebody else wrote there: take it as empty
  };

  const typed = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  const hasWords = () => Object.keys(typed()).length > 0;
  const put = (name, value) => {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) for (const choice of field) choice.checked = choice.value === value;
    else if (field) field.value = value;
  };
  const labelOf = (name) => {
    const found = form.elements.namedItem(name), field = found instanceof RadioNodeList ? found[0] : found;
    const group = found === field ? field.labels?.[0] : field.closest("fieldset").querySelector("legend");
    return field.ariaLabel || group && words(group) || name;
  };
  // A date that is not filled in must not print its pattern (see the style sheet).
  const markDates = () => {
    for (const date of form.querySelectorAll("[type=date]")) date.toggleAttribute("data-typed", Boolean(date.value));
  };

  const keep = made("input", { type: "checkbox" });
  const said = made("p", { className: "sheet-said" });
  said.setAttribute("role", "status");
  const tell = (...what) => said.replaceChildren(...what);
  let last = {}, unsaved = false; // what was in the store when we last looked

  // What another window has kept since is taken in, and what was typed here since stays. Where both wrote, the other is told.
  const takeIn = (theirs) => {
    const mine = typed();
    for (const name of new Set([...Object.keys(last), ...Object.keys(theirs)])) {
      const [was, now, here] = [last, theirs, mine].map((values) => values[name] || "");
      if (now === was || now === here) continue;
      if (here === was) put(name, now);
      else if (now && form.elements.namedItem(name)) tell(WORDS.both(labelOf(name), now));
    }
    last = theirs;
    markDates();
  };
  const write = (wasKept) => {
    const strange = Object.entries(last).filter(([name]) => !form.elements.namedItem(name)); // a field that the draft has no more
    const fresh = { ...Object.fromEntries(strange), ...typed() };
    const done = store.write(JSON.stringify(fresh));
    if (done) {
      last = fresh;
      if (unsaved) tell(WORDS.keptAgain);
    } else if (!wasKept) {
      keep.checked = false;
      tell(WORDS.refused);
    } else if (!unsaved) tell(WORDS.full);
    unsaved = !done && wasKept;
    return done;
  };
  const save = () => {
    if (!keep.checked) return false;
    const there = store.read();
    if (there !== null) takeIn(valuesOf(there));
    return write(there !== null);
  };

  // Ticked: what another window keeps is not written over, but joined; where both have words, the reader says which.
  const begin = (chosen) => {
    const theirs = valuesOf(store.read()), mine = typed();
    const clash = Object.keys(theirs).filter((name) => mine[name] && mine[name] !== theirs[name]);
    keep.checked = Boolean(chosen) || !clash.length;
    which.hidden = keep.checked;
    if (!keep.checked) {
      tell("");
      asked.textContent = WORDS.others(clash.map(labelOf).join("; "));
      which.querySelector("button").focus();
      return;
    }
    const joined = Object.keys(theirs).filter((name) => chosen === "theirs" || !mine[name]);
    for (const name of joined) put(name, theirs[name]);
    markDates();
    last = theirs;
    if (write(store.read() !== null)) tell(joined.length ? WORDS.keptJoined : WORDS.kept);
    if (chosen) keep.focus();
  };
  const asked = made("strong", { id: "sheet-which" });
  const which = made("p", { className: "sheet-sure", hidden: true }, asked,
    button(WORDS.theirs, () => begin("theirs")), button(WORDS.mine, () => begin("mine")));
  which.setAttribute("role", "group");
  which.setAttribute("aria-labelledby", asked.id);
  which.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    which.hidden = true;
    keep.focus();
  });
  keep.addEventListener("change", () => {
    if (keep.checked) return begin();
    store.clear();
    last = {};
    unsaved = false;
    tell(WORDS.deleted);
  });

  // Another window may have written, or deleted, while this one was in the background or asleep.
  const look = () => {
    const there = store.read();
    if (!keep.checked) return;
    if (there !== null) return takeIn(valuesOf(there));
    keep.checked = unsaved = false;
    last = {};
    tell(hasWords() ? WORDS.deletedElsewhere : "");
  };

  // -- The sheet as plain text: every label with what was typed. Empty rows are left out, unless they have a name.
  const written = (field) => !field.value || field.type !== "date" ? field.value.trim()
    : field.valueAsDate.toLocaleDateString(...DATE);
  const line = (label, value) => `${label}${/[?.!:]$/.test(label) ? "" : ":"}${value.includes("\n") ? "\n" : " "}${value}`.trimEnd();
  const rowAsText = (row) => {
    const cells = [...row.querySelectorAll("[data-title]")].map((cell) => [cell.dataset.title, written(cell.querySelector("[name]"))]);
    if (row.dataset.row && !cells.some(([, value]) => value)) return [];
    return [row.dataset.row || words(row.querySelector("th")), ...cells.map(([label, value]) => `  ${line(label, value)}`)];
  };
  const partAsText = (part) => {
    if (part.matches("h2")) return ["", words(part)];
    if (part.matches(".field-table")) {
      return ["", words(part.querySelector(".label")), ...[...part.querySelectorAll("tbody tr")].flatMap(rowAsText), ""];
    }
    if (part.matches("fieldset")) return [line(words(part.querySelector("legend")), part.querySelector(":checked")?.value || "")];
    return [line(words(part.querySelector("label")), written(part.querySelector("[name]")))];
  };
  const asText = () => [
    words(document.querySelector("h1")).replace(/: blank sheet$/, ""), "",
    ...[...form.querySelectorAll("h2, .field")].flatMap(partAsText), "",
    words(document.querySelector(".sheet-foot")),
  ].join("\n").replace(/\n{3,}/g, "\n\n");

  const byHand = made("textarea", { readOnly: true, hidden: true, rows: 8 });
  byHand.setAttribute("aria-label", WORDS.asText);
  const copy = async () => {
    const text = asText();
    byHand.hidden = true;
    try {
      await navigator.clipboard.writeText(text);
      tell(WORDS.copied);
    } catch { // the browser does not let a page copy: show the text, ready to be copied by hand
      byHand.hidden = false;
      byHand.value = text;
      byHand.select();
      tell(WORDS.byHand);
    }
  };

  // -- Clearing asks once, where the button was.
  const ask = (asking) => {
    sure.hidden = !asking;
    clear.hidden = asking;
    (asking ? no : clear).focus();
  };
  const clear = button(WORDS.clear, () => hasWords() ? ask(true) : tell(WORDS.nothing));
  const no = button(WORDS.no, () => ask(false));
  const yes = button(WORDS.yes, () => {
    form.reset();
    byHand.hidden = true;
    tell(WORDS.empty);
    markDates();
    last = {};
    unsaved = false;
    if (keep.checked && !write(true)) { // refused: then at least nothing stays
      store.clear();
      keep.checked = unsaved = false;
    }
    ask(false);
  });
  const sure = made("span", { className: "sheet-sure", hidden: true }, made("strong", { id: "sheet-sure" }, WORDS.clearSure), yes, no);
  sure.setAttribute("role", "group");
  sure.setAttribute("aria-labelledby", "sheet-sure");
  sure.addEventListener("keydown", (event) => { if (event.key === "Escape") ask(false); });

  tools.append(
    made("p", {}, made("label", {}, keep, WORDS.keep), made("small", {}, WORDS.keepMore)), which,
    made("p", { className: "sheet-buttons" }, button(WORDS.print, () => print()), button(WORDS.copy, copy), clear, sure),
    said, byHand);

  const before = store.read();
  if (before !== null) {
    keep.checked = true;
    form.reset(); // what a browser filled in by itself
    takeIn(valuesOf(before));
    if (hasWords()) tell(WORDS.back);
  } else {
    const others = store.otherIterations(), version = (link) => link.textContent.trim().split(" ")[0];
    const there = [...document.querySelectorAll(".versions-list li a")].filter((link) => others.has(version(link)));
    const links = there.flatMap((link) => [" ", made("a", { href: link.href }, WORDS.iteration(version(link)))]);
    if (links.length) tell(WORDS.older, ...links);
  }
  markDates();
  form.addEventListener("input", () => {
    markDates();
    save();
  });
  form.addEventListener("submit", (event) => event.preventDefault());  // Enter in a field
  addEventListener("beforeunload", (event) => {
    if (hasWords() && (!keep.checked || unsaved)) event.preventDefault();
  });
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) look();
  });
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
})();
