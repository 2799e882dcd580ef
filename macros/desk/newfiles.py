"""A record as the text of a new file, with what each line is for above it."""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from macros import model
from macros.basics.problems import Problem, Problems, shown_path
from macros.checks.placeholders import CHOOSE
from macros.desk.writing import Writing
from macros.desk.yamltext import CannotAppend, appended, inserted, item, paragraphs, remark, scalar
from macros.model.fields import Prose
from macros.model.handbook import Handbook
from macros.model.schemas import _resolved
from macros.model.walking import values_of
from macros.model.yamlfiles import YamlFile


@dataclass
class _Filled:
    """Values for a new record, and which of them are only guesses."""

    values: Any
    guessed: set[tuple[str | int, ...]] = field(default_factory=set)


# -- text --------------------------------------------------------------------------------------------


def _new_file(folder: Path, called: str, cls: type[BaseModel], filled: _Filled, record: Any, root: Path) -> Writing:
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
    rows = [f"# {called.capitalize()}. How to edit it: data/README.md"]
    for group in _rows(filled, record, cls.model_json_schema()):
        rows += ["", *group]
    more = [name for name in cls.model_fields if name not in filled.values]
    if more:
        rows += ["", "# It may also have, where that helps a reader:"]
        for name in more:
            rows += remark(f"{name}: {cls.model_fields[name].description}")
    return Writing(path, "\n".join(rows) + "\n", filled.values)


def _into_workshop(handbook: Handbook, workshop: model.Workshop, filled: _Filled, record: model.Feedback) -> Writing:
    return with_feedback(handbook, workshop, [([], _lines(filled, record))], [filled.values])


def with_feedback(
    handbook: Handbook, workshop: model.Workshop, items: list[tuple[list[str], list[str]]], values: list[dict[str, Any]]
) -> Writing:
    """A workshop's file with feedback put at the end of its list, as text. Raises `Problems` if that is not safe."""
    return _added(handbook.workshop_places[workshop.id].file, "feedback", items, values)


def _into_step(handbook: Handbook, step: model.Step, filled: _Filled, record: model.Activity) -> Writing:
    """A step's file with an activity put at the end of its list."""
    file = handbook.draft.places["step", step.id].file
    return _added(file, "activities", [([], _lines(filled, record))], [filled.values])


def _into_list(file: YamlFile | Path, filled: _Filled, record: model.Source | model.Term) -> Writing:
    """A file that is one list, with an item put where its id belongs; or the first item of a new one."""
    if isinstance(file, Path):
        first = "\n".join(["# Sorted by id. How to edit it: data/README.md", *item(_lines(filled, record), 0), ""])
        return Writing(file, first, [filled.values])
    raw = file.path.read_bytes()
    with _in_words(file):
        text, place = inserted(raw.decode("utf-8-sig"), record.id, _lines(filled, record))
    return Writing(file.path, _mark(raw) + text, [*file.values[:place], filled.values, *file.values[place:]], raw)


def _added(file: YamlFile, name: str, items: list[tuple[list[str], list[str]]], values: list[Any]) -> Writing:
    raw = file.path.read_bytes()
    with _in_words(file):
        text = appended(raw.decode("utf-8-sig"), name, items)
    return Writing(file.path, _mark(raw) + text, {**file.values, name: [*(file.values.get(name) or []), *values]}, raw)


def _mark(raw: bytes) -> str:
    """The byte order mark of a file that has one: it stays where it is, whatever is put behind it."""
    return "\ufeff" if raw.startswith(codecs.BOM_UTF8) else ""


@contextlib.contextmanager
def _in_words(file: YamlFile) -> Iterator[None]:
    """Say why a file cannot be added to, for whoever may have to mend it."""
    try:
        yield
    except CannotAppend as why:
        what = f"Nothing can be added to this file safely. {why}"
        do = "Nothing was written. Mend that, and try again."
        raise Problems([Problem(file.shown, why.line, what, do)]) from None


def _lines(filled: _Filled, record: Any) -> list[str]:
    """The lines of an item of a list, which begins with its id and no remark."""
    rows = [row for group in _rows(filled, record, type(record).model_json_schema()) for row in group]
    return rows[next(number for number, row in enumerate(rows) if not row.startswith("#")) :]


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
