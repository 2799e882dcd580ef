"""Broken files: one file of a scratch copy of the real data is changed in one way, and the check is asked.

Each case follows from the seed and its number alone, so a run can be taken up again, and a fault can be tried again.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from macros.basics.problems import Problem, Problems
from macros.checks.everything import check_all
from macros.history.fingerprints import digest_of
from macros.model.yamlfiles import read_yaml
from tests.campaign.quick import remembering

SLOW = 2.0
"""Seconds of the processor: nobody should wait longer for one file."""

HANGING = 30
"""Seconds after which we wait no longer."""

Edit = Callable[[random.Random, bytes], bytes]


@dataclass
class Outcome:
    """What the check made of one broken file."""

    number: int
    file: str
    how: str
    verdict: str
    seconds: float
    slow: bool = False
    messages: list[str] = field(default_factory=list)


VERDICTS = {
    "refused": "refused, and only the touched file is named",
    "elsewhere": "refused, and only other files are named, which no longer agree with the touched one",
    "accused": "refused, and files that nobody touched are named beside the touched one",
    "same": "accepted, and it says the same",
    "different": "accepted, and it says something else",
    "traceback": "a traceback",
    "hang": f"no answer within {HANGING} s",
}


class TookTooLong(BaseException):
    """The check gave no answer in time. No `Exception`, so that nothing takes it for something else."""


# -- ways to break a file --------------------------------------------------------------------------


def _lines(raw: bytes) -> list[bytes]:
    return raw.splitlines(keepends=True) or [b"\n"]


def _at_a_line(change: Callable[[random.Random, list[bytes], int], None]) -> Edit:
    def edit(chance: random.Random, raw: bytes) -> bytes:
        rows = _lines(raw)
        told = [number for number, row in enumerate(rows) if row.strip() and not row.lstrip().startswith(b"#")]
        change(chance, rows, chance.choice(told or [0]))
        return b"".join(rows)

    return edit


def _delete(chance: random.Random, rows: list[bytes], at: int) -> None:
    del rows[at : at + chance.choice((1, 1, 1, 2, 5))]


def _double(chance: random.Random, rows: list[bytes], at: int) -> None:
    rows.insert(at, rows[at])


def _swap(chance: random.Random, rows: list[bytes], at: int) -> None:
    other = min(at + chance.choice((1, 1, 2, 9)), len(rows) - 1)
    rows[at], rows[other] = rows[other], rows[at]


def _indent(chance: random.Random, rows: list[bytes], at: int) -> None:
    by = chance.choice((-4, -2, -1, 1, 2, 4))
    rows[at] = b" " * by + rows[at] if by > 0 else rows[at][min(-by, len(rows[at]) - len(rows[at].lstrip(b" "))) :]


def _tab(chance: random.Random, rows: list[bytes], at: int) -> None:
    rows[at] = b"\t" + rows[at].lstrip(b" ")


def _join(chance: random.Random, rows: list[bytes], at: int) -> None:
    if at + 1 < len(rows):
        rows[at : at + 2] = [rows[at].rstrip(b"\r\n") + chance.choice((b" ", b"  ", b"")) + rows[at + 1].lstrip(b" ")]


def _break(chance: random.Random, rows: list[bytes], at: int) -> None:
    where = chance.randrange(len(rows[at]))
    rows[at : at + 1] = [rows[at][:where] + b"\n", rows[at][where:]]


def _blank_lines(chance: random.Random, rows: list[bytes], at: int) -> None:
    rows.insert(at, b"\n" * chance.choice((1, 2, 50, 1000, 5000)))


def _name(chance: random.Random, rows: list[bytes], at: int) -> None:
    """A name that is not quite right: a letter less, more or other."""
    found = re.match(rb"(\s*(?:- )?)([a-z_]+)(:.*)", rows[at], re.S)
    if found:
        letters = bytearray(found[2])
        where = chance.randrange(len(letters))
        letters[where : where + chance.choice((0, 1))] = chance.choice((b"", b"x", b"s", b"-"))
        rows[at] = found[1] + bytes(letters) + found[3]


def _comment(chance: random.Random, rows: list[bytes], at: int) -> None:
    row = rows[at].rstrip(b"\r\n")
    where = chance.randrange(len(row) + 1)
    rows[at] = row[:where] + b" # " + row[where:] + b"\n"


VALUES = (
    b"",
    b"null",
    b"true",
    b"7",
    b"-1",
    b"0.0",
    b"1e400",
    b"9" * 400,
    b"9" * 400 + b".0",
    b"[]",
    b"{}",
    b"[1, 2]",
    b"x",
    b'""',
    b'" "',
    b"2026-02-30",
    b'"2024-13"',
    b'"2024-00"',
    b'"0000"',
    b'"0.0"',
    b"2026-11-31",
    b"no",
    b"12:30",
    b"~",
    b"constructor",
    b"__proto__",
    b"../../etc/passwd",
    b"http://",
    b"javascript:alert(1)",
    b"https://user:word@",
    b'"\\x07"',
    b'"\\ud800"',
    b'"\\u202e abc"',
    b'"a\\u200bb"',
    b'"\\0"',
    b"&a b",
    b"*a",
    b"!!python/object:os.system x",
    b"!x y",
    b"[[nobody-of-this-name]]",
    b"[@no-such-source]",
    b"[[",
    b"[@",
    b"[inferred]",
    b"*",
    b"7*7 a week",
    b"x" * 120,
    b"x " * 30000,
    b"*a " * 2000,
    b"|",
    b">-",
    b"- a",
    b"a: b",
    b"{a: 1}",
    b"'",
    b'"',
    b"@x",
    b"`x`",
    b"%x",
    b"3000000",
)


def _value(chance: random.Random, rows: list[bytes], at: int) -> None:
    """Another value after the name, or as the item of a list."""
    found = re.match(rb"(\s*(?:- )?[a-z_]+: )|(\s*- )", rows[at])
    if found:
        rows[at] = found[0] + chance.choice(VALUES) + b"\n"


SIGNS = (
    b": ",
    b" #",
    b"#",
    b'"',
    b"'",
    b"[",
    b"]",
    b"{",
    b"}",
    b"&",
    b"*",
    b"!",
    b"|",
    b">",
    b"%",
    b"@",
    b"`",
    b"-",
    b"- ",
    b",",
    b"?",
    b"~",
    b"\t",
    b"\r",
    b"\x00",
    b"\x07",
    b"\x1b",
    b"\x7f",
    b"\x85",
    b"\xff",
    b"\xe2",
    b"\xc2\xa0",
    "\u200b".encode(),
    "\u202e".encode(),
    "\u00ad".encode(),
    "\ufeff".encode(),
    "\u2028".encode(),
    "“".encode(),
    b"\n",
    b"\n\n",
    b"\n---\n",
    b"\n...\n",
    b"[[",
    b"]]",
    b"[@",
    b"**",
    b"<b>",
    b"</p>",
    b"{{",
    b"{%",
    b"\\",
)


def _sign(chance: random.Random, raw: bytes) -> bytes:
    where = chance.randrange(len(raw) + 1)
    return raw[:where] + chance.choice(SIGNS) + raw[where:]


def _less(chance: random.Random, raw: bytes) -> bytes:
    where = chance.randrange(len(raw) + 1)
    return raw[:where] + raw[where + chance.choice((1, 1, 2, 10)) :]


def _other(chance: random.Random, raw: bytes) -> bytes:
    where = chance.randrange(max(len(raw), 1))
    return raw[:where] + bytes([chance.randrange(256)]) + raw[where + 1 :]


def _moved(chance: random.Random, raw: bytes) -> bytes:
    rows = _lines(raw)
    start = chance.randrange(len(rows))
    part = rows[start : start + chance.choice((1, 2, 5))]
    del rows[start : start + len(part)]
    where = chance.randrange(len(rows) + 1)
    return b"".join([*rows[:where], *part, *rows[where:]])


WHOLE: dict[str, Edit] = {
    "cut off": lambda chance, raw: raw[: chance.randrange(len(raw) + 1)],
    "begins later": lambda chance, raw: raw[chance.randrange(len(raw) + 1) :],
    "twice": lambda chance, raw: raw + raw,
    "empty": lambda chance, raw: chance.choice((b"", b"\n", b"# nothing\n", b"---\n", b"null\n", b"[]\n", b"{}\n")),
    "CR LF": lambda chance, raw: raw.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\r\r\n"))),
    "byte order mark": lambda chance, raw: b"\xef\xbb\xbf" + raw,
    "another encoding": lambda chance, raw: raw.decode("utf-8", "replace").encode(
        chance.choice(("utf-16", "utf-32", "cp1252", "utf-7")), "replace"
    ),
    "nested": lambda chance, raw: raw + b"\nx: " + b"[" * chance.choice((10, 100, 10000)) + b"\n",
    "nested, closed": lambda chance, raw: raw + b"\nx: " + b"[" * 900 + b"]" * 900 + b"\n",
    "noise": lambda chance, raw: chance.randbytes(chance.choice((10, 1000, 100000))),
    "too large": lambda chance, raw: raw + b"# " + b"x" * 1_000_000 + b"\n",
    "many names": lambda chance, raw: raw + b"".join(b"a%d: b\n" % each for each in range(20000)),
    "one more name": lambda chance, raw: raw + b"\nzzz: 1\n",
    "one bad indent": lambda chance, raw: raw + b"\n  bad indent: [\n",
}

EDITS: dict[str, tuple[int, Edit]] = {
    "line deleted": (14, _at_a_line(_delete)),
    "line doubled": (5, _at_a_line(_double)),
    "lines swapped": (5, _at_a_line(_swap)),
    "line indented": (12, _at_a_line(_indent)),
    "tab": (2, _at_a_line(_tab)),
    "lines joined": (8, _at_a_line(_join)),
    "line broken": (5, _at_a_line(_break)),
    "blank lines": (3, _at_a_line(_blank_lines)),
    "name misspelt": (6, _at_a_line(_name)),
    "words after a hash": (3, _at_a_line(_comment)),
    "another value": (20, _at_a_line(_value)),
    "sign put in": (18, _sign),
    "letters left out": (8, _less),
    "another byte": (5, _other),
    "lines moved": (5, _moved),
    **{name: (1, edit) for name, edit in WHOLE.items()},
}

PLACES: dict[str, Callable[[Path], None]] = {
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nothing-here"),
    "a link to a folder": lambda path: path.symlink_to(".."),
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "gone": lambda path: None,
}
"""What stands in a file's place instead of a file."""


# -- the scratch copy ------------------------------------------------------------------------------

FOLDERS = {"draft": 60, "workshops": 12, "errata": 6, "released": 14, "search": 8}
"""Where a case breaks a file, and how often."""


class Campaign:
    """The scratch copy of a project's data, and what is done to it."""

    def __init__(self, project: Path, scratch: Path, seed: str):
        self.root, self.seed = scratch, seed
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        shutil.copytree(project / "data", scratch / "data")
        self.files = {
            name: sorted(
                path.relative_to(scratch).as_posix()
                for path in (scratch / "data" / name).rglob("*")
                if path.suffix in (".yml", ".json") and path.is_file()
            )
            for name in FOLDERS
        }
        self.files = {name: files for name, files in self.files.items() if files}
        whole = check_all(scratch)
        assert not whole.errors, Problems(whole.errors).report()

    def case(self, number: int) -> tuple[str, str, Callable[[Path], None]]:
        """What case `number` does: to which file, by what name, and how."""
        chance = random.Random(f"{self.seed}/mutations/{number}")
        folder = chance.choices(list(self.files), [FOLDERS[name] for name in self.files])[0]
        file = chance.choice(self.files[folder])
        if chance.random() < 0.02:
            how = chance.choice(list(PLACES))

            def put(path: Path) -> None:
                path.unlink()
                PLACES[how](path)

            return file, how, put
        how = chance.choices(list(EDITS), [weight for weight, _ in EDITS.values()])[0]
        return file, how, lambda path: path.write_bytes(EDITS[how][1](chance, path.read_bytes()))

    def tried(self, number: int) -> Outcome:
        """One case: the file is broken, the check is asked, and the file is as it was."""
        file, how, change = self.case(number)
        path = self.root / file
        raw, before = path.read_bytes(), self._says(path)
        change(path)
        os.utime(path, ns=(time.time_ns(), time.time_ns() + number), follow_symlinks=False) if path.exists() else None
        try:
            return self._asked(number, file, how, path, before)
        finally:
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
            path.write_bytes(raw)

    def _asked(self, number: int, file: str, how: str, path: Path, before: str) -> Outcome:
        begun = time.process_time()
        try:
            with _within(HANGING):
                errors = check_all(self.root).errors
        except TookTooLong:
            return Outcome(number, file, how, "hang", float(HANGING), True, [_last_place()])
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__} in {Path(where.filename).name}, {where.name}: {str(error)[:200]}"
            return Outcome(number, file, how, "traceback", time.process_time() - begun, messages=[said])
        seconds = time.process_time() - begun
        slow = seconds > SLOW
        if not errors:
            with _within(HANGING):
                verdict = "same" if self._says(path) == before else "different"
            return Outcome(number, file, how, verdict, seconds, slow)
        mine = [problem for problem in errors if self._is_about(problem, file)]
        others = [problem for problem in errors if problem not in mine]
        verdict = "refused" if not others else "accused" if mine else "elsewhere"
        shown = (mine[:1] + others)[:4]
        return Outcome(number, file, how, verdict, seconds, slow, [f"{each.file}: {each.what[:200]}" for each in shown])

    def _is_about(self, problem: Problem, file: str) -> bool:
        """Whether a message names the touched file, be it as the other of two that do not agree."""
        folder = file.rsplit("/", 1)[0]
        return (
            problem.file in (file, folder)
            or file in problem.what
            or file in problem.do
            or (file.endswith("frozen.json") and problem.file.startswith(folder))
        )

    def _says(self, path: Path) -> str:
        """What a file says, as the fingerprint understands it."""
        if path.suffix != ".yml" or not path.is_file():
            return path.read_text("utf-8", "replace") if path.is_file() else ""
        return digest_of(read_yaml(path, self.root).values)


WAITS = 20
"""How many times as long it may take on the clock as on the processor: other work on the machine is no fault."""


class _within:
    """Gives up after some seconds of the processor, or `WAITS` times as long on the clock, whatever Python is at."""

    def __init__(self, seconds: int):
        self.seconds = seconds

    def __enter__(self) -> None:
        def give_up(*_: Any) -> None:
            raise TookTooLong

        self.before = {each: signal.signal(each, give_up) for each in (signal.SIGALRM, signal.SIGPROF)}
        signal.setitimer(signal.ITIMER_PROF, self.seconds)
        signal.setitimer(signal.ITIMER_REAL, self.seconds * WAITS)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for each, before in self.before.items():
            signal.signal(each, before)


def _last_place() -> str:
    return "".join(traceback.format_exc().strip().splitlines()[-3:-1]).strip()


def run(
    project: Path, scratch: Path, seed: str, wanted: int, done: int, until: float, keep: Callable[[Any], None]
) -> None:
    """Try cases from number `done` on, until there are `wanted` or the time is over. Each outcome is kept at once."""
    campaign = Campaign(project, scratch, seed)
    with remembering():
        for number in range(done, wanted):
            if time.monotonic() > until:
                return
            keep(asdict(campaign.tried(number)))
