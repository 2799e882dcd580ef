"""Papers for those who decide: which parts each has, what it says of itself, and what is left to write.

What a group has answered in the tools lands in these parts: a field of a tool, or its result, says in which (`paper`).
So does a decision aid for its outcome; what nobody was sure of on the way lands in the parts that say `asks`.
Papers stand in an iteration's `papers.yml`. Each is a Word document, blank or filled in from a service's answers.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros.model.codelists import PAPER_PART, OneOf
from macros.model.fields import Apparatus, Id, Line, Record, Text

FILE = "papers.yml"


class Effort(Record):
    """A line of what it costs: hours, to be multiplied by the reader's own rate."""

    what: Line = Field(description="What the hours are for.")
    hours: Line = Field(pattern=r"^\d[\d,]*$", description="How many hours: [=hours-to-shape].")


class PaperPart(Record):
    """A part of a paper."""

    part: Annotated[str, OneOf(PAPER_PART)] = Field(description="Its name, by which a field of a tool lands in it.")
    heading: Line = Field(description="Its heading.")
    says: Text | None = Field(default=None, description="What the paper says there before anybody has written a word.")
    effort: list[Effort] = Field(default=[], description="What it costs in hours, times the reader's rate.")
    asks: Annotated[bool, Apparatus()] = Field(
        default=False, description="Whether the questions land here of which a decision aid says that nobody is sure."
    )
    yours: list[Line] = Field(
        default=[], description="What no tool can say: one sentence each, to the person who writes the paper."
    )


class Paper(Record):
    """A paper for those who decide."""

    kind_: ClassVar[str] = "paper"

    id: Id = Field(description="Its name for life, and that of its file.")
    title: Line = Field(description="What it is called.")
    in_one_line: Line = Field(description="Whom it is for, and what they are asked.")
    parts: list[PaperPart] = Field(min_length=1, description="Its parts, in the order in which they are read.")

    @property
    def only_asks(self) -> bool:
        """Whether it is the list of what nobody is sure of, and nothing else."""
        return all(part.asks for part in self.parts)

    @model_validator(mode="after")
    def _each_part_once(self) -> Paper:
        names = [each.part for each in self.parts]
        if len(set(names)) < len(names):
            raise PydanticCustomError("paper", "A part stands once in a paper")
        return self
