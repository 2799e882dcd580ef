// A list that this browser keeps until somebody empties it, under the path of this site. "Others use this computer", which the
// forms of the tools have too, keeps it out of the browser: then it lives as long as the page.
import { here } from "../forms/shelf.js";

const SITE = new URL("../", new URL(`${document.body.dataset.root}/`, location.href)).pathname;

// `tell` hears when another window changed the list. `where` is "browser", "page" (nothing may be kept, or others use this
// computer) or, while nothing is in the list, "".
export const kept = (what, checked, tell) => {
  const name = `relational-contracting ${SITE} ${what}`;
  let list = [], refused = false;
  const isShared = () => here("shared") === "yes";
  const read = () => {
    if (refused || isShared()) return;
    try {
      const found = JSON.parse(localStorage.getItem(name) ?? "[]");
      list = Array.isArray(found) ? found.map(checked).filter(Boolean) : [];
    } catch { /* somebody else wrote there, or nothing may be read */ }
  };
  const write = () => {
    try {
      if (list.length && !isShared()) localStorage.setItem(name, JSON.stringify(list));
      else localStorage.removeItem(name);
      refused = false;
    } catch {
      refused = true;
    }
  };
  addEventListener("storage", ({ key }) => {
    if (key !== name) return;
    read();
    tell();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    read();
    tell();
  });
  addEventListener("beforeunload", (event) => { if (list.length && self.where === "page") event.preventDefault(); });
  const self = {
    get list() { return list; },
    get where() { return !list.length ? "" : refused || isShared() ? "page" : "browser"; },
    get shared() { return isShared(); },
    // What another window kept meanwhile is read first.
    change(work) {
      read();
      list = work(list);
      write();
    },
    share(yes) {
      read();
      here("shared", yes ? "yes" : "");
      write();
    },
  };
  read();
  return self;
};
