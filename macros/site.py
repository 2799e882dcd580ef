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
from macros.loading import Handbook, LoadedIteration, load, version_key
from macros.model import ELEMENTS
from macros.pages import SECTIONS, Library, Page, address_of, pages, path_of
from macros.problems import Problems
from macros.project import Project, find_project

@dataclass(repr=False)  # its words would fill a screen, and the macros plugin prints what it is given
class Site:
    """The library, and the iteration that is being built."""

    library: Library
    iteration: LoadedIteration
    project: Project
    previous: dict[str, str] = field(default_factory=dict)

    @property
    def handbook(self) -> Handbook:
        return self.library.handbook

    @cached_property
    def pages(self) -> list[Page]:
        """Every page of this iteration that is made from data."""
        return pages(self.library, self.iteration)

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

    def canonical(self, url: str) -> str:
        """Where a page is at home: in the newest release if it has the page as its own, or else here."""
        if not self.project.site:
            return ""
        newest = self.library.paths[self.handbook.latest.version]
        here = any(address_of(path) == url for path in newest)
        return f"{self.project.site}{'latest' if here and self.handbook.released else self.folder}/{url}"

    def up(self, url: str) -> str:
        """The way from a page to the site's root, above all versions."""
        return "../" * (url.count("/") + 1)

    def versions(self, url: str) -> list[dict[str, Any]]:
        """Every iteration, the newest first, with the relative address of the same page in it."""
        rows = []
        for iteration in reversed(self.handbook.iterations.values()):
            rows.append({"version": iteration.version, "title": iteration.about.title, "here": iteration is self.iteration,
                         "state": self.state(iteration), "href": f"{self.up(url)}{self.handbook.folder_name(iteration)}/{url}"})
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

    def home_of(self, path: str) -> str | None:
        """The list that a page belongs to: `tools/x.md` to `tools/index.md`."""
        top = path.split("/")[0]
        if top == "briefings":
            page = self.made.get(path)
            briefing = self.iteration.elements.get(page.id) if page else None
            return f"{briefing.place}.md" if briefing else None  # type: ignore[attr-defined]
        if path.startswith("iterations/compare/") and path != "iterations/compare/index.md":
            return "iterations/compare/index.md"
        return f"{top}/index.md" if "/" in path and path != f"{top}/index.md" else None

    def crumbs(self, path: str) -> list[tuple[str, str]]:
        """The way from the home page to a page: titles and Markdown paths, without the page itself."""
        trail = [("Home", "index.md")]
        home = self.home_of(path)
        if home and home in self.library.paths[self.iteration.version]:
            trail.append((self.library.paths[self.iteration.version][home][1], home))
        page = self.made.get(path)
        if page and page.kind == "sheet":
            trail.append((self.iteration.elements[page.id].title, path_of("tool", page.id)))
        return trail

    def neighbours(self, path: str) -> tuple[Page | None, Page | None]:
        """The pages before and after a page within its own kind."""
        page = self.made.get(path)
        if page is None or page.kind in ("sheet", "elsewhere", "iteration", "compare"):
            return None, None
        row = [other for other in self.pages if other.kind == page.kind]
        place = row.index(page)
        return (row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None)

    def came_from(self, page: Page) -> list[tuple[str, str]]:
        """For a reader who arrives from an earlier iteration: each of those, and how this element stands against it."""
        if page.kind not in ELEMENTS or page.kind == "path":
            return []
        rows = []
        for earlier in self.handbook.iterations.values():
            if version_key(earlier.version) >= version_key(self.iteration.version):
                break
            events = [event for event in self.library.history.events(page.id, self.iteration)
                      if version_key(event.iteration.version) > version_key(earlier.version)]
            changed = sum(len(event.changes) or 1 for event in events)
            if not changed:
                words = "This page says the same."
            elif any(event.difference and "added" in event.difference.kinds and event.difference.id == page.id for event in events):
                words = "This page has been added since."
            else:
                words = f"This page has changed since: {changed} {'change' if changed == 1 else 'changes'}."
            rows.append((earlier.version, words))
        return rows

    def cite(self, title: str, url: str) -> tuple[str, str]:
        """How to cite a page: a reference in words, and the same as BibTeX."""
        from macros.references import cite_page

        return cite_page(self, title, url)

    def kind_title(self, kind: str) -> str:
        """What a kind is called on the page."""
        return SECTIONS[kind][2] if kind in SECTIONS else {"sheet": "Blank sheet", "elsewhere": "Elsewhere", "compare": "Comparison"}.get(kind, "")

    def finish(self, folder: Path) -> None:
        """Leave out what the theme ships and no page uses."""
        for pattern in ("**/*.map", "assets/javascripts", "assets/stylesheets", "assets/images/favicon.png",
                        "sitemap.xml", "sitemap.xml.gz"):
            for path in list(folder.glob(pattern)):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()


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
    errors = check_all(root).errors
    if errors:
        raise Problems(errors)
    return load(root)


def wanted() -> Site:
    """The site that this build is about: HANDBOOK_ITERATION says which, and the draft is meant if it does not."""
    return current(ROOT, os.environ.get("HANDBOOK_ITERATION", "draft"))


def remember_as_current(opened: Site) -> None:
    """Make a site that was opened elsewhere the one that this build is about."""
    _cache[(ROOT, "draft")] = opened


def forget() -> None:
    """Make the next `current` read the data again."""
    _cache.clear()
