// A session on a phone: one part at a time, the first or the one that a card or a code names. Nothing is kept or sent.
(() => {
  "use strict";
  const parts = [...document.querySelectorAll("[data-part]")];
  const names = parts.map((part) => part.dataset.part);
  const asked = () => names.indexOf(location.hash.slice(1)); // as it stands: a link that a mail has cut is none
  const keys = document.querySelector(".table-keys");
  const [back, next] = keys.querySelectorAll("button");
  let place = 0;
  const show = (to, moved) => {
    place = Math.min(Math.max(to, 0), parts.length - 1);
    parts.forEach((part, number) => { part.hidden = number !== place; }); // the others are printed all the same
    for (const link of document.querySelectorAll("main li > a[href^='#']")) {
      if (link.hash === `#${names[place]}`) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    back.disabled = !place;
    next.disabled = place === parts.length - 1;
    if (!moved) return;
    history.replaceState(null, "", `#${names[place]}`);
    const heading = parts[place].querySelector("h1, h2");
    heading.tabIndex = -1;
    heading.focus();
    scrollTo(0, 0);
  };
  const workshop = new URLSearchParams(location.search).get("workshop");
  for (const link of workshop ? document.querySelectorAll(".say-it a") : []) link.search += `&workshop=${encodeURIComponent(workshop)}`;
  keys.hidden = false;
  back.addEventListener("click", () => show(place - 1, true));
  next.addEventListener("click", () => show(place + 1, true));
  addEventListener("hashchange", () => { if (asked() >= 0) show(asked(), true); });
  show(asked());
  // A sheet is what people open next: what it has in common with other pages comes while they read.
  const sheet = document.querySelector("main a[href*='/sheet/']"), root = new URL(`${document.body.dataset.root}/assets/`, location.href);
  const common = ["handbook.js", "kinds/sheet.css", "end.css", "search.css"];
  if (sheet) addEventListener("load", () => { for (const name of common) fetch(new URL(name, root)).catch(() => {}); });
})();
