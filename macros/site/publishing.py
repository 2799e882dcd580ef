"""Publish the site: deploy every version through mike to the project's `gh-pages` branch, and push it.

A released iteration's words are never overwritten: if the branch already holds a version under the same number with
another digest, or a released one that we lack, nothing is published. Nor is anything from a clone that is behind,
anything that is in no commit, or a release that the remote does not have: what is public has to be in git. All that is
looked at before anything is built. If somebody else published in the meantime, we start again from what they published.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from macros.basics.repository import inside, run
from macros.site.building import alone, build_iterations
from macros.site.layout import Built, Say, addresses_elsewhere, describe, root_files, start_of
from macros.site.opening import open_sites
from macros.site.shell import Site

BRANCH = "gh-pages"


TRIES = 3


MADE_OF = ("data", "docs", "macros", "overrides", "mkdocs.yml", "own")
"""What pages are made of."""


PUSH_TAKES = 600
"""Seconds that a push may take: the first one carries every version."""


class PublishRefused(Exception):
    """Publishing would have changed what must not change, or could not be done; the message says what to do."""


def publish(root: Path, remote: str = "origin", say: Say = print) -> None:
    """Build every iteration and push them to a remote's `gh-pages`.

    Raises `Problems` when the data is wrong, `BuildFailed` when a build stops, and `PublishRefused`
    when a released iteration would change, or the remote cannot be reached.
    """
    with alone(root, say):
        sites = open_sites(root)
        _refuse_uncommitted(root)
        _start_from(root, remote)
        _guard(root, sites)
        _refuse_behind(root, remote)
        _refuse_unpushed(root, remote, say)
        built = build_iterations(root, sites, say, documents=True)
        _publish(root, remote, sites, built, say)


def _publish(root: Path, remote: str, sites: list[Site], built: list[Built], say: Say) -> None:
    for attempt in range(1, TRIES + 1):
        _start_from(root, remote)
        _guard(root, sites)
        with inside(root):
            _deploy(sites, built)
        # no hook of the person's own: one that publishes would wait for itself
        pushed = run(root, "push", "--quiet", "--no-verify", remote, f"{BRANCH}:{BRANCH}", timeout=PUSH_TAKES)
        if pushed.returncode == 0:
            say(f"Published {len(built)} versions to {remote}, branch {BRANCH}.")
            return
        if (
            "fetch first" not in pushed.stderr
            and "non-fast-forward" not in pushed.stderr
            and "rejected" not in pushed.stderr
        ):
            break
        say(f"Somebody published at the same moment; starting again from theirs ({attempt} of {TRIES}).")
    raise PublishRefused(
        f"The remote {remote} did not take it: {pushed.stderr.strip()}\nNothing is lost: run `handbook publish` again."
    )


def _start_from(root: Path, remote: str) -> None:
    """Make the local branch what the remote has, or remove it if the remote has none."""
    asked = run(root, "ls-remote", "--heads", remote, BRANCH)
    if asked.returncode:
        raise PublishRefused(
            f"The remote {remote} cannot be reached: {asked.stderr.strip()}\n"
            "Check `git remote -v` and the network, then run it again."
        )
    if asked.stdout.strip():
        fetched = run(root, "fetch", "--quiet", remote, f"+refs/heads/{BRANCH}:refs/heads/{BRANCH}", timeout=PUSH_TAKES)
        if fetched.returncode:
            raise PublishRefused(f"The branch {BRANCH} cannot be fetched from {remote}: {fetched.stderr.strip()}")
    else:
        run(root, "update-ref", "-d", f"refs/heads/{BRANCH}")


def _guard(root: Path, sites: list[Site]) -> None:
    """Refuse if the branch has a released iteration that we lack, or one with other words than ours."""
    missing = sorted(_released_on_branch(root) - {s.iteration.version for s in sites if not s.iteration.is_draft})
    if missing:
        raise PublishRefused(
            f"Already public, and not in this clone: iteration {', '.join(missing)}. To publish from here would take "
            "readers back.\nRun `git pull`, and publish again."
        )
    for site in sites:
        if site.iteration.is_draft:
            continue
        there = run(root, "show", f"{BRANCH}:{site.folder}/iteration.json")
        if there.returncode:
            continue
        published, ours = json.loads(there.stdout), describe(site)
        if published.get("status") == "released" and published.get("digest") != ours["digest"]:
            raise PublishRefused(
                f"Iteration {site.iteration.version} is already published with other words.\n"
                "A released iteration is frozen. Bring data/released back from git, and put the change into the draft."
            )


def _released_on_branch(root: Path) -> set[str]:
    """The released iterations that the branch holds, as each of them says of itself."""
    found = set()
    for name in run(root, "ls-tree", "-d", "--name-only", BRANCH).stdout.splitlines():
        with contextlib.suppress(ValueError):
            said = json.loads(run(root, "show", f"{BRANCH}:{name}/iteration.json").stdout or "{}")
            if said.get("status") == "released":
                found.add(str(said.get("version")))
    return found


def _refuse_uncommitted(root: Path) -> None:
    """Refuse if something of which pages are made is in no commit, git having been told to pass over it or not."""
    changed = run(root, "status", "--porcelain", "--untracked-files=all", "--ignored", "--", *MADE_OF)
    if changed.returncode:
        raise PublishRefused(f"git cannot say what is committed here: {changed.stderr.strip()}")
    rows = [(line[:2], line[3:].strip('"')) for line in changed.stdout.splitlines()]
    files = [name for how, name in rows if how != "!!" or not _never_a_page(name)]
    marked = run(root, "ls-files", "-v", "--", *MADE_OF).stdout.splitlines()  # a small letter: not to be looked at
    files += [line[2:] for line in marked if (line[0].islower() or line[0] == "S") and (root / line[2:]).exists()]
    if files:
        more = f", and {len(files) - 5} more" if len(files) > 5 else ""
        raise PublishRefused(
            f"These are in no commit as they stand: {', '.join(files[:5])}{more}.\n"
            "What is public has to be in git. Commit and push them, or put them aside with `git stash -u`."
        )


def _never_a_page(name: str) -> bool:
    """Whether an ignored file is one that no build reads: of Python, or hidden."""
    parts = name.rstrip("/").split("/")
    return "__pycache__" in parts or parts[-1].endswith(".pyc") or any(part.startswith(".") for part in parts)


def _refuse_behind(root: Path, remote: str) -> None:
    """Refuse if the branch that is checked out, or else the remote's own first branch, has commits that we lack: the
    public draft would go back to older words."""
    branch = run(root, "symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip() or "HEAD"
    rows = run(root, "ls-remote", remote, "HEAD", *(f"refs/heads/{name}" for name in (branch, BRANCH))).stdout
    tips = {name: commit for commit, _, name in (row.partition("\t") for row in rows.splitlines())}
    tip = tips.get(f"refs/heads/{branch}") or tips.get("HEAD")
    if (
        tip
        and tip != tips.get(f"refs/heads/{BRANCH}")
        and run(root, "merge-base", "--is-ancestor", tip, "HEAD").returncode
    ):
        raise PublishRefused(
            f"{remote} has commits that this clone does not have. To publish from here would take readers back.\n"
            "Run `git pull`, and publish again."
        )


def _refuse_unpushed(root: Path, remote: str, say: Say) -> None:
    """Refuse if a release is on this machine only; of other work that is, say so and go on."""
    head = run(root, "rev-parse", "HEAD").stdout.strip()
    if head in {line.split("\t")[0] for line in run(root, "ls-remote", remote).stdout.splitlines()}:
        return
    named = f"--remotes={remote}" if remote in run(root, "remote").stdout.split() else "--remotes"
    if run(root, "rev-list", "-1", "HEAD", "--not", named, "--", "data/released").stdout.strip():
        raise PublishRefused(
            f"A released iteration is committed here, and {remote} does not have that commit.\n"
            "Run `git push`, and publish again: a release must not be public and on one machine only."
        )
    if run(root, "rev-list", "-1", "HEAD", "--not", named).stdout.strip():
        say(f"Notice: some commits are not on {remote} yet. Push them too: the draft that you publish is made of them.")


def _deploy(sites: list[Site], built: list[Built]) -> None:
    """Deploy every version through mike into the branch of the repository that we stand in, oldest first, and add the
    root's own files."""
    from mike import commands, git_utils

    for each in built:
        options = {"site_dir": str(each.folder), "use_directory_urls": True}
        with commands.deploy(
            options,
            each.name,
            each.title,
            list(each.aliases),
            True,
            commands.AliasType.copy,
            branch=BRANCH,
            message=f"Build {each.title}",
            allow_empty=True,
        ):
            pass
    start = start_of(built)
    newest = next(each for each in built if start in (each.name, *each.aliases))
    with git_utils.Commit(BRANCH, f"Start at {start}, with the root's own files", allow_empty=True) as commit:
        commit.delete_files(["go"])
        for path, text in {**root_files(sites, newest, start), **addresses_elsewhere(sites, built)}.items():
            commit.add_file(git_utils.FileInfo(path, text))
