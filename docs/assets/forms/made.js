// Elements made by scripts.
export const made = (name, about = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), about);
  element.append(...inside);
  return element;
};
export const button = (words, does) => {
  const element = made("button", { type: "button" }, words);
  element.addEventListener("click", does);
  return element;
};
// What is in a form, by its names.
export const typed = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
