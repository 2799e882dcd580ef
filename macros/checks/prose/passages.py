"""Every passage that readers see, with its place: those of the data, and those of the hand-written pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.basics.problems import Problem, Problems, shown_path
from macros.model.fields import Label, Names, Prose, Situation
from macros.model.handbook import Handbook, Place
from macros.model.walking import values_of


@dataclass(frozen=True)
class Passage:
    """One text for readers. `kind` and `id` name its page, `path` its place in the record,
    `rows` the lines of its file."""

    file: str
    line: int
    kind: str
    id: str
    path: tuple[str | int, ...]
    text: str
    rows: tuple[str, ...] = ()
    is_label: bool = False
    """Whether it is a name, a label, a table or a lawyer's drafting:
    spelled like the rest, and not measured for ease."""
    is_situation: bool = False
    """Whether it is what a reader may meet, be asked or fill in, and states nothing about the world."""
    is_names: bool = False
    """Whether it is a list of names, which are the same wherever they are named."""

    def line_of(self, words: str) -> int:
        """The line on which words of this passage stand, as near as can be told."""
        first = re.compile(rf"(?<!\w){re.escape(words.split()[0])}(?!\w)", re.I)
        return next(
            (number for number, row in enumerate(self.rows[self.line - 1 :], self.line) if first.search(row)), self.line
        )

    def problem(self, words: str, what: str, do: str) -> Problem:
        """A finding about some words of this passage."""
        return Problem(self.file, self.line_of(words), what, do)


# -- what there is to read ------------------------------------------------------------------------


def passages(handbook: Handbook) -> list[Passage]:
    """Every text that a reader sees in the draft, in the workshops and on the hand-written pages, in files' order."""
    found: list[Passage] = []
    rows = {
        file.shown: tuple(file.path.read_text("utf-8").splitlines())
        for file in (*handbook.draft.files, *(place.file for place in handbook.workshop_places.values()))
    }
    for record, place, kind, id_ in _records(handbook):
        for path, value, marks in values_of(record):
            prose = any(isinstance(mark, Prose) for mark in marks) or path[:2] == ("example", "values")
            words_of_others = kind == "source" and path[0] not in ("note", "read_via")
            if prose and isinstance(value, str) and not words_of_others:
                found.append(
                    Passage(
                        place.file.shown,
                        place.line(path),
                        kind,
                        id_,
                        path,
                        value,
                        rows[place.file.shown],
                        any(isinstance(mark, Label) for mark in marks),
                        any(isinstance(mark, Situation) for mark in marks),
                        any(isinstance(mark, Names) for mark in marks),
                    )
                )
    for page in sorted((handbook.root / "docs").rglob("*.md")):
        if "adr" not in page.parts:
            found += written_passages(page.read_text("utf-8"), shown_path(page, handbook.root))
    return found


def _records(handbook: Handbook) -> Iterator[tuple[Any, Place, str, str]]:
    """Every record of the draft, and every workshop: with its place, its page's type and its page's id."""
    draft = handbook.draft
    for element in draft.elements.values():
        yield element, draft.places[element.kind, element.id], element.kind, element.id
    for term in draft.terms.values():
        yield term, draft.places["term", term.id], "glossary", "glossary"
    for source in draft.sources.values():
        yield source, draft.places["source", source.id], "source", "sources"
    yield draft.about, draft.places["iteration", "iteration"], "iteration", draft.version
    for change in draft.changes.values():
        yield change, draft.places["change", change.id], "iteration", draft.version
    for workshop in handbook.workshops.values():
        yield workshop, handbook.workshop_places[workshop.id], "workshop", workshop.id


_MACHINE = re.compile(
    r"\A---\n.*?\n---\n|```.*?```|\{\{.*?\}\}|\{%.*?%\}|<[^>]+>|\{[ :#.][^{}]*\}|`[^`]*`|(?<=\])\([^)]*\)", re.S
)


_STARTS = re.compile(r"\s*(?:#|\||[-*+]\s|\d+[.)]\s)")


def written_passages(text: str, file: str) -> Iterator[Passage]:
    """The paragraphs, headings, list items and table rows of a hand-written page, without its macros and marks."""
    rows = tuple(text.splitlines())
    bare = _MACHINE.sub(lambda m: "\n" * m[0].count("\n") or " ", text).splitlines()
    start, block = 0, ""
    for number, row in enumerate([*bare, ""], 1):
        if block and (not row.strip() or _STARTS.match(row)):
            path = ("table",) if block.startswith("|") else ("heading",) if block.startswith("#") else ()
            yield Passage(file, start, "written", file, path, block, rows, is_label=bool(path))
            block = ""
        if row.strip():
            start = start if block else number
            block = f"{block} {row.strip()}".strip()


# -- spelling and voice ---------------------------------------------------------------------------


def _entries(path: Path) -> list[str]:
    """The lines of a word list, without remarks. Raises `Problems` where there is no list:
    the checks would pass for want of words."""
    if not path.is_file():
        raise Problems(
            [
                Problem(
                    path.as_posix(),
                    0,
                    "This word list is missing.",
                    "Bring it back from git: git checkout -- data/words",
                )
            ]
        )
    return [row.strip() for row in path.read_text("utf-8").splitlines() if row.strip() and not row.startswith("#")]
