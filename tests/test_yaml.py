"""Broken files: each gives a clear message with a line, and never a traceback."""

from __future__ import annotations

import pytest
from conftest import shown

FILE = "data/draft/tools/learning-log.yml"

BROKEN_FILES = {
    "ill-formed": (b"id: [a\ntitle: b\n", "not well-formed"),
    "a colon in text": (b"id: learning-log\ntitle: Log: the sequel: again\n", "not well-formed"),
    "a tab": (b"id: learning-log\n\ttitle: x\n", "tab at the start"),
    "empty": (b"", "The file is empty"),
    "only a comment": (b"# nothing\n", "The file is empty"),
    "not UTF-8": (b"id: learning-log\ntitle: caf\xe9\n", "not saved as UTF-8"),
    "ten megabytes": (b"title: " + b"x" * 10_000_000, "10.0 MB"),
    "an alias bomb": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n", "Anchors and aliases"),
    "a list where a group should be": (b"- id: learning-log\n", "This should be a tool"),
    "plain words": (b"hello\n", "This should be a tool"),
    "a binary file": (bytes(range(256)), "not "),
    "deep nesting": (b"a: " + b"[" * 50_000, "more than 40 deep"),
    "a python tag": (b"id: !!python/object:os.system x\n", "The tag"),
    "a name given twice": (b"id: learning-log\ntitle: One\ntitle: Two\n", '"title" is given twice, here and on line 2'),
    "a date that does not exist": (b"id: learning-log\ntitle: 2026-02-30\n", "is not a date that exists"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_said_in_words(scratch, name):
    raw, expected = BROKEN_FILES[name]
    scratch.path(FILE).write_bytes(raw)
    found = [problem for problem in scratch.problems() if problem.file == FILE]
    assert any(expected in problem.what for problem in found), shown(found)
    assert all(problem.do for problem in found), "each problem says what to do"


@pytest.mark.parametrize("name", ["ill-formed", "ten megabytes", "an alias bomb", "not UTF-8", "deep nesting"])
def test_the_command_fails_without_a_traceback(scratch, name):
    scratch.with_site()
    scratch.path(FILE).write_bytes(BROKEN_FILES[name][0])
    done = scratch.run("check")
    assert done.returncode == 1
    assert FILE in done.stderr and "Traceback" not in done.stderr + done.stdout


def test_all_problems_come_at_once_with_their_lines(scratch):
    scratch.replace(
        "data/draft/tools/learning-log.yml",
        "lead:" if "lead:" in scratch.path(FILE).read_text() else "steps:",
        "stepps:",
    )
    scratch.replace("data/draft/steps/shape-the-approach.yml", "order: 1", "order: one")
    scratch.write("data/draft/tools/user-voice-plan.yml", "id: [\n")
    found = scratch.problems()
    assert {problem.file for problem in found} >= {
        FILE,
        "data/draft/steps/shape-the-approach.yml",
        "data/draft/tools/user-voice-plan.yml",
    }, shown(found)
    wrong_order = next(problem for problem in found if "order" in problem.what)
    line = scratch.path("data/draft/steps/shape-the-approach.yml").read_text().splitlines().index("order: one") + 1
    assert wrong_order.line == line


def test_what_cannot_be_read_does_not_hide_what_is_wrong_elsewhere(scratch):
    scratch.write("data/draft/tools/user-voice-plan.yml", "id: [\n")
    scratch.change("data/draft/principles/shared-purpose.yml", lambda d: d.__setitem__("tensions", ["no-such-tension"]))
    found = scratch.problems()
    assert any("not well-formed" in problem.what for problem in found) and any(
        "no-such-tension" in problem.what for problem in found
    ), shown(found)
    assert not any("user-voice-plan" in problem.what for problem in found), (
        "what cannot be read is not missed as well:\n" + shown(found)
    )


def test_yaml_has_no_surprises(tmp_path):
    from macros.model.yamlfiles import read_yaml

    path = tmp_path / "x.yml"
    path.write_text("a: no\nb: 12:30\nc: 0.1\nd: 1e3\ne: on\nf: 2026-11-22\ng: 012\n", "utf-8")
    values = read_yaml(path, tmp_path).values
    assert [values[k] for k in "abde"] == ["no", "12:30", "1e3", "on"] and values["c"] == 0.1 and values["g"] == "012"
    assert values["f"].isoformat() == "2026-11-22"


def test_a_blank_line_in_a_folded_block_is_a_new_paragraph(tmp_path):
    from macros.model.yamlfiles import read_yaml

    path = tmp_path / "x.yml"
    path.write_text("a: >-\n  One\n  line.\n\n  Two.\nb: |-\n  One\n  Two\n", "utf-8")
    assert read_yaml(path, tmp_path).values == {"a": "One line.\n\nTwo.", "b": "One\nTwo"}


def test_a_missing_folder_is_said(scratch):
    import shutil

    shutil.rmtree(scratch.path("data/draft"))
    assert any("The folder is missing" in problem.what for problem in scratch.problems())


def test_a_missing_iteration_file_is_said(scratch):
    scratch.path("data/draft/iteration.yml").unlink()
    found = scratch.problems()
    assert any(problem.file == "data/draft/iteration.yml" for problem in found), shown(found)
