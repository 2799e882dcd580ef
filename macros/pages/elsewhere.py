"""The addresses that only other iterations have: what became of each, and where to read it."""

from __future__ import annotations

from macros.model.handbook import LoadedIteration, version_key
from macros.model.marks import plain
from macros.model.records import Change
from macros.pages.addresses import address_of, comparison_of
from macros.pages.copied import marked
from macros.pages.library import Library, Page
from macros.pages.pagekinds import PAGE_KINDS
from macros.pages.phrases import say
from macros.pages.view import View

PARTS = ("whole", "activity", "side")
"""What is a part of an element: where an iteration has the element and not the part, the part leads to the element."""


def elsewhere_pages(library: Library, iteration: LoadedIteration) -> list[Page]:
    """For each element's address that another iteration has and this one lacks:
    what became of it, and where to read it."""
    made = []
    became: tuple[str, tuple[str, ...], tuple[Change, ...]]
    for path, (kind, id_) in _foreign(library, iteration).items():
        if PAGE_KINDS[kind].forwarded or kind in PARTS and id_ in iteration.ids():
            continue
        having = [i for i in library.handbook.iterations.values() if path in library.paths[i.version]]
        released = [i for i in having if not i.is_draft]
        best = (released or having)[-1]
        first = having[0]
        if not PAGE_KINDS[kind].with_fate:
            later = version_key(first.version) > version_key(iteration.version)
            became = ("later" if later else "retired", (), ())
        else:
            became = library.history.fate(id_, iteration)
        fate, heirs, changes = became
        title = library.title_of(best, path)
        view = View(library, iteration, path)
        markdown = view.page(
            "elsewhere.md.j2",
            title=title,
            kind=kind,
            id=id_,
            fate=fate,
            heirs=heirs,
            changes=changes,
            best=best,
            first=first,
            last=having[-1],
        )
        page = Page(
            path,
            title,
            markdown,
            "elsewhere",
            id_,
            None,
            description=say("named.not_in", iteration=iteration.version),
            searchable=False,
        )
        made.append(marked(library, best, id_, page) if library.own_state(best, id_) == "added" else page)
    return made


def _foreign(library: Library, iteration: LoadedIteration) -> dict[str, tuple[str, str]]:
    """The addresses that only other iterations have, in order."""
    own = library.paths[iteration.version]
    return dict(sorted((path, what) for path, what in library.every_path.items() if path not in own))


def forwards(library: Library, iteration: LoadedIteration) -> dict[str, tuple[str, str]]:
    """For each address of an activity that stands elsewhere in this iteration:
    its title and the relative address of where it stands."""
    found: dict[str, tuple[str, str]] = {}
    for path, (kind, id_) in _foreign(library, iteration).items():
        if kind in PARTS and id_ in iteration.ids():
            view = View(library, iteration, path)
            target, title = view.target(id_)
            found[path] = plain(title), view.asset(address_of(target))
    return found


def compared_elsewhere(library: Library, iteration: LoadedIteration) -> dict[str, tuple[str, str]]:
    """For each comparison that this iteration does not hold: the title and relative address of the one that is meant.

    A comparison stands in the newer of its two versions; from a newer to an older iteration it is the same, read
    backwards. What is in no version's list answers for its own comparisons only: all of them in every version would
    be a square.
    """
    found: dict[str, tuple[str, str]] = {}
    listed = iteration in library.listed
    for path, (kind, id_) in _foreign(library, iteration).items() if listed else ():
        if PAGE_KINDS[kind].forwarded:
            before, after = id_.split()[:2]
            found[path] = (
                say("named.compared", before=before, after=after),
                View(library, iteration, path).in_version(library.handbook.iterations[after], path),
            )
    for newer in library.handbook.iterations.values() if listed else [iteration]:
        for older in library.compared_with(newer):
            path = comparison_of(newer.version, older.version)
            found[path] = (
                say("named.compared", before=older.version, after=newer.version),
                View(library, iteration, path).in_version(newer, comparison_of(older.version, newer.version)),
            )
    return found
