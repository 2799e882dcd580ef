"""Fits the numbers of a search to the queries that are not held out, and says what came of it. Writes nothing unless
it is told to.

    .venv/bin/python -m tests.bench.fit                   the constants at the top of docs/assets/engine.js
    .venv/bin/python -m tests.bench.fit --of library      those of MiniSearch beside it (library.json), for the bench
    … --rounds 2 --seed 1 --minutes 10 --write

One number after another, in an order that the seed gives, is made larger and smaller by a share of itself; what answers
more queries better is kept. Each round takes smaller steps. Queries that are held out are asked twice: before and
after, all at once, and only counted. It asks a browser, because the engine is script; nothing else is needed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from macros.formats.search.entries import Findable, entries
from macros.formats.search.index import search_index
from macros.site.opening import open_site

from .chromium import FLAGS as CHROMIUM
from .engines import MINISEARCH, ROOT, lay_out_library, served
from .search import MOST, followed, rates, right
from .tables import table

ENGINE = ROOT / "docs" / "assets" / "engine.js"
LIBRARY = Path(__file__).with_name("library.json")
BEGIN, END = "// How answers are ranked", "const LONGEST"
STEPS = (0.25, 0.12, 0.06)
"""By what share of itself a number is changed, round by round."""

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
Score = Callable[[dict[str, float]], list[int]]


def constants(script: str) -> dict[str, tuple[float, int, int]]:
    """The constants of the engine that rank: `WEIGHT[0]` and so on, each with its number and where that stands."""
    begin, end = script.index(BEGIN), script.index(END)
    found = {}
    for line in re.finditer(r"^const (.+?);", script[begin:end], re.M):
        for each in re.finditer(r"(\w+) = (\[[^\]]*\]|[\d.]+)", line[1]):
            places = list(NUMBER.finditer(each[2]))
            for n, place in enumerate(places):
                at = begin + line.start(1) + each.start(2)
                name = f"{each[1]}[{n}]" if each[2].startswith("[") else each[1]
                found[name] = (float(place[0]), at + place.start(), at + place.end())
    return found


def with_constants(script: str, numbers: dict[str, float]) -> str:
    """The engine with other numbers; all else stays to the letter."""
    for name, (before, begin, end) in sorted(constants(script).items(), key=lambda each: -each[1][1]):
        if numbers[name] != before:
            script = script[:begin] + f"{numbers[name]:g}" + script[end:]
    return script


def worth(places: list[int]) -> float:
    """How good the answers are: a right page that is first counts two, one among the first three counts one, and what
    is nearer the top counts a little more than what is further down."""
    return sum((place == 0) + (0 <= place < 3) + (0.2 / (place + 1) if place >= 0 else 0) for place in places)


def descend(
    numbers: dict[str, float], score: Callable[[dict[str, float]], float], rounds: int, seed: int, until: float
) -> dict[str, float]:
    """The best numbers found: one changed at a time, and kept if the score rises. Stops early at `until`."""
    order, best, now = random.Random(seed), score(numbers), dict(numbers)
    for step in [STEPS[min(n, len(STEPS) - 1)] for n in range(rounds)]:
        names = sorted(now)
        order.shuffle(names)
        for name in names:
            for factor in (1 + step, 1 / (1 + step)):
                while time.monotonic() < until:
                    tried = now | {name: float(f"{now[name] * factor:.3g}")}
                    found = score(tried)
                    if found <= best + 1e-9:
                        break
                    now, best = tried, found
                    print(f"{name} {now[name]:g}: {best:.1f}", file=sys.stderr, flush=True)
    return now


@contextmanager
def blank_page(folder: Path) -> Iterator[Any]:
    """An empty page of a folder that is served, in a browser."""
    from playwright.sync_api import sync_playwright

    (folder / "index.html").write_text("<!doctype html><title>fit</title>", "utf-8")
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()


ENGINE_ASKED = """async ([script, queries, most]) => {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { engine } = await import(address);
  URL.revokeObjectURL(address);
  const find = engine(window.lines);
  return queries.map((words) => find(words).found.slice(0, most).map((row) => row.address));
}"""

LIBRARY_BEGUN = """async () => {
  const { made, finder } = await import("./minisearch/library.js");
  const read = async (name) => (await fetch(`./minisearch/${name}.json`)).json();
  const [documents, rules] = await Promise.all(["documents", "rules"].map(read));
  const mini = made(documents, rules);
  window.asked = (numbers, queries, most) => {
    const find = finder(mini, rules, numbers);
    return queries.map((words) => find(words).slice(0, most));
  };
}"""


def places_of(queries: list[dict[str, Any]], answers: list[list[str]]) -> list[int]:
    """At which place the right page came for each query; -1 is not at all."""
    return [
        next((place for place, found in enumerate(row) if right(query["first"], found)), -1)
        for query, row in zip(queries, answers, strict=True)
    ]


def compared(queries: list[dict[str, Any]], before: list[int], after: list[int]) -> list[str]:
    """One row: both rates before and after, and how many queries got a right first answer, and how many lost it."""
    old, new = rates(queries, before), rates(queries, after)
    gained = sum(b != 0 and a == 0 for b, a in zip(before, after, strict=True))
    lost = sum(b == 0 and a != 0 for b, a in zip(before, after, strict=True))
    return [f"{old[0]:.1%} / {old[1]:.1%}", f"{new[0]:.1%} / {new[1]:.1%}", f"+{gained} −{lost}"]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--of", choices=("engine", "library"), default="engine")
    ask.add_argument("--minisearch", type=Path, default=MINISEARCH, help="the script of the library")
    ask.add_argument("--rounds", type=int, default=2)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--minutes", type=float, default=10, help="stop after so long, with what is there")
    ask.add_argument("--write", action="store_true", help="write what was found, if it is better")
    given = ask.parse_args()
    site = open_site(ROOT, "draft")
    queries, _ = followed(yaml.safe_load((ROOT / "data" / "search" / "queries.yml").read_text("utf-8")), site.handbook)
    tuned, held = [q for q in queries if not q.get("held")], [q for q in queries if q.get("held")]
    script, index, found = ENGINE.read_text("utf-8"), search_index(site), entries(site)
    numbers = (
        {name: value for name, (value, _, _) in constants(script).items()}
        if given.of == "engine"
        else json.loads(LIBRARY.read_text("utf-8"))
    )
    with tempfile.TemporaryDirectory(prefix="handbook-fit-") as scratch:
        places = _asker(given, Path(scratch), script, index, found)
        with places as asked:

            def answers(these: list[dict[str, Any]], tried: dict[str, float]) -> list[int]:
                return places_of(these, asked(tried, [query["words"] for query in these]))

            fitted = descend(
                numbers,
                lambda tried: worth(answers(tuned, tried)),
                given.rounds,
                given.seed,
                time.monotonic() + given.minutes * 60,
            )
            rows = [
                [f"{len(these)} queries {what}", *compared(these, answers(these, numbers), answers(these, fitted))]
                for what, these in (("that it is fitted to", tuned), ("held out", held))
            ]
    changed = [[name, f"{numbers[name]:g}", f"{fitted[name]:g}"] for name in numbers if numbers[name] != fitted[name]]
    print(table(["a constant", "now", "fitted"], changed or [["none is better", "", ""]]))
    print()
    print(table(["right page first / in the first three", "now", "fitted", "first: gained, lost"], rows))
    if given.write and changed:
        if given.of == "engine":
            ENGINE.write_text(with_constants(script, fitted), "utf-8")
        else:
            LIBRARY.write_text(json.dumps(fitted, indent=2) + "\n", "utf-8")


@contextmanager
def _asker(
    given: argparse.Namespace, folder: Path, script: str, index: str, found: list[Findable]
) -> Iterator[Callable[[dict[str, float], list[str]], list[list[str]]]]:
    """What answers many queries with some numbers: the engine, or the library."""
    if given.of == "library":
        lay_out_library(folder / "minisearch", given.minisearch, index, found)
    with blank_page(folder) as page:
        if given.of == "engine":
            page.evaluate("(lines) => { window.lines = lines; }", [json.loads(line) for line in index.splitlines()])
            yield lambda numbers, words: page.evaluate(ENGINE_ASKED, [with_constants(script, numbers), words, MOST])
        else:
            page.evaluate(LIBRARY_BEGUN)
            yield lambda numbers, words: page.evaluate(
                "([numbers, queries, most]) => window.asked(numbers, queries, most)", [numbers, words, MOST]
            )


if __name__ == "__main__":
    main()
