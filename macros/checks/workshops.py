"""Workshops, their feedback and what became of it; and corrections to what is released."""

from __future__ import annotations

from typing import Any

from macros.basics.problems import Problem, did_you_mean
from macros.checks.rules import _items
from macros.history.comparing import FRAMEWORK, GLOSSARY, parts
from macros.history.wordbyword import bare
from macros.model.handbook import Handbook
from macros.model.marks import mentions


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
        if workshop.shown not in handbook.iterations:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("shown",)),
                    f"There is no iteration {workshop.shown}.",
                    did_you_mean(workshop.shown, handbook.iterations),
                )
            )
            continue
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
        part = parts(iteration).get(erratum.element)
        if part is None:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("element",)),
                    f'Iteration {erratum.iteration} has no element "{erratum.element}".',
                    did_you_mean(erratum.element, iteration.ids()),
                )
            )
        elif not any(
            " ".join(bare(erratum.says)) in " ".join(bare(text)) for text in [part.title, *part.words.values()]
        ):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("says",)),
                    f'"{erratum.element}" does not say that in iteration {erratum.iteration}.',
                    "Copy the words that are wrong exactly as they stand.",
                )
            )
    return problems
