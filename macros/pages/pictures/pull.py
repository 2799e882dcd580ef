"""A tension as a pull between two goods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from macros.model.marks import plain
from macros.pages.pictures.labels import WIDE, Label, in_short, middled, words

# -- a tension -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rung:
    """A safeguard between the two goods: in short, and the box of its words."""

    safeguard: str
    short: str
    y: float
    height: float
    label: Label


@dataclass(frozen=True)
class Pull:
    """Two uprights that are pulled apart, and the rungs that hold them."""

    width: float
    height: float
    left: float
    right: float
    top: float
    ends: tuple[Label, Label]
    rungs: tuple[Rung, ...]


def pull(tension: Any, wide: int = WIDE) -> Pull:
    """A tension as a ladder: each upright is one of the goods, and pulls away; each rung is a safeguard."""
    edge = 34.0
    left, right = edge, wide - edge
    one = words(tension.one_good, wide / 2 - 60, "name", left + 14)
    other = words(tension.other_good, wide / 2 - 60, "name", right - 14, anchor="end")
    top = max(one.height, other.height) + 14
    y, rungs = top + 18, []
    for guard in tension.safeguards:
        short = in_short(guard.safeguard)
        label = words(short, right - left - 64, "text", wide / 2, anchor="middle")
        tall = label.height + 12
        rungs.append(Rung(plain(guard.safeguard), short, y, tall, middled(label, y + tall / 2)))
        y += tall + 10
    middle = top / 2
    return Pull(wide, y + 4, left, right, top, (middled(one, middle), middled(other, middle)), tuple(rungs))
