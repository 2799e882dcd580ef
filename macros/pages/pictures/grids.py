"""Grids: what goes with what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from macros.model.marks import plain
from macros.pages.pictures.labels import TYPE, WIDE, Label, middled, words
from macros.pages.pictures.lettering import longest_word, width
from macros.pages.view import View

# -- grids: what goes with what --------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """Where a row meets a column. `mark` says what is drawn."""

    x: float
    y: float
    column: int
    mark: str


@dataclass(frozen=True)
class Head:
    """A column's heading."""

    id: str
    title: str
    x: float
    label: Label


@dataclass(frozen=True)
class GridRow:
    """A row: what it is, its label, its cells, and the line below it."""

    id: str
    title: str
    label: Label
    cells: tuple[Cell, ...]
    rule: float
    middle: float


@dataclass(frozen=True)
class Grid:
    """A table as a picture."""

    width: float
    height: float
    top: float
    heads: tuple[Head, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class _Line:
    """A row before it has a place: what it is called, and for each column its mark, or nothing."""

    id: str
    title: str
    cells: tuple[str, ...]


def _grid(
    columns: Sequence[tuple[str, str]],
    lines: Sequence[_Line],
    wide: int,
    pitch: float,
    least: float,
) -> Grid:
    """Place rows and columns.

    `columns` are id and title; `pitch` is the width of a column; a row is at least `least` high. Headings stand
    upright where a word of one is wider than its column.
    """
    size, _, bold = TYPE["small"]
    widest = max((width(plain(line.title), TYPE["text"][0]) for line in lines), default=0.0)
    room = math.ceil(
        max(90.0, min(wide - pitch * len(columns), widest + 20))
    )  # with very many columns the picture grows beyond `wide`
    upright = any(longest_word(plain(title), size, bold) > pitch - 1.5 for _, title in columns)
    if upright:
        deep = max((width(plain(title), size, bold) for _, title in columns), default=0.0) + 10
    else:
        deep = max((words(title, pitch - 1.5, "small").height for _, title in columns), default=0) + 8
    heads = []
    for number, (id_, title) in enumerate(columns):
        x = room + pitch * (number + 0.5)
        if upright:
            label = Label(x + size * 0.36, deep - 8, (plain(title),), "small", upright=True)
        else:
            label = words(title, pitch - 1.5, "small", x, anchor="middle")
            label = middled(label, deep - 8 - label.height / 2)
        heads.append(Head(id_, plain(title), x, label))
    top = math.ceil(deep)
    rows, y = [], top
    for line in lines:
        label = words(line.title, room - 12, "text")
        tall = 2 * math.ceil(max(least, label.height + 10) / 2)
        middle = y + tall / 2
        cells = tuple(
            Cell(room + pitch * (column + 0.5), middle, column, mark) for column, mark in enumerate(line.cells) if mark
        )
        rows.append(
            GridRow(
                line.id,
                plain(line.title),
                middled(label, middle),
                cells,
                y + tall,
                middle,
            )
        )
        y += tall
    return Grid(room + pitch * len(columns), y + 1, top, tuple(heads), tuple(rows))


def principles_and_tensions(view: View, wide: int = WIDE) -> Grid:
    """Which principles pull on which tensions. Either page may say so; one of them is enough."""
    principles, tensions = view.of("principle"), view.of("tension")
    lines = [
        _Line(
            tension.id,
            tension.title,
            tuple(
                "pull" if principle.id in tension.principles or tension.id in principle.tensions else ""
                for principle in principles
            ),
        )
        for tension in tensions
    ]
    pitch = max(24.0, min(60.0, (wide - (190 if wide >= WIDE else 134)) / max(1, len(principles))))
    return _grid([(principle.id, principle.title) for principle in principles], lines, wide, pitch, 38)
