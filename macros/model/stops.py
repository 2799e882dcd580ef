"""What a reading path has: its stops, and what stands on its one side of A4."""

from __future__ import annotations

from pydantic import Field

from macros.model.fields import ElementId, Line, Plain, Record


class Stop(Record):
    """One thing to read on a path, and why."""

    element: ElementId = Field(description="What to open.")
    why: Line = Field(description="Why this reader should, in one sentence.")


class Side(Record):
    """What a path has for its one side of A4, beside what stands on other pages: the side is drawn from both."""

    answer: Line = Field(description="The answer for this reader, in a sentence or two that can be said aloud.")
    hours: Line = Field(description="What the hours mean for this reader, under the hours of all.")
    known: list[Plain] = Field(
        default=[],
        description="What is known, for this reader: the first words of rows in the table of `the-evidence`.",
        max_length=2,
    )
    wrong: list[Line] = Field(description="What can go wrong: three to five lines.", min_length=3, max_length=5)
