"""What must exist when, counting back from the day on which the new contract starts."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model.handbook import LoadedIteration
from macros.model.tables import Stages


@dataclass(frozen=True)
class Stretch:
    """A stage as a bar: `begins` and `ends` in months before the day, how far its bar stands from the left and how long
    it is, in months; its step's id and number; what is done in it, and what must exist at its end."""

    begins: int
    ends: int
    left: int
    long: int
    step: str
    number: int
    work: str
    exists: str


@dataclass(frozen=True)
class Months:
    """A timetable as bars on one scale, `span` months long, and the page that has the whole of it (an id)."""

    page: str
    caption: str
    span: int
    rows: tuple[Stretch, ...]


def months(page: str, stages: Stages, steps: dict[str, int]) -> Months:
    """The bars of a timetable. `steps` has the number of each step by its id."""
    span = max(row.begins for row in stages.rows)
    return Months(
        page,
        stages.caption,
        span,
        tuple(
            Stretch(
                row.begins,
                row.ends,
                span - row.begins,
                row.begins - row.ends,
                row.step,
                steps[row.step],
                row.work,
                row.exists,
            )
            for row in stages.rows
        ),
    )


def months_in(iteration: LoadedIteration) -> Months | None:
    """The timetable of an iteration, from the first page that has one; nothing if none has."""
    steps = {step.id: step.order for step in iteration.of("step")}
    page = next((page for page in iteration.of("guidance") if page.stages), None)
    return months(page.id, page.stages, steps) if page and page.stages else None
