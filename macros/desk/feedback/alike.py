"""What was said before in nearly the same words: in time that grows with the number of comments, no faster."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise

ALIKE = 0.9
"""From which likeness on (difflib's ratio, letter by letter) two pieces are shown as perhaps the same."""
SHARED = 0.6
"""How much of their words two pieces share at least, if they are alike."""
MOST_LOOKED_AT = 40
"""Pieces that hold the same rare word, of which we look at no more than this many."""
MOST_COMPARED = 10
LONG = 600
"""Letters from which on words are compared, and not letters: difflib is slow with long texts."""


class Alike:
    """Pieces of text by their telling words. Two that are alike share one of those, so only few need comparing."""

    def __init__(self) -> None:
        self._having: dict[str, list[str]] = {}
        self._ids: dict[str, str] = {}

    def add(self, key: str, id_: str) -> None:
        """Remember a piece, by the words that it is compared by."""
        if key in self._ids:
            return
        self._ids[key] = id_
        for word in _telling(key):
            having = self._having.setdefault(word, [])
            if len(having) < MOST_LOOKED_AT:
                having.append(key)

    def like(self, key: str) -> str:
        """The id of a piece that says nearly the same; empty if there is none."""
        found = Counter(other for word in _telling(key) for other in self._having.get(word, ()))
        for other, _ in found.most_common(MOST_COMPARED):
            if other != key and _are_alike(key, other):
                return self._ids[other]
        return ""


def _telling(key: str) -> list[str]:
    """The longest words of a text, so many that two texts that share most of their words share one of these."""
    words = sorted(set(key.split()), key=lambda word: (-len(word), word))
    return words[: len(words) - int(SHARED * len(words)) + 1]


def _are_alike(one: str, other: str) -> bool:
    if 2 * min(len(one), len(other)) <= ALIKE * (len(one) + len(other)):
        return False  # too different in length to be alike
    ours, theirs = one.split(), other.split()
    if min(len(ours), len(theirs)) >= 8:
        pairs = set(pairwise(ours)) & set(pairwise(theirs))
        if len(pairs) < 0.4 * max(len(ours), len(theirs)):
            return False  # the same words in another order; quick to see, and difflib is slow
    long = max(len(one), len(other)) > LONG
    matcher: SequenceMatcher[str] = SequenceMatcher(None, autojunk=False)
    matcher.set_seqs(ours if long else one, theirs if long else other)
    return matcher.quick_ratio() > ALIKE and matcher.ratio() > ALIKE
