// "Keep this workshop on my phone": the button on the page for phones and on the facilitator's, and what it says. The copy itself is made, kept
// fresh and answered from by the worker (worker.js, above all pages of the iteration). Nothing is kept unless asked.
(() => {
  "use strict";
  const box = document.querySelector(".keep");
  if (!box) return;
  const WORDS = {}; // the build fills it in: macros/pages/phrases/
  const { device } = box.dataset, myOwn = device || WORDS.myPhone, thisOne = device || WORDS.thisPhone;
  const session = box.dataset.session, said = box.querySelector("[role=status]"), button = box.querySelector("button");
  const root = new URL(`${document.body.dataset.root}/`, location.href), list = new URL(`sessions/${session}/kit.json`, root).href;
  const mine = `relational-contracting kept ${root.pathname} `;
  const size = (bytes) => bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`;
  let does = null, busy = false;

  const say = (words) => { if (said.textContent !== words) said.textContent = words; };
  const offer = (words, work) => {
    does = work;
    button.hidden = !work;
    button.textContent = words;
  };
  const instead = (words) => {
    say(words);
    offer("", null);
  };
  const names = async () => (await caches.keys()).filter((name) => name.startsWith(mine));
  const ours = async () => (await names()).filter((name) => name.startsWith(`${mine}${session} `));
  const here = async () => {
    for (const name of await ours()) {
      const found = await caches.match(list, { cacheName: name });
      if (found) return found.json();
    }
    return null;
  };
  const asked = async (address) => {
    const answer = await fetch(address, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  async function keep() {
    let registration;
    try {
      registration = await navigator.serviceWorker.register(new URL("worker.js", root), { scope: root.pathname, updateViaCache: "none" });
    } catch {
      return WORDS.blocked;
    }
    const worker = registration.installing || registration.waiting || registration.active;
    await new Promise((ready) => {
      const look = () => { if (/activated|redundant/.test(worker.state)) ready(); };
      worker.addEventListener("statechange", look);
      look();
    });
    if (worker.state === "redundant") return WORDS.blocked;
    const came = await new Promise((answered) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => answered(data);
      worker.postMessage({ keep: session }, [port2]);
    });
    if (came === "kept") return "";
    if (!(await names()).length) await registration.unregister();
    return came === "QuotaExceededError" ? WORDS.full({ this: thisOne }) : WORDS.failed;
  }

  async function remove() {
    for (const name of await ours()) await caches.delete(name);
    const registration = await navigator.serviceWorker.getRegistration(root);
    if (registration?.scope === root.href && !(await names()).length) await registration.unregister();
    return WORDS.removed;
  }

  async function show(words) {
    const about = await here();
    const mark = document.querySelector(".on-phone");
    if (mark) mark.hidden = !about;
    if (about) {
      const day = new Date(about.kept).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
      say(words || WORDS.kept({ this: thisOne, size: size(about.bytes), day, iteration: about.iteration, build: about.build }));
      return offer(WORDS.remove({ mine: myOwn }), remove);
    }
    const [on, kit] = await Promise.all([asked(new URL("../keep.json", root)), asked(list)]).catch(() => []);
    if (!kit) return instead(words || WORDS.none);
    if (on.keep !== true) return instead(WORDS.switchedOff);
    say(words || WORDS.offer);
    return offer(WORDS.keep({ mine: myOwn, size: size(kit.bytes) }), keep);
  }

  box.hidden = false;
  if (location.protocol === "file:") return instead(WORDS.disk);
  if (!window.isSecureContext) return instead(WORDS.plain);
  const start = () => show().catch(() => instead(WORDS.refused));
  if (!navigator.serviceWorker || !window.caches) return instead(WORDS.refused);
  button.addEventListener("click", async () => {
    if (busy || !does) return;
    busy = true;
    if (does === keep) say(WORDS.busy);
    const words = await does().catch(() => WORDS.failed);
    await show(words).catch(() => instead(WORDS.refused));
    busy = false;
  });
  navigator.serviceWorker.addEventListener("message", () => { if (!busy) start(); });
  start();
})();
