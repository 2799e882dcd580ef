"""Makes the documents of an iteration: which, from what was set before where the words are the same, and how big."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from macros.formats.books.contents import FOLDER, Shelf, documents_of, file_of
from macros.formats.books.printing import Made, Press
from macros.pages.edition import Edition

LIST = f"{FOLDER}list.json"
"""What documents a version has, for software: name, title, file, and of those that are made pages, size and digest."""


@dataclass
class Documents:
    """The documents of one iteration. Each is made when it is asked for, once."""

    edition: Edition
    cache: Path

    def __post_init__(self) -> None:
        self.shelf, self.press = Shelf(self.edition), Press(self.edition, self.cache)
        self.about = {file_of(self.edition, id_): (id_, title, kind) for id_, title, kind in documents_of(self.edition)}
        """Of each file: the name, the title and the kind of the document."""

    def make(self, file: str) -> Made:
        """A document by its file. Raises `KeyError` if the iteration has no such document."""
        return self.press.make(self.shelf.contents(*self.about[file]))

    def all(self, names: Iterable[str] = ()) -> dict[str, Made]:
        """All documents by their files, or those that are named. Raises `LookupError` for a name that there is not."""
        wanted = set(names)
        if unknown := wanted - {id_ for id_, _, _ in self.about.values()}:
            raise LookupError(
                f"There is no document {', '.join(sorted(unknown))}. "
                f"There are: {', '.join(id_ for id_, _, _ in self.about.values())}."
            )
        return {file: self.make(file) for file, (id_, _, _) in self.about.items() if not wanted or id_ in wanted}


def listed(edition: Edition, made: dict[str, Made]) -> bytes:
    """The list of a version's documents. Of those that are not made it says what they will be called."""
    rows = []
    for id_, title, kind in documents_of(edition):
        file = file_of(edition, id_)
        row: dict[str, object] = {"id": id_, "title": title, "kind": kind or "handbook", "file": file}
        if one := made.get(file):
            row |= {
                "pages": one.pages,
                "bytes": len(one.content),
                "sha256": hashlib.sha256(one.content).hexdigest(),
            }
        rows.append(row)
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
