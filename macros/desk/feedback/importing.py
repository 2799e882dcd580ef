"""Comments into a workshop's file: planned first and shown, then written. Every comment is accounted for.

Nothing personal is let in unseen: what seems personal is held back, in a table on this machine, and never lost.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros import model
from macros.basics.dates import today as this_day
from macros.basics.problems import Problem, Problems, did_you_mean
from macros.desk.feedback import aside
from macros.desk.feedback.choosing import Chosen, Table
from macros.desk.feedback.gathering import Comments, file_shown, read_feedback
from macros.desk.feedback.headings import THEME, UNREAD, WORDS
from macros.desk.feedback.report import FIRST_WORDS, Report
from macros.desk.feedback.shapes import Comment, shortened
from macros.desk.feedback.taking import Importing
from macros.desk.newfiles import with_feedback
from macros.desk.writing import write
from macros.model.codelists import WORKSHOP_KIND
from macros.model.handbook import Handbook
from macros.model.loading import read_all
from macros.model.yamlfiles import MOST_BYTES


@dataclass
class Plan:
    """An import that has been worked out and not yet written: its report, and what it would write."""

    root: Path
    handbook: Handbook
    workshop: model.Workshop
    report: Report
    items: list[tuple[list[str], list[str]]] = field(default_factory=list)
    values: list[dict[str, Any]] = field(default_factory=list)
    held: list[tuple[Comment, str, str]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def has_work(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.items or self.held)

    @property
    def question(self) -> str:
        """What is asked before it is written."""
        parts = [f"Put {len(self.items)} into {self.report.into}"] if self.items else []
        parts += [f"{'and keep' if parts else 'Keep'} {len(self.held)} aside on this machine"] if self.held else []
        return f"{' '.join(parts)}?"

    def try_(self) -> None:
        """Try everything, and write nothing. Raises `Problems` if the workshop's file cannot be added to safely."""
        if self.items:
            write([with_feedback(self.handbook, self.workshop, self.items, self.values)], self.root, dry_run=True)

    def write(self) -> Report:
        """Write it: what is held back first, then the workshop's file, then what was said about columns."""
        self.report.dry_run = False
        try:
            if self.held:
                path = aside.hold_back(self.root, self.workshop.id, self.held)
                self.report.held_in = path.relative_to(self.root).as_posix()
            if self.items:
                write([with_feedback(self.handbook, self.workshop, self.items, self.values)], self.root)
            if self.columns and self.columns != aside.remembered(self.root, self.workshop.id):
                aside.remember(self.root, self.workshop.id, self.columns)
        except OSError as error:
            what = f"What is held back cannot be written: {error.strerror or error}."
            raise Problems(
                [Problem("local/feedback", 0, what, "Nothing was imported. Mend that, and try again.")]
            ) from None
        return self.report


def plan_import(
    root: Path,
    workshop_id: str,
    paths: Path | Sequence[Path],
    *,
    allow_personal: bool = False,
    source: str | None = None,
    today: dt.date | None = None,
    words: Sequence[str] = (),
    theme: str | None = None,
    ignore: Sequence[str] = (),
) -> Plan:
    """Work out what an import would do: which column is what, and what becomes of every comment. Nothing is written.

    `words`, `theme` and `ignore` name columns by heading, letter or number; with what was said at an earlier
    import of this workshop they overrule what headings and cells say. A comment whose words the workshop has
    already is not added again, also not after somebody has reworded it. One that seems personal is held back
    unless `allow_personal`. `source` is taken for comments that name no source, and for those that name one that
    the draft does not have; without it the workshop's only source is taken for the first, and the second are
    refused. Raises `Problems` if no file can be read, or the workshop is not there.
    """
    root = Path(root)
    said = {**dict.fromkeys(words, WORDS), **dict.fromkeys(ignore, UNREAD), **({theme: THEME} if theme else {})}
    before = {name: role for name, role in aside.remembered(root, workshop_id).items() if name not in said}
    chosen = Chosen({**before, **said}, met=set(before))
    comments = read_feedback(paths, chosen)
    handbook, workshop = _workshop(root, workshop_id)
    if source and source not in handbook.draft.sources:
        near = did_you_mean(source, handbook.draft.sources)
        raise Problems([Problem("data/draft/sources.yml", 0, f'There is no source "{source}".', near)])
    named = file_shown((paths if isinstance(paths, Path) else Path(next(iter(paths)))).name)
    report = Report(named, workshop.id, handbook.workshop_places[workshop.id].file.shown, True)
    report.files, report.unread, report.tables, report.how = (
        comments.files,
        comments.unread,
        comments.tables,
        comments.how,
    )
    report.warnings = [*comments.warnings, *_warnings(comments, workshop)]
    report.many = len({comment.file for comment in comments}) > 1
    importing = Importing(handbook, workshop, source, allow_personal, today or this_day(), report.many)
    report.outcomes = [importing.take(comment) for comment in comments]
    columns = _named(comments.tables, {**before, **said}, chosen)
    plan = Plan(root, handbook, workshop, report, importing.items, importing.values, importing.held, columns)
    _check_size(plan)
    return plan


def _named(tables: list[Table], said: dict[str, str], chosen: Chosen) -> dict[str, str]:
    """What was said of columns, by their headings where they have one: a letter may mean another column next time."""
    named: dict[str, str] = {}
    for name, role in said.items():
        headings = [
            column.heading for table in tables for column in table.columns if column.chosen and column.role == role
        ]
        exact = [heading for heading in headings if Chosen({name: role}).places([heading])]
        if re.fullmatch(r"\d{1,3}|[A-Za-z]{1,2}", name.strip()) and not any(
            len(h.split()) == 1 and h == name for h in headings
        ):
            for table in tables:
                for place in Chosen({name: role}).places([column.heading for column in table.columns]):
                    named[table.columns[place].heading.strip() or name] = role
        else:
            named[" ".join(exact[0].split()) if exact else name] = role
    return named


def _check_size(plan: Plan) -> None:
    """Refuse what would not fit, with the true number that does: a workshop's file is read up to a size."""
    path = plan.handbook.workshop_places[plan.workshop.id].file.path
    size = path.stat().st_size
    sizes = [sum(len(row.encode()) + 5 for rows in item for row in rows) for item in plan.items]
    if size + sum(sizes) <= MOST_BYTES:
        return
    fit, room = 0, MOST_BYTES - size
    while fit < len(sizes) and room >= sizes[fit]:
        room -= sizes[fit]
        fit += 1
    shown = plan.report.into
    raise Problems(
        [
            Problem(
                shown,
                0,
                f"With these {len(sizes)} comments {shown} would have {(size + sum(sizes)) / 1e6:.1f} MB. "
                f"A workshop's file holds {MOST_BYTES / 1e6:.0f} MB at the most: about the first {fit} comments fit.",
                "Nothing was written. Leave out a column that asks for little (--ignore), or put the rest into "
                "workshops of "
                "their own, one for each day or table.",
            )
        ]
    )


def import_feedback(
    root: Path, workshop_id: str, paths: Path | Sequence[Path], dry_run: bool = False, **options: Any
) -> Report:
    """Put the feedback of files at the end of a workshop's file, as open, and say what became of every comment.

    With `dry_run` everything is tried and nothing written. The other options are those of `plan_import`.
    """
    plan = plan_import(root, workshop_id, paths, **options)
    if not dry_run:
        return plan.write()
    plan.try_()
    return plan.report


def _workshop(root: Path, workshop_id: str) -> tuple[Handbook, model.Workshop]:
    handbook, problems = read_all(root)
    workshop = handbook.workshops.get(workshop_id) if handbook else None
    if handbook is not None and workshop is not None:
        return handbook, workshop
    own = f"data/workshops/{workshop_id}.yml"
    unreadable = [problem for problem in problems if handbook is None or problem.file == own]
    near = did_you_mean(workshop_id, handbook.workshops if handbook else ())
    raise Problems(unreadable or [Problem("data/workshops", 0, f'There is no workshop "{workshop_id}".', near)])


def _warnings(comments: Comments, workshop: model.Workshop) -> list[str]:
    found = []
    for other in dict.fromkeys(comments.iterations):
        if other and other != workshop.shown:
            which = "The file is" if comments.files == 1 else f"{comments.iterations.count(other)} pieces are"
            was = f"{workshop.shown} was shown" if workshop.shown else "no iteration of this handbook was shown"
            found.append(f"{which} about iteration {other}, and {was} at this workshop.")
    if not workshop.is_meeting:
        kind = WORKSHOP_KIND[workshop.kind].title.lower()
        found.append(f"This is a {kind}. What people said belongs to the workshop where they said it.")
    return found


# -- what there is -------------------------------------------------------------------------------------


def listed(handbook: Handbook, status: str = "") -> list[str]:
    """The feedback as lines for a terminal, by workshop: counts, then each item's status, theme and first words."""
    lines: list[str] = []
    for workshop in handbook.in_time():
        items = [item for item in workshop.feedback if not status or item.status == status]
        states = dict.fromkeys(item.status for item in workshop.feedback)
        counts = {state: sum(item.status == state for item in workshop.feedback) for state in states}
        counted = ", ".join(f"{number} {state}" for state, number in counts.items()) or "nothing is recorded"
        lines.append(f"{workshop.title}: {counted}")
        for item in items:
            words = shortened(" ".join(item.said.split()), FIRST_WORDS)
            lines.append(f"  {item.status:<8}  {item.id}  {item.theme}: {words}")
    return lines
