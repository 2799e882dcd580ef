"""The blank sheets of the tools, in a real browser:
what is typed is kept only when asked, copied, cleared, and printed whole."""

from __future__ import annotations

import json
from base64 import b64encode

import lxml.html
import pytest
from conftest import SITE

LOG = "0.5/tools/learning-log/sheet/"
"""A sheet of a released iteration, whose fields are frozen; its script and style are today's."""

KEEP = "Keep what I type on this device"
STORED = "Object.keys(localStorage).filter((key) => key.includes(' sheet '))"
ON_PAPER = """(cell) => { const box = cell.getBoundingClientRect();
  const shown = (choice, where) => getComputedStyle(choice, where).content.replaceAll('"', "");
  return [...cell.querySelectorAll(".choices > *")]
    .filter((choice) => choice.checkVisibility() && choice.getBoundingClientRect().right <= box.right + 1)
    .map((choice) => [shown(choice, "::before"), shown(choice, "::after")]); }"""

DARK = """async (png) => { const image = new Image(); image.src = `data:image/png;base64,${png}`; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(4, 4, image.width - 8, image.height - 8);
  return [...data].filter((value, at) => at % 4 === 0 && value < 128).length; }"""


def cell(page, field, row, column):
    return page.locator(f'[name="{field}.{row}.{column}"]')


def said(page):
    return page.locator(".sheet-said").inner_text()


def fill(page):
    page.fill("#field-service", "Ours")
    cell(page, "rows", 2, "happened").fill("Nobody came.\nTwice.")
    cell(page, "rows", 2, "date").fill("2026-11-25")
    cell(page, "rows", 2, "sure").select_option("Some evidence")
    page.check('[name="privacy"] >> nth=1')


def test_what_is_typed_is_kept_across_a_reload_when_ticked(open_page):
    page = open_page(LOG)
    page.check(f"text={KEEP}")
    fill(page)
    page.reload()
    assert page.is_checked(f"text={KEEP}") and "here again" in said(page)
    assert (
        page.input_value("#field-service") == "Ours"
        and cell(page, "rows", 2, "happened").input_value() == "Nobody came.\nTwice."
    )
    assert (
        cell(page, "rows", 2, "date").input_value() == "2026-11-25"
        and cell(page, "rows", 2, "sure").input_value() == "Some evidence"
    )
    assert page.locator('[name="privacy"]').evaluate_all("(all) => all.map((one) => one.checked)") == [False, True]
    page.click("text=How to run it")
    page.go_back()
    assert page.input_value("#field-service") == "Ours"


def test_nothing_is_stored_and_nothing_comes_back_unless_ticked(open_page):
    page = open_page(LOG)
    fill(page)
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.input_value("#field-service") == "" and cell(page, "rows", 2, "happened").input_value() == ""


def test_what_is_kept_belongs_to_one_sheet_and_one_iteration(open_page):
    page = open_page(LOG)
    page.check(f"text={KEEP}")
    page.fill("#field-service", "Ours")
    version = page.get_attribute("body", "data-version")
    assert page.evaluate(STORED) == [f"handbook /some/path/ sheet tools/learning-log/sheet/ {version}"]
    base = page.url.removesuffix(LOG)
    for place, kept in (
        ("0.5/tools/decision-rights-matrix/sheet/", ""),
        ("0.4/tools/learning-log/sheet/", ""),
        (LOG, "Ours"),
    ):
        page.goto(base + place)
        assert page.input_value("#field-service") == kept, place


def test_the_newest_and_its_number_share_what_is_kept(open_page, handbook):
    tool = next(tool for tool in handbook.latest.of("tool") if tool.fields[0].type == "text")
    page = open_page(f"latest/tools/{tool.id}/sheet/")
    page.check(f"text={KEEP}")
    page.fill(f"#field-{tool.fields[0].id}", "Ours")
    page.goto(page.url.replace("/latest/", f"/{handbook.latest.version}/"))
    assert page.input_value(f"#field-{tool.fields[0].id}") == "Ours"


def test_unticking_deletes_what_was_kept(open_page):
    page = open_page(LOG)
    page.check(f"text={KEEP}")
    page.fill("#field-service", "Ours")
    assert len(page.evaluate(STORED)) == 1
    page.uncheck(f"text={KEEP}")
    assert page.evaluate("localStorage.length") == 0 and "deleted" in said(page)
    assert page.input_value("#field-service") == "Ours", "what is on the screen stays there"
    page.fill("#field-service", "Ours, still")
    assert page.evaluate("localStorage.length") == 0


def test_a_browser_that_stores_nothing_says_so(open_page):
    page = open_page(LOG)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.locator(".sheet-tools input").click()
    assert not page.is_checked(f"text={KEEP}") and "does not let this page keep anything" in said(page)


@pytest.mark.parametrize("damaged", ["", "no JSON", "null", "3", '{"nobody": "x", "rows.1.sure": "no such choice"}'])
def test_what_is_kept_may_be_damaged(open_page, damaged):
    page = open_page(LOG)
    page.evaluate(
        "text => localStorage.setItem(`handbook /some/path/ sheet tools/learning-log/sheet/ "
        "${document.body.dataset.version}`, text)",
        damaged,
    )
    page.reload()
    assert page.is_checked(f"text={KEEP}") and page.input_value("#field-service") == ""


@pytest.mark.parametrize("kept, typed, warned", [(False, True, True), (True, True, False), (False, False, False)])
def test_leaving_warns_only_if_something_would_be_lost(open_page, kept, typed, warned):
    page = open_page(LOG)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    if kept:
        page.check(f"text={KEEP}")
    page.click("#field-service")
    if typed:
        page.keyboard.type("Ours")
    page.click("text=How to run it")
    page.wait_for_url("**/tools/learning-log/")
    assert dialogs == (["beforeunload"] if warned else [])


def test_clearing_asks_once(open_page):
    page = open_page(LOG)
    clear, sure = page.get_by_role("button", name="Clear the sheet"), page.get_by_role("group", name="Clear it all?")
    clear.click()
    assert "nothing to clear" in said(page) and not sure.is_visible()
    page.check(f"text={KEEP}")
    fill(page)
    for answer in (lambda: sure.get_by_role("button", name="No").click(), lambda: page.keyboard.press("Escape")):
        clear.click()
        assert (
            sure.is_visible() and not clear.is_visible() and page.evaluate("document.activeElement.textContent") == "No"
        )
        answer()
        assert (
            page.input_value("#field-service") == "Ours"
            and clear.is_visible()
            and page.evaluate("document.activeElement.textContent") == "Clear the sheet"
        )
    clear.click()
    sure.get_by_role("button", name="Yes").click()
    assert not sure.is_visible() and "empty" in said(page)
    page.reload()
    assert page.input_value("#field-service") == "" and not page.locator("form.sheet :checked:not(option)").count()


def test_copying_gives_labels_and_words(open_page):
    page = open_page(LOG, permissions=["clipboard-read", "clipboard-write"])
    fill(page)
    page.get_by_role("button", name="Copy as text").click()
    page.wait_for_selector(".sheet-said:has-text('Copied')")
    assert page.locator(".sheet-said").get_attribute("role") == "status"
    text = page.evaluate("navigator.clipboard.readText()").replace("\r", "")
    assert text.startswith("Learning log and retrospective\n") and "\nService and team: Ours\n" in text
    assert (
        "\nWhat we noticed\n2 of 8\n  Date: 25 November 2026\n  We expected:\n  What happened:\nNobody came.\nTwice.\n"
        in text
    )
    assert "  How sure: Some evidence\n" in text and "\nChecked for personal data: Not yet\n" in text
    assert "1 of 8" not in text and "CC BY 4.0" in text.splitlines()[-1]


def test_what_cannot_be_copied_is_shown_to_copy_by_hand(open_page):
    page = open_page(LOG)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.fill("#field-service", "Ours")
    page.get_by_role("button", name="Copy as text").click()
    assert "Service and team: Ours" in page.get_by_label(
        "The sheet as text"
    ).input_value() and "copy it yourself" in said(page)


def test_a_sheet_can_be_printed(open_page):
    page = open_page(LOG)
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    assert not page.evaluate("window.printed")
    page.get_by_role("button", name="Print this sheet").click()
    assert page.evaluate("window.printed")


def test_without_javascript_there_are_no_buttons(open_page):
    page = open_page(LOG, java_script_enabled=False)
    assert not page.locator("main button").count() and not page.locator("main [type=checkbox]").count()
    assert page.locator(".sheet-tools").bounding_box()["height"] == 0, "no place is kept for them"
    assert page.is_visible("#field-service") and page.is_visible("text=How to run it")


@pytest.mark.parametrize("width", [320, 360, 700, 768, 1280])
def test_the_place_of_the_buttons_is_kept(open_page, width):
    page = open_page(LOG, width=width)
    kept = page.locator(".sheet-tools").evaluate("(tools) => parseFloat(getComputedStyle(tools).minHeight)")
    assert 0 < page.locator(".sheet-tools").bounding_box()["height"] <= kept


@pytest.mark.parametrize("filled", [False, True])
def test_choices_print_and_what_is_chosen_is_crossed(open_page, filled):
    page = open_page(LOG)
    if filled:
        fill(page)
    page.emulate_media(media="print")
    assert cell(page, "rows", 1, "sure").is_hidden()
    for row in (1, 2):
        crossed = "×" if filled and row == 2 else "none"
        shown = cell(page, "rows", row, "sure").locator("xpath=..").evaluate(ON_PAPER)
        assert [words for _, words in shown] == ["A hunch", "Some evidence", "Good evidence"]
        assert [mark.replace("none", "") for mark, _ in shown] == ["", crossed.replace("none", ""), ""]
    page.emulate_media(media="screen")
    assert (
        cell(page, "rows", 1, "sure").is_visible()
        and cell(page, "rows", 1, "sure").locator("xpath=..").evaluate(ON_PAPER) == []
    )


def test_every_choice_of_every_sheet_fits_and_can_be_crossed(handbook, open_page):
    """The style sheet crosses the first seven choices of a cell; a longer list would need another rule there."""
    page = open_page(LOG)
    base, seen = page.url.removesuffix(LOG), 0
    for tool in handbook.draft.of("tool"):
        if tool.results:  # a form of another make: tests/test_results.py, tests/test_forms.py
            continue
        page.goto(f"{base}draft/tools/{tool.id}/sheet/")
        page.emulate_media(media="print")
        for field in tool.fields:
            for column in field.columns:
                options = [
                    str(option)
                    for option in (
                        column.options or (range(column.least, column.most + 1) if column.least is not None else [])
                    )
                ]
                if not options:
                    continue
                seen += 1
                for place, option in enumerate(options):
                    cell(page, field.id, 1, column.id).evaluate(
                        "(select, place) => { select.selectedIndex = place + 1; }", place
                    )
                    shown = cell(page, field.id, 1, column.id).locator("xpath=..").evaluate(ON_PAPER)
                    assert [words for _, words in shown] == options, (tool.id, column.id)
                    assert [words for mark, words in shown if mark == "×"] == [option], (tool.id, column.id)
    assert seen > 10


def test_a_date_prints_if_it_is_filled_in_and_else_leaves_room(open_page):
    page = open_page(LOG)
    fill(page)
    page.emulate_media(media="print")
    ink = [page.evaluate(DARK, b64encode(cell(page, "rows", row, "date").screenshot()).decode()) for row in (1, 2)]
    assert ink[0] == 0 and ink[1] > 50, ink


def test_what_is_typed_prints_whole(open_page):
    page = open_page(LOG)
    for field in page.locator("form.sheet textarea").all()[:12]:
        field.fill("A sentence that goes on for longer than its place on the paper was drawn for. " * 6)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1000, "height": 700})
    assert (
        page.locator("form.sheet textarea").evaluate_all(
            "(all) => all.filter((field) => field.scrollHeight > field.clientHeight + 1).length"
        )
        == 0
    )


@pytest.mark.parametrize(
    "tool, pages",
    [("learning-log", 2), ("decision-rights-matrix", 2), ("relationship-health-check", 3), ("is-relational-right", 2)],
)
def test_a_sheet_takes_no_more_paper_than_it_needs(open_page, tool, pages):
    paper = open_page(f"0.5/tools/{tool}/sheet/").pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= pages


def test_on_a_phone_blocks_without_a_name_have_a_number(open_page):
    page = open_page(LOG, width=360)
    titles = "(rows) => rows.map((row) => getComputedStyle(row, '::before').content)"
    rows = page.locator("tr:has([name^='rows.'])")
    assert rows.evaluate_all(titles) == [f'"{number} of 8"' for number in range(1, 9)]
    page.set_viewport_size({"width": 1280, "height": 900})
    assert set(rows.evaluate_all(titles)) == {"none"}, "a table with columns needs none"
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(page.url.replace("learning-log", "is-relational-right"))
    named = page.locator("tr:has([name^='scores.'])")
    assert set(named.evaluate_all(titles)) == {"none"} and named.first.locator("th").is_visible()


def test_every_tool_has_a_sheet_with_every_field(handbook):
    for tool in handbook.draft.of("tool"):
        page = lxml.html.fromstring((SITE / "draft" / "tools" / tool.id / "sheet" / "index.html").read_bytes())
        names = page.xpath("//@name")
        missing = [field.id for field in tool.fields if not any(name.startswith(field.id) for name in names)]
        assert not missing, (tool.id, missing)


def test_only_sheets_load_the_script():
    with_script = {
        path.parent.name
        for path in (SITE / "draft").rglob("index.html")
        if "assets/sheet.js" in path.read_text("utf-8")
    }
    assert with_script == {"sheet"}


# -- nothing is lost: two windows, a full store, an earlier version ---------------------------------------

ASLEEP = "addEventListener('storage', (event) => event.stopImmediatePropagation(), true);"
"""Makes a window that hears nothing of the others, like one that the browser has put to sleep."""

FULL = """() => { for (let size = 2 ** 22, n = 0; size >= 1;) {
  try { localStorage.setItem(`filler ${n++}`, 'x'.repeat(size)); } catch { size = Math.floor(size / 2); } } }"""
EMPTIED = (
    "() => { for (const key of Object.keys(localStorage)) if (key.startsWith('filler')) localStorage.removeItem(key); }"
)


def kept(page):
    """What is in the store for the sheet that a page shows."""
    return json.loads(page.evaluate(f"localStorage.getItem({STORED}[0])") or "{}")


def two_windows(open_page, asleep=False):
    one = open_page(LOG)
    two = one.context.new_page()
    if asleep:
        two.add_init_script(ASLEEP)
    two.goto(one.url)
    return one, two


def settled(page, name, value):
    for _ in range(60):
        if page.input_value(name) == value:
            return
        page.wait_for_timeout(50)
    assert page.input_value(name) == value


@pytest.mark.parametrize("asleep", [False, True])
def test_ticking_in_a_second_window_joins_what_the_first_kept(open_page, asleep):
    one, two = two_windows(open_page, asleep)
    one.check(f"text={KEEP}")
    one.fill("#field-service", "Ours")
    cell(two, "rows", 1, "happened").fill("From the second")
    two.check(f"text={KEEP}")
    assert kept(two) == {"service": "Ours", "rows.1.happened": "From the second"} and "has been added" in said(two)
    assert two.input_value("#field-service") == "Ours"
    settled(one, '[name="rows.1.happened"]', "From the second")
    assert one.input_value("#field-service") == "Ours"


def test_two_windows_that_keep_take_turns(open_page):
    one, two = two_windows(open_page)
    one.check(f"text={KEEP}")
    two.check(f"text={KEEP}")
    one.fill("#field-service", "Ours")
    settled(two, "#field-service", "Ours")
    two.fill("#field-service", "Ours and theirs")
    two.check('[name="privacy"] >> nth=1')
    settled(one, "#field-service", "Ours and theirs")
    assert one.is_checked('[name="privacy"] >> nth=1')
    two.fill("#field-service", "")
    settled(one, "#field-service", "")
    assert kept(one).keys() == {"privacy"}


def test_a_window_that_slept_adds_to_what_was_kept_and_takes_nothing_away(open_page):
    one, two = two_windows(open_page, asleep=True)
    for page in (one, two):
        page.check(f"text={KEEP}")
    one.fill("#field-service", "Ours")
    two.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('Ours'))")  # another process
    cell(two, "rows", 1, "happened").fill("From the second")
    assert kept(two) == {"service": "Ours", "rows.1.happened": "From the second"}
    one.fill("#field-service", "Ours, later")
    two.fill("#field-service", "Theirs, at the same time")
    assert "“Ours, later”" in said(two), "what is written over is told"


@pytest.mark.parametrize("choice, words", [("The words kept there", "Ours"), ("The words in this window", "Theirs")])
def test_where_both_windows_have_words_the_reader_says_which(open_page, choice, words):
    one, two = two_windows(open_page)
    one.check(f"text={KEEP}")
    one.fill("#field-service", "Ours")
    cell(one, "rows", 2, "happened").fill("From the first")
    two.fill("#field-service", "Theirs")
    two.locator(".sheet-tools input").click()
    ask = two.get_by_role("group", name="Another window keeps other words of this sheet: Service and team.")
    assert ask.is_visible() and not two.is_checked(f"text={KEEP}") and kept(two)["service"] == "Ours"
    assert two.input_value("#field-service") == "Theirs", "nothing is lost before it is asked"
    ask.get_by_role("button", name=choice).click()
    assert not ask.is_visible() and two.is_checked(f"text={KEEP}")
    assert kept(two) == {"service": words, "rows.2.happened": "From the first"}
    settled(one, "#field-service", words)


def test_the_question_can_be_left_unanswered(open_page):
    one, two = two_windows(open_page)
    one.check(f"text={KEEP}")
    one.fill("#field-service", "Ours")
    two.fill("#field-service", "Theirs")
    two.locator(".sheet-tools input").click()
    two.keyboard.press("Escape")
    assert not two.query_selector(".sheet-sure:visible") and two.input_value("#field-service") == "Theirs"
    assert kept(two) == {"service": "Ours"} and not two.is_checked(f"text={KEEP}")


def test_what_another_window_deletes_is_told_and_the_words_stay_in_sight(open_page):
    one, two = two_windows(open_page)
    one.check(f"text={KEEP}")
    one.fill("#field-service", "Ours")
    two.reload()
    one.uncheck(f"text={KEEP}")
    two.wait_for_selector(".sheet-said:has-text('Another window has deleted')")
    assert two.input_value("#field-service") == "Ours" and not two.is_checked(f"text={KEEP}")
    two.fill("#field-service", "Ours, still")
    assert not two.evaluate(STORED)


def test_a_full_store_loses_nothing_and_says_so_before_anything_is_lost(open_page):
    page, dialogs = open_page(LOG), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    page.check(f"text={KEEP}")
    page.fill("#field-service", "Ours")
    page.evaluate(FULL)
    page.fill("#field-service", "Ours, and a good deal more of it")
    assert "no room" in said(page) and page.is_checked(f"text={KEEP}")
    assert kept(page) == {"service": "Ours"}, "what was kept is still there"
    page.click("text=How to run it")
    page.wait_for_timeout(200)
    assert dialogs == ["beforeunload"] and page.url.endswith(LOG)
    page.evaluate(EMPTIED)
    page.focus("#field-service")
    page.keyboard.press("End")
    page.keyboard.type(".")
    assert "room again" in said(page) and kept(page) == {"service": "Ours, and a good deal more of it."}


def test_a_store_that_is_full_from_the_start_is_told(open_page):
    page = open_page(LOG)
    page.fill("#field-service", "Ours")
    page.evaluate(FULL)
    page.locator(".sheet-tools input").click()
    assert "does not let this page keep anything" in said(page) and not page.is_checked(f"text={KEEP}")
    page.evaluate(EMPTIED)


def test_a_store_that_may_not_be_asked_is_told(open_page):
    page = open_page("draft/")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page.goto(page.url.replace("draft/", LOG))
    page.fill("#field-service", "Ours")
    page.locator(".sheet-tools input").click()
    assert "does not let this page keep anything" in said(page) and page.input_value("#field-service") == "Ours"
    page.click(".change-palette")
    assert page.get_attribute("html", "data-palette") == "dark"


def test_what_was_kept_before_names_had_the_site_in_them_is_still_there(open_page):
    page = open_page(LOG)
    version = page.get_attribute("body", "data-version")
    old = f"sheet tools/learning-log/sheet/ {version}"
    page.evaluate("(key) => localStorage.setItem(key, JSON.stringify({ service: 'Ours' }))", old)
    page.reload()
    assert page.input_value("#field-service") == "Ours" and "here again" in said(page)
    page.fill("#field-service", "Ours, still")
    assert kept(page) == {"service": "Ours, still"} and page.evaluate("localStorage.length") == 1
    page.uncheck(f"text={KEEP}")
    assert page.evaluate("localStorage.length") == 0


def test_words_of_a_field_that_is_no_more_stay_where_they_are(open_page):
    page = open_page(LOG)
    page.check(f"text={KEEP}")
    page.fill("#field-service", "Ours")
    page.evaluate(f"() => localStorage.setItem({STORED}[0], JSON.stringify({{ service: 'Ours', gone: 'Words' }}))")
    page.reload()
    page.fill("#field-service", "Ours, still")
    assert kept(page) == {"service": "Ours, still", "gone": "Words"}
    page.get_by_role("button", name="Clear the sheet").click()
    page.get_by_role("button", name="Yes").click()
    assert kept(page) == {}


def test_what_is_kept_under_another_iteration_is_told(open_page):
    page = open_page("latest/tools/learning-log/sheet/")
    version = page.get_attribute("body", "data-version")
    page.check(f"text={KEEP}")
    page.fill("#field-service", "Ours")
    page.goto(page.url.replace("latest/", "draft/"))
    assert page.input_value("#field-service") == "" and f"another iteration: iteration {version}" in said(page)
    page.click(f".sheet-said a:has-text('{version}')")
    page.wait_for_selector(f"body[data-version='{version}']")  # the address ends alike in both
    settled(page, "#field-service", "Ours")
