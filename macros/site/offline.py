"""A version as one ZIP that is opened from a disk or a memory stick: no server, no network.

A browser that opens a page from a disk finds no `index.html` by itself, fetches nothing and loads no module. So in the
copy each address ends in a file, the index of the search and whatever else is fetched has a twin that is a script, and
modules are functions of one script. Everything is as on the site otherwise, the content policy too.
"""

from __future__ import annotations

import base64
import io
import json
import posixpath
import re
import zipfile
from collections.abc import Mapping

from macros.formats.books.printing import day_of
from macros.pages.documents import WHOLE, file_of
from macros.pages.phrases import say
from macros.site import TEMPLATES
from macros.site.layout import NOT_FOUND
from macros.site.shell import Site
from macros.site.tongues import SEARCH

MODULES = "assets/modules.js"
"""The script that holds what are modules on the site."""

_LEADS = re.compile(r'(<a\b[^>]*?|<link\b[^>]*?)\s(href)="([^"]*)"')
_REFRESH = re.compile(r'(http-equiv="refresh" content="0; url=)([^"]*)"')
_PRELOAD = re.compile(r'<link rel="(?:preload|canonical|alternate)"[^>]*>\n?')
_LATER = re.compile(r'(</head>.*?<body\b[^>]*?) data-scripts="([^"]*)"', re.S)
_SCRIPT = re.compile(r'<script src="(?![^"]*assets/begin\.js")')
"""A script that may be, or ask for, a module: any but the one that every page has."""
_MODULE = re.compile(r'<script src="([^"]*)" type="module"></script>')
_WHOLE_ADDRESS = re.compile(r"[a-z][a-z+.-]*:|//|#", re.I)
_IMPORT = re.compile(r'^import (?:\{([^}]*)\}|\* as (\w+)) from "([^"]*)";', re.M)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*? |const |let |class ))([\w$]+)", re.M)
_EXPORTED = re.compile(r"^export \{([\w\s,$]*)\};", re.M)
_TWINS = re.compile(r".*\.docx|(?:[\w-]+/)?search/(?:index|rest)\.json|assets/.*\.json")
"""The files that a script of the site fetches."""


def data_copy(site: Site, files: Mapping[str, bytes]) -> bytes:
    """The open data of a version as one ZIP."""
    return _zipped(site, {path: content for path, content in files.items() if path.startswith("data/")})


def offline_copy(site: Site, files: Mapping[str, bytes]) -> bytes:
    """A version as one ZIP that opens from a disk, made from its files as they are served.

    Raises `ValueError` for a script of a form that cannot be rewritten.
    """
    copy = {path: content for path, content in files.items() if path != NOT_FOUND and not path.endswith(".zip")}
    scripts = {path: content.decode() for path, content in copy.items() if path.endswith(".js")}
    modules = {path: text for path, text in scripts.items() if _IMPORT.search(text) or _EXPORT.search(text)}
    copy[MODULES] = _as_functions(modules).encode()
    for path, text in scripts.items():
        copy[path] = (f'handbookModule("{path}");\n' if path in modules else _from_a_disk(text, path)).encode()
    for path in [path for path in copy if _TWINS.fullmatch(path)]:
        content = _with_files(copy[path].decode()).encode() if path.endswith(SEARCH) else copy[path]
        copy[f"{path}.js"] = f'handbookFile({json.dumps(path)}, "{base64.b64encode(content).decode()}");\n'.encode()
    copy = {path: content for path, content in copy.items() if not path.endswith(SEARCH)}
    for path in [path for path in copy if path.endswith(".html")]:
        copy[path] = _page(copy[path].decode(), path, site.version_address, copy).encode()
    copy[say("offline.read_me")] = (
        say("offline.words", name=site.library.name, version=site.iteration.version) + "\n"
    ).encode()
    return _zipped(site, copy)


def _page(html: str, path: str, address: str, there: Mapping[str, bytes]) -> str:
    """A page whose links end in files. What leaves the version leads to the site, or nowhere if it has no address."""

    def lead(href: str) -> str:
        if _WHOLE_ADDRESS.match(href) or not href:
            return href
        bare, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", href, re.S).groups()  # type: ignore[union-attr]
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), bare)) if bare else path
        if whole.startswith(".."):
            depth = path.count("/")
            return address + posixpath.relpath(whole, ".") if address and depth >= 0 else ""
        if whole not in there and posixpath.splitext(whole)[1] not in ("", ".html") and not bare.endswith("/"):
            return address + whole if address else ""  # this copy, and what is not made in a build without documents
        if bare and (bare.endswith("/") or whole not in there):
            bare = posixpath.join(bare, "index.html")
        return f"{bare}{mark}{rest}"

    def mended(found: re.Match[str]) -> str:
        href = lead(found[3])
        return f'{found[1]} href="{href}"' if href else found[1]

    html = _PRELOAD.sub("", html)
    html = _LEADS.sub(mended, html)
    html = _REFRESH.sub(lambda found: f'{found[1]}{lead(found[2])}"', html)
    root = "../" * path.count("/")
    html = _LATER.sub(_at_once, html, count=1)
    if first := _SCRIPT.search(html):
        html = f'{html[: first.start()]}<script src="{root}{MODULES}" defer></script>\n{html[first.start() :]}'
    return _MODULE.sub(r'<script src="\1" defer></script>', html)


def _at_once(found: re.Match[str]) -> str:
    """The scripts that a page of the site asks for once it is there: on a disk nothing is waited for."""
    return "".join(f'<script src="{script}" defer></script>' for script in found[2].split()) + found[1]


def _as_functions(modules: Mapping[str, str]) -> str:
    """Modules as functions by their paths; each returns what it exports."""
    written = []
    for path, text in sorted(modules.items()):
        folder = posixpath.dirname(path)

        def named(found: re.Match[str], folder: str = folder) -> str:
            taken = found[2] or "{" + re.sub(r"\s+as\s+", ": ", found[1]) + "}"
            return f'const {taken} = handbookModule("{posixpath.normpath(posixpath.join(folder, found[3]))}");'

        names = [found[2] for found in _EXPORT.finditer(text)]
        names += [name.strip() for found in _EXPORTED.finditer(text) for name in found[1].split(",") if name.strip()]
        body = _EXPORTED.sub("", _EXPORT.sub(r"\1\2", _IMPORT.sub(named, text)))
        body = _from_a_disk(body, path)
        if left := re.search(r"^(?:import|export)\b.*", body, re.M):
            raise ValueError(f"{path}: this cannot be rewritten for a disk: {left[0]}")
        written.append(f'"{path}": () => {{\n{body}\nreturn {{ {", ".join(names)} }};\n}},\n')
    helper = (TEMPLATES / "offline.js").read_text("utf-8")
    return f"{helper}const handbookModules = {{\n{''.join(written)}}};\n"


def _from_a_disk(script: str, path: str) -> str:
    """A script that asks for modules and files in the way that works there."""
    script = re.sub(r"(?<![\w.])import\(", f'handbookImport("{path}", ', script)
    return re.sub(r"(?<![\w.])fetch\(", "handbookFetch(", script)


def _with_files(index: str) -> str:
    """The index of the search, whose addresses end in files."""
    lines = []
    for line in index.splitlines():
        part = json.loads(line)
        for row in part.get("pages", []):
            row[0] = re.sub(r"(^|/)(?=#|$)", r"\1index.html", row[0])
        lines.append(json.dumps(part, ensure_ascii=False, separators=(",", ":")))
    return "".join(f"{line}\n" for line in lines)


def _zipped(site: Site, files: Mapping[str, bytes]) -> bytes:
    """Files as a ZIP with one folder in it, the same bytes for the same files."""
    day = day_of(site)
    folder = posixpath.basename(file_of(site.iteration, WHOLE)).removesuffix(".pdf")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in sorted(files.items()):
            about = zipfile.ZipInfo(f"{folder}/{path}", (day.year, day.month, day.day, 0, 0, 0))
            about.create_system = 3  # whichever system it is made on
            about.external_attr, about.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(about, content, compresslevel=9)
    return out.getvalue()


def copies(site: Site, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Both ZIPs of a version, by their paths, made from its files."""
    return {
        file_of(site.iteration, "offline"): offline_copy(site, files),
        file_of(site.iteration, "data"): data_copy(site, files),
    }
