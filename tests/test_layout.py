"""How the pages are set, in a real browser: the length of a line, tables on a phone, nothing that moves, and paper."""

from __future__ import annotations

import re

import chosen
import pytest
from chosen import THE_EVIDENCE
from conftest import RELEASED

LINES = """() => {
  const counted = [];
  for (const paragraph of document.querySelectorAll("article > p, article > ul > li")) {
    const words = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT), rows = new Map();
    for (let node; (node = words.nextNode());) for (let at = 0; at < node.length; at++) {
      if (getComputedStyle(node.parentElement).float !== "none") break; // beside the line, and no part of it
      const range = document.createRange();
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) { const row = Math.round(box.bottom / 8); rows.set(row, (rows.get(row) || 0) + 1); }
    }
    const full = [...rows.values()].slice(0, -1);
    if (rows.size > 2) counted.push(...full);
  }
  return counted;
}"""

SIDEWAYS = """() => [...document.querySelectorAll(".table")]
  .filter((table) => table.checkVisibility() && table.scrollWidth > table.clientWidth + 1).length"""

WIDE = chosen.wide_tool("latest")
PAGES = [
    "latest/",
    "latest/decide/",
    "latest/steps/",
    chosen.page("latest", "step"),
    chosen.activity("latest"),
    chosen.page("latest", "principle"),
    chosen.page("latest", "tension"),
    "latest/tools/",
    chosen.page("latest", "tool"),
    chosen.sheet("latest", WIDE),
    chosen.page("latest", "clause"),
    chosen.page("latest", "guidance"),
    "latest/case-studies/",
    chosen.page("latest", "case-study"),
    chosen.page("latest", "briefing"),
    "latest/glossary/",
    "latest/sources/",
    "latest/iterations/",
    f"latest/iterations/compare/{RELEASED[-2]}/{RELEASED[-1]}/",
    "latest/about/feedback/",
    "latest/about/style/",
]


@pytest.mark.parametrize(
    "place",
    [
        "0.5/steps/establish-the-contract/",
        "0.5/guidance/changing-a-contract/",
        "0.5/briefings/the-evidence/",
        chosen.page("latest", "step"),
        "latest/about/",
    ],
)
def test_a_line_of_text_holds_60_to_75_characters(open_page, place):
    lines = sorted(open_page(place, width=1440).evaluate(LINES))
    assert len(lines) > 10
    assert 60 <= lines[len(lines) // 2] <= 75 and lines[-1] <= 85, (lines[len(lines) // 2], lines[-1])


def test_lines_that_are_too_long_would_be_found(browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_content(
        f"<article style='font:17px sans-serif'><p>{'a line of plain words that goes on and on ' * 20}</p></article>"
    )
    lines = sorted(page.evaluate(LINES))
    assert lines[len(lines) // 2] > 75
    page.close()


NARROWEST = """() => [...document.querySelectorAll(".table:has(th:nth-child(6)) td")]
  .filter((cell) => cell.innerText.trim())
  .reduce((least, cell) => Math.min(least, cell.clientWidth), 1e9)"""


MARGIN = """() => {
  const marks = [...document.querySelectorAll("article > :is(p, ul, ol) :is(.cite, .inferred)")]
    .filter((mark) => !mark.closest(".caption, .standfirst") && mark.checkVisibility());
  const boxes = marks.map((mark) => mark.getBoundingClientRect());
  const text = document.querySelector("article > p:not(.standfirst, .caption)").getBoundingClientRect();
  const wide = [...document.querySelectorAll("article > :is(.table, figure, .fact), .toc")]
    .filter((each) => getComputedStyle(each).position !== "fixed") // a bar at the window's foot is over all
    .map((each) => each.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const parent = (mark) => mark.closest("p, li").getBoundingClientRect();
  const others = (at) => [...boxes.slice(at + 1), ...wide];
  return {
    marks: marks.length,
    inside: boxes.filter((box) => box.left < text.right).length,
    above: marks.filter((mark, at) => boxes[at].top + 2 < parent(mark).top).length,
    met: boxes.filter((box, at) => others(at).some((other) => meet(box, other))).length,
  };
}"""


def test_what_a_sentence_rests_on_stands_beside_it_where_there_is_room(open_page):
    """A source and "our reading" are in the margin, over nothing else; on a narrower page they are in the line."""
    place = "latest/guidance/changing-a-contract/"
    for width in (1200, 1424, 1600):
        beside = open_page(place, width=width).evaluate(MARGIN)
        assert beside["marks"] > 10 and not (beside["inside"] or beside["above"] or beside["met"]), (width, beside)
    for width in (1024, 1280, 1400):  # from 1280 the contents stand where the margin was, until there is room for both
        narrow = open_page(place, width=width).evaluate(MARGIN)
        assert narrow["inside"] == narrow["marks"] == beside["marks"], (width, narrow)


STRAY = r"""() => {
  const away = (node) => getComputedStyle(node).float !== "none" || !node.checkVisibility();
  const shown = (node) => node.nodeType === 3 ? node.data : away(node) ? "" : [...node.childNodes].map(shown).join("");
  const stray = /[^\n]{0,20}(?:[ \u00a0][.,;:)](?:\s|$)|\S\u00a0[ \u00a0]| \u00a0)/g;
  const blocks = document.querySelectorAll("article > :is(p, ul, ol):not(.caption, .standfirst)");
  return [...blocks].flatMap((block) => shown(block).match(stray) || []);
}"""


def test_where_a_mark_moved_into_the_margin_no_space_stays_behind(open_page):
    """A space before a full stop, or two before the next sentence."""
    for place in ("latest/steps/shape-the-approach/", f"draft/briefings/{THE_EVIDENCE}/"):
        for width in (1200, 1424, 1600):
            assert open_page(place, width=width).evaluate(STRAY) == [], (place, width)


def test_on_a_phone_the_title_stands_in_the_first_200_pixels(open_page):
    """On each type of page, of the draft and of the newest release. A trail that needs a second line, or a head with
    the name of another language, has 20 pixels more."""
    page, low, second = open_page("latest/", width=360), [], []
    root = page.url.removesuffix("latest/")
    for place in [each for each in PAGES[1:] if "compare" not in each]:
        for version in ("latest/", "draft/"):
            page.goto(root + place.replace("latest/", version, 1))
            top = page.evaluate("document.querySelector('h1').getBoundingClientRect().top + scrollY")
            second += [page.url] if top > 200 else []
            if top > 220:
                low.append((page.url, top))
    assert not low and len(second) <= 4, (low, second)


@pytest.mark.parametrize("width", [768, 1440])
def test_the_cells_of_a_wide_example_are_wide_enough_to_read(open_page, width):
    page = open_page("0.5/tools/decision-rights-matrix/", width=width)
    assert page.locator(".example th").count() >= 8 and page.evaluate(NARROWEST) >= 130
    page.evaluate("document.querySelector('.example').className = ''")
    assert page.evaluate(NARROWEST) < 130, "as an ordinary table it is too narrow"


@pytest.mark.parametrize(
    "place",
    [
        "0.5/guidance/changing-a-contract/",
        "0.5/briefings/what-it-costs/",
        chosen.with_table("latest"),
        chosen.tool_page("latest", WIDE),
        chosen.sheet("latest", WIDE),
    ],
)
def test_on_a_phone_a_table_is_a_list_that_names_its_columns(open_page, place):
    page = open_page(place, width=360)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = page.evaluate(SIDEWAYS)
    assert not wide, f"{wide} tables have to be scrolled sideways"
    named = page.evaluate("""() => [...document.querySelectorAll(
        ".table:has([data-title]) td[data-title]:not(:first-child)")].filter((cell) => cell.checkVisibility())
        .map((cell) => [cell.dataset.title, getComputedStyle(cell, "::before").content])""")
    assert named and all(shown == f'"{title}"' for title, shown in named), named[:3]


def test_a_table_that_scrolls_sideways_would_be_found(browser):
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.set_content(
        "<div class=table style='overflow:auto'><table><tr><td style='min-width:500px'>wide</table></div>"
        "<div class=table><table><tr><td>fits</table></div>"
    )
    assert page.evaluate(SIDEWAYS) == 1
    page.close()


def test_a_table_keeps_its_columns_where_there_is_room(open_page):
    page = open_page("0.5/tools/decision-rights-matrix/sheet/", width=1280)
    assert page.evaluate(
        "() => { const table = document.querySelector('.table'); return table.scrollWidth <= table.clientWidth + 1; }"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('.table td')).display") == "table-cell"


def test_a_step_prints_as_a_document(open_page, tmp_path):
    page = open_page("0.5/steps/establish-the-contract/on-one-page/")
    page.pdf(path=tmp_path / "step.pdf", prefer_css_page_size=True)
    size = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "step.pdf").read_bytes())
    assert size and round(float(size[1])) == 595 and round(float(size[2])) == 842, "A4, upright"
    not_printed = (".doors", ".side", ".toc", ".improve")
    assert all(map(page.is_visible, not_printed)), "each of them is on the screen"
    page.emulate_media(media="print")
    assert not list(filter(page.is_visible, not_printed))
    assert page.is_visible(".activity") and page.is_visible("#sources")
    assert page.is_visible(".paper-line") and not page.is_visible(".reference"), "address and licence once, at the top"


def test_a_sheet_with_a_wide_table_prints_lying_down(open_page, tmp_path):
    page = open_page("0.5/tools/decision-rights-matrix/sheet/")
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", (tmp_path / "sheet.pdf").read_bytes())
    assert sizes and all(float(wide) > float(tall) for wide, tall in sizes)
