// Everything the pages do beyond being read: the palette, and the search. Both are absent without
// JavaScript, and the pages are whole without them.
(() => {
  "use strict";
  const root = document.documentElement;

  const palette = document.querySelector(".change-palette");
  const isDark = () => (root.dataset.palette || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showPalette = () => palette.setAttribute("aria-pressed", String(isDark()));
  if (palette) {
    showPalette();
    palette.addEventListener("click", () => {
      root.dataset.palette = isDark() ? "light" : "dark";
      try { localStorage.setItem("palette", root.dataset.palette); } catch { /* private windows may refuse */ }
      showPalette();
    });
  }

  // A reader who follows a link from another iteration, or one that ends in ?from=0.1, is told what changed here since.
  const came = document.querySelector(".came-from");
  if (came) {
    const site = new URL("../", new URL(document.body.dataset.root + "/", location.href)).href;
    const from = new URLSearchParams(location.search).get("from")
      || (document.referrer.startsWith(site) ? document.referrer.slice(site.length).split("/")[0] : "");
    if (/^\d+\.\d+$/.test(from)) {
      const value = (version) => version.split(".").reduce((sum, part) => sum * 1000 + +part, 0);
      const since = came.dataset.happened.split(" ").map((event) => event.split(":")).filter(([version]) => value(version) > value(from));
      const times = since.reduce((sum, [, count]) => sum + (+count || 0), 0);
      const more = document.createElement("a");
      more.href = "#history";
      more.textContent = "What changed here";
      came.append(`You come from iteration ${from}. ` + (since.some(([, count]) => count === "+") ? "This page has been added since."
        : times ? `This page has changed since: ${times} ${times === 1 ? "change" : "changes"}.` : "This page says the same."), " ", more);
      came.hidden = false;
    }
  }

  // A term is explained where it stands, by mouse, touch or keyboard. Without this it is a link to the glossary.
  let card;
  const closeCard = () => { card?.remove(); card = undefined; };
  document.addEventListener("click", (event) => {
    const term = event.target.closest("a.term[data-definition]");
    if (!term && !card?.contains(event.target)) closeCard();
    if (!term || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const again = card?.dataset.of === term.href;
    closeCard();
    if (again) return;
    card = document.createElement("span");
    card.className = "term-card";
    card.dataset.of = term.href;
    card.setAttribute("role", "note");
    const name = document.createElement("strong");
    name.textContent = term.dataset.term;
    const more = document.createElement("a");
    more.href = term.href;
    more.textContent = "In the glossary";
    card.append(name, " ", term.dataset.definition, " ", more);
    term.after(card);
    card.tabIndex = -1;
    card.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !card) return;
    const term = card.previousElementSibling;
    closeCard();
    term?.focus();
  });

  // An open list of iterations closes on Escape and on a click elsewhere, as menus do.
  const versions = document.querySelector(".versions");
  document.addEventListener("click", (event) => { if (versions && !versions.contains(event.target)) versions.open = false; });
  versions?.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && versions.open) { versions.open = false; versions.querySelector("summary").focus(); }
  });

  // The contents fold up again once a reader has chosen, and show where she is.
  const contents = document.querySelector(".toc details");
  if (contents) {
    const links = new Map([...contents.querySelectorAll("a")].map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
    contents.addEventListener("click", (event) => { if (event.target.closest("a")) contents.open = false; });
    let here;
    const look = new IntersectionObserver(() => {
      const passed = [...links.keys()].filter((heading) => heading?.getBoundingClientRect().top < innerHeight / 3).at(-1);
      here?.removeAttribute("aria-current");
      here = links.get(passed);
      here?.setAttribute("aria-current", "true");
    }, { rootMargin: "0px 0px -66% 0px" });
    for (const heading of links.keys()) if (heading) look.observe(heading);
  }

  // The search: its dialog is made, and its engine fetched, when somebody begins to search.
  const opener = document.querySelector(".open-search");
  if (!opener || !window.HTMLDialogElement) return;
  const made = (name, values, ...inside) => { const element = Object.assign(document.createElement(name), values); element.append(...inside); return element; };
  let dialog, engine;
  const make = () => {
    const words = made("input", { id: "search-words", type: "search", autocomplete: "off", spellcheck: false, placeholder: "A word, a question, an abbreviation" });
    const close = made("button", { type: "button", className: "close-search", textContent: "Close" });
    const form = made("form", {}, made("label", { htmlFor: words.id, textContent: `Search iteration ${document.body.dataset.version}` }),
      made("div", { className: "search-row" }, words, close));
    form.setAttribute("role", "search");
    const count = made("p", { className: "search-count" });
    count.setAttribute("role", "status");
    dialog = made("dialog", { className: "search", ariaLabel: "Search this iteration" }, form, count, made("ol", { className: "search-results" }));
    close.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => event.preventDefault());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
  };
  // The engine and its index are asked for together: on a slow line, one there-and-back less to wait for.
  const begin = () => {
    const index = fetch(document.body.dataset.search);
    index.catch(() => {}); // who waits for it is told
    return import(new URL("search.js", document.querySelector("script[src*='handbook.js']").src))
      .then((module) => module.start(dialog, document.body.dataset.search, index));
  };
  const open = async () => {
    if (!dialog) make();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").focus();
    engine ||= begin().catch(() => { engine = undefined; dialog.querySelector("[role=status]").textContent = "The search could not be fetched. Close it and try again."; });
    await engine;
  };
  opener.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && event.key === "/") { event.preventDefault(); open(); }
  });
})();
