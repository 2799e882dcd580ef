"""Writes files into a folder: only those that differ, each whole or not at all, and readable by whoever serves them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterator, Mapping
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


def same_place(path: str, size: int) -> bool:
    """Whether a file of a size is there, and may be read."""
    try:
        known = os.lstat(path)
    except OSError:
        return False
    return known.st_size == size and bool(known.st_mode & 0o004)


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
        if not same_place(path, len(content)):
            return False
        with open(path, "rb") as handle:
            return handle.read() == content
    except OSError:
        return False


def make(folder: Path, files: Mapping[str, bytes], besides: Collection[str] = ()) -> int:
    """Make a folder hold these files and nothing else; those `besides` stay as they are. Returns how many were written
    or removed."""
    changed = put(folder, files)
    for path in paths_in(folder):
        if path not in files and path not in besides:
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


def read(folder: Path, besides: Collection[str] = ()) -> dict[str, bytes]:
    """All files below a folder, by their paths, but for those `besides`."""
    return {path: (folder / path).read_bytes() for path in paths_in(folder) if path not in besides}


def without_empty(folder: Path) -> None:
    """Remove the folders in which nothing is left."""
    for above, _, _ in os.walk(str(folder), topdown=False):
        with contextlib.suppress(OSError):  # something is in it
            if above != str(folder):
                os.rmdir(above)
