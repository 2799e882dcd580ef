"""What we say when something is wrong: file, line, what, and what to do. All at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

LONGEST_QUOTED = 120
"""A message quotes at most so many letters of what somebody wrote."""

LONGEST_SAID = 1500
"""No message is longer than this, whatever it quotes."""

_QUOTED = re.compile(rf'"[^"]{{{LONGEST_QUOTED + 1},}}"')


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

    def __post_init__(self) -> None:
        """What a message quotes is cut to a length that can be read, and shows letters that nobody could see."""
        for name in ("file", "what", "do"):
            object.__setattr__(self, name, _legible(getattr(self, name)))

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}\n    {self.what}" + (f"\n    {self.do}" if self.do else "")

    def as_dict(self) -> dict[str, object]:
        """The same as plain data, for `handbook check --json`."""
        return {"file": self.file, "line": self.line, "what": self.what, "do": self.do}


def annotation(problem: Problem, level: str = "error") -> str:
    """A problem as a line that GitHub shows beside the line it is about. `level` is `error`, `warning` or `notice`.

    What the line may not hold as it is stands in it as GitHub asks: a line end and a percent sign as numbers, and in
    the name of the file a colon and a comma too.
    """
    words = "\n".join(filter(None, (problem.what, problem.do)))
    for mark in "%\r\n":
        words = words.replace(mark, f"%{ord(mark):02X}")
    file = problem.file
    for mark in "%\r\n:,":
        file = file.replace(mark, f"%{ord(mark):02X}")
    return f"::{level} file={file}" + (f",line={problem.line}" if problem.line else "") + f"::{words}"


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


def _legible(text: str) -> str:
    """A text as a message shows it: nothing unseen, nothing endless."""
    if len(text) > LONGEST_QUOTED:
        text = _QUOTED.sub(lambda quoted: quoted[0][:LONGEST_QUOTED] + '…"', text)
        text = text if len(text) <= LONGEST_SAID else text[:LONGEST_SAID] + "…"
    if not text.isprintable():
        text = "".join(
            letter if letter.isprintable() or letter == "\n" else letter.encode("unicode_escape").decode()
            for letter in text
        )
    return text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion for a word that is not in a list: the closest match, or the list if it is short."""
    known = sorted({*known})
    close = get_close_matches(word, known, n=1, cutoff=0.6) if len(word) <= LONGEST_QUOTED else []
    if close:
        return f'Did you mean "{close[0]}"?'
    if not known:
        return ""
    if len(known) <= 12:
        return "It can be: " + ", ".join(known) + "."
    return f"There are {len(known)} to choose from; for a start: " + ", ".join(known[:8]) + "."


def shown_path(path: Path, root: Path) -> str:
    """A path as a reader wants it: from the project's folder, with forward slashes, and in letters.

    Links are not followed, so that a link is called by the name that it has.
    """
    for one, other in ((os.path.abspath(path), os.path.abspath(root)), (_real(path), _real(root))):
        if Path(one).is_relative_to(other):
            return _in_letters(Path(one).relative_to(other).as_posix())
    return _in_letters(path.as_posix())


def _real(path: Path) -> str:
    """A path with its folder's links followed."""
    return os.path.join(os.path.realpath(path.parent), path.name) if path.name else os.path.realpath(path)


def _in_letters(name: str) -> str:
    """A file's name that any text may hold: bytes that are no letters are written as numbers."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
