"""One visit of each page: what can be asked of any page in a browser is asked here, at one load, at each width in turn.

Each question is a function from an open page to what is wrong on it. `ASKED` says of which pages and at which widths. A
failure names question, page and width. Beside each question stands an example that it must fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest
from conftest import RELEASED, SITE, pages
from test_browser import AXE, COLOURS, axe
from test_browser import PAGES as KINDS_OF_PAGES
from test_filter import NARROWED
from test_layout import PAGES as ARRIVING
from test_pictures import addresses as with_pictures

PARTS = 24
"""Into so many parts the pages are dealt, so that two workers share them evenly."""


# -- the questions ----------------------------------------------------------------------------------


def scrolls_sideways(page: Any) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{over} pixels too wide"] if over > 0 else []


def pictures_out_of_place(page: Any) -> list[str]:
    """Words smaller than 12 pixels, outside their picture or box, or on top of others; a picture in both its forms."""
    found = page.evaluate(MEASURE)
    figures, shown = page.evaluate(
        """[document.querySelectorAll('figure.picture').length,
            [...document.querySelectorAll('figure.picture svg')].filter(svg => svg.checkVisibility()).length]"""
    )
    return found if figures == shown else [*found, f"{figures} pictures in {shown} forms"]


def inaccessible(page: Any) -> list[str]:
    """What axe finds, in the light palette with every rule and in the dark one with those that look at colours."""
    page.evaluate("document.querySelectorAll('details.in-words').forEach(details => { details.open = true })")
    found = []
    for palette, rules in (("dark", COLOURS), ("light", None)):
        page.emulate_media(color_scheme=palette)
        page.evaluate("new Promise(requestAnimationFrame)")
        few = (
            page.locator("body > .top").count() == 0
        )  # a page for a room has no menu and no foot: fewer rules ask there
        found += [f"{palette}: {fault}" for fault in axe(page, least=8 if few else 10, rules=rules)]
    return found


def too_small_for_a_finger(page: Any) -> list[str]:
    page.evaluate(AXE)
    only = "{runOnly: {type: 'rule', values: ['target-size']}, resultTypes: ['violations']}"
    result = page.evaluate(f"axe.run(document, {only})")
    return [node["html"][:120] for one in result["violations"] for node in one["nodes"]]


MEASURE = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg.wide, svg.narrow, svg.stop')) {
    if (!svg.checkVisibility()) continue;
    const whole = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width ? whole.width / svg.viewBox.baseVal.width : 1;
    const texts = [...svg.querySelectorAll('text')];
    const boxes = texts.map(text => text.getBoundingClientRect());
    const frames = [...svg.querySelectorAll('rect:not(.track)')].map(rect => rect.getBoundingClientRect());
    texts.forEach((text, number) => {
      const box = boxes[number], words = text.textContent;
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      if (size < 12) found.push(`${words}: ${size.toFixed(1)} px`);
      if (box.left < whole.left - 1 || box.right > whole.right + 1
          || box.top < whole.top - 1 || box.bottom > whole.bottom + 1) found.push(`${words}: outside the picture`);
      for (const frame of frames) {
        const height = (box.top + box.bottom) / 2;
        const within = [box.left, (box.left + box.right) / 2, box.right].some(x => x > frame.left && x < frame.right);
        if (within && height > frame.top && height < frame.bottom
            && (box.left < frame.left + 2 || box.right > frame.right - 2)) found.push(`${words}: outside its box`);
      }
      texts.forEach((other, place) => {
        const b = boxes[place];
        if (place > number && Math.min(box.right, b.right) - Math.max(box.left, b.left) > 1
            && Math.min(box.bottom, b.bottom) - Math.max(box.top, b.top) > 6 * scale)
          found.push(`${words}: on top of ${other.textContent}`);
      });
    });
  }
  return found;
}"""


# -- who is asked what --------------------------------------------------------------------------------

Question = Callable[[Any], list[str]]
Asked = dict[str, dict[int, list[Question]]]

PICTURE_WIDTHS = (360, 703, 704, 960, 1280)
"""Either side of where a picture changes its form, and the ends."""


def compared() -> list[str]:
    """The pages that compare two iterations, without those that only lead on."""
    return [
        f"{version}/{path}"
        for version in ("draft", "latest")
        for path in pages(version)
        if re.fullmatch(r"iterations/compare/[^/]+/[^/]+/", path)
    ]


@cache
def asked() -> Asked:
    """Each page, by its address, with what is asked of it at each width. A page that is visited at a width at all is
    asked whether it scrolls sideways."""
    every = [f"{version}/{path}" for version in ("draft", "0.1") for path in pages(version)]
    plan: Asked = {}
    for places, widths, question in (
        (every, (360,), scrolls_sideways),
        (with_pictures(), PICTURE_WIDTHS, pictures_out_of_place),
        ([*KINDS_OF_PAGES.values(), *NARROWED], (360, 1280), inaccessible),
        (compared(), (360,), too_small_for_a_finger),
    ):
        for place in places:
            for width in widths:
                questions = plan.setdefault(place, {}).setdefault(width, [scrolls_sideways])
                if question not in questions:
                    questions.append(question)
    return plan


def visit(page: Any, root: str, plan: Asked) -> list[str]:
    """What is wrong with some pages: each is loaded once, at its least width, and made wider."""
    found = []
    for place, widths in plan.items():
        for number, (width, questions) in enumerate(sorted(widths.items())):
            page.set_viewport_size({"width": width, "height": 900})
            if not number:
                whole = any(question is not scrolls_sideways for question in questions)
                page.goto(root + place, wait_until="load" if whole else "domcontentloaded")
            for question in questions:
                found += [f"{question.__name__}, {place}, {width}: {fault}" for fault in question(page)]
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_wrong_on_any_page(open_page, address, part):
    dear = sorted(asked(), key=lambda place: (-sum(map(len, asked()[place].values())), place))
    found = visit(open_page("draft/"), address, {place: asked()[place] for place in dear[part::PARTS]})
    assert not found, "\n".join(found)


def test_every_kind_of_page_is_asked():
    """So that nothing is left out unseen when addresses change."""
    plan = asked()
    by_question: dict[str, set[str]] = {}
    for place, widths in plan.items():
        assert (SITE / place.partition("?")[0] / "index.html").is_file(), place
        for width, questions in widths.items():
            for question in questions:
                by_question.setdefault(f"{question.__name__} {width}", set()).add(place)
    assert len(by_question["scrolls_sideways 360"]) >= len(pages("draft")) + len(pages("0.1")) > 500
    assert len(by_question["inaccessible 1280"]) == len({*KINDS_OF_PAGES.values(), *NARROWED}) > 30
    assert {len(by_question[f"pictures_out_of_place {width}"]) for width in PICTURE_WIDTHS} == {len(with_pictures())}
    assert len(with_pictures()) > 20 and len(by_question["too_small_for_a_finger 360"]) > 5


# -- what must fail -----------------------------------------------------------------------------------

FAULTY = """<html lang=en><title>x</title><style>body { color: #111; background: #fff } .w { display: none }
  @media (prefers-color-scheme: dark) { p { color: #222; background: #000 } }
  @media (min-width: 900px) { .w { display: block; color: #ddd } }
  @media (max-width: 900px) { pre { width: 700px } }</style>
  <h1>x</h1><main><p>dark only</p><div class=w>wide only</div><pre>x</pre><a href=x>y</a><ul><li>z</ul></main>"""
PICTURE = """<figure class=picture><svg class=wide viewBox="0 0 200 100" width=200 height=100>
  <rect x=1 y=1 width=60 height=40 /><text x=5 y=20 font-size=16>Much too long for it</text>
  <text x=5 y=80 font-size=8>small</text><text x=180 y=80 font-size=16>beyond</text>
  <text x=20 y=22 font-size=16>above</text></svg><svg class=narrow></svg></figure>"""
LITTLE = "<a href=x style='font-size:6px'>a</a><a href=y style='font-size:6px'>b</a>"


def faults_of(browser: Any, html: str, widths: Iterable[int], question: Question) -> list[str]:
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    found = visit(page, "http://site.invalid/", {"x/": {width: [question] for width in widths}})
    page.close()
    return found


def test_a_page_that_scrolls_sideways_would_be_found(browser):
    assert faults_of(browser, FAULTY, (360, 1280), scrolls_sideways) == [
        "scrolls_sideways, x/, 360: 348 pixels too wide"
    ]


def test_faults_of_each_palette_and_width_are_found(browser):
    found = faults_of(browser, FAULTY, (360, 1280), inaccessible)
    contrast = {tuple(line.split(": ")[:2]) for line in found if "color-contrast" in line}
    assert contrast == {
        ("inaccessible, x/, 360", "dark"),
        ("inaccessible, x/, 1280", "dark"),
        ("inaccessible, x/, 1280", "light"),
    }


def test_words_out_of_place_would_be_found(browser):
    found = " ".join(faults_of(browser, PICTURE, (1280,), pictures_out_of_place))
    for fault in ("small: 8.0 px", "beyond: outside the picture", "on top of above", "Much too long for it: outside"):
        assert fault in found, found
    assert "1 pictures in 2 forms" in found


def test_what_is_too_small_for_a_finger_would_be_found(browser):
    assert len(faults_of(browser, LITTLE, (360,), too_small_for_a_finger)) == 2


# -- what moves while a page arrives --------------------------------------------------------------------

COUNT_SHIFTS = """window.moved = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.moved += entry.value;
}).observe({type: "layout-shift", buffered: true})"""
AT_ONCE = 6


def held_back(page: Any) -> Callable[[Any], None]:
    """Lets a file through a little later."""

    def later(route: Any) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    return later


def moved(browser: Any, addresses: Iterable[str], width: int) -> dict[str, float]:
    """How far what stands on each page moves while it arrives. The typeface and the scripts are held back, as by a slow
    line. Several pages are under way at once, each in a browser of its own: most of it is waiting."""
    said, waiting = {}, list(addresses)
    while waiting:
        some, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        opened = []
        for place in some:
            page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
            page.add_init_script(COUNT_SHIFTS)
            page.route(re.compile(r"\.(woff2|js)$"), held_back(page))
            page.goto(place, wait_until="commit")
            opened.append((place, page))
        for _, page in opened:
            page.wait_for_load_state("load")
        opened[-1][1].wait_for_timeout(600)
        for place, page in opened:
            said[place] = page.evaluate("window.moved")
            page.context.close()
    return said


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("width", [360, 412, 1280])
def test_nothing_moves_while_a_page_arrives(browser, address, width, half):
    """What stands must stay where it is.

    The stand-in is as wide as the typeface on the whole, and not letter by letter, so now and then a line breaks
    elsewhere. What counts as good (0.1, Core Web Vitals) leaves room for that, and for nothing that drops in late.
    """
    found = moved(browser, [address + place for place in ARRIVING[half::2]], width)
    assert len(found) >= 10 and f"/{RELEASED[-1]}/" not in found
    assert not (bad := {place: far for place, far in found.items() if far >= 0.1}), bad


def test_something_that_moves_would_be_found(browser, tmp_path):
    for name, script in (("moves", "a.style.height = '200px'"), ("stands", "")):
        (tmp_path / f"{name}.js").write_text(script)
        (tmp_path / f"{name}.html").write_text(
            f"<div id=a></div><p style='height:400px;background:#ccc'>x</p><script src={name}.js async></script>"
        )
    places = [(tmp_path / f"{name}.html").as_uri() for name in ("moves", "stands")]
    found = moved(browser, places, 1280)
    assert found[places[0]] > 0.05 and found[places[1]] == 0
