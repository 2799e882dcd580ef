// What a session took, handed in when its clock has ended: a text that people read and that `handbook sessions minutes`
// takes in (macros/desk/minutes.py says its form). As a file, copied, or put into an issue. Nothing is sent from here.
import { hand } from "../forms/hand.js";
import { made } from "../forms/made.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

// `run` has the moment at which it began, its parts with what each took by the clock, and what the facilitator put right:
// minutes by the number of the part, empty for one that was left out. `keep` keeps that.
export const handIn = (box, run, keep) => {
  const of = (name) => box.querySelector(`.minutes-${name}`);
  const said = of("said"), area = box.querySelector("textarea");
  const { session, iteration, issue } = box.dataset;
  const minutesOf = (part, number) => String(run.right[number] ?? part.took);
  const text = () => {
    const parts = run.parts.map((part, number) => ({ ...part, took: minutesOf(part, number) })).filter(({ took }) => took !== "");
    const sum = (name) => parts.reduce((all, part) => all + Number(part[name]), 0);
    of("whole").textContent = WORDS.whole({ took: sum("took"), planned: sum("minutes") });
    const rows = [
      WORDS.begins, `Session: ${session}`, `Iteration: ${iteration}`, `Date: ${day}`,
      ...parts.map(({ part, minutes, took }) => `Part: ${part}, planned ${minutes}, took ${took}`),
      `Whole: planned ${sum("minutes")}, took ${sum("took")}`, "",
    ];
    return parts.length ? rows.join("\n") : "";
  };
  const day = new Date(run.began).toLocaleDateString("sv");
  const changed = () => {
    const words = text(), link = of("issue");
    area.value = words;
    if (!link) return;
    const address = new URL(issue);
    if (address.searchParams.has("template")) { // elsewhere the text is pasted
      address.searchParams.set("title", `Minutes: ${session}, ${day}`);
      address.searchParams.set("minutes", words);
    }
    link.href = address.href;
  };
  const field = (part, number) => {
    const put = made("input", { type: "number", min: 0, max: 1440, step: 1, id: `took-${part.part}`, value: minutesOf(part, number) });
    put.addEventListener("input", () => {
      if (!put.checkValidity()) return;
      run.right[number] = put.value;
      keep();
      changed();
    });
    return made("li", {}, made("label", { htmlFor: put.id }, WORDS.part({ title: part.title, planned: part.minutes })), " ", put);
  };
  of("parts").replaceChildren(...run.parts.map(field));
  const giving = (give) => () => {
    changed();
    if (area.value) give(area.value);
    else said.textContent = WORDS.none;
  };
  of("save").onclick = giving((words) => {
    const name = `minutes-${session}-${day}.txt`;
    hand(new Blob([words], { type: "text/plain" }), name);
    said.textContent = WORDS.saved({ name });
  });
  of("copy").onclick = giving(async (words) => {
    try {
      await navigator.clipboard.writeText(words);
      said.textContent = WORDS.copied;
    } catch {
      area.closest("details").open = true;
      area.select();
      said.textContent = WORDS.byHand;
    }
  });
  changed();
};
