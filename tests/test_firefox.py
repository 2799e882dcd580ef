"""A second engine: what readers do most, in Firefox. Everything else is tried in Chromium."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator

import chosen
import docx
import pypdf
import pytest
from chosen import DRAFT, IS_RELATIONAL_RIGHT, ROUTE_CHOOSER, now
from docx.oxml.ns import qn
from firefox import Firefox, Refused
from test_browser import PAGES as KINDS_OF_PAGES
from test_keeping import BELOW, SESSION, TABLE, Host
from test_sweep import MEASURE

SHEET = f"draft/tools/{IS_RELATIONAL_RIGHT}/sheet/"
AID = now("draft/decision-aids/may-we-change-this-contract/")
FOUND = f"dialog.search li a[href*='/tools/{ROUTE_CHOOSER}/']"
WORDS = "Keep a home ‘of one’s own’ – naïve? <b>"
ENTER, RIGHT, DOWN = "\ue007", "\ue014", "\ue015"
"""Keys, as WebDriver writes them."""

PRESS = """((found) => found && (found.dataset.press = 1))(
  [...document.querySelectorAll(a[0])].find((one) => one.checkVisibility() && one.innerText.trim() === a[1]))"""


@pytest.fixture(scope="module")
def started() -> Iterator[Firefox]:
    """One Firefox for all of them."""
    with Firefox() as firefox:
        yield firefox


@pytest.fixture
def firefox(started: Firefox, address: str) -> Iterator[Firefox]:
    """Firefox as if nobody had ever used it. An error of a script, a refusal of the content policy, a file that is not
    there or a request to another host fails the test."""
    started.forget()
    started.complaints()
    yield started
    started.wide(0)
    assert not (found := started.complaints()), "\n".join(found)
    assert all(each.startswith("http://127.0.0.1:") for each in started.asked())


@pytest.fixture
def opened(firefox: Firefox, address: str) -> Callable[..., Firefox]:
    """Opens a page of the site in it."""

    def page(path: str, width: int = 0, there: str = "main") -> Firefox:
        firefox.wide(width)
        firefox.open(address + path)
        firefox.until("document.querySelector(a[0])", there)
        return firefox

    return page


def press(page: Firefox, within: str, words: str) -> None:
    """Press the button or link that says these words, as a mouse does."""
    page.until(PRESS, within, words)
    page.click("[data-press]")
    page.script("document.querySelector('[data-press]')?.removeAttribute('data-press')")


# -- itself -----------------------------------------------------------------------------------------


def test_it_is_gone_when_it_is_closed_and_sees_what_is_wrong(address):
    with Firefox() as firefox:
        firefox.open(f"{address}draft/")
        assert firefox.alive() and not firefox.complaints() and firefox.asked()
        firefox.script("setTimeout(() => { throw new Error('thrown') })")
        firefox.script("console.error('told')")
        firefox.script("void fetch('nowhere')")
        firefox.script("void fetch('http://127.0.0.2:9/').catch(() => 1)")
        said = []
        for _ in range(200):
            said += firefox.complaints()
            if all(any(each in line for line in said) for each in ("thrown", "told", "nowhere: 404", "connect-src")):
                break
        else:
            pytest.fail("\n".join(said))
        with pytest.raises(Refused):
            firefox.click("no-such-element")
    assert not firefox.alive() and not firefox.folder.exists()


# -- what readers do --------------------------------------------------------------------------------


def test_the_home_page_opens_and_its_letters_are_ours(opened):
    page = opened("draft/")
    assert page.text("h1") == "How can a contract bend, learn and still answer to the public?"
    page.until("[...document.fonts].some((one) => one.family.includes('Atkinson') && one.status === 'loaded')")


def test_search_finds_from_the_dialog_by_keyboard(opened):
    page = opened("draft/about/privacy/", there=".open-search:not([hidden])")
    page.type(".open-search", ENTER)
    page.until("document.querySelector('dialog.search[open]')")
    page.type("#search-words", "route chooser")
    page.until("document.querySelector(a[0])", FOUND)
    page.type("#search-words", DOWN)
    page.until("document.activeElement.matches('.search-results a')")
    page.type(".search-results a", ENTER)
    page.until("location.pathname.endsWith(a[0]) && document.querySelector('h1')", f"/draft/tools/{ROUTE_CHOOSER}/")
    assert page.text("h1") == "Route chooser"


def test_a_sheet_keeps_what_is_typed_and_a_file_brings_it_back(opened, firefox):
    page = opened(SHEET, there="form[data-ready]")
    page.type("[name=purpose]", WORDS)
    page.click("label:has([name='scores.4.score'][value='5'])")
    page.says(".work-said", "Saved in this browser")
    page.reload()
    page.until("document.querySelector('form[data-ready]')")
    assert page.script("document.querySelector('[name=purpose]').value") == WORDS
    assert page.script("document.querySelector('[name=\"scores.4.score\"]:checked').value") == "5"
    page.click(".work-tools summary")
    press(page, ".work-tools button", "Save a file")
    file = page.downloaded().read_bytes()
    assert json.loads(file)["tools"][IS_RELATIONAL_RIGHT]["values"]["purpose"] == WORDS
    kept = firefox.folder / "brought.json"
    kept.write_bytes(file)
    assert "naïve" in "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(page.printed())).pages)
    # Somebody else, in a browser of her own.
    firefox.forget()
    page = opened(SHEET, there="form[data-ready]")
    assert page.script("document.querySelector('[name=purpose]').value") == ""
    page.type(".work-tools input[type=file]", str(kept))
    page.until("document.querySelector('[name=purpose]').value === a[0]", WORDS)
    assert page.script("document.querySelector('[name=\"scores.4.score\"]:checked').value") == "5"


def test_a_filled_in_sheet_goes_into_a_word_document(opened):
    page = opened(SHEET, there="form[data-ready]")
    page.type("[name=purpose]", WORDS)
    page.says(".work-said", "Saved in this browser")
    page.click(".work-tools summary")
    press(page, ".work-tools button", "Word")
    document = docx.Document(str(page.downloaded()))
    assert WORDS in {each.text for each in document.element.body.iter(qn("w:t"))}


def test_a_decision_aid_goes_from_question_to_outcome(opened):
    page = opened(AID, width=360, there=".aid-choices button")
    for said in ("England", "No", "No", "Not sure", "No", "No"):
        before = page.text(".aid-now h2")
        press(page, ".aid-choices button", said)
        page.until("document.querySelector('.aid-now h2')?.innerText.trim() !== a[0]", before)
    page.says(".aid-main .outcome h2", "Only on a ground: go on")
    assert page.script("document.activeElement.matches('.outcome h2')")
    page.ask("WebDriver:Back")
    page.until("document.querySelector('.aid-choices button')?.checkVisibility()")
    page.ask("WebDriver:Forward")
    page.says(".aid-main .outcome h2", "Only on a ground: go on")


def test_a_remark_is_kept_with_three_taps(opened):
    page = opened(f"draft/{TABLE}#try", width=360)
    press(page, "a", "Say something about this")  # one
    page.until("document.querySelector('#feedback[data-ready]')")
    page.click("label:has([name=kind][value=unclear]), label[for=feedback-kind-unclear]")  # two
    page.type("#feedback-what", WORDS)
    press(page, "#feedback button", "Keep it")  # three
    page.says("#feedback-state", "One remark is kept in this browser")
    page.reload()
    page.says("#feedback-state", "One remark is kept in this browser")
    assert WORDS in page.script("document.querySelector('#feedback-list').textContent")


def test_a_workshop_s_clock_goes_on_after_a_reload_and_the_screen_follows(opened):
    page = opened(f"draft/sessions/{SESSION.id}/", there=".clock:not([hidden])")
    press(page, ".clock button", "Start")
    page.says(".clock [role=status]", "part 1 of")
    page.reload()
    page.says(".clock [role=status]", "part 1 of")
    page.type("body", RIGHT)
    page.says(".clock [role=status]", "part 2 of")
    page.open(page.script("location.href.replace(/#.*/, '')") + "screen/")
    page.until("document.body.innerText.includes(a[0])", SESSION.agenda[1].title)


def test_a_workshop_s_page_opens(opened, handbook):
    page = opened(chosen.workshop("draft"))
    assert page.text("h1") and page.script("document.querySelectorAll('main li, main tr').length > 5")


def test_the_language_is_switched_and_stays_on_the_page(opened):
    page = opened("draft/about/", there=".other-language")
    page.click(".other-language")
    page.until("location.pathname.endsWith('/draft/cy/about/') && document.documentElement.lang === 'cy'")
    page.click(".open-search")
    page.type("#search-words", "partneriaid")
    page.until("document.querySelector(a[0])", "dialog li a[href$='/draft/cy/steps/select-the-right-partners/']")


def test_the_palette_is_remembered_and_a_list_is_narrowed_down(opened):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page = opened("draft/case-studies/", there=".filter select")
    before = page.script(ground)
    page.click(".change-palette")
    assert page.script(ground) != before
    count = "[...document.querySelectorAll('[data-item]')].filter((one) => one.checkVisibility()).length"
    all_of_them = page.script(count)
    page.type(".filter select", DOWN)
    page.until(f"{count} < a[0]", all_of_them)
    assert "?" in page.script("location.href")
    dark = page.script(ground)
    assert opened("draft/about/").script(ground) == dark != before


def test_a_kept_session_opens_without_a_network(firefox):
    host = Host()
    host.start()
    try:
        firefox.wide(360)
        firefox.open(f"http://127.0.0.1:{host.port}{BELOW}draft/{TABLE}#try")
        firefox.until("document.querySelector('.keep button')?.checkVisibility()")
        firefox.click(".keep button")
        firefox.says(".keep [role=status]", "On this phone")
        firefox.offline(True)
        host.stop()  # a browser that is offline may still ask its own machine
        firefox.reload()
        firefox.says(".kept-note", f"iteration {DRAFT}")
        press(firefox, "a", "Open the sheet")
        firefox.until("document.querySelector('form.sheet[data-ready]')")
        firefox.type("form.sheet textarea", "Typed without a network.")
        firefox.says(".work-said", "Saved in this browser")
        with pytest.raises(Refused):
            firefox.open(f"http://127.0.0.1:{host.port}{BELOW}0.1/")
    finally:
        host.stop()


@pytest.mark.parametrize("width", [320, 360, 0])
def test_pages_of_each_kind_fit_and_so_do_the_words_in_their_pictures(opened, width):
    wrong = []
    for path in KINDS_OF_PAGES.values():
        page = opened(path, width, there="h1")
        over = page.script("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{path}: {over} pixels too wide"] if over > 0 else []
        wrong += [f"{path}: {each}" for each in (page.script(f"({MEASURE})()") if width != 320 else [])]
    assert not wrong, "\n".join(wrong)
