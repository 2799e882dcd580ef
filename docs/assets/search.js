// Search within this iteration. The index (macros/searching.py makes it, and says what is in it) is fetched when somebody
// begins to search, and not before. It is ranked here, in the page: nothing that is typed leaves it.
const TITLE = 0, KEYWORD = 1, LINE = 2, HEADING = 3, TEXT = 4;
// How answers are ranked. Found by trying on the queries of data/search/queries.yml that are not held out.
const WEIGHT = [5, 4, 2, 2, 1];              // what a word counts by where it stands: title, keyword, line, heading, text
const TOGETHER = [2, 1.1, 0.5, 0.5, 0.35];   // what it counts that words of the query stand together there
const FILLS = [0.5, 0.8];                    // how much it matters that they are the whole of a title, or of a keyword
const REPEATED = 3;                          // how soon repeating a word no longer counts
const COMMON = 0.12;                         // what is left of a common word's weight: who, what, is
const SYNONYM = 0.8, SYNONYMS = 0.9, BOTH = 0.25; // what another word counts, what several count, what it adds if a page has both
const TOPIC = 0.7, OFTEN = 3;                // a word that stands in few titles, keywords, lines and headings is hardly a topic: what is left of it
const LOOSE = 0.6;                           // what is left of the weight of a word that is only guessed
const LEAST = 0.15;                          // answers with less than this share of the best one's score are not shown
const MOST = 12;                             // as many answers are shown

const FINAL = 64, MORE = 26, FROM = 35;      // how numbers are packed: `packed` in searching.py
const BEGUN = /^(e[ds]?|i(ng?|on?s?)?|m(e(nts?)?)?|s)$/; // an ending that is still being typed

// -- The engine: from the lines of an index to a function that answers a query. It needs no page. ------------------------

export function engine(lines) {
  const [index] = lines, pages = lines.flatMap((line) => line.pages);
  const common = new Set(index.stop.split(" "));
  const endings = index.stem.map(([pattern, instead]) => [new RegExp(pattern), instead]);
  const spellings = index.spelt.map(([pattern, instead]) => [new RegExp(pattern, "g"), instead]);
  const through = (text, rules) => rules.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  const stem = (word) => through(word, endings);
  const wordsOf = (text) => through(text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(), spellings).match(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu) || [];

  // Every block in the order of their numbers: whose it is, what it is, in which part of the page, how many words it has.
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
    if (line !== index) for (page = 0; page < pages.length; page++) for (let part = 0; part < pages[page][5].length / 2; part++) block(TEXT, part, 0);
  }
  const vocabulary = [...packed.keys()].sort(), known = new Set(vocabulary);

  const opened = new Map();
  function standing(word) { // the blocks of a word of the vocabulary, and how rare it is
    if (!opened.has(word)) {
      const blocks = [], on = new Set();
      let named = 0;
      for (const [from, letters] of packed.get(word)) {
        let number = from - 1, step = 0;
        for (const letter of letters) {
          let code = letter.charCodeAt(0) - FROM;
          if (code > 92 - FROM) code--;
          if (code >= FINAL) { step = step * MORE + code - FINAL + 1; continue; }
          number += step * FINAL + code + 1;
          step = 0;
          blocks.push(number);
          on.add(pageOf[number]);
          if (whatOf[number] < TEXT) named++;
        }
      }
      const topic = TOPIC + (1 - TOPIC) * Math.min(1, OFTEN * named / blocks.length);
      opened.set(word, { blocks, rare: topic * Math.log(1 + (pages.length - on.size + 0.5) / (on.size + 0.5)) });
    }
    return opened.get(word);
  }

  // The words within so many slips (a letter too many, too few, wrong, or two swapped), each with how sure it is.
  // The vocabulary is sorted, so what two neighbours share is compared once, as if it were a tree.
  function close(typed, slips, begun) {
    const found = new Map(), rows = [[...typed, ""].map((_, n) => n)];
    let compared = 0, before = "";
    for (const word of vocabulary) {
      if (word.length < typed.length - slips || !begun && word.length > typed.length + slips) continue;
      let depth = 0;
      while (depth < compared && word[depth] === before[depth]) depth++;
      before = word;
      if (depth === compared && compared < word.length && Math.min(...rows[depth]) > slips) continue; // its beginning is too far off
      let least = 9;
      for (; depth < word.length && Math.min(...rows[depth]) <= slips; depth++) {
        const above = rows[depth], row = [depth + 1];
        for (let n = 1; n <= typed.length; n++) {
          row[n] = Math.min(above[n] + 1, row[n - 1] + 1, above[n - 1] + (typed[n - 1] !== word[depth]));
          if (depth && n > 1 && typed[n - 1] === word[depth - 1] && typed[n - 2] === word[depth]) row[n] = Math.min(row[n], rows[depth - 1][n - 2] + 1);
        }
        rows[depth + 1] = row;
      }
      compared = depth;
      if (depth === word.length) least = rows[depth][typed.length];
      if (begun) for (let at = typed.length - 1; at <= depth; at++) least = Math.min(least, rows[at][typed.length] + 0.25);
      if (least <= slips) found.set(word, (typed[0] === word[0] ? 1 : 0.7) * (least < 1.5 ? 0.75 : 0.5) * (least % 1 ? 0.8 : 1));
    }
    return found;
  }

  // What a typed word may mean: words of the vocabulary, each with how sure that is, and how rare the best of them is.
  function meaning(typed, unfinished) {
    const short = stem(typed), found = new Map();
    const put = (word, sure) => { if (known.has(word) && (found.get(word) || 0) < sure) found.set(word, sure); };
    put(short, 1);
    const exact = found.size > 0;
    for (const other of index.also[short] || []) put(other, SYNONYM);
    if (unfinished) {
      for (const word of vocabulary) {
        if (word.startsWith(typed)) put(word, (exact ? 0.3 : 1) * Math.sqrt(typed.length / word.length));
        else if (word.length > 3 && typed.startsWith(word) && BEGUN.test(typed.slice(word.length))) put(word, 0.7);
      }
    }
    const slips = short.length > 7 ? 2 : short.length > 3 ? 1 : 0;
    const loose = !found.size && slips > 0 && lines.length > 1; // before the text is there, it is too early to say
    if (loose) for (const [word, sure] of close(short, slips, unfinished && short.length > 4)) put(word, sure);
    const best = Math.max(...found.values());
    for (const [word, sure] of found) found.set(word, sure / best);
    return term(found, common.has(typed), loose);
  }
  function term(found, isCommon, loose) {
    return { found, loose, rare: Math.max(0, ...[...found].map(([word, sure]) => standing(word).rare * sure)) * (isCommon ? COMMON : loose ? LOOSE : 1) };
  }

  // Scores every page for these terms, and notes it in `into`.
  function rank(terms, sure, into) {
    const total = terms.reduce((sum, { rare }) => sum + rare, 0), scored = new Map(), blocks = new Map(), parts = new Map();
    for (const { found, rare } of terms) {
      const here = new Map(), there = new Map(); // what this term is worth, by page and by block
      for (const [word, how] of found) {
        const worth = Math.min(how * standing(word).rare, rare), times = new Map();
        for (const block of standing(word).blocks) {
          times.set(pageOf[block], (times.get(pageOf[block]) || 0) + WEIGHT[whatOf[block]]);
          there.set(block, Math.max(there.get(block) || 0, worth));
        }
        for (const [page, n] of times) here.set(page, Math.max(here.get(page) || 0, worth * n / (n + REPEATED)));
      }
      for (const [page, n] of here) {
        const row = scored.get(page) || { score: 0, has: 0, together: [0, 0, 0, 0, 0], part: -1, best: 0, title: 0, named: false };
        row.score += n;
        row.has += rare;
        scored.set(page, row);
      }
      for (const [block, worth] of there) {
        const row = blocks.get(block) || { worth: 0, words: 0 };
        row.worth += worth;
        row.words++;
        blocks.set(block, row);
      }
    }
    for (const [block, { worth, words }] of blocks) {
      const what = whatOf[block], row = scored.get(pageOf[block]), share = worth / total;
      const whole = what > KEYWORD ? 1 : Math.min(1, words / sizeOf[block]) ** FILLS[what];
      row.together[what] = Math.max(row.together[what], share * share * whole);
      if (what === TITLE) { row.title = share; row.named = share * whole > 0.99; }
      if (what >= HEADING) {
        const key = `${pageOf[block]} ${partOf[block]}`, now = (parts.get(key) || 0) + share * (what === HEADING ? 2 : 1);
        parts.set(key, now);
        if (now > row.best) { row.best = now; row.part = partOf[block]; }
      }
    }
    for (const [page, row] of scored) {
      const kind = index.kinds[pages[page][2]][1], weight = sure * (row.named ? Math.max(1, kind) : kind); // a list only for who names it
      const score = weight * (row.score * row.has / total + total * row.together.reduce((sum, n, what) => sum + n * TOGETHER[what], 0));
      const now = { page, score, part: !row.named && row.best > row.title ? row.part : -1 }, before = into.get(page) || now;
      const [more, less] = before.score > score ? [before, now] : [now, before];
      into.set(page, { ...more, score: more.score + (more === less ? 0 : BOTH * less.score) });
    }
  }

  return function find(query) {
    const typed = wordsOf(query), into = new Map();
    const unfinished = /[\p{L}\p{N}]$/u.test(query);
    if (unfinished && typed.length > 1 && typed.at(-1).length === 1) typed.pop(); // the first letter of a word says nothing yet
    const short = typed.map(stem);
    const terms = typed.map((word, n) => meaning(word, unfinished && n === typed.length - 1));
    rank(terms, 1, into);
    for (let from = 0; from < short.length; from++) { // the same with other words in place of one to four of them
      for (let to = from + 1; to <= Math.min(short.length, from + 4); to++) {
        for (const other of index.also[short.slice(from, to).join(" ")] || []) {
          const instead = other.split(" ");
          if ((instead.length > 1 || to > from + 1) && instead.every((word) => known.has(word))) rank([...terms.slice(0, from), ...instead.map((word) => term(new Map([[word, 1]]), common.has(word))), ...terms.slice(to)], SYNONYMS, into);
        }
      }
    }
    const rows = [...into.values()].sort((a, b) => b.score - a.score);
    return {
      loose: terms.some(({ loose }) => loose),
      found: rows.filter(({ score }) => score > rows[0].score * LEAST).map(({ page, part }) => {
        const [address, title, kind, line, , headings] = pages[page], anchor = part < 0 ? "" : headings[part * 2 + 1];
        return { address: anchor ? `${address.split("#")[0]}#${anchor}` : address, title, kind: index.kinds[kind][0], line, under: anchor && headings[part * 2] };
      }),
    };
  };
}

// -- The dialog ----------------------------------------------------------------------------------------------------------

export async function start(dialog, indexAddress) {
  const input = dialog.querySelector("input");
  const count = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  const base = new URL(document.body.dataset.root + "/", location.href);
  const made = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  let find, whole = false, loading, wait;

  function search() {
    clearTimeout(wait);
    const query = input.value.trim();
    if (!query) { list.replaceChildren(); count.textContent = ""; return; }
    const { found, loose } = find(input.value);
    list.replaceChildren(...found.slice(0, MOST).map(({ address, title, kind, line, under }) => {
      const link = made("a", ""), item = made("li", "");
      link.href = new URL(address, base);
      link.append(made("strong", title), made("span", under ? `${kind}, under “${under}”` : kind), made("span", line));
      item.append(link);
      return item;
    }));
    const pages = found.length === 1 ? "1 page" : `${found.length > MOST ? `The best ${MOST} of ${found.length}` : found.length} pages`;
    count.textContent = found.length ? pages + (loose ? ` with words close to “${query}”` : "")
      : whole ? `Nothing found for “${query}”. Try another word.` : "Getting the rest of the index…";
  }

  // The index has two lines. What is typed while the second is on its way is answered from the first.
  async function load() {
    if (!find) count.textContent = "Getting the index…";
    const lines = [], answer = await fetch(new URL(indexAddress, location.href));
    if (!answer.ok) throw new Error(answer.statusText);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
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
  const begin = () => { loading ||= load().catch(() => { loading = undefined; if (!find) count.textContent = "The index could not be fetched. Type on to try again."; }); return loading; };

  input.addEventListener("input", () => {
    clearTimeout(wait);
    if (find) wait = setTimeout(search, 120);
    if (!whole) begin();
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (find) search();
    list.querySelector("a")?.click();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
  await begin();
}
