"""Entries of the change list, proposed from what differs and is not explained yet. Why, a person must say."""

from __future__ import annotations

from dataclasses import dataclass, field

from macros.checks.changelists import left_unexplained
from macros.history.comparing import GLOSSARY, Difference
from macros.model.handbook import Handbook

CHOICES = (
    ("added", {"added"}),
    ("retired", {"retired"}),
    ("renamed", {"id", "title"}),
    ("reworded", {"words", "title"}),
    ("moved", {"place"}),
)
"""Kinds of change in the order in which they are proposed, and what each of them explains."""


@dataclass
class Proposal:
    """One entry: its kind, the elements that it names with what they were, and what is to be said in it."""

    name: str
    kind: str
    elements: list[str]
    before: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What a person has to put into words."""
        what = f" (fields: {', '.join(self.fields)})" if self.fields else ""
        return f"TODO: say what is {WORDS[self.kind]} in {', '.join(self.titles)}{what}."


WORDS = {"added": "new", "retired": "gone", "renamed": "called otherwise", "reworded": "different", "moved": "moved"}


def proposals(handbook: Handbook) -> list[Proposal]:
    """What has to be told still: an entry for each element and kind of change, and one for all terms of a kind."""
    found: list[Proposal] = []
    terms: dict[str, Proposal] = {}
    for difference, left in left_unexplained(handbook):
        for kind in _kinds(left):
            if difference.kind == "term":
                entry = terms.setdefault(kind, Proposal(f"glossary-{kind}", kind, [GLOSSARY]))
                entry.titles.append(difference.title)
            else:
                found.append(_of(difference, kind))
    return [*found, *terms.values()]


def _of(difference: Difference, kind: str) -> Proposal:
    other = difference.before_id if difference.before_id != difference.id else None
    return Proposal(
        f"{difference.id}-{kind}",
        kind,
        [difference.id],
        [other] if other and kind == "renamed" else [],
        [difference.title],
        [each.name for each in difference.fields if each.name != "title"] if kind == "reworded" else [],
    )


def _kinds(left: set[str]) -> list[str]:
    """The fewest kinds of change that explain what is left, a new title with new words as one."""
    kinds, left = [], set(left)
    if left == {"words", "title"}:
        return ["reworded"]
    for kind, explains in CHOICES:
        if left & explains:
            kinds.append(kind)
            left -= explains
    return kinds
