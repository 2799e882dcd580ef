"""Excel workbooks: each sheet that can be seen becomes a grid, with the spreadsheet's own row numbers."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from itertools import repeat
from typing import Any

from macros.basics.problems import Problem, Problems
from macros.desk.feedback.shapes import Grid, Line

MOST_UNPACKED = 60_000_000
"""Bytes in a workbook when it is unpacked, at the most: a small file can hold a very large one."""
MOST_COLUMNS = 500


def is_workbook(raw: bytes) -> bool:
    """Whether it is a workbook in today's form (.xlsx, .xlsm)."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return any(name.startswith("xl/") for name in packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def workbook(raw: bytes, name: str) -> tuple[list[Grid], list[str]]:
    """The sheets of a workbook that hold anything, and what is to be said of the others. Raises `Problems`."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > MOST_UNPACKED:
            raise _no(
                name, f"Unpacked, this workbook has {size / 1e6:.0f} MB.", "Save the one sheet that you need as CSV."
            )
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        typed = load_workbook(io.BytesIO(raw), read_only=True) if _has_formulas(raw) else None
        grids, said = [], []
        for sheet in book.worksheets:
            lines = _lines(sheet, typed[sheet.title] if typed and sheet.title in typed.sheetnames else None)
            lines, hidden = _as_shown(lines, _xml_of(raw, sheet))
            shown = f"{name}, sheet {sheet.title}" if len(book.worksheets) > 1 else name
            if not lines:
                continue
            if sheet.sheet_state != "visible":
                said.append(f'The sheet "{sheet.title}" is hidden, and was not read.')
                continue
            grids.append(Grid(shown, lines))
            if hidden:
                which = f"Row {hidden[0]} is" if len(hidden) == 1 else f"Rows {', '.join(map(str, hidden))} are"
                said.append(f'{which} hidden in the sheet "{sheet.title}", and read like the others.')
        book.close()
    except Problems:
        raise
    except (
        Exception
    ) as error:  # what a damaged workbook raises is anything: KeyError, BadZipFile, ParseError, ValueError
        kind = type(error).__name__
        raise _no(
            name,
            f"This workbook cannot be read: it seems to be damaged ({kind}).",
            "Open it in the spreadsheet and save it again, as Excel workbook or as CSV UTF-8.",
        ) from None
    return grids, said


def _has_formulas(raw: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<f[ >]", packed.read(name)) for name in sheets)


def _lines(sheet: Any, typed: Any) -> list[Line]:
    """The rows of a sheet.

    `typed` is the same with its formulas: one that was never worked out stands as it was typed.
    """
    if not hasattr(sheet, "iter_rows"):  # a sheet that is a chart
        return []
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    lines = []
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    if typed is not None:
        typed.reset_dimensions()
    formulas = typed.iter_rows(values_only=True, max_col=MOST_COLUMNS) if typed is not None else repeat(())
    for number, (row, other) in enumerate(zip(rows, formulas, strict=False), 1):
        cells = tuple(_text(_typed(other, place) if value is None else value) for place, value in enumerate(row))
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        lines.append(Line(number, cells))
    while lines and not lines[-1].cells:
        lines.pop()
    return lines


def _xml_of(raw: bytes, sheet: Any) -> str:
    """A sheet as it is written in the file: what the quick reader passes over is looked up there."""
    path = getattr(sheet, "_worksheet_path", "")
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return packed.read(path).decode("utf-8", "replace") if path in packed.namelist() else ""


def _as_shown(lines: list[Line], xml: str) -> tuple[list[Line], list[int]]:
    """The rows with what a cell says that was merged with those below it, and the numbers of rows that are hidden."""
    for column, first, last in re.findall(r'<mergeCell ref="([A-Z]{1,3})(\d+):\1(\d+)"', xml):
        place = sum((ord(sign) - 64) * 26**power for power, sign in enumerate(reversed(column))) - 1
        top, end = int(first), min(int(last), len(lines))
        said = lines[top - 1].cells[place] if 1 < top <= len(lines) and place < len(lines[top - 1].cells) else ""
        for at in range(top, end if said else top):
            cells = (*lines[at].cells, *[""] * (place + 1 - len(lines[at].cells)))
            if any(cell.strip() for cell in cells):  # a row that holds nothing of its own stays empty
                lines[at] = Line(lines[at].number, (*cells[:place], said, *cells[place + 1 :]))
    rows = re.findall(r"<row\b[^>]*>", xml)
    numbers = (re.search(r'\br="(\d+)"', row) for row in rows if re.search(r'\bhidden="(?:1|true)"', row))
    hidden = [int(number[1]) for number in numbers if number]
    return lines, [number for number in hidden if number <= len(lines) and lines[number - 1].cells]


def _typed(row: tuple[Any, ...], place: int) -> Any:
    value = row[place] if place < len(row) else None
    return value if isinstance(value, str) and value.startswith("=") else None


def _text(value: Any) -> str:
    """A cell as a reader sees it, about: days in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), str(value))


def _no(name: str, what: str, do: str) -> Problems:
    return Problems([Problem(name, 0, what, do)])
