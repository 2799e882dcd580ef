"""The elements of the framework but the tools: steps, principles, tensions, clauses, guidance, cases, briefings, paths."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros.model import codelists as lists
from macros.model.codelists import coded
from macros.model.fields import (
    CaseId,
    ClauseId,
    Element,
    ElementId,
    GuidanceId,
    Id,
    Line,
    PartialDate,
    Plain,
    PrincipleId,
    Record,
    SourceId,
    StepId,
    TensionId,
    Text,
    ToolId,
)
from macros.model.tools import Tool


class Risk(Record):
    """Something that can go wrong, and what to do about it. Always both."""

    risk: Line = Field(description="What can go wrong, in one or two sentences.")
    answer: Line = Field(description="What to do about it: who does what.")


class Activity(Record):
    """One thing to do within a step. It reads in a minute."""

    id: Id = Field(description="Its name for life; it becomes the address on the step's page.")
    title: Line = Field(description="Starts with a verb: Get your own house in order first.")
    was: list[Id] = Field(default=[], description="Earlier ids of the same activity.")
    who: Line | None = Field(default=None, description="Who takes part and who leads.")
    time: Line | None = Field(default=None, description="How long it takes, as a planning guess.")
    how: Text = Field(description="What to do, in order. Second person, short sentences.")
    outcome: Line | None = Field(default=None, description="You leave with: the thing that now exists.")
    goes_wrong_when: Line | None = Field(default=None, description="The usual ways that it fails.")
    tools: list[ToolId] = Field(default=[], description="Tools to use.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses to look at.")
    guidance: list[GuidanceId] = Field(default=[], description="Law and guidance to read first.")


class Step(Element):
    """One of the four steps."""

    kind: ClassVar[str] = "step"
    folder: ClassVar[str] = "steps"

    order: int = Field(ge=1, description="Its place among the steps.")
    in_one_line: Line = Field(description="What the step is for, in one sentence.")
    lead: Text | None = Field(default=None, description="The first paragraph: what to do, then why.")
    why: Text = Field(description="Why it matters.")
    risks: list[Risk] = Field(default=[], description="What can go wrong, each with what to do about it.")
    activities: list[Activity] = Field(default=[], description="Four to seven things to do, in order.")
    questions: list[Line] = Field(default=[], description="Questions to ask yourselves.")
    done_when: list[Line] = Field(default=[], description="Signs that you are done.")
    accountability: Text | None = Field(default=None, description="How to keep this step accountable to the public.")
    cost: Text | None = Field(
        default=None, description="What it costs in time: hours and weeks, marked as a planning guess."
    )
    learning: Text | None = Field(default=None, description="What to note now so that the next time goes better.")
    principles: list[PrincipleId] = Field(default=[], description="Principles that matter most here.")


class Principle(Element):
    """A rule of conduct for both sides, said as something you can see."""

    kind: ClassVar[str] = "principle"
    folder: ClassVar[str] = "principles"

    order: int = Field(default=99, ge=1, description="Its place in the list.")
    statement: Line = Field(description="The principle in one sentence, starting with We.")
    why: Text | None = Field(default=None, description="Why it matters, and what it costs.")
    we_will: list[Line] = Field(default=[], description="Behaviours you could see in a meeting.")
    we_wont: list[Line] = Field(default=[], description="Behaviours you would not see.")
    good_signs: list[Line] = Field(default=[], description="Signs that it is alive.")
    warning_signs: list[Line] = Field(default=[], description="Signs that it is slipping.")
    in_the_contract: Text | None = Field(default=None, description="How the contract can carry it.")
    evidence: Text | None = Field(default=None, description="How to show an auditor that you keep it.")
    tensions: list[TensionId] = Field(default=[], description="Tensions that it pulls on.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses that carry it.")
    tools: list[ToolId] = Field(default=[], description="Tools that keep it.")


class Safeguard(Record):
    """Something that lets both goods of a tension be had at once."""

    safeguard: Line = Field(description="What to put in place.")
    protects: Line | None = Field(default=None, description="What it protects, and for whom.")


class Tension(Element):
    """Two good things that pull against each other."""

    kind: ClassVar[str] = "tension"
    folder: ClassVar[str] = "tensions"

    order: int = Field(default=99, ge=1, description="Its place in the list.")
    one_good: Line = Field(description="The first good, in a word or two: Flexibility.")
    other_good: Line = Field(description="The second good: Accountability.")
    in_one_line: Line = Field(description="The tension in one sentence.")
    who_feels_it: Text | None = Field(default=None, description="Who feels it, and when.")
    how_it_shows: list[Line] = Field(default=[], description="What you would see or hear.")
    too_much_one: Line | None = Field(default=None, description="What goes wrong with too much of the first good.")
    too_much_other: Line | None = Field(default=None, description="What goes wrong with too much of the second.")
    holding_both: Text | None = Field(default=None, description="How to hold both: the main argument.")
    safeguards: list[Safeguard] = Field(default=[], description="What lets you have both.")
    tools: list[ToolId] = Field(default=[], description="Tools that help.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses that help.")
    principles: list[PrincipleId] = Field(default=[], description="Principles at stake.")


class Clause(Element):
    """From an intention to words that a lawyer can work on. Illustrative, never legal advice."""

    kind: ClassVar[str] = "clause"
    folder: ClassVar[str] = "clauses"

    order: int = Field(default=99, ge=1, description="Its place in the list.")
    intention: Line = Field(description="What you want to happen, in one sentence.")
    type: coded(lists.CLAUSE_TYPE) = Field(description="What kind of term it is in law.")  # type: ignore[valid-type]
    plain_words: Text = Field(description="What it says, in words for the service's own team.")
    drafting: Text = Field(
        description="Illustrative drafting. Numbered paragraphs; square brackets are choices to make."
    )
    watch_outs: list[Line] = Field(default=[], description="What goes wrong with it, and what to do.")
    public_law: Text | None = Field(
        default=None, description="What to check in public law before using it, with sections."
    )
    steps: list[StepId] = Field(default=[], description="The steps in which it matters.")
    principles: list[PrincipleId] = Field(default=[], description="Principles that it carries.")
    tensions: list[TensionId] = Field(default=[], description="Tensions that it helps to hold.")
    tools: list[ToolId] = Field(default=[], description="Tools that produce what goes into it.")
    cases: list[CaseId] = Field(default=[], description="Cases that used something like it, or suffered without it.")
    guidance: list[GuidanceId] = Field(default=[], description="Law and guidance behind it.")


class Fact(Record):
    """One rule, with where it is written and when somebody last checked it."""

    fact: Line = Field(description="What the rule says, in plain words.")
    where: Plain = Field(description="The section, regulation, paragraph or page: s.74(3).")
    source: SourceId = Field(description="The source that says so.")
    checked: PartialDate = Field(
        description="The day or month as at which the wording was last checked against the source, in quotes."
    )
    means: Line | None = Field(default=None, description="What it means for a relational contract: our reading.")
    nations: list[coded(lists.NATION)] = Field(
        default=[], description="Where it applies, if not everywhere the page covers."
    )  # type: ignore[valid-type]


class Table(Record):
    """A table where a table serves better than prose."""

    caption: Line = Field(description="What the table shows.")
    columns: list[Line] = Field(description="The headings.", min_length=2)
    rows: list[list[Line]] = Field(description="The rows, each with as many cells as there are headings.", min_length=1)

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


class Guidance(Element):
    """One question of law or guidance, answered. Guidance, not advice."""

    kind: ClassVar[str] = "guidance"
    folder: ClassVar[str] = "guidance"

    order: int = Field(default=99, ge=1, description="Its place in the list.")
    area: coded(lists.GUIDANCE_AREA) = Field(description="The group it is listed in.")  # type: ignore[valid-type]
    question: Line = Field(description="The question it answers, as a commissioner would ask it.")
    answer: Text = Field(description="The answer in plain words: what to do first, then the exceptions.")
    nations: list[coded(lists.NATION)] = Field(description="Where it applies.", min_length=1)  # type: ignore[valid-type]
    steps_to_take: list[Line] = Field(default=[], description="What to do, in order, where order matters.")
    facts: list[Fact] = Field(default=[], description="The rules, each with section, source and date checked.")
    tables: list[Table] = Field(default=[], description="Decision tables.")
    for_relational: Text | None = Field(
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


class CaseStudy(Element):
    """What happened somewhere, who says so, and what it teaches."""

    kind: ClassVar[str] = "case-study"
    folder: ClassVar[str] = "case-studies"

    place: Line = Field(description="Where.")
    country: Plain = Field(description="The country, for filtering.")
    sector: Line = Field(description="The service, in a few words.")
    themes: list[Plain] = Field(default=[], description="Short subjects for filtering: Homelessness, Health.")
    commissioners: Line = Field(description="Who bought.")
    providers: Line = Field(description="Who delivered.")
    years: Line = Field(description="When, with a source.")
    value: Line = Field(description="How much, with a source, or 'Not found'.")
    length: Line = Field(description="For how long, with a source, or 'Not found'.")
    route: Line = Field(description="How the partner was chosen, with a source, or 'Not found'.")
    form: coded(lists.CASE_FORM) = Field(description="The form of contract, used strictly.")  # type: ignore[valid-type]
    form_note: Line | None = Field(default=None, description="What the contract was, in a sentence.")
    result: coded(lists.CASE_RESULT) = Field(description="How it went, as far as the sources say.")  # type: ignore[valid-type]
    opening: Text = Field(
        description="Who, what, from whom, for how much; in the third sentence what happened and who measured it."
    )
    problem: Text = Field(description="What was wrong before.")
    features: list[Line] = Field(default=[], description="What was relational about it, or what was missing.")
    what_happened: Text = Field(description="Results, with who measured them.")
    contested: Text | None = Field(default=None, description="What is disputed, or cannot be told.")
    lessons: list[Line] = Field(default=[], description="What it teaches: our reading unless cited.")
    evidence: list[coded(lists.EVIDENCE)] = Field(description="Kinds of evidence, the strongest first.", min_length=1)  # type: ignore[valid-type]
    evidence_note: Line = Field(description="How strong it is, in a sentence.")
    disagreements: list[Line] = Field(default=[], description="Where the sources differ.")
    steps: list[StepShown] = Field(default=[], description="Steps that it illustrates.")
    principles: list[PrincipleId] = Field(default=[], description="Principles that it illustrates.")
    tensions: list[TensionId] = Field(default=[], description="Tensions that it illustrates.")
    tools: list[ToolId] = Field(default=[], description="Tools that would have helped, or did.")


class Section(Record):
    """A part of a briefing, with its own heading and address."""

    id: Id = Field(description="Its address on the page.")
    heading: Line = Field(description="A heading that could stand on no other page.")
    body: Text | None = Field(default=None, description="The words.")
    points: list[Line] = Field(default=[], description="A list, where a list serves.")
    pairs: list[Risk] = Field(default=[], description="Objections or risks, each with its answer.")
    table: Table | None = Field(default=None, description="A table, where a table serves.")
    strength: coded(lists.STRENGTH) | None = Field(
        default=None, description="For a finding: how strong the evidence is."
    )  # type: ignore[valid-type]


class Briefing(Element):
    """A short page that helps somebody decide, do or learn: is it right for my service, for the sceptic."""

    kind: ClassVar[str] = "briefing"
    folder: ClassVar[str] = "briefings"

    order: int = Field(default=99, ge=1, description="Its place in the list.")
    place: coded(lists.BRIEFING_PLACE) = Field(description="Which of the three doors it stands behind.")  # type: ignore[valid-type]
    in_one_line: Line = Field(description="What the reader will be able to do after it.")
    lead: Text = Field(description="The first paragraph: the answer.")
    sections: list[Section] = Field(default=[], description="The rest, in the reader's order of need.")
    tools: list[ToolId] = Field(default=[], description="Tools to use next.")


class Stop(Record):
    """One thing to read on a path, and why."""

    element: ElementId = Field(description="What to open.")
    why: Line = Field(description="Why this reader should, in one sentence.")


class ReadingPath(Element):
    """A short path through the handbook for one role or one moment."""

    kind: ClassVar[str] = "path"
    folder: ClassVar[str] = "paths"

    order: int = Field(default=99, ge=1, description="Its place in the list.")
    by: coded(lists.PATH_KIND) = Field(description="Role or moment.")  # type: ignore[valid-type]
    in_one_line: Line = Field(description="Who it is for, or when.")
    lead: Text = Field(description="What this reader needs to know first.")
    stops: list[Stop] = Field(description="Four to eight things to open, in order.", min_length=1)
    ask: list[Line] = Field(default=[], description="Questions for this reader to ask.")


ELEMENTS: dict[str, type[Element]] = {
    cls.kind: cls for cls in (Step, Principle, Tension, Tool, Clause, Guidance, CaseStudy, Briefing, ReadingPath)
}
"""The kinds that have one file and one page each, in the order in which readers meet them."""
