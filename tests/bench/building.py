"""What building costs us: the real handbook, and made-up ones with more and more iterations."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import made_up
from .running import ROOT, handbook
from .tables import each, seconds, table

EDITED = "data/draft/tools/learning-log.yml"


def the_real_one() -> str:
    """The real handbook, in a copy of its own: checked, built cold, built again,
    and built after one file of the draft has changed."""
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as scratch:
        project = Path(scratch) / "p"
        made_up.copy_shell(project)
        shutil.copytree(ROOT / "data", project / "data")
        rows = [["read everything and check it", seconds(handbook(project, "check"))]]
        cold = handbook(project, "build", "--out", "site")
        rows.append(
            [f"build every iteration, nothing in the cache ({pages_in(project / 'site')} pages)", seconds(cold)]
        )
        rows.append(["build again, nothing changed", seconds(handbook(project, "build", "--out", "site"))])
        file = project / EDITED
        file.write_text(file.read_text("utf-8").replace("keywords: [", "keywords: [bench, ", 1), "utf-8")
        rows.append(
            ["build again, one file of the draft changed", seconds(handbook(project, "build", "--out", "site"))]
        )
    return table(["the handbook, all iterations", "one run"], rows)


def with_versions(counts: list[int], say: Callable[[str], None]) -> str:
    """How building grows with the number of iterations,
    each of about 60 pages and a little different from the one before."""
    rows = []
    for count, project in made_up.growing(counts):
        cold = handbook(project, "build", "--out", "site", limit=600)
        pages = pages_in(project / "site")
        again = handbook(project, "build", "--out", "site")
        made_up.reword(project, f"measure {count}")
        edited = handbook(project, "build", "--out", "site", limit=600)
        rows.append([count, pages, seconds(cold), each(cold, pages), seconds(again), seconds(edited)])
        say(f"{count} iterations: {seconds(cold)} for {pages} pages, then {seconds(edited)} for one change")
    return table(
        [
            "iterations",
            "pages in all",
            "cold build",
            "for each page",
            "nothing changed",
            "one file of the draft changed",
        ],
        rows,
    )


def pages_in(site: Path) -> int:
    """How many pages a built site has, in all versions, without those that only lead on.
    `latest` is a copy, and not counted."""
    return sum(
        b'http-equiv="refresh"' not in path.read_bytes()[:600]
        for path in site.rglob("index.html")
        if path.relative_to(site).parts[0] != "latest"
    )
