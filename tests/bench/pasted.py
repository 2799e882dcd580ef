"""What somebody may paste into a text or hand in as a file: how long it takes to read, as it grows.

What is read once takes ten times as long for ten times the letters; what is read again and again takes a hundred
times. The suite reads the same texts, short: it tests what comes out, and no time.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from macros.basics.problems import Problems, did_you_mean
from macros.desk.feedback.gathering import read_feedback
from macros.history.fingerprints import canonical
from macros.model.marks import plain

from .tables import table

TEXTS: dict[str, Callable[[int], object]] = {
    "canonical, blank lines": lambda n: canonical("a" + "\n" * n + "b"),
    "canonical, blanks": lambda n: canonical("a" + " \n" * n + "b"),
    "canonical, items": lambda n: canonical("a\n\n- " * n),
    "plain, half open": lambda n: plain("*a " * n),
    "plain, closed": lambda n: plain("*a*" * n),
    "plain, both": lambda n: plain("**a *b " * n),
    "plain, citations": lambda n: plain("[@a," + " " * n),
    "a suggestion": lambda n: did_you_mean("x" * n, ["y" * 30] * 50),
}

FILES: dict[str, Callable[[int], str]] = {
    "a.csv": lambda n: 'theme,said\nx,"' + "a dot " * n + '"\n',
    "b.txt": lambda n: "Page: " * n,
    "c.txt": lambda n: '{"format": "handbook-feedback/1" ' * n,
    "d.csv": lambda n: ('a,b,c,"d"e' + "\n") * n,
    "e.json": lambda n: "[" * n,
    "f.txt": lambda n: "- \n" * n + "x\n",
}
"""Files of feedback that nobody means well with."""


def read_file(path: Path) -> None:
    """Read a file of feedback; that it is refused in words is as good."""
    try:
        read_feedback(path)
    except Problems:
        pass


def as_table(sizes: tuple[int, int] = (10_000, 100_000)) -> str:
    """The seconds for each text and each file, at two sizes."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, work in TEXTS.items():
            rows.append([name, *(_seconds(work, size) for size in sizes)])
        for name, text in FILES.items():
            path = Path(folder) / name
            some = []
            for size in sizes:
                path.write_text(text(size), "utf-8")
                some.append(_seconds(read_file, path))
            rows.append([f"a file of feedback, `{name}`", *some])
    return table(["read", *(f"{size:,} times" for size in sizes)], rows)


def _seconds(work: Callable[[Any], object], given: Any) -> str:
    begun = time.process_time()
    work(given)
    return f"{time.process_time() - begun:.2f} s"
