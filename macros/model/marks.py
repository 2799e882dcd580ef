"""The three marks that our Markdown knows beside the usual ones: cite, link, inferred.

`[@source-id]`, `[@source-id, s.74(3)]`   cites a source, with a place in it
`[[element-id]]`, `[[element-id|words]]`  links to an element by id; the title is filled in
`[[term:light-touch-contract|words]]`     explains a word of the glossary where it stands
`[inferred]`                              says that the sentence is our reading, not the source's
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from macros.model.fields import ELEMENT_KINDS, Prose, Record, Refers
from macros.model.walking import values_of

CITE = re.compile(r"\[@(?P<id>[A-Za-z0-9-]+)(?:,\s*+(?P<place>[^\]\[]+))?\]")


LINK = re.compile(r"\[\[(?P<id>(?:term:)?[A-Za-z0-9-]+)(?:\|(?P<words>[^\]\[]+))?\]\]")


INFERRED = re.compile(r"\[inferred\]")


WEB_LINK = re.compile(r"\[(?P<words>[^\]\[]+)\]\((?P<url>(?:https?://|mailto:)[^\s()<>{}\"']+)\)")


_STARS = re.compile(r"\*+")


_SPACES, _BEFORE_STOP = re.compile(r"[ \t]+"), re.compile(r" ([.,;:])")


@dataclass(frozen=True)
class Mention:
    """Something that a record names: where in the record, the id, and the kinds that it may be."""

    path: tuple[str | int, ...]
    id: str
    kinds: tuple[str, ...]


def mentions(record: Record) -> tuple[Mention, ...]:
    """Everything that a record names, in fields and in its text."""
    return record.once("mentions", lambda: tuple(_mentions(record)))


def _mentions(record: Record) -> Iterator[Mention]:
    for path, value, marks in values_of(record):
        for mark in marks:
            if isinstance(mark, Refers):
                yield Mention(path, value, mark.kinds)
        if isinstance(value, str) and any(isinstance(mark, Prose) for mark in marks):
            for found in CITE.finditer(value):
                yield Mention(path, found["id"], ("source",))
            for found in LINK.finditer(value):
                named = found["id"]
                if named.startswith("term:"):
                    yield Mention(path, named.removeprefix("term:"), ("term",))
                else:
                    yield Mention(path, named, (*ELEMENT_KINDS, "workshop"))


def is_traced(text: str) -> bool:
    """Whether a text says where it comes from: a citation, or the mark that it is our reading."""
    return bool(CITE.search(text) or INFERRED.search(text))


def plain(text: Any) -> str:
    """Text without our marks and without emphasis: for titles, search, word counts and comparison."""
    if not isinstance(text, str):
        return str(text)
    text = unmarked(text)
    if "*" in text:
        marks = emphasis(text)
        text = "".join(letter for at, letter in enumerate(text) if at not in marks)
    return _BEFORE_STOP.sub(r"\1", _SPACES.sub(" ", text)).strip()


def unmarked(text: str) -> str:
    """Text without our marks, its white space left as it is."""
    if "[" not in text:  # most texts; and every page asks for many
        return text
    text = LINK.sub(lambda m: m["words"] or m["id"].removeprefix("term:").replace("-", " "), text)
    text = INFERRED.sub("", CITE.sub("", text))
    return WEB_LINK.sub(lambda m: m["words"], text)


def emphasis(text: str) -> set[int]:
    """The places of the asterisks that are marks of emphasis: one or two before a word, and as many behind one.

    Every other asterisk is a letter like any other: `7*7`, `see note *`. Each is looked at once.
    """
    marks: set[int] = set()
    for start, end in _lines(text):
        open_: list[tuple[int, int]] = []
        waiting = {1: 0, 2: 0}
        for found in _STARS.finditer(text, start, end):
            at, length = found.start(), len(found[0])
            if length > 2:
                continue
            before = text[at - 1] if at > start else " "
            behind = text[at + length] if at + length < end else " "
            if waiting[length] and not before.isspace() and not behind.isalnum():
                opened, of = open_.pop()
                while of != length:
                    waiting[of] -= 1
                    opened, of = open_.pop()
                waiting[length] -= 1
                marks.update((*range(opened, opened + length), *range(at, at + length)))
            elif not behind.isspace() and not before.isalnum():
                open_.append((at, length))
                waiting[length] += 1
    return marks


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)
