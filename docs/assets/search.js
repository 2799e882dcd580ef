// Search within this iteration. The index (macros/searching.py says what is in it) is fetched when somebody
// begins to search, and not before; it is ranked here, in the page, and nothing that is typed leaves it.
const MOST = 12;
const TITLE = 0, KEYWORD = 1, LINE = 2, HEADING = 3, TEXT = 4;
const WEIGHT = [5, 4, 2, 2, 1];          // what a word counts by where it stands
const TOGETHER = [2, 1.1, 0.5, 0.5, 0.35]; // what it counts that several words of the query stand together there
const FILLS = [0.5, 0.8];                 // how much it matters that they are the whole of a title, or of a keyword
const BOTH = 0.25;                       // what it adds that a page has the word and its synonym
const FEW = 3;                           // how soon it no longer counts that a word is repeated
const BEGUN = /^(e[ds]?|i(ng?|on?s?)?|m(e(nts?)?)?|s)$/; // an ending that is still being typed
const FINAL = 64, MORE = 26, FROM = 35;  // how numbers are packed: see `packed` in searching.py

// -- The engine: from an index to a function that answers a query. No page is needed for it. --------------

export function engine(lines) {
  const [index] = lines, pages = lines.flatMap((line) => line.pages);
  const stop = new Set(index.stop.split(" "));
  const rules = index.stem.map(([pattern, instead]) => [new RegExp(pattern), instead]);
  const spelt = index.spelt.map(([pattern, instead]) => [new RegExp(pattern, "g"), instead]);

  // Every block, in the order of their numbers: whose it is, what it is, in which part, and of how many words.
  const pageOf = [], whatOf = [], partOf = [], sizeOf = [], packed = new Map();
  let page = 0;
  for (const line of lines) {
    const block = (what, part, size) => { pageOf.push(page); whatOf.push(what); partOf.push(part); sizeOf.push(size); };
    const from = pageOf.length, blocks = line.blocks.split(" ");
    let word = "";
    line.words.split(" ").forEach((coded, n) => {
      word = word.slice(0, coded[0]) + coded.slice(1);
      packed.set(word, [...packed.get(word) || [], [from, blocks[n]]]);
    });
    for (const [, , , , sizes, headings] of line.pages) {
      [...sizes].forEach((size, n) => block(n ? KEYWORD : TITLE, -1, parseInt(size, 36)));
      block(LINE, -1, 0);
      for (let part = 0; part < headings.length / 2; part++) block(HEADING, part, 0);
      page++;
    }
    if (line !== index) for (page = 0; page < pages.length; page++) pages[page][5].forEach((_, n) => { if (n % 2) block(TEXT, (n - 1) / 2, 0); });
  }
  const vocabulary = [...packed.keys()].sort(), place = new Map(vocabulary.map((word, n) => [word, n]));

  const stem = (word) => rules.reduce((left, [pattern, instead]) => left.replace(pattern, instead), word);
  const wordsOf = (text) => spelt.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase())
    .match(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu) || [];

  const opened = new Map();
  function blocksOf(word) { // where a word of the vocabulary stands, and how rare that is
    if (!opened.has(word)) {
      const blocks = [], on = new Set();
      for (const [from, letters] of packed.get(vocabulary[word])) {
        let number = from - 1, step = 0;
        for (const letter of letters) {
          let code = letter.charCodeAt(0) - FROM;
          if (code > 92 - FROM) code--;
          if (code >= FINAL) { step = step * MORE + code - FINAL + 1; continue; }
          number += step * FINAL + code + 1;
          step = 0;
          blocks.push(number);
          on.add(pageOf[number]);
        }
      }
      opened.set(word, { blocks, rare: Math.log(1 + (pages.length - on.size + 0.5) / (on.size + 0.5)) });
    }
    return opened.get(word);
  }

  // The words within so many mistakes (a letter too many, too few, wrong, or two swapped). The vocabulary is sorted,
  // so what two neighbours share is compared once, as in a tree.
  function close(typed, mistakes, begun) {
    const found = new Map(), rows = [[...typed, 0].map((_, n) => n)];
    let same = 0, before = "";
    vocabulary.forEach((word, number) => {
      let shared = 0;
      while (shared < same && word[shared] === before[shared]) shared++;
      before = word;
      if (shared < same || shared < word.length) {
        let depth = shared, best = 9;
        for (; depth < word.length; depth++) {
          const above = rows[depth], row = [depth + 1];
          for (let n = 1; n <= typed.length; n++) {
            row[n] = Math.min(above[n] + 1, row[n - 1] + 1, above[n - 1] + (typed[n - 1] !== word[depth]));
            if (depth && n > 1 && typed[n - 1] === word[depth - 1] && typed[n - 2] === word[depth]) row[n] = Math.min(row[n], rows[depth - 1][n - 2] + 1);
          }
          rows[depth + 1] = row;
          if (begun && depth + 1 >= typed.length - 1) best = Math.min(best, row[typed.length] + 0.25);
          if (Math.min(...row) > mistakes) { depth++; break; }
        }
        same = depth;
        if (depth === word.length) best = Math.min(best, rows[depth][typed.length]);
        if (best <= mistakes) found.set(number, (typed[0] === word[0] ? 1 : 0.7) * (best < 1.5 ? 0.75 : 0.5) * (best % 1 ? 0.8 : 1));
      }
    });
    return found;
  }

  // What a typed word may mean: words of the vocabulary, each with how sure that is.
  function meanings(typed, last) {
    const short = stem(typed), found = new Map();
    const put = (word, sure) => { if (word !== undefined && (found.get(word) || 0) < sure) found.set(word, sure); };
    put(place.get(short), 1);
    const exact = found.size > 0;
    for (const other of index.also[short] || []) if (!other.includes(" ")) put(place.get(other), 0.8);
    if (last) {
      vocabulary.forEach((word, number) => {
        if (word.startsWith(typed)) put(number, (exact ? 0.3 : 1) * Math.sqrt(typed.length / word.length));
        else if (word.length > 3 && typed.startsWith(word) && BEGUN.test(typed.slice(word.length))) put(number, 0.7);
      });
    }
    const mistakes = short.length > 7 ? 2 : short.length > 3 ? 1 : 0;
    const loose = !found.size && mistakes > 0 && lines.length > 1; // without the text it is too early to say
    if (loose) for (const [word, sure] of close(short, mistakes, last && short.length > 4)) put(word, sure);
    const best = Math.max(...found.values());
    if (!exact) for (const [word, sure] of found) found.set(word, sure / best);
    return { found, loose, stop: stop.has(typed), rare: Math.max(0, ...[...found].map(([word, sure]) => blocksOf(word).rare * sure)) * (stop.has(typed) ? 0.12 : 1) };
  }

  function rank(terms, sure, into) {
    const total = terms.reduce((sum, term) => sum + term.rare, 0);
    const scored = new Map(), blocks = new Map();
    terms.forEach((term) => {
      const often = new Map(), here = new Map();
      for (const [word, how] of term.found) {
        const { blocks: where, rare } = blocksOf(word);
        const worth = how * Math.min(rare, term.rare / how || 0, term.stop ? term.rare : 99);
        const count = new Map();
        for (const block of where) {
          count.set(pageOf[block], (count.get(pageOf[block]) || 0) + WEIGHT[whatOf[block]]);
          here.set(block, Math.max(here.get(block) || 0, worth));
        }
        for (const [page, n] of count) often.set(page, Math.max(often.get(page) || 0, worth * n / (n + FEW)));
      }
      for (const [page, n] of often) {
        const row = scored.get(page) || { score: 0, has: 0, together: [0, 0, 0, 0, 0], part: -1, best: 0, title: 0 };
        row.score += n;
        row.has += term.rare;
        scored.set(page, row);
      }
      for (const [block, worth] of here) {
        const row = blocks.get(block) || { worth: 0, words: 0 };
        row.worth += worth;
        row.words++;
        blocks.set(block, row);
      }
    });
    const parts = new Map();
    for (const [block, { worth, words }] of blocks) {
      const what = whatOf[block], row = scored.get(pageOf[block]), share = worth / total;
      const fills = what > KEYWORD ? 1 : Math.min(1, words / sizeOf[block]) ** FILLS[what];
      row.together[what] = Math.max(row.together[what], share * share * fills);
      if (what === TITLE) row.title = share;
      if (what >= HEADING) {
        const key = `${pageOf[block]} ${partOf[block]}`, now = (parts.get(key) || 0) + share * (what === HEADING ? 2 : 1);
        parts.set(key, now);
        if (now > row.best) { row.best = now; row.part = partOf[block]; }
      }
    }
    for (const [page, row] of scored) {
      const [, , kind] = pages[page];
      const share = row.has / total;
      const score = sure * index.kinds[kind][1] * (share * row.score + total * row.together.reduce((sum, n, what) => sum + n * TOGETHER[what], 0));
      const now = { page, score, part: row.best > row.title ? row.part : -1 }, before = into.get(page);
      if (before) { const [more, less] = before.score > score ? [before, now] : [now, before]; into.set(page, { ...more, score: more.score + BOTH * less.score }); } else into.set(page, now);
    }
  }

  return function find(query) {
    const typed = wordsOf(query);
    if (typed.length > 1 && typed.at(-1).length === 1) typed.pop(); // the first letter of a word says nothing yet
    if (!typed.length) return { found: [], loose: false };
    const ends = /[\p{L}\p{N}]$/u.test(query);
    const terms = typed.map((word, n) => meanings(word, ends && n === typed.length - 1));
    const into = new Map();
    rank(terms, 1, into);
    const short = typed.map(stem);
    for (let from = 0; from < short.length; from++) {
      for (let to = from + 1; to <= Math.min(short.length, from + 4); to++) {
        for (const other of index.also[short.slice(from, to).join(" ")] || []) {
          if (to - from === 1 && !other.includes(" ")) continue;
          const instead = other.split(" ").map((word) => ({ found: new Map([[place.get(word), 1]]), stop: stop.has(word), rare: blocksOf(place.get(word)).rare * (stop.has(word) ? 0.12 : 1) }));
          rank([...terms.slice(0, from), ...instead, ...terms.slice(to)], 0.9, into);
        }
      }
    }
    const rows = [...into.values()].sort((a, b) => b.score - a.score);
    return {
      loose: terms.some((term) => term.loose),
      found: rows.filter((row) => row.score > rows[0].score * 0.15).map(({ page, part, score }) => {
        const [address, title, kind, line, , headings] = pages[page];
        const anchor = part >= 0 ? headings[part * 2 + 1] : "";
        return { address: anchor ? `${address}#${anchor}` : address, title, kind: index.kinds[kind][0], line, under: anchor ? headings[part * 2] : "", score };
      }),
    };
  };
}

// -- The dialog ---------------------------------------------------------------------------------------------

export async function start(dialog, indexAddress) {
  const input = dialog.querySelector("input");
  const count = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  const base = new URL(document.body.dataset.root + "/", location.href);
  count.textContent = "Getting the index…";
  const lines = [];
  let find;

  const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  function search() {
    const query = input.value.trim();
    if (!query) { list.replaceChildren(); count.textContent = ""; return; }
    const { found, loose } = find(input.value);
    list.replaceChildren(...found.slice(0, MOST).map(({ address, title, kind, line, under }) => {
      const link = document.createElement("a");
      link.href = new URL(address, base);
      link.append(made("strong", title), made("span", under ? `${kind}, under “${under}”` : kind), made("span", line));
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    const number = found.length === 1 ? "1 page" : `${found.length > MOST ? `The best ${MOST} of ${found.length}` : found.length} pages`;
    count.textContent = !found.length && lines.length < 2 ? "Getting the rest of the index…" : !found.length ? `Nothing found for “${query}”. Try another word.` : loose ? `${number} with words close to “${query}”` : number;
  }

  let wait;
  input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => find && search(), 120); });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });

  // The second line follows in the same file: what is typed meanwhile is answered from the first.
  const reader = (await fetch(new URL(indexAddress, location.href))).body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = "", done = false; !done;) {
    const got = await reader.read();
    done = got.done;
    const ends = (text += got.value || "").lastIndexOf("\n") + 1;
    if (!ends) continue;
    lines.push(...text.slice(0, ends).trim().split("\n").map((line) => JSON.parse(line)));
    text = text.slice(ends);
    find = engine(lines);
    count.textContent = "";
    if (!list.contains(document.activeElement)) search();
  }
}
