"""Compares three search engines on the same pages and the same queries, in one run, and prints one table.

    .venv/bin/python -m tests.bench.search [--pagefind COMMAND] [--runs 7] [--json FILE]

Ours is `docs/assets/engine.js` with the index of `macros/formats/search/`. The theme's is lunr in its worker, with
the index that its plugin makes and the way this site asked it until November 2026. Pagefind is measured if
`make bench` has set it up (tools.py), or if its command is given.

Quality: how often the page that should come first (`data/search/queries.yml`) does, and how often it is among the
first three. Bytes: what the server sent, compressed with gzip, from the first keystroke to the first result. Time:
from the moment when the engine begins to load until the first result is known, the median of several fresh browsers;
"slow" is 1.6 Mbit/s, 150 ms there and back, and a processor four times slower.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import zlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import yaml

from macros.formats.search.index import Index
from macros.history.history import History
from macros.model.handbook import Handbook
from macros.pages.addresses import address_of, path_of

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MOST = 12
FIRST_QUERY = "open book"

OURS = """async (address) => {
  const index = fetch(address + "search/index.json");
  const { engine } = await import(address + "assets/engine.js");
  const reader = (await index).body.pipeThrough(new TextDecoderStream()).getReader();
  const lines = [];
  let text = "", find;
  window.ask = async (words) => find(words).found.map((row) => row.address);
  window.rest = (async () => { for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end; (end = text.indexOf("\\n") + 1); text = text.slice(end)) {
      lines.push(JSON.parse(text.slice(0, end)));
      find = engine(lines);
      window.begun?.();
    }
  } })();
  if (!find) await new Promise((begun) => { window.begun = begun; });
}"""

LUNR = """async (address) => {
  const index = await (await fetch(address + "lunr/index.json")).json();
  const worker = new Worker(address + "lunr/worker.js");
  const waiting = [];
  const ready = new Promise((done) => { worker.onmessage = ({ data }) => {
    if (data.type === 1) done(); else if (data.type === 3) waiting.shift()?.(data.data.items); }; });
  worker.postMessage({ type: 0, data: { ...index, options: { suggest: false } } });
  await ready;
  const send = (query) => new Promise((done) => { waiting.push(done); worker.postMessage({ type: 2, data: query }); });
  const wordsOf = (text) => text.toLowerCase().match(/[\\p{L}\\p{N}]+(?:['’][\\p{L}]+)*/gu) || [];
  window.ask = async (words) => {
    const typed = wordsOf(words);
    const last = typed.at(-1);
    let found = await send([...typed.slice(0, -1), last && `${last}*`, last].filter(Boolean).join(" "));
    const near = (word) => (word.length > 3 ? `${word}~${word.length > 6 ? 2 : 1}` : word);
    if (!found.length) found = await send(typed.map(near).join(" "));
    return found.map((sections) => [...sections].sort((a, b) => b.score - a.score)[0].location);
  };
}"""

PAGEFIND = """async (address) => {
  const pagefind = await import(address + "pagefind/pagefind.js");
  await pagefind.init();
  window.ask = async (words, most) => {
    const { results } = await pagefind.search(words);
    const rows = await Promise.all(results.slice(0, most).map((result) => result.data()));
    const hits = (part) => part.weighted_locations.length;
    const best = (row) => [...row.sub_results].sort((a, b) => hits(b) - hits(a))[0]?.url || row.url;
    return rows.map((row) => new URL(best(row), location.origin).href.replace(address, ""));
  };
}"""


class Counting(SimpleHTTPRequestHandler):
    """Serves a folder as a good host does, compressed, and counts what it sends."""

    sent: ClassVar[list[int]] = []
    kept: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = self.kept.setdefault(str(path), gzip.compress(path.read_bytes(), 9))
        self.sent.append(len(body))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def prepare(folder: Path, pagefind: list[str]) -> dict[str, str]:
    """Lay out the draft with all three indexes in a folder. Returns each engine's script;
    Pagefind's is missing if it is."""
    from macros.formats.search.index import search_index
    from macros.site.opening import open_site

    links = folder / "project"
    links.mkdir()
    for name in ("data", "docs", "macros", "overrides", "mkdocs.yml"):
        (links / name).symlink_to(ROOT / name)
    (links / "keep.py").write_text(
        "import shutil\n\ndef on_post_build(config):\n"
        f"    shutil.copy(config.site_dir + '/search/search_index.json', {str(folder / 'lunr.json')!r})\n",
        "utf-8",
    )
    (links / "bench.yml").write_text(
        "INHERIT: mkdocs.yml\nhooks: [keep.py, macros/site/mkdocs_hooks.py]\n"
        "plugins:\n  search:\n    lang: en\n    separator: '[\\s\\-/(),.:;]+'\n",
        "utf-8",
    )
    site = folder / "root" / "draft"
    env = os.environ | {"HANDBOOK_ITERATION": "draft", "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", "bench.yml", "--site-dir", str(site)],
        cwd=links,
        env=env,
        check=True,
    )

    opened = open_site(ROOT, "draft")
    (site / "search").mkdir(exist_ok=True)
    (site / "search" / "index.json").write_text(search_index(opened), "utf-8")

    import material

    worker = next(Path(material.__file__).parent.glob("templates/assets/javascripts/workers/search.*.min.js"))
    (site / "lunr").mkdir()
    shutil.copy(worker, site / "lunr" / "worker.js")
    lunr = _as_it_was(json.loads((folder / "lunr.json").read_text("utf-8")), {page.url: page for page in opened.pages})
    (site / "lunr" / "index.json").write_text(json.dumps(lunr), "utf-8")
    engines = {"ours": OURS, "the theme's lunr": LUNR}

    if pagefind:
        shown = {entry["location"].split("#")[0] for entry in lunr["docs"]}
        stage = folder / "stage"
        for address in shown:  # the same pages that the theme's search has: no blank sheets, no lists
            (stage / address).mkdir(parents=True, exist_ok=True)
            shutil.copy(site / address / "index.html", stage / address / "index.html")
        done = subprocess.run(
            [*pagefind, "--site", str(stage), "--root-selector", "article", "--output-path", str(site / "pagefind")],
            capture_output=True,
            text=True,
        )
        if done.returncode == 0:
            engines["Pagefind"] = PAGEFIND
        else:
            print("Pagefind is not measured:", (done.stderr or done.stdout).strip().splitlines()[-1], file=sys.stderr)
    return engines


BOOST = {
    "tool": 1.5,
    "step": 1.6,
    "principle": 1.3,
    "tension": 1.3,
    "clause": 1.4,
    "guidance": 1.4,
    "case-study": 1.1,
    "briefing": 1.5,
    "path": 1.0,
    "workshop": 0.8,
    "iteration": 0.6,
}
"""What this site told the theme's search of its kinds, while it used it."""


def _as_it_was(lunr: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """The theme's index with the boosts that this site gave, and without the pages that it left out of search."""
    docs = []
    for entry in lunr["docs"]:
        page = made.get(entry["location"].split("#")[0])
        if page is None or page.searchable:
            docs.append({**entry, "boost": BOOST.get(page.kind, 1.0)} if page else entry)
    return {**lunr, "docs": docs}


def right(expected: list[str], found: str) -> bool:
    """Whether a result is one of the addresses that should come first. One without # means any place on the page.

    An activity is both a place on its step's page and a page of its own: `steps/x/#y` is also `steps/x/y/`.
    """
    page = found.split("#")[0]
    return any(
        address in (found, page) or address.startswith("steps/") and page == address.replace("#", "") + "/"
        for address in expected
    )


def followed(queries: list[dict[str, Any]], handbook: Handbook) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Queries with the addresses that the draft has now for what was renamed, merged or split since somebody wrote them down.

    Returns those that can be asked, and those of which nothing is left.
    """
    history, draft = History(handbook), handbook.draft
    ever = {id_ for iteration in handbook.iterations.values() for id_ in iteration.ids()}

    def now(address: str) -> str | None:
        page, _, anchor = address.partition("#")
        if page == "glossary/" or page.startswith("glossary/"):
            return address if not anchor or anchor in draft.terms else None
        id_ = page.strip("/").split("/")[-1]
        if id_ not in ever or id_ in draft.ids():
            return address
        _, heir, _ = history.fate(id_, draft)
        return address_of(path_of(draft.elements[heir].kind, heir)) if heir in draft.elements else None

    found = [query | {"first": [there for address in query["first"] if (there := now(address))]} for query in queries]
    return [query for query in found if query["first"]], [query for query in found if not query["first"]]


def dead_synonyms(index: Index, synonyms: dict[str, list[str]]) -> list[str]:
    """Synonyms that lead to words which stand nowhere."""
    return [f"{word}: {other}" for word, others in synonyms.items() for other in others if not index.knows(other)]


def rates(queries: list[dict[str, Any]], places: list[int]) -> tuple[float, float]:
    """How often the right page was first, and how often among the first three. Places count from 0; -1 is not found."""
    return sum(place == 0 for place in places) / len(queries), sum(0 <= place < 3 for place in places) / len(queries)


def measure(browser: Any, address: str, script: str, queries: list[dict[str, Any]]) -> dict[str, Any]:
    """One engine: its answers and bytes. Tried under the site's content policy first,
    and without it if it does not work there."""
    from playwright.sync_api import Error

    page, bypass = _fresh(browser, address, False), False
    Counting.sent.clear()
    try:
        _begin(page, address, script)
    except Error:
        page, bypass = _fresh(browser, address, True), True
        Counting.sent.clear()
        _begin(page, address, script)
    first_bytes = sum(Counting.sent)
    page.evaluate("window.rest")
    answers, times = [], []
    for query in queries:
        found, took = page.evaluate(
            """async ([words, most]) => { const from = performance.now(); const found = await window.ask(words, most);
            return [found, performance.now() - from]; }""",
            [query["words"], MOST],
        )
        answers.append(found[:MOST])
        times.append(took)
    all_bytes = sum(Counting.sent)
    page.context.close()

    places = [
        next((place for place, found in enumerate(row) if right(query["first"], found)), -1)
        for query, row in zip(queries, answers, strict=True)
    ]
    return {
        "places": places,
        "first_bytes": first_bytes,
        "all_bytes": all_bytes,
        "query": statistics.median(times),
        "slowest": max(times),
        "nothing": sum(not row for row in answers),
        "policy": not bypass,
    }


def first_result(browser: Any, address: str, script: str, policy: bool, slow: bool) -> float:
    """How long one engine takes in a fresh browser from the moment when it begins to load until its first answer is
    there."""
    page = _fresh(browser, address, not policy)
    if slow:
        tool = page.context.new_cdp_session(page)
        tool.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000},
        )
        tool.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    took = _begin(page, address, script)
    page.context.close()
    return took


def _fresh(browser: Any, address: str, bypass: bool) -> Any:
    page = browser.new_context(bypass_csp=bypass).new_page()
    page.goto(address + "about/privacy/", wait_until="networkidle")
    return page


def _begin(page: Any, address: str, script: str) -> float:
    return page.evaluate(
        f"""async ([address, words]) => {{
        const from = performance.now();
        await ({script})(address);
        await window.ask(words, 5);
        return performance.now() - from; }}""",
        [address, FIRST_QUERY],
    )


def needed_for_first_line(path: Path) -> int:
    """How many compressed bytes of a file have to arrive until its first line is there."""
    raw = gzip.compress(path.read_bytes(), 9)
    reader, text = zlib.decompressobj(wbits=31), b""
    for at in range(0, len(raw), 100):
        text += reader.decompress(raw[at : at + 100])
        if b"\n" in text:
            return at + 100
    return len(raw)


def main() -> None:
    from playwright.sync_api import sync_playwright

    from macros.formats.search.entries import entries
    from macros.model.synonyms import read_synonyms
    from macros.site.opening import open_site

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pagefind", default="pagefind", help="the command that runs Pagefind")
    parser.add_argument("--runs", type=int, default=7, help="fresh browsers for each time")
    parser.add_argument("--print-to", type=Path, help="write the table here too")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    command = options.pagefind.split()
    written = yaml.safe_load((ROOT / "data" / "search" / "queries.yml").read_text("utf-8"))
    opened = open_site(ROOT, "draft")
    queries, left_out = followed(written, opened.handbook)
    with tempfile.TemporaryDirectory(prefix="handbook-search-") as scratch:
        folder = Path(scratch)
        engines = prepare(folder, command if shutil.which(command[0]) else [])
        handler = partial(Counting, directory=str(folder / "root"))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/draft/"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            figures = {name: measure(browser, address, script, queries) for name, script in engines.items()}
            for speed in ("quick", "slow"):
                took: dict[str, list[float]] = {name: [] for name in engines}
                for _ in range(options.runs):  # in turn, so that a busy machine is busy for all of them
                    for name, script in engines.items():
                        took[name].append(
                            first_result(browser, address, script, figures[name]["policy"], speed == "slow")
                        )
                for name in engines:
                    figures[name][speed] = statistics.median(took[name])
            browser.close()
        index = (
            folder / "root" / "draft" / "search" / "index.json"
        )  # ours answers from the first line while the second is on its way
        figures["ours"]["first_bytes"] += needed_for_first_line(index) - len(gzip.compress(index.read_bytes(), 9))
        server.shutdown()
    shown = as_table(queries, figures)
    missed = [query for query, place in zip(queries, figures["ours"]["places"]) if not 0 <= place < 3]
    must = [query for query, place in zip(queries, figures["ours"]["places"]) if query.get("must") and place]
    for said, found in (
        ("Not among the first three", [query["words"] for query in missed if not query.get("held")]),
        ("Must be first, and is not", [query["words"] for query in must]),
        ("Nothing of what these should find is left", [query["words"] for query in left_out]),
        ("Synonyms that lead nowhere", dead_synonyms(Index(entries(opened)), read_synonyms(ROOT))),
    ):
        print(f"{said}: {'; '.join(found) or 'none'}.", file=sys.stderr)
    print(shown)
    if options.print_to:
        options.print_to.write_text(shown, "utf-8")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


def as_table(queries: list[dict[str, Any]], figures: dict[str, dict[str, Any]]) -> str:
    """The figures as one Markdown table."""

    def share(name: str, held: bool | None) -> str:
        chosen = [
            (query, place)
            for query, place in zip(queries, figures[name]["places"], strict=True)
            if held is None or bool(query.get("held")) == held
        ]
        first, three = rates([query for query, _ in chosen], [place for _, place in chosen])
        return f"{first:.0%} / {three:.0%}"

    held = sum(bool(query.get("held")) for query in queries)
    rows: list[tuple[str, Any]] = [
        (f"right page first / in the first three, {len(queries)} queries", lambda name: share(name, None)),
        (f"the same, {held} held-out queries", lambda name: share(name, True)),
        (f"the same, {len(queries) - held} queries used for tuning ours", lambda name: share(name, False)),
        ("queries that find nothing", lambda name: str(figures[name]["nothing"])),
        ("KB before the first result (gzip)", lambda name: f"{figures[name]['first_bytes'] / 1000:.1f}"),
        (f"KB after all {len(queries)} queries", lambda name: f"{figures[name]['all_bytes'] / 1000:.1f}"),
        ("first result, ms", lambda name: f"{figures[name]['quick']:.0f}"),
        ("first result on a slow phone, ms", lambda name: f"{figures[name]['slow']:.0f}"),
        (
            "a further query, ms: median, slowest",
            lambda name: f"{figures[name]['query']:.1f}, {figures[name]['slowest']:.0f}",
        ),
        ("works under the site's content policy", lambda name: "yes" if figures[name]["policy"] else "no"),
    ]
    lines = ["| | " + " | ".join(figures) + " |", "| --- |" + " --- |" * len(figures)]
    return "\n".join(
        [*lines, *(f"| {label} | " + " | ".join(value(name) for name in figures) + " |" for label, value in rows)]
    )


if __name__ == "__main__":
    main()
