"""How to cite a page, or a whole version."""

from __future__ import annotations

import re
from typing import Any

import yaml

from macros.basics.dates import date_in_words
from macros.formats.datafiles import LICENCE, LICENCE_ADDRESS, HandbookFile
from macros.formats.references import CONTRIBUTORS, _braced, _entry, _squeezed, _url, _when, _words
from macros.model.fields import NAME
from macros.pages.addresses import address_of
from macros.pages.edition import Edition
from macros.pages.pagekinds import PAGE_KINDS
from macros.pages.phrases import say

# -- citing the handbook -----------------------------------------------------------------------


def citation_file(site: Edition, data: HandbookFile) -> str:
    """CITATION.cff of a version, in the Citation File Format 1.2.0."""
    about, copy = site.iteration.about, site.library.about_copy
    values: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this iteration of the handbook, please cite it as below.",
        "type": "dataset",
        "title": f"{site.library.name}, iteration {about.version}{' (draft)' if site.iteration.is_draft else ''}: "
        f"{_words(about.name)}",
        "abstract": _words(about.summary),
        "authors": [{"name": each} for each in (CONTRIBUTORS, *([copy.run_by] if copy else []))],
        "version": about.version,
        "date-released": about.released,
        "url": data.address,
        "repository-code": site.project.repo or None,
        "commit": data.commit,
        "license": LICENCE,
        "license-url": LICENCE_ADDRESS,
        "keywords": ["relational contracting", "public procurement", "commissioning"],
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{data.digest}",
                "description": "The fingerprint of the words of this iteration.",
            }
        ],
    }
    return yaml.safe_dump(
        {name: value for name, value in values.items() if value}, sort_keys=False, allow_unicode=True, width=120
    )


def cite_page(site: Edition, title: str, url: str) -> tuple[str, str]:
    """How to cite a page of a version: a formatted reference as plain text, and the same as BibTeX.

    `url` is the page's address within the version, such as `tools/learning-log/`. A released iteration is
    dated by its release, whatever moment it shows; a draft by the moment it shows.
    """
    about, draft = site.iteration.about, site.iteration.is_draft
    date = str(about.released or about.depicts_date or "")
    address = f"{site.version_address}{url}" if site.version_address else ""
    which = f"iteration {about.version}{' (draft)' if draft else ''}"
    name, by = site.library.name, _author(site, url)
    copy = site.library.about_copy
    published = f"{name}, {which}" + (f", {say('own.cited', who=copy.run_by)}" if copy else "")
    named = [
        by,
        *([f"“{_squeezed(title)}”"] if title != NAME else []),
        published,
        *([date_in_words(date)] if date else []),
    ]
    reference = ", ".join(named) + "." + (f" {address}" if address else "")
    key = "-".join(["relational-contracting-handbook", about.version, *re.findall(r"[a-z0-9]+", url.lower())])
    return reference, _entry(
        "misc",
        key,
        [
            ("author", _braced(by, whole=True)),
            ("title", _braced(title, whole=True)),
            ("howpublished", _braced(published)),
            *_when(date),
            ("url", _url(address)),
        ],
    )


def _author(site: Edition, url: str) -> str:
    """Whose words a page has: the contributors', or those of the body that runs this copy, or of both."""
    copy = site.library.about_copy
    page = next((page for page in site.pages if page.url == url), None) if copy else None
    state = site.library.own_state(site.iteration, page.id) if page else ""
    if not copy or not state:
        return CONTRIBUTORS
    return copy.run_by if state == "added" else f"{CONTRIBUTORS}, changed by {copy.run_by}"


def is_cited(site: Edition, path: str) -> bool:
    """Whether a page is one to cite: not a blank sheet, a list of sources, or two wordings side by side."""
    kind, _ = site.library.paths[site.iteration.version].get(path, ("elsewhere", ""))
    return PAGE_KINDS[kind].cited


def pages_to_cite(site: Edition, data: HandbookFile) -> str:
    """Every page of a version that is cited (`is_cited`), as BibTeX. Page by page this is `cite_page`."""
    cited = sorted(path for path in site.library.paths[site.iteration.version] if is_cited(site, path))
    head = (
        f"% {data.name}, iteration {data.version}: its pages.\n% Digest {data.digest}. Licence {LICENCE}.\n"
        "% UTF-8. Cite the page that you read.\n"
    )
    return "\n".join(
        [head, *(cite_page(site, site.library.title_of(site.iteration, path), address_of(path))[1] for path in cited)]
    )
