"""The strip at the head of a case: its years as a line, and who of those named is in the contract and who is not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from macros.basics.dates import date_parts
from macros.model.strips import Term

YEAR = 12

_MARKS = r"<[^>]*>|\]\((?:[^()\"]|\"[^\"]*\")*\)|\{[^{}]*\}"
"""Marks within words, as that of a citation: a name that stands in one (in its title) is left alone."""


@dataclass(frozen=True)
class Line:
    """A line of years: all places in months from its left. `years` are the marks of new years; `agreed`, `ran` and
    `more` are from and to: the term agreed, how long it ran (if it is known to have ended), and what could be added."""

    first: int
    last: int
    long: int
    prepared: int
    years: tuple[int, ...]
    starts: int
    agreed: tuple[int, int] | None
    ran: tuple[int, int] | None
    more: tuple[int, int] | None


def line(term: Term) -> Line:
    """The line of a term. A date of which only the year is known stands at its beginning; an end, at the year's end."""
    starts = _month(term.starts)
    begins = min(_month(term.prepared) if term.prepared else starts, starts)
    ended = None if term.ended is None else _month(term.ended, last=True)
    agreed = starts + term.months if term.months else None
    most = starts + term.at_most if term.at_most else None
    end = max(each for each in (starts + 1, ended, agreed, most) if each is not None)
    return Line(
        begins // YEAR,
        (end - 1) // YEAR,
        end - begins,
        starts - begins,
        tuple(month - begins for month in range(begins + -begins % YEAR, end, YEAR) if month > begins),
        starts - begins,
        (starts - begins, agreed - begins) if agreed else None,
        (starts - begins, ended - begins) if ended else None,
        (agreed - begins, most - begins) if agreed and most else None,
    )


def _month(date: str, last: bool = False) -> int:
    """A month as a number. With `last`, its end, or that of the year if no more is known."""
    year, month, _ = date_parts(date)
    return int(year) * YEAR + int(month or (YEAR if last else 1)) - (0 if last else 1)


@dataclass(frozen=True)
class Piece:
    """A piece of words: a name that is `in` the contract, one that is `out` of it, or what stands between them."""

    words: Markup
    place: str = ""


def pieces(words: Markup, inside: Iterable[Markup], outside: Iterable[Markup]) -> list[Piece]:
    """Words of a case, parted at the names that are in the contract and at those that are not."""
    places = {str(name): "in" for name in inside} | {str(name): "out" for name in outside}
    if not places:
        return [Piece(words)]
    longest_first = "|".join(re.escape(name) for name in sorted(places, key=len, reverse=True))
    found, after = [], 0
    for name in re.finditer(rf"{_MARKS}|(?<!\w)({longest_first})(?!\w)", words):
        if name[1]:
            found += [Piece(Markup(words[after : name.start()])), Piece(Markup(name[1]), places[name[1]])]
            after = name.end()
    return [piece for piece in (*found, Piece(Markup(words[after:]))) if piece.words]
