"""A handbook with everything derived from it that pages need: history, hand-written pages, addresses, titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment

from macros import model
from macros.basics.answers import Answers
from macros.basics.frontmatter import divided, title_in
from macros.basics.once import Once
from macros.history.comparing import parts
from macros.history.history import History
from macros.model import codelists
from macros.model.handbook import Handbook, LoadedIteration, version_key
from macros.model.languages import Tongue
from macros.model.marks import plain
from macros.model.overlay import Overlaid, Said
from macros.model.own import OwnHandbook
from macros.pages.addresses import (
    COPY,
    ROOM,
    TO_DO,
    address_of,
    changes_of,
    comparison_of,
    examples_of,
    parted,
    path_of,
    place_of,
    rest_of,
    room_of,
    sheet_of,
    side_of,
    sources_of,
    terms_of,
    tree_of,
    whole_of,
)
from macros.pages.pagekinds import PAGE_KINDS
from macros.pages.phrases import say

COMPARED_BACK = 5
"""With how many iterations before it an iteration is compared on the site."""


LISTED = 8
"""How many iterations the list on each page has at most; the page of iterations has all."""


PARTLY = ("sheet", "side", "whole", "tree", "examples", "table", "screen", "cards", "prints", "canvases")
"""The kinds of pages that show an element in part, or otherwise: they are called by its title and what they are."""


class UnknownId(LookupError):
    """A page or a template names an element that this iteration does not have."""


def has_side(iteration: LoadedIteration, element: model.Element) -> bool:
    """Whether something has one side of A4: a path that says what stands on it, and in an iteration that has such paths
    each step, whose side is drawn from the step."""
    if isinstance(element, model.ReadingPath):
        return element.side is not None
    return isinstance(element, model.Step) and any(path.side for path in iteration.of("path"))


def has_canvas(tool: model.Tool) -> bool:
    """Whether a tool is for a wall: a canvas that a group fills in together."""
    return tool.form == "canvas" and bool(tool.fields)


def canvases_of(iteration: LoadedIteration, session: model.Session) -> list[model.Tool]:
    """The tools on the table of a session that a group fills in on a wall, each once, in the session's order."""
    named = dict.fromkeys(id_ for item in session.agenda for id_ in item.on_the_table)
    tools = (iteration.elements.get(id_) for id_ in named)
    return [tool for tool in tools if isinstance(tool, model.Tool) and has_canvas(tool)]


def rooms_of(iteration: LoadedIteration, session: model.Session) -> list[str]:
    """Those of `ROOM` that a session has: no page of canvases without a canvas."""
    return [which for which in ROOM if which != "canvases" or canvases_of(iteration, session)]


@dataclass(frozen=True)
class Page:
    """One page as Markdown. `path` is its file in the site's source; `words_in` the file that holds its words."""

    path: str
    title: str
    markdown: str
    kind: str
    id: str
    words_in: str | None = None
    keywords: tuple[str, ...] = ()
    description: str = ""
    step: int = 0
    searchable: bool = True
    mark: str = ""

    @property
    def url(self) -> str:
        """Its address within a version: `tools/learning-log/`."""
        return address_of(self.path)


@dataclass(frozen=True)
class Written:
    """A hand-written page of docs/: its path, title, and the kind of element without which it is left out."""

    path: str
    title: str
    needs: str


@dataclass(repr=False)
class Library(Once):
    """A handbook with everything derived from it that pages need: history, hand-written pages, templates."""

    handbook: Handbook
    docs: Path
    templates: Environment
    outside: Callable[[str, str], str] | None = None
    """Where pages do not stand on the site: the whole address of what a page (by its path) links to beside the pages,
    or nothing if there is none. Then pages are without drawings and filters, which need our style sheet and scripts."""
    site: str = ""
    """The address of the site, if it is known: codes and slides need one that a phone can open."""
    mail: str = ""
    """The address to which feedback may be mailed, if there is one."""
    issues: str = ""
    """The address at which an issue with feedback is opened, if the project has one."""
    join: str = ""
    """Where people turn who want to join a workshop or offer a service: a mail address, a form's, or nothing."""
    quality: Callable[[Handbook, LoadedIteration], dict[str, Any]] | None = None
    """What the checks say of an iteration, for the page that tells it: no page may ask a check."""
    own: Overlaid | None = None
    """What a copy says in its own name: then `handbook` is the handbook as the copy shows it."""
    tongues: list[Tongue] = field(default_factory=list)
    """The languages besides English."""
    placed: Callable[[str], str] = str
    """Where a page stands within a version, by its path: in English there, in another language in a folder of its own,
    if it is translated."""
    history: History = field(init=False)
    """Of the handbook itself: a copy's words are no change of an iteration."""
    answers: Answers = field(default_factory=Answers)
    """What was worked out before from the same words; see `wordings`."""

    def __post_init__(self) -> None:
        self.history = History(self.own.original if self.own else self.handbook)

    @property
    def name(self) -> str:
        """What this is called, on pages and in files."""
        return self.own.own.about.name if self.own else model.NAME

    @property
    def copy_name(self) -> str:
        """What a copy is called; nothing in the handbook itself."""
        return self.name if self.own else ""

    @property
    def about_copy(self) -> OwnHandbook | None:
        """What a copy says of itself; nothing in the handbook itself."""
        return self.own.own.about if self.own else None

    @property
    def colours(self) -> dict[str, tuple[str, str]]:
        """The colours that a copy replaces, by name: for light pages and for dark ones."""
        about = self.about_copy
        return {name: (each.light, each.dark) for name, each in about.colours.items()} if about else {}

    def own_state(self, iteration: LoadedIteration, id_: str) -> str:
        """Whether an element is a copy's own (`added`), or says something else there (`changed`); otherwise nothing."""
        return self.own.state(iteration.version, id_) if self.own else ""

    def said_by_copy(self, iteration: LoadedIteration, id_: str) -> list[Said]:
        """The fields of an element in which a copy says something else than the handbook."""
        laid = self.own.laid.get(iteration.version) if self.own else None
        return laid.changed.get(id_, []) if laid else []

    @cached_property
    def written(self) -> list[Written]:
        """The hand-written pages, whichever iteration they appear in."""
        found = []
        inside = self.docs.resolve()
        for path in sorted(self.docs.rglob("*.md")):
            if path.name.startswith(".") or not path.resolve().is_relative_to(inside):  # links out are not followed
                continue
            name = path.relative_to(self.docs).as_posix()
            if name.startswith("adr/"):
                continue
            about, words = divided(path.read_text("utf-8"))
            found.append(Written(name, title_in(about, words) or path.stem, str(about.get("needs", ""))))
        return found

    def has(self, iteration: LoadedIteration, needs: str) -> bool:
        """Whether an iteration has what a hand-written page is about."""
        return not needs or (bool(iteration.terms) if needs == "term" else bool(iteration.of(needs)))

    def written_in(self, iteration: LoadedIteration) -> list[Written]:
        """The hand-written pages that an iteration shows."""
        return [page for page in self.written if self.has(iteration, page.needs)]

    def workshops_in(self, iteration: LoadedIteration) -> list[model.Workshop]:
        """The workshops that an iteration shows: those about it, or about an earlier one."""
        return [
            w
            for w in self.handbook.in_time()
            if version_key(w.about_version or iteration.version) <= version_key(iteration.version)
        ]

    def iterations_in(self, iteration: LoadedIteration) -> list[LoadedIteration]:
        """An iteration and those before it, the newest first."""
        return [
            i
            for i in reversed(self.handbook.iterations.values())
            if version_key(i.version) <= version_key(iteration.version)
        ]

    @cached_property
    def listed(self) -> list[LoadedIteration]:
        """The iterations that the list on each page offers, the newest first. To these come that page's own."""
        return list(reversed(self.handbook.iterations.values()))[:LISTED]

    @cached_property
    def paths(self) -> dict[str, dict[str, tuple[str, str]]]:
        """For each version: the path of each of its own pages, with kind and id (or title, for a written page)."""
        return {version: dict(self._paths(iteration)) for version, iteration in self.handbook.iterations.items()}

    @cached_property
    def files_of_draft(self) -> dict[tuple[str, str], str]:
        """The file that holds each element of the draft, by its kind and each id that it has or had."""
        draft = self.handbook.draft
        named = [(element, id_) for element in draft.elements.values() for id_ in (*element.was, element.id)]
        return {(element.kind, id_): draft.places[element.kind, element.id].file.shown for element, id_ in named}

    @cached_property
    def every_path(self) -> dict[str, tuple[str, str]]:
        """The same for all versions together. Where two differ about an address, the newer is right."""
        return {path: what for paths in self.paths.values() for path, what in paths.items()}

    def _paths(self, iteration: LoadedIteration) -> Iterable[tuple[str, tuple[str, str]]]:
        for page in self.written_in(iteration):
            yield page.path, ("written", page.title)
        for element in iteration.elements.values():
            yield path_of(element.kind, element.id), (element.kind, element.id)
            if isinstance(element, model.Tool) and element.fields:
                yield sheet_of(element.id), ("sheet", element.id)
            if isinstance(element, model.Aid):
                yield tree_of(element.id), ("tree", element.id)
                yield examples_of(element.id), ("examples", element.id)
            if isinstance(element, model.Session):
                for which in rooms_of(iteration, element):
                    yield room_of(element.id, which), (which, element.id)
            if element.kind in ("path", "step") and has_side(iteration, element):
                yield side_of(element.kind, element.id), ("side", element.id)
            if isinstance(element, model.Step) and parted(element):
                yield whole_of(element.id), ("whole", element.id)
                for activity in element.activities:
                    yield place_of(element, activity), ("activity", activity.id)
        for kind in codelists.SOURCE_KIND:
            if any(source.kind == kind for source in iteration.sources.values()):
                yield sources_of(kind), ("sources", kind)
        for of in {term.of: None for term in iteration.terms.values() if term.of != "practice"}:
            yield terms_of(of), ("terms", of)
        if self.own:
            yield COPY, ("copy", self.name)
        for workshop in self.workshops_in(iteration):
            yield path_of("workshop", workshop.id), ("workshop", workshop.id)
        for earlier in self.iterations_in(iteration):
            yield path_of("iteration", earlier.version), ("iteration", earlier.version)
            if changes_of(earlier)[1]:
                yield rest_of(earlier.version), ("iteration", earlier.version)
        for earlier in self.compared_with(iteration):
            versions = f"{earlier.version} {iteration.version}"
            yield comparison_of(earlier.version, iteration.version), ("compare", versions)
            yield comparison_of(earlier.version, iteration.version, TO_DO), ("doing", versions)
            for name in self.said_otherwise(earlier, iteration):
                yield comparison_of(earlier.version, iteration.version, name), ("words", f"{versions} {name}")

    def outline(self, iteration: LoadedIteration, seen_from: LoadedIteration) -> dict[str, Any]:
        """What pages of an earlier iteration say of a later one: which pages it has, what those are called that the
        earlier one lacks, what its elements were called before, and what feedback led to. None of its other words."""
        own = self.paths[seen_from.version]
        return {
            "version": iteration.version,
            "title": iteration.about.title,
            "status": iteration.about.status,
            "pages": [
                [path, *what, "" if path in own else self.title_of(iteration, path)]
                for path, what in sorted(self.paths[iteration.version].items())
                if not PAGE_KINDS[what[0]].forwarded
            ],
            "was": sorted([part.id, *part.was] for part in parts(iteration).values() if part.was),
            "after feedback": [
                change.model_dump(mode="json") for change in iteration.changes.values() if change.feedback
            ],
        }

    def compared_with(self, iteration: LoadedIteration) -> list[LoadedIteration]:
        """The iterations that have a comparison with this one: the few before it, the oldest first.

        A comparison of every pair would make the site grow with the square of its iterations; `handbook compare`
        compares any two.
        """
        return list(reversed(self.iterations_in(iteration)[1 : 1 + COMPARED_BACK]))

    def said_otherwise(self, before: LoadedIteration, after: LoadedIteration) -> list[str]:
        """What a comparison shows word by word, on a page each:
        ids of elements, and `glossary` for all terms together."""
        return list(
            dict.fromkeys(
                "glossary" if row.kind == "term" else row.id
                for row in self.history.compare(before.version, after.version)
                if row.said_otherwise
            )
        )

    def title_of(self, iteration: LoadedIteration, path: str) -> str:
        """What a page of an iteration is called where another page names it."""
        kind, id_ = self.paths[iteration.version][path]
        if kind in ("compare", "doing"):
            before, after = id_.split()
            return say("named.compare", before=before, after=after)
        if kind == "activity":
            return next(plain(activity.title) for _, activity in iteration.activities() if activity.id == id_)
        if kind == "copy":
            return say("own.title")
        if kind == "workshop":
            return plain(self.handbook.workshops[id_].title)
        if kind == "iteration":
            return say("named.rest" if path == rest_of(id_) else "named.iteration", iteration=id_)
        if kind == "sources":
            return codelists.SOURCE_KIND[id_].title
        if kind == "terms":
            return codelists.TERM_FIELD[id_].title
        title = plain(iteration.elements[id_].title) if id_ in iteration.elements else id_
        return say(f"named.{kind}", title=title) if kind in PARTLY else title
