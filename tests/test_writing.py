"""Several files are written, all or none: a command killed between two of them is finished by the next run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Scratch, shown
from test_rename import names

from macros.basics.problems import Problems
from macros.desk import writing
from macros.desk.renaming import rename
from macros.desk.skeletons import new_items
from macros.desk.writing import Writing, finish, interrupted, write


def words(root: Path) -> dict[str, bytes]:
    """All that is not under .cache, which git ignores."""
    paths = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def killed(does: Callable[[], object], after: int) -> bool:
    """Do it in a process of its own that dies at once when so many files are in place; whether it died."""
    child = os.fork()
    if not child:
        put, count = writing._put, [0]

        def dying(*given: Path) -> None:
            if count[0] == after:
                os._exit(9)
            count[0] += 1
            put(*given)

        writing._put = dying
        try:
            does()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("after", [0, 1])
def test_a_new_tool_killed_between_its_two_files_is_finished_by_the_next_run(scratch: Scratch, after):
    before = words(scratch.root)
    assert killed(lambda: new_items(scratch.root, "tool", "Partner diary"), after)
    assert len(words(scratch.root)) == len(before) + after
    assert "`handbook new tool Partner diary` was interrupted" in shown(interrupted(scratch.root))
    written = new_items(scratch.root, "tool", "Partner diary")
    assert [path.name for path in written] == ["partner-diary.yml", "partner-diary-added.yml"]
    assert len(words(scratch.root)) == len(before) + 2 and not interrupted(scratch.root)


def test_another_command_finishes_what_was_left_and_goes_on_with_its_own(scratch: Scratch):
    assert killed(lambda: new_items(scratch.root, "tool", "Partner diary"), 1)
    assert new_items(scratch.root, "tool", "Open book")[0].name == "open-book.yml"
    assert scratch.path("data/draft/changes/partner-diary-added.yml").is_file()


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_rename_killed_anywhere_is_finished_by_the_next_run(whole, tmp_path_factory, share):
    other = tmp_path_factory.mktemp("undisturbed") / "copy"
    shutil.copytree(whole, other)
    old = names(whole, "tool")
    done = rename(other, old, "another-name")
    last = len(done.mentions) + len(done.entries)  # the old file goes last
    assert killed(lambda: rename(whole, old, "another-name"), round(share * last))
    assert interrupted(whole)
    assert "is finished now" in str(rename(whole, old, "another-name"))
    assert words(whole) == words(other)


def test_what_was_edited_since_is_not_written_over(scratch: Scratch):
    assert killed(lambda: new_items(scratch.root, "tool", "Partner diary"), 1)
    scratch.write("data/draft/tools/partner-diary.yml", "id: partner-diary\n# my own words\n")
    with pytest.raises(Problems) as said:
        new_items(scratch.root, "tool", "Partner diary")
    assert "was edited since" in str(said.value) and "partner-diary.yml" in str(said.value)
    assert "my own words" in scratch.path("data/draft/tools/partner-diary.yml").read_text("utf-8")


def test_a_plan_that_somebody_is_carrying_out_is_let_be(tmp_path):
    plan = tmp_path / writing.ASIDE / "1.plan"
    plan.parent.mkdir(parents=True)
    writing._say([(tmp_path / "aside", Writing(tmp_path / "new", "words"))], tmp_path, "it", plan)
    assert not interrupted(tmp_path) and not finish(tmp_path, "it") and plan.exists()


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
def test_what_fails_half_way_is_put_back(tmp_path, monkeypatch, error):
    (tmp_path / "old").write_text("as it was", "utf-8")
    real, count = writing._put, [0]

    def failing(*given: Path) -> None:
        count[0] += 1
        if count[0] == 3:
            raise error
        real(*given)

    monkeypatch.setattr(writing, "_put", failing)
    files = [Writing(tmp_path / "old", "new words", was=b"as it was")]
    files += [Writing(tmp_path / name, name) for name in ("a", "b")]
    with pytest.raises((Problems, KeyboardInterrupt)):
        write(files, tmp_path, what="a test")
    assert words(tmp_path) == {"old": b"as it was"} and not interrupted(tmp_path)
