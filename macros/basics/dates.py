"""Dates of which a part may be missing, and numbers, as readers say them."""

from __future__ import annotations

import datetime as dt
import os
import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

from macros.basics.problems import Problem, Problems

PARTIAL_DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
"""How a date is written of which the day, or the month too, may be missing."""

MONTHS = ("January February March April May June July August September October November December").split()


EPOCH = "SOURCE_DATE_EPOCH"
"""The variable by which a build is told what time it is: seconds since 1970. See reproducible-builds.org."""


def today(env: Mapping[str, str] | None = None) -> dt.date:
    """The day that it is: as SOURCE_DATE_EPOCH says, if it is set, and otherwise as the clock does.

    Nothing but this asks the clock for a day. Raises `Problems` if the variable holds no seconds.
    """
    moment = told_moment(env)
    return moment.date() if moment else dt.date.today()


def told_moment(env: Mapping[str, str] | None = None) -> dt.datetime | None:
    """The moment that SOURCE_DATE_EPOCH tells, in UTC, or None where it is not set. Raises `Problems` if it is none."""
    said = (os.environ if env is None else env).get(EPOCH, "")
    if not said:
        return None
    try:
        if not re.fullmatch("[0-9]+", said):
            raise ValueError
        return dt.datetime.fromtimestamp(int(said), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise Problems(
            [Problem(EPOCH, 0, f'"{said}" is no moment.', "Give the seconds since 1970, or unset it.")]
        ) from None


def date_parts(value: Any) -> tuple[str, str, str]:
    """Year, month and day in figures, each empty if it is not known."""
    year, month, day, *_ = (*str(value or "").split("-"), "", "", "")
    return year, month, day


def earliest(value: Any) -> dt.date:
    """The first day that a date may mean, of which the day or the month may be missing."""
    year, month, day = date_parts(value)
    return dt.date(int(year), int(month or 1), int(day or 1))


def latest(value: Any) -> dt.date:
    """The last day that a date may mean, of which the day or the month may be missing."""
    year, month, day = date_parts(value)
    last = int(month or 12)
    return dt.date(int(year), last, int(day or monthrange(int(year), last)[1]))


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
