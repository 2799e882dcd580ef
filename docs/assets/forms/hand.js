// A file handed to the reader, under a name that says whose it is, what, of which iteration and which day.
import { made } from "./made.js";

export const hand = (blob, name) => {
  const link = made("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
export const fileName = ({ service, tool, iteration, saved = new Date().toLocaleDateString("sv") }, ending) =>
  `${[service, tool, iteration, saved.slice(0, 10)].join(" ").replace(/[^\p{L}\p{M}\p{N}.]+/gu, "-")}${ending}`;
