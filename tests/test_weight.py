"""How much a reader's pages weigh: bytes, gzipped as a host would send them. Never seconds;
those are in tests/bench."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import chosen
import pytest
from conftest import SITE, pages

FIRST_VIEW, FONTS, LATER = 45_000, 25_000, 8_000


def sent(path: Path) -> int:
    """The bytes that a host sends for a file."""
    raw = path.read_bytes()
    return len(raw) if path.suffix == ".woff2" else len(gzip.compress(raw, 6))


def sent_as_published(version: str, address: str) -> int:
    """The bytes of a page with the one line more that it has where the site's own address is known."""
    path = SITE / version / address / "index.html"
    raw = path.read_bytes()
    if b'rel="canonical"' not in raw:
        raw = raw.replace(
            b"</title>",
            f'</title>\n<link rel="canonical" href="https://handbook.example/latest/{address}">'.encode(),
            1,
        )
    return len(gzip.compress(raw, 6))


def too_heavy(weights: dict[str, int]) -> list[str]:
    """What is over its budget, in words."""
    return [
        f"{address or 'home'}: {weight:,} bytes, allowed {LATER:,}"
        for address, weight in weights.items()
        if weight > LATER
    ]


def loaded_with(html: str) -> set[str]:
    """The files that a page asks for at once."""
    return {
        re.sub(r"^(?:\.\./)+", "", name)
        for name in re.findall(r"<(?:script|link|img)[^>]+?(?:src|href)=\"([^\"]+\.(?:css|js|svg|woff2))\"", html)
    }


@pytest.mark.parametrize("version, room", [("0.5", 1.05), ("0.1", 1.05), ("latest", 1.25), ("draft", 1.25)])
def test_every_page_is_light_when_it_is_opened_later(version, room):
    """Held where the words are frozen, with room for the histories that grow with each iteration. What is written from
    now on has
    more room: `make bench` tells which of its pages are over their budget, and no new tool or case turns this red."""
    weights = {address: int(sent_as_published(version, address) / room) for address in pages(version)}
    assert len(weights) > 100
    assert not (found := too_heavy(weights)), "\n".join(found)


@pytest.mark.parametrize("version", ["0.5", "0.1"])
def test_every_first_view_is_light(version):
    for address in pages(version):
        page = SITE / version / address / "index.html"
        if address.endswith("/lines/"):  # has no script at all, and no menus: tests/test_lines.py
            continue
        files = loaded_with(page.read_text("utf-8"))
        assert "assets/handbook.css" in files and "assets/handbook.js" in files, address
        weight = sent(page) + sum(sent(SITE / version / name) for name in files if not name.endswith(".woff2"))
        assert weight <= FIRST_VIEW, f"{address}: {weight:,}"


WINDOW = 14_336
"""What a server sends before it waits for the first answer: ten packets."""


def before_it_shows(html: str, root: Path) -> int:
    """The bytes without which nothing is shown: the page, and the style sheets that a screen waits for."""
    links = re.findall(r'<link rel="stylesheet" href="(?:\.\./)*(?:\./)?([^"]+)"([^>]*)>', html)
    return len(gzip.compress(html.encode(), 6)) + sum(sent(root / name) for name, more in links if "print" not in more)


def test_the_pages_that_people_come_in_by_show_within_one_window():
    root = SITE / "latest"
    path = chosen.page("latest", "path").removeprefix("latest/")
    places = ["", "decide/", "do/", "learn/", "downloads/", "search/", "glossary/", path]
    weights = {place: before_it_shows((root / place / "index.html").read_text("utf-8"), root) for place in places}
    assert not {place: weight for place, weight in weights.items() if weight > WINDOW}
    heavy = "<p>" + "".join(map(str, range(9_000)))
    assert before_it_shows(heavy, root) > WINDOW
    assert before_it_shows('<link rel="stylesheet" href="assets/print.css" media="print">', root) < 100


def test_a_heavy_page_would_be_found():
    assert too_heavy({"tools/x/": LATER + 1, "tools/y/": LATER, "": LATER + 1}) == [
        "tools/x/: 8,001 bytes, allowed 8,000",
        "home: 8,001 bytes, allowed 8,000",
    ]


def test_the_typeface_is_light():
    assert sum(path.stat().st_size for path in (SITE / "draft" / "assets" / "fonts").glob("*.woff2")) <= FONTS


def test_what_only_an_interaction_needs_is_not_fetched_before_it():
    for address in pages("latest"):
        words = (SITE / "latest" / address / "index.html").read_text("utf-8")
        files = loaded_with(words)
        assert not {"assets/engine.js", "assets/dialog.js"} & files and not any("search/" in name for name in files), (
            address
        )
        extra = {re.sub(r"^[a-z]{2}/(?=assets/)", "", name) for name in files if name.endswith(".js")} - {
            "assets/handbook.js",
            "assets/filter.js",
            "assets/feedback.js",
            "assets/forms/form.js",
            "assets/room/session.js",
            "assets/room/clock.js",
            "assets/aid/aid.js",
            "assets/room/keep.js",
            *(["assets/months.js"] if "picture-months" in words else []),
            *(["assets/copy.js"] if address.startswith("clauses/") else []),
            *(["assets/search.js"] if address.endswith("search/") else []),  # in other languages too
            *(["assets/feedback/gather.js"] if address == "workshops/gather/" else []),
            *(["assets/service/page.js"] if address.endswith("tools/service-file/") else []),
            *(["assets/service/many.js"] if address.endswith("/sheet/") and 'class="together' in words else []),
        }
        assert not extra, (address, extra)


def test_what_no_page_uses_is_not_shipped():
    shipped = {
        path.relative_to(SITE / "draft").as_posix() for path in (SITE / "draft" / "assets").rglob("*") if path.is_file()
    }
    assert not [
        name for name in shipped if name.endswith(".map") or "bundle" in name or "lunr" in name or "stylesheets" in name
    ], shipped
