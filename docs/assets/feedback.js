// The form on about/feedback: turns what a reader writes into a file or into text to copy. It sends nothing
// and stores nothing. The format of the file is defined in macros/desk/feedback/forms.py, which reads it.
(() => {
  "use strict";
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

  // The element that a page is about: given in the address, or the last part of one such as tools/learning-log/.
  const elementOf = (page) => {
    if (page === word("page") && word("element")) return word("element");
    const found = /^\/?[a-z-]+\/(?:[a-z][a-z0-9-]*\/)??([a-z][a-z0-9-]*)\/?(?:sheet|on-one-page)?\/?(?:#([a-z][a-z0-9-]*))?$/.exec(page);
    return found ? found[2] || found[1] : "";
  };

  // What the reader wrote, or nothing if the one thing that we need is missing; then the form says so.
  const written = () => {
    const what = at("what").value.trim();
    error.hidden = Boolean(what);
    for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", error.id]]) what ? at("what").removeAttribute(name) : at("what").setAttribute(name, value);
    link.hidden = copy.hidden = true;
    said.textContent = "";
    if (!what) { at("what").focus(); return null; }
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
    link.hidden = false;
    said.textContent = "Your file is ready. It is on your device, and nowhere else.";
    link.focus();
  });

  form.querySelector(".copy").addEventListener("click", async () => {
    const item = written();
    if (!item) return;
    const text = [`Page: ${item.page || "(not given)"}`, `Iteration: ${form.dataset.iteration}`, `What is wrong: ${item.what}`,
      item.instead && `Instead: ${item.instead}`].filter(Boolean).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied. Paste it wherever you like.";
    } catch { // the browser does not let a page copy: show the text, ready to be copied by hand
      copy.hidden = false;
      copy.querySelector("textarea").value = text;
      copy.querySelector("textarea").select();
      said.textContent = "Your browser does not let us copy. The text is selected: copy it yourself.";
    }
  });
})();
