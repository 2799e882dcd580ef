"""What was read and checked in an earlier run: released iterations whole, and the other files one by one.

A released folder is frozen, and most of what is on the disk is released. Reading and checking it again takes longer
than everything that depends on the draft. So an iteration that was read and passed every check is kept, with what was
worked out from it, under the digest of its files' bytes and of this program. Of the draft and the workshops each file
is kept, with its records and what was worked out from them: an edit changes one, and what they say together is checked
every time. Only `checks` adds to it. A file in `.cache/` that cannot be used is as good as none. Paths are kept as from
the project's folder, so that a project that was moved or copied, with its `.cache/`, need not begin again.
"""

from __future__ import annotations

import contextlib
import copyreg
import gc
import io
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from macros.basics.digests import digest_of_files, program
from macros.model.handbook import LoadedIteration
from macros.model.yamlfiles import files_to_keep, recall_files

_here: dict[Path, LoadedIteration] = {}
"""Those that this process has read or recalled: the preview asks again and again."""


_worked_out: dict[Path, int] = {}
"""How much had been worked out from each of them when it was kept."""


_recalled: set[Path] = set()


def digest_of_folder(folder: Path, root: Path) -> str:
    """By what an iteration's folder is known: the bytes of its files, the program, and where it stands in the
    project."""
    return digest_of_files(folder, ("",), f"{program()} {os.path.relpath(folder, root)}")


def recall(folder: Path, digest: str, root: Path) -> LoadedIteration | None:
    """An iteration that passed its checks with exactly these bytes; None if there is none."""
    known = _here.get(folder)
    if known is None or known.digest != digest:
        try:
            with without_collecting():
                known = _read(_file(folder, root), root)
        except Exception:  # whatever is wrong with a file in a cache, the iteration is read again
            return None
        if not isinstance(known, LoadedIteration) or known.digest != digest:
            return None
        _here[folder], _worked_out[folder] = known, known.answered
    return known


def keep(iteration: LoadedIteration, root: Path) -> None:
    """Remember an iteration that passed its checks, again if more has been worked out from it since.
    A disk that refuses is no matter."""
    if _here.get(iteration.folder) is iteration and _worked_out[iteration.folder] == iteration.answered:
        return
    _here[iteration.folder], _worked_out[iteration.folder] = iteration, iteration.answered
    _write(_file(iteration.folder, root), iteration, root)


def recall_draft(root: Path) -> None:
    """Have at hand what an earlier run read of the files that are not frozen. Once a run: the rest it knows itself."""
    if root in _recalled:
        return
    _recalled.add(root)
    with contextlib.suppress(Exception):  # whatever is wrong with a file in a cache, everything is read again
        made_with, kept = _read(_file(root / "data" / "draft", root), root)
        if made_with == program():
            recall_files(kept)


def keep_draft(root: Path) -> None:
    """Remember the files that are not frozen, if all of them passed their checks."""
    data = (root / "data").absolute()
    if kept := files_to_keep(data, data / "released"):
        _write(_file(root / "data" / "draft", root), (program(), kept), root)


_root = Path()
"""The folder of the project that is being recalled."""


def _from_root(name: str) -> Path:
    return _root / name


def _read(file: Path, root: Path) -> Any:
    global _root
    _root = root
    return pickle.loads(file.read_bytes())


def _write(file: Path, what: Any, root: Path) -> None:
    def place(path: Path) -> Any:
        return (_from_root, (path.relative_to(root).as_posix(),)) if path.is_relative_to(root) else path.__reduce__()

    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        content = io.BytesIO()
        pickler = pickle.Pickler(content, 5)
        pickler.dispatch_table = {**copyreg.dispatch_table, type(root): place}
        pickler.dump(what)
        fresh.write_bytes(content.getvalue())
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
