"""Pictures of a tool's example: who carries which risk, three futures, a year of meetings, who decides what.

What they show is invented, as the example is. Which fields each reads stands in `macros/model/pictured.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from macros.model import Tool
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain

DAY = 7
"""The hours of a working day, as the pages on cost count them."""

YEAR = 52
"""The weeks on the scale of a year."""


def pictured(iteration: LoadedIteration, picture: str) -> Tool | None:
    """The tool from whose example a picture is drawn; nothing if no tool of the iteration has it."""
    return next((tool for tool in iteration.of("tool") if tool.picture == picture and tool.example), None)


# -- who carries which risk ------------------------------------------------------------------------


@dataclass(frozen=True)
class RiskRow:
    """What could move, of which kind, at what it was tested; who carries it and the place of that among the carriers;
    what shows that it moves, and where the money then comes from."""

    item: str
    kind: str
    tested: str
    carries: str
    place: int
    trigger: str
    money: str


@dataclass(frozen=True)
class Risks:
    """Who carries what. `carriers` are all that may, in order; `reserves` and `worst` are weeks of running costs of the
    smallest partner: what it has, and what the worst case would use."""

    carriers: tuple[str, ...]
    rows: tuple[RiskRow, ...]
    reserves: float
    worst: float


def risks(tool: Tool) -> Risks:
    """The risks of a tool's example, each with its answer from the table that goes on with it."""
    values = _values(tool)
    carriers = next(
        tuple(plain(option) for option in column.options)
        for field in tool.fields
        if field.id == "items"
        for column in field.columns
        if column.id == "carries"
    )
    answers = {row["item"]: row for row in values["responses"]}
    return Risks(
        carriers,
        tuple(
            RiskRow(
                row["item"],
                row["kind"],
                row["tested"],
                row["carries"],
                carriers.index(row["carries"]),
                answers.get(row["item"], {}).get("trigger", ""),
                answers.get(row["item"], {}).get("money", ""),
            )
            for row in values["items"]
        ),
        values["reserves"],
        values["worst-case"],
    )


# -- three futures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Future:
    """One future in pounds a year: what the provider receives and spends, what is left (less than nothing if it is
    short), and what happens to people."""

    title: str
    receives: float
    spends: float
    people: str

    @property
    def left(self) -> float:
        """What is left of what the provider receives."""
        return self.receives - self.spends


def futures(tool: Tool) -> list[Future]:
    """The futures of a tool's example, in the order of its template."""
    titles = next(field.rows for field in tool.fields if field.id == "futures")
    rows = _values(tool)["futures"]
    return [
        Future(title, row["receives"], row["spends"], row["people"]) for title, row in zip(titles, rows, strict=True)
    ]


# -- a year of meetings ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Forum:
    """A forum and its year: how many people meet how often and for how many hours, reading included, what it may
    decide, how many seats people who use the service have, and the ticks of its meetings as a path, spread evenly."""

    title: str
    decides: str
    people: float
    meetings: int
    each: float
    seats: int
    ticks: str

    @property
    def hours(self) -> float:
        """The hours of everybody in a year."""
        return self.people * self.meetings * self.each

    @property
    def days(self) -> float:
        """The same in working days."""
        return self.hours / DAY


def meetings(tool: Tool) -> list[Forum]:
    """The forums of a tool's example, each with its figures from the table that goes on with it."""
    values = _values(tool)
    times = {row["forum"]: row for row in values["times"]}
    return [
        Forum(
            row["forum"],
            row["decides"],
            times[row["forum"]]["people"],
            times[row["forum"]]["meetings"],
            times[row["forum"]]["hours"],
            row["seats"],
            _ticks(times[row["forum"]]["meetings"]),
        )
        for row in values["forums"]
        if row["forum"] in times
    ]


def _ticks(count: int) -> str:
    """So many strokes over a year, each in the middle of its part."""
    return "".join(f"M{YEAR * (number + 0.5) / count:.1f} 0v1" for number in range(count))


# -- who decides what ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """A decision: who takes it, up to which limit, who takes it above, within how many working days, and what silence
    then means."""

    decision: str
    decider: str
    limit: str
    above: str
    days: float
    silence: str


@dataclass(frozen=True)
class Decisions:
    """What is decided close to the work, and what nobody in the partnership decides: decision and whose it is."""

    rows: tuple[Decision, ...]
    reserved: tuple[tuple[str, str], ...]


def decisions(tool: Tool) -> Decisions:
    """The decisions of a tool's example."""
    values = _values(tool)
    names = ("decision", "decider", "limit", "above", "days", "silence")
    return Decisions(
        tuple(Decision(*(row[name] for name in names)) for row in values["decisions"]),
        tuple((row["decision"], row["owner"]) for row in values["elsewhere"]),
    )


def _values(tool: Tool) -> Mapping[str, Any]:
    assert tool.example is not None
    return tool.example.values


def rounded(numbers: Sequence[float]) -> list[int]:
    """Numbers without their fractions, made so that they add up to their rounded sum: the largest fractions go up."""
    whole = [int(number) for number in numbers]
    spare = round(sum(numbers)) - sum(whole)
    for place in sorted(range(len(whole)), key=lambda place: whole[place] - numbers[place])[:spare]:
        whole[place] += 1
    return whole
