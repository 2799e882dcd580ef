"""What readers and participants say of the handbook: kept on a phone, handed over, gathered, and in the ledger the same
evening."""

from __future__ import annotations

import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from chosen import (
    BREAK_THIS_DRAFT,
    DRAFT,
    IS_RELATIONAL_RIGHT,
    LEARNING_LOG,
    RELATIONSHIP_HEALTH_CHECK,
    SHAPE_THE_APPROACH,
)
from click.testing import CliRunner
from conftest import ROOT, SITE, shown
from PIL import Image
from playwright.sync_api import expect
from pydantic import ValidationError
from test_browser import axe
from test_feedback_import import FILE, WORKSHOP, feedback, given, imported, workshop

from macros.basics.project import Project, find_project
from macros.cli import main
from macros.desk.feedback.forms import FORMAT
from macros.desk.feedback.gathering import read_feedback
from macros.model.loading import load
from macros.model.records import HandOver
from macros.pages.library import Library
from macros.pages.templating import page_templates
from macros.pages.view import View
from macros.site.layout import of_workshops

__all__ = ["given", "workshop"]

FORM = "draft/about/feedback/"
GATHER = "draft/workshops/gather/"
TABLE = f"draft/sessions/{BREAK_THIS_DRAFT}/table/"


def ready(page: Any) -> Any:
    """Wait until the form has looked at the page that the remark is about."""
    page.locator("#feedback[data-ready]").wait_for()
    return page


def saved(page: Any, press: str, folder: Path) -> Path:
    """Press a button that makes a file, and give the file."""
    with page.expect_download() as download:
        page.get_by_role("button", name=press).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def say_it(page: Any, what: str, **more: str) -> None:
    page.locator("#feedback-what").fill(what)
    for kind in more.values():
        page.get_by_label(kind, exact=True).check()
    page.get_by_role("button", name="Keep it").click()


# -- on a phone -----------------------------------------------------------------------------------------


def test_three_taps_from_what_is_on_the_table_to_the_workshop_s_file(open_page, workshop, tmp_path):
    page = open_page(f"{TABLE}?workshop=nowhere#try", width=360, height=640)
    page.get_by_role("link", name="Say something about this").click()  # one
    ready(page)
    assert "workshop=nowhere" in page.url, "the workshop goes along"
    page.get_by_label("Unclear", exact=True).check()  # two
    page.locator("#feedback-what").fill("Two of us read “pin on one party” as blame.")
    page.get_by_role("button", name="Keep it").click()  # three
    state = page.locator("#feedback-state")
    expect(state).to_contain_text("One remark is kept in this browser")
    assert page.evaluate("document.activeElement.id") == "feedback-state"
    page.reload()
    ready(page)
    expect(state).to_contain_text("One remark is kept in this browser")
    # A statement of the sheet, the role, and a permission.
    page.locator("#feedback-where summary").click()
    page.locator("#feedback-part").select_option(label="(4) Results are hard to pin on one party.")
    page.get_by_text("More, if you like").click()
    page.locator("#feedback-role").select_option("legal")
    page.get_by_label("You may quote my words").check()
    say_it(page, "Say whose results.\nNot the form's.", kind="Missing")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not (found := axe(page)), "\n".join(found)

    path = saved(page, "Make a file", tmp_path)
    done = page.locator("#feedback-done")
    expect(done).to_contain_text(path.name)
    assert "stay here" in done.text_content() and page.locator("#feedback-list > li").count() == 2, "nothing is lost"
    one, two = json.loads(path.read_text("utf-8"))["items"]
    assert one == {
        "page": f"tools/{IS_RELATIONAL_RIGHT}/sheet/",
        "element": IS_RELATIONAL_RIGHT,
        "what": "Two of us read “pin on one party” as blame.",
        "instead": "",
        "about": load(ROOT).draft.elements[IS_RELATIONAL_RIGHT].title,
        "kind": "unclear",
        "quote": "no",
    }
    assert two["page"].endswith("#scores-4-score") and (two["role"], two["quote"]) == ("legal", "yes")

    report = imported(workshop, path)
    assert len(report.of("imported")) == 2 and not workshop.problems(), shown(workshop.problems())
    written = workshop.path(FILE).read_text("utf-8")
    assert "kind: unclear; not to be quoted." in written and "kind: missing; role: legal; may be quoted." in written
    # The same as text, which is read as the same two.
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy the text").click()
    text = page.locator("#feedback-copy")
    expect(text).to_be_visible()
    assert page.evaluate("document.activeElement.selectionEnd") > 20
    (tmp_path / "copied.txt").write_text(text.input_value(), "utf-8")
    again = imported(workshop, tmp_path / "copied.txt")
    assert [each.became for each in again.outcomes] == ["duplicate", "duplicate"], str(again)


def test_a_remark_that_was_half_typed_survives_a_reload_and_says_where_it_is(open_page):
    page = ready(open_page(f"{FORM}?page=tools/{LEARNING_LOG}/", width=360))
    where = page.locator("#feedback-begun")
    expect(where).to_have_text("")
    page.locator("#feedback-what").fill("Half a")
    page.get_by_label("Wrong", exact=True).check()
    expect(where).to_contain_text("kept in this browser, on this device")
    page.reload()
    ready(page)
    expect(page.locator("#feedback-what")).to_have_value("Half a")
    expect(page.get_by_label("Wrong", exact=True)).to_be_checked()
    expect(where).to_contain_text("You had begun this before")
    expect(page.locator("#feedback-state")).to_have_text("No remarks are kept here.")
    assert not (found := axe(page)), "\n".join(found)
    # On another page the words are a remark of their own, and the form is empty for the new one.
    page.goto(page.url.replace(LEARNING_LOG, IS_RELATIONAL_RIGHT))
    ready(page)
    expect(page.locator("#feedback-what")).to_have_value("")
    expect(page.locator("#feedback-done")).to_contain_text("kept among your remarks below")
    expect(page.locator("#feedback-list > li")).to_have_count(1)
    expect(page.locator("#feedback-list > li")).to_contain_text("Half a")
    # Kept, it is begun no more; and where others use the computer nothing is.
    say_it(page, "A whole one")
    expect(where).to_have_text("")
    page.get_by_label("Others use this computer").check()
    page.locator("#feedback-what").fill("Not kept")
    expect(where).to_contain_text("on this page only")
    assert "Not kept" not in page.evaluate("JSON.stringify(localStorage)")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
    expect(page.locator("#feedback-what")).to_have_value("")


def test_the_gathering_page_fetches_a_small_index_of_titles(handbook):
    path = SITE / GATHER / "titles.json"
    assert len(gzip.compress(path.read_bytes(), 6)) <= 12_000
    found = json.loads(path.read_text("utf-8"))
    assert found["elements"][LEARNING_LOG] == ["tool", handbook.draft.elements[LEARNING_LOG].title]
    assert {*found["terms"]} == {*handbook.draft.terms} and {kind for kind, _ in found["elements"].values()} <= {
        *found["kinds"]
    }


def test_a_remark_can_be_changed_and_deleted_and_what_looks_personal_is_said(open_page):
    page = ready(open_page(FORM, width=360, palette="dark"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Keep it").click()
    assert page.evaluate("document.activeElement.id") == "feedback-what" and page.is_visible("#feedback-error")
    page.keyboard.type("Write to Mrs Smith, 0115 496 0000, some.one@council.example")
    warning = page.locator("#feedback-personal")
    for kind in ("an e-mail address", "a telephone number", "somebody's name"):
        expect(warning).to_contain_text(kind)
    assert not (found := axe(page)), "\n".join(found)
    page.locator("#feedback-what").fill("Dear all, the law came on 12 March 2027 and costs £30,000 a year")
    expect(warning).to_have_text("")
    page.get_by_role("button", name="Keep it").click()
    say_it(page, "Second")
    rows = page.locator("#feedback-list > li")
    rows.first.get_by_role("button", name="Change").click()
    expect(page.locator("#feedback-what")).to_have_value(re.compile("^Dear all"))
    expect(rows).to_have_count(1)
    say_it(page, "First")
    rows.first.get_by_role("button", name="Delete").click()
    rows.first.get_by_role("button", name="Delete for good").click()
    expect(rows).to_have_count(1)
    other = page.context.new_page()  # another window of the same browser has the same remarks
    ready(other.goto(page.url) and other)
    expect(other.locator("#feedback-list > li")).to_contain_text("First")
    other.get_by_role("button", name="I have handed them over").click()
    other.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#feedback-kept")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    here = page.url.split("/draft/")[0]
    assert all(url.startswith((here, "blob:")) for url in asked), asked


def test_where_others_use_the_computer_nothing_is_kept_and_the_page_says_so(open_page):
    page = ready(open_page(FORM))
    say_it(page, "Kept at first")
    page.get_by_label("Others use this computer").check()
    expect(page.locator("#feedback-state")).to_contain_text("on this page only")
    assert page.evaluate("localStorage.length") == 0
    say_it(page, "Never kept")
    assert page.evaluate("localStorage.length") == 0 and page.locator("#feedback-list > li").count() == 2


# -- which ways there are -------------------------------------------------------------------------------


def configured(page: Any, values: dict[str, Any]) -> None:
    """Have the form's page say what a site with these addresses, or this workshop, would have it say."""

    def with_ways(route: Any) -> None:
        text = (SITE / FORM / "index.html").read_text("utf-8")
        for name, value in values.items():
            whole, put = re.compile(rf'data-{name}="[^"]*"'), value if isinstance(value, str) else json.dumps(value)
            assert whole.search(text)
            quoted = put.replace("&", "&amp;").replace('"', "&quot;")
            text = whole.sub(lambda _, name=name, quoted=quoted: f'data-{name}="{quoted}"', text)
        route.fulfill(body=text, content_type="text/html; charset=utf-8")

    page.route(re.compile(r"/about/feedback/"), with_ways)


ISSUE = "https://code.example/us/handbook/issues/new?template=feedback.yml"


def test_only_the_ways_that_are_open_are_offered(open_page):
    page = ready(open_page(f"{FORM}?page=tools/{LEARNING_LOG}/"))
    say_it(page, "Too long: half & half")
    keys = page.locator("#feedback-ways button:visible")
    assert keys.all_text_contents()[-2:] == ["Make a file", "Copy the text"], "no address is known: no dead end"
    assert "names no address" in page.locator("#feedback-whom-else").text_content()
    configured(page, {"mail": "handbook@council.example", "issue": ISSUE})
    page.reload()
    ready(page)
    assert keys.all_text_contents()[-1] == "Draft a mail"
    link = page.get_by_role("link", name="Open as an issue").get_attribute("href")
    assert link.startswith(f"{ISSUE}&page=tools") and "now=Too+long%3A+half+%26+half" in link
    page.evaluate(
        """() => { HTMLAnchorElement.prototype.click = function () { window.went = this.href; }; }"""
    )  # no mail program answers here
    page.get_by_role("button", name="Draft a mail").click()
    expect(page.locator("#feedback-done")).to_contain_text("before you send it")
    assert page.evaluate("window.went").startswith("mailto:handbook@council.example?subject=")
    workshops = {"a-morning": {"to": "The facilitator, by the door", "ways": ["text"], "mail": ""}}
    configured(page, {"mail": "handbook@council.example", "issue": ISSUE, "workshops": workshops})
    page.goto(f"{page.url}&workshop=a-morning")
    ready(page)
    assert keys.all_text_contents() == ["Copy the text"] and page.get_by_text("by the door").is_visible()
    assert page.get_by_role("link", name="Open as an issue").count() == 0


def test_a_workshop_and_a_site_say_how_feedback_comes_back(handbook):
    way = HandOver(to="The *facilitator*", ways=["file"], mail="team@council.example")
    morning = handbook.in_time()[-1].model_copy(
        update={"id": "a-morning", "session": "introduction", "shown": DRAFT, "hand_over": way}
    )
    held = handbook.workshops
    try:
        object.__setattr__(handbook, "workshops", {"a-morning": morning})
        assert of_workshops(handbook)["a-morning", ""][1].endswith("table/?workshop=a-morning")
        library = Library(handbook, ROOT / "docs", page_templates(), mail="us@council.example", issues=ISSUE)
        form = str(View(library, handbook.draft, "about/feedback.md").part("feedback"))
        earlier = str(View(library, handbook.latest, "about/feedback.md").part("feedback"))
    finally:
        object.__setattr__(handbook, "workshops", held)
    assert 'data-mail="us@council.example"' in form and f'data-issue="{ISSUE}"' in form
    assert "&#34;to&#34;: &#34;The facilitator&#34;" in form and "a-morning" not in earlier
    project = find_project(ROOT, {"HANDBOOK_FEEDBACK_MAIL": " us@council.example "})
    assert project.mail == "us@council.example"


@pytest.mark.parametrize("given_", ["", "us", "us@council", "us@council.example?cc=them@x.example", "a b@c.example"])
def test_what_is_no_address_is_offered_to_nobody(given_):
    assert find_project(ROOT, {"HANDBOOK_FEEDBACK_MAIL": given_}).mail == Project().mail == ""
    if given_:
        with pytest.raises(ValidationError):
            HandOver(to="The facilitator", mail=given_)


# -- the same evening -----------------------------------------------------------------------------------


def phone(number: int) -> dict[str, Any]:
    """What one made-up participant says: two remarks."""
    page, element = ((f"tools/{LEARNING_LOG}/", LEARNING_LOG), ("glossary/law/#direct-award", "direct-award"))[
        number % 2
    ]
    one = {"page": page, "element": element, "what": f"Table {number} found the log {'very ' * (number % 7)}long"}
    two = {"page": "", "element": "", "instead": "", "what": f"Card {number}: it helped", "kind": "works"}
    kind = ("unclear", "wrong", "missing")[number % 3]
    return {
        "format": FORMAT,
        "iteration": DRAFT,
        "items": [{**one, "instead": "", "kind": kind, "role": "provider", "quote": "no"}, two],
    }


SURVEY = "Timestamp,What was hard to follow?\n2027-03-04 10:00,The part on inflation\n2027-03-04 10:01,n/a\n"


def test_what_forty_people_handed_over_is_in_the_ledger_the_same_evening(open_page, workshop, tmp_path):
    files = [(f"phone-{number:02}.json", json.dumps(phone(number), indent=2)) for number in range(40)]
    files[7] = (files[7][0], files[7][1][:150])  # cut off within its first remark
    files[8] = (files[8][0], files[8][1][:-40])  # cut off after it
    files += [(files[3][0].replace(".json", " (1).json"), files[3][1]), ("mail.txt", f"Hi,\n\n{files[4][1]}\n\nBest")]
    files += [("survey.csv", SURVEY), ("photo.jpg", "\xff\xd8\xff\xe0 a card"), ("empty.json", "")]
    answer = {"format": "relational-contracting-answer/1", "tool": RELATIONSHIP_HEALTH_CHECK, "values": {}}
    files += [("check.json", json.dumps(answer))]
    payload = [
        {"name": name, "mimeType": "", "buffer": text.encode("latin-1" if name == "photo.jpg" else "utf-8")}
        for name, text in files
    ]
    page = open_page(GATHER, width=360)
    page.locator("#gather[data-ready][data-titles]").wait_for()
    page.context.set_offline(True)
    page.locator("#gather input[type=file]").set_input_files(payload)
    said = page.locator(".gather-said")
    expect(said).to_contain_text("76 remarks were taken in. 4 were here already, and left out.")
    unread = " ".join(page.locator(".gather-unread li").all_text_contents())
    for name in ("phone-07.json: it is cut off", "phone-08.json: it is cut off", "photo.jpg: it is a picture", "empty"):
        assert name in unread
    assert page.locator(".gather-unread a").get_attribute("href").endswith(f"tools/{RELATIONSHIP_HEALTH_CHECK}/sheet/")
    assert page.locator(".gather-carried li").all_text_contents() == ["phone-07.json", "phone-08.json", "survey.csv"]
    # Copied text: one remark that came as a file, and one that is new.
    pasted = page.locator("#gather-pasted")
    again = f"Page: (not given)\nIteration: {DRAFT}\nKind: works\nMay be quoted: no\nIn my words: Card 5: it helped"
    pasted.fill(f"> {again}".replace("\n", "\n> ") + "\n\n" + again.replace("Card 5", "Card 99"))
    page.get_by_role("button", name="Take the text").click()
    expect(said).to_contain_text("One remark was taken in. One was here already")
    pasted.fill("See you on Monday")
    page.get_by_role("button", name="Take the text").click()
    expect(said).to_contain_text("Nothing in that text")
    kinds = page.locator(".gather-kinds tbody tr").all_inner_texts()
    assert [row.split("\t") for row in kinds] == [
        *[["Unclear", "14"], ["Wrong", "12"], ["Missing", "12"]],
        *[["It works", "39"], ["A story", "0"], ["No kind given", "0"]],
    ]
    elements = page.locator(".gather-elements tbody tr").all_inner_texts()
    draft = load(ROOT).draft
    log, award = draft.elements[LEARNING_LOG].title, draft.terms["direct-award"].term
    assert [row.split("\t") for row in elements] == [
        *[["Other pages"], ["The whole handbook", "39"]],
        *[["Tools"], [log, "19"]],
        *[["Glossary"], [award, "19"]],
    ]
    page.get_by_text("All remarks").click()
    groups = page.locator(".gather-list > li")
    assert groups.count() == 3 and groups.nth(1).locator("li").count() == 19
    expect(groups.nth(1)).to_contain_text(f"{log} · Tools")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not (found := axe(page)), "\n".join(found)
    path = saved(page, "Save the file", tmp_path)
    assert path.name == "gathered-remarks.zip"

    before = len(feedback(workshop))
    (workshop.root / "mkdocs.yml").write_text("", "utf-8")
    (workshop.root / "macros").mkdir()
    with pytest.MonkeyPatch.context() as place:
        place.chdir(workshop.root)
        command = ["feedback", "import", str(path), "--workshop", WORKSHOP, "--yes"]
        done = CliRunner().invoke(main, command)
    ledger = feedback(workshop)[before:]
    # What was gathered, what is whole of the file that was cut off later, and what the survey has.
    assert len(ledger) == 77 + 1 + 1, done.output
    assert {item.status for item in ledger} == {"open"} and not workshop.problems(), shown(workshop.problems())
    assert any(item.said == "The part on inflation" for item in ledger)
    known = load(workshop.root).draft.elements  # it may be called otherwise than in the iteration on the table
    title = known[LEARNING_LOG].title if LEARNING_LOG in known else "Not sorted yet"
    assert next(item for item in ledger if "Table 2 found" in item.said).theme == title


def test_what_is_gathered_without_tables_is_one_file_that_is_kept_until_it_is_emptied(open_page, tmp_path):
    page = open_page(GATHER)
    text = json.dumps([phone(1), {**phone(2), "iteration": "0.1"}])
    page.locator("#gather input[type=file]").set_input_files(
        [{"name": "two.json", "mimeType": "", "buffer": text.encode("utf-16")}]
    )
    state = page.locator(".gather-state")
    expect(state).to_contain_text("4 remarks are gathered, and kept in this browser")
    page.reload()
    expect(state).to_contain_text("4 remarks are gathered")
    comments = read_feedback(saved(page, "Save the file", tmp_path))
    assert len(comments) == 4 and {*comments.iterations} == {DRAFT, "0.1"} and not comments.warnings
    assert comments[0].told == ("kind: wrong", "role: provider", "not to be quoted")
    page.get_by_role("button", name="Begin anew").click()
    page.get_by_role("button", name="Empty it").click()
    expect(state).to_contain_text("Nothing is gathered yet")
    assert page.evaluate("localStorage.length") == 0


# -- codes ----------------------------------------------------------------------------------------------


def drawn(rows: list[list[int]]) -> Image.Image:
    """A code as a picture of four points a module, with its margin."""
    picture = Image.new("L", (len(rows) + 8, len(rows) + 8), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if dark else 255)
    return picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST)


def test_every_size_of_code_that_the_browser_draws_is_read(open_page):
    """By a decoder that we did not write: as many bytes as each version holds, and one more than the one before it."""
    most = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666]
    texts = ["A", *("£" + "Who pays? " * 70 for _ in most)]
    texts = [texts[0], *(text.encode()[: size - 2].decode() for text, size in zip(texts[1:], most, strict=True))]
    texts += ["x" * size for size in most] + ["y" * (size + 1) for size in most[:-1]]
    page = open_page(FORM)
    rows, refused = page.evaluate(
        """async ([module, texts]) => {
          const { modules } = await import(module);
          let refused = "";
          try { modules("z".repeat(667)); } catch (error) { refused = error.message; }
          return [texts.map(modules), refused];
        }""",
        [page.url.replace("about/feedback/", "assets/feedback/code.js"), texts],
    )
    assert [found.text for each in rows for found in zxingcpp.read_barcodes(drawn(each))] == texts
    assert {len(each) for each in rows} == {17 + 4 * version for version in range(1, 21)} and "too long" in refused
    spoiled = [[0] * len(row) if n % 2 else row for n, row in enumerate(rows[-1])]
    assert not zxingcpp.read_barcodes(drawn(spoiled))


CAMERA = """() => {
  window.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code"];
    detect = async () => (window.held ?? []).map((rawValue) => ({ rawValue }));
  };
  const canvas = document.createElement("canvas");
  canvas.getContext("2d");
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
}"""
"""A camera that sees what a test holds before it: here is none, and this browser has no detector."""


def test_remarks_go_from_one_screen_to_the_other_by_codes(open_page, tmp_path):
    page = ready(open_page(f"{FORM}?page=tools/{LEARNING_LOG}/%23pitfalls", width=360, height=640, palette="dark"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    say_it(page, "Too long: “half” would do. £5, 信任", kind="Wrong")
    say_it(page, "It helped", kind="It works")
    assert not [url for url in asked if "code" in url], "what draws codes is fetched when somebody asks"
    say_it(page, "What the log cost us. " * 60, kind="A story")
    page.get_by_role("button", name="Show a code").click()
    box = page.locator("#feedback-code")
    expect(box.get_by_role("heading")).to_have_text("Code 1 of 4")
    assert not (found := axe(page)), "\n".join(found)
    codes = []
    for number in range(1, 5):
        expect(box.get_by_role("heading")).to_have_text(f"Code {number} of 4")
        picture = Image.open(io.BytesIO(box.locator("svg").screenshot()))
        codes += [found.text for found in zxingcpp.read_barcodes(picture)]
        box.get_by_role("button", name="Next code" if number < 4 else "The first code again").click()
    assert len({*codes}) == 4 and max(len(code.encode()) for code in codes) <= 600
    kept = json.loads(page.evaluate("Object.values(localStorage)[0]"))

    page = open_page(GATHER)
    expect(page.locator(".gather-camera")).to_contain_text("cannot read codes with a camera")
    page.add_init_script(f"({CAMERA})()")
    page.reload()
    page.get_by_role("button", name="Read codes with the camera").click()
    page.get_by_label("What the camera sees").wait_for()
    said = page.locator(".gather-said")
    for code, says in (
        (codes[3], "one of 3 codes that belong together. Still to come: 1, 2"),
        ("https://elsewhere.example/", "damaged, or none of ours"),
        (codes[0], "2 remarks were taken in"),
        (codes[2][:-9] + "x" * 8 + "~", "damaged, or none of ours"),
        (codes[1], "Still to come: 2"),
        (codes[2], "One remark was taken in"),
    ):
        page.evaluate("(held) => { window.held = held; }", [code])
        expect(said).to_contain_text(says)
    page.evaluate("(held) => { window.held = held; }", codes)  # the camera sees all of them again
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.get_by_label("What the camera sees")).to_have_count(0)
    assert read_all(saved(page, "Save the file", tmp_path)) == read_all(kept)
    page.locator("#gather-pasted").fill(codes[0])  # read by some other program, and pasted after a reload
    page.reload()
    page.locator("#gather-pasted").fill(codes[0])
    page.get_by_role("button", name="Take the text").click()
    expect(said).to_contain_text("2 were here already")


def read_all(given_: Any) -> list[tuple[Any, ...]]:
    """The remarks of a file or of the browser, to be compared."""
    items = json.loads(given_.read_text("utf-8"))["items"] if isinstance(given_, Path) else given_
    names = ("page", "element", "about", "kind", "what", "instead")
    return sorted(tuple(item.get(name, "") for name in names) for item in items)


# -- what a remark is about -----------------------------------------------------------------------------

TYPED = [
    ("https://derby.example/handbook/0.5/tools/learning-log/", "learning-log"),
    ("https://derby.example/handbook/0.5/tools/learning-log", "learning-log"),
    ("https://derby.example/handbook/0.5/tools/learning-log/?from=0.4", "learning-log"),
    ("https://derby.example/handbook/0.5/tools/learning-log/#history", "learning-log"),
    ("https://derby.example/handbook/0.5/tools/learning-log/#:~:text=Nobody%20came", "learning-log"),
    ("http://DERBY.example:8080/0.12/tools/learning-log/index.html", "learning-log"),
    ("https://derby.example/latest/tools/learning-log/sheet/", "learning-log"),
    ("https://derby.example/tools/learning-log/", "learning-log"),
    ("www.derby.example/handbook/draft/clauses/open-book/", "open-book"),
    ("derby.example/handbook/0.5/tools/learning-log/", "learning-log"),
    ("/handbook/0.5/tools/learning-log/", "learning-log"),
    ("0.5/tools/learning-log/", "learning-log"),
    ("tools/learning-log", "learning-log"),
    ("  <https://derby.example/0.5/tools/learning-log/>.  ", "learning-log"),
    ("This one: https://derby.example/0.5/tools/learning-log/ (fees)", "learning-log"),
    ("https://derby.example/0.5/go/learning-log/", "learning-log"),
    ("https://derby.example/0.5/steps/shape-the-approach/", "shape-the-approach"),
    ("https://derby.example/0.5/steps/shape-the-approach/#done", "shape-the-approach"),
    ("https://derby.example/0.5/steps/shape-the-approach/on-one-page/", "shape-the-approach"),
    ("https://derby.example/0.5/steps/shape-the-approach/agree-the-purpose/", "agree-the-purpose"),
    ("https://derby.example/0.5/glossary/law/#direct-award", "direct-award"),
    ("https://derby.example/0.5/", ""),
    ("https://derby.example/handbook/0.5/tools/", ""),
    ("https://derby.example/", ""),
    ("https://derby.example/0.5/iterations/0.3/", ""),
    ("Learning log", ""),
    ("and/or what?", ""),
    ("", ""),
]


def test_the_page_may_be_given_by_its_whole_address(open_page):
    page = open_page(FORM)
    found = page.evaluate(
        """async ([module, all]) => {
          const { elementOf } = await import(module);
          return all.map(elementOf);
        }""",
        [page.url.replace("about/feedback/", "assets/feedback/notes.js"), [typed for typed, _ in TYPED]],
    )
    assert found == [element for _, element in TYPED]


@pytest.mark.parametrize(
    "asked, page_said, element",
    [
        (
            f"?page=steps/{SHAPE_THE_APPROACH}/%23check-the-fit",
            f"steps/{SHAPE_THE_APPROACH}/#check-the-fit",
            "check-the-fit",
        ),
        ("?page=%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert(1)</script>", ""),
        (f"?page=steps/{SHAPE_THE_APPROACH}/&element=check-the-fit", f"steps/{SHAPE_THE_APPROACH}/", "check-the-fit"),
        ("?page=glossary/law/%23direct-award", "glossary/law/#direct-award", "direct-award"),
        ("?page=a%0Ab&workshop=constructor", "a b", ""),
    ],
)
def test_the_page_in_the_address_is_taken_as_text(open_page, asked, page_said, element):
    page = ready(open_page(FORM + asked))
    say_it(page, "x")
    note = json.loads(page.evaluate("Object.values(localStorage)[0]"))[0]
    assert (note["page"], note["element"]) == (page_said, element)


def test_without_javascript_the_page_says_what_to_write_down(open_page):
    page = open_page(FORM, java_script_enabled=False)
    assert not page.is_visible("#feedback") and "Write down" in page.inner_text("main noscript")


def test_the_script_is_loaded_on_that_page_only():
    with_script = [path for path in (SITE / "draft").rglob("*.html") if "feedback.js" in path.read_text("utf-8")]
    assert with_script == [SITE / "draft" / "about" / "feedback" / "index.html"]
