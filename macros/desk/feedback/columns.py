"""Which column of a table is what: shown before anything is written, corrected by hand, and turned into comments.

A column about the person who answers is never taken as words, whatever it holds, unless somebody says so by name.
"""

from __future__ import annotations

import re

from macros.basics.problems import Problem, Problems
from macros.desk.feedback.answers import comments_of
from macros.desk.feedback.choosing import Chosen, Column, Table, heading_shown
from macros.desk.feedback.contents import Profile, profile
from macros.desk.feedback.counts import is_counted
from macros.desk.feedback.headings import (
    CHOICE,
    CLOSED,
    CONSENT,
    DATE,
    ELEMENT,
    EMPTY,
    FINGERPRINT,
    GENERIC,
    INSTEAD,
    MAYBE,
    META,
    OPEN,
    PAGE,
    PERSON,
    RATING,
    SOURCE,
    THEME,
    UNREAD,
    WORDS,
    bare,
    meaning,
    picks,
    plain,
)
from macros.desk.feedback.layout import Laid, laid_out
from macros.desk.feedback.personal import perhaps_named, personal_data
from macros.desk.feedback.shapes import Grid

SHOWN = {
    INSTEAD: "what should be said instead",
    THEME: "the theme",
    DATE: "the day",
    PAGE: "the page",
    ELEMENT: "the element",
    SOURCE: "the source",
    FINGERPRINT: "the mark by which a comment is known again",
    PERSON: "about the person: not read",
    META: "not read",
    EMPTY: "empty",
    CONSENT: "whether it may be published: where it says no, what was said is held back",
}
_KINDS = {
    "number": "numbers: not read",
    "yes-no": "yes or no: not read",
    "rating": "ratings: not read",
    "date": "days or times: not read",
    "code": "codes: not read",
    "link": "addresses: not read",
    "few": "the same few answers: not read",
    "personal": "seems personal: not read",
}


_OTHER = re.compile(
    r"(?:(?:if )?(?:you )?(?:(?:selected|chose|ticked|answered|picked|said) )?(?:others?|other text)"
    r"(?: (?:above|here))?(?: please (?:specify|state|describe|say|tell us|give details|explain))?"
    r"|please (?:specify|state)|other answer)"
    r"(?: (?:max(?:imum)?|up to) \d+ (?:characters|words|letters))?"
)


_QUESTION = re.compile(r"(?:poll |survey )?(?:questions?|prompt)(?: text)?|poll text")
"""The heading of a column that says what was asked, beside one with the answers."""
_BOARD = ("type", "kind", "list", "lane", "group", "status", "stage", "frame", "cluster", "parent", "tags")
"""Headings of a column that may hold the headings of a board."""


def read_tables(grid: Grid, chosen: Chosen) -> list[Table]:
    """The tables of a grid, each with its columns and comments. Raises `Problems` if no column says what was said."""
    tables, found = [], []
    for laid in laid_out(grid, set(map(plain, chosen.as_))):
        if is_counted(laid.headings, laid.lines) and not chosen.places(laid.headings):
            what = "It holds counts of answers, and not what was said."
            found.append(Problem(laid.name, 0, what, "Export the answers one by one."))
            continue
        try:
            tables.append(_read_table(laid, chosen))
        except Problems as problems:
            found += problems.problems
    if not tables:
        raise Problems(found)
    for table in tables[:1]:
        table.notes += [f"Not read: {problem.what}" for problem in found]
    return tables


def _read_table(laid: Laid, chosen: Chosen) -> Table:
    cells = [
        [line.cells[place] if place < len(line.cells) else "" for line in laid.lines] for place in range(laid.width)
    ]
    profiles = [profile(column) for column in cells]
    picked = chosen.places(laid.headings)
    columns = [
        _column(place, laid.headings[place], profiles[place], picked.get(place, "")) for place in range(laid.width)
    ]
    _settle(columns, laid, bool(picked))
    table = Table(laid.name, columns, [], list(laid.notes), headed=laid.headed)
    if not any(column.role in (WORDS, INSTEAD) for column in columns):
        raise _nothing_said(laid, columns)
    table.comments = comments_of(laid, columns)
    table.rows = sum(1 for line in laid.lines)
    return table


def _column(place: int, heading: str, cells: Profile, picked: str) -> Column:
    """One column by itself: what a person said of it, or its heading, or its cells."""
    said = meaning(heading)
    column = Column(place, heading, said.role or UNREAD, "", said.asks, cells.answers, jobs=cells.jobs)
    if picked:
        column.role, column.chosen, column.asks = picked, True, said.asks or GENERIC
        column.why = "left out, as you said" if picked == UNREAD else ""
        if picked == WORDS and (said.role not in (WORDS, INSTEAD) or said.asks != GENERIC) and plain(heading):
            column.asks = OPEN
        return column
    if not cells.filled:
        if said.role not in (WORDS, INSTEAD, THEME, DATE, PAGE, ELEMENT, SOURCE) or said.asks == CLOSED:
            column.role = EMPTY
        column.why = SHOWN[EMPTY]
    elif said.role == CONSENT:
        if cells.kind == "sentences" and cells.mean > 12:
            column.role, column.asks = WORDS, OPEN
    elif said.role == PERSON:
        column.doubtful = cells.mean >= 8
    elif said.role in (WORDS, INSTEAD):
        closed = said.asks == CLOSED and (cells.kind == "few" or cells.mean < 2.5 and cells.longest < 5)
        loose = ("number", "date", "link", "code") + (("yes-no", "rating") if said.asks != GENERIC else ())
        if cells.kind in loose:
            column.role, column.why = (RATING if cells.kind in ("number", "rating") else CHOICE), _KINDS[cells.kind]
        elif cells.kind == "personal" and cells.mean < 3:
            column.role, column.why = PERSON, _KINDS["personal"]
        elif closed and cells.answers:
            column.role, column.why = CHOICE, "short answers to a closed question: not read"
        elif picks(heading) and cells.kind != "sentences":
            column.role, column.why = CHOICE, "ticked in a list: not read"
        elif said.asks == CLOSED:
            column.asks = OPEN
        column.mixed = cells.kind == "mixed"
    elif said.role == DATE and cells.kind not in ("date", "number"):
        column.role = UNREAD
    elif said.role == THEME and said.sure > 0 and cells.mean > 12:
        column.role = UNREAD
    elif said.role == META and said.sure == MAYBE and cells.kind == "sentences":
        column.role, column.asks, column.why = WORDS, OPEN, "words, because it holds sentences"
    if column.role == UNREAD:
        _unread(column, cells)
    return column


def _unread(column: Column, cells: Profile) -> None:
    """A column whose heading says nothing: its cells decide, and whether a person should look."""
    if cells.kind in _KINDS:
        column.role = {"number": RATING, "rating": RATING, "personal": PERSON}.get(cells.kind, CHOICE)
        column.why = _KINDS[cells.kind]
    elif cells.kind == "sentences":
        column.doubtful = True
    else:
        column.why = "not read: short answers, and the heading does not say what they are"


def _settle(columns: list[Column], laid: Laid, picked: bool) -> None:
    """What the columns are together: one theme, one day; sentences are words where other columns are."""
    own = {plain(column.heading) for column in columns}
    if {"said", "status", "response", "workshop"} <= own:  # the handbook's own table of feedback
        for column in columns:
            if plain(column.heading) in ("response", "status") and not column.chosen:
                column.role, column.why = META, "what became of it: not read"
    if {"said", FINGERPRINT, "held back because"} <= own:  # what an import held back, mended
        for column in columns:
            if column.role in (WORDS, UNREAD, RATING, CHOICE) and plain(column.heading) != "said" and not column.chosen:
                column.role, column.why, column.doubtful = META, "where it came from: not read", False
    _titles(columns, own)
    _named_things(columns, own)
    _answered(columns, own)
    words = [column for column in columns if column.role == WORDS]
    answer = [column for column in words if set(plain(column.heading).split()) & set("answer answers response".split())]
    for column in words:
        if _QUESTION.fullmatch(plain(column.heading)) and answer and column not in answer:
            if not column.chosen:
                column.role = THEME
                for other in answer:  # below one heading, the answers to all questions: scores are among them
                    other.mixed = True
    options = [column for column in columns if plain(column.heading) in ("option", "options", "answer option")]
    for column in words:  # a poll added up: what was asked is nothing that was said
        if _QUESTION.fullmatch(plain(column.heading)) and options and not answer and not column.chosen:
            column.role = THEME
            for other in options:
                other.doubtful = True
    for role in (THEME, DATE, PAGE, ELEMENT, SOURCE, FINGERPRINT):
        having = [column for column in columns if column.role == role]
        having.sort(key=lambda column: (not column.chosen, meaning(column.heading).sure, not column.answers))
        for column in having[1:]:
            column.role, column.why = UNREAD, f"not read: there is another for {SHOWN[role]}"
    _board(columns, laid)
    for column, before in zip(columns[1:], columns, strict=False):
        if (
            _OTHER.fullmatch(plain(bare(column.heading)))
            and PERSON in (before.role, meaning(before.heading).role)
            and not column.chosen
        ):
            column.role, column.why = PERSON, "other answers about the person: not read"
    _turned(columns, laid)
    words = [column for column in columns if column.role in (WORDS, INSTEAD)]
    if words:
        for column in columns:
            if column.role == UNREAD and column.doubtful and not column.chosen:
                column.role, column.doubtful, column.asks = WORDS, False, OPEN if plain(column.heading) else GENERIC
                column.why = "words, because it holds sentences"
    said = [column for column in columns if column.role == WORDS]
    instead = [column for column in columns if column.role == INSTEAD]
    if len(said) != 1 or len(instead) != 1 or said[0].asks == OPEN and plain(said[0].heading) not in ("wrong", "what"):
        pair = len(said) == 1 and len(instead) == 1 and "instead" in plain(instead[0].heading).split()
        for column in instead if not pair else []:
            column.role = WORDS
            column.asks = column.asks if column.asks == GENERIC and not said else OPEN


def _answered(columns: list[Column], own: set[str]) -> None:
    """What the people who asked wrote back is nothing that was heard: marks for answers, and replies to questions."""
    counted = own & {"upvotes", "votes", "vote count", "likes", "asker name", "asker", "asked by", "answered by"}
    for column in columns:
        begins, _, question = column.heading.partition(" - ")
        marked = plain(begins) in ("points", "feedback") and plain(question) in own
        before, _, behind = column.heading.rpartition(" [")
        marked = marked or behind.strip(" ]").casefold() in ("score", "feedback") and plain(before) in own
        marked = marked or plain(column.heading) == "quiz feedback"
        marked = marked or plain(column.heading) == "comments" and "legacy comments" in own  # of those who run the form
        replied = bool(counted) and plain(column.heading) in ("reply", "replies", "answer", "answers", "answer s")
        if (marked or replied) and column.role in (WORDS, UNREAD, RATING) and not column.chosen:
            column.role, column.why, column.doubtful = META, "what was written back: not read", False


def _titles(columns: list[Column], own: set[str]) -> None:
    """A title is that of a post where its text stands beside it, and that of a person everywhere else."""
    if own & {"body", "description", "content", "text", "message"} and not any(
        {"first", "last", "forename", "surname", "full", "your"} & set(heading.split()) for heading in own
    ):
        for column in columns:
            if column.heading.strip().casefold() == "title" and column.role == PERSON and not column.chosen:
                column.role, column.why = (THEME, "") if column.answers and not column.jobs else (PERSON, column.why)


def _named_things(columns: list[Column], own: set[str]) -> None:
    """What an idea is called, beside what it says: Idea title and Idea description."""
    for column in columns:
        thing, _, part = plain(column.heading).rpartition(" ")
        texts = {f"{thing} {word}" for word in ("description", "body", "content", "text", "details")}
        if thing and part in ("title", "subject", "summary") and own & texts and not column.chosen:
            if column.role in (WORDS, UNREAD) and column.answers:
                column.role, column.why = THEME, ""


def _board(columns: list[Column], laid: Laid) -> None:
    """The columns of a retrospective's board stand in a column called Type, or List: they are the themes."""
    if any(column.role == THEME for column in columns):
        return
    for column in columns:
        if plain(column.heading) in _BOARD and not column.chosen:
            cells = {line.cells[column.place] for line in laid.lines if column.place < len(line.cells)}
            if any(meaning(cell).asks == OPEN for cell in cells) and all(len(cell.split()) <= 8 for cell in cells):
                column.role, column.why = THEME, ""
                return


def _turned(columns: list[Column], laid: Laid) -> None:
    """A table on its side has the questions in its first column, and each person's answers in one of the others.

    The headings of those are people: they are no themes.
    """
    words = [column for column in columns if column.role == WORDS and not column.chosen]
    others = [column for column in columns[1:] if (column.role == UNREAD or column.chosen) and column.answers]
    if words != columns[:1] or not laid.lines or len(others) < 2:
        return
    if all(meaning(line.cells[0]).asks == OPEN for line in laid.lines if line.cells and line.cells[0].strip()):
        words[0].role, words[0].why = THEME, ""
        for column in others:
            column.asks = GENERIC


def _nothing_said(laid: Laid, columns: list[Column]) -> Problems:
    shown = ", ".join(
        f'{column.letter} "{heading_shown(column.heading)}"' if laid.headed else column.letter
        for column in columns
        if column.heading.strip() or column.answers
    )
    named = f"The headings are: {_plainly(columns)}." if laid.headed else "There is no row of headings that we know."
    sentences = [column.letter for column in columns if column.doubtful and column.role == UNREAD]
    do = 'Call the column with the words "said", "comment" or "feedback", in the first row'
    person = [column.letter for column in columns if column.role == PERSON and column.answers]
    if person and not sentences and laid.headed:
        do += f"; or, if a column that seems to be about the person holds it after all: --words {person[0]}"
    left = [column.letter for column in columns if column.chosen and column.role == UNREAD]
    if left:
        do += f"; or take back that you left one out: --words {left[0]}"
    if sentences:
        do += f"; or say which one it is: --words {sentences[0]}"
    sign = {"|": "the sign |", "^": "the sign ^", "~": "the sign ~"}.get(laid.sign, "")
    parted = f" Its cells are parted by {sign}, into {len(columns)} columns." if sign else ""
    beside = [
        column.letter
        for column in columns
        if (column.role == UNREAD or "short answers" in column.why) and column.answers and not column.chosen
    ]
    if beside and not sentences and (laid.headed or any(column.role == THEME for column in columns)):
        do += f"; or say which ones they are: {' '.join(f'--words {letter}' for letter in beside)}"
    if not laid.headed and shown and len(columns) > 1 and not sentences:
        do += "; or say which one it is by its letter: --words B"
    return Problems([Problem(laid.name, 0, f"No column says what was said. {named}{parted}", f"{do}.")])


def _plainly(columns: list[Column]) -> str:
    return (
        ", ".join(
            f'"{heading_shown(column.heading)}"' if _may_show(column.heading) else "(a long one)"
            for column in columns
            if column.heading.strip()
        )
        or "(none)"
    )


def _may_show(heading: str) -> bool:
    """Whether a heading that nobody knows can be repeated: it may be somebody's words, or a name."""
    if personal_data(heading) or perhaps_named(heading):
        return False
    return bool(meaning(heading).role) or len(heading.split()) <= 5 and len(heading) <= 40
