"""A document as a PDF: its pages as plain lists, set by Typst with one template for all, and packed.

No word of the data is ever Typst's own language: the words come as JSON, and the template walks them
(templates/book.typ). The same words give the same bytes. The file says of itself that it is PDF/UA-1 and PDF/A-2a; a
test has that proven by veraPDF.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pikepdf
import typst
from fontTools.ttLib import TTFont

from macros.formats import books
from macros.formats.books.contents import Contents
from macros.formats.books.drawings import Drawings
from macros.formats.books.nodes import Nodes, places_in
from macros.history.fingerprints import digest_of, file_digests, iteration_digest
from macros.pages.addresses import address_of, short_of
from macros.pages.documents import WHOLE
from macros.pages.edition import Edition
from macros.pages.phrases import language, say
from macros.pages.pictures.codes import code
from macros.pages.stylesheet import joined

TEMPLATES = Path(books.__file__).with_name("templates")

TEMPLATE_OF = {"side": "side.typ", "pack": "pack.typ", "canvas": "canvas.typ"}
"""The template of a kind of document. All others are set as a book."""

FONTS = Path(books.__file__).with_name("fonts")
"""The typeface of the handbook, Atkinson Hyperlegible Next 2.001, under the SIL Open Font Licence beside it."""

STANDARDS: list[Any] = ["ua-1", "a-2a"]
"""Tagged so that it can be read aloud, and whole in itself so that it can be kept."""

TOOLS = ("typst", "pikepdf", "fonttools")
"""What has a hand in the bytes of a document."""


@dataclass(frozen=True)
class Made:
    """A document that was made."""

    content: bytes
    pages: int
    words: str
    """The fingerprint of what stands in it."""


@dataclass
class Press:
    """Sets the documents of an edition. What was set before from the same words is taken from `cache`."""

    edition: Edition
    cache: Path

    @cached_property
    def _drawings(self) -> Drawings:
        return Drawings.of("".join(joined(self.edition.library.docs, self.edition.library.colours).values()))

    @cached_property
    def _fonts(self) -> typst.Fonts:
        return typst.Fonts(False, True, [str(fonts_for_print(self.cache / "fonts"))])

    def data(self, contents: Contents) -> dict[str, Any]:
        """Everything that the template sets, as JSON will hold it."""
        edition, about = self.edition, self.edition.iteration.about
        nodes = Nodes(places_in(contents.chapters), self._outside, self._drawings.alone)
        parts = [
            {
                "title": part.title,
                "chapters": [
                    {
                        "path": chapter.path,
                        "title": chapter.title,
                        "kind": edition.kind_title(chapter.kind),
                        "step": chapter.step,
                        "body": nodes.of(chapter),
                    }
                    for chapter in part.chapters
                ],
            }
            for part in contents.parts
        ]
        digest = (
            iteration_digest(file_digests(edition.iteration)) if contents.id == WHOLE else digest_of(json.dumps(parts))
        )
        day, copy = day_of(edition), edition.library.about_copy
        state = say("book.draft") if edition.iteration.is_draft else ""
        return {
            "name": self.edition.library.name,
            "title": contents.title,
            "kind": edition.kind_title(contents.kind) if contents.kind in ("tool", "step", "side") else "",
            "whole": contents.id == WHOLE,
            "iteration": say("book.iteration", version=about.version, title=about.name, state=state),
            "stamp": say("book.stamp", version=about.version, state=state, digest=digest[:12]),
            "digest": say("book.digest", digest=digest),
            "question": about.question,
            "notes": [
                about.provenance_note,
                say("book.independent"),
                say("book.licence"),
                *([say("own.on_paper", who=copy.run_by)] if copy else []),
            ],
            "address": edition.version_address,
            "codes": self._codes(contents),
            "short": say("book.short", id=contents.about) if contents.kind in TEMPLATE_OF else "",
            "language": language().partition("-")[0],
            "region": language().partition("-")[2],
            "date": [day.year, day.month, day.day],
            "colours": self._drawings.light,
            "say": {name: say(f"book.{name}") for name in ("contents", "on_a_phone")},
            "parts": parts,
        }

    def _codes(self, contents: Contents) -> dict[str, dict[str, Any]]:
        """The code of each canvas's sheet, by the canvas's path, if the site's address is known."""
        found = {}
        for chapter in contents.chapters if self.edition.version_address else []:
            if chapter.path.startswith("canvas/"):
                name = chapter.path.removeprefix("canvas/").removesuffix(".md")
                address = urljoin(self.edition.version_address, short_of(name, "sheet"))
                drawn = code(address)
                found[chapter.path] = {"address": address, "size": drawn.size, "path": drawn.path}
        return found

    def _outside(self, path: str) -> str:
        """The whole address of a page that is not in a document; nothing if the site's address is not known."""
        return urljoin(self.edition.version_address, address_of(path)) if self.edition.version_address else ""

    def make(self, contents: Contents) -> Made:
        """A document, set only if nobody set the same before."""
        return self.make_from(TEMPLATES / TEMPLATE_OF.get(contents.kind, "book.typ"), self.data(contents))

    def make_from(self, template: Path, data: dict[str, Any]) -> Made:
        """The same from what a template needs."""
        words = json.dumps(data, ensure_ascii=False, sort_keys=True)
        by = [
            template.name,
            *(each.read_text("utf-8") for each in sorted(TEMPLATES.glob("*.typ"))),
            words,
            *(f"{name} {version(name)}" for name in TOOLS),
        ]
        key = hashlib.sha256("\0".join(by).encode()).hexdigest()
        kept = self.cache / "documents" / f"{key}.pdf"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(f".{os.getpid()}.new")
            fresh.write_bytes(packed(self._set(template, words)))
            fresh.replace(kept)
        content = kept.read_bytes()
        with pikepdf.open(io.BytesIO(content)) as opened:
            return Made(content, len(opened.pages), key)

    def _set(self, template: Path, words: str, standards: list[Any] | None = None) -> bytes:
        compiler = typst.Compiler(
            template, root=template.parent, font_paths=self._fonts, ignore_system_fonts=True, sys_inputs={"data": words}
        )
        made = compiler.compile(format="pdf", pdf_standards=STANDARDS if standards is None else standards, timestamp=0)
        assert isinstance(made, bytes)
        return made


def day_of(edition: Edition) -> dt.date:
    """The day that a document bears: that of the release. A draft bears the day on which the iteration before it was
    released, since its own is not known: the same words must give the same bytes."""
    earlier = [each.about.released for each in edition.library.iterations_in(edition.iteration) if each.about.released]
    return earlier[0] if earlier else dt.date(2024, 1, 1)


def packed(content: bytes) -> bytes:
    """The same document in less than half the room: what describes it is compressed too."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=True,
            deterministic_id=True,
        )
    return out.getvalue()


def fonts_for_print(folder: Path) -> Path:
    """The typeface in the form that Typst reads, in a folder, which is returned. It has more letters than what the site
    sends, and italics."""
    for source in sorted(FONTS.glob("*.woff2")):
        known = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
        target = folder / f"{source.stem}-{known}.ttf"
        if not target.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob(f"{source.stem}-????????????????.ttf"):
                old.unlink(missing_ok=True)
            font = TTFont(source, recalcTimestamp=False)
            font.flavor = None
            fresh = target.with_suffix(f".{os.getpid()}.new")
            font.save(fresh)
            fresh.replace(target)
    return folder
