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
    kept = [path.relative_to(handbook.root / "data").as_posix() for path in (handbook.root / "data").rglob(".gitkeep")]
    assert kept == ["draft/changes/.gitkeep"], "the empty folder that contributors look for is in git"
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


# -- what is refused, taken back and said ---------------------------------------------------------------


def in_git(scratch):
    scratch.write(".gitignore", (ROOT / ".gitignore").read_text("utf-8"))
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@test.invalid"]
    for words in (["init", "--quiet", "-b", "main"], ["add", "-A"], ["commit", "--quiet", "-m", "a"]):
        subprocess.run([*git, *words], cwd=scratch.root, check=True)
    return lambda *words: (
        subprocess.run([*git, *words], cwd=scratch.root, check=True, capture_output=True, text=True).stdout
    )


def test_the_words_that_a_draft_is_opened_with_are_not_released(scratch):
    before = snapshot(scratch)
    scratch.change(
        "data/draft/iteration.yml",
        lambda d: d.update(
            title="working  draft",
            summary="The draft that follows iteration 0.1. What changes in it is listed here as it is made.",
        ),
    )
    with pytest.raises(ReleaseRefused) as refused:
        release(scratch.root, TODAY)
    assert '"title" in data/draft/iteration.yml is still' in str(refused.value) and '"summary"' in str(refused.value)
    assert '"depicts"' not in str(refused.value)
    assert snapshot(scratch).keys() == before.keys()


@pytest.mark.parametrize("on, said", [("2020-01-01", "was released later"), ("2031-01-01", "still to come")])
def test_a_date_before_the_last_release_or_still_to_come_is_refused(scratch, on, said):
    with pytest.raises(ReleaseRefused, match=said):
        release(scratch.root, dt.date.fromisoformat(on), today=TODAY)


def test_a_release_can_be_tried(scratch):
    before = snapshot(scratch)
    tried = release(scratch.root, TODAY, try_only=True)
    assert snapshot(scratch) == before and not scratch.path("data/.next-draft").exists()
    assert release(scratch.root, TODAY).digest == tried.digest


def test_what_is_in_no_commit_is_not_released(scratch):
    in_git(scratch)
    scratch.replace("data/draft/principles/shared-purpose.yml", "keywords: [", "keywords: [mine, ")
    with pytest.raises(ReleaseRefused, match=r"in no commit: data/draft/principles/shared-purpose\.yml"):
        release(scratch.root, TODAY)


@pytest.mark.parametrize("committed", [False, True])
def test_what_it_says_of_taking_back_takes_back_and_the_tag_is_pushed(scratch, tmp_path_factory, committed):
    scratch.with_site()
    git = in_git(scratch)
    before, remote = snapshot(scratch), tmp_path_factory.mktemp("r") / "origin.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", str(remote)], check=True)
    git("remote", "add", "origin", str(remote))
    git("push", "--quiet", "-u", "origin", "main")
    done = scratch.run("release", "--date", "2026-11-22")
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    names = {f"GIT_{who}_{what}": "test@test.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def shell(command):
        subprocess.run(["sh", "-ec", command], cwd=scratch.root, check=True, env={**os.environ, **names})

    steps = [
        line.removeprefix("2. ").removeprefix("3. ") for line in lines if "git add" in line or "git tag -a" in line
    ]
    pushing = next(line.removeprefix("3. ") for line in lines if line.startswith("3. "))
    back = {line.partition(":")[0]: line.partition(":")[2] for line in lines if "the commit:" in line}
    if committed:
        for step in steps:
            shell(step)
    shell(back["after the commit" if committed else "before the commit"])
    assert snapshot(scratch) == before and not git("status", "--porcelain") and not git("tag")
    assert scratch.run("release", "--date", "2026-11-22").returncode == 0
    for step in (*steps, pushing):
        shell(step)
    assert "refs/tags/v0.2" in git("ls-remote", "--tags", "origin")


def test_killed_while_the_old_draft_is_removed_it_finishes_and_releases_nothing_more(scratch):
    old = scratch.root / "kept"
    shutil.copytree(scratch.path("data/draft"), old)
    release(scratch.root, TODAY)
    old.rename(scratch.path("data") / OLD)
    said = shown(releasing.was_interrupted(scratch.root))
    assert "finishes the work" in said
    again = release(scratch.root, TODAY)
    assert again.finished_earlier and (again.version, again.next_version) == ("0.2", "0.3") and again.digest
    assert not scratch.path("data/released/0.3").exists() and not releasing.was_interrupted(scratch.root)


def test_edits_made_between_an_interruption_and_the_next_run_are_kept(scratch, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(releasing, "_put_in_place", lambda *_: (_ for _ in ()).throw(_Stopped))
        with pytest.raises(_Stopped):
            release(scratch.root, TODAY)
    scratch.replace("data/draft/principles/shared-purpose.yml", "keywords: [", "keywords: [mine, ")
    release(scratch.root, TODAY)
    assert "mine" in scratch.path("data/released/0.2/principles/shared-purpose.yml").read_text("utf-8")


def test_a_lock_whose_number_another_process_has_is_taken_over(scratch):
    import platform

    lock = scratch.path("data/.release-lock")
    lock.write_text(f"{platform.node()}\n{os.getpid()}\nsome other start\n", "utf-8")
    assert "left its lock behind" in shown(releasing.was_interrupted(scratch.root))
    assert release(scratch.root, TODAY).version == "0.2" and not lock.exists()


def test_a_lock_of_another_machine_is_respected_and_it_says_how_to_go_on(scratch):
    lock = scratch.path("data/.release-lock")
    lock.write_text("elsewhere\n1\n7\n", "utf-8")
    with pytest.raises(ReleaseRefused, match=r"process 1 on elsewhere.*delete data/\.release-lock"):
        release(scratch.root, TODAY)
    assert "right now" in shown(releasing.was_interrupted(scratch.root)) and lock.exists()


def test_a_full_disk_says_a_sentence():
    inner = [("a", "b", "[Errno 28] No space left on device: 'b'")]
    assert releasing.why_refused(shutil.Error(inner)) == "No space left on device"
    assert releasing.why_refused(OSError(28, "No space left on device")) == "No space left on device"
    assert "None" not in releasing.why_refused(OSError())
