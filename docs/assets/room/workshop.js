// A session that a workshop runs, opened with ?workshop=: its codes lead phones to that workshop's addresses, so that they
// know how it takes back what people say; and the links to the session's other pages keep to it.
(() => {
  "use strict";
  const workshop = new URLSearchParams(location.search).get("workshop");
  const ours = [...document.querySelectorAll(".for-workshop")].filter((each) => each.dataset.workshop === workshop);
  for (const each of ours) {
    each.parentElement.querySelector(":scope > :is(.coded, .no-code)").hidden = true;
    each.hidden = false;
  }
  if (!workshop) return;
  const [, session] = /\/sessions\/([a-z0-9-]+)\//.exec(location.pathname) ?? [];
  for (const link of document.querySelectorAll("main a[href]"))
    if (session && link.pathname.includes(`/sessions/${session}/`) && !link.hash) link.search = `?workshop=${encodeURIComponent(workshop)}`;
})();
