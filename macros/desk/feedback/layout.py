"""Where a table begins: lines above it, the row of headings, a second row of headings, and a second table below."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from macros.desk.feedback.contents import is_date
from macros.desk.feedback.counts import counts_below
from macros.desk.feedback.headings import CLOSED, INSTEAD, OPEN, WORDS, looks_like_headings, meaning, plain, standing
from macros.desk.feedback.personal import personal_data
from macros.desk.feedback.shapes import Grid, Line

LOOKED_AT = 12
"""How many lines from the top the headings are looked for."""

_CODE = re.compile(r"(?:Q?ID_?)?(?:Q|q|QID|V|v|var|question|X|q_)\d+(?:[._#-]?\w+)*|[A-Z]{1,4}\d+(?:\[\w+\])?")
_LIME = frozenset("id submitdate lastpage startlanguage seed token startdate datestamp ipaddr refurl".split())
_ESCAPED = {"newline": "\n", "cr": "", "tab": " ", "quote": '"', "lbrace": "{", "question_not_shown": ""}
_ESCAPE = re.compile(rf"\{{({'|'.join(_ESCAPED)})\}}")
_OPEN_ENDED = re.compile(
    r"open-ended response|response|antwort|réponse|other \(please specify\)|comments?|respuesta abierta", re.I
)


@dataclass
class Laid:
    """A table laid out: its headings, one for each column, and the lines below them."""

    name: str
    headings: list[str]
    lines: list[Line]
    sign: str = ""
    noun: str = "row"
    headed: str = ""
    """Where the headings stand, in words; empty if there are none."""
    notes: list[str] = field(default_factory=list)
    rejoined: set[int] = field(default_factory=set)
    hold: int | None = None
    asked: str = ""
    """The question that a line above the headings asks, as a poll's export has it."""

    @property
    def width(self) -> int:
        return len(self.headings)


def laid_out(grid: Grid, wanted: set[str]) -> list[Laid]:
    """The tables of a grid, one below the other. `wanted` are headings that somebody named, as plain words."""
    lines = grid.lines
    cuts = [0] if grid.headed else [0, *_cuts(lines)]
    tables = []
    for begin, end in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        part = Grid(grid.name, lines[begin:end], grid.headed, grid.sign, grid.noun)
        if any(any(cell.strip() for cell in line.cells) for line in part.lines):
            tables.append(_laid(part, wanted))
    return [table for number, table in enumerate(tables) if table.lines or number == 0] or tables


def _laid(grid: Grid, wanted: set[str]) -> Laid:
    lines = grid.lines
    at = 0 if grid.headed else _head_at(lines, wanted)
    if at is None:
        width = max(len(line.cells) for line in lines)
        laid = Laid(grid.name, [""] * width, [line for line in lines if _filled(line)], grid.sign, grid.noun)
        laid.notes.append("No row of headings was found: the columns have letters only, and every line was read.")
        return laid
    laid = Laid(
        grid.name, list(lines[at].cells), lines[at + 1 :], grid.sign, grid.noun, f"{grid.noun} {lines[at].number}"
    )
    above = [line.number for line in lines[:at] if _filled(line)]
    if at and above and above[-1] == lines[at - 1].number and _filled(lines[at - 1]) == 1:
        before = next(cell.strip() for cell in lines[at - 1].cells if cell.strip(" ,;\t"))
        laid.asked = before if meaning(before).asks in (OPEN, CLOSED) and before.endswith("?") else ""
    _spread(laid, lines[at - 1] if at and above and above[-1] == lines[at - 1].number else None)
    if above:
        which = f"line {above[0]}" if len(above) == 1 else f"lines {above[0]} to {above[-1]}"
        laid.notes.append(f"Above the headings, and not read: {which}.")
    if not grid.headed:
        _second_row(laid)
    while laid.lines and not _filled(laid.lines[-1]):
        laid.lines = laid.lines[:-1]
    _paired(laid)
    _widened(laid)
    if (
        grid.sign == "|"
        and laid.headings
        and not laid.headings[0].strip()
        and not any(_at(line, 0) for line in laid.lines)
    ):
        laid.headings = laid.headings[1:]
        laid.lines = [replace(line, cells=line.cells[1:]) for line in laid.lines]
    if grid.headed and "hold" in laid.headings:
        laid.hold = laid.headings.index("hold")
    return laid


def _filled(line: Line) -> int:
    return sum(bool(cell.strip(" ,;\t")) for cell in line.cells)


def _at(line: Line, place: int) -> str:
    return line.cells[place].strip() if place < len(line.cells) else ""


def _head_at(lines: list[Line], wanted: set[str]) -> int | None:
    """The line of the headings; None if no line looks like them."""
    places = [place for place, line in enumerate(lines) if _filled(line)][:LOOKED_AT]
    for place in places:
        if wanted & {plain(cell) for cell in lines[place].cells if plain(cell)}:
            return place
        if counts_below(lines[place].cells):
            return place
    alone = len(lines) > 2 and all(_filled(line) <= 1 for line in lines)
    best = None
    for place in places:
        score = standing(lines[place].cells)
        if alone and not any(meaning(cell).role in (WORDS, INSTEAD) for cell in lines[place].cells):
            continue  # above one column alone, what is no heading of words is a title
        if not score or any(is_date(cell) or personal_data(cell[:400]) for cell in lines[place].cells if cell.strip()):
            continue
        wider = best is not None and _filled(lines[place]) > _filled(lines[best])
        surer = best is not None and standing(lines[best].cells) < 3 <= score and _filled(lines[place]) == 1
        if best is None or score > standing(lines[best].cells) and (wider or surer):
            best = place
    first = lines[places[0]].cells if places else ()
    if best is not None and alone:
        return best
    if best is not None:
        doubtful = best != places[0] and standing(lines[best].cells) <= max(3, _filled(lines[best]))
        return (
            places[0]
            if doubtful and _filled(lines[places[0]]) >= _filled(lines[best]) and _heading_like(first)
            else best
        )
    return places[0] if places and _heading_like(first) else None


def _heading_like(cells: tuple[str, ...]) -> bool:
    """Whether a row that says nothing known could be one of headings: short words, no figures, nothing personal."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    short = all(len(cell.split()) <= 5 and len(cell) <= 40 for cell in filled)
    figures = any(re.search(r"\d{2}|^\d$", cell) for cell in filled)
    return bool(filled) and short and not figures and not any(personal_data(cell) for cell in filled)


def _spread(laid: Laid, before: Line | None) -> None:
    """Headings over two rows, each of which leaves blank what the other fills, as forms with details of sending do."""
    if before is None or not any(place for place, cell in enumerate(before.cells) if cell.strip()):
        return
    width = max(laid.width, len(before.cells))
    own = [laid.headings[place] if place < laid.width else "" for place in range(width)]
    if not any(own[place].strip() and _at(before, place) for place in range(width)):
        laid.headings = [heading or _at(before, place) for place, heading in enumerate(own)]
        laid.notes.append(
            f"The headings stand in two rows. Those of {laid.noun} {before.number} were joined with them."
        )


def _second_row(laid: Laid) -> None:
    """A second row of headings, as survey tools write: question texts below codes, or parts below a question."""
    rows = laid.lines
    marked = next(
        (place for place, line in enumerate(rows[:3]) if any("ImportId" in cell for cell in line.cells)), None
    )
    if marked is not None:  # Qualtrics: codes, question texts, and a row for machines
        if marked:
            laid.headings = _joined(laid.headings, rows[marked - 1])
        laid.lines = rows[marked + 1 :]
        laid.notes.append("The headings stand in more than one row. They were joined.")
        return
    second = next((place for place, line in enumerate(rows[:2]) if _filled(line)), None)
    if second is None:
        return
    line = rows[second]
    if laid.width == 1 and plain(line.cells[0]) in ("response", "responses", "answer", "answers"):
        laid.lines = rows[second + 1 :]
        laid.notes.append(f"A second heading, and not read: {laid.noun} {line.number}.")
        return
    if _codes_below(line):  # LimeSurvey's form for another LimeSurvey: codes below the texts
        laid.lines = [_unescaped(row) for row in rows[second + 1 :]]
        laid.notes.append(f"Codes of the questions, and not read: {laid.noun} {line.number}.")
        return
    codes = sum(bool(_CODE.fullmatch(heading.strip())) for heading in laid.headings)
    texts = standing(line.cells)
    camel = sum(bool(re.fullmatch(r"[A-Z][a-z]+[A-Z]\w+", heading.strip())) for heading in laid.headings)
    if (
        (codes and codes + camel >= max(1, _count(laid.headings)) / 2 or camel >= 4)
        and texts >= 2
        and _at(line, 0)
        and _same_meta(laid, line)
    ):
        laid.headings = _joined(laid.headings, line)
    elif _parts(laid, line):
        laid.headings = _with_parts(laid.headings, line)
    else:
        return
    laid.lines = rows[second + 1 :]
    laid.notes.append("The headings stand in two rows. They were joined.")


def _codes_below(line: Line) -> bool:
    """Whether a row holds nothing but codes, those that every LimeSurvey has among them."""
    filled = [cell.strip() for cell in line.cells if cell.strip()]
    alike = all(re.fullmatch(r"[A-Za-z_][\w\[\].#-]*", cell) for cell in filled)
    return alike and len(_LIME & set(filled)) >= 3


def _unescaped(line: Line) -> Line:
    """A row of LimeSurvey's own form, with the letters that it puts into words."""
    return replace(line, cells=tuple(_ESCAPE.sub(lambda found: _ESCAPED[found[1]], cell) for cell in line.cells))


def _count(headings: list[str]) -> int:
    return sum(bool(heading.strip()) for heading in headings)


def _same_meta(laid: Laid, line: Line) -> bool:
    """Whether a row holds headings below headings, and no answers: nothing in it is a day or a figure."""
    return not any(is_date(cell) or re.fullmatch(r"\d+(?:\.\d+)?", cell.strip()) for cell in line.cells if cell.strip())


def _joined(headings: list[str], line: Line) -> list[str]:
    """For each column the text below its code, or the code where there is none."""
    width = max(len(headings), len(line.cells))
    return [_at(line, place) or (headings[place] if place < len(headings) else "") for place in range(width)]


def _parts(laid: Laid, line: Line) -> bool:
    """Whether a row names the parts of the questions above it, as SurveyMonkey's second row does."""
    known = [cell for cell in line.cells if _OPEN_ENDED.fullmatch(cell.strip(" :"))]
    first = meaning(laid.headings[0]).role if laid.headings else ""
    blank_below_known = first in ("meta", "person", "date") and not _at(line, 0)
    blank_above = any(
        cell.strip() and not laid.headings[place].strip()
        for place, cell in enumerate(line.cells)
        if place < len(laid.headings)
    )
    answers = any(len(cell.split()) > 14 or is_date(cell) for cell in line.cells if cell.strip())
    if answers:
        return False
    if (known or blank_above) and blank_below_known:
        return True
    return (
        blank_above
        and looks_like_headings(line.cells)
        and not looks_like_headings([h for h in laid.headings if h.strip()])
    )


def _with_parts(headings: list[str], line: Line) -> list[str]:
    """Each question with its part; a question's text stands only above its first column."""
    width = max(len(headings), len(line.cells))
    joined, above = [], ""
    for place in range(width):
        own = headings[place].strip() if place < len(headings) else ""
        part = _at(line, place)
        above = own or above
        if not part or _OPEN_ENDED.fullmatch(part.strip(" :")) and "other" not in part.casefold():
            joined.append(own or (above if part else ""))
        else:
            joined.append(f"{above} ({part})" if above else part)
    return joined


def _paired(laid: Laid) -> None:
    """A poll's report, as Zoom had it: behind who answered, and when, each row has questions with their answers."""
    known = [heading for heading in laid.headings if heading.strip()]
    first = len(known)
    more = [[_at(line, place) for place in range(first, len(line.cells))] for line in laid.lines]
    pairs = [list(zip(cells[::2], cells[1::2], strict=False)) for cells in more if len(cells) > 1]
    asked = list(dict.fromkeys(question for row in pairs for question, _ in row if question))
    behind = laid.headings[:first] == known and all(
        meaning(heading).role in ("person", "meta", "date") for heading in known
    )
    if not behind or len(known) < 3 or not asked or not all(_is_question(question) for question in asked):
        return
    laid.headings = [*known, *asked]
    laid.lines = [
        replace(line, cells=(*line.cells[:first], *_answers_to(asked, line.cells[first:]))) for line in laid.lines
    ]
    laid.notes.append("Each row has its questions beside their answers. They were taken for the headings.")


def _is_question(text: str) -> bool:
    return text.endswith("?") or bool(meaning(text).asks) or standing([text]) > 0


def _answers_to(asked: list[str], cells: tuple[str, ...]) -> list[str]:
    given: dict[str, list[str]] = {}
    for question, answer in zip(cells[::2], cells[1::2], strict=False):
        given.setdefault(question.strip(), []).append(answer)
    return ["\n".join(given.get(question, [])) for question in asked]


def _widened(laid: Laid) -> None:
    """Columns without a heading at the right: taken as such if many rows have them, or if it is a spreadsheet."""
    more = [
        len(line.cells)
        for line in laid.lines
        if len(line.cells) > laid.width and any(c.strip() for c in line.cells[laid.width :])
    ]
    if not more:
        return
    same = all(count == more[0] for count in more)
    if not laid.sign or len(more) * 2 > len([line for line in laid.lines if _filled(line)]) and same and len(more) > 1:
        laid.headings += [""] * (max(more) - laid.width)


def _cuts(lines: list[Line]) -> list[int]:
    """Where another table begins: a row of headings below a blank line or one with one cell, as boards export it."""
    cuts: list[int] = []
    begun = counted = False
    single = all(_filled(line) <= 1 for line in lines)
    for place, line in enumerate(lines):
        if single and place >= 2 and _filled(line) and not _filled(lines[place - 1]):
            found = meaning(line.cells[0])
            if found.asks == OPEN and found.sure <= 2:  # a board's next list, below a blank line
                cuts.append(place)
        if _filled(line) < 2:
            continue
        named = standing(line.cells) >= 4 and looks_like_headings(line.cells)
        named = (
            named or counted and standing(line.cells) >= 3 and not any(re.search(r"\d", cell) for cell in line.cells)
        )
        if begun and place >= 2 and named:
            before = [_filled(lines[place - 1]), _filled(lines[place - 2])]
            if before[0] == 0:
                cuts.append(place)
            elif before[0] == 1 and before[1] == 0:
                cuts.append(place - 1)
        counted = counted or counts_below(line.cells)
        begun = begun or counted or standing(line.cells) >= 3
    return cuts
