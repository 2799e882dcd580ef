// The search engine: from the lines of an index to a function that answers a query. It needs no page and shows nothing;
// dialog.js does. macros/formats/search/ makes the index, and says what is in it.
const TITLE = 0, KEYWORD = 1, LINE = 2, HEADING = 3, TEXT = 4, ASKED = 5;
// How answers are ranked. Fitted to the queries of data/search/queries.yml that are not held out.
// What a word counts by where it stands: title, keyword, line, heading, text, ways to ask.
const WEIGHT = [6.5, 2.35, 2, 2.5, 0.5, 2.35];
// How that grows where it stands there several times: the power of how often.
const AGAIN = 1.15;
// How soon more of it no longer counts.
const REPEATED = 6;
// What it counts that words of the query stand together there.
const TOGETHER = [2, 1.1, 0.35, 0.5, 0.1, 0.5];
// How much it matters that they are the whole of a title, or of a keyword.
const FILLS = [0.4, 1.3];
// What it adds that the query is a title, or a keyword, and nothing else.
const NAMED = [0.68, 0.3];
// What is left of a common word's weight: who, what, is.
const COMMON = 0.11;
// How sure we are of another word for one, and of one that only has the same root.
const SYNONYM = 0.7, RELATIVE = 0.4;
// What another reading of the query counts, and what the lesser of two adds where both fit.
const READ = 0.53, BOTH = 0.88;
// What a kind gains that the query asks for, and how far its cue is then answered.
const CUED = 1.47, CUE = 0.36;
// A word that stands in few titles, keywords, lines and headings is hardly a topic: what is left of it.
const TOPIC = 0.85, OFTEN = 12.5;
// The same for a word that is only guessed; how sure we are of one close to a word hardly used here.
const LOOSE = 0.6, DOUBTFUL = 0.4;
// How much of a slip it is to hit the next key, or another vowel.
const NEAR = 0.7;
// The weight of a word that stands nowhere.
const UNKNOWN = 2.6;
// Answers with less than this share of the best one's score are not shown.
const LEAST = 0.15;
// Letters of a query that are read: a page that is pasted in must not stop the browser.
const LONGEST = 400;
// A heading that stands on more pages than this ("Watch out") says what sort of page it is, and nothing about it.
const OF_A_KIND = 6;

// How numbers are packed: `packed` in macros/formats/search/index.py.
const FINAL = 64, MORE = 26, FROM = 35;
// An ending that is still being typed.
const BEGUN = /^(e[ds]?|i(ng?|on?s?)?|m(e(nts?)?)?|s)$/;
const KEYS = new Map(["qwertyuiop", "asdfghjkl", "zxcvbnm"].flatMap((row, y) => [...row].map((letter, x) => [letter, [x + y / 2, y]])));
const VOWELS = "aeiou";
// Endings that a stem has lost.
const ENDINGS = ["e", "s", "ed", "ing", "ion", "ions", "ment"];

export function engine(lines) {
  const [index] = lines, pages = lines.flatMap((line) => line.pages), more = lines.at(-1).more || [];
  const also = new Map(Object.entries(lines.at(-1).also || {})); // comes with the second line; a Map has no words of its own, such as "constructor"
  const common = new Set(index.stop.split(" "));
  const endings = index.stem.map(([pattern, instead]) => [new RegExp(pattern), instead]);
  const spellings = index.spelt.map(([pattern, instead]) => [new RegExp(pattern, "g"), instead]);
  const rootEnding = new RegExp(index.root);
  const through = (text, rules) => rules.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  const short = new Map();
  const stem = (word) => short.get(word) ?? short.set(word, through(word, endings)).get(word);
  const wordsOf = (text) => {
    const small = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return (/[\d%&§]/.test(small) ? through(small, spellings) : small).match(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu) || [];
  };

  // Every block in the order of their numbers: whose it is, what it is, in which part of the page, how many words it has.
  const pageOf = [], whatOf = [], partOf = [], sizeOf = [], packed = new Map(), shown = new Map();
  const sources = index.pages.length; // the first page of the second line
  let page = 0;
  for (const line of lines) {
    const block = (what, part, size) => { pageOf.push(page); whatOf.push(what); partOf.push(part); sizeOf.push(size); };
    const read = (text, what, part) => { // what is shown is not in the index a second time: its words are read from it
      const words = wordsOf(text), telling = words.filter((word) => !common.has(word)), titles = what === TITLE;
      const hyphened = text.includes("-") && text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+/gu) || [];
      for (const word of new Set([...titles ? words : telling, ...hyphened.map((each) => each.replaceAll("-", ""))].map(stem))) {
        if (!shown.get(word)?.push(pageOf.length)) shown.set(word, [pageOf.length]);
      }
      block(what, part, telling.length || words.length);
    };
    const from = pageOf.length, blocks = line.blocks.split(" ");
    let word = "";
    line.words.split(" ").forEach((coded, n) => {
      word = word.slice(0, coded[0]) + coded.slice(1);
      packed.set(word, [...packed.get(word) || [], [from, blocks[n]]]);
    });
    for (const [, title, , sizes] of line.pages) {
      read(title, TITLE, -1);
      for (const size of sizes) block(KEYWORD, -1, parseInt(size, 36));
      page++;
    }
    if (line === index) continue;
    for (page = 0; page < pages.length; page++) {
      for (const size of more[page][1]) block(KEYWORD, -1, parseInt(size, 36));
      block(ASKED, -1, 0);
    }
    const often = new Map();
    const headings = (each) => more[page][2].forEach((heading, n) => n % 2 || each(heading, n / 2));
    for (page = 0; page < pages.length; page++) headings((heading, part) => {
      block(TEXT, part, 0);
      often.set(heading, (often.get(heading) || 0) + 1);
    });
    for (page = 0; page < pages.length; page++) {
      read(more[page][0], LINE, -1);
      headings((heading, part) => often.get(heading) > OF_A_KIND || read(heading, HEADING, part));
    }
  }
  const vocabulary = [...new Set([...packed.keys(), ...shown.keys()])].sort(), known = new Set(vocabulary);

  const opened = new Map();
  function standing(word) { // the blocks of a word of the vocabulary, and how rare it is
    if (!opened.has(word)) {
      const blocks = [], on = new Set();
      let named = 0;
      const put = (number) => {
        blocks.push(number);
        on.add(pageOf[number]);
        if (whatOf[number] < TEXT && pageOf[number] < sources) named++;
      };
      shown.get(word)?.forEach(put);
      for (const [from, letters] of packed.get(word) || []) {
        let number = from - 1, step = 0;
        for (const letter of letters) {
          let code = letter.charCodeAt(0) - FROM;
          if (code > 92 - FROM) code--;
          if (code >= FINAL) { step = step * MORE + code - FINAL + 1; continue; }
          number += step * FINAL + code + 1;
          step = 0;
          put(number);
        }
      }
      const topic = TOPIC + (1 - TOPIC) * Math.min(1, OFTEN * named / blocks.length);
      opened.set(word, { blocks, named, rare: topic * Math.log(1 + (pages.length - on.size + 0.5) / (on.size + 0.5)) });
    }
    return opened.get(word);
  }

  const roots = new Map();
  const rootOf = (word) => word.replace(rootEnding, "");
  for (const word of vocabulary) roots.set(rootOf(word), [...roots.get(rootOf(word)) || [], word]);

  // The words within so many slips (a letter too many, too few, wrong, or two swapped), each with how sure it is. What
  // is known of a word is its stem, and a slip may be in the ending that it lost, so each is tried with those too.
  // The vocabulary is sorted, so what two neighbours share is compared once, as if it were a tree.
  function close(typed, slips, begun, endings) {
    const found = new Map(), rows = [[...typed, ""].map((_, n) => n)];
    const next = (depth, letter, last) => {
      const above = rows[depth], row = [depth + 1];
      for (let n = 1; n <= typed.length; n++) {
        row[n] = Math.min(above[n] + 1, row[n - 1] + 1, above[n - 1] + slip(typed[n - 1], letter));
        if (depth && n > 1 && typed[n - 1] === last && typed[n - 2] === letter) row[n] = Math.min(row[n], rows[depth - 1][n - 2] + 1);
      }
      rows[depth + 1] = row;
    };
    const sureAt = (depth, n) => rows[depth][n] <= slips ? certainty(rows[depth][n]) : 0;
    let compared = 0, before = "";
    for (const word of vocabulary) {
      if (word.length < typed.length - slips - 4 || !begun && word.length > typed.length + slips) continue;
      let depth = 0;
      while (depth < compared && word[depth] === before[depth]) depth++;
      before = word;
      if (depth === compared && compared < word.length && Math.min(...rows[depth]) > slips) continue; // its beginning is too far off
      for (; depth < word.length && Math.min(...rows[depth]) <= slips; depth++) next(depth, word[depth], word[depth - 1]);
      compared = depth;
      let sure = depth === word.length ? sureAt(depth, typed.length) : 0;
      if (begun) for (let at = typed.length - 1; at <= depth; at++) sure = Math.max(sure, 0.8 * sureAt(at, typed.length));
      if (depth === word.length && depth > 3 && Math.min(...rows[depth]) <= slips) {
        for (const ending of endings) {
          [...ending].forEach((letter, n) => next(depth + n, letter, n ? ending[n - 1] : word.at(-1)));
          sure = Math.max(sure, sureAt(depth + ending.length, typed.length));
        }
      }
      if (sure) found.set(word, sure * (typed[0] === word[0] ? 1 : 0.7));
    }
    return found;
  }

  // What a typed word may mean: words of the vocabulary, each with how sure that is.
  function meaning(typed, unfinished) {
    const short = stem(typed), found = new Map();
    const put = (word, sure) => { if (known.has(word) && (found.get(word) || 0) < sure) found.set(word, sure); };
    put(short, 1);
    const exact = found.size > 0;
    for (const other of also.get(short) || []) put(other, SYNONYM);
    if (unfinished) {
      for (const word of vocabulary) {
        if (word.startsWith(typed)) put(word, (exact ? 0.3 : 1) * Math.sqrt(typed.length / word.length));
        else if (word.length > 3 && typed.startsWith(word) && BEGUN.test(typed.slice(word.length))) put(word, 0.7);
      }
    }
    for (const word of common.has(typed) ? [] : roots.get(rootOf(short)) || []) put(word, RELATIVE);
    const slips = /\d/.test(short) ? 0 : short.length > 7 ? 2 : short.length > 3 ? 1 : 0; // another number is no slip
    const whole = lines.length > 1, loose = whole && slips > 0 && !found.size && !also.has(short); // before the text is there, it is too early to say
    const doubtful = whole && short.length > 5 && found.size && ![...found.keys()].some((word) => standing(word).named); // a slip may happen to be a word
    const near = loose || doubtful ? close(short, slips, unfinished && short.length > 4, []) : new Map();
    for (const [word, sure] of loose && !near.size ? close(typed, slips, false, ENDINGS) : near) put(word, loose ? sure : DOUBTFUL * sure);
    const best = Math.max(...found.values());
    for (const [word, sure] of found) found.set(word, sure / best);
    return term(loose ? [...found.keys()].find((word) => found.get(word) === 1) || short : short, found, common.has(typed), loose);
  }
  function term(short, found, isCommon, loose) {
    const rare = found.size ? Math.max(...[...found].map(([word, sure]) => standing(word).rare * sure)) : UNKNOWN;
    return { short, found, loose, isCommon, rare: rare * (isCommon ? COMMON : loose ? LOOSE : 1) };
  }
  const exactly = (words) => words.split(" ").map((word) => term(word, new Map(known.has(word) ? [[word, 1]] : []), common.has(word)));

  // The query, and the same with other words in place of one to four of them: one at a time, and all that can be changed at once.
  function* readings(terms) {
    yield terms;
    const every = [];
    let changes = 0, next = 0;
    for (let from = 0; from < terms.length; from++) {
      for (let to = Math.min(terms.length, from + 4); to > from; to--) {
        const others = instead(terms.slice(from, to));
        for (const other of others) yield [...terms.slice(0, from), ...other, ...terms.slice(to)];
        if (others.length && from >= next) { every.push(...others[0]); changes++; next = to; }
      }
      if (from >= next) every.push(terms[from]);
    }
    if (changes > 1) yield every;
  }

  // Other words for a few that stand side by side: synonyms, the two in one ("work shop"), or the one in two ("openbook").
  function instead(span) {
    const words = span.map(({ short }) => short), whole = words.join(""), one = span.length === 1;
    const others = (also.get(words.join(" ")) || []).filter((other) => !one || other.includes(" ")); // a single word for another is part of its meaning
    if (span.length === 2 && whole.length > 3 && known.has(stem(whole))) others.push(stem(whole));
    for (let cut = 3; one && !span[0].found.has(whole) && cut <= whole.length - 3; cut++) {
      const [left, right] = [stem(whole.slice(0, cut)), whole.slice(cut)];
      if (known.has(left) && known.has(right)) others.push(`${left} ${right}`);
    }
    return others.map(exactly);
  }

  // The kinds of page that the query asks for ("what is", "template", "may we"), each with the words that ask for it.
  function asked(terms) {
    const text = ` ${terms.map(({ short }) => short).join(" ")} `, found = new Map();
    index.kinds.forEach(([, , cues], kind) => {
      const words = cues.filter((cue) => text.includes(` ${cue} `)).flatMap((cue) => cue.split(" "));
      if (words.length) found.set(kind, new Set(words));
    });
    return found;
  }

  // What one term is worth on each page, and in each block.
  function worths({ found, rare }) {
    const here = new Map(), there = new Map();
    for (const [word, how] of found) {
      const worth = Math.min(how * standing(word).rare, rare), times = new Map();
      for (const block of standing(word).blocks) {
        const counts = times.get(pageOf[block]) || [0, 0, 0, 0, 0, 0];
        counts[whatOf[block]]++;
        times.set(pageOf[block], counts);
        there.set(block, Math.max(there.get(block) || 0, worth));
      }
      for (const [page, counts] of times) {
        const n = counts.reduce((sum, count, what) => sum + (count && WEIGHT[what] * count ** AGAIN), 0);
        here.set(page, Math.max(here.get(page) || 0, worth * n / (n + REPEATED)));
      }
    }
    return { here, there };
  }

  // Every page that has something of a reading: the worth of its words, how much of the query it has, and how well they stand together.
  function gathered(terms, total, cued) {
    const found = new Map(), blocks = new Map(), parts = new Map();
    const telling = terms.filter(({ isCommon }) => !isCommon).length, counts = ({ isCommon }) => !isCommon || !telling;
    for (const term of terms) {
      const { here, there } = worths(term);
      for (const [page, worth] of here) {
        const row = found.get(page) || { worth: 0, has: 0, together: [0, 0, 0, 0, 0, 0], named: [0, 0], title: 0, part: -1, best: 0 };
        found.set(page, row);
        if (cued.get(pages[page][2])?.has(term.short)) continue; // what the page is answers it
        row.worth += worth;
        row.has += term.rare;
      }
      for (const [block, worth] of there) {
        const row = blocks.get(block) || { worth: 0, words: 0 };
        blocks.set(block, row);
        row.worth += worth;
        row.words += counts(term);
      }
    }
    for (const [block, { worth, words }] of blocks) {
      const what = whatOf[block], row = found.get(pageOf[block]), share = worth / total;
      const whole = what > KEYWORD ? 1 : Math.min(1, words / sizeOf[block]) ** FILLS[what];
      row.together[what] = Math.max(row.together[what], share * share * whole);
      if (what === TITLE) row.title = share;
      if (what <= KEYWORD && words === sizeOf[block] && words === (telling || terms.length)) row.named[what] = NAMED[what];
      if (partOf[block] < 0) continue;
      const key = `${pageOf[block]} ${partOf[block]}`, now = (parts.get(key) || 0) + share * (what === HEADING ? 2 : 1);
      parts.set(key, now);
      if (now > row.best) { row.best = now; row.part = partOf[block]; }
    }
    return found;
  }

  // Scores every page for a reading, and notes it in `into`.
  function rank(terms, sure, cued, into) {
    const total = terms.reduce((sum, { rare }) => sum + rare, 0);
    for (const [page, { worth, has, together, named, title, part, best }] of gathered(terms, total, cued)) {
      const [, ofKind] = index.kinds[pages[page][2]], asks = cued.get(pages[page][2]);
      const answered = terms.reduce((sum, { short, rare }) => sum + (asks?.has(short) ? rare : 0), 0);
      const weight = sure * (asks ? CUED : 1) * (named[TITLE] ? Math.max(1, ofKind) : ofKind); // a list only for who names it
      const score = weight * ((worth + answered * CUE) * (has + answered) / total ** 2 + Math.max(...named) + together.reduce((sum, n, what) => sum + n * TOGETHER[what], 0));
      const now = { page, score, part: !named[TITLE] && best > title ? part : -1 }, before = into.get(page) || now;
      const [more, less] = before.score > score ? [before, now] : [now, before];
      into.set(page, { ...more, score: more.score + (more === less ? 0 : BOTH * less.score) });
    }
  }

  // A text in pieces, each with whether it is a word that answered. Common words count only where there are no others.
  function marker(every) {
    const telling = every.filter(({ isCommon }) => !isCommon), hits = new Set();
    for (const { found } of telling.length ? telling : every) for (const word of found.keys()) hits.add(word);
    return (text) => text.split(/([\p{L}\p{N}]+(?:['’]\p{L}+)*)/u)
      .map((piece, n) => [piece, n % 2 > 0 && wordsOf(piece).some((word) => hits.has(word) || hits.has(stem(word)))]);
  }

  return function find(query) {
    const typed = wordsOf(query.slice(0, LONGEST)), into = new Map();
    const unfinished = /[\p{L}\p{N}]$/u.test(query);
    if (unfinished && typed.length > 1 && typed.at(-1).length === 1) typed.pop(); // the first letter of a word says nothing yet
    const terms = typed.map((word, n) => meaning(word, unfinished && n === typed.length - 1));
    const cued = asked(terms);
    const read = [...readings(terms)];
    for (const reading of read) rank(reading, reading === terms ? 1 : READ, cued, into);
    const rows = [...into.values()].sort((a, b) => b.score - a.score);
    return {
      loose: terms.some(({ loose }) => loose),
      marked: marker(read.flat()),
      found: rows.filter(({ score }) => score > rows[0].score * LEAST).map(({ page, part }) => {
        const [address, title, kind] = pages[page], [line, , headings] = more[page] || [""], anchor = part < 0 ? "" : headings[part * 2 + 1];
        return { address: anchor ? `${address.split("#")[0]}#${anchor}` : address, title, kind: index.kinds[kind][0], line, under: anchor && headings[part * 2] };
      }),
    };
  };
}

// How much of a slip it is to type one letter for another, and how sure a word is after so many slips.
function slip(one, other) {
  if (one === other) return 0;
  const [x, y] = KEYS.get(one) || [99, 99], [u, v] = KEYS.get(other) || [-99, -99];
  return Math.abs(x - u) <= 1 && Math.abs(y - v) <= 1 || VOWELS.includes(one) && VOWELS.includes(other) ? NEAR : 1;
}
const certainty = (slips) => 1 / (1 + slips / 3);
