// What comes to a form from elsewhere: a file, an older sheet or iteration, another tool of the same service. Where it differs
// from what is on the page, the reader looks at both first.
import { aboutOf, aids, definitions, followed, labelOf, toolNow } from "./follow.js";
import { look } from "./look.js";
import { button, made } from "./made.js";
import { read } from "./opened.js";
import * as shelf from "./shelf.js";
import { flat, joined } from "./values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

export const bringing = (page) => {
  const { form, tool, iteration, ids, fixed, older, all, write, save, tell } = page;
  const about = () => aboutOf(tool);
  const now = async (values, then) => then === iteration ? values : followed(values, await about(), then);

  const asked = async (clashes, there, maySkip = true) => {
    const known = await about();
    for (const clash of clashes) {
      const type = known?.fields[clash.unit]?.type;
      clash.longer = ["text", "long-text", "table"].includes(type) && !fixed.has(clash.unit);
    }
    return look(clashes, { here: WORDS.here, there, maySkip, about: known, label: (name) => labelOf(known, name) });
  };

  // What a field was split into, or had to share, is offered where it could stand: heirs.js. `raw` is what an older iteration kept.
  const inherit = async (raw, elsewhere) => {
    const known = await about();
    if (known?.origins) (await import("./heirs.js")).inherit(page, known, raw, elsewhere);
  };

  // Answers from elsewhere meet those on the page: true if they are here now, null if beside them, false if not taken.
  const meet = async (theirs, there) => {
    const { values, clashes, came } = joined(all(), theirs, {}, fixed);
    const chosen = clashes.length ? await asked(clashes, there) : {};
    if (chosen === "apart") {
      await page.apart(theirs);
      return null;
    }
    if (!chosen) return false;
    if (came || clashes.length) {
      write({ ...values, ...chosen });
      await save();
    }
    return true;
  };

  // -- A file. Answers to other tools come in where there are none; what differs is left to the page of the service.
  const others = async (name, found) => {
    let came = 0, differ = 0;
    if (page.shared.checked) return [];
    for (const [id, theirs] of Object.entries(found.tools)) {
      if (ids.includes(id)) continue;
      let met = "";
      await shelf.change([name, id], (there) => {
        met = !there ? "came" : JSON.stringify(flat(there.values)) === JSON.stringify(flat(theirs.values)) ? "" : "differs";
        return there ? null : { tool: id, ...theirs, stamp: shelf.stamp() };
      });
      came += met === "came";
      differ += met === "differs";
    }
    if (found.ends) await shelf.change([name, shelf.ABOUT], (there) => there ?? { ends: found.ends });
    return [...came ? [WORDS.more({ count: came })] : [], ...differ ? [WORDS.moreDiffer({ count: differ })] : []];
  };
  const take = async (file) => {
    const found = await read(file);
    if (typeof found === "string") return tell(`${found} ${WORDS.nothing}`);
    const mine = found.tools[ids.find((id) => id in found.tools)];
    if (!mine) {
      const tools = { ...(await definitions()).tools, ...await aids() };
      return tell(`${WORDS.otherTool({ names: Object.keys(found.tools).map((id) => tools[toolNow(tools, id)]?.title ?? id).join("; ") })} ${WORDS.nothing}`);
    }
    const theirs = await now(flat(mine.values), mine.iteration);
    const name = found.service || page.first, was = page.service;
    if (name !== was && !await page.turn(name)) return;
    const before = JSON.stringify(all()), done = await meet(theirs, WORDS.there);
    if (done === false) {
      if (name !== was) await page.turn(was);
      return tell(WORDS.nothing);
    }
    await inherit(mine.iteration === iteration ? {} : mine.values);
    if (page.unsaved && !page.shared.checked) return;
    const more = await others(name, found).catch(() => [WORDS.full]);
    const words = done === null ? page.said : JSON.stringify(all()) === before ? WORDS.same({ service: name }) : mine.iteration ? WORDS.tookFrom({ service: name, iteration: mine.iteration }) : WORDS.took({ service: name });
    tell([words, ...more].join(" "));
  };

  // -- What the older sheets kept under an iteration is told, and can be brought along.
  const offer = () => {
    const here = all();
    const found = ids.flatMap((id) => Object.entries(shelf.older(id)))
      .filter(([, sheet]) => Object.entries(sheet.values).some(([name, value]) => here[name] !== value));
    older.hidden = !found.length;
    older.replaceChildren(...found.map(([key, sheet]) => {
      const bring = button(WORDS.bring, async () => {
        if (await meet(await now(sheet.values, sheet.iteration), WORDS.sheet({ iteration: sheet.iteration })) !== false && !page.unsaved) {
          bring.remove();
          tell(WORDS.brought);
          await inherit(sheet.values);
        }
      });
      return made("p", {}, WORDS.older({ iteration: sheet.iteration }), " ", bring, " ", button(WORDS.forget, () => {
        shelf.forget([key]);
        offer();
        tell(WORDS.removed);
      }));
    }));
  };

  // -- What tools share is written once: an empty field takes it over from the tool that said it last, and says from where.
  const arrive = async (record) => {
    if (record && record.iteration && record.iteration !== iteration) tell(WORDS.earlier({ iteration: record.iteration }));
    for (const note of form.querySelectorAll(".carried")) note.remove();
    const service = page.service, known = (await definitions()).tools, mine = known[tool];
    const shelved = Object.entries(await shelf.tools(service)).filter(([id]) => !ids.includes(id));
    if (service !== page.service || !mine) return;
    const values = all(), elsewhere = {};
    let came = false;
    for (const [from, to] of Object.entries({ ...mine.moved, ...mine.heirs })) { // a field that stood in another tool
      const [id, field] = from.split("/"), there = field && shelved.find(([each]) => each === id)?.[1].values[field];
      if (there !== undefined && mine.origins?.[from]) Object.assign(elsewhere, flat({ [from]: there }));
      if (there === undefined || mine.heirs?.[from] || Object.keys(values).some((name) => name.split(".")[0] === to)) continue;
      Object.assign(values, flat({ [to]: there }));
      came = true;
    }
    const notes = [];
    for (const [id, field] of Object.entries(mine.fields)) {
      if (!field.carries) continue;
      const said = shelved.flatMap(([other, { saved, values: there }]) => {
        const at = toolNow(known, other), from = Object.entries(known[at]?.fields ?? {}).find(([, each]) => each.carries === field.carries)?.[0];
        return from && there[from] ? [{ saved, title: known[at].title, words: String(there[from]) }] : [];
      }).sort((a, b) => (b.saved ?? "").localeCompare(a.saved ?? ""))[0];
      if (!said) continue;
      if (!values[id]) {
        values[id] = said.words;
        came = true;
        notes.push([id, [WORDS.carried({ tool: said.title })]]);
      } else if (values[id] === said.words) notes.push([id, [WORDS.alike({ tool: said.title })]]);
      else {
        notes.push([id, [WORDS.other({ tool: said.title, words: said.words }), " ", button(WORDS.take, async () => {
          write({ ...all(), [id]: said.words });
          await save();
          await arrive();
        })]]);
      }
    }
    if (came) write(values); // kept with the first letter that is typed: whoever only looks in has begun nothing
    for (const [id, inside] of notes) form.elements.namedItem(id)?.after?.(made("p", { className: "carried help" }, ...inside));
    await inherit(record?.iteration === iteration ? {} : record?.values, elsewhere);
  };

  return { asked, now, take, offer, arrive };
};
