"""A page's tree as plain lists that a program which sets type can read: no markup, and links that say where they lead.

A node is its words, or `[tag, about, *nodes]`. `about` holds the classes, the place that others link to (`id`), and
where a link leads: `to` a place in the same document, or `href` outside of it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from lxml import html

from macros.formats.tree import are_figures, classes, html_of, tree_of
from macros.pages.library import Page

Node = Any
"""Words, or `[tag, about, *nodes]`."""

ON_SCREEN = ("narrow", "stop", "no-print", "md-button", "visually-hidden", "take-away", "named-by", "event")
"""The classes of what stands on a screen only."""

LEFT_OUT = " | ".join(
    [f"//{tag}" for tag in ("form", "script", "button", "input", "textarea", "select")]
    + [f"//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in ON_SCREEN]
    + ["//h2[@id='history']"]
)
"""What a page has for its screen, or to lead on in the site: paper leaves the same out (docs/assets/css/paper.css)."""

HOLDERS = frozenset("article div ul ol dl dd li table thead tbody tr details figure section blockquote".split())
"""Elements in which white space between blocks says nothing."""

WITHIN_A_LINE = frozenset("a strong em b i span br code abbr kbd small sup sub ins del q cite".split())
"""Elements that stand within a line of words."""

AWAY = re.compile(r"(?:https?|mailto):")


@dataclass(frozen=True)
class Chapter:
    """One page as it stands in a document: its tree without what only a screen needs."""

    path: str
    title: str
    kind: str
    step: int
    tree: html.HtmlElement


def chapter_of(page: Page) -> Chapter:
    """A page as a chapter. Its title is taken out of the tree: a document sets it."""
    return chapter_from(page.path, page.title, page.markdown, page.kind, page.step)


def chapter_from(path: str, title: str, markdown: str, kind: str = "written", step: int = 0) -> Chapter:
    """The same from a page's Markdown."""
    tree = tree_of(html_of(markdown))
    for unwanted in tree.xpath(LEFT_OUT):
        unwanted.drop_tree()
    for heading in tree.xpath("./h1"):
        if kind == "side":  # what it is stands above it
            title = " ".join(heading.text_content().split())
        heading.drop_tree()
    return Chapter(path, title, kind, step, tree)


def places_in(chapters: Iterable[Chapter]) -> set[str]:
    """Every place that a link may lead to within a document: `tools/x.md`, and `tools/x.md#method`."""
    known = set()
    for chapter in chapters:
        known.add(chapter.path)
        known |= {f"{chapter.path}#{id_}" for id_ in chapter.tree.xpath(".//@id")}
    return known


@dataclass
class Nodes:
    """Makes nodes of chapters. `known` are the places within the document, `outside` gives the whole address of a page
    that is not in it (or nothing), and `drawing` an SVG that stands by itself."""

    known: set[str]
    outside: Callable[[str], str]
    drawing: Callable[[html.HtmlElement], str]

    def of(self, chapter: Chapter) -> Node:
        """The node of a whole chapter."""
        return self._node(chapter.tree, chapter.path)

    def _node(self, element: html.HtmlElement, path: str) -> Node:
        if element.tag == "svg":
            return ["svg", {"src": self.drawing(element), "alt": _words_for(element)}]
        about: dict[str, Any] = {}
        if names := classes(element):
            about["class"] = sorted(names)
        if element.get("id") and f"{path}#{element.get('id')}" in self.known:
            about["id"] = f"{path}#{element.get('id')}"
        if element.tag == "a" and element.get("href"):
            about |= self._lead(element.get("href"), path)
        if element.tag == "table":
            about |= _widths(element)
        return [element.tag, about, *self._within(element, path)]

    def _within(self, element: html.HtmlElement, path: str) -> list[Node]:
        found: list[Node] = []
        _put(found, element.text)
        for child in element:
            # A drawing that is hidden from whoever listens says what the words beside it say: a bar for its figure.
            if isinstance(child.tag, str) and child.get("aria-hidden") != "true":
                found.append(self._node(child, path))
            _put(found, child.tail)
        if element.tag in HOLDERS and any(is_block(each) for each in found):
            found = [each for each in found if not isinstance(each, str) or each.strip()]
        return found

    def _lead(self, href: str, path: str) -> dict[str, str]:
        """Where a link leads: a place in the document if it is there, the page that it is on otherwise, or outside."""
        if AWAY.match(href):
            return {"href": href}
        page, _, anchor = href.partition("#")
        page = posixpath.normpath(posixpath.join(posixpath.dirname(path), page)) if page else path
        whole = f"{page}#{anchor}" if anchor else page
        for place in (whole, page):
            if place in self.known:
                return {"to": place}
        address = self.outside(whole) if page.endswith(".md") else ""
        return {"href": address} if address else {}


def is_block(node: Node) -> bool:
    """Whether a node begins a line of its own."""
    return not isinstance(node, str) and node[0] not in WITHIN_A_LINE


def _put(found: list[Node], text: str | None) -> None:
    if text:
        found.append(re.sub(r"[ \t\r\n]+", " ", text))


def _words_for(drawing: html.HtmlElement) -> str:
    """What is said in place of a drawing: what it names as its own name and note."""
    above = drawing.getroottree().getroot()
    names = f"{drawing.get('aria-labelledby', '')} {drawing.get('aria-describedby', '')}".split()
    said = [
        " ".join(text.split())
        for name in names
        for each in above.xpath("//*[@id=$id]", id=name)
        for text in [each.text_content()]
    ]
    return " ".join(said) or drawing.get("aria-label", "")


LEAST, MOST = 6, 46
"""How many letters the narrowest and the widest column of a table are counted as."""


def _widths(table: html.HtmlElement) -> dict[str, Any]:
    """How wide the columns of a table should be beside each other: by the root of what stands in them, so that a column
    of sentences is wider than one of figures, and no word is cut."""
    columns: list[list[str]] = []
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        for place, cell in enumerate(cells):
            if place == len(columns):
                columns.append([])
            columns[place].append(" ".join(cell.text_content().split()))
    widths, figures = [], []
    for texts in columns:
        figures.append(are_figures(texts[1:]))
        longest_word = max((len(word) for text in texts for word in text.split()), default=1)
        mean = sum(len(text) for text in texts) / max(len(texts), 1)
        widths.append(round(min(max(LEAST, longest_word * 1.1, mean**0.72), MOST), 1))
    return {"widths": widths, "figures": figures}
