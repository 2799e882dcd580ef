"""What a skeleton left for somebody to write or to choose."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from macros.basics.problems import Problem
from macros.model.fields import Record, Refers
from macros.model.handbook import Handbook
from macros.model.schemas import description_at
from macros.model.swallowed import GUESS
from macros.model.walking import values_of
from macros.model.yamlfiles import Path_, YamlFile

TODO = "TODO"


TODO_ID = "todo"


CHOOSE = GUESS


# -- what is left to fill in ---------------------------------------------------------------------------


def check_placeholders(handbook: Handbook) -> list[Problem]:
    """Everything in the draft, the workshops and the corrections that a skeleton left to be written or chosen.

    An id of something else that is still `todo` is not listed here: the check of references does, and
    says what it can be.
    """
    problems: list[Problem] = []
    files: dict[Path, YamlFile] = {file.path: file for file in handbook.draft.files}
    errata = [(record, handbook.errata_places[id_], "erratum") for id_, record in handbook.errata.items()]
    for record, place, _ in [*handbook.written_now(), *errata]:
        files[place.file.path] = place.file
        for path, value in record.once("left to write", partial(_unwritten, record)):
            name = next(part for part in reversed(path) if isinstance(part, str))
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(path),
                    f'"{name}" still says {value[:4]}.',
                    f"Write it. {description_at(type(record), path)}".strip(),
                )
            )
    for file in files.values():
        problems += _unchosen(file)
    return sorted(set(problems))


def _unwritten(record: Record) -> list[tuple[Path_, str]]:
    """The values of a record that are still to be written, each with its place."""
    return [
        (path, value)
        for path, value, marks in values_of(record)
        if isinstance(value, str)
        and (value.startswith(TODO) or value == TODO_ID and path[-1] == "id")
        and not any(isinstance(mark, Refers) for mark in marks)
    ]


def _unchosen(file: YamlFile) -> list[Problem]:
    """The lines of a file that end in our mark for a guess."""
    problems = []
    for number, row in enumerate(file.rows, 1):
        if row.rstrip().endswith(CHOOSE):
            name = re.match(r"\s*(?:- )?([\w-]+):", row)
            problems.append(
                Problem(
                    file.shown,
                    number,
                    f'"{name[1] if name else "This"}" holds a guess, and nobody has chosen yet.',
                    f"Choose, and then take the remark {CHOOSE} away.",
                )
            )
    return problems
