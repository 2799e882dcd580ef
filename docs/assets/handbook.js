// Everything the pages do beyond being read. All of it is absent without JavaScript, and the pages are whole without it.
(() => {
  "use strict";
  const WORDS = {}; // the build fills it in: macros/pages/phrases/
  const root = document.documentElement;
  const page = document.body.dataset;
  const here = document.currentScript.src;
  const iteration = new URL(`${page.root}/`, location.href);
  const site = new URL("../", iteration); // above all iterations
  const made = (name, values, ...inside) => {
    const element = Object.assign(document.createElement(name), values);
    element.append(...inside);
    return element;
  };

  // -- A workshop that was still to come when the page was built, and is over.
  for (const next of document.querySelectorAll("[data-until]")) next.hidden = new Date().toLocaleDateString("sv") > next.dataset.until;

  // -- The palette. What is kept has the site in its name: another handbook may be on the same host.
  const palette = document.querySelector(".change-palette");
  const isDark = () => (root.dataset.palette || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showPalette = () => palette.setAttribute("aria-pressed", String(isDark()));
  if (palette) {
    showPalette();
    palette.addEventListener("click", () => {
      root.dataset.palette = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(`palette ${site.pathname}`, root.dataset.palette); // begin.js reads it
      } catch { /* private windows may refuse */ }
      showPalette();
    });
  }

  // -- A reader who follows a link from another iteration, or one that ends in ?from=0.1, is told what changed here since.
  const came = document.querySelector(".came-from");
  if (came) {
    const from = new URLSearchParams(location.search).get("from")
      || (document.referrer.startsWith(site.href) ? document.referrer.slice(site.href.length).split("/")[0] : "");
    if (/^\d+\.\d+$/.test(from)) {
      const value = (version) => version.split(".").reduce((sum, part) => sum * 1000 + +part, 0);
      const since = came.dataset.happened.split(" ").map((event) => event.split(":"))
        .filter(([version]) => value(version) > value(from));
      const times = since.reduce((sum, [, count]) => sum + (+count || 0), 0);
      const said = since.some(([, count]) => count === "+") ? WORDS.added : times ? WORDS.changed({ count: times }) : WORDS.same;
      came.append(`${WORDS.cameFrom({ version: from })} ${said} `, made("a", { href: "#history", textContent: WORDS.whatChanged }));
      came.hidden = false;
    }
  }

  // -- A term is explained where it stands, by mouse, touch or keyboard. Without this it is a link to the glossary.
  let card;
  const closeCard = () => {
    card?.remove();
    card = undefined;
  };
  document.addEventListener("click", (event) => {
    const term = event.target.closest("a.term[data-definition]");
    if (!term && !card?.contains(event.target)) closeCard();
    if (!term || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const again = card?.dataset.of === term.href;
    closeCard();
    if (again) return;
    card = made("span", { className: "term-card", tabIndex: -1 }, made("strong", { textContent: term.dataset.term }),
      ` ${term.dataset.definition} `, made("a", { href: term.href, textContent: WORDS.inGlossary }));
    card.dataset.of = term.href;
    card.setAttribute("role", "note");
    term.after(card);
    card.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !card) return;
    const term = card.previousElementSibling;
    closeCard();
    term?.focus();
  });

  // -- What a citation leads to on its own page is told under the mouse, and in the margin of a wide window.
  for (const cite of document.querySelectorAll("a.cite[href^='#']:not([title])")) {
    const source = document.getElementById(cite.hash.slice(1));
    if (source) cite.title = (source.querySelector("a") ?? source).textContent.trim().replace(/^\d+\s+/, "");
  }

  // -- An open list of iterations closes on Escape and on a click elsewhere, as menus do.
  const versions = document.querySelector(".versions");
  document.addEventListener("click", (event) => {
    if (versions && !versions.contains(event.target)) versions.open = false;
  });
  versions?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !versions.open) return;
    versions.open = false;
    versions.querySelector("summary").focus();
  });

  // -- The contents fold up again once a reader has chosen, and show where she is.
  const contents = document.querySelector(".toc details");
  if (contents) {
    const beside = matchMedia("(min-width: 80rem)"); // where the style sheet shows them beside the text, open
    const unfold = () => { contents.open = beside.matches; };
    if (!CSS.supports("selector(::details-content)")) { // a browser whose style sheet cannot
      beside.addEventListener("change", unfold);
      unfold();
    }
    const heading = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const links = new Map([...contents.querySelectorAll("a")].map((link) => [heading(link), link]));
    contents.addEventListener("click", (event) => {
      if (event.target.closest("a") && !beside.matches) contents.open = false;
    });
    let current;
    const look = new IntersectionObserver(() => {
      const passed = [...links.keys()].filter((each) => each?.getBoundingClientRect().top < innerHeight / 3).at(-1);
      current?.removeAttribute("aria-current");
      current = links.get(passed);
      current?.setAttribute("aria-current", "true");
    }, { rootMargin: "0px 0px -66% 0px" });
    for (const each of links.keys()) if (each) look.observe(each);
  }

  // -- Two parts stand before another where the window is wide, and after it where it is not. The keyboard follows the eye.
  for (const [part, other, width] of [[".side", "main", "64rem"], [".doors", ".top-tools", "60rem"]]) {
    const [moved, fixed] = [document.querySelector(part), document.querySelector(other)];
    const wide = matchMedia(`(min-width: ${width})`);
    const follow = () => {
      const isBefore = Boolean(moved.compareDocumentPosition(fixed) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (isBefore === wide.matches) return;
      const on = document.activeElement;
      fixed[wide.matches ? "before" : "after"](moved);
      if (moved.contains(on)) on.focus({ preventScroll: true });
    };
    if (!moved || !fixed) continue;
    wide.addEventListener("change", follow);
    follow();
  }

  // -- Paper shows what is folded, and all that is in a text box, also where the style sheet alone cannot do it.
  let opened = [], twins = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const part of opened) part.open = true;
    for (const link of document.querySelectorAll("article a[href*='tools/']")) {
      const [, id] = /\/tools\/([\w-]+)\/$/.exec(link.pathname) || [];
      if (id) link.dataset.go = `/go/${id}/`; // a short address, to type: paper shows it beside the name
    }
    if (CSS.supports("field-sizing", "content")) return;
    for (const box of document.querySelectorAll("main textarea:not([hidden])")) {
      const twin = made("div", { className: "on-paper", textContent: box.value });
      box.after(twin);
      twins.push(twin);
    }
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    for (const twin of twins) twin.remove();
    opened = twins = [];
  });

  // -- The search: its dialog is made, and the rest fetched, when somebody begins to search.
  const opener = document.querySelector(".open-search");
  if (!opener || !window.HTMLDialogElement) return;
  const styles = new URL("assets/search.css", iteration).href; // the page is there; a pane that opens is to have its looks
  if (![...document.styleSheets].some(({ href }) => href === styles)) document.head.append(made("link", { rel: "stylesheet", href: styles }));
  let dialog, engine;
  const make = () => {
    const words = made("input", { id: "search-words", type: "search", autocomplete: "off", spellcheck: false });
    Object.assign(words, { placeholder: WORDS.placeholder, maxLength: 400 });
    const close = made("button", { type: "button", className: "close-search", textContent: WORDS.close });
    const form = made("form", {}, made("label", { htmlFor: words.id, textContent: WORDS.searchIteration({ version: page.version }) }),
      made("div", { className: "search-row" }, words, close));
    form.setAttribute("role", "search");
    const count = made("p", { className: "search-count" });
    count.setAttribute("role", "status");
    const results = made("ol", { className: "search-results" });
    dialog = made("dialog", { className: "search", ariaLabel: WORDS.searchThis }, form, count, results);
    close.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => event.preventDefault());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
      if (event.target.closest("a")) history.replaceState({ ...history.state, search: words.value }, ""); // for who comes back
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // the first one would only empty the box
      dialog.close();
    });
    dialog.addEventListener("close", () => history.replaceState({ ...history.state, search: undefined }, ""));
    document.body.append(dialog);
  };
  // What it needs is asked for at once: on a slow line, one there-and-back less to wait for.
  const begin = async () => {
    const address = new URL(`${page.speaks ?? ""}search/index.json`, iteration), index = fetch(address);
    index.catch(() => {}); // who waits for it is told
    const [shown, ranked] = await Promise.all(["dialog.js", "engine.js"].map((name) => import(new URL(name, here))));
    return shown.start(dialog, ranked.engine, address, index);
  };
  const open = async (asked) => {
    if (!dialog) make();
    if (!dialog.open) dialog.showModal();
    if (asked) dialog.querySelector("input").value = asked;
    dialog.querySelector("input").focus();
    engine ||= begin().catch(() => {
      engine = undefined;
      dialog.querySelector("[role=status]").textContent = WORDS.noSearch;
    });
    await engine;
  };
  opener.addEventListener("click", () => {
    const box = document.querySelector("[data-search] input"); // on a page that is a search, there is one already
    if (box) box.focus();
    else open();
  });
  if (history.state?.search) open(history.state.search);
})();
