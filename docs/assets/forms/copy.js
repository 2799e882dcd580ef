// A form as plain text, to paste into a message or a paper: what has an answer, each under its label. Printed from here too.
import { button, day, made } from "./made.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const words = (element) => element?.textContent.trim() ?? "";
const value = (field) => field.selectedOptions ? field.selectedOptions[0].text : !field.value || field.type !== "date" ? field.value.trim() : day(field.value);
const line = (label, text) => text ? [`${label}${/[?.!:]$/.test(label) ? "" : ":"}${text.includes("\n") ? "\n" : " "}${text}`] : [];
// Of a choice what it says, which on a page of another language is not what it is kept as.
const chosen = (one) => one?.closest(".field-choice") ? words(one.nextElementSibling) : one?.value;
const answer = (part) => chosen(part.querySelector(":checked:not(option)")) ?? [...part.querySelectorAll("[name]:not([type=radio])")].map(value).join("");

const row = (element) => {
  const cells = [...element.querySelectorAll("[data-title]")].flatMap((cell) => line(cell.dataset.title, answer(cell)));
  return cells.length ? [words(element.querySelector(".row-label")) || element.dataset.row, ...cells.map((cell) => `  ${cell}`)] : [];
};
const part = (element) => {
  if (element.matches("h2")) return ["", words(element)];
  if (element.matches("tr")) return row(element);
  if (element.matches(".label")) return ["", words(element)];
  return line(words(element.querySelector("legend, label")), answer(element));
};

export const asText = (form) => [
  form.dataset.title, "",
  ...[...form.querySelectorAll("h2, h3.label, .field:not(.field-table), .field-table tbody tr")].flatMap(part), "",
  words(document.querySelector(".sheet-foot")),
].join("\n").replace(/\n{3,}/g, "\n\n");

// What is wanted less often: fetched when its fold in the bar is opened.
export const copying = (form) => {
  const said = made("span", { className: "copy-said" }), byHand = made("textarea", { readOnly: true, hidden: true, rows: 8 });
  said.setAttribute("role", "status");
  byHand.setAttribute("aria-label", WORDS.sheet);
  const copy = async () => {
    byHand.hidden = true;
    try {
      await navigator.clipboard.writeText(asText(form));
      said.textContent = WORDS.copied;
    } catch { // the browser does not let a page copy: show the text, ready to be copied by hand
      byHand.hidden = false;
      byHand.value = asText(form);
      byHand.select();
      said.textContent = WORDS.byHand;
    }
  };
  return made("div", {}, button(WORDS.copy, copy), button(WORDS.print, () => print()), said, byHand);
};
