"""`handbook new`: skeletons that fit, ids that are never reused, and TODOs that the check finds."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Scratch, shown, with_memory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from macros import model
from macros.basics.problems import Problems
from macros.checks.everything import check_all
from macros.checks.placeholders import TODO_ID, check_placeholders
from macros.desk import skeletons as skeletons
from macros.desk.ids import kebab
from macros.desk.skeletons import MAKES, new_changes, new_item, new_items
from macros.desk.yamltext import CannotAppend, inserted, paragraphs, scalar
from macros.model.loading import load
from macros.model.required import required
from macros.model.swallowed import UNSEEN
from macros.model.yamlfiles import read_yaml

TODAY = dt.date(2026, 11, 30)

INTO_A_FILE = {"feedback", "activity", "source", "term"}
"""What has no file of its own."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A copy of the real data with one new item of each kind in it."""
    root = tmp_path_factory.mktemp("whole")
    shutil.copytree(ROOT / "data", with_memory(root) / "data")
    handbook = load(root)
    workshop, step = next(iter(handbook.workshops)), handbook.draft.of("step")[0].id
    for kind in MAKES:
        new_items(
            root,
            kind,
            f"Entirely new {kind} for a test",
            today=TODAY,
            **{"feedback": {"workshop": workshop}, "activity": {"step": step}}.get(kind, {}),
        )
    return root


def refusal(*args, **options) -> str:
    with pytest.raises(Problems) as caught:
        new_item(*args, **options)
    return str(caught.value)


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_every_kind_makes_a_file_that_fits_the_model_and_asks_for_what_its_version_needs(whole):
    handbook = load(whole)  # raises if any of them does not fit
    wanted = {kind: required(cls, handbook.draft.version) for kind, cls in model.ELEMENTS.items()}
    assert any(wanted.values())
    for kind, cls in MAKES.items():
        if kind in INTO_A_FILE:
            continue
        id_ = f"entirely-new-{kind}-for-a-test"
        folder = f"data/{skeletons._folder(kind)}"
        text = (whole / folder / f"{id_}.yml").read_text("utf-8")
        assert text.startswith("# ") and "data/README.md" in text.splitlines()[0]
        values = read_yaml(whole / folder / f"{id_}.yml", whole).values
        assert {name for name, info in cls.model_fields.items() if info.is_required()} | wanted.get(
            kind, set()
        ) <= values.keys()
        for name, info in cls.model_fields.items():
            said = " ".join(text.replace("\n#", " ").split())
            assert info.description and " ".join(info.description.split()) in said, f"{kind}.{name} is not explained"


def test_the_check_finds_nothing_wrong_but_what_is_left_to_fill_in(whole):
    left = {(problem.file, problem.line) for problem in check_placeholders(load(whole))}
    others = [
        problem
        for problem in check_all(whole).errors
        if (problem.file, problem.line) not in left
        and f'"{TODO_ID}"' not in problem.what
        and problem.what != 'Nothing cites the source "entirely-new-source-for-a-test".'
    ]
    assert not others, shown(others)
    by_file = {file for file, _ in left}
    assert len([file for file in by_file if "entirely-new" in file]) >= len(MAKES) - len(INTO_A_FILE)


def test_everything_left_is_reported_with_its_line_and_what_to_write(scratch):
    path = new_item(scratch.root, "clause", "Pay on time", today=TODAY)
    rows = path.read_text("utf-8").splitlines()
    problems = [
        problem for problem in check_placeholders(load(scratch.root)) if problem.file.endswith("pay-on-time.yml")
    ]
    assert {problem.line for problem in problems} == {
        number
        for number, row in enumerate(rows, 1)
        if row.endswith(("TODO", "# TODO: choose")) and not row.startswith("  ") or row.endswith(">-")
    }
    said = shown(problems)
    assert '"intention" still says TODO' in said and "What you want to happen, in one sentence." in said
    assert '"type" holds a guess' in said
    assert not [problem for problem in check_placeholders(load(scratch.root)) if "pay-on-time" not in problem.file], (
        "the rest of the scratch handbook has none"
    )


def test_a_placeholder_within_a_list_a_group_and_a_workshop_is_found(scratch):
    scratch.change(
        "data/draft/tools/learning-log.yml", lambda d: d["fields"][0].update(id="todo", label="TODO: ask Legal")
    )
    workshop = "soc24-croissants-and-collaborations"
    new_item(scratch.root, "feedback", "Length of the day", workshop=workshop)
    said = shown(check_placeholders(load(scratch.root)))
    assert '"id" still says todo' in said and '"label" still says TODO' in said and "The question or heading" in said
    assert f"data/workshops/{workshop}.yml" in said and '"said" still says TODO' in said


def test_a_finished_handbook_has_no_placeholder(scratch):
    assert not check_placeholders(load(scratch.root))


def test_a_filled_in_skeleton_passes_the_check(scratch):
    path = new_item(scratch.root, "principle", "Pay fairly & promptly", today=TODAY)
    assert path == scratch.root / "data/draft/principles/pay-fairly-and-promptly.yml"
    for file in (path, scratch.path("data/draft/changes/pay-fairly-and-promptly-added.yml")):
        file.write_text(file.read_text("utf-8").replace("TODO", "We pay within thirty days."), "utf-8")
    assert not scratch.problems(), shown(scratch.problems())
    handbook = load(scratch.root)
    assert not check_placeholders(handbook)
    principles = handbook.draft.of("principle")
    assert (
        principles[-1].title == "Pay fairly & promptly"
        and principles[-1].order == max(p.order for p in principles[:-1]) + 1
    )
    change = handbook.draft.changes["pay-fairly-and-promptly-added"]
    assert (change.kind, change.elements) == ("added", ["pay-fairly-and-promptly"])


def test_a_reading_path_needs_no_change_and_an_element_of_a_first_iteration_neither(scratch):
    assert len(new_items(scratch.root, "path", "For trustees")) == 1
    shutil.rmtree(scratch.path("data/released"))
    shutil.rmtree(scratch.path("data/draft/changes"))
    scratch.change("data/draft/iteration.yml", lambda d: d.pop("follows"))
    assert len(new_items(scratch.root, "tension", "Speed and care")) == 1


def test_places_in_steps_of_ten_go_on_in_tens(scratch):
    for number, order in enumerate((10, 20), 1):
        path = new_item(scratch.root, "guidance", f"Rule about thing {number}", order=order)
    assert (
        "order: 30" in new_item(scratch.root, "guidance", "Rule about another thing").read_text("utf-8")
        and path.is_file()
    )


# -- ids ---------------------------------------------------------------------------------------------


def test_an_id_is_never_given_twice_whatever_it_was(scratch):
    handbook = load(scratch.root)
    step, activity = next(
        (step.id, a.id) for step, a in handbook.iterations["0.1"].activities() if a.id in handbook.draft.ids()
    )
    scratch.replace(f"data/draft/steps/{step}.yml", f"id: {activity}", "id: called-otherwise-now")
    was = next(w for e in handbook.draft.elements.values() for w in e.was)
    tension = handbook.draft.of("tension")[0].id
    retired = handbook.draft.of("tool")[0].id
    shutil.copy(scratch.path(f"data/draft/tools/{retired}.yml"), scratch.path(f"data/released/0.1/tools/{retired}.yml"))
    scratch.path(f"data/draft/tools/{retired}.yml").unlink()
    before = files(scratch.root / "data")
    for taken in (
        tension,
        activity,
        was,
        retired,
        "soc24-croissants-and-collaborations",
        "framework",
        "glossary",
        "todo",
    ):
        said = refusal(scratch.root, "tool", taken.replace("-", " "))
        assert f'The id "{taken}" is taken' in said and f'"{taken}-tool" is free' in said, said
    assert files(scratch.root / "data") == before
    assert new_item(scratch.root, "tool", "x", id=f"{retired}-tool").is_file()


def test_the_id_of_a_file_that_cannot_be_read_is_not_given_away(scratch):
    scratch.write("data/draft/tools/half-done.yml", "id: half-done\ntitel: x\n")
    assert "cannot be read" in refusal(scratch.root, "clause", "Half done")
    assert new_item(scratch.root, "clause", "Wholly done").is_file(), "a mistake elsewhere stops nobody"


def test_the_suggestion_is_free_too(scratch):
    for id_ in ("early-help", "early-help-tool", "tool-early-help", "another-early-help"):
        new_item(scratch.root, "tool", "Early help", id=id_)
    said = refusal(scratch.root, "tool", "Early help")
    assert '"early-help-2" is free' in said


@pytest.mark.parametrize(
    "title, id_",
    {
        "Trust & audit": "trust-and-audit",
        "The board’s day": "the-boards-day",
        "Élan, in Curaçao": "elan-in-curacao",
        "100 days": "days-100",
        "2024": "",
        "!!!": "",
        "  Two   spaces ": "two-spaces",
        "日本": "",
    }.items(),
)
def test_a_title_becomes_an_id(title, id_):
    assert kebab(title) == id_


def test_a_long_title_becomes_an_id_of_whole_words():
    id_ = kebab("What the commissioner and the provider do when the money runs out before the year does")
    assert len(id_) <= 60 and id_ == "what-the-commissioner-and-the-provider-do-when-the-money"


def test_an_id_may_be_given_instead_of_a_title(scratch):
    assert load_title(new_item(scratch.root, "tool", "partner-diary"), scratch) == "Partner diary"
    assert load_title(new_item(scratch.root, "tool", "Diary of both", id="both-diaries"), scratch) == "Diary of both"


def load_title(path: Path, scratch: Scratch) -> str:
    return load(scratch.root).draft.elements[path.stem].title


@pytest.mark.parametrize(
    "kind, title, options, says",
    [
        ("step", "Fifth step", {}, "four steps"),
        ("toool", "X y", {}, 'Did you mean "tool"?'),
        ("tool", "!!!", {}, "No id can be made"),
        ("tool", "Fine title", {"id": "Not_An_Id"}, "not in the form of an id"),
        ("tool", "Aux", {}, "Windows keeps this name"),
        ("tool", "Fine title", {"stepps": []}, 'Did you mean "steps"?'),
        ("tool", "Fine title", {"form": "canvass"}, 'Did you mean "canvas"?'),
        ("feedback", "Theme of it", {}, "Say in which workshop"),
        ("feedback", "Theme of it", {"workshop": "soc24"}, "soc24-croissants-and-collaborations"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words_and_leaves_nothing(scratch, kind, title, options, says):
    before = files(scratch.root)
    assert says in refusal(scratch.root, kind, title, **options)
    assert files(scratch.root) == before


# -- the text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Yes: no",
        "# not a remark",
        "- a list",
        "[brackets]",
        "{braces}",
        "*stars*",
        "&and",
        '“quotes” and "more"',
        "null",
        "true",
        "12 things to do",
        "it's",
        "ends with colon:",
        "tab\there",
        "a\nb",
        "50% more",
        "@home help",
        "`code` help",
        "\\backslash help",
        "back\u2028to back",
    ],
)
def test_any_title_survives(scratch, title):
    path = new_item(scratch.root, "tension", title, id="some-tension")
    assert load(scratch.root).draft.elements["some-tension"].title == " ".join(title.split())
    assert path.name == "some-tension.yml"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60).filter(
        lambda text: not UNSEEN.search(text)
    )
)
def test_any_line_is_read_back_as_it_was_written(tmp_path, value):
    path = tmp_path / "line.yml"
    path.write_text(f"a: {scalar(value)}\n", "utf-8")
    os.utime(path, ns=(0, hash(value) % 10**15))
    assert read_yaml(path, tmp_path).values == {"a": value}


words = st.text(alphabet="abc:#-&*![]{}|>'\"%@`,?é€", min_size=1, max_size=12)
lines = st.lists(words, min_size=1, max_size=30).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.lists(lines, min_size=1, max_size=3).map("\n".join), min_size=1, max_size=3))
def test_any_paragraphs_are_read_back_as_they_were_written(tmp_path, parts):
    value = "\n\n".join(parts)
    path = tmp_path / "text.yml"
    path.write_text("\n".join(paragraphs("a", value)) + "\n", "utf-8")
    os.utime(path, ns=(0, hash(value) % 10**15))
    assert read_yaml(path, tmp_path).values == {"a": value}


def test_feedback_goes_to_the_end_of_its_workshop_and_touches_nothing_else(scratch):
    name = "data/workshops/soc24-croissants-and-collaborations.yml"
    shutil.copy(ROOT / name, scratch.path(name))
    before = scratch.path(name).read_text("utf-8")
    assert new_item(
        scratch.root,
        "feedback",
        "Coffee: more of it",
        workshop="soc24-croissants-and-collaborations",
        source="golab-mission-blog",
    ) == scratch.path(name)
    after = scratch.path(name).read_text("utf-8")
    assert after.startswith(before)
    item = load(scratch.root).workshops["soc24-croissants-and-collaborations"].feedback[-1]
    assert (item.id, item.theme, item.said, item.status) == (
        "soc24-coffee-more-of-it",
        "Coffee: more of it",
        "TODO",
        "open",
    )
    assert 'The id "soc24-coffee-more-of-it" is taken' in refusal(
        scratch.root, "feedback", "Coffee more of it", workshop="soc24-croissants-and-collaborations"
    )


# -- all or nothing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("which", [1, 2])
def test_a_full_disk_leaves_everything_as_it_was(scratch, monkeypatch, call, which):
    real, calls = getattr(os, call), []

    def full(*args, **options):
        calls.append(args)
        if len(calls) == which:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **options)

    before = files(scratch.root)
    monkeypatch.setattr(os, call, full)
    assert "No space left" in refusal(scratch.root, "tool", "Partner diary")
    assert len(calls) == which and files(scratch.root) == before
    monkeypatch.undo()
    assert len(new_items(scratch.root, "tool", "Partner diary")) == 2


def test_a_file_that_is_there_already_is_never_written_over(scratch, monkeypatch):
    path = scratch.path("data/draft/tools/partner-diary.yml")
    real = skeletons.write

    def meanwhile(*args, **options):
        path.write_text("somebody else's\n", "utf-8")
        return real(*args, **options)

    monkeypatch.setattr(skeletons, "write", meanwhile)
    assert "Somebody else" in refusal(scratch.root, "tool", "Partner diary")
    assert (
        path.read_text("utf-8") == "somebody else's\n"
        and not scratch.path("data/draft/changes/partner-diary-added.yml").exists()
    )


# -- the change list, proposed ---------------------------------------------------------------------------


def differ(scratch) -> None:
    """A draft in which one thing is reworded, and one has another title, and nothing says so."""
    scratch.replace("data/draft/principles/shared-purpose.yml", "one purpose", "some purpose")
    scratch.change("data/draft/tools/learning-log.yml", lambda d: d.update(title="The log"))


def test_the_list_of_changes_is_proposed_from_the_differences_and_never_twice(scratch):
    differ(scratch)
    wrong = scratch.problems()
    assert any("no change explains it" in problem.what for problem in wrong), shown(wrong)
    before = set(load(scratch.root).draft.changes)
    written = new_changes(scratch.root)
    changes = load(scratch.root).draft.changes
    new = {id_: (changes[id_].kind, changes[id_].elements) for id_ in changes if id_ not in before}
    assert new["shared-purpose-reworded"] == ("reworded", ["shared-purpose"]) and len(new) == len(written)
    assert new["learning-log-renamed"] == ("renamed", ["learning-log"])
    left = scratch.problems()
    assert left and all("TODO" in problem.what for problem in left), shown(left)
    assert new_changes(scratch.root) == []


def test_nothing_is_proposed_where_everything_is_explained(scratch):
    assert new_changes(scratch.root) == []


def test_a_new_change_names_what_differs(scratch):
    scratch.replace("data/draft/principles/shared-purpose.yml", "one purpose", "some purpose")
    path = new_item(scratch.root, "change", "The purpose is said otherwise")
    values = read_yaml(path, scratch.root).values
    assert (values["kind"], values["elements"]) == ("reworded", ["shared-purpose"])
    assert all("TODO" in problem.what for problem in scratch.problems())


def test_a_new_workshop_is_a_workshop(scratch):
    assert "kind: workshop\n" in new_item(scratch.root, "workshop", "Leeds, March 2027").read_text("utf-8")


# -- into a file that is there -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["source", "term"])
def test_a_source_and_a_term_go_where_their_id_belongs_and_nothing_else_changes(scratch, kind):
    file = scratch.path(f"data/draft/{'sources' if kind == 'source' else 'glossary'}.yml")
    if kind == "term":
        new_items(scratch.root, kind, "Middling note")  # the first iterations had no glossary
    before = file.read_text("utf-8")
    ids = [item["id"] for item in scratch.read(file)]
    assert ids == sorted(ids) and ids
    for title in ("Aardvark notes", "Leeds note", "Zebra notes"):
        new_items(scratch.root, kind, title)
    after = [item["id"] for item in scratch.read(file)]
    assert after == sorted(after) and len(after) == len(ids) + 3
    rows = file.read_text("utf-8").splitlines()
    assert [row for row in before.splitlines() if row not in rows] == []


def test_the_first_new_term_of_a_draft_has_an_entry_and_the_next_needs_none(scratch):
    assert [path.name for path in new_items(scratch.root, "term", "Middling note")] == [
        "glossary.yml",
        "glossary-added.yml",
    ]
    assert [path.name for path in new_items(scratch.root, "term", "Larger note")] == ["glossary.yml"]


def test_a_remark_above_an_item_stays_with_it():
    text = "- id: a\n  x: 1\n# of c\n- id: c\n"
    assert inserted(text, "b", ["id: b"]) == ("- id: a\n  x: 1\n- id: b\n# of c\n- id: c\n", 1)
    assert inserted("- id: a", "b", ["id: b"])[0] == "- id: a\n- id: b\n"
    with pytest.raises(CannotAppend):
        inserted("[{id: a}]", "b", ["id: b"])


def test_an_activity_goes_into_its_step_with_its_entry_of_the_change_list(scratch):
    step = load(scratch.root).draft.of("step")[0]
    written = new_items(scratch.root, "activity", "Walk the building together", step=step.id)
    assert [path.name for path in written] == [f"{step.id}.yml", "walk-the-building-together-added.yml"]
    assert scratch.read(written[0])["activities"][-1]["id"] == "walk-the-building-together"
    assert "with --step" in refusal(scratch.root, "activity", "Walk round it")
    assert f'Did you mean "{step.id}"' in refusal(scratch.root, "activity", "Walk round it", step=step.id[:-1])


def test_a_correction_is_asked_for_its_words(scratch):
    path = new_item(scratch.root, "correction", "A figure was copied wrongly", today=TODAY)
    assert path == scratch.path("data/errata/a-figure-was-copied-wrongly.yml")
    said = shown(check_placeholders(load(scratch.root)))
    assert '"should_say" still says TODO' in said and '"iteration" holds a guess' in said


def test_ids_of_sources_terms_and_corrections_are_taken_once(scratch):
    for kind in ("source", "term", "correction"):
        new_item(scratch.root, kind, "One of a kind")
        assert "is taken" in refusal(scratch.root, kind, "One of a kind")
