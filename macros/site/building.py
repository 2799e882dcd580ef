"""Build every iteration and put them together, through mike, into one folder that any static server can host.

The data is read once. Then each iteration is built by MkDocs, as many side by side as there are processors,
and kept in `.cache/` under the fingerprint of everything that goes into it: what has not changed is not built
again. mike then lays the versions out in a branch of a repository of our own in `.cache/`, so that a build
never touches the project's own branches; `publishing` does the same to the project's.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path

from macros.basics.project import find_project
from macros.history.fingerprints import digest_of
from macros.site.fingerprint import INGREDIENTS, PROGRAM, _digest_of_files, fingerprint
from macros.site.kept import KeptPages
from macros.site.layout import BRANCH, Built, Say, inside, lay_out
from macros.site.mkdocs_run import _run_mkdocs
from macros.site.opening import open_sites
from macros.site.shell import Site

CACHE = ".cache"


MARK = ".handbook-stamp"
"""The file in a laid-out site that says what it was made from."""


WORKERS = os.cpu_count() or 2


START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How a process that builds is started: forked where that is safe, so that it has all that has been read."""


def build_all(root: Path, out: Path, say: Say = print) -> list[Built]:
    """Build every iteration into `out`.

    Raises `Problems` when the data is wrong and `BuildFailed` when MkDocs stops. `out` is replaced
    whole, and only once everything else has worked. If no file has changed since the last time, nothing
    is read but the files' own bytes.
    """
    inputs, note = (
        _digest_of_files(root, (*INGREDIENTS, "data"), str(find_project(root))),
        root / CACHE / "built" / "last.json",
    )
    last = _read_note(note, inputs)
    if last and _is_laid_out(out, last):
        say(f"Nothing has changed. {_shown(out)} is up to date.")
        return last
    sites = open_sites(root)
    built = build_iterations(root, sites, say)
    if not _is_laid_out(out, built):
        _lay_out_into(root, out, sites, built, say)
    else:
        say(f"{_shown(out)} is up to date.")
    note.write_text(
        json.dumps({"inputs": inputs, "built": [asdict(each) | {"folder": each.folder.name} for each in built]}),
        "utf-8",
    )
    return built


def _read_note(note: Path, inputs: str) -> list[Built]:
    """What the last build left, if it was made from the same files and is still there; otherwise nothing."""
    try:
        said = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    if said.get("inputs") != inputs:
        return []
    built = [
        Built(each["name"], each["title"], tuple(each["aliases"]), note.parent / each["folder"], each["stamp"])
        for each in said["built"]
    ]
    return built if all((each.folder / ".done").is_file() for each in built) else []


def _stamp_of(built: list[Built]) -> str:
    return digest_of([[each.name, each.stamp, list(each.aliases)] for each in built])


def _is_laid_out(out: Path, built: list[Built]) -> bool:
    mark = out / MARK
    return mark.is_file() and mark.read_text("utf-8") == _stamp_of(built)


def _lay_out_into(root: Path, out: Path, sites: list[Site], built: list[Built], say: Say) -> None:
    """Lay out the versions in a repository that is thrown away, and put what is in it in the place of `out`."""
    with tempfile.TemporaryDirectory(dir=root / CACHE) as scratch:  # one of its own: two builds may run at once
        repository = Path(scratch)
        _git(repository, "init", "--quiet")
        with inside(repository):
            lay_out(sites, built, say)
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=out.parent
        ) as beside:  # on the same disk, so that the last move is one step
            fresh = Path(beside).resolve() / "site"
            _git(repository, "read-tree", BRANCH)
            _git(repository, "checkout-index", "--all", f"--prefix={fresh}/")
            (fresh / MARK).write_text(_stamp_of(built), "utf-8")
            if out.exists():
                out.rename(Path(beside) / "old")
            fresh.rename(out)
    say(f"Everything is in {_shown(out)}.")


_sites: list[Site] = []
"""What a process that builds has been given: it is forked with this, or reads the data itself where there is no fork."""


def build_iterations(root: Path, sites: list[Site], say: Say) -> list[Built]:
    """Build each iteration that has changed, side by side, and return all of them in order.

    Raises `BuildFailed`, with what MkDocs said, for the first iteration that cannot be built.
    """
    global _sites
    _sites = sites
    stamps = [fingerprint(root, site) for site in sites]
    folders = [root / CACHE / "built" / f"{site.folder}-{stamp[:16]}" for site, stamp in zip(sites, stamps)]
    changed = [place for place, folder in enumerate(folders) if not (folder / ".done").is_file()]
    (root / CACHE / "built").mkdir(parents=True, exist_ok=True)
    at_once = max(min(WORKERS, len(changed)), 1)
    say(
        f"{len(sites)} iterations, {len(changed)} of them changed{f', {at_once} at a time' if len(changed) > 1 else ''} …"
    )
    built = []
    with ProcessPoolExecutor(
        at_once, mp_context=multiprocessing.get_context(START_METHOD), initializer=_get_ready, initargs=(root,)
    ) as pool:
        # The newest have most pages: begun first, none of them is waited for alone at the end.
        begun = {
            place: pool.submit(_build_one, root, place, stamps[place], folders[place]) for place in reversed(changed)
        }
        try:
            for place, (site, stamp, folder) in enumerate(zip(sites, stamps, folders)):
                if place in begun:
                    pages, rendered = begun[place].result()
                    say(f"Built iteration {site.iteration.version}: {pages} pages, {rendered} of them changed.")
                else:
                    say(f"Iteration {site.iteration.version} has not changed.")
                aliases = ("latest",) if site.iteration is site.handbook.latest and not site.iteration.is_draft else ()
                suffix = " (draft)" if site.iteration.is_draft else ""
                built.append(
                    Built(
                        site.folder,
                        f"{site.iteration.version} {site.iteration.about.title}{suffix}",
                        aliases,
                        folder,
                        stamp,
                    )
                )
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    _tidy(root / CACHE / "built", {each.folder.name for each in built})
    return built


def _get_ready(root: Path) -> None:
    """In a process that builds: have the data, and stand in the project."""
    global _sites
    _sites = _sites or open_sites(root)
    os.chdir(root)
    os.environ["NO_MKDOCS_2_WARNING"] = (
        "1"  # Material's about its own end of life; the README and docs/adr/0007 say it in full
    )


def _build_one(root: Path, place: int, stamp: str, folder: Path) -> tuple[int, int]:
    """Build one of `_sites` into its folder: how many pages it has, and how many of them had to be rendered."""
    site = _sites[place]
    site.kept = kept = KeptPages.opened(
        root / CACHE / "rendered" / f"{site.folder}.json", _digest_of_files(root, PROGRAM)
    )
    scratch = folder.with_name(f"{folder.name}.{os.getpid()}")  # two builds at once must not meet in one folder
    _run_mkdocs(root, site, scratch)
    (scratch / ".done").write_text(stamp, "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(OSError):  # somebody else was quicker, with the same
        scratch.rename(folder)
    shutil.rmtree(scratch, ignore_errors=True)
    kept.save()
    return len(kept.now), kept.rendered


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def _tidy(folder: Path, keep: set[str]) -> None:
    """Leave out of the cache what is no longer used."""
    for path in folder.iterdir() if folder.is_dir() else []:
        if path.name not in keep and "." not in path.name.rsplit("-", 1)[-1]:
            shutil.rmtree(path, ignore_errors=True)


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() + "/"
    except ValueError:
        return f"{path}/"
