"""What stands beside the elements: sources, terms, changes, iterations, workshops with their feedback, corrections."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from macros.basics.dates import earliest
from macros.model import codelists as lists
from macros.model.authors import Author, as_list, in_words
from macros.model.codelists import Codelist, OneOf
from macros.model.fields import (
    ID_PATTERN,
    NAME,
    VERSION_PATTERN,
    Apparatus,
    ElementId,
    FeedbackId,
    Id,
    Label,
    Line,
    Mail,
    PartialDate,
    Plain,
    Record,
    Since,
    SourceId,
    Text,
    Url,
    Version,
)

DOES = Codelist(
    "whether a change alters what readers do",
    {
        "nothing": ("Nothing to do differently", "Who worked from the words before may go on as before."),
        "differently": ("To be done differently", "Who worked from the words before has something to do differently."),
    },
)


ChangeName = Annotated[str, StringConstraints(pattern=rf"{VERSION_PATTERN[:-1]}/{ID_PATTERN[1:]}")]
"""A change of another iteration: 0.3/learning-is-the-loop."""


class Source(Record):
    """Something we rely on. Linked at its canonical address, or not linked at all."""

    kind_: ClassVar[str] = "source"

    id: Id = Field(description="Its name for life: publisher, subject and year: nao-2019-probation.")
    title: Annotated[Line, Label()] = Field(description="Its title.")
    authors: Annotated[list[Author], BeforeValidator(as_list)] = Field(
        default=[],
        description="Who wrote it, one a line. A person is `Smith, Jane`; an organisation has no comma, or is "
        "`organisation: …`. Last, `others` where more are not named.",
    )
    publisher: Line = Field(description="Who published it.")
    date: PartialDate | None = Field(default=None, description="When it was published: 2019, 2019-03 or 2019-03-01.")
    kind: Annotated[str, OneOf(lists.SOURCE_KIND)] = Field(description="What it is.")
    published_as: Annotated[str, OneOf(lists.PUBLISHED_AS)] | None = Field(
        default=None,
        description="For a reference manager, where it is one of these: an article, a book, a working paper.",
    )
    volume: Plain | None = Field(default=None, description="For an article: the volume of the journal.")
    issue: Plain | None = Field(default=None, description="For an article: the number within the volume.")
    url: Url | None = Field(
        default=None,
        description="Its canonical address: the publisher, a DOI, legislation.gov.uk. None if we do not know it.",
    )
    read: Annotated[str, OneOf(lists.READ)] = Field(description="How much of it we read.")
    read_via: Line | None = Field(
        default=None, description="Where we read it, if not there: a copy or a mirror. Never linked."
    )
    text_of: PartialDate | None = Field(
        default=None,
        description="Of law: the day of the text that we read, as the register of revised law dates it, in quotes.",
    )
    accessed: PartialDate | None = Field(default=None, description="When we read it.")
    verified: dt.date | None = Field(
        default=None, description="The day a person opened the address and confirmed the wording."
    )
    note: Line | None = Field(default=None, description="What it supports, or what to be careful about.")

    @property
    def authors_in_words(self) -> str:
        """The authors as readers say them; nothing if none is named."""
        return in_words(self.authors)

    @property
    def published_in(self) -> str:
        """The publisher as readers say it: of an article, the journal with volume and number."""
        number = (f"({self.issue})" if self.issue.isdigit() else f" ({self.issue})") if self.issue else ""
        return f"{self.publisher} {self.volume}{number}" if self.volume else self.publisher

    @property
    def is_ours(self) -> bool:
        """Whether it is a record of this project: then nobody looks for the publisher's address."""
        return self.publisher == NAME


class Mixup(Record):
    """Another term that people confuse with this one."""

    term: Annotated[Line, Label()] = Field(description="The other term.")
    difference: Line = Field(description="What the difference is.")


class Term(Record):
    """A word of the field, explained once in under 45 words."""

    kind_: ClassVar[str] = "term"

    id: Annotated[Id, Apparatus()] = Field(description="Its name for life.")
    term: Annotated[Line, Label()] = Field(description="The word, as the field uses it.")
    definition: Line = Field(description="What it means, under 45 words.")
    of: Annotated[str, OneOf(lists.TERM_FIELD), Apparatus()] = Field(
        default="practice",
        description="Whose word it is: of the practice or of the law. Says on which page of the glossary it stands.",
    )
    also: list[Plain] = Field(default=[], description="Abbreviations and other forms that should find it.")
    sources: Annotated[list[SourceId], Apparatus()] = Field(
        default=[], description="Where the idea or the rule comes from."
    )
    basis: Annotated[str, OneOf(lists.BASIS), Apparatus()] = Field(
        default="sourced", description="Whether the wording goes beyond the source."
    )
    not_to_confuse: list[Mixup] = Field(default=[], description="Terms that people mix it up with.")


class Change(Record):
    """One entry of an iteration's change list: what is different from the iteration before, and why."""

    kind_: ClassVar[str] = "change"

    id: Id = Field(description="Its name for life, the same as the file's name.")
    kind: Annotated[str, OneOf(lists.CHANGE_KIND)] = Field(description="What kind of change.")
    elements: list[Id] = Field(description="The elements that it changes, by id.", min_length=1)
    before: list[Id] = Field(default=[], description="For renamed, merged, split and moved: the ids before.")
    summary: Line = Field(description="What changed, in a reader's words.")
    why: Text = Field(description="Why.")
    feedback: list[FeedbackId] = Field(default=[], description="The feedback that led to it.")
    order: int = Field(default=99, ge=1, description="Its place in the story.")
    does: Annotated[Annotated[str, OneOf(DOES)] | None, Since("0.7")] = Field(
        default=None,
        description="Whether it alters what a reader does. Iterations that were released before this was asked have it "
        "in data/what-to-do/.",
    )
    now: Line | None = Field(
        default=None,
        description="If it does: what to do differently now, in a sentence that begins with what to do.",
    )
    replaces: list[ChangeName] = Field(
        default=[],
        description="Earlier changes whose sentence this one takes the place of, for what both name, as version/id.",
    )


class WhatToDo(Record):
    """Whether a change of a released iteration alters what a reader does."""

    id: Id = Field(description="The change, by its id in the list of that iteration.")
    does: Annotated[str, OneOf(DOES)] = Field(description="Whether it alters what a reader does.")
    now: Line | None = Field(
        default=None,
        description="If it does: what to do differently now, in a sentence that begins with what to do.",
    )
    replaces: list[ChangeName] = Field(
        default=[],
        description="Earlier changes whose sentence this one takes the place of, for what both name, as version/id.",
    )


class DoneSince(Record):
    """What readers do differently since a released iteration. Its own words are frozen, so this stands beside them."""

    kind_: ClassVar[str] = "what-to-do"

    iteration: Version = Field(description="The released iteration, in quotes. The file has its name.")
    changes: list[WhatToDo] = Field(description="Each change of its list.", min_length=1)

    @property
    def id(self) -> str:
        """Its name: the iteration."""
        return self.iteration


class Iteration(Record):
    """What an iteration says of itself."""

    kind_: ClassVar[str] = "iteration"

    version: Version = Field(description='Its number, in quotes: "0.3".')
    title: Annotated[Line, Label()] = Field(description="Its name: London draft.")
    depicts: Line = Field(description="The moment that it shows, in words.")
    depicts_date: PartialDate | None = Field(default=None, description="The same as a date, for the timeline.")
    status: Annotated[str, OneOf(lists.STATUS)] = Field(description="draft or released.")
    provenance: Annotated[str, OneOf(lists.PROVENANCE)] = Field(description="Where its words come from.")
    provenance_note: Text = Field(description="What the reader should know about that, shown on every page in short.")
    question: Line = Field(description="The question that the framework answers.")
    summary: Text = Field(description="What this iteration is, in a short paragraph.")
    loop: Text | None = Field(default=None, description="How learning runs through the steps.")
    follows: Version | None = Field(default=None, description="The iteration before it.")
    released: dt.date | None = Field(default=None, description="The day it was frozen. `handbook release` writes it.")
    digest: Plain | None = Field(
        default=None, description="The fingerprint of its words. `handbook release` writes it."
    )

    @property
    def name(self) -> str:
        """Its title, with what a reader must not miss: a reconstruction says so, and when it was made."""
        if self.provenance != "reconstructed":
            return self.title
        return f"{self.title}, reconstructed{f' in {self.released.year}' if self.released else ''}"


class AgendaItem(Record):
    """One part of a workshop's agenda."""

    minutes: int | None = Field(default=None, ge=1, description="How long.")
    title: Annotated[Line, Label()] = Field(description="What was done.")
    use: list[Id] = Field(default=[], description="Elements that were on the table.")


class Feedback(Record):
    """One thing that was said or found, paraphrased, and what became of it."""

    kind_: ClassVar[str] = "feedback"

    id: Id = Field(description="Its name for life.")
    theme: Annotated[Line, Label()] = Field(description="What it is about, in a few words.")
    said: Text = Field(description="What was said or found, paraphrased. No names, nothing personal.")
    source: SourceId = Field(description="The source that records it.")
    status: Annotated[str, OneOf(lists.FEEDBACK_STATUS)] = Field(description="What has been decided.")
    response: Text | None = Field(default=None, description="What we did about it, or why not.")


class HandOver(Record):
    """How people at a workshop hand over what they say of the handbook."""

    to: Annotated[Line, Label()] = Field(
        description="To whom, by role, and where to find them: the facilitator, at the table by the door."
    )
    ways: list[Annotated[str, OneOf(lists.HAND_OVER)]] = Field(
        default=["code", "file", "text"], min_length=1, description="The ways that are offered on phones."
    )
    mail: Mail | None = Field(
        default=None,
        description="Where a draft of a mail goes, if one is offered: an organisation's address, and no person's.",
    )


class Workshop(Record):
    """A meeting, or a review without one, and what came of it."""

    kind_: ClassVar[str] = "workshop"

    id: Id = Field(description="Its name for life.")
    title: Annotated[Line, Label()] = Field(description="What it was called.")
    kind: Annotated[str, OneOf(lists.WORKSHOP_KIND)] = Field(description="Meeting or desk review.")
    date: PartialDate = Field(description="When: 2024-09-06, or 2024-11 where the day is not known.")
    when: Line = Field(description="The same in words, with what is uncertain.")
    place: Annotated[Line, Label()] = Field(description="Where.")
    shown: Version | None = Field(
        default=None,
        description="The iteration of this handbook that was on the table. None where it was none of ours.",
    )
    what_was_shown: Line | None = Field(
        default=None, description="Where it was none of ours: what was shown, as far as is known."
    )
    reconstruction: Version | None = Field(
        default=None, description="Where it was none of ours: the iteration that reconstructs it, made later."
    )
    hosts: list[Annotated[Line, Label()]] = Field(default=[], description="The organisations that hold it. No persons.")
    join: Line | None = Field(
        default=None,
        description="For one that is still to come: how somebody can take part. An organisation's address, and no "
        "person's. Without it, the site's own way is shown.",
    )
    session: Id | None = Field(
        default=None,
        description="The ready session that is run, by its id in the iteration under `shown`. Its pages for the "
        "facilitator and for phones then have short addresses of this workshop's own.",
    )
    hand_over: HandOver | None = Field(
        default=None,
        description="How people hand over what they say, as their phones show it. Without it, the site's own ways are.",
    )
    summary: Text = Field(description="What it was, in a short paragraph.")
    who: Annotated[Line | None, Label()] = Field(
        default=None, description="What kinds of people came. No names of participants."
    )
    record: Text | None = Field(default=None, description="What is on record, and what is not.")
    agenda: list[AgendaItem] = Field(default=[], description="The agenda, if it is known.")
    sources: list[SourceId] = Field(default=[], description="Sources that record it.")
    feedback: list[Feedback] = Field(default=[], description="What was heard.")

    @property
    def is_meeting(self) -> bool:
        """Whether people met. A review is none: nobody was asked."""
        return self.kind in lists.MEETINGS

    @property
    def about_version(self) -> str | None:
        """The iteration that it belongs to: the one on the table, or else the one that reconstructs what was."""
        return self.shown or self.reconstruction


class Erratum(Record):
    """A correction to a released iteration: what it says, what it should say, and why. The original stays as it is."""

    kind_: ClassVar[str] = "erratum"

    id: Id = Field(description="Its name for life, the same as the file's name.")
    iteration: Version = Field(description="The released iteration that it corrects.")
    element: Id | None = Field(
        default=None, description="The element that it corrects; `framework` for what the iteration says of itself."
    )
    change: Id | None = Field(default=None, description="Or the entry of its change list that it corrects.")
    says: Line = Field(description="The words that are wrong, exactly as they stand.")
    should_say: Line = Field(description="What they should be.")
    why: Line = Field(description="Why, and how it was noticed.")
    date: dt.date = Field(description="The day on which it was recorded.")


class Reading(Record):
    """Something that the handbook relies on and that changes: who looks at it again, how often, what hangs on it."""

    kind_: ClassVar[str] = "reading"

    id: Id = Field(description="Its name for life, the same as the file's name.")
    order: int = Field(default=99, ge=1, description="Its place in the list.")
    title: Annotated[Line, Label()] = Field(description="What is looked at.")
    look_for: Line = Field(description="What to look for in it, and where.")
    then: Line = Field(description="What to do when it has changed.")
    who: Annotated[Line, Label()] = Field(description="Whose task it is, by role.")
    months: int = Field(default=12, ge=1, description="After how many months it is due again.")
    looked: dt.date = Field(description="The day on which it was last looked at.")
    elements: list[ElementId] = Field(default=[], description="The elements of the draft that rest on it.")
    sources: list[SourceId] = Field(default=[], description="The sources that it is about.")

    @property
    def due(self) -> dt.date:
        """The first day on which it is due again."""
        return months_later(self.looked, self.months)


def months_later(day: Any, months: int) -> dt.date:
    """The day so many months after a day, of which the day or the month may be missing; never after the 28th."""
    since = earliest(day)
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return dt.date(year, month + 1, min(since.day, 28))
