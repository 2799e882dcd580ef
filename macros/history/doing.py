"""What to do differently between two iterations, by object: what somebody who worked from the older one has to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from macros.history.comparing import FRAMEWORK, GLOSSARY, parts
from macros.history.history import History
from macros.model.handbook import LoadedIteration, version_key
from macros.model.kinds import KINDS
from macros.model.marks import plain
from macros.model.records import Change


@dataclass(frozen=True)
class Thing:
    """Something that a change is about, as the later iteration has it; `here` says whether that still has it."""

    id: str
    kind: str
    title: str
    here: bool


@dataclass(frozen=True)
class ToDo:
    """One thing to do differently: the change that asks for it, in which iteration, and what it is about."""

    version: str
    change: Change
    now: str
    about: tuple[Thing, ...]

    @property
    def name(self) -> str:
        """The change, as data names it: 0.3/vision-has-a-test."""
        return f"{self.version}/{self.change.id}"


def to_do(history: History, before: str, after: str) -> list[ToDo]:
    """Everything that changed between two iterations and alters what a reader does, the oldest change first.

    A change that takes the place of an earlier one takes it for what both are about. What the later iteration has no
    more is left out, unless its going is the change. Backwards, there is nothing to do.
    """
    return list(history.once(("to do", before, after), lambda: tuple(_to_do(history, before, after))))


def unchanged(history: History, before: str, after: str) -> int:
    """How many changes between two iterations alter nothing that a reader does."""
    return sum(
        1
        for iteration in _between(history, before, after)
        for change in iteration.changes.values()
        if (said := history.handbook.what_to_do(iteration, change)) and said.does == "nothing"
    )


def by_thing(
    items: Iterable[ToDo], after: LoadedIteration
) -> list[tuple[str, list[tuple[tuple[Thing, ...], list[ToDo]]]]]:
    """The same by kind of element, and in it by what it is about, in the reading order of the later iteration."""
    activities = {activity.id: at for at, (_, activity) in enumerate(after.activities())}
    place = {**after.places_in_order(), **activities}
    order = {kind: at for at, kind in enumerate(KINDS)}
    rows: dict[tuple[Thing, ...], list[ToDo]] = {}
    for item in items:
        rows.setdefault(item.about, []).append(item)
    found: dict[str, list[tuple[tuple[Thing, ...], list[ToDo]]]] = {}
    for about in sorted(rows, key=lambda things: (order[things[0].kind], place.get(things[0].id, len(place)))):
        found.setdefault(about[0].kind, []).append((about, rows[about]))
    return list(found.items())


def to_do_rows(items: Iterable[ToDo]) -> list[dict[str, Any]]:
    """Things to do differently as plain data: the change, what to do now, and what it is about."""
    return [
        {
            "change": item.name,
            "now": plain(item.now),
            "about": [{"id": thing.id, "kind": thing.kind, "title": thing.title} for thing in item.about],
        }
        for item in items
    ]


def changes_told(history: History, iteration: LoadedIteration) -> list[Change]:
    """The changes of an iteration in order, each with whether it alters what a reader does: of one that was released
    before that was asked, what stands beside it."""
    found = []
    for change in sorted(iteration.changes.values(), key=lambda change: (change.order, change.id)):
        said = history.handbook.what_to_do(iteration, change)
        fields = ("does", "now", "replaces")
        found.append(change.model_copy(update={name: getattr(said, name) for name in fields}) if said else change)
    return found


def _between(history: History, before: str, after: str) -> list[LoadedIteration]:
    first, last = version_key(before), version_key(after)
    return [each for each in history.handbook.iterations.values() if first < version_key(each.version) <= last]


def _to_do(history: History, before: str, after: str) -> list[ToDo]:
    found: list[ToDo] = []
    for iteration in _between(history, before, after):
        for change in sorted(iteration.changes.values(), key=lambda change: (change.order, change.id)):
            said = history.handbook.what_to_do(iteration, change)
            if said is None or said.does != "differently" or not said.now:
                continue
            about = _about(history, change, iteration, after)
            gone = {thing.id for thing in about} | {
                thing.id for thing in _things(history, change.before, iteration, after)
            }
            found = [
                replace(earlier, about=tuple(thing for thing in earlier.about if thing.id not in gone))
                if earlier.name in said.replaces
                else earlier
                for earlier in found
            ]
            found.append(ToDo(iteration.version, change, said.now, tuple(about)))
    return [item for item in found if item.about]


def _about(history: History, change: Change, iteration: LoadedIteration, after: str) -> list[Thing]:
    """What a change is about, in reading order of kinds. What is gone since is left out, unless all of it is gone and
    the change says so."""
    things = list(_things(history, change.elements, iteration, after))
    there = [thing for thing in things if thing.here]
    kept = there or (things if change.kind == "retired" else [])
    order = {kind: at for at, kind in enumerate(KINDS)}
    return sorted(dict.fromkeys(kept), key=lambda thing: order[thing.kind])


def _things(history: History, ids: Iterable[str], iteration: LoadedIteration, after: str) -> Iterable[Thing]:
    """What some ids of an iteration are in a later one, through every name that they got."""
    for id_ in ids:
        if id_ in (GLOSSARY, FRAMEWORK):
            yield Thing(
                id_,
                "term" if id_ == GLOSSARY else "iteration",
                KINDS["term" if id_ == GLOSSARY else "iteration"].all,
                True,
            )
            continue
        part, here = parts(iteration).get(id_), True
        before = history.handbook.before(iteration)
        if part is None and before:
            part, here = parts(before).get(id_), False
        if part is None:
            continue
        for later in _between(history, iteration.version, after):
            now = parts(later)
            heir = now.get(part.id) or next((other for other in now.values() if part.id in other.was), None)
            part, here = heir or part, here if heir else False
        yield Thing(part.id, part.kind, plain(part.title), here)
