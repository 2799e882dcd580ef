"""A comparison of two iterations as people read it: what became of each element, and because of which change.

`comparing` finds the differences; here each is given the words of the change lists between the two
iterations, so that a split is told as a split and not as one gone and two come.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from macros.history.comparing import GLOSSARY, Difference, in_lines
from macros.history.doing import ToDo, to_do, unchanged
from macros.history.explains import EXPLAINS
from macros.history.history import History
from macros.model.codelists import CHANGE_KIND
from macros.model.handbook import LoadedIteration, version_key
from macros.model.kinds import KINDS
from macros.model.records import Change

PLAIN_LABEL = {
    "added": "added",
    "retired": "retired",
    "words": "reworded",
    "title": "renamed",
    "id": "renamed",
    "place": "moved",
}
"""What a difference is called when no change names it: when an older iteration is compared with a newer one, say."""


REASONS_TOLD = 25
"""A comparison with more reasons than this is told by kind of element, and leads to the change lists for why:
nobody reads that many headings."""


@dataclass(frozen=True)
class Compared:
    """One element that differs: how, what it is called, and the changes that say why."""

    difference: Difference
    labels: tuple[str, ...]
    changes: tuple[Change, ...]

    def reason_for(self, label: str) -> Change | None:
        """The newest change of a kind that says why, if one does."""
        return next((change for change in reversed(self.changes) if change.kind == label), None)


@dataclass(frozen=True)
class Comparison:
    """Two iterations side by side, ready to be shown in any form.
    `between` are those whose change lists say why, the newer of the two included; `to_do` is what to do differently
    with the newer one, and `alter_nothing` how many other changes ask for nothing."""

    before: LoadedIteration
    after: LoadedIteration
    items: tuple[Compared, ...]
    between: tuple[LoadedIteration, ...] = ()
    to_do: tuple[ToDo, ...] = ()
    alter_nothing: int = 0

    @property
    def told_by_reason(self) -> bool:
        """Whether it has few enough reasons to be told by them."""
        return len(self.because()) <= REASONS_TOLD

    def told_in(self, change: Change) -> str:
        """The version whose change list has a change."""
        return next(iteration.version for iteration in self.between if iteration.changes.get(change.id) is change)

    @property
    def forward(self) -> bool:
        """Whether the comparison runs from the older to the newer."""
        return version_key(self.before.version) < version_key(self.after.version)

    def counts(self) -> list[tuple[str, int]]:
        """How many elements there are of each kind of change, in the order of the vocabulary."""
        counted = Counter(label for item in self.items for label in item.labels)
        return [(label, counted[label]) for label in CHANGE_KIND if counted[label]]

    def by_kind(self) -> list[tuple[str, str, list[Compared]]]:
        """The items by kind of element, in the newer iteration's reading order: the kind, its title, and its items."""
        kinds: dict[str, list[Compared]] = {}
        steps = {step.id: step.order for step in self.after.of("step")}
        activities = sorted(self.after.activities(), key=lambda pair: steps[pair[0].id])
        place = {
            **self.after.places_in_order(),
            **{activity.id: place for place, (_, activity) in enumerate(activities)},
        }
        for item in sorted(self.items, key=lambda item: place.get(item.difference.id, len(place))):
            kinds.setdefault(item.difference.kind, []).append(item)
        return [
            (kind, KINDS[kind].all, kinds[kind]) for kind in dict.fromkeys(item.difference.kind for item in self.items)
        ]

    def by_reason(self) -> list[tuple[Change | None, list[Compared]]]:
        """Every change that says why, in the order in which changes are told, with its items;
        last, the items without one.

        An item that several changes explain stands once, under the one that has least to show.
        """
        rows: dict[str, list[Compared]] = {change.id: [] for change in self.because()}
        for item in sorted((item for item in self.items if item.changes), key=lambda item: len(item.changes)):
            min((rows[change.id] for change in item.changes), key=len).append(item)
        alone = [item for item in self.items if not item.changes]
        return [
            *((change, sorted(rows[change.id], key=self.items.index)) for change in self.because()),
            *([(None, alone)] if alone else []),
        ]

    def lines(self, items: list[Compared]) -> list[list[Compared]]:
        """Items as lines of a list: one to a line, but for a whole kind that came at once."""
        return in_lines(self.before, items, lambda item: item.difference.kind, lambda item: item.labels == ("added",))

    def because(self) -> list[Change]:
        """The changes between the two, in the order in which they are told."""
        seen: dict[str, Change] = {}
        for item in self.items:
            for change in item.changes:
                seen.setdefault(change.id, change)
        return sorted(seen.values(), key=lambda change: (change.order, change.id))

    def summary(self) -> str:
        """One line that a board could read: 12 added, 4 strengthened, 1 retired."""
        return (
            ", ".join(f"{count} {CHANGE_KIND[label].title.lower()}" for label, count in self.counts())
            or "no difference"
        )


def compare_iterations(history: History, before: str, after: str) -> Comparison:
    """Compare two iterations by version. Raises `LookupError` for a version that does not exist."""
    iterations = history.handbook.iterations
    for version in (before, after):
        if version not in iterations:
            raise LookupError(f"There is no iteration {version}. There are: {', '.join(iterations)}.")
    older, newer = sorted((before, after), key=version_key)
    between = [i for i in iterations.values() if version_key(older) < version_key(i.version) <= version_key(newer)]
    changes = (
        [
            (change, _terms_of(history, iteration) if GLOSSARY in change.elements else set())
            for iteration in between
            for change in iteration.changes.values()
        ]
        if older == before
        else []
    )
    return Comparison(
        iterations[before],
        iterations[after],
        tuple(_with_reasons(difference, changes) for difference in history.compare(before, after)),
        tuple(between),
        tuple(to_do(history, before, after)),
        unchanged(history, before, after),
    )


def _terms_of(history: History, iteration: LoadedIteration) -> set[str]:
    """The terms that are different in an iteration from the one before:
    what its changes mean when they name the glossary."""
    return {difference.id for difference in history.since_last(iteration) if difference.kind == "term"}


def _with_reasons(difference: Difference, changes: list[tuple[Change, set[str]]]) -> Compared:
    names = {difference.id, difference.before_id or difference.id}
    naming = [
        change
        for change, terms in changes
        if (names & {*change.elements, *change.before} or difference.id in terms)
        and EXPLAINS[change.kind] & difference.kinds
    ]
    labels = [change.kind for change in naming]
    explained = set().union(*(EXPLAINS[change.kind] for change in naming)) if naming else set()
    labels += [PLAIN_LABEL[kind] for kind in sorted(difference.kinds - explained)]
    return Compared(difference, tuple(dict.fromkeys(labels)), tuple(naming))
