"""What is printed for a session fits its sheets, and every code on paper is read as the address in words beside it."""

from __future__ import annotations

import io
import json
import re
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pypdf
import pytest
import zxingcpp
from chosen import handbook as chosen
from conftest import ROOT
from PIL import Image
from test_browser import axe
from test_sessions import HOST

from macros.basics.project import Project
from macros.formats.tree import html_of
from macros.pages.library import Library, canvases_of
from macros.pages.rooms import codes_of, room_pages
from macros.pages.templating import page_templates
from macros.pages.view import View
from macros.site.keeping import kit
from macros.site.layout import into_workshops
from macros.site.shell import Site

A4, A3 = (595, 842), (1191, 842)
SESSIONS = [session.id for session in chosen().draft.of("session")]
WITH_CANVAS = [session.id for session in chosen().draft.of("session") if canvases_of(chosen().draft, session)]


@cache
def library() -> Library:
    """The pages of a site that knows its address: without one there are no codes."""
    return Library(chosen(), ROOT / "docs", page_templates(), site=HOST)


def with_codes(page: Any, session: str, which: str) -> Any:
    """The page as it was built, with the words and codes that it has where the site's address is known."""
    made = room_pages(library(), chosen().draft, chosen().draft.elements[session])
    markdown = next(each.markdown for each in made if each.kind == which)
    page.evaluate("(html) => { document.querySelector('article').innerHTML = html; }", html_of(markdown))
    return page


def paper(page: Any) -> tuple[bytes, list[tuple[int, int]], list[str]]:
    """A page as it is printed: the PDF, and the size and the words of each sheet."""
    content = page.pdf(prefer_css_page_size=True)
    sheets = pypdf.PdfReader(io.BytesIO(content)).pages
    sizes = [(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets]
    words = [" ".join(normalize("NFKC", sheet.extract_text()).split()) for sheet in sheets]  # "ﬁ" is one sign
    return content, sizes, words


def read(content: bytes, folder: Path) -> list[str]:
    """What a decoder reads from a PDF, drawn as coarsely as a cheap printer does."""
    (folder / "printed.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "100", "-png", "printed.pdf", "sheet"], cwd=folder, check=True)
    pictures = [Image.open(path) for path in sorted(folder.glob("sheet*.png"))]
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]


CUT = """() => [...document.querySelectorAll('.canvas-box, .canvas-column')]
  .filter((box) => box.scrollHeight > box.clientHeight + 1)"""
"""The boxes of a canvas that hold more than they show."""


@pytest.mark.parametrize("session", SESSIONS)
def test_agenda_sign_and_codes_have_a_side_of_a4_each(open_page, tmp_path, session):
    page = with_codes(open_page(f"draft/sessions/{session}/prints/"), session, "prints")
    content, sizes, words = paper(page)
    view = View(library(), chosen().draft, f"sessions/{session}/prints.md")
    codes = codes_of(view, chosen().draft.elements[session])
    assert {*sizes} == {A4} and len(sizes) == 2 + -(-len(codes) // 20)
    agenda, sign, *rest = words
    titles = [item.title.replace("'", "’") for item in view.get(session).agenda]
    assert "Begins at" in agenda and all(title in agenda for title in titles)
    assert "Point your phone" in sign and f"iteration {chosen().draft.version}" in sign
    assert all("Part" in sheet or "Blank sheet" in sheet or "/" in sheet for sheet in rest)
    table = f"{HOST}draft/go/{session}/table/"
    found = read(content, tmp_path)
    assert sorted(found) == sorted([table, *(f"{HOST}draft/{where}" for _, where, _ in codes)])
    beside = ["https://" + each.strip() for each in page.locator(".coded-address").all_text_contents()]
    assert sorted(beside) == sorted(found), "in words, what the code says"


@pytest.mark.parametrize("session", WITH_CANVAS)
def test_each_canvas_is_one_sheet_of_a3_with_its_code_and_nothing_cut_off(open_page, tmp_path, session):
    page = with_codes(open_page(f"draft/sessions/{session}/canvases/", width=1497), session, "canvases")
    content, sizes, words = paper(page)
    tools = canvases_of(chosen().draft, chosen().draft.elements[session])
    assert sizes == [A3] * len(tools)
    for tool, sheet in zip(tools, words, strict=True):
        assert tool.title in sheet and all(field.label.split("'")[0] in sheet for field in tool.fields)
        assert f"handbook.example/draft/go/{tool.id}/sheet/" in sheet.replace(" ", "")
    assert read(content, tmp_path) == [f"{HOST}draft/go/{tool.id}/sheet/" for tool in tools]
    page.emulate_media(media="print")
    assert page.evaluate(f"({CUT})().map((box) => box.textContent)") == []
    page.evaluate("() => { document.querySelector('.canvas-column .canvas-box').append('Wide. '.repeat(4000)); }")
    assert page.evaluate(f"({CUT})().length"), "what is cut off is found"


@pytest.mark.parametrize("session", SESSIONS)
def test_cards_are_two_on_a_side_and_principles_eight(open_page, tmp_path, session):
    page = with_codes(open_page(f"draft/sessions/{session}/cards/"), session, "cards")
    cards, deck = page.locator(".table-card").count(), page.locator(".deck-card").count()
    content, sizes, _ = paper(page)
    assert cards and sizes == [A4] * (-(-cards // 2) + -(-deck // 8))
    assert len(read(content, tmp_path)) == cards


@pytest.mark.parametrize("which", ["prints", "canvases", "cards"])
@pytest.mark.parametrize("palette", ["light", "dark"])
def test_what_is_to_be_printed_can_be_read_on_a_phone(open_page, which, palette):
    page = open_page(f"draft/sessions/{WITH_CANVAS[0]}/{which}/", width=360, palette=palette)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360 and not page.evaluate(f"({CUT})().length")
    assert which == "cards" or not (found := axe(page)), "\n".join(found)  # of cards axe has too little to look at
    assert page.get_by_role("link", name="The whole session").is_visible()


def test_a_session_without_a_canvas_has_no_page_of_them(handbook):
    bare = next(session for session in handbook.draft.of("session") if session.id not in WITH_CANVAS)
    made = [page.kind for page in room_pages(library(), handbook.draft, bare)]
    assert made == ["table", "screen", "cards", "prints"]
    assert not re.search("canvases", View(library(), handbook.draft, "x.md").page("session.md.j2", item=bare))


# -- a workshop that runs a session ------------------------------------------------------------------


@pytest.fixture
def morning(handbook: Any) -> Library:
    """The pages of a site on which a workshop runs a session of the draft."""
    about = {"id": "a-morning", "session": TRIED, "shown": handbook.draft.version, "date": "9999", "kind": "workshop"}
    workshop = handbook.in_time()[-1].model_copy(update=about)
    ran = replace(handbook, workshops={"a-morning": workshop})
    return Library(ran, ROOT / "docs", page_templates(), site=HOST)


TRIED = "break-this-draft"


def test_a_workshop_that_is_over_needs_no_codes_any_more_and_its_addresses_stay(morning):
    over = morning.handbook.workshops["a-morning"].model_copy(update={"date": "2026-01"})
    past = replace(morning, handbook=replace(morning.handbook, workshops={"a-morning": over}))
    session = past.handbook.draft.elements[TRIED]
    assert not any("for-workshop" in page.markdown for page in room_pages(past, past.handbook.draft, session))
    assert "go/a-morning/table/" in into_workshops(Site(past, past.handbook.draft, Project()))


@pytest.mark.parametrize("which", ["screen", "cards", "prints"])
def test_the_codes_of_a_workshop_lead_to_its_own_addresses(open_page, morning, tmp_path, which):
    session = morning.handbook.draft.elements[TRIED]
    markdown = next(p.markdown for p in room_pages(morning, morning.handbook.draft, session) if p.kind == which)
    assert "assets/room/workshop.js" in markdown
    for asked, ours in (("", f"draft/go/{TRIED}/"), ("?workshop=a-morning", "draft/go/a-morning/")):
        page = open_page(f"draft/sessions/{TRIED}/{which}/{asked}", width=1400, height=1000)
        page.evaluate("(html) => { document.querySelector('article').innerHTML = html; }", html_of(markdown))
        page.add_script_tag(url=page.evaluate("document.body.dataset.root + '/assets/room/workshop.js'"))
        content, _, _ = paper(page)
        found = [each for each in read(content, tmp_path) if "/tools/" not in each and "/sheet/" not in each]
        found = [each for each in found if not each.endswith("about/feedback/")]
        assert found and all(each.startswith(HOST + ours) for each in found)
        for old in tmp_path.glob("sheet*.png"):
            old.unlink()


def test_the_pages_of_a_session_keep_to_the_workshop_that_runs_it(open_page):
    page = open_page(f"draft/sessions/{TRIED}/?workshop=a-morning")
    page.add_script_tag(url=page.evaluate("document.body.dataset.root + '/assets/room/workshop.js'"))
    for name in ("The screen", "Table cards to print", "What is on the table, for phones"):
        assert page.get_by_role("link", name=name).get_attribute("href").endswith("?workshop=a-morning")
    assert "?" not in page.get_by_role("link", name="Go round").first.get_attribute("href")


def test_a_version_has_the_addresses_to_which_a_workshop_s_codes_lead(morning):
    site = Site(morning, morning.handbook.draft, Project())
    leads = into_workshops(site)
    assert leads["go/a-morning/table/"][1] == f"../../../sessions/{TRIED}/table/?workshop=a-morning"
    assert leads["go/a-morning/try/"][1].endswith("table/?workshop=a-morning#try")
    table = f"sessions/{TRIED}/table/index.html"
    files = {table: b"<p>", "go/a-morning/try/index.html": b"<p>", "go/other/try/index.html": b"<p>"}
    session = morning.handbook.draft.elements[TRIED]
    short = {table: ["go/a-morning/try/index.html", "go/other/try/index.html"]}
    kept = json.loads(kit(morning.handbook.draft.version, session, files, short, ["a-morning"]))["files"]
    assert "go/a-morning/try/" in kept and "go/other/try/" not in kept
