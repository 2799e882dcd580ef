"""Writes files into a folder: only those that differ, each whole or not at all, and readable by whoever serves them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

READABLE = 0o022
"""The mask under which a site is written. A person's own may hide files from a web server that runs as somebody
else."""


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """Write files that everybody may read, whatever this process hides otherwise."""
    before = os.umask(READABLE)
    try:
        yield
    finally:
        os.umask(before)


def put(folder: Path, files: Mapping[str, bytes]) -> int:
    """Have files in a folder, by their paths; what else stands there is left alone. Returns how many were written."""
    there: set[str] = set()
    written = 0
    for path, content in files.items():
        target = f"{folder}/{path}"
        if _is(target, content):
            continue
        above = os.path.dirname(target)
        if above not in there:
            os.makedirs(above, exist_ok=True)
            there.add(above)
        fresh = f"{target}.{os.getpid()}.new"
        with open(fresh, "wb") as handle:
            handle.write(content)
        os.replace(fresh, target)
        written += 1
    return written


def _is(path: str, content: bytes) -> bool:
    """Whether a file is there with this content, and may be read."""
    try:
        known = os.lstat(path)
        if known.st_size != len(content) or not known.st_mode & 0o004:
            return False
        with open(path, "rb") as handle:
            return handle.read() == content
    except OSError:
        return False


def make(folder: Path, files: Mapping[str, bytes]) -> int:
    """Make a folder hold these files and nothing else. Returns how many were written or removed."""
    changed = put(folder, files)
    for path in paths_in(folder):
        if path not in files:
            os.unlink(folder / path)
            changed += 1
    if changed:
        without_empty(folder)
    return changed


def paths_in(folder: Path) -> list[str]:
    """The paths of all files below a folder."""
    start = str(folder)
    return [
        f"{above}/{name}"[len(start) + 1 :].replace(os.sep, "/") for above, _, names in os.walk(start) for name in names
    ]


def read(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their paths."""
    return {path: (folder / path).read_bytes() for path in paths_in(folder)}


def without_empty(folder: Path) -> None:
    """Remove the folders in which nothing is left."""
    for above, _, _ in os.walk(str(folder), topdown=False):
        with contextlib.suppress(OSError):  # something is in it
            if above != str(folder):
                os.rmdir(above)
