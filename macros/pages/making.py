"""Every page that is made from data: a plain function from an iteration to Markdown.

`pages(library, iteration)` knows nothing of MkDocs. The site's adapter and the Markdown export both
use it, so that what is exported is what is shown. The words are in `templates/`; what a template may
ask is in `View`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from macros import model
from macros.history.comparisons import compare_iterations
from macros.history.doing import by_thing
from macros.history.wordings import wordings
from macros.model import codelists
from macros.model.deciding import only_figures, tree
from macros.model.fields import one_line
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.addresses import (
    examples_of,
    parted,
    path_of,
    place_of,
    rest_of,
    sheet_of,
    side_of,
    sources_of,
    terms_of,
    tree_of,
    whole_of,
)
from macros.pages.copied import copy_page, marked
from macros.pages.elsewhere import elsewhere_pages
from macros.pages.headings import heading
from macros.pages.library import Library, Page, has_side
from macros.pages.phrases import say
from macros.pages.rooms import room_pages
from macros.pages.toolbook import defined
from macros.pages.view import View

Maker = Callable[[], list[Page]]


def pages(library: Library, iteration: LoadedIteration) -> list[Page]:
    """Every page of an iteration that is made from data: elements, sheets, workshops, iterations,
    and for each address that only another iteration has, a page that says what became of it."""
    return [page for make in makers(library, iteration) for page in make()]


def makers(library: Library, iteration: LoadedIteration) -> list[Maker]:
    """What makes each of the pages, or a few that belong together, in order. None needs another,
    so that several processors can share the work."""
    made: list[Maker] = []
    for kind in model.ELEMENTS:
        for element in iteration.of(kind):
            made.append(partial(element_pages, library, iteration, element))
    if library.own:
        made.append(partial(copy_page, library, iteration))
    made += [partial(workshop_page, library, iteration, each) for each in library.workshops_in(iteration)]
    made += [partial(iteration_page, library, iteration, each) for each in library.iterations_in(iteration)]
    for path, (kind, versions) in library.paths[iteration.version].items():
        if kind in ("sources", "terms"):
            made.append(partial(list_page, library, iteration, kind, versions))
        elif kind == "compare":
            made.append(partial(comparison_page, library, iteration, path, *versions.split()))
        elif kind == "doing":
            made.append(partial(to_do_page, library, iteration, path, *versions.split()))
        elif kind == "words":
            made.append(partial(word_by_word_page, library, iteration, path, *versions.split()))
    return [*made, partial(elsewhere_pages, library, iteration)]


def element_pages(library: Library, iteration: LoadedIteration, element: model.Element) -> list[Page]:
    """The page of an element, and those of its sheet, its activities, or its side of A4."""
    made = [element_page(library, iteration, element)]
    if isinstance(element, model.Tool) and element.fields:
        made.append(sheet_page(library, iteration, element))
    if isinstance(element, model.Aid):
        made += aid_pages(library, iteration, element)
    if isinstance(element, model.Session):
        made += room_pages(library, iteration, element)
    if isinstance(element, model.Step) and parted(element):
        made += activity_pages(library, iteration, element)
    if has_side(iteration, element):
        made.append(side_page(library, iteration, element))
    return [marked(library, iteration, element.id, page) for page in made]


def workshop_page(library: Library, iteration: LoadedIteration, workshop: model.Workshop) -> list[Page]:
    """The page of a workshop."""
    view = View(library, iteration, path_of("workshop", workshop.id))
    place = library.handbook.workshop_places[workshop.id]
    page = Page(
        view.path,
        workshop.title,
        view.page("workshop.md.j2", item=workshop),
        "workshop",
        workshop.id,
        place.file.shown,
        description=plain(workshop.summary)[:200],
    )
    return [page]


def iteration_page(library: Library, iteration: LoadedIteration, earlier: LoadedIteration) -> list[Page]:
    """The page that tells of an iteration, this one or one before it."""
    view = View(library, iteration, path_of("iteration", earlier.version))
    page = Page(
        view.path,
        say("title.iteration", iteration=earlier.version, name=earlier.about.name),
        view.page("iteration.md.j2", item=earlier, differences=library.history.since_last(earlier)),
        "iteration",
        earlier.version,
        "data/draft/iteration.yml" if earlier.is_draft else None,
        description=plain(earlier.about.summary)[:200],
        searchable=earlier is iteration,
    )
    rest = rest_of(earlier.version)
    if rest not in library.paths[iteration.version]:
        return [page]
    title = say("named.rest", iteration=earlier.version)
    more = View(library, iteration, rest).page("iteration-rest.md.j2", item=earlier, title=title)
    return [page, replace(page, path=rest, title=title, markdown=more, description=title)]


@dataclass(frozen=True)
class Listed:
    """Pages that list the records of one file in parts: the field that says to which part a record belongs, what a
    record is called, the parts, where their pages stand, and the file."""

    part: str
    called: str
    parts: codelists.Codelist
    where: Callable[[str], str]
    file: str


LISTS = {
    "sources": Listed("kind", "title", codelists.SOURCE_KIND, sources_of, "sources.yml"),
    "terms": Listed("of", "term", codelists.TERM_FIELD, terms_of, "glossary.yml"),
}


def list_page(library: Library, iteration: LoadedIteration, kind: str, code: str) -> list[Page]:
    """The page that lists the sources of one kind, or explains the terms of one field."""
    about = LISTS[kind]
    view, part = View(library, iteration, about.where(code)), about.parts[code]
    records = [each for each in getattr(iteration, kind).values() if getattr(each, about.part) == code]
    records.sort(key=lambda record: plain(getattr(record, about.called)).casefold())
    page = Page(
        view.path,
        part.title,
        view.page(f"{kind}.md.j2", title=part.title, line=part.description, items=records),
        kind,
        code,
        f"data/draft/{about.file}" if iteration.is_draft else None,
        description=part.description,
        searchable=kind == "sources",
    )
    return [page]


def comparison_page(library: Library, iteration: LoadedIteration, path: str, before: str, after: str) -> list[Page]:
    """The page that sets two iterations side by side."""
    view = View(library, iteration, path)
    comparison = _compared(library, before, after)
    page = Page(
        path,
        say("title.comparison", before=before, after=after),
        view.page(
            "compare.md.j2",
            comparison=comparison,
            kinds=by_thing(comparison.to_do, comparison.after),
        ),
        "compare",
        f"{before} {after}",
        description=comparison.summary(),
        searchable=False,
    )
    return [page]


def to_do_page(library: Library, iteration: LoadedIteration, path: str, before: str, after: str) -> list[Page]:
    """The page that says what to do differently now, for whoever worked from an earlier iteration."""
    view, comparison = View(library, iteration, path), _compared(library, before, after)
    page = Page(
        path,
        say("title.to_do", before=before, after=after),
        view.page(
            "what-to-do.md.j2",
            comparison=comparison,
            kinds=by_thing(comparison.to_do, comparison.after),
        ),
        "doing",
        f"{before} {after}",
        description=say("title.to_do_line", before=before, after=after),
        searchable=False,
    )
    return [page]


def word_by_word_page(
    library: Library, iteration: LoadedIteration, path: str, before: str, after: str, name: str
) -> list[Page]:
    """The page that shows what one element said in one iteration and says in another.
    The terms of the glossary share one."""
    view = View(library, iteration, path)
    items = [
        item
        for item in _compared(library, before, after).items
        if item.difference.said_otherwise
        and ("glossary" if item.difference.kind == "term" else item.difference.id) == name
    ]
    title = say("page.glossary") if name == "glossary" else plain(items[0].difference.title)
    known = library.history.handbook.iterations
    then, now = known[before], known[after]
    shown = [
        (
            item,
            [
                (heading(item.difference.kind, field), rows)
                for field, rows in wordings(item.difference, then, now, library.answers)
            ],
        )
        for item in items
    ]
    page = Page(
        path,
        say("title.word_by_word", title=title, before=before, after=after),
        view.page("words.md.j2", items=shown, title=title, before=before, after=after),
        "compare",
        f"{before} {after} {name}",
        description=say("title.word_by_word_line", before=before, after=after),
        searchable=False,
    )
    return [page]


def _compared(library: Library, before: str, after: str) -> Any:
    """A comparison, worked out once for all pages that show it."""
    return library.once(("compared", before, after), lambda: compare_iterations(library.history, before, after))


def activity_pages(library: Library, iteration: LoadedIteration, step: model.Step) -> list[Page]:
    """The pages of a step's activities, and the one that has all of them, to print."""
    made = []
    for activity in step.activities:
        view = View(library, iteration, place_of(step, activity))
        made.append(
            Page(
                view.path,
                plain(activity.title),
                view.page("activity.md.j2", item=activity, step=step),
                "activity",
                activity.id,
                _words_in(library, step),
                description=plain(activity.outcome or activity.title),
                step=step.order,
                mark=library.history.mark(iteration, activity.id),
            )
        )
    view = View(library, iteration, whole_of(step.id))
    made.append(
        Page(
            view.path,
            say("title.all_activities", title=plain(step.title), count=len(step.activities)),
            view.page("activities.md.j2", item=step),
            "whole",
            step.id,
            _words_in(library, step),
            description=say("title.all_activities_line", title=plain(step.title)),
            step=step.order,
            searchable=False,
        )
    )
    return made


def element_page(library: Library, iteration: LoadedIteration, element: model.Element) -> Page:
    """The page of one element."""
    view = View(library, iteration, path_of(element.kind, element.id))
    more = {"figures": only_figures(tree(element))} if isinstance(element, model.Aid) else {}
    markdown = view.page(f"{element.kind}.md.j2", item=element, **more)
    return Page(
        view.path,
        plain(element.title),
        markdown,
        element.kind,
        element.id,
        _words_in(library, element),
        tuple(element.keywords),
        plain(one_line(element) or element.title),
        getattr(element, "order", 0) if element.kind == "step" else 0,
        mark=library.history.mark(iteration, element.id),
    )


def sheet_page(library: Library, iteration: LoadedIteration, tool: model.Tool) -> Page:
    """The form of a tool, to fill in on a screen or on paper."""
    view = View(library, iteration, sheet_of(tool.id))
    return Page(
        view.path,
        say("title.sheet", title=plain(tool.title)),
        view.page("forms/form.md.j2", item=tool, definition=defined(tool) if tool.results else None),
        "sheet",
        tool.id,
        _words_in(library, tool),
        description=say("title.sheet_line", title=plain(tool.title)),
        searchable=False,
    )


def aid_pages(library: Library, iteration: LoadedIteration, aid: model.Aid) -> Iterator[Page]:
    """A decision aid as a picture, and its worked examples."""
    for kind, path in (("tree", tree_of(aid.id)), ("examples", examples_of(aid.id))):
        view = View(library, iteration, path)
        yield Page(
            view.path,
            say(f"title.{kind}", title=plain(aid.title)),
            view.page(f"{kind}.md.j2", item=aid, about=tree(aid)),
            kind,
            aid.id,
            _words_in(library, aid),
            description=say(f"title.{kind}_line", title=plain(aid.title)),
            searchable=False,
        )


def side_page(library: Library, iteration: LoadedIteration, element: model.Element) -> Page:
    """What stands on one side of A4: for a reader, drawn from the path, the hours, the evidence and the cases; for a
    room, drawn from the step."""
    view, title = View(library, iteration, side_of(element.kind, element.id)), plain(element.title)
    step = element if isinstance(element, model.Step) else None
    return Page(
        view.path,
        say("title.side", title=title),
        view.page("side-step.md.j2" if step else "side-path.md.j2", item=element),
        "side",
        element.id,
        _words_in(library, element),
        description=say("title.side_step_line", title=title) if step else say("title.side_path_line", title=title),
        step=step.order if step else 0,
        searchable=False,
    )


def _words_in(library: Library, element: model.Element) -> str | None:
    """The file of the draft that holds an element's words, whichever iteration is being read."""
    return library.files_of_draft.get((element.kind, element.id))
