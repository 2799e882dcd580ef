"""The site in a real browser: accessibility, keyboard, search, versions, paper. Every page is watched for requests to
other hosts, console errors and policy violations (see `open_page` in conftest)."""

from __future__ import annotations

import re
from pathlib import Path

import axe_playwright_python
import chosen
import pytest
from chosen import BREAK_THIS_DRAFT, LEARNING_LOG, PEOPLE_SHAPE_DECISIONS
from conftest import SITE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = {
    "home": "draft/",
    "door": "draft/decide/",
    "step": chosen.page("draft", "step"),
    "principle": chosen.page("draft", "principle"),
    "tension": chosen.page("draft", "tension"),
    "tool": chosen.page("draft", "tool"),
    "sheet": chosen.sheet("draft", chosen.wide_tool("draft")),
    "long sheet": chosen.sheet("draft", chosen.long_tool("draft")),
    "clause": chosen.page("draft", "clause"),
    "guidance": chosen.page("draft", "guidance"),
    "case": chosen.page("draft", "case-study"),
    "briefing": chosen.page("draft", "briefing"),
    "path": chosen.page("draft", "path"),
    "aid": chosen.page("draft", "aid"),
    "tree": f"{chosen.page('draft', 'aid')}tree/",
    "examples": f"{chosen.page('draft', 'aid')}examples/",
    "session": f"draft/sessions/{BREAK_THIS_DRAFT}/",
    "table": f"draft/sessions/{BREAK_THIS_DRAFT}/table/",
    "screen": f"draft/sessions/{BREAK_THIS_DRAFT}/screen/",
    "cards": f"draft/sessions/{BREAK_THIS_DRAFT}/cards/",
    "sessions": "draft/sessions/",
    "list": "draft/tools/",
    "cases": "draft/case-studies/",
    "glossary": "draft/glossary/",
    "sources": "draft/sources/",
    "workshop": chosen.workshop("draft"),
    "iterations": "draft/iterations/",
    "changes": "draft/iterations/0.3/",
    "written": "draft/about/",
    "elsewhere": "0.1/clauses/open-book/",
    "older": "0.1/",
    "latest": chosen.page("latest", "step"),
    "history": "0.4/principles/people-shape-decisions/",
    "comparison": "0.2/iterations/compare/0.1/0.2/",
    "chooser": "draft/iterations/compare/",
    "lines": f"draft/tools/{LEARNING_LOG}/lines/",
    "to do": "0.4/iterations/compare/0.3/0.4/what-to-do/",
}


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that the palette can make a difference to."""


def axe(page, least: int = 10, rules: list[str] | None = None) -> list[str]:
    """What axe finds on a page, one line each; asserts that its rules ran. All of them, unless some are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)  # through the debugger, so that the page's own policy stays as it is
    # with the bar of a sheet at its own place: what is under it elsewhere comes out as one scrolls
    page.evaluate("document.querySelector('.dock') && scrollTo(0, document.documentElement.scrollHeight)")
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    # of what passes it tells one place each: to name them all takes longer than to find them
    result = page.evaluate(
        """only => axe.run(document, {runOnly: only, resultTypes: ['violations']})
          .then(({violations, passes}) => ({violations, passes: passes.length}))""",
        only,
    )
    assert result["passes"] >= (1 if rules else least)
    return [
        f"{found['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for found in result["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_with_search_and_versions_open(open_page, width, palette):
    page = open_page("draft/tools/", width=width, palette=palette)
    page.click("details.versions summary")
    assert not (found := axe(page)), "\n".join(found)
    page.keyboard.press("Escape")
    page.click(".open-search")
    page.fill("#search-words", "open book")
    page.wait_for_selector(".search-results a")
    assert not (found := axe(page)), "\n".join(found)


def test_axe_finds_a_fault(browser):
    page = browser.new_page()
    page.set_content(
        "<html lang=en><title>x</title><main><img src='data:,'><p style='color:#bbb;background:#fff'>pale</p></main>"
    )
    assert {line.split(":")[0] for line in axe(page, least=3)} >= {"image-alt", "color-contrast"}
    page.close()


def test_the_watch_sees_a_request_to_another_host(browser, address):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "draft/")
    page.evaluate("fetch('https://elsewhere.invalid/x').catch(() => 0)")
    page.wait_for_timeout(100)
    refused = page.evaluate(
        "new Promise(done => { addEventListener('securitypolicyviolation', e => done(e.blockedURI)); "
        "fetch('https://elsewhere.invalid/y').catch(() => 0); })"
    )
    assert "elsewhere.invalid" in refused, "the policy lets a page speak to another host"
    page.close()


def test_everything_is_reached_by_keyboard(open_page):
    page = open_page(chosen.page("draft", "tool"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(page.url.split("#")[0])
    seen = set()
    for _ in range(600):
        page.keyboard.press("Tab")
        mark = page.evaluate("""() => { const e = document.activeElement; if (e === document.body) return 'end';
            (window.reached ||= new Set()).add(e);
            const box = e.getBoundingClientRect(); const shown = getComputedStyle(e).outlineStyle !== 'none' &&
            box.width > 0;
            return (shown ? '' : 'NO OUTLINE ') + e.tagName + ' ' + (e.href || e.className ||
            e.textContent.trim().slice(0, 40)); }""")
        if mark == "end":
            break
        seen.add(mark)
    assert not [mark for mark in seen if mark.startswith("NO OUTLINE")], seen
    missed = """() => [...document.querySelectorAll(
            'a[href], button, summary, input, textarea, select, [tabindex="0"]')]
        .filter(e => e.checkVisibility() && !e.closest('dialog'))
        .filter(e => !e.closest('details:not([open]) > :not(summary)'))
        .filter(e => !window.reached.has(e)).map(e => e.outerHTML.slice(0, 120))"""
    assert len(seen) > 20 and not page.evaluate(missed), page.evaluate(missed)
    page.evaluate("reached.delete([...reached][7])")
    assert len(page.evaluate(missed)) == 1, "one that is not reached would be found"


def test_search_by_keyboard_from_any_page(open_page):
    page = open_page("draft/about/privacy/")
    assert not page.is_visible("dialog.search")
    page.focus(".open-search")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.search[open]")
    page.keyboard.type("earl")
    page.wait_for_selector(".search-results a")
    page.keyboard.type("y warning")
    page.keyboard.press("ArrowDown")  # at once: the answers are those to all that was typed
    page.wait_for_function("() => document.activeElement.matches('.search-results a')")
    assert "page" in page.inner_text("[role=status]")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/draft/" in url and "privacy" not in url)
    assert "arly warning" in page.inner_text("main")
    page.focus(".open-search")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.search[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.search", state="hidden")
    page.wait_for_function(
        "() => document.activeElement !== document.querySelector('#search-words')"
    )  # the browser moves the focus when it draws next


def test_search_stays_within_the_version(open_page):
    page = open_page("0.1/")
    page.click(".open-search")
    page.fill("#search-words", "learn")
    page.wait_for_selector(".search-results a")
    assert all(
        "/0.1/" in link for link in page.eval_on_selector_all(".search-results a", "all => all.map(a => a.href)")
    )
    page.fill("#search-words", "zzzz")
    page.wait_for_selector("[role=status]:has-text('Nothing found')")


def test_the_versions_are_switched_by_keyboard_and_keep_the_page(open_page):
    page = open_page("0.2/principles/people-shape-decisions/")
    page.focus("details.versions summary")
    page.keyboard.press("Enter")
    oldest = page.locator("details.versions li a").last.inner_text().split()[0]  # no more than a few are offered
    page.locator("details.versions li a").last.click()
    page.wait_for_url(re.compile(f"/{oldest}/principles/{PEOPLE_SHAPE_DECISIONS}/"))
    page.goto(page.url.split(f"/{oldest}/")[0] + "/0.1/principles/people-shape-decisions/")
    assert "another name" in page.inner_text("main")
    page.click("main a:has-text('Responsive to people')")
    page.wait_for_url(re.compile("/0.1/principles/responsive-to-people/"))
    page.click("text=Read this in the newest")
    page.wait_for_url(re.compile("/latest/principles/responsive-to-people/"))
    assert "It has been renamed since" in page.inner_text("main")


def test_a_reader_who_comes_from_another_iteration_is_told_what_changed(open_page):
    page = open_page("0.1/principles/open-to-scrutiny/")
    page.click("details.versions summary")
    offered = page.locator("details.versions li a").last
    there = offered.inner_text().split()[0]
    offered.click()
    page.wait_for_selector(".came-from", state="visible")  # the page's script says it, once it has come
    assert f"/{there}/" in page.url and "You come from iteration 0.1. " in page.inner_text(".came-from")
    page.goto(page.url.replace(f"/{there}/", "/0.2/").split("?")[0] + "?from=0.1")
    page.wait_for_selector("body[data-version='0.2'] .came-from", state="visible")
    assert "You come from iteration 0.1. This page has changed since: 1 change." in page.inner_text(".came-from")
    page.goto(page.url.split("?")[0])
    assert not page.is_visible(".came-from")


def test_a_term_is_explained_where_it_stands(open_page):
    page = open_page(chosen.with_term("draft"))
    page.focus("a.term")
    page.keyboard.press("Enter")
    page.wait_for_selector(".term-card")
    assert len(page.inner_text(".term-card")) > 40
    assert not (found := axe(page)), "\n".join(found)
    page.keyboard.press("Escape")
    assert not page.query_selector(".term-card") and page.evaluate("document.activeElement.classList.contains('term')")
    page.click("a.term")
    page.click(".term-card a")
    page.wait_for_url(re.compile("/glossary/(law/)?#"))


def test_the_palette_is_remembered(open_page):
    page = open_page("draft/")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click(".change-palette")
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.goto(page.url + "about/")
    assert before != dark == page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert page.get_attribute(".change-palette", "aria-pressed") == "true"


def test_the_pages_are_whole_without_javascript(open_page):
    page = open_page("0.5/tools/learning-log/", java_script_enabled=False)
    assert page.is_visible("h1") and not page.is_visible(".open-search")
    page.click("details.versions summary")
    there = page.locator("details.versions li a").last.inner_text().split()[0]
    page.locator("details.versions li a").last.click()
    assert f"/{there}/tools/learning-log/" in page.url


def test_a_missing_address_gets_a_page_that_helps(browser):
    import threading

    from macros.site.serving import static_server

    server = static_server(SITE)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    answer = page.goto(f"http://127.0.0.1:{server.server_port}/nowhere/at/all/")
    assert answer.status == 404 and "There is no page at this address" in page.inner_text("main")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith("Atkinson")
    page.close()
    server.shutdown()


def test_a_blank_sheet_prints_clean(open_page, tmp_path):
    page = open_page("0.5/tools/decision-rights-matrix/sheet/")
    not_printed = (".doors", ".top-tools", ".side", ".crumbs", ".version-note", ".page-end .improve", ".no-print")
    shown = lambda name: any(element.is_visible() for element in page.query_selector_all(name))  # noqa: E731
    assert all(map(shown, not_printed)), "each of them is on the screen"
    page.emulate_media(media="print")
    assert not list(filter(shown, not_printed))
    assert page.is_visible("form.sheet") and page.query_selector_all("form.sheet textarea")
    paper = page.pdf(format="A4")
    assert paper[:5] == b"%PDF-" and 1 <= paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 4
    page.emulate_media(media="screen")
    page.fill("#field-service", "Ours")
    assert page.input_value("#field-service") == "Ours"
