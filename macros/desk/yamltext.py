"""Write YAML as text, so that what somebody wrote by hand keeps its remarks, its order and its line ends.

A file is never read and dumped again: that would lose every remark. New files are composed line by
line; an existing file gets lines put in at one place. `desk.writing` puts the text in place.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap
from typing import Any

import yaml

from macros.model.yamlfiles import _Loader

WIDTH = 110
"""Letters in a line of a paragraph, about what the files of data/ have."""


_PLAIN = re.compile(r"[^\W\d_](?:[\w ,.;()/£%’“”?!+'-]*[\w.)?!%])?")
"""Text that needs no quotes: it starts with a letter and has no sign that means something in YAML."""


_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(value: Any) -> str:
    """One value as it stands after `name: `, quoted where it must be."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, dt.date)):
        return str(value)
    if _PLAIN.fullmatch(value) and value not in ("true", "false", "null"):
        return value
    return _UNPRINTABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))


def paragraphs(name: str, text: str) -> list[str]:
    """A field in block form: folded where the text is paragraphs, line by line where its line breaks matter.

    `text` has no white space at the ends of its lines, as `desk.feedback.shapes.clean` leaves it.
    """
    parts = text.split("\n\n")
    if any("\n" in part for part in parts):
        return [f"{name}: |-", *(f"  {row}" if row else "" for row in text.split("\n"))]
    rows = [f"{name}: >-"]
    for number, part in enumerate(parts):
        wrapped = textwrap.wrap(part, WIDTH, break_long_words=False, break_on_hyphens=False)
        rows += ([""] if number else []) + [f"  {row}" for row in wrapped]
    return rows


def remark(text: str, indent: int = 0) -> list[str]:
    """A remark over as many lines as it needs."""
    return [f"{' ' * indent}# {row}" for row in textwrap.wrap(text, WIDTH - indent, break_long_words=False)]


def item(rows: list[str], indent: int) -> list[str]:
    """The lines of a group as one item of a list: the hyphen on the first, the rest below it."""
    lead = " " * indent
    return [f"{lead}{'- ' if number == 0 else '  '}{row}" if row else "" for number, row in enumerate(rows)]


class CannotAppend(ValueError):
    """The text of a file gives no safe place for another item; says why, and at which line."""

    def __init__(self, why: str, line: int = 0):
        super().__init__(why)
        self.line = line


def appended(text: str, name: str, items: list[tuple[list[str], list[str]]]) -> str:
    """A file's text with items put at the end of its list `name`; everything else stays as it is, to the letter.

    Each item is its remarks and its lines, both without indent. The list may be missing, empty or
    hold items on lines of their own. Raises `CannotAppend` for a list in brackets, or where no place is found.
    """
    root = yaml.compose(text, Loader=_Loader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise CannotAppend("The file is not a list of `name: value` lines.", 1)
    rows = text.splitlines(keepends=True)
    ending = "\r\n" if rows and rows[0].endswith("\r\n") else "\n"
    names = [key.value for key, _ in root.value]
    indent = 2
    if name not in names:
        at, before = len(rows), [f"{name}:"]
    else:
        key, value = root.value[names.index(name)]
        line, before = key.start_mark.line, []
        following = root.value[names.index(name) + 1][0].start_mark.line if name != names[-1] else len(rows)
        if isinstance(value, yaml.SequenceNode) and value.value:
            if value.flow_style:
                raise CannotAppend(
                    f'"{name}" is written in brackets. Put each item on lines of its own, with a hyphen.', line + 1
                )
            indent = value.start_mark.column
            at = _end_of_list(rows, value.start_mark.line, following, indent)
        elif isinstance(value, yaml.SequenceNode):
            rows[line] = _without(rows[line], value, line)
            at = line + 1
        else:
            raise CannotAppend(f'"{name}" is not a list.', line + 1)
    new = [*before]
    for remarks, lines in items:
        new += [f"{' ' * indent}# {row}" for row in remarks] + item(lines, indent)
    if at and not rows[at - 1].endswith(("\n", "\r")):
        rows[at - 1] += ending
    return "".join([*rows[:at], *(row + ending for row in new), *rows[at:]])


def inserted(text: str, id_: str, lines: list[str]) -> tuple[str, int]:
    """A file that is one list, sorted by id, with an item put where its id belongs, and its place in the list.

    Raises `CannotAppend` for a list in brackets, or a file that is none.
    """
    root = yaml.compose(text, Loader=_Loader)
    if not isinstance(root, yaml.SequenceNode) or root.flow_style:
        raise CannotAppend("The file is not a list with each item on lines of its own.", 1)
    rows = text.splitlines(keepends=True)
    ending = "\r\n" if rows[0].endswith("\r\n") else "\n"
    ids = [next((value.value for key, value in node.value if key.value == "id"), "") for node in root.value]
    place = next((number for number, each in enumerate(ids) if each > id_), len(ids))
    at = root.value[place].start_mark.line if place < len(ids) else len(rows)
    while place and rows[at - 1].lstrip(" ").startswith("#"):  # a remark above an item is the item's
        at -= 1
    if not rows[at - 1].endswith(("\n", "\r")):
        rows[at - 1] += ending
    new = item(lines, root.start_mark.column)
    return "".join([*rows[:at], *(row + ending for row in new), *rows[at:]]), place


def _end_of_list(rows: list[str], start: int, end: int, indent: int) -> int:
    """The line after a list's last item: blank lines and remarks that stand further out belong to what follows."""
    while end > start + 1:
        row = rows[end - 1]
        bare = row.lstrip(" ")
        if bare.strip() and not (bare.startswith("#") and len(row) - len(bare) <= indent):
            break
        end -= 1
    return end


def _without(row: str, value: yaml.Node, line: int) -> str:
    """A line without the `[]` that stood for an empty list."""
    begin, end = value.start_mark, value.end_mark
    if begin.line != line or end.line != line:
        raise CannotAppend("The empty list is written over several lines.", line + 1)
    rest = row[end.column :]
    return row[: begin.column].rstrip(" ") + (rest if rest.strip() else rest.lstrip(" "))
