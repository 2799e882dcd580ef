// The form on about/feedback: turns what a reader writes into a file or into text to copy. It sends nothing
// and stores nothing. The format of the file is defined in macros/desk/feedback/forms.py, which reads it.
(() => {
  "use strict";
  const WORDS = {
    saved: (name) => `Your file, ${name}, is among your downloads. It is on your device, and nowhere else.`,
    copied: "Copied. Paste it wherever you like.",
    byHand: "Your browser does not let us copy. The text is selected: copy it yourself.",
    page: "Page",
    noPage: "(not given)",
    iteration: "Iteration",
    what: "What is wrong",
    instead: "Instead",
  };
  // The headings of every step, which are no activities.
  const OWN = /^(?:why|where-next|risks|questions|principles|learning|history|done|cost|activities|accountability|sources)$/;
  const form = document.querySelector("#feedback");
  if (!form) return;
  const at = (name) => form.elements.namedItem(name);
  const said = document.querySelector("#feedback-done");
  const error = document.querySelector("#feedback-error");
  const link = document.querySelector("#feedback-file");
  const copy = document.querySelector("#feedback-text");

  const asked = new URLSearchParams(location.search);
  const word = (name) => (asked.get(name) || "").replace(/[\u0000-\u001f\u007f]/g, " ").trim().slice(0, 200);
  at("page").value = word("page");

  // The element that a page is about: given in the address, or named in what was typed. That may be a part of an address
  // (tools/learning-log/) or a whole one, copied from the browser: what stands before the iteration is somebody's host.
  const elementOf = (typed) => {
    if (typed === word("page") && word("element")) return word("element");
    const address = /\S*(?::\/\/|www\.)\S+/i.exec(typed)?.[0] || typed;
    const [way, mark = ""] = address.replace(/^[<("]+|[>)".,;]+$/g, "").split("#");
    const path = `/${way.replace(/\?.*/, "").replace(/^(?:\w+:\/\/|www\.)[^/]*/i, "")}`;
    const names = path.replace(/.*\/(?:\d+\.\d+|latest|draft)\//, "").split("/").filter((name) => name && name !== "index.html");
    if (/^(?:sheet|on-one-page)$/.test(names.at(-1))) names.pop();
    const isId = (name) => /^[a-z][a-z0-9-]*$/.test(name);
    if (!names.length || !names.every(isId)) return "";
    if (/^(?:steps|glossary)$/.test(names[0]) && isId(mark) && !OWN.test(mark)) return mark; // an activity, a term
    return names.length > 1 ? names.at(-1) : "";
  };

  // What the reader wrote, or nothing if the one thing that we need is missing; then the form says so.
  const written = () => {
    const box = at("what"), what = box.value.trim();
    error.hidden = Boolean(what);
    if (what) {
      box.removeAttribute("aria-invalid");
      box.removeAttribute("aria-describedby");
    } else {
      box.setAttribute("aria-invalid", "true");
      box.setAttribute("aria-describedby", error.id);
    }
    link.hidden = copy.hidden = true;
    said.textContent = "";
    if (!what) {
      box.focus();
      return null;
    }
    const page = at("page").value.trim();
    return { page, element: elementOf(page), what, instead: at("instead").value.trim() };
  };

  let address;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const item = written();
    if (!item) return;
    const file = { format: "handbook-feedback/1", iteration: form.dataset.iteration, items: [item] };
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2) + "\n"], { type: "application/json" }));
    const name = item.page.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
    link.href = address;
    link.download = `handbook-feedback${name ? `-${name}` : ""}.json`;
    link.hidden = false; // for whoever refused, or lost it
    link.click();
    said.textContent = WORDS.saved(link.download);
  });

  form.querySelector(".copy").addEventListener("click", async () => {
    const item = written();
    if (!item) return;
    const lines = [
      [WORDS.page, item.page || WORDS.noPage],
      [WORDS.iteration, form.dataset.iteration],
      [WORDS.what, item.what],
      [WORDS.instead, item.instead],
    ];
    const text = lines.filter(([, value]) => value).map(([label, value]) => `${label}: ${value}`).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = WORDS.copied;
    } catch { // the browser does not let a page copy: show the text, ready to be copied by hand
      copy.hidden = false;
      copy.querySelector("textarea").value = text;
      copy.querySelector("textarea").select();
      said.textContent = WORDS.byHand;
    }
  });
})();
