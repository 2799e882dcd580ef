"""What a handbook of many iterations takes in files and bytes. Nothing is timed: it is the same on every machine."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from . import made_up
from .building import pages_in
from .running import handbook
from .tables import table


def growth(counts: list[int], say: Callable[[str], None]) -> str:
    """Files and megabytes with so many made-up iterations, each of about 60 pages and a little different from the one
    before."""
    rows = []
    for count, project in made_up.growing(counts):
        handbook(project, "build", "--out", "site", limit=None)
        files = [path for path in (project / "site").rglob("*") if path.is_file()]
        leads = sum(b'http-equiv="refresh"' in path.read_bytes()[:600] for path in files if path.suffix == ".html")
        rows.append(
            [
                count,
                pages_in(project / "site"),
                leads,
                len(files),
                megabytes(sum(path.stat().st_size for path in files)),
                megabytes(sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)),
                megabytes(sum(path.stat().st_size for path in (project / "data").rglob("*") if path.is_file())),
            ]
        )
        say(f"{count} iterations: {rows[-1][3]} files, {rows[-1][4]}")
    heads = ["iterations", "pages", "pages that lead on", "files", "the site", "the same, gzip", "data/"]
    return table(heads, rows)


def megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
