"""Two texts, word by word: what stayed, what went and what came."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")


WORD = re.compile(r"[\w£$€%]+(?:[’'\-.,:/][\w%]+)*")


def bare(text: str) -> list[str]:
    """The words of a text without punctuation and capitals: what two texts are compared by."""
    return [word.casefold().replace("’", "'") for word in WORD.findall(text)]


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed (`same`), came (`added`) or went (`removed`)."""

    what: str
    text: str


def word_by_word(before: str, after: str) -> list[Piece]:
    """Two texts as runs of words that stayed, went and came, in reading order.

    Punctuation stays with its word, and words are compared without it, so that a moved comma is
    not a difference. The text of `same` runs is that of `after`.
    """
    left, right = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    old, new = (["".join(bare(word)) or word.strip() for word in words] for words in (left, right))
    pieces: list[Piece] = []
    for same, i1, i2, j1, j2 in _runs(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if same:
            pieces.append(Piece("same", "".join(right[j1:j2])))
        else:
            if i2 > i1:
                pieces.append(Piece("removed", "".join(left[i1:i2])))
            if j2 > j1:
                pieces.append(Piece("added", "".join(right[j1:j2])))
    return pieces


def _runs(opcodes: Iterable[tuple[str, int, int, int, int]]) -> list[tuple[bool, int, int, int, int]]:
    """The runs of words that stayed and that changed, without coincidences.

    A run that stayed between two changes, each longer than it is, says nothing: an "and" or an "of the" that both
    texts happen to have. It is counted as changed, so that a reader meets whole phrases.
    """
    runs = [(what == "equal", i1, i2, j1, j2) for what, i1, i2, j1, j2 in opcodes]
    again = True
    while again:
        again = False
        for place in range(1, len(runs) - 1):
            (_, a1, a2, b1, b2), (same, i1, i2, _, _), (_, c1, c2, d1, d2) = runs[place - 1 : place + 2]
            if same and i2 - i1 < min(max(a2 - a1, b2 - b1), max(c2 - c1, d2 - d1)):
                runs[place - 1 : place + 2] = [(False, a1, c2, b1, d2)]
                again = True
                break
    return runs
