"""Words in a picture: where they stand, and how they break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from macros.model.marks import plain
from macros.pages.pictures.lettering import broken
from macros.pages.voices import in_lines

WIDE, NARROW = 672, 328
"""The measure of the text, and what is left of 360 pixels between the margins of a phone."""


TYPE = {
    "small": (13, 17, False),
    "text": (14, 18, False),
    "strong": (14, 18, True),
    "name": (16, 20, True),
    "big": (20, 25, True),
}
"""For each size of words: the size, the distance from line to line, and whether it is bold."""


@dataclass(frozen=True)
class Label:
    """Words in lines. `x` is their left edge, middle or right edge, as `anchor` says; `y` is the first line's base."""

    x: float
    y: float
    lines: tuple[str, ...]
    style: str = "text"
    anchor: str = "start"
    upright: bool = False
    """Turned to read from below, where there is no room across."""

    @property
    def leading(self) -> int:
        """From line to line."""
        return TYPE[self.style][1]

    @property
    def height(self) -> int:
        """From the top of the first line to the bottom of the last."""
        return self.leading * len(self.lines)

    @property
    def rows(self) -> list[tuple[float, str]]:
        """Each line with its base."""
        return [(self.y + number * self.leading, line) for number, line in enumerate(self.lines)]


def words(text: Any, room: float, style: str, x: float = 0, top: float = 0, anchor: str = "start") -> Label:
    """Words broken to fit `room`, hung from `top`."""
    size, leading, bold = TYPE[style]
    lines = in_lines(text, broken(plain(text), room, size, bold))
    return Label(x, round(top + leading * 0.5 + size * 0.36, 1), lines, style, anchor)


def middled(label: Label, middle: float) -> Label:
    """The same words, with their middle at a height."""
    size = TYPE[label.style][0]
    return Label(
        label.x,
        round(middle - label.height / 2 + label.leading * 0.5 + size * 0.36, 1),
        label.lines,
        label.style,
        label.anchor,
    )


def count_of(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 change, 9 changes."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def in_short(text: str) -> str:
    """A sentence up to its first pause, without the full stop: enough to know it by. The page has the whole of it."""
    first = re.split(r"(?<=\w)[,.;:](?:\s|$)", plain(text))[0]
    return first if len(first.split()) >= 3 else plain(text).rstrip(".")
