"""Publishing through mike to a scratch remote, which never overwrites a released iteration's words."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from conftest import Scratch


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A scratch project under git, with a bare remote beside it, published once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "project").mkdir()
    scratch = Scratch(folder / "project").with_site()
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder / "origin.git")], check=True)
    scratch.write(".gitignore", "/.cache/\n/site/\n")
    git_of(scratch, "init", "--quiet", "-b", "main")
    git_of(scratch, "remote", "add", "origin", "../origin.git")
    git_of(scratch, "add", "-A")
    git_of(scratch, "commit", "--quiet", "-m", "Start")
    git_of(scratch, "push", "--quiet", "-u", "origin", "main")
    done = scratch.run("publish")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def published(once, tmp_path):
    shutil.copytree(once, tmp_path / "published", symlinks=True)
    scratch = Scratch.__new__(Scratch)
    scratch.root = tmp_path / "published" / "project"
    scratch.remote = tmp_path / "published" / "origin.git"
    scratch.git = lambda *words: git_of(scratch, *words)
    return scratch


def git_of(scratch, *words):
    return subprocess.run(
        ["git", "-c", "user.name=Test", "-c", "user.email=test@test.invalid", *words],
        cwd=scratch.root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def on_remote(scratch, path):
    return subprocess.run(
        ["git", "--git-dir", str(scratch.remote), "show", f"gh-pages:{path}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_every_version_is_published(published):
    assert [row["version"] for row in json.loads(on_remote(published, "versions.json"))] == ["draft", "0.1"]
    assert "Shape the approach" in on_remote(published, "latest/steps/shape-the-approach/index.html")
    assert "url=latest/" in on_remote(published, "index.html")
    assert json.loads(on_remote(published, "0.1/iteration.json"))["status"] == "released"
    assert published.git("status", "--porcelain") == "", "publishing leaves the work tree as it was"


def test_publishing_again_adds_to_what_is_there(published):
    published.replace(
        "data/draft/principles/shared-purpose.yml",
        "keywords: [vision, mission]",
        "keywords: [vision, mission]\nsee_also: [learning-log]",
    )
    published.git("commit", "--quiet", "-am", "See also")
    done = published.run("publish")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Notice: some commits are not on origin yet" in done.stdout
    assert "Read next" in on_remote(published, "draft/principles/shared-purpose/index.html")


def test_a_released_iteration_is_never_overwritten(published):
    from macros.history.fingerprints import write_frozen
    from macros.model.loading import load

    published.replace(
        "data/released/0.1/principles/learn-and-adapt.yml",
        "keywords: [test and learn",
        "keywords: [agile, test and learn",
    )
    refused = published.run("publish")
    assert refused.returncode == 1 and "changed after iteration 0.1 was released" in refused.stderr
    # and even when somebody freezes the changed words again:
    digest = write_frozen(load(published.root).iterations["0.1"])
    published.change("data/released/0.1/iteration.yml", lambda d: d.__setitem__("digest", digest))
    published.git("commit", "--quiet", "-am", "Freeze again")
    published.git("push", "--quiet")
    before = on_remote(published, "0.1/iteration.json")
    refused = published.run("publish")
    assert (
        refused.returncode == 1
        and "already published with other words" in refused.stderr
        and "Traceback" not in refused.stderr
    )
    assert on_remote(published, "0.1/iteration.json") == before


def test_somebody_who_published_meanwhile_is_not_lost(published, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "clone"
    subprocess.run(["git", "clone", "--quiet", "--branch", "gh-pages", str(published.remote), str(other)], check=True)
    (other / "hello.txt").write_text("theirs\n", "utf-8")
    for words in (
        ["add", "-A"],
        ["-c", "user.name=Other", "-c", "user.email=other@test.invalid", "commit", "--quiet", "-m", "Theirs"],
        ["push", "--quiet"],
    ):
        subprocess.run(["git", *words], cwd=other, check=True)
    done = published.run("publish")
    assert done.returncode == 0, done.stderr
    assert on_remote(published, "hello.txt") == "theirs\n"


def test_a_remote_that_cannot_be_reached_is_said_in_words(published):
    published.git("remote", "set-url", "origin", str(published.root / "nowhere.git"))
    done = published.run("publish")
    assert done.returncode == 1 and "cannot be reached" in done.stderr and "Traceback" not in done.stderr


def refused(published) -> str:
    """What publishing says when it refuses, which it does before it builds anything, and without a change there."""
    before = published.git("ls-remote", "origin", "gh-pages")
    done = published.run("publish")
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stdout + done.stderr
    assert "Built" not in done.stdout and published.git("ls-remote", "origin", "gh-pages") == before
    return done.stderr


def test_a_clone_that_lacks_a_public_release_does_not_take_readers_back(published):
    released = json.loads(on_remote(published, "0.1/iteration.json")) | {"version": "0.2"}
    published.git("worktree", "add", "--quiet", "-f", "../pages", "gh-pages")
    pages = published.root.parent / "pages"
    (pages / "0.2").mkdir()
    (pages / "0.2" / "iteration.json").write_text(json.dumps(released), "utf-8")
    for words in (["add", "-A"], ["commit", "--quiet", "-m", "0.2"], ["push", "--quiet", "origin", "gh-pages"]):
        published.git("-C", "../pages", *words)
    published.git("worktree", "remove", "--force", "../pages")
    assert "not in this clone: iteration 0.2" in refused(published)


@pytest.mark.parametrize("name", ["data/draft/principles/shared-purpose.yml", "docs/about/privacy.md", "docs/new.md"])
def test_what_is_in_no_commit_is_not_published(published, name):
    path = published.path(name)
    path.write_text((path.read_text("utf-8") if path.exists() else "# New\n") + "\n", "utf-8")
    assert f"in no commit as they stand: {name}" in refused(published)


def test_a_release_that_is_on_one_machine_only_is_not_published(published):
    remarked = published.path("data/released/0.1/principles/shared-purpose.yml")  # no word of it is different
    remarked.write_text(remarked.read_text("utf-8") + "# Released.\n", "utf-8")
    assert "in no commit" in refused(published)
    published.git("commit", "--quiet", "-am", "Release")
    assert "Run `git push`" in refused(published)
    published.git("push", "--quiet")
    assert published.run("publish").returncode == 0


@pytest.mark.parametrize(
    "state", ["on its branch", "on another branch", "detached", "fetched and not merged", "parted"]
)
def test_a_clone_that_is_behind_does_not_take_the_draft_back(published, state):
    """Somebody else pushed a word. Neither what is fetched nor which branch is checked out makes a difference."""
    subprocess.run(["git", "--git-dir", published.remote, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    published.git("clone", "--quiet", "../origin.git", "../other")
    other = published.root.parent / "other" / "docs" / "about" / "privacy.md"
    other.write_text(other.read_text("utf-8") + "\nA word.\n", "utf-8")
    published.git("-C", "../other", "-c", "user.name=T", "-c", "user.email=t@test.invalid", "commit", "-qam", "A word")
    published.git("-C", "../other", "push", "--quiet", "origin", "HEAD:main")
    if state == "on another branch":
        published.git("checkout", "--quiet", "-b", "aside")
    if state == "detached":
        published.git("checkout", "--quiet", "--detach")
    if state == "fetched and not merged":
        published.git("fetch", "--quiet", "origin")
    if state == "parted":
        published.git("commit", "--quiet", "--allow-empty", "-m", "Of our own")
    assert "origin has commits that this clone does not have" in refused(published)


@pytest.mark.parametrize("how", ["assume-unchanged", "skip-worktree", "excluded", "excluded folder"])
def test_what_git_was_told_to_pass_over_is_not_published_either(published, how):
    name = "docs/about/privacy.md" if not how.startswith("excluded") else "docs/of-mine/secret.md"
    path = published.path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text("utf-8") if path.exists() else "# Mine\n") + "\nNot yet public.\n", "utf-8")
    if how.startswith("excluded"):
        published.path(".git/info/exclude").write_text("secret.md\n" if how == "excluded" else "of-mine/\n", "utf-8")
    else:
        published.git("update-index", f"--{how}", name)
    (published.root / "docs" / ".DS_Store").write_bytes(b"x")
    assert "docs/of-mine" in (said := refused(published)) or name in said


def test_a_hook_that_publishes_does_not_wait_for_itself(published):
    hook = published.path(".git/hooks/pre-push")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\n"
        "test -e ../begun && exit 1\n"  # nothing but the person's own push comes here
        f"touch ../begun; PYTHONPATH=$PWD {sys.executable} -m macros.cli publish >../said 2>&1\n",
        "utf-8",
    )
    hook.chmod(0o755)
    published.git("commit", "--quiet", "--allow-empty", "-m", "Of our own")
    published.git("push", "--quiet")
    assert "Published 2 versions" in (published.root.parent / "said").read_text("utf-8")
    assert not published.git("status", "--porcelain", "--untracked-files=no")
