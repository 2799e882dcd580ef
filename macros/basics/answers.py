"""Answers that were worked out in an earlier run, by what was asked: for what is dear to work out and seldom
changes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from macros.basics.digests import program


class Answers:
    """Answers by question. With a file, those of the last run are known, as long as the same program gave them."""

    def __init__(self, file: Path | None = None):
        self.file = file
        self.last: dict[str, Any] = {}
        self.now: dict[str, Any] = {}
        with contextlib.suppress(Exception):  # whatever is wrong with a file in a cache, everything is asked again
            made_with, last = pickle.loads(file.read_bytes()) if file else ("", {})
            if made_with == program():
                self.last = last

    def once(self, what: str, asked: Any, work: Callable[[], Any]) -> Any:
        """The answer to a question. `asked` is all that the answer depends on besides the program; nobody may change
        what comes out."""
        key = hashlib.sha256(f"{what} {asked!r}".encode()).hexdigest()
        if key not in self.now:
            self.now[key] = self.last[key] if key in self.last else work()
        return self.now[key]

    def save(self) -> None:
        """Keep what was asked in this run. A disk that refuses is no matter."""
        if self.file and self.now.keys() != self.last.keys():
            with contextlib.suppress(OSError):
                self.file.parent.mkdir(parents=True, exist_ok=True)
                fresh = self.file.with_suffix(f".{os.getpid()}")
                fresh.write_bytes(pickle.dumps((program(), self.now), 5))
                fresh.replace(self.file)
        self.last.update(self.now)
