"""Tables, timetables and paths: what stands in rows, with marks that say what of it can be drawn."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros.model import codelists as lists
from macros.model.fields import Apparatus, Label, Line, Plain, Record, StepId

_FIGURE = re.compile(r"£?(\d[\d,]*(?:\.\d+)?)")


def figure_in(cell: str) -> float | None:
    """The figure of a cell that is one and nothing else: 309, £4,800. None for any other, as `70 to 105, extra`."""
    found = _FIGURE.fullmatch(cell)
    if not found:
        return None
    figure = float(found[1].replace(",", ""))
    return int(figure) if figure.is_integer() else figure


def answer_second(places: list[int], answer: int | None) -> list[int]:
    """The places of columns in the order in which they are shown: that of the answer beside what each row is about."""
    if not answer:  # none is named, or it is the first
        return places
    return [places[0], answer, *(place for place in places[1:] if place != answer)]


class Table(Record):
    """A table where a table serves better than prose."""

    caption: Annotated[Line, Label()] = Field(description="What the table shows.")
    columns: Annotated[list[Line], Label()] = Field(description="The headings.", min_length=2)
    rows: Annotated[list[list[Line]], Label()] = Field(
        description="The rows, each with as many cells as there are headings.", min_length=1
    )
    answer: Annotated[Plain | None, Apparatus()] = Field(
        default=None, description="The heading of the column that is the answer: shown first, beside what it is about."
    )
    bars: Annotated[Plain | None, Apparatus()] = Field(
        default=None, description="The heading of a column of figures: each is drawn as a bar beside its figure."
    )
    grades: Annotated[Plain | None, Apparatus()] = Field(
        default=None, description="The heading of a column of grades (Strong, Weak): the rows stand on shelves."
    )
    step: Annotated[StepId | None, Apparatus()] = Field(
        default=None, description="The step whose hours the table counts: its bars add up to that step's."
    )
    yearly: Annotated[bool | None, Apparatus()] = Field(
        default=None, description="Whether those hours come again each year."
    )

    @model_validator(mode="after")
    def _even(self) -> Table:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise PydanticCustomError(
                    "table",
                    "Row {number} has {has} cells and there are {want} headings",
                    {"number": number, "has": len(row), "want": len(self.columns)},
                )
        return self

    @model_validator(mode="after")
    def _drawn_from_a_column(self) -> Table:
        for heading in filter(None, (self.answer, self.bars, self.grades)):
            if heading not in self.columns:
                raise PydanticCustomError("drawn", 'No column is called "{heading}"', {"heading": heading})
        if self.answer == self.columns[0]:
            raise PydanticCustomError("drawn", "The first column says what a row is about: it cannot be the answer")
        if self.step and not self.bars:
            raise PydanticCustomError("drawn", "A table of a step's hours says which column has them, in bars")
        for grade in self.column(self.grades) if self.grades else ():
            if grade not in lists.GRADES:
                raise PydanticCustomError(
                    "drawn",
                    '"{grade}" is no grade. The grades are {grades}',
                    {"grade": grade, "grades": ", ".join(lists.GRADES)},
                )
        return self

    @property
    def shown(self) -> list[int]:
        """The places of the columns, in the order in which they are shown."""
        return answer_second(list(range(len(self.columns))), self.columns.index(self.answer) if self.answer else None)

    def column(self, heading: str) -> list[str]:
        """The cells under a heading. Raises `ValueError` if there is no such heading."""
        place = self.columns.index(heading)
        return [row[place] for row in self.rows]


class Stage(Record):
    """A stretch of months before a day: what is done in it, and what must exist when it ends."""

    begins: int = Field(ge=1, le=60, description="It begins so many months before the day.")
    ends: int = Field(ge=0, le=59, description="It ends so many months before the day.")
    step: Annotated[StepId, Apparatus()] = Field(description="The step that it belongs to.")
    work: Line = Field(description="What is done.")
    exists: Line = Field(description="What must exist at the end of it.")

    @model_validator(mode="after")
    def _runs_forward(self) -> Stage:
        if self.begins <= self.ends:
            raise PydanticCustomError("stage", "A stage counts down: it begins more months before the day than it ends")
        return self


class Stages(Record):
    """A timetable that counts back from a day."""

    caption: Annotated[Line, Label()] = Field(description="What it shows, and whose guess it is.")
    rows: list[Stage] = Field(description="The stages, in order.", min_length=2)


class Station(Record):
    """One station of what goes its way, or what may happen beside it."""

    title: Annotated[Line, Label()] = Field(description="What happens there, in a word or two.")
    says: Line = Field(description="How, in a few words of the text that it is drawn from.")
    paragraphs: Annotated[list[int], Apparatus()] = Field(
        description="The numbers of the paragraphs that say so.", min_length=1
    )


class Travels(Record):
    """How something goes its way, station by station, and where it may leave the way."""

    caption: Annotated[Line, Label()] = Field(description="What goes its way.")
    stops: list[Station] = Field(description="The stations, in order.", min_length=2)
    instead: list[Station] = Field(default=[], description="Ways beside it, and when each is taken.")
