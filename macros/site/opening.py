"""Reads the data, checks it, and opens the site: the only module that joins checks and pages."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from macros.basics.problems import Problem, Problems
from macros.basics.project import Project, find_project
from macros.checks.everything import Findings, check_all
from macros.checks.quality import quality
from macros.model.handbook import Handbook
from macros.pages.library import Library
from macros.pages.templating import page_templates
from macros.pages.translated import look_at_phrases, phrases_told
from macros.site.shell import Site
from macros.site.tongues import opened

ROOT = Path(__file__).resolve().parents[2]


_cache: dict[tuple[Path, str], Site] = {}


def current(root: Path, which: str) -> Site:
    """The site of an iteration (`draft` or a version), read and checked once.

    Raises `Problems` if the data is wrong, and `LookupError` for an iteration that does not exist.
    """
    key = (root, which)
    if key not in _cache:
        _cache[key] = open_site(root, which)
    return _cache[key]


def open_site(root: Path, which: str) -> Site:
    """Read the data afresh; see `current`."""
    project = find_project(root)
    library = _library(_checked(root), root, project)
    handbook = library.handbook
    iteration = handbook.draft if which == "draft" else handbook.iterations.get(which)
    if iteration is None:
        raise LookupError(f"There is no iteration {which}. There are: {', '.join(handbook.iterations)}.")
    return opened(Site(library, iteration, project))


def open_draft(root: Path) -> tuple[Site, list[Problem]]:
    """The draft as far as pages can be made of it, and what is wrong with it: for somebody who is still writing.

    Raises `Problems` where something could not be read: then nobody knows what a page would say.
    """
    found = check_all(root)
    handbook = found.handbook
    if handbook is None or handbook.unread or any(each.unread for each in handbook.iterations.values()):
        raise Problems(found.errors)
    project = find_project(root)
    library = _library(found, root, project)
    return opened(Site(library, library.handbook.draft, project)), found.errors


def open_sites(root: Path) -> list[Site]:
    """The site of every iteration, oldest first, from one reading of the data."""
    project = find_project(root)
    library = _library(_checked(root), root, project)
    return [opened(Site(library, iteration, project)) for iteration in library.handbook.iterations.values()]


def _library(found: Findings, root: Path, project: Project) -> Library:
    """What pages are made of, with the address that their codes lead to, and a copy's own words laid over it."""
    handbook = found.overlaid.handbook if found.overlaid else found.handbook
    assert handbook is not None  # nobody asks for pages of what could not be read
    own = found.overlaid
    return Library(
        handbook,
        root / "docs",
        page_templates(),
        site=project.site,
        mail=project.mail,
        join=project.join,
        issues=project.issue("feedback.yml"),
        quality=partial(quality, phrases=phrases_told(found.tongues, root)),
        own=own,
        tongues=found.tongues,
    )


def load_checked(root: Path) -> Handbook:
    """Read the data and check it: the handbook itself, whatever a copy says. Raises `Problems` with everything that is
    wrong."""
    handbook = _checked(root).handbook
    assert handbook is not None
    return handbook


def _checked(root: Path) -> Findings:
    """What the check found, if nothing is wrong. Raises `Problems` with everything that is."""
    found = check_all(root)
    wrong = [*found.errors, *look_at_phrases(found.tongues, root)[0]]
    if wrong or found.handbook is None:
        raise Problems(wrong)
    return found


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
