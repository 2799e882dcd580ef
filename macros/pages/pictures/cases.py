"""The cases by kind of contract, by outcome and by whether anybody from outside looked; and the hard thing they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from macros.model import CaseStudy, codelists
from macros.model.marks import plain

RELATIONAL = "formal-relational"
"""The form of contract that the handbook is about."""


@dataclass(frozen=True)
class MappedCase:
    """A case on the map: its id, what it is called there, whether its strongest evidence comes from outside, and
    whether it was chosen because it failed."""

    id: str
    name: str
    outside: bool
    counter_example: bool


@dataclass(frozen=True)
class CaseRow:
    """A kind of contract: for each outcome of the map, its cases."""

    form: str
    cells: tuple[tuple[MappedCase, ...], ...]


@dataclass(frozen=True)
class CaseMap:
    """Kinds of contract down, outcomes across, both as codes and only those that a case has."""

    results: tuple[str, ...]
    rows: tuple[CaseRow, ...]

    @property
    def cases(self) -> list[MappedCase]:
        """Every case on the map, once."""
        return [case for row in self.rows for cell in row.cells for case in cell]


def case_map(cases: Sequence[CaseStudy]) -> CaseMap:
    """The map of the cases that are given, each once."""
    results = tuple(code for code in codelists.CASE_RESULT if any(case.result == code for case in cases))
    forms = [code for code in codelists.CASE_FORM if any(case.form == code for case in cases)]
    return CaseMap(
        results,
        tuple(
            CaseRow(
                form,
                tuple(
                    tuple(_mapped(case) for case in cases if case.form == form and case.result == result)
                    for result in results
                ),
            )
            for form in forms
        ),
    )


def _mapped(case: CaseStudy) -> MappedCase:
    return MappedCase(case.id, case.short or plain(case.title), seen_from_outside(case), bool(case.counter_example))


def seen_from_outside(case: CaseStudy) -> bool:
    """Whether the strongest evidence on a case comes from somebody who was not involved."""
    return case.evidence[0] in codelists.FROM_OUTSIDE


@dataclass(frozen=True)
class HardThing:
    """How many cases there are, how many of them had such a contract, how many of those are reported to have gone well
    on no other account than that of those involved, how many were looked at from outside, and how these came out:
    outcome (a code) and number."""

    cases: int
    relational: int
    own_account: int
    outside: int
    came_out: tuple[tuple[str, int], ...]


def hard_thing(cases: Sequence[CaseStudy]) -> HardThing:
    """What the cases say of formal-relational contracts."""
    some = [case for case in cases if case.form == RELATIONAL]
    outside = [case for case in some if seen_from_outside(case)]
    counted = Counter(case.result for case in outside)
    return HardThing(
        len(cases),
        len(some),
        sum(case.result == "reported-well" and not seen_from_outside(case) for case in some),
        len(outside),
        tuple((code, counted[code]) for code in codelists.CASE_RESULT if counted[code]),
    )
