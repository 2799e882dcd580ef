"""Since when each line stands, as data: every paragraph, point and cell of an iteration, with the changes and the
feedback that put it there. The pages that tell readers are made from the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import Field

from macros import model
from macros.basics.answers import Answers
from macros.formats.datafiles import Stamped, stamp
from macros.formats.tables import BETWEEN, csv_of
from macros.history.comparing import FRAMEWORK, Part, parts
from macros.history.history import History
from macros.history.lines import Where
from macros.history.provenance import Told, moved_by, provenance, reasons
from macros.model.fields import Id, Plain, Record, Version
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.records import Change
from macros.pages.edition import Edition


class MovedFrom(Record):
    """Words that came from another place."""

    iteration: Version = Field(description="The iteration in which they moved.")
    id: Plain = Field(description="The element in which they stood until then.")
    field: Plain = Field(description="The field in which they stood until then.")
    changes: list[Plain] = Field(description="The entries that name either element, as version/change-id.")


class LineRow(Record):
    """One paragraph, point or cell."""

    id: Plain = Field(
        description="The element; `term:…` for a term of the glossary, `framework` for what the iteration says of "
        "itself."
    )
    kind: Plain = Field(description="What it is: step, activity, principle, tool, term …")
    field: Plain = Field(description="The field in which the line stands.")
    line: int = Field(description="The number of the line within its element.")
    row: int | None = Field(
        description="For a cell, and for what stands together as a rule and its section do: the number of the row "
        "within the element. Null for a paragraph or a point."
    )
    text: Plain = Field(description="The words, without marks.")
    since: Version = Field(
        description="The iteration since which exactly these words have stood in this element, or in what it came "
        "from. Punctuation and capitals do not count."
    )
    id_then: Plain = Field(
        description="The id that the element had in that iteration, or of the one that it came from."
    )
    changes: list[Plain] = Field(
        description="The entries of that iteration that name the element and account for it, as version/change-id: one "
        "of them put the line there. Empty for what stands since the first iteration."
    )
    feedback: list[Id] = Field(description="The feedback that led to those changes.")
    before: str = Field(description="What stood there until then, if something like it did; otherwise empty.")
    moved: list[MovedFrom] = Field(description="Where the words stood before they came here, the earliest move first.")


class Entry(Record):
    """An entry of a change list that put lines where they stand."""

    kind: Plain = Field(description="The kind of change.")
    summary: Plain = Field(description="What changed, in a reader's words.")
    why: Plain = Field(description="Why.")
    feedback: list[Id] = Field(description="The feedback that led to it.")


class LinesFile(Stamped):
    """Since when each line of an iteration stands as it stands, and what put it there."""

    entries: dict[str, Entry] = Field(description="Every change that is named, by version/change-id.")
    lines: list[LineRow] = Field(description="Every line, by element in reading order.")


def in_reading_order(iteration: LoadedIteration) -> Iterator[Part]:
    """Everything that has lines: the elements by kind, each step followed by its activities, the terms, the
    framework."""
    known = parts(iteration)
    for kind in model.ELEMENTS:
        for element in iteration.of(kind):
            for id_ in (element.id, *(activity.id for activity in getattr(element, "activities", ()))):
                if id_ in known:
                    yield known[id_]
    yield from (known[f"term:{id_}"] for id_ in iteration.terms)
    yield known[FRAMEWORK]


def rows_of(history: History, part: Part, lines: Iterable[Told]) -> list[dict[str, Any]]:
    """The lines of one element as plain data: see `LineRow`."""
    found, rows = [], dict[Where, int]()
    for number, told in enumerate(lines, 1):
        row = rows.setdefault(told.line.row, len(rows) + 1) if told.line.row else None
        because = reasons(history, told)
        found.append(
            {
                "id": part.id,
                "kind": part.kind,
                "field": told.line.field,
                "line": number,
                "row": row,
                "text": told.line.text,
                "since": told.since,
                "id_then": told.came_in,
                "changes": [f"{told.since}/{change.id}" for change in because],
                "feedback": list(dict.fromkeys(id_ for change in because for id_ in change.feedback)),
                "before": told.before,
                "moved": [
                    {
                        "iteration": move.iteration,
                        "id": move.id,
                        "field": move.field,
                        "changes": [f"{move.iteration}/{change.id}" for change in moved_by(history, move, part.id)],
                    }
                    for move in told.moves
                ],
            }
        )
    return found


def line_rows(history: History, iteration: LoadedIteration, answers: Answers | None = None) -> list[dict[str, Any]]:
    """Every line of an iteration as plain data, worked out once. Nobody may change what comes out."""

    def work() -> list[dict[str, Any]]:
        known = provenance(history, iteration, answers)
        return [row for part in in_reading_order(iteration) for row in rows_of(history, part, known[part.id])]

    return history.once(("rows of lines", iteration.version), work)


def entry_of(handbook: Handbook, name: str) -> Change:
    """The change that `version/change-id` names."""
    version, _, id_ = name.partition("/")
    return handbook.iterations[version].changes[id_]


def line_files(site: Edition, answers: Answers | None = None) -> dict[str, str]:
    """The lines of a version as JSON, with its schema's name in it, and as a table."""
    history, handbook = site.library.history, site.library.history.handbook
    rows = line_rows(history, handbook.iterations[site.iteration.version], answers)
    named = sorted({name for row in rows for each in (row, *row["moved"]) for name in each["changes"]})
    about = {
        **stamp(site, "lines.schema.json"),
        "entries": {
            name: entry_of(handbook, name).model_dump(include={"kind", "summary", "why", "feedback"}) for name in named
        },
    }
    head = json.dumps(about, indent=2, ensure_ascii=False, default=str)
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return {
        "lines.json": f'{head.removesuffix("}").rstrip()},\n  "lines": [\n{body}\n]\n}}\n',
        "lines.csv": csv_of(
            [
                "id",
                "kind",
                "field",
                "line",
                "row",
                "text",
                "since",
                "id_then",
                "changes",
                "feedback",
                "before",
                "moved",
                "iteration",
            ],
            ({**_row(row), "iteration": site.iteration.version} for row in rows),
        ),
    }


def _row(row: dict[str, Any]) -> dict[str, str]:
    """A row as cells."""
    return {
        **row,
        "line": str(row["line"]),
        "row": str(row["row"] or ""),
        "changes": BETWEEN.join(row["changes"]),
        "feedback": BETWEEN.join(row["feedback"]),
        "moved": BETWEEN.join(f"{move['iteration']} {move['id']} {move['field']}" for move in row["moved"]),
    }
