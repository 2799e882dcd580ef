// Elements made by scripts. On a page of another language each says so, because it may stand within what is in English; and a text
// between the two signs of macros/pages/voices.py is in English.
const own = document.documentElement.lang, lang = document.body.dataset.speaks ? own : "";
export const nodes = (text) => text.split(/[\ue000\ue001]/).map((part, n) => n % 2
  ? Object.assign(document.createElement("span"), { lang: document.querySelector(".other-language").lang, textContent: part }) : part).filter(Boolean);
export const bare = (text) => text.replace(/[\ue000\ue001]/g, "");
// What an element says, with the signs around it where it is in English and the page is not.
export const words = (element) => element && lang && (element.querySelector("[lang]") ?? element.closest("[lang]")).lang !== lang
  ? `\ue000${element.textContent}\ue001` : element?.textContent;
// A day in words; as it is kept where the browser does not know the language.
export const day = (kept) => Intl.DateTimeFormat.supportedLocalesOf(own).length
  ? new Date(`${kept}T00:00Z`).toLocaleDateString(own, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }) : kept;
export const made = (name, about = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), lang && { lang }, about);
  element.append(...inside.flatMap((each) => typeof each === "string" ? nodes(each) : [each]));
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
