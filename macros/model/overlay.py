"""Lays other words over iterations of the handbook: what a copy says in its own name, and what another language says.
What was read stays as it is: the results are iterations of their own, with the same files and therefore the same
digests."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol

from macros import model
from macros.basics.problems import Problem
from macros.model.handbook import Handbook, LoadedIteration, Place
from macros.model.loading import _is_copy, _load_list, _parse, _put
from macros.model.own import FOLDER, SOURCES, Own
from macros.model.values import in_words, unknown_names, worked_out
from macros.model.walking import bare as bare
from macros.model.yamlfiles import YamlFile

Path_ = tuple[str | int, ...]

UNTOUCHED = ("id", "was", "kind")
"""What no copy changes: addresses, links and history hold on to these."""


class Worded(Protocol):
    """One field in other words: what a copy or a language says of it, and whether it was written against what is
    said."""

    field: str
    placed: ClassVar[str]
    """The field of its own that holds the other words."""

    def fits(self, now: Any) -> bool:
        """Whether it was written against this."""

    def adopted(self, now: Any) -> bool:
        """Whether the handbook says the same by now."""


class Reworded(Protocol):
    """What a copy or a language says otherwise of one element."""

    @property
    def id(self) -> str: ...

    @property
    def fields(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Said:
    """One field as a copy says it, beside what the handbook says."""

    field: str
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class Clash:
    """A change that does not fit an iteration: the element is not there, its field is not there or may not be changed,
    or the handbook says something else by now than what the change was written against."""

    what: Literal["element", "field", "untouched", "words", "adopted"]
    altered: Any
    place: Place
    version: str
    index: int = 0
    """Which of its fields."""
    now: Any = None
    """What the handbook says there."""


@dataclass
class Laid:
    """One iteration with a copy's words laid over it, and what became of them."""

    iteration: LoadedIteration
    changed: dict[str, list[Said]] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    clashes: list[Clash] = field(default_factory=list)
    used: set[tuple[str, int]] = field(default_factory=set)
    """The changes that fitted, by element and number."""
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def over(cls, iteration: LoadedIteration, root: Path) -> tuple[Laid, dict[str, str]]:
        """An iteration ready to have words laid over it, which itself stays as it was read; and its figures in words,
        by the names that texts give them."""
        shown = replace(
            iteration,
            elements=dict(iteration.elements),
            sources=dict(iteration.sources),
            places=dict(iteration.places),
            files=list(iteration.files),
            unread=set(iteration.unread),
            digest="",
            passed="",
        )
        known, _ = worked_out(iteration.values, iteration.folder, root)
        return cls(shown), {id_: in_words(figure, iteration.values[id_].unit) for id_, figure in known.items()}


@dataclass
class Overlaid:
    """The handbook as a copy shows it."""

    own: Own
    original: Handbook
    handbook: Handbook
    laid: dict[str, Laid]

    def state(self, version: str, id_: str) -> Literal["", "added", "changed"]:
        """Whether an element of an iteration is the copy's own, or says something else there than the handbook."""
        laid = self.laid.get(version)
        return "" if laid is None else "added" if id_ in laid.added else "changed" if id_ in laid.changed else ""


def overlaid(handbook: Handbook, own: Own) -> Overlaid:
    """The handbook with a copy's words laid over the iterations that it names."""
    laid = {
        version: _laid_over(iteration, own, handbook)
        for version, iteration in handbook.iterations.items()
        if version in versions(handbook, own)
    }
    iterations = {
        version: laid[version].iteration if version in laid else iteration
        for version, iteration in handbook.iterations.items()
    }
    shown = Handbook(
        handbook.root,
        iterations,
        handbook.workshops,
        handbook.workshop_places,
        handbook.errata,
        handbook.errata_places,
        handbook.readings,
        handbook.reading_places,
        handbook.done_since,
        handbook.done_since_places,
        handbook.unread,
    )
    return Overlaid(own, handbook, shown, laid)


def versions(handbook: Handbook, own: Own) -> set[str]:
    """The iterations over which a copy's words are laid, as far as there are such."""
    named = {"latest": handbook.latest.version, "draft": handbook.draft.version}
    return {named.get(name, name) for name in own.about.iterations} & set(handbook.iterations)


def _laid_over(iteration: LoadedIteration, own: Own, handbook: Handbook) -> Laid:
    laid, figures = Laid.over(iteration, handbook.root)
    shown = laid.iteration
    if own.sources:
        _load_list(handbook.root / FOLDER / SOURCES, model.Source, shown.sources, shown, handbook.root, laid.problems)
        shown.files.pop()  # the fingerprint is that of the handbook's own words
    for cls, file in own.elements:
        laid.problems += unknown_names(file, figures)
        element = _parse(cls, file, file.values, (), laid.problems, cls.kind, figures=figures)
        if element is None:
            shown.unread |= {file.path.stem, *file.ids}
            continue
        if _is_copy(element.id, file, laid.problems, shown.unread):
            continue
        _put(shown, cls.kind, element.id, Place(file), laid.problems)
        shown.elements.setdefault(element.id, element)
        laid.added.add(element.id)
    for altered, place in own.altered.values():
        alter(laid, iteration, altered, place, figures)
    return laid


def alter(laid: Laid, before: LoadedIteration, altered: Reworded, place: Place, figures: dict[str, str]) -> None:
    """Put other words in the place of the handbook's, in one element."""
    element = before.elements.get(altered.id)
    if element is None:
        laid.clashes.append(Clash("element", altered, place, before.version))
        return
    original = before.places[element.kind, element.id]
    values = copy.deepcopy(original.value(()))
    lines: dict[Path_, int] = {(): place.line(("id",))}
    said = []
    for group in _by_field(altered):
        fits = _fitting(altered, group, values, type(element))
        if isinstance(fits, str):
            now = find(values, altered.fields[group[0]].field)
            clash = Clash(fits, altered, place, before.version, group[-1], now[1] if now else None)
            laid.clashes.append(clash)
            continue
        index, path, now = fits
        entry: Worded = altered.fields[index]
        ours = getattr(entry, entry.placed)
        _put_in(values, path, ours)
        start = ("fields", index, entry.placed)
        lines |= {(*path, *rest[3:]): line for rest, line in place.file.lines.items() if rest[:3] == start}
        said.append(Said(entry.field, now, ours))
        laid.used.add((altered.id, index))
    if not said:
        return
    file = YamlFile(place.file.path, place.file.shown, values, lines, [], [], place.file.ids, place.file.rows, {})
    cls = type(element)
    changed = _parse(cls, file, values, (), laid.problems, cls.kind, figures=figures)
    if changed is None:
        return
    laid.changed[altered.id] = said
    laid.iteration.elements[altered.id] = changed
    laid.iteration.places[cls.kind, altered.id] = Place(file)
    for number, activity in enumerate(getattr(changed, "activities", [])):
        laid.iteration.places["activity", activity.id] = Place(file, ("activities", number))


def _by_field(altered: Reworded) -> list[list[int]]:
    """The entries of a file, those about one field together: one of them fits one iteration, one the next."""
    groups: dict[str, list[int]] = {}
    for index, each in enumerate(altered.fields):
        groups.setdefault(each.field, []).append(index)
    return list(groups.values())


def _fitting(
    altered: Reworded, group: list[int], values: Any, cls: type[model.Element]
) -> tuple[int, Path_, Any] | Literal["field", "untouched", "words", "adopted"]:
    """Which of the entries about a field was written against what the handbook says there; or why none fits."""
    entries: list[Worded] = [altered.fields[index] for index in group]
    parts = entries[0].field.split(".")
    if parts[0] in UNTOUCHED or parts[-1] == "id":
        return "untouched"
    found = find(values, entries[0].field)
    if found is None or parts[0] not in cls.model_fields:
        return "field"
    path, now = found
    for index, entry in zip(group, entries, strict=True):
        if entry.fits(now):
            return index, path, now
    return "adopted" if any(entry.adopted(now) for entry in entries) else "words"


def find(values: Any, name: str) -> tuple[Path_, Any] | None:
    """The path of a field by its name, and what stands there; nothing if an item on the way is not there. A field that
    is not filled in says nothing."""
    path: list[str | int] = []
    at = values
    parts = name.split(".")
    for number, part in enumerate(parts):
        if isinstance(at, list):
            place = next((n for n, item in enumerate(at) if isinstance(item, dict) and item.get("id") == part), None)
            place = int(part) - 1 if place is None and part.isdecimal() and 1 <= int(part) <= len(at) else place
            if place is None:
                return None
            path.append(place)
            at = at[place]
        elif isinstance(at, dict) and (part in at or number == len(parts) - 1):
            path.append(part)
            at = at.get(part)
        else:
            return None
    return tuple(path), at


def _put_in(values: Any, path: Path_, new: Any) -> None:
    for part in path[:-1]:
        values = values[part]
    if new is None and isinstance(values, dict):
        values.pop(path[-1], None)
    else:
        values[path[-1]] = copy.deepcopy(new)
