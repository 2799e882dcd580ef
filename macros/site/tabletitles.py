"""Gives each cell of a table the title of its column, so that a phone can show a row as a short list.

A Python-Markdown extension: `mkdocs.yml` names it, and nothing of MkDocs is needed. The style sheet prints the
titles (`data-title`) only where a table is narrower than its columns need; the first cell is what the row is about,
and needs none. Columns of nothing but figures are
marked too, so that their digits stand under each other.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from macros.formats.tree import are_figures

TWO = 2
"""A table of two columns fits on a phone as it is, and its cells need no titles."""


class _Titles(Treeprocessor):
    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            heads = ["".join(head.itertext()).strip() for head in table.iterfind("thead/tr/*")]
            rows = [list(row) for row in table.iterfind("tbody/tr")]
            for column, head in enumerate(heads):
                cells = [row[column] for row in rows if column < len(row)]
                said = ["".join(cell.itertext()).strip() for cell in cells]
                figures = are_figures(said)
                for cell in cells:
                    if column and head and len(heads) > TWO:
                        cell.set("data-title", head)
                    if figures:
                        cell.set("class", "figure")
                if figures:
                    table.findall("thead/tr/*")[column].set("class", "figure")


class TableTitles(Extension):
    """Puts `data-title` on the cells of tables, after everything within them has been read."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown. It must run after the marks within cells have become elements:
        after `inline` (20)."""
        md.treeprocessors.register(_Titles(md), "table-titles", 15)


def makeExtension(**options: Any) -> TableTitles:
    """What Python-Markdown asks a module for."""
    return TableTitles(**options)
