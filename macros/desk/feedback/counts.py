"""Tables of counts: what a survey tool adds up, and a row of sums below a table. Nobody said any of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from macros.desk.feedback.headings import plain
from macros.desk.feedback.shapes import Line

_LISTED = re.compile(
    r"(?:answer |response )?(?:choices?|options?)|answers?|responses?|statements?|row labels|values?|labels?|words?"
)
"""What stands above that which was counted, where it stands beside counts alone."""
_COUNTED = re.compile(
    r"(?:response |total )?(?:counts?|percent(?:age)?|totals?|responses?|votes?|frequency|number|share)|n|"
    r"(?:weighted )?average|mean|median|std(?: |\.)?dev(?:iation)?|variance|minimum|maximum|score"
)
_PIVOT = re.compile(r"(?:counta?|sum|average|min|max) of .*", re.I | re.S)
_FIGURE = re.compile(r"[-+]?\d[\d,. ]*%?|-|")
_SUM = re.compile(r"(?:grand |sub ?-?)?totals?|averages?|mean|sum|overall", re.I)


def counts_below(cells: Sequence[str]) -> bool:
    """Whether a row of headings names what was counted and nothing but counts of it."""
    known = [plain(cell) for cell in cells if cell.strip()]
    if len(known) < 2 or not _LISTED.fullmatch(known[0]):
        return False
    return all(_COUNTED.fullmatch(name) for name in known[1:])


def is_counted(headings: Sequence[str], lines: Sequence[Line]) -> bool:
    """Whether a table holds counts of answers, beside what was counted: a summary, and no answers."""
    if any(_PIVOT.fullmatch(heading.strip()) for heading in headings):
        return True
    figures = (_FIGURE.fullmatch(_at(line, place)) for line in lines for place in range(1, len(headings)))
    return counts_below(headings) and all(figures)


def is_sum(line: Line, text: str) -> bool:
    """Whether a row only adds up those above it: what stands where words are calls it so, and the rest are figures."""
    others = [cell.strip() for cell in line.cells if cell.strip() and cell.strip() != text.strip()]
    return bool(_SUM.fullmatch(text.strip()) and others and all(map(_FIGURE.fullmatch, others)))


def _at(line: Line, place: int) -> str:
    cell = line.cells[place].strip() if place < len(line.cells) else ""
    return "" if cell.casefold() in ("answered", "skipped") else cell
