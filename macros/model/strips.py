"""What the strip at the head of a case needs beside the case's own words: dates to draw, and who signed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros.basics.dates import earliest, latest
from macros.model.fields import PartialDate, Plain, Record


class Term(Record):
    """How long a contract was meant to run, and how long it did: drawn as a line. Every date stands in the case."""

    prepared: PartialDate | None = Field(default=None, description="When work on it began, in quotes.")
    starts: PartialDate = Field(description="When it began to run, in quotes.")
    months: Annotated[int | None, Field(ge=1, le=600)] = Field(
        default=None, description="The term that was agreed, in months."
    )
    at_most: Annotated[int | None, Field(ge=1, le=600)] = Field(
        default=None, description="The term with every extension that it allows, in months."
    )
    ended: PartialDate | None = Field(default=None, description="When it did end, in quotes. Not when it should.")

    @model_validator(mode="after")
    def _runs_forward(self) -> Term:
        if self.months is None and self.ended is None:
            raise PydanticCustomError("strip", "A line has an end: give the term agreed in months, or when it ended")
        if self.ended and latest(self.ended) < earliest(self.starts):
            raise PydanticCustomError("strip", "It cannot end before it starts")
        if self.prepared and earliest(self.prepared) > latest(self.starts):
            raise PydanticCustomError("strip", "It cannot be prepared after it starts")
        if self.at_most is not None and self.at_most <= (self.months or self.at_most):
            raise PydanticCustomError("strip", "With every extension it is longer than the term agreed in months")
        return self


class Strip(Record):
    """What is drawn at the head of a case. Leave out what the sources do not say plainly."""

    term: Term | None = Field(default=None, description="The line of its years.")
    inside: list[Plain] = Field(
        default=[], description="Who is a party to the contract: names as commissioners and providers have them."
    )
    outside: list[Plain] = Field(default=[], description="Who of those named there is not a party to it.")
