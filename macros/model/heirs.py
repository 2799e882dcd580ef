"""What became of a field or a column: one heir, several (it was split), or one that others share (they were merged).

A field and a column name their earlier ids (`was`). The same id under several is a split; several under one, a merge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from macros.model.handbook import Handbook
from macros.model.tools import Column, TemplateField, Tool


def heirs(tool: Tool) -> dict[str, list[str]]:
    """What a field or a column was called before, with all that it is now: `old`, `table.old`, `other-tool/old`."""
    found: dict[str, list[str]] = {}
    for field in tool.fields:
        for old in field.was:
            found.setdefault(old, []).append(field.id)
        for column in field.columns:
            for old in column.was:
                found.setdefault(f"{field.id}.{old}", []).append(f"{field.id}.{column.id}")
    return found


def shared(tool: Tool) -> list[str]:
    """The earlier names that were split or merged, in order: those whose words need somebody who looks at them."""
    found = heirs(tool)
    often = Counter(heir for names in found.values() for heir in names)
    return [old for old, names in found.items() if len(names) > 1 or often[names[0]] > 1]


def then(handbook: Handbook, tool: Tool, old: str) -> Iterator[TemplateField | Column]:
    """What an earlier name stood for, in each iteration that had it, the newest first. `old` as in `heirs`."""
    other, _, name = old.rpartition("/")
    name, _, column = name.partition(".")
    today = next((field for field in tool.fields if field.id == name), None)
    names = {name, *(today.was if today and column else ())}
    for iteration in reversed(handbook.iterations.values()):
        of = next(
            (each for each in iteration.of("tool") if each.id in ({other} if other else {tool.id, *tool.was})), None
        )
        for field in of.fields if of else ():
            if field.id in names:
                yield from (each for each in field.columns if each.id == column) if column else [field]
