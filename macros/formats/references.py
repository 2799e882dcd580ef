"""References for people who cite: the sources as BibTeX and RIS, the version as CITATION.cff,
a page as a line and BibTeX.

What we do not know is left out: no author where none is named, no year where there is no date. Our own
notes go into fields that bibliographies do not print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from macros.basics.dates import MONTHS, date_in_words
from macros.formats.datafiles import LICENCE, NAME, HandbookFile
from macros.model.codelists import READ
from macros.model.marks import plain
from macros.model.records import Source

CONTRIBUTORS = "The contributors to the Relational Contracting Handbook"
"""Who is named as author of the handbook: the same as in LICENSE-WORDS.md."""


_KINDS = {
    "law": ("misc", "STAT"),
    "judgment": ("misc", "CASE"),
    "official-guidance": ("techreport", "GOVDOC"),
    "audit-inquiry": ("techreport", "RPRT"),
    "evaluation": ("techreport", "RPRT"),
    "research": ("misc", "GEN"),
    "notice": ("misc", "GOVDOC"),
    "report": ("techreport", "RPRT"),
    "practice": ("misc", "ELEC"),
    "commentary": ("misc", "ELEC"),
    "legal-note": ("misc", "ELEC"),
    "web-page": ("misc", "ELEC"),
    "news": ("misc", "NEWS"),
}
"""The BibTeX type and the RIS type of each kind of source. Research is looked at more closely: see `kinds_of`."""


_PUBLISHED_IN = {"article": "journal", "book": "publisher", "techreport": "institution", "misc": "howpublished"}
"""The BibTeX field that holds the publisher."""


_VOLUME = re.compile(r"(?P<journal>[^,]+?) (?P<volume>\d[\d-]*)(?: ?\((?P<number>[^()]+)\))?")


_JOURNAL = re.compile(r"[^,]*\b(?:Journal|Review|Quarterly)\b[^,]*")


_BOOK = re.compile(r"[^,]*\b(?:University Press|Books)\b.*")


_ORGANISATION = re.compile(
    r"\b(?:Associates|Partners|Company|Sons|Department|Office|Council|Ministry|University|Institute|Committee|Commission|Group|Centre"
    r"|Agency|Authority|Government|Foundation|Society|Association|Network|Service|Ltd|Limited|LLP)\b"
)


_PARTICLES = {"van", "von", "de", "der", "den", "del", "della", "di", "da", "du", "la", "le", "ten", "ter"}


_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: "\\" + sign for sign in "$&#%_"},
}


_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


def _squeezed(text: Any) -> str:
    """Text on one line: neither format has a way to write a line break."""
    return _UNSEEN.sub(" ", str(text)).strip()


def _words(text: Any) -> str:
    """Words from the data on one line, without our marks. Only once: what is left of one mark may look like another."""
    return _squeezed(plain(text or ""))


def kinds_of(source: Source) -> tuple[str, str]:
    """The BibTeX type and the RIS type of a source.

    `research` may be an article, a book or a working paper, and the data does not say which. It is called
    an article or a book only where the publisher's name says so.
    """
    publisher = _words(source.publisher)
    if source.kind == "research":
        if "working paper" in publisher.lower():
            return "techreport", "RPRT"
        if _BOOK.fullmatch(publisher):
            return "book", "BOOK"
        if _VOLUME.fullmatch(publisher) or _JOURNAL.fullmatch(publisher):
            return "article", "JOUR"
    return _KINDS[source.kind]


def people(authors: str | None) -> tuple[list[tuple[str, str]], bool]:
    """The authors as (family name, given names), and whether there are others who are not named.

    An organisation, and a person of whom only one name is known, has no given names.
    """
    text = _words(authors)
    others = re.search(r",?\s+(?:(?:and|&)\s+others|et al\.?)$", text, re.I)
    text = text[: others.start()] if others else text
    if not text:
        return [], bool(others)
    if _ORGANISATION.search(text):
        return [(text, "")], bool(others)
    return [_name(part) for part in re.split(r"\s*[,;]\s*(?:and\s+)?|\s+(?:and|&)\s+", text, flags=re.I) if part], bool(
        others
    )


def _name(name: str) -> tuple[str, str]:
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:]), " ".join(words[:first])


# -- BibTeX ------------------------------------------------------------------------------------


def latex(text: Any) -> str:
    """Text as it stands between the braces of a BibTeX field. Braces stay balanced:
    BibTeX counts them even behind a backslash."""
    return "".join(_LATEX.get(character, character) for character in _squeezed(text))


def _entry(kind: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    """One entry. A value is complete: in braces, or one of BibTeX's names of months."""
    return f"@{kind}{{{key},\n" + "".join(f"  {name} = {value},\n" for name, value in fields if value) + "}\n"


def _braced(text: Any, whole: bool = False) -> str:
    """A value in braces. With `whole`, quotes stand around the braces:
    its capitals stay as they are, and it is one name.

    Two pairs of braces would do the same, but on a page they look like a template that was not run.
    """
    made = latex(text) if text else ""
    return (f'"{{{made}}}"' if whole else f"{{{made}}}") if made else ""


def _url(url: str | None) -> str:
    """An address, which BibTeX styles take as it is; what would upset the braces is written in its percent form."""
    safe = re.sub(r"[{}\\]", lambda found: f"%{ord(found[0]):02X}", _UNSEEN.sub("", url or ""))
    return f"{{{safe}}}" if safe else ""


def _when(date: str | None) -> list[tuple[str, str]]:
    """Year, month and day, as far as they are known."""
    year, month, day = (*(date or "").split("-"), "", "", "")[:3]
    return [
        ("year", f"{{{year}}}" if year else ""),
        ("month", MONTHS[int(month) - 1][:3].lower() if month else ""),
        ("day", f"{{{int(day)}}}" if day else ""),
    ]


def bibtex_of(source: Source) -> str:
    """A source as a BibTeX entry; its key is its id."""
    kind, _ = kinds_of(source)
    authors, others = people(source.authors)
    names = [f"{latex(family)}, {latex(given)}" if given else f"{{{latex(family)}}}" for family, given in authors] + (
        ["others"] if others else []
    )
    fields = [
        ("author", f"{{{' and '.join(names)}}}" if authors else ""),
        ("title", _braced(_words(source.title), whole=True)),
    ]
    volume = _VOLUME.fullmatch(_words(source.publisher)) if kind == "article" else None
    if volume:
        fields += [
            ("journal", _braced(volume["journal"])),
            ("volume", _braced(volume["volume"].replace("-", "--"))),
            ("number", _braced(volume["number"])),
        ]
    else:
        fields.append((_PUBLISHED_IN[kind], _braced(_words(source.publisher))))
    if not authors:
        fields.append(("key", _braced(_words(source.publisher))))  # what styles sort by when no author is named
    fields += [
        *_when(source.date),
        ("url", _url(source.url)),
        ("urldate", _braced(source.accessed)),
        ("annote", _braced(about_reading(source))),
    ]
    return _entry(kind, source.id, fields)


def about_reading(source: Source) -> str:
    """What we say of a source besides what it is: how much we read, who checked it, what to be careful about."""
    parts = [
        READ[source.read].title,
        f"through: {_words(source.read_via)}" if source.read_via else "",
        f"checked by a person on {date_in_words(source.verified)}" if source.verified else "",
    ]
    return "; ".join(part for part in parts if part) + "." + (f" {_words(source.note)}" if source.note else "")


def bibliography(data: HandbookFile) -> str:
    """Every source of a version as BibTeX, those of its workshops included."""
    head = (
        f"% {NAME}, iteration {data.version}: its sources, and those of its workshops.\n"
        f"% Digest {data.digest}. Licence {LICENCE}.\n"
        "% UTF-8. The type of an entry is worked out from the kind of source; see the page Open data.\n"
    )
    return "\n".join([head, *map(bibtex_of, _all_sources(data))])


def _all_sources(data: HandbookFile) -> list[Source]:
    return sorted([*data.sources, *data.workshop_sources], key=lambda source: source.id)


# -- RIS ---------------------------------------------------------------------------------------


def ris_of(source: Source, database: str) -> str:
    """A source as an RIS record. A value is one line, so nothing in it can begin another field."""
    _, kind = kinds_of(source)
    volume = _VOLUME.fullmatch(_words(source.publisher)) if kind == "JOUR" else None
    year, month, day = (*(source.date or "").split("-"), "", "", "")[:3]
    rows: list[tuple[str, Any]] = [("TY", kind), ("ID", source.id), ("TI", _words(source.title))]
    rows += [("AU", f"{family}, {given}" if given else family) for family, given in people(source.authors)[0]]
    rows.append(("T2" if kind in ("JOUR", "NEWS") else "PB", volume["journal"] if volume else _words(source.publisher)))
    rows += [("VL", volume["volume"]), ("IS", volume["number"])] if volume else []
    rows += [
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if month else ""),
        ("UR", source.url),
        ("Y2", _ris_date(source.accessed)),
        ("N1", about_reading(source)),
        ("DB", database),
    ]
    return "".join(f"{tag}  - {_squeezed(value)}\r\n" for tag, value in rows if value) + "ER  - \r\n"


def _ris_date(date: str | None) -> str:
    year, month, day = (*(date or "").split("-"), "", "", "")[:3]
    return f"{year}/{month}/{day}/" if year else ""


def ris(data: HandbookFile) -> str:
    """Every source of a version as RIS."""
    database = f"{NAME}, iteration {data.version}"
    return "\r\n".join(ris_of(source, database) for source in _all_sources(data))
