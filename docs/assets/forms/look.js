// A look at both: where two sets of answers differ, the reader sees them side by side and says which is to stay. Until then
// nothing is changed.
import { button, made, styled } from "./made.js";
import { both, nested } from "./values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

const row = (cells) => Object.values(cells).join(", ");
// What an answer of a decision aid says stands in what is known `about` it.
const said = (cells, about) => {
  const [[unit, value] = []] = Object.entries(nested(cells));
  const says = about?.fields[unit]?.says ?? {};
  const words = Array.isArray(value) ? value.map(row).filter(Boolean).join("\n") : Object.hasOwn(says, value) ? says[value] : value;
  return words || WORDS.none;
};

// Gives the answers that were chosen, "apart", or null. Escape is the last button: to change nothing, or else to keep both.
const ask = (clashes, { here, there, label, about, maySkip = true }) => new Promise((done) => {
  const form = made("form", { method: "dialog" }), note = made("p", {});
  const title = made("h2", { id: "look-title" }, WORDS.title);
  note.setAttribute("role", "status");
  const box = made("dialog", { className: "look" }, form);
  box.setAttribute("aria-labelledby", title.id);
  const asked = clashes.map((clash, n) => {
    const options = [["mine", WORDS.here({ here, words: said(clash.mine, about) })], ["theirs", WORDS.here({ here: there, words: said(clash.theirs, about) })]];
    const loose = Object.keys(clash.mine).length && Object.keys(clash.theirs).length && clash.longer;
    if (loose) options.push(["both", WORDS.both]);
    return made("fieldset", {}, made("legend", {}, label(clash.unit)), ...options.map(([value, words]) => made("label", {},
      made("input", { type: "radio", name: `look-${n}`, value, required: true }), " ", made("span", {}, words))));
  });
  const all = (value) => () => {
    for (const one of box.querySelectorAll(`input[value="${value}"]`)) one.checked = true;
    note.textContent = "";
  };
  const chosen = (n) => box.querySelector(`[name=look-${n}]:checked`)?.value;
  let result = maySkip ? null : "apart";
  const finish = (value) => {
    result = value;
    box.close();
  };
  const take = () => {
    const open = clashes.findIndex((_, n) => !chosen(n)), left = clashes.filter((_, n) => !chosen(n)).length;
    if (left) {
      note.textContent = WORDS.open({ count: left });
      return box.querySelector(`[name=look-${open}]`).focus();
    }
    finish(Object.assign({}, ...clashes.map((clash, n) => chosen(n) === "both" ? both(clash) : clash[chosen(n)])));
  };
  form.append(title, made("p", {}, WORDS.why({ here, there, count: clashes.length })),
    made("p", { className: "work-buttons" }, button(WORDS.allHere({ here }), all("mine")), button(WORDS.allThere({ there }), all("theirs"))),
    ...asked, note, made("p", { className: "work-buttons" }, button(WORDS.take, take), button(WORDS.apart, () => finish("apart")),
      ...maySkip ? [button(WORDS.cancel, () => finish(null))] : []));
  box.addEventListener("close", () => {
    box.remove();
    done(result);
  });
  document.body.append(box);
  box.showModal();
});
export const look = (clashes, about) => styled("look").then(() => ask(clashes, about));
