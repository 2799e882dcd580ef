// A service file as a file: all tools of one service or one of them. What of any other file cannot be taken, and why, says opened.js.
import { fileName, hand } from "./hand.js";

const WORDS = {}; // the build fills it in: macros/pages/phrases/
export const FORMAT = "relational-contracting-service/";
export const words = (value, most) => typeof value === "string" ? value.trim().slice(0, most) : "";
export const moment = (value, most = 30) => Number.isNaN(Date.parse(words(value, most))) ? "" : words(value, most); // a day that there is
export const kept = ({ iteration, saved, values }) => ({
  iteration: /^\d+\.\d+$/.test(iteration) ? iteration : "", saved: moment(saved), values,
});

export const written = (service, tools, ends = "") => {
  const inside = Object.fromEntries(Object.entries(tools).map(([tool, about]) => [tool, kept(about)]));
  return JSON.stringify({ format: `${FORMAT}1`, service, ...(ends && { ends }), tools: inside }, null, 1);
};

export const give = (service, tools, iteration, ends) => {
  const tool = Object.keys(tools).length === 1 ? Object.keys(tools)[0] : WORDS.all;
  hand(new Blob([written(service, tools, ends)], { type: "application/json" }), fileName({ service, tool, iteration }, ".json"));
};
