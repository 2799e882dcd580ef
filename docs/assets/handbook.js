// Everything the pages do beyond being read: the palette, and the search. Both are absent without
// JavaScript, and the pages are whole without them.
(() => {
  "use strict";
  const root = document.documentElement;

  const palette = document.querySelector(".change-palette");
  const isDark = () => (root.dataset.palette || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showPalette = () => palette.setAttribute("aria-pressed", String(isDark()));
  if (palette) {
    palette.hidden = false;
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
    const said = [...came.children].find((row) => row.dataset.version === from);
    if (said) { said.hidden = false; came.hidden = false; }
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

  const dialog = document.querySelector("dialog.search");
  const opener = document.querySelector(".open-search");
  if (!dialog || !opener || !dialog.showModal) return;
  opener.hidden = false;
  let engine;
  const open = async () => {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input").focus();
    engine ||= import(new URL("search.js", document.querySelector("script[src*='handbook.js']").src))
      .then((module) => module.start(dialog, document.body.dataset.search))
      .catch(() => { engine = undefined; dialog.querySelector("[role=status]").textContent = "The search could not be fetched. Close it and try again."; });
    await engine;
  };
  opener.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && event.key === "/") { event.preventDefault(); open(); }
  });
  dialog.querySelector(".close-search").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
