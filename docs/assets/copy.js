// A clause's drafting, copied as plain text with its numbers. Without JavaScript there is no button.
(() => {
  "use strict";
  const WORDS = {}; // the build fills it in: macros/pages/phrases/
  const drafting = document.querySelector(".drafting");
  if (!drafting || !navigator.clipboard) return;
  const lines = [...drafting.querySelectorAll("p, li")].filter((line) => !line.matches("li p")).map((line) => {
    const list = line.closest("ol"), start = list ? `${[...list.children].indexOf(line) + list.start}. ` : "";
    return start + line.textContent.trim().replace(/\s+/g, " ");
  });
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: WORDS.copy });
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      said.textContent = ` ${WORDS.copied}`;
    } catch {
      said.textContent = ` ${WORDS.notCopied}`;
    }
  });
  const place = Object.assign(document.createElement("p"), { className: "no-print" });
  place.append(button, said);
  drafting.before(place);
})();
