"""Git is asked in one place, and what git says inside a hook leads no call to another repository."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from macros.basics import repository


def git(folder, *words, **env):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    named = ["git", "-c", "user.name=Test", "-c", "user.email=test@test.invalid", *words]
    return subprocess.run(named, cwd=folder, check=True, capture_output=True, text=True, env={**clean, **env}).stdout


@pytest.fixture
def clone(tmp_path):
    """A repository with two commits, each of a file of its own."""
    folder = tmp_path / "clone"
    folder.mkdir()
    git(folder, "init", "--quiet", "-b", "main")
    for name in ("first", "second"):
        (folder / name).write_text(f"{name}\n", "utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "--quiet", "-m", name)
    return folder


def test_only_one_module_asks_git():
    modules = sorted((ROOT / "macros").rglob("*.py"))
    asking = [path.relative_to(ROOT / "macros").as_posix() for path in modules if runs_git(path.read_text("utf-8"))]
    assert asking == ["basics/repository.py"]


def runs_git(source: str) -> bool:
    """Whether a text has git in it as the first word of a command, as an argument, or under a name of its own: and
    not as one of the protocols of an address."""
    for node in ast.walk(ast.parse(source)):
        parts = node.elts[:1] if isinstance(node, (ast.List, ast.Tuple)) else []
        parts += node.args if isinstance(node, ast.Call) else []
        parts += [node.value] if isinstance(node, (ast.Assign, ast.AnnAssign)) else []
        if any(isinstance(part, ast.Constant) and re.match(r"(\S*/)?git( |$)", str(part.value)) for part in parts):
            return True
    return False


@pytest.mark.parametrize(
    "source",
    ['run(["git", "log"])', 'call(("git", *words))', 'which("git")', 'GIT = "git"', 'os.system("git log")'],
)
def test_a_module_that_asks_git_is_found(source):
    assert runs_git(source)


def test_the_last_commit_of_a_file_is_that_of_the_file_and_not_the_newest(clone, tmp_path):
    first, second = git(clone, "log", "--format=%H", "--reverse").split()
    assert repository.last_commit(clone, [clone / "first"]) == first
    assert repository.last_commit(clone, [clone / "first", clone / "second"]) == second
    (clone / "first").write_text("changed\n", "utf-8")
    assert repository.last_commit(clone, [clone / "first"]) is None
    assert repository.last_commit(tmp_path, [clone]) is None, "outside a repository"


def test_what_somebody_told_git_for_their_own_eyes_changes_no_answer(clone, monkeypatch):
    """Words about signatures stand among the commits that git lists, and new files are passed over, if told so."""
    signer = clone.parent / "signer"
    signer.write_text(
        "#!/bin/sh\ncat > /dev/null\ncase \"$*\" in *--verify*) echo 'gpg: Good signature' >&2; exit 1;; esac\n"
        "echo '[GNUPG:] SIG_CREATED ' >&2\n"
        "printf '%s\\n\\nabc\\n%s\\n' '-----BEGIN PGP SIGNATURE-----' '-----END PGP SIGNATURE-----'\n",
        "utf-8",
    )
    signer.chmod(0o755)
    (clone / "first").write_text("signed\n", "utf-8")
    git(clone, "-c", f"gpg.program={signer}", "commit", "--quiet", "-a", "-S", "-m", "Signed")
    told = {"gpg.program": str(signer), "log.showSignature": "true", "status.showUntrackedFiles": "no"}
    told["core.quotePath"] = "true"
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(told)))
    for number, (name, value) in enumerate(told.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    head = git(clone, "rev-parse", "HEAD").strip()
    assert repository.last_commit(clone, [clone]) == head
    (clone / "né.yml").write_text("new\n", "utf-8")
    assert repository.last_commit(clone, [clone]) is None, "a file that is in no commit"
    assert "né.yml" in repository.run(clone, "status", "--porcelain").stdout


def test_a_clone_without_its_past_knows_no_commit(clone, tmp_path):
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{clone}", "shallow")
    assert repository.last_commit(tmp_path / "shallow", [tmp_path / "shallow" / "first"]) is None


def test_what_a_hook_is_told_stays_out_of_every_call(clone, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet", "-b", "elsewhere")
    monkeypatch.setenv("GIT_DIR", str(clone / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(clone / ".git" / "index"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "0")
    asked = ("rev-parse", "--absolute-git-dir")
    assert repository.run(other, *asked).stdout.strip() == str(other.resolve() / ".git")
    with repository.inside(other):
        assert "GIT_INDEX_FILE" not in os.environ and os.environ["GIT_CONFIG_COUNT"] == "0"
        assert subprocess.run(["git", *asked], capture_output=True, text=True).stdout.strip().startswith(str(other))
    assert os.environ["GIT_DIR"] == str(clone / ".git")


def test_a_build_in_a_hook_leaves_the_index_and_the_branches_alone(scratch):
    """Real hooks, as git runs them: one before a commit, and one before a push from a linked worktree."""
    scratch.with_site()
    scratch.write(".gitignore", "/.cache/\n/site/\n")
    git(scratch.root, "init", "--quiet", "-b", "main")
    git(scratch.root, "add", "-A")
    git(scratch.root, "commit", "--quiet", "-m", "Start")
    git(scratch.root, "init", "--quiet", "--bare", "remote.git")
    hook = (
        '#!/bin/sh\ncd "$(git rev-parse --show-toplevel)"\n'
        f"PYTHONPATH=. exec {sys.executable} -P -m macros.cli build --out site\n"
    )
    for name in ("pre-commit", "pre-push"):
        path = scratch.root / ".git" / "hooks" / name
        path.write_text(hook, "utf-8")
        path.chmod(0o755)
    scratch.write("docs/do.md", scratch.path("docs/do.md").read_text("utf-8") + "\nOne sentence more.\n")
    git(scratch.root, "commit", "--quiet", "-a", "-m", "One sentence")
    assert (scratch.root / "site/draft/do/index.html").is_file(), "the hook has built"
    git(scratch.root, "worktree", "add", "--quiet", "side", "-b", "side")
    side = scratch.root / "side"
    git(side, "push", "--quiet", str(scratch.root / "remote.git"), "side")
    assert (side / "site/draft/do/index.html").is_file()
    assert git(side, "status", "--porcelain") == ""
    assert git(scratch.root, "branch", "--format=%(refname:short)").split() == ["main", "side"]
    assert "One sentence more." in git(scratch.root, "show", "HEAD:docs/do.md")
