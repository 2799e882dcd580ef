// The service file of a form: what is typed is kept in this browser under the name of a service, and taken away as a file. The
// file is the record, the browser's copy the backup. Nothing is written over before it was looked at. What comes from
// elsewhere (a file, an older iteration, another tool) is bring.js, fetched when it is needed.
import { give } from "./file.js";
import { button, made, nodes, sureButton } from "./made.js";
import { fitRows } from "./rows.js";
import * as shelf from "./shelf.js";
import { flat, joined, nested } from "./values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

export const keeping = (form, tools, changed) => {
  const { tool, iteration } = form.dataset, ids = [tool, ...(form.dataset.was ?? "").split(" ").filter(Boolean)];
  const fixed = new Set((form.dataset.fixed ?? "").split(" "));
  const said = made("p", { className: "work-said" }), left = made("div", { className: "work-left", hidden: true });
  said.setAttribute("role", "status");
  const tell = (words, ...more) => {
    if (said.textContent !== words || more.length) said.replaceChildren(...nodes(words), ...more.flatMap((each) => [" ", each]));
  };
  const service = made("select", { id: "service" }), shared = made("input", { type: "checkbox", id: "shared" });
  const older = made("div", { className: "work-older", hidden: true });
  // The service on this page.
  let current = WORDS.first;
  // Answers that this iteration has no place for.
  let strangers = {};
  // What the shelf said when we last looked, and its stamp.
  let base = {}, seen;
  let wait, unsaved = false, gone = false;

  // -- The form, read and written.
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  const all = () => ({ ...strangers, ...typed() });
  const put = (name, value) => {
    const field = form.elements.namedItem(name);
    if (!field) return false;
    if (!(field instanceof RadioNodeList)) {
      if (field.value !== value) field.value = value;
      return field.value === value.replace(/\r\n?/g, "\n");
    }
    for (const choice of field) choice.checked = choice.value === value;
    return !value || [...field].some((choice) => choice.checked);
  };
  const write = (values) => {
    fitRows(form, values);
    strangers = {};
    for (const name of Object.keys(typed())) if (!(name in values)) put(name, "");
    for (const [name, value] of Object.entries(values)) {
      if (put(name, value)) continue;
      put(name, "");
      strangers[name] = value;
    }
    left.hidden = !Object.keys(strangers).length;
    left.replaceChildren(...left.hidden ? [] : [
      made("p", {}, WORDS.left), made("ul", {}, ...Object.entries(strangers).map(([name, value]) => made("li", {}, `${name}: ${value}`))),
    ]);
    changed();
  };
  let fetched;
  const more = () => fetched ??= import("./bring.js").then(({ bringing }) => bringing(page)).catch((error) => {
    fetched = undefined;
    throw error;
  });
  const offline = () => tell(WORDS.offline);

  // -- The shelf: saved as you type. What another window wrote meanwhile is joined, and looked at where both wrote.
  const joinedOnto = (there, mine, was, seenThen, about, chosen = false) => {
    const met = there && there.stamp !== seenThen ? joined(mine, flat(there.values), was, fixed) : null;
    const record = { ...about, ...(there?.beside && !chosen && { beside: there.beside }), stamp: shelf.stamp(), saved: new Date().toISOString(), values: nested(met?.values ?? mine) };
    // Theirs stays where it was, and mine beside it, until somebody chooses.
    if (met?.clashes.length) {
      record.values = nested(Object.assign({}, met.values, ...met.clashes.map((clash) => clash.theirs)));
      record.beside = nested(Object.assign(flat(record.beside ?? {}), ...met.clashes.map((clash) => clash.mine)));
    }
    return [record, met];
  };
  const save = async (chosen = false) => {
    clearTimeout(wait);
    unsaved = true;
    if (shared.checked || gone) return;
    const to = current, mine = all();
    let met = null;
    try {
      const now = await shelf.change([to, tool], (there) => {
        gone = Boolean(seen && !there);
        if (gone) return null;
        const [record, found] = joinedOnto(there, mine, base, seen, { tool, iteration }, chosen);
        met = found;
        return record;
      });
      if (gone) return lost();
      if (to !== current) return;
      [base, seen, unsaved] = [flat(now.values), now.stamp, false];
      shelf.leave(null);
      shelf.tell({ service: to, tool, stamp: seen });
      tell(WORDS.saved({ service: to, at: new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) }));
      if (met?.came) show({ ...all(), ...met.values });
      if (met?.clashes.length) await settle(met.clashes, WORDS.window);
    } catch { tell(WORDS.full); }
  };
  // What windows that closed had no time to keep.
  const late = async () => {
    for (const [name, { service: to, tool: id, iteration: then, values, was, seen: stamp }] of shelf.waiting()) {
      await shelf.change([to, id], (there) => joinedOnto(there, values, was, stamp, { tool: id, iteration: then })[0]);
      shelf.forget([name]);
    }
  };
  // What came in, while the reader types on.
  const show = (values) => {
    if (JSON.stringify(values) !== JSON.stringify(all())) write(values);
  };
  const lost = () => {
    gone = unsaved = true;
    tell(WORDS.gone, button(WORDS.again, () => {
      [gone, seen] = [false, undefined];
      save();
    }));
  };
  const settle = async (clashes, there) => {
    const chosen = await more().then(({ asked }) => asked(clashes, there, false)).catch(() => "apart");
    if (chosen === "apart") {
      const mine = Object.assign(all(), ...clashes.map((clash) => clash.mine));
      write(base);
      // Theirs, and nothing beside it any more.
      await save(true);
      return apart(mine);
    }
    const values = all();
    for (const clash of clashes) for (const name of [...Object.keys(clash.mine), ...Object.keys(clash.theirs)]) delete values[name];
    write({ ...values, ...chosen });
    await save(true);
  };
  const load = async (atStart) => {
    const to = current;
    let found, any;
    try {
      for (const id of ids) found ??= await shelf.get([to, id]);
      any = found || (await shelf.keys()).some((key) => key[0] === to);
    } catch { tell(WORDS.refused); }
    let values = flat(found?.values ?? {});
    if (found && found.iteration !== iteration) values = await more().then(({ now }) => now(values, found.iteration)).catch(() => values);
    if (to !== current) return;
    const meanwhile = atStart ? typed() : {}; // a quick hand does not wait for the shelf
    [base, seen, unsaved, gone] = [values, found?.tool === tool ? found.stamp : undefined, Object.keys(meanwhile).length > 0, false];
    if (found || !atStart) write({ ...values, ...meanwhile }); // where there is nothing to write, no row is moved under a hand
    if (found?.beside) {
      const beside = flat(found.beside);
      const { clashes } = joined(beside, values, {}, fixed);
      await settle(clashes.filter(({ mine }) => Object.keys(mine).length), WORDS.window);
    }
    if (any || shelf.hasOlder(ids)) await more().then(({ arrive, offer }) => {
      offer();
      return arrive(found);
    }).catch((error) => console.warn(error));
  };
  // Another window may have written, or deleted, while this one slept.
  const noticed = async () => {
    if (shared.checked || gone || unsaved) return;
    const there = await shelf.get([current, tool]).catch(() => undefined);
    if (!there && seen) return lost();
    if (!there || there.stamp === seen || unsaved) return;
    [base, seen] = [flat(there.values), there.stamp];
    show(base);
    tell(WORDS.elsewhere);
  };

  // -- Several services.
  const named = (words) => {
    if (![...service.options].some((option) => option.value === words)) service.append(new Option(words));
    service.value = current = words;
    shelf.here("service", words);
  };
  const free = (words) => {
    const taken = new Set([...service.options].map((option) => option.value));
    if (!taken.has(words)) return words;
    let number = 2;
    while (taken.has(`${words} (${number})`)) number++;
    return `${words} (${number})`;
  };
  const settled = async () => {
    if (unsaved) await save();
    if (!unsaved || !Object.keys(typed()).length) return true;
    service.value = current;
    tell(WORDS.keepFirst);
    return false;
  };
  const turn = async (words) => await settled() && (named(words), await load(), true);
  const apart = async (values) => {
    const name = free(current);
    if (!await settled()) return;
    named(name);
    [base, seen, gone] = [{}, undefined, false];
    write(values);
    await save();
    tell(WORDS.apart({ service: name }));
  };

  // -- A file out, and in.
  const record = () => ({ iteration, saved: new Date().toISOString(), values: nested(all()) });
  const out = async (every) => {
    let others = {}, ends = "";
    try {
      if (every) others = await shelf.tools(current);
      ends = (await shelf.get([current, shelf.ABOUT]))?.ends ?? "";
    } catch { /* then there is only what is on this page */ }
    give(current, { ...others, [tool]: record() }, iteration, ends);
    if (shared.checked) unsaved = false;
    tell(WORDS.given);
  };
  const picker = made("input", { type: "file", accept: ".json,application/json", hidden: true });
  picker.setAttribute("aria-label", WORDS.open);
  picker.addEventListener("change", async () => {
    if (picker.files[0]) await more().then(({ take }) => take(picker.files[0])).catch(offline);
    picker.value = "";
  });

  const page = {
    form, tool, iteration, ids, fixed, older, shared, all, write, save, turn, apart, tell,
    get service() { return current; },
    get unsaved() { return unsaved; },
    get said() { return said.textContent; },
    first: WORDS.first,
  };

  // -- A new service, and deleting: asked where the button is.
  const name = made("input", { type: "text", id: "service-new", maxLength: 60 });
  const begin = async () => {
    const words = name.value.trim();
    if (!words) return name.focus();
    const known = [...service.options].some((option) => option.value === words);
    if (!await turn(words)) return;
    name.value = "";
    tell(known ? WORDS.is({ service: words }) : WORDS.begun({ service: words }));
  };
  const remove = sureButton(WORDS.remove, WORDS.sure, async () => {
    clearTimeout(wait);
    await shelf.remove(current, tool).catch(() => {});
    shelf.tell({ service: current, tool });
    [base, seen, unsaved, gone] = [{}, undefined, false, false];
    write({});
    tell(WORDS.removed);
  });
  const sharing = async () => {
    shelf.here("shared", shared.checked ? "yes" : "");
    if (!shared.checked) return Object.keys(typed()).length ? save() : tell("");
    unsaved = Object.keys(typed()).length > 0;
    const kept = Object.keys(await shelf.tools(current).catch(() => ({}))).length;
    tell(WORDS.sharedOn + (kept ? WORDS.stillKept({ count: kept }) : ""), ...kept ? [button(WORDS.removeAll, async () => {
      await shelf.remove(current).catch(() => {});
      shelf.tell({ service: current });
      seen = undefined;
      said.tabIndex = -1;
      said.focus();
      tell(WORDS.removed);
    })] : []);
  };
  shared.checked = shelf.here("shared") === "yes";
  shared.addEventListener("change", sharing);

  const link = made("a", { href: form.dataset.service ?? new URL("tools/service-file/", new URL(`${document.body.dataset.root}/`, location.href)).href }, WORDS.page);
  // Word and the like are fetched when this is opened.
  const formats = made("div", {});
  const box = made("details", {},
    made("summary", {}, WORDS.summary),
    made("p", {}, made("label", { htmlFor: "service" }, WORDS.service), service),
    made("p", {}, made("label", { htmlFor: "service-new" }, WORDS.another), name, button(WORDS.begin, begin)),
    made("p", { className: "work-buttons" }, button(WORDS.save, () => out(false)), button(WORDS.open, () => picker.click()), button(WORDS.saveAll, () => out(true)), button(WORDS.print, () => print()), remove),
    formats,
    made("p", {}, made("label", {}, shared, ` ${WORDS.shared}`)), made("p", {}, link), picker);
  box.addEventListener("toggle", () => {
    if (box.open && !formats.childElementCount) import("./take.js").then(({ taking }) => formats.childElementCount || formats.append(taking(form, () => ({ ...record(), tool, service: current }), tell))).catch(offline);
  });
  tools.append(box, said, older, left);
  // What is printed says whose it is.
  const head = made("p", { className: "work-service" });
  form.before(head);
  addEventListener("beforeprint", () => { head.textContent = Object.keys(typed()).length ? WORDS.printed({ service: current }) : ""; });
  document.querySelector(".dock")?.append(" ", button(WORDS.save, () => out(false)));

  service.addEventListener("change", () => turn(service.value));
  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(wait);
    wait = setTimeout(() => save(), 400);
  });
  form.addEventListener("change", () => { if (unsaved) save(); });
  addEventListener("pagehide", () => {
    if (!unsaved || shared.checked || gone) return;
    shelf.leave({ service: current, tool, iteration, values: all(), was: base, seen });
    save();
  });
  addEventListener("beforeunload", (event) => { if (unsaved && Object.keys(typed()).length) event.preventDefault(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) noticed(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) noticed(); });
  shelf.heard((what) => {
    if (what.service !== current || (what.tool ?? tool) !== tool || what.stamp === seen) return;
    if (what.renamed) named(what.renamed);
    else noticed();
  });
  (async () => {
    await late().catch(() => {});
    const keys = await shelf.keys().catch(() => {
      tell(WORDS.refused);
      return [];
    });
    const mine = keys.filter((key) => key[1] === tool).map((key) => key[0]), last = shelf.here("service");
    for (const words of new Set([...last ? [last] : [], ...mine, ...keys.map((key) => key[0]), WORDS.first])) service.append(new Option(words));
    named(service.value);
    if (!Object.keys(typed()).length) await load(true);
    form.dataset.ready = "";
  })();
};
