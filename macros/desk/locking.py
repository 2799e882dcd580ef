"""One release at a time: a lock beside the data that says whose it is, and is taken over when its owner is gone.

The number of a process alone says little: after a restart another process has it. So the lock holds the machine, the
number and the moment at which that process started.
"""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LOCK = ".release-lock"


WRITING_TAKES = 5
"""Seconds after which an empty lock is one whose owner was killed before it could write into it."""


class Locked(Exception):
    """Somebody else is at work; the message says who, and what to do if nobody is."""


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """Let nobody else release at the same time. Raises `Locked`."""
    lock = data / LOCK
    while True:
        try:
            handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except FileExistsError:
            if is_left_behind(lock):
                lock.unlink(missing_ok=True)
                continue
            raise Locked(f"Somebody else is releasing right now ({_owner(lock)}). {_IF_NOT}") from None
    try:
        os.write(handle, mine().encode())
        os.close(handle)
        yield
    finally:
        lock.unlink(missing_ok=True)


def said_of_lock(data: Path) -> tuple[str, str] | None:
    """What is to be said of a lock, and what to do about it; nothing where there is none."""
    lock = data / LOCK
    if not lock.exists():
        return None
    if is_left_behind(lock):
        return (
            "A release left its lock behind when it was interrupted.",
            "The next `handbook release` takes it away. You can also delete the file.",
        )
    return f"Somebody is releasing right now ({_owner(lock)}).", _IF_NOT


def is_left_behind(lock: Path) -> bool:
    """Whether the process that took a lock is certainly gone. On another machine nobody can tell."""
    try:
        text, age = lock.read_text("utf-8", "replace").strip(), time.time() - lock.stat().st_mtime
    except FileNotFoundError:
        return True
    return is_gone(text) if text else age > WRITING_TAKES


def is_gone(owner: str) -> bool:
    """Whether the process that `mine` spoke of is certainly gone. On another machine nobody can tell."""
    host, number, started = _parsed(owner.strip())
    if host and host != platform.node() or not number:
        return False
    return not _alive(number) or bool(started) and started != _started(number)


_IF_NOT = (
    f"Wait until it is done, then look at data/draft before you release again. "
    f"If no release is running, delete data/{LOCK}."
)


def mine() -> str:
    """Which process this is: its machine, its number and its start, a line each."""
    return f"{platform.node()}\n{os.getpid()}\n{_started(os.getpid())}\n"


def _parsed(text: str) -> tuple[str, int, str]:
    """Machine, number and start. A lock of an earlier version of this program holds only the number."""
    rows = text.split("\n")
    if len(rows) == 1:
        rows = ["", rows[0], ""]
    return rows[0], int(rows[1]) if rows[1].isdigit() else 0, rows[2] if len(rows) > 2 else ""


def _owner(lock: Path) -> str:
    with contextlib.suppress(OSError):
        host, number, _ = _parsed(lock.read_text("utf-8", "replace").strip())
        if number:
            return f"process {number}{f' on {host}' if host else ''}"
    return "process unknown"


def _started(process: int) -> str:
    """When a process started, as its machine says it; nothing where it does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        pass
    try:
        said = subprocess.run(["ps", "-o", "lstart=", "-p", str(process)], capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return " ".join(said.stdout.split())


def _alive(process: int) -> bool:
    if sys.platform == "win32":  # there, signal 0 is Ctrl+C
        listed = subprocess.run(
            ["tasklist", "/FI", f"PID eq {process}", "/NH", "/FO", "CSV"], capture_output=True, text=True, timeout=10
        )
        return f'"{process}"' in listed.stdout
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
