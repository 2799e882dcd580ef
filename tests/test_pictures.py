"""The pictures: that they show what the data says, say it in words too, and can be read on a phone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache

import chosen
import lxml.html
import pytest
from conftest import ROOT, SITE
from hypothesis import given
from hypothesis import strategies as st

from macros.model import marks
from macros.model.tables import figure_in
from macros.pages import pictures
from macros.pages.addresses import path_of
from macros.pages.library import Library
from macros.pages.pictures.lettering import broken, longest_word, width
from macros.pages.stylesheet import minified
from macros.pages.templating import page_templates
from macros.pages.view import View
from macros.pages.words import typeset

VERSIONS = {"0.1": "0.1", "0.2": "0.2", "draft": "0.3"}
PAGES = [
    "",
    "steps/",
    "tensions/",
    "tools/",
    "case-studies/",
    "iterations/",
    *dict.fromkeys(
        chosen.page(folder, kind).split("/", 1)[1] for kind in ("step", "tension") for folder in ("0.2", "0.5", "draft")
    ),
]
CSS = (ROOT / "docs/assets/css/pictures.css").read_text("utf-8")


@cache
def tree(address: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((SITE / address / "index.html").read_bytes())


def plain(text: str) -> str:
    """A text of the data as a page shows it."""
    return typeset(marks.plain(text))


def squeezed(text: str) -> str:
    """Text without white space, for words that a picture or a line break has divided."""
    return re.sub(r"\s+", "", text)


def in_words(address: str) -> str:
    """What a page says outside its pictures."""
    page = lxml.html.fromstring(lxml.html.tostring(tree(address).xpath("//article")[0]))
    for drawn in page.xpath("//figure[contains(@class, 'picture')] | //svg"):
        drawn.drop_tree()
    return " ".join(page.text_content().split())


def drawn(address: str, form: str) -> str:
    """What a page says inside one form of its pictures, without white space."""
    return squeezed(" ".join(tree(address).xpath(f"//figure//svg[@class='{form}']//text()")))


@pytest.fixture(scope="module")
def library(handbook):
    return Library(handbook, ROOT / "docs", page_templates())


def view(library, folder: str, path: str) -> View:
    handbook = library.handbook
    return View(library, handbook.draft if folder == "draft" else handbook.iterations[folder], path)


def items(address: str, name: str) -> list[str]:
    """The items of the list under "The same in words" that follows a picture."""
    found = tree(address).xpath(f"//figure[contains(@class, 'picture-{name}')]/following-sibling::details[1]")[0]
    return [" ".join(item.text_content().split()) for item in found.xpath("./ol/li | ./ul/li")]


# -- each picture says in words what it shows ------------------------------------------------------


@pytest.mark.parametrize("folder", VERSIONS)
@pytest.mark.parametrize("page", ["", "steps/"])
def test_the_loop_names_and_links_every_step(library, folder, page):
    said = in_words(f"{folder}/{page}")
    links = {
        form: tree(f"{folder}/{page}").xpath(f"//figure//svg[@class='{form}']//a/@href") for form in ("wide", "narrow")
    }
    for step in view(library, folder, "index.md").of("step"):
        assert plain(step.title) in said and plain(step.in_one_line) in said
        for form in ("wide", "narrow"):
            assert squeezed(plain(step.title)) in drawn(f"{folder}/{page}", form)
            assert any(link.endswith(f"{step.id}/") for link in links[form])
    assert "earning" in said and "Learning" in drawn(f"{folder}/{page}", "narrow")


@pytest.mark.parametrize("folder", VERSIONS)
def test_the_path_of_a_step_names_each_activity_with_its_time_and_main_tool(library, folder):
    for step in view(library, folder, "index.md").of("step"):
        address = f"{folder}/steps/{step.id}/"
        stops = tree(address).xpath("//ol[contains(@class, 'way')]/li")
        assert len(stops) == (len(step.activities) if len(step.activities) > 1 else 0), address
        for number, (stop, activity) in enumerate(zip(stops, step.activities, strict=False), 1):
            said = " ".join(stop.text_content().split())
            assert (
                plain(activity.title) in said
                and str(number) in said
                and (
                    stop.xpath(f".//a[@href='#{activity.id}']")
                    or stop.get("id") == activity.id
                    and stop.xpath(f".//a[@href='{activity.id}/']")
                )
            )
            assert not activity.time or plain(activity.time) in said
            if activity.tools:
                assert stop.xpath(f".//a[contains(@href, 'tools/{activity.tools[0]}/')]"), activity.id


@pytest.mark.parametrize("folder", ["0.2", "draft"])
def test_the_tensions_name_every_principle_that_pulls_on_them(library, folder):
    here = view(library, folder, "tensions/index.md")
    rows = items(f"{folder}/tensions/", "tensions")
    pulls = 0
    for tension in here.of("tension"):
        row = next(row for row in rows if row.startswith(f"{plain(tension.title)}:"))
        expected = {
            plain(p.title) for p in here.of("principle") if p.id in tension.principles or tension.id in p.tensions
        }
        named = row.removeprefix(f"{plain(tension.title)}:")
        assert len(named) == len(", ".join(expected)) + 1 and all(name in named for name in expected), row
        pulls += len(expected)
    said = in_words(f"{folder}/tensions/")
    assert all(plain(principle.title) in said for principle in here.of("principle"))
    dots = tree(f"{folder}/tensions/").xpath("//figure//svg[@class='wide']//circle[@class='dot']")
    assert len(dots) == pulls


@pytest.mark.parametrize("folder", ["0.2", "draft"])
def test_the_tools_can_be_chosen_by_every_step_that_they_serve(library, folder):
    here = view(library, folder, "tools/index.md")
    drawn = tree(f"{folder}/tools/").xpath("//figure[contains(@class, 'picture-tools')]")[0]
    folds = drawn.xpath("./details")
    assert len(folds) == len(here.of("step"))
    for step, fold in zip(here.of("step"), folds, strict=True):
        assert plain(step.title) in fold.find("summary").text_content()
        links = {link.get("href").rstrip("/").split("/")[-1]: link for link in fold.iter("a")}
        assert links.keys() == {tool.id for tool in here.of("tool") if step.id in tool.steps}
        first = {link.get("href").rstrip("/").split("/")[-1] for link in fold.xpath("./ul/li//a")}
        assert first == {tool.id for tool in here.of("tool") if step.id == tool.steps[0]}
        assert all(words(link) == plain(here.get(id_).title) for id_, link in links.items())


def test_the_hours_of_a_tool_in_a_step_are_those_of_its_rows():
    draft = chosen.handbook().draft
    made = {step.step: step for step in pictures.tools_by_step(draft)}
    counted = {step.step: step.hours for step in pictures.hours_in(draft).steps}
    assert {id_: step.hours for id_, step in made.items()} == counted
    tables = [section.table for page in draft.of("briefing") for section in page.sections if section.table]
    for id_, step in made.items():
        table = next(each for each in tables if each.step == id_)
        for tool, spent in step.most_here:
            rows = [row for row in table.rows if row[0].startswith((f"[[{tool}]]", f"[[{tool}|"))]
            assert spent == sum(figure_in(row[table.columns.index(table.bars)]) or 0 for row in rows), (id_, tool)
    assert any(spent for step in made.values() for _, spent in step.most_here)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("folder", VERSIONS)
def test_the_timeline_names_every_iteration_and_workshop_and_what_it_led_to(library, folder):
    here = view(library, folder, "iterations/index.md")
    rows = items(f"{folder}/iterations/", "timeline")
    shown = library.iterations_in(here.iteration)
    for iteration in shown:
        row = next(row for row in rows if row.startswith(f"Iteration {iteration.version}:"))
        assert plain(iteration.about.title) in row and (
            not iteration.changes or f"{len(iteration.changes)} change" in row
        )
    for workshop in library.workshops_in(here.iteration):
        row = next(row for row in rows if row.startswith(plain(workshop.title)))
        assert ("It looked at iteration" in row) == bool(workshop.shown), row
        assert not workshop.shown or f"It looked at iteration {workshop.shown}." in row
        assert workshop.shown or plain(workshop.what_was_shown) in row
        for later in shown:
            answered = sum(
                bool({item.id for item in workshop.feedback} & {*change.feedback}) for change in later.changes.values()
            )
            told = f"Led to {answered} change" if workshop.shown else f"Taken up later, in {answered} change"
            assert (told in row) == bool(answered), row
    assert len(rows) == len(shown) + len(library.workshops_in(here.iteration))


@pytest.mark.parametrize("folder", ["0.2", "draft"])
def test_a_tension_shows_both_goods_and_every_safeguard(library, folder):
    for tension in view(library, folder, "index.md").of("tension"):
        address = f"{folder}/tensions/{tension.id}/"
        said = in_words(address)
        assert bool(tree(address).xpath("//figure[contains(@class, 'picture-pull')]")) == bool(tension.safeguards)
        for guard in tension.safeguards:
            assert plain(guard.safeguard) in said, "the whole of it is in words"
            short = typeset(pictures.in_short(guard.safeguard))
            assert plain(guard.safeguard).startswith(short) and len(short.split()) >= 3
            assert all(
                squeezed(word) in drawn(address, form)
                for form in ("wide", "narrow")
                for word in (short, plain(tension.one_good), plain(tension.other_good))
            )


def test_a_picture_of_one_thing_is_not_drawn():
    """Iteration 0.1 has one tension and one tool: a grid of one row says nothing."""
    assert not tree("0.1/tools/").xpath("//figure") and not tree("0.1/tensions/").xpath("//figure")
    assert not tree("0.1/tensions/flexibility-and-accountability/").xpath("//figure")


# -- what is drawn is well formed ------------------------------------------------------------------


def addresses() -> list[str]:
    return [
        f"{folder}/{page}" for folder in VERSIONS for page in PAGES if (SITE / folder / page / "index.html").is_file()
    ]


def faults(html: str) -> list[str]:
    """What is wrong with the pictures of a page: ids, names, styles, and whether they parse."""
    page = lxml.html.fromstring(html)
    html = re.sub(r"^.*?<article>|</article>.*$", "", html, flags=re.S)  # the shell has drawings of its own
    ids = page.xpath("//@id")
    found = [f"twice: #{id_}" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1})]
    for part in re.findall(r"<svg\b.*?</svg>", html, re.S):
        try:
            svg = ET.fromstring(part)
        except ET.ParseError as error:
            found.append(f"does not parse: {error}")
            continue
        for element in svg.iter():
            found += [
                f"{element.tag}: {name}"
                for name in element.attrib
                if name in ("style", "fill", "stroke") or name.startswith("on")
            ]
        if svg.get("aria-hidden") == "true":
            continue
        named = (svg.get("aria-labelledby") or "").split()
        if not named or not all(
            page.xpath(f"//*[@id='{id_}']") for id_ in [*named, *(svg.get("aria-describedby") or "").split()]
        ):
            found.append("a picture without a name")
        links = any(element.tag == "a" for element in svg.iter())
        if svg.get("role") != (None if links else "img"):
            found.append("links within an image are not read out; what has no links is an image")
    return found


@pytest.mark.parametrize("address", addresses())
def test_pictures_are_well_formed(address):
    html = (SITE / address / "index.html").read_text("utf-8")
    assert not faults(html)


@pytest.mark.parametrize(
    "bad",
    [
        '<p id="a"></p><svg aria-hidden="true" id="a"></svg>',
        '<svg role="img"></svg>',
        '<svg role="img" aria-labelledby="gone"></svg>',
        '<p id="a"></p><svg role="img" aria-labelledby="a"><a href="x">y</a></svg>',
        '<p id="a"></p><svg role="img" aria-labelledby="a" style="color: red"></svg>',
        '<p id="a"></p><svg role="img" aria-labelledby="a"><path fill="#123456"/></svg>',
        '<p id="a"></p><svg role="img" aria-labelledby="a"><g></svg>',
    ],
)
def test_a_badly_made_picture_would_be_found(bad):
    assert faults(f"<main>{bad}</main>")


def test_hostile_words_stay_words_in_a_picture(library, handbook, monkeypatch):
    evil = '</svg><script>alert(1)</script>" onload="x" <img src=x> {{ 7*7 }} & co'
    draft = handbook.draft
    tension = chosen.fullest("draft", "tension").id
    for id_ in (tension, *(chosen.fullest("draft", kind).id for kind in ("tool", "step", "case-study"))):
        monkeypatch.setitem(
            draft.elements, id_, draft.elements[id_].model_copy(update={"title": evil, "one_good": evil})
        )
    monkeypatch.setattr(draft, "_once", {}, raising=False)  # what was worked out from the elements before
    for path, part in [
        ("tensions/index.md", "picture-tensions"),
        ("tools/index.md", "picture-tools"),
        ("index.md", "picture-steps"),
        ("case-studies/index.md", "filter"),
    ]:
        out = str(View(library, draft, path).part(part, kind="case-study", one="case", many="cases"))
        page = lxml.html.fromstring(f"<main>{out}</main>")
        assert not page.xpath("//script[not(@src)] | //img | //*[@onload]"), part
        assert "{{" not in out
    one = str(View(library, draft, path_of("tension", tension)).part("picture-pull", item=draft.elements[tension]))
    assert "<script" not in one and 'onload="x"' not in one


def test_the_style_sheet_has_the_sizes_that_the_places_were_worked_out_for():
    block = minified(CSS)
    for style, (size, _, bold) in pictures.TYPE.items():
        rule = re.search(rf"\.picture (?:text)?\.{style}\{{font-size:(\d+)px", block)
        found = int(rule[1]) if rule else int(re.search(r"\.picture text\{[^}]*font-size:(\d+)px", block)[1])
        assert found == size, style
        weight = next(rule for rule in re.findall(r"([^{}]+)\{font-weight:700\}", block) if ".name" in rule)
        assert bold == bool(re.search(rf"\.picture \.{style}\b", weight)), style


# -- colours ---------------------------------------------------------------------------------------

PAIRS = [
    ("ink", "paper"),
    ("ink", "wash"),
    ("quiet", "paper"),
    ("quiet", "wash"),
    ("link", "paper"),
    *[(f"step-{n}", f"wash-{n}") for n in "1234"],
    *[(f"step-{n}", "paper") for n in "1234"],
    *[("paper", f"step-{n}") for n in "1234"],
    ("focus", "paper"),
]
"""Every pair of colours in the pictures in which one has to stand out from the other."""

ALONE = {"line", "step", "step-wash"}
"""A hairline that only rules a grid; and the two names that stand for a step's own colours."""


def test_every_pair_of_colours_in_a_picture_is_checked_for_contrast():
    from test_colours import SHAPES, TEXT

    assert not set(PAIRS) - {*TEXT, *SHAPES}
    used = set(re.findall(r"(?:fill|stroke): var\(--([\w-]+)\)", CSS))
    assert used and not used - ALONE - {name for pair in PAIRS for name in pair}
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", CSS), "a colour that is not one of the named ones"


# -- words in their places -------------------------------------------------------------------------


@given(st.text("abc defghij-klm Wop.", max_size=80), st.integers(20, 300))
def test_broken_lines_keep_every_letter_and_their_room(text, room):
    lines = broken(text, room, 14)
    assert squeezed("".join(lines)) == squeezed(text)
    for line in lines:
        assert width(line, 14) <= room or " " not in line and "-" not in line.rstrip("-")


def test_lines_are_even_and_hyphens_are_the_last_resort():
    assert broken("A table of promises kept and broken", 200, 14) == ("A table of promises", "kept and broken")
    assert broken("Payment-mechanism chooser", 170, 14) == ("Payment-mechanism", "chooser")
    assert broken("Payment-mechanism", 80, 14) == ("Payment-", "mechanism")
    assert broken("Unbreakableness", 30, 14) == ("Unbreakableness",) and longest_word("Unbreakableness", 14) > 30


def test_any_number_of_steps_makes_a_ring(library, handbook):
    class Some:
        def __init__(self, count):
            self.count = count

        def of(self, kind):
            return [
                handbook.draft.of("step")[0].model_copy(update={"id": f"s{n}", "order": n})
                for n in range(1, self.count + 1)
            ]

    for count in range(1, 8):
        boxes = pictures.steps_loop(Some(count)).boxes
        assert len(boxes) == count and len({(box.x, box.y) for box in boxes}) == count
        right = [box.number for box in boxes if box.x > 200]
        assert right == list(range(2, 2 + count // 2)), "down the right side, then back up the left"


def test_the_loop_leads_to_a_step_by_keyboard(open_page):
    page = open_page("draft/", width=360)
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.closest('figure svg a')?.getAttribute('aria-label')")
        if label:
            seen.append(label)
            ring = page.evaluate("getComputedStyle(document.activeElement.querySelector('.box')).strokeWidth")
            assert ring == "4px", "the focus shows"
    assert [label.split(":")[0] for label in seen] == ["Step 1", "Step 2", "Step 3", "Step 4"], (
        "once, in order: the other form is not there for anybody"
    )
    page.focus(".narrow a >> nth=2")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/draft/steps/{chosen.iteration('draft').of('step')[2].id}/"))
