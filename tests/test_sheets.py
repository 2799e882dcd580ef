"""The sheets of the tools, in a real browser: what is typed is copied and printed whole, in released iterations too.
What is kept, and how: the tests of service files."""

from __future__ import annotations

from base64 import b64encode

import lxml.html
import pytest
from chosen import DECISION_RIGHTS_MATRIX, IS_RELATIONAL_RIGHT, LEARNING_LOG, RELATIONSHIP_HEALTH_CHECK
from conftest import SITE

LOG = "0.5/tools/learning-log/sheet/"
"""A sheet of a released iteration, whose fields are frozen; its script and style are today's."""

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
    return page.locator(".copy-said").inner_text()


def fill(page):
    page.fill("#field-service", "Ours")
    page.get_by_role("button", name="Add a row: What we noticed").click()
    cell(page, "rows", 2, "happened").fill("Nobody came.\nTwice.")
    cell(page, "rows", 2, "date").fill("2026-11-25")
    cell(page, "rows", 2, "sure").select_option("Some evidence")
    page.check('[name="privacy"] >> nth=1')


def press(page, name):
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name=name).click()


def test_copying_gives_labels_and_words(open_page):
    page = open_page(LOG, permissions=["clipboard-read", "clipboard-write"])
    fill(page)
    press(page, "Copy as text")
    page.wait_for_selector(".copy-said:has-text('Copied')")
    assert page.locator(".copy-said").get_attribute("role") == "status"
    text = page.evaluate("navigator.clipboard.readText()").replace("\r", "")
    assert text.startswith("Learning log and retrospective\n") and "\nService and team: Ours\n" in text
    assert "\nWhat we noticed\n2 of 2\n  Date: 25 November 2026\n  What happened:\nNobody came.\nTwice.\n" in text
    assert "  How sure: Some evidence\n" in text and "\nChecked for personal data: Not yet\n" in text
    assert "1 of 2" not in text and "We expected" not in text and "CC BY 4.0" in text.splitlines()[-1]


def test_what_cannot_be_copied_is_shown_to_copy_by_hand(open_page):
    page = open_page(LOG)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.fill("#field-service", "Ours")
    press(page, "Copy as text")
    assert "Service and team: Ours" in page.get_by_label(
        "The sheet as text"
    ).input_value() and "copy it yourself" in said(page)


def test_a_sheet_can_be_printed(open_page):
    page = open_page(LOG)
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    assert not page.evaluate("window.printed")
    press(page, "Print")
    assert page.evaluate("window.printed")


def test_without_javascript_there_are_no_buttons(open_page):
    page = open_page(LOG, java_script_enabled=False)
    assert not page.locator("main button").count() and not page.locator("main [type=checkbox]").count()
    assert page.locator(".work-tools").bounding_box()["height"] == 0, "no place is kept for them"
    assert page.is_visible("#field-service") and page.is_visible("text=How to run it")


@pytest.mark.parametrize("width", [320, 360, 700, 768, 1280])
def test_the_place_of_the_buttons_is_kept(open_page, width):
    page = open_page(LOG, width=width)
    page.wait_for_selector("form[data-ready]")
    kept = page.locator(".work-tools").evaluate("(tools) => parseFloat(getComputedStyle(tools).minHeight)")
    assert 0 < page.locator(".work-tools").bounding_box()["height"] <= kept


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


CHOSEN_IN_TURN = """(asked) => asked.map(([field, column]) => {
  const cells = [...document.getElementsByName(`${field}.1.${column}`)];
  if (cells.length === 1) return [...cells[0].options].slice(1).map((option) => { // a menu
    cells[0].selectedIndex = option.index;
    return (%s)(cells[0].parentElement);
  });
  return cells.map((cell) => { // buttons: what lies where a finger would press is pressed
    const label = cell.closest("label");
    label.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const { left, top, width, height } = cell.getBoundingClientRect();
    document.elementFromPoint(left + width / 2, top + height / 2)?.click();
    return [label.innerText.trim(), cell.checked];
  });
})"""


def test_every_choice_of_every_sheet_fits_and_can_be_crossed(handbook, open_page):
    """The style sheet crosses the first seven choices of a cell; a longer list would need another rule there."""
    page = open_page(LOG)
    page.emulate_media(media="print")
    base, menus, buttons = page.url.removesuffix(LOG), 0, 0
    for tool in handbook.draft.of("tool"):
        lists = {
            (field.id, column.id): column.options
            or [str(number) for number in range(column.least, column.most + 1)] + [""] * bool(column.cannot_judge)
            for field in tool.fields
            for column in field.columns
            if column.options or column.least is not None
        }
        if not lists:
            continue
        page.goto(f"{base}draft/tools/{tool.id}/sheet/")
        for (place, options), shown in zip(
            lists.items(), page.evaluate(CHOSEN_IN_TURN % ON_PAPER, [*lists]), strict=True
        ):
            if isinstance(shown[0][0], str):
                buttons += 1
                for option, (words, checked) in zip(options, shown, strict=True):
                    assert words.startswith(option) and checked, (tool.id, place, words)
                continue
            menus += 1
            for option, choices in zip(options, shown, strict=True):
                assert [words for _, words in choices] == [*options], (tool.id, place)
                assert [words for mark, words in choices if mark == "×"] == [option], (tool.id, place)
    assert menus > 5 and buttons > 5


def test_a_date_prints_if_it_is_filled_in_and_else_leaves_room(open_page):
    page = open_page(LOG)
    fill(page)
    page.emulate_media(media="print")
    ink = [page.evaluate(DARK, b64encode(cell(page, "rows", row, "date").screenshot()).decode()) for row in (1, 2)]
    assert ink[0] == 0 and ink[1] > 50, ink


def test_what_is_typed_prints_whole(open_page):
    page = open_page(LOG)
    for field in page.locator("form.sheet textarea:visible").all()[:12]:
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
    [(LEARNING_LOG, 2), (DECISION_RIGHTS_MATRIX, 2), (RELATIONSHIP_HEALTH_CHECK, 3), (IS_RELATIONAL_RIGHT, 2)],
)
def test_a_sheet_takes_no_more_paper_than_it_needs(open_page, tool, pages):
    paper = open_page(f"0.5/tools/{tool}/sheet/").pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= pages


def test_on_a_phone_rows_open_one_at_a_time(open_page):
    page = open_page(LOG, width=360)
    page.get_by_role("button", name="Add a row: What we noticed").click()
    heads = page.locator("table[data-field=rows] .row-open:visible")
    assert heads.evaluate_all("(all) => all.map((one) => [one.textContent.trim(), one.ariaExpanded])") == [
        ["1.", "false"],
        ["2.", "true"],
    ]
    assert cell(page, "rows", 2, "expected").is_visible() and not cell(page, "rows", 1, "expected").is_visible()
    heads.first.click()
    assert cell(page, "rows", 1, "expected").is_visible() and not cell(page, "rows", 2, "expected").is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert cell(page, "rows", 2, "expected").is_visible() and not heads.count(), "with columns all rows are open"
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(page.url.replace("learning-log", "is-relational-right"))
    named = page.locator("table[data-field=scores] .row-open:visible")
    assert named.count() == 8 and named.first.inner_text().startswith("(1)")


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
        if "assets/forms/form.js" in path.read_text("utf-8")
    }
    assert with_script == {"sheet"}
