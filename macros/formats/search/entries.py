"""What can be found: the pages, terms and sources of a version, in parts."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from macros.model.marks import plain
from macros.model.synonyms import read_keywords
from macros.pages.addresses import address_of, terms_of
from macros.pages.edition import Edition
from macros.pages.library import Page

NOT_SEARCHED = {"where-next", "history", "sources", "cases", "example"}
"""Headings of an element's page below which nothing is searched:
links to others, its past, its citations, invented examples."""


@dataclass
class Part:
    """A heading of a page, its anchor, and the words below it."""

    heading: str
    anchor: str
    text: str = ""


@dataclass
class Entry:
    """Something that can be found: a page, or a term of the glossary."""

    address: str
    title: str
    kind: str
    kind_title: str
    line: str = ""
    keywords: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


# -- what can be found ------------------------------------------------------------------------------


def entries(site: Edition) -> list[Entry]:
    """Everything that can be found in a version, in the order of its pages."""
    found = [_of_page(site, page) for page in site.pages if page.searchable]
    found += [
        entry
        for written in site.library.written_in(site.iteration)
        if (entry := _of_written(site, written.path, written.title))
    ]
    for term in site.iteration.terms.values():
        found.append(
            Entry(
                f"{address_of(terms_of(term.of))}#{term.id}",
                plain(term.term),
                "term",
                "Glossary",
                plain(term.definition),
                [plain(word) for word in term.also],
                [Part("", "", " ".join(plain(mix.term) + " " + plain(mix.difference) for mix in term.not_to_confuse))],
            )
        )
    also = read_keywords(site.library.handbook.root)
    for entry in found:
        entry.keywords = list(dict.fromkeys([*entry.keywords, *also.get(entry.address, [])]))
    return found


def _of_page(site: Edition, page: Page) -> Entry:
    if page.kind == "sources":
        return Entry(
            page.url,
            page.title,
            "sources",
            "Sources",
            page.description,
            parts=[
                Part(
                    plain(source.title),
                    source.id,
                    " ".join(filter(None, (source.authors, source.publisher, source.date))),
                )
                for source in site.iteration.sources.values()
                if source.kind == page.id
            ],
        )
    element = site.iteration.elements.get(page.id)
    where = (
        [plain(getattr(element, name)) for name in ("place", "country", "sector") if getattr(element, name, None)]
        if page.kind == "case-study"
        else []
    )
    return Entry(
        page.url,
        page.title,
        page.kind,
        site.kind_title(page.kind),
        page.description,
        [*page.keywords, *where, *getattr(element, "themes", [])],
        [part for part in parts_of(page.markdown) if part.anchor not in NOT_SEARCHED],
    )


def _of_written(site: Edition, path: str, title: str) -> Entry | None:
    """A hand-written page. A list of elements is found by its own title only: the elements are found themselves."""
    if path == "index.md":
        return None
    text = (site.library.docs / path).read_text("utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    lists = bool(re.search(r"handbook\.(list|part)\(", text))
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text)
    parts = parts_of(text)
    line = first_sentences(parts[0].text) if parts else ""
    if path in ("glossary.md",) or lists and not path.startswith("about/"):
        return Entry(address_of(path), title, "list", "List", line)
    return Entry(address_of(path), title, "written", "About", line, parts=parts)


def first_sentences(text: str, most: int = 170) -> str:
    """The beginning of a text, cut at the end of a sentence if there is one, or else of a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = max(text.rfind(mark, 0, most) for mark in (". ", "? ", "! "))
    return text[: cut + 1] if cut > 40 else text[: text.rfind(" ", 0, most)] + "…"


_HEADING = re.compile(r"#{2,4} +(?P<words>.+?)(?: *\{ *#(?P<anchor>[\w-]+)[^}]*\})? *$")


_CITE = re.compile(r"\[\d+(?:, (?P<place>[^\]]*))?\]\([^)]*\)\{ \.cite[^}]*\}")


_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


_LABEL = re.compile(r"^(?:\*\*[^*]+\*\*:?|:|-|\d+\.)\s*")


def parts_of(markdown: str) -> list[Part]:
    """A page's Markdown as headings with the plain words below them; the first part has no heading.

    Lines that are nothing but links to other pages are left out: the pages they lead to are found themselves.
    """
    found = [Part("", "")]
    lines: list[str] = []
    for line in [*markdown.splitlines(), "## end"]:
        heading = _HEADING.match(line)
        if heading:
            found[-1].text = "\n".join(lines)
            lines = []
            words = bare(heading["words"])
            found.append(Part(words, heading["anchor"] or found[-1].anchor))
        elif line.strip() and not line.startswith(("# ", "{", "|--", "| ---")) and not _only_links(line):
            words = bare(line)
            if words:
                lines.append(words)
    return found[:-1]


def bare(markdown: str) -> str:
    """Markdown of our own making as plain words."""
    text = _CITE.sub(lambda m: f" {m['place'] or ''} ", markdown)
    text = _LINK.sub(r"\1", text.replace("*our reading*{ .inferred }", " "))
    text = re.sub(r"\{[^{}]*\}|</?[a-z][^>]*>", " ", text)
    text = html.unescape(text)
    return " ".join(re.sub(r"^\s*(?:[-:|]|\d+\.)\s+|[*|]", " ", text).split())


def _only_links(line: str) -> bool:
    rest = _LABEL.sub("", line.strip())
    return bool(_LINK.search(rest)) and not re.sub(r"\([^()]*\)|[\s,.]", "", _LINK.sub("", rest))
