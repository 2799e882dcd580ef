"""Who wrote a source: names as they are written in the data, and what each part of them is. Nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from macros.model.fields import Line, Record
from macros.model.marks import plain

OTHERS = "others"
"""Stands last in the list where there are more authors than are named."""


class Body(Record):
    """A name kept whole: of an organisation, where it has a comma, or of somebody as a source prints it."""

    organisation: Line = Field(description="The name as it is printed.")


Author = Line | Body


@dataclass(frozen=True)
class Name:
    """A person by family name and given names, or a name that is one whole: then `given` is empty."""

    family: str
    given: str = ""

    @property
    def in_words(self) -> str:
        """As readers say it, the given names first."""
        return f"{self.given} {self.family}".strip()


def as_list(value: Any) -> Any:
    """What older iterations wrote as one line becomes a list with that line as one whole name."""
    return [{"organisation": value}] if isinstance(value, str) else value


def name_of(author: str | Body) -> Name:
    """What the parts of a name are: `Smith, Jane` is a person, anything without a comma is one whole."""
    if isinstance(author, Body):
        return Name(plain(author.organisation))
    family, _, given = plain(author).partition(",")
    return Name(family.strip(), given.strip())


def in_words(authors: list[str | Body]) -> str:
    """All authors as readers say them: Jane Smith, Ludwig van der Berg and others."""
    names = [name_of(author).in_words for author in authors]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
