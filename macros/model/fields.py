"""The model: every kind of thing the handbook holds, and what each must say.

The classes below are the contract between a contributor's YAML and everything downstream. Their
docstrings and field descriptions are printed in three places, so write them for a policy officer:
the JSON Schemas that editors use (`data/schema/`), the error messages, and `data/README.md`.

Rules that hold for all of them:

* one item, one file, named by its id; ids are kebab-case words, for life, unique across kinds;
* what a later model adds is optional here, so that every iteration ever released still loads;
  what the draft must have besides is marked with `Since`;
* `Line` is one line and `Text` is several paragraphs, both in Markdown with three marks of ours:
  `[@source-id, s.74]` cites, `[[element-id]]` links, `[inferred]` says that we concluded it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints
from pydantic_core import PydanticCustomError

from macros.basics.dates import PARTIAL_DATE, why_no_date
from macros.model.kinds import ELEMENT_KINDS

NAME = "Relational Contracting Handbook"


M = TypeVar("M")
T = TypeVar("T")


ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


@dataclass(frozen=True)
class Refers:
    """Marks a field that names other items by id; `kinds` says which kinds it may name."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Prose:
    """Marks a field that holds words for readers; `block` is true where paragraphs and lists may stand."""

    block: bool


@dataclass(frozen=True)
class Since:
    """Marks a field that an element must have from an iteration on. Earlier ones may be shorter: they depict less."""

    version: str


@dataclass(frozen=True)
class Traced:
    """Marks a field of facts: each cites a source or is marked as our reading.
    With `or_nothing` it may say Not found."""

    or_nothing: bool = False


@dataclass(frozen=True)
class InOneLine:
    """Marks the field that says in one line what the thing is."""


@dataclass(frozen=True)
class InTable:
    """Marks a field that is a column in the kind's own table of the open data."""


@dataclass(frozen=True)
class Throughout:
    """A mark that holds for everything within the field, too."""


@dataclass(frozen=True)
class Apparatus(Throughout):
    """Marks a field that is no word of the framework: it helps to find, sort, trace or link it. Nobody compares it."""


@dataclass(frozen=True)
class Label(Throughout):
    """Marks names, labels, tables, sheets and a lawyer's drafting: spelled like the rest, and not measured for ease."""


@dataclass(frozen=True)
class Situation(Throughout):
    """Marks what a reader may meet, be asked or fill in: it states nothing about the world that would want a source."""


@dataclass(frozen=True)
class Names(Throughout):
    """Marks lists of names: whoever names the same bodies writes the same words."""


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "There is nothing here")
    return value


def _one_line(value: str) -> str:
    if "\n" in value.strip():
        raise PydanticCustomError("one_line", "This should be a single line")
    return value.strip()


def _real_date(value: str) -> str:
    if why := why_no_date(value):
        raise PydanticCustomError("no_date", "{why}", {"why": why, "value": value})
    return value


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=60)]


Line = Annotated[str, AfterValidator(_not_blank), AfterValidator(_one_line), Prose(block=False)]


Text = Annotated[str, AfterValidator(_not_blank), Prose(block=True)]


Plain = Annotated[str, AfterValidator(_not_blank), AfterValidator(_one_line)]


VERSION_PATTERN = r"^(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})$"


Version = Annotated[str, StringConstraints(pattern=VERSION_PATTERN)]


PartialDate = Annotated[str, StringConstraints(pattern=PARTIAL_DATE), AfterValidator(_real_date)]


Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]


Mail = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]


StepId = Annotated[Id, Refers(("step",))]


PrincipleId = Annotated[Id, Refers(("principle",))]


TensionId = Annotated[Id, Refers(("tension",))]


ToolId = Annotated[Id, Refers(("tool",))]


ClauseId = Annotated[Id, Refers(("clause",))]


GuidanceId = Annotated[Id, Refers(("guidance",))]


CaseId = Annotated[Id, Refers(("case-study",))]


SourceId = Annotated[Id, Refers(("source",))]


FeedbackId = Annotated[Id, Refers(("feedback",))]


ElementId = Annotated[Id, Refers(ELEMENT_KINDS)]


class Record(BaseModel):
    """A group of fields. Unknown fields are refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    _worked_out: dict[str, Any] = PrivateAttr(default_factory=dict)
    """What has been worked out from this record once; records never change, so it stays true."""

    def once(self, name: str, work: Callable[[], T]) -> T:
        """As `basics.once`, for a record, whose own attributes are its fields."""
        if name not in self._worked_out:
            self._worked_out[name] = work()
        return self._worked_out[name]


class Element(Record):
    """What every element has, whatever its kind."""

    kind: ClassVar[str]

    id: Annotated[Id, Apparatus()] = Field(
        description="Its name for life: kebab-case words, the same as the file's name. Never reused."
    )
    title: Annotated[Line, Apparatus(), Label()] = Field(description="What readers call it. Plain words, no full stop.")
    keywords: Annotated[list[Plain], Apparatus()] = Field(
        default=[], description="Other words that somebody might search for: KPI, SLA, TUPE."
    )
    was: Annotated[list[Id], Apparatus()] = Field(
        default=[], description="Earlier ids of the same thing, so that history and old links follow it."
    )
    see_also: Annotated[list[ElementId], Apparatus()] = Field(
        default=[], description="Other elements worth reading next. Few, and meant."
    )
    sources: Annotated[list[SourceId], Apparatus()] = Field(
        default=[], description="Sources behind the whole of it. Facts are cited in the text as [@source-id]."
    )


class Sought(Element):
    """An element that somebody looks for by words that are not its own."""

    keywords: Annotated[list[Plain], Apparatus(), Since("0.3")] = Field(
        default=[], description="Other words that somebody might search for: KPI, SLA, TUPE."
    )


def marked(cls: type[BaseModel], mark: type[M]) -> dict[str, M]:
    """The fields of a class that carry a mark, in order, each with it."""
    found = {}
    for name, info in cls.model_fields.items():
        for each in info.metadata:
            if isinstance(each, mark):
                found[name] = each
    return found


def one_line(record: Record) -> str:
    """What a record says of itself in one line, as it is written; nothing if it does not."""
    return next((text for name in marked(type(record), InOneLine) if (text := getattr(record, name))), "")
