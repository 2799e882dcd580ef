"""Released iterations as they were read and checked in an earlier run.

A released folder is frozen, and most of what is on the disk is released. Reading and checking it again takes longer
than everything that depends on the draft. So an iteration that was read and passed every check is kept, with what was
worked out from it, under the digest of its files' bytes and of this program. Only `checks` adds to it. A file in
`.cache/` that cannot be used is as good as none.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

from macros.basics.digests import digest_of_files, program
from macros.model.handbook import LoadedIteration

_here: dict[Path, LoadedIteration] = {}
"""Those that this process has read or recalled: the preview asks again and again."""


def digest_of_folder(folder: Path, root: Path) -> str:
    """By what an iteration's folder is known: the bytes of its files, the program, and where it stands."""
    return digest_of_files(folder, ("",), f"{program()} {folder} {root}")


def recall(folder: Path, digest: str, root: Path) -> LoadedIteration | None:
    """An iteration that passed its checks with exactly these bytes; None if there is none."""
    known = _here.get(folder)
    if known is None or known.digest != digest:
        try:
            with without_collecting():
                known = pickle.loads(_file(folder, root).read_bytes())
        except Exception:  # whatever is wrong with a file in a cache, the iteration is read again
            return None
        if not isinstance(known, LoadedIteration) or known.digest != digest:
            return None
        _here[folder] = known
    return known


def keep(iteration: LoadedIteration, root: Path) -> None:
    """Remember an iteration that passed its checks. A disk that refuses is no matter."""
    if _here.get(iteration.folder) is iteration:
        return
    _here[iteration.folder] = iteration
    with contextlib.suppress(OSError):
        file = _file(iteration.folder, root)
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(pickle.dumps(iteration, 5))
        fresh.replace(file)


def _file(folder: Path, root: Path) -> Path:
    return root / ".cache" / "read" / f"{folder.name}.pickle"


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Make many objects that stay: looking for some that could go, again and again, takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
