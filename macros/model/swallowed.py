"""Words that YAML takes in silence and no writer meant to lose: remarks, names and list items run into a value.

A file whose words were swallowed is well formed, so nothing else notices. What can be told mechanically is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import yaml

from macros.model import elements, records
from macros.model.fields import Record

GUESS = "# TODO: choose"
"""The one remark that may stand behind a value: our mark for a guess, which a skeleton leaves."""

HEARD = "said"
"""The field with what somebody said: people write as they like."""

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001fffe\U0001ffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
"""Letters that nobody can see: controls, what turns the direction of writing, what has no width, what stands for a
letter that was lost."""

_OTHER_SPACE = "[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SPACE_IN_FORM = re.compile(rf"^ *(?:{_OTHER_SPACE}|(?:- +)*(?:-{_OTHER_SPACE}|[a-z][a-z0-9_-]*:{_OTHER_SPACE}))")
_BLOCK_BEGINS = re.compile(r"(?:^|[:-] +)[>|][+-]?[0-9]?[+-]? *(?:#.*)?$")
_ITEM = re.compile(r"\s+(?:[-*•]|\d+[.)]|\(\w+\)|[a-z]\))(?:\s|$)")
_NAME = re.compile(r" *(?:- )?([a-z_]+):(?: |$)")
_RUN_ON = re.compile(r"\S\s+- +\S")
_NUMBER_CUT = re.compile(r"[0-9],$")
_RUN_ON_AFTER_STOP = re.compile(r"[.!?][\"”’)\]]*\s+- +\S")


def rows_of(text: str) -> list[str]:
    """The lines of a text as an editor counts them."""
    return re.split(r"\r\n|\r|\n", text)


def unseen_in(text: str) -> tuple[int, str] | None:
    """The first letter of a text that nobody can see: its line, and its number as character tables have it."""
    for found in UNSEEN.finditer(text):
        if found[0] != "\r":
            line = len(rows_of(text[: found.start()]))
            return line, f"U+{ord(found[0]):04X}"
    return None


def space_in_form(rows: list[str]) -> int:
    """The first line on which some other space stands where YAML wants a plain one; 0 if there is none.

    Within a block of words, any space will do.
    """
    if not re.search(_OTHER_SPACE, "\n".join(rows)):
        return 0
    block: int | None = None
    for number, row in enumerate(rows, 1):
        indent = len(row) - len(row.lstrip(" "))
        if block is not None and (not row.strip() or indent > block):
            continue
        block = indent if _BLOCK_BEGINS.search(row) else None
        if _SPACE_IN_FORM.match(row):
            return number
    return 0


def swallowed(node: yaml.ScalarNode, rows: list[str], key: str, in_list: bool) -> Iterator[tuple[int, str, str]]:
    """What a single value has swallowed: the line, what is wrong, and what to do.

    `rows` are the lines of the file, `key` the name under which the value stands, alone or in a list.
    """
    first, last = node.start_mark.line, node.end_mark.line
    if not node.style:
        if re.match(r"[0-9]{3}(?![0-9])", node.value) and _NUMBER_CUT.search(rows[first][: node.start_mark.column]):
            yield (
                first + 1,
                f"A number is cut in two at its comma: within brackets a comma parts items, and "
                f'"{node.value[:30]}" has become one of its own.',
                "Put quotes round the words with the number.",
            )
        behind = rows[last][node.end_mark.column :] if last < len(rows) else ""
        if re.match(r"\s*#", behind) and behind.strip() != GUESS and not (node.value == "" and last > first):
            yield (
                last + 1,
                f'"{behind.strip()}" is read as a remark and is lost: everything after a space and # is.',
                "If it belongs to the words, put quotes round all of them. If it is a remark, give it a line of "
                "its own.",
            )
        if last > first and not in_list:
            yield (
                first + 1,
                f'The words of "{key}" run on over the next line. A name may have been lost there.',
                f"Write {key}: >- and begin the words on the next line, indented; or keep them on one line.",
            )
    elif node.style in "|>":
        yield from _in_block(node, rows)
    run_on = None if key == HEARD else (_RUN_ON if in_list and node.style != "|" else _RUN_ON_AFTER_STOP)
    if run_on:
        for place, row in enumerate(node.value.split("\n")):
            if found := run_on.search(row.strip()):
                yield (
                    min(first + 1 + (place if node.style == "|" else 0), last + 1),
                    f'Two items of a list may have run together: "{row.strip()[max(0, found.start() - 30) :][:70]}".',
                    "Give each item a line and a hyphen of its own. For a dash write a comma, or –.",
                )
                return


def _in_block(node: yaml.ScalarNode, rows: list[str]) -> Iterator[tuple[int, str, str]]:
    """A name of ours that became words of a block; and a line that its indent tore from its paragraph."""
    before = ""
    for number in range(node.start_mark.line + 1, min(node.end_mark.line, len(rows))):
        row = rows[number]
        name = _NAME.match(row)
        if name and name[1] in _names() and (not before or before.endswith(tuple(".!?:)]>|"))):
            yield (
                number + 1,
                f'"{name[1]}:" stands within the words above it, and is read as one of them.',
                "Move it out to the indent of the other names, or write the sentence in another way.",
            )
            return
        before = row.strip()
    if node.style != ">":
        return
    in_list = False
    for row in node.value.split("\n"):
        if not row.strip():
            in_list = False
        elif re.match(r"(?:[-*]|\d+[.)])\s", row) or _ITEM.match(row):
            in_list = True
        elif row[0] in " \t" and not in_list:
            number = next(
                (n for n in range(node.start_mark.line + 1, len(rows)) if rows[n].strip() == row.strip()),
                node.start_mark.line,
            )
            yield (
                number + 1,
                "This line stands further in than the words around it, which breaks the paragraph here.",
                "Give it the same indent as the lines around it.",
            )
            return


@cache
def _names() -> frozenset[str]:
    """Every name that a field of ours has."""
    assert elements and records  # so that every class is known
    found: set[str] = set()
    left: list[type[Record]] = [Record]
    while left:
        cls = left.pop()
        found.update(cls.model_fields)
        left += cls.__subclasses__()
    return frozenset(found)
