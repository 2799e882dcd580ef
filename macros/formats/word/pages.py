"""Pages as chapters of a Word document, from the plain lists that are made of a page's tree (`formats/books/nodes.py`).

No page is written a second time. What only a screen needs is out of the lists already; drawings are left out, since
their words stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from macros.formats.books.contents import Part
from macros.formats.books.nodes import Chapter, Node, Nodes, is_block, places_in
from macros.formats.word.markup import BOLD, ITALIC, joined, paragraph, row, run, shared_out, table, w
from macros.formats.word.package import Document
from macros.pages.phrases import say
from macros.pages.words import typeset

RAISED = w("vertAlign", val="superscript")
DEEPEST = 4
"""How deep headings go: there is a style for each."""

STYLES = {"standfirst": "Subtitle", "risk": "Caption", "caption": "Caption", "small": "Small", "source": "Small"}
"""The style of a paragraph, by its class on the page."""


@dataclass
class Chapters:
    """Writes chapters into a document. `outside` gives the whole address of a page that is not in it, or nothing."""

    document: Document
    nodes: Nodes
    marks: dict[str, int] = field(default_factory=dict)

    def write(self, chapter: Chapter, level: int) -> None:
        """Write a chapter, with its heading at a level; at level 0 its title is the document's own."""
        node = self.nodes.of(chapter)
        if level:
            self.document.add(self.heading(chapter.title, level, chapter.path))
        self.document.add(self.flow(node, level=level))

    def heading(self, title: str, level: int, path: str = "") -> Markup:
        """A heading that links can lead to."""
        anchor = [self._mark(path)] if path else []
        return paragraph(*anchor, typeset(title), style=f"Heading{min(level, DEEPEST)}")

    def entry(self, title: str, path: str, style: str, *before: Markup, after: Sequence[Markup] = ()) -> Markup:
        """A line of the contents, which leads to a chapter."""
        return paragraph(*before, w("hyperlink", run(typeset(title)), anchor=self._name(path)), *after, style=style)

    # -- what links lead to ------------------------------------------------------------------------

    def _number(self, place: str) -> int:
        return self.marks.setdefault(place, len(self.marks) + 1)

    def _name(self, place: str) -> str:
        return f"place{self._number(place)}"

    def _mark(self, place: str) -> Markup:
        number = self._number(place)
        return joined([w("bookmarkStart", id=number, name=self._name(place)), w("bookmarkEnd", id=number)])

    # -- lines -------------------------------------------------------------------------------------

    def _line(self, node: Node, looks: tuple[Markup, ...] = (), style: str | None = None) -> Markup:
        """A node within a line, as runs."""
        if isinstance(node, str):
            return run(node, *dict.fromkeys(looks), style=style)
        tag, about, *inside = node
        if tag == "br":
            return w("r", w("br"))
        if tag == "svg":
            return Markup("")
        names = about.get("class", ())
        if tag in ("strong", "b", "dt"):
            looks = (*looks, BOLD)
        if tag in ("em", "i"):
            looks = (*looks, ITALIC)
        if "cite" in names:
            looks = (*looks, RAISED)
        before = self._mark(about["id"]) if "id" in about else Markup("")
        lead: dict[str, object] = {}
        if "to" in about:
            lead = {"anchor": self._name(about["to"])}
        elif "href" in about:
            lead = {"r:id": self.document.link(about["href"])}
        within = joined(self._line(each, looks, "Hyperlink" if lead else style) for each in inside)
        return before + (w("hyperlink", within, **lead) if lead else within)

    def _paragraph(self, node: Node, inside: Iterable[Node], style: str | None, number: int | None) -> Markup:
        about = {} if isinstance(node, str) else node[1]
        anchor = [self._mark(about["id"])] if "id" in about else []
        more = [w("numPr", w("ilvl", val=int(style == "ListNumber2")), w("numId", val=number))] if number else []
        return paragraph(*anchor, *(self._line(each) for each in inside), style=style, more=more)

    # -- blocks ------------------------------------------------------------------------------------

    def flow(self, node: Node, level: int, style: str | None = None, number: int | None = None) -> Markup:
        """What stands within a block: blocks, and the lines between them as paragraphs."""
        made: list[Markup] = []
        loose: list[Node] = []
        for each in [*node[2:], None]:
            if each is not None and not is_block(each):
                loose.append(each)
                continue
            if any(not isinstance(one, str) or one.strip() for one in loose):
                made.append(self._paragraph(["", {}] if made else node, loose, style, number))
                number = None
            loose = []
            if each is not None:
                made.append(self._block(each, level, style, number))
                number = None if each[0] == "p" else number
        return joined(made)

    def _block(self, node: Node, level: int, style: str | None, number: int | None = None) -> Markup:
        tag, about, *inside = node
        names = about.get("class", ())
        if tag == "svg":
            return Markup("")
        if tag in ("p", "figcaption", "summary"):
            own = next((STYLES[name] for name in names if name in STYLES), "Caption" if tag != "p" else None)
            return self._paragraph(node, inside, style or own, number)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return self._paragraph(node, inside, f"Heading{min(int(tag[1]) - 1 + level, DEEPEST)}", None)
        if tag in ("ul", "ol"):
            return self._list(node, level, deep=bool(style and style.startswith("List")))
        if tag == "dl":
            return joined(self._pairs(inside, level))
        if tag == "table":
            return self._table(node, level) + paragraph(style="Small")
        if tag == "blockquote":
            return self.flow(node, level, "Quote")
        if "id" in about:  # a block of blocks has no paragraph of its own to hold its place
            rest = {name: value for name, value in about.items() if name != "id"}
            return self._mark(about["id"]) + self.flow([tag, rest, *inside], level, style, number)
        return self.flow(node, level, style, number)

    def _list(self, node: Node, level: int, deep: bool) -> Markup:
        tag, _, *items = node
        style = ("ListNumber" if tag == "ol" else "ListBullet") + ("2" if deep else "")
        number = self.document.numbered() if tag == "ol" else None
        return joined(self.flow(item, level, style, number) for item in items if not isinstance(item, str))

    def _pairs(self, inside: list[Node], level: int) -> Iterable[Markup]:
        """What a word stands for, each on a line of its own."""
        term: list[Node] = []
        for each in inside:
            if isinstance(each, str):
                continue
            if each[0] == "dt":
                term = [["strong", each[1], *each[2:], ": "]]
            elif any(is_block(one) and not isinstance(one, str) and one[0] != "p" for one in each[2:]):
                yield self._paragraph(["", {}], term, None, None) + self.flow(each, level)
            else:
                lines = [one for part in each[2:] for one in (part[2:] if _is(part, "p") else [part])]
                yield self._paragraph(["", {}], [*term, *lines], None, None)

    def _table(self, node: Node, level: int) -> Markup:
        heads: list[list[Markup]] = []
        rows: list[list[Markup]] = []
        for part in node[2:]:
            for line in part[2:] if _is(part, "thead") or _is(part, "tbody") else []:
                if _is(line, "tr"):
                    cells = [self._cell(each, level) for each in line[2:] if not isinstance(each, str)]
                    (heads if part[0] == "thead" else rows).append(cells)
        count = max(map(len, [*heads, *rows]), default=1)
        widths = shared_out((node[1].get("widths") or [1] * count)[:count])
        filled = [[*cells, *[paragraph(style="Cell")] * (count - len(cells))] for cells in rows]
        return table(heads[0] if heads else (), [row(cells, widths) for cells in filled], widths)

    def _cell(self, node: Node, level: int) -> Markup:
        return self.flow(node, level, "Cell") or paragraph(style="Cell")


def _is(node: Node, tag: str) -> bool:
    return not isinstance(node, str) and node[0] == tag


def chapters_for(document: Document, chapters: list[Chapter], nodes: Nodes) -> Chapters:
    """What writes these chapters, and knows which places are among them."""
    nodes.known = places_in(chapters)
    return Chapters(document, nodes)


def write_book(writer: Chapters, title: str, parts: Sequence[Part], note: str) -> None:
    """Write a document of several chapters: its head, and each chapter, under the title of its part if it has one."""
    write_head(writer, title, parts, note)
    for part in parts:
        if part.title:
            writer.document.add(writer.heading(part.title, 1, f"part {part.title}"))
        for chapter in part.chapters:
            writer.write(chapter, 2 if part.title else 1)


def write_head(writer: Chapters, title: str, parts: Sequence[Part], note: str) -> None:
    """Write what stands before the chapters: title and contents. Word fills in the page numbers of the contents when it
    is asked to update them."""
    document = writer.document
    document.add(paragraph(typeset(title), style="Title"), paragraph(note, style="Small"))
    document.add(paragraph(say("word.contents"), style="Caption"))
    lines = [(part.title, f"part {part.title}", "TOC1") if part.title else None for part in parts]
    entries = [
        each
        for part, line in zip(parts, lines, strict=True)
        for each in [line, *((chapter.title, chapter.path, "TOC2") for chapter in part.chapters)]
        if each
    ]
    for place, (words, path, style) in enumerate(entries):
        before = _field("begin", ' TOC \\o "1-2" \\h ', "separate") if place == 0 else []
        after = _field("end") if place == len(entries) - 1 else []
        document.add(writer.entry(words, path, style, *before, after=after))


def _field(*marks: str) -> list[Markup]:
    """The marks of a field of Word's: what begins it, what it does, what ends it."""
    return [
        w("r", w("fldChar", fldCharType=mark) if mark in ("begin", "separate", "end") else w("instrText", mark))
        for mark in marks
    ]
