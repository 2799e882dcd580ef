"""Tools: a method, the template that a group fills in, and an example of it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from macros.model import codelists as lists
from macros.model.codelists import OneOf
from macros.model.fields import (
    Apparatus,
    ClauseId,
    GuidanceId,
    Id,
    InOneLine,
    InTable,
    Label,
    Line,
    Plain,
    Record,
    Since,
    Situation,
    Sought,
    StepId,
    Text,
)
from macros.model.pictured import lacking
from macros.model.results import Results
from macros.model.tables import answer_second


class Ends(Record):
    """The words at the two ends of a scale."""

    low: Line = Field(description="What the least means.")
    high: Line = Field(description="What the most means.")


MOST_POINTS = 10
"""How far a scale may run: each point is printed, and nobody tells more apart."""


Earlier = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]*/)?[a-z][a-z0-9-]*$")]
"""An earlier id of a field: in the same tool, or in another one before a stroke."""


class Column(Record):
    """A column of a table in a template."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name in the example and in exports.")
    label: Annotated[Line, Label()] = Field(description="Its heading.")
    type: Annotated[str, OneOf(lists.FIELD_TYPE)] = Field(default="text", description="What goes into it.")
    options: list[Line] = Field(default=[], description="For a choice: the options.")
    least: int | None = Field(default=None, description="For a scale: the least.")
    most: int | None = Field(default=None, description="For a scale: the most.")
    least_label: Line | None = Field(default=None, description="For a scale: what the least means, in a word or two.")
    most_label: Line | None = Field(default=None, description="For a scale: what the most means.")
    cannot_judge: Annotated[bool | None, Apparatus()] = Field(
        default=None, description="For a scale: whether somebody may say that they cannot judge."
    )
    answer: Annotated[bool | None, Apparatus()] = Field(
        default=None, description="Whether it is the answer that the table exists for: shown first. One in a table."
    )
    was: Annotated[list[Id], Apparatus()] = Field(
        default=[], description="Its earlier ids in this table, so that files saved before still fill it in."
    )

    @model_validator(mode="after")
    def _fits_its_type(self) -> Column:
        if self.type == "table":
            raise PydanticCustomError("field_type", "A column cannot be a table itself")
        _scale_and_choice(self.type, self.options, self.least, self.most)
        return self


class TemplateField(Record):
    """One field of a tool's template: a question that the group answers."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name in the example and in exports.")
    label: Annotated[Line, Label()] = Field(description="The question or heading, as printed on the sheet.")
    type: Annotated[str, OneOf(lists.FIELD_TYPE)] = Field(description="What kind of answer it takes.")
    group: Line | None = Field(default=None, description="A heading that gathers several fields.")
    help: Line | None = Field(default=None, description="A hint, one sentence.")
    unit: Plain | None = Field(default=None, description="For a number: hours, pounds, per cent.")
    options: list[Line] = Field(default=[], description="For a choice: the options.")
    least: int | None = Field(default=None, description="For a scale: the least, usually 1.")
    most: int | None = Field(default=None, description="For a scale: the most, usually 5.")
    least_label: Line | None = Field(default=None, description="For a scale: what the least means.")
    most_label: Line | None = Field(default=None, description="For a scale: what the most means.")
    cannot_judge: Annotated[bool | None, Apparatus()] = Field(
        default=None, description="For a scale: whether somebody may say that they cannot judge."
    )
    columns: Annotated[list[Column], Label()] = Field(default=[], description="For a table: its columns.")
    rows: Annotated[list[Line], Label()] = Field(default=[], description="For a table with fixed rows: their labels.")
    ends: Annotated[list[Ends], Label()] = Field(
        default=[], description="For fixed rows with a scale: the words at its two ends, for each row."
    )
    blank_rows: int | None = Field(default=None, ge=1, le=30, description="For a table: how many empty rows to print.")
    continues: Annotated[Id | None, Apparatus()] = Field(
        default=None,
        description="For a table: the earlier one that it goes on with, row by row. Columns of the same id are one.",
    )
    carries: Annotated[Annotated[str, OneOf(lists.CARRIED)] | None, Apparatus()] = Field(
        default=None, description="The value that it shares with other tools of the same service: written once."
    )
    stays: Annotated[bool | None, Apparatus()] = Field(
        default=None, description="Whether it never leaves its own tool: not carried over, shown elsewhere or reported."
    )
    paper: Annotated[list[Annotated[str, OneOf(lists.PAPER_PART)]], Apparatus()] = Field(
        default=[], description="The parts of a board paper in which the answer lands."
    )
    was: Annotated[list[Earlier], Apparatus()] = Field(
        default=[],
        description="Its earlier ids, so that files saved before still fill it in: other-id, or other-tool/id.",
    )

    @property
    def columns_shown(self) -> list[Column]:
        """The columns in the order in which an example shows them: the answer beside what a row is about."""
        answer = next((place for place, column in enumerate(self.columns) if column.answer), None)
        if answer is not None and self.rows:  # the row has its name before the first column
            return [self.columns[answer], *(each for each in self.columns if not each.answer)]
        return [self.columns[place] for place in answer_second(list(range(len(self.columns))), answer)]

    @model_validator(mode="after")
    def _fits_its_type(self) -> TemplateField:
        _scale_and_choice(self.type, self.options, self.least, self.most)
        if (self.type == "table") != bool(self.columns):
            raise PydanticCustomError("field_type", "A table needs columns, and only a table has them")
        if self.rows and self.type != "table":
            raise PydanticCustomError("field_type", "Only a table has rows")
        if self.ends and len(self.ends) != len(self.rows):
            raise PydanticCustomError("field_type", "The ends of a scale are as many as the rows")
        if sum(bool(column.answer) for column in self.columns) > 1:
            raise PydanticCustomError("field_type", "One column of a table is the answer")
        if self.continues and (self.type != "table" or self.rows):
            raise PydanticCustomError("field_type", "Only a table without fixed rows goes on with another")
        if self.carries and self.type == "table":
            raise PydanticCustomError("field_type", "A table is not carried over")
        if self.stays and (self.carries or self.paper):
            raise PydanticCustomError("field_type", "What stays in its tool is neither carried over nor reported")
        return self


def kept_as(field: TemplateField | Column) -> list[str]:
    """The options of a choice as answers and files keep them: in English, in whichever language they are shown."""
    return field.once("kept as", lambda: field.options)


def keep_as(field: TemplateField | Column, options: list[str]) -> None:
    """Have answers to a choice kept as these `options`, one for each that is shown."""
    field.once("kept as", lambda: options)


def _scale_and_choice(kind: str, options: list[str], least: int | None, most: int | None) -> None:
    """Refuse a choice without options, a scale without ends, and either on another type."""
    if (kind == "choice") != bool(options):
        raise PydanticCustomError("field_type", "A choice needs options, and only a choice has them")
    if kind == "scale" and (least is None or most is None or least >= most):
        raise PydanticCustomError("field_type", "A scale needs a least and a greater most")
    if kind == "scale" and least is not None and most is not None and not 0 <= least < most <= MOST_POINTS:
        raise PydanticCustomError(
            "field_type", "A scale runs from 0 or more to {most} at the most", {"most": MOST_POINTS}
        )
    if kind != "scale" and (least is not None or most is not None):
        raise PydanticCustomError("field_type", "Only a scale has a least and a most")


class Example(Record):
    """An illustration of a tool filled in. Everything in it is invented, and the page says so."""

    title: Annotated[Line, Label()] = Field(description="Who and what, with a place that does not exist.")
    story: Text | None = Field(default=None, description="The situation, in three or four sentences.")
    values: dict[Id, Any] = Field(description="An answer for each field of the template, in the field's own type.")


class Many(Record):
    """How the answers of many people to one tool are put together, each from a code or a file without a name.

    With sides, the averages of two sides are compared and no small side is shown. Without, the lowest and the highest
    answer are, and there is no average: the group agrees a score itself.
    """

    by: Annotated[Id | None, Apparatus()] = Field(
        default=None, description="The choice that says for which side somebody answers, if sides are compared."
    )
    of: Annotated[str | None, StringConstraints(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$"), Apparatus()] = Field(
        default=None,
        description="The table and the column whose scores are put together, as `table.column`. Without it: every "
        "scale of the tool, and the words that stay in it.",
    )
    least: Annotated[int | None, Apparatus()] = Field(
        default=None, ge=2, description="How many must answer before a side's figures are shown."
    )
    fewest: Annotated[int, Apparatus()] = Field(ge=2, description="How many must answer in all before any are shown.")
    gap: Annotated[float, Apparatus()] = Field(
        gt=0, description="The gap above which to talk: between two sides, or else between two people."
    )
    low: Annotated[float | None, Apparatus()] = Field(
        default=None, description="The average of a side below which to talk."
    )

    @model_validator(mode="after")
    def _has_what_sides_need(self) -> Many:
        if self.by and (self.least is None or self.low is None):
            raise PydanticCustomError("many", "Where sides are compared, `least` and `low` are needed")
        return self


class Tool(Sought):
    """Something to take into a room: a method, a template and an example."""

    kind: ClassVar[str] = "tool"

    order: Annotated[int, Apparatus()] = Field(
        default=99, ge=1, description="Its place in the list, in the order of the steps."
    )
    form: Annotated[str, OneOf(lists.TOOL_KIND), InTable()] = Field(description="What kind of tool it is.")
    in_one_line: Annotated[Line, InOneLine(), InTable()] = Field(
        description="What it is for, in one sentence that starts with a verb."
    )
    basis: Annotated[str, OneOf(lists.BASIS), Apparatus(), InTable()] = Field(
        default="ours", description="Where its method comes from."
    )
    steps: Annotated[list[StepId], Since("0.3"), InTable()] = Field(
        default=[], description="The steps in which it is used, the main one first."
    )
    use_when: Annotated[list[Line], Since("0.3"), Situation()] = Field(default=[], description="When to use it.")
    not_when: Annotated[list[Line], Since("0.3")] = Field(
        default=[], description="When not to use it, and what to do instead."
    )
    lead: Annotated[Line | None, Since("0.3"), InTable()] = Field(default=None, description="Who leads it.")
    who: Annotated[Line | None, Label(), Since("0.3"), InTable(), Situation()] = Field(
        default=None, description="Who takes part."
    )
    group_size: Annotated[Line | None, Label(), Since("0.3"), InTable()] = Field(
        default=None, description="How many people."
    )
    time: Annotated[Line | None, Label(), Since("0.3"), InTable()] = Field(
        default=None, description="How long it takes, as a planning guess."
    )
    needs: Annotated[list[Line], Since("0.3")] = Field(default=[], description="What to have ready.")
    method: Annotated[list[Line], Since("0.3")] = Field(
        default=[], description="What to do, step by step; printed as a numbered list."
    )
    fields: Annotated[list[TemplateField], Label(), Since("0.3"), Situation()] = Field(
        default=[], description="The template: what the group fills in."
    )
    results: Annotated[Results | None, Label(), Situation()] = Field(
        default=None, description="What the answers add up to, and how."
    )
    many: Many | None = Field(default=None, description="If many people answer it: how their answers are put together.")
    reading: Text | None = Field(default=None, description="How to read the result. Untested cut-offs say so.")
    example: Annotated[Example | None, Label(), Since("0.3"), Situation()] = Field(
        default=None, description="The template filled in, invented and marked Illustrative."
    )
    picture: Annotated[Annotated[str, OneOf(lists.PICTURE)] | None, Apparatus()] = Field(
        default=None, description="The picture that is drawn from its example; macros/pages/pictures/ says of what."
    )
    pitfalls: Annotated[list[Line], Since("0.3")] = Field(
        default=[], description="How it goes wrong, and what to do instead."
    )
    clauses: list[ClauseId] = Field(default=[], description="Clauses that make its result binding.")
    guidance: list[GuidanceId] = Field(default=[], description="Law and guidance it must respect.")

    @model_validator(mode="after")
    def _many_answer_what_it_asks(self) -> Tool:
        if not self.many:
            return self
        if self.many.by and not any(field.id == self.many.by and field.type == "choice" for field in self.fields):
            raise PydanticCustomError(
                "many",
                'The answers of many are sorted by a choice, and "{by}" is none',
                self.many.model_dump(include={"by"}),
            )
        if self.many.of and not self.scored_by_many():
            raise PydanticCustomError(
                "many",
                'The scores of many stand in a column of scales whose rows are given, and "{of}" is none',
                self.many.model_dump(include={"of"}),
            )
        return self

    @model_validator(mode="after")
    def _asks_what_is_drawn(self) -> Tool:
        template = {field.id: {column.id for column in field.columns} for field in self.fields}
        if self.picture and (lacks := lacking(self.picture, template)):
            raise PydanticCustomError(
                "picture",
                'The picture "{picture}" is drawn from answers that the template does not ask: {lacks}',
                {"picture": self.picture, "lacks": ", ".join(lacks)},
            )
        return self

    def scored_by_many(self) -> Column | None:
        """The column whose scores are put together, if it is one of scales in a table whose rows are given."""
        table, _, name = (self.many.of or "" if self.many else "").partition(".")
        columns = (column for field in self.fields if field.id == table and field.rows for column in field.columns)
        return next((each for each in columns if each.id == name and each.type == "scale"), None)
