"""The tools by the step in which they are used, each with its hours: from which a reader chooses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from macros.model.handbook import LoadedIteration
from macros.model.tables import figure_in
from macros.pages.pictures.hours import hours_in

_BEGINS_WITH = re.compile(r"\[\[([a-z0-9-]+)(?:\|[^\]]*)?\]\]")


@dataclass(frozen=True)
class StepTools:
    """A step: its number; its hours, if they are counted, and whether they come again each year; the tools that are
    used most in it, in the order of the list, each with its hours in this step (0 if nobody counts them); and those
    that are used in it again."""

    step: str
    number: int
    hours: float
    yearly: bool
    most_here: tuple[tuple[str, float], ...]
    again: tuple[str, ...]


def tools_by_step(iteration: LoadedIteration) -> tuple[StepTools, ...]:
    """The steps in order, with their tools."""
    counted = {each.step: each for each in hours_in(iteration).steps}
    spent = _hours_of_tools(iteration)
    order = {step.id: step.order for step in iteration.of("step")}
    tools = sorted(
        (tool for tool in iteration.of("tool") if tool.steps),
        key=lambda tool: (order.get(tool.steps[0], 99), tool.order),
    )
    return tuple(
        StepTools(
            step.id,
            step.order,
            counted[step.id].hours if step.id in counted else 0,
            step.id in counted and counted[step.id].yearly,
            tuple((tool.id, spent.get((step.id, tool.id), 0)) for tool in tools if tool.steps[0] == step.id),
            tuple(tool.id for tool in tools if step.id in tool.steps[1:]),
        )
        for step in sorted(iteration.of("step"), key=lambda step: step.order)
    )


def _hours_of_tools(iteration: LoadedIteration) -> dict[tuple[str, str], float]:
    """The hours of a step and a tool: of the rows that begin with the tool's name, in the table of the step."""
    found: dict[tuple[str, str], float] = {}
    for section in (section for page in iteration.of("briefing") for section in page.sections):
        table = section.table
        if not (table and table.step and table.bars):
            continue
        for row, cell in zip(table.rows, table.column(table.bars), strict=True):
            if tool := _BEGINS_WITH.match(row[0]):
                place = (table.step, tool[1])
                found[place] = found.get(place, 0) + (figure_in(cell) or 0)
    return found
