"""The page of what was checked, accepted and due: every rule has its line, and no figure has a clock."""

from __future__ import annotations

import ast
import json

import pytest
from conftest import ROOT, json_of

from macros.checks.quality import LOOKED_AT, quality
from macros.model.loading import load
from macros.pages import phrases


def rules(source: str) -> set[str]:
    """The rules that a program imports: what begins with `check_`, without that."""
    return {
        alias.name.removeprefix("check_")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("check_")
    }


def test_every_rule_of_the_check_says_how_much_it_looked_at():
    rooms = [(ROOT / f"macros/checks/{name}.py").read_text("utf-8") for name in ("everything", "eachiteration")]
    asked = set().union(*map(rules, rooms))
    assert asked == set(LOOKED_AT)
    assert {f"rules.{rule}" for rule in LOOKED_AT} == {
        key for key in phrases.phrases().known if key.startswith("rules.")
    }
    assert rules("from macros.checks.x import check_new, helper") == {"new"}


def test_the_figures_are_those_of_the_data(scratch):
    before = quality(handbook := load(scratch.root), handbook.draft)
    scratch.change(
        "data/draft/sources.yml", lambda d: d.append({**d[0], "id": "one-more-2020-source", "read": "abstract"})
    )
    after = quality(handbook := load(scratch.root), handbook.draft)
    assert after["accepted"]["sources"] == before["accepted"]["sources"] + 1
    assert after["accepted"]["read"]["abstract"] == before["accepted"]["read"]["abstract"] + 1
    count = {row["rule"]: row["count"] for row in after["checked"]}
    assert count["sources"] == len(handbook.draft.sources) and "frozen" not in count
    assert {row["rule"] for row in quality(handbook, handbook.released[0])["checked"]} >= {"frozen", "references"}
    assert all(row["count"] for row in after["checked"])


def test_what_is_declined_is_told_with_its_reason(scratch, handbook):
    told = {row["id"]: row["why"] for row in quality(handbook, handbook.draft)["accepted"]["declined"]}
    heard = [item for workshop in handbook.in_time() for item in workshop.feedback if item.status == "declined"]
    assert set(told) == {item.id for item in heard} and all(told.values())


def test_what_is_due_has_its_day_and_no_clock(handbook, monkeypatch):
    due = quality(handbook, handbook.draft)["due"]
    assert [row["from"] for row in due] == sorted(row["from"] for row in due)
    assert {row["id"] for row in due if row["kind"] == "reading"} == set(handbook.readings)
    facts = {page.id for page in handbook.draft.of("guidance") if page.facts}
    assert {row["id"] for row in due if row["kind"] == "guidance"} == facts
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")
    again = load(ROOT)
    assert quality(again, again.draft)["due"] == due


@pytest.mark.parametrize("version", ["latest", "draft"])
def test_people_and_software_read_the_same(site, version):
    data = json_of(site / version / "quality.json")
    page = (site / version / "about/quality/index.html").read_text("utf-8")
    for row in data["checked"]:
        assert f"{row['count']:,}" in page or "One " in page, row
    assert f"Sources from outside: {data['accepted']['sources']}" in page
    assert page.count("<li>") >= len(data["checked"]) + len({row["from"] for row in data["due"]})
    assert json.dumps(data) == json.dumps(json_of(site / version / "quality.json"))
