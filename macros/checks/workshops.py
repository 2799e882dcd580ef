"""Workshops, their feedback and what became of it; and corrections to what is released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from macros import model
from macros.basics.files import is_there
from macros.basics.problems import Problem, did_you_mean
from macros.history.comparing import FRAMEWORK, GLOSSARY, parts
from macros.history.wordbyword import bare
from macros.model.handbook import Handbook, LoadedIteration, Place
from macros.model.marks import mentions, plain


def check_workshops(handbook: Handbook, spoiled: Container[str] = ()) -> list[Problem]:
    """Workshops show an iteration that exists, cite known sources, and feedback and changes agree with one another.

    `spoiled` are files of released iterations that are not as they were released: what they name now, or no longer
    name, is nobody else's fault.
    """
    known = handbook.feedback()
    led_to: set[str] = set()
    problems = []
    gone: set[str] = set()  # what released iterations name and no workshop holds any more
    for iteration in handbook.iterations.values():
        for change in iteration.changes.values():
            place = iteration.places["change", change.id]
            for index, id_ in enumerate(change.feedback):
                led_to.add(id_)
                if id_ not in known:
                    if id_ in handbook.unread or "feedback" in handbook.unread:
                        continue
                    if not iteration.is_draft:
                        gone |= {id_} if place.file.shown not in spoiled else set()
                        continue
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line(("feedback", index)),
                            f'No workshop records the feedback "{id_}".',
                            did_you_mean(id_, known),
                        )
                    )
                elif known[id_][1].status in ("open", "declined"):
                    problems.append(_answered(handbook, iteration, change, index, known[id_]))
        for record, place, _ in iteration.records():
            for mention in mentions(record):
                if (
                    "workshop" not in mention.kinds
                    or mention.id in iteration.ids()
                    or mention.id in handbook.workshops
                    or mention.id in handbook.unread
                    or mention.id in gone
                    or iteration.may_hold(mention.id, mention.kinds)
                ):
                    continue
                if not iteration.is_draft:
                    gone |= {mention.id} if place.file.shown not in spoiled else set()
                    continue
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(mention.path),
                        f'There is no element or workshop "{mention.id}" in iteration {iteration.version}.',
                        did_you_mean(mention.id, [*iteration.ids(), *handbook.workshops]),
                    )
                )
    problems += _lost(handbook, gone)
    unread = bool(spoiled) or any(iteration.unread for iteration in handbook.iterations.values())
    for workshop in handbook.workshops.values():
        place = handbook.workshop_places[workshop.id]
        about = "shown" if workshop.shown else "reconstruction"
        on_the_table = handbook.iterations.get(workshop.about_version or "")
        unreadable = workshop.about_version in {each.folder.name for each in handbook.iterations.values()}
        if on_the_table is None and not unreadable:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line((about,)),
                    f"There is no iteration {workshop.about_version}."
                    if workshop.about_version
                    else "It does not say what was shown.",
                    did_you_mean(workshop.about_version, handbook.iterations)
                    if workshop.about_version
                    else "Name the iteration under `shown`. If it was none of ours, say under `what_was_shown` what it "
                    "was, and under `reconstruction` which iteration depicts it.",
                )
            )
        if not workshop.shown and not workshop.what_was_shown:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("reconstruction",)),
                    "It names a reconstruction, and does not say what was shown.",
                    "Say under `what_was_shown` what it was, or that nobody knows.",
                )
            )
        written = str((on_the_table and on_the_table.about.released) or "")
        if workshop.shown and written and workshop.date < written[: len(workshop.date)]:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("shown",)),
                    f"Iteration {workshop.shown} was released on {written}, "
                    f"so it cannot have been shown in {workshop.date}.",
                    "Say under `what_was_shown` what was shown, and name the iteration under `reconstruction`.",
                )
            )
        problems += _named_in_vain(handbook, workshop, place, handbook.workshops)
        for index, item in enumerate(workshop.feedback):
            where = place.line(("feedback", index))
            if item.status == "done" and item.id not in led_to and not unread:
                problems.append(
                    Problem(
                        place.file.shown,
                        where,
                        f'"{item.id}" is said to be done, and no change names it.',
                        "Name it in the change that answers it, under `feedback:`. If no change of the framework was "
                        "needed, its status is done-elsewhere.",
                    )
                )
            if item.status in ("done", "done-elsewhere", "declined") and not item.response:
                problems.append(
                    Problem(
                        place.file.shown,
                        where,
                        f'"{item.id}" is {item.status} without a response.',
                        "Say what we did, or why not, under `response:`.",
                    )
                )
    clash = {w.id for w in handbook.workshops.values()} & {
        i for it in handbook.iterations.values() for i in (*it.ids(), GLOSSARY, FRAMEWORK)
    }
    for id_ in sorted(clash):
        place = handbook.workshop_places[id_]
        problems.append(
            Problem(
                place.file.shown,
                place.line(("id",)),
                f'The workshop\'s id "{id_}" is taken by an element.',
                "Rename the workshop.",
            )
        )
    return problems


def _answered(
    handbook: Handbook,
    iteration: LoadedIteration,
    change: model.Change,
    index: int,
    heard: tuple[model.Workshop, model.Feedback],
) -> Problem:
    """A change answers what has another status. What is released stays: then the workshop's file is the one to mend."""
    workshop, item = heard
    theirs = handbook.workshop_places[workshop.id]
    if not iteration.is_draft:
        return Problem(
            theirs.file.shown,
            theirs.line(("feedback", workshop.feedback.index(item), "status")),
            f'"{item.id}" is {item.status}, and iteration {iteration.version} answers it ("{change.id}").',
            "Mend the status: accepted or done.",
        )
    place = iteration.places["change", change.id]
    return Problem(
        place.file.shown,
        place.line(("feedback", index)),
        f'This change answers "{item.id}", whose status is {item.status}.',
        f"Mend the status in {theirs.file.shown}: accepted or done.",
    )


def _lost(handbook: Handbook, gone: set[str]) -> list[Problem]:
    """What released iterations name and no workshop holds: said once for each file in which it was, as far as
    that can be told, and never of the released files, which nobody may mend."""
    near: dict[str, tuple[str, int]] = {}
    for workshop in handbook.in_time():
        place = handbook.workshop_places[workshop.id]
        near[workshop.id] = place.file.shown, place.line(("id",))
        for index, item in enumerate(workshop.feedback):
            near[item.id] = place.file.shown, place.line(("feedback", index, "id"))
    by_place: dict[tuple[str, int], list[str]] = {}
    for id_ in sorted(gone):
        like = get_close_matches(id_, near, n=1, cutoff=0.8)
        by_place.setdefault(near[like[0]] if like else ("data/workshops", 0), []).append(id_)
    return [
        Problem(
            file,
            line,
            f"Released iterations name what no workshop records any more: {', '.join(ids)}.",
            "Ids are for life. Bring it back, under the id that it had.",
        )
        for (file, line), ids in by_place.items()
    ]


def check_errata(handbook: Handbook) -> list[Problem]:
    """A correction corrects words that a released iteration really has."""
    problems = []
    for erratum in handbook.errata.values():
        place = handbook.errata_places[erratum.id]
        iteration = next((i for i in handbook.iterations.values() if i.folder.name == erratum.iteration), None)
        if iteration is None or iteration.is_draft:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("iteration",)),
                    f"There is no released iteration {erratum.iteration}.",
                    "Errata are for released iterations. In the draft, mend the words themselves.",
                )
            )
            continue
        if bool(erratum.element) == bool(erratum.change):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("element",)),
                    "A correction names one thing: an element, or an entry of the change list.",
                    "Write `element:` or `change:`, and not both.",
                )
            )
            continue
        name = erratum.element or erratum.change or ""
        texts = _words_for(iteration, erratum)
        if texts is None and (iteration.may_hold(name, ()) or iteration.unread):
            continue
        if texts is None:
            what = "element" if erratum.element else "entry in its change list"
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("element" if erratum.element else "change",)),
                    f'Iteration {erratum.iteration} has no {what} "{name}".',
                    did_you_mean(name, iteration.ids() if erratum.element else iteration.changes)
                    or "It has no change list.",
                )
            )
        elif not any(" ".join(bare(erratum.says)) in " ".join(bare(text)) for text in texts):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("says",)),
                    f'"{name}" does not say that in iteration {erratum.iteration}.',
                    "Copy the words that are wrong exactly as they stand.",
                )
            )
    return problems


def _words_for(iteration: LoadedIteration, erratum: model.Erratum) -> list[str] | None:
    """The words that a correction is about, or None if there is no such thing."""
    if erratum.change:
        change = iteration.changes.get(erratum.change)
        return [change.summary, change.why] if change else None
    part = parts(iteration).get(erratum.element or "")
    if part is None:
        return None
    about = iteration.about
    own = [about.title, about.depicts, about.summary, about.provenance_note] if part.id == FRAMEWORK else []
    return [part.title, *part.words.values(), *own]


def _named_in_vain(
    handbook: Handbook, record: model.Record, place: Place, also: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[Problem]:
    """What a record outside the iterations names and the draft does not have: a released one takes no new sources.
    Where a file could not be read, nobody knows what it holds."""
    draft = handbook.draft
    for mention in mentions(record):
        if mention.id in handbook.unread or "source" in mention.kinds and not is_there(draft.folder / "sources.yml"):
            continue
        what = "source" if "source" in mention.kinds else "term" if "term" in mention.kinds else "element"
        pools: dict[str, Mapping[str, Any]] = {"source": draft.sources, "term": draft.terms}
        pool = pools.get(what) or {**draft.ids(), **also}
        if mention.id not in pool and not draft.may_hold(mention.id, (*mention.kinds, "workshop")):
            yield Problem(
                place.file.shown,
                place.line(mention.path),
                f'There is no {what} "{mention.id}" in the draft.',
                did_you_mean(mention.id, pool),
            )


def check_readings(handbook: Handbook) -> list[Problem]:
    """The reading list names what the draft has."""
    problems: list[Problem] = []
    for reading in handbook.readings.values():
        place = handbook.reading_places[reading.id]
        problems += _named_in_vain(handbook, reading, place)
    return problems


def check_reading_dates(handbook: Handbook, today: dt.date) -> list[Problem]:
    """What on the reading list is due for another look, as notices."""
    return [
        Problem(
            handbook.reading_places[reading.id].file.shown,
            handbook.reading_places[reading.id].line(("looked",)),
            f"{plain(reading.title)} has been due for another look since {reading.due}.",
            f"{plain(reading.look_for)} Then set `looked` to the day.",
        )
        for reading in handbook.readings.values()
        if reading.due <= today
    ]
