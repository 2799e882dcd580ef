"""What readers lost, or could not do, on iteration 0.5: each fault as a kind, in a real browser. Sheets:
test_sheets."""

from __future__ import annotations

import itertools
import re
import shutil
import threading
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from chosen import (
    DECISION_RIGHTS_MATRIX,
    LEARNING_LOG,
    RELATIONSHIP_HEALTH_CHECK,
    SHAPE_THE_APPROACH,
    TRANSFORMING_REHABILITATION,
)
from conftest import SITE
from playwright.sync_api import expect

INK = """async (png) => { const image = new Image(); image.src = `data:image/png;base64,${png}`; await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const all = pen.getImageData(0, 0, image.width, image.height).data, ground = [...all.slice(0, 3)];
  let differ = 0;
  for (let at = 0; at < all.length; at += 4)
    if (ground.some((value, n) => Math.abs(value - all[at + n]) > 60)) differ++;
  return differ; }"""
"""How many points of a picture are not of the colour of its first."""


def ink(page: Any, **clip: float) -> int:
    return page.evaluate(INK, b64encode(page.screenshot(clip=clip)).decode())


def until(page: Any, true: str, arg: Any = None) -> None:
    """Wait for something to be true. Playwright's own way evaluates within the page, which our policy forbids."""
    for _ in range(100):
        if page.evaluate(true, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {true}")


def search(page: Any, words: str) -> str:
    """What the dialog says of some words, once it has answered them."""
    if not page.query_selector("dialog.search[open]"):
        page.click(".open-search")
    page.fill("#search-words", "")
    page.wait_for_selector("dialog [role=status]:text-is('')", state="attached")
    page.fill("#search-words", words)
    until(
        page,
        "() => /^(?!Getting)./.test(document.querySelector('dialog [role=status]').textContent)",
    )
    return page.inner_text("dialog [role=status]")


def found(page: Any) -> list[str]:
    return page.eval_on_selector_all(".search-results a", "all => all.map(a => a.href)")


# -- the search never throws and never falls silent ----------------------------------------------------------


@pytest.mark.parametrize("before", ["", "learning"])
@pytest.mark.parametrize(
    "words",
    [
        "constructor partner",
        "constructors",
        "the constructor clause",
        "__proto__",
        "toString valueOf",
        "hasOwnProperty",
        "prototype",
        "\ud800",
    ],
)
def test_no_word_breaks_the_search(open_page, before, words):
    page = open_page("draft/")
    if before:
        search(page, before)
    said = search(page, words)
    assert re.match(r"(The best )?\d+ (of \d+ )?pages?|Nothing found for", said)


def test_an_error_of_the_engine_is_said_and_no_old_answer_stays(browser, address):
    page = browser.new_page()
    broken = """export const engine = () => (words) => {
      if (/^b/.test(words)) throw new Error("x");
      return { found: [{ address: "x/", title: words, kind: "", line: "" }], marked: (text) => [[text, false]] };
    };"""
    page.route("**/engine.js", lambda route: route.fulfill(body=broken, content_type="text/javascript"))
    page.goto(address + "draft/")
    assert search(page, "a word") == "1 page" and found(page)
    assert search(page, "broken").startswith("The search failed on “broken”") and not found(page)
    assert search(page, "another") == "1 page"
    page.close()


@pytest.mark.parametrize(
    "typed, same", [("beneﬁt bond", "benefit bond"), ("ＫＰＩ", "KPI"), ("proﬁt oﬀer", "profit offer")]
)
def test_letters_that_only_look_otherwise_are_the_same(open_page, typed, same):
    page = open_page("draft/")
    search(page, same)
    expected = found(page)
    assert expected and (search(page, typed), found(page)) and found(page) == expected


@pytest.mark.parametrize("words", ["partnership " * 9000, "x" * 90_000])
def test_a_whole_document_pasted_in_does_not_stop_the_browser(open_page, words):
    page = open_page("draft/")
    page.set_default_timeout(8_000)
    search(page, "a")
    assert search(page, words)


# -- keys, fingers and eyes ------------------------------------------------------------------------------------


def test_no_key_does_anything_by_itself(open_page):
    page = open_page(f"draft/tools/{LEARNING_LOG}/")
    before = page.evaluate("document.body.innerHTML.length")
    for key in "/?.sfkjgnpbht0123456789[]":
        page.keyboard.press(key)
    page.wait_for_timeout(100)
    assert page.evaluate("document.body.innerHTML.length") == before and not page.query_selector("dialog[open]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_signs_are_seen_where_colours_are_forced(open_page, width, scheme):
    page = open_page("draft/tools/", width=width, palette=scheme, forced_colors="active")
    for button in (".change-palette", ".open-search") if width < 500 else (".change-palette",):
        box = page.locator(button).bounding_box()
        middle = {"x": box["x"] + 6, "y": box["y"] + 6, "width": box["width"] - 12, "height": box["height"] - 12}
        assert ink(page, **middle) > 60, button
    lines = []
    for link in page.query_selector_all(".doors a"):
        box = link.bounding_box()
        foot = {"x": box["x"] + 2, "y": box["y"] + box["height"] - 4, "width": box["width"] - 4, "height": 4}
        lines.append(ink(page, **foot) > 40)
    assert lines.count(True) == 1, "the current door has a line, and no other"


@pytest.mark.parametrize("chosen, scheme", [("light", "dark"), ("dark", "light"), (None, "dark")])
def test_pictures_have_the_reader_s_own_colours_where_they_are_forced(open_page, chosen, scheme):
    page = open_page("draft/steps/", palette=scheme, forced_colors="active")
    if chosen:
        page.evaluate("(chosen) => { document.documentElement.dataset.palette = chosen; }", chosen)
    ground, text = page.evaluate(
        """() => {
          const [page, text] = ["html", ".picture text"].map((name) => getComputedStyle(document.querySelector(name)));
          return [page.backgroundColor, text.fill]; }"""
    )
    light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ground, text)]
    assert abs(light[0] - light[1]) > 500, (ground, text)


@pytest.mark.parametrize("width", [375, 820])
@pytest.mark.parametrize(
    "place",
    [
        "tools/",
        "case-studies/",
        f"tools/{LEARNING_LOG}/sheet/",
        f"tools/{RELATIONSHIP_HEALTH_CHECK}/sheet/",
        f"tools/{DECISION_RIGHTS_MATRIX}/sheet/",
        "about/feedback/",
        "iterations/compare/",
    ],
)
def test_what_is_written_in_is_large_enough_for_a_finger(open_page, place, width):
    page = open_page(f"draft/{place}", width=width, has_touch=True, is_mobile=True)
    page.click(".open-search")
    small = page.eval_on_selector_all(
        "input, select, textarea",
        """all => all.filter(e => !/checkbox|radio/.test(e.type) && parseFloat(getComputedStyle(e).fontSize) < 16)
        .map(e => e.name || e.id)""",
    )
    assert not small


STOP = """() => { const on = document.activeElement; if (on === document.body) return null;
  const box = on.getBoundingClientRect(), fixed = Boolean(on.closest(".toc"));
  const row = [...document.querySelectorAll("tr")].indexOf(on.closest("tr")); // read cell by cell, each from its top
  const what = on.textContent.trim().slice(0, 30) || on.className;
  return { row, y: box.top + scrollY, x: box.left, fixed, what }; }"""


@pytest.mark.parametrize("width", [360, 700, 1000, 1280])
@pytest.mark.parametrize("place", ["case-studies/", f"steps/{SHAPE_THE_APPROACH}/", f"tools/{LEARNING_LOG}/", "about/"])
def test_the_keyboard_follows_the_eye(open_page, place, width):
    page = open_page(f"draft/{place}", width=width)
    page.emulate_media(reduced_motion="reduce")
    stops = []
    for _ in range(500):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        if not stop["fixed"]:
            stops.append(stop)
    stops = stops[1:]  # the way past the menus is seen only while it has the focus
    assert len(stops) > 15
    back = [
        (one["what"], two["what"], round(one["y"] - two["y"]))
        for one, two in itertools.pairwise(stops)
        if two["y"] < one["y"] - 60 and (two["x"] < one["x"] + 60 or width < 1024 and not one["row"] == two["row"] >= 0)
    ]
    assert not back


# -- browsers a year or two older -------------------------------------------------------------------------------


def without(css: str, feature: str) -> str:
    """A style sheet as a browser reads it that does not know a feature: without the blocks and rules that name it."""
    while (start := css.find(f"@supports selector({feature})")) >= 0:
        end, depth = css.index("{", start) + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[:start] + css[end:]
    return re.sub(rf"[^{{}};]*{re.escape(feature)}[^{{}}]*\{{[^{{}}]*\}}", "", css)


def older(page: Any) -> None:
    """Make a page's browser one that knows neither `::details-content` nor `field-sizing`."""

    def serve(route: Any) -> None:
        css = re.sub(r"field-sizing: ?content;?", "", without(route.fetch().text(), "::details-content"))
        route.fulfill(body=css, content_type="text/css")

    page.context.route("**/*.css", serve)
    page.add_init_script(
        """{ const real = CSS.supports.bind(CSS), unknown = /details-content|field-sizing/;
        CSS.supports = (...asked) => !unknown.test(asked.join()) && real(...asked); }"""
    )


def test_without_finds_what_it_is_to_drop():
    css = "a{b:c}@media x{@supports selector(::d){e{f:g}h::d{i:j}}k{l:m}}n::d,o{p:q}r{s:t}"
    assert without(css, "::d") == "a{b:c}@media x{k{l:m}}r{s:t}"


@pytest.mark.parametrize("place", [f"tools/{LEARNING_LOG}/", f"steps/{SHAPE_THE_APPROACH}/", "about/style/"])
def test_the_contents_are_open_in_an_older_browser(open_page, place):
    page = open_page("draft/about/", width=1366)
    older(page)
    page.goto(page.url.replace("about/", place))
    links = page.locator(".toc a")
    assert links.count() > 2 and all(link.is_visible() for link in links.all())
    links.nth(1).click()
    assert links.nth(1).is_visible(), "they stay open"
    menu = page.locator(".side a")
    assert menu.count() and all(link.is_visible() for link in menu.all())
    page.set_viewport_size({"width": 1000, "height": 800})
    until(page, "!document.querySelector('.toc details').open")
    page.click(".toc summary")
    assert links.first.is_visible()


def test_the_contents_can_be_opened_in_an_older_browser_without_javascript(open_page):
    page = open_page("draft/about/", width=1366, java_script_enabled=False)
    older(page)
    page.goto(page.url.replace("about/", f"tools/{LEARNING_LOG}/"))
    if not page.locator(".toc a").first.is_visible():
        page.click(".toc summary")
    assert page.locator(".toc a").first.is_visible()


ON_PAPER = """() => addEventListener("beforeprint", () => { window.printed = {
  folded: document.querySelectorAll("main details:not([open])").length,
  texts: [...document.querySelectorAll(".on-paper")].map((twin) => twin.textContent) }; })"""


@pytest.mark.parametrize("place", [f"tools/{LEARNING_LOG}/", "steps/", f"case-studies/{TRANSFORMING_REHABILITATION}/"])
def test_folded_parts_print(open_page, place):
    page = open_page(f"draft/{place}")
    folded = page.locator("main details:not([open])").count()
    assert folded
    page.evaluate(ON_PAPER)
    page.pdf()
    assert page.evaluate("window.printed.folded") == 0
    until(page, "(folded) => document.querySelectorAll('main details:not([open])').length === folded", folded)


def test_long_text_prints_whole_in_an_older_browser(open_page):
    page = open_page("draft/about/")
    older(page)
    page.goto(page.url.replace("about/", f"tools/{LEARNING_LOG}/sheet/"))
    long = "A sentence that goes on for longer than its place on the paper. " * 20 + "End."
    page.wait_for_selector("form[data-ready]")
    boxes = page.locator("form.sheet textarea:visible")
    for box in boxes.all()[:6]:
        box.fill(long)
    page.evaluate(ON_PAPER)
    page.once("dialog", lambda dialog: dialog.accept())
    page.pdf()
    assert page.evaluate("window.printed.texts.filter((text) => text.endsWith('End.')).length") == 6
    until(page, "!document.querySelector('.on-paper')")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not boxes.first.is_visible()
    cut = page.eval_on_selector_all(
        ".on-paper",
        "all => all.filter((twin) => twin.textContent)"
        ".filter((twin) => !twin.checkVisibility() || twin.scrollHeight > twin.clientHeight + 1).length",
    )
    assert cut == 0


@pytest.mark.parametrize("chosen, scheme", [(None, "dark"), ("dark", "light"), ("dark", "dark"), ("light", "dark")])
@pytest.mark.parametrize("place", [f"steps/{SHAPE_THE_APPROACH}/", "case-studies/", f"tools/{LEARNING_LOG}/sheet/"])
def test_paper_is_light(open_page, place, chosen, scheme):
    page = open_page(f"draft/{place}", palette=scheme)
    if chosen:
        page.evaluate("(chosen) => { document.documentElement.dataset.palette = chosen; }", chosen)
    page.emulate_media(media="print", color_scheme=scheme)
    dark = page.evaluate("""() => [...document.querySelectorAll("html, body, body *")].filter((element) => {
      if (!element.checkVisibility()) return false;
      const style = getComputedStyle(element), numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = ([red, green, blue]) => red + green + blue, ground = numbers(style.backgroundColor);
      const isPale = element.textContent.trim() && light(numbers(style.color)) > 500;
      return isPale || (ground[3] !== 0 && light(ground) < 380);
    }).map((element) => element.outerHTML.slice(0, 80))""")
    assert not dark
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


# -- the not-found page, wherever the site stands ----------------------------------------------------------------


@pytest.fixture(scope="module")
def in_a_folder(tmp_path_factory: Any) -> Iterator[str]:
    """The site in a folder of a host, as project sites are; nobody told the build where."""
    from macros.site.serving import static_server

    host = tmp_path_factory.mktemp("host")
    (host / "us").mkdir()
    (host / "us" / "handbook").symlink_to(SITE, target_is_directory=True)
    shutil.copy(SITE / "404.html", host / "404.html")
    server = static_server(host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/us/handbook/"
    server.shutdown()


@pytest.mark.parametrize("asked", ["nowhere", "nowhere/", "9.9/tools/x/y/z.html", "latest/tools/nothing/?x=1#y"])
def test_a_missing_address_gets_a_whole_page_in_any_folder(browser, in_a_folder, asked):
    page = browser.new_page()
    assert page.goto(in_a_folder + asked).status == 404
    until(page, "getComputedStyle(document.querySelector('h1')).fontFamily.startsWith('Atkinson')")
    links = page.eval_on_selector_all("a[href]", "all => all.map((link) => link.href)")
    assert len(links) > 8 and all(link.startswith(in_a_folder) or "#content" in link for link in links), links
    page.click("main a:has-text('Home of this iteration')")
    page.wait_for_selector(".home")
    page.goto(in_a_folder + asked)
    page.wait_for_selector("button.open-search")
    page.wait_for_load_state("networkidle")
    page.fill("#page-search", "learning log")
    page.wait_for_selector(".search-results a:has-text('Learning log')")
    addresses = found(page)
    assert addresses and not [
        link for link in addresses if not re.match(re.escape(in_a_folder) + r"\d\.\d+/[a-z]", link)
    ]
    page.click(".search-results a >> nth=0")
    page.wait_for_selector("body:not(.alone) main h1")
    assert "no page at this address" not in page.inner_text("main")
    page.close()


def test_the_words_of_a_missing_address_are_searched_for(browser, in_a_folder):
    page = browser.new_page()
    page.goto(in_a_folder + "9.9/tools/learning-logg/sheet/")
    page.wait_for_selector(".search-results a:has-text('Learning log')")
    assert page.input_value("#page-search") == "learning logg"
    page.close()


def test_the_search_of_the_not_found_page_leads_to_right_addresses(browser):
    from macros.site.serving import static_server

    server = static_server(SITE)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/9.9/tools/x/")
    page.fill("#page-search", "learning reviews")
    page.wait_for_selector(".search-results a")
    assert found(page) and not [link for link in found(page) if "//" in link.split("://")[1]]
    page.close()
    server.shutdown()


# -- what is kept: another handbook on the same host ---------------------------------------------------------------


@pytest.fixture(scope="module")
def neighbour(address: str) -> str:
    """The address of a second handbook on the same host."""
    from conftest import ROOT

    link = ROOT / ".cache" / "test-host" / "neighbour"
    if not link.exists():
        try:
            link.symlink_to(SITE, target_is_directory=True)
        except FileExistsError:
            pass
    return address.replace("/some/path/", "/neighbour/")


def test_two_handbooks_on_one_host_keep_apart(browser, address, neighbour):
    sheet = f"draft/tools/{LEARNING_LOG}/sheet/"
    page = browser.new_context(color_scheme="light").new_page()
    page.goto(address + sheet)
    page.wait_for_selector("form[data-ready]")
    page.fill("#field-service", "Ours")
    page.wait_for_function("() => document.querySelector('.work-said')?.textContent.startsWith('Saved')")
    page.click(".change-palette")
    page.goto(neighbour + sheet)
    page.wait_for_selector("form[data-ready]")
    assert page.input_value("#field-service") == "" and page.get_attribute("html", "data-palette") is None
    page.fill("#field-service", "Theirs")
    page.wait_for_function("() => document.querySelector('.work-said')?.textContent.startsWith('Saved')")
    page.goto(address + sheet)
    page.wait_for_selector("form[data-ready]")
    assert page.input_value("#field-service") == "Ours" and page.get_attribute("html", "data-palette") == "dark"
    page.context.close()


@pytest.mark.parametrize("stored", ["system", '{"a": 1}', "", "null"])
def test_a_palette_that_somebody_else_wrote_is_no_palette(open_page, stored):
    page = open_page("draft/")
    page.evaluate("(stored) => localStorage.setItem('palette', stored)", stored)
    page.reload()
    assert page.get_attribute("html", "data-palette") is None


def test_the_first_score_is_two_taps_from_home(open_page):
    page = open_page("draft/", width=360)
    for _ in "12":
        page.get_by_role("link", name="Score your service").click()
    expect(page.get_by_role("heading", name="Eight statements")).to_be_in_viewport()
    assert page.get_by_role("radio", name="5").first.is_visible()
    assert not open_page("0.3/").get_by_role("link", name="Score your service").count()
