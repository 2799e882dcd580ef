"""Whether each change says what it alters for whoever worked from the words before."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import Path

from macros import model
from macros.basics.problems import Problem, did_you_mean, shown_path
from macros.model.handbook import Handbook, LoadedIteration, Place, version_key
from macros.model.required import required
from macros.model.yamlfiles import Path_

Said = model.Change | model.WhatToDo


def check_what_to_do(handbook: Handbook, spoiled: Container[str] = ()) -> list[Problem]:
    """Each change says whether it alters what a reader does, and if so what to do now: the draft's in its entry, those
    of a released iteration in data/what-to-do/. What a change replaces is an earlier change that had something to do,
    about the same. `spoiled` are files of released iterations that are not as they were: that is said of them, and
    nobody who names what was in them is accused."""
    problems = []
    for iteration in handbook.iterations.values():
        asked = "does" in required(model.Change, iteration.version)
        beside = handbook.done_since.get(iteration.version)
        if asked or iteration.is_draft:
            for change in iteration.changes.values():
                place = iteration.places["change", change.id]
                if asked and change.does is None:
                    problems.append(_silent(place, (), change.id))
                problems += _told(handbook, iteration, change, change, place, (), spoiled)
        elif beside:
            problems += _beside(handbook, iteration, beside, spoiled)
    for version in handbook.done_since:
        known = handbook.iterations.get(version)
        if known is None or known.is_draft or "does" in required(model.Change, version):
            problems.append(
                _at(
                    handbook.done_since_places[version],
                    ("iteration",),
                    f"There is no released iteration {version} whose changes do not say it themselves.",
                    "What a draft's change alters stands in its own entry: `does`, and `now`.",
                )
            )
    return problems


def _silent(place: Place, path: Path_, id_: str) -> Problem:
    return _at(
        place,
        path,
        f'The change "{id_}" does not say whether it alters what a reader does.',
        "Write does: nothing, or does: differently and under now: what to do differently, in a sentence.",
    )


def _beside(
    handbook: Handbook, iteration: LoadedIteration, beside: model.DoneSince, spoiled: Container[str]
) -> Iterator[Problem]:
    """The list beside a released iteration has each of its changes, once."""
    place = handbook.done_since_places[iteration.version]
    said: set[str] = set()
    for at, each in enumerate(beside.changes):
        change = iteration.changes.get(each.id)
        if change is None and _is_lost(handbook, iteration, each.id, spoiled):
            pass
        elif change is None:
            yield _at(
                place,
                ("changes", at, "id"),
                f'Iteration {iteration.version} has no change "{each.id}".',
                did_you_mean(each.id, iteration.changes) or "Take it out.",
            )
        elif each.id in said:
            yield _at(place, ("changes", at, "id"), f'"{each.id}" stands here twice.', "Take one of them out.")
        else:
            yield from _told(handbook, iteration, change, each, place, ("changes", at), spoiled)
        said.add(each.id)
    for id_ in iteration.changes.keys() - said:
        if Path(iteration.places["change", id_].file.shown).stem == id_:  # the file is told that it has another id
            yield _silent(place, ("changes",), id_)


def _is_lost(handbook: Handbook, iteration: LoadedIteration, id_: str, spoiled: Container[str]) -> bool:
    """Whether a change is not there because its file cannot be read, or is not as it was released."""
    return id_ in iteration.unread or shown_path(iteration.folder / "changes" / f"{id_}.yml", handbook.root) in spoiled


def _told(
    handbook: Handbook,
    iteration: LoadedIteration,
    change: model.Change,
    said: Said,
    place: Place,
    path: Path_,
    spoiled: Container[str],
) -> Iterator[Problem]:
    """What one change says fits together."""
    if said.does == "differently" and not said.now:
        yield _at(place, (*path, "does"), f'"{said.id}" does not say what to do differently.', "Say it under now.")
    if said.does != "differently" and (said.now or said.replaces):
        yield _at(
            place,
            (*path, "now" if said.now else "replaces"),
            f'"{said.id}" says what to do, and not that there is something to do differently.',
            "Write does: differently, or take it out.",
        )
    for at, name in enumerate(said.replaces):
        version, _, id_ = name.partition("/")
        other = handbook.iterations.get(version)
        earlier = other.changes.get(id_) if other else None
        if other is not None and earlier is None and _is_lost(handbook, other, id_, spoiled):
            continue
        if other is None or earlier is None or version_key(version) >= version_key(iteration.version):
            yield _at(
                place,
                (*path, "replaces", at),
                f'There is no change "{name}" in an iteration before {iteration.version}.',
                (did_you_mean(id_, other.changes) if other else "") or "Write it as version/id of an earlier one.",
            )
            continue
        told = handbook.what_to_do(other, earlier)
        if told is None or told.does != "differently":
            yield _at(
                place,
                (*path, "replaces", at),
                f'"{name}" had nothing to do differently, so nothing takes its place.',
                "Take it out.",
            )
        elif not {*change.elements, *change.before} & set(earlier.elements):
            yield _at(
                place,
                (*path, "replaces", at),
                f'"{name}" is about other elements than "{change.id}".',
                "A change takes the place of one about the same element.",
            )


def _at(place: Place, path: Path_, what: str, do: str) -> Problem:
    return Problem(place.file.shown, place.line(path), what, do)
