"""The check tells the truth, and only the truth: one mistake is one message, about its file, whatever it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Scratch, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.basics.dates import why_no_date
from macros.basics.frontmatter import divided
from macros.basics.problems import LONGEST_QUOTED, Problem, shown_path
from macros.checks import ids
from macros.checks.days import check_days
from macros.checks.everything import check_all
from macros.history.fingerprints import canonical, iteration_digest
from macros.model.loading import load
from macros.model.marks import emphasis, plain
from macros.model.swallowed import UNSEEN
from macros.model.yamlfiles import read_yaml
from macros.site.opening import open_site

TOOL = "data/draft/tools/learning-log.yml"
STEP = "data/draft/steps/shape-the-approach.yml"
SOURCES = "data/draft/sources.yml"
ABOUT = "data/draft/iteration.yml"
PRINCIPLE = "data/draft/principles/shared-purpose.yml"
WORKSHOP = "data/workshops/soc24-croissants-and-collaborations.yml"
RELEASED = "data/released/0.1/principles/shared-purpose.yml"
CHANGE = "data/draft/changes/hear-people-first.yml"
BROKEN = {
    "a bad indent": lambda text: text + "\n  bad indent: [\n",
    "not UTF-8": lambda text: text.encode() + b"# caf\xe9\n",
    "nothing": lambda text: "",
    "an unseen letter": lambda text: text + "# \u200b\n",
    "a tab": lambda text: text + "\tx: 1\n",
    "an anchor": lambda text: re.sub(r"^((?:- )?(?:id|version):) ", r"\1 &a ", text, count=1, flags=re.M),
}


def files(problems: list[Problem]) -> set[str]:
    return {problem.file for problem in problems}


# -- one mistake, one message ---------------------------------------------------------------------


FIRST_LINES = {
    "glossary.yml": "- id: ",
    "values.yml": "- id: ",
    "sources.yml": "- id: ",
    "steps/*.yml": "  - id: ",
    "../workshops/*.yml": "  - id: ",
}
"""Where items of a list have ids that other files name, and how the first line of one begins."""


@pytest.mark.parametrize("files", FIRST_LINES)
def test_an_item_that_lost_its_first_line_makes_no_other_file_be_accused(whole, files):
    """What is left of it reads as the end of the item above, whose names are then given twice."""
    for path in sorted((whole / "data" / "draft").glob(files))[:2]:
        text = path.read_text("utf-8")
        rows = text.splitlines(keepends=True)
        for place in [at for at, row in enumerate(rows) if row.startswith(FIRST_LINES[files])][1:9:3]:
            path.write_text("".join(rows[:place] + rows[place + 1 :]), "utf-8")
            accused = {whole / problem.file for problem in check_all(whole).errors}
            assert accused == {path.resolve()}, (rows[place], accused)
        path.write_text(text, "utf-8")


@pytest.mark.parametrize("name", [TOOL, STEP, SOURCES, PRINCIPLE, WORKSHOP, RELEASED, CHANGE, ABOUT])
@pytest.mark.parametrize("how", BROKEN)
def test_a_file_that_cannot_be_read_makes_no_other_file_be_accused(scratch, name, how):
    made = BROKEN[how](scratch.path(name).read_text("utf-8"))
    scratch.path(name).write_bytes(made if isinstance(made, bytes) else made.encode())
    found = scratch.problems()
    assert files(found) == {name}, shown(found)
    assert len(found) == 1, shown(found)


def test_a_source_that_lost_its_last_citation_is_said_where_it_was_cited(scratch):
    principle = yaml.safe_load(scratch.path(PRINCIPLE).read_text("utf-8"))
    only = "a-source-of-one-principle"
    for folder in ("released/0.1", "draft"):
        name = f"data/{folder}/sources.yml"
        scratch.change(name, lambda d: d.append({**d[0], "id": only}))
    scratch.write(RELEASED, {**yaml.safe_load(scratch.path(RELEASED).read_text("utf-8")), "sources": [only]})
    scratch.write(PRINCIPLE, {**principle, "sources": [only]})
    assert not [each for each in scratch.problems() if only in each.what]
    scratch.write(PRINCIPLE, {**principle, "sources": []})
    (found,) = [each for each in scratch.problems() if only in each.what]
    assert found.file == PRINCIPLE and "in iteration 0.1" in found.what
    scratch.path(PRINCIPLE).unlink()
    (found,) = [each for each in scratch.problems() if only in each.what]
    assert found.file == SOURCES


def test_a_released_entry_that_names_other_feedback_makes_no_workshop_be_accused(whole):
    for path in sorted(whole.glob("data/released/*/changes/*.yml")):
        text = path.read_text("utf-8")
        if feedback := yaml.safe_load(text).get("feedback"):
            break
    path.write_text(text.replace(feedback[0], f"{feedback[0]}x"), "utf-8")
    found = check_all(whole).errors
    assert {whole / each.file for each in found} == {path}, shown(found)


@pytest.mark.parametrize("how", ["a name misspelt", "a bad indent"])
def test_figures_that_cannot_be_read_make_no_page_that_names_them_be_accused(whole, how):
    path = whole / "data" / "draft" / "values.yml"
    text = path.read_text("utf-8")
    broken = text.replace("  unit:", "  xunit:", 1) if how == "a name misspelt" else BROKEN["a bad indent"](text)
    path.write_text(broken, "utf-8")
    found = check_all(whole).errors
    assert broken != text and {whole / each.file for each in found} == {path}, shown(found)


def test_a_released_file_or_a_workshop_that_is_gone_makes_nobody_be_accused(whole):
    for path in (RELEASED, "data/workshops/london-november-2024.yml"):
        text = (whole / path).read_text("utf-8")
        (whole / path).unlink()
        found = check_all(whole).errors
        assert {each.file for each in found} == {path if "released" in path else "data/workshops"}, shown(found)
        (whole / path).write_text(text, "utf-8")


def test_of_very_many_faults_in_one_file_the_first_are_told(scratch):
    text = scratch.path(TOOL).read_text("utf-8")
    scratch.write(TOOL, text + "".join(f"a{number}: b\n" for number in range(20_000)))
    found = scratch.problems()
    assert files(found) == {TOOL} and 90 < len(found) < 110
    assert "19900 more are not told" in shown(found)


@pytest.mark.parametrize("name", [TOOL, STEP, PRINCIPLE, WORKSHOP, CHANGE])
def test_a_mistyped_id_is_said_once_and_nobody_who_names_it_is_accused(scratch, name):
    scratch.write(name, re.sub(r"^id: (.*)", r"id: \1x", scratch.path(name).read_text("utf-8"), count=1, flags=re.M))
    (found,) = scratch.problems()
    assert found.file == name and "must be the same" in found.do, shown([found])


@pytest.mark.parametrize("name", [TOOL, STEP, PRINCIPLE, WORKSHOP, RELEASED, CHANGE])
@pytest.mark.parametrize("how", ["a folder", "a link to a folder", "another ending", "a copy of an editor"])
def test_something_else_in_the_place_of_a_file_makes_no_other_file_be_accused(scratch, name, how):
    file = scratch.path(name)
    text = file.read_text("utf-8")
    file.unlink()
    if how == "a folder":
        file.mkdir()
    elif how == "a link to a folder":
        file.symlink_to("..")
    else:
        file.with_suffix(".yaml" if how == "another ending" else ".yml.orig").write_text(text, "utf-8")
    found = scratch.problems()
    assert found and all(file.startswith(name.removesuffix("yml")) for file in files(found)), shown(found)
    assert len(found) == len(files(found)), shown(found)


@pytest.mark.parametrize("name", [TOOL, STEP, PRINCIPLE, WORKSHOP, CHANGE])
@pytest.mark.parametrize("copy", ["{} (1).yml", "{} - Copy.yml", "{}.conflict.yml", "Copy of {}.yml"])
def test_a_copy_beside_a_file_is_one_message_about_the_copy(scratch, name, copy):
    """What a browser, a file manager or a shared folder leaves: the file itself is not accused of its own id."""
    path = scratch.path(name)
    path.with_name(copy.format(path.stem)).write_text(path.read_text("utf-8"), "utf-8")
    (found,) = scratch.problems()
    assert found.file.endswith(copy.format(path.stem)) and "seems to be a copy" in found.do


def test_a_released_tool_that_is_not_as_it_was_makes_no_earlier_id_in_the_draft_be_accused(whole):
    """The draft names the ids that its fields and columns had. One that a released file lost is not the draft's."""
    draft = load(whole).draft
    for tool in draft.of("tool"):
        olds = [old for field in tool.fields for each in (field, *field.columns) for old in each.was if "/" not in old]
        names = [tool.id, *tool.was]
        held = {path for name in names for path in whole.glob(f"data/released/*/tools/{name}.yml")}
        for path in sorted(held) if olds else ():
            text = path.read_text("utf-8")
            path.write_text(re.sub(rf"\bid: ({'|'.join(map(re.escape, olds))})\b", r"id: x\1", text), "utf-8")
        if any(path.read_text("utf-8").count("id: x") for path in held):
            break
    else:
        pytest.fail("no tool of the draft has an earlier id that a release holds")
    found = check_all(whole).errors
    assert found and not any("/draft/" in problem.file for problem in found), shown(found)


def test_an_activity_of_a_step_that_cannot_be_read_is_missed_by_nobody(scratch):
    scratch.write(
        "data/draft/paths/first.yml",
        "id: first\ntitle: First\norder: 1\nby: moment\nin_one_line: The first.\nlead: Begin.\n"
        "stops: [{element: name-what-you-cannot-predict, why: It is yours.}]\n",
    )
    before = scratch.problems()
    assert not any("predict" in problem.what for problem in before), shown(before)
    scratch.write(STEP, "")
    assert files(scratch.problems()) - files(before) == {STEP}


@pytest.mark.parametrize("name", [TOOL, STEP, PRINCIPLE, WORKSHOP, RELEASED, CHANGE])
def test_a_field_that_is_not_there_is_said_once(scratch, name):
    scratch.write(name, scratch.path(name).read_text("utf-8") + "zzz: 1\n")
    found = scratch.problems()
    assert [problem.file for problem in found] == [name], shown(found)


@pytest.mark.parametrize("field", ["publisher", "id", "title"])
def test_a_source_that_is_not_whole_is_the_only_one_to_be_named(scratch, field):
    scratch.change(SOURCES, lambda d: d[0].pop(field))
    found = scratch.problems()
    assert len(found) == 1 and found[0].file == SOURCES, shown(found)


def test_an_id_that_is_no_id_is_the_only_fault_of_a_source(scratch):
    scratch.change(SOURCES, lambda d: d[0].update(id="No Id"))
    found = scratch.problems()
    assert len(found) == 1 and found[0].file == SOURCES, shown(found)


def test_words_that_changed_in_a_released_file_are_said_once_and_with_how_to_bring_them_back(scratch):
    scratch.change(RELEASED, lambda d: d.update(statement="Something else altogether.", tools=["no-such-tool"]))
    [found] = scratch.problems()
    assert found.file == RELEASED and "git checkout" in found.do


def test_a_changed_list_of_frozen_files_accuses_no_file_of_words(scratch):
    name = "data/released/0.1/frozen.json"
    scratch.write(name, re.sub(r'": "....', '": "0000', scratch.path(name).read_text()))
    [found] = scratch.problems()
    assert found.file == name and "This list changed" in found.what


@pytest.mark.parametrize("text", ["[" * 5000, '{"a": "\\ud800"}', "[]", "{", '{"a": 1}', "\x00"])
def test_a_list_of_frozen_files_that_is_none_is_said(scratch, text):
    scratch.write("data/released/0.1/frozen.json", text)
    [found] = scratch.problems()
    assert found.file.endswith("frozen.json") and "cannot be read" in found.what


def test_a_released_iteration_is_not_told_to_name_other_feedback(scratch):
    scratch.path(WORKSHOP).unlink()
    found = scratch.problems()
    assert not any(problem.file.startswith("data/released") for problem in found), shown(found)


@pytest.mark.parametrize("version", ["0.0", "0.1"])
def test_a_draft_with_an_older_number_is_one_mistake_and_not_no_check(scratch, version):
    scratch.replace(ABOUT, "version: '0.2'", f"version: '{version}'")
    assert files(scratch.problems()) == {ABOUT}, shown(scratch.problems())


def test_a_released_iteration_that_calls_itself_nothing_is_found(scratch):
    name = "data/released/0.1/iteration.yml"
    scratch.change(name, lambda d: d.update(version="0.0"))
    scratch.change(RELEASED, lambda d: d.update(statement="Something else."))
    assert files(scratch.problems()) == {name, RELEASED}, shown(scratch.problems())


# -- what is refused --------------------------------------------------------------------------------

NO_DATES = ["2024-13", "2024-00", "2026-31", "0000", "2026-02-30", "2023-02-29", "٢٠٢٤", "2024-1", "0999-01"]


@pytest.mark.parametrize("date", NO_DATES)
@pytest.mark.parametrize("field", ["date", "accessed", "text_of"])
def test_a_date_that_does_not_exist_is_refused_in_words(scratch, date, field):
    scratch.change(SOURCES, lambda d: d[0].update({field: date}))
    [found] = scratch.problems()
    assert found.file == SOURCES and f'"{field}"' in found.what and found.line, shown([found])


@given(st.dates(min_value=__import__("datetime").date(1000, 1, 1)))
def test_every_day_of_the_calendar_is_a_date(day):
    assert not why_no_date(day.isoformat()) and not why_no_date(day.isoformat()[:7])


@pytest.mark.parametrize("version", ["٠.٢", "0." + "9" * 5000, "0.02", "1", "0.2.1", "-1.0"])
def test_a_version_is_two_small_numbers(scratch, version):
    scratch.change(ABOUT, lambda d: d.update(version=version))
    [found] = scratch.problems()
    assert found.file == ABOUT and "right form" in found.what


def test_advice_on_a_number_without_quotes_is_right_when_followed(scratch):
    scratch.replace(ABOUT, "version: '0.2'", "version: 0.10")
    [found] = scratch.problems()
    assert 'Put quotes round it: "0.10"' in found.do


def text_of(title: str, more: str = "") -> str:
    return f"id: some-tension\ntitle: {title}\none_good: a\nother_good: b\nin_one_line: c\n{more}"


TENSION = "data/draft/tensions/some-tension.yml"
SWALLOWED = {
    "lost words": (text_of("Share out lot #2 fairly"), 2, "is read as a remark and is lost"),
    "nothing but a remark": (text_of("#12 fairly"), 2, "is read as a remark and is lost"),
    "lost words in a list": (text_of("x", "how_it_shows:\n  - The service #1 has begun\n"), 7, "is lost"),
    "two items in one": (text_of("x", "how_it_shows:\n  - One issue.  - Everyone agrees\n"), 7, "run together"),
    "a number cut in two": (
        text_of("x", "how_it_shows: [One issue of £5,000, Everyone agrees]\n"),
        6,
        "cut in two",
    ),
    "an item too far in": (text_of("x", "how_it_shows:\n  - One issue.\n      - Everyone agrees\n"), 7, "run together"),
    "items in words": (text_of("x", "who_feels_it: >-\n  One issue. - Everyone agrees\n"), 6, "run together"),
    "a lost name": (text_of("One\n  two three"), 2, "run on over the next line"),
    "a name too far in": (
        text_of("x", "who_feels_it: >-\n  Words.\n  holding_both: >-\n    More.\n"),
        8,
        "stands within",
    ),
    "a name without its words": (text_of("x", "who_feels_it: >-\n  Words.\n  tools:\n  - y\n"), 8, "stands within"),
    "a line too far in": (
        text_of("x", "who_feels_it: >-\n  Words and\n    words\n  go on\n"),
        8,
        "breaks the paragraph",
    ),
    "a no-break space after a colon": (text_of("x").replace("title: ", "title:\u00a0"), 2, "no-break space"),
    "a no-break space for an indent": (text_of("x", "how_it_shows:\n\u00a0 - One\n"), 7, "no-break space"),
    "a no-break space after a hyphen": (text_of("x", "how_it_shows:\n  -\u00a0One\n"), 7, "no-break space"),
    "line ends twice": (text_of("x").replace("\n", "\r\r\n"), 0, "ends twice"),
}


@pytest.mark.parametrize("name", SWALLOWED)
def test_words_that_yaml_swallows_are_reported_where_they_stand(scratch, name):
    text, line, what = SWALLOWED[name]
    scratch.path(TENSION).parent.mkdir(parents=True, exist_ok=True)
    scratch.path(TENSION).write_bytes(text.encode())
    found = [problem for problem in scratch.problems() if "no change explains it" not in problem.what]
    assert found and any((each.line, each.file) == (line, TENSION) and what in each.what for each in found), shown(
        found
    )


FINE = [
    text_of("x # TODO: choose"),
    text_of("'Lot #2'"),
    text_of("C#sharp and lot#2"),
    text_of("x", "# a remark\n"),
    text_of("x", "who_feels_it: |\n  One.\n\n  - a\n    goes on\n  - b\n"),
    text_of("x", "who_feels_it: >-\n  You see it: the\n  cost: of care. It is twenty-one – or 3-4.\n"),
    text_of("x", "who_feels_it: >-\n  A\u00a0word:\u00a0here\n\n  title:\u00a0no name\n"),
]


@pytest.mark.parametrize("text", FINE)
def test_words_that_are_whole_are_left_alone(tmp_path, text):
    path = tmp_path / "x.yml"
    path.write_text(text, "utf-8")
    read = read_yaml(path, tmp_path)
    assert not read.doubts and not read.problems, shown([*read.doubts, *read.problems])


UNSEEN_ONES = [
    "\u200b",
    "\u00ad",
    "\u202e",
    "\u2066",
    "\u200d",
    "\u2060",
    "\x07",
    "\x1b",
    "\x00",
    "\x85",
    "\u2028",
    "\ufffd",
]


@pytest.mark.parametrize("letter", UNSEEN_ONES, ids=lambda letter: f"{ord(letter):04X}")
@pytest.mark.parametrize("escaped", [False, True])
def test_what_nobody_can_see_is_refused_as_itself_and_as_an_escape(scratch, letter, escaped):
    written = f"\\u{ord(letter):04x}" if escaped else letter
    scratch.write(TENSION, text_of(f'"a{written}b"'))
    found = [problem for problem in scratch.problems() if "no change explains it" not in problem.what]
    assert len(found) == 1 and f"U+{ord(letter):04X}" in found[0].what and found[0].line == 2, shown(found)


def test_nothing_that_we_publish_holds_what_nobody_can_see():
    for path in [*(ROOT / "data").rglob("*.yml"), *(ROOT / "docs").rglob("*.md")]:
        assert not UNSEEN.search(path.read_text("utf-8").replace("\r", "")), path


@pytest.mark.parametrize("number", ["9" * 400 + ".0", "9" * 400, "1" * 16, "-" + "1" * 17 + ".5"])
def test_a_number_that_nobody_needs_is_refused(tmp_path, number):
    path = tmp_path / "x.yml"
    path.write_text(f"a: {number}\n", "utf-8")
    [found] = read_yaml(path, tmp_path).problems
    assert "is not a number" in found.what and len(str(found)) < 600


@pytest.mark.parametrize("least, most", [(1, 3_000_000), (-5, 5), (0, 11), (5, 1), (1, 1)])
def test_a_scale_is_one_that_people_can_tick(scratch, least, most):
    scale = {"id": "c", "label": "C", "type": "scale", "least": least, "most": most}
    scratch.change(TOOL, lambda d: d.setdefault("fields", []).append(scale))
    found = [problem for problem in scratch.problems() if problem.file == TOOL]
    assert len(found) == 1 and "scale" in found[0].what, shown(found)


def table(scratch: Scratch, columns: list, rows: object) -> list[Problem]:
    def put(data):
        data["fields"] = [{"id": "t", "label": "T", "type": "table", "columns": columns}]
        data["example"] = {"title": "x", "values": {"t": rows}}

    scratch.change(TOOL, put)
    return [p for p in scratch.problems() if p.file == TOOL and "no change" not in p.what]


@pytest.mark.parametrize("kind", ["table", "choice", "scale"])
def test_a_column_that_cannot_be_is_refused_without_a_traceback(scratch, kind):
    found = table(scratch, [{"id": "a", "label": "A", "type": kind}], [{"a": "x"}])
    assert len(found) == 1 and found[0].line, shown(found)


def test_every_wrong_cell_is_told_and_choices_are_quoted(scratch):
    options = ["Yes, nothing personal", "Not yet"]
    columns = [
        {"id": "when", "label": "W", "type": "date"},
        {"id": "cost", "label": "C", "type": "number"},
        {"id": "kind", "label": "K", "type": "choice", "options": options},
    ]
    found = table(scratch, columns, [{"when": "soon", "cost": "much", "kind": "no"}])
    assert len(found) == 3 and len({each.line for each in found}) == 3, shown(found)
    assert any('one of: "Yes, nothing personal", "Not yet"' in each.what for each in found)


def test_a_comma_in_a_number_is_told(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("rows:\n  - {what: a, cost: 1,300}\n", "utf-8")
    [found] = read_yaml(path, tmp_path).problems
    assert '"300" is read as a name, because a comma' in found.what


def test_a_list_names_nothing_twice(scratch):
    scratch.change(STEP, lambda d: d["activities"][0].update(tools=["learning-log", "learning-log"]))
    found = [problem for problem in scratch.problems() if "twice" in problem.what]
    assert len(found) == 1 and found[0].file == STEP and '"tools" names "learning-log" twice' in found[0].what


@pytest.mark.parametrize("id_", ["why", "history", "sources", "cited-1", "content"])
def test_an_id_that_the_page_uses_itself_is_refused(scratch, id_):
    scratch.change(STEP, lambda d: d["activities"][0].update(id=id_))
    assert any(f'The id "{id_}" is taken' in problem.what for problem in scratch.problems())


def test_the_ids_that_pages_use_themselves_are_those_of_the_templates():
    templates = ROOT / "macros" / "pages" / "templates"

    def used(*names: str) -> set[str]:
        text = "".join((templates / name).read_text("utf-8") for name in names)
        return set(re.findall(r"\{ ?#([a-z][a-z-]*) ", text))

    around = used("element.md.j2", "parts/history.md.j2", "parts/cited.md.j2", "parts/contribute.md.j2")
    shell = "".join(path.read_text("utf-8") for path in (ROOT / "overrides").rglob("*.html"))
    around |= set(re.findall(r'id="([a-z][a-z-]*)"', shell)) | used("parts/sources.md.j2")
    assert around and around <= ids.EVERYWHERE, around - ids.EVERYWHERE
    assert used("step.md.j2") <= ids.ON_A_STEP and used("workshop.md.j2") <= ids.ON_A_WORKSHOP


# -- what counts as a difference ----------------------------------------------------------------------


def test_a_lost_basis_counts_and_so_do_items_that_ran_together(scratch):
    tool = scratch.read(TOOL)
    for name in ("data/released/0.1/tools/learning-log.yml", TOOL):
        scratch.write(name, {**tool, "basis": "inferred", "method": ["Write it down", "read it out"]})
    from macros.history.comparing import compare
    from macros.model.loading import load

    scratch.change(TOOL, lambda d: d.pop("basis"))
    [found] = [d for d in _differences(scratch, load, compare) if d.id == "learning-log"]
    assert [(f.name, f.before, f.after) for f in found.fields] == [("basis", "Our reading", "Our own")]
    scratch.change(TOOL, lambda d: d.update(basis="inferred", method=["Write it down read it out"]))
    [found] = [d for d in _differences(scratch, load, compare) if d.id == "learning-log"]
    assert [f.name for f in found.fields] == ["method"]


def _differences(scratch, load, compare):
    handbook = load(scratch.root)
    return compare(handbook.iterations["0.1"], handbook.draft)


# -- nothing hangs, nothing falls over --------------------------------------------------------------

PLACES = [
    "data/draft/sources.yml",
    "data/draft/glossary.yml",
    "data/draft/iteration.yml",
    "data/draft/tools/x.yml",
    "data/released/0.1/frozen.json",
    "data/workshops/x.yml",
    "data/errata/x.yml",
    "data/search/synonyms.yml",
    "data/words/ours.txt",
    "docs/page.md",
    "data/languages/cy/language.yml",
    "data/languages/cy/pages/search.md",
    "data/languages/cy/phrases/interface.yml",
    "data/languages/cy/codes.yml",
    "data/languages/cy/made-from.yml",
    "data/languages/cy/elements/x.yml",
    "data/reading-list/x.yml",
    "data/what-to-do/x.yml",
    "own/handbook.yml",
    "own/changes/x.yml",
    "own/tools/x.yml",
]
ODD = {
    "a pipe": lambda path: os.mkfifo(path),
    "a link to itself": lambda path: path.symlink_to(path),
    "a link to nothing": lambda path: path.symlink_to(path.parent / "nowhere"),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": lambda path: path.mkdir(),
    "bytes": lambda path: path.write_bytes(bytes(range(256)) * 50),
    "a name that is no text": lambda path: (
        path.parent / os.fsdecode(b"caf\xe9" + os.fsencode(path.suffix))
    ).write_text("a: 1"),
    "nothing but brackets": lambda path: path.write_text("[" * 100_000),
    "too much": lambda path: path.write_text("a: " + "x" * 2_000_000),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_where_a_file_should_is_said_in_words(scratch, place, odd):
    path = scratch.path(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    if place.startswith("data/words"):
        for name in ("ours.txt", "american.txt", "never.txt"):
            (path.parent / name).write_text("")
    if odd != "a name that is no text":
        path.unlink(missing_ok=True)
    ODD[odd](path)
    found = check_all(scratch.root, words=True).errors
    str(found).encode("utf-8")
    if not (odd == "a name that is no text" and place.startswith(("data/words", "docs", "data/search"))):
        known = odd in ("a folder", "nothing but brackets") and place.startswith(("docs", "data/words"))
        assert found or known, f"{odd} at {place}: nothing was said"


@pytest.mark.skipif(os.geteuid() == 0, reason="Nothing is locked to the superuser.")
@pytest.mark.parametrize("place", ["data/draft/tools", "data/workshops", "docs", "data/released"])
def test_a_folder_that_nobody_may_read_is_said(scratch, place):
    scratch.path(place).mkdir(exist_ok=True)
    scratch.path(place).chmod(0)
    try:
        assert any("cannot be read" in problem.what for problem in scratch.problems())
    finally:
        scratch.path(place).chmod(0o755)


@pytest.mark.parametrize("text, what", [("title: [oops\n", "above the words"), ("title: *x\n", "above the words")])
def test_front_matter_that_cannot_be_read_is_said(scratch, text, what):
    scratch.write("docs/page.md", f"---\n{text}---\n# Page\n")
    assert any(problem.file == "docs/page.md" and what in problem.what for problem in scratch.problems())


@pytest.mark.parametrize("title", ("12:30", "No", "off", "1.10", "010", "1_000", "0x1F"))
def test_a_title_that_yaml_reads_as_a_number_is_said(scratch, title):
    """MkDocs reads what stands above the words as YAML 1.1: a page called No would be called False."""
    scratch.write("docs/page.md", f"---\ntitle: {title}\n---\n# Page\n")
    found = [problem for problem in scratch.problems() if problem.file == "docs/page.md"]
    assert found and f'"{title}"' in found[0].what and "quotes" in found[0].what
    scratch.write(
        "docs/page.md", f'---\ntitle: "{title}"\nrender_macros: true\norder: 3\nwhen: 2026-03-04\n---\n# Page\n'
    )
    assert not [problem for problem in scratch.problems() if problem.file == "docs/page.md"]


@pytest.mark.parametrize("name", ("about/con.md", "aux/page.md", "about/com1.svg", "nul.md"))
def test_a_name_that_windows_keeps_for_a_device_is_said(scratch, name):
    scratch.write(f"docs/{name}", "---\ntitle: Page\n---\n# Page\n")
    assert any("Windows keeps this name" in problem.what for problem in scratch.problems())
    scratch.path(f"docs/{name}").unlink()
    if name.startswith("aux"):
        scratch.path("docs/aux").rmdir()
    scratch.write("docs/about/contract.md", "---\ntitle: Page\n---\n# Page\n")
    assert not any("Windows" in problem.what for problem in scratch.problems())


TRANSLATED = "data/languages/cy/pages/search.md"


@pytest.mark.parametrize(
    "page, raw",
    [
        (TRANSLATED, b"---\ntitle: [oops\n---\n# X\n"),
        (TRANSLATED, b"---\ntitle: caf\xe9\n---\n# X\n"),
        (TRANSLATED, "---\ntitle: a\u200bb\n---\n# X\n".encode()),
        (TRANSLATED, b"---\ntitle: No\n---\n# X\n"),
        ("docs/search.md", b"---\ntitle: [oops\n---\n# X\n"),
        ("docs/search.md", b"---\ntitle: caf\xe9\n---\n# X\n"),
    ],
)
def test_a_page_that_is_translated_and_cannot_be_read_is_said_and_no_other(whole, page, raw):
    (whole / page).write_bytes(raw)
    found = check_all(whole).errors
    assert found and {problem.file for problem in found} == {page}


def test_a_folder_of_a_language_that_is_a_link_is_not_followed(whole, tmp_path_factory):
    pages = whole / "data/languages/cy/pages"
    away = tmp_path_factory.mktemp("elsewhere") / "pages"
    shutil.move(pages, away)
    pages.symlink_to(away)
    assert any(each.file == "data/languages/cy/pages" and "link" in each.what for each in check_all(whole).errors)


LISTS = {
    "never.txt": ": x\nKey Words: say which\n",
    "american.txt": "one\ncolor colour\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_line_of_a_word_list_that_is_not_of_its_form_is_said(scratch, name):
    for each in ("ours.txt", "american.txt", "never.txt"):
        scratch.write(f"data/words/{each}", "")
    scratch.write(f"data/words/{name}", LISTS[name])
    found = [problem for problem in check_all(scratch.root, words=True).errors if "words" in problem.file]
    assert [(each.file, each.line) for each in found] == [(f"data/words/{name}", 1)], shown(found)


def test_a_phrase_with_capitals_in_the_list_is_found_in_any(scratch):
    for each, text in (("ours.txt", ""), ("american.txt", ""), ("never.txt", "Core Purpose: say which one")):
        scratch.write(f"data/words/{each}", text)
    scratch.change(PRINCIPLE, lambda d: d.update(statement="We share one core purpose."))
    assert any("Say which one." in problem.do for problem in check_all(scratch.root, words=True).errors) or any(
        problem.file == PRINCIPLE for problem in scratch.problems()
    )


OLD_ITEM = re.compile(r"\n+(?=\s*(?:[-*]|\d+\.)\s)")


@settings(max_examples=1500, deadline=None)
@given(st.text(alphabet="\n\n\n  -*1.a\t\x1e\xa0", max_size=14))
def test_the_fingerprint_is_what_it_was_when_iterations_were_frozen(text):
    marked = re.sub(r"\n\s*\n", " \x1d ", OLD_ITEM.sub(" \x1e ", text.strip()))
    assert canonical(text) == re.sub(r"[ \t\r\n]+", " ", marked).strip()


@pytest.mark.parametrize(
    "text, read",
    [
        ("Costs are 7*7 a week, 8*8 a month", "Costs are 7*7 a week, 8*8 a month"),
        ("see note *", "see note *"),
        ("*one* and **two** and (*three*)", "one and two and (three)"),
        ("**a *b* c**", "a b c"),
        ("* a *", "* a *"),
        ("*a\nb*", "*a\nb*"),
        ("*a *b*", "*a b"),
    ],
)
def test_only_asterisks_round_words_are_marks(text, read):
    assert plain(text) == read


@given(st.text(alphabet="*a \n.", max_size=20))
def test_marks_of_emphasis_come_in_pairs(text):
    assert len(emphasis(text)) % 2 == 0 and all(text[place] == "*" for place in emphasis(text))


def test_messages_are_short_and_hold_nothing_unseen():
    problem = Problem("x\x1b[2J.yml", 1, f'"{"y" * 600_000}" is wrong \x07', 'Write "' + "z" * 500)
    assert len(str(problem)) < 3000 and str(problem).replace("\n", "").isprintable()
    assert "y" * (LONGEST_QUOTED + 1) not in problem.what


def test_a_path_is_shown_in_letters(tmp_path):
    name = os.fsdecode(b"caf\xe9.yml")
    assert shown_path(tmp_path / name, tmp_path) == "caf\\xe9.yml"
    (tmp_path / "x").symlink_to(tmp_path / "x")
    assert shown_path(tmp_path / "x", tmp_path) == "x"


# -- the command ------------------------------------------------------------------------------------


def test_the_command_reads_the_words_and_survives_any_console(scratch):
    scratch.with_site()
    for name in ("ours.txt", "american.txt", "never.txt"):
        scratch.write(f"data/words/{name}", "leverage: write use\n" if name == "never.txt" else "")
    scratch.change(WORKSHOP, lambda d: d["feedback"][0].update(theme="信任 leverage"))
    done = scratch.run("check", PYTHONIOENCODING="latin-1")
    assert 'The handbook does not say "leverage"' in done.stderr and "Traceback" not in done.stderr
    listed = scratch.run("feedback", "list", PYTHONIOENCODING="latin-1")
    assert listed.returncode == 0 and "?? leverage" in listed.stdout


def test_git_that_will_not_read_the_folder_is_told_once(tmp_path, capsys, monkeypatch):
    import subprocess

    from macros.basics.project import find_project

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for _ in range(2):
        find_project(Path(tmp_path), {})
    said = capsys.readouterr().err
    assert said.count("safe.directory") == 1 and said.count("\n") == 1


def test_the_site_is_opened_without_the_words(scratch, monkeypatch):
    from macros.checks import everything

    monkeypatch.setattr(everything, "check_prose", lambda *_: pytest.fail("asked"))
    assert yaml and not check_all(scratch.root).errors


@pytest.mark.parametrize(
    ("id_", "why"),
    [
        ("index", "there is a page with the address tools/"),
        ("service-file", "there is a page with the address tools/service-file/"),
        ("con", "Windows"),
        ("lpt1", "Windows"),
        ("clauses", "a document"),
        ("side-for-finance", "a document"),
        ("canvas-of-ours", "a document"),
    ],
)
def test_an_id_whose_address_or_file_is_another_s_is_refused(scratch, id_, why):
    scratch.write("docs/tools/service-file.md", "# Service file\n")
    new = scratch.read(TOOL) | {"id": id_, "title": "A new one"}
    scratch.write(f"data/draft/tools/{id_}.yml", new)
    change = {"id": "a-new-one", "kind": "added", "elements": [id_], "summary": "A tool.", "why": "Asked for."}
    scratch.write("data/draft/changes/a-new-one.yml", change)
    (problem,) = scratch.problems()
    assert problem.file == f"data/draft/tools/{id_}.yml" and why in problem.what and "two words" in problem.do


@pytest.mark.parametrize(
    ("day", "why"),
    [("2199-01", "still to come"), ("1024-11-02", "too long ago"), ("2001", "before it was there")],
)
def test_a_day_on_which_nobody_can_have_read_a_source_is_refused(scratch, day, why):
    scratch.change(SOURCES, lambda sources: sources[0].update(date="2024-09", accessed=day))
    (problem,) = scratch.problems()
    assert problem.file == SOURCES and why in problem.what and "accessed" in problem.what


def test_a_rule_is_not_checked_on_a_day_that_is_still_to_come():
    """In the tree that people write: the data of this repository, with one day changed."""
    draft = load(ROOT).draft
    section = next(each for each in draft.of("guidance") if each.facts)

    def found(day: str) -> list[str]:
        facts = [section.facts[0].model_copy(update={"checked": day}), *section.facts[1:]]
        changed = {**draft.elements, section.id: section.model_copy(update={"facts": facts})}
        altered = dataclasses.replace(draft, elements=changed)
        return [problem.what for problem in check_days(altered, dt.date(2026, 11, 29)) if '"checked"' in problem.what]

    assert any("still to come" in what for what in found("2199-03"))
    assert not any("2026-11-30" in what for what in found("2026-11-30")), "somewhere it is tomorrow"


@pytest.mark.parametrize("how", ["gone", "another id", "indented", "not UTF-8"])
def test_a_released_change_that_is_not_as_it_was_makes_no_list_beside_it_be_accused(scratch, how):
    """data/what-to-do/ names the changes of a released iteration: what is missing is missing only in a broken file."""
    released = scratch.path("data/released/0.1/changes/first-of-all.yml")
    scratch.write(
        "data/released/0.1/changes/first-of-all.yml",
        {"id": "first-of-all", "kind": "added", "elements": ["learning-log"], "summary": "A log.", "why": "Asked for."},
    )
    beside = {"iteration": "0.1", "changes": [{"id": "first-of-all", "does": "nothing"}]}
    scratch.write("data/what-to-do/0.1.yml", beside)
    frozen = scratch.path("data/released/0.1/frozen.json")
    listed = json.loads(frozen.read_text("utf-8")) | {"changes/first-of-all.yml": "0" * 64}
    frozen.write_text(json.dumps(listed), "utf-8")
    scratch.change("data/released/0.1/iteration.yml", lambda d: d.update(digest=iteration_digest(listed)))
    text = released.read_text("utf-8")
    broken = {"another id": text.replace("first-of-all", "first"), "indented": text.replace("kind", "  kind")}
    if how == "gone":
        released.unlink()
    elif how == "not UTF-8":
        released.write_bytes(text.encode() + b"# caf\xe9\n")
    else:
        released.write_text(broken[how], "utf-8")
    assert "data/what-to-do/0.1.yml" not in files(found := scratch.problems()), shown(found)


# -- what stands above the words of a hand-written page -------------------------------------------------

PAGE = "docs/about/privacy.md"
MISPLACED = {
    "a blank line above": ("\n---\ntitle: Privacy\n---\n# Privacy\n", "does not begin on the first line"),
    "never closed": ("---\ntitle: Privacy\n# Privacy\n", "is not closed"),
    "a list": ("---\n- title\n---\n# Privacy\n", "no list of"),
    "no title": ("---\nneeds: step\n---\nNobody is watched.\n", "has no title"),
    "an empty title": ("---\ntitle:\n---\nNobody is watched.\n\n# Privacy\n", "has no title"),
    "nothing above": ("Nobody is watched.\n", "has no title"),
    "two titles": ("---\ntitle: Privacy\ntitle: Data\n---\n# Privacy\n", '"title" stands twice'),
    "another language": ('+++\ntitle = "Privacy"\n+++\n# Privacy\n', "plus signs"),
    "nothing at all": ("", "has no title"),
}


@pytest.mark.parametrize("how", MISPLACED)
def test_what_a_page_says_of_itself_is_never_read_as_its_words(scratch, how):
    scratch.with_site()
    text, says = MISPLACED[how]
    scratch.path(PAGE).write_text(text, "utf-8")
    (found,) = scratch.problems()
    assert (found.file, found.line) == (PAGE, 1) and says in found.what


READ = {
    "as ever": b"---\ntitle: Privacy\n---\n\n# Privacy\n",
    "a byte order mark": b"\xef\xbb\xbf---\ntitle: Privacy\n---\n# Privacy\n",
    "line ends of Windows": b"---\r\ntitle: Privacy\r\n---\r\n# Privacy\r\n",
    "spaces behind the hyphens": b"---  \ntitle: Privacy\n--- \n# Privacy\n",
    "dots below": b"---\ntitle: Privacy\n...\n# Privacy\n",
    "a line of hyphens further down": b"---\ntitle: Privacy\n---\n# Privacy\n\n---\n\nx: y\n",
}


@pytest.mark.parametrize("how", READ)
def test_front_matter_is_read_as_mkdocs_reads_it(scratch, how):
    scratch.with_site()
    scratch.path(PAGE).write_bytes(READ[how])
    assert not scratch.problems()
    about, words = divided(scratch.path(PAGE).read_text("utf-8"))
    assert about == {"title": "Privacy"} and words.startswith("# Privacy\n")


def test_what_an_editor_leaves_beside_a_page_is_passed_over(scratch):
    scratch.with_site()
    scratch.path("docs/about/.#privacy.md").symlink_to("somebody@machine.1:2")
    scratch.path("docs/about/.privacy.md.swp").write_bytes(b"\x00")
    assert not scratch.problems() and open_site(scratch.root, "draft").library.written


@pytest.mark.parametrize("name", ["privacy (1).md", "Privacy.md", "privacy - Copy.md", "what now?.md", "über.md"])
def test_a_page_whose_name_is_no_address_is_refused(scratch, name):
    scratch.with_site()
    scratch.path(f"docs/about/{name}").write_text(scratch.path(PAGE).read_text("utf-8"), "utf-8")
    (found,) = scratch.problems()
    assert found.file == f"docs/about/{name}" and "address" in found.what
