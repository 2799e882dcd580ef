"""What to do differently now: by what it is about, for any two iterations, on the page, in the terminal and as data."""

from __future__ import annotations

import csv
import io
import json
import re

import lxml.html
import pytest
from chosen import DRAFT
from conftest import RELEASED, SITE, json_of
from test_lines import A, B, C, entry, iteration, page

from macros.formats.comparison import as_data, as_text
from macros.formats.doing import ToDoFile
from macros.formats.tables import unprotected
from macros.history.comparisons import compare_iterations
from macros.history.doing import by_thing, changes_told, to_do, unchanged
from macros.history.history import History
from macros.model.handbook import Handbook, version_key
from macros.model.records import DoneSince
from macros.pages.addresses import TO_DO, comparison_of


def asks(change, now, replaces=()):
    return change.model_copy(update={"does": "differently", "now": now, "replaces": list(replaces)})


@pytest.fixture(scope="module")
def history():
    """1.0: notes, meetings, old. 1.1 (frozen, told beside it): notes is to be signed, and meetings to be public. 1.2:
    notes is called records; old is gone; records is signed by two, in the place of what 1.1 asked of it."""
    first = iteration("1.0", None, [page(name, name.title(), [A]) for name in ("notes", "meetings", "old")])
    second = iteration(
        "1.1",
        "1.0",
        [page("notes", "Notes", [A, B]), page("meetings", "Meetings", [A, B]), page("old", "Old", [A, B])],
        [entry("sign-it", "strengthened", ["notes", "meetings"]), entry("a-typo", "reworded", ["old"])],
    )
    third = iteration(
        "1.2",
        "1.1",
        [page("records", "Records", [A, C], was=["notes"]), page("meetings", "Meetings", [A, B])],
        [
            entry("a-name", "renamed", ["records"], ["notes"]).model_copy(update={"does": "nothing"}),
            asks(entry("two-sign", "strengthened", ["records"]), "Let two people sign.", ["1.1/sign-it"]),
            asks(entry("no-more-old", "retired", ["old"]), "Stop using the old page."),
        ],
    )
    beside = DoneSince.model_validate(
        {
            "iteration": "1.1",
            "changes": [
                {"id": "sign-it", "does": "differently", "now": "Sign it."},
                {"id": "a-typo", "does": "nothing"},
            ],
        }
    )
    known = {each.version: each for each in (first, second, third)}
    return History(Handbook(first.folder, known, {}, {}, done_since={"1.1": beside}))


def said(items):
    return [(item.name, item.now, [thing.title for thing in item.about]) for item in items]


def test_what_a_frozen_change_alters_is_told_beside_it(history):
    assert said(to_do(history, "1.0", "1.1")) == [("1.1/sign-it", "Sign it.", ["Notes", "Meetings"])]
    assert unchanged(history, "1.0", "1.1") == 1
    told = {
        change.id: (change.does, change.now) for change in changes_told(history, history.handbook.iterations["1.1"])
    }
    assert told == {"sign-it": ("differently", "Sign it."), "a-typo": ("nothing", None)}


def test_a_later_change_takes_the_place_of_an_earlier_one_for_what_both_are_about(history):
    assert said(to_do(history, "1.0", "1.2")) == [
        ("1.1/sign-it", "Sign it.", ["Meetings"]),
        ("1.2/no-more-old", "Stop using the old page.", ["Old"]),
        ("1.2/two-sign", "Let two people sign.", ["Records"]),
    ]
    assert unchanged(history, "1.0", "1.2") == 2


def test_backwards_there_is_nothing_to_do(history):
    assert not to_do(history, "1.2", "1.0") and not to_do(history, "1.2", "1.2")


def test_it_is_ordered_by_what_it_is_about_and_what_is_gone_stands_last(history):
    rows = by_thing(to_do(history, "1.0", "1.2"), history.handbook.iterations["1.2"])
    assert [(kind, [[thing.id for thing in about] for about, _ in found]) for kind, found in rows] == [
        ("guidance", [["meetings"], ["records"], ["old"]])
    ]


def test_the_terminal_and_the_data_say_the_same(history):
    comparison = compare_iterations(history, "1.0", "1.2")
    data = as_data(comparison)
    assert [row["change"] for row in data["to_do"]] == ["1.1/sign-it", "1.2/no-more-old", "1.2/two-sign"]
    assert data["to_do"][0]["about"] == [{"id": "meetings", "kind": "guidance", "title": "Meetings"}]
    assert data["alter_nothing"] == 2
    for form in ("text", "markdown"):
        text = as_text(comparison, form)
        assert all(row["now"] in text and row["change"] in text for row in data["to_do"])


# -- the real handbook --------------------------------------------------------------------------------


def test_each_change_of_each_iteration_says_whether_it_alters_what_a_reader_does(handbook):
    for each in handbook.iterations.values():
        for change in each.changes.values():
            told = handbook.what_to_do(each, change)
            assert told and (told.does == "differently") == bool(told.now), (each.version, change.id)


def test_what_to_do_speaks_to_the_reader_and_is_short(handbook):
    """It begins with what to do: a verb, or the case in which it is to be done."""
    for each in handbook.iterations.values():
        for change in each.changes.values():
            now = handbook.what_to_do(each, change).now or ""
            assert len(now.split()) <= 35 and not now.startswith(("We ", "The ", "It ", "You should")), now


@pytest.mark.parametrize("version", [*RELEASED[1:], DRAFT])
def test_the_page_of_each_pair_says_what_its_file_says(version):
    folder = "draft" if version == DRAFT else version
    read = ToDoFile.model_validate_json((SITE / folder / "data/to-do.json").read_bytes())
    assert [since.worked_from for since in read.since] == [
        each for each in [*RELEASED, DRAFT] if version_key(each) < version_key(version)
    ]
    for since in read.since[-5:]:
        path = SITE / folder / comparison_of(since.worked_from, version, TO_DO).removesuffix(".md") / "index.html"
        tree = lxml.html.fromstring(path.read_bytes())
        links = [re.search(r"([\d.]+)/#(.+)$", link) for link in tree.xpath("//article//li/a[last()]/@href")]
        named = sorted(row.change for row in since.to_do)
        assert sorted(f"{link[1]}/{link[2]}" for link in links) == named
        compared = lxml.html.fromstring(
            (SITE / folder / comparison_of(since.worked_from, version).removesuffix(".md") / "index.html").read_bytes()
        )
        assert bool(compared.xpath("//h2[@id='to-do']")) == bool(named)


def test_the_table_has_a_row_for_each_thing():
    for folder in (*RELEASED, "draft"):
        data = json_of(SITE / folder / "data/to-do.json")
        text = (SITE / folder / "data/to-do.csv").read_bytes().decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert [(row["worked_from"], row["id"], unprotected(row["now"]), row["change"]) for row in rows] == [
            (since["worked_from"], about["id"], row["now"], row["change"])
            for since in data["since"]
            for row in since["to_do"]
            for about in row["about"]
        ]


def test_the_changes_file_of_a_frozen_iteration_says_it_too():
    for folder in RELEASED[1:]:
        changes = json.loads((SITE / folder / "data/changes.json").read_bytes())["changes"]
        assert all(change["does"] for change in changes), folder
