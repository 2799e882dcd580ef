"""Every passage that readers see, with its place: those of the data, and those of the hand-written pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.basics.files import read_text
from macros.basics.problems import Problem, shown_path
from macros.model.fields import Label, Names, Prose, Situation
from macros.model.handbook import Handbook
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
    for record, place, of in handbook.written_now():
        kind, id_ = _page_of(of, record, handbook.draft.version)
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
                        place.file.rows,
                        any(isinstance(mark, Label) for mark in marks),
                        any(isinstance(mark, Situation) for mark in marks),
                        any(isinstance(mark, Names) for mark in marks),
                    )
                )
    for shown, text in written_pages(handbook.root):
        if isinstance(text, str):
            found += written_passages(text, shown)
    return found


def written_pages(root: Path) -> Iterator[tuple[str, str | Problem]]:
    """Every hand-written page: the name of its file, and its text or why it cannot be read.
    Decisions are written for whoever works on the code, and are no pages."""
    for page in sorted((root / "docs").rglob("*.md")):
        if "adr" not in page.parts:
            yield shown_path(page, root), read_text(page, root, links=True)


def _page_of(kind: str, record: Any, version: str) -> tuple[str, str]:
    """The type and the id of the page on which a record is read."""
    pages = {"term": "glossary", "source": "sources", "iteration": version, "change": version}
    types = {"term": "glossary", "change": "iteration"}
    return types.get(kind, kind), pages.get(kind) or record.id


_OPENS = re.compile(r"\A---\n|```|\{\{|\{%|<|\{(?=[ :#.])|`|(?<=\])\(")


_CLOSES = {"---\n": "\n---\n", "```": "```", "{{": "}}", "{%": "%}", "<": ">", "{": "}", "`": "`", "(": ")"}
"""What a machine reads on a page, by how it begins: how it ends."""


def _without_machine(text: str) -> str:
    """A page without what a machine reads, its lines as they were. What is opened and never closed stays."""
    kept: list[str] = []
    never: set[str] = set()
    at = 0
    while opening := _OPENS.search(text, at):
        begins = opening[0]
        close = _CLOSES[begins]
        end = -1 if begins in never else text.find(close, opening.end())
        if end < 0:
            never.add(begins)
        if (
            end < 0
            or (begins == "<" and end == opening.end())
            or (begins == "{" and text.find("{", opening.end(), end) >= 0)
        ):
            kept.append(text[at : opening.end()])
            at = opening.end()
            continue
        end += len(close)
        kept += text[at : opening.start()], "\n" * text.count("\n", opening.start(), end) or " "
        at = end
    return "".join([*kept, text[at:]])


_STARTS = re.compile(r"\s*(?:#|\||[-*+]\s|\d+[.)]\s)")


def written_passages(text: str, file: str) -> Iterator[Passage]:
    """The paragraphs, headings, list items and table rows of a hand-written page, without its macros and marks."""
    rows = tuple(text.splitlines())
    bare = _without_machine(text).splitlines()
    start, found = 0, list[str]()
    for number, row in enumerate([*bare, ""], 1):
        if found and (not row.strip() or _STARTS.match(row)):
            block = " ".join(found)
            path = ("table",) if block.startswith("|") else ("heading",) if block.startswith("#") else ()
            yield Passage(file, start, "written", file, path, block, rows, is_label=bool(path))
            found = []
        if row.strip():
            start = start if found else number
            found.append(row.strip())
