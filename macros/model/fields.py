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

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints
from pydantic_core import PydanticCustomError

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
