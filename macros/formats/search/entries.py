"""What can be found: the pages, terms and sources of a version, in parts."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import html

from macros.basics.answers import Answers
from macros.formats.plainmarkdown import written_page
from macros.formats.tree import BLOCKS, UNREAD, children, classes, html_of, tree_of
from macros.model import ELEMENTS
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.model.synonyms import read_asked, read_keywords
from macros.pages.addresses import address_of, terms_of
from macros.pages.edition import Edition
from macros.pages.library import Page

NOT_SEARCHED = {"where-next", "history", "sources", "cases", "example", "clock", "ask"}
"""Headings of an element's page below which nothing is searched:
links to others, its past, its citations, invented examples; how a session's clock works, and what all sessions ask.
Of a decision aid only what stands before its questions: the pages of law have the same rules in full."""


@dataclass
class Heading:
    """A heading of a page, its anchor, and the words below it."""

    heading: str
    anchor: str
    text: str = ""


@dataclass
class Findable:
    """Something that can be found: a page, or a term of the glossary."""

    address: str
    title: str
    kind: str
    kind_title: str
    line: str = ""
    keywords: list[str] = field(default_factory=list)
    parts: list[Heading] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


# -- what can be found ------------------------------------------------------------------------------


def entries(site: Edition, answers: Answers | None = None) -> list[Findable]:
    """Everything that can be found in a version, in the order of its pages.

    To read a page is dear; `answers` has what was read of those that say the same as before.
    """
    answers = answers or Answers()
    found = [_of_page(site, page, answers) for page in site.pages if page.searchable]
    found += [
        entry
        for written in site.library.written_in(site.iteration)
        if (entry := _of_written(site, written.path, written.title, answers))
    ]
    for term in site.iteration.terms.values():
        found.append(
            Findable(
                f"{address_of(terms_of(term.of))}#{term.id}",
                plain(term.term),
                "term",
                "Glossary",
                plain(term.definition),
                [plain(word) for word in term.also],
                [
                    Heading(
                        "", "", " ".join(plain(mix.term) + " " + plain(mix.difference) for mix in term.not_to_confuse)
                    )
                ],
            )
        )
    root = site.library.handbook.root
    also, asked = _here(site, read_keywords(root)), _here(site, read_asked(root))
    for entry in found:
        entry.asked = asked.get(entry.address, [])
        entry.keywords = list(dict.fromkeys([*entry.keywords, *also.get(entry.address, [])]))
    return found


def _here(site: Edition, words: dict[str, list[str]]) -> dict[str, list[str]]:
    """Words by address, as this iteration has the address: what it leads to may have had another name then."""
    called, found = site.library.history.called, dict[str, list[str]]()
    for address, each in words.items():
        here = "/".join(called(part, site.iteration) if part else part for part in address.split("/"))
        found[here] = [*found.get(here, ()), *each]
    return found


def _of_page(site: Edition, page: Page, answers: Answers) -> Findable:
    if page.kind == "sources":
        return Findable(
            page.url,
            page.title,
            "sources",
            "Sources",
            page.description,
            parts=[
                Heading(
                    plain(source.title),
                    source.id,
                    " ".join(filter(None, (source.authors_in_words, source.published_in, source.date))),
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
    return Findable(
        page.url,
        page.title,
        page.kind,
        site.kind_title(page.kind, page.id),
        page.description,
        [*page.keywords, *where, *getattr(element, "themes", [])],
        _read(page.markdown, answers)[: 1 if page.kind == "aid" else None],
    )


def _read(markdown: str, answers: Answers) -> list[Heading]:
    """The parts of a page, from its Markdown."""
    return answers.once("parts of a page", markdown, lambda: parts_of(tree_of(html_of(markdown))))


def _of_written(site: Edition, path: str, title: str, answers: Answers) -> Findable | None:
    """A hand-written page. A list of elements is found by its own title only: the elements are found themselves."""
    if path == "index.md":
        return None
    parts = _read(own_words(site, path), answers)
    line = first_sentences(parts[0].text) if parts else ""
    if path == "glossary.md" or (lists_elements(site, path) and not path.startswith("about/")):
        kind = "files" if path == "downloads.md" else "list"  # who asks for a template wants this list itself
        return Findable(address_of(path), title, kind, "List", line)
    return Findable(address_of(path), title, "written", "About", line, parts=parts)


class _Silent:
    """A handbook that has nothing to say, whatever it is asked: what is left of a page are its own words. `asked` is
    what the page asked of it. Only whether an iteration has elements of a kind is answered, where it is given: whole
    parts of pages depend on it."""

    def __init__(
        self, name: str = "", words: str = "", there: LoadedIteration | None = None, empty: bool = False
    ) -> None:
        self.asked: set[str] = set()
        self.name, self.words, self.there, self.empty = name, words, there, empty

    def __getattr__(self, name: str) -> _Silent:
        if name.startswith("__"):
            raise AttributeError(name)
        self.asked.add(name)
        return _Silent(name, there=self.there)

    def __call__(self, *given: object, **_: object) -> _Silent:
        """What is called gives nothing but the words of a link, which are the page's own."""
        if self.name == "of" and self.there and given[0] in ELEMENTS:
            return _Silent(empty=not self.there.of(str(given[0])))
        links = ("file", "away", "link", "link_to")
        return _Silent(words=str(given[1])) if self.name in links and len(given) > 1 else self

    def __iter__(self) -> Iterator[object]:
        return iter(())

    def __bool__(self) -> bool:
        return not self.empty

    def __str__(self) -> str:
        return self.words


def own_words(site: Edition, path: str) -> str:
    """A hand-written page without what it asks of the data."""
    return written_page(site, path, _Silent(there=site.iteration))


def lists_elements(site: Edition, path: str) -> bool:
    """Whether a hand-written page lists elements, or shows a part that is made of them."""
    silent = _Silent()
    written_page(site, path, silent)
    return bool(silent.asked & {"list", "part"})


def first_sentences(text: str, most: int = 170) -> str:
    """The beginning of a text, cut at the end of a sentence if there is one, or else of a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = max(text.rfind(mark, 0, most) for mark in (". ", "? ", "! "))
    return text[: cut + 1] if cut > 40 else text[: text.rfind(" ", 0, most)] + "…"


def parts_of(page: html.HtmlElement) -> list[Heading]:
    """A page as headings with the plain words below them; the first part has no heading.

    What is nothing but links to other pages is left out: the pages that they lead to are found themselves. So is
    everything below a heading that `NOT_SEARCHED` names, and a page's own title.
    """
    found = [Heading("", "")]
    skipped = False
    for element in _pieces(page):
        if element.tag in ("h2", "h3", "h4"):
            skipped = element.get("id") in NOT_SEARCHED or (skipped and element.tag != "h2")
            if not skipped:
                found.append(Heading(" ".join(words_in(element).split()), element.get("id", "")))
        elif not skipped and element.tag != "h1" and not _only_links(element):
            text = " ".join(words_in(element).split())
            found[-1].text += ("\n" if found[-1].text and text else "") + text
    return found


def _pieces(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The headings, paragraphs, items and cells of a page, each once, in order."""
    for child in children(element):
        if child.tag in (
            "ul",
            "ol",
            "dl",
            "div",
            "section",
            "table",
            "thead",
            "tbody",
            "tr",
            "details",
            "figure",
            "li",
            "dd",
        ) and any(grandchild.tag in BLOCKS for grandchild in children(child)):
            if (child.text or "").strip():
                yield _opening(child)
            yield from _pieces(child)
        else:
            yield child


def _opening(element: html.HtmlElement) -> html.HtmlElement:
    """What an element says before its first block: an item of a list that has a list within it."""
    start = html.Element(element.tag)
    start.text = element.text
    for child in element:
        if child.tag in BLOCKS:
            break
        start.append(deepcopy(child))
    return start


def words_in(element: html.HtmlElement) -> str:
    """The plain words of an element: of a citation only the place, and our mark for a reading of ours not at all."""
    if not isinstance(element.tag, str) or element.tag in UNREAD or "inferred" in classes(element):
        return " "
    if "cite" in classes(element):
        return f" {element.text_content().partition(', ')[2]} "
    said = [element.text or ""]
    for child in element:
        said += words_in(child) if isinstance(child.tag, str) else "", child.tail or ""
    gap = " " if element.tag in BLOCKS or element.tag == "br" else ""
    return gap + "".join(said) + gap


def _only_links(element: html.HtmlElement) -> bool:
    """Whether an element says nothing beside links and a label in front of them."""
    links = [link for link in element.iter("a") if "cite" not in classes(link)]
    if not links:
        return False
    bare = deepcopy(element)
    if len(bare) and bare[0].tag == "strong" and not (bare.text or "").strip():
        bare[0].drop_tree()
    for link in list(bare.iter("a")):
        link.drop_tree()
    return not bare.text_content().strip(" .,:;\n\t")
