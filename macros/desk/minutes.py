"""What a session really took, from the facilitator's clock, as a proposed edit of the session's file in the draft.

The facilitator's page (docs/assets/room/minutes.js) writes, as a file, as text to copy and into an issue alike:

    Minutes of a session, as the facilitator's clock kept them
    Session: break-this-draft
    Iteration: 0.7
    Date: 2027-03-12
    Part: welcome, planned 8, took 10
    Whole: planned 8, took 10

The last line adds up the parts, so that a text that was cut off is noticed. A mail may have quoted it. The plan stays
as it is: what it took is put beside it, under `runs`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from macros import model
from macros.basics.dates import date_in_words, why_no_date
from macros.basics.problems import Problem, Problems, did_you_mean, shown_path
from macros.desk.writing import Writing, write
from macros.desk.yamltext import CannotAppend, appended, scalar
from macros.model.handbook import Handbook
from macros.model.sessions import PartRun, SessionRun
from macros.model.yamlfiles import read_yaml

MOST_BYTES = 1_000_000
"""No list of minutes is longer, nor a mail around one."""

_HEAD = re.compile(r"^Session:[ \t]*(\S*)[ \t]*$", re.M)
_NAMED = {
    "iteration": re.compile(r"^Iteration:[ \t]*(\S*)[ \t]*$", re.M),
    "date": re.compile(r"^Date:[ \t]*(\S*)[ \t]*$", re.M),
}
_PART = re.compile(r"^Part:[ \t]*(.*?)[ \t]*$", re.M)
_MINUTES = re.compile(r"([a-z][a-z0-9-]*), planned (\d{1,4}), took (\d{1,4})")
_WHOLE = re.compile(r"^Whole:[ \t]*planned (\d{1,6}), took (\d{1,6})[ \t]*$", re.M)


@dataclass(frozen=True)
class Run:
    """A run of a session as somebody handed it in: where it was read, and what it says."""

    file: str
    line: int
    session: str
    run: SessionRun


@dataclass(frozen=True)
class Proposal:
    """What would become of the draft: the runs, those that it has already, and the files as they would be."""

    root: Path
    runs: list[Run]
    known: list[Run]
    writings: list[Writing]

    def __str__(self) -> str:
        """Planned beside actual for each run, and then the difference in each file."""
        parts = [_table(each, each in self.known) for each in self.runs]
        return "\n\n".join([*parts, *(_difference(writing, self.root) for writing in self.writings)])

    def write(self) -> str:
        """Put the files in place, and say which. Raises `Problems`; then nothing is written."""
        write(self.writings, self.root, what="handbook sessions minutes")
        return "\n".join(f"Wrote {shown_path(writing.path, self.root)}" for writing in self.writings)


def propose(handbook: Handbook, files: Iterable[Path], today: dt.date) -> Proposal:
    """What the minutes in some files would change in the draft's sessions.

    `today` is the day that no run may be after. Raises `Problems` with everything that is wrong with any of the files:
    then nothing of them is used.
    """
    problems: list[Problem] = []
    runs: list[Run] = []
    for file in files:
        runs += _read(file, handbook.root, problems)
    for each in runs:
        problems += _wrong(each, handbook, today)
    if problems:
        raise Problems(problems)
    known: list[Run] = []
    fresh: dict[str, list[SessionRun]] = {}
    for each in runs:
        there = [*_session(handbook, each.session).runs, *fresh.get(each.session, ())]
        if each.run in there:
            known.append(each)
        else:
            fresh.setdefault(each.session, []).append(each.run)
    writings = [_with_runs(handbook, session, new) for session, new in sorted(fresh.items())]
    write(writings, handbook.root, dry_run=True)
    return Proposal(handbook.root, runs, known, writings)


# -- Reading -----------------------------------------------------------------------------------------


def _read(file: Path, root: Path, problems: list[Problem]) -> list[Run]:
    """The runs that a file holds. Adds to `problems` what is wrong with it."""
    shown = shown_path(file, root)

    def wrong(line: int, what: str, do: str) -> list[Run]:
        problems.append(Problem(shown, line, what, do))
        return []

    if file.is_dir():
        return wrong(0, "This is a folder.", "Name the files in it.")
    content = file.read_bytes()
    if len(content) > MOST_BYTES:
        return wrong(0, "This file is larger than 1 MB.", "Copy the minutes into a plain text file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return wrong(0, "This is no plain text.", "Copy the minutes into a plain text file.")
    text = re.sub(r"^(?:> ?)+", "", text.replace("\r\n", "\n").replace("\r", "\n"), flags=re.M)
    heads = list(_HEAD.finditer(text))
    if not heads:
        return wrong(
            0,
            "There are no minutes of a session in it.",
            "On the session's page, end the clock, and save or copy what it offers under the run.",
        )
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found: list[Run] = []
    for head, end in zip(heads, ends, strict=True):
        line = text.count("\n", 0, head.start()) + 1
        found += _run(head[1], text[head.end() : end], shown, line, problems)
    return found


def _run(session: str, text: str, shown: str, line: int, problems: list[Problem]) -> list[Run]:
    """One run from the lines below its session, or nothing. Adds to `problems` what is wrong."""
    said = {name: (found[1] if (found := pattern.search(text)) else "") for name, pattern in _NAMED.items()}
    wrong = []
    if not re.fullmatch(r"\d+\.\d+", said["iteration"]):
        wrong.append(f'It says "{said["iteration"]}" for the iteration.')
    if why := why_no_date(said["date"]) or ("" if len(said["date"]) == 10 else "is not a day"):
        wrong.append(f'Its date, "{said["date"]}", {why}.')
    rows = [(row, _MINUTES.fullmatch(row)) for row in _PART.findall(text)]
    wrong += [f'This part cannot be read: "{row}".' for row, read in rows if read is None]
    parts = [(read[1], int(read[2]), int(read[3])) for _, read in rows if read]
    whole = _WHOLE.search(text)
    sums = (sum(planned for _, planned, _ in parts), sum(took for _, _, took in parts))
    if whole is None:
        wrong.append("Its last line, `Whole:`, is missing: it was cut off.")
    elif not wrong and (int(whole[1]), int(whole[2])) != sums:
        wrong.append(
            f"Its parts add up to planned {sums[0]}, took {sums[1]}, and its last line says planned {whole[1]}, "
            f"took {whole[2]}: something is missing, or was changed by hand."
        )
    wrong += [f'The part "{id_}" was to take no minutes.' for id_, planned, _ in parts if not planned]
    wrong += [f'The part "{id_}" took {took} minutes: more than a day.' for id_, _, took in parts if took > 1440]
    if not wrong and not parts:
        wrong.append("It has no parts.")
    problems += [Problem(shown, line, what, "Ask for it again, or copy it whole.") for what in wrong]
    if wrong:
        return []
    run = SessionRun(
        date=said["date"],
        iteration=said["iteration"],
        parts=[PartRun(id=id_, planned=planned, took=took) for id_, planned, took in parts],
    )
    return [Run(shown, line, session, run)]


def _wrong(each: Run, handbook: Handbook, today: dt.date) -> list[Problem]:
    """What does not agree with the handbook: a session or a part that is not there, a day to come."""

    def problem(what: str, do: str) -> Problem:
        return Problem(each.file, each.line, what, do)

    sessions = {session.id for session in handbook.draft.of("session")}
    if each.session not in sessions:
        what = f'There is no session "{each.session}" in the draft.'
        return [problem(what, did_you_mean(each.session, sessions) or "It was renamed, or is gone.")]
    run = each.run
    iteration = handbook.iterations.get(run.iteration)
    if iteration is None:
        return [problem(f"There is no iteration {run.iteration}.", did_you_mean(run.iteration, handbook.iterations))]
    ran = next((session for session in iteration.of("session") if session.id == each.session), None)
    if ran is None:
        return [problem(f'Iteration {run.iteration} has no session "{each.session}".', "Look at its iteration.")]
    known = [item.id for item in ran.agenda]
    named = [part.id for part in run.parts]
    found = [
        problem(f'This session has no part "{id_}" in iteration {run.iteration}.', did_you_mean(id_, known))
        for id_ in named
        if id_ not in known
    ]
    found += [
        problem(f'The part "{id_}" stands in it twice.', "Leave one of them out.")
        for id_ in sorted({id_ for id_ in named if named.count(id_) > 1})
    ]
    if run.date > today.isoformat():
        found.append(problem(f"It was run on {date_in_words(run.date)}, which is still to come.", "Mend its date."))
    return found


# -- The proposed edit -------------------------------------------------------------------------------


def _session(handbook: Handbook, id_: str) -> model.Session:
    return next(session for session in handbook.draft.of("session") if session.id == id_)


def _with_runs(handbook: Handbook, id_: str, runs: list[SessionRun]) -> Writing:
    """The file of a session with runs put at the end of its list. Raises `Problems` where there is no safe place."""
    path = handbook.draft.folder / "sessions" / f"{id_}.yml"
    was = path.read_bytes()
    values = read_yaml(path, handbook.root).values
    try:
        text = appended(was.decode("utf-8"), "runs", [([], _lines(run)) for run in runs])
    except CannotAppend as error:
        raise Problems([Problem(shown_path(path, handbook.root), error.line, str(error), "Then try again.")]) from None
    new = [run.model_dump() for run in runs]
    return Writing(path, text, {**values, "runs": [*values.get("runs", ()), *new]}, was)


def _lines(run: SessionRun) -> list[str]:
    return [
        f'date: "{run.date}"',
        f'iteration: "{run.iteration}"',
        "parts:",
        *(f"  - {{id: {scalar(part.id)}, planned: {part.planned}, took: {part.took}}}" for part in run.parts),
    ]


# -- What people read --------------------------------------------------------------------------------


def _table(each: Run, known: bool) -> str:
    """A run with what was planned beside what it took."""
    run = each.run
    rows = [("part", "planned", "took", "more or less")]
    rows += [(part.id, str(part.planned), str(part.took), _more(part.took - part.planned)) for part in run.parts]
    rows.append(("whole", str(run.planned), str(run.took), _more(run.took - run.planned)))
    wide = max(len(row[0]) for row in rows)
    head = f"{each.session}, {date_in_words(run.date)}, iteration {run.iteration}"
    lines = [head + (": it is in the file already, and left out" if known else "")]
    return "\n".join([*lines, *(f"  {a:<{wide}}  {b:>7}  {c:>4}  {d:>12}" for a, b, c, d in rows)])


def _more(minutes: int) -> str:
    return f"{minutes:+}" if minutes else "0"


def _difference(writing: Writing, root: Path) -> str:
    """The proposed edit of a file, line by line."""
    name = shown_path(writing.path, root)
    before, after = (writing.was or b"").decode("utf-8"), writing.text or ""
    rows = difflib.unified_diff(before.splitlines(), after.splitlines(), name, f"{name}, proposed", lineterm="")
    return "\n".join(rows)
