"""The fingerprint of everything that goes into one iteration's pages and files, and of what stands around their
words."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from macros.basics.dates import today
from macros.basics.digests import digest_of_files
from macros.formats.datafiles import cited_by_workshops
from macros.history.fingerprints import digest_of
from macros.model.handbook import version_key
from macros.site.shell import Site

PROGRAM = ("macros", "mkdocs.yml", "requirements.lock")
"""What makes HTML of a page's Markdown."""


INGREDIENTS = (
    *("docs", "macros", "overrides", "mkdocs.yml", "requirements.lock", "data/search/synonyms.yml", "own"),
    *("pyproject.toml", "requirements-publish.lock"),
)
"""What goes into every page besides the data; the last two, into the bill of materials."""


def fingerprint(root: Path, site: Site) -> str:
    """The fingerprint of everything that goes into one iteration's pages and files, taken without making any of them.

    Pages tell the past, so every byte of this iteration and of those before it counts. Of those that come after,
    only their outline does (`Library.outline`): a word that changes in the draft leaves the released ones as they are.
    """
    newest = version_key(site.iteration.version)
    return digest_of(
        {
            "iterations": [
                digest_of_files(root, (each.folder.relative_to(root).as_posix(),))
                if version_key(each.version) <= newest
                else site.library.outline(each, site.iteration)
                for each in site.handbook.iterations.values()
            ],
            **_of_this(root, site),
            "of all": site.library.once("fingerprint of all", lambda: digest_of(_of_all(root, site))),
        }
    )


def around(root: Path, site: Site) -> str:
    """The fingerprint of what the page shell tells on every page of an iteration, whatever the words of that page:
    menus, neighbours, other iterations, addresses, the program. The other words of the iteration are not in it. It is
    taken when the pages are made."""
    shown = ("path", "title", "kind", "id", "step", "mark")
    return digest_of(
        {
            "iterations": [
                [each.about.model_dump(mode="json"), site.library.outline(each, site.iteration)]
                for each in site.handbook.iterations.values()
            ],
            "pages": [[str(getattr(page, name)) for name in shown] for page in site.pages],
            **_of_this(root, site),
            "of all": site.library.once("fingerprint of all", lambda: digest_of(_of_all(root, site))),
        }
    )


def _of_this(root: Path, site: Site) -> dict[str, Any]:
    """What goes into one iteration besides its words and those of others."""
    return {
        "commit": site.commit,
        "languages": digest_of_files(root, ("data/languages",)) if site.translated else "",
        "their sources": [source.model_dump(mode="json") for _, source in sorted(cited_by_workshops(site).items())],
        "addresses": list(dataclasses.astuple(site.project)),
    }


def _of_all(root: Path, site: Site) -> dict[str, Any]:
    """What goes into every iteration alike."""
    handbook = site.handbook
    return {
        "workshops": [workshop.model_dump(mode="json") for workshop in handbook.in_time()],
        "to come": [workshop.id for workshop in handbook.to_come(today())],
        "reading list": [reading.model_dump(mode="json") for reading in handbook.readings.values()],
        "what to do": [done.model_dump(mode="json") for _, done in sorted(handbook.done_since.items())],
        "errata": [erratum.model_dump(mode="json") for erratum in handbook.errata.values()],
        "files of the draft": sorted([kind, id_, file] for (kind, id_), file in site.library.files_of_draft.items()),
        "code": digest_of_files(root, INGREDIENTS),
    }
