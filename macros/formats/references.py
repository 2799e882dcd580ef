"""References for people who cite: the sources as BibTeX and RIS, the version as CITATION.cff,
a page as a line and BibTeX.

What we do not know is left out: no author where none is named, no year where there is no date. Our own
notes go into fields that bibliographies do not print.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from macros.basics.dates import date_in_words, date_parts, month_name
from macros.formats.datafiles import LICENCE, HandbookFile
from macros.model.authors import OTHERS, Name, name_of
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
"""The BibTeX type and the RIS type of each kind of source. What the data says to be an article or a book is that:
see `kinds_of`."""


_PUBLISHED_IN = {"article": "journal", "book": "publisher", "techreport": "institution", "misc": "howpublished"}
"""The BibTeX field that holds the publisher."""


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


_PUBLISHED = {"article": ("article", "JOUR"), "book": ("book", "BOOK"), "working-paper": ("techreport", "RPRT")}
"""The BibTeX type and the RIS type of what the data says to be published as one of these."""


def kinds_of(source: Source) -> tuple[str, str]:
    """The BibTeX type and the RIS type of a source."""
    return _PUBLISHED[source.published_as] if source.published_as else _KINDS[source.kind]


def names_of(source: Source) -> tuple[list[Name], bool]:
    """The authors of a source, and whether there are others who are not named."""
    named = [author for author in source.authors if author != OTHERS]
    return [name_of(author) for author in named], len(named) < len(source.authors)


def doi_of(source: Source) -> str:
    """The DOI, where the source's address is one."""
    address = urlsplit(source.url or "")
    return unquote(address.path.removeprefix("/")) if address.hostname in ("doi.org", "dx.doi.org") else ""


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
    year, month, day = date_parts(date)
    return [
        ("year", f"{{{year}}}" if year else ""),
        ("month", month_name(month)[:3].lower()),
        ("day", f"{{{int(day)}}}" if day else ""),
    ]


def bibtex_of(source: Source) -> str:
    """A source as a BibTeX entry; its key is its id."""
    kind, _ = kinds_of(source)
    authors, others = names_of(source)
    names = [
        f"{latex(name.family)}, {latex(name.given)}" if name.given else f"{{{latex(name.family)}}}" for name in authors
    ]
    names += [OTHERS] if others else []
    fields = [
        ("author", f"{{{' and '.join(names)}}}" if authors else ""),
        ("title", _braced(_words(source.title), whole=True)),
    ]
    fields.append((_PUBLISHED_IN[kind], _braced(_words(source.publisher))))
    if kind == "article":
        fields += [
            ("volume", _braced((source.volume or "").replace("-", "--"))),
            ("number", _braced(source.issue)),
        ]
    if not authors:
        fields.append(("key", _braced(_words(source.publisher))))  # what styles sort by when no author is named
    fields += [
        *_when(source.date),
        ("doi", _url(doi_of(source))),
        ("url", _url(source.url)),
        ("urldate", _braced(source.accessed)),
        ("annote", _braced(about_reading(source))),
    ]
    return _entry(kind, source.id, fields)


def about_reading(source: Source) -> str:
    """What we say of a source besides what it is: how much we read, who checked it, what to be careful about."""
    parts = [
        READ["ours" if source.is_ours else source.read].title,
        f"through: {_words(source.read_via)}" if source.read_via else "",
        f"in the text of {date_in_words(source.text_of)}" if source.text_of else "",
        f"checked by a person on {date_in_words(source.verified)}" if source.verified else "",
    ]
    return "; ".join(part for part in parts if part) + "." + (f" {_words(source.note)}" if source.note else "")


def divided(source: Source, known: Mapping[str, Source]) -> Source:
    """A source with its authors and its journal taken apart, where the newest data says how.

    Older iterations hold them in one line each. What they say is compared: another wording stays one whole name.
    """
    newer = known.get(source.id)
    if newer is None:
        return source
    update: dict[str, Any] = {}
    if newer.authors_in_words == source.authors_in_words:
        update["authors"] = newer.authors
    if newer.published_in == source.published_in:
        names = ("publisher", "published_as", "volume", "issue")
        update |= {name: getattr(newer, name) for name in names}
    return source.model_copy(update=update)


def bibliography(data: HandbookFile, known: Mapping[str, Source]) -> str:
    """Every source of a version as BibTeX, those of its workshops included.
    `known` are the sources of the newest data."""
    head = (
        f"% {data.name}, iteration {data.version}: its sources, and those of its workshops.\n"
        f"% Digest {data.digest}. Licence {LICENCE}.\n"
        "% UTF-8. The type of an entry is worked out from the kind of source; see the page Open data.\n"
    )
    return "\n".join([head, *map(bibtex_of, _all_sources(data, known))])


def _all_sources(data: HandbookFile, known: Mapping[str, Source]) -> list[Source]:
    found = sorted([*data.sources, *data.workshop_sources], key=lambda source: source.id)
    return [divided(source, known) for source in found]


# -- RIS ---------------------------------------------------------------------------------------


def ris_of(source: Source, database: str) -> str:
    """A source as an RIS record. A value is one line, so nothing in it can begin another field."""
    _, kind = kinds_of(source)
    year, month, day = date_parts(source.date)
    rows: list[tuple[str, Any]] = [("TY", kind), ("ID", source.id), ("TI", _words(source.title))]
    rows += [("AU", f"{name.family}, {name.given}" if name.given else name.family) for name in names_of(source)[0]]
    rows.append(("T2" if kind in ("JOUR", "NEWS") else "PB", _words(source.publisher)))
    rows += [("VL", source.volume), ("IS", source.issue)]
    rows += [
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if month else ""),
        ("DO", doi_of(source)),
        ("UR", source.url),
        ("Y2", _ris_date(source.accessed)),
        ("N1", about_reading(source)),
        ("DB", database),
    ]
    return "".join(f"{tag}  - {_squeezed(value)}\r\n" for tag, value in rows if value) + "ER  - \r\n"


def _ris_date(date: str | None) -> str:
    year, month, day = date_parts(date)
    return f"{year}/{month}/{day}/" if year else ""


def ris(data: HandbookFile, known: Mapping[str, Source]) -> str:
    """Every source of a version as RIS; see `bibliography`."""
    database = f"{data.name}, iteration {data.version}"
    return "\r\n".join(ris_of(source, database) for source in _all_sources(data, known))
