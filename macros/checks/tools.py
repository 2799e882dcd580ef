"""A tool's example answers its template, each field in its own type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from macros import model
from macros.basics.problems import Problem, did_you_mean
from macros.model.handbook import LoadedIteration
from macros.model.yamlfiles import Path_


def check_tools(iteration: LoadedIteration) -> list[Problem]:
    """An example answers every field of its template, each in the field's type."""
    problems = []
    for tool in iteration.of("tool"):
        place = iteration.places["tool", tool.id]
        fields = {item.id: item for item in tool.fields}
        if len(fields) != len(tool.fields):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("fields",)),
                    "Two fields of this template have the same id.",
                    "Rename one of them.",
                )
            )
        problems += [Problem(place.file.shown, place.line(at), wrong, do) for at, wrong, do in _travels(tool)]
        if not tool.example:
            continue
        for name, value in tool.example.values.items():
            path = ("example", "values", name)
            if name not in fields:
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(path),
                        f'The example answers "{name}", which is not a field of the template.',
                        did_you_mean(name, fields),
                    )
                )
                continue
            for inner, wrong in wrong_answers(fields[name], value):
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line((*path, *inner)),
                        f'The answer to "{name}" does not fit: {wrong}.',
                        f"The field's type is {fields[name].type}.",
                    )
                )
        for name in fields.keys() - tool.example.values.keys():
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("example", "values")),
                    f'The example leaves out "{name}".',
                    "Answer every field.",
                )
            )
    return problems + _carried(iteration)


def _travels(tool: model.Tool) -> Iterator[tuple[Path_, str, str]]:
    """Whether each table goes on with one that is there, and no earlier id is somebody's name today."""
    fields = {item.id: item for item in tool.fields}
    for n, field in enumerate(tool.fields):
        for name in field.was:
            if name in fields or name.partition("/")[0] == tool.id:
                yield ("fields", n, "was"), f'"{name}" is a field of this tool.', "Name an id that is gone from here."
        ids = {column.id for column in field.columns}
        for at, column in enumerate(field.columns):
            for name in ids.intersection(column.was):
                yield ("fields", n, "columns", at), f'"{name}" is a column of this table.', "Name an id that is gone."
        if not field.continues:
            continue
        first = next((each for each in tool.fields[:n] if each.id == field.continues and each.columns), None)
        path: Path_ = ("fields", n, "continues")
        if not first:
            tables = [each.id for each in tool.fields[:n] if each.columns]
            yield (
                path,
                f'"{field.continues}" is not an earlier table of this tool.',
                did_you_mean(field.continues, tables),
            )
            continue
        types = {column.id: column.type for column in first.columns}
        both = [column.id for column in field.columns if types.get(column.id) == column.type]
        if not both or first.rows or first.blank_rows != field.blank_rows:
            yield (
                path,
                f'"{field.id}" and "{first.id}" do not have the same rows.',
                "Give them a column with the same id.",
            )
        rows = [(tool.example.values.get(each.id) if tool.example else None) or [] for each in (first, field)]
        if all(isinstance(each, list) for each in rows):
            said = [[row.get(name) for row in each if isinstance(row, dict) for name in both] for each in rows]
            if said[0] != said[1]:
                yield path, "The example's rows of the two tables are not the same.", "Write the same words in both."


def _carried(iteration: LoadedIteration) -> list[Problem]:
    """A value that tools share is of one type, and stands once in each."""
    first: dict[str, tuple[str, str]] = {}
    problems = []
    for tool in iteration.of("tool"):
        place, here = iteration.places["tool", tool.id], set()
        for n, field in enumerate(tool.fields):
            if not field.carries:
                continue
            kind = "text" if field.type == "long-text" else field.type
            name, other = first.setdefault(field.carries, (tool.id, kind))
            if kind != other or field.carries in here:
                wrong = f'"{field.carries}" stands twice in this tool.'
                if kind != other:
                    wrong = f'"{field.carries}" is a {kind} here, and a {other} in "{name}".'
                line = place.line(("fields", n, "carries"))
                problems.append(Problem(place.file.shown, line, wrong, "Carry it over in one field, of the same type."))
            here.add(field.carries)
    return problems


def wrong_answers(field: model.TemplateField, value: Any) -> list[tuple[Path_, str]]:
    """Why a value does not answer a field, each with its place in the value; nothing if it does."""
    if field.type != "table":
        wrong = wrong_answer(field, value)
        return [((), wrong)] if wrong else []
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        return [((), "it should be a list of rows, each with the columns as names")]
    found: list[tuple[Path_, str]] = []
    columns = {column.id: column for column in field.columns}
    if field.rows and len(value) != len(field.rows):
        found.append(((), f"it has {len(value)} rows and the template has {len(field.rows)}"))
    for at, row in enumerate(value):
        for name in row:
            if name not in columns:
                found.append(((at, name), f'row {at + 1} has a column "{name}" that the template does not have'))
        for name, column in columns.items():
            if name not in row:
                found.append(((at,), f'row {at + 1} leaves out "{name}"'))
            elif wrong := wrong_answer(column, row[name]):
                found.append(((at, name), f'row {at + 1}, "{name}": {wrong}'))
    return found


def wrong_answer(field: model.TemplateField | model.Column, value: Any) -> str:
    """Why a single value does not answer a field or a column, or nothing if it does."""
    if field.type == "number":
        return "" if isinstance(value, (int, float)) and not isinstance(value, bool) else "it should be a number"
    if field.type == "date":
        return "" if isinstance(value, dt.date) else "it should be a date, 2026-11-22"
    if field.type == "choice":
        quoted = ", ".join(f'"{option}"' for option in field.options)
        return "" if value in field.options else f"it should be one of: {quoted}"
    if field.type == "scale":
        least, most = field.least or 0, field.most or 0
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if fits else f"it should be a whole number from {least} to {most}"
    return "" if isinstance(value, str) and value.strip() else "it should be text"
