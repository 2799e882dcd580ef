"""Narrowing down the cases and the tools: from the address, by keyboard, and whole without JavaScript."""

from __future__ import annotations

import re

import pytest
from chosen import SHAPE_THE_APPROACH, SUSTAIN_THE_PARTNERSHIP, TRANSFORMING_REHABILITATION

from macros.pages import filters

NARROWED = [
    "draft/case-studies/?result=failed",
    "draft/tools/?kind=register",
    "draft/case-studies/?country=finland&result=failed",
    "draft/steps/",
    "draft/tensions/",
    "0.1/",
    "0.2/tensions/",
]
"""Lists narrowed down and pages with pictures, of which test_sweep.py asks whether everybody can read them."""


def shown(page) -> list[str]:
    return page.eval_on_selector_all(
        "[data-item]", "all => all.filter(e => e.checkVisibility()).map(e => e.dataset.item)"
    )


def expected(handbook, kind: str, /, **chosen: str) -> set[str]:
    return {
        element.id
        for element in handbook.draft.of(kind)
        if all(value in filters.answers_of(handbook.draft, element)[question] for question, value in chosen.items())
    }


@pytest.mark.parametrize(
    "place, kind, questions",
    [
        ("case-studies/", "case-study", ("country", "result")),
        ("case-studies/", "case-study", ("step", "evidence")),
        ("case-studies/", "case-study", ("theme",)),
        ("tools/", "tool", ("step", "kind")),
        ("tools/", "tool", ("step",)),
    ],
)
def test_an_address_narrows_the_list_for_whoever_opens_it(open_page, handbook, place, kind, questions):
    total = len(handbook.draft.of(kind))
    answers = (filters.answers_of(handbook.draft, element) for element in handbook.draft.of(kind))
    given = (
        {name: next(iter(each[name])) for name in questions}
        for each in answers
        if all(each.get(name) for name in questions)
    )
    picked = next(values for values in given if 0 < len(expected(handbook, kind, **values)) < total)
    page = open_page(f"draft/{place}?" + "&".join(f"{name}={value}" for name, value in picked.items()))
    want = expected(handbook, kind, **picked)
    assert set(shown(page)) == want
    assert page.inner_text("[role=status].filter-count").startswith(f"{len(want)} of {total} ")
    for name, value in picked.items():
        assert page.input_value(f"#filter-{name}") == value


def test_choosing_changes_the_address_and_the_next_reader_sees_the_same(open_page):
    page = open_page("draft/case-studies/?from=newsletter")
    page.select_option("#filter-result", "failed")
    page.select_option("#filter-country", "england")
    assert "result=failed" in page.url and "country=england" in page.url and "from=newsletter" in page.url
    there = shown(page)
    other = open_page("draft/case-studies/?" + page.url.split("?")[1])
    assert shown(other) == there
    page.click("text=Show all")
    assert page.url.endswith("?from=newsletter") and len(shown(page)) > len(there)


def test_the_counts_say_what_a_choice_would_leave(open_page, handbook):
    page = open_page("draft/case-studies/")
    for option in page.query_selector_all("#filter-country option[value]:not([value=''])"):
        value, words = option.get_attribute("value"), option.text_content()
        assert words.endswith(f"({len(expected(handbook, 'case-study', country=value))})")
    page.select_option("#filter-result", "failed")
    left = len(expected(handbook, "case-study", country="england", result="failed"))
    assert page.text_content("#filter-country option[value=england]") == f"England ({left})"


def test_whoever_looks_for_one_country_finds_a_case_of_two(handbook):
    assert filters.countries("England and Wales") == ["England", "Wales"]
    assert filters.countries("Trinidad and Tobago") == ["Trinidad and Tobago"] and filters.countries("Finland") == [
        "Finland"
    ]
    assert filters.short_form("Côte d'Ivoire, 2nd") == "cote-d-ivoire-2nd"
    frozen = handbook.iterations["0.5"]
    answers = filters.answers_of(frozen, frozen.elements[TRANSFORMING_REHABILITATION])
    assert {"england", "wales"} <= set(answers["country"])


def test_it_works_by_keyboard_and_tells_what_came_of_it(open_page, handbook):
    page = open_page("draft/tools/")
    page.focus("#filter-step")
    page.keyboard.type("4")
    page.wait_for_function(f"() => location.search.includes('step={SUSTAIN_THE_PARTNERSHIP}')")
    number = len(expected(handbook, "tool", step=SUSTAIN_THE_PARTNERSHIP))
    assert page.inner_text("[role=status].filter-count") == f"{number} of {len(handbook.draft.of('tool'))} tools"
    headings = page.eval_on_selector_all(
        ".group", "all => all.filter(e => !e.querySelector('[data-item]:not([hidden])') && e.checkVisibility()).length"
    )
    assert headings == 0, "no heading is left over nothing"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Show all"
    page.keyboard.press("Enter")
    assert len(shown(page)) == len(handbook.draft.of("tool")) and "?" not in page.url
    assert page.evaluate("document.activeElement.textContent") == "Show all", "the focus stays where it was"


def test_nothing_that_fits_is_said_and_can_be_undone(open_page):
    page = open_page("draft/case-studies/?country=finland&result=failed")
    assert not shown(page) and page.inner_text(".filter-count").startswith("None of the ")
    page.click("text=Show all")
    assert shown(page)


@pytest.mark.parametrize(
    "query", ["?step=no-such-step", "?country=", "?result=failed%22%5D%2C*&kind=x", "?step=%3Cscript%3E"]
)
def test_an_address_that_makes_no_sense_shows_everything(open_page, handbook, query):
    page = open_page(f"draft/case-studies/{query}")
    assert len(shown(page)) == len(handbook.draft.of("case-study"))


@pytest.mark.parametrize("place, kind", [("case-studies/", "case-study"), ("tools/", "tool")])
def test_without_javascript_everything_is_there_and_no_dead_form(open_page, handbook, place, kind):
    page = open_page(f"draft/{place}?step={SHAPE_THE_APPROACH}", java_script_enabled=False)
    links = page.locator("[data-item]")
    number = len(handbook.draft.of(kind))
    assert links.count() == number and all(links.nth(n).is_visible() for n in range(number))
    assert not page.is_visible("form.filter") and page.inner_text(".filter-count").startswith(f"{number} ")


def test_coming_back_keeps_the_choice(open_page):
    page = open_page("draft/case-studies/?result=failed")
    there = shown(page)
    page.click("[data-item] a >> visible=true >> nth=0")
    page.wait_for_url(re.compile("/case-studies/[a-z0-9-]+/$"))
    page.go_back()
    page.wait_for_function("() => document.querySelector('#filter-result')?.value === 'failed'")
    assert shown(page) == there


def test_a_list_of_one_has_nothing_to_narrow(open_page):
    page = open_page("0.1/tools/")
    assert not page.query_selector("form.filter") and page.inner_text(".filter-count") == "1 tool"


def test_a_comparison_is_narrowed_down_from_its_address(open_page):
    page = open_page("0.2/iterations/compare/0.1/0.2/?kind=principle&change=added")
    page.wait_for_selector(".filter-count:has-text(' of ')")
    shown = [block.inner_text() for block in page.query_selector_all("[data-item]") if block.is_visible()]
    assert len(shown) == 2 and all("added" in text and "principle" in text for text in shown)
    headings = lambda: sum(heading.is_visible() for heading in page.query_selector_all("main h2"))  # noqa: E731
    some = headings()
    page.click(".filter-clear")
    assert headings() > some and "?" not in page.url


def test_a_line_that_stands_for_many_counts_as_many(open_page, handbook):
    page = open_page("0.3/iterations/compare/0.2/0.3/?kind=case-study")
    page.wait_for_selector(".filter-count:has-text(' of ')")
    many = len(handbook.iterations["0.3"].of("case-study"))
    assert page.inner_text(".filter-count").startswith(f"{many} of ") and many > 8
    assert len([line for line in page.query_selector_all("[data-item]") if line.is_visible()]) == 1
    page.select_option("#filter-change", "strengthened")
    assert page.inner_text(".filter-count").startswith("None of the ")


def test_a_narrowed_comparison_shows_no_heading_without_a_difference(open_page):
    page = open_page("0.2/iterations/compare/0.1/0.2/?kind=principle")
    groups = """() => [...document.querySelectorAll(".group")].filter((group) => group.checkVisibility())
        .map((group) => [...group.querySelectorAll("[data-item]")].filter((item) => item.checkVisibility()).length)"""
    narrowed = page.evaluate(groups)
    assert narrowed and all(narrowed)
    page.click("text=Show all")
    assert len(page.evaluate(groups)) > len(narrowed)
