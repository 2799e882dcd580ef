"""What has been read: an iteration with the place of everything in it, and all iterations together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros import model
from macros.basics.dates import latest
from macros.basics.once import Once
from macros.model.yamlfiles import YamlFile


@dataclass(frozen=True)
class Place:
    """Where an item's words stand: its file, and its path within the file."""

    file: YamlFile
    path: tuple[str | int, ...] = ()

    def line(self, path: tuple[str | int, ...] = ()) -> int:
        """The line of a value within the item."""
        return self.file.line_of((*self.path, *path))

    def value(self, path: tuple[str | int, ...]) -> Any:
        """A value within the item as it is written; nothing if it is not there."""
        found: Any = self.file.values
        for part in (*self.path, *path):
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                return None
        return found


@dataclass(repr=False, eq=False)
class LoadedIteration(Once):
    """One iteration, as read: what it says of itself, its elements, terms, sources and changes."""

    folder: Path
    about: model.Iteration
    elements: dict[str, model.Element] = field(default_factory=dict)
    terms: dict[str, model.Term] = field(default_factory=dict)
    sources: dict[str, model.Source] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    """The figures that its texts name, as they are given or added up: see `values`."""
    papers: dict[str, Any] = field(default_factory=dict)
    """The papers for those who decide, whose parts are filled in from the tools: see `papers`."""
    changes: dict[str, model.Change] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    files: list[YamlFile] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Names of files that could not be read or do not fit the model, and every id in them:
    what they hold is not known, so it is not missed."""
    knows_itself: bool = True
    """Whether its iteration.yml could be read. If not, it has no version, and stands in no handbook."""
    digest: str = ""
    """Of a released one: the digest of its files' bytes, as they were when it was read."""
    passed: str = ""
    """For which bytes, of this iteration and of the one before, every check of it has passed."""

    @property
    def version(self) -> str:
        return self.about.version

    @property
    def is_draft(self) -> bool:
        return self.about.status == "draft"

    def of(self, kind: str) -> list[Any]:
        """The elements of a kind in reading order: by their own order, then by title."""
        return list(self.once("kinds", self._in_order).get(kind, ()))

    def _in_order(self) -> dict[str, list[model.Element]]:
        kinds: dict[str, list[model.Element]] = {}
        for element in self.elements.values():
            kinds.setdefault(element.kind, []).append(element)
        for elements in kinds.values():
            elements.sort(key=lambda element: (getattr(element, "order", 99), element.title.casefold()))
        return kinds

    def activities(self) -> list[tuple[model.Step, model.Activity]]:
        """Every activity with its step, in reading order."""
        return self.once(
            "activities", lambda: [(step, activity) for step in self.of("step") for activity in step.activities]
        )

    def records(self) -> Iterator[tuple[Any, Place, str]]:
        """Every record with its place and its kind; activities within their step."""
        for element in self.elements.values():
            yield element, self.places[element.kind, element.id], element.kind
        for kind, group in (("term", self.terms), ("source", self.sources), ("paper", self.papers)):
            for item in group.values():
                yield item, self.places[kind, item.id], kind
        yield self.about, self.places["iteration", "iteration"], "iteration"
        for change in self.changes.values():
            yield change, self.places["change", change.id], "change"

    def may_hold(self, id_: str, kinds: tuple[str, ...]) -> bool:
        """Whether what could not be read may hold an id: then nobody is told that it is missing."""
        return (
            id_ in self.unread
            or ("source" in kinds and "sources" in self.unread)
            or ("term" in kinds and "glossary" in self.unread)
            or ("activities" in self.unread and ("activity" in kinds or "workshop" in kinds))  # links name no kind
        )

    def ids(self) -> dict[str, str]:
        """The kind of every id that can be linked: elements and activities."""
        return self.once(
            "ids",
            lambda: {
                **{element.id: element.kind for element in self.elements.values()},
                **{activity.id: "activity" for _, activity in self.activities()},
            },
        )

    def places_in_order(self) -> dict[str, int]:
        """The place of each element among those of its kind."""
        return self.once(
            "places",
            lambda: {
                element.id: place
                for elements in self.once("kinds", self._in_order).values()
                for place, element in enumerate(elements)
            },
        )


@dataclass(repr=False, eq=False)
class Handbook:
    """Everything: all iterations, oldest first, and the workshops."""

    root: Path
    iterations: dict[str, LoadedIteration]
    workshops: dict[str, model.Workshop]
    workshop_places: dict[str, Place]
    errata: dict[str, model.Erratum] = field(default_factory=dict)
    errata_places: dict[str, Place] = field(default_factory=dict)
    readings: dict[str, model.Reading] = field(default_factory=dict)
    reading_places: dict[str, Place] = field(default_factory=dict)
    done_since: dict[str, model.DoneSince] = field(default_factory=dict)
    """What readers do differently since each released iteration, by its version."""
    done_since_places: dict[str, Place] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Names of workshops that could not be read, and every id in them, as in an iteration."""

    @property
    def draft(self) -> LoadedIteration:
        return next(iteration for iteration in self.iterations.values() if iteration.folder.name == "draft")

    @property
    def released(self) -> list[LoadedIteration]:
        return [iteration for iteration in self.iterations.values() if not iteration.is_draft]

    @property
    def latest(self) -> LoadedIteration:
        """The newest released iteration; the draft while nothing has been released."""
        return self.released[-1] if self.released else self.draft

    def before(self, iteration: LoadedIteration) -> LoadedIteration | None:
        """The iteration that this one follows."""
        return self.iterations.get(iteration.about.follows or "")

    def after(self, iteration: LoadedIteration) -> LoadedIteration | None:
        """The iteration that follows this one."""
        return next((other for other in self.iterations.values() if other.about.follows == iteration.version), None)

    def what_to_do(self, iteration: LoadedIteration, change: model.Change) -> model.Change | model.WhatToDo | None:
        """What says whether a change alters what a reader does: the change itself, or the list beside its frozen
        iteration. None if neither does."""
        if change.does:
            return change
        beside = self.done_since.get(iteration.version)
        return next((each for each in beside.changes if each.id == change.id), None) if beside else None

    def folder_name(self, iteration: LoadedIteration) -> str:
        """Its address at the site's root: the version, or `draft` for the one being worked on."""
        return "draft" if iteration.is_draft else iteration.version

    def written_now(self) -> Iterator[tuple[Any, Place, str]]:
        """Every record that people still write, with its place and its kind: those of the draft, the workshops, and
        what is to be done since a release."""
        yield from self.draft.records()
        for workshop in self.workshops.values():
            yield workshop, self.workshop_places[workshop.id], "workshop"
        for done in self.done_since.values():
            yield done, self.done_since_places[done.id], "what-to-do"

    def feedback(self) -> dict[str, tuple[model.Workshop, model.Feedback]]:
        """Every piece of feedback by id, with its workshop."""
        return {item.id: (workshop, item) for workshop in self.in_time() for item in workshop.feedback}

    def in_time(self) -> list[model.Workshop]:
        """Workshops by date."""
        return sorted(self.workshops.values(), key=lambda workshop: (workshop.date, workshop.id))

    def running(self, iteration: LoadedIteration, session_id: str) -> list[model.Workshop]:
        """The workshops that run a session as an iteration has it, by date."""
        return [each for each in self.in_time() if (each.session, each.shown) == (session_id, iteration.version)]

    def to_come(self, today: dt.date) -> list[model.Workshop]:
        """The meetings that are not over on a day, soonest first. One of which only the month is known may be on its
        last day."""
        return [each for each in self.in_time() if each.is_meeting and latest(each.date) >= today]


def version_key(version: str) -> tuple[int, ...]:
    """Sorts 0.10 after 0.9."""
    return tuple(int(part) for part in version.split("."))
