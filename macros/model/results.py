"""What a tool's answers add up to: computed values, bands, stop signs and cautions, as data.

An answer is named as on the form: `sponsor`, or in a table `scores.3.score`, field, row and column.
`scores.1-6.score` names six of them, `mix.*.share` those of all rows that there are. Where a value goes into
`scores.*.total`, it is worked out row by row, and a star means the same row everywhere.
`macros/model/evaluating.py` and the form's script in the browser both read this.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from macros.model.codelists import PAPER_PART, Codelist, OneOf
from macros.model.fields import Apparatus, Id, Label, Line, Record, Situation

HOW = Codelist(
    "a way of computing",
    {
        "mean": ("Average", "The sum of the answers, divided by how many there are."),
        "least": ("Lowest", "The lowest of the answers."),
        "sum": ("Sum", "The answers added up."),
        "product": ("Product", "The answers multiplied."),
        "count": ("How many", "How many answers are among those that count."),
        "difference": ("Difference", "The first answer, less the others."),
        "percent": ("Per cent", "The first answer, in per cent of the second."),
        "marked": ("Rows with a mark", "How many rows have the mark that is named."),
        "given": ("Answered", "How many of the answers are given."),
        "share": ("Share", "How many answers are among those that count, of all that were given, from 0 to 1."),
    },
)

AnswerName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.(\d+(-\d+)?|\*)\.[a-z][a-z0-9-]*)?$"), Apparatus()
]

Answers = Annotated[list[AnswerName], Apparatus()]


class Computed(Record):
    """A value that is worked out from answers, and never typed."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name in the bands.")
    label: Line = Field(description="What it says, as on the sheet.")
    how: Annotated[str, OneOf(HOW), Apparatus()] = Field(description="How it is worked out.")
    of: Answers = Field(min_length=1, description="The answers that go in: sponsor, scores.1-6.score.")
    counts: Annotated[list[str], Apparatus()] = Field(
        default=[], description="For a count or a share: the answers that count."
    )
    divided_by: Annotated[int | None, Apparatus()] = Field(
        default=None, ge=2, description="What it is divided by at the end: 60 makes hours of minutes."
    )
    into: AnswerName | None = Field(
        default=None, description="The number that it fills in: a field, a cell, or with a star a cell of each row."
    )

    @model_validator(mode="after")
    def _counts_where_counted(self) -> Computed:
        if (self.how in ("count", "share")) != bool(self.counts):
            raise PydanticCustomError("computed", "A count or a share needs the answers that count, and only they do")
        if self.how in ("difference", "percent") and (len(self.of) < 2 or (self.how == "percent" and len(self.of) > 2)):
            raise PydanticCustomError("computed", "A difference needs two answers or more, a per cent needs two")
        return self


class Test(Record):
    """What an answer in a row must be for a mark. One of the ways to say it, or `least` and `most` together."""

    column: Annotated[Id, Apparatus()] = Field(description="The column that is looked at.")
    apart_from: Annotated[Id | None, Apparatus()] = Field(
        default=None, description="Another column: how far the two are apart is looked at, instead of the answer."
    )
    least: Annotated[float | int | None, Apparatus()] = Field(default=None, description="It is this or more.")
    most: Annotated[float | int | None, Apparatus()] = Field(default=None, description="It is this or less.")
    above: Annotated[float | int | None, Apparatus()] = Field(default=None, description="It is more than this.")
    among: Annotated[list[str], Apparatus()] = Field(default=[], description="It is one of these.")
    empty: Annotated[bool | None, Apparatus()] = Field(
        default=None, description="true: it is not given, in a row that has other answers. false: it is given."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Test:
        numbers = [each for each in (self.least, self.most, self.above) if each is not None]
        if bool(numbers) + bool(self.among) + (self.empty is not None) != 1 or (self.apart_from and not numbers):
            raise PydanticCustomError("test", "Say least, most or above, or among, or empty: one kind of them")
        return self


class Mark(Record):
    """Rows of a table that want to be looked at, and why."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name, by which its rows are counted.")
    table: Annotated[Id, Apparatus()] = Field(description="The table whose rows are looked at.")
    when: Annotated[list[Test], Apparatus()] = Field(min_length=1, description="What must hold in a row, all of it.")
    sentence: Line = Field(description="What readers are told of such a row.")


class Band(Record):
    """One of the results. The first band, from the top, whose values are all reached is the result."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name in the cases that test it.")
    title: Annotated[Line, Label()] = Field(description="It in a word or three, for the bar on a phone.")
    least: Annotated[dict[Id, float | int], Apparatus()] = Field(
        default={}, description="For each computed value that matters, the least that it must be. The last has none."
    )
    above: Annotated[dict[Id, float | int], Apparatus()] = Field(
        default={}, description="For a computed value that matters, what it must be more than."
    )
    sentence: Line = Field(description="What readers are told, one sentence.")
    reasons: list[Line] = Field(default=[], description="Why, in a sentence each.")
    next: list[Line] = Field(min_length=1, description="What to do next, with links to elements.")


class StopSign(Record):
    """An answer that refuses, whatever the rest says."""

    of: AnswerName = Field(description="The answer that is looked at.")
    when: Annotated[list[str | int], Apparatus()] = Field(min_length=1, description="The answers that refuse.")
    unsure: Annotated[list[str], Apparatus()] = Field(
        default=[], description="The answers that leave it open: Not sure."
    )
    unless: AnswerName | None = Field(
        default=None, description="The answer that takes the sign down when it is given: who removes it, and by when."
    )
    sentence: Line = Field(description="What readers are told while it stands, with the reason.")


class Caution(Record):
    """A high score that wants something beside it."""

    of: Answers = Field(min_length=1, description="The scores that are looked at.")
    above: Annotated[int, Apparatus()] = Field(description="What may not be exceeded without it.")
    without: Annotated[Id, Apparatus()] = Field(description="The column that must have words in the same row.")
    sentence: Line = Field(description="What readers are told.")


class Results(Record):
    """How a tool's answers become a result."""

    computed: Annotated[list[Computed], Situation()] = Field(default=[], description="What is worked out.")
    marks: Annotated[list[Mark], Situation()] = Field(default=[], description="Rows that want to be looked at.")
    bands: Annotated[list[Band], Situation()] = Field(
        default=[], description="The results, the most demanding first. The last has no least: it is what is left."
    )
    stops: Annotated[list[StopSign], Situation()] = Field(default=[], description="Answers that refuse.")
    refused: Annotated[Band | None, Situation()] = Field(
        default=None, description="What readers are told while a stop sign stands."
    )
    cautions: Annotated[list[Caution], Situation()] = Field(default=[], description="Scores that want evidence.")
    paper: Annotated[list[Annotated[str, OneOf(PAPER_PART)]], Apparatus()] = Field(
        default=[], description="The parts of a board paper in which the result lands."
    )
    caveat: Line | None = Field(
        default=None, description="How far the result can be trusted. Untested cut-offs say so."
    )

    @property
    def tells(self) -> bool:
        """Whether there is a result to tell, besides the numbers that are filled in."""
        return bool(self.bands or self.marks or any(not each.into for each in self.computed))

    @model_validator(mode="after")
    def _says_something(self) -> Results:
        if not self.computed and not self.marks:
            raise PydanticCustomError("results", "Results work something out, or mark rows")
        if len(self.bands) == 1:
            raise PydanticCustomError("results", "One band says nothing: there are two or more, or none")
        cut = any(test.empty is None and not test.among for mark in self.marks for test in mark.when)
        if (self.bands or cut) and not self.caveat:
            raise PydanticCustomError("results", "Bands and cut-offs rest on somebody's judgement: a caveat says whose")
        return self


def spread(names: list[str], rows: dict[str, int] | None = None) -> list[str]:
    """Each answer by its own name: `scores.1-3.score` is three, and `scores.*.score` as many as `rows` says of it.

    A star stays where the table grows: nobody knows yet how many rows there will be.
    """
    found = []
    for name in names:
        field, _, rest = name.partition(".")
        which, _, column = rest.partition(".")
        first, _, last = which.partition("-")
        if which == "*" and rows and field in rows:
            first, last = "1", str(rows[field])
        if last:
            found += [f"{field}.{row}.{column}" for row in range(int(first), int(last) + 1)]
        else:
            found.append(name)
    return found
