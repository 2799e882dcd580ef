"""The way out: a version as plain Markdown files with a small mkdocs.yml, for another generator or another tool.

The pages are those that the site shows: `pages` made from data, and the hand-written ones with their
macros already run. What is left are Markdown, six of Python-Markdown's own extensions, and links from
file to file. No plugin, hook or template of ours is needed to build it; a test builds it without them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import urljoin

import yaml

from macros.basics.frontmatter import divided, written
from macros.basics.templating import from_text
from macros.formats.tree import EXTENSIONS
from macros.pages.addresses import address_of
from macros.pages.edition import Edition
from macros.pages.menus import navigation
from macros.pages.view import PageView, View

PAGES_FOLDER = "docs/"


def export_markdown(site: Edition) -> dict[str, bytes]:
    """Every page of a version as Markdown, by its path, and `mkdocs.yml` beside the folder that holds them.

    Some links leave the version, for another iteration or for a file beside the pages. They lead to the site if its
    address is known; otherwise only their words stay. Drawings and filters are left out: they need our style sheet
    and scripts, and what they say stands in words beside them.
    """
    edition = Edition(
        replace(site.library, outside=partial(whole_address, site.version_address)), site.iteration, site.project
    )
    pages = [
        ({"title": page.title}, page.path, written_page(edition, page.path))
        for page in edition.library.written_in(edition.iteration)
    ]
    pages += [
        (
            {"title": page.title, **({"description": page.description} if page.description else {})},
            page.path,
            page.markdown,
        )
        for page in edition.pages
    ]
    files = {
        PAGES_FOLDER + path: f"{written(about)}\n{without_gaps(markdown)}\n".encode()
        for about, path, markdown in sorted(pages, key=lambda page: page[1])
    }
    return {"mkdocs.yml": configuration(site).encode(), **files}


def whole_address(version_address: str, path: str, href: str) -> str:
    """Where a link that leaves the pages leads, as a whole address; nothing if the site's address is not known."""
    return urljoin(version_address + address_of(path), href) if version_address else ""


def written_page(site: Edition, path: str, handbook: object = None) -> str:
    """A hand-written page without its front matter, its macros run:
    with `handbook` as what they ask, if it is given."""
    about, text = divided((site.library.docs / path).read_text("utf-8"))
    return (
        from_text(text, handbook=handbook or PageView(lambda: View(site.library, site.iteration, path)))
        if about.get("render_macros")
        else text
    )


def without_gaps(markdown: str) -> str:
    """Markdown with one empty line where there were several."""
    lines: list[str] = []
    for line in markdown.strip().split("\n"):
        if line.strip() or (lines and lines[-1].strip()):
            lines.append(line)
    return "\n".join(lines)


def configuration(site: Edition) -> str:
    """A mkdocs.yml that MkDocs and what follows it understand. Nothing in it is ours but the menus.

    It names no theme: each generator then takes its own. Zensical refuses MkDocs' by name.
    """
    about = site.iteration.about
    values = {
        "site_name": f"{site.library.name}, iteration {about.version}{' (draft)' if site.iteration.is_draft else ''}",
        "site_description": " ".join(about.question.split()),
        "copyright": "Relational Contracting Handbook, CC BY 4.0",
        "docs_dir": PAGES_FOLDER.rstrip("/"),
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
