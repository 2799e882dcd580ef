"""A comparison of two iterations as people read it: what became of each element, and because of which change.

`comparing` finds the differences; here each is given the words of the change lists between the two
iterations, so that a split is told as a split and not as one gone and two come.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from macros.changelists import EXPLAINS
from macros.codelists import CHANGE_KIND
from macros.comparing import GLOSSARY, Difference, word_by_word
from macros.history import History
from macros.loading import LoadedIteration, version_key
from macros.model import Change
from macros.pages import SECTIONS, TEMPLATES

PLAIN_LABEL = {"added": "added", "retired": "retired", "words": "reworded", "title": "renamed", "id": "renamed", "place": "moved"}
"""What a difference is called when no change names it: when an older iteration is compared with a newer one, say."""

KIND_TITLES = {"iteration": "The framework as a whole", "activity": "Activities", "term": "Glossary"} | {
    kind: words[1] for kind, words in SECTIONS.items() if kind not in ("activity", "iteration")}


@dataclass(frozen=True)
class Compared:
    """One element that differs: how, what it is called, and the changes that say why."""

    difference: Difference
    labels: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """Two iterations side by side, ready to be shown in any form."""

    before: LoadedIteration
    after: LoadedIteration
    items: tuple[Compared, ...]

    @property
    def forward(self) -> bool:
        """Whether the comparison runs from the older to the newer."""
        return version_key(self.before.version) < version_key(self.after.version)

    def counts(self) -> list[tuple[str, int]]:
        """How many elements there are of each kind of change, in the order of the vocabulary."""
        counted = Counter(label for item in self.items for label in item.labels)
        return [(label, counted[label]) for label in CHANGE_KIND if counted[label]]

    def by_kind(self) -> list[tuple[str, str, list[Compared]]]:
        """The items by kind of element: the kind, its title, and its items."""
        kinds: dict[str, list[Compared]] = {}
        for item in self.items:
            kinds.setdefault(item.difference.kind, []).append(item)
        return [(kind, KIND_TITLES[kind], items) for kind, items in kinds.items()]

    def by_reason(self) -> list[tuple[Change | None, list[Compared]]]:
        """Every change that says why, in the order in which changes are told, with its items; last, the items without one.

        An item that several changes explain stands once, under the one that has least to show.
        """
        rows: dict[str, list[Compared]] = {change.id: [] for change in self.because()}
        for item in sorted((item for item in self.items if item.changes), key=lambda item: len(item.changes)):
            min((rows[change.id] for change in item.changes), key=len).append(item)
        alone = [item for item in self.items if not item.changes]
        return [*((change, sorted(rows[change.id], key=self.items.index)) for change in self.because()), *([(None, alone)] if alone else [])]

    def because(self) -> list[Change]:
        """The changes between the two, in the order in which they are told."""
        seen: dict[str, Change] = {}
        for item in self.items:
            for change in item.changes:
                seen.setdefault(change.id, change)
        return sorted(seen.values(), key=lambda change: (change.order, change.id))

    def summary(self) -> str:
        """One line that a board could read: 12 added, 4 strengthened, 1 retired."""
        return ", ".join(f"{count} {CHANGE_KIND[label].title.lower()}" for label, count in self.counts()) or "no difference"


def compare_iterations(history: History, before: str, after: str) -> Comparison:
    """Compare two iterations by version. Raises `LookupError` for a version that does not exist."""
    iterations = history.handbook.iterations
    for version in (before, after):
        if version not in iterations:
            raise LookupError(f"There is no iteration {version}. There are: {', '.join(iterations)}.")
    older, newer = sorted((before, after), key=version_key)
    between = [i for i in iterations.values() if version_key(older) < version_key(i.version) <= version_key(newer)]
    changes = [change for iteration in between for change in iteration.changes.values()] if older == before else []
    return Comparison(iterations[before], iterations[after],
                      tuple(_with_reasons(difference, changes) for difference in history.compare(before, after)))


def _with_reasons(difference: Difference, changes: list[Change]) -> Compared:
    names = {difference.id, difference.before_id or difference.id} | ({GLOSSARY} if difference.kind == "term" else set())
    naming = [change for change in changes if names & {*change.elements, *change.before} and EXPLAINS[change.kind] & difference.kinds]
    labels = [change.kind for change in naming]
    explained = set().union(*(EXPLAINS[change.kind] for change in naming)) if naming else set()
    labels += [PLAIN_LABEL[kind] for kind in sorted(difference.kinds - explained)]
    return Compared(difference, tuple(dict.fromkeys(labels)), tuple(naming))


def as_data(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain data, for JSON."""
    return {
        "before": comparison.before.version, "after": comparison.after.version, "summary": dict(comparison.counts()),
        "differences": [{
            "id": item.difference.id, "before_id": item.difference.before_id, "kind": item.difference.kind, "title": item.difference.title,
            "changes": list(item.labels), "because": [{"id": change.id, "summary": change.summary, "feedback": change.feedback} for change in item.changes],
            "fields": [{"name": field.name, "before": field.before, "after": field.after} for field in item.difference.fields],
        } for item in comparison.items],
    }


def as_text(comparison: Comparison, form: str) -> str:
    """A comparison as text for a terminal (`text`) or as Markdown (`markdown`). Without colour: what went is
    in [- -], what came in {+ +}."""
    env = Environment(loader=FileSystemLoader(TEMPLATES / "text"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    env.globals.update(word_by_word=word_by_word, titles=CHANGE_KIND)
    return env.get_template({"text": "comparison.txt.j2", "markdown": "comparison.md.j2"}[form]).render(comparison=comparison)
