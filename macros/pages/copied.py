"""How a copy's own words are told from the handbook's: a note on each page that has some, and one page with all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.model.overlay import bare
from macros.pages.addresses import COPY, address_of, path_of
from macros.pages.library import Library, Page
from macros.pages.phrases import say
from macros.pages.view import View

_TITLE = re.compile(r"^# .*$", re.M)


def marked(library: Library, iteration: LoadedIteration, id_: str, page: Page) -> Page:
    """A page of an element, with a note below its title where its words are the copy's own. The search and the feed of
    a browser show the note's first words too. A page as it was, where all of it is the handbook's."""
    state, about = library.own_state(iteration, id_), library.about_copy
    if not state or about is None:
        return page
    fields = [each.field for each in library.said_by_copy(iteration, id_)]
    if page.kind == "activity":
        whole = [name for name in fields if "." not in name and name == "activities"]
        fields = [name for name in fields if name.startswith(f"activities.{page.id}")] + whole
        if not fields:
            return page
    view = View(library, iteration, page.path)
    original = address_of(path_of(iteration.elements[id_].kind, id_))
    folder = "draft" if iteration.is_draft else iteration.version
    note = view.page(
        "parts/own-note.md.j2",
        state=state,
        about=about,
        fields=[called(name) for name in fields],
        explained=view.to(f"{COPY}#{id_}" if state == "changed" else COPY),
        original=f"{about.original.rstrip('/')}/{folder}/{original}" if about.original else "",
    ).strip()
    title = _TITLE.search(page.markdown)
    place = title.end() if title else 0
    markdown = f"{page.markdown[:place]}\n\n{note}\n\n{page.markdown[place:].lstrip(chr(10))}".lstrip()
    line = say(f"own.{state}_line", who=about.run_by)
    return replace(page, markdown=markdown, description=f"{line} {page.description}".strip())


def copy_page(library: Library, iteration: LoadedIteration) -> list[Page]:
    """The page that says whose copy this is, what it says otherwise than the handbook, and what is its own."""
    assert library.own is not None
    view, laid = View(library, iteration, COPY), library.own.laid.get(iteration.version)
    changed = []
    for id_, said in sorted(laid.changed.items()) if laid else ():
        altered, _ = library.own.own.altered[id_]
        rows = [(called(each.field), in_plain(each.theirs), in_plain(each.ours)) for each in said]
        changed.append((id_, altered.why, rows))
    added = sorted(laid.added) if laid else []
    markdown = view.page("copy.md.j2", about=library.about_copy, changed=changed, added=added)
    line = say("own.about_line", name=library.name, who=library.own.own.about.run_by)
    return [Page(COPY, say("own.title"), markdown, "copy", library.name, "own/handbook.yml", description=line)]


def called(field: str) -> str:
    """The name of a field as readers see it: Time; Activities, know-your-spend, time."""
    return ", ".join(part.replace("_", " ") for part in field.split(".")).capitalize()


def in_plain(value: Any) -> list[str]:
    """What stands in a field, as paragraphs without marks; groups within it name by name."""
    if isinstance(value, dict):
        return [f"{key}: {' · '.join(in_plain(item))}" for key, item in value.items()]
    if isinstance(value, list):
        return [
            line
            for item in value
            for line in ([" · ".join(in_plain(item))] if isinstance(item, dict) else in_plain(item))
        ]
    return [] if value is None else [plain(str(bare(value)))]
