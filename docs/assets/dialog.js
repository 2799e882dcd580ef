// What the search shows, in the dialog of any page (handbook.js makes it) and on the page of the search (search.js). It is
// fetched, with the engine and the index, when somebody begins to search, and not before. All is ranked here, in the page:
// nothing that is typed leaves it.
const WORDS = {}; // the build fills it in: macros/pages/phrases/
const MOST = 12; // as many answers are shown in a dialog
const PAUSE = 120; // milliseconds without a letter before the search answers

const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });

async function lineOf(asked) {
  const answer = await asked;
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

// `dialog` is whatever holds the form, the number and the list. `asked` is the answer that the page asked for while this
// file was on its way; a second try asks again. `most` answers are shown; `said` is told each query that was answered.
export async function start(dialog, engine, indexAddress, asked, most = MOST, said = () => {}) {
  const input = dialog.querySelector("input");
  const count = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  const { root, speaks } = document.body.dataset, base = new URL(`${root}/${speaks ?? ""}`, location.href);
  const newest = document.body.dataset.newest; // the number of the newest iteration, in older ones only
  const pages = new URL("search/", base);
  let find, loading, failed, wait; // `wait` is 0 when what is shown answers what is typed
  const lines = []; // the two lines of the index, each in a file; the second is fetched once the first has answered
  const here = new Set(); // the addresses of this iteration
  let later; // the search of the newest

  const filled = (element, pieces) => {
    element.append(...pieces.map(([piece, hit]) => hit ? made("mark", piece) : piece));
    return element;
  };

  function answer({ address, title, kind, line, under }, marked) {
    const link = made("a", ""), item = made("li", "");
    link.href = new URL(address, base);
    link.append(filled(made("strong", ""), marked(title)), filled(made("span", ""), marked(under ? WORDS.under({ kind, heading: under }) : kind)),
      filled(made("span", ""), marked(line)));
    item.append(link);
    return item;
  }

  function show(found, words, marked) {
    list.replaceChildren(...found.slice(0, most).map((each) => answer(each, marked)));
    count.textContent = words;
    more.replaceChildren();
    if (found.length > most) more.append(leading(pages, WORDS.all({ number: found.length })));
    if (speaks && input.value.trim()) more.append(" ", leading(new URL("../search/", base), WORDS.english));
  }

  const more = made("p", "");
  more.className = "search-more";
  list.after(more);
  function leading(place, words) {
    const link = made("a", words);
    link.href = `${place}?q=${encodeURIComponent(input.value.trim())}`;
    return link;
  }

  // In an older iteration: what the newest has on this and this one has not. Asked for once the reader has her answer, and
  // only on the page of the search: it is another index to fetch.
  async function lookLater(query) {
    later ||= (async () => {
      const files = ["index", "rest"].map((name) => lineOf(fetch(new URL(`../latest/search/${name}.json`, base))));
      return engine(await Promise.all(files));
    })();
    const { found } = (await later)(query);
    const fresh = found.slice(0, MOST).filter(({ address }) => !here.has(address.split("#")[0]));
    if (!fresh.length || input.value !== query) return;
    more.append(" ", leading(new URL("../latest/search/", base), WORDS.newer({ version: newest, count: fresh.length })));
  }

  function search() {
    clearTimeout(wait);
    wait = 0;
    const query = input.value.trim();
    said(query);
    if (!query) return show([], "");
    const whole = lines.length > 1;
    if (!whole && !failed) begin();
    try {
      const { found, loose, marked } = find(input.value);
      const number = found.length > most ? WORDS.bestOf({ most, number: found.length }) : WORDS.pages({ count: found.length });
      const none = whole ? WORDS.nothing({ query }) : loading ? WORDS.fetchingRest : WORDS.noRest;
      show(found, found.length ? number + (loose ? WORDS.closeTo({ query }) : "") : none, marked);
      if (newest && whole && most > MOST) lookLater(input.value).catch(() => { later = undefined; }); // it was only an offer
    } catch (error) { // what was found before does not answer this
      show([], WORDS.failed({ query }));
      console.error(error);
    }
  }

  // The next line of the index. What is typed while the second is on its way is answered from the first.
  async function load() {
    if (!find) count.textContent = WORDS.fetching;
    const line = await lineOf(lines.length ? fetch(new URL("rest.json", indexAddress)) : asked || fetch(indexAddress));
    lines.push(line);
    find = engine(lines);
    for (const [address] of line.pages) here.add(address.split("#")[0]);
  }

  // What somebody stands on is never moved, nor what is under a finger: a link that is replaced while it is pressed leads
  // nowhere.
  let pressed = false;
  const held = () => pressed || [list, more].some((part) => part.contains(document.activeElement));
  dialog.addEventListener("pointerdown", ({ target }) => { pressed = list.contains(target) || more.contains(target); });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => { pressed = false; }));

  function begin() {
    failed = false;
    loading ||= load().then(() => {
      loading = undefined;
      if (!held()) search();
    }, () => {
      loading = asked = undefined;
      failed = true;
      if (!find) count.textContent = WORDS.noIndex;
      else if (!list.children.length) search(); // it says what is missing
    });
    return loading;
  }

  input.addEventListener("input", () => {
    clearTimeout(wait);
    if (find) wait = setTimeout(search, PAUSE);
    if (!find || failed) begin();
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
