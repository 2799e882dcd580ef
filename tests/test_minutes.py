"""What a session took comes home: from the facilitator's clock to a proposed edit of the session's file."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from chosen import DRAFT
from click.testing import CliRunner
from conftest import ROOT, with_memory
from playwright.sync_api import expect
from test_browser import axe
from test_sessions import FILE, SESSION, TRIED

from macros.basics.problems import Problems
from macros.cli import main
from macros.desk.minutes import propose
from macros.model.loading import load
from macros.pages.library import Library
from macros.pages.templating import page_templates
from macros.pages.view import View

TODAY = dt.date(2027, 3, 20)
TEXT = """\
Minutes of a session, as the facilitator’s clock kept them
Session: an-hour
Iteration: 0.2
Date: 2027-03-12
Part: talk, planned 20, took 26
Part: agree, planned 40, took 31
Whole: planned 60, took 57
"""


@pytest.fixture
def hour(scratch: Any) -> Any:
    """The small handbook with a session of an hour in its draft."""
    scratch.write(FILE, SESSION)
    return scratch


def proposed(hour: Any, text: str | bytes, name: str = "minutes.txt") -> Any:
    path = hour.path(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return propose(load(hour.root), [path], TODAY)


def test_minutes_are_proposed_beside_the_plan_and_written_only_if_asked(hour):
    before = hour.path(FILE).read_bytes()
    proposal = proposed(hour, TEXT)
    said = str(proposal)
    assert "an-hour, 12 March 2027, iteration 0.2" in said
    assert [row.split() for row in said.splitlines()[2:5]] == [
        ["talk", "20", "26", "+6"],
        ["agree", "40", "31", "-9"],
        ["whole", "60", "57", "-3"],
    ]
    assert "+      - {id: talk, planned: 20, took: 26}" in said
    assert hour.path(FILE).read_bytes() == before
    proposal.write()
    written = hour.path(FILE).read_text("utf-8")
    assert written.startswith(before.decode()), "what somebody wrote stays to the letter"
    assert yaml.safe_load(written)["runs"] == [
        {
            "date": "2027-03-12",
            "iteration": "0.2",
            "parts": [{"id": "talk", "planned": 20, "took": 26}, {"id": "agree", "planned": 40, "took": 31}],
        }
    ]
    session = next(each for each in load(hour.root).draft.of("session"))
    assert (session.runs[0].planned, session.runs[0].took, session.minutes) == (60, 57, 60)


def test_the_same_minutes_a_second_time_change_nothing(hour):
    proposed(hour, TEXT).write()
    before = hour.path(FILE).read_bytes()
    again = proposed(hour, TEXT)
    assert "in the file already" in str(again) and not again.writings
    other = proposed(hour, TEXT.replace("2027-03-12", "2027-03-13"))
    other.write()
    assert hour.path(FILE).read_bytes().startswith(before.rstrip()), "a second run stands below the first"
    assert len(load(hour.root).draft.of("session")[0].runs) == 2


@pytest.mark.parametrize(
    "around",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "﻿" + text,
        lambda text: "Dear all,\n\nhere they are:\n\n" + text + "\n-- \nThe facilitator",
        lambda text: "".join(f"> {row}\n" for row in text.splitlines()),
        lambda text: f"### The minutes\n\n```\n{text}```\n\n### What would you change in the session?\n\nLess talk.\n",
    ],
)
def test_minutes_are_read_from_a_mail_and_from_an_issue(hour, around):
    assert proposed(hour, around(TEXT)).runs[0].run.took == 57


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "There are no minutes of a session in it"),
        (b"\xff\xfe\x00", "no plain text"),
        ("x" * 1_000_001, "larger than 1 MB"),
        (TEXT.replace("an-hour", "an-our"), 'There is no session "an-our" in the draft'),
        (TEXT.replace("Iteration: 0.2", "Iteration: 9.9"), "There is no iteration 9.9"),
        (TEXT.replace("Iteration: 0.2", "Iteration: 0.1"), 'Iteration 0.1 has no session "an-hour"'),
        (TEXT.replace("Iteration: 0.2", "Iteration: new"), 'It says "new" for the iteration'),
        (TEXT.replace("2027-03-12", "2027-02-30"), "a day that February 2027 does not have"),
        (TEXT.replace("2027-03-12", "2027-03"), "is not a day"),
        (TEXT.replace("2027-03-12", "2027-04-01"), "still to come"),
        (TEXT.replace("Part: talk", "Part: walk"), 'has no part "walk" in iteration 0.2'),
        (TEXT.replace("Part: agree", "Part: talk"), 'The part "talk" stands in it twice'),
        (TEXT.replace("took 26", "took many"), "This part cannot be read"),
        (TEXT.replace("took 26", "took 27"), "add up to planned 60, took 58"),
        (TEXT.replace("took 26", "took 1500").replace("took 57", "took 1531"), "more than a day"),
        (TEXT.replace("planned 20", "planned 0").replace("planned 60", "planned 40"), "was to take no minutes"),
        (TEXT[: TEXT.index("Whole")], "it was cut off"),
        (TEXT[: TEXT.index("Part: agree")], "it was cut off"),
        (TEXT.replace(TEXT[TEXT.index("Part") :], "Whole: planned 0, took 0\n"), "It has no parts"),
    ],
)
def test_bad_minutes_say_why_and_change_nothing(hour, text, says):
    before = hour.path(FILE).read_bytes()
    with pytest.raises(Problems) as refused:
        proposed(hour, text)
    assert says in str(refused.value) and "minutes.txt" in str(refused.value)
    assert hour.path(FILE).read_bytes() == before


def test_one_bad_file_among_good_ones_keeps_all_of_them_out(hour):
    good, bad = hour.path("good.txt"), hour.path("bad.txt")
    good.write_text(TEXT, "utf-8")
    bad.write_text("Hello", "utf-8")
    with pytest.raises(Problems):
        propose(load(hour.root), [good, bad, hour.root], TODAY)
    assert "runs" not in hour.read(FILE)


def test_a_list_that_nobody_can_add_to_safely_is_refused(hour):
    hour.write(FILE, hour.path(FILE).read_text("utf-8") + "runs: [{date: '2027-01-01', iteration: '0.2', parts: []}]\n")
    hour.replace(FILE, "parts: []", "parts: [{id: talk, planned: 20, took: 20}]")
    with pytest.raises(Problems, match="written in brackets"):
        proposed(hour, TEXT)


def test_the_page_of_a_session_that_was_run_says_what_it_took(hour):
    proposed(hour, TEXT).write()
    handbook = load(hour.root)
    library = Library(handbook, ROOT / "docs", page_templates())
    session = handbook.draft.elements["an-hour"]
    text = View(library, handbook.draft, "sessions/an-hour.md").page("session.md.j2", item=session)
    assert "Nobody has run this session" not in text and "was run once" in text
    assert "12 March 2027, with iteration 0.2: 57 minutes, 60 planned." in text and "Talk took 26 for 20" in text


# -- from the room to the file -------------------------------------------------------------------------


def rehearsed(page: Any, took: list[float]) -> None:
    """Run a session from the facilitator's page under a clock of our own: each part takes so many minutes."""
    page.clock.install(time="2026-11-02T10:00:00Z")
    page.clock.pause_at("2026-11-02T10:01:00Z")
    page.reload()
    page.get_by_role("button", name="Start", exact=True).click()
    for minutes in took:
        page.clock.fast_forward(int(minutes * 60_000))
        page.locator("body").press("ArrowRight")
    page.clock.resume()


def test_a_session_is_rehearsed_and_its_minutes_come_back_to_its_file(open_page, tmp_path: Path):
    page = open_page(f"draft/{TRIED}", width=360)
    offer = page.locator(".minutes")
    expect(offer).to_be_hidden()
    rehearsed(page, [10, 13, 10.4, 35, 15, 700])
    expect(offer).to_be_visible()
    page.get_by_label("Three cards that matter most").fill("11")  # nobody had ended the clock
    page.reload()
    expect(page.get_by_label("Three cards that matter most")).to_have_value("11")
    expect(page.locator(".minutes-whole")).to_have_text("94 minutes in all; planned for these parts: 90.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not (found := axe(page)), "\n".join(found)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the minutes").click()
    name = download.value.suggested_filename
    assert name == "minutes-break-this-draft-2026-11-02.txt"
    expect(page.locator(".minutes-said")).to_contain_text(name)
    download.value.save_as(tmp_path / name)

    shutil.copytree(ROOT / "data", with_memory(tmp_path) / "data")
    for folder in ("macros", "docs"):
        (tmp_path / folder).mkdir()
    (tmp_path / "mkdocs.yml").touch()
    file = tmp_path / "data/draft/sessions/break-this-draft.yml"
    before = file.read_text("utf-8")

    def take_in(*more: str) -> Any:
        with pytest.MonkeyPatch.context() as here:
            here.chdir(tmp_path)
            return CliRunner().invoke(main, ["sessions", "minutes", name, *more])

    shown = take_in()
    assert shown.exit_code == 0 and "Nothing was written" in shown.output and file.read_text("utf-8") == before
    assert f"iteration {DRAFT}" in shown.output and "+      - {id: try, planned: 30, took: 35}" in shown.output
    assert "Wrote data/draft/sessions/break-this-draft.yml" in take_in("--write").output
    values = yaml.safe_load(file.read_text("utf-8"))
    assert [(part["planned"], part["took"]) for part in values["runs"][-1]["parts"]] == [
        (8, 10),
        (10, 13),
        (10, 10),
        (30, 35),
        (20, 15),
        (12, 11),
    ]
    assert values["agenda"] == yaml.safe_load(before)["agenda"], "the plan stays as it is"
    assert "nothing to write" in take_in("--write").output


def test_a_part_that_was_left_out_is_left_out_and_starting_again_asks_first(open_page):
    page = open_page(f"draft/{TRIED}")
    rehearsed(page, [8, 10, 0, 30, 20, 12])
    page.get_by_label("Compare in pairs").fill("")
    page.get_by_text("The minutes as text").click()
    text = page.get_by_role("textbox", name="The minutes as text").input_value()
    assert "Part: pairs" not in text and text.endswith("Whole: planned 80, took 80\n")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy the text").click()
    expect(page.locator(".minutes-said")).to_contain_text("copy it yourself")
    again = page.get_by_role("button", name="Start again")
    again.click()
    expect(page.locator(".minutes")).to_be_visible()
    page.get_by_role("button", name="Press again").click()
    expect(page.locator(".minutes")).to_be_hidden()
    assert page.get_by_role("button", name="Start", exact=True).is_enabled()


@pytest.mark.parametrize(
    "address, leads",
    [
        ("", ""),
        ("https://code.example/a/b/issues/new?template=feedback.yml", "template=minutes.yml"),
        ("https://code.example/a/b/-/issues/new", "/-/issues/new"),
    ],
)
def test_minutes_go_into_an_issue_only_where_there_are_issues(handbook, address, leads):
    library = Library(handbook, ROOT / "docs", page_templates(), issues=address)
    session = handbook.draft.elements["break-this-draft"]
    text = View(library, handbook.draft, "sessions/break-this-draft.md").page("session.md.j2", item=session)
    assert ("minutes-issue" in text) is bool(address) and leads in text
    if "template" in leads:
        form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/minutes.yml").read_text("utf-8"))
        assert "minutes" in {field.get("id") for field in form["body"]}
