"""Search that answers: the index, and what real queries find in the built site.
The engine is the one that readers get, in a browser.

How ours compares with other engines: `tests/bench/search.py`.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from bench.engines import Counting, served
from bench.search import dead_synonyms, followed, rates, right
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from macros.basics.problems import Problems
from macros.formats.search.entries import Findable, Heading, entries, parts_of
from macros.formats.search.index import Index, front_coded, packed, synonyms_of
from macros.formats.search.language import stem, stems, tokens_of
from macros.formats.tree import html_of, tree_of
from macros.model.synonyms import read_asked, read_keywords, read_synonyms
from macros.pages.addresses import address_of
from macros.site.opening import open_site
from macros.site.shell import Site
from macros.site.tongues import SEARCH

REAL: list[dict[str, Any]] = yaml.safe_load((ROOT / "data" / "search" / "queries.yml").read_text("utf-8"))
"""The queries that the handbook is measured by: `make bench` asks them of the draft, and names what was missed."""

FIXED = ROOT / "tests" / "search"
"""Queries, synonyms and keywords that stay as they are. With the words of iteration 0.5, which are frozen, they test
the engine: what is
written from now on cannot make it better or worse."""

HAND_WRITTEN = ("written", "workshop", "iteration")
"""Kinds of pages that may still change in a released version."""


@cache
def fixed_entries() -> list[Findable]:
    site = open_site(ROOT, "0.5")
    found = [entry for entry in entries(site) if entry.kind not in HAND_WRITTEN]
    theirs, ours = read_keywords(ROOT), read_keywords(FIXED)
    for entry in found:
        own = [word for word in entry.keywords if word not in theirs.get(entry.address, [])]
        entry.keywords = [*own, *ours.get(entry.address, [])]
        entry.asked = []
    return found


@cache
def fixed_lines() -> list[Any]:
    synonyms = synonyms_of(open_site(ROOT, "0.5"))
    for word, others in read_synonyms(ROOT).items():
        synonyms[word] = [other for other in synonyms[word] if other not in others]
    for word, others in read_synonyms(FIXED).items():
        synonyms[word] = [*synonyms.get(word, []), *others]
    text = Index(fixed_entries()).as_json({word: others for word, others in synonyms.items() if others})
    return [json.loads(line) for line in text.splitlines()]


QUERIES: list[dict[str, Any]] = [
    query
    for query in yaml.safe_load((FIXED / "data" / "search" / "queries.yml").read_text("utf-8"))
    if not all(address.startswith(("about/", "workshops/", "iterations/")) for address in query["first"])
]
GROUPS = sorted({query["group"] for query in QUERIES})
MUST = [query["words"] for query in QUERIES if query.get("must")]

MISSED = {"question": 6, "blind": 9}
"""How many queries of a group may have no right page among the first three; two in the other groups. That is one more
than when this
was written, in November 2026."""

FIRST_AT_LEAST, THREE_AT_LEAST = 0.88, 0.96
"""The shares of all queries whose right page is first, and among the first three: half a point less than when this was
written."""

ASK = """async ([address, asked, most, given]) => {
  const { engine } = await import(address + "assets/engine.js");
  const file = async (name) => (await fetch(address + `search/${name}.json`)).json();
  const lines = given || await Promise.all(["index", "rest"].map(file));
  const find = engine(lines.slice(0, most));
  return asked.map((words) => find(words));
}"""


# -- what real queries find ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ask(browser: Any, address: str) -> Iterator[Any]:
    """Asks the engine many things at once: `ask("draft", ["KPI"])` gives what find() returns for each in the index of
    a version,
    and `ask("fixed", …)` in the one that stays as it is. It may know only some lines."""
    page = browser.new_page()
    page.goto(address + "draft/")

    def asked_of(version: str, asked: list[str], lines: int = 2) -> Any:
        given = fixed_lines() if version == "fixed" else None
        return page.evaluate(ASK, [f"{address}{'draft' if given else version}/", asked, lines, given])

    yield asked_of
    page.close()


@pytest.fixture(scope="module")
def places(ask: Any) -> dict[str, int]:
    """For each query, at which place its right page came; -1 is not at all."""
    answers = ask("fixed", [query["words"] for query in QUERIES])
    return {
        query["words"]: next(
            (place for place, row in enumerate(answer["found"][:12]) if right(query["first"], row["address"])), -1
        )
        for query, answer in zip(QUERIES, answers, strict=True)
    }


@pytest.mark.parametrize("group", GROUPS)
def test_the_right_page_is_among_the_first_three(places, group):
    missed = [query["words"] for query in QUERIES if query["group"] == group and not 0 <= places[query["words"]] < 3]
    assert len(missed) <= MISSED.get(group, 2), missed


def test_the_right_page_is_usually_first(places):
    first, three = rates(QUERIES, [places[query["words"]] for query in QUERIES])
    assert first >= FIRST_AT_LEAST and three >= THREE_AT_LEAST, f"{first:.1%} first, {three:.1%} among the first three"


@pytest.mark.parametrize("words", MUST)
def test_the_right_page_is_first_where_it_must_be(places, words):
    assert places[words] == 0


@pytest.mark.parametrize(("words", "place"), [("Word", 0), ("PDF", 0), ("board report", 0), ("template", 2)])
def test_who_wants_something_to_hold_is_led_to_the_downloads(ask, words, place):
    (answer,) = ask("draft", [words])
    assert "downloads/" in [row["address"] for row in answer["found"]][: place + 1]


def test_most_queries_are_answered_before_the_second_line_is_there(ask):
    answers = ask("fixed", [query["words"] for query in QUERIES], lines=1)
    places = [
        next((place for place, row in enumerate(answer["found"]) if right(query["first"], row["address"])), -1)
        for query, answer in zip(QUERIES, answers, strict=True)
    ]
    first, three = rates(QUERIES, places)
    assert three >= 0.8, f"{first:.0%} first, {three:.0%} among the first three"


def test_the_rates_notice_a_wrong_page():
    query = {"words": "x", "first": ["tools/learning-log/", "glossary/#kpi"]}
    assert right(query["first"], "tools/learning-log/#pitfalls") and right(query["first"], "glossary/#kpi")
    assert not right(query["first"], "glossary/#sla") and not right(query["first"], "tools/")
    assert (
        right(["steps/a/#b"], "steps/a/b/#how")
        and not right(["steps/a/#b"], "steps/a/")
        and not right(["steps/a/"], "steps/a/b/")
    )
    assert rates([query] * 4, [0, 1, 3, -1]) == (0.25, 0.5)


def test_every_title_and_every_keyword_finds_its_page(ask):
    """Also shows that the engine shortens and numbers words as searching.py does."""
    titles = [(entry.address, entry.title) for entry in fixed_entries() if entry.kind != "list"]  # lists come after
    answers = ask("fixed", [title for _, title in titles])
    wrong = [
        title
        for (address, title), answer in zip(titles, answers, strict=False)
        if not any(right([address], row["address"]) for row in answer["found"][:3])
    ]
    assert not wrong, wrong
    pairs = [(entry.address, word) for entry in fixed_entries() for word in entry.keywords]
    answers = ask("fixed", [word for _, word in pairs])
    wrong = [
        pair
        for pair, answer in zip(pairs, answers, strict=False)
        if not any(right([pair[0]], row["address"]) for row in answer["found"][:12])
    ]
    assert len(wrong) <= len(pairs) * 0.01, wrong


@pytest.mark.parametrize(
    "words,path",
    [
        ("stakholder", "tools/stakeholder-and-power-map/"),
        ("goverance", "clauses/governance-forums/"),
        ("tranpsarency", "tools/transparency-register/"),
        ("Lemminkainen", "case-studies/tampere-rantatunneli-alliance/"),
    ],
)
def test_a_slip_is_forgiven(ask, words, path):
    [answer] = ask("fixed", [words])
    assert path in [row["address"].split("#")[0] for row in answer["found"][:3]]


@pytest.mark.parametrize(
    "words,path",
    [
        ("openbook", "clauses/open-book/"),
        ("sub contractor", "clauses/subcontractor-pass-through/"),
        ("charter template", "tools/guiding-principles-charter/"),
        ("dispute clause", "clauses/dispute-escalation/"),
        ("what is an alliance contract", "glossary/"),
        ("falling out with our vendor", "paths/in-trouble/"),
        ("s. 74", "guidance/changing-a-contract/"),
        ("renewing", "paths/coming-to-an-end/"),
    ],
)
def test_what_is_meant_is_found(ask, words, path):
    """A word in two, two in one, the kind of page, two phrases at once, words for a page without keywords, a number, a
    root."""
    [answer] = ask("fixed", [words])
    assert path in [row["address"].split("#")[0] for row in answer["found"][:3]]


def test_a_step_comes_before_its_activities(ask):
    steps = ["shape the approach", "select the right partners", "establish the contract", "sustain the partnership"]
    assert [answer["found"][0]["address"] for answer in ask("fixed", steps)] == [
        f"steps/{step.replace(' ', '-')}/" for step in steps
    ]


def test_nonsense_finds_nothing(ask):
    assert [answer["found"] for answer in ask("fixed", ["qwxzvkj", "", "?!", "…"])] == [[], [], [], []]


@pytest.mark.parametrize("version", ["0.1", "0.2", "draft", "latest"])
def test_whatever_is_found_is_there_in_this_version(ask, site, version):
    """Every address in the index leads to a page of the same version, and to a place on it."""
    lines = lines_in(site, version)
    assert lines[0]["pages"]
    pages = [row for line in lines for row in line["pages"]]
    wrong = []
    for (address, _, _, _), (_, _, headings) in zip(pages, lines[1]["more"], strict=True):
        path = site / version / address.split("#")[0] / "index.html"
        if not path.is_file():
            wrong.append(address)
            continue
        html = path.read_text("utf-8")
        wrong += [
            f"{address}#{anchor}"
            for anchor in [address.partition("#")[2], *headings[1::2]]
            if anchor and f'id="{anchor}"' not in html
        ]
    assert not wrong, wrong
    [answer] = ask(version, ["learning"])
    assert answer["found"]


def test_an_older_version_does_not_know_what_came_later(ask):
    old, new = ask("0.1", ["Teckal", "governance design canvas"]), ask("fixed", ["Teckal", "governance design canvas"])
    assert all(
        "clauses/" not in row["address"] and "governance" not in row["address"]
        for answer in old
        for row in answer["found"]
    )
    assert all(answer["found"] for answer in new)


def lines_in(site: Path, version: str) -> list[Any]:
    """The two lines of a version's index, each in its file."""
    return [json.loads((site / version / "search" / f"{name}.json").read_text("utf-8")) for name in ("index", "rest")]


# -- what a reader sees ---------------------------------------------------------------------------------


def open_search(page: Any, words: str = "") -> None:
    page.click(".open-search")
    if words:
        page.fill("#search-words", words)
        page.wait_for_selector(".search-results a")


def test_a_result_says_what_it_is_and_leads_to_the_place(open_page):
    page = open_page("0.5/about/privacy/")
    open_search(page, "who pays for the hours that nobody budgeted")
    page.wait_for_selector(".search-results a:has-text('under “')")  # the second line knows headings
    first = page.locator(".search-results a").first
    assert re.split(r"\n+", first.inner_text())[:2] == [
        "What it costs",
        "Briefing, under “Who pays for the hours that nobody budgeted”",
    ]
    assert len(re.split(r"\n+", first.inner_text())) == 3, "a line of context"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/0\.5/briefings/what-it-costs/#who-pays$"))


def test_enter_need_not_wait_for_the_list(open_page):
    page = open_page("0.5/about/privacy/")
    open_search(page, "thresholds")
    page.fill("#search-words", "dispute ladder")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/0\.5/tools/dispute-ladder/"))


def test_a_screen_reader_is_told_how_many(open_page):
    page = open_page("0.5/")
    open_search(page, "Barnardo")
    status = page.locator("dialog [role=status]")
    assert re.fullmatch(r"(1 page|\d+ pages)", status.inner_text())
    page.fill("#search-words", "contract")
    page.wait_for_selector("[role=status]:has-text('The best 12 of')")
    assert page.locator(".search-results a").count() == 12
    page.fill("#search-words", "stakholder")
    page.wait_for_selector("[role=status]:has-text('with words close to “stakholder”')")
    page.fill("#search-words", "qwxzvkj")
    page.wait_for_selector("[role=status]:has-text('Nothing found for “qwxzvkj”')")
    page.fill("#search-words", "")
    page.wait_for_selector("dialog [role=status]:text-is('')", state="attached")
    assert not page.locator(".search-results a").count()


def test_nothing_is_fetched_before_somebody_searches_and_little_then(open_page):
    page = open_page("0.5/tools/")
    asked: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url.split("/0.5/")[-1]))
    page.wait_for_timeout(100)
    assert not asked
    open_search(page, "open book")
    assert sorted(asked)[:3] == ["assets/dialog.js", "assets/engine.js", "search/index.json"]
    page.wait_for_load_state("networkidle")
    assert asked[3:] == ["search/rest.json"], "once the first answer is there"


def test_the_search_has_an_address_and_back_brings_the_query_back(open_page):
    page = open_page("0.5/search/?q=open+book")
    page.wait_for_selector(".search-results a")
    assert page.input_value("#page-search") == "open book"
    assert "open" in [word.lower() for word in page.locator(".search-results mark").all_inner_texts()]
    page.fill("#page-search", "sessions ready to run")  # which 0.5 did not have yet
    page.wait_for_url("**/search/?q=sessions+ready+to+run")  # the offer of the query before may stand until then
    page.wait_for_selector(".search-more:has-text('that this one does not have') a[href*='/latest/search/?q=sessions']")
    page.locator(".search-results a").first.click()
    page.wait_for_url(lambda url: "/search/" not in url)
    page.go_back()
    page.wait_for_selector(".search-results a")
    assert page.input_value("#page-search") == "sessions ready to run"
    page.goto(page.url.split("/search/")[0] + "/tools/")
    open_search(page, "open book")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.search", state="hidden")


def test_the_first_line_answers_and_a_broken_connection_is_tried_again(open_page):
    page = open_page("0.5/")
    page.route("**/search/rest.json", lambda route: route.fulfill(body="", content_type="application/json"))
    open_search(page, "open book")
    page.fill("#search-words", "Lemminkäinen")  # stands only in the second line
    page.wait_for_selector("[role=status]:has-text('Only a part of the index')")
    page.unroute("**/search/rest.json")
    page.fill("#search-words", "Lemminkäine")
    page.wait_for_selector(".search-results a")
    assert "Tampere" in page.inner_text(".search-results")


@pytest.mark.parametrize("part", [".search-results li:first-child a", ".search-more a"])
def test_a_link_under_a_finger_is_not_replaced_when_the_second_line_comes(open_page, part):
    page = open_page("draft/tools/")
    held: list[Any] = []
    page.route("**/search/rest.json", lambda route: held.append(route))
    open_search(page, "contract")
    page.wait_for_selector(part)
    page.evaluate("document.addEventListener('mousedown', (event) => event.preventDefault())")  # no focus, as in Safari
    pressed = page.locator(part).first
    pressed.scroll_into_view_if_needed()
    where = pressed.bounding_box()
    page.mouse.move(where["x"] + 20, where["y"] + where["height"] / 2)
    page.mouse.down()
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    page.mouse.up()
    page.wait_for_url(lambda url: not url.endswith("/draft/tools/"))


BEFORE_THE_FIRST, FIRST_A_PAGE, WHOLE_A_PAGE = 30_000, 65, 415
"""What is fetched before the first answer, compressed; what one entry of the index may cost of it, and of the whole.
A page, a term and a list of sources is an entry each. The whole has been 405 to 413 bytes since iteration 0.3, of 262
to 304 entries: what grows is the handbook and not the index. The first file was 144 to 147 until lines, headings and
the words of titles went out of it."""


@pytest.mark.parametrize("version", ["0.5", "draft"])
def test_search_stays_light(site, version):
    """Compressed: the engine and its dialog 8 KB, and so much for each entry of the index. The theme's was 312 KB."""
    folder = site / version
    scripts = sum(
        len(gzip.compress((folder / "assets" / f"{name}.js").read_bytes(), 9)) for name in ("engine", "dialog")
    )
    assert scripts <= 8_000
    entries_ = sum(len(line["pages"]) for line in lines_in(site, version))
    first, rest = (len(gzip.compress((folder / path).read_bytes(), 9)) for path in SEARCH)
    assert scripts + first <= BEFORE_THE_FIRST
    assert first <= FIRST_A_PAGE * entries_ and first + rest <= WHOLE_A_PAGE * entries_
    assert (
        not (folder / "search" / "search_index.json").exists()
        and not (folder / "assets" / "javascripts" / "workers").exists()
    )


@pytest.mark.parametrize("place", ["latest/", "draft/tools/"])
def test_little_is_sent_before_the_first_answer(browser, site, place):
    """Counted in a browser, as a good host sends it: whatever is asked for until an answer stands there."""
    held: list[Any] = []
    with served(site) as address:
        page = browser.new_page()
        page.goto(address + place, wait_until="networkidle")
        page.route("**/search/rest.json", lambda route: held.append(route))
        Counting.sent.clear()
        open_search(page, "dispute ladder")
        assert 5_000 < sum(Counting.sent) <= BEFORE_THE_FIRST
        assert "Dispute ladder" in page.inner_text(".search-results li:first-child")
        for route in held:
            route.continue_()
        page.wait_for_selector(".search-results li:first-child span:nth-of-type(2):not(:empty)")
        page.close()


# -- the words of the index -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "one,other",
    [
        ("evaluations", "evaluating"),
        ("policy", "policies"),
        ("Barnardo's", "barnardos"),
        ("organization", "organisation"),
        ("planned", "planning"),
        ("procure", "procurement"),
        ("KPIs", "kpi"),
        ("shares", "sharing"),
        ("negotiation", "negotiating"),
        ("behavior", "behaviours"),
        ("labor", "labour"),
        ("center", "centres"),
        ("program", "programmes"),
        ("dialog", "dialogue"),
        ("license", "licences"),
        ("defense", "defence"),
        ("judgment", "judgement"),
        ("skeptical", "sceptical"),
        ("counseling", "counselling"),
    ],
)
def test_words_of_one_kind_are_one(one, other):
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    "one,other",
    [
        ("commissioner", "commissioning"),
        ("provider", "provision"),
        ("state", "statement"),
        ("contract", "contractor"),
        ("miss", "mission"),
        ("hour", "hor"),
        ("source", "sorce"),
        ("ITT", "it"),
    ],
)
def test_words_of_another_meaning_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_what_is_written_in_several_ways_is_one():
    assert tokens_of("s.74(3)") == tokens_of("Section 74 (3)") == ["section74", "3"], (
        "one word, so that 74 alone is no section"
    )
    assert tokens_of("reg 72") == tokens_of("regulation 72") and tokens_of("£663,540") == ["663540"]
    assert tokens_of("Lemminkäinen") == ["lemminkainen"]
    assert tokens_of("is 74") == ["is", "74"], "only a section is a section"
    assert tokens_of("ss.12") == tokens_of("§12") == ["section12"] and tokens_of("Sch. 8") == ["schedule8"]
    assert (
        tokens_of("£5m") == ["5", "million"]
        and tokens_of("10%") == tokens_of("10 per cent")
        and tokens_of("R&D") == ["r", "and", "d"]
    )


@given(st.lists(st.integers(0, 200_000), unique=True).map(sorted))
def test_numbers_are_packed_without_loss(numbers):
    text = packed(numbers)
    assert '"' not in text and "\\" not in text and " " not in text
    out, at, step = [], -1, 0
    for letter in text:
        code = ord(letter) - 35 - (ord(letter) > ord("\\"))
        if code >= 64:
            step = step * 26 + code - 63
        else:
            at += step * 64 + code + 1
            step = 0
            out.append(at)
    assert out == numbers


def test_packed_numbers_must_rise():
    assert packed([3, 4]) == "&#" and packed([3, 4]) != packed([4, 5])


@given(st.sets(st.text("abc", min_size=1)).map(sorted))
def test_words_are_coded_without_loss(words):
    out: list[str] = []
    for coded in front_coded(words):
        out.append((out[-1] if out else "")[: int(coded[0])] + coded[1:])
    assert out == words


MARKDOWN = """# A tool

What it is for.
{ .standfirst }

Step
:   [Establish the contract](../steps/establish-the-contract.md), [Sustain](../steps/sustain.md)

## Method { #method }

1. Ask **two** people, says [1, s.74](#cited-1){ .cite title="An Act" }. *our reading*{ .inferred }

Between the lists.

- [Another page](other.md)

**Tools**: [Another page](other.md), [A third](third.md)

| A head | Another |
| --- | --- |
| a cell &#91;amount&#93; | see [that page](that.md) |

### A part without a name of its own

Words below it.
"""


def test_a_page_becomes_parts():
    assert [(part.heading, part.anchor) for part in parts_of(tree_of(html_of(MARKDOWN)))] == [
        ("", ""),
        ("Method", "method"),
        ("A part without a name of its own", "a-part-without-a-name-of-its-own"),
    ]
    opening, method, below = (" ".join(part.text.split()) for part in parts_of(tree_of(html_of(MARKDOWN))))
    assert opening == "What it is for. Step" and below == "Words below it."
    assert method == "Ask two people, says s.74 . Between the lists. A head Another a cell [amount] see that page"


def entry(address: str, title: str, kind: str = "tool", text: str = "", **more: Any) -> Findable:
    return Findable(address, title, kind, kind.capitalize(), parts=[Heading("", "", text)], **more)


def lines_of(*found: Findable) -> list[Any]:
    return [json.loads(line) for line in Index(found).as_json({}).splitlines()]


def test_sources_and_text_wait_for_the_second_line():
    first, second = lines_of(
        entry("sources/", "Sources", "sources", "zeppelin"),
        entry("a/", "Airship", text="hangar"),
        entry("b/", "Balloon"),
    )
    assert [row[0] for row in first["pages"]] == ["a/", "b/"] and [row[0] for row in second["pages"]] == ["sources/"]
    assert first["pages"][0][1] == "Airship" and not re.search("hangar|zeppelin", json.dumps(first))
    assert "hangar" in second["words"] and "zeppelin" in second["words"]


def test_a_word_that_stands_everywhere_says_nothing():
    found = [entry(f"{n}/", f"Title {n}", text="ubiquity" + (" scarcity" if n < 2 else "")) for n in range(6)]
    _, second = lines_of(*found)
    assert "scarcity" in second["words"] and "ubiquity" not in second["words"]


def test_the_real_index_is_made_of_what_can_be_searched(handbook):
    site = open_site(ROOT, "0.5")
    found = {row.address: row for row in entries(site)}
    assert {page.url for page in site.pages if page.searchable} <= set(found)
    assert not [address for address in found if address.endswith("/sheet/")]
    assert found["glossary/#kpi"].kind == "term" and "KPI" in found["glossary/#kpi"].keywords
    assert found["tools/"].kind == "list" and not found["tools/"].parts
    activity = found["steps/establish-the-contract/decide-who-decides/"]
    assert (activity.title, activity.kind) == ("Decide who decides", "activity") and activity.parts[0].text
    assert not [address for address in found if address.endswith("/on-one-page/")]
    assert not [
        part for part in found["tools/learning-log/"].parts if part.anchor in ("history", "where-next", "sources")
    ]


# -- the data -----------------------------------------------------------------------------------------------


def test_a_synonym_that_leads_nowhere_is_noticed():
    """`make bench` says it of the draft's."""
    index = Index([entry("clauses/open-book/", "Open book", text="payment")])
    assert dead_synonyms(index, {"airship": ["open book", "payment zeppelin"]}) == ["airship: payment zeppelin"]
    assert not index.knows("zeppelin") and not index.knows("payment zeppelin")


def test_abbreviations_come_from_the_glossary_too():
    assert "Provider Selection Regime" in synonyms_of(open_site(ROOT, "0.5"))["PSR"]
    assert "PSR" not in synonyms_of(open_site(ROOT, "0.1"))


@pytest.mark.parametrize(
    "text,line,what",
    [
        ("law:\n  teckal: direct award\n", 2, "needs a list"),
        ("law:\n  teckal: []\n", 2, "needs a list"),
        ("law:\n  teckal: [direct award]\nmoney:\n  teckal: [grant]\n", 4, "stands in this file twice"),
        ("law:\n  teckal: [direct award]\n  teckal: [grant]\n", 3, "twice"),
        ("- teckal\n", 1, "groups of"),
        ("law: [teckal]\n", 1, "groups of"),
        ("law:\n  teckal: [a\n", 3, "well-formed"),
    ],
)
def test_synonyms_of_another_form_are_refused(tmp_path: Path, text, line, what):
    path = tmp_path / "data" / "search" / "synonyms.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    with pytest.raises(Problems) as refused:
        read_synonyms(tmp_path)
    assert [(problem.line, what in problem.what) for problem in refused.value.problems] == [(line, True)]


def test_a_handbook_without_synonyms_has_none(tmp_path):
    assert read_synonyms(tmp_path) == {}
    (tmp_path / "data" / "search").mkdir(parents=True)
    (tmp_path / "data" / "search" / "synonyms.yml").write_text("law:\n  teckal: [direct award]\n", "utf-8")
    assert read_synonyms(tmp_path) == {"teckal": ["direct award"]}


def test_a_page_without_keywords_of_its_own_has_some():
    found = {entry.address: entry.keywords for entry in entries(open_site(ROOT, "draft"))}
    given = read_keywords(ROOT)
    assert "copyright" in given["about/licence/"] and "copyright" not in read_synonyms(ROOT)
    assert not (unknown := set(given) - set(found)), unknown
    assert all(set(words) <= set(found[address]) for address, words in given.items())
    assert not [words for words in found.values() if len(words) != len(set(words))]


def test_how_people_ask_leads_to_the_page(ask, site):
    """In the draft and in released iterations, whose files nobody touches; it waits for the second line."""
    asked = read_asked(ROOT)
    there = {address_of(path) for path in open_site(ROOT, "draft").library.every_path}
    unknown = {address for address in asked if "#" not in address} - there
    assert not unknown, f"no iteration ever had {unknown}"
    first, second = lines_of(entry("a/", "Airship", asked=["flying without a licence", "zeppelin"]), entry("b/", "B"))
    assert "zeppelin" not in json.dumps(first) and "zeppelin" in second["words"] and second["more"][0][1] == "2"
    for version, each in (("0.5", 5), ("latest", 5), ("draft", 1)):  # a released one is asked every fifth
        found = {row[0] for line in lines_in(site, version) for row in line["pages"]}
        pairs = [(page, words) for page, ways in asked.items() if page in found for words in ways][::each]
        answers = ask(version, [words for _, words in pairs])
        missed = [
            (page, words)
            for (page, words), answer in zip(pairs, answers, strict=True)
            if not any(right([page], row["address"]) for row in answer["found"][:12])
        ]
        assert pairs and len(missed) <= len(pairs) * 0.05, missed


def wrong_queries(queries: list[dict[str, Any]], site: Path) -> list[str]:
    """What is wrong with a list of queries: fields, twins, and addresses that no version ever had."""
    wrong = []
    seen = set()
    for query in queries:
        extra = set(query) - {"words", "group", "first", "must", "held"}
        if extra or not {"words", "group", "first"} <= set(query):
            wrong.append(f"{query}: fields")
            continue
        if query["words"] in seen:
            wrong.append(f"{query['words']}: twice")
        seen.add(query["words"])
        for address in query["first"]:
            page, _, anchor = address.partition("#")
            there = [path for path in site.glob(f"*/{page}index.html") if path.is_file()]
            if not any(not anchor or f'id="{anchor}"' in path.read_text("utf-8") for path in there):
                wrong.append(f"{query['words']}: {address}")
    return wrong


def test_the_queries_are_in_order(site):
    assert not (wrong := wrong_queries(REAL, site)), wrong
    held = [query for query in REAL if query.get("held")]
    assert len(REAL) >= 90 and 0.2 <= len(held) / len(REAL) <= 0.5
    assert {query["group"] for query in held} == {query["group"] for query in REAL}, "some of each group are held out"


def test_wrong_queries_are_noticed(site):
    rows = [
        {"words": "a", "group": "x", "first": ["tools/nothing/"]},
        {"words": "a", "group": "x", "first": ["glossary/#nothing"]},
        {"words": "b", "frist": []},
    ]
    assert wrong_queries(rows, site) == [
        "a: tools/nothing/",
        "a: twice",
        "a: glossary/#nothing",
        f"{rows[2]}: fields",
    ]


def test_queries_follow_what_was_renamed_and_merged(small_past):
    """A query names an address; what has another one since is looked for there, and what is gone is not asked for."""
    rows = [
        {"words": "a", "group": "x", "first": ["principles/first-name/", "tools/learning-log/#method"]},
        {"words": "b", "group": "x", "first": ["principles/merged-away/"]},
        {"words": "c", "group": "x", "first": ["tools/gone/"]},
        {"words": "d", "group": "x", "first": ["about/privacy/"]},
    ]
    asked, left_out = followed(rows, small_past)
    assert [query["first"] for query in asked] == [
        ["principles/second-name/", "tools/learning-log/#method"],
        ["principles/open-to-scrutiny/"],
        ["about/privacy/"],
    ]
    assert [query["words"] for query in left_out] == ["c"]


@pytest.fixture
def small_past(scratch) -> Any:
    from macros.model.loading import load

    def rename(folder: str, old: str, new: str, **more: Any) -> None:
        values = scratch.read(f"{folder}/{old}.yml") | {"id": new} | more
        scratch.path(f"{folder}/{old}.yml").unlink()
        scratch.write(f"{folder}/{new}.yml", values)

    rename("data/released/0.1/principles", "shared-purpose", "first-name")
    rename("data/released/0.1/principles", "learn-and-adapt", "merged-away")
    scratch.write(
        "data/released/0.1/tools/gone.yml", scratch.read("data/released/0.1/tools/learning-log.yml") | {"id": "gone"}
    )
    rename("data/draft/principles", "shared-purpose", "second-name", was=["first-name"])
    change = {"id": "m", "kind": "merged", "elements": ["open-to-scrutiny"], "before": ["merged-away"]}
    scratch.write("data/draft/changes/m.yml", change | {"summary": "One.", "why": "Alike."})
    return load(scratch.root)


def test_the_site_is_a_site_without_mkdocs():
    """The index needs nothing that only a build has."""
    assert isinstance(open_site(ROOT, "0.2"), Site)
