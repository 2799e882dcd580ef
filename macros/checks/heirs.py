"""Earlier ids of fields and columns that lead somewhere: what was written then has a place that can hold it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import PurePath

from macros.basics.problems import Problem, did_you_mean
from macros.model.handbook import Handbook
from macros.model.heirs import then
from macros.model.tools import Column, TemplateField, Tool
from macros.model.yamlfiles import Path_


def check_heirs(handbook: Handbook, spoiled: Set[str] = frozenset()) -> list[Problem]:
    """Every earlier id in the draft's tools was one, and each heir can hold what it held: rows need a table.

    `spoiled` are files of released iterations that are not as they were released: a tool that stands in one, or in
    one that cannot be read, is not asked about, for its earlier ids may be gone through no fault of the draft's.
    """
    problems = []
    unknown = {PurePath(file).stem for file in spoiled}
    unknown |= {id_ for iteration in handbook.iterations.values() for id_ in iteration.unread}
    for tool in handbook.draft.of("tool"):
        elsewhere = {old.rpartition("/")[0] for field in tool.fields for old in field.was}
        if unknown & {tool.id, *tool.was, *elsewhere}:
            continue
        place = handbook.draft.places["tool", tool.id]
        for path, what, do in _wrong(handbook, tool):
            problems.append(Problem(place.file.shown, place.line(path), what, do))
    return problems


def _wrong(handbook: Handbook, tool: Tool) -> Iterator[tuple[Path_, str, str]]:
    for n, field in enumerate(tool.fields):
        for old in field.was:
            before = next((each for each in then(handbook, tool, old) if isinstance(each, TemplateField)), None)
            path: Path_ = ("fields", n, "was")
            if before is None:
                yield path, f'No iteration has a field "{old}" of this tool.', _like(handbook, tool, old)
            elif (before.type == "table") != (field.type == "table"):
                rows = (
                    "rows, and this field is no table" if before.type == "table" else "words, and this field is a table"
                )
                yield (
                    path,
                    f'"{old}" held {rows}: what was written there has no place here.',
                    "Name it in a field that can hold it, or take it out: the answer is kept and shown all the same.",
                )
        for at, column in enumerate(field.columns):
            for old in column.was:
                if not any(isinstance(each, Column) for each in then(handbook, tool, f"{field.id}.{old}")):
                    yield (
                        ("fields", n, "columns", at, "was"),
                        f'No iteration has a column "{old}" in this table.',
                        "Name the id that the column had, in this table or under an earlier id of it.",
                    )


def _like(handbook: Handbook, tool: Tool, old: str) -> str:
    """What may have been meant."""
    known = [
        field.id
        for iteration in handbook.iterations.values()
        for each in iteration.of("tool")
        if each.id in {tool.id, *tool.was}
        for field in each.fields
    ]
    return did_you_mean(old, known) or "Name an id that the field had in a release, as other-tool/id if it moved."
