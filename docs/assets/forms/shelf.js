// The shelf: what this browser keeps, one record for each service and tool, all iterations of this site together. Names carry
// the kit and the path of the site, so that another handbook on the same host has its own; nothing else is ever touched.
const root = new URL(`${document.body.dataset.root}/`, location.href);
const SITE = new URL("../", root).pathname;
const NAME = `relational-contracting ${SITE} services`;
export const ABOUT = " about"; // stands where a tool's id would: what belongs to the service itself

const opened = () => new Promise((yes, no) => {
  const ask = indexedDB.open(NAME, 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore("answers");
  ask.onsuccess = () => {
    ask.result.onversionchange = () => ask.result.close();
    yes(ask.result);
  };
  ask.onerror = ask.onblocked = () => no(ask.error);
});
let shelf;
const at = async (how, does) => {
  shelf ??= opened();
  const store = (await shelf).transaction("answers", how).objectStore("answers");
  return new Promise((yes, no) => {
    const result = {};
    store.transaction.oncomplete = () => yes(result.is);
    store.transaction.onabort = store.transaction.onerror = () => no(store.transaction.error);
    does(store, (value) => { result.is = value; });
  });
};
const ask = (request, then) => { request.onsuccess = () => then(request.result); };

export const get = (key) => at("readonly", (store, is) => ask(store.get(key), is));
export const keys = () => at("readonly", (store, is) => ask(store.getAllKeys(), is));
// What is there is looked at and written in one go: no other window comes between. `work` gives the new record, or nothing.
export const change = (key, work) => at("readwrite", (store, is) => ask(store.get(key), (there) => {
  const now = work(there);
  is(now ?? there);
  if (now) store.put(now, key);
}));
export const remove = (service, tool) => at("readwrite", (store, is) => ask(store.getAllKeys(), (all) => {
  const gone = all.filter((key) => key[0] === service && (tool === undefined || key[1] === tool));
  for (const key of gone) store.delete(key);
  is(gone.length);
}));
const each = (how, does, result) => at(how, (store, is) => ask(store.openCursor(), (cursor) => {
  if (!cursor) return is(result);
  does(cursor, store);
  cursor.continue();
}));
export const tools = (service, found = {}) => each("readonly", ({ key, value }) => {
  if (key[0] === service && key[1] !== ABOUT) found[key[1]] = value;
}, found);
export const rename = (from, to) => each("readwrite", (cursor, store) => {
  if (cursor.key[0] !== from) return;
  store.put(cursor.value, [to, cursor.key[1]]);
  cursor.delete();
});

// -- Windows of the same browser tell each other, so that none writes over what another has just kept.
const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
export const tell = (what) => channel?.postMessage(what);
export const heard = (does) => channel?.addEventListener("message", ({ data }) => does(data));
export const stamp = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

// -- Which service a window works on, and whether others use this computer: as long as the window is open.
export const here = (what, value) => {
  const name = `${NAME} ${what}`;
  try {
    if (value !== undefined) sessionStorage.setItem(name, value);
    return sessionStorage.getItem(name) ?? "";
  } catch { return ""; }
};

// -- A window that closes in the middle of a word has no time for the shelf: its last answers wait here, and the next window
// puts them there.
const LAST = `${NAME} last words `, own = LAST + stamp();
export const leave = (words) => {
  try {
    if (words) localStorage.setItem(own, JSON.stringify(words));
    else localStorage.removeItem(own);
  } catch { /* then leaving asks */ }
};
export const waiting = () => {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(LAST) && name !== own)
      .map((name) => [name, JSON.parse(localStorage.getItem(name))]);
  } catch { return []; }
};

// -- What the older sheets kept (sheet.js): one name for each sheet and iteration, with the path of the site or without.
export const older = (tool) => {
  const sheet = `sheet tools/${tool}/sheet/ `, found = {};
  let all = [];
  try {
    all = Object.keys(localStorage);
  } catch { /* nothing can be there */ }
  for (const key of all) {
    const start = [`handbook ${SITE} ${sheet}`, sheet].find((words) => key.startsWith(words));
    if (!start) continue;
    try {
      const said = Object.entries(JSON.parse(localStorage.getItem(key)) ?? {})
        .filter(([name, value]) => typeof value === "string" && value && /^[a-z][a-z0-9-]*(\.[1-9]\d{0,2}\.[a-z0-9-]+)?$/.test(name));
      if (said.length) found[key] = { iteration: key.slice(start.length), values: Object.fromEntries(said) };
    } catch { /* somebody else wrote there */ }
  }
  return found;
};
export const hasOlder = (ids) => ids.some((id) => Object.keys(older(id)).length);
export const forget = (names) => {
  try {
    for (const name of names) localStorage.removeItem(name);
  } catch { /* nothing can be there */ }
};
