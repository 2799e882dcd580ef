"""Compares search engines on the same pages and the same queries, in one run, and prints one table.

    .venv/bin/python -m tests.bench.search [--pagefind COMMAND] [--minisearch FILE] [--runs 3] [--json FILE]

Ours is `docs/assets/engine.js` with the index of `macros/formats/search/`. The theme's is lunr in its worker, with
the index that its plugin makes and the way this site asked it until November 2026. MiniSearch is a small library with
our stems, and with numbers that fit.py fitted as it fits ours; it and Pagefind are measured if `make bench` has set
them up (tools.py), or if they are given. All of them have the keywords and synonyms that people wrote (engines.py
says how), and those that read pages, and ours, are measured without them too.

Quality: how often the page that should come first (`data/search/queries.yml`) does, and how often it is among the
first three. Bytes: what the server sent, compressed with gzip, from the first keystroke to the first result. Time:
from the moment when the engine begins to load until the first result is known, the median of several fresh browsers;
"slow" is 1.6 Mbit/s, 150 ms there and back, and a processor four times slower.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from macros.formats.search.index import Index
from macros.history.history import History
from macros.model.handbook import Handbook
from macros.pages.addresses import address_of, path_of

from .chromium import FLAGS as CHROMIUM
from .engines import MAKE_LIBRARY, MINISEARCH, ROOT, Counting, prepare, served
from .tables import table

MOST = 12
FIRST_QUERY = "open book"


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
    """Queries with the addresses that the draft has now for what was renamed, merged or split since they were written.

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
        heir = next((id_ for id_ in history.fate(id_, draft)[1] if id_ in draft.elements), None)
        return address_of(path_of(draft.elements[heir].kind, heir)) if heir else None

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
    page.evaluate("async () => { await window.rest?.(); }")
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


def main() -> None:
    from playwright.sync_api import sync_playwright

    from macros.formats.search.entries import entries
    from macros.model.synonyms import read_synonyms
    from macros.site.opening import open_site

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pagefind", default="pagefind", help="the command that runs Pagefind")
    parser.add_argument("--minisearch", type=Path, default=MINISEARCH, help="the script of MiniSearch")
    parser.add_argument("--runs", type=int, default=3, help="fresh browsers for each time")
    parser.add_argument("--print-to", type=Path, help="write the table here too")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    command = options.pagefind.split()
    written = yaml.safe_load((ROOT / "data" / "search" / "queries.yml").read_text("utf-8"))
    opened = open_site(ROOT, "draft")
    queries, left_out = followed(written, opened.handbook)
    with tempfile.TemporaryDirectory(prefix="handbook-search-") as scratch:
        folder = Path(scratch)
        engines = prepare(folder, command if shutil.which(command[0]) else [], options.minisearch)
        with served(folder / "root") as host, sync_playwright() as playwright:
            address = f"{host}draft/"
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            made = folder / "root" / "draft" / "minisearch"
            if made.is_dir():  # its index is made by its script, as a build would
                page = _fresh(browser, address, True)
                (made / "index.json").write_text(page.evaluate(MAKE_LIBRARY, address), "utf-8")
                page.context.close()
            figures = {name: measure(browser, address, script, queries) for name, script in engines.items()}
            for speed in ("quick", "slow"):
                took: dict[str, list[float]] = {name: [] for name in engines}
                for _ in range(options.runs):  # in turn, so that a busy machine is busy for all of them
                    for name, script in engines.items():
                        policy = figures[name]["policy"]
                        took[name].append(first_result(browser, address, script, policy, speed == "slow"))
                for name in engines:
                    figures[name][speed] = statistics.median(took[name])
            browser.close()
    shown = as_table(queries, figures)
    missed = [query for query, place in zip(queries, figures["ours"]["places"], strict=True) if not 0 <= place < 3]
    must = [
        query for query, place in zip(queries, figures["ours"]["places"], strict=True) if query.get("must") and place
    ]
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
    """The figures as one Markdown table, an engine a row."""

    def share(name: str, held: bool | None) -> str:
        chosen = [
            (query, place)
            for query, place in zip(queries, figures[name]["places"], strict=True)
            if held is None or bool(query.get("held")) == held
        ]
        first, three = rates([query for query, _ in chosen], [place for _, place in chosen])
        return f"{first:.1%} / {three:.1%}"

    held = sum(bool(query.get("held")) for query in queries)
    columns: list[tuple[str, Any]] = [
        (f"first / in the first three, {len(queries)} queries", lambda name: share(name, None)),
        (f"{held} held out", lambda name: share(name, True)),
        (f"{len(queries) - held} used for fitting", lambda name: share(name, False)),
        ("find nothing", lambda name: str(figures[name]["nothing"])),
        ("KB before the first result, gzip", lambda name: f"{figures[name]['first_bytes'] / 1000:.1f}"),
        ("KB after all", lambda name: f"{figures[name]['all_bytes'] / 1000:.1f}"),
        (
            "first result / on a slow phone, ms",
            lambda name: f"{figures[name]['quick']:.0f} / {figures[name]['slow']:.0f}",
        ),
        (
            "a further query, ms: median, slowest",
            lambda name: f"{figures[name]['query']:.1f}, {figures[name]['slowest']:.0f}",
        ),
        ("under our content policy", lambda name: "yes" if figures[name]["policy"] else "no"),
    ]
    return table(
        ["search", *(label for label, _ in columns)],
        ([name, *(value(name) for _, value in columns)] for name in figures),
    )


if __name__ == "__main__":
    main()
