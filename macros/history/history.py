"""What became of every element and every address, across all iterations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from macros.basics.once import Once
from macros.history.comparing import Difference, compare, parts
from macros.model.handbook import Handbook, LoadedIteration, version_key
from macros.model.records import Change


@dataclass(frozen=True)
class Event:
    """One thing that happened to an element: in which iteration, how it differs, and the changes that explain it."""

    iteration: LoadedIteration
    difference: Difference | None
    changes: tuple[Change, ...]


Mark = Literal["", "new", "changed"]


class History(Once):
    """The whole past of a handbook, worked out once and asked many times."""

    def __init__(self, handbook: Handbook):
        self.handbook = handbook
        self._names = {iteration.version: parts(iteration) for iteration in handbook.iterations.values()}

    def compare(self, before: str, after: str) -> tuple[Difference, ...]:
        """Every difference between two iterations, by their versions."""
        known = self.handbook.iterations
        return self.once((before, after), lambda: tuple(compare(known[before], known[after])))

    def title(self, id_: str, iteration: LoadedIteration) -> str:
        """What an element or an activity was called in some iteration; where that has it no more, what the last one
        that had it called it; or its id if it never had a title."""
        earlier: LoadedIteration | None = iteration
        while earlier is not None:
            if id_ in self._names[earlier.version]:
                return self._names[earlier.version][id_].title
            earlier = self.handbook.before(earlier)
        return id_.replace("-", " ")

    def called(self, id_: str, iteration: LoadedIteration) -> str:
        """What an iteration calls the thing that has an id in any other: itself, where it was never renamed or is not
        known there. A page that is written for every iteration may use any of the names."""
        here = self._names[iteration.version]
        return id_ if id_ in here else next((name for name in self._kin.get(id_, ()) if name in here), id_)

    @property
    def _kin(self) -> dict[str, list[str]]:
        """All names that a thing has had, by each of them."""

        def work() -> dict[str, list[str]]:
            kin: dict[str, list[str]] = {}
            for names in self._names.values():
                for id_, part in names.items():
                    for was in part.was:
                        joined = list(dict.fromkeys([*kin.get(id_, [id_]), *kin.get(was, [was])]))
                        kin |= dict.fromkeys(joined, joined)
            return kin

        return self.once("kin", work)

    def since_last(self, iteration: LoadedIteration) -> tuple[Difference, ...]:
        """What is different from the iteration that this one follows."""
        return self.compare(iteration.about.follows, iteration.version) if iteration.about.follows else ()

    def mark(self, iteration: LoadedIteration, id_: str) -> Mark:
        """`new` or `changed` if an element is so since the iteration before; otherwise nothing."""
        kinds: set[str] = set()
        activities = {activity.id for step, activity in iteration.activities() if step.id == id_}
        for difference in self.since_last(iteration):
            if difference.id == id_:
                kinds |= difference.kinds
            elif difference.id in activities:
                kinds.add("words")
        return "" if not kinds or not iteration.about.follows else "new" if "added" in kinds else "changed"

    def events(self, id_: str, until: LoadedIteration) -> list[Event]:
        """What happened to an element, the newest first, up to an iteration. Its earlier ids are followed."""
        found: list[Event] = []
        iteration: LoadedIteration | None = until
        while iteration is not None:
            difference = next((d for d in self.since_last(iteration) if d.id == id_ or d.before_id == id_), None)
            before = self.handbook.before(iteration)
            names = {id_, *([difference.before_id] if difference and difference.before_id else [])}
            names |= {activity.id for step, activity in iteration.activities() if step.id == id_}
            changes = tuple(
                sorted(
                    (change for change in iteration.changes.values() if names & {*change.elements, *change.before}),
                    key=lambda change: (change.order, change.id),
                )
            )
            if difference or changes:
                found.append(Event(iteration, difference, changes))
            elif before is None and id_ in self._names[iteration.version]:
                found.append(Event(iteration, None, ()))
            if difference and difference.before_id:
                id_ = difference.before_id
            iteration = before
        return found

    def fate(self, id_: str, seen_in: LoadedIteration) -> tuple[str, tuple[str, ...], tuple[Change, ...]]:
        """What became of an element that an iteration does not have.

        Returns one of `later`, `renamed`, `merged`, `split`, `retired`; the ids to read instead, those that
        there are in that iteration; and the changes that say why.
        """
        now = self._names[seen_in.version]
        for iteration in sorted(self.handbook.iterations.values(), key=lambda item: version_key(item.version)):
            if version_key(iteration.version) > version_key(seen_in.version):
                break
            for part in self._names[iteration.version].values():
                if id_ in part.was:
                    named = self.called(id_, seen_in)  # it may have been renamed again since
                    kept = (named,) if named in now else ()
                    return ("renamed", kept, self._about(id_, seen_in))
        for change in self._about(id_, seen_in):
            heirs = tuple(element for element in change.elements if element != id_ and element in now)
            if change.kind in ("merged", "split", "renamed") and heirs:
                return ("split" if change.kind == "split" else "merged", heirs, (change,))
        ever = any(
            id_ in self._names[iteration.version]
            for iteration in self.handbook.iterations.values()
            if version_key(iteration.version) < version_key(seen_in.version)
        )
        if ever:
            return ("retired", (), self._about(id_, seen_in))
        return ("later", self._earlier_name(id_, seen_in), ())

    def _earlier_name(self, id_: str, seen_in: LoadedIteration) -> tuple[str, ...]:
        """The id under which an older iteration has what a newer one calls by another, if it has it."""
        for names in self._names.values():
            if id_ in names:
                for was in names[id_].was:
                    if was in self._names[seen_in.version]:
                        return (was,)
        return ()

    def _about(self, id_: str, until: LoadedIteration) -> tuple[Change, ...]:
        return tuple(
            change
            for iteration in self.handbook.iterations.values()
            if version_key(iteration.version) <= version_key(until.version)
            for change in iteration.changes.values()
            if id_ in change.elements or id_ in change.before
        )

    def newest_with(self, id_: str) -> LoadedIteration | None:
        """The newest released iteration that has an element under this id; the draft if none has."""
        having = [i for i in self.handbook.iterations.values() if id_ in i.ids()]
        released = [i for i in having if not i.is_draft]
        return released[-1] if released else having[-1] if having else None
