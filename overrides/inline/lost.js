(() => {
  let looking;
  document.addEventListener("error", (event) => { if (event.target.rel === "stylesheet") looking ||= look(); }, true);
  async function look() {
    if (document.readyState === "loading") await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready));
    const own = document.body.dataset.root + "/", folder = own.split("/").at(-2);
    const above = location.pathname.split("/").slice(0, -1).map((name, at, names) => names.slice(0, at + 1).join("/"));
    for (const path of above.slice(0, 20).reverse()) {
      const answer = await fetch(`${path}/${folder}/iteration.json`).catch(() => null);
      const about = answer && answer.ok ? await answer.json().catch(() => null) : null;
      if (about && about.version === document.body.dataset.version) return move(own, `${path}/${folder}/`);
    }
  }
  function move(from, to) {
    document.body.dataset.root = to.slice(0, -1);
    for (const name of ["href", "src"]) for (const element of document.querySelectorAll(`[${name}^="${from}"]`)) {
      const moved = document.createElement(element.localName); // a script that is cloned would not run
      for (const each of element.attributes) moved.setAttribute(each.name, each.value);
      moved.setAttribute(name, to + element.getAttribute(name).slice(from.length));
      moved.append(...element.childNodes);
      element.replaceWith(moved);
    }
  }
})();
