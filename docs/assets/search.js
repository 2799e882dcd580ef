// The search as a page with an address: what is asked stands in it after "?q=", so that it can be kept, sent and gone back
// to. The page for an address that does not exist asks for the words of that address.
import { start } from "./dialog.js";
import { engine } from "./engine.js";

const MOST = 60; // as many answers are shown
const part = document.querySelector("[data-search]");
const input = part.querySelector("input");

// The last part of the address that was asked for, as words: ".../tools/learning-logg/" asks for "learning logg".
function wordsOfAddress() {
  let path = location.pathname;
  try {
    path = decodeURIComponent(path);
  } catch { /* it was cut off within a letter */ }
  const names = path.split("/").filter((name) => name && !/^(\d+\.\d+|latest|draft|go|sheet|(index|404)\.html?)$/i.test(name));
  return (names.at(-1) || "").replace(/\.[a-z]{2,5}$/i, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

const lost = part.dataset.search === "lost";
const address = new URL("search/index.json", new URL(`${document.body.dataset.root}/${document.body.dataset.speaks ?? ""}`, location.href));
const remember = (query) => {
  if (lost) return;
  const now = new URL(location.href);
  if (query) now.searchParams.set("q", query);
  else now.searchParams.delete("q");
  if (now.href !== location.href) history.replaceState(history.state, "", now);
};

input.value ||= (lost ? wordsOfAddress() : new URLSearchParams(location.search).get("q") || "").slice(0, input.maxLength);
part.querySelector("form").hidden = false;
let begun;
const begin = () => { begun ||= start(part, engine, address, undefined, MOST, remember); };
input.addEventListener("input", begin, { once: true });
if (input.value) begin();
else if (!lost) input.focus();
