"""Runs a `handbook` command that is killed at its k-th change of a file, or some time after its first.

    python killed.py AT LATER COMMAND …

AT counts what Python opens for writing, renames, removes and makes, and the programs that it starts; 0 kills nothing,
and the count is printed last. LATER is a number of seconds after that moment. The whole process group dies.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Any

CHANGES = frozenset(
    "os.rename os.remove os.rmdir os.mkdir os.link os.symlink os.truncate shutil.copyfile subprocess.Popen".split()
)


def _dies(*_: Any) -> None:
    os.killpg(os.getpgid(0), signal.SIGKILL)


def main() -> None:
    at, later, words = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    from macros.cli import main as handbook

    here, count, mine = os.getpid(), [0], [False]

    def heard(event: str, given: tuple[Any, ...]) -> None:
        if os.getpid() != here or mine[0]:
            return
        if event == "open":
            name, _, flags = given
            written = bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if not written or not isinstance(name, str | bytes | os.PathLike) or "__pycache__" in str(name):
                return
        elif event not in CHANGES:
            return
        count[0] += 1
        if count[0] == at:
            if not later:
                _dies()
            mine[0] = True
            threading.Thread(target=lambda: (time.sleep(later), _dies()), daemon=True).start()

    sys.addaudithook(heard)
    try:
        handbook(words, prog_name="handbook")
    finally:
        if not at:
            os.write(2, f"\nchanges: {count[0]}\n".encode())


if __name__ == "__main__":
    main()
