"""A record as the text of a new file, with what each line is for above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from macros import model
from macros.basics.problems import Problem, Problems, shown_path
from macros.checks.placeholders import CHOOSE
from macros.desk.writing import Writing
from macros.desk.yamltext import CannotAppend, appended, paragraphs, remark, scalar
from macros.model.fields import Prose
from macros.model.handbook import Handbook
from macros.model.kinds import KINDS
from macros.model.schemas import _resolved
from macros.model.walking import values_of


@dataclass
class _Filled:
    """Values for a new record, and which of them are only guesses."""

    values: Any
    guessed: set[tuple[str | int, ...]] = field(default_factory=set)


# -- text --------------------------------------------------------------------------------------------


def _new_file(folder: Path, kind: str, cls: type[BaseModel], filled: _Filled, record: Any, root: Path) -> Writing:
    path = folder / f"{record.id}.yml"
    if path.exists():
        raise Problems(
            [
                Problem(
                    shown_path(path, root),
                    0,
                    "There is a file of this name already.",
                    "Edit that one, or give another title.",
                )
            ]
        )
    rows = [f"# {KINDS[kind].called.capitalize()}. How to edit it: data/README.md"]
    for group in _rows(filled, record, cls.model_json_schema()):
        rows += ["", *group]
    more = [name for name in cls.model_fields if name not in filled.values]
    if more:
        rows += ["", "# It may also have, where that helps a reader:"]
        for name in more:
            rows += remark(f"{name}: {cls.model_fields[name].description}")
    return Writing(path, "\n".join(rows) + "\n", filled.values)


def _into_workshop(handbook: Handbook, workshop: model.Workshop, filled: _Filled, record: model.Feedback) -> Writing:
    rows = [row for group in _rows(filled, record, model.Feedback.model_json_schema()) for row in group]
    return with_feedback(handbook, workshop, [([], rows)], [filled.values])


def with_feedback(
    handbook: Handbook, workshop: model.Workshop, items: list[tuple[list[str], list[str]]], values: list[dict[str, Any]]
) -> Writing:
    """A workshop's file with feedback put at the end of its list, as text. Raises `Problems` if that is not safe."""
    file = handbook.workshop_places[workshop.id].file
    raw = file.path.read_bytes()
    try:
        text = appended(raw.decode("utf-8"), "feedback", items)
    except CannotAppend as why:
        raise Problems(
            [
                Problem(
                    file.shown,
                    why.line,
                    f"Feedback cannot be added to this file safely. {why}",
                    "Nothing was written. Mend that, and try again.",
                )
            ]
        ) from None
    return Writing(file.path, text, {**file.values, "feedback": [*(file.values.get("feedback") or []), *values]}, raw)


def _rows(filled: _Filled, record: Any, schema: dict[str, Any]) -> Iterator[list[str]]:
    """The lines of each field: what it is for, as a remark, and its value."""
    blocks = {
        path for path, _, marks in values_of(record) if any(isinstance(mark, Prose) and mark.block for mark in marks)
    }
    for name, value in filled.values.items():
        yield _field_rows(name, value, schema["properties"][name], schema, (name,), blocks, filled.guessed)


def _field_rows(
    name: str,
    value: Any,
    what: dict[str, Any],
    schema: dict[str, Any],
    path: tuple[str | int, ...],
    blocks: set,
    guessed: set,
) -> list[str]:
    what = _resolved(what, schema)
    items = _resolved(what["items"], schema) if what.get("type") == "array" else {}
    words = next((part["enum"] for part in (what, items) if "enum" in part), None)
    rows = remark(what.get("description", "")) + (remark(f"One of: {', '.join(words)}.") if words else [])
    mark = f"  {CHOOSE}" if guessed & {path, (*path, 0)} else ""
    if isinstance(value, list):
        rows.append(f"{name}:{mark}")
        for index, entry in enumerate(value):
            inner = (
                _group_rows(entry, items, schema, (*path, index), blocks, guessed)
                if isinstance(entry, dict)
                else [scalar(entry)]
            )
            rows += [f"  {'- ' if number == 0 else '  '}{row}" if row else "" for number, row in enumerate(inner)]
    elif isinstance(value, dict):
        rows += [
            f"{name}:",
            *(f"  {row}" if row else "" for row in _group_rows(value, what, schema, path, blocks, guessed)),
        ]
    elif path in blocks:
        rows += paragraphs(name, value)
    else:
        rows.append(f"{name}: {scalar(value)}{mark}")
    return rows


def _group_rows(
    values: dict[str, Any],
    what: dict[str, Any],
    schema: dict[str, Any],
    path: tuple[str | int, ...],
    blocks: set,
    guessed: set,
) -> list[str]:
    known = what.get("properties", {})
    return [
        row
        for name, value in values.items()
        for row in _field_rows(name, value, known.get(name, {}), schema, (*path, name), blocks, guessed)
    ]
