"""A session: a meeting ready to be run, minute by minute, with what is on the table at each moment."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from macros.model.fields import (
    Apparatus,
    Element,
    ElementId,
    Id,
    InOneLine,
    InTable,
    Label,
    Line,
    PartialDate,
    Plain,
    Record,
    Since,
    Situation,
    Text,
    Version,
)


class SessionItem(Record):
    """One part of a session: what happens in some minutes, and all that the facilitator needs for it."""

    id: Annotated[Id, Apparatus()] = Field(
        description="Its name within the session; cards and codes lead to it, so keep it."
    )
    title: Annotated[Line, Label()] = Field(description="What people do, in a few words. A break says so.")
    minutes: Annotated[int, Apparatus()] = Field(ge=1, description="How long it takes.")
    what: Annotated[Text, Situation()] = Field(
        description="What people do. They read it on phones and cards, so it speaks to them and not to the facilitator."
    )
    on_the_table: Annotated[list[ElementId], Apparatus()] = Field(
        default=[], description="The tool, page or activity on the table, by id. The first is what phones open."
    )
    question: Annotated[Line | None, Situation()] = Field(
        default=None, description="The question on the table, as the screen shows it."
    )
    group: Annotated[Line | None, Label(), Situation()] = Field(
        default=None, description="How people sit and work: alone, in pairs, in threes, all together."
    )
    say: Annotated[list[Line], Situation()] = Field(default=[], description="What the facilitator says, word for word.")
    watch_for: Annotated[list[Line], Situation()] = Field(
        default=[], description="What may go wrong, and what to do then. Each says both."
    )
    materials: Annotated[list[Line], Label(), Situation()] = Field(
        default=[], description="What must be on the tables, and how many."
    )
    if_late: Annotated[Line | None, Situation()] = Field(
        default=None, description="What to leave out here when the session runs late."
    )


class PartRun(Record):
    """One part of a session as it was run: what was planned then, and what it took."""

    id: Id = Field(description="The part, by its id in the iteration that was run.")
    planned: int = Field(ge=1, description="The minutes that were planned when it was run.")
    took: int = Field(ge=0, le=1440, description="The minutes that it took.")


class SessionRun(Record):
    """A time at which a session was run with people. `handbook sessions minutes` proposes it."""

    date: PartialDate = Field(description="The day: 2027-03-12.")
    iteration: Version = Field(description="The iteration whose session was run.")
    parts: list[PartRun] = Field(min_length=1, description="The parts that were run, in order.")

    @property
    def planned(self) -> int:
        """The minutes that were planned for the parts that were run."""
        return sum(part.planned for part in self.parts)

    @property
    def took(self) -> int:
        """The minutes that those parts took."""
        return sum(part.took for part in self.parts)


class Session(Element):
    """A session that a facilitator can run from its page alone."""

    kind: ClassVar[str] = "session"

    keywords: Annotated[list[Plain], Apparatus(), Since("0.6")] = Field(
        default=[], description="Other words that somebody might search for."
    )
    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    in_one_line: Annotated[Line, InOneLine()] = Field(description="What people leave with, in one sentence.")
    minutes: Annotated[int, Apparatus(), InTable()] = Field(
        ge=5, description="How long it takes. The minutes of its parts add up to this."
    )
    least_people: Annotated[int, Apparatus(), InTable()] = Field(ge=2, description="The fewest people it works for.")
    most_people: Annotated[int, Apparatus(), InTable()] = Field(ge=2, description="The most people it works for.")
    who: Annotated[Line, Label(), Situation()] = Field(description="Who should be in the room.")
    tried: Line | None = Field(
        default=None,
        description="Where it has been run and what was changed after it. Without it and without runs, its page says "
        "that nobody has.",
    )
    runs: Annotated[list[SessionRun], Apparatus()] = Field(
        default=[], description="The times at which it was run, with what each part took. No names."
    )
    aims: Annotated[list[Line], Situation()] = Field(
        min_length=1, description="What there is at the end that was not there before."
    )
    not_for: Annotated[Line | None, Situation()] = Field(default=None, description="When another session is better.")
    before: Annotated[list[Line], Situation()] = Field(
        min_length=1, description="What to do beforehand, each with a time."
    )
    rules: list[Line] = Field(
        default=[], description="What must not happen in this room, with the law behind it, if there is any."
    )
    access: Annotated[list[Line], Situation()] = Field(
        min_length=1, description="So that everybody can take part: room, print, pace, pay."
    )
    agenda: list[SessionItem] = Field(min_length=1, description="Its parts, in order.")
    ask_at_the_end: Annotated[list[Line], Situation()] = Field(
        min_length=1, description="Questions to ask about the session itself, before people leave."
    )
    after: Annotated[list[Line], Situation()] = Field(
        min_length=1, description="What to do with what was said: the same day, and later."
    )

    def starts(self) -> list[int]:
        """The minute at which each part of the agenda begins, counted from the start of the session."""
        return [sum(item.minutes for item in self.agenda[:place]) for place in range(len(self.agenda))]

    def part_called(self, id_: str) -> str:
        """The title of a part; its id if it has gone since it was run."""
        return next((item.title for item in self.agenda if item.id == id_), id_)
