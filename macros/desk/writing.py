"""Put files in place, all of them or none: written beside, read again, and moved.

One file is moved at one stroke. Several are not: so before the first is moved a plan says what moves where, and the
next `new` or `rename` carries out what a killed one had planned. The plan and the new files stand under .cache, which
git ignores, until they are in place.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.basics.problems import Problem, Problems, shown_path
from macros.desk.locking import is_gone, mine
from macros.model.yamlfiles import read_yaml

ASIDE = Path(".cache/writing")


@dataclass(frozen=True)
class Writing:
    """A file as it is to be: its whole text, what that must say when it is read, and what the file was when we began.

    `text` is None for a file that goes; `values` is None where nothing has to be read again; `was` is None for a file
    that must not exist yet.
    """

    path: Path
    text: str | None
    values: Any = None
    was: bytes | None = None


def write(writings: list[Writing], root: Path, dry_run: bool = False, what: str = "") -> None:
    """Write files whole or not at all. With `dry_run` everything is tried, and nothing is kept.

    Each is written beside its place, read again, compared with what it must say, and then put in place at
    one stroke. If a later one fails, those before it are put back. `what` is the command, for whoever finds it
    interrupted. Raises `Problems`.
    """
    ready: list[tuple[Path, Writing]] = []
    placed: list[Writing] = []
    plan = root / ASIDE / f"{os.getpid()}.plan"
    try:
        for number, writing in enumerate(writings):
            ready.append((_written_aside(writing, root, number), writing))
        for _, writing in [] if dry_run else ready:
            _refuse_changed(writing, root)
        if len(ready) > 1 and not dry_run:
            _say(ready, root, what, plan)
        for aside, writing in [] if dry_run else ready:
            _refuse_changed(writing, root)
            _put(aside if writing.text is not None else None, writing.path)
            placed.append(writing)
    except BaseException as error:
        for done in placed:
            _put_back(done)
        if isinstance(error, OSError):
            raise _refused(
                writing.path,
                root,
                f"The file cannot be written: {error.strerror or error}.",
                "Nothing was changed. Mend that, and run the same command again.",
            ) from None
        raise
    finally:
        for left in (plan, plan.with_suffix(".new"), *(aside for aside, _ in ready)):
            left.unlink(missing_ok=True)


def finish(root: Path, what: str = "") -> list[Path]:
    """Carry out what a killed command had planned. Returns the files of the plan if that was the command `what`.

    Raises `Problems` if one of the files was edited since: then nothing more is put in place.
    """
    written: list[Path] = []
    for plan, said in _left(root):
        states = [(step, _digest(root / step["path"])) for step in said["files"]]
        edited = [step["path"] for step, now in states if now not in (step["was"], step["will"])]
        if edited:
            raise Problems(
                [
                    Problem(
                        edited[0],
                        0,
                        f"`{said['what']}` was interrupted, and this file was edited since: to finish would lose that.",
                        f"Look at what is new with `git status`, delete {shown_path(plan, root)}, and run it again.",
                    )
                ]
            )
        for step, now in states:
            if now != step["will"]:
                _put(root / step["aside"] if step["will"] else None, root / step["path"])
        plan.unlink()
        if said["what"] == what:
            written += [root / step["path"] for step in said["files"] if step["will"]]
    return written


def interrupted(root: Path) -> list[Problem]:
    """Problems for `handbook check`, if a command that writes several files was killed between two."""
    return [
        Problem(
            said["files"][0]["path"],
            0,
            f"`{said['what']}` was interrupted before all its files were in place.",
            "Run the same command again: it finishes the work.",
        )
        for _, said in _left(root)
    ]


def _say(ready: list[tuple[Path, Writing]], root: Path, what: str, plan: Path) -> None:
    """Say on the disk what is about to move where."""
    files = [
        {
            "path": writing.path.relative_to(root).as_posix(),
            "aside": aside.relative_to(root).as_posix(),
            "was": _digest_of(writing.was),
            "will": _digest_of(None if writing.text is None else writing.text.encode("utf-8")),
        }
        for aside, writing in ready
    ]
    beside = plan.with_suffix(".new")
    beside.write_text(json.dumps({"what": what, "owner": mine(), "files": files}), "utf-8", newline="\n")
    os.replace(beside, plan)


def _left(root: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The plans that nobody carries out any more."""
    for plan in sorted((root / ASIDE).glob("*.plan")):
        said = json.loads(plan.read_text("utf-8"))
        if is_gone(said["owner"]):
            yield plan, said


def _digest(path: Path) -> str | None:
    return _digest_of(path.read_bytes() if path.is_file() else None)


def _digest_of(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()


def _refuse_changed(writing: Writing, root: Path) -> None:
    now = writing.path.read_bytes() if writing.path.exists() else None
    if now != writing.was:
        raise _refused(
            writing.path,
            root,
            "Somebody else has changed this file just now.",
            "Nothing was written. Run the same command again.",
        )


def _written_aside(writing: Writing, root: Path, number: int) -> Path:
    """Write a file's text under .cache, which git ignores, and make sure that it says what it must."""
    folder = root / ASIDE
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{os.getpid()}-{number}-{writing.path.name}"
    if writing.text is None:
        return aside
    try:
        with aside.open("wb") as file:
            file.write(writing.text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if writing.was is not None:
            shutil.copymode(writing.path, aside)
        if writing.values is not None:
            _refuse_unlike(writing, aside, root)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


def _refuse_unlike(writing: Writing, aside: Path, root: Path) -> None:
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


def _put(aside: Path | None, path: Path) -> None:
    """Move a file to its place at one stroke, also from another disk; or take away what goes."""
    if aside is None:
        path.unlink(missing_ok=True)
        return
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
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


def _put_back(done: Writing) -> None:
    """A file as it was before, as far as the disk lets us."""
    with contextlib.suppress(OSError):
        if done.was is None:
            done.path.unlink(missing_ok=True)
        else:
            done.path.write_bytes(done.was)


def _refused(path: Path, root: Path, what: str, do: str) -> Problems:
    return Problems([Problem(shown_path(path, root), 0, what, do)])
