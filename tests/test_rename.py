"""`handbook rename`: every place follows, nothing else changes, and the check is content but for the reason."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import pytest
from conftest import shown

from macros.basics.problems import Problems
from macros.checks.everything import check_all
from macros.desk.renaming import rename
from macros.history.comparing import compare
from macros.model.loading import load
from macros.pages.library import Library
from macros.pages.templating import page_templates
from macros.pages.view import UnknownId, View


def released(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (root / "data" / "released").rglob("*") if path.is_file()}


def old_left(root: Path, old: str) -> list[str]:
    """Lines outside of released iterations that still lead to an old id."""
    left = []
    for path in [
        *(root / "data").rglob("*.yml"),
        *(root / "data" / "languages").rglob("*.md"),
        *(root / "docs").rglob("*.md"),
    ]:
        if "released" in path.parts or "errata" in path.parts:
            continue
        for line in path.read_text("utf-8").splitlines():
            if re.search(rf"\[\[{old}[\]|]|/{old}/", line):
                left.append(f"{path}: {line}")
    return left


def names(root: Path, kind: str, before: bool = True) -> str:
    """An id of a kind that much refers to, and that is public."""
    handbook = load(root)
    earlier = handbook.before(handbook.draft)
    text = "".join(path.read_text("utf-8") for path in (root / "data" / "draft").rglob("*.yml"))
    known = [id_ for id_, what in handbook.draft.ids().items() if what == kind and id_ in earlier.ids()]
    return max(known, key=lambda id_: text.count(id_))


def test_a_translation_moves_with_what_it_translates(whole):
    [language] = (whole / "data" / "languages").iterdir()
    old = next((language / "elements").glob("*.yml")).stem
    rename(whole, old, "another-name-entirely")
    assert not (language / "elements" / f"{old}.yml").exists() and not old_left(whole, old)
    assert "\nid: another-name-entirely\n" in (language / "elements" / "another-name-entirely.yml").read_text("utf-8")
    assert not [problem for problem in check_all(whole).errors if "languages" in problem.file]


def test_the_cases_of_a_tool_move_with_it(whole):
    old = next((whole / "data" / "scenarios").glob("*.yml")).stem
    rename(whole, old, "another-name-entirely")
    assert not (whole / f"data/scenarios/{old}.yml").exists()
    assert "\ntool: another-name-entirely\n" in (whole / "data/scenarios/another-name-entirely.yml").read_text("utf-8")


@pytest.mark.parametrize("kind", ["principle", "tool", "clause", "activity", "guidance", "briefing", "case-study"])
def test_an_element_of_any_kind_is_renamed_wherever_it_is_used(whole, kind):
    old, frozen = names(whole, kind), released(whole)
    assert not check_all(whole).errors
    done = rename(whole, old, "another-name-entirely", "Another name entirely")
    assert not old_left(whole, old) and sum(done.mentions.values()) > 2 and done.was and done.entries
    assert released(whole) == frozen
    wrong = [p for p in check_all(whole).errors if p.file not in done.entries]
    assert not wrong, shown(wrong)
    handbook = load(whole)
    assert handbook.draft.ids()["another-name-entirely"] == kind and old not in handbook.draft.ids()
    told = next(d for d in compare(handbook.before(handbook.draft), handbook.draft) if d.id == "another-name-entirely")
    assert told.before_id and {"id", "title"} <= told.kinds


def test_a_page_that_is_written_for_every_iteration_may_use_any_of_the_names(whole):
    old, new = names(whole, "tool"), "another-name-entirely"
    rename(whole, old, new)
    handbook = load(whole)
    known = Library(handbook, whole / "docs", page_templates())
    for iteration in (handbook.draft, handbook.before(handbook.draft)):
        view = View(known, iteration, "page.md")
        assert view.has(old) and view.has(new) and view.link(old) == view.link(new)
        assert view.get(new).id == (new if iteration.is_draft else old) and view.kind_of(old) == "Tool"
    with pytest.raises(UnknownId, match="never-heard-of"):
        view.link("never-heard-of")


def test_renaming_twice_in_one_draft_leaves_the_public_id_and_one_entry(whole):
    old = names(whole, "principle")
    first = rename(whole, old, "name-one")
    second = rename(whole, "name-one", "name-two")
    assert first.entries and not second.entries and not second.was
    assert old in load(whole).draft.elements["name-two"].was
    wrong = [p for p in check_all(whole).errors if p.file not in first.entries]
    assert not wrong, shown(wrong)


def test_a_term_is_renamed_where_it_stands_and_where_it_is_explained(whole):
    text = "".join(path.read_text("utf-8") for path in (whole / "data" / "draft").rglob("*.yml"))
    old = max(load(whole).draft.terms, key=lambda id_: text.count(f"[[term:{id_}"))
    done = rename(whole, f"term:{old}", "another-term")
    assert "another-term" in load(whole).draft.terms
    assert not [p for p in (whole / "data" / "draft").rglob("*.yml") if f"[[term:{old}]" in p.read_text("utf-8")]
    wrong = [p for p in check_all(whole).errors if p.file not in done.entries]
    assert not wrong, shown(wrong)


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("no-such-thing", "x-y", "Nothing in the draft has"),
        ("shared-purpose", "learn-and-adapt", "is taken"),
        ("shared-purpose", "Not An Id", "form of an id"),
        ("shared-purpose", "con", "Windows keeps this name"),
    ],
)
def test_what_cannot_be_renamed_is_refused_and_nothing_is_written(scratch, old, new, said):
    before = {p: p.read_bytes() for p in scratch.root.rglob("*") if p.is_file()}
    with pytest.raises(Problems, match=said):
        rename(scratch.root, old, new)
    assert {p: p.read_bytes() for p in scratch.root.rglob("*") if p.is_file()} == before


def test_files_that_begin_with_a_byte_order_mark_are_changed_where_the_id_stands(whole):
    """As Windows saves them. What YAML counts begins behind the mark."""
    old = names(whole, "tool")
    draft = whole / "data" / "draft"
    using = [path for path in sorted(draft.rglob("*.yml")) if old in path.read_text("utf-8")]
    before = {path: path.read_text("utf-8") for path in using}
    for path in using:
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    rename(whole, old, "another-name-entirely", "Another name: entirely")
    moved = {path: path.with_name("another-name-entirely.yml") if path.stem == old else path for path in using}
    for path in using:
        raw = moved[path].read_bytes()
        assert raw.startswith(codecs.BOM_UTF8) and raw.count(codecs.BOM_UTF8) == 1
        pairs = zip(before[path].splitlines(), raw.decode("utf-8-sig").splitlines(), strict=False)
        if path.stem != old:
            changed = [(was, now) for was, now in pairs if was != now]
            assert all(now == was.replace(old, "another-name-entirely") for was, now in changed), changed
    assert not [each for each in check_all(whole).errors if "renamed" not in each.file and "draft" in each.file]


def test_what_is_only_spelt_like_the_id_stays(scratch):
    scratch.replace("data/draft/tools/learning-log.yml", "keywords: [", "keywords: [shared-purpose, ")
    rename(scratch.root, "shared-purpose", "one-purpose")
    assert "keywords: [shared-purpose, " in scratch.path("data/draft/tools/learning-log.yml").read_text("utf-8")


def test_the_command_prints_what_it_did(scratch):
    scratch.with_site()
    done = scratch.run("rename", "shared-purpose", "one-purpose")
    assert done.returncode == 0, done.stderr
    assert "shared-purpose.yml is now data/draft/principles/one-purpose.yml" in done.stdout
    assert "one-purpose-renamed.yml" in done.stdout and "TODO" in done.stdout


def test_what_looks_renamed_is_told_of_was(scratch):
    path = scratch.path("data/draft/tools/learning-log.yml")
    scratch.change("data/draft/tools/learning-log.yml", lambda d: d.update(id="log-of-learning"))
    path.rename(path.with_name("log-of-learning.yml"))
    for file in scratch.path("data/draft").rglob("*.yml"):
        file.write_text(file.read_text("utf-8").replace("learning-log", "log-of-learning"), "utf-8")
    assert shown(scratch.problems()).count('write was: [learning-log] in "log-of-learning"') == 2
