"""Tools that compute, on the page: scored, refused, taken back, kept, saved and opened again, in a real browser."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from conftest import ROOT
from test_browser import axe

RIGHT = "draft/tools/is-relational-right/sheet/"


def opened(open_page, place: str = RIGHT, **options):
    page = open_page(place, **options)
    page.wait_for_selector("form[data-ready]")
    return page


def score(page, values: list[int]) -> None:
    for number, value in enumerate(values, 1):
        page.locator(f'[name="scores.{number}.score"][value="{value}"]').check()


def bring(page, body: bytes) -> str:
    page.locator("input[type=file]").set_input_files({"name": "a", "mimeType": "application/json", "buffer": body})
    page.wait_for_timeout(200)
    return str(page.locator(".work-said").inner_text())


def test_eight_scores_say_where_you_are_and_what_would_change_it(open_page):
    page = opened(open_page, width=360, height=740)
    assert page.locator("form.sheet textarea").first.bounding_box()["y"] < 740
    assert not axe(page)
    score(page, [5, 4, 5, 4, 3, 4, 2])
    assert "1 statement left" in page.locator(".dock").inner_text() and not axe(page)
    score(page, [5, 4, 5, 4, 3, 4, 2, 3])
    said = page.locator(".result").inner_text()
    assert "prepare first" in said and "at 3 would change it to “may fit”" in said
    assert page.input_value("[name=need-result]") == "4.2" and page.input_value("[name=readiness-result]") == "2"
    assert not axe(page)
    page.get_by_role("button", name="Take back: (8)").click()
    assert "1 statement left" in page.locator(".dock").inner_text()


def test_a_stop_sign_that_nobody_removes_refuses(open_page):
    page = opened(open_page)
    score(page, [5] * 8)
    page.locator('[name="stop-signs.2.there"][value="Yes"]').check()
    assert page.locator(".band:visible").inner_text().startswith("Stop.") and not axe(page)
    page.locator('[name="stop-signs.2.action"]').fill("The head of commissioning, by September")
    assert "may fit" in page.locator(".band:visible").inner_text()
    page.wait_for_function("() => document.querySelector('.result [role=status]').textContent.includes('may fit')")


def test_what_is_typed_is_kept_saved_and_opened_again(open_page):
    page = opened(open_page)
    page.fill("[name=purpose]", "‏שלום <b>&amp;</b> 😀")
    score(page, [5, 4])
    page.wait_for_function("() => document.querySelector('.work-said').textContent.startsWith('Saved')")
    page.reload()
    page.wait_for_selector("form[data-ready]")
    assert page.input_value("[name=purpose]") == "‏שלום <b>&amp;</b> 😀"
    page.get_by_text("Service file:").click()
    with page.expect_download() as waiting:
        page.locator(".work-tools").get_by_role("button", name="Save a file").click()
    assert waiting.value.suggested_filename.startswith("My-service-is-relational-right-")
    text = Path(waiting.value.path()).read_text("utf-8")
    saved = json.loads(text)
    assert saved["values"]["scores"] == [{"score": "5"}, {"score": "4"}]
    for wrong in (
        b"{",
        text[:90].encode(),
        b'{"format": "x"}',
        b" " * 3_000_000,
        json.dumps({**saved, "tool": "<img src=x>"}).encode(),
        json.dumps({**saved, "values": {"scores": {"a": 1}}}).encode(),
    ):
        assert bring(page, wrong).endswith("Nothing was changed.")
    other = {**saved, "values": {**saved["values"], "purpose": "Another", "gone": "An older answer"}}
    assert "beside them" in bring(page, json.dumps(other).encode())
    assert page.input_value("#service") == "My service (2)" and "An older answer" in page.inner_text(".work-left")
    with page.expect_download() as waiting:
        page.locator(".work-tools").get_by_role("button", name="Save a file").click()
    assert json.loads(Path(waiting.value.path()).read_text("utf-8"))["values"] == other["values"]
    page.select_option("#service", "My service")
    page.wait_for_function("() => document.querySelector('[name=purpose]').value.includes('<b>')")


@pytest.mark.parametrize("tool", ["is-relational-right", "authority-readiness", "provider-readiness"])
def test_without_script_a_sheet_reads_and_takes_answers(open_page, tool):
    page = open_page(f"draft/tools/{tool}/sheet/", java_script_enabled=False)
    assert page.locator("form.sheet [name]").count() > 20
    assert page.locator(".band").count() >= 3 and page.locator(".dock").is_hidden()


def test_the_script_of_a_form_is_small_and_only_there(site):
    folder = ROOT / "docs/assets/forms"
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in folder.glob("*.js")) <= 20_000
    for path in (site / "draft").rglob("*.html"):
        html = path.read_text("utf-8")
        assert ("assets/forms/" in html) == ('<form class="sheet' in html), path
