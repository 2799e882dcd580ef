"""Makes a document for a preview when somebody opens it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from macros.pages.documents import FOLDER
from macros.site.files import read

if TYPE_CHECKING:
    from macros.site.documents import Documents
    from macros.site.shell import Site


class OnDemand:
    """The documents of all iterations, read and set only when one is asked for: what sets type is dear to load."""

    def __init__(self, root: Path):
        self.root = root
        self._alone = threading.Lock()
        self._known: dict[str, Documents] = {}
        self._sites: dict[str, Site] = {}

    def find(self, path: str) -> bytes | None:
        """A document by its path on the site, `0.5/documents/x.pdf`; nothing if there is none of that name."""
        version, _, file = path.partition("/")
        if not file.startswith(FOLDER):
            return None
        with self._alone:
            documents = self._all().get(version)
            if documents and file.endswith(".zip"):
                return self._copy(version, file)
            return _made(documents, file) if documents else None

    def _copy(self, version: str, file: str) -> bytes | None:
        """A ZIP of what was built last, without documents."""
        from macros.site.offline import copies

        site = self._sites[version]
        return copies(site, read(self.root / ".cache" / "built" / site.folder)).get(file)

    def _all(self) -> dict[str, Documents]:
        if not self._known:
            from macros.site.documents import Documents
            from macros.site.opening import open_sites

            for site in open_sites(self.root):
                names = [site.folder, *(["latest"] if site.iteration is site.handbook.latest else [])]
                documents = Documents(site, self.root / ".cache")
                self._known |= dict.fromkeys(names, documents)
                self._sites |= dict.fromkeys(names, site)
        return self._known


def document_of(site: Site, file: str, root: Path) -> bytes | None:
    """A document of one version, for a preview of it; nothing if there is none of that name."""
    from macros.site.documents import Documents

    return _made(Documents(site, root / ".cache"), file)


def _made(documents: Documents, file: str) -> bytes | None:
    """A document in either form."""
    if file in documents.about:
        return documents.make(file).content
    named = documents.about.get(f"{file.removesuffix('.docx')}.pdf")
    return documents.in_word(named[0]) if named and file.endswith(".docx") else None
