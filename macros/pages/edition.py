"""One version of the handbook as it is published. Knows nothing of MkDocs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from macros.basics import repository
from macros.basics.project import Project
from macros.model.codelists import WORKSHOP_KIND
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.own import FOLDER as OWN
from macros.pages.addresses import address_of
from macros.pages.library import Library, Page
from macros.pages.making import pages
from macros.pages.pagekinds import PAGE_KINDS


@dataclass(repr=False)  # its words would fill a screen, and the macros plugin prints what it is given
class Edition:
    """One version of the handbook as it is published: the library, and the iteration that it shows."""

    library: Library
    iteration: LoadedIteration
    project: Project

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

    @cached_property
    def commit(self) -> str | None:
        """A commit that holds the files from which this version is made; see `repository.last_commit`."""
        root = self.handbook.root
        beside = (root / "data" / name for name in ("workshops", "errata", "what-to-do"))
        made_of = (self.iteration.folder, *beside, root / OWN)
        return repository.last_commit(root, (path for path in made_of if path.is_dir()))

    @property
    def folder(self) -> str:
        """The folder of this version at the site's root."""
        return self.handbook.folder_name(self.iteration)

    @property
    def version_address(self) -> str:
        """The address of this version, if the site has one."""
        return f"{self.project.site}{self.folder}/" if self.project.site else ""

    def home_of(self, path: str) -> LoadedIteration:
        """The iteration in which a page is at home: the newest release if it has the page, else this one if it has,
        else the newest that has."""
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
        newest = self.handbook.released and home is self.handbook.latest
        folder = "latest" if newest else self.handbook.folder_name(home)
        return f"{self.project.site}{folder}/{address_of(path)}"

    def is_unlisted(self, path: str) -> bool:
        """Whether search engines are asked to leave a page out:
        it is a draft's, and no address of a released one can be named instead."""
        return self.iteration.is_draft and not (self.project.site and not self.home_of(path).is_draft)

    def kind_title(self, kind: str, id_: str | None = None) -> str:
        """What a kind is called on the page. A review is not called a workshop."""
        if kind == "workshop" and id_ in self.handbook.workshops:
            return WORKSHOP_KIND[self.handbook.workshops[id_].kind].title
        return PAGE_KINDS[kind].title
