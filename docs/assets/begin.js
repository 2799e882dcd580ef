// The palette that a reader chose, before anything is drawn. What is kept has the site in its name: another handbook may be
// on the same host. Private windows may refuse.
try {
  const chosen = localStorage.getItem(`palette ${new URL("../..", document.currentScript.src).pathname}`);
  if (chosen) document.documentElement.dataset.palette = chosen;
} catch {}
// Asks for the scripts of a page when it is there with its styles: they take nothing of the first packets from it.
// The first is no module: it asks where it came from.
addEventListener("DOMContentLoaded", () => document.body.dataset.scripts?.split(" ").forEach((src, number) => {
  document.head.append(Object.assign(document.createElement("script"), { src, async: false, type: number ? "module" : "" }));
}));
