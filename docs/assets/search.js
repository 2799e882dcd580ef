// Search within this iteration. The index and the engine (lunr, in the theme's worker) are fetched
// when somebody begins to search, and not before.
const KINDS = { steps: "Step", principles: "Principle", tensions: "Tension", tools: "Tool", clauses: "Clause", guidance: "Law and guidance",
  "case-studies": "Case study", briefings: "Briefing", paths: "Reading path", workshops: "Workshop", iterations: "Iteration",
  glossary: "Glossary", sources: "Sources", about: "About" };
const MOST = 12;

const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.replace("¶", "").trim();
const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu) || [];

export async function start(dialog, indexAddress) {
  const input = dialog.querySelector("input");
  const count = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  const base = new URL(document.body.dataset.root + "/", location.href);
  count.textContent = "Getting the index…";
  const ask = await connect(new URL(indexAddress, location.href), new URL(document.body.dataset.worker, location.href));
  count.textContent = "";
  let asked = 0;

  async function search() {
    const query = input.value.trim();
    const mine = ++asked;
    if (!query) { list.replaceChildren(); count.textContent = ""; return; }
    const typed = words(query);
    let found = await ask([...typed.slice(0, -1), typed.at(-1) && `${typed.at(-1)}*`, typed.at(-1)].filter(Boolean).join(" "));
    let loose = false;
    if (!found.length) { found = await ask(typed.map((word) => (word.length > 3 ? `${word}~${word.length > 6 ? 2 : 1}` : word)).join(" ")); loose = true; }
    if (mine === asked) show(found, query, loose);
  }

  function show(found, query, loose) {
    const pages = found.slice(0, MOST);
    list.replaceChildren(...pages.map((sections) => {
      const [first] = sections;
      const best = [...sections].sort((a, b) => b.score - a.score)[0];
      const link = document.createElement("a");
      link.href = new URL(first.location.split("#")[0], base);
      const title = document.createElement("strong");
      title.textContent = plain(first.title);
      const about = document.createElement("span");
      const kind = KINDS[first.location.split("/")[0]] || "Page";
      if (best !== first) link.href = new URL(best.location, base);
      about.textContent = best === first ? kind : `${kind}, under “${plain(best.title)}”`;
      link.append(title, about);
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    const number = found.length === 1 ? "1 page" : `${found.length > MOST ? `The best ${MOST} of ${found.length}` : found.length} pages`;
    count.textContent = !found.length ? `Nothing found for “${query}”. Try another word.` : loose ? `${number} with words close to “${query}”` : number;
  }

  let wait;
  input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(search, 120); });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [input, ...list.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
  if (input.value) await search();
}

// The worker's own messages: 0 set up, 1 ready, 2 query, 3 result.
async function connect(indexAddress, workerAddress) {
  const index = await (await fetch(indexAddress)).json();
  const worker = new Worker(workerAddress);
  const waiting = [];
  const ready = new Promise((resolve) => {
    worker.onmessage = ({ data }) => { if (data.type === 1) resolve(); else if (data.type === 3) waiting.shift()?.(data.data.items); };
  });
  worker.postMessage({ type: 0, data: { ...index, options: { suggest: false } } });
  await ready;
  return (query) => new Promise((resolve) => { waiting.push(resolve); worker.postMessage({ type: 2, data: query }); });
}
