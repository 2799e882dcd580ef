// A file that somebody opens: what it says, or in words why it cannot be taken. Fetched when a file is opened.
import { FORMAT, kept, moment, words } from "./file.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
const MOST = 5_000_000, TOOLS = 100, FIELDS = 300, ROWS = 500;
const NAME = /^(?!constructor$)[a-z][a-z0-9-]{0,80}$/; // what every object has is no answer

const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const one = (value) => ["string", "number", "boolean"].includes(typeof value);
const named = (value, good, most) => object(value) && Object.keys(value).length <= most
  && Object.entries(value).every(([name, inside]) => NAME.test(name) && good(inside));
const answer = (value) => one(value) || Array.isArray(value) && value.length <= ROWS && value.every((row) => named(row, one, 50));
const piece = (value) => object(value) && named(value.values, answer, FIELDS);
// What a file says, in one form whichever it has, or in words why it cannot be taken.
export const understood = (text) => {
  let found;
  try {
    found = JSON.parse(text);
  } catch { return WORDS.broken; }
  if (!object(found) || !words(found.format, 60).startsWith(FORMAT)) return WORDS.foreign;
  if (found.format !== `${FORMAT}1`) return WORDS.later;
  const tools = "tools" in found ? found.tools : { [found.tool]: found }; // the first files had one tool, and no list
  if (!named(tools, piece, TOOLS)) return WORDS.damaged;
  const ends = moment(found.ends, 10);
  return {
    service: words(found.service, 60),
    ends: /^\d{4}-\d\d-\d\d$/.test(ends) ? ends : "",
    tools: Object.fromEntries(Object.entries(tools).map(([tool, about]) => [tool, kept(about)])),
  };
};
export const read = async (file) => file.size > MOST ? WORDS.big : understood(await file.text().catch(() => ""));
