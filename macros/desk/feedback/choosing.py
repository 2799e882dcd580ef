"""A column and what it is read as; and what a person says of columns: by heading, by letter, or by number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from macros.basics.problems import Problem, did_you_mean
from macros.desk.feedback.headings import plain
from macros.desk.feedback.personal import personal_data
from macros.desk.feedback.shapes import NESTED, Comment, letter


@dataclass
class Column:
    """A column: its place, its heading, what it is read as, and why. `chosen` if a person said so."""

    place: int
    heading: str
    role: str
    why: str
    asks: str = ""
    answers: int = 0
    chosen: bool = False
    mixed: bool = False
    """Some of its cells are scores or yes and no: those say nothing."""
    jobs: bool = False
    """Some of its cells begin as the names of jobs do."""
    doubtful: bool = False
    """Holds sentences, and is not read: somebody should look."""

    @property
    def letter(self) -> str:
        return letter(self.place)


@dataclass
class Chosen:
    """What a person says about columns: by heading, by letter, or by number. `as_` maps each to a role."""

    as_: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def places(self, headings: list[str]) -> dict[int, str]:
        """The columns of a table that are meant, with the role that each is given."""
        known = [plain(heading) for heading in headings]
        found: dict[int, str] = {}
        for said, role in self.as_.items():
            wanted = plain(said)
            places = [place for place, heading in enumerate(known) if heading and heading == wanted]
            if not places and re.fullmatch(r"\d{1,3}|[A-Za-z]{1,2}", said.strip()):
                place = int(said) - 1 if said.strip().isdigit() else _place(said.strip())
                places = [place] if 0 <= place < len(headings) else []
            if not places and len(wanted) > 2:
                near = [place for place, heading in enumerate(known) if wanted in heading]
                places = near if len({known[place] for place in near}) == 1 else []
            if places:
                self.met.add(said)
            found.update(dict.fromkeys(places, role))
        return found


@dataclass
class Table:
    """A table whose columns are known: how it was read, and what came out of it."""

    name: str
    columns: list[Column]
    comments: list[Comment]
    notes: list[str] = field(default_factory=list)
    rows: int = 0
    headed: str = ""


def _place(name: str) -> int:
    place = 0
    for sign in name.upper():
        place = place * 26 + ord(sign) - 64
    return place - 1


def unknown_columns(chosen: Chosen, tables: list[Table]) -> list[Problem]:
    """A problem for each column that a person named and that no table has."""
    headings = [column.heading for table in tables for column in table.columns if column.heading.strip()]
    every = "; ".join(dict.fromkeys(f'{c.letter} "{heading_shown(c.heading)}"' for t in tables for c in t.columns))
    found = []
    for said in chosen.as_:
        if said not in chosen.met:
            near = did_you_mean(said, headings) if len(headings) > 12 else ""
            do = f"{near} The columns are: {every}.".strip()
            found.append(Problem("the columns", 0, f'There is no column "{said}".', do))
    return found


def heading_shown(heading: str) -> str:
    """A heading in full on one line; one that holds something personal is not repeated."""
    text = " ".join(heading.replace(NESTED, "").split())
    return "(not repeated: it seems personal)" if personal_data(text) else text
