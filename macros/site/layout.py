"""Build every iteration and put them together, through mike, into one folder that any static server can host.

The data is read once. Then each iteration is built by MkDocs, as many side by side as there are processors,
and kept in `.cache/` under the fingerprint of everything that goes into it: what has not changed is not built
again. mike then lays the versions out in a branch of a repository of our own in `.cache/`, so that a build
never touches the project's own branches; `publishing` does the same to the project's.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import multiprocessing
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from macros.datafiles import cited_by_workshops, source_commit
from macros.freezing import digest_of, file_digests, iteration_digest
from macros.kept import KeptPages
from macros.loading import Handbook, LoadedIteration, version_key
from macros.pages import TEMPLATES, address_of, compared_elsewhere, forwards, path_of, place_of
from macros.problems import Problem
from macros.project import find_project
from macros.site import Site, open_sites, remember_as_current
from macros.words import printed

BRANCH = "gh-pages"
CACHE = ".cache"
LOCAL_ADDRESS = "http://127.0.0.1:8000/"
PROGRAM = ("macros", "mkdocs.yml", "requirements.lock")
"""What makes HTML of a page's Markdown."""

INGREDIENTS = ("docs", "macros", "overrides", "mkdocs.yml", "requirements.lock", "data/search/synonyms.yml")
"""What goes into every page besides the data."""

MARK = ".handbook-stamp"
"""The file in a laid-out site that says what it was made from."""

WORKERS = os.cpu_count() or 2

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How a process that builds is started: forked where that is safe, so that it has all that has been read."""

Say = Callable[[str], None]


class BuildFailed(Exception):
    """MkDocs stopped; the message is what it printed."""


@dataclass(frozen=True)
class Built:
    """One iteration, built: its folder's name on the site, its title in the menu, and where its files are."""

    name: str
    title: str
    aliases: tuple[str, ...]
    folder: Path
    stamp: str


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


def fingerprint(root: Path, site: Site) -> str:
    """The fingerprint of everything that goes into one iteration's pages and files, taken without making any of them.

    Pages tell the past, so every byte of this iteration and of those before it counts. Of those that come after,
    only their outline does (`Library.outlines`): a word that changes in the draft leaves the released ones as they are.
    """
    handbook, library = site.handbook, site.library
    newest = version_key(site.iteration.version)
    return digest_of(
        {
            "iterations": [
                _digest_of_files(root, (each.folder.relative_to(root).as_posix(),))
                if version_key(each.version) <= newest
                else library.outlines[each.version]
                for each in handbook.iterations.values()
            ],
            "commit": source_commit(site),
            "workshops": [workshop.model_dump(mode="json") for workshop in handbook.in_time()],
            "their sources": [source.model_dump(mode="json") for _, source in sorted(cited_by_workshops(site).items())],
            "errata": [erratum.model_dump(mode="json") for erratum in handbook.errata.values()],
            "files of the draft": sorted([kind, id_, file] for (kind, id_), file in library.files_of_draft.items()),
            "addresses": [site.project.repo, site.project.site],
            "code": _digest_of_files(root),
        }
    )


@cache
def _digest_of_files(root: Path, names: tuple[str, ...] = INGREDIENTS, besides: str = "") -> str:
    """One digest for the names and bytes of all files below some folders. Asked once for all iterations of a build."""
    found = hashlib.sha256(besides.encode())
    for name in names:
        start = root / name
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _run_mkdocs(root: Path, site: Site, folder: Path) -> None:
    """Build one iteration with MkDocs into a folder, in this process, which is there for nothing else.

    MkDocs prints warnings only as it goes, so all that it prints is kept for the error.
    """
    shutil.rmtree(folder, ignore_errors=True)
    remember_as_current(site)
    sys.argv = ["mkdocs", "build", "--strict", "--site-dir", str(folder)]
    printed, code = io.StringIO(), 0
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            runpy.run_module(
                "mkdocs", run_name="__main__"
            )  # as `python -m mkdocs` would, with what this process has read already
        except SystemExit as end:
            code = end.code or 0
        except Exception:
            code = 1
            traceback.print_exc()
    if code:
        shutil.rmtree(folder, ignore_errors=True)
        raise BuildFailed(
            f"Iteration {site.iteration.version} cannot be built.\n" + why_it_failed(printed.getvalue(), root)
        )


def why_it_failed(printed: str, root: Path) -> str:
    """What MkDocs printed, in words: page, line and reason for a wrong call in a page, and otherwise its warnings and errors."""
    page = re.search(r"_File_: `(.+?)`", printed)
    lines = re.findall(r'File "<template>", line (\d+)', printed) or re.findall(
        r"\bline (\d+)\b(?=.*<template>)", printed
    )
    reason = re.findall(r"^(?:[\w.]+\.)?(\w*(?:Error|UnknownId)): (.+)$", printed, re.M)
    if not page or not reason:
        return "\n".join(line for line in printed.splitlines() if not line.startswith(("INFO", "DEBUG")))
    front = re.match(r"---\n.*?\n---\n+", (root / "docs" / page[1]).read_text("utf-8"), re.S)
    before = front[0].count("\n") if front else 0
    what = re.sub(r"'macros/page_macros\._PageView object' has no attribute", "handbook has no", reason[-1][1])
    what = re.sub(r"'View' object has no attribute", "handbook has no", what)
    return str(
        Problem(
            f"docs/{page[1]}",
            0,
            f"line {before + int(lines[-1]) if lines else '?'}: {what}",
            "Mend the call between {{ and }}. What a page may ask is in macros/pages.py, class View.",
        )
    )


def lay_out(sites: list[Site], built: list[Built], say: Say) -> None:
    """Deploy every version through mike into the branch of the repository that we stand in, oldest first, and add the root's own files."""
    from mike import commands, git_utils

    with _identity():
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
        newest = next((each for each in built if each.aliases), built[-1])
        start = "latest" if newest.aliases else newest.name
        with git_utils.Commit(BRANCH, f"Start at {start}, with the root's own files", allow_empty=True) as commit:
            commit.delete_files(["go"])
            for path, text in {**root_files(sites, newest, start), **comparisons_elsewhere(sites, built)}.items():
                commit.add_file(git_utils.FileInfo(path, text))
    say(f"Laid out {len(built)} versions; the root leads to {start}.")


def root_files(sites: list[Site], newest: Built, start: str) -> dict[str, str]:
    """The files at the site's root, above all versions: start, not found, robots, sitemap, and a short address for each element."""
    from macros.exporting import export_root

    site = next(each for each in sites if each.folder == newest.name)
    env = Environment(
        loader=FileSystemLoader(TEMPLATES / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    base = site.project.site or LOCAL_ADDRESS
    addresses = sorted(
        {
            each.canonical(path) or f"{base}{each.folder}/{address_of(path)}"
            for each in sites
            for path in each.library.paths[each.iteration.version]
            if not each.is_unlisted(path)
        }
    )
    page = _redirect()
    files = {
        "index.html": page.render(title="Relational Contracting Handbook", href=f"{start}/"),
        "404.html": (newest.folder / "404.html").read_text("utf-8"),
        "robots.txt": env.get_template("robots.txt.j2").render(
            sitemap=f"{base}sitemap.xml" if site.project.site else ""
        ),
        **export_root(sites),
        "sitemap.xml": env.get_template("sitemap.xml.j2").render(addresses=addresses, known=bool(site.project.site)),
    }
    for id_ in sorted({id_ for each in sites for id_ in [*each.iteration.ids(), *each.handbook.workshops]}):
        home = site.library.history.newest_with(id_)
        folder = site.handbook.folder_name(home) if home else site.folder
        folder = "latest" if home is site.handbook.latest and not home.is_draft else folder
        where = short_target(home or site.iteration, id_, site.handbook)
        if where:
            files[f"go/{id_}/index.html"] = page.render(title=where[1], href=f"../../{folder}/{where[0]}")
    return files


def comparisons_elsewhere(sites: list[Site], built: list[Built]) -> dict[str, str]:
    """In each version, the addresses of comparisons that stand in another: small pages that lead there.

    They are laid out with the root's files and not built with their version. A word that changes in the draft makes
    a comparison more, and every version would have to be built again for one small page.
    """
    page = _redirect()
    return {
        f"{name}/{address_of(path)}index.html": page.render(title=title, href=href)
        for site, each in zip(sites, built)
        for path, (title, href) in compared_elsewhere(site.library, site.iteration).items()
        for name in (each.name, *each.aliases)
    }


def short_target(iteration: LoadedIteration, id_: str, handbook: Handbook) -> tuple[str, str] | None:
    """The address and title that a short address leads to within a version."""
    if id_ in iteration.elements:
        element = iteration.elements[id_]
        return address_of(path_of(element.kind, id_)), element.title
    for step, activity in iteration.activities():
        if activity.id == id_:
            return address_of(place_of(step, activity)), activity.title
    if id_ in handbook.workshops:
        return address_of(path_of("workshop", id_)), handbook.workshops[id_].title
    return None


def describe(site: Site) -> dict[str, object]:
    """What a version publishes of itself, so that a later publication can tell whether its words are the same."""
    about = site.iteration.about
    return {
        "version": about.version,
        "title": about.title,
        "status": about.status,
        "released": str(about.released or ""),
        "digest": iteration_digest(file_digests(site.iteration)),
    }


def finish_version(site: Site, folder: Path) -> None:
    """What a version's folder holds besides its pages: what it is, its open data, its search index, and the addresses that only lead on."""
    from macros.searching import search_index

    (folder / "iteration.json").write_text(json.dumps(describe(site), indent=2) + "\n", "utf-8")
    for name, text in {**site.open_data, "search/index.json": search_index(site)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())  # tables keep the line ends that their format asks for
    page = _redirect()
    leads = {address_of(path): to for path, to in forwards(site.library, site.iteration).items()}
    leads |= {
        f"go/{id_}/": (where[1], f"../../{where[0]}")
        for id_ in site.iteration.ids()
        if (where := short_target(site.iteration, id_, site.handbook))
    }
    for address, (title, href) in leads.items():
        path = folder / address / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.render(title=title, href=href), "utf-8")


def _redirect() -> Template:
    """The page that only leads on."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES / "site"), autoescape=True, undefined=StrictUndefined, finalize=printed
    )
    return env.get_template("redirect.html.j2")


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Stand in a folder for a while: mike works on the repository that it is called in."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _identity() -> Iterator[None]:
    """Give git a name to commit under where the machine has none, as on a fresh one."""
    missing = {}
    for variable, key, value in (
        ("GIT_COMMITTER_NAME", "user.name", "Handbook build"),
        ("GIT_COMMITTER_EMAIL", "user.email", "build@handbook.invalid"),
    ):
        if not os.environ.get(variable) and subprocess.run(["git", "config", key], capture_output=True).returncode:
            missing[variable] = value
    os.environ.update(missing)
    try:
        yield
    finally:
        for variable in missing:
            os.environ.pop(variable, None)


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
