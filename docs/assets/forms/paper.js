// A paper for those who decide, filled in from the answers of a service across its tools. Loaded only when it is asked for.
// Each name in the blank document has the tool before it; what nobody has answered falls away; what is the writer's own stays.
import { fileName } from "./hand.js";
import { flat } from "./values.js";
import { asWord, filled } from "./word.js";

// `blank` is the document that the build made; `records` are those of the service, `{ tool, values }`; `says` has for a tool
// what its result says; `rate` is what an hour costs; `aids` has what decision aids say, by the names in the document. Gives the document and the name of its file.
export const paperOf = async (blank, { id, title, service, iteration, saved, records, says = {}, aids = {}, rate }) => {
  const named = records.flatMap(({ tool, values }) => Object.entries(flat(values)).map(([name, value]) => [`${tool}:${name}`, value]));
  const results = Object.entries(says).map(([tool, words]) => [`${tool}:about.result`, words]);
  const pounds = (number) => number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 0 });
  const cost = (name) => rate > 0 && name.startsWith("about.cost.") ? pounds(rate * name.split(".")[2]) : undefined;
  const made = await filled(blank, {
    answers: { ...Object.fromEntries([...named, ...results]), ...aids, "about.service": service, "about.saved": saved.slice(0, 10), "about.rate": rate > 0 ? String(rate) : "" },
    title: `${service}: ${title}`,
    work: cost,
  });
  return [await asWord(made), fileName({ service, tool: id, iteration, saved }, ".docx")];
};
