// What is typed, taken away: as Word, as Markdown, as tables. What makes them is fetched when somebody asks, and not before.
import { fileName, hand } from "./hand.js";
import { button, made } from "./made.js";
import { flat } from "./values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

// What stands as the result on the page, line by line, each with its style.
const shownResult = () => [...document.querySelectorAll("section.result :is(h3, p, li, figcaption)")]
  .filter((line) => line.offsetParent && !line.matches(".visually-hidden, .band-title, li p") && line.textContent.trim())
  .map((line) => [{ H3: "Heading2", LI: "ListBullet" }[line.tagName] ?? "", line.textContent.trim()]);

// Buttons for a form whose blank document is named in `data-word`. `record()` is what a service file would hold.
export const taking = (form, record, tell) => {
  if (!form.dataset.word) return "";
  const take = (ending) => async () => {
    tell(WORDS.wait);
    try {
      const [word, blank] = await Promise.all([import("./word.js"), fetch(form.dataset.word).then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return answer.arrayBuffer();
      })]);
      const now = record(), name = (end) => fileName(now, end);
      const made = await word.filled(blank, {
        answers: { ...flat(now.values), "about.service": now.service, "about.saved": now.saved.slice(0, 10) },
        title: `${now.service}: ${form.dataset.title}`,
        result: shownResult(),
        left: WORDS.left,
      });
      if (ending === ".docx") hand(await word.asWord(made), name(ending));
      else if (ending === ".md") hand(new Blob([word.asMarkdown(made)], { type: "text/markdown" }), name(ending));
      else await tables(word.asTables(made), now);
      tell(WORDS.given);
    } catch { tell(WORDS.failed); }
  };
  const tables = async (found, now) => {
    if (found.length === 1) return hand(new Blob([found[0][1]], { type: "text/csv" }), fileName(now, ".csv"));
    const { zipped } = await import("./zip.js"), text = new TextEncoder();
    const files = new Map(found.map(([caption, table], n) => [fileName({ ...now, tool: `${n + 1} ${caption}` }, ".csv"), text.encode(table)]));
    hand(await zipped(files, "application/zip"), fileName(now, ".zip"));
  };
  return made("p", { className: "work-buttons" }, `${WORDS.take} `, button(WORDS.word, take(".docx")), button(WORDS.markdown, take(".md")),
    ...(form.dataset.tables ? [button(WORDS.tables, take(".csv"))] : []));
};
