"""Makes the documents of iterations, from what was set before where the words are the same, and puts them with what was
built.

They are dear: a minute for all of them, where a build takes seconds. So an ordinary build only names them, and they are
made for a publication, when `handbook build --documents` asks, or one by one when somebody opens one in a preview
(docs/adr/0020).
"""

from __future__ import annotations

import hashlib
import multiprocessing
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from macros.formats.books.contents import Shelf
from macros.formats.books.printing import Made, Press
from macros.formats.word.books import word_books
from macros.history.fingerprints import digest_of
from macros.pages.documents import COPIES, WHOLE, documents_of, file_of
from macros.pages.edition import Edition
from macros.pages.phrases import say
from macros.site.files import make, read, readable
from macros.site.keeping import with_kits, without_kits
from macros.site.layout import (
    DIGESTS,
    DOCUMENTS_LIST,
    Built,
    Say,
    digests,
    list_of_documents,
    with_documents_beside,
)
from macros.site.offline import copies
from macros.site.shell import Site


@dataclass
class Documents:
    """The documents of one iteration. Each is made when it is asked for."""

    edition: Edition
    cache: Path

    def __post_init__(self) -> None:
        self.shelf, self.press = Shelf(self.edition), Press(self.edition, self.cache)
        iteration = self.edition.iteration
        rows = documents_of(iteration, self.edition.library.copy_name)
        self.about = {file_of(iteration, id_): (id_, title, kind) for id_, title, kind in rows if id_ not in COPIES}
        """Of each file: the name, the title and the kind of the document."""

    def make(self, file: str) -> Made:
        """A document by its file. Raises `KeyError` if the iteration has no such document."""
        return self.press.make(self.shelf.contents(*self.about[file]))

    def in_word(self, id_: str) -> bytes | None:
        """A document in Word by its name; nothing if it is not one of those that there are in Word."""
        return next((content for _, content in word_books(self.edition, [id_])), None)

    def all(self, names: Iterable[str] = ()) -> dict[str, Made]:
        """All documents by their files, or those that are named. Raises `LookupError` for a name that there is not."""
        wanted = set(names)
        if unknown := wanted - {id_ for id_, _, _ in self.about.values()}:
            raise LookupError(
                f"There is no document {', '.join(sorted(unknown))}. "
                f"There are: {', '.join(id_ for id_, _, _ in self.about.values())}."
            )
        return {file: self.make(file) for file, (id_, _, _) in self.about.items() if not wanted or id_ in wanted}


_work: list[Documents] = []
"""What a process that makes documents is forked with."""


def with_documents(root: Path, sites: Sequence[Site], built: Sequence[Built], say_: Say, workers: int) -> list[Built]:
    """The same versions with their documents, each in a folder beside the one that was built.

    Documents are made side by side, the long ones first. Pages that lead to one then say how long and how big it is.
    """
    global _work
    _work = [Documents(site, root / ".cache") for site in sites]
    jobs = [(place, file) for place, one in enumerate(_work) for file in one.about]
    jobs.sort(key=lambda job: (WHOLE not in job[1], job[0]))
    say_(f"{len(jobs)} documents; what was set before from the same words is taken …")
    for site in sites:
        _ = site.pages  # before processes part, so that pages are made once
    made: list[dict[str, Made]] = [{} for _ in sites]
    if workers > 1:
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
            done = list(pool.map(_make, jobs))
    else:
        done = [_make(job) for job in jobs]
    for (place, file), one in zip(jobs, done, strict=True):
        made[place][file] = one
    return [_put_with(site, each, files) for site, each, files in zip(sites, built, made, strict=True)]


def _make(job: tuple[int, str]) -> Made:
    place, file = job
    return _work[place].make(file)


def _put_with(site: Site, built: Built, made: dict[str, Made]) -> Built:
    """A version as it was built, with its documents: in a folder of its own, so that the next build finds the other as
    it left it."""
    stamp = digest_of([built.stamp, sorted((file, one.words) for file, one in made.items())])
    folder = with_documents_beside(built.folder)
    mark = folder.with_name(f"{folder.name}.done")
    if not (mark.is_file() and folder.is_dir() and mark.read_text("utf-8") == stamp):
        files = without_kits(read(built.folder))
        files.pop(DIGESTS, None)  # of the version without its documents
        told = {file: size_of(one) for file, one in made.items()}
        in_word = {file_of(site.iteration, name, "docx"): content for name, content in word_books(site)}
        told |= {file: say("book.size_of_word", size=in_bytes(len(content))) for file, content in in_word.items()}
        papers = in_word | {file: one.content for file, one in made.items()}
        zips = copies(site, with_all(files, told, papers))
        told |= {file: size_of_copy(content) for file, content in zips.items()}
        files = with_all(files, told, papers | zips)
        files[DOCUMENTS_LIST] = list_of_documents(
            site,
            {file: facts_of(one.content) | {"pages": one.pages} for file, one in made.items()}
            | {file: facts_of(content) for file, content in (zips | in_word).items()},
        )
        mark.unlink(missing_ok=True)
        with readable():
            make(folder, digests(with_kits(site, files)))
            mark.write_text(stamp, "utf-8", newline="\n")
    return replace(built, folder=folder, stamp=stamp)


def with_all(files: Mapping[str, bytes], told: dict[str, str], more: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a version with more of them, and pages that say how big those are."""
    pages = {path: with_sizes(content, told, files) for path, content in files.items() if path.endswith(".html")}
    return {**files, **pages, **more}


def facts_of(content: bytes) -> dict[str, object]:
    """What can be said of any file."""
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def size_of(made: Made) -> str:
    """How long and how big a document is, in words: PDF, 5 pages, 48 KB."""
    return say("book.size", count=made.pages, size=in_bytes(len(made.content)))


def size_of_copy(content: bytes) -> str:
    """The same of a ZIP."""
    return say("offline.size", size=in_bytes(len(content)))


def in_bytes(size: int) -> str:
    """A number of bytes as readers say it: 48 KB, 2.7 MB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


_SIZE = re.compile(r'<small data-size="([^"]+)">[^<]*</small>')
_BYTES = re.compile(r'<small data-bytes="([^"]+)">([^<]*)</small>')


def with_sizes(page: bytes, told: dict[str, str], files: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """A page that says of each document that it leads to how long and how big it is, and of what each build makes
    (`files`) how big."""
    if b"data-size=" not in page and b"data-bytes=" not in page:
        return page
    text = _SIZE.sub(lambda found: f"<small>{told[found[1]]}</small>" if found[1] in told else found[0], page.decode())
    return _BYTES.sub(
        lambda found: f"<small>{found[2]}, {in_bytes(len(files[found[1]]))}</small>" if found[1] in files else found[0],
        text,
    ).encode()
