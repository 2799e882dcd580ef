"""Dates of which a part may be missing, and numbers, as readers say them."""

from __future__ import annotations

from typing import Any

MONTHS = ("January February March April May June July August September October November December").split()


def date_in_words(value: Any) -> str:
    """A date, or the part of one that is known, as readers say it: 6 September 2024, November 2024, 2024."""
    year, month, day = (*str(value).split("-"), "", "")[:3]
    return " ".join(filter(None, (str(int(day)) if day else "", MONTHS[int(month) - 1] if month else "", year)))


def quantity(value: float, unit: str | None) -> str:
    """A number as readers write it: £480,000, -£81,000, 12 hours a month."""
    digits = f"{abs(value):,}"
    sign = "\u2212" if value < 0 else ""
    return f"{sign}£{digits}" if unit == "pounds" else f"{sign}{digits}{f' {unit}' if unit else ''}"
