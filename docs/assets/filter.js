// Narrows a list down: the cases, the tools. The choice is kept in the address (?step=…), so that it can be sent
// to somebody. Without JavaScript the form is not shown, and the list is whole.
(() => {
  "use strict";
  const WORDS = {}; // the build fills it in: macros/pages/phrases/
  const form = document.querySelector("form.filter");
  const count = document.querySelector(".filter-count");
  if (!form || !count) return;
  const questions = [...form.querySelectorAll("select")];
  const items = [...document.querySelectorAll("[data-item]")];
  const groups = [...document.querySelectorAll(".group")];
  // One line may stand for many: a whole kind that came at once (data-count).
  const number = (lines) => lines.reduce((sum, item) => sum + Number(item.dataset.count || 1), 0);
  const all = number(items);
  // What all lines of a group answer alike stands on the group.
  const answers = (item, name) => item.closest(`[data-${name}]`).getAttribute(`data-${name}`).split(" ");
  const fits = (item, question, value) => !value || answers(item, question.name).includes(value);

  function show() {
    const here = items.filter((item) => {
      item.hidden = !questions.every((question) => fits(item, question, question.value));
      return !item.hidden;
    });
    for (const group of groups) group.hidden = here.length < items.length && !group.querySelector("[data-item]:not([hidden])");
    for (const question of questions) {
      const others = questions.filter((other) => other !== question);
      for (const option of question.options) {
        if (!option.value) continue;
        const left = items.filter((item) => fits(item, question, option.value) && others.every((other) => fits(item, other, other.value)));
        option.textContent = WORDS.choice({ words: option.dataset.words, number: number(left) });
      }
    }
    const { one, many } = count.dataset;
    count.textContent = here.length === items.length ? WORDS.all({ number: all, what: all === 1 ? one : many })
      : here.length ? WORDS.some({ number: number(here), all, many }) : WORDS.none({ all, many });
  }

  // The address names only what was chosen, and keeps what is not ours.
  function remember() {
    const address = new URL(location.href);
    for (const question of questions) {
      if (question.value) address.searchParams.set(question.name, question.value);
      else address.searchParams.delete(question.name);
    }
    history.replaceState(null, "", address);
  }

  // A value that the list does not know is left out: the address may be old, or mistyped.
  function recall() {
    const asked = new URLSearchParams(location.search);
    for (const question of questions) {
      question.value = asked.get(question.name) || "";
      if (question.selectedIndex < 0) question.value = "";
    }
  }

  form.addEventListener("change", () => {
    show();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector(".filter-clear").addEventListener("click", () => {
    for (const question of questions) question.value = "";
    show();
    remember();
  });
  addEventListener("pageshow", () => { // a browser may fill the form in again when somebody comes back
    recall();
    show();
  });
  recall();
  show();
})();
