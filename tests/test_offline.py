"""The copy on a memory stick: opened from a disk, with the network cut, everything works that works on the site."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import lxml.html
import pytest
from chosen import FLEXIBILITY_AND_ACCOUNTABILITY, IS_RELATIONAL_RIGHT, ROUTE_CHOOSER
from conftest import ROOT, SITE

from macros.basics.project import Project
from macros.site.files import read
from macros.site.offline import data_copy, offline_copy
from macros.site.opening import open_site


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The draft as it is served."""
    return read(SITE / "draft")


@pytest.fixture(scope="module")
def site() -> Any:
    return open_site(ROOT, "draft")


@pytest.fixture(scope="module")
def stick(site: Any, files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy, unpacked: the one folder that is in it."""
    folder = tmp_path_factory.mktemp("a stick with spaces")
    with zipfile.ZipFile(io.BytesIO(offline_copy(site, files))) as archive:
        archive.extractall(folder)
    (one,) = folder.iterdir()
    return one


@pytest.fixture
def from_disk(browser: Any, stick: Path) -> Any:
    """Opens a page of the copy with the network cut. A complaint of the browser, or anything asked of a network, fails
    the test."""
    context = browser.new_context()
    context.set_offline(True)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith("file:") else complaints.append(asked.url))

    def opened(path: str) -> Any:
        page.goto((stick / path).as_uri())
        return page

    yield opened
    context.close()
    assert not complaints


def test_search_finds_and_opens_a_page(from_disk):
    page = from_disk("index.html")
    page.click(".open-search")
    page.fill("#search-words", "route chooser")
    page.locator(".search-results a", has_text="Route chooser").first.click()
    page.wait_for_url(f"**/tools/{ROUTE_CHOOSER}/index.html")
    assert page.locator("h1").inner_text() == "Route chooser"


def test_a_sheet_works_and_its_picture_is_there(from_disk):
    page = from_disk(f"tools/{IS_RELATIONAL_RIGHT}/index.html")
    page.locator("main a[href*='sheet/index.html']").first.click()
    form = page.locator("form").first
    form.locator("input[type=radio]").first.wait_for(state="attached")
    names = form.locator("input[type=radio]").evaluate_all("all => [...new Set(all.map((one) => one.name))]")
    for name in names[:8]:
        page.locator(f"label:has(input[name='{name}'])").nth(3).click()
    assert page.locator(".result").first.is_visible()
    drawn = from_disk(f"tensions/{FLEXIBILITY_AND_ACCOUNTABILITY}/index.html").locator("figure svg.wide").first
    assert drawn.bounding_box()["width"] > 200


def test_the_filter_of_a_list_works(from_disk):
    page = from_disk("case-studies/index.html")
    before = page.locator(".entry:visible").count()
    page.locator(".filter select").first.select_option(index=1)
    page.wait_for_function(
        "before => [...document.querySelectorAll('.entry')].filter((one) => one.offsetParent).length < before",
        arg=before,
    )


def dead(folder: Path) -> list[str]:
    """Links of a copy that lead to no file."""
    found = []
    for path in folder.rglob("*.html"):
        for link in lxml.html.fromstring(path.read_bytes()).iter("a", "link"):
            bare = unquote(urldefrag(link.get("href") or "")[0].partition("?")[0])
            if bare and ":" not in bare and not (path.parent / bare).is_file():
                found.append(f"{path.relative_to(folder).as_posix()}: {bare}")
    return found


def test_every_link_leads_to_a_file(stick):
    assert not dead(stick)


def test_what_the_copy_does_not_have_is_a_link_to_the_site_or_none(site, files, stick):
    """Its own ZIP is not in it, nor are the documents of a build that made none."""
    name = f"documents/offline-{site.iteration.version}-draft.zip"
    assert f'href="../{name}"'.encode() in files["downloads/index.html"]
    assert f'{name}"' not in "".join(re.findall("href=[^ >]*", (stick / "downloads/index.html").read_text("utf-8")))
    few = {path: content for path, content in files.items() if path in ("downloads/index.html", "search/index.json")}
    named = dataclasses.replace(site, project=Project(site="https://handbook.example/"))
    with zipfile.ZipFile(io.BytesIO(offline_copy(named, few))) as archive:
        page = next(archive.read(each).decode() for each in archive.namelist() if each.endswith("downloads/index.html"))
    assert f'href="https://handbook.example/draft/{name}"' in page


def test_a_dead_link_is_found(stick, tmp_path):
    (tmp_path / "a.html").write_text('<p><a href="b/">b</a> <a href="a.html#x">a</a></p>', "utf-8")
    assert dead(tmp_path) == ["a.html: b/"]


def test_downloads_are_there(stick, files):
    assert (stick / "data" / "handbook.json").read_bytes() == files["data/handbook.json"]
    assert "index.html" in (stick / "read-me.txt").read_text("utf-8")


def test_the_same_files_give_the_same_bytes(site, files):
    few = {path: content for path, content in files.items() if path.startswith(("assets/", "search/", "data/", "do/"))}
    assert offline_copy(site, few) == offline_copy(site, dict(reversed(few.items())))
    with zipfile.ZipFile(io.BytesIO(data_copy(site, files))) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
    assert sorted(names) == sorted(path for path in files if path.startswith("data/"))


def test_a_script_that_would_not_run_from_a_disk_is_refused(site, files):
    few = {
        "search/index.json": files["search/index.json"],
        "assets/x.js": b'import all from "./y.js";\nexport const a = 1;\n',
    }
    with pytest.raises(ValueError, match="cannot be rewritten"):
        offline_copy(site, few)
