"""What a site holds besides the pages of its versions: the files of a version that are no pages, and those of the root
above all versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from macros.basics.dates import told_moment
from macros.basics.templating import environment
from macros.formats.billofmaterials import LOCK, bill_of_materials
from macros.formats.exporting import export_root
from macros.formats.search.index import search_index
from macros.formats.word.documents import word_files
from macros.history.fingerprints import file_digests, iteration_digest
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.kinds import KINDS
from macros.model.marks import plain
from macros.pages.addresses import address_of, path_of, place_of, room_of, sheet_of, short_of
from macros.pages.documents import FOLDER, WORD, documents_of, file_of
from macros.pages.elsewhere import compared_elsewhere, forwards
from macros.pages.library import rooms_of
from macros.pages.phrases import language, say
from macros.pages.words import printed
from macros.site import TEMPLATES, headers
from macros.site.keeping import SWITCH, TITLES, switch
from macros.site.linepages import foreign, line_pages
from macros.site.shell import Site
from macros.site.tongues import search_files, translated_elsewhere

NOT_FOUND = "404.html"


BILL = "sbom.cdx.json"
"""The bill of materials at the site's root."""


DIGESTS = "SHA256SUMS"
"""The digests of a version's files, in its folder: `sha256sum --check` reads it."""


QUALITY = "quality.json"
"""What was checked, what is accepted and what is due, for software."""


DOCUMENTS_LIST = f"{FOLDER}list.json"


LOCAL_ADDRESS = "http://127.0.0.1:8000/"


Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """One iteration, built: its folder's name on the site, its title in the menu, and where its files are."""

    name: str
    title: str
    aliases: tuple[str, ...]
    folder: Path
    stamp: str


def with_documents_beside(folder: Path) -> Path:
    """The folder of a version with its documents, beside the one that was built without."""
    return folder.with_name(f"{folder.name}+documents")


def start_of(built: list[Built]) -> str:
    """The folder to which the site's root leads: the newest release, or the draft while there is none."""
    return "latest" if any(each.aliases for each in built) else built[-1].name


def root_files(sites: list[Site], newest: Built, start: str) -> dict[str, str]:
    """The files at the site's root, above all versions:
    start, not found, robots, sitemap, headers, the switch for copies, bill of materials, and a short address for each
    element."""
    site = next(each for each in sites if each.folder == newest.name)
    env = environment(TEMPLATES)
    base = site.project.site or LOCAL_ADDRESS
    addresses = sorted(
        {
            each.canonical(path) or f"{base}{each.folder}/{address_of(path)}"
            for each in sites
            for path in each.library.paths[each.iteration.version]
            if not each.is_unlisted(path)
        }
        | {
            other.canonical(path) or f"{base}{each.folder}/{address_of(other.full(path))}"
            for each in sites
            for other in each.translated
            for path in other.spoken.paths
            if not other.is_unlisted(other.full(path))
        }
    )
    lead = _redirect()
    files = {
        "index.html": lead(site.library.name, f"{start}/"),
        NOT_FOUND: (newest.folder / NOT_FOUND).read_text("utf-8"),
        "robots.txt": env.get_template("robots.txt.j2").render(
            sitemap=f"{base}sitemap.xml" if site.project.site else ""
        ),
        **{path: content.decode() for path, content in export_root(sites).items()},
        headers.NAME: headers.headers_file(),
        SWITCH: switch(site.project),
        "sitemap.xml": env.get_template("sitemap.xml.j2").render(addresses=addresses, known=bool(site.project.site)),
    }
    if (site.handbook.root / LOCK).is_file():
        files[BILL] = bill_of_materials(site.handbook.root, told_moment())
    for id_ in sorted({id_ for each in sites for id_ in [*each.iteration.ids(), *each.handbook.workshops]}):
        known = site.library.history.newest_with(id_)
        home = site.handbook.iterations[known.version] if known else None
        folder = site.handbook.folder_name(home) if home else site.folder
        folder = "latest" if home is site.handbook.latest and not home.is_draft else folder
        where = short_target(home or site.iteration, id_, site.handbook)
        if where and home and _says_what_became_of_it(site, home, where[0]):
            folder = "latest"
        if where:
            files[f"go/{id_}/index.html"] = lead(where[1], f"../../{folder}/{where[0]}")
    return files | {
        f"go/w/{id_}{more}/index.html": lead(title, f"../../{'../' * (more.count('/') + 1)}{target}")
        for (id_, more), (title, target) in of_workshops(site.handbook).items()
    }


def _says_what_became_of_it(site: Site, home: LoadedIteration, address: str) -> bool:
    """Whether the newest release has a page at an address that only older ones used, and that page says where its
    words have gone: a better end for a short address than a page of years ago."""
    newest = site.handbook.latest
    if newest.is_draft or home.is_draft or home is newest or "#" in address:
        return False
    return address not in {address_of(path) for path in site.library.paths[newest.version]}


def of_workshops(handbook: Handbook) -> dict[tuple[str, str], tuple[str, str]]:
    """The short addresses of each workshop that runs a session, by its id and what comes after it: the title, and where
    it leads from the root. That is a page of the iteration on the table, so that it says the same next year."""
    found = {}
    for workshop in handbook.in_time():
        if workshop.session and workshop.shown in handbook.iterations:
            folder = handbook.folder_name(handbook.iterations[workshop.shown])
            table = f"{folder}/{address_of(room_of(workshop.session, 'table'))}"
            asked = f"?workshop={workshop.id}" if workshop.hand_over else ""
            found[workshop.id, ""] = workshop.title, f"{table}{asked}"
            run = f"{folder}/{address_of(path_of('session', workshop.session))}?workshop={workshop.id}"
            found[workshop.id, "/run"] = workshop.title, run
    return found


def addresses_elsewhere(sites: list[Site], built: list[Built]) -> dict[str, str]:
    """In each version, the addresses of comparisons that stand in another, and of pages in a language that it does not
    have: small pages that lead there, or to the page in English.

    They are laid out with the root's files and not built with their version. A word that changes in the draft makes
    a comparison more, and every version would have to be built again for one small page.
    """
    lead = _redirect()
    return {
        f"{name}/{address_of(path)}index.html": lead(title, href)
        for site, each in zip(sites, built, strict=True)
        for path, (title, href) in (
            compared_elsewhere(site.library, site.iteration) | translated_elsewhere(site, sites)
        ).items()
        for name in (each.name, *each.aliases)
    }


def short_target(iteration: LoadedIteration, id_: str, handbook: Handbook) -> tuple[str, str] | None:
    """The address and title that a short address leads to within a version."""
    if id_ in iteration.elements:
        element = iteration.elements[id_]
        return address_of(path_of(element.kind, id_)), element.title
    for step, activity in iteration.activities():
        if activity.id == id_:
            return address_of(place_of(step, activity)), activity.title
    if id_ in handbook.workshops:
        return address_of(path_of("workshop", id_)), handbook.workshops[id_].title
    return None


def below(site: Site) -> dict[tuple[str, str], tuple[str, str]]:
    """The pages below an element that have a short address of their own, with title and file: the blank sheet of a
    tool, what a session has for the room, and each of its parts. A phone is not sent to the long page first."""
    iteration = site.iteration
    sheets = {(tool.id, "sheet"): sheet_of(tool.id) for tool in iteration.of("tool") if tool.fields}
    rooms = {
        (session.id, which): room_of(session.id, which)
        for session in iteration.of("session")
        for which in rooms_of(iteration, session)
    }
    cards = {
        (session.id, item.id): f"{room_of(session.id, 'table')}#{item.id}"
        for session in iteration.of("session")
        for item in session.agenda
    }
    return {
        name: (site.library.title_of(iteration, path.partition("#")[0]), path)
        for name, path in (sheets | rooms | cards).items()
    }


def into_workshops(site: Site) -> dict[str, tuple[str, str]]:
    """The addresses in a version at which phones find what is on the table of a workshop, as a whole and by part: the
    title, and where it leads. Codes lead there and not above the version, where a kept copy could not answer."""
    found: dict[str, tuple[str, str]] = {}
    for session in site.iteration.of("session"):
        table = address_of(room_of(session.id, "table"))
        for workshop in site.handbook.running(site.iteration, session.id):
            to = f"../../../{table}?workshop={workshop.id}"
            names = {"table": "", **{item.id: f"#{item.id}" for item in session.agenda}}
            found |= {short_of(workshop.id, name): (workshop.title, to + mark) for name, mark in names.items()}
    return found


def describe(site: Site) -> dict[str, object]:
    """What a version publishes of itself, so that a later publication can tell whether its words are the same."""
    about = site.iteration.about
    return {
        "version": about.version,
        "title": about.title,
        "status": about.status,
        "released": str(about.released or ""),
        "digest": iteration_digest(file_digests(site.iteration)),
        **({"copy": site.library.name} if site.library.own else {}),
    }


def list_of_documents(site: Site, facts: Mapping[str, dict[str, object]]) -> bytes:
    """The list of a version's documents, for software: name, title, kind and file of each, and what is known of those
    that are made."""
    rows = [
        {"id": id_, "title": title, "kind": kind or "handbook", "file": file, **facts.get(file, {})}
        for id_, title, kind in documents_of(site.iteration, site.library.copy_name)
        for file in [file_of(site.iteration, id_), *([file_of(site.iteration, id_, "docx")] if kind in WORD else [])]
    ]
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def files_besides(site: Site) -> dict[str, bytes]:
    """What a version's folder holds besides its pages: what it is, its open data, its search index, and the addresses
    that only lead on."""
    lead = _redirect()
    leads = {address_of(path): to for path, to in forwards(site.library, site.iteration).items()}
    leads |= {
        f"go/{id_}/": (where[1], f"../../{where[0]}")
        for id_ in site.iteration.ids()
        if (where := short_target(site.iteration, id_, site.handbook))
    }
    leads |= foreign(site)
    leads |= {
        short_of(id_, which): (title, f"../../../{address_of(path)}")
        for (id_, which), (title, path) in below(site).items()
    }
    leads |= into_workshops(site)
    asked = site.library.quality
    told = asked(site.handbook, site.iteration) if asked else {}
    texts = {
        TITLES: json.dumps(titles(site), ensure_ascii=False, separators=(",", ":")) + "\n",
        QUALITY: json.dumps(told, indent=2, ensure_ascii=False) + "\n",
        "iteration.json": json.dumps(describe(site), indent=2) + "\n",
        **{f"{address}index.html": lead(title, href) for address, (title, href) in leads.items()},
    }
    return {path: text.encode() for path, text in texts.items()} | {DOCUMENTS_LIST: list_of_documents(site, {})}


def titles(site: Site) -> dict[str, object]:
    """What elements and terms are called, for the page that puts together what was said of them (gather.js)."""
    iteration = site.iteration
    elements = {element.id: [element.kind, plain(element.title)] for element in iteration.elements.values()}
    elements |= {activity.id: ["activity", plain(activity.title)] for _, activity in iteration.activities()}
    used = {kind for kind, _ in elements.values()}
    return {
        "kinds": {kind: row.all for kind, row in KINDS.items() if kind in {*used, "term"}},
        "elements": elements,
        "terms": {term.id: plain(term.term) for term in iteration.terms.values()},
    }


def digests(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a version with the list of their digests among them. Addresses that only lead to another version
    are laid out later, and are not in it."""
    rows = [
        f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items()) if path != DIGESTS
    ]
    return {**files, DIGESTS: "".join(rows).encode()}


def digests_in(file: Path) -> dict[str, str]:
    """What such a list says: the digest of each file by its path. Nothing if there is no list."""
    try:
        rows = [line.partition("  ") for line in file.read_text("utf-8").splitlines()]
    except (OSError, ValueError):
        return {}
    return {path: digest for digest, _, path in rows}


def files_on_demand(site: Site) -> dict[str, bytes]:
    """The open data, the pages of lines, the Word documents and the search index of a version: dear to make, and asked
    for by few. The preview makes them only then."""
    return {
        **site.open_data,
        **line_pages(site),
        **word_files(site, site.read_before),
        **search_files(search_index(site, site.read_before)),
    }


def _redirect() -> Callable[[str, str], str]:
    """What makes the page that only leads on, from its title and where it leads. Several versions have the same."""
    env = environment(TEMPLATES, printed=printed)
    page = env.get_template("redirect.html.j2", globals={"say": say, "language": language()})
    return cache(lambda title, href: page.render(title=title, href=href))
