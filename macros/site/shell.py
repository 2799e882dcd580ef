"""One version of the site, as the adapter and the page shell see it. Knows nothing of MkDocs."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from macros.checking import check_all
from macros.codelists import PROVENANCE, STATUS
from macros.kept import KeptPages
from macros.loading import Handbook, LoadedIteration
from macros.model import ELEMENTS
from macros.pages import SECTIONS, Library, Page, address_of, pages
from macros.problems import Problems
from macros.project import Project, find_project


@dataclass(repr=False)  # its words would fill a screen, and the macros plugin prints what it is given
class Site:
    """The library, and the iteration that is being built."""

    library: Library
    iteration: LoadedIteration
    project: Project
    previous: dict[str, str] = field(default_factory=dict)
    kept: KeptPages | None = None

    @property
    def handbook(self) -> Handbook:
        return self.library.handbook

    @cached_property
    def pages(self) -> list[Page]:
        """Every page of this iteration that is made from data."""
        return pages(self.library, self.iteration)

    @cached_property
    def open_data(self) -> dict[str, str]:
        """Every open-data file of this version by its path: part of what it is built from, and of what it publishes."""
        from macros.exporting import export_version  # it asks what a site is

        return export_version(self)

    @cached_property
    def made(self) -> dict[str, Page]:
        """The same by path."""
        return {page.path: page for page in self.pages}

    def front_matter(self, page: Page) -> str:
        """What MkDocs has to know of a page beside its words."""
        meta: dict[str, Any] = {"title": page.title, "description": page.description, "render_macros": False}
        return f"---\n{yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)}---\n"

    def is_new(self, path: str) -> bool:
        """Whether a page differs from the last time it was built. Only the preview asks."""
        page = self.made[path]
        text = self.front_matter(page) + page.markdown
        return self.previous.get(path) != text

    def remember(self) -> dict[str, str]:
        """What was built, for the next time."""
        return {page.path: self.front_matter(page) + page.markdown for page in self.pages}

    # -- where we are ----------------------------------------------------------------------------

    @property
    def folder(self) -> str:
        """The folder of this version at the site's root."""
        return self.handbook.folder_name(self.iteration)

    @property
    def version_address(self) -> str:
        """The address of this version, if the site has one."""
        return f"{self.project.site}{self.folder}/" if self.project.site else ""

    def home_of(self, path: str) -> LoadedIteration:
        """The iteration in which a page is at home: the newest release if it has the page, else this one if it has, else the newest that has."""
        having = self.library.paths
        for iteration in (self.handbook.latest, self.iteration):
            if path in having[iteration.version]:
                return iteration
        return next(
            iteration for iteration in reversed(self.handbook.iterations.values()) if path in having[iteration.version]
        )

    def canonical(self, path: str) -> str:
        """The address that search engines should show for a page, or nothing if the site's own address is not known."""
        if not self.project.site:
            return ""
        home = self.home_of(path)
        return f"{self.project.site}{'latest' if self.handbook.released and home is self.handbook.latest else self.handbook.folder_name(home)}/{address_of(path)}"

    def is_unlisted(self, path: str) -> bool:
        """Whether search engines are asked to leave a page out: it is a draft's, and no address of a released one can be named instead."""
        return self.iteration.is_draft and not (self.project.site and not self.home_of(path).is_draft)

    def up(self, url: str) -> str:
        """The way from a page to the site's root, above all versions."""
        return "../" * (url.count("/") + 1)

    def versions(self, url: str) -> list[dict[str, Any]]:
        """The newest iterations and this one, the newest first, with the relative address of the same page in each."""
        there = (
            "iterations/compare/" if url.startswith("iterations/compare/") else url
        )  # a comparison belongs to one version
        rows = []
        for iteration in self.library.listed + [self.iteration] * (self.iteration not in self.library.listed):
            rows.append(
                {
                    "version": iteration.version,
                    "title": iteration.about.title,
                    "here": iteration is self.iteration,
                    "state": self.state(iteration),
                    "href": f"{self.up(url)}{self.handbook.folder_name(iteration)}/{there}",
                }
            )
        return rows

    def state(self, iteration: LoadedIteration) -> str:
        """Where an iteration stands: draft, latest or older."""
        return "draft" if iteration.is_draft else "latest" if iteration is self.handbook.latest else "older"

    def newest_href(self, url: str) -> str:
        """The same page in the newest release."""
        return f"{self.up(url)}{'latest' if self.handbook.released else 'draft'}/{url}"

    @property
    def status(self) -> str:
        return STATUS[self.iteration.about.status].title

    @property
    def provenance(self) -> str:
        return PROVENANCE[self.iteration.about.provenance].title

    def above(self, path: str) -> list[str]:
        """The pages above a page, from the list that it belongs to down to its parent: of a blank sheet, the tools and its tool."""
        folder, _, name = path.rpartition("/")
        if path.startswith("briefings/"):
            page = self.made.get(path)
            briefing = self.iteration.elements.get(page.id) if page else None
            return [f"{briefing.place}.md"] if briefing else []  # type: ignore[attr-defined]
        if path.startswith("iterations/compare/"):
            chooser, pair = "iterations/compare/index.md", f"{folder}.md"
            return [] if path == chooser else [chooser, pair] if pair in self.made else [chooser]
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
            ("Home", "index.md"),
            *((self.library.title_of(self.iteration, each), each) for each in self.above(path) if each in own),
        ]

    @cached_property
    def rows(self) -> dict[tuple[str, int], list[Page]]:
        """The pages in rows, in reading order: a row for each kind, and one for the activities of each step."""
        found: dict[tuple[str, int], list[Page]] = {}
        for page in self.pages:
            if page.kind not in ("sheet", "elsewhere", "iteration", "compare", "whole", "terms"):
                found.setdefault(_row_of(page), []).append(page)
        return found

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each page in its row."""
        return {page.path: place for row in self.rows.values() for place, page in enumerate(row)}

    def kin(self, page: Page) -> list[Page]:
        """The pages among which a page has its place, itself included."""
        return self.rows.get(_row_of(page), [])

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
        """In which iterations after the first an element changed, and how often: `0.3:6`, or `0.2:+` where it was added.

        The page's script tells a reader who arrives from an earlier iteration what that means for her.
        """
        if page.kind not in (*ELEMENTS, "activity") or page.kind == "path":
            return []
        return [
            f"{event.iteration.version}:{'+' if _came(event, page.id) else len(event.changes) or 1}"
            for event in self.library.history.events(page.id, self.iteration)
            if event.iteration.about.follows
        ]

    def cite(self, path: str, title: str) -> str:
        """How to cite a page, in words; nothing for one that is not cited. `data/pages.bib` has the same as BibTeX."""
        from macros.references import cite_page, is_cited

        return cite_page(self, title, address_of(path))[0] if is_cited(self, path) else ""

    def kind_title(self, kind: str) -> str:
        """What a kind is called on the page."""
        return (
            SECTIONS[kind][2]
            if kind in SECTIONS
            else {
                "sources": "Sources",
                "terms": "Glossary",
                "sheet": "Blank sheet",
                "elsewhere": "Elsewhere",
                "compare": "Comparison",
                "whole": "Step",
            }.get(kind, "")
        )

    def finish(self, folder: Path) -> None:
        """Leave out what the theme ships and no page uses."""
        for pattern in (
            "**/*.map",
            "assets/javascripts",
            "assets/stylesheets",
            "assets/images/favicon.png",
            "sitemap.xml",
            "sitemap.xml.gz",
        ):
            for path in list(folder.glob(pattern)):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()


def _row_of(page: Page) -> tuple[str, int]:
    return page.kind, page.step if page.kind == "activity" else 0


def _came(event: Any, id_: str) -> bool:
    return bool(event.difference and "added" in event.difference.kinds and event.difference.id == id_)


ROOT = Path(__file__).resolve().parent.parent
_cache: dict[tuple[Path, str], Site] = {}


def current(root: Path, which: str) -> Site:
    """The site of an iteration (`draft` or a version), read and checked once.

    Raises `Problems` if the data is wrong, and `LookupError` for an iteration that does not exist.
    """
    key = (root, which)
    if key not in _cache:
        _cache[key] = open_site(root, which)
    return _cache[key]


def open_site(root: Path, which: str, previous: dict[str, str] | None = None) -> Site:
    """Read the data afresh; see `current`."""
    handbook = load_checked(root)
    iteration = handbook.draft if which == "draft" else handbook.iterations.get(which)
    if iteration is None:
        raise LookupError(f"There is no iteration {which}. There are: {', '.join(handbook.iterations)}.")
    return Site(Library(handbook, root / "docs"), iteration, find_project(root), previous or {})


def open_sites(root: Path) -> list[Site]:
    """The site of every iteration, oldest first, from one reading of the data."""
    handbook = load_checked(root)
    library, project = Library(handbook, root / "docs"), find_project(root)
    return [Site(library, iteration, project) for iteration in handbook.iterations.values()]


def load_checked(root: Path) -> Handbook:
    """Read the data and check it. Raises `Problems` with everything that is wrong."""
    found = check_all(root)
    if found.errors or found.handbook is None:
        raise Problems(found.errors)
    return found.handbook


def wanted() -> Site:
    """The site that this build is about: HANDBOOK_ITERATION says which, and the draft is meant if it does not."""
    return current(ROOT, os.environ.get("HANDBOOK_ITERATION", "draft"))


def remember_as_current(opened: Site) -> None:
    """Make a site that was opened elsewhere the one that this build is about."""
    os.environ["HANDBOOK_ITERATION"] = opened.folder
    _cache[(ROOT, opened.folder)] = opened


def forget() -> None:
    """Make the next `current` read the data again."""
    _cache.clear()
