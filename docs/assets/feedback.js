// What readers say of a page (about/feedback): a remark is kept in this browser until its writer hands it over, in one of the
// ways that the site and the workshop allow. Nothing is sent from here. The format of the file is defined in
// macros/desk/feedback/forms.py, which reads it.
import { kept } from "./feedback/kept.js";
import { drawn, elementOf, fileOf, noteFrom, personal, textOf } from "./feedback/notes.js";
import { hand } from "./forms/hand.js";
import { button, made, sureButton } from "./forms/made.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const PERSONAL = { email: WORDS.email, telephone: WORDS.telephone, postcode: WORDS.postcode, name: WORDS.name };
const form = document.querySelector("#feedback");
if (form) {
  const at = (name) => form.elements.namedItem(name), of = (id) => document.querySelector(`#feedback-${id}`);
  const { iteration, mail, issue } = form.dataset, workshops = JSON.parse(form.dataset.workshops);
  const asked = new URLSearchParams(location.search);
  const word = (name) => (asked.get(name) || "").replace(/[\u0000-\u001f\u007f]/g, " ").trim().slice(0, 200);
  const root = new URL(`${document.body.dataset.root}/`, location.href);
  const said = of("done"), tell = (words) => { said.textContent = words; };
  const workshop = Object.hasOwn(workshops, word("workshop")) ? workshops[word("workshop")] : null;

  // -- What it is about. The page may be named in the address; its parts are read from the page itself.
  const named = word("page");
  at("page").value = named;
  of("where").open = !named;
  const part = at("part");
  const title = () => part.selectedOptions[0]?.dataset.title || at("page").value.trim();
  const showAbout = () => { of("about").textContent = WORDS.about({ title: title() || WORDS.handbook }); };
  const partsOf = async (page) => {
    part.replaceChildren();
    part.closest(".field").hidden = true;
    showAbout();
    if (!/^(?:[a-z0-9.-]+\/)*(?:#[\w-]*)?$/.test(page) || !page) return;
    const answer = await fetch(new URL(page.split("#")[0], root));
    if (!answer.ok) return;
    const there = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const words = (element) => element?.textContent.replace(/[\s¶]+/g, " ").trim().slice(0, 120) ?? "";
    const whole = words(there.querySelector("h1"));
    const option = (mark, text) => part.append(Object.assign(new Option(text, mark), { selected: page.endsWith(`#${mark}`) && mark !== "" }));
    option("", WORDS.whole({ title: whole }));
    part.lastChild.dataset.title = whole;
    for (const each of there.querySelectorAll(":is(h2, h3)[id], [data-name] > legend")) {
      const id = each.id || each.parentElement.dataset.name.replace(/\W/g, "-"); // a statement has no address, but a name
      if (!id || /^(?:where-next|history|sources)$/.test(id)) continue;
      option(id, words(each));
      part.lastChild.dataset.title = `${whole}: ${words(each)}`;
    }
    if (at("page").value !== page) return part.replaceChildren();
    part.closest(".field").hidden = part.options.length < 2;
    showAbout();
  };
  const look = () => partsOf(at("page").value.trim()).catch(() => {}).finally(() => {
    if (unkept()) remember(); // now with what the page calls itself
    form.dataset.ready = "";
  });
  at("page").addEventListener("change", look);
  part.addEventListener("change", showAbout);
  const place = () => {
    const page = at("page").value.trim(), whole = part.value ? `${page.split("#")[0]}#${part.value}` : page;
    const element = page === word("page") && !part.value && word("element") || elementOf(whole);
    return { page: whole, element, about: part.options.length ? title() : "" };
  };

  // -- What is kept.
  const error = of("error"), seems = of("personal"), what = at("what"), list = of("list");
  const keeper = kept("feedback", (note) => noteFrom(note), () => show());
  const begun = kept("feedback-begun", (note) => noteFrom(note), () => {}); // what is being typed: nothing, or one
  let [before] = begun.list;
  const unkept = () => what.value.trim() || at("instead").value.trim();
  const warn = () => {
    const kinds = personal(`${what.value}\n${at("instead").value}`).map((kind) => PERSONAL[kind]);
    const words = kinds.length ? WORDS.seems({ kinds: kinds.join(WORDS.and) }) : "";
    if (seems.textContent !== words) seems.textContent = words;
  };
  const inForm = () => noteFrom({
    ...place(), iteration, kind: form.querySelector("[name=kind]:checked")?.value, what: what.value, instead: at("instead").value,
    role: at("role").value, quote: at("quote").checked,
  });
  const remember = () => {
    const note = unkept() ? inForm() : null;
    begun.change(() => note ? [note] : []);
    const words = !note ? "" : begun.where === "browser" ? `${before ? `${WORDS.begunBefore} ` : ""}${WORDS.begun}` : WORDS.begunPage;
    if (of("begun").textContent !== words) of("begun").textContent = words;
  };
  const keep = () => {
    const missing = !unkept();
    error.hidden = !missing;
    what.toggleAttribute("aria-invalid", missing);
    if (missing) {
      what.setAttribute("aria-describedby", error.id);
      what.focus();
      return false;
    }
    what.removeAttribute("aria-describedby");
    const note = inForm();
    keeper.change((all) => [...all, note]);
    what.value = at("instead").value = "";
    at("quote").checked = false;
    for (const radio of form.querySelectorAll("[name=kind]:checked")) radio.checked = false;
    before = null;
    warn();
    remember();
    show();
    return true;
  };
  const kindWords = (kind) => kind ? form.querySelector(`[name=kind][value="${kind}"]`)?.closest("label").textContent.trim() || WORDS.noKind : WORDS.noKind;
  const putBack = (note) => {
    [what.value, at("instead").value, at("role").value, at("quote").checked] = [note.what, note.instead, note.role, note.quote];
    for (const radio of form.querySelectorAll("[name=kind]")) radio.checked = radio.value === note.kind;
    at("page").value = note.page;
    warn();
    remember();
  };
  const again = (note) => {
    if (unkept() && !keep()) return;
    keeper.change((all) => all.filter((each) => JSON.stringify(each) !== JSON.stringify(note)));
    putBack(note);
    look();
    show();
    tell(WORDS.again);
    what.focus();
  };
  const issueOf = (note) => {
    const address = new URL(issue);
    const role = [...at("role").options].find(({ value }) => value && value === note.role)?.text;
    for (const [name, value] of Object.entries({ page: [note.page, note.iteration].join(" · "), now: note.what, instead: note.instead, role })) if (value) address.searchParams.set(name, value);
    return made("a", { href: address.href, rel: "noopener" }, WORDS.issue);
  };
  const ways = workshop?.ways ?? ["code", "file", "text", "issue"];
  const canIssue = issue.includes("?template=") && ways.includes("issue");
  function show() {
    const notes = keeper.list;
    list.replaceChildren(...notes.map((note) => made("li", {},
      made("p", {}, made("b", {}, kindWords(note.kind)), ` · ${[note.about || note.page || WORDS.handbook, ...note.quote ? [WORDS.mayQuote] : []].join(" · ")}`),
      made("p", { className: "feedback-words" }, [note.what, note.instead].filter(Boolean).join("\n→ ")),
      made("p", { className: "work-buttons" }, button(WORDS.change, () => again(note)), sureButton(WORDS.delete, WORDS.sure, () => {
        keeper.change((all) => all.filter((each) => JSON.stringify(each) !== JSON.stringify(note)));
        show();
        tell(WORDS.deleted);
      }), ...canIssue ? [issueOf(note)] : []))));
    of("state").textContent = !notes.length ? WORDS.none : keeper.where === "browser" ? WORDS.kept({ count: notes.length }) : WORDS.page({ count: notes.length });
    of("kept").hidden = !notes.length;
    of("code").replaceChildren();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!keep()) return;
    tell("");
    of("state").focus();
  });
  form.addEventListener("input", () => {
    warn();
    remember();
  });
  const shared = of("shared");
  shared.checked = keeper.shared;
  shared.addEventListener("change", () => {
    keeper.share(shared.checked);
    begun.share(shared.checked);
    remember();
    show();
    tell(shared.checked ? WORDS.shared : "");
  });

  // -- Handing over. What stands in the form unkept goes along.
  const text = of("text"), area = text.querySelector("textarea");
  const giving = (work) => async () => {
    if (unkept()) keep();
    text.hidden = true;
    await work(keeper.list);
  };
  const WAYS = {
    file: (notes) => {
      const name = `handbook-feedback-${drawn(4)}.json`;
      hand(new Blob([fileOf(notes)], { type: "application/json" }), name);
      tell(WORDS.file({ name }));
    },
    text: async (notes) => {
      try {
        await navigator.clipboard.writeText(textOf(notes));
        tell(WORDS.copied);
      } catch { // the browser does not let a page copy: show the text, ready to be copied by hand
        text.hidden = false;
        area.value = textOf(notes);
        area.select();
        tell(WORDS.byHand);
      }
    },
    code: async (notes) => {
      const found = await Promise.all([import("./feedback/show.js"), import("./feedback/codes.js")]).catch(() => null);
      if (!found) return tell(WORDS.noCode);
      const [{ showCodes }, { codesOf }] = found;
      showCodes(of("code"), codesOf(notes), of("ways").querySelector("button"));
      return tell(WORDS.codes);
    },
    mail: (notes) => {
      const to = workshop ? workshop.mail : mail, address = `mailto:${to}?subject=${encodeURIComponent(WORDS.subject)}&body=${encodeURIComponent(textOf(notes))}`;
      if (address.length > 1900) return tell(`${WORDS.mailLong} ${to}`); // mail programs cut what is longer
      made("a", { href: address }).click();
      return tell(WORDS.mail);
    },
  };
  for (const key of of("ways").querySelectorAll("[data-way]")) {
    const way = key.dataset.way;
    key.hidden = way === "mail" ? !(workshop ? workshop.mail : mail) : !ways.includes(way) || !(way in WAYS);
    key.addEventListener("click", giving(WAYS[way] ?? (() => {})));
  }
  if (workshop) {
    of("whom").textContent = workshop.to;
    of("whom").hidden = false;
    of("whom-else").hidden = true;
  }
  of("all").append(sureButton(of("all").dataset.words, WORDS.sure, () => {
    keeper.change(() => []);
    show();
    tell(WORDS.deletedAll);
  }));
  // What had been begun before a reload; or on another page, and then it is a remark of its own.
  const bare = (page) => page.split("#")[0];
  if (before && (!named || bare(before.page) === bare(named))) putBack(before);
  else if (before) {
    keeper.change((all) => [...all, before]);
    begun.change(() => []);
    tell(WORDS.begunElsewhere({ about: before.about || before.page || WORDS.handbook }));
    before = null;
  }
  look();
  show();
}
