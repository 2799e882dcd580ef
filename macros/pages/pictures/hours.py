"""Where the hours go: what each step takes, summed from the tables that count them, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from macros.model import Briefing
from macros.model.handbook import LoadedIteration
from macros.model.tables import Table, figure_in


@dataclass(frozen=True)
class StepHours:
    """The hours of a step: the briefing and the section that count them, their sum, whether they come again each year,
    and the rows that are no plain figure and so are left out of the sum, in the table's words."""

    step: str
    page: str
    section: str
    hours: float
    yearly: bool
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Hours:
    """The hours of all steps that are counted, in the order of the tables; hours are those of everybody."""

    steps: tuple[StepHours, ...]

    @property
    def most(self) -> float:
        """The hours of the longest bar."""
        return max((step.hours for step in self.steps), default=0)

    @property
    def before(self) -> float:
        """The hours before the start, all of them together."""
        return sum(step.hours for step in self.steps if not step.yearly)

    @property
    def a_year(self) -> float:
        """The hours of each year after it."""
        return sum(step.hours for step in self.steps if step.yearly)


def hours(briefings: Iterable[Briefing]) -> Hours:
    """The hours of each step that a table counts."""
    found = []
    for page in briefings:
        for section in page.sections:
            table = section.table
            if not (table and table.step and table.bars):
                continue
            figures = [(cell, figure_in(cell)) for cell in table.column(table.bars)]
            found.append(
                StepHours(
                    table.step,
                    page.id,
                    section.id,
                    sum(figure for _, figure in figures if figure is not None),
                    bool(table.yearly),
                    tuple(cell for cell, figure in figures if figure is None),
                )
            )
    return Hours(tuple(found))


def hours_in(iteration: LoadedIteration) -> Hours:
    """The hours of an iteration."""
    return hours(iteration.of("briefing"))


def longest_bar(tables: Iterable[Table | None]) -> float:
    """The largest figure that is drawn as a bar in any of the tables of a page: they share one scale."""
    drawn = [table for table in tables if table and table.bars]
    return max((figure_in(cell) or 0 for table in drawn for cell in table.column(table.bars or "")), default=0)
