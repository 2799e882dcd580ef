"""Walk the way out: the same site by another generator, and what the plain Markdown export loses by a third.

    python .github/way_out.py properdocs build --out SITE     the handbook's own command, with ProperDocs for MkDocs
    python .github/way_out.py same SITE OTHER                 stops if any file of two sites differs
    python .github/way_out.py lost EXPORT SITE                which pages of the export a generator did not build

docs/adr/0007 and 0026 say what this is for.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

HOST = "https://site.invalid/"
SHOWN = 20
"""So many names are printed; the count is whole."""


def same(one: Path, other: Path) -> list[str]:
    """The names of files that differ, or that only one has. What we note for ourselves is no part of a site."""
    left, right = (
        {
            path.relative_to(site).as_posix(): path
            for path in site.rglob("*")
            if path.is_file() and path.name != ".handbook-stamp"
        }
        for site in (one, other)
    )
    return [
        name
        for name in sorted(left.keys() | right.keys())
        if name not in left or name not in right or left[name].read_bytes() != right[name].read_bytes()
    ]


def lost(export: Path, site: Path) -> tuple[list[str], list[str]]:
    """The pages of an export that a site lacks, and the links of its pages that lead to nothing in it."""
    docs = export / "docs"
    pages = {path.relative_to(docs).with_suffix("").as_posix() for path in docs.rglob("*.md")}
    wanted = {re.sub(r"(^|/)index$", r"\1", name).rstrip("/") for name in pages}
    there = {path.parent.relative_to(site).as_posix().removeprefix(".") for path in site.rglob("index.html")}
    dead = []
    for path in sorted(site.rglob("index.html")):
        home = path.parent.relative_to(site).as_posix().removeprefix(".")
        address = HOST + (f"{home}/" if home else "")
        text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", path.read_text("utf-8", errors="replace"), flags=re.S)
        for quoted, single, bare in re.findall(r"""<a\b[^>]*?\bhref=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", text):
            link = quoted or single or bare
            target = urldefrag(urljoin(address, unquote(link))).url
            name = target.removeprefix(HOST).rstrip("/").removesuffix("index.html").rstrip("/")
            if target.startswith(HOST) and name not in there and not (site / name).is_file():
                dead.append(f"{home or 'home'}: {link}")
    return sorted(wanted - there), dead


def report(what: str, names: list[str]) -> str:
    """A count, and the first of the names."""
    return "\n".join([f"{len(names)} {what}", *(f"- {name}" for name in names[:SHOWN])])


def main(words: list[str]) -> int:
    if words[0] == "properdocs":
        importlib.import_module("properdocs.replacement")  # from here on, whoever asks for mkdocs gets ProperDocs

        sys.path.insert(0, os.getcwd())
        from macros.cli import main as handbook

        handbook(words[1:])
        return 0
    if words[0] == "same":
        differing = same(Path(words[1]), Path(words[2]))
        print(report("files differ", differing))
        return 1 if differing else 0
    missing, dead = lost(Path(words[1]), Path(words[2]))
    print(report("pages are missing", missing))
    print(report("links lead nowhere", dead))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
