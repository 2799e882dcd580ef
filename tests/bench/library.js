// A search by a small library instead of our engine: MiniSearch with our stems, keywords, synonyms, cues and weights of kinds.
// tests/bench/ measures it beside ours. What is ours is all here; the numbers come from tests/bench/library.json.
import MiniSearch from "./minisearch.js";

const FIELDS = ["title", "keywords", "line", "headings", "text"];

// How words are treated, as the index of our own engine says it.
function languageOf({ stem, stop, spelt, kinds, also }) {
  const endings = stem.map(([pattern, instead]) => [new RegExp(pattern), instead]);
  const spellings = spelt.map(([pattern, instead]) => [new RegExp(pattern, "g"), instead]);
  const through = (text, rules) => rules.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  const words = (text) => through(text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase(), spellings).match(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu) || [];
  const stemOf = (word) => through(word, endings), common = new Set(stop.split(" "));
  return { words, stemOf, common, commonStems: new Set([...common].map(stemOf)), kinds, also: new Map(Object.entries(also)) };
}

const options = ({ words, stemOf, common }) => ({
  fields: FIELDS,
  storeFields: ["address", "kind", "names"],
  tokenize: words,
  processTerm: (word, field) => (common.has(word) && field && field !== "title" && field !== "keywords" ? null : stemOf(word)),
});

// The index, made once; a site would send it to the reader.
export function made(documents, rules) {
  const language = languageOf(rules), mini = new MiniSearch(options(language));
  const name = (text) => language.words(text).map(language.stemOf).join(" ");
  mini.addAll(documents.map(({ names, ...rest }) => ({ ...rest, names: names.map(name) })));
  return mini;
}

export const loaded = (text, rules) => MiniSearch.loadJSON(text, options(languageOf(rules)));

// From an index to a function that answers a query with addresses.
export function finder(mini, rules, n) {
  const language = languageOf(rules), { words, stemOf, commonStems, kinds, also } = language, seen = new Map();
  const stands = (stem) => seen.get(stem) ?? seen.set(stem, mini.search({ queries: [stem] }, { processTerm: (word) => word, prefix: false, fuzzy: false }).length > 0).get(stem);

  function others(stems) { // synonyms of one to four words that stand side by side
    const found = [];
    for (let from = 0; from < stems.length; from++) {
      for (let to = Math.min(stems.length, from + 4); to > from; to--) found.push(...also.get(stems.slice(from, to).join(" ")) || []);
    }
    return found;
  }

  return function find(query) {
    const unfinished = /[\p{L}\p{N}]$/u.test(query), stems = words(query.slice(0, 400)).map(stemOf), whole = stems.join(" ");
    const cued = new Set(kinds.flatMap(([, , cues], kind) => (cues.some((cue) => ` ${whole} `.includes(` ${cue} `)) ? [kind] : [])));
    const within = (name) => ` ${whole} `.includes(` ${name} `);
    const naming = ([title, ...called]) => // the query is a title, or a keyword; or it has one in it
      title === whole ? n.named : called.includes(whole) ? n.called : within(title) ? n.within : called.some(within) ? n.holds : 1;
    const weight = (term) => (commonStems.has(term) ? n.common : 1);
    const other = (text) => ({ queries: text.split(" "), combineWith: "OR", prefix: false, fuzzy: false, processTerm: (word) => word, boostTerm: (term) => n.synonym * weight(term) });
    return mini.search({ combineWith: "OR", queries: [query, ...others(stems).map(other)] }, {
      boost: Object.fromEntries(FIELDS.map((field) => [field, n[field]])),
      bm25: { k: n.k, b: n.b, d: n.d },
      weights: { prefix: n.prefix, fuzzy: n.fuzzy },
      prefix: (term, at, all) => unfinished && at === all.length - 1,
      fuzzy: (term) => term.length > 3 && !also.has(term) && !stands(term) && n.slips,
      boostTerm: weight,
      boostDocument: (_, term, { kind, names }) => kinds[kind][1] ** n.kinds * (cued.has(kind) ? n.cued : 1) * naming(names),
    }).map(({ address }) => address);
  };
}
