// Copies of sessions on a phone, for a room whose network is gone. A page asks for a copy (assets/room/keep.js); this
// makes it, answers from it when the network does not, keeps it fresh, and takes it away when nobody wants it any more.
// Rules: the network comes first, so nothing old is shown as new; a page from a copy says so; a copy is whole or not
// there; only caches whose name begins with MINE are touched. Why: docs/adr/0030.
"use strict";
const ROOT = new URL(self.registration.scope);
const MINE = `relational-contracting kept ${ROOT.pathname} `;
const SWITCH = new URL("../keep.json", ROOT);
const PATIENCE = 4000;
const FRESH = { cache: "no-cache" };

// A cache is called MINE, then the session, then the build. Its list is put into it last: without that it is not whole.
const mine = async () => (await caches.keys()).filter((name) => name.startsWith(MINE)).reverse();
const sessionOf = (name) => name.slice(MINE.length).split(" ")[0];
const listOf = (session) => new URL(`sessions/${session}/kit.json`, ROOT).href;
const within = (name, request) => caches.match(request, { cacheName: name, ignoreSearch: true, ignoreVary: true });
const copyOf = async (request) => {
  for (const name of await mine()) {
    const list = await within(name, listOf(sessionOf(name))), found = list && await within(name, request);
    if (found) return { name, list, found };
  }
  return null;
};

// A network that takes too long is none.
const soon = (request, options) => {
  const stop = new AbortController(), bell = setTimeout(() => stop.abort(), PATIENCE);
  return fetch(request, { ...options, signal: stop.signal }).finally(() => clearTimeout(bell));
};
const gone = (answer) => answer.status === 404 || answer.status === 410;

// -- Answering. Pages that came from a copy get their styles and scripts from the same one.
const cameFrom = new Map();
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(ROOT.href)) return;
  const isPage = request.mode === "navigate";
  event.respondWith(isPage ? page(event) : file(event));
  if (isPage) event.waitUntil(inTurn(look).catch(() => {}));
});

async function page({ request, resultingClientId }) {
  const copy = await copyOf(request);
  try {
    // Firefox, when it knows that it is offline, answers from its own store whatever it is told: old, and without a word.
    if (copy && !navigator.onLine) throw new Error("offline");
    const answer = copy ? await soon(request, FRESH) : await fetch(request);
    if (!copy || answer.status < 500) return answer;
  } catch (error) {
    if (!copy) return away();
  }
  cameFrom.set(resultingClientId, copy.name);
  return marked(copy);
}

async function file({ request, clientId }) {
  const name = cameFrom.get(clientId), own = name && await within(name, request);
  if (own) return own;
  try {
    return await fetch(request);
  } catch (error) {
    const copy = await copyOf(request);
    if (copy) return copy.found;
    throw error;
  }
}

// A page from a copy, with a line at its head that says since when.
async function marked({ list, found }) {
  const { note, kept, language } = await list.json(), headers = new Headers(found.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const since = new Date(kept).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  const html = (await found.text()).replace(/<main [^>]*>/, (main) => main + note.replace("{kept}", since));
  return new Response(html, { headers });
}

// A page that nobody kept, and no network: a way back instead of the browser's own complaint.
async function away() {
  const [name] = await mine(), list = name && await within(name, listOf(sessionOf(name)));
  if (!list) return Response.error();
  const html = (await list.json()).away.replaceAll("{root}", ROOT.href);
  return new Response(html, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}

// -- Keeping, one thing after the other.
let turn = Promise.resolve();
const inTurn = (work) => {
  const done = turn.then(work);
  turn = done.catch(() => {});
  return done;
};
const tell = async () => { for (const client of await self.clients.matchAll()) client.postMessage("kept copies changed"); };

async function keep(session, was) {
  const address = listOf(session);
  const ask = async () => {
    const answer = await soon(address, FRESH);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };
  const list = await ask(), name = `${MINE}${session} ${list.build}`;
  if (!(await within(name, address))) {
    const cache = await caches.open(name);
    try {
      await cache.addAll(list.files.map((path) => new Request(new URL(path, ROOT), FRESH)));
      if ((await ask()).build !== list.build) throw new Error("Another build was published in the meantime.");
      if (was && !(await caches.has(was))) throw new Error("The copy was removed in the meantime.");
      await cache.put(address, new Response(JSON.stringify({ ...list, kept: Date.now() })));
    } catch (error) {
      await caches.delete(name);
      throw error;
    }
  }
  for (const old of await mine()) if (old !== name && sessionOf(old) === session) await caches.delete(old);
  await tell();
}

// After each page, when the network answers: is keeping switched off, is the session gone, is there a newer build?
async function look() {
  const answer = await soon(SWITCH, { cache: "no-store" });
  if (gone(answer) || (answer.ok && (await answer.json()).keep === false)) return retire();
  const all = await mine(), ended = [];
  for (const name of all) {
    const session = sessionOf(name), list = await soon(listOf(session), FRESH);
    if (gone(list)) ended.push(name);
    else if (list.ok && !name.endsWith(` ${(await list.json()).build}`)) await keep(session, name);
  }
  if (ended.length && ended.length === all.length) return retire();
  for (const name of ended) await caches.delete(name);
}

async function retire() {
  for (const name of await mine()) await caches.delete(name);
  await self.registration.unregister();
  await tell();
}

self.addEventListener("message", (event) => {
  const done = inTurn(() => keep(event.data.keep));
  event.waitUntil(done.then(() => event.ports[0].postMessage("kept"), (error) => event.ports[0].postMessage(error.name)));
});
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
