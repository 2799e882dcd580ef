"""Release the draft: freeze it under its number, date it, record its digest, and open the next draft.

Everything is prepared beside the data and then put in place by renaming, which the file system does
whole or not at all. Killed at any point, the data is either as it was, or one run of the same command
finishes the work: `finish_interrupted` knows each state that can be left behind.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from macros.basics import repository
from macros.basics.problems import Problem, Problems
from macros.basics.templating import environment
from macros.checks.everything import check_all
from macros.desk import TEMPLATES
from macros.history.comparing import compare
from macros.history.fingerprints import file_digests, write_frozen
from macros.model.handbook import Handbook, LoadedIteration, version_key
from macros.model.loading import load, load_folder

FREEZING = ".being-released"


NEXT = ".next-draft"


OLD = ".old-draft"


LOCK = ".release-lock"


class ReleaseRefused(Exception):
    """The draft cannot be released; the message lists every reason."""


@dataclass(frozen=True)
class Released:
    """What a release did: the number that was frozen, its digest, and the number of the draft that was opened."""

    version: str
    digest: str
    next_version: str
    finished_earlier: bool = False


def release(root: Path, today: dt.date, next_version: str | None = None) -> Released:
    """Release the draft of a project.

    `today` is the date that goes into the iteration; `next_version` the number of the next draft, the
    next minor one if it is not given. Returns what was done. Raises `Problems` when the data is wrong,
    `ReleaseRefused` when there is another reason not to, and `OSError` when the disk refuses: then the
    data is as it was.
    """
    data = root / "data"
    with _alone(data):
        finished = finish_interrupted(root)
        if finished:
            return finished
        errors = check_all(root).errors
        if errors:
            raise Problems(errors)
        handbook = load(root)
        draft = handbook.draft
        following = next_version or _next(draft.version)
        reasons = _reasons_against(root, handbook, draft, following)
        if reasons:
            raise ReleaseRefused("\n".join(reasons))
        try:
            digest = _prepare(data, draft, today, following)
        except BaseException:
            _remove_preparations(data)
            raise
        _put_in_place(data, draft.version)
        return Released(draft.version, digest, following)


def finish_interrupted(root: Path) -> Released | None:
    """Finish a release that was interrupted, or clear away one that had not begun to change the data.

    Returns what was finished, or None if there was nothing to finish. Run it twice and nothing more happens.
    """
    data = root / "data"
    if not (data / NEXT).is_dir() and not (data / OLD).is_dir():
        shutil.rmtree(data / FREEZING, ignore_errors=True)
        return None
    if not (data / NEXT).is_dir():  # everything is in place but for the old draft, which is no longer needed
        shutil.rmtree(data / OLD, ignore_errors=True)
        return None
    if (data / FREEZING).is_dir() and not (data / FREEZING / ".whole").is_file():
        _remove_preparations(
            data
        )  # it was still being prepared, or about to be put in place: the data has not been touched
        return None
    following = load_folder(data / NEXT, root)
    version = following.about.follows or ""
    _put_in_place(data, version)
    frozen = load_folder(data / "released" / version, root)
    return Released(version, frozen.about.digest or "", following.version, finished_earlier=True)


def was_interrupted(root: Path) -> list[Problem]:
    """A problem for `handbook check`, if a release was interrupted."""
    if any((root / "data" / name).is_dir() for name in (FREEZING, NEXT, OLD)):
        return [
            Problem(
                "data",
                0,
                "A release was interrupted.",
                "Run `handbook release` again: it finishes the work, or puts everything back.",
            )
        ]
    return []


def _next(version: str) -> str:
    major, minor = version_key(version)
    return f"{major}.{minor + 1}"


def _reasons_against(root: Path, handbook: Handbook, draft: LoadedIteration, following: str) -> list[str]:
    reasons = []
    if (root / "data" / "released" / draft.version).exists():
        reasons.append(
            f"Iteration {draft.version} has been released already. "
            "Give the draft the next number in data/draft/iteration.yml."
        )
    if not re.fullmatch(r"\d+\.\d+", following) or version_key(following) <= version_key(draft.version):
        reasons.append(
            f"The next draft cannot be {following}: it must be two numbers and greater than {draft.version}."
        )
    before = handbook.before(draft)
    if before is not None and not compare(before, draft):
        reasons.append(f"Nothing has changed since iteration {before.version}. There is nothing to release.")
    behind = repository.behind(root)
    if behind:
        reasons.append(
            f"The remote has {behind} commit{'s' if behind > 1 else ''} that you do not have. "
            "Run `git pull` first, so that nobody's work is lost."
        )
    return reasons


def _prepare(data: Path, draft: LoadedIteration, today: dt.date, following: str) -> str:
    """Write the frozen iteration and the next draft beside the data. Nothing that counts is touched."""
    _remove_preparations(data)
    root = data.parent
    freezing, upcoming = data / FREEZING, data / NEXT
    shutil.copytree(draft.folder, freezing)
    about = freezing / "iteration.yml"
    text = re.sub(r"^(?:released|digest):.*\n", "", about.read_text("utf-8"), flags=re.M)
    text = re.sub(r"^status: .*$", "status: released", text, flags=re.M)
    about.write_text(f"{text.rstrip()}\nreleased: {today.isoformat()}\n", "utf-8")
    digest = write_frozen(load_folder(freezing, root))
    about.write_text(about.read_text("utf-8") + f"digest: {digest}\n", "utf-8")
    frozen = load_folder(freezing, root)
    assert _same_words(frozen, draft), "the copy differs from the draft"
    shutil.copytree(draft.folder, upcoming, ignore=shutil.ignore_patterns("changes", "frozen.json"))
    (upcoming / "changes").mkdir()
    env = environment(TEMPLATES, escape=False)
    (upcoming / "iteration.yml").write_text(
        env.get_template("iteration.yml.j2").render(version=following, before=draft.about), "utf-8"
    )
    load_folder(upcoming, root)
    _sync(data)
    (freezing / ".whole").write_text("", "utf-8")
    return digest


def _same_words(frozen: LoadedIteration, draft: LoadedIteration) -> bool:
    left, right = file_digests(frozen), file_digests(draft)
    return {k: v for k, v in left.items() if k != "iteration.yml"} == {
        k: v for k, v in right.items() if k != "iteration.yml"
    }


def _put_in_place(data: Path, version: str) -> None:
    """Rename what was prepared to where it belongs. Each step can be repeated after an interruption at any point."""
    released, freezing = data / "released", data / FREEZING
    released.mkdir(exist_ok=True)
    if freezing.is_dir():
        if not (released / version).exists():
            (freezing / ".whole").unlink(missing_ok=True)
            freezing.rename(released / version)
        else:
            shutil.rmtree(freezing)
    if (data / NEXT).is_dir():
        if (data / "draft").is_dir():
            if (data / OLD).is_dir():
                shutil.rmtree(data / OLD)
            (data / "draft").rename(data / OLD)
        (data / NEXT).rename(data / "draft")
    shutil.rmtree(data / OLD, ignore_errors=True)
    _sync(data)


def _remove_preparations(data: Path) -> None:
    for name in (NEXT, FREEZING):  # in this order: a next draft without the other means that the release was done
        shutil.rmtree(data / name, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Make sure that what was written is on the disk before we go on."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let nobody else on this machine release at the same time. A lock left by a process that is gone is taken over."""
    lock = data / LOCK
    while True:
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except FileExistsError:
            owner = lock.read_text("utf-8").strip() if lock.exists() else ""
            if owner.isdigit() and not _alive(int(owner)) or not owner and lock.exists():
                lock.unlink(missing_ok=True)
                continue
            raise ReleaseRefused(
                f"Somebody else is releasing right now (process {owner or 'unknown'}). Wait until it is done, "
                "then look at data/draft before you release again."
            ) from None
    try:
        os.write(handle, str(os.getpid()).encode())
        os.close(handle)
        yield
    finally:
        lock.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
