"""What a phone keeps of a session, for a room whose network is gone: a list for each session, worked out from the pages
as they were built, and the worker that makes and serves the copies.

A list (`sessions/<id>/kit.json`) has the addresses of the page for phones, of what it leads to, of the short addresses
that lead there, and of all that those pages load. Nobody keeps it by hand. Its build is a digest of all those bytes.
Why it is done so: docs/adr/0030.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import html

from macros.basics.project import Project
from macros.basics.templating import environment
from macros.model.sessions import Session
from macros.pages.addresses import address_of, path_of, room_of, short_of
from macros.pages.phrases import language, say
from macros.pages.words import printed
from macros.site import TEMPLATES
from macros.site.shell import Site

WORKER = "worker.js"
"""The worker of a version. It stands above all its pages: a worker has no power over what is not below it."""

SWITCH = "keep.json"
"""The file at the root of the site that says whether copies may be kept. Where it says no, or is not there, every
worker deletes its copies and goes."""

GATHER = "workshops/gather/"
"""Where the facilitator gathers what was said. A room without a network has one too: docs/adr/0031."""

TITLES = f"{GATHER}titles.json"
"""What elements and terms are called, for that page alone."""

_WHOLE_ADDRESS = re.compile(r"[a-z][a-z+.-]*:|//|#", re.I)
_IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")
_STYLED = re.compile(r"""\bstyled\("([\w-]+)"\)""")
_IN_STYLE = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
_LEADS_ON = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')


def switch(project: Project) -> str:
    """The file that switches the keeping of copies on or off, for every version at once."""
    return json.dumps({"keep": project.keep}) + "\n"


def without_kits(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a version without what `with_kits` adds."""
    return {path: content for path, content in files.items() if path != WORKER and not path.endswith("/kit.json")}


def with_kits(site: Site, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a version with a list for each of its sessions, and the worker if it has any."""
    sessions = site.iteration.of("session")
    if not sessions:
        return dict(files)
    short = _short_addresses(files)
    return {
        **files,
        **{
            f"sessions/{each.id}/kit.json": kit(
                site.iteration.version,
                each,
                files,
                short,
                [workshop.id for workshop in site.handbook.running(site.iteration, each.id)],
            )
            for each in sessions
        },
        WORKER: (TEMPLATES / WORKER).read_bytes(),
    }


def kit(
    version: str,
    session: Session,
    files: Mapping[str, bytes],
    short: Mapping[str, list[str]],
    workshops: Iterable[str] = (),
) -> bytes:
    """The list of one session as JSON. `short` has, for each page, the pages that only lead to it; `workshops` are the
    ids of those that run the session."""
    paths = _kept(session, files, short, [session.id, *workshops])
    found = hashlib.sha256()
    for path in paths:
        found.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    build = found.hexdigest()[:10]
    env = environment(TEMPLATES, printed=printed)
    env.globals.update(say=say, language=language())
    about = {"version": version, "build": build, "table": address_of(room_of(session.id, "table"))}
    values = {
        "iteration": version,
        "build": build,
        "bytes": sum(len(files[path]) for path in paths),
        "language": language(),
        "note": env.get_template("kept-note.html.j2").render(about),
        "away": env.get_template("kept-away.html.j2").render(about),
        "files": [_address(path) for path in paths],
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def _kept(session: Session, files: Mapping[str, bytes], short: Mapping[str, list[str]], begin: list[str]) -> list[str]:
    """The files of a copy: the page for phones, what is on the table, where a remark is written; for the facilitator
    the run, the screen and where many remarks are gathered; the short addresses of them all, and what they load."""
    table = _file_at(address_of(room_of(session.id, "table")), files)
    tree = html.fromstring(files[table])
    links = tree.xpath("//*[contains(concat(' ', @class, ' '), ' on-table ')]//a/@href")
    pages = {
        table,
        _file_at(address_of(path_of("session", session.id)), files),
        _file_at(address_of(room_of(session.id, "screen")), files),
        _file_at(GATHER, files),
        *(path for path in _resolved(table, links, files) if path.endswith(".html")),
    }
    pages.discard("")
    begun = sorted(pages | {path for page in pages for path in short.get(page, ()) if _belongs(path, begin)})
    found: dict[str, None] = dict.fromkeys([*begun, *([TITLES] if TITLES in files else [])])
    waiting = list(begun)
    while waiting:
        path = waiting.pop()
        for needed in _resolved(path, _needs(path, files[path]), files):
            if needed not in found:
                found[needed] = None
                waiting.append(needed)
    return sorted(found)


def _belongs(path: str, begin: list[str]) -> bool:
    """Whether a short address stands on the cards of a session or of a workshop that runs it (`begin` has their ids),
    or leads to a blank sheet: those are read by phones."""
    return path.startswith(tuple(short_of(id_) for id_ in begin)) or path.endswith("/sheet/index.html")


def _needs(path: str, content: bytes) -> Iterator[str]:
    """The addresses that a file loads, as it has them."""
    if path.endswith(".html"):
        tree = html.fromstring(content)
        yield from tree.xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href")
        yield from tree.xpath("//script/@src | //img/@src")
        yield from (script for scripts in tree.xpath("//body/@data-scripts") for script in scripts.split())
    elif path.endswith(".css"):
        yield from _IN_STYLE.findall(content.decode())
    elif path.endswith(".js"):
        yield from _IMPORT.findall(content.decode())
        yield from (
            posixpath.relpath(f"assets/{name}.css", posixpath.dirname(path))
            for name in _STYLED.findall(content.decode())
        )


def _resolved(path: str, addresses: Iterator[str] | list[str], files: Mapping[str, bytes]) -> Iterator[str]:
    """The files of the version that addresses in one of its files lead to."""
    for address in addresses:
        if _WHOLE_ADDRESS.match(address):
            continue
        bare = re.split(r"[?#]", address)[0]
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), bare))
        if not whole.startswith("..") and (there := _file_at(whole, files)):
            yield there


def _file_at(address: str, files: Mapping[str, bytes]) -> str:
    """The file that a host sends for an address; nothing if there is none."""
    page = posixpath.normpath(posixpath.join(address, "index.html"))
    return address if address in files else page if page in files else ""


def _address(path: str) -> str:
    """The address of a file: that of a page ends in a slash."""
    return path.removesuffix("index.html") if posixpath.basename(path) == "index.html" else path


def _short_addresses(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """For each page, the pages under `go/` that only lead to it."""
    found: dict[str, list[str]] = {}
    for path, content in files.items():
        if path.startswith("go/") and path.endswith(".html") and (to := _LEADS_ON.search(content.decode())):
            for page in _resolved(path, [to[1]], files):
                found.setdefault(page, []).append(path)
    return found
