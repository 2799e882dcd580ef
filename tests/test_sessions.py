"""A session can be run from its page alone: its minutes add up, its pages keep time, and phones get there by codes."""

from __future__ import annotations

import gzip
import io
import re
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
import zxingcpp
from chosen import BREAK_THIS_DRAFT, IS_RELATIONAL_RIGHT, PRINCIPLES_IN_NINETY_MINUTES
from conftest import ROOT, SITE, shown
from PIL import Image

from macros.desk.skeletons import new_items
from macros.model.sessions import Session
from macros.pages.library import Library, rooms_of
from macros.pages.pictures import code
from macros.pages.rooms import room_pages
from macros.pages.templating import page_templates
from macros.pages.view import View
from macros.site.layout import of_workshops

HOST = "https://handbook.example/"
TRIED = f"sessions/{BREAK_THIS_DRAFT}/"
SHEET = f"tools/{IS_RELATIONAL_RIGHT}/sheet/"

# -- the data -------------------------------------------------------------------------------------

SESSION = {
    "id": "an-hour",
    "title": "An hour",
    "in_one_line": "People leave with one thing to do.",
    "minutes": 60,
    "least_people": 4,
    "most_people": 8,
    "who": "People who buy and people who deliver",
    "aims": ["One thing is agreed."],
    "before": ["Print the cards."],
    "access": ["Choose a room without steps."],
    "agenda": [
        {"id": "talk", "title": "Talk", "minutes": 20, "what": "Talk in pairs.", "on_the_table": ["shared-purpose"]},
        {"id": "agree", "title": "Agree", "minutes": 40, "what": "Agree on one thing.", "question": "Which one?"},
    ],
    "ask_at_the_end": ["Was it worth the hour?"],
    "after": ["Send the notes."],
}
FILE = "data/draft/sessions/an-hour.yml"


def said_of(scratch, edit) -> str:
    """What the check says of a session after an edit."""
    values = {**SESSION, "agenda": [dict(item) for item in SESSION["agenda"]]}
    edit(values)
    scratch.write(FILE, values)
    scratch.write(
        "data/draft/changes/an-hour-added.yml",
        {"id": "an-hour-added", "kind": "added", "elements": ["an-hour"], "summary": "An hour.", "why": "To try it."},
    )
    return shown([problem for problem in scratch.problems() if problem.file == FILE])


def test_a_sound_session_passes(scratch):
    assert said_of(scratch, lambda values: None) == "(nothing)"


@pytest.mark.parametrize(
    "edit, says",
    [
        (lambda v: v.update(minutes=55), "take 60 minutes, and it says 55: 5 too many"),
        (lambda v: v["agenda"][0].update(minutes=10), "take 50 minutes, and it says 60: 10 too few"),
        (lambda v: v["agenda"][1].update(id="talk"), 'Two parts of this session are called "talk"'),
        (lambda v: v["agenda"][1].update(id="rules"), "every session has"),
        (lambda v: v["agenda"][1].update(id="table"), "address of a page, or of a heading, that every session has"),
        (lambda v: v.update(least_people=9), "at least 9 people and at most 8"),
        (lambda v: v["agenda"][0].update(on_the_table=["shared-purposes"]), 'There is no element "shared-purposes"'),
        (lambda v: v.pop("access"), "access"),
        (lambda v: v.update(agenda=[]), "agenda"),
    ],
)
def test_a_session_that_cannot_be_run_is_refused_with_its_line(scratch, edit, says):
    said = said_of(scratch, edit)
    assert says in said
    assert re.search(r"an-hour\.yml:\d+", said)


def test_a_new_session_begins_with_a_skeleton(scratch):
    text = new_items(scratch.root, "session", "An hour with users")[0].read_text("utf-8")
    assert all(f"\n{name}:" in text for name in ("minutes", "agenda", "access", "ask_at_the_end"))
    assert "The minutes of its parts add up to this." in text


def test_the_seven_sessions_say_everything_that_a_facilitator_needs(handbook):
    sessions: list[Session] = handbook.draft.of("session")
    assert sorted(session.minutes for session in sessions) == [45, 60, 90, 90, 90, 210, 210]
    for session in sessions:
        for item in session.agenda:
            if item.title != "Break":
                assert item.say and item.watch_for and item.group and item.question, f"{session.id}: {item.id}"


def test_a_workshop_runs_a_session_of_the_iteration_that_it_shows(scratch):
    name = f"data/workshops/{next(scratch.path('data/workshops').glob('*.yml')).name}"
    values = scratch.read(name)
    for given, says in (
        ({"session": "an-hour"}, "It names a session and no iteration"),
        (
            {"session": "an-hour", "shown": "0.2", "date": "2026-12-01"},
            'There is no session "an-hour" in iteration 0.2',
        ),
    ):
        scratch.write(name, {**values, **given})
        assert says in shown(scratch.problems())


def test_a_workshop_has_short_addresses_into_the_iteration_that_it_shows(handbook):
    workshop = handbook.in_time()[-1].model_copy(
        update={"id": "a-morning", "session": "introduction", "shown": handbook.draft.version}
    )
    leads = of_workshops(replace(handbook, workshops={"a-morning": workshop}))
    assert {name: where for name, (_, where) in leads.items()} == {
        ("a-morning", ""): "draft/sessions/introduction/table/",
        ("a-morning", "/run"): "draft/sessions/introduction/?workshop=a-morning",
    }


def test_the_page_of_a_workshop_that_runs_a_session_has_its_code_and_its_words(handbook):
    workshop = handbook.in_time()[-1].model_copy(
        update={"id": "a-morning", "session": "introduction", "shown": handbook.draft.version}
    )
    for site, says in ((HOST, "handbook.example/go/w/a-morning/"), ("", "HANDBOOK_SITE_URL")):
        library = Library(
            replace(handbook, workshops={"a-morning": workshop}), ROOT / "docs", page_templates(), site=site
        )
        text = View(library, handbook.draft, "workshops/a-morning.md").page("workshop.md.j2", item=workshop)
        assert "go/w/a-morning/run/" in text and says in text.replace("<wbr>", "")


# -- what is built --------------------------------------------------------------------------------


def html(path: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((SITE / "draft" / path / "index.html").read_bytes())


def test_every_session_says_whether_anybody_has_run_it(handbook):
    for session in handbook.draft.of("session"):
        assert ("Nobody has run this session" in html(f"sessions/{session.id}").text_content()) is not session.tried


def test_what_phones_open_first_weighs_at_most_30_kilobytes(handbook):
    for session in handbook.draft.of("session"):
        page = SITE / "draft/sessions" / session.id / "table/index.html"
        names = re.findall(r'(?:src|href)="(?:\.\./)+(assets/[^"]+)"', page.read_text("utf-8"))
        files = [page, *(SITE / "draft" / name for name in names)]
        assert {"assets/handbook.css", "assets/room/session.js"} <= set(names)
        assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= 30_000, session.id


def fetched(page, address: str) -> set[str]:
    """The files of the draft that a page fetches, by path."""
    found: set[str] = set()
    page.on("request", lambda request: found.add(request.url.partition("/draft/")[2].partition("?")[0]))
    page.goto(page.url.partition("/draft/")[0] + address)
    page.wait_for_load_state("networkidle")
    return {f"{name}index.html" if name.endswith("/") else name for name in found} - {""}


def test_the_sheet_that_a_phone_opens_from_the_table_weighs_30_kilobytes_more_at_most(open_page):
    """The typeface is not among it: a sheet on a phone has the letters of the device. On a desk it has ours."""
    phone = open_page(f"draft/{TRIED}table/", width=360)
    table, sheet = (fetched(phone, f"/draft/{address}") for address in (f"{TRIED}table/", SHEET))
    assert f"{SHEET}index.html" in sheet and not [name for name in sheet if name.endswith(".woff2")]
    assert sum(len(gzip.compress((SITE / "draft" / name).read_bytes(), 6)) for name in sheet - table) <= 30_000
    assert [name for name in fetched(open_page("draft/"), f"/draft/{SHEET}") if name.endswith(".woff2")]


def test_the_first_field_of_that_sheet_stands_in_the_first_screen_of_a_phone(open_page):
    page = open_page(f"draft/{SHEET}", width=360, height=640)
    box = page.locator("form.sheet :is(input, textarea, select):visible").first.bounding_box()
    assert box["y"] + 40 < 640


def test_short_addresses_lead_to_sheets_rooms_and_parts(handbook):
    for session in handbook.draft.of("session"):
        for name in (*rooms_of(handbook.draft, session), *(item.id for item in session.agenda)):
            page = (SITE / "draft/go" / session.id / name / "index.html").read_text("utf-8")
            target = re.search(r"url=\.\./\.\./\.\./([^#\"]*)#?([^\"]*)", page)
            assert target and (SITE / "draft" / target[1] / "index.html").is_file()
            assert not target[2] or html(target[1].rstrip("/")).xpath("//*[@id=$id]", id=target[2])
    assert (SITE / f"draft/go/{IS_RELATIONAL_RIGHT}/sheet/index.html").is_file()


def test_where_the_site_has_no_address_the_pages_say_what_to_set():
    for which in ("screen", "cards", "prints"):
        page = html(f"{TRIED}{which}")
        assert "HANDBOOK_SITE_URL" in page.text_content() and not page.find_class("code")


# -- codes ----------------------------------------------------------------------------------------


def room_of_a_site(handbook, which: str) -> str:
    """The Markdown of a session's page for the room where the site has an address."""
    library = Library(handbook, ROOT / "docs", page_templates(), site=HOST)
    session = handbook.draft.elements[PRINCIPLES_IN_NINETY_MINUTES]
    return next(page.markdown for page in room_pages(library, handbook.draft, session) if page.kind == which)


def read(browser, drawing: str, width: int, ground: str = "#fff") -> list[str]:
    """What a decoder reads from a screenshot of a drawing."""
    page = browser.new_page(viewport={"width": 900, "height": 900})
    page.set_content(f'<body style="background:{ground}"><div style="width:{width}px">{drawing}</div>')
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("which", ["screen", "cards"])
def test_every_code_reads_as_the_address_in_words_beside_it(handbook, browser, which):
    coded = re.findall(r'<div class="coded">(.*?)</div>', room_of_a_site(handbook, which), re.S)
    assert len(coded) == {"screen": 1, "cards": 6}[which]
    for each in coded:
        words = lxml.html.fromstring(f"<div>{each}</div>").find_class("coded-address")[0].text_content().strip()
        assert read(browser, each.split("<p ")[0], 200) == [f"https://{words}"]
        assert words.startswith("handbook.example/draft/go/")


def test_a_code_is_read_from_a_dark_screen_and_half_covered_by_nothing(browser):
    env = page_templates()
    drawing = env.get_template("pictures/code.svg.j2").render(code=code(HOST), label="Code")
    assert read(browser, drawing, 120, "#15191c") == [HOST]


def test_a_broken_code_is_not_read(browser):
    drawing = (
        page_templates()
        .get_template("pictures/code.svg.j2")
        .render(code=replace(code(HOST), path="M4 4.5h7"), label="")
    )
    assert read(browser, drawing, 200) == []


# -- in the room ----------------------------------------------------------------------------------


def test_a_phone_has_something_to_do_in_its_first_screen(open_page):
    page = open_page(f"draft/{TRIED}table/#try", width=360, height=640)
    assert page.locator(".on-table:visible").count() == 1
    first = page.get_by_role("link", name="Open the sheet").bounding_box()
    assert first["y"] + first["height"] < 640
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_is_said_about_a_part_arrives_with_its_element(open_page):
    page = open_page(f"draft/{TRIED}table/#try", width=360, height=640)
    page.get_by_role("link", name="Say something about this").click()
    page.wait_for_function(
        f"() => document.querySelector('[name=page]')?.value === 'tools/{IS_RELATIONAL_RIGHT}/sheet/'"
    )
    assert f"element={IS_RELATIONAL_RIGHT}" in page.url


def test_phones_go_from_part_to_part_and_show_all_of_them_without_script(open_page):
    page = open_page(f"draft/{TRIED}table/", width=360, height=640)
    page.get_by_role("button", name="Next").click()
    assert page.url.endswith("#read") and page.locator(".on-table:visible").get_attribute("id") == "read"
    assert page.evaluate("document.activeElement.closest('section').id") == "read"
    bare = open_page(f"draft/{TRIED}table/", width=360, height=640, java_script_enabled=False)
    assert bare.locator(".on-table:visible").count() == 6


@pytest.mark.parametrize("end", ["#%E0%A4%A", "#%", "#constructor"])
def test_a_link_to_a_part_that_was_cut_within_a_letter_opens_the_first(open_page, end):
    page = open_page(f"draft/{TRIED}table/{end}", width=360, height=640)
    assert page.locator(".on-table:visible").count() == 1
    page.get_by_role("button", name="Next").click()
    assert page.url.endswith("#read")


def test_the_clock_goes_on_after_a_reload_and_says_where_the_session_is(open_page):
    page = open_page()
    page.clock.install(time="2026-11-30T10:00:00Z")
    page.clock.pause_at("2026-11-30T10:01:00Z")
    page.goto(page.url.split("/latest/")[0].rstrip("/") + f"/draft/{TRIED}")
    status, left = page.locator(".clock [role=status]"), page.locator(".clock-left")
    page.get_by_role("button", name="Start", exact=True).click()
    assert "part 1 of 6: Welcome. 8 minutes" in status.text_content()
    page.clock.fast_forward(3 * 60_000 + 30_000)
    assert status.text_content() == "5 minutes left: Welcome." and left.text_content() == "4:30"
    page.reload()
    assert left.text_content() == "4:30"
    page.clock.fast_forward(5 * 60_000)
    assert status.text_content() == "Time is up: Welcome." and left.text_content() == "−0:30"
    page.clock.fast_forward(2 * 60_000 + 30_000)
    assert "3 minutes behind." in page.locator(".clock-late").text_content()
    page.locator("body").press("ArrowRight")
    assert "part 2 of 6" in status.text_content()
    assert page.locator(".run tbody tr").first.locator("td").nth(2).text_content() == "11"
    page.locator("body").press("ArrowLeft")
    assert "Time is up: Welcome." == status.text_content()


def test_the_screen_follows_the_clock_of_the_same_browser(open_page):
    page = open_page(f"draft/{TRIED}")
    page.get_by_role("button", name="Start", exact=True).click()
    wall = page.context.new_page()
    wall.goto(page.url + "screen/")
    assert wall.locator(".slide:visible").get_attribute("id") == "welcome"
    page.get_by_role("button", name="Next").click()
    wall.locator("#read").wait_for(state="visible")
    assert wall.locator(".slide:visible").count() == 1


def test_a_clock_that_was_damaged_or_is_refused_begins_anew(open_page):
    page = open_page(f"draft/{TRIED}")
    page.evaluate("localStorage.setItem(Object.keys(localStorage)[0] || 'x', '{')")
    page.get_by_role("button", name="Start", exact=True).click()
    name = page.evaluate("Object.keys(localStorage).find((key) => key.startsWith('session '))")
    page.evaluate('(name) => localStorage.setItem(name, \'{"began": ["x"]}\')', name)
    page.reload()
    assert page.get_by_role("button", name="Start", exact=True).is_enabled()


def test_the_list_is_narrowed_down_by_minutes_and_people(open_page):
    page = open_page("draft/sessions/")
    page.get_by_label("How long").select_option("ninety")
    page.get_by_label("How many people").select_option("some")
    assert page.locator("[data-item]:visible").count() == 3


def test_the_principles_on_the_table_are_cards_to_lay_out(handbook):
    deck = html(f"sessions/{PRINCIPLES_IN_NINETY_MINUTES}/cards").find_class("deck-card")
    assert [card.find("h2").text_content() for card in deck] == [each.title for each in handbook.draft.of("principle")]
    assert not html(f"{TRIED}cards").find_class("deck")


def test_the_cards_print_two_on_a_side(open_page, tmp_path: Path):
    page = open_page(f"draft/{TRIED}cards/")
    page.pdf(path=tmp_path / "cards.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "cards.pdf").read_bytes())) == 3
