"""A file of feedback, whatever it is, opened: what comes out is tables, and comments that are clear as they are."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from macros.basics.problems import Problem, Problems
from macros.desk.feedback.chats import chat_of, is_chat
from macros.desk.feedback.foreign import answers_in_groups, foreign, marked_up, no_text
from macros.desk.feedback.foreign import packed as packed_as
from macros.desk.feedback.forms import (
    FORMAT,
    add_form,
    form_of,
    has_form,
    is_issue_body,
    is_issues,
    issues_of,
)
from macros.desk.feedback.headings import standing
from macros.desk.feedback.mails import is_mail, mails_of, themed
from macros.desk.feedback.plainnotes import is_point, notes_of
from macros.desk.feedback.shapes import NESTED, Given, Grid, Line, decoded
from macros.desk.feedback.tables import is_markdown, table_of, without_tables
from macros.desk.feedback.workbooks import is_workbook, workbook

MOST_BYTES = 10_000_000
"""The largest file we read. What comes out of it must fit a workshop's file, which is a tenth of that."""
MOST_FILES = 1_000


def read_files(paths: list[Path]) -> tuple[list[Given], list[Problem]]:
    """Read files, and the files in folders and zip archives, as far as they can be read.

    What each gave comes back, and a problem for each that cannot be read; the message says how to save it.
    """
    given: list[Given] = []
    problems: list[Problem] = []
    for path in _spread([Path(path) for path in paths]):
        try:
            given += _read(path)
        except Problems as found:
            problems += found.problems
    return given, problems


def _spread(paths: list[Path]) -> list[Path]:
    spread: list[Path] = []
    for path in paths:
        inside = sorted(entry for entry in path.iterdir() if entry.is_file()) if path.is_dir() else [path]
        spread += [entry for entry in inside if entry == path or not entry.name.startswith((".", "~$"))]
    return list(dict.fromkeys(spread))[:MOST_FILES]


def _read(path: Path) -> list[Given]:
    try:
        if path.exists() and not path.is_file():
            raise _no(path.name, "This is no file.", "Name a file, or a folder with files in it.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            most = f"the most we read is {MOST_BYTES / 1e6:.0f} MB"
            raise _no(path.name, f"The file is {size / 1e6:.1f} MB; {most}.", "Split it.")
        raw = path.read_bytes()
    except OSError as error:
        why = f"The file cannot be read: {error.strerror or error}."
        raise _no(path.name, why, "Check its name, and that you may read it.") from None
    if raw[:2] == b"PK" and not is_workbook(raw):
        return _archive(raw, path.name)
    return [read_bytes(raw, path.name)]


def read_bytes(raw: bytes, name: str) -> Given:
    """What one file gives, from its bytes and its name. Raises `Problems` if it as a whole cannot be read."""
    if strange := foreign(raw):
        raise _no(name, *strange)
    if raw[:2] == b"PK":
        grids, said = workbook(raw, name)
        if not grids:
            raise _no(name, "There is nothing in this workbook.", "Check that you saved it.")
        return Given(name, grids, warnings=said, how="an Excel workbook")
    text, warnings = _decoded(raw, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise _no(name, "The file is empty.", "Check that you saved it.")
    given = _from_text(text, name)
    given.warnings[:0] = warnings
    return given


def _from_text(text: str, name: str) -> Given:
    suffix = Path(name).suffix.casefold()
    first = text.lstrip()[:1]
    if first in "[{" or suffix in (".json", ".jsonl", ".ndjson"):
        data, line = _json(text)
        if data is not None:
            return _from_json(data, name)
        if has_form(text):
            return _form(text, name)
        if suffix.startswith((".json", ".ndjson")):
            do = "Export it again. If it is a table, its name should end in .csv."
            raise Problems([Problem(name, line, "This is not well-formed JSON.", do)])
    table = suffix in (".csv", ".tsv", ".tab")
    if has_form(text) and not (table and standing(text.split("\n", 1)[0].split(",")) >= 2):
        return _form(text, name)
    if is_issue_body(text):
        return issues_of([{"body": text}], name)
    if not table and is_mail(text):
        return _mails(text, name)
    if not table and is_chat(text):
        return chat_of(text, name)
    if strange := marked_up(text):
        raise _no(name, *strange)
    if is_markdown(text):
        return _tabled(table_of(text, name), "a table")
    try:
        grid = table_of(text, name)
    except Problems:
        if table:
            raise
        return _notes(text, name)
    if not any(any(cell.strip() for cell in line.cells) for line in grid.lines):
        raise _no(name, "There is nothing in this table.", "Check that you saved it.")
    heads = [line.cells for line in grid.lines if any(cell.strip() for cell in line.cells)][:10]
    wide = max(len(cells) for cells in heads) > 1
    known = max(standing(cells) for cells in heads) if table else _standing_of_table(heads, grid.sign)
    asked = table and standing(heads[0]) >= 1 and not any(cell.endswith("?") for cells in heads[1:] for cell in cells)
    if known >= 3 or table and (wide or asked):
        return _tabled(grid, "a table")
    notes = _notes(text, name)
    if table:
        notes.warnings.append("No heading is known, and there is one column: each line was taken for a comment.")
    return notes


def _standing_of_table(heads: list[tuple[str, ...]], sign: str) -> int:
    """How much the first rows of a text look like a table's headings: notes that hold commas do not."""
    best = 0
    if sign != "\t" and sum(is_point(sign.join(cells)) for cells in heads) >= 2:
        return 0
    for cells in heads:
        short = all(len(cell.split()) <= 12 or cell.strip().endswith("?") for cell in cells)
        alone = len(cells) == 1 and len(cells[0].split()) <= 3 and cells == heads[0]
        even = sum(len(other) == len(cells) for other in heads) * 2 >= len(heads)
        if short and (alone or len(cells) > 1 and (even or sign == "\t")):
            best = max(best, standing(cells))
    return best


def _tabled(grid: Grid, how: str) -> Given:
    lines = [Line(line.number, tuple(decoded(cell) for cell in line.cells), line.wrong) for line in grid.lines]
    grid.lines = lines
    return Given(grid.name, [grid], how=how)


def _mails(text: str, name: str) -> Given:
    """What mails say. One may hold a list, a table, or what our form made, as any text."""
    given = Given(name, how="a mail")
    for subject, words, said in mails_of(text, name):
        given.warnings += said
        if words.strip():
            read = themed(_from_text(words, f"{name}.txt"), subject)
            given.comments += read.comments
            given.grids += read.grids
            given.warnings += read.warnings
            given.iterations += read.iterations
    if not given.comments and not given.grids:
        raise _no(name, "Nothing in this mail says anything.", "Write what it says into a plain text file (.txt).")
    return given


def _notes(text: str, name: str) -> Given:
    without, tables = without_tables(text)
    notes = notes_of(without, name) if without.strip() else Given(name, how="plain notes, line by line")
    notes.grids += [_tabled(table_of(table, name), "a table").grids[0] for table in tables]
    if not notes.comments and not notes.grids:
        raise _no(name, "Nothing in this file says anything.", "Write one comment a line, or one a point of a list.")
    return notes


def _form(text: str, name: str) -> Given:
    given = form_of(text, name)
    if not given.comments and given.warnings:
        raise _no(name, given.warnings[0], "Nothing in it can be used.")
    return given


# -- JSON ----------------------------------------------------------------------------------------------


def _json(text: str) -> tuple[Any, int]:
    """What a text says as JSON, or as JSON line by line; None, and the line where it goes wrong, if it is neither."""
    try:
        return json.loads(text, strict=False), 0
    except (ValueError, RecursionError) as error:
        where = getattr(error, "lineno", 0)
    rows = [row for row in text.split("\n") if row.strip()]
    if len(rows) > 1 and all(row.lstrip().startswith("{") for row in rows):
        try:
            return [json.loads(row) for row in rows], 0
        except (ValueError, RecursionError):
            pass
    return None, where


def _from_json(data: Any, name: str) -> Given:
    forms = list(_forms_in(data))
    if forms:
        given = Given(name, how="what the handbook's own form made")
        for form in forms:
            add_form(given, form)
        if not given.comments:
            raise _no(name, "There is no list of items in this file.", "Export it again.")
        return given
    if isinstance(data, dict) and (texts := [text for text in _strings(data) if has_form(text)]):
        return _form("\n\n".join(texts), name)
    if isinstance(data, dict) and isinstance(data.get("body"), str):
        data = [data]
    if strange := answers_in_groups(data):
        raise _no(name, *strange)
    if isinstance(data, dict) and "format" not in data:
        lists = [
            value for value in data.values() if isinstance(value, list) and any(isinstance(e, dict) for e in value)
        ]
        data = lists[0] if len(lists) == 1 else data
    if isinstance(data, dict):
        do = f'The form writes "format": "{FORMAT}" at the top. Otherwise, begin with a list: '
        do += '[{"theme": "…", "said": "…"}].'
        raise _no(name, "This JSON is neither a list nor a file that the handbook's form made.", do)
    if not isinstance(data, list):
        raise _no(name, "There is no list of items in this file.", "Export it again.")
    if data and all(isinstance(each, dict) and len(each) == 1 and all(map(_is_group, each.values())) for each in data):
        data = [value for entry in data for value in entry.values()]  # LimeSurvey: each answer below its number
    if is_issues(data):
        return issues_of(data, name)
    if data and all(isinstance(entry, str) for entry in data):
        data = [{"said": entry} for entry in data]
    names = list(dict.fromkeys(str(key) for entry in data if isinstance(entry, dict) for key in entry))
    lines = [Line(0, tuple(names))]
    for number, entry in enumerate(data, 1):
        if isinstance(entry, dict):
            row = {str(key): _cell(value) for key, value in entry.items()}
            lines.append(Line(number, tuple(row.get(key, "") for key in names)))
        else:
            lines.append(Line(number, (), wrong="it is not a group of names and values"))
    return _tabled(Grid(name, lines, headed=True), "a list in JSON")


def _is_group(value: Any) -> bool:
    return isinstance(value, dict)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return NESTED if isinstance(value, (dict, list)) else str(value)


def _forms_in(data: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The form's files among lists and groups, one within the other."""
    if isinstance(data, dict):
        if data.get("format") == FORMAT:
            return [data]
        values = list(data.values())
    else:
        values = data if isinstance(data, list) else []
    if depth > 8:
        return []
    return [form for value in values for form in _forms_in(value, depth + 1)]


def _strings(data: Any, depth: int = 0) -> list[str]:
    """The texts among lists and groups, one within the other."""
    if isinstance(data, str) or depth > 8:
        return [data] if isinstance(data, str) else []
    values = list(data.values()) if isinstance(data, dict) else data if isinstance(data, list) else []
    return [text for value in values for text in _strings(value, depth + 1)]


# -- bytes ---------------------------------------------------------------------------------------------


def _decoded(raw: bytes, name: str) -> tuple[str, list[str]]:
    """The text of a file, whichever of the usual ways it was saved in."""
    if raw[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return raw.decode("utf-32", errors="replace"), []
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace"), []
    if no_text(raw):
        raise _no(
            name, "This is no text, and no form of file that is read here.", "Export a table, as CSV or as .xlsx."
        )
    sample = raw[:2_000]
    if sample.count(0) > len(sample) // 3:  # UTF-16 without its mark
        return raw.decode("utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be", "replace"), []
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), [
            "The file is not saved as UTF-8. It was read as Windows-1252: look at quotation marks, pound signs and "
            "accents."
        ]
    except UnicodeDecodeError:
        do = "Save it as UTF-8: in a spreadsheet, choose Save as, and CSV UTF-8."
        raise _no(name, "The file's characters cannot be read.", do) from None


def _archive(raw: bytes, name: str) -> list[Given]:
    """The files in a zip archive. Documents, which are archives too, are refused in words."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(raw))
        entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError):
        do = "Open it in the spreadsheet and save it again, as Excel workbook or as CSV UTF-8."
        raise _no(name, "This is a spreadsheet, a document or an archive, and it is damaged.", do) from None
    names = {entry.filename for entry in entries}
    if strange := packed_as(names):
        raise _no(name, *strange)
    given: list[Given] = []
    for entry in entries[:MOST_FILES]:
        inner = Path(entry.filename).name
        if inner.startswith((".", "~$")) or "__MACOSX" in entry.filename:
            continue
        shown = f"{name}, {inner}"
        if entry.file_size > MOST_BYTES:
            raise _no(shown, "This file in the archive is too large.", "Take it out, and split it.")
        try:
            given.append(read_bytes(packed.read(entry), shown))
        except Problems as found:
            given.append(Given(shown, warnings=[f"{found.problems[0].what} {found.problems[0].do}"], how="(not read)"))
        except (RuntimeError, zipfile.BadZipFile, OSError, NotImplementedError):
            given.append(Given(shown, warnings=["It cannot be unpacked."], how="(not read)"))
    if not given:
        raise _no(name, "There is nothing in this archive.", "Check that you saved it.")
    return given


def _no(name: str, what: str, do: str) -> Problems:
    return Problems([Problem(name, 0, what, do)])
