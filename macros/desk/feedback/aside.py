"""What stays on this machine: comments that were held back, and what was said about the columns of a workshop's files.

Both stand in `local/feedback/<workshop>/`, outside data/. Git ignores the folder, so nothing in it is published.
"""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

from macros.desk.feedback.shapes import Comment

HEADINGS = ("row", "file", "held back because", "theme", "said", "page", "date", "fingerprint")


def folder_of(root: Path, workshop: str) -> Path:
    """Where things of a workshop are kept aside."""
    return root / "local" / "feedback" / workshop


def held_file(root: Path, workshop: str) -> Path:
    """The table of comments that were held back. Mended, it can be imported like any other."""
    return folder_of(root, workshop) / "held-back.csv"


def hold_back(root: Path, workshop: str, held: list[tuple[Comment, str, str]]) -> Path:
    """Add comments to the table of those held back, each with its reason and fingerprint. What is there stays.

    Returns the table's path. One that is there already, by its fingerprint, is not added again.
    """
    path = held_file(root, workshop)
    _made(root, workshop)
    before = path.read_bytes().decode("utf-8-sig", "replace") if path.exists() else ""
    there = {row[-1] for row in csv.reader(io.StringIO(before, newline="")) if row}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if not before:
        writer.writerow(HEADINGS)
    for comment, why, mark in held:
        if mark not in there:
            said = "\n\n".join(
                filter(None, (comment.said, comment.instead and f"Suggested instead: {comment.instead}"))
            )
            cells = (comment.number, comment.file, why, comment.theme, said, comment.page, comment.date, mark)
            writer.writerow([_safe(str(cell)) for cell in cells])
            there.add(mark)
    _put(path, ("" if before else "\ufeff") + before.removeprefix("\ufeff") + text.getvalue(), bool(before))
    return path


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell and cell[0] in "=+@\t" or cell[:1] == "-" and not cell[1:2].isspace() else cell


def remembered(root: Path, workshop: str) -> dict[str, str]:
    """What was said of columns when files of this workshop were imported before: each column's name, and what it is."""
    try:
        data = json.loads((folder_of(root, workshop) / "columns.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    items = data.items() if isinstance(data, dict) else ()
    return {name: role for name, role in items if isinstance(role, str)}


def remember(root: Path, workshop: str, columns: dict[str, str]) -> None:
    """Keep what was said of columns, for the next file of this workshop."""
    _made(root, workshop)
    text = json.dumps(columns, ensure_ascii=False, indent=2) + "\n"
    _put(folder_of(root, workshop) / "columns.json", text, False)


def _made(root: Path, workshop: str) -> None:
    folder_of(root, workshop).mkdir(parents=True, exist_ok=True)
    ignore = root / "local" / ".gitignore"
    if not ignore.exists():
        ignore.write_text(
            "# Nothing in this folder is published. What is in it stays on this machine.\n*\n", "utf-8", newline="\n"
        )


def _put(path: Path, text: str, marked: bool) -> None:
    """Write a file whole, for its owner's eyes alone."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write((("\ufeff" if marked else "") + text).encode("utf-8", "replace"))
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
