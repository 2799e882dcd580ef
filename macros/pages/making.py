"""Every page that is made from data: a plain function from an iteration to Markdown.

`pages(library, iteration)` knows nothing of MkDocs. The site's adapter and the Markdown export both
use it, so that what is exported is what is shown. The words are in `templates/`; what a template may
ask is in `View`.
"""

from __future__ import annotations

from typing import Any

from macros import model
from macros.history.comparisons import compare_iterations
from macros.history.wordings import wordings
from macros.model import codelists
from macros.model.evaluating import definition
from macros.model.fields import one_line
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.addresses import parted, path_of, place_of, sheet_of, sources_of, terms_of, whole_of
from macros.pages.elsewhere import elsewhere_pages
from macros.pages.library import Library, Page
from macros.pages.phrases import say
from macros.pages.view import View


def pages(library: Library, iteration: LoadedIteration) -> list[Page]:
    """Every page of an iteration that is made from data: elements, sheets, workshops, iterations,
    and for each address that only another iteration has, a page that says what became of it."""
    made: list[Page] = []
    for kind in model.ELEMENTS:
        for element in iteration.of(kind):
            made.append(element_page(library, iteration, element))
            if kind == "tool" and element.fields:
                made.append(sheet_page(library, iteration, element))
            if kind == "step" and parted(element):
                made += activity_pages(library, iteration, element)
    for workshop in library.workshops_in(iteration):
        view = View(library, iteration, path_of("workshop", workshop.id))
        place = library.handbook.workshop_places[workshop.id]
        made.append(
            Page(
                view.path,
                workshop.title,
                view.page("workshop.md.j2", item=workshop),
                "workshop",
                workshop.id,
                place.file.shown,
                description=plain(workshop.summary)[:200],
            )
        )
    for earlier in library.iterations_in(iteration):
        view = View(library, iteration, path_of("iteration", earlier.version))
        made.append(
            Page(
                view.path,
                say("title.iteration", iteration=earlier.version, name=earlier.about.name),
                view.page("iteration.md.j2", item=earlier, differences=library.history.since_last(earlier)),
                "iteration",
                earlier.version,
                "data/draft/iteration.yml" if earlier.is_draft else None,
                description=plain(earlier.about.summary)[:200],
                searchable=earlier is iteration,
            )
        )
    for path, (kind, versions) in library.paths[iteration.version].items():
        if kind == "sources":
            made.append(sources_page(library, iteration, versions))
        elif kind == "terms":
            made.append(terms_page(library, iteration, versions))
        elif kind == "compare":
            made.append(comparison_page(library, iteration, path, *versions.split()))
        elif kind == "words":
            made.append(word_by_word_page(library, iteration, path, *versions.split()))
    made += elsewhere_pages(library, iteration)
    return made


def sources_page(library: Library, iteration: LoadedIteration, kind: str) -> Page:
    """The page that lists the sources of one kind."""
    view, listed = View(library, iteration, sources_of(kind)), codelists.SOURCE_KIND[kind]
    sources = sorted(
        (source for source in iteration.sources.values() if source.kind == kind),
        key=lambda source: plain(source.title).casefold(),
    )
    return Page(
        view.path,
        listed.title,
        view.page("sources.md.j2", title=listed.title, line=listed.description, sources=sources),
        "sources",
        kind,
        "data/draft/sources.yml" if iteration.is_draft else None,
        description=listed.description,
    )


def terms_page(library: Library, iteration: LoadedIteration, field_: str) -> Page:
    """The page that explains the terms of one field."""
    view, listed = View(library, iteration, terms_of(field_)), codelists.TERM_FIELD[field_]
    return Page(
        view.path,
        listed.title,
        view.page("terms.md.j2", title=listed.title, line=listed.description, of=field_),
        "terms",
        field_,
        "data/draft/glossary.yml" if iteration.is_draft else None,
        description=listed.description,
        searchable=False,
    )


def comparison_page(library: Library, iteration: LoadedIteration, path: str, before: str, after: str) -> Page:
    """The page that sets two iterations side by side."""
    view = View(library, iteration, path)
    comparison = _compared(library, before, after)
    return Page(
        path,
        say("title.comparison", before=before, after=after),
        view.page("compare.md.j2", comparison=comparison),
        "compare",
        f"{before} {after}",
        description=comparison.summary(),
        searchable=False,
    )


def word_by_word_page(
    library: Library, iteration: LoadedIteration, path: str, before: str, after: str, name: str
) -> Page:
    """The page that shows what one element said in one iteration and says in another.
    The terms of the glossary share one."""
    view = View(library, iteration, path)
    items = [
        item
        for item in _compared(library, before, after).items
        if item.difference.said_otherwise
        and ("glossary" if item.difference.kind == "term" else item.difference.id) == name
    ]
    title = "Glossary" if name == "glossary" else plain(items[0].difference.title)
    then, now = (library.handbook.iterations[version] for version in (before, after))
    shown = [(item, wordings(item.difference, then, now, library.answers)) for item in items]
    return Page(
        path,
        say("title.word_by_word", title=title, before=before, after=after),
        view.page("words.md.j2", items=shown, title=title, before=before, after=after),
        "compare",
        f"{before} {after} {name}",
        description=say("title.word_by_word_line", before=before, after=after),
        searchable=False,
    )


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
    markdown = view.page(f"{element.kind}.md.j2", item=element)
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
        view.page("forms/form.md.j2", item=tool, definition=definition(tool) if tool.results else None),
        "sheet",
        tool.id,
        _words_in(library, tool),
        description=say("title.sheet_line", title=plain(tool.title)),
        searchable=False,
    )


def _words_in(library: Library, element: model.Element) -> str | None:
    """The file of the draft that holds an element's words, whichever iteration is being read."""
    return library.files_of_draft.get((element.kind, element.id))
