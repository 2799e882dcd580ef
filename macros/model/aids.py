"""A decision aid: questions, each answer leading on, until an outcome says what may be done and what is due.

The language is closed. An answer leads to a question or an outcome. Where figures decide, they are asked for as
numbers, sums are worked out of them, and each answer says `when` it is the one: all of its tests hold, and the first
such answer counts. `macros/model/deciding.py` and `docs/assets/aid/decide.js` both read this.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from macros.model import codelists as lists
from macros.model.codelists import PAPER_PART, Codelist, OneOf
from macros.model.fields import (
    Apparatus,
    ClauseId,
    Element,
    GuidanceId,
    Id,
    InOneLine,
    InTable,
    Label,
    Line,
    PartialDate,
    Plain,
    Record,
    Situation,
    SourceId,
    StepId,
    Text,
    ToolId,
)

VERDICT = Codelist(
    "a kind of outcome",
    {
        "open": ("Open to you", "What was asked may be done, within what the outcome says."),
        "closed": ("Not this way", "What was asked may not be done like this; the outcome says what may be."),
        "ask": ("Settle this first", "Something else has to be known or decided before."),
        "go-on": ("Go on elsewhere", "Another aid, or another page, goes on from here."),
    },
)

SUM_HOW = Codelist(
    "a way of working out a sum",
    {
        "sum": ("Sum", "The figures added up."),
        "difference": ("Difference", "The first figure, less the others."),
        "percent": ("Per cent", "The first figure, in per cent of the second."),
        "greatest": ("Largest", "The largest of the figures, whether they go up or down; the sign is left off."),
    },
)

UNIT = Codelist(
    "a unit",
    {
        "pounds": ("pounds", "Pounds, with VAT unless its label says otherwise."),
        "percent": ("per cent", "Per cent."),
        "months": ("months", "Months."),
        "weeks": ("weeks", "Weeks."),
    },
)

_AMOUNT = re.compile(r"£?(\d[\d,]*(?:\.\d+)?)( million)?")


def _figure(value: Any) -> Any:
    """A figure as it is written, or as a named value is shown: £663,540; £5 million."""
    found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    return float(found[1].replace(",", "")) * (1_000_000 if found[2] else 1)


Figure = Annotated[
    float,
    BeforeValidator(_figure),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^(£?[\d,.]+( million)?|\[=.*\])$"}]}),
    Apparatus(),
]
"""A number, or a value by name: "[=health-change-limit]"."""


def in_unit(value: float, unit: str) -> str:
    """A figure as pages show it: £500,000, 9.6 per cent, 6 months."""
    digits = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    sign = "−" if value < 0 else ""
    return f"{sign}£{digits}" if unit == "pounds" else f"{sign}{digits} {UNIT[unit].title}"


class Basis(Record):
    """Where a rule stands, and when somebody last compared our words with it."""

    source: SourceId = Field(description="The source that says so.")
    where: Plain = Field(description="The section, regulation, paragraph or page: s.74(3).")
    checked: Annotated[PartialDate, Apparatus()] = Field(
        description="The day or month as at which the wording was last checked against the source, in quotes."
    )


class Test(Record):
    """What a number, a sum or an earlier answer must be."""

    of: Annotated[Id, Apparatus()] = Field(description="The number, the sum or the question that is looked at.")
    least: Figure | None = Field(default=None, description="It is this or more.")
    most: Figure | None = Field(default=None, description="It is this or less.")
    above: Figure | None = Field(default=None, description="It is more than this.")
    below: Figure | None = Field(default=None, description="It is less than this.")
    among: Annotated[list[Id], Apparatus()] = Field(
        default=[], description="For a question: the answer was one of these."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Test:
        if sum(each is not None for each in (self.least, self.most, self.above, self.below)) + bool(self.among) != 1:
            raise PydanticCustomError("test", "A test says one of: least, most, above, below, among")
        return self


class Number(Record):
    """A figure that the reader types."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name in sums and tests.")
    label: Annotated[Line, Label(), Situation()] = Field(description="What is asked for. Say what counts.")
    unit: Annotated[str, OneOf(UNIT), Apparatus()] = Field(description="pounds, months, weeks, percent.")
    was: Annotated[list[Id], Apparatus()] = Field(
        default=[], description="Its earlier ids in this aid, so that service files saved before still fill it in."
    )


class Sum(Record):
    """A figure that is worked out, and shown with the outcome."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name in other sums and in tests.")
    label: Annotated[Line | None, Label(), Situation()] = Field(
        default=None, description="What it is. Without one it is a step on the way, and not shown."
    )
    how: Annotated[str, OneOf(SUM_HOW), Apparatus()] = Field(description="How it is worked out.")
    of: Annotated[list[Id], Apparatus()] = Field(min_length=1, description="The numbers and sums that go in.")
    unit: Annotated[str, OneOf(UNIT), Apparatus()] = Field(description="pounds, months, weeks, percent.")

    @model_validator(mode="after")
    def _enough(self) -> Sum:
        if (self.how == "percent" and len(self.of) != 2) or (self.how == "difference" and len(self.of) < 2):
            raise PydanticCustomError("sum", "A per cent is of two figures, a difference of two or more")
        return self


class Answer(Record):
    """An answer, and where it leads."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name within the question.")
    says: Annotated[Line, Label(), Situation()] = Field(description="The answer, as the reader would give it.")
    to: Annotated[Id, Apparatus()] = Field(description="The question or the outcome to which it leads.")
    when: Annotated[list[Test], Apparatus()] = Field(
        default=[], description="Where figures decide: what must hold, all of it. The last answer says nothing here."
    )


class NotSure(Record):
    """What happens if the reader is not sure, or does not know the figures."""

    counts_as: Annotated[Id, Apparatus()] = Field(description="The careful answer, with which the aid goes on.")
    ask: Annotated[Line, Situation()] = Field(description="What goes on the list for the lawyer, as a question.")


class Question(Record):
    """One question. With `numbers` it asks for figures; where every answer but the last says `when`, figures decide."""

    id: Annotated[Id, Apparatus()] = Field(description="Its address on the page.")
    part: Annotated[Line | None, Label()] = Field(
        default=None, description="The heading above it, where a new part of the aid begins."
    )
    ask: Annotated[Line, Situation()] = Field(description="The question, in one sentence.")
    help: Text = Field(description="What counts, in plain words, so that somebody without the Act can answer.")
    numbers: Annotated[list[Number], Apparatus()] = Field(default=[], description="The figures that it asks for.")
    answers: Annotated[list[Answer], Apparatus()] = Field(min_length=1, description="The answers, in order.")
    not_sure: NotSure = Field(description="What not sure counts as, and what the lawyer is asked.")
    rests_on: list[Basis] = Field(default=[], description="Where the rule stands.")
    was: Annotated[list[Id], Apparatus()] = Field(
        default=[], description="Its earlier ids in this aid, so that service files saved before still answer it."
    )

    @property
    def worked_out(self) -> bool:
        """Whether figures or earlier answers decide it, and nobody is asked."""
        return not self.numbers and bool(self.answers[0].when)


class Duty(Record):
    """Something to publish or to do by a day, with the case in which it is due."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name under `publish` of an outcome.")
    what: Line = Field(description="What is published or done.")
    by: Annotated[Line, Label()] = Field(description="By when.")
    when: Annotated[list[Test], Apparatus()] = Field(
        default=[], description="When it is due: all of it must hold. Nothing: always."
    )
    in_words: Annotated[Line | None, Label(), Situation()] = Field(
        default=None, description="When it is due, in words: over 10 per cent."
    )
    rests_on: list[Basis] = Field(default=[], description="Where the rule stands.")

    @model_validator(mode="after")
    def _in_words_too(self) -> Duty:
        if bool(self.when) != bool(self.in_words):
            raise PydanticCustomError("duty", "What is due in some cases only says so twice: in `when` and `in_words`")
        return self


class Outcome(Record):
    """Where a path ends: what it means, what to publish and by when, what to do next."""

    id: Annotated[Id, Apparatus()] = Field(description="Its address on the page.")
    title: Annotated[Line, Label()] = Field(description="The outcome in a few words.")
    verdict: Annotated[str, OneOf(VERDICT)] = Field(description="What kind of outcome it is.")
    means: Text = Field(description="What it means, and within which limits.")
    publish: Annotated[list[Id], Apparatus()] = Field(default=[], description="The duties that go with it, by id.")
    next: list[Line] = Field(min_length=1, description="What to do next, with links.")
    rests_on: list[Basis] = Field(
        default=[], description="Where the rule stands. An outcome without one says that it is our reading."
    )


class Scenario(Record):
    """A worked example: an invented case, its answers, and what comes out. Python and the browser both work it out."""

    id: Annotated[Id, Apparatus()] = Field(description="Its address on the page.")
    title: Annotated[Line, Label(), Situation()] = Field(description="The case in a few words.")
    story: Annotated[Line, Situation()] = Field(description="The case in a sentence or two. Its places are invented.")
    answers: Annotated[dict[Id, Id | float | int], Apparatus()] = Field(
        description="The answer to each question that is asked, not-sure too, and the figures by their names."
    )
    outcome: Annotated[Id, Apparatus()] = Field(description="The outcome that must come out.")
    sums: Annotated[dict[Id, float | int | None], Apparatus()] = Field(
        default={}, description="Sums that must come out, rounded as shown."
    )
    due: Annotated[list[Id] | None, Apparatus()] = Field(
        default=None, description="The duties that must be due, or not known to be not due."
    )
    why: Annotated[Line, Situation()] = Field(description="What decided it, and what to see in it.")


class Aid(Element):
    """A decision aid: one question at a time to an outcome, with the rule beside each. Guidance, not advice."""

    kind: ClassVar[str] = "aid"

    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    in_one_line: Annotated[Line, InOneLine()] = Field(description="What the reader knows at its end, in one sentence.")
    lead: Text = Field(description="What to have at hand, and what it leaves out.")
    nations: Annotated[list[Annotated[str, OneOf(lists.NATION)]], InTable()] = Field(
        min_length=1, description="Where it applies."
    )
    adviser: Annotated[Line, Label(), Situation()] = Field(
        default="lawyer", description="Who is asked what nobody is sure of: lawyer."
    )
    questions: list[Question] = Field(min_length=1, description="The questions. The first is where everybody begins.")
    sums: list[Sum] = Field(default=[], description="What is worked out of the figures.")
    duties: list[Duty] = Field(default=[], description="What is published or done by a day; outcomes name them.")
    outcomes: list[Outcome] = Field(min_length=1, description="Where paths end.")
    scenarios: list[Scenario] = Field(default=[], description="Worked examples.")
    paper: Annotated[list[Annotated[str, OneOf(PAPER_PART)]], Apparatus()] = Field(
        default=[], description="The parts of a paper in which its outcome lands, with the rule and its source."
    )
    steps: list[StepId] = Field(default=[], description="The steps in which it helps.")
    tools: list[ToolId] = Field(default=[], description="Tools that go with it.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses that go with it.")
    guidance: list[GuidanceId] = Field(default=[], description="The guidance from which its rules are taken.")

    def question(self, id_: str) -> Question | None:
        """A question by its id."""
        return next((each for each in self.questions if each.id == id_), None)

    def based(self) -> list[tuple[tuple[str | int, ...], Basis]]:
        """Every place in a source that it rests on, each with its path in the file."""
        return [
            ((name, number, "rests_on", index), basis)
            for name in ("questions", "duties", "outcomes")
            for number, each in enumerate(getattr(self, name))
            for index, basis in enumerate(each.rests_on)
        ]
