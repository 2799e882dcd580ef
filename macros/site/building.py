"""Build every iteration and put them together in one folder that any static server can host.

The data is read once. Then each iteration is built by MkDocs, as many side by side as there are processors,
and kept in `.cache/` under the fingerprint of everything that goes into it: what has not changed is not built
again, and of what is built again only the files that differ are written. A build uses no repository: the versions
are put together by `placing`. `publishing` deploys the same versions through mike.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from macros.basics import repository
from macros.basics.answers import Answers
from macros.basics.digests import digest_of_files
from macros.basics.project import find_project
from macros.model.memory import keep, without_collecting
from macros.site import placing
from macros.site.files import make, readable
from macros.site.fingerprint import INGREDIENTS, PROGRAM, around, fingerprint
from macros.site.keeping import with_kits
from macros.site.kept import KeptPages
from macros.site.layout import Built, Say, digests, files_besides, files_on_demand, with_documents_beside
from macros.site.mkdocs_run import run_mkdocs
from macros.site.opening import open_sites
from macros.site.rendering import make_ahead
from macros.site.shell import Site
from macros.site.tongues import files_of_languages
from macros.site.wholepages import WholePages

CACHE = ".cache"


WORKERS = os.cpu_count() or 2


START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How a process that builds is started: forked where that is safe, so that it has all that has been read."""


def build_all(root: Path, out: Path, say: Say = print, documents: bool = False) -> list[Built]:
    """Build every iteration into `out`, with its documents if they are asked for.

    Raises `Problems` when the data is wrong and `BuildFailed` when MkDocs stops; then `out` is as it was. It is
    touched only once every version is built. If no file has changed since the last time, nothing is read but the
    files' own bytes.
    """
    with alone(root, say), without_collecting():
        note = root / CACHE / "built" / "last.json"
        inputs = digest_of_files(root, (*INGREDIENTS, "data"), f"{find_project(root)}{_state_of_git(root)}{documents}")
        last = _read_note(note, inputs)
        if last and placing.is_placed(out, last):
            say(f"Nothing has changed. {_shown(out)} is up to date.")
            return last
        sites = open_sites(root)
        built = build_iterations(root, sites, say, documents)
        if placing.is_placed(out, built):
            say(f"{_shown(out)} is up to date.")
        else:
            count = placing.place(out, sites, built)
            say(f"Everything is in {_shown(out)}, {count} files of it new or changed.")
            if not documents:
                say("The documents that its pages name (PDF, ZIP) are not made: `--documents` makes them.")
            if not sites[-1].project.site:
                say("It has no address yet (HANDBOOK_SITE_URL): its 404.html is right only at a server's root.")
        note.write_text(
            json.dumps({"inputs": inputs, "built": [asdict(each) | {"folder": each.folder.name} for each in built]}),
            "utf-8",
            newline="\n",
        )
        return built


@contextlib.contextmanager
def alone(root: Path, say: Say) -> Iterator[None]:
    """Let one build at a time use the cache. Whoever comes second waits; a build that was killed holds nobody up."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    (root / CACHE).mkdir(exist_ok=True)
    with open(root / CACHE / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another build is running here. Waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state_of_git(root: Path) -> str:
    """What is committed, and what is not: files say from which commit they are."""
    head, changed = repository.run(root, "rev-parse", "HEAD"), repository.run(root, "status", "--porcelain", "data")
    return head.stdout + changed.stdout


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
    return built if all(_stamp_in(each.folder) == each.stamp for each in built) else []


def _stamp_in(folder: Path) -> str:
    """From what a version in the cache was built. It stands beside it, so that it is never published."""
    mark = _mark_of(folder)
    return mark.read_text("utf-8") if folder.is_dir() and mark.is_file() else ""


def _mark_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.done")


_sites: list[Site] = []
"""What a process that builds has been given: it is forked with this,
or reads the data itself where there is no fork."""


def build_iterations(root: Path, sites: list[Site], say: Say, documents: bool = False) -> list[Built]:
    """Build each iteration that has changed, side by side, and return all of them in order, with their documents if
    they are asked for.

    Raises `BuildFailed`, with what MkDocs said, for the first iteration that cannot be built.
    """
    global _sites
    _sites = sites
    with ThreadPoolExecutor(len(sites)) as threads:  # git is asked for every version at once
        list(threads.map(lambda site: site.commit, sites))
    stamps = [fingerprint(root, site) for site in sites]
    for iteration in sites[0].library.history.handbook.released:
        keep(iteration, root)  # now that they have been compared with each other
    folders = [root / CACHE / "built" / site.folder for site in sites]
    changed = [place for place, folder in enumerate(folders) if _stamp_in(folder) != stamps[place]]
    (root / CACHE / "built").mkdir(parents=True, exist_ok=True)
    at_once = max(min(WORKERS, len(changed)), 1)
    say(
        f"{len(sites)} iterations, {len(changed)} of them "
        f"changed{f', {at_once} at a time' if len(changed) > 1 else ''} …"
    )
    built, spare = [], len(changed) < WORKERS
    with ProcessPoolExecutor(
        at_once, mp_context=multiprocessing.get_context(START_METHOD), initializer=_get_ready, initargs=(root,)
    ) as pool:
        # The newest have most pages: begun first, none of them is waited for alone at the end.
        begun = {
            place: pool.submit(_build_one, root, place, stamps[place], folders[place], spare)
            for place in reversed(changed)
        }
        try:
            for place, (site, stamp, folder) in enumerate(zip(sites, stamps, folders, strict=True)):
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
                        f"{site.iteration.version} {site.iteration.about.name}{suffix}",
                        aliases,
                        folder,
                        stamp,
                    )
                )
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    _tidy(root / CACHE / "built", built)
    if documents:
        from macros.site.documents import with_documents  # what sets type is dear to load

        return with_documents(root, sites, built, say, WORKERS if START_METHOD == "fork" else 1)
    return built


def _get_ready(root: Path) -> None:
    """In a process that builds: have the data, and stand in the project."""
    global _sites
    _sites = _sites or open_sites(root)
    os.chdir(root)


def _build_one(root: Path, place: int, stamp: str, folder: Path, spare: bool) -> tuple[int, int]:
    """Build one of `_sites` into its folder: how many pages it has, and how many of them had to be rendered."""
    site = _sites[place]
    site.kept = kept = KeptPages.opened(
        root / CACHE / "rendered" / f"{site.folder}.json", digest_of_files(root, PROGRAM)
    )
    site.library.answers = answers = Answers(root / CACHE / "answers" / f"{site.folder}.pickle")
    site.read_before = Answers(root / CACHE / "answers" / f"{site.folder}-read.pickle")
    site.processors = WORKERS if spare and START_METHOD == "fork" else 1
    make_ahead(site)
    if site.iteration.is_draft:  # the one that changes often
        site.whole_pages = WholePages.opened(root / CACHE / "rendered" / f"{site.folder}.pages", around(root, site))
    with _beside(place, spare) as on_demand:
        pages = run_mkdocs(root, site) | files_besides(site) | files_of_languages(site)
        files = digests(with_kits(site, {**pages, **on_demand()}))
    mark = _mark_of(folder)
    mark.unlink(missing_ok=True)  # what is half written is not taken for built
    with readable():
        make(folder, files)
        mark.write_text(stamp, "utf-8", newline="\n")
    kept.save()
    answers.save()
    if site.whole_pages:
        site.whole_pages.save()
    return len(kept.now), kept.rendered


@contextlib.contextmanager
def _beside(place: int, spare: bool) -> Iterator[Callable[[], dict[str, bytes]]]:
    """Make what few ask for and what is dear to make: on another processor while MkDocs works, if one has nothing to
    do. What is left, this one makes after MkDocs: then both have about as much to do."""
    if not spare or START_METHOD != "fork":
        yield lambda: _on_demand(place)
        return
    _ = _sites[place].made  # before the process parts, so that the pages are made once
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as pool:
        yield pool.submit(_on_demand, place).result


def _on_demand(place: int) -> dict[str, bytes]:
    files = files_on_demand(_sites[place])
    _sites[place].read_before.save()
    return files


def _tidy(folder: Path, built: list[Built]) -> None:
    """Leave out of the cache what is no longer used."""
    folders = [each.folder for each in built] + [with_documents_beside(each.folder) for each in built]
    keep = {"last.json", *(folder.name for folder in folders), *(_mark_of(folder).name for folder in folders)}
    for path in folder.iterdir():
        if path.name not in keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() + "/"
    except ValueError:
        return f"{path}/"
