"""The model: every kind of thing the handbook holds, and what each must say.

The classes below are the contract between a contributor's YAML and everything downstream. Their
docstrings and field descriptions are printed in three places, so write them for a policy officer:
the JSON Schemas that editors use (`data/schema/`), the error messages, and `data/README.md`.

Rules that hold for all of them:

* one item, one file, named by its id; ids are kebab-case words, for life, unique across kinds;
* what a later model adds is optional here, so that every iteration ever released still loads;
  what the draft must have besides is asked for in `checking.REQUIRED`;
* `Line` is one line and `Text` is several paragraphs, both in Markdown with three marks of ours:
  `[@source-id, s.74]` cites, `[[element-id]]` links, `[inferred]` says that we concluded it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Iterator, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from macros import codelists as lists
from macros.codelists import coded

NAME = "Relational Contracting Handbook"

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


@dataclass(frozen=True)
class Refers:
    """Marks a field that names other items by id; `kinds` says which kinds it may name."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Prose:
    """Marks a field that holds words for readers; `block` is true where paragraphs and lists may stand."""

    block: bool


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "There is nothing here")
    return value


def _one_line(value: str) -> str:
    if "\n" in value.strip():
        raise PydanticCustomError("one_line", "This should be a single line")
    return value.strip()


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=60)]
Line = Annotated[str, AfterValidator(_not_blank), AfterValidator(_one_line), Prose(block=False)]
Text = Annotated[str, AfterValidator(_not_blank), Prose(block=True)]
Plain = Annotated[str, AfterValidator(_not_blank), AfterValidator(_one_line)]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]

StepId = Annotated[Id, Refers(("step",))]
ActivityId = Annotated[Id, Refers(("activity",))]
PrincipleId = Annotated[Id, Refers(("principle",))]
TensionId = Annotated[Id, Refers(("tension",))]
ToolId = Annotated[Id, Refers(("tool",))]
ClauseId = Annotated[Id, Refers(("clause",))]
GuidanceId = Annotated[Id, Refers(("guidance",))]
CaseId = Annotated[Id, Refers(("case-study",))]
SourceId = Annotated[Id, Refers(("source",))]
TermId = Annotated[Id, Refers(("term",))]
FeedbackId = Annotated[Id, Refers(("feedback",))]
ELEMENT_KINDS = (
    "step",
    "activity",
    "principle",
    "tension",
    "tool",
    "clause",
    "guidance",
    "case-study",
    "briefing",
    "path",
)
ElementId = Annotated[Id, Refers(ELEMENT_KINDS)]


class Record(BaseModel):
    """A group of fields. Unknown fields are refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    _worked_out: dict[str, Any] = PrivateAttr(default_factory=dict)
    """What has been worked out from this record once; records never change, so it stays true."""


class Element(Record):
    """What every element has, whatever its kind."""

    kind: ClassVar[str]
    folder: ClassVar[str]

    id: Id = Field(description="Its name for life: kebab-case words, the same as the file's name. Never reused.")
    title: Line = Field(description="What readers call it. Plain words, no full stop.")
    keywords: list[Plain] = Field(default=[], description="Other words that somebody might search for: KPI, SLA, TUPE.")
    was: list[Id] = Field(
        default=[], description="Earlier ids of the same thing, so that history and old links follow it."
    )
    see_also: list[ElementId] = Field(default=[], description="Other elements worth reading next. Few, and meant.")
    sources: list[SourceId] = Field(
        default=[], description="Sources behind the whole of it. Facts are cited in the text as [@source-id]."
    )


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


class Column(Record):
    """A column of a table in a template."""

    id: Id = Field(description="Its name in the example and in exports.")
    label: Line = Field(description="Its heading.")
    type: coded(lists.FIELD_TYPE) = Field(default="text", description="What goes into it.")  # type: ignore[valid-type]
    options: list[Line] = Field(default=[], description="For a choice: the options.")
    least: int | None = Field(default=None, description="For a scale: the least.")
    most: int | None = Field(default=None, description="For a scale: the most.")


class TemplateField(Record):
    """One field of a tool's template: a question that the group answers."""

    id: Id = Field(description="Its name in the example and in exports.")
    label: Line = Field(description="The question or heading, as printed on the sheet.")
    type: coded(lists.FIELD_TYPE) = Field(description="What kind of answer it takes.")  # type: ignore[valid-type]
    group: Line | None = Field(default=None, description="A heading that gathers several fields.")
    help: Line | None = Field(default=None, description="A hint, one sentence.")
    unit: Plain | None = Field(default=None, description="For a number: hours, pounds, per cent.")
    options: list[Line] = Field(default=[], description="For a choice: the options.")
    least: int | None = Field(default=None, description="For a scale: the least, usually 1.")
    most: int | None = Field(default=None, description="For a scale: the most, usually 5.")
    least_label: Line | None = Field(default=None, description="For a scale: what the least means.")
    most_label: Line | None = Field(default=None, description="For a scale: what the most means.")
    columns: list[Column] = Field(default=[], description="For a table: its columns.")
    rows: list[Line] = Field(default=[], description="For a table with fixed rows: their labels.")
    blank_rows: int | None = Field(default=None, ge=1, le=30, description="For a table: how many empty rows to print.")

    @model_validator(mode="after")
    def _fits_its_type(self) -> "TemplateField":
        _scale_and_choice(self.type, self.options, self.least, self.most)
        if (self.type == "table") != bool(self.columns):
            raise PydanticCustomError("field_type", "A table needs columns, and only a table has them")
        if self.rows and self.type != "table":
            raise PydanticCustomError("field_type", "Only a table has rows")
        return self


def _scale_and_choice(kind: str, options: list[str], least: int | None, most: int | None) -> None:
    """Refuse a choice without options, a scale without ends, and either on another type."""
    if (kind == "choice") != bool(options):
        raise PydanticCustomError("field_type", "A choice needs options, and only a choice has them")
    if kind == "scale" and (least is None or most is None or least >= most):
        raise PydanticCustomError("field_type", "A scale needs a least and a greater most")
    if kind != "scale" and (least is not None or most is not None):
        raise PydanticCustomError("field_type", "Only a scale has a least and a most")


class Example(Record):
    """An illustration of a tool filled in. Everything in it is invented, and the page says so."""

    title: Line = Field(description="Who and what, with a place that does not exist.")
    story: Text | None = Field(default=None, description="The situation, in three or four sentences.")
    values: dict[Id, Any] = Field(description="An answer for each field of the template, in the field's own type.")


class Tool(Element):
    """Something to take into a room: a method, a template and an example."""

    kind: ClassVar[str] = "tool"
    folder: ClassVar[str] = "tools"

    order: int = Field(default=99, ge=1, description="Its place in the list, in the order of the steps.")
    form: coded(lists.TOOL_KIND) = Field(description="What kind of tool it is.")  # type: ignore[valid-type]
    in_one_line: Line = Field(description="What it is for, in one sentence that starts with a verb.")
    basis: coded(lists.BASIS) = Field(default="ours", description="Where its method comes from.")  # type: ignore[valid-type]
    steps: list[StepId] = Field(default=[], description="The steps in which it is used, the main one first.")
    use_when: list[Line] = Field(default=[], description="When to use it.")
    not_when: list[Line] = Field(default=[], description="When not to use it, and what to do instead.")
    lead: Line | None = Field(default=None, description="Who leads it.")
    who: Line | None = Field(default=None, description="Who takes part.")
    group_size: Line | None = Field(default=None, description="How many people.")
    time: Line | None = Field(default=None, description="How long it takes, as a planning guess.")
    needs: list[Line] = Field(default=[], description="What to have ready.")
    method: list[Line] = Field(default=[], description="What to do, step by step; printed as a numbered list.")
    fields: list[TemplateField] = Field(default=[], description="The template: what the group fills in.")
    reading: Text | None = Field(default=None, description="How to read the result. Untested cut-offs say so.")
    example: Example | None = Field(
        default=None, description="The template filled in, invented and marked Illustrative."
    )
    pitfalls: list[Line] = Field(default=[], description="How it goes wrong, and what to do instead.")
    clauses: list[ClauseId] = Field(default=[], description="Clauses that make its result binding.")
    guidance: list[GuidanceId] = Field(default=[], description="Law and guidance it must respect.")


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
    def _even(self) -> "Table":
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


class Source(Record):
    """Something we rely on. Linked at its canonical address, or not linked at all."""

    kind_: ClassVar[str] = "source"

    id: Id = Field(description="Its name for life: publisher, subject and year: nao-2019-probation.")
    title: Line = Field(description="Its title.")
    authors: Line | None = Field(default=None, description="Who wrote it, if named.")
    publisher: Line = Field(description="Who published it.")
    date: PartialDate | None = Field(default=None, description="When it was published: 2019, 2019-03 or 2019-03-01.")
    kind: coded(lists.SOURCE_KIND) = Field(description="What it is.")  # type: ignore[valid-type]
    url: Url | None = Field(
        default=None,
        description="Its canonical address: the publisher, a DOI, legislation.gov.uk. None if we do not know it.",
    )
    read: coded(lists.READ) = Field(description="How much of it we read.")  # type: ignore[valid-type]
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
    def is_ours(self) -> bool:
        """Whether it is a record of this project: then nobody looks for the publisher's address."""
        return self.publisher == NAME


class Mixup(Record):
    """Another term that people confuse with this one."""

    term: Line = Field(description="The other term.")
    difference: Line = Field(description="What the difference is.")


class Term(Record):
    """A word of the field, explained once in under 45 words."""

    kind_: ClassVar[str] = "term"

    id: Id = Field(description="Its name for life.")
    term: Line = Field(description="The word, as the field uses it.")
    definition: Line = Field(description="What it means, under 45 words.")
    of: coded(lists.TERM_FIELD) = Field(
        default="practice",
        description="Whose word it is: of the practice or of the law. Says on which page of the glossary it stands.",
    )  # type: ignore[valid-type]
    also: list[Plain] = Field(default=[], description="Abbreviations and other forms that should find it.")
    sources: list[SourceId] = Field(default=[], description="Where the idea or the rule comes from.")
    basis: coded(lists.BASIS) = Field(default="sourced", description="Whether the wording goes beyond the source.")  # type: ignore[valid-type]
    not_to_confuse: list[Mixup] = Field(default=[], description="Terms that people mix it up with.")


class Change(Record):
    """One entry of an iteration's change list: what is different from the iteration before, and why."""

    kind_: ClassVar[str] = "change"

    id: Id = Field(description="Its name for life, the same as the file's name.")
    kind: coded(lists.CHANGE_KIND) = Field(description="What kind of change.")  # type: ignore[valid-type]
    elements: list[Id] = Field(description="The elements that it changes, by id.", min_length=1)
    before: list[Id] = Field(default=[], description="For renamed, merged, split and moved: the ids before.")
    summary: Line = Field(description="What changed, in a reader's words.")
    why: Text = Field(description="Why.")
    feedback: list[FeedbackId] = Field(default=[], description="The feedback that led to it.")
    order: int = Field(default=99, ge=1, description="Its place in the story.")


class Iteration(Record):
    """What an iteration says of itself."""

    kind_: ClassVar[str] = "iteration"

    version: Version = Field(description='Its number, in quotes: "0.3".')
    title: Line = Field(description="Its name: London draft.")
    depicts: Line = Field(description="The moment that it shows, in words.")
    depicts_date: PartialDate | None = Field(default=None, description="The same as a date, for the timeline.")
    status: coded(lists.STATUS) = Field(description="draft or released.")  # type: ignore[valid-type]
    provenance: coded(lists.PROVENANCE) = Field(description="Where its words come from.")  # type: ignore[valid-type]
    provenance_note: Text = Field(description="What the reader should know about that, shown on every page in short.")
    question: Line = Field(description="The question that the framework answers.")
    summary: Text = Field(description="What this iteration is, in a short paragraph.")
    loop: Text | None = Field(default=None, description="How learning runs through the steps.")
    follows: Version | None = Field(default=None, description="The iteration before it.")
    released: dt.date | None = Field(default=None, description="The day it was frozen. `handbook release` writes it.")
    digest: Plain | None = Field(
        default=None, description="The fingerprint of its words. `handbook release` writes it."
    )


class AgendaItem(Record):
    """One part of a workshop's agenda."""

    minutes: int | None = Field(default=None, ge=1, description="How long.")
    title: Line = Field(description="What was done.")
    use: list[Id] = Field(default=[], description="Elements that were on the table.")


class Feedback(Record):
    """One thing that was said or found, paraphrased, and what became of it."""

    kind_: ClassVar[str] = "feedback"

    id: Id = Field(description="Its name for life.")
    theme: Line = Field(description="What it is about, in a few words.")
    said: Text = Field(description="What was said or found, paraphrased. No names, nothing personal.")
    source: SourceId = Field(description="The source that records it.")
    status: coded(lists.FEEDBACK_STATUS) = Field(description="What has been decided.")  # type: ignore[valid-type]
    response: Text | None = Field(default=None, description="What we did about it, or why not.")


class Workshop(Record):
    """A meeting, or a desk review, at which an iteration was looked at."""

    kind_: ClassVar[str] = "workshop"

    id: Id = Field(description="Its name for life.")
    title: Line = Field(description="What it was called.")
    kind: coded(lists.WORKSHOP_KIND) = Field(description="Meeting or desk review.")  # type: ignore[valid-type]
    date: PartialDate = Field(description="When: 2024-09-06, or 2024-11 where the day is not known.")
    when: Line = Field(description="The same in words, with what is uncertain.")
    place: Line = Field(description="Where.")
    shown: Version = Field(description="The iteration that was shown.")
    summary: Text = Field(description="What it was, in a short paragraph.")
    who: Line | None = Field(default=None, description="What kinds of people came. No names of participants.")
    record: Text | None = Field(default=None, description="What is on record, and what is not.")
    agenda: list[AgendaItem] = Field(default=[], description="The agenda, if it is known.")
    sources: list[SourceId] = Field(default=[], description="Sources that record it.")
    feedback: list[Feedback] = Field(default=[], description="What was heard.")


class Erratum(Record):
    """A correction to a released iteration: what it says, what it should say, and why. The original stays as it is."""

    kind_: ClassVar[str] = "erratum"

    id: Id = Field(description="Its name for life, the same as the file's name.")
    iteration: Version = Field(description="The released iteration that it corrects.")
    element: Id = Field(description="The element that it corrects.")
    says: Line = Field(description="The words that are wrong, exactly as they stand.")
    should_say: Line = Field(description="What they should be.")
    why: Line = Field(description="Why, and how it was noticed.")
    date: dt.date = Field(description="The day on which it was recorded.")


ELEMENTS: dict[str, type[Element]] = {
    cls.kind: cls for cls in (Step, Principle, Tension, Tool, Clause, Guidance, CaseStudy, Briefing, ReadingPath)
}
"""The kinds that have one file and one page each, in the order in which readers meet them."""


def values_of(
    record: BaseModel, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any, tuple[Any, ...]]]:
    """Every single value in a record: its path, the value, and the marks (`Refers`, `Prose`) of its type.

    This is how checks, comparison and rendering find references and words without knowing any kind.
    """
    for name, info in type(record).model_fields.items():
        yield from _values(getattr(record, name), info.annotation, tuple(info.metadata), (*path, name))


def _values(value: Any, annotation: Any, marks: tuple[Any, ...], path: tuple[str | int, ...]):
    if value is None:
        return
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks = (*marks, *more)
    if isinstance(value, BaseModel):
        yield from values_of(value, path)
    elif isinstance(value, list):
        inner = _inner(annotation)
        for index, item in enumerate(value):
            yield from _values(item, inner, (), (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, Any, (), (*path, key))
    else:
        if get_origin(annotation) is not None:  # Line | None and its like
            for option in get_args(annotation):
                if option is not type(None):
                    yield from _values(value, option, marks, path)
                    return
        yield path, value, marks


def _inner(annotation: Any) -> Any:
    """The type of a list's items."""
    if get_origin(annotation) is list:
        return get_args(annotation)[0]
    for option in get_args(annotation):
        if get_origin(option) is list:
            return get_args(option)[0]
    return Any
