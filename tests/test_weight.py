"""How much a reader's pages weigh: bytes, gzipped as a host would send them. Never seconds;
those are in tests/bench."""

from __future__ import annotations

import gzip
import os
import re
from functools import cache
from pathlib import Path

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


def too_heavy_ones(weights: dict[str, int]) -> list[str]:
    """The addresses of what is over it."""
    return [address for address, weight in weights.items() if weight > LATER]


def loaded_with(html: str) -> set[str]:
    """The files that a page asks for by itself."""
    names = re.findall(r"<(?:script|link|img)[^>]+?(?:src|href)=\"([^\"]+\.(?:css|js|svg|woff2))\"", html)
    then = re.search(r'<body[^>]* data-scripts="([^"]*)"', html)  # what it asks for once it is there
    return {re.sub(r"^(?:\.\./)+", "", name) for name in [*names, *(then[1].split() if then else [])]}


WHOLE = {"aid", "doing", "iteration", "sources"}
"""Kinds of page that hold all of something, and grow with it: the tree of an aid, what to do after several iterations,
a change list, the sources of one kind."""


def kind_of(version: str, address: str) -> str:
    """The kind of a page."""
    html = (SITE / version / address / "index.html").read_text("utf-8")
    return re.findall(r'<body class="[^"]*\bkind-([\w-]+)', html)[0]


@pytest.mark.parametrize("version", ["0.1", "0.5", "latest", "draft"])
def test_every_page_is_light_when_it_is_opened_later(version):
    """With a twentieth of room, so that no new link or activity turns this red; a page that holds all of something has
    a quarter. Of all pages no more than one in fifty needs that room. `make bench` tells which they are."""
    weights = {address: sent_as_published(version, address) for address in pages(version)}
    assert len(weights) > 100 and len(too_heavy(weights)) < len(weights) / 50
    room = {address: 1.25 if kind_of(version, address) in WHOLE else 1.05 for address in too_heavy_ones(weights)}
    assert not (found := too_heavy({address: int(weights[address] / room[address]) for address in room})), found


@pytest.mark.parametrize("version", ["0.5", "0.1"])
def test_every_first_view_is_light(version):
    for address in pages(version):
        page = SITE / version / address / "index.html"
        if address.endswith("/lines/"):  # asks for neither, and has no menus: tests/test_lines.py
            continue
        files = loaded_with(page.read_text("utf-8"))
        assert "assets/handbook.css" in files and "assets/handbook.js" in files, address
        weight = sent(page) + sum(sent(SITE / version / name) for name in files if not name.endswith(".woff2"))
        assert weight <= FIRST_VIEW, f"{address}: {weight:,}"


WINDOW = 14_336
"""What a server sends before it waits for the first answer: ten packets."""


def before_the_typeface(html: str, page: Path) -> int:
    """The bytes of what a page asks for at once, and a screen may wait for: the page itself, its style sheets, the
    scripts that it names, pictures. Not the typeface, not what only paper and forced colours want, and not the styles
    of the page's end, which nothing above it waits for."""
    links = re.findall(r'<link rel="stylesheet" href="([^"]+)"([^>]*)>', html)
    names = [name for name, more in links if "media=" not in more and not name.endswith("/end.css")]
    names += re.findall(r'<link rel="modulepreload" href="([^"]+)"', html)
    names += re.findall(r'<(?:script|img)\b[^>]*? src="([^"]+)"', html)
    return len(gzip.compress(html.encode(), 6)) + sum(light((page / name).resolve()) for name in {*names})


light = cache(sent)


@pytest.mark.parametrize("version, room", [("0.7", 1.03), ("latest", 1.05), ("draft", 1.05)])
def test_every_page_shows_within_one_window(version, room):
    """Held for each, with the one line more that it has where the site's own address is known; with room for what grows
    with each iteration, and for what will be written. All of 0.7 and its draft were within it when they were made."""
    root, weights, kinds = SITE / version, {}, set()
    for address in pages(version):
        html = (root / address / "index.html").read_text("utf-8")
        line = "" if 'rel="canonical"' in html else f'<link rel="canonical" href="https://handbook.example/{address}">'
        html = html.replace("</title>", f"</title>\n{line}", 1)
        weights[address] = int(before_the_typeface(html, root / address) / room)
        kinds.update(re.findall(r'<body class="[^"]*\b(kind-[\w-]+)', html))
    assert len(kinds) > 25, "every kind of page is among them"
    assert not {place: weight for place, weight in weights.items() if weight > WINDOW}


def test_a_page_that_takes_more_than_a_window_would_be_found(tmp_path):
    (tmp_path / "a.css").write_bytes(os.urandom(WINDOW // 2))
    (tmp_path / "a.js").write_bytes(os.urandom(WINDOW // 2))
    style, script = '<link rel="stylesheet" href="a.css">', '<script src="a.js" defer></script>'
    assert before_the_typeface(style, tmp_path) <= WINDOW and before_the_typeface(script, tmp_path) <= WINDOW
    assert before_the_typeface(style + script, tmp_path) > WINDOW
    assert before_the_typeface(style.replace(">", ' media="print">') + script, tmp_path) <= WINDOW
    assert before_the_typeface("<p>" + "".join(map(str, range(9_000))), tmp_path) > WINDOW


def test_the_typeface_is_asked_for_by_the_styles_alone():
    for version in ("latest", "draft"):
        for address in pages(version):
            html = (SITE / version / address / "index.html").read_text("utf-8")
            assert "woff2" not in html and 'rel="preload"' not in html, address


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
            "assets/begin.js",
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
