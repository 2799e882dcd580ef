"""The release: refused with reasons, done in one command, and safe to interrupt at any point."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT, Scratch, shown

from macros.checks.everything import check_all
from macros.desk import releasing as releasing
from macros.desk.releasing import FREEZING, NEXT, OLD, ReleaseRefused, finish_interrupted, release
from macros.history.fingerprints import file_digests
from macros.model.loading import load, load_folder

TODAY = dt.date(2026, 11, 22)


def test_a_release_freezes_the_draft_and_opens_the_next(scratch):
    before = file_digests(load(scratch.root).draft)
    done = release(scratch.root, TODAY)
    assert (done.version, done.next_version) == ("0.2", "0.3")
    handbook = load(scratch.root)
    frozen = handbook.iterations["0.2"]
    assert handbook.latest is frozen and frozen.about.released == TODAY and frozen.about.digest == done.digest
    after = file_digests(frozen)
    assert {k: v for k, v in before.items() if k != "iteration.yml"} == {
        k: v for k, v in after.items() if k != "iteration.yml"
    }
    assert handbook.draft.version == "0.3" and handbook.draft.about.follows == "0.2" and not handbook.draft.changes
    scratch.change(
        "data/draft/iteration.yml", lambda d: d.__setitem__("version", "0.25")
    )  # what 0.3 asks for is another matter
    left = [problem for problem in scratch.problems() if "is missing from" not in problem.what]
    assert not left, shown(left)


def test_the_frozen_words_are_guarded_from_then_on(scratch):
    release(scratch.root, TODAY)
    scratch.replace("data/released/0.2/principles/shared-purpose.yml", "one purpose", "some purpose")
    assert any("changed after iteration 0.2 was released" in problem.what for problem in scratch.problems())


def test_a_release_is_refused_while_the_check_fails(scratch):
    scratch.with_site()
    scratch.replace("data/draft/principles/shared-purpose.yml", "one purpose", "some purpose")
    done = scratch.run("release")
    assert done.returncode == 1 and "no change explains it" in done.stderr
    assert not scratch.path("data/released/0.2").exists()


def test_a_release_of_nothing_is_refused(scratch, monkeypatch):
    monkeypatch.setattr("macros.model.required.marked", lambda cls, mark: {})  # 0.25 would ask for more than it has
    release(scratch.root, TODAY)
    scratch.change("data/draft/iteration.yml", lambda d: d.__setitem__("version", "0.25"))
    with pytest.raises(ReleaseRefused, match=r"Nothing has changed since iteration 0\.2"):
        release(scratch.root, TODAY)


def test_a_next_number_that_is_not_greater_is_refused(scratch):
    with pytest.raises(ReleaseRefused, match=r"cannot be 0\.2"):
        release(scratch.root, TODAY, "0.2")
    assert release(scratch.root, TODAY, "1.0").next_version == "1.0"


def test_the_second_of_two_is_told(scratch):
    scratch.path("data/.release-lock").write_text(str(os.getpid()), "utf-8")
    with pytest.raises(ReleaseRefused, match="Somebody else is releasing right now"):
        release(scratch.root, TODAY)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    scratch.path("data/.release-lock").write_text(str(gone.pid), "utf-8")
    assert release(scratch.root, TODAY).version == "0.2", "a lock left by a process that is gone is taken over"


def test_a_full_disk_leaves_everything_as_it_was(scratch, monkeypatch):
    before = snapshot(scratch)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(releasing, "write_frozen", full)
    with pytest.raises(OSError):
        release(scratch.root, TODAY)
    assert snapshot(scratch) == before


def test_a_remote_that_moved_on_is_respected(scratch, tmp_path_factory):
    remote = tmp_path_factory.mktemp("remote") / "origin.git"
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@test.invalid"]
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(remote)], check=True)
    for words in (
        ["init", "--quiet", "-b", "main"],
        ["remote", "add", "origin", str(remote)],
        ["add", "-A"],
        ["commit", "--quiet", "-m", "a"],
        ["push", "--quiet", "-u", "origin", "main"],
    ):
        subprocess.run([*git, *words], cwd=scratch.root, check=True)
    other = tmp_path_factory.mktemp("other") / "clone"
    subprocess.run(["git", "clone", "--quiet", str(remote), str(other)], check=True)
    (other / "x.txt").write_text("x", "utf-8")
    for words in (["add", "-A"], ["commit", "--quiet", "-m", "b"], ["push", "--quiet"]):
        subprocess.run([*git, *words], cwd=other, check=True)
    with pytest.raises(ReleaseRefused, match="1 commit that you do not have"):
        release(scratch.root, TODAY)


def snapshot(scratch) -> dict[str, bytes]:
    return {
        path.relative_to(scratch.root).as_posix(): path.read_bytes()
        for path in sorted((scratch.root / "data").rglob("*"))
        if path.is_file()
    }


STEPS = ("copytree", "rename", "rmtree", "write_text", "unlink", "mkdir")


def test_stopped_before_any_step_it_is_as_it_was_or_can_be_finished(tmp_path, monkeypatch):
    """Stop before the first, second, third … change to the file system, and run the command again."""
    outcomes = set()
    for stop in range(1, 60):
        scratch = Scratch(_fresh(tmp_path / str(stop)))
        before = snapshot(scratch)
        calls = {"left": stop}
        with monkeypatch.context() as patch:
            _count(patch, calls)
            try:
                release(scratch.root, TODAY)
                done = True
            except _Stopped:
                done = False
        if done:
            break
        outcomes.add(_finish_and_look(scratch, before))
    else:
        raise AssertionError("the release never came to its end")
    assert outcomes == {"as it was", "finished"}, outcomes


class _Stopped(BaseException):
    """The process is killed here: nothing after it runs, not even tidying up."""


def _fresh(path):
    path.mkdir(parents=True)
    return path


def _count(patch, calls):
    """Make the n-th change to the file system the last thing that happens."""

    def stopping(original):
        def call(*args, **kwargs):
            if calls["left"] <= 0:
                raise _Stopped
            calls["left"] -= 1
            if calls["left"] == 0:
                raise _Stopped
            return original(*args, **kwargs)

        return call

    from pathlib import Path

    for name in ("rename", "unlink", "mkdir", "write_text"):
        patch.setattr(Path, name, stopping(getattr(Path, name)))
    for name in ("copytree", "rmtree"):
        patch.setattr(releasing.shutil, name, stopping(getattr(shutil, name)))


def _finish_and_look(scratch, before) -> str:
    scratch.path("data/.release-lock").unlink(missing_ok=True)
    finished = finish_interrupted(scratch.root)
    names = {path.name for path in (scratch.root / "data").iterdir()}
    assert not names & {FREEZING, NEXT, OLD}, names
    handbook = load(scratch.root)
    if "0.2" in {i.version for i in handbook.released}:
        assert handbook.draft.version == "0.3"
        assert not [p for p in check_all(scratch.root).errors if "is missing from" not in p.what]
        assert finished is None or finished.version == "0.2"
        return "finished"
    assert snapshot(scratch) == before
    return "as it was"


MOMENTS = {
    "the lock is taken": "data/.release-lock",
    "the copy is begun": "data/.being-released",
    "the next draft is begun": "data/.next-draft",
    "the copy is whole": "data/.being-released/.whole",
    "the iteration is in place": "data/released/0.2",
}


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_once_the_release_has_begun_it_can_be_run_again(tmp_path, moment, seed):
    """A real process, killed with the signal that nothing can catch: at once when something is there, or a little
    later."""
    scratch = Scratch(_fresh(tmp_path / "p"))
    before = snapshot(scratch)
    code = (
        "import datetime, pathlib; from macros.desk.releasing import release; "
        "release(pathlib.Path('.'), datetime.date(2026, 11, 22))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=scratch.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    there = scratch.path(MOMENTS[moment])
    while not there.exists() and process.poll() is None:
        time.sleep(0.0005)
    time.sleep(seed * random.Random(moment).uniform(0, 0.15))
    process.send_signal(signal.SIGKILL)
    process.wait()
    if moment == "the lock is taken" and not seed:
        assert process.returncode == -signal.SIGKILL and scratch.path("data/.release-lock").exists(), "killed at work"
    assert _finish_and_look(scratch, before) in ("as it was", "finished")
    if "0.2" not in {i.version for i in load(scratch.root).released}:
        assert release(scratch.root, TODAY).version == "0.2"


def test_check_says_that_a_release_was_interrupted(scratch):
    scratch.with_site()
    shutil.copytree(scratch.path("data/draft"), scratch.path("data/.being-released"))
    done = scratch.run("check")
    assert done.returncode == 1 and "A release was interrupted" in done.stderr and "handbook release" in done.stderr


def test_the_command_says_what_to_do_next(scratch):
    scratch.with_site()
    done = scratch.run("release", "--date", "2026-11-22")
    assert done.returncode == 0, done.stderr
    assert (
        "Iteration 0.2 is released and frozen" in done.stdout
        and "handbook publish" in done.stdout
        and "git commit" in done.stdout
    )
    assert load_folder(scratch.path("data/released/0.2"), scratch.root).about.released == TODAY
