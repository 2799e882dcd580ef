"""Whole pages as they came out of the last build, words and shell: one of which nothing differs is not put together
again.

`kept` has what became of a page's words. Here is the page with everything around them, for a version that changes
often. A page is found again if all that was asked for it is the same: its words, what is known of it, and the
fingerprint of what the shell tells on every page (`fingerprint.around`). Knows nothing of MkDocs.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros.history.fingerprints import digest_of


@dataclass(repr=False)
class WholePages:
    """The pages of one version: those of the last build, and those of this one. Each with the digest of what it was
    made of."""

    file: Path
    around: str
    last: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    now: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    @classmethod
    def opened(cls, file: Path, around: str) -> WholePages:
        """What a file holds; nothing if there is none, if it cannot be read, or if something else stood around the
        pages."""
        with contextlib.suppress(Exception):  # whatever is wrong with a file in a cache, everything is made again
            stood, last = pickle.loads(file.read_bytes())
            if stood == around:
                return cls(file, around, last)
        return cls(file, around)

    def asked(self, *what: Any) -> str:
        """The digest of what a page is made of, besides what stands around it."""
        return digest_of(what)

    def find(self, path: str, asked: str) -> bytes | None:
        """A page as it came out last time, if it would come out the same."""
        known = self.last.get(path)
        if known is None or known[0] != asked:
            return None
        self.now[path] = known
        return known[1]

    def keep(self, path: str, asked: str, page: bytes) -> None:
        """Remember a page that had to be put together."""
        self.now[path] = asked, page

    def save(self) -> None:
        """Write what this build knows, if it is something else. A disk that refuses is no matter."""
        if self.now == self.last:
            return
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.file.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(pickle.dumps((self.around, self.now), 5))
            fresh.replace(self.file)
