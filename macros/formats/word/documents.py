"""The Word documents of a version: which there are, what each is called and what its foot says."""

from __future__ import annotations

from macros.formats.word.package import Document, packed
from macros.formats.word.papers import write_paper
from macros.formats.word.sheets import wants_to_lie, words_of, write_sheet
from macros.model.fields import NAME
from macros.pages.addresses import address_of, path_of, word_of_paper, word_of_tool
from macros.pages.edition import Edition
from macros.pages.phrases import say


def word_files(site: Edition) -> dict[str, bytes]:
    """Every Word document of a version, by its path within the version's folder."""
    files = {}
    for tool in site.iteration.of("tool"):
        if not tool.fields:
            continue
        for filled in (False, True) if tool.example else (False,):
            title = say("word.example_title" if filled else "word.blank_title", title=tool.title)
            document = begun(site, title, path_of("tool", tool.id), lying=wants_to_lie(tool))
            write_sheet(document, site.iteration, tool, filled)
            files[word_of_tool(tool.id, site.iteration.version, filled)] = packed(document)
    for paper in site.iteration.papers.values():
        document = begun(site, words_of(paper.title), "tools/index.md")
        write_paper(document, site.iteration, paper)
        files[word_of_paper(paper.id, site.iteration.version)] = packed(document)
    return files


def begun(site: Edition, title: str, path: str, lying: bool = False) -> Document:
    """A document without a body: its foot names the iteration, and the address of the page that it was made of."""
    about = site.iteration.about
    which = say("word.iteration_draft" if site.iteration.is_draft else "word.iteration", iteration=about.version)
    address = f"{site.version_address or f'{site.folder}/'}{address_of(path)}"
    return Document(
        title,
        about.version,
        f"{NAME}, {which}. {address}",
        created=str(about.released or ""),
        lying=lying,
    )
