"""Lays the built versions out through mike, and adds the files of the root."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Template

from macros.basics.templating import environment
from macros.formats.exporting import export_root
from macros.formats.search.index import search_index
from macros.history.fingerprints import file_digests, iteration_digest
from macros.model.handbook import Handbook, LoadedIteration
from macros.pages.addresses import address_of, path_of, place_of
from macros.pages.elsewhere import compared_elsewhere, forwards
from macros.pages.phrases import language, say
from macros.pages.words import printed
from macros.site import TEMPLATES
from macros.site.shell import Site

BRANCH = "gh-pages"


LOCAL_ADDRESS = "http://127.0.0.1:8000/"


Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """One iteration, built: its folder's name on the site, its title in the menu, and where its files are."""

    name: str
    title: str
    aliases: tuple[str, ...]
    folder: Path
    stamp: str


def lay_out(sites: list[Site], built: list[Built], say: Say) -> None:
    """Deploy every version through mike into the branch of the repository that we stand in, oldest first,
    and add the root's own files."""
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
    """The files at the site's root, above all versions:
    start, not found, robots, sitemap, and a short address for each element."""
    site = next(each for each in sites if each.folder == newest.name)
    env = environment(TEMPLATES)
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
        **{path: content.decode() for path, content in export_root(sites).items()},
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
        for site, each in zip(sites, built, strict=True)
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
    """What a version's folder holds besides its pages: what it is, its open data, its search index,
    and the addresses that only lead on."""
    (folder / "iteration.json").write_text(json.dumps(describe(site), indent=2) + "\n", "utf-8")
    for name, content in {**site.open_data, "search/index.json": search_index(site).encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
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
    env = environment(TEMPLATES, printed=printed)
    return env.get_template("redirect.html.j2", globals={"say": say, "language": language()})


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
