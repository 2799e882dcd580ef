"""One address for every type of page of a built site, found in the site itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

_KIND = re.compile(r'<body class="[^"]*\bkind-([a-z-]+)')
WRITTEN, ELSEWHERE = "written", "elsewhere"


@dataclass(frozen=True)
class PageType:
    """A type of page, in words, and the address within the site of the heaviest page of that type."""

    name: str
    address: str


def page_types(site: Path) -> list[PageType]:
    """Every type of page of a built site.

    From the newest release, the heaviest page of each kind, and each page that is written by hand:
    home, doors and lists are all different. Then what only other versions have: pages of an older
    iteration, pages for what an iteration does not have, the draft, and the page for an address
    that does not exist.
    """
    newest, older, draft = _versions(site)
    kinds = _kinds(site / newest)
    found = [PageType(_written_name(address), f"{newest}/{address}") for address in sorted(kinds.pop(WRITTEN))]
    in_draft = _kinds(site / draft) if draft else {}
    kinds_of_draft = {kind: pages for kind, pages in in_draft.items() if kind not in kinds and kind != WRITTEN}
    found += [
        PageType(kind, f"{newest}/{_heaviest(site / newest, pages)}")
        for kind, pages in sorted(kinds.items())
        if kind != ELSEWHERE
    ]
    found += [
        PageType(kind, f"{draft}/{_heaviest(site / draft, pages)}") for kind, pages in sorted(kinds_of_draft.items())
    ]
    if older:
        in_older = _kinds(site / older)
        found += [
            PageType(f"{kind}, older iteration", f"{older}/{_heaviest(site / older, in_older[kind])}")
            for kind in ("step", ELSEWHERE)
            if kind in in_older
        ]
        found.append(PageType("home, older iteration", f"{older}/"))
    if draft:
        found += [
            PageType(f"{kind}, draft", f"{draft}/{_heaviest(site / draft, in_draft[kind])}")
            for kind in ("step", "compare")
            if kind in in_draft
        ]
        found.append(PageType("home, draft", f"{draft}/"))
    return [*found, PageType("not found", "404.html")]


def _versions(site: Path) -> tuple[str, str, str]:
    """The folders of the newest release, the oldest iteration and the draft; empty where there is none."""
    rows = json.loads((site / "versions.json").read_text("utf-8"))
    names = [row["version"] for row in rows]
    newest = next((alias for row in rows for alias in row["aliases"]), names[0])
    older = [
        name
        for name in names
        if name[0].isdigit() and not next(row for row in rows if row["version"] == name)["aliases"]
    ]
    return newest, older[-1] if older else "", "draft" if "draft" in names else ""


def _kinds(folder: Path) -> dict[str, list[str]]:
    """The addresses within a version, by the kind that each page says it is. Short addresses say none."""
    kinds: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("index.html")):
        kind = _KIND.search(path.read_text("utf-8"))
        if kind:
            address = path.parent.relative_to(folder).as_posix()
            kinds.setdefault(kind[1], []).append("" if address == "." else f"{address}/")
    return kinds


def _heaviest(folder: Path, addresses: list[str]) -> str:
    return max(addresses, key=lambda address: (folder / address / "index.html").stat().st_size)


def _written_name(address: str) -> str:
    return f"written: {address.rstrip('/') or 'home'}"
