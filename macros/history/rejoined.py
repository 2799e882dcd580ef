"""Where a text is parted into paragraphs and points is white space, as in `comparing`: words that stand in one text as
they stood, in fewer or more lines, are not new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from macros.history.lines import Line, Where


def rejoined(lines: Sequence[Line], before: Sequence[Line], new: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """Those of the `new` lines of an element that its text said before in other lines, each with the lines of `before`
    that its words stood in."""
    wanted = set(new)
    if not wanted:
        return
    old = {_said(before, places): places for places in _texts(before)}
    for places in _texts(lines):
        there = old.get(_said(lines, places)) if wanted & set(places) else None
        if there is None or len(there) == len(places):
            continue  # not said, or parted alike: then a word is another because it stands elsewhere
        stretches = list(_stretches(before, there))
        for at, begins, ends in _stretches(lines, places):
            if at in wanted:
                yield at, [place for place, first, after in stretches if first < ends and begins < after]


def _texts(lines: Sequence[Line]) -> list[list[int]]:
    return [list(places) for _, places in groupby(range(len(lines)), key=lambda at: lines[at].within)]


def _said(lines: Sequence[Line], places: list[int]) -> tuple[Where, str]:
    return lines[places[0]].shape, " ".join(lines[at].key for at in places)


def _stretches(lines: Sequence[Line], places: list[int]) -> Iterator[tuple[int, int, int]]:
    """Each line, with the number of its first word in the text and that of the first word behind it."""
    begins = 0
    for at in places:
        yield at, begins, begins + lines[at].words
        begins += lines[at].words
