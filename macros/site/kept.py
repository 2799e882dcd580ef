"""Pages as they came out of the last build: one whose words are the same is not rendered again.

What becomes of a page's Markdown depends on the program, and on whether the pages and files that it links to are there.
A build that went well found all of them, so a page is found again for the same Markdown and the same program, as long
as nothing has gone that it may link to. Knows nothing of MkDocs: `mkdocs_hooks` asks for pages and hands them over.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any


@dataclass(frozen=True)
class Rendered:
    """A page's HTML; its headings, one within the other; its anchors;
    and the anchors of other pages that it links to."""

    html: str
    headings: list[dict[str, Any]]
    anchors: list[str]
    links: dict[str, dict[str, str]]


@dataclass(repr=False)
class KeptPages:
    """The pages of one version: those of the last build, and those of this one."""

    file: Path
    made_with: str
    last: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Any] = field(default_factory=dict)
    there: list[str] = field(default_factory=list)
    was_there: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    rendered: int = 0

    @classmethod
    def opened(cls, file: Path, made_with: str) -> KeptPages:
        """What a file holds, if the same program made it; nothing if there is none, or if it cannot be read."""
        try:
            held = json.loads(file.read_text("utf-8"))
            if held["made with"] == made_with:
                return cls(file, made_with, held["pages"], was_there=held["there"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return cls(file, made_with)

    def following(self, made_with: str) -> KeptPages:
        """What the next build in this process finds: all that this one knows, if the same program builds it."""
        if made_with != self.made_with:
            return KeptPages(self.file, made_with)
        return KeptPages(self.file, made_with, {**self.last, **self.now}, was_there=self.there)

    def meet(self, there: Iterable[str]) -> None:
        """Say which pages and files there are in this build.
        What has gone since the last one is remembered by its name."""
        self.there = sorted(there)
        self.gone = {PurePosixPath(path).stem for path in set(self.was_there).difference(self.there)}

    def find(self, path: str, markdown: str) -> Rendered | None:
        """A page as it came out last time, if it would come out the same.

        One that has the name of something that is gone anywhere in its words may link to it:
        it is rendered, and complains.
        """
        if path in self.now and self.now[path]["of"] == _digest(markdown):  # rendered ahead, in this build
            return Rendered(**self.now[path]["page"])
        known = self.last.get(path)
        if known is None or known["of"] != _digest(markdown) or any(name in markdown for name in self.gone):
            return None
        self.now[path] = known
        return Rendered(**known["page"])

    def keep(self, path: str, markdown: str, page: Rendered) -> None:
        """Remember a page that had to be rendered."""
        self.rendered += 1
        self.now[path] = {"of": _digest(markdown), "page": asdict(page)}

    def save(self) -> None:
        """Write what this build knows. Only for a build that went well:
        a page with a broken link must be rendered, and complain, again."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(f".{os.getpid()}")  # two builds at once must not meet in one file
        fresh.write_text(
            json.dumps({"made with": self.made_with, "there": self.there, "pages": self.now}), "utf-8", newline="\n"
        )
        fresh.replace(self.file)


def _digest(markdown: str) -> str:
    return hashlib.sha256(markdown.encode()).hexdigest()
