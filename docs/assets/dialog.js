// What the search shows. The page makes the dialog (handbook.js) and fetches this, the engine and the index when somebody
// begins to search, and not before. All is ranked here, in the page: nothing that is typed leaves it.
const WORDS = {
  fetching: "Getting the index…",
  fetchingRest: "Getting the rest of the index…",
  noIndex: "The index could not be fetched. Type on to try again.",
  noRest: "Only a part of the index could be fetched. Type on to try again.",
  failed: (query) => `The search failed on “${query}”. That is our fault, not yours. Try other words.`,
  nothing: (query) => `Nothing found for “${query}”. Try another word.`,
  pages: (number) => number === 1 ? "1 page" : `${number} pages`,
  bestOf: (most, number) => `The best ${most} of ${number} pages`,
  closeTo: (query) => ` with words close to “${query}”`,
  under: (kind, heading) => `${kind}, under “${heading}”`,
};
const MOST = 12; // as many answers are shown
const PAUSE = 120; // milliseconds without a letter before the search answers

const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });

// `asked` is the answer that the page asked for while this file was on its way; a second try asks again.
export async function start(dialog, engine, indexAddress, asked) {
  const input = dialog.querySelector("input");
  const count = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  const base = new URL(`${document.body.dataset.root}/`, location.href);
  let find, whole = false, loading, wait; // `wait` is 0 when what is shown answers what is typed

  function answer({ address, title, kind, line, under }) {
    const link = made("a", ""), item = made("li", "");
    link.href = new URL(address, base);
    link.append(made("strong", title), made("span", under ? WORDS.under(kind, under) : kind), made("span", line));
    item.append(link);
    return item;
  }

  function show(found, words) {
    list.replaceChildren(...found.slice(0, MOST).map(answer));
    count.textContent = words;
  }

  function search() {
    clearTimeout(wait);
    wait = 0;
    const query = input.value.trim();
    if (!query) return show([], "");
    try {
      const { found, loose } = find(input.value);
      const pages = found.length > MOST ? WORDS.bestOf(MOST, found.length) : WORDS.pages(found.length);
      const none = whole ? WORDS.nothing(query) : loading ? WORDS.fetchingRest : WORDS.noRest;
      show(found, found.length ? pages + (loose ? WORDS.closeTo(query) : "") : none);
    } catch (error) { // what was found before does not answer this
      show([], WORDS.failed(query));
      console.error(error);
    }
  }

  // The index has two lines. What is typed while the second is on its way is answered from the first.
  async function load() {
    if (!find) count.textContent = WORDS.fetching;
    const lines = [], answered = await (asked || fetch(indexAddress));
    if (!answered.ok) throw new Error(answered.statusText);
    const reader = answered.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; lines.length < 2;) {
      const { value, done } = await reader.read();
      if (done) throw new Error("The index ended early");
      text += value;
      for (let end; (end = text.indexOf("\n") + 1) > 0; text = text.slice(end)) lines.push(JSON.parse(text.slice(0, end)));
      if (!lines.length || lines.length === 1 && find) continue;
      find = engine(lines);
      whole = lines.length > 1;
      if (!list.contains(document.activeElement)) search(); // never move what somebody stands on
    }
  }

  function begin() {
    loading ||= load().catch(() => {
      loading = asked = undefined;
      if (!find) count.textContent = WORDS.noIndex;
      else if (!list.children.length) search(); // it says what is missing
    });
    return loading;
  }

  input.addEventListener("input", () => {
    clearTimeout(wait);
    if (find) wait = setTimeout(search, PAUSE);
    if (!whole) begin();
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (find) search();
    list.querySelector("a")?.click();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (find && wait) search(); // a quick hand moves into the answers to what it typed, not to half of it
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
  await begin();
}
