"""The engines that are compared, each laid out as a site would serve it: ours, MiniSearch, the theme's lunr, Pagefind.

People write two sorts of words for our search: keywords, and synonyms. The others get them as well, each as it can
take them, so that an engine is not praised for words. Ours, the theme's and Pagefind are there without them too.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from macros.formats.search.entries import Findable, entries
from macros.formats.search.index import Index, search_index, synonyms_of
from macros.formats.search.language import stems
from macros.site.opening import open_site
from macros.site.tongues import search_files

from .tools import FOLDER

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).parent
MINISEARCH = FOLDER / "minisearch" / "node_modules" / "minisearch" / "dist" / "es" / "index.js"
WITHOUT = ", without the words"

OURS = """async (address) => {
  const file = async (name) => (await fetch(address + `@search/${name}.json`)).json();
  const [{ engine }, first] = await Promise.all([import(address + "assets/engine.js"), file("index")]);
  let find = engine([first]);
  window.ask = async (words) => find(words).found.map((row) => row.address);
  window.rest = async () => { find = engine([first, await file("rest")]); }; // once the first answer is there
}"""

LUNR = """async (address) => {
  const index = await (await fetch(address + "@lunr/index.json")).json();
  const worker = new Worker(address + "@lunr/worker.js");
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
  const pagefind = await import(address + "@pagefind/pagefind.js");
  await pagefind.init();
  window.ask = async (words, most) => {
    const { results } = await pagefind.search(words);
    const rows = await Promise.all(results.slice(0, most).map((result) => result.data()));
    const hits = (part) => part.weighted_locations.length;
    const best = (row) => [...row.sub_results].sort((a, b) => hits(b) - hits(a))[0]?.url || row.url;
    return rows.map((row) => new URL(best(row), location.origin).href.replace(address + "@", ""));
  };
}"""

LIBRARY = """async (address) => {
  const [{ loaded, finder }, ...texts] = await Promise.all([import(address + "minisearch/library.js"),
    ...["index", "rules", "numbers"].map(async (name) => (await fetch(address + `minisearch/${name}.json`)).text())]);
  const [rules, numbers] = texts.slice(1).map((text) => JSON.parse(text));
  const find = finder(loaded(texts[0], rules), rules, numbers);
  window.ask = async (words, most) => find(words).slice(0, most);
}"""


MAKE_LIBRARY = """async (address) => {
  const { made } = await import(address + "minisearch/library.js");
  const read = async (name) => (await fetch(address + `minisearch/${name}.json`)).json();
  return JSON.stringify(made(await read("documents"), await read("rules")));
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


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve a folder at a free port of this machine for a while; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Counting, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


# -- the words that people wrote for the search ------------------------------------------------------


def words_for(found: list[Findable], synonyms: dict[str, list[str]]) -> dict[str, list[str]]:
    """By its address, the words that somebody may type who means this page or term, and that need not stand on it: its
    keywords, and the synonyms that lead to a word of its title, of a keyword, its line or a heading."""
    wanted = [(word, [" ".join(stems(other)) for other in others]) for word, others in synonyms.items()]
    given = {}
    for entry in found:
        blocks = [entry.title, *entry.keywords, entry.line, *(part.heading for part in entry.parts)]
        standing = [f" {' '.join(stems(block))} " for block in blocks]
        leading = [
            word for word, others in wanted if any(f" {other} " in block for other in others for block in standing)
        ]
        if words := list(dict.fromkeys([*entry.keywords, *leading])):
            given[entry.address] = words
    return given


def without_words(found: list[Findable]) -> list[Findable]:
    """The same entries without keywords."""
    bare = [copy(entry) for entry in found]
    for entry in bare:
        entry.keywords = []
    return bare


def with_hidden(html: str, here: dict[str, list[str]]) -> str:
    """A page with words that no reader sees, each list below the heading with its anchor; "" is the page's title."""
    for anchor, words in here.items():
        heading = f'id="{re.escape(anchor)}"' if anchor else ""
        pattern = rf"<h[2-6][^>]*{heading}[^>]*>.*?</h[2-6]>" if anchor else r"<h1[^>]*>.*?</h1>"
        hidden = f"<p hidden>{escape('; '.join(words))}.</p>"
        html = re.sub(pattern, lambda match, hidden=hidden: match[0] + hidden, html, count=1, flags=re.S)
    return html


# -- laying out --------------------------------------------------------------------------------------


def prepare(folder: Path, pagefind: list[str], minisearch: Path) -> dict[str, str]:
    """Lay out the draft with all indexes in a folder. Returns each engine's script; one whose program is missing is
    left out."""
    site = folder / "root" / "draft"
    _build(folder, site)
    opened = open_site(ROOT, "draft")
    found, synonyms = entries(opened), synonyms_of(opened)
    given = words_for(found, synonyms)
    index = search_index(opened)
    for name, text in (("search", index), ("bare-search", Index(without_words(found)).as_json({}))):
        (site / name).mkdir(exist_ok=True)
        for path, line in search_files(text).items():
            (site / name / Path(path).name).write_bytes(line)
    engines = {"ours": OURS.replace("@", ""), f"ours{WITHOUT}": OURS.replace("@", "bare-")}

    if minisearch.is_file():
        lay_out_library(site / "minisearch", minisearch, index, found)
        engines["MiniSearch, fitted"] = LIBRARY

    import material

    worker = next(Path(material.__file__).parent.glob("templates/assets/javascripts/workers/search.*.min.js"))
    bare = _as_it_was(json.loads((folder / "lunr.json").read_text("utf-8")), {page.url: page for page in opened.pages})
    for name, lunr in (("", _with_tags(bare, given)), ("bare-", bare)):
        (site / f"{name}lunr").mkdir()
        shutil.copy(worker, site / f"{name}lunr" / "worker.js")
        (site / f"{name}lunr" / "index.json").write_text(json.dumps(lunr), "utf-8")
        engines["the theme's lunr" + (WITHOUT if name else "")] = LUNR.replace("@", name)

    shown = sorted({entry["location"].split("#")[0] for entry in bare["docs"]})
    for name, words in (("", given), ("bare/", {})) if pagefind else ():
        if _pagefind(pagefind, site, folder / f"{name}stage", f"{name}pagefind", shown, words):
            engines["Pagefind" + (WITHOUT if name else "")] = PAGEFIND.replace("@", name)
    return engines


def _build(folder: Path, site: Path) -> None:
    """Build the draft, and keep the index that the theme's search makes of it beside the site."""
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
    env = os.environ | {"HANDBOOK_ITERATION": "draft", "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", "bench.yml", "--site-dir", str(site)],
        cwd=links,
        env=env,
        check=True,
    )


def lay_out_library(folder: Path, minisearch: Path, index: str, found: list[Findable]) -> None:
    """MiniSearch with what it needs of ours: the rules for words out of our own index, its documents and its index."""
    folder.mkdir(parents=True)
    first, second = (json.loads(line) for line in index.splitlines())
    rules = {name: first[name] for name in ("stem", "stop", "spelt", "kinds")} | {"also": second["also"]}
    kinds = Index(found).kinds
    documents = [
        {
            "id": number,
            "address": entry.address,
            "kind": kinds.index((entry.kind, entry.kind_title)),
            "names": [entry.title, *entry.keywords],
            "title": entry.title,
            "keywords": "; ".join(entry.keywords),
            "line": entry.line,
            "headings": "; ".join(part.heading for part in entry.parts),
            "text": " ".join(part.text for part in entry.parts),
        }
        for number, entry in enumerate(found)
    ]
    (folder / "documents.json").write_text(json.dumps(documents), "utf-8")
    (folder / "rules.json").write_text(json.dumps(rules, ensure_ascii=False, separators=(",", ":")), "utf-8")
    shutil.copy(HERE / "library.json", folder / "numbers.json")
    shutil.copy(HERE / "library.js", folder / "library.js")
    library = re.sub(r"/\*.*?\*/|^\s*//[^\n]*\n", "", minisearch.read_text("utf-8"), flags=re.S | re.M)
    (folder / "minisearch.js").write_text(library, "utf-8")  # without its comments, which are most of the file


def _pagefind(
    command: list[str], site: Path, stage: Path, output: str, shown: list[str], words: dict[str, list[str]]
) -> bool:
    """Let Pagefind make its index of the pages that the theme's search has, too: no blank sheets, no lists."""
    for address in shown:
        here = {each.partition("#")[2]: given for each, given in words.items() if each.partition("#")[0] == address}
        (stage / address).mkdir(parents=True, exist_ok=True)
        html = (site / address / "index.html").read_text("utf-8")
        (stage / address / "index.html").write_text(with_hidden(html, here), "utf-8")
    done = subprocess.run(
        [*command, "--site", str(stage), "--root-selector", "article", "--output-path", str(site / output)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        print("Pagefind is not measured:", (done.stderr or done.stdout).strip().splitlines()[-1], file=sys.stderr)
    return not done.returncode


def _with_tags(lunr: dict[str, Any], words: dict[str, list[str]]) -> dict[str, Any]:
    """The theme's index with the words in the field that it has for tags."""
    return {**lunr, "docs": [{**entry, "tags": words.get(entry["location"], [])} for entry in lunr["docs"]]}


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
