"""Which documents there are of an iteration, and which of its pages stand in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from macros.formats.books.nodes import Chapter, chapter_from, chapter_of
from macros.formats.plainmarkdown import written_page
from macros.model.kinds import KINDS
from macros.model.marks import plain
from macros.pages.addresses import path_of
from macros.pages.documents import WHOLE
from macros.pages.edition import Edition
from macros.pages.library import Page, has_canvas
from macros.pages.phrases import say
from macros.pages.view import View


@dataclass(frozen=True)
class Part:
    """A part of a document: some chapters under a title, which may be empty."""

    title: str
    chapters: list[Chapter]


@dataclass(frozen=True)
class Contents:
    """What stands in one document: its name for life within the iteration, what it is called, and its parts."""

    id: str
    title: str
    kind: str
    parts: list[Part] = field(repr=False)
    about: str = ""
    """The element that it is about, where it is one."""

    @property
    def chapters(self) -> list[Chapter]:
        """The chapters of all parts."""
        return [chapter for part in self.parts for chapter in part.chapters]


@dataclass
class Shelf:
    """The documents of an edition, each put together when it is asked for; a page is read once for all of them."""

    edition: Edition
    _chapters: dict[str, Chapter] = field(default_factory=dict)

    def contents(self, id_: str, title: str, kind: str) -> Contents:
        """What stands in a document, by what `documents_of` says of it."""
        if id_ == WHOLE:
            return Contents(id_, title, kind, list(self._whole()))
        if kind in ("side", "pack", "canvas"):
            about = id_.removeprefix(f"{kind}-")
            return Contents(id_, title, kind, [Part("", list(self._for_a_room(kind, about)))], about)
        if kind == "step":
            return Contents(id_, title, kind, [Part("", [self._of(page) for page in self._step(id_)])])
        if kind in ("tool", "briefing"):
            one = [self._of(page) for page in self._pages(kind) if page.id == id_]
            return Contents(id_, title, kind, [Part("", one)])
        if kind == "guidance":
            area = id_.removeprefix("law-and-guidance-")
            elements = self.edition.iteration.elements
            pages = [page for page in self._pages("guidance") if getattr(elements[page.id], "area", "") == area]
            return Contents(id_, title, kind, [Part("", [self._of(page) for page in pages])])
        return Contents(id_, title, kind, [Part("", [self._of(page) for page in self._pages(kind)])])

    def _for_a_room(self, kind: str, about: str) -> Iterator[Chapter]:
        """A side of A4; with it the rest of a pack; or the boxes of a canvas."""
        if kind in ("side", "pack"):
            yield self._of(next(page for page in self._pages("side") if page.id == about))
        if kind in ("pack", "canvas"):
            yield self._part(kind, about)
        if kind == "pack":
            tools = self.edition.iteration.of("tool")
            yield from (self._part("canvas", tool.id) for tool in tools if has_canvas(tool) and about in tool.steps)

    def _part(self, name: str, about: str) -> Chapter:
        """A part that stands on no page: the rest of a pack, or a canvas."""
        element = self.edition.iteration.elements[about]
        view = View(self.edition.library, self.edition.iteration, path_of(element.kind, about))
        return chapter_from(f"{name}/{about}.md", plain(element.title), str(view.part(name, item=element)))

    def _of(self, page: Page) -> Chapter:
        if page.path not in self._chapters:
            self._chapters[page.path] = chapter_of(page)
        return self._chapters[page.path]

    def _pages(self, kind: str) -> list[Page]:
        return [page for page in self.edition.pages if page.kind == kind]

    def _step(self, id_: str) -> list[Page]:
        """A step and its activities."""
        step = next(page for page in self._pages("step") if page.id == id_)
        return [step, *(page for page in self._pages("activity") if page.step == step.step)]

    def _written(self, path: str) -> Iterator[Chapter]:
        """A hand-written page, if the iteration shows it."""
        for page in self.edition.library.written_in(self.edition.iteration):
            if page.path == path:
                yield chapter_from(path, page.title, written_page(self.edition, path))

    def _briefings(self, place: str) -> list[Page]:
        elements = self.edition.iteration.elements
        return [page for page in self._pages("briefing") if getattr(elements[page.id], "place", "") == place]

    def _whole(self) -> Iterator[Part]:
        """The whole iteration in the order of its menus, without lists, comparisons and blank sheets."""
        version = self.edition.iteration.version
        parts = [
            (say("menu.decide"), self._briefings("decide")),
            (
                say("menu.the_four_steps"),
                [page for step in self._pages("step") for page in self._step(step.id)] + self._briefings("do"),
            ),
            *(
                (KINDS[kind].all, self._pages(kind))
                for kind in ("principle", "tension", "tool", "clause", "guidance", "aid", "case-study")
            ),
            (say("menu.learn"), self._briefings("learn")),
            (say("menu.reading_paths"), self._pages("path")),
            (say("menu.sessions"), self._pages("session")),
        ]
        for title, pages in parts:
            if pages:
                yield Part(title, [self._of(page) for page in pages])
        reference = [
            *self._written("glossary.md"),
            *(self._of(page) for kind in ("terms", "sources") for page in self._pages(kind)),
            *(self._of(page) for page in self._pages("iteration") if page.id == version),
            *self._written("about/index.md"),
            *self._written("about/licence.md"),
        ]
        yield Part(say("menu.reference"), reference)
