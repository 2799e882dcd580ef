"""The parts of every form, in a real browser: rows, answers taken back, what is no number, six layouts."""

from __future__ import annotations

import re

import pytest
from chosen import (
    DIALOGUE_DAY,
    EXIT_AND_TRANSITION_PLAN,
    IS_RELATIONAL_RIGHT,
    LEARNING_LOG,
    PAYMENT_MECHANISM_CHOOSER,
    RISK_AND_UNCERTAINTY_ALLOCATION,
    ROUTE_CHOOSER,
    STAKEHOLDER_AND_POWER_MAP,
)
from conftest import ROOT
from playwright.sync_api import expect
from test_browser import axe

from macros.model.evaluating import flat

LAYOUTS = {
    "assessment": IS_RELATIONAL_RIGHT,
    "chooser": ROUTE_CHOOSER,
    "register": RISK_AND_UNCERTAINTY_ALLOCATION,
    "canvas": STAKEHOLDER_AND_POWER_MAP,
    "plan": EXIT_AND_TRANSITION_PLAN,
    "exercise": DIALOGUE_DAY,
}
PUT = """async (values) => {
  const { fitRows } = await import(new URL("../../../assets/forms/rows.js", location.href).href);
  const form = document.querySelector("form.sheet");
  fitRows(form, values);
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) for (const one of field) one.checked = one.value === value;
    else field.value = value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true })); }"""


def opened(open_page, tool, version="draft", **options):
    page = open_page(f"{version}/tools/{tool}/sheet/", **options)
    page.wait_for_selector("form[data-ready]")
    return page


def example(handbook, tool):
    return flat(handbook.draft.elements[tool].example.values)


def items(page, field="items", column="item"):
    """What is in a column, row by row, as the form would keep it."""
    found = page.evaluate("() => [...new FormData(document.querySelector('form.sheet'))]")
    rows = {int(name.split(".")[1]): value for name, value in found if re.fullmatch(rf"{field}\.\d+\.{column}", name)}
    return [rows[row] for row in sorted(rows) if rows[row]]


def test_rows_are_added_moved_removed_and_come_back(open_page):
    page = opened(open_page, RISK_AND_UNCERTAINTY_ALLOCATION)
    said = page.locator("table[data-field=items]").locator("xpath=..").locator("xpath=following-sibling::p[@role]")
    add = page.get_by_role("button", name="Add a row: Who carries what")
    page.fill('[name="items.1.item"]', "Referrals")
    for number, words in enumerate(("Pay", "Rent"), 2):
        add.press("Enter")
        assert said.inner_text() == f"Row {number} added."
        assert page.evaluate("document.activeElement.name") == f"items.{number}.item"
        page.keyboard.type(words)
    page.select_option('[name="items.3.carries"]', "Shared")
    page.fill('[name="responses.3.trigger"]', "Index moves")
    assert items(page) == ["Referrals", "Pay", "Rent"] == items(page, "responses")
    page.get_by_role("button", name="Move row 3 up").press("Enter")
    assert said.inner_text() == "Row 3 is now row 2 of 3."
    assert items(page) == ["Referrals", "Rent", "Pay"] == items(page, "responses")
    assert page.input_value('[name="responses.2.trigger"]') == "Index moves", "what goes on with a row goes with it"
    assert page.input_value('[name="items.2.carries"]') == "Shared"
    assert page.get_by_role("textbox", name="What could move, row 2").first.input_value() == "Rent"
    page.get_by_role("button", name="Move row 1 up").click()
    assert said.inner_text() == "This is the first row." and items(page)[0] == "Referrals"
    page.get_by_role("button", name="Remove row 2").click()
    assert said.inner_text() == "Row 2 removed. Undo" and items(page) == ["Referrals", "Pay"]
    assert page.evaluate("document.activeElement.textContent") == "Undo"
    page.keyboard.press("Enter")
    assert items(page) == ["Referrals", "Rent", "Pay"] and said.inner_text() == "Row 2 is back."
    assert page.input_value('[name="responses.2.trigger"]') == "Index moves"
    assert page.evaluate("document.activeElement.name") == "items.2.item"
    for _ in range(7):
        add.click()
    page.fill('[name="items.10.item"]', "Beyond the rows that are printed")
    page.fill('[name="responses.10.days"]', "5")
    assert items(page)[-1].startswith("Beyond") and not axe(page)
    for _ in range(9):
        page.get_by_role("button", name="Remove row 1", exact=True).click()
    assert items(page) == ["Beyond the rows that are printed"] and page.input_value('[name="responses.1.days"]') == "5"


def test_scales_move_with_their_row_and_are_taken_back(open_page):
    page = opened(open_page, STAKEHOLDER_AND_POWER_MAP, width=360, height=740)
    page.fill('[name="groups.1.group"]', "Tenants")
    for column, value in (("stake", 5), ("power", 1)):
        page.locator(f'[name="groups.1.{column}"][value="{value}"]').check(force=True)
    page.get_by_role("button", name="Add a row: The people and groups").click()
    page.locator('[name="groups.2.stake"][value="3"]').check(force=True)
    page.get_by_role("button", name="Move row 2 up").click()
    assert items(page, "groups", "stake") == ["3", "5"] and items(page, "groups", "power") == ["1"]
    assert "2 (Tenants)" in page.locator(".result").inner_text()
    page.get_by_role("button", name="Take back: Stake, row 1").click()
    assert items(page, "groups", "stake") == ["5"] and page.evaluate("document.activeElement.name") == "groups.1.stake"
    opens = page.get_by_role("button", name="2. Tenants")
    assert opens.get_attribute("aria-expanded") == "false"
    opens.press("Enter")
    assert opens.get_attribute("aria-expanded") == "true" and page.locator('[name="groups.2.group"]').is_visible()


def test_numbers_that_are_worked_out_are_filled_in(open_page):
    page = opened(open_page, PAYMENT_MECHANISM_CHOOSER)
    for column, value in (("purpose", 4), ("risk", 4), ("cash", 5)):
        page.locator(f'[name="scores.1.{column}"][value="{value}"]').check(force=True)
    total = page.locator('[name="scores.1.total"]')
    assert total.input_value() == "13" and not total.is_editable()
    page.fill('[name="mix.1.share"]', "60.5")
    assert "less than 100" in page.locator(".band:visible").inner_text()
    page.get_by_role("button", name="Add a row: The mix we choose").click()
    page.fill('[name="mix.2.share"]', "39.5")
    assert "add up to 100" in page.locator(".band:visible").inner_text()
    page.get_by_role("button", name="Remove row 2").first.click()
    assert "less than 100" in page.locator(".band:visible").inner_text()


def test_what_is_no_number_or_no_date_is_said_where_it_is_typed(open_page):
    page = opened(open_page, EXIT_AND_TRANSITION_PLAN)
    page.locator('[name="handover.1.pounds"]').focus()
    page.keyboard.type("2.5e")
    page.keyboard.press("Tab")
    wrong, pounds = page.locator(".wrong"), page.locator('[name="handover.1.pounds"]')
    expect(wrong).to_have_text("This is not a number, so it is not kept.")
    assert wrong.get_attribute("role") == "alert" and pounds.get_attribute("aria-invalid") == "true" and not axe(page)
    pounds.fill("2.5")
    expect(wrong).to_have_count(0)
    assert pounds.get_attribute("aria-invalid") is None
    page.locator("#field-ends-on").focus()
    page.keyboard.type("31")
    for _ in range(4):  # month, year, the calendar's button, and away
        page.keyboard.press("Tab")
    expect(wrong).to_have_text("This is not a whole date yet, so it is not kept.")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_sound_empty_and_filled(open_page, handbook, layout, width):
    """320 pixels are a window of 1280 at 400 per cent."""
    page = opened(open_page, LAYOUTS[layout], width=width, height=740)
    assert page.locator(f"form.layout-{layout}").count() == 1
    assert not axe(page), "empty"
    page.evaluate(PUT, example(handbook, LAYOUTS[layout]))
    for closed in page.locator(".row-open[aria-expanded=false]:visible").all()[:2]:
        closed.click()
    assert not axe(page), "filled, another row open"
    page.get_by_text("Show the example").first.click()
    page.get_by_text("More", exact=True).click()
    page.wait_for_selector(".more[open] > div button")
    assert not axe(page), "unfolded"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_sheet_begins_in_the_first_screen_of_a_phone(open_page, handbook):
    page = opened(open_page, LEARNING_LOG, width=360, height=740)
    for tool in handbook.draft.of("tool"):
        page.goto(re.sub(r"tools/[a-z0-9-]+/", f"tools/{tool.id}/", page.url))
        page.wait_for_selector("form[data-ready]")
        first = page.locator("form.sheet [name]:visible").first.bounding_box()
        assert first["y"] + first["height"] < 740, tool.id
        assert page.evaluate("document.documentElement.scrollWidth") == 360, tool.id
        bar = page.locator(".dock").bounding_box()
        assert bar["y"] + bar["height"] <= 741 and bar["height"] < 150, (tool.id, bar)
        assert page.get_by_role("button", name="Add a row").count() == sum(
            field.type == "table" and not field.rows and not field.continues for field in tool.fields
        )


def test_every_example_of_every_iteration_fits_its_form(open_page, handbook):
    """What is put in comes out, cell by cell, in forms of today and in those of each release.

    A form that several iterations ask for in the same words is filled in once, in the newest.
    """
    page, asked = opened(open_page, LEARNING_LOG), set()
    for iteration in reversed(handbook.iterations.values()):
        for tool in iteration.of("tool"):
            form = tool.model_dump_json(include={"id", "fields", "results", "example"})
            if not tool.fields or not tool.example or form in asked:
                continue
            asked.add(form)
            page.goto(re.sub(r"[^/]+/tools/[a-z0-9-]+/", f"{chosen_folder(iteration)}/tools/{tool.id}/", page.url))
            page.wait_for_selector("form[data-ready]")
            values = flat(tool.example.values)
            page.evaluate(PUT, values)
            found = dict(page.evaluate("() => [...new FormData(document.querySelector('form.sheet'))]"))
            wrong = {
                name: (value, found.get(name))
                for name, value in values.items()
                if found.get(name, "").replace("\r\n", "\n").rstrip("\n") != value.rstrip("\n")
                and not (name.count(".") == 2 and float_of(value) == float_of(found.get(name)))
            }
            assert not wrong, (iteration.version, tool.id, wrong)


def float_of(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def chosen_folder(iteration):
    return "draft" if iteration.is_draft else iteration.version


@pytest.mark.parametrize(
    "words",
    ["<b>&amp;</b>\u202eabc ‏שלום 😀 \u0301", "A" * 100_000, "=1+1", "</textarea><script>x"],
    ids=["markup", "long", "formula", "script"],
)
def test_what_is_typed_comes_out_the_same(open_page, words):
    page = opened(open_page, RISK_AND_UNCERTAINTY_ALLOCATION, width=360, height=740)
    page.fill('[name="items.1.item"]', words)
    page.fill("#field-gains", words)
    assert page.input_value('[name="responses.1.item"]') == words == page.input_value("#field-gains")
    text = page.evaluate(
        """async () => (await import(new URL("../../../assets/forms/copy.js", location.href).href))
          .asText(document.querySelector("form.sheet"))"""
    )
    assert text.count(words.strip()) == 3
    page.get_by_role("button", name="Add a row: Who carries what").click()
    page.get_by_role("button", name="Move row 2 up").click()
    assert page.input_value('[name="items.2.item"]') == words == page.input_value('[name="responses.2.item"]')
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_filled_sheet_prints_every_word_under_the_name_of_its_service(open_page, handbook):
    page = opened(open_page, RISK_AND_UNCERTAINTY_ALLOCATION, width=360, height=740)
    page.evaluate(PUT, example(handbook, RISK_AND_UNCERTAINTY_ALLOCATION))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1000, "height": 700})
    assert page.locator(".work-service").inner_text().startswith("Service: ")
    cut = """(all) => all.filter((field) => field.value)
      .filter((field) => !field.checkVisibility() || field.scrollHeight > field.clientHeight + 1)
      .map(({ name }) => name)"""
    assert page.locator("form.sheet textarea").evaluate_all(cut) == []
    assert not page.locator(".spare:visible, .row-tools:visible, .shown:visible, .dock:visible").count()


def test_without_a_script_rows_bands_and_examples_are_there(open_page):
    for tool in LAYOUTS.values():
        page = open_page(f"draft/tools/{tool}/sheet/", java_script_enabled=False)
        assert (
            not page.locator("main button:visible").count() and page.locator("form.sheet [name]:visible").count() > 20
        )
        page.get_by_text("Show the example").first.click()
        assert page.locator(".shown[open] :is(p, ol)").first.is_visible()
        assert page.locator(".result").is_visible() and page.locator(".dock").is_hidden()


def test_the_scripts_of_a_form_write_no_markup_no_style_and_run_no_text():
    for path in (ROOT / "docs/assets/forms").glob("*.js"):
        source = re.sub(r"^\s*//.*$", "", path.read_text("utf-8"), flags=re.M)
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|\.style\b|\"style\"", source
        ), path
