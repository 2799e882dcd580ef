"""The elements of the framework but the tools: steps, principles, tensions, clauses, guidance, cases, briefings,
paths."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from macros.model import codelists as lists
from macros.model.aids import Aid as Aid  # one of the kinds below
from macros.model.codelists import OneOf
from macros.model.fields import (
    Apparatus,
    CaseId,
    ClauseId,
    Element,
    GuidanceId,
    Id,
    InOneLine,
    InTable,
    Label,
    Line,
    Names,
    PartialDate,
    Plain,
    PrincipleId,
    Record,
    Since,
    Situation,
    Sought,
    SourceId,
    StepId,
    TensionId,
    Text,
    ToolId,
    Traced,
)
from macros.model.kinds import KINDS
from macros.model.sessions import Session as Session  # so is this: classes of a kind are found where they are imported
from macros.model.stops import Side, Stop
from macros.model.strips import Strip
from macros.model.tables import Stages, Table, Travels
from macros.model.tools import Tool as Tool  # one of the kinds below


class Risk(Record):
    """Something that can go wrong, and what to do about it. Always both."""

    risk: Line = Field(description="What can go wrong, in one or two sentences.")
    answer: Line = Field(description="What to do about it: who does what.")


class Activity(Record):
    """One thing to do within a step. It reads in a minute."""

    id: Annotated[Id, Apparatus()] = Field(description="Its name for life; it becomes the address on the step's page.")
    title: Annotated[Line, Apparatus(), Label()] = Field(
        description="Starts with a verb: Get your own house in order first."
    )
    was: Annotated[list[Id], Apparatus()] = Field(default=[], description="Earlier ids of the same activity.")
    who: Annotated[Line | None, Label(), Since("0.3"), Situation()] = Field(
        default=None, description="Who takes part and who leads."
    )
    time: Annotated[Line | None, Label(), Since("0.3")] = Field(
        default=None, description="How long it takes, as a planning guess."
    )
    how: Text = Field(description="What to do, in order. Second person, short sentences.")
    outcome: Annotated[Line | None, Since("0.3"), InOneLine(), Situation()] = Field(
        default=None, description="You leave with: the thing that now exists."
    )
    goes_wrong_when: Annotated[Line | None, Since("0.3"), Situation()] = Field(
        default=None, description="The usual ways that it fails."
    )
    tools: list[ToolId] = Field(default=[], description="Tools to use.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses to look at.")
    guidance: list[GuidanceId] = Field(default=[], description="Law and guidance to read first.")


class Step(Element):
    """One of the four steps."""

    kind: ClassVar[str] = "step"

    order: Annotated[int, Apparatus()] = Field(ge=1, description="Its place among the steps.")
    in_one_line: Annotated[Line, InOneLine()] = Field(description="What the step is for, in one sentence.")
    lead: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="The first paragraph: what to do, then why."
    )
    why: Text = Field(description="Why it matters.")
    risks: Annotated[list[Risk], Since("0.3")] = Field(
        default=[], description="What can go wrong, each with what to do about it."
    )
    activities: Annotated[list[Activity], Apparatus(), Since("0.3")] = Field(
        default=[], description="Four to seven things to do, in order."
    )
    questions: Annotated[list[Line], Since("0.3"), Situation()] = Field(
        default=[], description="Questions to ask yourselves."
    )
    done_when: Annotated[list[Line], Since("0.3"), Situation()] = Field(
        default=[], description="Signs that you are done."
    )
    accountability: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="How to keep this step accountable to the public."
    )
    cost: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="What it costs in time: hours and weeks, marked as a planning guess."
    )
    learning: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="What to note now so that the next time goes better."
    )
    principles: list[PrincipleId] = Field(default=[], description="Principles that matter most here.")
    months_before: Annotated[int | None, Apparatus()] = Field(
        default=None,
        ge=0,
        le=60,
        description="How many months before the new contract starts it should begin, as a planning guess.",
    )


class Principle(Sought):
    """A rule of conduct for both sides, said as something you can see."""

    kind: ClassVar[str] = "principle"

    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    statement: Annotated[Line, InOneLine()] = Field(description="The principle in one sentence, starting with We.")
    why: Annotated[Text | None, Since("0.3")] = Field(default=None, description="Why it matters, and what it costs.")
    we_will: Annotated[list[Line], Since("0.3")] = Field(
        default=[], description="Behaviours you could see in a meeting."
    )
    we_wont: Annotated[list[Line], Since("0.3")] = Field(default=[], description="Behaviours you would not see.")
    good_signs: Annotated[list[Line], Since("0.3"), Situation()] = Field(
        default=[], description="Signs that it is alive."
    )
    warning_signs: Annotated[list[Line], Since("0.3"), Situation()] = Field(
        default=[], description="Signs that it is slipping."
    )
    in_the_contract: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="How the contract can carry it."
    )
    evidence: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="How to show an auditor that you keep it."
    )
    tensions: list[TensionId] = Field(default=[], description="Tensions that it pulls on.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses that carry it.")
    tools: list[ToolId] = Field(default=[], description="Tools that keep it.")


class Safeguard(Record):
    """Something that lets both goods of a tension be had at once."""

    safeguard: Line = Field(description="What to put in place.")
    protects: Line | None = Field(default=None, description="What it protects, and for whom.")


class Tension(Sought):
    """Two good things that pull against each other."""

    kind: ClassVar[str] = "tension"

    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    one_good: Annotated[Line, Label()] = Field(description="The first good, in a word or two: Flexibility.")
    other_good: Annotated[Line, Label()] = Field(description="The second good: Accountability.")
    in_one_line: Annotated[Line, InOneLine()] = Field(description="The tension in one sentence.")
    who_feels_it: Annotated[Text | None, Since("0.3")] = Field(default=None, description="Who feels it, and when.")
    how_it_shows: Annotated[list[Line], Since("0.3"), Situation()] = Field(
        default=[], description="What you would see or hear."
    )
    too_much_one: Annotated[Line | None, Since("0.3")] = Field(
        default=None, description="What goes wrong with too much of the first good."
    )
    too_much_other: Annotated[Line | None, Since("0.3")] = Field(
        default=None, description="What goes wrong with too much of the second."
    )
    holding_both: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="How to hold both: the main argument."
    )
    safeguards: Annotated[list[Safeguard], Since("0.3")] = Field(default=[], description="What lets you have both.")
    tools: list[ToolId] = Field(default=[], description="Tools that help.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses that help.")
    principles: list[PrincipleId] = Field(default=[], description="Principles at stake.")


class Clause(Sought):
    """From an intention to words that a lawyer can work on. Illustrative, never legal advice."""

    kind: ClassVar[str] = "clause"

    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    intention: Annotated[Line, InOneLine()] = Field(description="What you want to happen, in one sentence.")
    type: Annotated[str, OneOf(lists.CLAUSE_TYPE)] = Field(description="What kind of term it is in law.")
    plain_words: Text = Field(description="What it says, in words for the service's own team.")
    drafting: Annotated[Text, Label(), Situation()] = Field(
        description="Illustrative drafting. Numbered paragraphs; square brackets are choices to make."
    )
    travels: Travels | None = Field(default=None, description="How something goes its way under it: drawn as a path.")
    picture: Annotated[Annotated[str, OneOf(lists.PICTURE)] | None, Apparatus()] = Field(
        default=None, description="A picture of the example of a tool that produces what goes into it."
    )
    watch_outs: Annotated[list[Line], Since("0.3")] = Field(
        default=[], description="What goes wrong with it, and what to do."
    )
    public_law: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="What to check in public law before using it, with sections."
    )
    steps: Annotated[list[StepId], Since("0.3")] = Field(default=[], description="The steps in which it matters.")
    principles: list[PrincipleId] = Field(default=[], description="Principles that it carries.")
    tensions: list[TensionId] = Field(default=[], description="Tensions that it helps to hold.")
    tools: list[ToolId] = Field(default=[], description="Tools that produce what goes into it.")
    cases: Annotated[list[CaseId], Apparatus()] = Field(
        default=[], description="Cases that used something like it, or suffered without it."
    )
    guidance: list[GuidanceId] = Field(default=[], description="Law and guidance behind it.")


class Fact(Record):
    """One rule, with where it is written and when somebody last checked it."""

    fact: Line = Field(description="What the rule says, in plain words.")
    where: Plain = Field(description="The section, regulation, paragraph or page: s.74(3).")
    source: SourceId = Field(description="The source that says so.")
    checked: Annotated[PartialDate, Apparatus()] = Field(
        description="The day or month as at which the wording was last checked against the source, in quotes."
    )
    means: Line | None = Field(default=None, description="What it means for a relational contract: our reading.")
    nations: list[Annotated[str, OneOf(lists.NATION)]] = Field(
        default=[], description="Where it applies, if not everywhere the page covers."
    )


class Guidance(Sought):
    """One question of law or guidance, answered. Guidance, not advice."""

    kind: ClassVar[str] = "guidance"

    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    area: Annotated[str, OneOf(lists.GUIDANCE_AREA)] = Field(description="The group it is listed in.")
    question: Annotated[Line, InOneLine()] = Field(
        description="The question it answers, as a commissioner would ask it."
    )
    answer: Text = Field(description="The answer in plain words: what to do first, then the exceptions.")
    nations: list[Annotated[str, OneOf(lists.NATION)]] = Field(description="Where it applies.", min_length=1)
    steps_to_take: list[Line] = Field(default=[], description="What to do, in order, where order matters.")
    facts: Annotated[list[Fact], Since("0.3")] = Field(
        default=[], description="The rules, each with section, source and date checked."
    )
    tables: list[Table] = Field(default=[], description="Decision tables.")
    stages: Annotated[Stages | None, Label()] = Field(
        default=None, description="A timetable that counts back from a day: drawn as a timeline."
    )
    for_relational: Annotated[Text | None, Since("0.3")] = Field(
        default=None, description="What it means for a relational contract: our reading."
    )
    watch_outs: list[Line] = Field(default=[], description="Common mistakes.")
    steps: list[StepId] = Field(default=[], description="The steps in which it matters.")
    tools: list[ToolId] = Field(default=[], description="Tools that apply it.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses that rest on it.")


class StepShown(Record):
    """A step that a case illustrates, well or badly."""

    step: StepId = Field(description="The step.")
    how: Line = Field(description="What the case shows about it.")
    went_wrong: bool = Field(default=False, description="True where the case teaches the step by going wrong there.")


class CaseStudy(Sought):
    """What happened somewhere, who says so, and what it teaches."""

    kind: ClassVar[str] = "case-study"

    short: Annotated[Plain | None, Apparatus()] = Field(
        default=None, description="What it is called where there is little room: a place, as Oldham."
    )
    place: Annotated[Line, Label(), InTable()] = Field(description="Where.")
    country: Annotated[Plain, InTable()] = Field(description="The country, for filtering.")
    sector: Annotated[Line, Label(), InTable()] = Field(description="The service, in a few words.")
    themes: Annotated[list[Plain], Since("0.3"), InTable()] = Field(
        default=[], description="Short subjects for filtering: Homelessness, Health."
    )
    commissioners: Annotated[Line, Label(), Names(), Traced(or_nothing=True), InTable()] = Field(
        description="Who bought."
    )
    providers: Annotated[Line, Label(), Names(), Traced(or_nothing=True), InTable()] = Field(
        description="Who delivered."
    )
    years: Annotated[Line, Label(), Traced(or_nothing=True), InTable()] = Field(description="When, with a source.")
    value: Annotated[Line, Label(), Traced(or_nothing=True), InTable()] = Field(
        description="How much, with a source, or 'Not found'."
    )
    length: Annotated[Line, Label(), Traced(or_nothing=True), InTable()] = Field(
        description="For how long, with a source, or 'Not found'."
    )
    route: Annotated[Line, Label(), Traced(or_nothing=True), InTable()] = Field(
        description="How the partner was chosen, with a source, or 'Not found'."
    )
    form: Annotated[str, OneOf(lists.CASE_FORM), InTable()] = Field(description="The form of contract, used strictly.")
    form_note: Annotated[Line | None, InTable()] = Field(
        default=None, description="What the contract was, in a sentence."
    )
    result: Annotated[str, OneOf(lists.CASE_RESULT), InTable()] = Field(
        description="How it went, as far as the sources say."
    )
    counter_example: Annotated[bool | None, Apparatus()] = Field(
        default=None, description="Whether it was chosen because it failed: then its failing proves nothing."
    )
    strip: Annotated[Strip | None, Apparatus()] = Field(
        default=None, description="What is drawn at its head of what it says: its years, and who signed."
    )
    opening: Annotated[Text, Traced(or_nothing=True)] = Field(
        description="Who, what, from whom, for how much; in the third sentence what happened and who measured it."
    )
    problem: Annotated[Text, Traced(or_nothing=True)] = Field(description="What was wrong before.")
    features: Annotated[list[Line], Since("0.3"), Traced()] = Field(
        default=[], description="What was relational about it, or what was missing."
    )
    what_happened: Annotated[Text, Traced(or_nothing=True)] = Field(description="Results, with who measured them.")
    contested: Text | None = Field(default=None, description="What is disputed, or cannot be told.")
    lessons: Annotated[list[Line], Since("0.3")] = Field(
        default=[], description="What it teaches: our reading unless cited."
    )
    evidence: Annotated[list[Annotated[str, OneOf(lists.EVIDENCE)]], InTable()] = Field(
        description="Kinds of evidence, the strongest first.", min_length=1
    )
    evidence_note: Annotated[Line, InOneLine(), InTable()] = Field(description="How strong it is, in a sentence.")
    disagreements: Annotated[list[Line], Traced()] = Field(default=[], description="Where the sources differ.")
    steps: Annotated[list[StepShown], Since("0.3")] = Field(default=[], description="Steps that it illustrates.")
    principles: list[PrincipleId] = Field(default=[], description="Principles that it illustrates.")
    tensions: list[TensionId] = Field(default=[], description="Tensions that it illustrates.")
    tools: list[ToolId] = Field(default=[], description="Tools that would have helped, or did.")


class Section(Record):
    """A part of a briefing, with its own heading and address."""

    id: Annotated[Id, Apparatus()] = Field(description="Its address on the page.")
    heading: Annotated[Line, Label()] = Field(description="A heading that could stand on no other page.")
    body: Text | None = Field(default=None, description="The words.")
    points: list[Line] = Field(default=[], description="A list, where a list serves.")
    pairs: list[Risk] = Field(default=[], description="Objections or risks, each with its answer.")
    table: Annotated[Table | None, Label()] = Field(default=None, description="A table, where a table serves.")
    strength: Annotated[str, OneOf(lists.STRENGTH)] | None = Field(
        default=None, description="For a finding: how strong the evidence is."
    )
    picture: Annotated[Annotated[str, OneOf(lists.PICTURE)] | None, Apparatus()] = Field(
        default=None, description="A picture that answers what the section asks, drawn from the data."
    )


class Briefing(Element):
    """A short page that helps somebody decide, do or learn: is it right for my service, for the sceptic."""

    kind: ClassVar[str] = "briefing"

    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    place: Annotated[str, OneOf(lists.BRIEFING_PLACE)] = Field(description="Which of the three doors it stands behind.")
    in_one_line: Annotated[Line, InOneLine()] = Field(description="What the reader will be able to do after it.")
    lead: Text = Field(description="The first paragraph: the answer.")
    sections: list[Section] = Field(default=[], description="The rest, in the reader's order of need.")
    tools: list[ToolId] = Field(default=[], description="Tools to use next.")


class ReadingPath(Element):
    """A short path through the handbook for one role or one moment."""

    kind: ClassVar[str] = "path"

    order: Annotated[int, Apparatus()] = Field(default=99, ge=1, description="Its place in the list.")
    by: Annotated[str, OneOf(lists.PATH_KIND)] = Field(description="Role or moment.")
    in_one_line: Annotated[Line, InOneLine()] = Field(description="Who it is for, or when.")
    lead: Text = Field(description="What this reader needs to know first.")
    stops: list[Stop] = Field(description="Four to eight things to open, in order.", min_length=1)
    ask: list[Line] = Field(default=[], description="Questions for this reader to ask.")
    side: Side | None = Field(default=None, description="For its one side of A4.")
    pictures: Annotated[list[Annotated[str, OneOf(lists.PICTURE)]], Apparatus()] = Field(
        default=[], description="Pictures for this reader, drawn from the data."
    )


def _classes(of: type[Element]) -> list[type[Element]]:
    return [each for cls in of.__subclasses__() for each in (cls, *_classes(cls))]


ELEMENTS: dict[str, type[Element]] = {
    kind: cls for kind in KINDS for cls in _classes(Element) if cls.__dict__.get("kind") == kind
}
"""The kinds that have one file and one page each, in the order in which readers meet them."""
