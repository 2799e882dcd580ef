"""What a tool's answers add up to: computed values, bands, stop signs and cautions, as data.

An answer is named as on the form: `sponsor`, or in a table `scores.3.score`, field, row and column.
`scores.1-6.score` names six of them. `macros/model/evaluating.py` and the form's script in the browser both read this.
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
        "share": ("Share", "How many answers are among those that count, of all that were given, from 0 to 1."),
    },
)

AnswerName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.\d+(-\d+)?\.[a-z][a-z0-9-]*)?$"), Apparatus()
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
    into: Annotated[Id | None, Apparatus()] = Field(
        default=None, description="The number field of the template that it fills in, if there is one."
    )

    @model_validator(mode="after")
    def _counts_where_counted(self) -> Computed:
        if (self.how in ("count", "share")) != bool(self.counts):
            raise PydanticCustomError("computed", "A count or a share needs the answers that count, and only they do")
        return self


class Band(Record):
    """One of the results. The first band, from the top, whose values are all reached is the result."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name in the cases that test it.")
    title: Annotated[Line, Label()] = Field(description="It in a word or three, for the bar on a phone.")
    least: Annotated[dict[Id, float | int], Apparatus()] = Field(
        default={}, description="For each computed value that matters, the least that it must be. The last has none."
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

    computed: Annotated[list[Computed], Situation()] = Field(min_length=1, description="What is worked out.")
    bands: Annotated[list[Band], Situation()] = Field(
        min_length=2, description="The results, the most demanding first. The last has no least: it is what is left."
    )
    stops: Annotated[list[StopSign], Situation()] = Field(default=[], description="Answers that refuse.")
    refused: Annotated[Band | None, Situation()] = Field(
        default=None, description="What readers are told while a stop sign stands."
    )
    cautions: Annotated[list[Caution], Situation()] = Field(default=[], description="Scores that want evidence.")
    paper: Annotated[list[Annotated[str, OneOf(PAPER_PART)]], Apparatus()] = Field(
        default=[], description="The parts of a board paper in which the result lands."
    )
    caveat: Line = Field(description="How far the result can be trusted. Untested cut-offs say so.")


def spread(names: list[str]) -> list[str]:
    """Each answer by its own name: `scores.1-3.score` is three."""
    found = []
    for name in names:
        field, _, rest = name.partition(".")
        rows, _, column = rest.partition(".")
        first, _, last = rows.partition("-")
        if last:
            found += [f"{field}.{row}.{column}" for row in range(int(first), int(last) + 1)]
        else:
            found.append(name)
    return found
