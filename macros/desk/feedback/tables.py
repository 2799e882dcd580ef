"""Text that is a table: any sign between its cells, quoted in whichever way, or pasted from Word."""

from __future__ import annotations

import csv
import io
import re

from macros.basics.problems import Problem, Problems
from macros.desk.feedback.headings import looks_like_headings, standing
from macros.desk.feedback.shapes import Grid, Line

SIGNS = ",;\t|^~\x1f"
_MARKDOWN_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")


def table_of(text: str, name: str) -> Grid:
    """A text as a grid, whatever separates its cells. Raises `Problems` if a quotation mark is left open."""
    skipped, sign = 0, ""
    hint = re.match(r"\s*\"?sep=(.)\"?[ \t]*\n", text, re.I)  # Excel's own
    if hint:
        skipped, text, sign = 1, text[hint.end() :], hint[1]
    if is_markdown(text):
        return _markdown(text, name)
    sign = sign or sign_of(text)
    rows = _cells(text, sign, name)
    if sign == "\t":
        rows = _continued(rows)
    while rows and not any(cell.strip() for cell in rows[-1][1]):
        rows.pop()
    return Grid(name, [Line(number + skipped, tuple(cells)) for number, cells in rows], sign=sign)


def sign_of(text: str) -> str:
    """What separates the cells: the sign that gives the best row of headings, then the most even rows."""
    found: tuple[tuple[float, ...], str] = ((0.0,), ",")
    sample = text[:60_000]
    for order, sign in enumerate(SIGNS):
        if sign not in sample:
            continue
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if any(row)][:60]
        except csv.Error:
            rows = [line.split(sign) for line in sample.split("\n") if line.strip()][:60]
        if len(text) > len(sample) and len(rows) > 1:
            rows.pop()  # cut in the middle, perhaps
        heads = max((standing(row) for row in rows[:10] if len(row) > 1), default=0)
        counts = [len(row) for row in rows]
        usual = max(set(counts), key=lambda count: (counts.count(count), count)) if counts else 1
        even = counts.count(usual) / len(counts) if usual > 1 else 0.0
        score = (float(heads), even, float(usual), -float(order))
        if (heads or even > 0.5) and score > found[0]:
            found = (score, sign)
    return found[1]


def is_markdown(text: str) -> bool:
    """Whether it is a table with a rule of hyphens below its headings."""
    rows = [row for row in text.split("\n") if row.strip()]
    return len(rows) > 1 and "|" in rows[0] and "|" in rows[1] and bool(_MARKDOWN_RULE.fullmatch(rows[1]))


def without_tables(text: str) -> tuple[str, list[str]]:
    """Notes without the tables that stand in them, and those tables; lines keep their numbers in both."""
    lines = text.split("\n")
    found = []
    for at in range(len(lines) - 1):
        if is_markdown("\n".join(lines[at : at + 2])):
            end = next((place for place in range(at, len(lines)) if "|" not in lines[place]), len(lines))
            found.append("\n" * at + "\n".join(lines[at:end]))
            lines[at:end] = [""] * (end - at)
    return "\n".join(lines), found


def _markdown(text: str, name: str) -> Grid:
    lines = []
    for number, row in enumerate(text.split("\n"), 1):
        if row.strip() and not _MARKDOWN_RULE.fullmatch(row):
            cells = re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))
            lines.append(Line(number, tuple(cell.replace("\\|", "|").replace("<br>", "\n").strip() for cell in cells)))
    return Grid(name, lines, sign="|")


def _cells(text: str, sign: str, name: str) -> list[tuple[int, list[str]]]:
    """The rows with their numbers.

    Quotation marks that quote nothing are taken as they stand, if the rows stay even.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        return list(enumerate(reader, 1))
    except csv.Error as error:
        where, why = reader.line_num, str(error)
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            cells = next(csv.reader([line], delimiter=sign, strict=True), [])
        except csv.Error:
            cells = [_unquoted(cell) for cell in line.split(sign)]
        rows.append((number, cells))
    widths = {len(cells) for _, cells in rows if any(cells)}
    whole = len(widths) == 1 and max(widths) > 1 or sign == "\t"
    if whole and not (("end of data" in why or "larger" in why) and sign != "\t"):
        return rows
    opened = where if "expected after" in why else _opened(text, sign)
    raise Problems(
        [
            Problem(
                name,
                opened,
                "The table cannot be read: a quotation mark is not closed, or has something right behind it.",
                "Look at this line. Inside a cell, a quotation mark is written twice; or save the table again from "
                "a spreadsheet.",
            )
        ]
    )


def _unquoted(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _opened(text: str, sign: str) -> int:
    """The line where the cell begins that is never closed."""
    inside, begun, line, at = False, 1, 1, 0
    fresh = True
    while at < len(text):
        letter = text[at]
        if letter == '"' and inside and text[at + 1 : at + 2] == '"':
            at += 1
        elif letter == '"' and (inside or fresh):
            inside, begun = not inside, begun if inside else line
        fresh = not inside and letter in (sign, "\n")
        line += letter == "\n"
        at += 1
    return begun


def _continued(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """A table pasted from Word: a line without any tab, after a whole row, goes on with the last cell of that row."""
    usual = max((len(cells) for _, cells in rows), default=0)
    joined: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        before = joined[-1][1] if joined else []
        alone = usual > 1 and len(cells) == 1 and cells[0].strip()
        if alone and len(before) == usual and before[-1].strip() and not looks_like_headings(before):
            joined[-1] = (joined[-1][0], [*before[:-1], f"{before[-1]}\n{cells[0]}"])
        else:
            joined.append((number, cells))
    return joined
