"""What a column's cells say about the column: scores, yes and no, days, the same few answers, or sentences."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from macros.desk.feedback.personal import personal_data
from macros.desk.feedback.shapes import says_nothing

MOST_LOOKED_AT = 400
"""Letters of a cell that are looked at: what a column is shows at the beginning of its cells."""

_NUMBER = re.compile(
    r"[-+]?\d[\d,. ]*%?(?: ?(?:/|out of|von|of) ?\d+)?(?: ?(?:stars?|points?|/10))?|[★☆⭐✩✪]+"
    r"|\d{1,2} ?[-–:=.)]+ ?[^\W\d]+(?:[ -][^\W\d]+){0,3}",
    re.I,
)
_YES_NO = re.compile(
    r"(?:yes|no|y|n|true|false|maybe|perhaps|x|✓|✔|☑|☒|✗|✘|ja|nein|oui|non|si|sí|agreed?|checked|unchecked"
    r"|(?:yes,? )?i (?:do not |don[’']t )?(?:agree|consent|accept)(?: to (?:take part|participate|this|the above))?"
    r"|yes,? (?:please|thanks|thank you|definitely|certainly|a bit|very much)|no,? (?:thanks|thank you)|yes/no"
    r"|partly)[.!]?",
    re.I,
)
_GRADE = (
    r"strongly|very|quite|somewhat|slightly|fairly|extremely|highly|completely|totally|mostly|partly|rather"
    r"|not (?:at all|very|so|really)|not|neither|moderately"
)
_LIKERT = re.compile(
    rf"(?:(?:{_GRADE}|un|more|less)[ -]?)*(?:agree|disagree|satisfied|dissatisfied|useful|helpful|likely|unlikely"
    rf"|good|poor|bad|excellent|fair|average"
    r"|easy|difficult|clear|unclear|important|unimportant|relevant|irrelevant|confident|often|never|sometimes"
    r"|always|rarely|frequently|neutral|agreed"
    r"|undecided|low|medium|high|ok|okay|great|outstanding|above average|below average|about right|too (?:long"
    r"|short|slow|fast|much|little)"
    r"|not at all|a lot|a little|a great deal|to some extent|very|extremely|satisfactory|unsatisfactory|met"
    r"|exceeded|nor)"
    rf"(?: (?:or|nor|and) (?:(?:{_GRADE}) )?(?:agree|disagree|satisfied|dissatisfied|good|bad|poor|likely|unlikely"
    rf"|difficult|easy|useful|clear))?[.!]?",
    re.I,
)
_MONTHS = {name: place for place, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ISO = re.compile(r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?!\d)")
_FIGURES = re.compile(r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},? +)?(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -]+(?:of )?(?P<m>[A-Za-z]{3,9})"
    r"|(?P<m2>[A-Za-z]{3,9})[ .]+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r",?[ -]+(?P<y>(?:19|20)\d\d)"
)
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,5}(?:[+-]\d+)?| ?[+-]\d\d:?\d\d|Z)?", re.I
)


_JOB = re.compile(
    r"(?:(?:the|a|an|interim|acting|senior|deputy|assistant|associate|chief|principal|junior|group|strategic|joint"
    r"|executive|vice|lead) )*(?:head|director|manager|officer|commissioner|lead|adviser|advisor|analyst|consultant"
    r"|lawyer|solicitor|accountant|auditor|buyer|executive|administrator|coordinator|co-ordinator|councillor|trustee"
    r"|practitioner|nurse|doctor|teacher|lecturer|professor|researcher|student|engineer|programmer|developer"
    r"|architect|economist|planner|partner|owner|founder|chair|secretary|treasurer|volunteer|carer|social worker)"
    r"(?: ?(?:,|/|&|-|\bof\b|\bfor\b|\bin\b|\bat\b|\band\b) ?(?:the )?[\w&'’-]+(?: [\w&'’-]+){0,2}){0,2}"
    r"|(?:[\w&-]+ ){1,4}(?:manager|director|officer|adviser|advisor|analyst|commissioner|consultant|solicitor|lawyer"
    r"|accountant|auditor|administrator|co-?ordinator|practitioner|specialist|programmer|developer|researcher)",
    re.I,
)
"""What somebody's work is called, and nothing else."""
_VERB = re.compile(
    r"\b(?:should|must|is|are|was|were|be|has|have|had|needs?|could|would|can|cannot|will|do|does|did|not|who|that"
    r"|decides?|says?|signs?|owns?|knows?|wants?|asks?|helps?|pays?|i|we|they|it)\b",
    re.I,
)


def is_job(text: str) -> bool:
    """Whether an answer is the name of a job, such as Head of Care."""
    text = text.strip(" .")
    return len(text.split()) <= 8 and text[:1].isupper() and not _VERB.search(text) and bool(_JOB.fullmatch(text))


def is_yes_or_no(text: str) -> bool:
    """Whether an answer says yes or no, or is a tick, and nothing else."""
    return len(text) < 60 and bool(_YES_NO.fullmatch(text.strip()))


@dataclass(frozen=True)
class Profile:
    """A column's cells, counted.

    `answers` are those that say something; `kind` is what all of them are, if they are alike.
    """

    filled: int = 0
    answers: int = 0
    kind: str = ""
    """number, yes-no, rating, date, code, link, personal, few, mixed, sentences, or nothing that can be told."""
    longest: int = 0
    mean: float = 0.0
    jobs: bool = False
    """Some begin as the names of jobs do."""


def profile(cells: Iterable[str]) -> Profile:
    """Count what a column's cells are."""
    filled = [begun for cell in cells if (begun := cell[:MOST_LOOKED_AT].strip())]
    answers = [cell for cell in filled if not says_nothing(cell) or _YES_NO.fullmatch(cell)]
    if not answers:
        return Profile(len(filled), 0)
    lengths = [len(cell.split()) for cell in answers]
    mean, longest = sum(lengths) / len(lengths), max(lengths)
    jobs = any(_JOB.match(cell) for cell in answers)
    return Profile(len(filled), len(answers), _kind(answers, mean, longest), longest, mean, jobs)


def is_closed(cell: str) -> bool:
    """Whether an answer is a score, a rating, or yes or no, and nothing else."""
    return len(cell) < 60 and bool(_NUMBER.fullmatch(cell) or _YES_NO.fullmatch(cell) or _LIKERT.fullmatch(cell))


def _kind(answers: list[str], mean: float, longest: int) -> str:
    for kind, form in (("number", _NUMBER), ("yes-no", _YES_NO)):
        if all(form.fullmatch(cell) for cell in answers):
            return kind
    if all(re.fullmatch(r"[A-Z]{1,3}\d{1,3}", cell) for cell in answers):
        return "code"
    closed = sum(is_closed(cell) for cell in answers) / len(answers)
    if closed == 1 or closed >= 0.8 and len(answers) >= 5 and longest <= 3:
        return "rating"
    if all(is_date(cell) for cell in answers):
        return "date"
    if all(re.fullmatch(r"(?:https?://|www\.)\S+", cell) for cell in answers):
        return "link"
    if sum(bool(personal_data(cell)) for cell in answers[:200]) * 2 > min(len(answers), 200) and mean <= 6:
        return "personal"
    if sum(map(is_job, answers[:200])) * 2 > min(len(answers), 200):
        return "personal"
    if _few(answers, longest):
        return "few"
    if closed >= 0.5 and len(answers) >= 5:
        return "mixed"
    return "sentences" if mean >= 4 or longest >= 8 else ""


def _few(answers: list[str], longest: int) -> bool:
    """Whether the answers were picked from a list: the same few again and again, also several in one cell."""
    distinct = len({cell.casefold() for cell in answers})
    if len(answers) >= 4 and distinct * 2 <= len(answers) and longest <= 8:
        return True
    if len(answers) >= 8 and distinct * 4 <= len(answers) and longest <= 20:
        return True
    parts = [part.strip().casefold() for cell in answers for part in re.split(r"[;,|\n]", cell) if part.strip()]
    return len(answers) >= 8 and len(parts) > len(answers) and len(set(parts)) * 4 <= len(parts)


def is_date(text: str) -> bool:
    """Whether a text is a day, with or without a time, or a time alone."""
    text = text.strip()
    for form in (_ISO, _FIGURES, _NAMED):
        found = form.match(text)
        if found:
            rest = text[found.end() :].strip(" ,T")
            return not rest or bool(_CLOCK.match(rest)) and len(rest) < 30
    return bool(_CLOCK.fullmatch(text))


def day_first(cells: Iterable[str]) -> bool | None:
    """Whether the days of a column have the day before the month; None where nothing tells."""
    for cell in cells:
        found = _FIGURES.match(cell.strip())
        if found and int(found["a"]) > 12:
            return True
        if found and int(found["b"]) > 12:
            return False
    return None


def day_of(text: str, first: bool | None) -> str:
    """The day that a text says, in ISO form; as it was written if that can be read in two ways; or nothing."""
    text = text.strip()
    if re.fullmatch(r"(?:3|4|5)\d{4}(?:\.\d+)?", text):  # what a spreadsheet counts: days since 30 December 1899
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))).isoformat()
    if found := _ISO.match(text):
        return _iso(found["y"], found["m"], found["d"])
    if found := _FIGURES.match(text):
        a, b, year = int(found["a"]), int(found["b"]), found["y"] if len(found["y"]) == 4 else f"20{found['y']}"
        first = True if a > 12 or a == b else False if b > 12 else first
        if first is None:
            return found[0]
        return _iso(year, b if first else a, a if first else b)
    if found := _NAMED.match(text):
        month = _MONTHS.get((found["m"] or found["m2"])[:3].casefold())
        return _iso(found["y"], month, found["d"] or found["d2"]) if month else ""
    return ""


def _iso(year: str, month: int | str, day: int | str | None) -> str:
    if int(year) < 2000:  # LimeSurvey says 1 January 1980 where answers are anonymous
        return ""
    try:
        if day is None:
            return f"{dt.date(int(year), int(month), 1):%Y-%m}"
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
