"""Measures the handbook and its peers in one go, and prints tables in Markdown. Speed is never a test:
it depends on the machine.

make bench                                      everything; about fifty minutes, on a machine that does nothing else
make bench ARGS="--only readers"                one part: building, pasted, versions, peers, readers, search
make bench ARGS="--sizes 60,300 --versions 5"   smaller
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import building, pasted, peers, tools, weight
from .growth import growth
from .page_types import page_types
from .running import ROOT, handbook, run


def say(words: str) -> None:
    """Progress, beside the tables."""
    print(words, file=sys.stderr, flush=True)


def machine() -> str:
    """The day, and the size of the machine."""
    memory = Path("/proc/meminfo")
    size = f", {int(memory.read_text().split()[1]) // 1_000_000} GB" if memory.exists() else ""
    return f"{time.strftime('%d %B %Y').lstrip('0')}, {os.cpu_count()} cores{size}, Python {platform.python_version()}"


def numbers(words: str) -> list[int]:
    """`60,300` as a list."""
    return [int(word) for word in words.split(",") if word.strip()]


def readers(given: Any) -> str:
    """What a reader's browser gets: ours beside the peers', every type of our pages, and Lighthouse on each."""
    site = ROOT / ".cache" / "bench-site"
    handbook(
        ROOT, "build", "--out", str(site), HANDBOOK_SITE_URL="https://handbook.example/"
    )  # as it is published: with an address
    types = page_types(site)
    beside = weight.weights(peers.weigh(say))
    every = weight.weights(
        list(
            zip((each.name for each in types), weight.measure_all(site, [each.address for each in types]), strict=True)
        )
    )
    scores = weight.lighthouse(
        site, [each.address for each in types], weight.lighthouse_command(tools.lighthouse()), given.runs
    )
    return (
        f"Beside the peers, the same pages:\n\n{beside}\n\nEvery type of page of the handbook:\n\n{every}\n\n{scores}"
    )


def search(given: Any) -> str:
    """Ours and three others, the same queries, with the words that people wrote and without."""
    tools.from_npm("minisearch")
    done = run(
        [
            sys.executable,
            "-m",
            "tests.bench.search",
            "--pagefind",
            f"{tools.tool('python')} -m pagefind",
            "--print-to",
            str(ROOT / ".cache" / "bench-search.md"),
        ],
        ROOT,
        1800,
    )
    return (
        (ROOT / ".cache" / "bench-search.md").read_text("utf-8")
        if done.finished
        else "The comparison of search took too long."
    )


PARTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "building": ("Building the handbook", lambda given: building.the_real_one()),
    "pasted": ("Long texts that somebody may paste", lambda given: pasted.as_table()),
    "versions": ("More iterations", lambda given: building.with_versions(numbers(given.versions), say)),
    "growth": ("What fifty iterations take", lambda given: growth(numbers(given.versions), say)),
    "peers": (
        "More pages, and other generators on the same Markdown",
        lambda given: peers.as_tables(peers.measure(numbers(given.sizes), say)),
    ),
    "readers": ("What readers get", readers),
    "search": ("Search", search),
}


def main() -> None:
    """Run the parts that were asked for, and print each as soon as it is there."""
    ask = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--only", action="append", choices=PARTS, default=[], help="one part; may be said several times")
    ask.add_argument("--sizes", default="60,300,1000,3000", help="pages of the made-up handbooks")
    ask.add_argument("--versions", default="5,10,25,50", help="iterations of the made-up handbooks")
    ask.add_argument("--runs", type=int, default=1, help="runs of Lighthouse a page, of which the best counts")
    given = ask.parse_args()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("Stopped.")
    )  # so that what is being built stops too, and what was made is removed
    print(f"{machine()}\n", flush=True)
    for name in given.only or PARTS:
        title, work = PARTS[name]
        print(f"### {title}\n\n{work(given)}\n", flush=True)


if __name__ == "__main__":
    main()
