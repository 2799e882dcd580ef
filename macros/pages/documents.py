"""Which documents there are of an iteration, and what their files are called: pages lead to them."""

from __future__ import annotations

from macros.model import codelists
from macros.model.handbook import LoadedIteration, version_key
from macros.model.kinds import KINDS
from macros.model.marks import plain
from macros.pages.library import has_canvas, has_side
from macros.pages.phrases import say

FOLDER = "documents/"
"""Where documents stand within a version's folder."""

WHOLE = "relational-contracting-handbook"
"""The name of the document that has everything."""


PARTS_SINCE = "0.5"
"""From this iteration on there are documents of each part too, and since an address is for life they stay. Of what came
before there is the whole."""


COPIES = ("offline", "data")
"""What is no document to read, but a ZIP of files."""


WORD = ("", "step", "briefing", "clause", "guidance", "case-study")
"""The kinds of documents that there are in Word too: books, and none that is laid out for paper."""


def file_of(iteration: LoadedIteration, id_: str, ending: str = "") -> str:
    """The file of a document within its version's folder. Its name says which iteration it is of."""
    ending = ending or ("zip" if id_ in COPIES else "pdf")
    return f"{FOLDER}{id_}-{iteration.version}{'-draft' if iteration.is_draft else ''}.{ending}"


def documents_of(iteration: LoadedIteration, copy: str = "") -> list[tuple[str, str, str]]:
    """The documents of an iteration without what stands in them: name, title and kind. `copy` is a copy's name."""
    found = [
        (WHOLE, copy or say("book.whole"), ""),
        ("offline", say("offline.title"), "zip"),
        ("data", say("offline.data"), "zip"),
    ]
    if not iteration.is_draft and version_key(iteration.version) < version_key(PARTS_SINCE):
        return found
    found += [
        (f"side-{element.id}", say("title.side", title=plain(element.title)), "side")
        for kind in ("path", "step")
        for element in iteration.of(kind)
        if has_side(iteration, element)
    ]
    found += [
        (f"pack-{step.id}", say("book.pack_of", title=plain(step.title)), "pack")
        for step in iteration.of("step")
        if has_side(iteration, step)
    ]
    found += [
        (f"canvas-{tool.id}", say("book.canvas_of", title=plain(tool.title)), "canvas")
        for tool in iteration.of("tool")
        if has_canvas(tool)
    ]
    found += [(step.id, plain(step.title), "step") for step in iteration.of("step")]
    found += [(tool.id, plain(tool.title), "tool") for tool in iteration.of("tool")]
    found += [(briefing.id, plain(briefing.title), "briefing") for briefing in iteration.of("briefing")]
    if iteration.of("clause"):
        found.append(("clauses", KINDS["clause"].all, "clause"))
    areas = {section.area for section in iteration.of("guidance")}
    found += [
        (f"law-and-guidance-{area}", codelists.GUIDANCE_AREA[area].title, "guidance")
        for area in codelists.GUIDANCE_AREA
        if area in areas
    ]
    if iteration.of("case-study"):
        found.append(("case-studies", KINDS["case-study"].all, "case-study"))
    return found
