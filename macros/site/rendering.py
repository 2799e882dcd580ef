"""Makes and renders the pages of a large version on every processor, before MkDocs asks for them one after the other.

Each page is rendered by MkDocs' own code, once, and lands among the kept pages, where it is found. One that warns is
left to MkDocs itself, so that every complaint is heard where it counts.
"""

from __future__ import annotations

import logging
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from macros.pages.library import Page as Made
from macros.pages.making import makers
from macros.site.kept import Rendered
from macros.site.shell import Site

WORTH_IT = 100
"""From so many pages on, more processes are quicker than one."""


_site: Site
"""What a process that makes pages is forked with."""


def make_ahead(site: Site) -> None:
    """Make the Markdown of all pages, if processors have nothing else to do."""
    global _site
    work = makers(site.library, site.iteration)
    if site.processors < 2 or len(work) < WORTH_IT:
        return
    _site, parts = site, site.processors
    made: list[list[Made]] = [[] for _ in work]
    with ProcessPoolExecutor(parts - 1, mp_context=multiprocessing.get_context("fork")) as pool:
        begun = [pool.submit(_make, part, parts) for part in range(1, parts)]
        made[::parts], _ = _make(0, parts)
        for part, others in enumerate(begun, 1):
            made[part::parts], answers = others.result()
            site.library.answers.now |= answers
    site.pages = [page for some in made for page in some]


def _make(first: int, step: int) -> tuple[list[list[Made]], dict[str, Any]]:
    """What every so-manieth of the makers makes, with what it had to work out."""
    made = [make() for make in makers(_site.library, _site.iteration)[first::step]]
    return made, _site.library.answers.now


_work: tuple[Any, Files, list[str]]
"""What a process that renders is forked with: the configuration, all files, and the pages that want rendering."""


def render_ahead(site: Site, config: Any, files: Files) -> None:
    """Render the pages that are not kept, if there are many and processors have nothing else to do."""
    global _work
    if site.processors < 2 or site.kept is None:
        return
    kept = site.kept
    wanted = [page.path for page in site.pages if kept.find(page.path, page.markdown.lstrip("\n")) is None]
    if len(wanted) < WORTH_IT:
        return
    _work = config, files, wanted
    with ProcessPoolExecutor(site.processors, mp_context=multiprocessing.get_context("fork")) as pool:
        for made in pool.map(_render, range(site.processors), [site.processors] * site.processors):
            for path, markdown, page in made:
                kept.keep(path, markdown, page)


def _render(first: int, step: int) -> list[tuple[str, str, Rendered]]:
    """Every so-manieth of the pages, each with its Markdown."""
    config, files, wanted = _work
    heard, log, made = _Heard(), logging.getLogger("mkdocs"), []
    log.addHandler(heard)
    for path in wanted[first::step]:
        page, before = Page(None, files.src_uris[path], config), heard.count
        page.read_source(config)
        markdown = page.markdown or ""
        page.render(config, files)
        if heard.count == before:
            made.append((path, markdown, as_rendered(page, page.content or "")))
    return made


class _Heard(logging.Handler):
    """Counts warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


def as_rendered(page: Any, html: str) -> Rendered:
    """What MkDocs knows of a page when it has rendered it."""
    links = {to.src_uri: anchors for to, anchors in (page.links_to_anchors or {}).items()}
    return Rendered(html, _headings(page.toc), sorted(page.present_anchor_ids or ()), links)


def _headings(contents: Any) -> list[dict[str, Any]]:
    return [
        {"name": each.title, "id": each.id, "level": each.level, "children": _headings(each.children)}
        for each in contents
    ]
