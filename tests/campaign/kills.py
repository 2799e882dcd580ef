"""Killed at work: each command that writes is killed at a change of a file, and run again.

After the kill the project must be as it was, or be made whole by the next run: the same, file for file, as if nobody
had killed it.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

VERDICTS = {
    "before": "everything is as it was, and the next run does it all",
    "finished": "the next run finishes or clears away what was begun",
    "done": "the command had done its work",
    "half done": "the next run does not make it whole",
}

WORKSHOP = "soc24-croissants-and-collaborations"
SOURCE = "golab-mission-blog"
ROWS = "theme,said\n" + "".join(f"Theme {n},We would like to read more about part {n}.\n" for n in range(12))

COMMANDS: dict[str, list[str]] = {
    "release": ["release"],
    "feedback import": ["feedback", "import", "heard.csv", "--workshop", WORKSHOP, "--source", SOURCE, "--yes"],
    "new": ["new", "tool", "A map of what hurts"],
    "rename": ["rename", "learning-log", "what-we-learnt"],
    "build": ["build", "--out", "site"],
    "publish": ["publish"],
}


class Project:
    """A small project as it is before a command, and as the command leaves it. Every try works on a copy."""

    def __init__(self, command: str, folder: Path):
        sys.path.insert(0, str(Path(__file__).parents[1]))  # as pytest has it: what it imports stands there
        from tests.conftest import Scratch

        self.command, self.folder = command, folder
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "before" / "project").mkdir(parents=True)
        root = folder / "before" / "project"
        Scratch(root).with_site()
        (root / "heard.csv").write_text(ROWS, "utf-8")
        (root / ".gitignore").write_text(".cache/\n/site/\n", "utf-8")
        self._git(root, "init", "--quiet", "--initial-branch", "main")
        self._git(root, "add", "--all")
        self._git(root, "commit", "--quiet", "--message", "Start")
        if command == "publish":
            subprocess.run(
                ["git", "init", "--quiet", "--bare", "--initial-branch", "main", str(folder / "before" / "there.git")],
                check=True,
            )
            self._git(root, "remote", "add", "origin", "../there.git")
            self._git(root, "push", "--quiet", "origin", "main")
        whole = self.copied("whole")
        begun = time.monotonic()
        done = self.ran(whole, 0, 0)
        self.seconds = time.monotonic() - begun
        assert done.returncode == 0, done.stdout + done.stderr
        self.changes = int(re.findall(r"changes: (\d+)", done.stderr)[-1])
        self.before, self.after = self.state(folder / "before"), self.state(whole)
        assert self.before != self.after and self.changes

    def _git(self, root: Path, *words: str) -> str:
        named = ["git", "-c", "user.name=Campaign", "-c", "user.email=campaign@test.invalid", *words]
        return subprocess.run(named, cwd=root, check=True, capture_output=True, text=True).stdout

    def copied(self, name: str) -> Path:
        """A fresh copy of the project as it was before."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(self.folder / "before", self.folder / name, symlinks=True)
        return self.folder / name

    def ran(self, where: Path, at: int, later: float) -> subprocess.CompletedProcess[str]:
        """The command, killed at a change of a file, or not at all."""
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("HANDBOOK_", "GITHUB_", "GIT_"))
        }
        killed = str(Path(__file__).with_name("killed.py"))
        words = [sys.executable, "-P", killed, str(at), str(later), *COMMANDS[self.command]]
        return subprocess.run(
            words,
            cwd=where / "project",
            capture_output=True,
            text=True,
            errors="replace",
            timeout=600,
            start_new_session=True,
            env={**clean, "PYTHONPATH": str(where / "project"), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def state(self, where: Path) -> dict[str, str]:
        """What counts: every file but the caches, and for a publication the branch that is served."""
        project = where / "project"
        found = {
            path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(project.rglob("*"))
            if path.is_file() and not {".git", ".cache"} & set(path.relative_to(project).parts)
        }
        if self.command == "publish":
            asked = [
                "git",
                "--git-dir",
                str(where / "there.git"),
                "rev-parse",
                "--quiet",
                "--verify",
                "gh-pages^{tree}",
            ]
            found["gh-pages"] = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
        return found

    def tried(self, at: int, later: float) -> tuple[str, list[str]]:
        """One kill, the next run, and what came of it."""
        where = self.copied("killed")
        killed = self.ran(where, at, later)
        state = self.state(where)
        if killed.returncode == 0 or state == self.after:
            return ("done", []) if state == self.after else ("half done", _unlike(state, self.after))
        again = self.ran(where, 0, 0)
        now = self.state(where)
        if now != self.after:
            return "half done", [*_unlike(now, self.after), again.stderr.strip()[:400]]
        return ("before" if state == self.before else "finished"), []


def _unlike(found: dict[str, str], wanted: dict[str, str]) -> list[str]:
    names = sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))
    return [f"{len(names)} files differ: {', '.join(names[:6])}"]


def run(
    project: Path,
    scratch: Path,
    seed: str,
    wanted: int,
    done: int,
    until: float,
    keep: Callable[[dict[str, Any]], None],
    commands: list[str] | None = None,
) -> None:
    """Kill the commands in turn, each at every change of a file before any at a change for the second time."""
    names = commands or [*COMMANDS]
    made: dict[str, Project] = {}
    for number in range(done, wanted):
        if time.monotonic() > until:
            return
        name = names[number % len(names)]
        made[name] = made.get(name) or Project(name, scratch / name.replace(" ", "-"))
        turn = number // len(names)
        order = random.Random(f"{seed}/kills/{name}/{turn // made[name].changes}")
        at = order.sample(range(1, made[name].changes + 1), made[name].changes)[turn % made[name].changes]
        later = 0.0 if turn % 2 == 0 else round(order.random() * made[name].seconds / 2, 3)
        verdict, messages = made[name].tried(at, later)
        keep({"number": number, "command": name, "at": at, "later": later, "verdict": verdict, "messages": messages})
