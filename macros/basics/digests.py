"""Digests of files and of the program: by these we know whether what was worked out earlier still holds."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]


_known: dict[str, tuple[tuple[int, int, int], bytes]] = {}
"""The digest of each file that was read, for as long as it is not written again."""


def digest_of_files(root: Path, names: tuple[str, ...], besides: str = "") -> str:
    """One digest for the names and bytes of all files below some folders. Links that lead to folders are not
    followed."""
    found = hashlib.sha256(besides.encode())
    for name in names:
        for path in sorted(_files_in(str(root / name))):
            found.update(os.fsencode(os.path.relpath(path, root).replace(os.sep, "/")) + b"\0" + digest_of_file(path))
    return found.hexdigest()


def _files_in(start: str) -> list[str]:
    if os.path.isfile(start):
        return [start]
    found = []
    for above, folders, names in os.walk(start):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        found += [os.path.join(above, name) for name in names]
    return found


def digest_of_file(path: str) -> bytes:
    """The digest of a file's bytes. What cannot be opened without a surprise has one of its own."""
    try:
        now = os.stat(path)
        if not stat.S_ISREG(now.st_mode):  # a pipe would wait for ever, and a device may never end
            return b"no ordinary file"
        stamp = (now.st_mtime_ns, now.st_size, now.st_ino)
        if path not in _known or _known[path][0] != stamp:
            with open(path, "rb") as handle:
                _known[path] = stamp, hashlib.sha256(handle.read()).digest()
    except OSError:  # a link that leads nowhere
        return b""
    return _known[path][1]


@cache
def program() -> str:
    """The digest of this program, and of the Python that runs it."""
    return digest_of_files(HOUSE.parent, (HOUSE.name,), sys.version)
