"""The answers of a decision aid in a service file: kept, saved, opened elsewhere, merged; what it says in the service's
page and in papers; and the list for the lawyer."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from chosen import DRAFT, handbook
from conftest import ROOT
from docx.oxml.ns import qn
from playwright.sync_api import expect
from service_files import service_file
from test_browser import axe
from test_service import REFUSED, a_file, bring, saved, saved_page, the_page, told

from macros.checks.papers import check_papers
from macros.model.deciding import as_answers, decide, tree
from macros.pages.aidbook import aidbook
from macros.pages.library import Library
from macros.pages.templating import page_templates

AID, NEXT = "may-we-change-this-contract", "which-ground-carries-this-change"
ROUTE = "which-rules-and-route"
AIDS = {aid.id: aid for aid in handbook().draft.of("aid")}
SERVICE = "Drug and alcohol recovery 2027"


def place(name: str) -> str:
    return f"draft/decision-aids/{name}/"


def answer(page: Any, *said: str) -> None:
    for each in said:
        page.locator(".aid-choices").get_by_role("button", name=each, exact=True).click()


def keep(page: Any, service: str = SERVICE) -> None:
    """Keep what is answered in a new service file."""
    page.get_by_text("Keep it in a service file").click()
    page.fill("#aid-new", service)
    page.get_by_role("button", name="Keep my answers there").click()
    kept(page, service)


def kept(page: Any, service: str = SERVICE) -> None:
    page.wait_for_selector("form[data-ready]", state="attached")
    told(page, f"Saved in this browser, under “{service}”")


def heading(page: Any) -> Any:
    return page.locator(":is(.aid-now, .aid-main > .outcome) h2")


def stored(page: Any, service: str = SERVICE, aid: str = AID) -> dict[str, str]:
    """What the browser holds of an aid."""
    held: dict[str, str] = page.evaluate(
        """async (key) => {
          const { get } = await import(new URL("../../assets/forms/shelf.js", location.href).href);
          return (await get(key))?.values ?? {};
        }""",
        [service, aid],
    )
    return held


def waits(page: Any, **values: str) -> None:
    """Wait until the browser holds these answers, and no others."""
    page.wait_for_function(
        """async ([key, values]) => {
          const { get } = await import(new URL("../../assets/forms/shelf.js", location.href).href);
          const there = (await get(key))?.values ?? {}, sorted = (all) => JSON.stringify(Object.entries(all).sort());
          return sorted(there) === sorted(values);
        }""",
        arg=[[SERVICE, AID], values],
    )


def elsewhere(browser: Any, page: Any, path: str) -> Any:
    """A page in another browser, on another machine."""
    other = browser.new_context().new_page()
    other.goto(page.url.partition("/draft/")[0] + "/" + path)
    return other


def test_answers_are_kept_reloaded_saved_and_opened_on_another_machine(open_page, browser):
    page = open_page(place(AID), width=360, height=740)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    answer(page, "England", "No")
    assert not page.evaluate("async () => (await indexedDB.databases()).length"), "nothing is kept unasked"
    assert not [url for url in asked if "/service/" in url or "/forms/" in url], "and nothing fetched for it"
    page.get_by_text("Keep it in a service file").click()
    page.get_by_role("button", name="Keep my answers there").wait_for()
    assert not (found := axe(page)), "\n".join(found)
    page.fill("#aid-new", SERVICE)
    page.get_by_role("button", name="Keep my answers there").click()
    kept(page)
    assert not (found := axe(page)), "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    answer(page, "No", "Not sure")
    now = stored(page)
    assert len(now) == 4 and now["nation"] == "england" and "not-sure" in now.values(), now
    page.reload()
    page.wait_for_selector("form[data-ready]", state="attached")
    at = heading(page).text_content()
    page.go_back()
    page.wait_for_function("(was) => document.querySelector('.aid-now h2').textContent !== was", arg=at)
    waits(page, **{name: value for name, value in now.items() if value != "not-sure"})
    page.go_forward()
    waits(page, **now)
    name, file = saved(page)
    assert re.fullmatch(rf"Drug-and-alcohol-recovery-2027-{AID}-{re.escape(DRAFT)}-[\d-]{{10}}\.json", name)
    assert file["tools"][AID]["values"] == now and file["tools"][AID]["iteration"] == DRAFT

    other = elsewhere(browser, page, place(AID))
    other.get_by_text("Keep it in a service file").click()
    other.wait_for_selector("form[data-ready]", state="attached")
    bring(other, file)
    told(other, f"Opened “{SERVICE}”")
    expect(heading(other)).to_have_text(at)
    assert other.locator(".aid-asked li").count() == 4 and stored(other) == now
    other.goto(other.url.replace(f"decision-aids/{AID}", "tools/service-file"))
    other.wait_for_selector(".service-page[data-ready]")
    row = other.locator(f".service-aids [data-aid={AID}]").inner_text()
    assert "Not finished. Next question:" in row and "4 questions answered" in row and "begun" in row
    other.context.close()


def test_where_two_differ_both_are_looked_at_in_words(open_page):
    page = open_page(place(AID))
    answer(page, "England", "No")
    keep(page)
    bring(page, a_file({"nation": "wales", "health": "no"}, tool=AID, service=SERVICE))
    box = page.locator("dialog.look")
    box.wait_for()
    assert "Where does the authority sit?" in box.inner_text() and "In the file: Wales" in box.inner_text()
    page.keyboard.press("Escape")
    told(page, "Nothing was changed.")
    assert stored(page)["nation"] == "england"
    bring(page, a_file({"nation": "wales", "health": "no"}, tool=AID, service=SERVICE))
    box.get_by_label("In the file: Wales").check()
    box.get_by_role("button", name="Take what I chose").click()
    told(page, "Opened")
    page.wait_for_function("() => document.querySelector('.aid-asked')?.textContent.includes('Wales')")
    assert stored(page)["nation"] == "wales"


def test_answers_given_before_anybody_keeps_them_meet_those_that_lie_there(open_page):
    page = open_page(place(AID))
    answer(page, "England")
    keep(page)
    fresh = second_aid(page)
    told(fresh, "")
    fresh.evaluate(
        "() => sessionStorage.setItem(Object.keys(sessionStorage).find((name) => name.endsWith(' service')), 'Another')"
    )
    fresh.evaluate("() => history.replaceState(null, '')")
    fresh.reload()
    answer(fresh, "Wales")
    fresh.get_by_text("Keep it in a service file").click()
    fresh.select_option("#aid-service", SERVICE)
    fresh.get_by_role("button", name="Keep my answers there").click()
    box = fresh.locator("dialog.look")
    box.wait_for()
    assert f"Kept under “{SERVICE}”: England" in box.inner_text() and "On this page: Wales" in box.inner_text()
    assert not (found := axe(fresh)), "\n".join(found)
    fresh.keyboard.press("Escape")  # both are kept
    fresh.wait_for_function("() => document.querySelector('.aid-asked')?.textContent.includes('England')")
    assert stored(fresh) == {"nation": "england"} and stored(fresh, f"{SERVICE} (2)") == {"nation": "wales"}


def second_aid(page: Any) -> Any:
    """The aid in another window of the same browser, where it is kept already."""
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("form[data-ready]", state="attached")
    return other


def test_two_windows_and_a_deletion_are_said(open_page):
    page = open_page(place(AID))
    answer(page, "England")
    keep(page)
    other = second_aid(page)
    expect(heading(other)).to_have_text(heading(page).text_content())
    answer(other, "No")
    told(page, "Another window changed")
    expect(page.locator(".aid-asked li")).to_have_count(2)
    page.locator(".work-tools summary").click() if page.locator(".work-tools details[open]").count() == 0 else None
    page.get_by_role("button", name="Delete these answers").click()
    page.get_by_role("button", name="Delete for good? Press again").click()
    told(page, "Deleted from this browser")
    expect(page.locator(".aid-asked")).to_have_count(0)
    told(other, "Another window deleted these answers")


def test_an_aid_that_leads_on_takes_the_service_with_it(open_page):
    page = open_page(place(AID))
    answer(page, "England", "No", "No", "Not sure", "No", "No")
    keep(page)
    page.locator(".aid-main").get_by_role("link", name="Which ground carries this change?").click()
    page.wait_for_url(f"**/{NEXT}/")
    page.wait_for_selector("form[data-ready]", state="attached")
    answer(page, "We do not know the figures")
    kept(page)
    assert stored(page, aid=NEXT)["figures" if "figures" in AIDS[NEXT].questions else AIDS[NEXT].questions[0].id]


def test_an_answer_whose_question_is_gone_is_kept_shown_and_saved(open_page):
    gone = {"nation": "england", "moon": "full", "health": "constructor"}
    page = the_page(open_page)
    bring(page, a_file(gone, tool=AID, service=SERVICE))
    told(page, "Opened")
    row = page.locator(f".service-aids [data-aid={AID}]").inner_text()
    assert "no place for it: moon: full; health: constructor" in row
    assert saved_page(page)[1]["tools"][AID]["values"] == gone
    page.locator(f".service-aids [data-aid={AID}] a").click()
    page.wait_for_selector("form[data-ready]", state="attached")
    assert page.locator(".work-left li").all_inner_texts() == ["moon: full", "health: constructor"]
    expect(page.locator(".aid-asked li")).to_have_count(1)
    page.locator(".aid-choices button").first.click()
    told(page, "Saved in this browser")
    values = saved(page)[1]["tools"][AID]["values"]
    assert values["moon"] == "full" and values["nation"] == "england" and len(values) == 3


@pytest.mark.parametrize("version", ["0.5", "0.7"])
def test_an_older_iteration_keeps_what_it_has_no_aid_for(open_page, version):
    page = the_page(open_page, f"{version}/tools/service-file/")
    file = a_file({"a-question": "yes"}, tool="an-aid-to-come")
    bring(page, file)
    told(page, "Opened")
    assert "an-aid-to-come. a-question: yes" in page.locator(".service-after").inner_text()
    assert saved_page(page)[1]["tools"] == file["tools"]


def test_the_file_of_this_iteration_brings_every_aid_back(open_page):
    file = service_file(handbook().draft)
    assert {*AIDS} <= {*file["tools"]}
    page = the_page(open_page)
    bring(page, file)
    told(page, "Opened")
    for aid in AIDS.values():
        said = decide(tree(aid), as_answers(aid.scenarios[0].answers))
        title = next(each.title for each in aid.outcomes if each.id == said["outcome"])
        assert f": {title}\n" in page.locator(f".service-aids [data-aid={aid.id}]").inner_text()
    assert saved_page(page)[1]["tools"] == file["tools"], "what was not touched goes out as it came in"
    page.locator(f".service-aids [data-aid={ROUTE}] a").click()
    page.locator(".aid-main > .outcome h2").wait_for()


def test_an_earlier_id_of_a_question_is_followed(open_page, handbook):
    aid = AIDS[AID]
    question = aid.questions[0].model_copy(update={"was": ["country"]})
    changed = aid.model_copy(update={"questions": [question, *aid.questions[1:]]})
    iteration = replace(handbook.draft, elements={**handbook.draft.elements, AID: changed})
    iteration.__dict__.pop("_once", None)
    book = aidbook(Library(handbook, ROOT / "docs", page_templates()), iteration)
    assert json.loads(book)["aids"][AID]["moved"] == {"country": "nation"}
    page = open_page(place(AID))
    page.route("**/assets/aids.json", lambda route: route.fulfill(body=book, content_type="application/json"))
    page.get_by_text("Keep it in a service file").click()
    page.wait_for_selector("form[data-ready]", state="attached")
    file = a_file({"country": "wales", "health": "no"}, tool=AID, service=SERVICE)
    file["tools"][AID]["iteration"] = "0.7"
    bring(page, file)
    told(page, "iteration 0.7")
    expect(page.locator(".aid-asked li")).to_have_count(2)
    assert stored(page) == {"nation": "wales", "health": "no"}


# -- what the service's page and papers say -------------------------------------------------------

UNSURE = {"nation": "england", "contract": "contract", "health": "no", "light-touch": "not-sure", "buyer": "no",
          "size": "given", "value": "900000", "ground": "no", "reserve": "no", "see-work": "yes"}  # fmt: skip


def with_aids() -> dict[str, Any]:
    return {**a_file(UNSURE, tool=ROUTE, service=SERVICE)}


def words_in(path: Path) -> str:
    return "\n".join(text.text or "" for text in docx.Document(str(path)).element.body.iter(qn("w:t")))


def taken(page: Any, name: str) -> Any:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    return waiting.value


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_the_list_for_the_lawyer_stands_on_the_service_page_and_is_taken_away(open_page, palette):
    page = the_page(open_page, width=360, height=740, palette=palette)
    assert page.locator(".service-asks li").count() == 0
    bring(page, with_aids())
    told(page, "Opened")
    asks = page.locator(".service-asks li")
    said = decide(tree(AIDS[ROUTE]), UNSURE)
    assert said["outcome"] and asks.count() == len(said["ask"]) == 1
    ask = AIDS[ROUTE].question("light-touch").not_sure.ask
    assert ask in asks.inner_text() and "s.9, s.10(1) to (3)" in asks.inner_text()
    row = page.locator(f".service-aids [data-aid={ROUTE}]").inner_text()
    assert "Open to you: Competitive flexible procedure" in row and "one question for the lawyer" in row
    assert "28 November 2026" in row and "done" in row
    assert not axe(page) and page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    text = taken(page, "Take it as a text file")
    assert text.suggested_filename.endswith(".txt")
    words = Path(text.path()).read_text("utf-8")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy as text").click()
    told(page, "Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == words
    assert f"1. {ask}" in words and "Procurement Act 2023, s.9" in words and "not legal advice" in words
    word = words_in(taken(page, "Take it as Word").path())
    assert ask in word and "s.9, s.10(1) to (3)" in word and "From “Which rules and which route apply?”" in word


def test_the_board_paper_has_the_route_with_rule_and_source_and_what_is_left_for_the_lawyer(open_page):
    page = the_page(open_page)
    bring(page, with_aids())
    told(page, "Opened")
    words = words_in(taken(page, "Filled in, as Word: Board paper: a relational contract").path())
    route, left = words.index("The route, and the law"), words.index("What is left for legal")
    outcome = next(each for each in AIDS[ROUTE].outcomes if each.title == "Competitive flexible procedure")
    assert route < words.index(f"Open to you: {outcome.title}") < left
    for basis in outcome.rests_on:
        assert route < words.index(basis.where) < left
    assert "Procurement Act 2023" in words and "(checked 28 November 2026)" in words
    assert "Answered on 28 November 2026." in words and "not legal advice" in words
    assert words.index(AIDS[ROUTE].question("light-touch").not_sure.ask) > left
    assert "How should we pay?" not in words, "what nobody answered has fallen away"
    both = with_aids()
    both["tools"]["how-should-we-pay"] = {**both["tools"][ROUTE], "values": {"set-price": "not-sure"}}
    bring(page, {**both, "service": "Both"})
    told(page, "Opened “Both”")
    words = words_in(taken(page, "Take it as Word").path())
    assert "for your finance lead or lawyer" in words and "No rule is behind it" in words
    sure = with_aids()
    sure["tools"][ROUTE]["values"] = {**UNSURE, "light-touch": "no"}
    page.get_by_label("Open a file").set_input_files([])
    bring(page, {**sure, "service": "Sure"})
    told(page, "Opened “Sure”")
    assert page.locator(".service-asks li").count() == 0
    words = words_in(taken(page, "Filled in, as Word: Board paper: a relational contract").path())
    assert "What nobody was sure of" not in words and f"Open to you: {outcome.title}" in words


def test_an_aid_hands_out_its_list_as_word_and_tells_it_when_it_cannot(open_page):
    page = open_page(place(AID), width=360, height=740)
    answer(page, "England", "No", "No", "Yes", "No", "No")
    page.locator(".aid-main > .outcome").wait_for()
    assert page.get_by_role("button", name="The list as Word").count() == 0, "nobody was unsure"
    page.get_by_role("button", name="Start again").click()
    answer(page, "England", "No", "No", "Not sure", "No", "No")
    word = words_in(taken(page, "The list as Word").path())
    assert "Is the contract above the threshold" in word and "Questions for the lawyer" in word
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
    page.get_by_role("button", name="The list as Word").click()
    expect(page.locator(".aid-status")).to_have_text(re.compile("could not be fetched"))


def test_an_outcome_without_a_part_is_found(handbook):
    iteration = replace(handbook.draft)
    paper = iteration.papers["board-paper"]
    short = paper.model_copy(update={"parts": [each for each in paper.parts if each.part != "route"]})
    iteration.papers = {**iteration.papers, "board-paper": short}
    said = [each for each in check_papers(iteration) if "decision-aids" in each.file]
    assert [each.what for each in said] == ['The outcome lands in the part "route", and no paper has it.'] * 2
    assert all(each.line for each in said)


# -- where nothing can be kept, and elsewhere ------------------------------------------------------


def test_on_a_shared_computer_and_where_nothing_can_be_kept_a_file_is_saved_all_the_same(open_page):
    page = open_page(place(AID))
    page.evaluate(
        """async () => {
          const { here } = await import(new URL("../../assets/forms/shelf.js", location.href).href);
          here("shared", "yes");
        }"""
    )
    answer(page, "England", "No")
    page.get_by_text("Keep it in a service file").click()
    page.wait_for_selector("form[data-ready]", state="attached")
    answer(page, "No")
    assert saved(page)[1]["tools"][AID]["values"] == {"nation": "england", "health": "no", "begun": "no"}
    assert stored(page, "My service") == {}
    private = page.context.new_page()
    private.add_init_script(REFUSED)
    private.goto(page.url)
    answer(private, "Wales")
    private.get_by_text("Keep it in a service file").click()
    private.fill("#aid-new", SERVICE)
    private.get_by_role("button", name="Keep my answers there").click()
    told(private, "no room, or keeps nothing")
    expect(private.locator(".aid-asked li")).to_have_count(1)
    assert saved(private)[1]["tools"][AID]["values"] == {"nation": "wales"}


def test_an_aid_of_a_release_is_kept_and_its_answers_come_to_the_draft(open_page):
    page = open_page(f"0.7/decision-aids/{AID}/")
    answer(page, "England", "No")
    assert page.locator("[data-list]").count() == 0, "that iteration has no such list"
    keep(page)
    assert saved(page)[1]["tools"][AID]["iteration"] == "0.7"
    page.goto(page.url.replace("/0.7/", "/draft/"))
    page.wait_for_selector("form[data-ready]", state="attached")
    expect(page.locator(".aid-asked li")).to_have_count(2)
    told(page, "saved with iteration 0.7")


def test_hostile_answers_come_in_and_go_out_the_same_and_are_only_words(open_page):
    bad = {"nation": "<img src=x onerror=alert(1)>", "moon": "‏שלום <b>&amp;</b> 😀 =1+1", "health": "x" * 100_000}
    page = the_page(open_page)
    bring(page, a_file(bad, tool=AID, service=SERVICE))
    told(page, "Opened")
    assert page.locator(".service-page img, .service-page .service-says b b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert saved_page(page)[1]["tools"][AID]["values"] == bad
    page.locator(f".service-aids [data-aid={AID}] a").click()
    page.wait_for_selector("form[data-ready]", state="attached")
    answer(page, "England")
    told(page, "Saved in this browser")
    assert saved(page)[1]["tools"][AID]["values"] == {**bad, "nation": "england"}
    assert page.locator(".aid-live img").count() == 0 and page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth"
    )
