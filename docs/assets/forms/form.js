// A form on the page: rows that grow, answers that can be taken back, the result beside it, a bar that stays in reach, and the
// service file it belongs to. Everything that is read or filled in is in the page already. Nothing is sent.
import { keeping } from "./keep.js";
import { button, made, nodes, typed } from "./made.js";
import { results } from "./result.js";
import { rows, settle } from "./rows.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const form = document.querySelector("form.sheet"), dock = document.querySelector(".dock");
const definition = document.querySelector("#definition");
const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

// -- What is chosen can be taken back: a button on each group that has an answer.
const groups = () => form.querySelectorAll("fieldset[data-name], .points");
for (const group of groups()) {
  const back = button(WORDS.back, () => {});
  back.className = "take-back no-print";
  back.setAttribute("aria-label", WORDS.backOf({ what: group.ariaLabel ?? group.querySelector("legend").textContent.trim() }));
  group.append(back);
}
form.addEventListener("click", ({ target }) => {
  if (!target.matches(".take-back")) return;
  const group = target.closest("fieldset[data-name], .points"), one = group.querySelector(":checked");
  if (!one) return;
  one.checked = false;
  group.querySelector("input").focus();
  changed();
});

// -- What is no number or no whole date cannot be kept: that is said where it is typed.
const check = (field) => {
  const bad = field.validity.badInput, there = document.getElementById(`wrong-${field.name}`);
  if (bad) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (bad && !there) {
    const wrong = made("p", { className: "wrong no-print", id: `wrong-${field.name}` }, field.type === "date" ? WORDS.noDate : WORDS.noNumber);
    wrong.setAttribute("role", "alert");
    field.after(wrong);
    field.dataset.help = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${wrong.id} ${field.dataset.help}`.trim());
  } else if (!bad && there) {
    there.remove();
    if (field.dataset.help) field.setAttribute("aria-describedby", field.dataset.help);
    else field.removeAttribute("aria-describedby");
  }
};
form.addEventListener("focusout", ({ target }) => { if (target.matches("[type=number], [type=date]")) check(target); });
form.addEventListener("input", ({ target }) => { if (target.matches?.("[aria-invalid]")) check(target); });

// -- A date that is not filled in must not print its pattern (see the style sheet).
const markDates = () => {
  for (const date of form.querySelectorAll("[type=date]")) date.toggleAttribute("data-typed", Boolean(date.value));
};

const filled = () => {
  const all = new Set([...form.elements].filter(({ name }) => name).map(({ name }) => name.split(".")[0]));
  const some = new Set(Object.keys(typed(form)).map((name) => name.split(".")[0]));
  return WORDS.filled({ filled: some.size, asked: all.size });
};

rows(form);
const result = definition ? results(form, JSON.parse(definition.textContent)) : () => "";
const show = () => {
  const words = result();
  settle(form);
  markDates();
  dock.querySelector("span").replaceChildren(...nodes(words || filled()));
};
const more = made("details", { className: "more" }, made("summary", {}, WORDS.more));
more.addEventListener("toggle", async () => {
  if (!more.open || more.children.length > 1) return;
  more.append(await import("./copy.js").then(({ copying }) => copying(form), () => made("div", {}, WORDS.noMore)));
});
dock.append(more);
dock.hidden = false;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());  // Enter in a field
show();
keeping(form, document.querySelector(".work-tools"), show);
