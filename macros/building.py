"""Build every iteration and put them together, through mike, into one folder that any static server can host.

Each iteration is built by MkDocs in a process of its own, side by side, and kept in `.cache/` under the
fingerprint of everything that goes into it: what has not changed is not built again. mike then lays
the versions out in a branch of a repository of our own in `.cache/`, so that a build never touches
the project's own branches; `publishing` does the same to the project's.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from macros.freezing import digest_of, file_digests, iteration_digest
from macros.loading import Handbook, LoadedIteration
from macros.pages import TEMPLATES, address_of, navigation, path_of
from macros.problems import Problem
from macros.site import Site, open_sites

BRANCH = "gh-pages"
CACHE = ".cache"
LOCAL_ADDRESS = "http://127.0.0.1:8000/"
INGREDIENTS = ("docs", "macros", "overrides", "mkdocs.yml", "requirements.lock", "data/search/synonyms.yml")
"""What goes into every page besides the data."""

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
    whole, and only once everything else has worked.
    """
    sites = open_sites(root)
    built = build_iterations(root, sites, say)
    stamp = digest_of([[each.name, each.stamp, list(each.aliases)] for each in built])
    mark = out / ".handbook-stamp"
    if mark.is_file() and mark.read_text("utf-8") == stamp:
        say(f"{_shown(out)} is up to date.")
        return built
    with tempfile.TemporaryDirectory(dir=root / CACHE) as scratch:  # one of its own: two builds may run at once
        repository = Path(scratch)
        _git(repository, "init", "--quiet")
        with inside(repository):
            lay_out(sites, built, say)
            archive = subprocess.run(["git", "archive", "--format=tar", BRANCH], cwd=repository, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory(dir=out.parent if out.parent.is_dir() else None) as scratch:
        fresh = Path(scratch) / "site"
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(fresh, filter="data")
        (fresh / ".handbook-stamp").write_text(stamp, "utf-8")
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists():
            out.rename(Path(scratch) / "old")
        fresh.rename(out)
    say(f"Everything is in {_shown(out)}.")
    return built


def build_iterations(root: Path, sites: list[Site], say: Say) -> list[Built]:
    """Build each iteration that has changed, two at a time, and return all of them in order."""
    def one(site: Site) -> Built:
        stamp = fingerprint(root, site)
        folder = root / CACHE / "built" / f"{site.folder}-{stamp[:16]}"
        if not (folder / ".done").is_file():
            say(f"Building iteration {site.iteration.version} …")
            scratch = folder.with_name(f"{folder.name}.{os.getpid()}")  # two builds at once must not meet in one folder
            _run_mkdocs(root, site, scratch)
            (scratch / ".done").write_text(stamp, "utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            with contextlib.suppress(OSError):  # somebody else was quicker, with the same
                scratch.rename(folder)
            shutil.rmtree(scratch, ignore_errors=True)
            say(f"Built iteration {site.iteration.version}: {len(site.pages)} pages from data.")
        else:
            say(f"Iteration {site.iteration.version} has not changed.")
        aliases = ("latest",) if site.iteration is site.handbook.latest and not site.iteration.is_draft else ()
        suffix = " (draft)" if site.iteration.is_draft else ""
        return Built(site.folder, f"{site.iteration.version} {site.iteration.about.title}{suffix}", aliases, folder, stamp)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        built = list(pool.map(one, sites))
    _tidy(root / CACHE / "built", {each.folder.name for each in built})
    return built


def fingerprint(root: Path, site: Site) -> str:
    """The fingerprint of everything that goes into the pages of one iteration."""
    from macros.exporting import export_version

    handbook = site.handbook
    return digest_of({
        "data": export_version(site)["data/manifest.json"],
        "pages": [[page.path, hashlib.sha256((site.front_matter(page) + page.markdown).encode()).hexdigest(), page.words_in, page.mark]
                  for page in site.pages],
        "menus": navigation(site.library, site.iteration),
        "words": file_digests(site.iteration),
        "versions": [[i.version, i.about.title, i.about.status] for i in handbook.iterations.values()],
        "newest": sorted(site.library.paths[handbook.latest.version]),
        "workshops": [workshop.model_dump(mode="json") for workshop in handbook.in_time()],
        "errata": [erratum.model_dump(mode="json") for erratum in handbook.errata.values()],
        "addresses": [site.project.repo, site.project.site],
        "code": _digest_of_files(root),
    })


def _digest_of_files(root: Path) -> str:
    found = hashlib.sha256()
    for name in INGREDIENTS:
        start = root / name
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _run_mkdocs(root: Path, site: Site, folder: Path) -> None:
    """Build one iteration with MkDocs into a folder. MkDocs prints warnings only as it goes, so all of it is kept for the error."""
    shutil.rmtree(folder, ignore_errors=True)
    # The warning is Material's about its own end of life; the README and docs/adr/0007 say it in full.
    env = os.environ | {"HANDBOOK_ITERATION": site.folder, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
                          cwd=root, env=env, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise BuildFailed(f"Iteration {site.iteration.version} cannot be built.\n" + why_it_failed(done.stdout + done.stderr, root))


def why_it_failed(printed: str, root: Path) -> str:
    """What MkDocs printed, in words: page, line and reason for a wrong call in a page, and otherwise its warnings and errors."""
    page = re.search(r"_File_: `(.+?)`", printed)
    lines = re.findall(r'File "<template>", line (\d+)', printed) or re.findall(r"\bline (\d+)\b(?=.*<template>)", printed)
    reason = re.findall(r"^(?:[\w.]+\.)?(\w*(?:Error|UnknownId)): (.+)$", printed, re.M)
    if not page or not reason:
        return "\n".join(line for line in printed.splitlines() if not line.startswith(("INFO", "DEBUG")))
    front = re.match(r"---\n.*?\n---\n+", (root / "docs" / page[1]).read_text("utf-8"), re.S)
    before = front[0].count("\n") if front else 0
    what = re.sub(r"'macros/page_macros\._PageView object' has no attribute", "handbook has no", reason[-1][1])
    what = re.sub(r"'View' object has no attribute", "handbook has no", what)
    return str(Problem(f"docs/{page[1]}", 0, f"line {before + int(lines[-1]) if lines else '?'}: {what}",
                       "Mend the call between {{ and }}. What a page may ask is in macros/pages.py, class View."))


def lay_out(sites: list[Site], built: list[Built], say: Say) -> None:
    """Deploy every version through mike into the branch of the repository that we stand in, oldest first, and add the root's own files."""
    from mike import commands, git_utils

    with _identity():
        for each in built:
            options = {"site_dir": str(each.folder), "use_directory_urls": True}
            with commands.deploy(options, each.name, each.title, list(each.aliases), True, commands.AliasType.copy,
                                 branch=BRANCH, message=f"Build {each.title}", allow_empty=True):
                pass
        newest = next((each for each in built if each.aliases), built[-1])
        start = "latest" if newest.aliases else newest.name
        with git_utils.Commit(BRANCH, f"Start at {start}, with the root's own files", allow_empty=True) as commit:
            commit.delete_files(["go"])
            for path, text in root_files(sites, newest, start).items():
                commit.add_file(git_utils.FileInfo(path, text))
    say(f"Laid out {len(built)} versions; the root leads to {start}.")


def root_files(sites: list[Site], newest: Built, start: str) -> dict[str, str]:
    """The files at the site's root, above all versions: start, not found, robots, sitemap, and a short address for each element."""
    from macros.exporting import export_root

    site = next(each for each in sites if each.folder == newest.name)
    env = Environment(loader=FileSystemLoader(TEMPLATES / "site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    base = site.project.site or LOCAL_ADDRESS
    addresses = sorted({each.canonical(address_of(path)) or f"{base}{each.folder}/{address_of(path)}"
                        for each in sites for path in each.library.paths[each.iteration.version]})
    files = {
        "index.html": env.get_template("redirect.html.j2").render(title="Relational Contracting Handbook", href=f"{start}/"),
        "404.html": (newest.folder / "404.html").read_text("utf-8"),
        "robots.txt": env.get_template("robots.txt.j2").render(sitemap=f"{base}sitemap.xml" if site.project.site else ""),
        **export_root(sites),
        "sitemap.xml": env.get_template("sitemap.xml.j2").render(addresses=addresses, known=bool(site.project.site)),
    }
    for id_ in sorted({id_ for each in sites for id_ in [*each.iteration.ids(), *each.handbook.workshops]}):
        home = site.library.history.newest_with(id_)
        folder = site.handbook.folder_name(home) if home else site.folder
        folder = "latest" if home is site.handbook.latest and not home.is_draft else folder
        where = short_target(home or site.iteration, id_, site.handbook)
        if where:
            files[f"go/{id_}/index.html"] = env.get_template("redirect.html.j2").render(title=where[1], href=f"../../{folder}/{where[0]}")
    return files


def short_target(iteration: LoadedIteration, id_: str, handbook: Handbook) -> tuple[str, str] | None:
    """The address and title that a short address leads to within a version."""
    if id_ in iteration.elements:
        element = iteration.elements[id_]
        return address_of(path_of(element.kind, id_)), element.title
    for step, activity in iteration.activities():
        if activity.id == id_:
            return f"{address_of(path_of('step', step.id))}#{id_}", activity.title
    if id_ in handbook.workshops:
        return address_of(path_of("workshop", id_)), handbook.workshops[id_].title
    return None


def describe(site: Site) -> dict[str, object]:
    """What a version publishes of itself, so that a later publication can tell whether its words are the same."""
    about = site.iteration.about
    return {"version": about.version, "title": about.title, "status": about.status, "released": str(about.released or ""),
            "digest": iteration_digest(file_digests(site.iteration))}


def finish_version(site: Site, folder: Path) -> None:
    """What a version's folder holds besides its pages: what it is, its open data, its search index, and a short address for each element."""
    from macros.exporting import export_version  # it asks this module what a version says of itself
    from macros.searching import search_index

    (folder / "iteration.json").write_text(json.dumps(describe(site), indent=2) + "\n", "utf-8")
    for name, text in {**export_version(site), "search/index.json": search_index(site)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())  # tables keep the line ends that their format asks for
    env = Environment(loader=FileSystemLoader(TEMPLATES / "site"), autoescape=True, undefined=StrictUndefined)
    page = env.get_template("redirect.html.j2")
    for id_ in site.iteration.ids():
        where = short_target(site.iteration, id_, site.handbook)
        if where:
            path = folder / "go" / id_ / "index.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.render(title=where[1], href=f"../../{where[0]}"), "utf-8")


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
    for variable, key, value in (("GIT_COMMITTER_NAME", "user.name", "Handbook build"), ("GIT_COMMITTER_EMAIL", "user.email", "build@handbook.invalid")):
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
