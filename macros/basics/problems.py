"""What we say when something is wrong: file, line, what, and what to do. All at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, in words that a policy officer understands.

    `file` is relative to the project where it can be; `line` counts from 1, and is 0 when the
    problem belongs to a whole file. `what` is a sentence; `do` says how to mend it.
    """

    file: str
    line: int
    what: str
    do: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}\n    {self.what}" + (f"\n    {self.do}" if self.do else "")

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for `handbook check --json`."""
        return {"file": self.file, "line": self.line, "what": self.what, "do": self.do}


class Problems(Exception):
    """Raised with every problem found in one run, in order of file and line."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(set(problems))
        super().__init__(self.report())

    def report(self) -> str:
        """The whole list as text, with a count at the end."""
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        return "\n".join([*(str(problem) for problem in self.problems), f"{count} {noun} to mend."])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion for a word that is not in a list: the closest match, or the list if it is short."""
    known = sorted(known)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    if not known:
        return ""
    if len(known) <= 12:
        return "It can be: " + ", ".join(known) + "."
    return f"There are {len(known)} to choose from; for a start: " + ", ".join(known[:8]) + "."


def shown_path(path: Path, root: Path) -> str:
    """A path as a reader wants it: from the project's folder, with forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
