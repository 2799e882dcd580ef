"""A page as a tree of plain elements: what search and documents read, made by the Markdown library and read by lxml.

Nobody takes our Markdown or our HTML apart by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import markdown
from lxml import html

EXTENSIONS: list[Any] = [
    "attr_list",
    "def_list",
    "md_in_html",
    {"tables": {"use_align_attribute": True}},
    {
        "smarty": {
            "smart_dashes": False,
            "smart_ellipses": False,
            "substitutions": {
                "left-single-quote": "‘",
                "right-single-quote": "’",
                "left-double-quote": "“",
                "right-double-quote": "”",
            },
        }
    },
    {"toc": {"toc_depth": 3}},
]
"""What our Markdown needs: the same as in mkdocs.yml, and all of it comes with Python-Markdown."""

BLOCKS = frozenset(
    "article address aside blockquote caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header "
    "hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that begin a line of their own."""

UNREAD = frozenset("form script style svg noscript textarea select button".split())
"""Elements whose words are not read as a page's words: drawings, and what a reader fills in."""


_FIGURE = re.compile(r"[\s−–+-]*(?:£|about |up to )?[\d,.]+(?: ?(?:%|per cent|hours|days|weeks))?|[-–]?", re.I)
"""A cell that is a figure: 350, £480,000, about 12 hours; or nothing."""


def are_figures(cells: Sequence[str]) -> bool:
    """Whether a column is one of figures, so that their digits should stand under each other: most of its cells are
    nothing else, and the others begin with one, as `70 to 105, extra`."""
    said = [text for text in cells if text]
    plain = {text for text in said if _FIGURE.fullmatch(text)}
    return (
        any(letter.isdigit() for text in plain for letter in text)
        and 4 * sum(text in plain for text in said) >= 3 * len(said)
        and all(text in plain or text[0].isdigit() for text in said)
    )


@cache
def _converter() -> markdown.Markdown:
    named = [(each, {}) if isinstance(each, str) else next(iter(each.items())) for each in EXTENSIONS]
    return markdown.Markdown(extensions=[name for name, _ in named], extension_configs=dict(named))


def html_of(text: str) -> str:
    """Markdown as HTML, as the site's generator makes it, but for where its links lead."""
    return _converter().reset().convert(text)


def tree_of(rendered: str) -> html.HtmlElement:
    """A page's HTML as a tree below one `article`."""
    return html.fragment_fromstring(rendered, create_parent="article")


def classes(element: html.HtmlElement) -> set[str]:
    """The classes of an element."""
    return set(element.get("class", "").split())


def children(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements directly within an element, without remarks and without what is not read."""
    return (child for child in element if isinstance(child.tag, str) and child.tag not in UNREAD)
