// Papers for those who decide, filled in from the answers of a service: what the tools say, what is yours to write, and what it
// costs at your own rate. What makes them is fetched when somebody asks, and not before.
import { hand } from "../forms/hand.js";
import { bare, button, made } from "../forms/made.js";
import { nested } from "../forms/values.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/

// `place` holds the links to the blank papers; `service()` gives its name, its records by tool, each with what it says, and what
// decision aids say, as the papers have it. Gives what fills in the paper of a link.
export const papers = (place, iteration, service, tell) => {
  const rate = made("input", { type: "number", id: "service-rate", min: 0, step: "any", inputMode: "decimal" });
  rate.setAttribute("aria-describedby", "service-rate-help");
  const take = (link) => async () => {
    tell(WORDS.wait);
    try {
      const [{ paperOf }, blank, { name, records, aids }] = await Promise.all([import("../forms/paper.js"), fetch(link.href).then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return answer.arrayBuffer();
      }), service()]);
      hand(...await paperOf(blank, {
        id: link.dataset.paper, title: link.textContent, service: name, iteration, saved: new Date().toISOString(), rate: Number(rate.value), aids,
        records: Object.entries(records).map(([tool, { values }]) => ({ tool, values: nested(values) })),
        says: Object.fromEntries(Object.entries(records).map(([tool, { says }]) => [tool, bare(says)])),
      }));
      tell(WORDS.given);
    } catch { tell(WORDS.failed); }
  };
  place.append(
    made("p", {}, made("label", { htmlFor: "service-rate" }, WORDS.rate), " ", rate), made("p", { id: "service-rate-help", className: "small" }, WORDS.help),
    made("p", { className: "work-buttons" }, ...[...place.querySelectorAll("a[data-paper]")].map((link) => button(WORDS.take({ title: link.textContent }), take(link)))));
  return take;
};
