"""Files read and folders listed without a surprise: whatever stands there instead of a text is said in words."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from macros.basics.problems import Problem, shown_path

MOST_BYTES = 1_000_000
"""The largest text that we read. The longest real one, sources.yml, is a third of this."""

SAVE_AS_UTF8 = (
    'In your editor, choose "Save with encoding" and UTF-8. Curly quotes pasted from Word are a common cause.'
)


def read_text(path: Path, root: Path, shown: str = "", links: bool = False) -> str | Problem:
    """The text of a file, or why it cannot be read: it is missing, locked, too large, no ordinary file, or not UTF-8.

    Nothing is opened that is not an ordinary file: a pipe would wait for ever, and a device may never end. A link to
    a file is followed only with `links`: what somebody sends in may lead to any file of the machine that reads it.
    """
    shown = shown or shown_path(path, root)
    try:
        about = path.stat() if links else path.lstat()
        if stat.S_ISLNK(about.st_mode):
            return Problem(shown, 0, "This is a link, and links are not followed.", NO_LINKS)
        if not stat.S_ISREG(about.st_mode):
            return Problem(shown, 0, "This is not an ordinary file.", "Take it away, or put a text file in its place.")
        if about.st_size > MOST_BYTES:
            return Problem(
                shown,
                0,
                f"The file is {about.st_size / 1e6:.1f} MB; the most we read is {MOST_BYTES / 1e6:.0f} MB.",
                "Split it, or take out what does not belong in it.",
            )
        raw = path.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return Problem(shown, 0, f"The file cannot be read: {why}.", "Check that it exists and that you may read it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(shown, raw.count(b"\n", 0, error.start) + 1, "The file is not saved as UTF-8.", SAVE_AS_UTF8)


NO_LINKS = "Put the file or the folder itself here."


def listing(folder: Path, root: Path, problems: list[Problem]) -> list[Path]:
    """What stands in a folder, in order of name; nothing, and why, if it cannot be listed or is only a link."""
    if folder.is_symlink():
        problems.append(Problem(shown_path(folder, root), 0, "This is a link, and links are not followed.", NO_LINKS))
        return []
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        problems.append(
            Problem(
                shown_path(folder, root),
                0,
                f"The folder cannot be read: {error.strerror or error}.",
                "Check that it exists and that you may read it.",
            )
        )
        return []


def is_there(path: Path) -> bool:
    """Whether something has this name: a file, a folder, or a link that leads nowhere."""
    return os.path.lexists(path)


def is_folder(path: Path) -> bool:
    """Whether this is a folder; no, if that cannot be told."""
    try:
        return path.is_dir()
    except (OSError, RuntimeError):
        return False
