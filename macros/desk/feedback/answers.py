"""The cells of a table as comments: each answer by itself, its question as the theme, and each row that holds none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from macros.desk.feedback.choosing import Column
from macros.desk.feedback.contents import day_first, day_of, is_closed, is_yes_or_no
from macros.desk.feedback.counts import is_sum
from macros.desk.feedback.forms import form_of, has_form
from macros.desk.feedback.headings import (
    CHOICE,
    CONSENT,
    DATE,
    ELEMENT,
    FINGERPRINT,
    INSTEAD,
    OPEN,
    PAGE,
    PERSON,
    SOURCE,
    THEME,
    UNREAD,
    WORDS,
    bare,
    meaning,
    plain,
    refuses,
)
from macros.desk.feedback.layout import Laid
from macros.desk.feedback.shapes import NESTED, Comment, Line, says_nothing, shortened

_TRIAL = re.compile(r"(?:survey )?(?:preview|test)|test response|spam", re.I)
"""What survey tools say of a row that was made while the form was tried out."""


_SUBJECT = re.compile(r"(?:post |card |idea |item )?(?:subject|title)s?")
"""What somebody wrote above their words, and sometimes nothing else."""


def comments_of(laid: Laid, columns: list[Column]) -> list[Comment]:
    """Every comment of a table: each cell of words by itself, and each row that holds none."""
    words = [column for column in columns if column.role == WORDS]
    instead = next((column for column in columns if column.role == INSTEAD), None)
    if not words and instead:
        words, instead = [instead], None
    asked = theme_of(laid.asked) if laid.asked and all(column.asks != OPEN for column in words) else ""
    several = len([column for column in words if column.asks == OPEN]) > 0
    dates = next((column.place for column in columns if column.role == DATE), None)
    first = day_first(_cell(line, dates) for line in laid.lines) if dates is not None else None
    others = [
        column
        for column in columns
        if column.doubtful
        and column.role in (UNREAD, PERSON, CHOICE)
        or column.role == UNREAD
        and column.answers
        and not column.chosen
        and "another" not in column.why
    ]
    subjects = [
        column.place
        for column in columns
        if column.role in (THEME, UNREAD) and not column.chosen and _SUBJECT.fullmatch(plain(column.heading))
    ]
    status = [column.place for column in columns if plain(column.heading) in ("status", "response type")]
    consents = [column for column in columns if column.role == CONSENT]
    found: list[Comment] = []
    for line in laid.lines:
        base = Comment(line.number, theme=asked, asked=asked, noun=laid.noun)
        line = _rejoined(line, laid, words)
        if line.wrong:
            found.append(replace(base, wrong=line.wrong))
            continue
        values: dict[str, Any] = {
            column.role: _cell(line, column.place)
            for column in columns
            if column.role in (THEME, DATE, PAGE, ELEMENT, SOURCE, FINGERPRINT)
        }
        values[DATE] = day_of(values.get(DATE, ""), first)
        values[THEME] = values.get(THEME, "") or asked
        base = replace(base, **{name: value for name, value in values.items() if NESTED not in value})
        subject = next(filter(None, (_cell(line, place) for place in subjects)), "")
        if subject and base.theme and subject != base.theme:
            base = replace(base, theme=f"{base.theme}: {subject}")
        if laid.hold is not None and _cell(line, laid.hold):
            base = replace(base, hold=_cell(line, laid.hold))
        if any(refuses(column.heading, _cell(line, column.place)) for column in consents):
            base = replace(base, hold="its writer does not want it published")
        if line.number in laid.rejoined:
            base = replace(base, notes=("its commas were not quoted, and were put back: look at it",))
        if any(_TRIAL.fullmatch(_cell(line, place)) for place in status):
            found.append(replace(base, wrong="it is a trial of the form, and nobody's answer"))
            continue
        before = len(found)
        for column in words:
            text = _cell(line, column.place)
            other = _cell(line, instead.place) if instead else ""
            found += (
                [replace(base, where=column.letter, nothing=text.strip())]
                if is_sum(line, text)
                else _comment(base, column, text, other, several and len(words) > 1)
            )
        if len(found) == before and subject and not says_nothing(subject):
            found.append(replace(base, said=subject, theme="" if base.theme == subject else values[THEME]))
        elif len(found) == before:
            left = [column.letter for column in others if _cell(line, column.place).strip()]
            note = (f"nothing in the columns that are read, but there are words in {', '.join(left)}",) if left else ()
            found.append(replace(base, notes=note))
    return found


def _comment(base: Comment, column: Column, text: str, instead: str, several: bool) -> list[Comment]:
    """What one cell says: a comment, several that our form made, or nothing."""
    base = replace(base, where=column.letter)
    if NESTED in text or NESTED in instead:
        return [replace(base, wrong="it holds a list or a group where text should be")]
    if not text.strip() and not instead.strip():
        return []
    if has_form(text):
        form = form_of(text, "")
        if form.comments:
            return [replace(piece, number=base.number, where=base.where, noun=base.noun) for piece in form.comments]
    closed = is_closed(text) if column.mixed else is_yes_or_no(text)
    if (says_nothing(text) or closed) and (not instead.strip() or says_nothing(instead)):
        return [replace(base, nothing=" ".join((text or instead).split())[:30] or "nothing")]
    text, instead = ("" if says_nothing(part) else part for part in (text, instead))
    if column.asks != OPEN:
        return [replace(base, said=text, instead=instead)]
    heading = theme_of(column.heading)
    theme = f"{base.theme}: {heading}" if base.theme and several else base.theme or heading
    return [replace(base, said=text, instead=instead, theme=theme if len(theme) < 200 else heading, asked=heading)]


def theme_of(heading: str) -> str:
    """A question as a theme: on one line, without its number and what is said to those who fill in a form."""
    text = " ".join(re.sub(r"<[^<>]*>|\{\{[^{}]*\}\}[,:]?", " ", heading).split())
    if "_" in text and " " not in text:  # what_would_you_change
        text = text.replace("_", " ").strip().capitalize()
    before, _, after = text.rpartition(": ")
    if before and meaning(after).asks and len(after.split()) > 2:
        text = after
    text = bare(text)
    return shortened(text.strip(" :*") or heading.strip())


def _rejoined(line: Line, laid: Laid, words: list[Column]) -> Line:
    """A row with more cells than there are headings: if the last column holds words, its commas are put back."""
    more = line.cells[laid.width :]
    if not any(cell.strip() for cell in more):
        return line
    if words and words[-1].place == laid.width - 1 and laid.sign:
        laid.rejoined.add(line.number)
        return replace(line, cells=(*line.cells[: laid.width - 1], laid.sign.join(line.cells[laid.width - 1 :])))
    why = (
        "it has more cells than there are headings: text that holds a comma or semicolon wants quotation marks round it"
    )
    return replace(line, wrong=why)


def _cell(line: Line, place: int) -> str:
    return line.cells[place].strip() if place < len(line.cells) else ""
