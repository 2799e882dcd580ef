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
// The styles of what only a script makes. Where they cannot be had it is made all the same.
export const styled = (name) => new Promise((done) => {
  const href = new URL(`${document.body.dataset.root}/assets/${name}.css`, location.href).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return done();
  document.head.append(made("link", { rel: "stylesheet", href, onload: done, onerror: done }));
});
// A button for what cannot be undone: the first press asks, the second does it, and looking elsewhere forgets the first.
export const sureButton = (words, sure, does) => {
  const element = button(words, () => {
    if (element.textContent !== sure) return void (element.textContent = sure);
    element.textContent = words;
    return does();
  });
  element.addEventListener("blur", () => { element.textContent = words; });
  return element;
};
