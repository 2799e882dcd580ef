"""What an element says, line by line: each paragraph, point and cell with its place.

`comparing` takes a field as one text, and `wordings` takes a row of a table as one passage, because those are read side
by side. Here each is taken apart as far as a reader can point at it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import StringConstraints

from macros.history.comparing import Part
from macros.history.wordbyword import bare
from macros.model.codelists import OneOf
from macros.model.fields import Apparatus, Record, Refers
from macros.model.marks import LINK, plain
from macros.model.walking import values_of

BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)")
"""Where a text of several paragraphs or points is taken apart."""


BULLET = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")


Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Line:
    """One paragraph, point or cell of an element. `key` is its words as they are compared, `shape` its place without
    numbers; of what stands in a row, as a cell or as a part of a rule, `row` is which. `written` is how it was written,
    where it has links: what those are called may change. `within` is which of the element's texts it is a part of."""

    field: str
    text: str
    key: str
    shape: Where
    row: Where = ()
    written: str = ""
    within: int = 0

    @property
    def column(self) -> str | int:
        """Of what stands in a row: its column."""
        return self.shape[-1]

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.key.count(" ") + 1


@dataclass(frozen=True)
class Titles:
    """What links are filled in with: what each thing is called now, and by which name it was known first, which is how
    words are compared. What got another name is the same thing."""

    now: dict[str, str]
    first: dict[str, str] = field(default_factory=dict)

    def shown(self, text: str) -> str:
        """A text as readers see it."""
        return plain(LINK.sub(lambda link: link["words"] or self.now.get(link["id"], link[0]), text))

    def compared(self, text: str) -> str:
        """The words of a text, as they are compared."""
        named = LINK.sub(lambda link: link["words"] or self.first.get(link["id"], link["id"]).replace("-", " "), text)
        return " ".join(bare(plain(named)))


def filled_in(line: Line, titles: Mapping[str, str]) -> str:
    """The words of a line, as they are compared, each link filled in with a title."""
    if not line.written:
        return line.key
    return " ".join(bare(plain(LINK.sub(lambda link: link["words"] or titles.get(link["id"], link[0]), line.written))))


def lines_of(part: Part, titles: Titles) -> list[Line]:
    """Every line of an element, in the order in which its fields are written; first its title."""
    if part.record is None:
        texts: Iterator[tuple[Where, str]] = (((name,), text) for name, text in part.words.items())
    else:
        texts = _told(part.record)
    found = []
    for number, (path, text) in enumerate(texts):
        shape, row = _shape(part.record, path)
        for passage in BREAK.split(text):
            words = " ".join(BULLET.sub("", passage).split())
            if key := titles.compared(words):
                written = words if LINK.search(words) else ""
                found.append(Line(str(path[0]), titles.shown(words), key, shape, row, written, number))
    return found


def _told(record: Record) -> Iterator[tuple[Where, str]]:
    """Every text of a record that readers read as words: its title too, and no code, no id and no bare setting."""
    title = getattr(record, "title", None)
    if title is not None:
        yield ("title",), title
    for path, value, marks in values_of(record):
        if any(isinstance(mark, (Refers, Apparatus, OneOf, StringConstraints)) for mark in marks):
            continue
        if isinstance(value, str) or ("example" in path and type(value) in (int, float, dt.date)):
            yield path, str(value)


def _shape(record: Record | None, path: Where) -> tuple[Where, Where]:
    """A place without numbers: an item of a list by its id, if it has one, and otherwise only as an item; a cell of a
    table by the heading above it. And the row, for what stands in one."""
    row: Where = ()
    match path:
        case (*_, "rows", int(), int()) | (*_, int(), str()):
            row = path[:-1]
    found: list[str | int] = []
    value: Any = record
    headings: list[str] = []
    for at, step in enumerate(path):
        if isinstance(step, int):
            in_row = row and at == len(path) - 1
            value = value[step]
            found.append(" ".join(bare(headings[step])) if in_row else getattr(value, "id", "*"))
        else:
            headings = getattr(value, "columns", headings) if step == "rows" else headings
            value = value[step] if isinstance(value, dict) else getattr(value, step, None)
            found.append(step)
    return tuple(found), row
