"""Feedback from a file into a workshop's file: every row accounted for, and nothing personal let in unseen.

Three kinds of file are read: a table (CSV), a list of objects (JSON), and what the form on the page
about/feedback makes (docs/assets/feedback.js), whose format is:

    {"format": "handbook-feedback/1", "iteration": "0.3",
     "items": [{"page": "tools/learning-log/", "element": "learning-log", "what": "…", "instead": "…"}]}

`page` and `element` say what it is about, `what` is what is wrong, `instead` is what the reader would
say. All are text, and all but `what` may be empty.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any

from macros import model
from macros.basics.problems import Problem, Problems, did_you_mean
from macros.desk.ids import free_id, kebab, prefix_of, source_of
from macros.desk.newfiles import with_feedback
from macros.desk.yamltext import paragraphs, scalar, write
from macros.history.wordbyword import bare
from macros.model.handbook import Handbook
from macros.model.loading import read_all

FORMAT = "handbook-feedback/1"


MOST_BYTES = 1_000_000
"""The largest file we read: as much as a workshop's own file may hold."""


MOST_LETTERS = 6_000
"""The longest single piece of feedback: what the form can hold, and a little more. A longer one is several."""


NO_THEME = "Not sorted yet"


ALIKE = 0.9
"""From which likeness on (difflib's ratio, letter by letter) two pieces are shown as perhaps the same."""


@dataclass(frozen=True)
class Row:
    """One row of a file. `number` is what a spreadsheet shows beside it, or its place in a list; `wrong` says why it cannot be used."""

    number: int
    said: str = ""
    theme: str = ""
    instead: str = ""
    source: str = ""
    date: str = ""
    page: str = ""
    element: str = ""
    wrong: str = ""

    @property
    def words(self) -> str:
        """All that was said, as it will stand in the workshop's file."""
        instead = f"Suggested instead: {self.instead}" if self.instead and self.said else self.instead
        about = f"About the page {self.page}" if self.page and (self.said or self.instead) else ""
        return "\n\n".join(filter(None, (self.said, instead, about)))


class Rows(list[Row]):
    """The rows of a file in order, with what was noticed while reading it (`warnings`) and the iteration it is about."""

    def __init__(self, rows: Iterable[Row] = (), warnings: Iterable[str] = (), iteration: str = ""):
        super().__init__(rows)
        self.warnings = list(warnings)
        self.iteration = iteration


# -- reading -----------------------------------------------------------------------------------------

HEADINGS = {
    "theme": ("theme", "themes", "topic", "subject", "category", "heading"),
    "date": ("date", "day", "when", "time", "timestamp"),
    "source": ("source", "record"),
    "element": ("element",),
    "page": ("page",),
    "instead": ("instead", "suggestion", "suggestions", "proposal"),
    "said": (
        "said",
        "comment",
        "comments",
        "feedback",
        "remark",
        "remarks",
        "observation",
        "observations",
        "wrong",
        "what",
        "text",
        "note",
        "notes",
        "point",
        "points",
        "issue",
        "issues",
    ),
}
"""Words by which a heading is recognised. Fields: the surest first, so in `Feedback date` it is `date` that decides. Words: the surest first too."""


SHORT = 3
"""Only a heading of so few words is a date's or a source's: `What takes too much time?` is a question."""


NEVER = {
    "name",
    "names",
    "email",
    "mail",
    "phone",
    "telephone",
    "mobile",
    "postcode",
    "address",
    "birth",
    "dob",
    "participant",
    "organisation",
    "id",
    "ip",
}
"""Words of headings over columns that we do not read, whatever else the heading says."""


def read_feedback(path: Path) -> Rows:
    """Read a file of feedback: CSV, a list in JSON, or what the handbook's form exports.

    Returns its rows, the empty and the unusable among them. Raises `Problems` if the file as a whole
    cannot be read; the message says how to save it.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _no(
                path, f"The file is {size / 1e6:.1f} MB; the most we read is {MOST_BYTES / 1e6:.0f} MB.", "Split it."
            )
        raw = path.read_bytes()
    except OSError as error:
        raise _no(
            path, f"The file cannot be read: {error.strerror or error}.", "Check its name, and that you may read it."
        ) from None
    if raw[:2] == b"PK":
        raise _no(
            path,
            "This is a spreadsheet or a document, not a table of text.",
            "In the spreadsheet, choose Save as, and CSV UTF-8.",
        )
    text, warnings = _decoded(raw, path)
    if not text.strip():
        raise _no(path, "The file is empty.", "Check that you saved it.")
    is_table = (
        path.suffix.casefold() in (".csv", ".tsv", ".txt")
        or text.lstrip()[0] not in "[{"
        and path.suffix.casefold() != ".json"
    )
    rows = _from_table(text, path) if is_table else _from_json(text, path)
    rows.warnings[:0] = warnings
    return rows


def _decoded(raw: bytes, path: Path) -> tuple[str, list[str]]:
    """The text of a file, whichever of the usual ways it was saved in."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace"), []
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), [
            "The file is not saved as UTF-8. It was read as Windows-1252: look at quotation marks, pound signs and accents."
        ]
    except UnicodeDecodeError:
        raise _no(
            path,
            "The file's characters cannot be read.",
            "Save it as UTF-8: in a spreadsheet, choose Save as, and CSV UTF-8.",
        ) from None


def _meaning(heading: str) -> tuple[str, int]:
    """Which field a heading means, and how surely: the smaller the number, the surer. Empty if it means none."""
    words = re.findall(r"[a-z]+", heading.casefold())
    if not NEVER & set(words):
        for name, known in HEADINGS.items():
            found = [known.index(word) for word in words if word in known]
            if found and (len(words) <= SHORT or name not in ("date", "source")):
                return name, min(found) if len(words) > 1 else -1
    return "", 0


def _fields_of(headings: list[str], path: Path) -> tuple[dict[int, str], list[str]]:
    """Which column holds which field, and a warning that names the columns not used."""
    meanings = [_meaning(heading) for heading in headings]
    fields: dict[int, str] = {}
    for place, (name, _) in sorted(enumerate(meanings), key=lambda entry: entry[1][1]):
        if name and name not in fields.values():
            fields[place] = name
    if not {"said", "instead"} & set(fields.values()):
        raise _no(
            path,
            f"No column says what was said. The headings are: {_headings_shown(headings)}.",
            'Call the column with the words "said", "comment" or "feedback", in the first row.',
        )
    unused = [heading for place, heading in enumerate(headings) if place not in fields and heading.strip()]
    return fields, [f"Not used, and not read into the handbook: {_headings_shown(unused)}."] if unused else []


def _headings_shown(headings: list[str]) -> str:
    """Headings for a message; one that is no heading but somebody's words is not repeated."""
    return (
        ", ".join(
            f'"{heading.strip()}"' if len(heading) <= 30 and not personal_data(heading) else "(a long one)"
            for heading in headings
            if heading.strip()
        )
        or "(none)"
    )


def _from_table(text: str, path: Path) -> Rows:
    skipped = 0
    if re.match(r"sep=.\r?\n", text):  # Excel's own hint
        skipped, text = 1, text.split("\n", 1)[1]
    try:
        delimiter = max(
            ",;\t", key=lambda sign: len(_first_row(csv.reader(io.StringIO(text, newline=""), delimiter=sign)))
        )
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _no(
            path,
            f"The table cannot be read: {error}.",
            "A quotation mark that is not closed is the usual reason. Save it again from a spreadsheet.",
        ) from None
    top = next((place for place, cells in enumerate(table) if any(cell.strip(" ,;\t") for cell in cells)), None)
    if top is None:
        raise _no(path, "There is nothing in this table.", "Check that you saved it.")
    fields, warnings = _fields_of(table[top], path)
    rows = Rows(warnings=warnings)
    for number, cells in enumerate(table[top + 1 :], top + 2 + skipped):
        if len(cells) > len(table[top]) and any(cell.strip() for cell in cells[len(table[top]) :]):
            rows.append(
                Row(
                    number,
                    wrong="it has more cells than there are headings: text that holds a comma or semicolon wants quotation marks round it",
                )
            )
        else:
            rows.append(_row(number, {name: cells[place] for place, name in fields.items() if place < len(cells)}))
    return rows


def _first_row(table: Iterable[list[str]]) -> list[str]:
    return next((cells for cells in table if any(cell.strip(" ,;\t") for cell in cells)), [])


def _from_json(text: str, path: Path) -> Rows:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise Problems(
            [
                Problem(
                    path.name,
                    line,
                    "This is not well-formed JSON.",
                    "Export it again. If it is a table, its name should end in .csv.",
                )
            ]
        ) from None
    warnings, iteration, items = [], "", data
    if isinstance(data, dict):
        if data.get("format") != FORMAT:
            raise _no(
                path,
                "This JSON is neither a list nor a file that the handbook's form made.",
                f'The form writes "format": "{FORMAT}" at the top. Otherwise, begin with a list: [{{"theme": "…", "said": "…"}}].',
            )
        items, iteration = data.get("items"), str(data.get("iteration") or "")[:10]
    if not isinstance(items, list):
        raise _no(path, "There is no list of items in this file.", "Export it again.")
    names = list(dict.fromkeys(str(key) for entry in items if isinstance(entry, dict) for key in entry))
    fields: dict[int, str] = {}
    if names:
        fields, warnings = _fields_of(names, path)
    meaning = {names[place]: name for place, name in fields.items()}
    rows = Rows(warnings=warnings, iteration=iteration)
    for number, entry in enumerate(items, 1):
        if not isinstance(entry, dict):
            rows.append(Row(number, wrong="it is not a group of names and values"))
        elif any(isinstance(entry[key], (dict, list)) for key in entry if str(key) in meaning):
            rows.append(Row(number, wrong="it holds a list or a group where text should be"))
        else:
            rows.append(
                _row(
                    number,
                    {
                        meaning[key]: "" if value is None else str(value)
                        for key, value in entry.items()
                        if key in meaning
                    },
                )
            )
    return rows


def _row(number: int, values: dict[str, str]) -> Row:
    cleaned = {
        name: clean(value) if name in ("said", "instead") else " ".join(clean(value).split())
        for name, value in values.items()
    }
    row = Row(number, **cleaned)
    if len(row.words) > MOST_LETTERS:
        return Row(number, wrong=f"it has more than {MOST_LETTERS} letters: split it into several")
    return row


_INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Text without what cannot be seen, with ordinary line breaks and no white space at the ends of lines.

    What would be one of our marks, [[a link]] or [@a source], is taken apart: it is somebody's words, and no mark.
    """
    text = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    text = _INVISIBLE.sub("", text).replace("[[", "[ [").replace("[@", "[ @").replace("[inferred]", "(inferred)")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(row.split()) for row in text.split("\n"))).strip()


# -- personal data -------------------------------------------------------------------------------------

_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?(?:\d{1,2}|[A-Z][a-z]{2,8})[\s./,-]+(?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d|[A-Z][a-z]{2,8}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)"


_NAME = r"(?P<name>[^\W\d_][\w'’-]*)"


_FAMILY = (
    "son|daughter|mother|father|mum|mam|mom|dad|wife|husband|partner|brother|sister|child|baby|grandson|granddaughter|grandmother|grandfather|"
    "gran|nan|grandad|aunt|uncle|niece|nephew|cousin|neighbour|carer|friend|client|patient|boyfriend|girlfriend|stepson|stepdaughter"
)


PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "an email address": (
        re.compile(r"[\w.+'-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\s?(?:\.|\[dot\]|\(dot\))\s?[\w-]+)+", re.I),
    ),
    "a telephone number": (
        re.compile(r"(?<![\w£$€.,/-])(?:\+44|0044)[ ().-]*0?[ ().-]*[1235789](?:[ ().-]{0,2}\d){8,9}(?!\d)"),
        re.compile(r"(?<![\w£$€.,/-])(?!\d{1,2}[ .-]\d{1,2}[ .-]\d{4}\b)\(?0[1235789](?:[ ().-]{0,2}\d){8,9}(?!\d)"),
        re.compile(r"(?<!\w)\+(?!44)[1-9](?:[ ()-]{0,2}\d){8,13}(?!\d)"),
    ),
    "a postcode": (
        re.compile(
            r"\b(?:GIR ?0AA|(?!\w{2,4} ?\d(?:st|nd|rd|th)\b)[A-PR-UWYZa-pr-uwyz][A-HK-Ya-hk-y]?\d[A-Za-z\d]? ?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})\b"
        ),
    ),
    "a National Insurance number": (re.compile(r"\b[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b", re.I),),
    "a date of birth": (
        re.compile(r"\b(?:d\.?\s?o\.?\s?b\b|date of birth|birth ?da(?:y|te))[^\n]{0,30}?\d", re.I),
        re.compile(rf"\b[Bb]orn\s+(?:on\s+)?(?:the\s+)?{_DAY}"),
    ),
    "a postal address": (
        re.compile(
            r"\b\d{1,4}[a-zA-Z]?,?\s+(?:[A-Z][\w'’]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Court|Crescent|Terrace|Gardens|Grove)\b"
        ),
    ),
}
"""What can be known by its form alone. The postcode's form is that of Royal Mail: no Q, V or X first, and no C, I, K, M, O or V last."""


_NAMED = (
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev)\.?\s+(?:[A-Z]\.?\s+)*{_NAME}"),
    re.compile(rf"\b(?i:mr|mrs)\.?\s+{_NAME}"),
    re.compile(
        rf"\b(?i:my|his|her)\s+(?:[a-z-]+\s+)?(?i:{_FAMILY})(?:-in-law)?,?\s+(?:(?:is\s+)?(?:called|named)\s+)?{_NAME}"
    ),
    re.compile(
        rf"\b(?i:our|their)\s+(?:[a-z-]+\s+)?(?i:{_FAMILY.replace('partner|', '')})(?:-in-law)?,?\s+(?:(?:is\s+)?(?:called|named)\s+)?{_NAME}"
    ),
    re.compile(rf"\b(?i:my name is|my name's)\s+{_NAME}"),
)
"""A name that somebody's title, or kinship, announces. `our partner` is left out: in this field it is an organisation."""


_NO_NAMES = {"i", "i'm", "i’m", "i've", "i’ve", "i'd", "i'll", "nhs", "who", "and"}


def personal_data(text: str) -> list[str]:
    """Kinds of personal data that a text seems to hold, in words; never the data itself.

    It knows forms, not people: a bare name, or a story by which somebody would be recognised, it cannot see.
    """
    text = unicodedata.normalize("NFKC", re.sub("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", "", text))
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    found = [kind for kind, patterns in PATTERNS.items() if any(pattern.search(text) for pattern in patterns)]
    if any(
        _is_nhs_number(match, text)
        for match in re.finditer(r"(?<![\d£$€.,-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d]|[.,]\d)", text)
    ):
        found.append("an NHS number")
    if any(_is_name(match) for pattern in _NAMED for match in pattern.finditer(text)):
        found.append("somebody's name")
    return found


def _is_nhs_number(match: re.Match[str], text: str) -> bool:
    """Ten digits whose last is the check digit (modulus 11), or any ten that are called an NHS number."""
    digits = [int(character) for character in match[0] if character.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1))) % 11
    return (
        check % 11 == digits[9]
        and check != 10
        or bool(re.search(r"\bNHS\b", text[max(0, match.start() - 25) : match.start()], re.I))
    )


def _is_name(match: re.Match[str]) -> bool:
    return match["name"].casefold() not in _NO_NAMES and (
        match["name"][0].isupper() or match[0].casefold().startswith("mr")
    )


# -- importing -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What became of one row: imported, duplicate, empty or refused, and what there is to say of it."""

    number: int
    became: str
    id: str = ""
    about: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Report:
    """What an import did, row by row. It repeats nobody's words."""

    file: str
    workshop: str
    into: str
    dry_run: bool
    outcomes: list[Outcome] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def of(self, became: str) -> list[Outcome]:
        """The rows of which the same became."""
        return [outcome for outcome in self.outcomes if outcome.became == became]

    def __str__(self) -> str:
        """The whole report as text for a terminal."""
        nothing = self.dry_run or not self.of("imported")
        lines = [
            f"{_count(len(self.outcomes), 'row')} of {self.file}, for {self.workshop}"
            + (" (nothing was written)" if nothing else "")
        ]
        lines += [f"Look at this: {warning}" for warning in self.warnings]
        words = {
            "imported": "would be imported" if self.dry_run else "imported",
            "duplicate": "there already",
            "empty": "empty",
            "refused": "refused",
        }
        for became, said in words.items():
            rows = self.of(became)
            if not rows:
                continue
            lines.append(
                f"{len(rows)} {said}" + (f": {', '.join(str(row.number) for row in rows)}" if became == "empty" else "")
            )
            if became != "empty":
                for row in rows:
                    lines.append(
                        f"  row {row.number}: "
                        + "; ".join(
                            filter(None, (row.id and f"{row.id} ({row.about})" if row.about else row.id, *row.notes))
                        )
                    )
        if self.of("refused"):
            lines.append(
                "Mend the refused rows in the file and import it again: what is there already is not added twice."
            )
        if self.of("imported") and not self.dry_run:
            lines.append(f"Now read {self.into}. Say each in your own words, then run `handbook check`.")
        return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def import_feedback(
    root: Path,
    workshop_id: str,
    path: Path,
    dry_run: bool = False,
    *,
    allow_personal: bool = False,
    source: str | None = None,
    today: dt.date | None = None,
) -> Report:
    """Put the feedback of a file at the end of a workshop's file, as open, and say what became of every row.

    A row whose words the workshop has already is not added again, also not after somebody has reworded
    it. A row with personal data is refused unless `allow_personal`. `source` is taken for rows that name
    no source, and for those that name one that the draft does not have; without it the workshop's only
    source is taken for the first, and the second are refused. With `dry_run` everything is tried and
    nothing written. Raises `Problems`, having written nothing, if the file cannot be read or the
    workshop's file cannot be added to safely.
    """
    root = Path(root)
    rows = read_feedback(path)
    handbook, problems = read_all(root)
    workshop = handbook.workshops.get(workshop_id) if handbook else None
    if handbook is None or workshop is None:
        unreadable = [
            problem for problem in problems if handbook is None or problem.file == f"data/workshops/{workshop_id}.yml"
        ]
        raise Problems(
            unreadable
            or [
                Problem(
                    "data/workshops",
                    0,
                    f'There is no workshop "{workshop_id}".',
                    did_you_mean(workshop_id, handbook.workshops if handbook else ()),
                )
            ]
        )
    if source and source not in handbook.draft.sources:
        raise Problems(
            [
                Problem(
                    "data/draft/sources.yml",
                    0,
                    f'There is no source "{source}".',
                    did_you_mean(source, handbook.draft.sources),
                )
            ]
        )
    report = Report(
        path.name if not personal_data(path.name) else "the file",
        workshop.id,
        handbook.workshop_places[workshop.id].file.shown,
        dry_run,
    )
    report.warnings = [*rows.warnings, *_warnings(rows, workshop)]
    importing = _Importing(handbook, workshop, source, allow_personal, today or dt.date.today())
    report.outcomes = [importing.take(row) for row in rows]
    if importing.items:
        write([with_feedback(handbook, workshop, importing.items, importing.values)], root, dry_run)
    return report


def _warnings(rows: Rows, workshop: model.Workshop) -> list[str]:
    found = []
    if rows.iteration and rows.iteration != workshop.shown:
        found.append(f"The file is about iteration {rows.iteration}, and {workshop.shown} was shown at this workshop.")
    if workshop.kind == "desk-review":
        found.append("This is a desk review. What people said belongs to the workshop where they said it.")
    return found


class _Importing:
    """One import: what is known already, and what has been taken so far."""

    def __init__(
        self, handbook: Handbook, workshop: model.Workshop, source: str | None, allow_personal: bool, today: dt.date
    ):
        self.handbook, self.workshop, self.source, self.allow_personal, self.today = (
            handbook,
            workshop,
            source,
            allow_personal,
            today,
        )
        self.items: list[tuple[list[str], list[str]]] = []
        self.values: list[dict[str, Any]] = []
        self.taken = set(handbook.feedback())
        self.prefix = prefix_of(workshop)
        self.known: dict[str, str] = {_key(item.said): item.id for item in workshop.feedback}
        self.marks = _marks_in(handbook.workshop_places[workshop.id].file.path)
        self.elsewhere = {
            _key(item.said): item.id for other, item in handbook.feedback().values() if other.id != workshop.id
        }
        self.rows: dict[str, int] = {}

    def take(self, row: Row) -> Outcome:
        """Decide about one row, and keep what is to be written."""
        if row.wrong:
            return Outcome(row.number, "refused", notes=(row.wrong,))
        key, mark = _key(row.words), _mark(row.words)
        if not key:
            return Outcome(row.number, "empty")
        same = self.known.get(key) or self.marks.get(mark)
        if same:
            return Outcome(
                row.number,
                "duplicate",
                notes=(f"the same words as row {self.rows[same]}" if same in self.rows else f"it is {same}",),
            )
        personal = list(
            dict.fromkeys(kind for text in (row.words, row.theme, row.source) for kind in personal_data(text))
        )
        if personal and not self.allow_personal:
            return Outcome(
                row.number,
                "refused",
                notes=(
                    f"it seems to hold {_and(personal)}. Take that out, or import it with --allow-personal and paraphrase it before anybody else sees it",
                ),
            )
        source, why_not = self._source_of(row, bool(personal))
        if not source:
            return Outcome(row.number, "refused", notes=(why_not,))
        notes = [f"allowed, though it seems to hold {_and(personal)}"] if personal else []
        like = self._like(key)
        if like:
            notes.append(f"perhaps the same as {like}")
        element = self.handbook.draft.elements.get(row.element)
        theme = row.theme or (element.title if element else NO_THEME)
        id_ = self._id_for("" if personal or theme == NO_THEME else theme, "" if personal else row.said or row.instead)
        if theme == NO_THEME:
            notes.append("no theme is given")
        values = {"id": id_, "theme": theme, "said": row.words, "source": source, "status": "open"}
        self._keep(values, row, mark, like)
        self.known[key], self.rows[id_] = id_, row.number
        return Outcome(row.number, "imported", id_, "" if personal else theme, tuple(notes))

    def _source_of(self, row: Row, personal: bool) -> tuple[str, str]:
        known = self.handbook.draft.sources
        if row.source in known:
            return row.source, ""
        if self.source:
            return self.source, ""
        if not row.source and (only := source_of(self.handbook, self.workshop)):
            return only, ""
        if row.source:
            named = f'its source, "{row.source[:40]}",' if not personal else "its source"
            return (
                "",
                f"{named} is not in data/draft/sources.yml. Add it there, or say --source with the id of the source that records this workshop",
            )
        if self.workshop.sources:
            return "", "it names no source. Say --source with the id of the one that records it"
        return (
            "",
            "it names no source, and neither does the workshop. Add the record to data/draft/sources.yml, and its id to `sources:` in the workshop's file",
        )

    def _like(self, key: str) -> str:
        """Something said here, or in the same words elsewhere, that a person should look at before counting this twice."""
        if key in self.elsewhere:
            return self.elsewhere[key]
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(key)
        words = _words_of(key)
        for other, id_ in self.known.items():
            if 2 * min(len(key), len(other)) <= ALIKE * (len(key) + len(other)):
                continue  # too different in length to be alike
            if len(words) > 3 and len(words & _words_of(other)) * 3 < len(words):
                continue  # quick to see, and difflib is slow: with 1,500 rows it took minutes
            matcher.set_seq1(other)
            if matcher.quick_ratio() > ALIKE and matcher.ratio() > ALIKE:
                return id_
        return ""

    def _id_for(self, theme: str, said: str) -> str:
        """An id from the workshop and the theme; if that is taken, with the first telling words of what was said."""
        base = kebab(f"{self.prefix} {theme or ('' if said else 'feedback')}")
        telling = (
            [word for word in kebab(said[:300]).split("-") if len(word) > 3 and word not in base.split("-")]
            if said
            else []
        )
        candidates = [base] if theme or not telling else []
        candidates += [
            f"{base}-{'-'.join(telling[:count])}" for count in range(2 if not theme else 1, min(4, len(telling)) + 1)
        ]
        id_ = next((id_ for id_ in candidates if len(id_) <= 60 and id_ not in self.taken), "") or free_id(
            base, self.taken
        )
        self.taken.add(id_)
        return id_

    def _keep(self, values: dict[str, Any], row: Row, mark: str, like: str) -> None:
        dated = (
            f", dated {row.date}" if re.fullmatch(r"\d{4}-\d\d(-\d\d)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", row.date) else ""
        )
        remarks = [f"Imported on {self.today.isoformat()} from row {row.number}{dated}; fingerprint {mark}."]
        if like:
            remarks.append(f"Perhaps the same as {like}: keep one of them, or take this remark away.")
        lines = [f"{name}: {scalar(values[name])}" for name in ("id", "theme")] + paragraphs("said", values["said"])
        self.items.append((remarks, lines + [f"{name}: {scalar(values[name])}" for name in ("source", "status")]))
        self.values.append(values)


@lru_cache(maxsize=10_000)
def _words_of(key: str) -> frozenset[str]:
    return frozenset(key.split())


def _key(text: str) -> str:
    """What two pieces of feedback are compared by: their words alone. Text without any word is compared as it is."""
    return " ".join(bare(text)) or "".join(text.split())


def _mark(text: str) -> str:
    """A short fingerprint of the words, kept as a remark: so an import is known again after somebody has reworded it."""
    return hashlib.sha256(_key(text).encode()).hexdigest()[:12]


def _marks_in(path: Path) -> dict[str, str]:
    """The fingerprints in a workshop's file, each with the id of the item that it stands above."""
    return {
        found[1]: found[2]
        for found in re.finditer(
            r"#[^\n]*fingerprint ([0-9a-f]{12})\.[^\n]*\n(?:[ ]*#[^\n]*\n)*[ ]*- id: (\S+)",
            path.read_text("utf-8").replace("\r\n", "\n"),
        )
    }


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


# -- what there is -------------------------------------------------------------------------------------


def listed(handbook: Handbook, status: str = "") -> list[str]:
    """The feedback as lines for a terminal, by workshop: counts, then each item with its status and theme."""
    lines: list[str] = []
    for workshop in handbook.in_time():
        items = [item for item in workshop.feedback if not status or item.status == status]
        counts = {
            state: sum(item.status == state for item in workshop.feedback)
            for state in dict.fromkeys(item.status for item in workshop.feedback)
        }
        lines.append(
            f"{workshop.title}: "
            + (", ".join(f"{number} {state}" for state, number in counts.items()) or "nothing is recorded")
        )
        lines += [f"  {item.status:<8}  {item.id}  {item.theme}" for item in items]
    return lines


def _no(path: Path, what: str, do: str) -> Problems:
    return Problems([Problem(path.name, 0, what, do)])
