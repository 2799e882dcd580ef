"""Files of feedback to comments in order, with what was noticed on the way: where files and columns meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from macros.basics.problems import Problem, Problems
from macros.desk.feedback.choosing import Chosen, Table, unknown_columns
from macros.desk.feedback.columns import read_tables
from macros.desk.feedback.personal import personal_data
from macros.desk.feedback.reading import read_files
from macros.desk.feedback.shapes import Comment, Given


class Comments(list[Comment]):
    """The comments of files in order, with what was noticed while reading them."""

    def __init__(self, comments: Iterable[Comment] = ()) -> None:
        super().__init__(comments)
        self.warnings: list[str] = []
        self.iterations: list[str] = []
        self.tables: list[Table] = []
        self.how: list[str] = []
        self.unread: list[str] = []
        self.files = 1

    @property
    def iteration(self) -> str:
        """The iteration that they are about, if a file says it."""
        return self.iterations[0] if self.iterations else ""


def read_feedback(paths: Path | Sequence[Path], chosen: Chosen | None = None) -> Comments:
    """Read files of feedback, of any kind, with what was said about their columns.

    Returns their comments, the empty and the unusable among them. Raises `Problems` if none of the files
    can be read, or if a column is named that none of them has.
    """
    paths = [paths] if isinstance(paths, (str, Path)) else list(paths)
    chosen = chosen or Chosen()
    given, problems = read_files(paths)
    found = Comments()
    found.files = max(1, len(given) + len(problems))
    for file in given:
        try:
            _gather(found, file, chosen)
        except Problems as problem:
            problems += problem.problems
    named = {said: role for said, role in chosen.as_.items() if said not in chosen.met and not said.startswith("\n")}
    if found.tables and (missing := unknown_columns(Chosen(named, chosen.met), found.tables)):
        raise Problems(missing)
    if problems and not found and not found.tables:
        raise Problems(problems)
    found.unread = [f"{file_shown(problem.file)}: {problem.what} {problem.do}".strip() for problem in problems]
    return found


def _gather(found: Comments, file: Given, chosen: Chosen) -> None:
    name = file_shown(file.name)
    comments = [replace(comment, file=name) for comment in file.comments]
    tables: list[Table] = []
    for grid in file.grids:
        try:
            tables += read_tables(grid, chosen)
        except Problems as problems:
            if len(file.grids) == 1 and not comments:
                raise
            found.warnings += [f"{file_shown(grid.name)} was not read. {problems.problems[0].what}"]
    if file.grids and not tables and not comments:
        do = 'Call the column with the words "said", "comment" or "feedback", in the first row.'
        raise Problems([Problem(file.name, 0, "No column of any sheet says what was said.", do)])
    for table in tables:
        table.name = file_shown(table.name)
        comments += [replace(comment, file=table.name) for comment in table.comments]
    found += [comment.cleaned() for comment in comments]
    found.tables += tables
    found.iterations += file.iterations
    found.warnings += [warning if found.files == 1 else f"{name}: {warning}" for warning in file.warnings]
    if file.how and not tables:
        found.how.append(f"{name}: {file.how}")


def file_shown(name: str) -> str:
    return name if not personal_data(re.sub(r"[_.-]+", " ", name)) and not personal_data(name) else "the file"
