"""Runs one command and measures it: how long it took, and how much memory its largest process had."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 300
"""Seconds that one command may take. What takes longer is not worth waiting for: the table says so."""


class Failed(Exception):
    """A command that should work did not; the message is what it printed last."""


@dataclass(frozen=True)
class Run:
    """One measured command, or the median of several: seconds, MB of its largest process, how often it ran,
    and whether it came to its end in time.

    A command that stopped with an error is `failed`, and did not finish.
    """

    seconds: float
    memory: float
    runs: int = 1
    finished: bool = True
    failed: bool = False


def run(command: list[str], folder: Path, limit: float | None = LIMIT, **env: str) -> Run:
    """Run a command in a folder, and measure it; `limit` is in seconds, or None for none.
    Raises `Failed`, with what it printed, if it ends with an error.

    It runs below a small process of its own (`measured.py`): the memory of a process that has just been
    started counts as large as that of the one that started it.
    """
    with tempfile.NamedTemporaryFile(suffix=".json") as note, tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("measured.py")), note.name, *command],
            cwd=folder,
            env=clean(**env),
            stdout=printed,
            stderr=printed,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            return Run(limit or 0, 0, finished=False)
        finally:
            with contextlib.suppress(ProcessLookupError):  # with all that it has started
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if code:
            printed.seek(0)
            raise Failed(
                f"{' '.join(command)}\n{f'stopped by signal {256 - code}' if code > 200 else f'ended with {code}'}\n"
                + printed.read().decode(errors="replace")[-4000:]
            )
        said = json.loads(Path(note.name).read_text("utf-8"))
    return Run(said["seconds"], said["memory"])


def clean(**env: str) -> dict[str, str]:
    """This environment without what would give the site an address, or make a tool behave as in CI."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("HANDBOOK_", "GITHUB_")) and key not in ("CI", "PYTHONPATH")
    }
    return {**kept, **env}


def handbook(project: Path, *words: str, limit: float | None = LIMIT, **env: str) -> Run:
    """Run the `handbook` command of a project, with the project's own code, and measure it."""
    return run([sys.executable, "-m", "macros.cli", *words], project, limit, PYTHONPATH=str(project), **env)


def median(runs: list[Run]) -> Run:
    """The median of the times, and the most memory. One run that did not come to its end is the answer for all."""
    stopped = [each for each in runs if not each.finished]
    return (
        stopped[0]
        if stopped
        else Run(statistics.median(each.seconds for each in runs), max(each.memory for each in runs), len(runs))
    )
