"""Wraps the space before the mark of a source, so that it can go where the mark goes.

Where a page is wide, the style sheet moves marks into the margin. The space that kept a mark beside its word would stay
behind: before a full stop, or beside the space before the next sentence. A Python-Markdown extension, named in
`mkdocs.yml`.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

SPACE = "\N{NO-BREAK SPACE}"


class _Gaps(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            before: Element | None = None
            for child in list(parent):
                said = (parent.text if before is None else before.tail) or ""
                if child.tag == "a" and child.get("class") == "cite" and said.endswith(SPACE):
                    if before is None:
                        parent.text = said.removesuffix(SPACE)
                    else:
                        before.tail = said.removesuffix(SPACE)
                    gap = Element("span", {"class": "gap"})
                    gap.text = SPACE
                    parent.insert(list(parent).index(child), gap)
                before = child


class MarkGaps(Extension):
    """Puts the space before a mark into an element of its own, after everything within a line has been read."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown. It must run after marks have become elements and have their class: after
        `attr_list` (8)."""
        md.treeprocessors.register(_Gaps(md), "mark-gaps", 4)


def makeExtension(**options: Any) -> MarkGaps:
    """What Python-Markdown asks a module for."""
    return MarkGaps(**options)
