"""A tool's example answers its template, each field in its own type."""

from __future__ import annotations

import datetime as dt
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
