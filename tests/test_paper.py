"""Pages on paper: each says where it stands and of which iteration it is, and no sheet holds nothing but a foot."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
from chosen import (
    BREAK_THIS_DRAFT,
    BREAKFAST_TABLE,
    FOR_FINANCE,
    LEARNING_LOG,
    QUARTERLY_REVIEW,
    ROUTE_CHOOSER,
    SHAPE_THE_APPROACH,
    WHAT_IT_COSTS,
)
from conftest import SITE

KINDS = {
    "home": "",
    "door": "decide/",
    "step": "steps/shape-the-approach/",
    "activity": "steps/shape-the-approach/find-a-lawful-route/",
    "side": "paths/for-finance/side/",
    "principle": "principles/shared-purpose/",
    "tension": "tensions/flexibility-and-accountability/",
    "list": "tools/",
    "tool": "tools/is-relational-right/",
    "clause": "clauses/risk-sharing/",
    "guidance": "guidance/changing-a-contract/",
    "case": "case-studies/plymouth-alliance/",
    "path": "paths/for-finance/",
    "briefing": "briefings/what-it-costs/",
    "workshop": "workshops/run-one/",
    "downloads": "downloads/",
    "written": "about/",
}
"""A page of each kind, by its address in an iteration whose words stay as they are: how much of the last sheet a text
fills is nobody's fault."""

LEAST_WORDS = 25
"""A sheet with fewer words is a waste of one."""


def sheets(page: Any) -> list[str]:
    """The words of each sheet of a page as it is printed."""
    paper = page.pdf(prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(paper)).pages]


def wasted(printed: list[str]) -> list[int]:
    """The numbers of the sheets that hold next to nothing."""
    return [number for number, text in enumerate(printed, 1) if len(re.findall(r"\w+", text)) < LEAST_WORDS]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_on_paper_says_where_it_stands_and_wastes_no_sheet(open_page, kind):
    printed = sheets(open_page(f"0.7/{KINDS[kind]}"))
    assert f"/0.7/{KINDS[kind]}" in printed[0].replace("\n", "") and "Iteration" in printed[0]
    assert not wasted(printed)


BLANK = sorted(path.parent.parent.name for path in (SITE / "draft" / "tools").glob("*/sheet/index.html"))


@pytest.mark.parametrize("tool", BLANK)
def test_no_sheet_of_a_tool_ends_with_a_side_that_has_only_its_foot(open_page, tool):
    printed = sheets(open_page(f"draft/tools/{tool}/sheet/"))
    assert not wasted([text.partition("Free to use and change")[0] for text in printed[1:]])
    assert "not yet" not in printed[-1]


def test_a_result_that_says_something_is_printed_with_the_foot(open_page):
    page = open_page(f"draft/tools/{LEARNING_LOG}/sheet/")
    page.locator("textarea[name='rows.0.happened'], textarea[name^='rows.'][name$='.happened']").first.fill("More came")
    printed = sheets(page)
    assert "Rows: 1" in printed[-1] and "Free to use" in printed[-1] and not wasted(printed)


@pytest.mark.parametrize("session", [BREAK_THIS_DRAFT, QUARTERLY_REVIEW, BREAKFAST_TABLE])
def test_a_screen_on_paper_has_no_empty_side(open_page, session):
    assert not wasted(sheets(open_page(f"draft/sessions/{session}/screen/")))


def test_a_sheet_with_two_lines_is_found(open_page):
    page = open_page(f"draft/paths/{FOR_FINANCE}/side/")
    page.evaluate(
        "() => { const last = document.createElement('p'); last.textContent = 'Two lines.';"
        " last.style.breakBefore = 'page'; document.querySelector('article').append(last); }"
    )
    printed = sheets(page)
    assert wasted(printed) == [len(printed)]


def test_a_tool_that_is_named_has_its_short_address_beside_it(open_page):
    text = " ".join(sheets(open_page(f"draft/steps/{SHAPE_THE_APPROACH}/"))).replace("\n", " ")
    assert f"Route chooser (/go/{ROUTE_CHOOSER}/)" in text


def test_a_figure_with_a_remark_stands_among_the_figures(open_page):
    """All figures of a column begin at one edge, and their bars below them: also the one that has a word beside it."""
    page = open_page(f"draft/briefings/{WHAT_IT_COSTS}/")
    cell = page.locator("td", has_text="70 to 105, extra")
    column = cell.evaluate(
        """cell => [...cell.closest("table").querySelectorAll("tr > :nth-child(" + (cell.cellIndex + 1) + ")")]
          .map((each) => [getComputedStyle(each).textAlign, Math.round(each.getBoundingClientRect().left)].join(" "))"""
    )
    assert len(column) > 5 and len(set(column)) == 1, column
