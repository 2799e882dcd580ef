"""Workshops, their feedback and what became of it; and corrections to what is released."""

from __future__ import annotations

import datetime as dt
from typing import Any

from macros import model
from macros.basics.problems import Problem, did_you_mean
from macros.checks.rules import _items
from macros.history.comparing import FRAMEWORK, GLOSSARY, parts
from macros.history.wordbyword import bare
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.marks import mentions, plain


def check_workshops(handbook: Handbook) -> list[Problem]:
    """Workshops show an iteration that exists, cite known sources, and feedback and changes agree with one another."""
    problems = []
    draft = handbook.draft
    feedback = handbook.feedback()
    led_to: dict[str, set[str]] = {}
    for iteration in handbook.iterations.values():
        for change in iteration.changes.values():
            place = iteration.places["change", change.id]
            for index, id_ in enumerate(change.feedback):
                led_to.setdefault(id_, set()).add(change.id)
                if id_ not in feedback:
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line(("feedback", index)),
                            f'No workshop records the feedback "{id_}".',
                            did_you_mean(id_, feedback),
                        )
                    )
                elif feedback[id_][1].status in ("open", "declined"):
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line(("feedback", index)),
                            f'This change answers "{id_}", whose status is {feedback[id_][1].status}.',
                            f"Mend the status in {handbook.workshop_places[feedback[id_][0].id].file.shown}: "
                            "accepted or done.",
                        )
                    )
        for record, place, _ in _items(iteration):
            for mention in mentions(record):
                if (
                    "workshop" in mention.kinds
                    and mention.id not in iteration.ids()
                    and mention.id not in handbook.workshops
                ):
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line(mention.path),
                            f'There is no element or workshop "{mention.id}" in iteration {iteration.version}.',
                            did_you_mean(mention.id, [*iteration.ids(), *handbook.workshops]),
                        )
                    )
    for workshop in handbook.workshops.values():
        place = handbook.workshop_places[workshop.id]
        about = "shown" if workshop.shown else "reconstruction"
        on_the_table = handbook.iterations.get(workshop.about_version or "")
        if on_the_table is None:
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
            continue
        if not workshop.shown and not workshop.what_was_shown:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("reconstruction",)),
                    "It names a reconstruction, and does not say what was shown.",
                    "Say under `what_was_shown` what it was, or that nobody knows.",
                )
            )
        written = str(on_the_table.about.released or "")
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
        for mention in mentions(workshop):  # against the draft: a released iteration takes no new sources
            pool: Any = (
                draft.sources
                if "source" in mention.kinds
                else draft.terms
                if "term" in mention.kinds
                else {**draft.ids(), **handbook.workshops}
            )
            if mention.id not in pool:
                what = "source" if "source" in mention.kinds else "term" if "term" in mention.kinds else "element"
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(mention.path),
                        f'There is no {what} "{mention.id}" in the draft.',
                        did_you_mean(mention.id, pool),
                    )
                )
        for index, item in enumerate(workshop.feedback):
            where = place.line(("feedback", index))
            if item.status == "done" and item.id not in led_to:
                problems.append(
                    Problem(
                        place.file.shown,
                        where,
                        f'"{item.id}" is said to be done, and no change names it.',
                        "Name it in the change that answers it, under `feedback:`.",
                    )
                )
            if item.status in ("done", "declined") and not item.response:
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


def check_errata(handbook: Handbook) -> list[Problem]:
    """A correction corrects words that a released iteration really has."""
    problems = []
    for erratum in handbook.errata.values():
        place = handbook.errata_places[erratum.id]
        iteration = handbook.iterations.get(erratum.iteration)
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


def check_readings(handbook: Handbook) -> list[Problem]:
    """The reading list names what the draft has."""
    problems = []
    for reading in handbook.readings.values():
        place = handbook.reading_places[reading.id]
        for mention in mentions(reading):
            pool: Any = (
                handbook.draft.sources
                if "source" in mention.kinds
                else handbook.draft.terms
                if "term" in mention.kinds
                else handbook.draft.ids()
            )
            if mention.id not in pool:
                what = "source" if "source" in mention.kinds else "element"
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(mention.path),
                        f'There is no {what} "{mention.id}" in the draft.',
                        did_you_mean(mention.id, pool),
                    )
                )
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
