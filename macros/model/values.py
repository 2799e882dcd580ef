"""Figures that several pages state: each stands once, in an iteration's `values.yml`, and pages name it.

`[=hours-to-shape]` in any text of the iteration is read as the figure, before anything else looks at the text. A figure
is given, or it is a sum: of other figures, or of a column of a table. Nobody adds up by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from macros.basics.problems import Problem, did_you_mean
from macros.model.fields import Apparatus, Id, Line, Plain, Record, SourceId
from macros.model.tables import figure_in
from macros.model.yamlfiles import YamlFile, read_yaml

FILE = "values.yml"

NOT_READ: Mapping[str, str] = {}
"""The figures of an iteration whose file of figures cannot be read: what names one says nothing for now."""

MARK = re.compile(r"\[=(?P<id>[A-Za-z0-9-]+)\]")
"""How a text names a figure."""


class Column(Record):
    """A column of a table whose figures are added up. Cells that are no plain number are left out."""

    page: Id = Field(description="The element that has the table.")
    section: Id | None = Field(default=None, description="For a briefing: the section in which it stands.")
    column: Line = Field(description="The heading of the column.")
    row: Line | None = Field(default=None, description="One row only, by the words of its first cell.")


class Value(Record):
    """A figure that several pages state."""

    kind_: ClassVar[str] = "value"

    id: Annotated[Id, Apparatus()] = Field(description="Its name for life: hours-to-shape.")
    what: Line = Field(description="What it is a figure of, and whose guess or rule it is.")
    figure: int | float | None = Field(default=None, description="The figure, where it is given.")
    sum: list[Id] = Field(
        default=[], description="The figures that it is the sum of, by id. One named twice counts twice."
    )
    table: Column | None = Field(default=None, description="The table whose column it is the sum of.")
    round_to: int | None = Field(default=None, ge=2, le=1_000_000, description="Rounded to tens: 10; to hundreds: 100.")
    unit: Plain | None = Field(default=None, description="hours, days, pounds. Pounds are written with their sign.")
    source: SourceId | None = Field(default=None, description="The source, where it is a rule or a fact.")
    where: Plain | None = Field(default=None, description="Where in the source.")

    @model_validator(mode="after")
    def _one_way(self) -> Value:
        if sum(map(bool, (self.figure is not None, self.sum, self.table))) != 1:
            raise PydanticCustomError("value", "A value has one of: figure, sum, table")
        return self


def worked_out(values: Mapping[str, Value], folder: Path, root: Path) -> tuple[dict[str, float], dict[str, str]]:
    """The figure of each value, and for those that have none, why not in words.

    Of a sum that has none because one of its parts has none there is nothing to say, and the words are empty."""
    known: dict[str, float] = {}
    wrong: dict[str, str] = {}
    begun: set[str] = set()

    def figure(id_: str) -> float | None:
        if id_ in known or id_ in wrong:
            return known.get(id_)
        value = values[id_]
        if id_ in begun:
            wrong[id_] = "It is a sum that leads back to itself."
            return None
        begun.add(id_)
        found = value.figure
        if value.sum:
            missing = [each for each in value.sum if each not in values]
            if missing:
                wrong[id_] = f'There is no value "{missing[0]}". {did_you_mean(missing[0], values)}'.strip()
                return None
            parts = [figure(each) for each in value.sum]
            if None in parts:  # why is said of the part; of a sum that leads back to itself it is said already
                wrong.setdefault(id_, "")
                return None
            found = sum(part for part in parts if part is not None)
        elif value.table:
            cells = list(_cells(value.table, folder, root))
            if not cells:
                wrong[id_] = f'There is no figure in a column "{value.table.column}" of "{value.table.page}".'
                return None
            found = sum(cells)
        assert found is not None
        known[id_] = round(found / value.round_to) * value.round_to if value.round_to else found
        return known[id_]

    for id_ in values:
        figure(id_)
    return known, wrong


def _cells(column: Column, folder: Path, root: Path) -> Iterator[float]:
    """The plain numbers in a column of a table."""
    file = next(folder.glob(f"*/{column.page}.yml"), None)
    page = read_yaml(file, root).values if file else None
    for table in _tables(page, column.section):
        headings = table.get("columns") or []
        if column.column not in headings:
            continue
        place = headings.index(column.column)
        for row in table.get("rows") or []:
            if column.row and not str(row[0]).startswith(column.row):
                continue
            number = figure_in(str(row[place])) if len(row) > place else None
            if number is not None:
                yield number


def _tables(page: Any, section: str | None) -> Iterator[dict[str, Any]]:
    """The tables of a page as it is written: those of guidance, or the one of a briefing's section."""
    if not isinstance(page, dict):
        return
    for part in page.get("sections") or [] if section else []:
        if isinstance(part, dict) and part.get("id") == section and isinstance(part.get("table"), dict):
            yield part["table"]
    if not section:
        yield from (table for table in page.get("tables") or [] if isinstance(table, dict))


def in_words(figure: float, unit: str | None) -> str:
    """A figure as texts show it: 1,180; £663,540."""
    digits = f"{figure:,.0f}" if figure == int(figure) else f"{figure:,}"
    return {"pounds": f"£{digits}", "million pounds": f"£{digits} million"}.get(unit or "", digits)


class Unsure(dict[str, str]):
    """Figures of which some could not be worked out: any other stands for itself, so that only the one mistake is
    told, and nobody who names a figure is."""

    def get(self, id_: str, default: Any = None) -> Any:
        return super().get(id_, "0")

    def __contains__(self, id_: object) -> bool:
        return True


def in_texts(known: Mapping[str, float], values: Mapping[str, Value], sure: bool) -> dict[str, str]:
    """Each figure as texts show it, by id; if we are not sure of all, see `Unsure`."""
    figures = {id_: in_words(figure, values[id_].unit) for id_, figure in known.items()}
    return figures if sure else Unsure(figures)


def filled(values: Any, figures: Mapping[str, str]) -> Any:
    """Values as read, with each named figure in the place of its name. What is not known stays as it stands."""
    if isinstance(values, str):
        return MARK.sub(lambda found: figures.get(found["id"], found[0]), values) if "[=" in values else values
    if isinstance(values, list):
        return [filled(each, figures) for each in values]
    if isinstance(values, dict):
        return {key: filled(each, figures) for key, each in values.items()}
    return values


def named(values: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every figure that values name, with its place."""
    if isinstance(values, str):
        yield from ((path, found["id"]) for found in MARK.finditer(values))
    elif isinstance(values, list):
        for index, each in enumerate(values):
            yield from named(each, (*path, index))
    elif isinstance(values, dict):
        for key, each in values.items():
            yield from named(each, (*path, key))


def unknown_names(file: YamlFile, figures: Mapping[str, str]) -> list[Problem]:
    """The figures that a file names and the iteration does not have."""
    return [
        Problem(
            file.shown,
            file.line_of(path),
            f'There is no value "{id_}" in {FILE}.',
            did_you_mean(id_, figures) or "Add it, or write the figure.",
        )
        for path, id_ in named(file.values)
        if id_ not in figures
    ]
