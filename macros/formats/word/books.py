"""Sets of pages as Word documents: a step with its tools, the clauses, the whole handbook; and a briefing by itself.

They hold the same chapters as the books in PDF (`formats/books/contents.py`), and stand beside them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial

from macros.basics.answers import Answers
from macros.formats.books.contents import Contents, Part, Shelf
from macros.formats.books.nodes import Chapter, Node, Nodes, chapter_of
from macros.formats.word.beginning import beginning_of, begun
from macros.formats.word.markup import paragraph
from macros.formats.word.package import packed
from macros.formats.word.pages import Chapters, chapters_for, write_book, write_head
from macros.formats.word.sheets import write_fields
from macros.model.marks import plain
from macros.pages.addresses import address_of, word_of_clause, word_of_clauses
from macros.pages.documents import WORD, documents_of
from macros.pages.edition import Edition
from macros.pages.library import Page
from macros.pages.phrases import say

BLANK = re.compile(r"\[([^\[\]]+)\]")
"""A choice to make in a clause's drafting."""


def nodes_for(site: Edition) -> Nodes:
    """What makes plain lists of chapters: links lead to the site where its address is known, and drawings are left
    out."""
    start = site.version_address
    return Nodes(set(), lambda path: f"{start}{address_of(path)}" if start else "", lambda drawing: "")


def word_book(site: Edition, contents: Contents) -> bytes:
    """A document of several pages. A step has its tools behind it, each with its blank form."""
    tools = [tool for tool in site.iteration.of("tool") if contents.kind == "step" and contents.id in tool.steps[:1]]
    of_tools = [chapter_of(page) for tool in tools for page in site.pages if (page.kind, page.id) == ("tool", tool.id)]
    parts = [*contents.parts, *([Part(say("word.its_tools"), of_tools)] if of_tools else [])]
    if of_tools:  # a title of a part stands above all, or above none
        parts[0] = replace(parts[0], title=contents.title)
    document = begun(site, plain(contents.title), parts[0].chapters[0].path)
    writer = chapters_for(document, [chapter for part in parts for chapter in part.chapters], nodes_for(site))
    write_book(writer, contents.title, parts, _note(site))
    for tool in tools:
        document.add(writer.heading(say("word.blank_title", title=plain(tool.title)), 2))
        write_fields(document, tool, {}, start=f"{tool.id}:", level=3)
    return packed(document)


def word_page(site: Edition, page: Page, note: str = "") -> bytes:
    """One page as a document, with a note below its title."""
    chapter = chapter_of(page)
    document = begun(site, page.title, page.path)
    document.add(paragraph(page.title, style="Title"), *([paragraph(note, style="Help")] if note else []))
    chapters_for(document, [chapter], nodes_for(site)).write(chapter, 0)
    return packed(document)


def word_books(site: Edition, names: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """All of them, or those that are named, each with its name: what is a book in PDF too, but for single tools, which
    have their form; and each briefing."""
    shelf = Shelf(site)
    for id_, title, kind in documents_of(site.iteration, site.library.copy_name):
        if kind in WORD and kind != "briefing" and (not names or id_ in names):
            yield id_, word_book(site, shelf.contents(id_, title, kind))
    for page in site.pages:
        if page.kind == "briefing" and (not names or page.id in names):
            yield page.id, word_page(site, page)


# -- clauses: for a lawyer -----------------------------------------------------------------------


def clause_files(site: Edition, answers: Answers | None = None) -> dict[str, bytes]:
    """Each clause as drafting alone and with its notes, and all of them with their blanks, by path. `answers` has
    those that were made before of the same words."""
    answers, beginning, files = answers or Answers(), beginning_of(site), {}
    pages = [page for page in site.pages if page.kind == "clause"]
    words = [(page.path, page.title, page.markdown) for page in pages]
    for page, said in zip(pages, words, strict=True):
        for noted in (False, True):
            files[word_of_clause(page.id, site.iteration.version, noted)] = answers.once(
                "clause in Word", (beginning, said, noted), partial(_of_clause, site, page, noted)
            )
    if pages:
        files[word_of_clauses(site.iteration.version)] = answers.once(
            "clauses in Word", (beginning, words), partial(_of_clauses, site, pages)
        )
    return files


def _of_clause(site: Edition, page: Page, noted: bool) -> bytes:
    chapter = chapter_of(page)
    document = begun(site, chapter.title, chapter.path)
    document.add(paragraph(chapter.title, style="Title"))
    _write_clause(chapters_for(document, [chapter], nodes_for(site)), chapter, 0, noted)
    return packed(document)


def _of_clauses(site: Edition, pages: list[Page]) -> bytes:
    chapters = [chapter_of(page) for page in pages]
    document = begun(site, say("word.clause_bank"), "clauses/index.md")
    writer = chapters_for(document, chapters, nodes_for(site))
    write_head(writer, say("word.clause_bank"), [Part("", chapters)], _note(site))
    for chapter in chapters:
        _write_clause(writer, chapter, 1, noted=True)
    return packed(document)


def _write_clause(writer: Chapters, chapter: Chapter, level: int, noted: bool) -> None:
    """A clause: its drafting, or all that its page says, and the blanks that are to be filled in."""
    node = writer.nodes.of(chapter)
    drafting = _first(node, "drafting") or ["div", {}]
    if noted:
        writer.write(chapter, level)
    else:
        writer.document.add(paragraph(say("page.drafting_note"), style="Help"))
        writer.document.add(writer.flow(drafting, level))
    blanks = list(dict.fromkeys(BLANK.findall(_words(drafting))))
    if blanks:
        writer.document.add(writer.heading(say("word.blanks"), level + 1))
        writer.document.add(*(paragraph(blank, style="ListBullet") for blank in blanks))


def _first(node: Node, name: str) -> Node | None:
    """The first part of a page with a class."""
    if isinstance(node, str):
        return None
    if name in node[1].get("class", ()):
        return node
    return next((found for each in node[2:] if (found := _first(each, name))), None)


def _words(node: Node) -> str:
    return node if isinstance(node, str) else "".join(map(_words, node[2:]))


def _note(site: Edition) -> str:
    return say("word.made_of", iteration=site.iteration.version)
