"""Dates of which a part may be missing, and numbers, as readers say them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

PARTIAL_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
"""How a date is written of which the day, or the month too, may be missing."""

MONTHS = ("January February March April May June July August September October November December").split()


def date_parts(value: Any) -> tuple[str, str, str]:
    """Year, month and day in figures, each empty if it is not known."""
    year, month, day, *_ = (*str(value or "").split("-"), "", "", "")
    return year, month, day


def earliest(value: Any) -> dt.date:
    """The first day that a date may mean, of which the day or the month may be missing."""
    year, month, day = date_parts(value)
    return dt.date(int(year), int(month or 1), int(day or 1))


def why_no_date(value: str) -> str:
    """Why a date of which parts may be missing cannot be one; nothing if it can."""
    if not re.fullmatch(PARTIAL_DATE, value):
        return "is not written as a date"
    year, month, _ = date_parts(value)
    if int(year) < 1000:
        return f"names the year {year}"
    if month and not 1 <= int(month) <= 12:
        return f"names month {month}, and a year has twelve"
    try:
        earliest(value)
    except ValueError:
        return f"names a day that {MONTHS[int(month) - 1]} {year} does not have"
    return ""


def month_name(month: str) -> str:
    """The name of a month given in figures; nothing for none."""
    return MONTHS[int(month) - 1] if month else ""


def date_in_words(value: Any) -> str:
    """A date, or the part of one that is known, as readers say it: 6 September 2024, November 2024, 2024."""
    year, month, day = date_parts(value)
    return " ".join(filter(None, (str(int(day)) if day else "", month_name(month), year)))


def quantity(value: float, unit: str | None) -> str:
    """A number as readers write it: £480,000, -£81,000, 12 hours a month."""
    digits = f"{abs(value):,}"
    sign = "\u2212" if value < 0 else ""
    return f"{sign}£{digits}" if unit == "pounds" else f"{sign}{digits}{f' {unit}' if unit else ''}"
