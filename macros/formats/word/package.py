"""A Word document is a zip of small XML files. Those that are the same in every document are templates.

The same words give the same bytes: there is no clock in it, and each file in the zip has the zip's first day.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from macros.basics.templating import environment
from macros.formats import TEMPLATES
from macros.formats.word.markup import fit, in_runs, joined, section, w
from macros.model.fields import NAME
from macros.pages.phrases import in_english, language, say
from macros.pages.voices import voice

PARTS = {
    "[Content_Types].xml": "content-types",
    "_rels/.rels": "relations",
    "docProps/core.xml": "core",
    "word/_rels/document.xml.rels": "document-relations",
    "word/settings.xml": "settings",
    "word/styles.xml": "styles",
    "word/numbering.xml": "numbering",
    "word/footer1.xml": "footer",
    "word/document.xml": "document",
}
"""The files of a document, in the order of the zip, and the template of each."""

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip can tell."""

FIXED_LISTS = 3
"""The lists that every document has: bullets, numbers, and the numbered paragraphs of a paper."""


@dataclass
class Document:
    """A document to be: its title, what its foot says, and its body. Links and lists are counted as it is written."""

    title: str
    iteration: str
    foot: str
    created: str = ""
    lying: bool = False
    by: str = NAME
    body: list[Markup] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    lists: int = 0

    def add(self, *parts: Markup) -> None:
        """Write on."""
        self.body.extend(parts)

    def begin_part(self, lying: bool) -> None:
        """Begin a part on a new page, which lies or stands, whatever the part before does."""
        if self.body:
            self.add(w("p", w("pPr", section(self.lying))))
        self.lying = lying

    def link(self, address: str) -> str:
        """The name by which the text refers to an address outside."""
        return self.links.setdefault(address, f"link{len(self.links)}")

    def numbered(self) -> int:
        """A numbered list of its own, that begins at 1."""
        self.lists += 1
        return self.lists + FIXED_LISTS


def packed(document: Document) -> bytes:
    """The document as the bytes of a .docx file."""
    words = {
        "document": document,
        "body": joined(document.body),
        "section": section(document.lying),
        "language": language(),
        "fixed": FIXED_LISTS,
        "licence": say("word.licence"),
        "pages": say("word.page_of", page="\n", pages="\n").split("\n"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, template in PARTS.items():
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # whichever system it is made on
            part = _templates().get_template(f"word/{template}.xml.j2").render(words)
            folder.writestr(info, (in_runs(part, in_english().language) if voice() else part).encode())
    return out.getvalue()


@cache
def _templates() -> Environment:
    return environment(TEMPLATES, printed=lambda value: fit(value) if type(value) is str else value)
