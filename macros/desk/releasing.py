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
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from macros import model
from macros.basics import repository
from macros.basics.problems import Problem, Problems
from macros.basics.templating import environment
from macros.checks.everything import check_all
from macros.desk import TEMPLATES
from macros.desk.locking import LOCK, Locked, alone, said_of_lock
from macros.desk.writing import interrupted
from macros.history.comparing import compare
from macros.history.fingerprints import file_digests, write_frozen
from macros.model.handbook import Handbook, LoadedIteration, version_key
from macros.model.loading import load, load_folder

FREEZING = ".being-released"


NEXT = ".next-draft"


OLD = ".old-draft"


class ReleaseRefused(Exception):
    """The draft cannot be released; the message lists every reason."""


@dataclass(frozen=True)
class Released:
    """What a release did: the number that was frozen, its digest, and the number of the draft that was opened."""

    version: str
    digest: str
    next_version: str
    finished_earlier: bool = False
    only_tried: bool = False
    in_git: bool = False

    def __str__(self) -> str:
        """What was done, what to do next, and how to take it back."""
        if self.only_tried:
            return (
                f"Iteration {self.version} can be released. Its digest would be {self.digest}, "
                f"and the next draft {self.next_version}. Nothing was changed."
            )
        tag = f"v{self.version}"
        earlier = "An earlier release had been interrupted; it is finished now.\n" if self.finished_earlier else ""
        back = (
            "\n\nTo take it back, as long as it is not pushed:\n"
            "  before the commit:  git restore --source=HEAD --staged --worktree data && "
            f"git clean -fdq data/released/{self.version} data/draft/changes/.gitkeep\n"
            f"  after the commit:   git tag -d {tag}; git reset --hard HEAD~1"
        )
        return (
            f"{earlier}Iteration {self.version} is released and frozen. Digest: {self.digest}\n"
            f"The next draft is {self.next_version}, in data/draft.\n\n"
            "What to do next:\n"
            f"  1. Read data/released/{self.version}/iteration.yml once more.\n"
            f'  2. git add data && git commit -m "Release iteration {self.version}"\n'
            f'     git tag -a {tag} -m "Iteration {self.version}"\n'
            f"  3. git push && git push origin {tag}\n"
            "  4. handbook publish  (or let the workflow do it)\n"
            "  5. Tell the people who gave feedback what became of it: the iteration's own page says it in order."
            f"{back if self.in_git else ''}"
        )


def release(
    root: Path, on: dt.date, next_version: str | None = None, *, today: dt.date | None = None, try_only: bool = False
) -> Released:
    """Release the draft of a project.

    `on` is the date that goes into the iteration; `next_version` the number of the next draft, the
    next minor one if it is not given; after `today` no release can be dated. With `try_only` everything is done but
    to put it in place. Returns what was done. Raises `Problems` when the data is wrong,
    `ReleaseRefused` when there is another reason not to, and `OSError` when the disk refuses: then the
    data is as it was.
    """
    try:
        with alone(root / "data"):
            return _release(root, on, next_version, today, try_only)
    except Locked as locked:
        raise ReleaseRefused(str(locked)) from None


def _release(root: Path, on: dt.date, next_version: str | None, today: dt.date | None, try_only: bool) -> Released:
    data = root / "data"
    in_git = _is_in_git(root)
    if try_only and _begun(data):
        raise ReleaseRefused(f"{_begun(data)} Try again after that.")
    finished = finish_interrupted(root)
    if finished:
        return replace(finished, in_git=in_git)
    errors = [*interrupted(root), *check_all(root).errors]
    if errors:
        raise Problems(errors)
    handbook = load(root)
    draft = handbook.draft
    following = next_version or _next(draft.version)
    reasons = [*_reasons_against(root, handbook, draft, following), *_reasons_of_date(handbook, draft, on, today)]
    if reasons:
        raise ReleaseRefused("\n".join(reasons))
    try:
        digest = _prepare(data, draft, on, following)
    except BaseException:
        _remove_preparations(data)
        raise
    if try_only:
        _remove_preparations(data)
    else:
        _put_in_place(data, draft.version)
    return Released(draft.version, digest, following, only_tried=try_only, in_git=in_git)


def finish_interrupted(root: Path) -> Released | None:
    """Finish a release that was interrupted, or clear away one that had not begun to change the data.

    Returns what was finished, or None if there was nothing to finish. Run it twice and nothing more happens.
    Raises `ReleaseRefused` if the draft was edited after half of it was in place.
    """
    data = root / "data"
    if not (data / NEXT).is_dir():
        shutil.rmtree(data / FREEZING, ignore_errors=True)
        if not (data / OLD).is_dir():
            return None
        draft = load_folder(data / "draft", root)  # everything is in place but for the old draft, no longer needed
        frozen = load_folder(data / "released" / (draft.about.follows or ""), root)
        shutil.rmtree(data / OLD, ignore_errors=True)
        return Released(frozen.version, frozen.about.digest or "", draft.version, finished_earlier=True)
    if (data / FREEZING).is_dir() and not (data / FREEZING / ".whole").is_file():
        _remove_preparations(
            data
        )  # it was still being prepared, or about to be put in place: the data has not been touched
        return None
    following = load_folder(data / NEXT, root)
    version = following.about.follows or ""
    if (data / "draft").is_dir() and not _same_words(
        load_folder(data / FREEZING if (data / FREEZING).is_dir() else data / "released" / version, root),
        load_folder(data / "draft", root),
    ):
        if (data / FREEZING).is_dir():
            _remove_preparations(data)  # the draft was edited since, and nothing of the release is in place
            return None
        raise ReleaseRefused(
            f"A release of {version} was interrupted, and data/draft was edited since: to finish it would lose that.\n"
            f"Delete data/released/{version} and data/{NEXT}, and release again."
        )
    _put_in_place(data, version)
    frozen = load_folder(data / "released" / version, root)
    return Released(version, frozen.about.digest or "", following.version, finished_earlier=True)


def _begun(data: Path) -> str:
    """What became of a release that was interrupted, and what the next run of the command will do."""
    if (data / NEXT).is_dir() and (not (data / FREEZING).is_dir() or (data / FREEZING / ".whole").is_file()):
        return "Run `handbook release` again before you edit anything: it finishes the work."
    if (data / OLD).is_dir():
        return "It is all but done. Run `handbook release` again: it finishes the work, and releases nothing more."
    if (data / FREEZING).is_dir() or (data / NEXT).is_dir():
        return (
            "It had changed nothing. Run `handbook release` again to release, or leave it: "
            f"delete data/{FREEZING} and data/{NEXT}."
        )
    return ""


def was_interrupted(root: Path) -> list[Problem]:
    """Problems for `handbook check`, if a release was interrupted or is under way, or a command that writes files."""
    data = root / "data"
    found = [Problem("data", 0, "A release was interrupted.", begun)] if (begun := _begun(data)) else []
    said = said_of_lock(data)
    return [*found, *([Problem(f"data/{LOCK}", 0, *said)] if said else []), *interrupted(root)]


def why_refused(error: OSError) -> str:
    """What the disk says of a failure, in words. A copy of many files keeps its reasons one level down."""
    if error.strerror:
        return error.strerror
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list) and error.args[0]:
        return re.sub(r"^\[Errno \d+\] |: '[^']*'.*$", "", str(error.args[0][0][-1]))
    return str(error) or "it did not say why"


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
    reasons += _reasons_of_words(draft)
    behind = repository.behind(root)
    if behind:
        reasons.append(
            f"The remote has {behind} commit{'s' if behind != 1 else ''} that you do not have. "
            "Run `git pull` first, so that nobody's work is lost."
        )
    changed = repository.run(root, "status", "--porcelain", "--untracked-files=all", "--", "data")
    if changed.returncode == 0 and changed.stdout.strip():
        files = [line[3:] for line in changed.stdout.splitlines() if not line.endswith(LOCK)]
        if files:
            more = f" and {len(files) - 3} more" if len(files) > 3 else ""
            reasons.append(
                f"Some of the data is in no commit: {', '.join(files[:3])}{more}. "
                "Commit it first: then a release can be taken back without losing it."
            )
    return reasons


def _reasons_of_words(draft: LoadedIteration) -> list[str]:
    """A title, a summary and the like that are still those with which a new draft is opened."""
    said = draft.about
    if not said.follows:
        return []
    opened = yaml.safe_load(_opening(draft.version, said.model_copy(update={"version": said.follows})))
    what = {
        "title": "Give it the title under which people will know it",
        "depicts": "Say which moment it shows",
        "summary": "Say what is new in it, for its readers",
    }
    return [
        f'"{name}" in data/draft/iteration.yml is still the one that the draft was opened with. {do}.'
        for name, do in what.items()
        if _squeezed(getattr(said, name) or "") in (_squeezed(opened[name]), "")
    ]


def _squeezed(words: str) -> str:
    return " ".join(words.split()).casefold().rstrip(".")


def _reasons_of_date(handbook: Handbook, draft: LoadedIteration, on: dt.date, today: dt.date | None) -> list[str]:
    before = handbook.before(draft)
    last = before.about.released if before else None
    reasons = []
    if before and last and on < last:
        reasons.append(f"It cannot be dated {on}: iteration {before.version} was released later, on {last}.")
    if today and on > today:
        reasons.append(f"It cannot be dated {on}: that day is still to come.")
    return reasons


def _is_in_git(root: Path) -> bool:
    return repository.run(root, "rev-parse", "--is-inside-work-tree").stdout.strip() == "true"


def _prepare(data: Path, draft: LoadedIteration, on: dt.date, following: str) -> str:
    """Write the frozen iteration and the next draft beside the data. Nothing that counts is touched."""
    _remove_preparations(data)
    root = data.parent
    freezing, upcoming = data / FREEZING, data / NEXT
    shutil.copytree(draft.folder, freezing, ignore=shutil.ignore_patterns(".gitkeep"))
    about = freezing / "iteration.yml"
    text = re.sub(r"^(?:released|digest):.*\n", "", about.read_text("utf-8"), flags=re.M)
    text = re.sub(r"^status: .*$", "status: released", text, flags=re.M)
    about.write_text(f"{text.rstrip()}\nreleased: {on.isoformat()}\n", "utf-8", newline="\n")
    digest = write_frozen(load_folder(freezing, root))
    about.write_text(about.read_text("utf-8") + f"digest: {digest}\n", "utf-8", newline="\n")
    frozen = load_folder(freezing, root)
    assert _same_words(frozen, draft), "the copy differs from the draft"
    shutil.copytree(draft.folder, upcoming, ignore=shutil.ignore_patterns("changes", "frozen.json"))
    (upcoming / "changes").mkdir()
    (upcoming / "changes" / ".gitkeep").touch()  # git keeps no empty folder, and contributors look for this one
    (upcoming / "iteration.yml").write_text(_opening(following, draft.about), "utf-8", newline="\n")
    load_folder(upcoming, root)
    _sync(data)
    (freezing / ".whole").write_text("", "utf-8", newline="\n")
    return digest


def _opening(version: str, before: model.Iteration) -> str:
    """The file with which a new draft is opened."""
    template = environment(TEMPLATES, escape=False).get_template("iteration.yml.j2")
    return template.render(version=version, before=before)


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
