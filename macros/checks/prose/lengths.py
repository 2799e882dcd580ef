"""How long each kind of text may be."""

from __future__ import annotations

from collections.abc import Iterable

from macros.basics.problems import Problem
from macros.checks.prose.passages import Passage
from macros.model.marks import plain

LONGEST = {"method": 260, "step": 2100, "how": 190, "briefing": 1700}
"""Words, at the most (voice.md): a tool's method fits a printed side, a step reads in about eight minutes, an
activity in one, a briefing at a sitting. The 45 of a glossary entry are `rules.check_terms`."""


LOOKED_UP = {"table", "pairs"}
"""The parts of a briefing that a reader looks something up in: they do not count towards its length."""


# -- length ---------------------------------------------------------------------------------------


def words_in(text: str) -> list[str]:
    """The words of a text as a reader counts them."""
    return [word for word in plain(text).split() if any(character.isalnum() for character in word)]


def check_lengths(texts: Iterable[Passage]) -> list[Problem]:
    """Methods, activities, steps and briefings that are longer than a reader has time for."""
    counted: dict[tuple[str, ...], tuple[Passage, int]] = {}
    for passage in texts:
        parts: list[tuple[str, ...]] = []
        if passage.kind == "step" or passage.kind == "briefing" and not LOOKED_UP.intersection(passage.path):
            parts.append((passage.file, passage.kind))
        if passage.kind == "tool" and passage.path[0] == "method":
            parts.append((passage.file, "method"))
        if passage.path[:1] == ("activities",) and passage.path[-1] == "how":
            parts.append((passage.file, "how", str(passage.path[1])))
        for part in parts:
            first, count = counted.get(part, (passage, 0))
            counted[part] = (first, count + len(words_in(passage.text)))
    names = {
        "method": "The method of this tool",
        "step": "This step",
        "how": "The `how` of this activity",
        "briefing": "This briefing",
    }
    return [
        Problem(
            first.file,
            first.line,
            f"{names[part[1]]} has {count} words.",
            f"Keep it to {LONGEST[part[1]]}, or make two of it.",
        )
        for part, (first, count) in counted.items()
        if count > LONGEST[part[1]]
    ]
