"""Write YAML as text, so that what somebody wrote by hand keeps its remarks, its order and its line ends.

A file is never read and dumped again: that would lose every remark. New files are composed line by
line; an existing file gets lines put in at one place. Whatever is written is read again by
`yamlfiles` first, and put in place only if it says exactly what was meant.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import re
import shutil
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from macros.basics.problems import Problem, Problems, shown_path
from macros.model.yamlfiles import _Loader, read_yaml

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


@dataclass(frozen=True)
class Writing:
    """A file as it is to be: its whole text, what that must say when it is read, and what the file was when we began.

    `was` is None for a file that must not exist yet.
    """

    path: Path
    text: str
    values: Any
    was: bytes | None = None


def write(writings: list[Writing], root: Path, dry_run: bool = False) -> None:
    """Write files whole or not at all. With `dry_run` everything is tried, and nothing is kept.

    Each is written beside its place, read again, compared with what it must say, and then put in place at
    one stroke. If a later one fails, new files before it are taken away again. Raises `Problems`.
    """
    ready: list[tuple[Path, Writing]] = []
    placed: list[Path] = []
    try:
        for number, writing in enumerate(writings):
            ready.append((_written_aside(writing, root, number), writing))
        for aside, writing in [] if dry_run else ready:
            writing.path.parent.mkdir(parents=True, exist_ok=True)
            now = writing.path.read_bytes() if writing.path.exists() else None
            if now != writing.was:
                raise _refused(
                    writing.path,
                    root,
                    "Somebody else has changed this file just now.",
                    "Nothing was written. Run the same command again.",
                )
            _put(aside, writing.path.resolve())
            placed += [writing.path] if writing.was is None else []
    except (OSError, Problems) as error:
        for path in placed:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _refused(
                writing.path,
                root,
                f"The file cannot be written: {error.strerror or error}.",
                "Nothing was changed. Mend that, and run the same command again.",
            ) from None
        raise
    finally:
        for aside, _ in ready:
            aside.unlink(missing_ok=True)


def _written_aside(writing: Writing, root: Path, number: int) -> Path:
    """Write a file's text under .cache, which git ignores, and make sure that it says what it must."""
    folder = root / ".cache" / "writing"
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{os.getpid()}-{number}-{writing.path.name}"
    try:
        with aside.open("wb") as file:
            file.write(writing.text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if writing.was is not None:
            shutil.copymode(writing.path, aside)
        read = read_yaml(aside, root)
        if read.problems or read.values != writing.values:
            why = read.problems[0].what if read.problems else "The result would not say what was meant."
            raise _refused(
                writing.path,
                root,
                f"This file cannot be added to safely. {why}",
                "Nothing was written. Bring the list into the usual form, each item on lines of its own, "
                "and try again; or add it by hand.",
            )
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def _put(aside: Path, path: Path) -> None:
    """Move a file to its place at one stroke, also from another disk."""
    try:
        os.replace(aside, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            shutil.copy2(aside, beside)
            os.replace(beside, path)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()


def _refused(path: Path, root: Path, what: str, do: str) -> Problems:
    return Problems([Problem(shown_path(path, root), 0, what, do)])
