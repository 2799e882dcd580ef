"""Tools that compute, on the page: scored, refused, taken back, kept, saved and opened again, in a real browser."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from chosen import AUTHORITY_READINESS, IS_RELATIONAL_RIGHT, PROVIDER_READINESS
from test_browser import axe

RIGHT = f"draft/tools/{IS_RELATIONAL_RIGHT}/sheet/"


def opened(open_page, place: str = RIGHT, **options):
    page = open_page(place, **options)
    page.wait_for_selector("form[data-ready]")
    return page


def score(page, values: list[int]) -> None:
    for number, value in enumerate(values, 1):
        page.locator(f'[name="scores.{number}.score"][value="{value}"]').check()


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
    page.wait_for_function("() => document.querySelector('.result [role=status]')?.textContent.includes('may fit')")


@pytest.mark.parametrize("tool", [IS_RELATIONAL_RIGHT, AUTHORITY_READINESS, PROVIDER_READINESS])
def test_without_script_a_sheet_reads_and_takes_answers(open_page, tool):
    page = open_page(f"draft/tools/{tool}/sheet/", java_script_enabled=False)
    assert page.locator("form.sheet [name]").count() > 20
    assert page.locator(".band").count() >= 3 and page.locator(".dock").is_hidden()


def fetched_with(script: Path) -> set[Path]:
    """A script and all that it imports at once; what it imports when it is asked for is not among it."""
    found, open_ = set(), [script]
    while open_:
        path = open_.pop()
        found.add(path)
        names = re.findall(r'^(?:import|export)\b[^;]*?from "(\./[\w-]+\.js)";', path.read_text("utf-8"), flags=re.M)
        open_ += [path.parent / name for name in names if path.parent / name not in found]
    return found


def sent(paths) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_the_script_of_a_form_is_small_and_only_there(site):
    folder = site / "draft/assets/forms"
    at_once = fetched_with(folder / "form.js")
    assert {"keep.js", "shelf.js", "values.js"} <= {path.name for path in at_once}, "what is imported is found"
    assert "bring.js" not in {path.name for path in at_once}, "what comes from elsewhere is fetched when it is needed"
    assert sent(at_once) <= 20_000
    assert sent({*folder.glob("*.js")} - at_once) <= 15_000, "Word, and what comes from elsewhere: only when asked for"
    for path in (site / "draft").rglob("*.html"):
        html = path.read_text("utf-8")
        assert ("assets/forms/" in html) == ('<form class="sheet' in html), path
