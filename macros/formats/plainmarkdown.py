"""The way out: a version as plain Markdown files with a small mkdocs.yml, for another generator or another tool.

The pages are those that the site shows: `pages` made from data, and the hand-written ones with their
macros already run. What is left are Markdown, six of Python-Markdown's own extensions, and links from
file to file. No plugin, hook or template of ours is needed to build it; a test builds it without them.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml

from macros.basics.templating import from_text
from macros.formats.datafiles import NAME
from macros.pages.addresses import address_of
from macros.pages.edition import Edition
from macros.pages.menus import navigation
from macros.pages.view import View

FOLDER = "docs/"


EXTENSIONS: list[Any] = [
    "attr_list",
    "def_list",
    "md_in_html",
    {"tables": {"use_align_attribute": True}},
    {
        "smarty": {
            "smart_dashes": False,
            "smart_ellipses": False,
            "substitutions": {
                "left-single-quote": "‘",
                "right-single-quote": "’",
                "left-double-quote": "“",
                "right-double-quote": "”",
            },
        }
    },
    {"toc": {"toc_depth": 3}},
]
"""What our Markdown needs: the same as in mkdocs.yml, and all of it comes with Python-Markdown."""


_FRONT = re.compile(r"---\n(.*?)\n---\n+", re.S)


_LINK = re.compile(r'<a href="(?P<href>[^"]*)"[^>]*>(?P<words>.*?)</a>', re.S)


_HERE = "https://here.invalid/site/version/"


_ONLY_HERE = re.compile(
    r'<figure class="picture.*?</figure>|<svg class="stop".*?</svg>|<form class="filter".*?</form>|'
    r"<script src=[^>]*></script>",
    re.S,
)
"""What means nothing without our style sheet and scripts."""


def export_markdown(site: Edition) -> dict[str, str]:
    """Every page of a version as Markdown, by its path, and `mkdocs.yml` beside the folder that holds them."""
    pages: dict[str, tuple[dict[str, str], str]] = {}
    for written in site.library.written_in(site.iteration):
        pages[written.path] = {"title": written.title}, _ONLY_HERE.sub("", written_page(site, written.path))
    for page in site.pages:
        about = {"title": page.title, **({"description": page.description} if page.description else {})}
        pages[page.path] = about, readable(page.markdown)
    addresses = {address_of(path) for path in pages}
    files = {
        FOLDER + path: f"---\n{yaml.safe_dump(about, allow_unicode=True, sort_keys=False)}---\n\n"
        f"{at_home(site, path, text, addresses).strip()}\n"
        for path, (about, text) in sorted(pages.items())
    }
    return {"mkdocs.yml": configuration(site), **files}


def written_page(site: Edition, path: str) -> str:
    """A hand-written page without its front matter, its macros run."""
    text = (site.library.docs / path).read_text("utf-8")
    front = _FRONT.match(text)
    meta = yaml.safe_load(front[1]) if front else {}
    text = text[front.end() :] if front else text
    if not (meta or {}).get("render_macros"):
        return text
    return from_text(text, handbook=_PageView(site, path))


class _PageView:
    """The view from a hand-written page: as in `page_macros`, a fresh one for each call,
    so that citations come out alike."""

    def __init__(self, site: Edition, path: str):
        self._site, self._path = site, path

    def __getattr__(self, name: str) -> Any:
        view = View(self._site.library, self._site.iteration, self._path)
        view.words.find_source = view.listed_source
        return getattr(view, name)


def readable(markdown: str) -> str:
    """Markdown without gaps, and without drawings and filters: they need our style sheet and script.
    What they say stands in words beside them."""
    return re.sub(r"\n{3,}", "\n\n", _ONLY_HERE.sub("", markdown))


def at_home(site: Edition, path: str, markdown: str, addresses: set[str]) -> str:
    """Markdown whose links stay within the export, or lead to the site.

    Some links leave the version, for another iteration or for a file beside the pages. They lead to the
    site if its address is known; otherwise only their words stay, because nothing would be there.
    """

    def mend(found: re.Match[str]) -> str:
        href = found["href"]
        if urlsplit(href).scheme or href.startswith("#"):
            return found[0]
        base = _HERE + address_of(path)
        target = urljoin(base, href)
        if target.startswith(_HERE) and target.removeprefix(_HERE).split("#")[0] in addresses:
            return found[0]
        if not site.version_address:
            return found["words"]
        return found[0].replace(f'"{href}"', f'"{urljoin(site.version_address + address_of(path), href)}"', 1)

    return _LINK.sub(mend, markdown)


def configuration(site: Edition) -> str:
    """A mkdocs.yml that MkDocs and what follows it understand. Nothing in it is ours but the menus.

    It names no theme: each generator then takes its own. Zensical refuses MkDocs' by name.
    """
    about = site.iteration.about
    values = {
        "site_name": f"{NAME}, iteration {about.version}{' (draft)' if site.iteration.is_draft else ''}",
        "site_description": " ".join(about.question.split()),
        "copyright": "Relational Contracting Handbook, CC BY 4.0",
        "docs_dir": FOLDER.rstrip("/"),
        "use_directory_urls": True,
        "strict": True,
        "markdown_extensions": EXTENSIONS,
        "validation": {
            "nav": {"omitted_files": "ignore", "not_found": "warn"},
            "links": {"not_found": "warn", "anchors": "warn"},
        },
        "nav": navigation(site.library, site.iteration),
    }
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=120)
