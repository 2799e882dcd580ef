"""Which column of a table is what: shown before anything is written, corrected by hand, and turned into comments.

A column about the person who answers is never taken as words, whatever it holds, unless somebody says so by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from macros.desk.feedback.contents import Profile, day_first, day_of, is_closed, is_yes_or_no, profile
from macros.desk.feedback.forms import form_of, has_form
from macros.desk.feedback.headings import (
    CHOICE,
    CLOSED,
    DATE,
    ELEMENT,
    EMPTY,
    FINGERPRINT,
    GENERIC,
    INSTEAD,
    META,
    OPEN,
    PAGE,
    PERSON,
    RATING,
    SOURCE,
    THEME,
    UNREAD,
    WORDS,
    meaning,
    plain,
    standing,
)
from macros.desk.feedback.layout import Laid, laid_out
from macros.desk.feedback.personal import perhaps_named, personal_data
from macros.desk.feedback.shapes import NESTED, Comment, Grid, Line, letter, says_nothing, shortened
from macros.problems import Problem, Problems, did_you_mean

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
}
_KINDS = {
    "number": "numbers: not read",
    "yes-no": "yes or no: not read",
    "rating": "ratings: not read",
    "date": "days or times: not read",
    "link": "addresses: not read",
    "few": "the same few answers: not read",
    "personal": "seems personal: not read",
}


_OTHER = re.compile(
    r"(?:if )?(?:others?|other text)(?: please (?:specify|state|describe|say))?|please (?:specify|state)|other answer"
)


@dataclass
class Column:
    """A column: its place, its heading, what it is read as, and why. `chosen` if a person said so."""

    place: int
    heading: str
    role: str
    why: str
    asks: str = ""
    answers: int = 0
    chosen: bool = False
    mixed: bool = False
    """Some of its cells are scores or yes and no: those say nothing."""
    doubtful: bool = False
    """Holds sentences, and is not read: somebody should look."""

    @property
    def letter(self) -> str:
        return letter(self.place)


@dataclass
class Chosen:
    """What a person says about columns: by heading, by letter, or by number. `as_` maps each to a role."""

    as_: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def places(self, headings: list[str]) -> dict[int, str]:
        """The columns of a table that are meant, with the role that each is given."""
        known = [plain(heading) for heading in headings]
        found: dict[int, str] = {}
        for said, role in self.as_.items():
            wanted = plain(said)
            places = [place for place, heading in enumerate(known) if heading and heading == wanted]
            if not places and re.fullmatch(r"\d{1,3}|[A-Za-z]{1,2}", said.strip()):
                place = int(said) - 1 if said.strip().isdigit() else _place(said.strip())
                places = [place] if 0 <= place < len(headings) else []
            if not places and len(wanted) > 2:
                near = [place for place, heading in enumerate(known) if wanted in heading]
                places = near if len({known[place] for place in near}) == 1 else []
            if places:
                self.met.add(said)
            found.update(dict.fromkeys(places, role))
        return found


@dataclass
class Table:
    """A table whose columns are known: how it was read, and what came out of it."""

    name: str
    columns: list[Column]
    comments: list[Comment]
    notes: list[str] = field(default_factory=list)
    rows: int = 0
    headed: str = ""


def read_tables(grid: Grid, chosen: Chosen) -> list[Table]:
    """The tables of a grid, each with its columns and comments. Raises `Problems` if no column says what was said."""
    tables, found = [], []
    for laid in laid_out(grid, set(map(plain, chosen.as_))):
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
    table.comments = _comments(laid, columns, table)
    table.rows = sum(1 for line in laid.lines)
    return table


def _column(place: int, heading: str, cells: Profile, picked: str) -> Column:
    """One column by itself: what a person said of it, or its heading, or its cells."""
    said = meaning(heading)
    column = Column(place, heading, said.role or UNREAD, "", said.asks, cells.answers)
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
    elif said.role == PERSON:
        column.doubtful = cells.mean >= 8
    elif said.role in (WORDS, INSTEAD):
        closed = said.asks == CLOSED and (cells.kind == "few" or cells.mean < 2.5 and cells.longest < 5)
        loose = ("number", "date", "link") + (("yes-no", "rating") if said.asks != GENERIC else ())
        if cells.kind in loose:
            column.role, column.why = (RATING if cells.kind in ("number", "rating") else CHOICE), _KINDS[cells.kind]
        elif cells.kind == "personal" and cells.mean < 3:
            column.role, column.why = PERSON, _KINDS["personal"]
        elif closed and cells.answers:
            column.role, column.why = CHOICE, "short answers to a closed question: not read"
        elif said.asks == CLOSED:
            column.asks = OPEN
        column.mixed = cells.kind == "mixed"
    elif said.role == DATE and cells.kind not in ("date", "number"):
        column.role = UNREAD
    elif said.role == THEME and said.sure > 0 and cells.mean > 12:
        column.role = UNREAD
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
    """What the columns are together: one theme, one day; sentences are words where others are; a question is a theme."""
    own = {plain(column.heading) for column in columns}
    if {"said", "status", "response", "workshop"} <= own:  # the handbook's own table of feedback
        for column in columns:
            if plain(column.heading) in ("response", "status") and not column.chosen:
                column.role, column.why = META, "what became of it: not read"
    if {"said", FINGERPRINT, "held back because"} <= own:  # what an import held back, mended
        for column in columns:
            if column.role in (WORDS, UNREAD, RATING, CHOICE) and plain(column.heading) != "said" and not column.chosen:
                column.role, column.why, column.doubtful = META, "where it came from: not read", False
    words = [column for column in columns if column.role == WORDS]
    answer = [column for column in words if set(plain(column.heading).split()) & set("answer answers response".split())]
    for column in words:
        if plain(column.heading) in ("question", "questions", "question text") and answer and column not in answer:
            if not column.chosen:
                column.role = THEME
    for role in (THEME, DATE, PAGE, ELEMENT, SOURCE, FINGERPRINT):
        having = [column for column in columns if column.role == role]
        having.sort(key=lambda column: (not column.chosen, meaning(column.heading).sure, not column.answers))
        for column in having[1:]:
            column.role, column.why = UNREAD, f"not read: there is another for {SHOWN[role]}"
    _board(columns, laid)
    for column, before in zip(columns[1:], columns, strict=False):
        if (
            _OTHER.fullmatch(plain(column.heading))
            and PERSON in (before.role, meaning(before.heading).role)
            and not column.chosen
        ):
            column.role, column.why = PERSON, "other answers about the person: not read"
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


def _board(columns: list[Column], laid: Laid) -> None:
    """The columns of a retrospective's board stand in a column called Type, or List: they are the themes."""
    if any(column.role == THEME for column in columns):
        return
    for column in columns:
        if plain(column.heading) in ("type", "kind", "list", "lane", "group", "status", "stage") and not column.chosen:
            cells = {line.cells[column.place] for line in laid.lines if column.place < len(line.cells)}
            if any(meaning(cell).asks == OPEN for cell in cells) and all(len(cell.split()) <= 8 for cell in cells):
                column.role, column.why = THEME, ""
                return


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


def heading_shown(heading: str) -> str:
    """A heading in full on one line; one that holds something personal is not repeated."""
    text = " ".join(heading.replace(NESTED, "").split())
    return "(not repeated: it seems personal)" if personal_data(text) else text


# -- comments ------------------------------------------------------------------------------------------


def _comments(laid: Laid, columns: list[Column], table: Table) -> list[Comment]:
    """Every comment of a table: each cell of words by itself, and each row that holds none."""
    words = [column for column in columns if column.role == WORDS]
    instead = next((column for column in columns if column.role == INSTEAD), None)
    if not words and instead:
        words, instead = [instead], None
    several = len([column for column in words if column.asks == OPEN]) > 0
    dates = next((column.place for column in columns if column.role == DATE), None)
    first = day_first(_cell(line, dates) for line in laid.lines) if dates is not None else None
    others = [column for column in columns if column.role in (UNREAD, PERSON, CHOICE) and column.doubtful]
    found: list[Comment] = []
    for line in laid.lines:
        base = Comment(line.number, noun=laid.noun)
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
        base = replace(base, **{name: value for name, value in values.items() if NESTED not in value})
        if laid.hold is not None and _cell(line, laid.hold):
            base = replace(base, hold=_cell(line, laid.hold))
        if line.number in laid.rejoined:
            base = replace(base, notes=("its commas were not quoted, and were put back: look at it",))
        before = len(found)
        for column in words:
            text = _cell(line, column.place)
            other = _cell(line, instead.place) if instead else ""
            found += _comment(base, column, text, other, several and len(words) > 1)
        if len(found) == before:
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
    text = " ".join(re.sub(r"<[^<>]*>", " ", heading).split())
    before, _, after = text.rpartition(": ")
    if before and meaning(after).asks and len(after.split()) > 2:
        text = after
    text = re.sub(r"^(?:(?:[A-Z]\d+)?Q?\d{1,3}(?:[_\[]\w+\]?)?[.):])\s+", "", text)
    text = re.sub(r"\s*\((?:optional|required|if any|please specify)\)|\s*\*+$", "", text, flags=re.I)
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


def _place(name: str) -> int:
    place = 0
    for sign in name.upper():
        place = place * 26 + ord(sign) - 64
    return place - 1


def unknown_columns(chosen: Chosen, tables: list[Table]) -> list[Problem]:
    """A problem for each column that a person named and that no table has."""
    headings = [column.heading for table in tables for column in table.columns if column.heading.strip()]
    every = "; ".join(dict.fromkeys(f'{c.letter} "{heading_shown(c.heading)}"' for t in tables for c in t.columns))
    found = []
    for said in chosen.as_:
        if said not in chosen.met:
            near = did_you_mean(said, headings) if len(headings) > 12 else ""
            do = f"{near} The columns are: {every}.".strip()
            found.append(Problem("the columns", 0, f'There is no column "{said}".', do))
    return found


__all__ = ["Chosen", "Column", "Table", "heading_shown", "read_tables", "standing", "theme_of", "unknown_columns"]
