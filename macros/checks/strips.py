"""What is drawn at the head of a case stands in the case: its dates, its term, and the names in its frames."""

from __future__ import annotations

from collections.abc import Iterator

from macros import model
from macros.basics.dates import date_parts, month_name
from macros.basics.problems import Problem
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain

Wrong = tuple[tuple[str | int, ...], str, str]


def check_strips(iteration: LoadedIteration) -> list[Problem]:
    """A picture adds nothing: what a case does not say in words, with a source, is not drawn of it."""
    problems = []
    for case in iteration.of("case-study"):
        place = iteration.places["case-study", case.id]
        problems += [
            Problem(place.file.shown, place.line(("strip", *path)), wrong, do)
            for path, wrong, do in (*_term(case), *_parties(case))
        ]
    return problems


def _term(case: model.CaseStudy) -> Iterator[Wrong]:
    if not case.strip or not case.strip.term:
        return
    term, said = case.strip.term, plain(" ".join((case.years, case.length, case.opening, case.what_happened)))
    for name, date in (("prepared", term.prepared), ("starts", term.starts), ("ended", term.ended)):
        year, month, _ = date_parts(date)
        if date and not (year in said and month_name(month) in said):
            yield (
                ("term", name),
                f'The line of years shows "{date}", and the case does not say so.',
                "Say it in years, with a source, or take it out of the line.",
            )
    if (term.months or term.at_most) and case.length.startswith("Not found"):
        yield ("term",), "The line shows a term, and the length of the contract was not found.", "Take it out."


def _parties(case: model.CaseStudy) -> Iterator[Wrong]:
    if not case.strip:
        return
    said = plain(f"{case.commissioners}\n{case.providers}")
    for field in ("inside", "outside"):
        for number, name in enumerate(getattr(case.strip, field)):
            if name not in said:
                yield (
                    (field, number),
                    f'"{name}" is framed, and neither commissioners nor providers name it so.',
                    "Write it as it stands there.",
                )
    for name in {*case.strip.inside} & {*case.strip.outside}:
        yield ("outside",), f'"{name}" is inside of the contract and outside of it.', "Keep one."
