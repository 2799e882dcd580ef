"""What an older iteration asked as one and a later one as several, or the other way round: each heir is offered them
with where they come from, and nothing is dropped or written twice unasked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from chosen import LEARNING_LOG, handbook
from conftest import SITE
from test_browser import axe
from test_service import TOOL, a_file, bring, opened, ready, saved, told

from macros.checks.everything import check
from macros.checks.heirs import check_heirs
from macros.history.history import History
from macros.model.heirs import heirs, shared, then

FOLLOW = """([values, about]) => import(new URL("../../../assets/forms/follow.js", location.href).href)
  .then(({ followed }) => followed(values, about, "0.4"))"""
OFFER = """([values, about]) => import(new URL("../../../assets/forms/heirs.js", location.href).href)
  .then(({ offersOf }) => offersOf(values, about).map(({ old, heir, label, cells }) => [old, heir, label, cells]))"""

FIELDS = {
    "a": {"label": "A", "type": "long-text"},
    "b": {"label": "B", "type": "text"},
    "pick": {"label": "Pick", "type": "choice"},
    "rows": {"label": "Rows", "type": "table", "columns": {"x": "X", "y": "Y"}},
    "given": {"label": "Given", "type": "table", "rows": ["One", "Two"], "columns": {"s": "S"}},
}

CASES: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, str], list[list[Any]]]] = {
    "split": (
        {"heirs": {"old": ["a", "b"]}, "origins": {"old": "Old"}},
        {"old": "words", "b": "mine"},
        {"old": "words", "b": "mine"},
        [["old", "a", "Old", [["a", "words"]]], ["old", "b", "Old", [["b", "words"]]]],
    ),
    "split of a table": (
        {"heirs": {"old": ["rows", "given"]}, "origins": {"old": "Old"}},
        {"old.1.x": "one", "old.2.s": "two"},
        {"old.1.x": "one", "old.2.s": "two"},
        [["old", "rows", "Old", [["rows.1.x", "one"]]], ["old", "given", "Old", [["given.2.s", "two"]]]],
    ),
    "split of a column": (
        {"heirs": {"rows.both": ["rows.x", "rows.y"]}, "origins": {"rows.both": "Both"}},
        {"rows.2.both": "words", "rows.2.x": "mine"},
        {"rows.2.both": "words", "rows.2.x": "mine"},
        [
            ["rows.both", "rows.x", "Both", [["rows.2.x", "words"]]],
            ["rows.both", "rows.y", "Both", [["rows.2.y", "words"]]],
        ],
    ),
    "merged texts": (
        {"moved": {"one": "a", "two": "a"}, "origins": {"one": "One", "two": "Two"}},
        {"one": "1", "two": "2"},
        {"a": "1\n\n2"},
        [],
    ),
    "merged into a choice": (
        {"moved": {"one": "pick", "two": "pick"}, "origins": {"one": "One", "two": "Two"}},
        {"one": "Yes", "two": "No"},
        {"one": "Yes", "two": "No"},
        [["one", "pick", "One", [["pick", "Yes"]]], ["two", "pick", "Two", [["pick", "No"]]]],
    ),
    "merged into a choice, three of them": (
        {"moved": {"one": "pick", "two": "pick", "three": "pick"}, "origins": {"one": "1", "two": "2", "three": "3"}},
        {"one": "Yes", "two": "No", "three": "Yes"},
        {"one": "Yes", "two": "No", "three": "Yes"},
        [
            ["one", "pick", "1", [["pick", "Yes"]]],
            ["two", "pick", "2", [["pick", "No"]]],
            ["three", "pick", "3", [["pick", "Yes"]]],
        ],
    ),
    "merged, and both say the same": (
        {"moved": {"one": "pick", "two": "pick"}, "origins": {"one": "One", "two": "Two"}},
        {"one": "Yes", "two": "Yes"},
        {"pick": "Yes"},
        [],
    ),
    "merged tables": (
        {"moved": {"one": "rows", "two": "rows"}, "origins": {"one": "One", "two": "Two"}},
        {"one.1.x": "a", "one.2.x": "b", "two.1.x": "c", "two.1.y": "d"},
        {"rows.1.x": "a", "rows.2.x": "b", "rows.3.x": "c", "rows.3.y": "d"},
        [],
    ),
    "merged columns": (
        {"moved": {"given.p": "given.s", "given.q": "given.s"}, "origins": {"given.p": "P", "given.q": "Q"}},
        {"given.1.p": "3", "given.1.q": "4", "given.2.q": "5"},
        {"given.1.p": "3", "given.1.q": "4", "given.2.s": "5"},
        [
            ["given.p", "given.s", "P", [["given.1.s", "3"]]],
            ["given.q", "given.s", "Q", [["given.1.s", "4"]]],
        ],
    ),
}


def test_what_follows_whom_and_what_is_offered(open_page):
    page = open_page(f"draft/tools/{TOOL}/sheet/")
    for name, (about, values, follows, offers) in CASES.items():
        known = {**about, "fields": FIELDS}
        found = page.evaluate(FOLLOW, [values, known])
        assert found == follows, name
        assert page.evaluate(OFFER, [found, known]) == offers, name
        words = {part for value in found.values() for part in value.split("\n\n")}
        assert words == {*values.values()}, name


# -- on the page ----------------------------------------------------------------------------------


def changed(page: Any, **more: Any) -> None:
    """The tool as a later iteration might have it: some of its fields have an earlier life."""
    book = json.loads((SITE / "draft/assets/tools.json").read_text("utf-8"))
    book["tools"][TOOL] |= more
    page.route("**/assets/tools.json", lambda route: route.fulfill(json=book))


def older(values: dict[str, Any]) -> dict[str, Any]:
    file = a_file(values)
    file["tools"][TOOL]["iteration"] = "0.5"
    return file


SPLIT = {"heirs": {"why": ["reasons", "dissent"]}, "origins": {"why": "Why, and who disagrees"}}


def test_a_split_field_is_offered_to_each_heir_until_the_reader_lets_go(open_page):
    page = opened(open_page, width=360, height=740)
    changed(page, **SPLIT)
    bring(page, older({"why": "Needs vary; finance disagrees", "dissent": "Said since"}))
    told(page, "iteration 0.5")
    notes = page.locator(".heir")
    assert notes.count() == 2 and page.input_value("[name=reasons]") == ""
    assert all("“Why, and who disagrees” of an earlier iteration" in each for each in notes.all_inner_texts())
    assert page.locator("[name=reasons] + .heir").count() == page.locator("[name=dissent] + .heir").count() == 1
    assert not axe(page) and page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("[name=reasons] + .heir").get_by_role("button", name="Put it here").click()
    page.locator("[name=reasons] + .heir", has_text="stand here now").wait_for()
    assert page.input_value("[name=reasons]") == "Needs vary; finance disagrees"
    assert page.input_value("[name=dissent]") == "Said since", "nothing is written twice unasked"
    page.reload()
    ready(page)
    page.locator("[name=dissent] + .heir").get_by_role("button", name="Put it here").click()
    page.locator("[name=dissent] + .heir", has_text="stand here now").wait_for()
    assert page.input_value("[name=dissent]") == "Said since\n\nNeeds vary; finance disagrees"
    assert saved(page)[1]["tools"][TOOL]["values"]["why"] == "Needs vary; finance disagrees", "kept, and exported"
    let = page.locator("[name=dissent] + .heir")
    let.get_by_role("button", name="Let the old words go").click()
    let.get_by_role("button", name="Delete them? Press again").click()
    let.wait_for(state="detached")
    assert "why" not in saved(page)[1]["tools"][TOOL]["values"] and notes.count() == 0


def test_merged_fields_say_where_their_words_come_from(open_page):
    page = opened(open_page)
    about = {"moved": {"need": "reasons", "doubt": "reasons"}, "origins": {"need": "The need", "doubt": "Doubts"}}
    changed(page, **about)
    bring(page, older({"need": "Needs vary", "doubt": "It takes time"}))
    told(page, "iteration 0.5")
    assert page.input_value("[name=reasons]") == "Needs vary\n\nIt takes time"
    assert (
        page.locator(".heir").inner_text() == "Here stand the words of “The need” and “Doubts” of an earlier iteration."
    )
    assert not axe(page)


def test_rows_of_a_column_that_was_split_are_offered_by_row(open_page):
    page = opened(open_page)
    changed(
        page,
        heirs={"scores.said": ["scores.score", "scores.evidence"]},
        origins={"scores.said": "Score and why"},
    )
    bring(page, older({"scores": [{"said": "Many files read"}, {"said": "4"}]}))
    told(page, "iteration 0.5")
    notes = page.locator(".heir")
    assert notes.count() == 2 and "1: Many files read; 2: 4" in notes.first.inner_text()
    assert notes.nth(1).get_by_role("button").inner_text().startswith("Put it under “")
    notes.nth(0).get_by_role("button", name="Put it under “Score”").click()
    page.wait_for_function('() => document.querySelector(\'[name="scores.2.score"][value="4"]\')?.checked')
    assert not page.locator('[name="scores.1.score"]:checked').count(), "what does not fit is not put there"
    values = saved(page)[1]["tools"][TOOL]["values"]["scores"]
    assert values[0] == {"said": "Many files read"} and values[1]["said"] == "4" and values[1]["score"] == "4"


# -- the data -------------------------------------------------------------------------------------


def with_fields(**was: Any) -> Any:
    """The handbook with earlier ids on some fields of a tool of the draft."""
    now = handbook()
    tool = now.draft.elements[TOOL]
    fields = [field.model_copy(update={"was": was.get(field.id.replace("-", "_"), [])}) for field in tool.fields]
    draft = replace(now.draft, elements={**now.draft.elements, TOOL: tool.model_copy(update={"fields": fields})})
    draft.__dict__.pop("_once", None)
    return replace(now, iterations={**now.iterations, draft.version: draft})


def test_splits_and_merges_are_known_with_the_labels_of_then():
    now = with_fields(reasons=["old", "older"], dissent=["old"], purpose=["once"])
    tool = now.draft.elements[TOOL]
    assert heirs(tool) == {"once": ["purpose"], "old": ["reasons", "dissent"], "older": ["reasons"]}
    assert shared(tool) == ["old", "older"]
    assert next(then(handbook(), handbook().draft.elements[LEARNING_LOG], "entries")).type == "table"
    assert [*then(handbook(), tool, "never")] == []


@pytest.mark.parametrize(
    "was, says",
    [
        ({"reasons": ["never"]}, 'No iteration has a field "never" of this tool.'),
        ({"scores": ["result"]}, "this field is a table"),
        ({"reasons": ["learning-log/entries"], "dissent": ["learning-log/entries"]}, "this field is no table"),
    ],
)
def test_an_earlier_id_that_leads_nowhere_is_found(was, says):
    now = with_fields(**was)
    earlier = History(now).called(TOOL, now.released[-1])
    gone = next(each for each in now.released[-1].elements[earlier].fields if each.type == "long-text")
    was = {name: [gone.id if old == "result" else old for old in olds] for name, olds in was.items()}
    said = check_heirs(with_fields(**was))
    assert said and all(says in each.what and each.file.endswith(f"{TOOL}.yml") and each.line for each in said)


def test_an_earlier_column_that_never_was_is_found_and_the_check_asks_for_all_of_it():
    now = handbook()
    tool = now.draft.elements[LEARNING_LOG]
    at, field = next((n, each) for n, each in enumerate(tool.fields) if any(column.was for column in each.columns))
    columns = [column.model_copy(update={"was": ["never"] if column.was else []}) for column in field.columns]
    fields = [*tool.fields]
    fields[at] = field.model_copy(update={"columns": columns})
    draft = replace(now.draft, elements={**now.draft.elements, tool.id: tool.model_copy(update={"fields": fields})})
    draft.__dict__.pop("_once", None)
    wrong = replace(now, iterations={**now.iterations, draft.version: draft})
    (said,) = check_heirs(wrong)
    assert said.what == 'No iteration has a column "never" in this table.' and said.line
    assert said in check(wrong).errors and not check_heirs(now)
