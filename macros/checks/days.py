"""Days on which something was read or checked: not still to come, and not before what was read was there."""

from __future__ import annotations

import datetime as dt

from macros.basics.dates import earliest, latest
from macros.basics.problems import Problem
from macros.checks.rules import dated
from macros.model.handbook import LoadedIteration

SPARE = dt.timedelta(days=1)
"""Somewhere it is tomorrow already."""

FIRST = dt.date(1990, 1, 1)
"""Before this nobody read for this handbook: a year of few figures has been mistyped."""


def check_days(iteration: LoadedIteration, today: dt.date) -> list[Problem]:
    """When a source of the draft was read, and when a rule was last checked, as far as that cannot be true."""
    problems = []
    for source in iteration.sources.values():
        if source.accessed:
            place = iteration.places["source", source.id]
            why = _why_not(source.accessed, today)
            if not why and source.date and latest(source.accessed) < earliest(source.date):
                why = f"it was read before it was there: its own date is {source.date}"
            if why:
                what = f'"accessed" of the source "{source.id}" is {source.accessed}: {why}.'
                problems.append(Problem(place.file.shown, place.line(("accessed",)), what, "Write when we read it."))
    for element in (*iteration.of("guidance"), *iteration.of("aid")):
        place = iteration.places[element.kind, element.id]
        for path, fact in dated(element):
            if why := _why_not(fact.checked, today):
                what = f'"checked" is {fact.checked}: {why}.'
                do = "Write the day on which somebody read the rule."
                problems.append(Problem(place.file.shown, place.line((*path, "checked")), what, do))
    return problems


def _why_not(date: str, today: dt.date) -> str:
    if earliest(date) > today + SPARE:
        return "that day is still to come"
    return "that is too long ago" if latest(date) < FIRST else ""
