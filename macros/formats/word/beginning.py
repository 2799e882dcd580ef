"""What every document of a version begins with: its title, its iteration, and what its foot says."""

from __future__ import annotations

from macros.formats.word.package import Document
from macros.pages.addresses import address_of
from macros.pages.edition import Edition
from macros.pages.phrases import language, say
from macros.pages.voices import heard


def beginning_of(site: Edition) -> tuple[object, ...]:
    """All that `begun` takes from an edition: what was made with the same may be used again."""
    about = site.iteration.about
    known = about.version, about.released, site.iteration.is_draft
    return *known, site.version_address, site.folder, site.library.name, language()


def begun(site: Edition, title: str, path: str, lying: bool = False) -> Document:
    """A document without a body: its foot names the iteration, and the address of the page that it was made of."""
    about = site.iteration.about
    which = say("word.iteration_draft" if site.iteration.is_draft else "word.iteration", iteration=about.version)
    address = f"{site.version_address or f'{site.folder}/'}{address_of(path)}"
    return Document(
        title,
        about.version,
        f"{heard(site.library.name)}, {which}. {address}",
        created=str(about.released or ""),
        lying=lying,
        by=site.library.name,
    )
