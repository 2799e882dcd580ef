"""An edition as the page shell sees it: what stands around the words of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from macros.basics.answers import Answers
from macros.formats.citing import cite_page, is_cited
from macros.formats.exporting import export_version
from macros.formats.feed import FEED
from macros.model.codelists import PROVENANCE
from macros.model.fields import NAME
from macros.model.handbook import LoadedIteration
from macros.model.kinds import KINDS
from macros.pages.addresses import address_of
from macros.pages.edition import Edition
from macros.pages.library import Page
from macros.pages.pagekinds import PAGE_KINDS
from macros.pages.phrases import say
from macros.site.kept import KeptPages
from macros.site.wholepages import WholePages


@dataclass(repr=False)
class Site(Edition):
    """A version as the page shell sees it: what stands around the words of a page."""

    previous: dict[str, Page] = field(default_factory=dict)
    kept: KeptPages | None = None
    whole_pages: WholePages | None = None
    read_before: Answers = field(default_factory=Answers)
    """What the search has read of pages. Apart from the library's answers: another process may ask for it."""
    processors: int = 1
    """How many processors may work on this version."""
    at: str = ""
    """The page that is being made: when MkDocs stops, it is why."""
    translated: list[Any] = field(default_factory=list)
    """The same version in other languages: `tongues.TranslatedSite`, each."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What MkDocs makes of this version, by path. Nothing is on the disk before all of it is right."""

    @property
    def called(self) -> str:
        """What this is called, on every page."""
        return self.library.name

    def with_name(self, text: str) -> str:
        """A style sheet or a script that names the handbook, with the name of the copy where this is one."""
        return text.replace(NAME, self.library.name)

    @cached_property
    def open_data(self) -> dict[str, bytes]:
        """Every open-data file of this version by its path: part of what it is built from, and of what it publishes."""
        return export_version(self, self.read_before)

    def is_new(self, path: str) -> bool:
        """Whether a page differs from the last time it was built. Only the preview asks."""
        return self.previous.get(path) != self.made[path]

    @property
    def feed(self) -> str:
        """The feed of this language, at the site's root."""
        return FEED

    def up(self, url: str) -> str:
        """The way from a page to the site's root, above all versions."""
        return "../" * (url.count("/") + 1)

    def versions(self, url: str) -> list[dict[str, Any]]:
        """The newest iterations and this one, the newest first, with the relative address of the same page in each."""
        there = (
            "iterations/compare/" if url.startswith("iterations/compare/") else url
        )  # a comparison belongs to one version
        rows = []
        listed = self.library.listed
        known = {each.version for each in listed}
        for iteration in listed + [self.iteration] * (self.iteration.version not in known):
            rows.append(
                {
                    "version": iteration.version,
                    "here": iteration.version == self.iteration.version,
                    "state": self.state(iteration),
                    "newer": self.state(iteration) != "older",
                    "href": f"{self.up(url)}{self.handbook.folder_name(iteration)}/{there}",
                }
            )
        return rows

    def script(self, path: str) -> str:
        """Where a script stands that speaks the language of this version."""
        return self.library.placed(path)

    def bare(self, path: str) -> str:
        """The path of a page as it is in English."""
        return path

    def page_at(self, path: str) -> Page | None:
        """A page that is made from data, by its file."""
        return self.made.get(path)

    def file_of_written(self, path: str) -> str:
        """The file that holds the words of a hand-written page."""
        return f"docs/{path}"

    def section_of(self, path: str) -> Any:
        """The section of the menus for a page that has another place in them than MkDocs knows; in English none has."""
        return None

    def in_language(self, path: str) -> Any:
        """This version in the language in which a page is; nothing if that is English."""
        return next((each for each in self.translated if path.startswith(each.spoken.prefix)), None)

    def other_languages(self, path: str) -> list[tuple[str, str, str]]:
        """In which other languages there is a page: the tag, the name and the path of each."""
        return [
            (each.spoken.tag, each.spoken.tongue.about.name, each.full(path))
            for each in self.translated
            if path in each.spoken.paths
        ]

    def state(self, iteration: LoadedIteration) -> str:
        """Where an iteration stands: draft, latest or older."""
        return "draft" if iteration.is_draft else "latest" if iteration is self.handbook.latest else "older"

    def newest_href(self, url: str) -> str:
        """The same page in the newest release."""
        return f"{self.up(url)}{'latest' if self.handbook.released else 'draft'}/{url}"

    @property
    def provenance(self) -> str:
        return PROVENANCE[self.iteration.about.provenance].title

    def above(self, path: str) -> list[str]:
        """The pages above a page, from the list that it belongs to down to its parent:
        of a blank sheet, the tools and its tool."""
        folder, _, name = path.rpartition("/")
        if path.startswith("briefings/"):
            page = self.made.get(path)
            briefing = self.iteration.elements.get(page.id) if page else None
            return [f"{briefing.place}.md"] if briefing else []  # type: ignore[attr-defined]
        if path.startswith("iterations/compare/"):
            chooser, pair = "iterations/compare/index.md", f"{folder}.md"
            return [] if path == chooser else [chooser, pair] if pair in self.made else [chooser]
        if folder == "workshops" and name.removesuffix(".md") in self.handbook.workshops:
            meeting = self.handbook.workshops[name.removesuffix(".md")].is_meeting
            return ["workshops/index.md" if meeting else "reviews.md"]
        if folder in ("sources", "glossary"):
            return [f"{folder}.md"]
        if not folder or name == "index.md":
            return []
        top, *below = folder.split("/")
        return [f"{top}/index.md", *(f"{'/'.join([top, *below[: deep + 1]])}.md" for deep in range(len(below)))]

    def crumbs(self, path: str) -> list[tuple[str, str]]:
        """The way from the home page to a page: titles and Markdown paths, without the page itself."""
        own = self.library.paths[self.iteration.version]
        return [
            (say("menu.home"), "index.md"),
            *((self.library.title_of(self.iteration, each), each) for each in self.above(path) if each in own),
        ]

    @cached_property
    def rows(self) -> dict[tuple[str, int], list[Page]]:
        """The pages in rows, in reading order: a row for each kind, and one for the activities of each step."""
        found: dict[tuple[str, int], list[Page]] = {}
        for page in self.pages:
            if PAGE_KINDS[page.kind].in_row:
                found.setdefault(self._row_of(page), []).append(page)
        return found

    def _row_of(self, page: Page) -> tuple[str, int]:
        """Activities stand with their step, and reviews apart from the meetings."""
        if page.kind == "workshop" and not self.handbook.workshops[page.id].is_meeting:
            return "review", 0
        return page.kind, page.step if page.kind == "activity" else 0

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each page in its row."""
        return {page.path: place for row in self.rows.values() for place, page in enumerate(row)}

    def kin(self, page: Page) -> list[Page]:
        """The pages among which a page has its place, itself included."""
        return self.rows.get(self._row_of(page), [])

    def neighbours(self, path: str) -> tuple[Page | None, Page | None]:
        """The pages before and after a page. Activities lead from their step, and on to the next."""
        page, place = self.made.get(path), self.places.get(path)
        if page is None or place is None:
            return None, None
        row = self.kin(page)
        before, after = row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
        if page.kind == "activity":
            steps = {step.step: step for step in self.rows["step", 0]}
            before, after = before or steps[page.step], after or steps.get(page.step + 1)
        return before, after

    def happened(self, page: Page) -> list[str]:
        """In which iterations after the first an element changed, and how often:
        `0.3:6`, or `0.2:+` where it was added.

        The page's script tells a reader who arrives from an earlier iteration what that means for her.
        """
        kind = KINDS.get(page.kind)
        if not (kind and kind.element and kind.compared):
            return []
        return [
            f"{event.iteration.version}:{'+' if _came(event, page.id) else len(event.changes) or 1}"
            for event in self.library.history.events(page.id, self.iteration)
            if event.iteration.about.follows
        ]

    def cite(self, path: str, title: str) -> str:
        """How to cite a page, in words; nothing for one that is not cited. `data/pages.bib` has the same as BibTeX."""
        return cite_page(self, title, address_of(path))[0] if is_cited(self, path) else ""


def _row_of(page: Page) -> tuple[str, int]:
    return page.kind, page.step if page.kind == "activity" else 0


def _came(event: Any, id_: str) -> bool:
    return bool(event.difference and "added" in event.difference.kinds and event.difference.id == id_)
