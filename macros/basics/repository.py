"""The one place that asks git. Which repository is meant is decided by the folder, and by nothing else.

Inside a hook git sets variables (`GIT_DIR`, `GIT_INDEX_FILE` …) that win over the folder in which a command stands.
A build in a hook that did not take them out wrote into the index of the person who was committing. So every call
here runs without them, and `inside` takes them out for mike, which calls git itself. What they say of the
configuration stays: CI hands over credentials that way.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from macros.basics.dates import told_moment

PATIENCE = 60
"""Seconds that an answer may take where nobody says otherwise: git may ask a network."""


PLAINLY = tuple(
    word
    for said in ("core.quotePath=false", "log.showSignature=false", "status.showUntrackedFiles=normal")
    for word in ("-c", said)
)
"""What somebody may have told git for their own eyes, and what would change its answers: names as they are, no words
about signatures among commits, and files that are in no commit."""


@cache
def of_a_repository() -> frozenset[str]:
    """The variables that tell git which repository is meant, as git lists them. None where there is no git."""
    try:
        said = subprocess.run(
            ["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(name for name in said.stdout.split() if not name.startswith("GIT_CONFIG"))


def clean_environment() -> dict[str, str]:
    """This environment, without what would lead git to another repository than the folder's."""
    return {name: value for name, value in os.environ.items() if name not in of_a_repository()}


def run(folder: Path, *words: str, timeout: float | None = PATIENCE, **env: str) -> subprocess.CompletedProcess[str]:
    """Ask git in a folder. Never raises: where there is no git, or no answer in time, the code is not 0 and the error
    says so."""
    command = ["git", *PLAINLY, *words]
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            encoding="utf-8",  # whatever the machine's own is
            errors="replace",
            timeout=timeout,
            env={**clean_environment(), **env},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def remote(folder: Path, name: str = "origin") -> str:
    """The address of a remote; nothing if there is none."""
    done = run(folder, "remote", "get-url", name, LC_ALL="C")
    if "dubious ownership" in done.stderr:
        _say_refused(folder)
    return done.stdout.strip()


def last_commit(folder: Path, files: Iterable[Path]) -> str | None:
    """The last commit that touched some files, so that it stays the same while others work on other things.

    None outside git, where one of them is not committed, and in a clone without its past, where every file seems
    to come with the newest commit.
    """
    named = [str(file) for file in files]
    if run(folder, "rev-parse", "--is-shallow-repository").stdout.strip() != "false":
        return None
    changed = run(folder, "status", "--porcelain", "--", *named)
    if changed.returncode or changed.stdout.strip():
        return None
    return run(folder, "log", "-1", "--format=%H", "--", *named).stdout.strip() or None


def behind(folder: Path) -> int:
    """How many commits the remote branch has that this one lacks; 0 where nobody can tell."""
    run(folder, "fetch", "--quiet", GIT_TERMINAL_PROMPT="0")
    count = run(folder, "rev-list", "--count", "HEAD..@{upstream}").stdout.strip()
    return int(count) if count.isdigit() else 0


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Stand in a repository for a while, with a name to commit under: mike works on the repository that it is called
    in."""
    before, environment = Path.cwd(), dict(os.environ)
    for name in of_a_repository():
        os.environ.pop(name, None)
    os.chdir(folder)
    for variable, key, value in (  # a fresh machine has no name of its own
        ("GIT_COMMITTER_NAME", "user.name", "Handbook build"),
        ("GIT_COMMITTER_EMAIL", "user.email", "build@handbook.invalid"),
    ):
        if not os.environ.get(variable) and run(folder, "config", key).returncode:
            os.environ[variable] = value
    if (moment := told_moment()) and not os.environ.get("GIT_COMMITTER_DATE"):
        os.environ["GIT_COMMITTER_DATE"] = f"{moment.timestamp():.0f} +0000"
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environment)


@cache
def _say_refused(root: Path) -> None:
    """Say once that git will not read this folder: the addresses of the project would go missing without a word."""
    print(
        "git does not read this folder, because somebody else owns it, so there are no links to the project. "
        f"If you trust it: git config --global --add safe.directory {root.resolve()}",
        file=sys.stderr,
    )
