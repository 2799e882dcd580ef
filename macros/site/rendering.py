"""Renders the pages of a large version on every processor, before MkDocs asks for them one after the other.

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

from macros.site.kept import Rendered
from macros.site.shell import Site

WORTH_IT = 100
"""From so many pages on, more processes are quicker than one."""


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
