"""Staying in touch: the next workshop stands on the home page until it is over, and people can take part."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import lxml.html
import pytest
from conftest import ROOT, SITE

from macros.basics.dates import latest
from macros.basics.project import Project, find_project
from macros.pages.library import Library
from macros.pages.templating import page_templates
from macros.pages.view import View

DAY = dt.date(2027, 3, 12)
EPOCH = str(int(dt.datetime(2027, 3, 1, tzinfo=dt.UTC).timestamp()))


@pytest.fixture
def morning(handbook: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The handbook with a workshop that is still to come on the day of the build."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    meeting = next(each for each in handbook.in_time() if each.is_meeting)
    about = {"id": "a-morning", "title": "A morning at Ashdale", "date": "2027-03-12", "when": "12 March 2027"}
    about |= {"place": "Ashdale town hall", "hosts": ["Ashdale Council"], "shown": handbook.draft.version}
    about |= {"what_was_shown": None, "feedback": [], "join": "Write to workshops@ashdale.example."}
    return replace(handbook, workshops={**handbook.workshops, "a-morning": meeting.model_copy(update=about)})


def part(handbook: Any, name: str, version: str = "draft", path: str = "index.md", **more: Any) -> str:
    iteration = {"draft": handbook.draft, "latest": handbook.latest}.get(version) or handbook.iterations[version]
    return str(View(Library(handbook, ROOT / "docs", page_templates(), **more), iteration, path).part(name)).strip()


def test_the_next_workshop_stands_on_the_home_page_of_what_is_read_now(morning):
    for version in ("draft", "latest"):
        text = part(morning, "next-workshop", version)
        assert 'data-until="2027-03-12"' in text and "A morning at Ashdale" in text
        assert "Ashdale town hall" in text and "Held by Ashdale Council" in text and "#join" in text
    assert part(morning, "next-workshop", "0.3") == "", "an older iteration is not what is shown there"


def test_a_workshop_that_is_over_is_gone_from_the_next_build(morning, monkeypatch):
    assert [each.id for each in morning.to_come(DAY)] == ["a-morning"] and not morning.to_come(DAY + dt.timedelta(1))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + 20 * 86_400))
    assert part(morning, "next-workshop") == ""
    assert "No workshop is announced here" in part(morning, "involved", path="about/contribute.md")


def test_the_soonest_is_the_next_and_a_month_lasts_until_its_last_day(morning):
    later = morning.workshops["a-morning"].model_copy(update={"id": "later", "title": "Later", "date": "2027-03"})
    both = replace(morning, workshops={"later": later, **morning.workshops})
    assert [each.id for each in both.to_come(dt.date(2027, 3, 1))] == ["later", "a-morning"]
    assert [each.id for each in both.to_come(dt.date(2027, 3, 31))] == ["later"]
    assert (latest("2027-12"), latest("2027"), latest("2028-02")) == (
        dt.date(2027, 12, 31),
        dt.date(2027, 12, 31),
        dt.date(2028, 2, 29),
    )


def test_the_record_does_not_speak_of_a_workshop_to_come_as_if_it_had_been(morning):
    view = View(Library(morning, ROOT / "docs", page_templates()), morning.draft, "workshops/a-morning.md")
    text = view.page("workshop.md.j2", item=morning.workshops["a-morning"])
    assert "It is still to come" in text and "Write to workshops@ashdale.example" in text
    assert "It is still to come" in str(view.part("ledger", meetings=True))


@pytest.mark.parametrize(
    "address, says",
    [
        ("us@council.example", "mailto:us@council.example"),
        ("https://forms.example/join?x=1", "(https://forms.example/join?x=1)"),
        ("", "names no address to write to"),
    ],
)
def test_whoever_wants_to_take_part_is_told_where_to_turn(morning, address, says):
    text = part(morning, "involved", path="about/contribute.md", join=address)
    assert text.count(says) == 2, "for a workshop, and for a service"
    assert "{ #join }" in text and "{ #offer }" in text and "A morning at Ashdale" in text
    assert find_project(ROOT, {"HANDBOOK_JOIN": f" {address} "}).join == address


@pytest.mark.parametrize(
    "given",
    ["us", "http://forms.example/", "javascript:alert(1)", "https://x.example/)[y](z", "a@b.example?cc=c@d.example"],
)
def test_what_is_no_way_to_turn_to_is_not_shown(given):
    assert find_project(ROOT, {"HANDBOOK_JOIN": given}).join == Project().join == ""


def test_the_page_says_how_to_give_feedback_join_and_offer():
    page = lxml.html.fromstring((SITE / "draft/about/contribute/index.html").read_bytes())
    assert [page.xpath("//h2[@id=$id]", id=id_) != [] for id_ in ("tell", "join", "offer")] == [True] * 3


def test_a_page_hides_a_workshop_once_it_is_over(open_page):
    page = open_page("draft/")
    page.route("**/draft/", lambda route: route.fulfill(body=built.replace(b"<main", NEXT + b"<main", 1)))
    built = (SITE / "draft/index.html").read_bytes()
    for now, seen in (("2027-03-12T09:00:00", True), ("2027-03-13T09:00:00", False)):
        page.clock.set_fixed_time(now)
        page.reload()
        assert page.get_by_text("A morning", exact=True).is_visible() is seen


NEXT = b'<p data-until="2027-03-12">A morning</p>'
