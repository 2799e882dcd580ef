"""What a reader can take from a page, and what stands on one side of A4 besides the words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from macros import model
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.addresses import (
    side_of,
    word_of_clause,
    word_of_clauses,
    word_of_step,
    word_of_tool,
    word_of_translated,
)
from macros.pages.documents import COPIES, WORD, documents_of, file_of
from macros.pages.library import UnknownId, has_side
from macros.pages.phrases import say
from macros.pages.voices import tag, voice

if TYPE_CHECKING:
    from macros.pages.view import View


def sheets_of(iteration: LoadedIteration, step_id: str) -> list[model.Tool]:
    """The tools of a step that have a sheet."""
    return [tool for tool in iteration.of("tool") if tool.fields and step_id in tool.steps]


def offers(h: View, id_: str) -> list[Markup]:
    """What can be taken from the page of an element, as links, each with its format."""
    iteration, found = h.iteration, []
    element = iteration.elements.get(id_)
    if element is not None and has_side(iteration, element):
        if h.path == side_of(element.kind, id_):
            return [sized(h, f"side-{id_}", say("book.this_side"))]
        words = say("book.side_path") if element.kind == "path" else say("book.side_step")
        found.append(h.link_to(side_of(element.kind, id_), words) + sized(h, f"side-{id_}", say("book.as_pdf")))
    if now := voice():  # what is in this language comes before what is not
        own = word_of_translated(h.path, iteration.version, now.tag)
        found.append(weighing(h, own, say("book.this_page_to_edit"), say("book.word")))
    is_step = isinstance(element, model.Step)  # what its room needs comes before its sheets
    found += [] if is_step else in_word(h, element)
    words_of = {
        "tool": say("book.this_tool"),
        "step": say("book.this_step"),
        "briefing": say("book.this_page"),
        "pack": say("book.pack"),
        "canvas": say("book.canvas"),
    }
    for name, _, kind in known(h):
        if name in (id_, f"pack-{id_}", f"canvas-{id_}") and kind in words_of:
            found.append(sized(h, name, words_of[kind]))
        if name == id_ and kind in WORD:
            found.append(sized(h, name, say("book.same_to_edit"), "docx"))
    return found + (in_word(h, element) if is_step else [])


def in_word(h: View, element: model.Element | None, weighed: bool = False) -> list[Markup]:
    """The Word documents of a tool, a step or a clause: they stand beside its page, and are always there. Where they
    are `weighed`, each says how big it is."""
    version = h.iteration.version

    def link(file: str, words: str) -> Markup:
        return weighing(h, file, words, say("book.docx")) if weighed else h.file(file, words)

    if isinstance(element, model.Tool) and element.fields:
        found = [link(word_of_tool(element.id, version, False, tag()), say("page.word_blank"))]
        if element.example:
            found.append(link(word_of_tool(element.id, version, True), say("page.word_example")))
        return found
    if isinstance(element, model.Step) and sheets_of(h.iteration, element.id):
        return [weighing(h, word_of_step(element.id, version), say("page.word_sheets"), say("book.word"))]
    if isinstance(element, model.Clause):
        return [
            link(word_of_clause(element.id, version, False), say("page.word_drafting")),
            link(word_of_clause(element.id, version, True), say("page.word_notes")),
            link(word_of_clauses(version), say("page.word_clauses")),
        ]
    return []


def weighing(h: View, file: str, words: str, form: str) -> Markup:
    """A link to a file that each build makes, with its format. How big it is is filled in once it is made."""
    return Markup(' {} <small data-bytes="{}">{}</small>').format(h.file(file, words), file, form)


def sized(h: View, name: str, words: str, ending: str = "") -> Markup:
    """A link to a document, with its format. How long and how big it is is filled in once it is made."""
    if name not in {each for each, _, _ in known(h)}:
        return Markup("")
    file = file_of(h.iteration, name, ending)
    form = say("book.word") if ending else say("offline.zip") if name in COPIES else say("book.pdf")
    return Markup(' {} <small data-size="{}">{}</small>').format(h.file(file, words), file, form)


def known(h: View) -> list[tuple[str, str, str]]:
    """The documents of the iteration that a page belongs to: name, title and kind."""
    found: list[tuple[str, str, str]] = h.iteration.once(
        "documents", lambda: documents_of(h.iteration, h.library.copy_name)
    )
    return found


LAST = 2
"""So many rows at the end of the table of evidence are on every side: better services, and worth its hours."""


def findings(h: View, names: list[str]) -> list[list[str]]:
    """Rows of the table of evidence: those that are named by their first words, and the two that matter most.

    Raises `UnknownId` for a name that begins no row.
    """
    table = next(section.table for section in h.get("the-evidence").sections if section.id == "at-a-glance")
    rows = {plain(row[0]): list(row) for row in table.rows}
    for name in names:
        if name not in rows:
            raise UnknownId(f'The table of the evidence has no row "{name}". It has: {", ".join(rows)}.')
    return [rows[name] for name in [*names, *list(rows)[-LAST:]]]


def counted_cases(h: View) -> dict[str, Any]:
    """How many cases there are, how many of them had such a contract, and how those went."""
    cases = h.iteration.of("case-study")
    some = [case for case in cases if case.form == "formal-relational"]
    return {
        "all": len(cases),
        "some": len(some),
        "well": sum(case.result == "reported-well" for case in some),
        "outside": sum("independent-evaluation" in case.evidence for case in some),
    }
