"""Content never turns the suite red, nor breaks the handbook: releases, renames and all the rest, on scratch copies.

Each edit of `tests/rehearsal.py` is followed by everything that depends on the data. `make rehearse` runs the whole
suite on a clone of the project to which the same was done.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT, dead_links, with_memory
from rehearsal import Rehearsal

from macros.formats.exporting import export_version
from macros.formats.search.index import search_index
from macros.history.comparing import compare
from macros.history.history import History
from macros.history.wordings import wordings
from macros.model.handbook import version_key
from macros.pages.library import COMPARED_BACK, LISTED
from macros.pages.menus import navigation
from macros.site.building import build_all
from macros.site.layout import short_target
from macros.site.opening import open_sites
from macros.site.shell import Site


def broken(root: Path, which: set[str] | None = None) -> list[str]:
    """Everything that can be found broken without building: of all versions, or of some."""
    sites = [site for site in open_sites(root) if which is None or site.iteration.version in which]
    found = []
    for site in sites:
        version = site.iteration.version
        titles = Counter(page.title for page in site.pages if page.kind not in ("elsewhere", "forward"))
        addresses = Counter(page.url for page in site.pages)
        found += [f"{version}: two pages at {url}" for url, times in addresses.items() if times > 1]
        found += [f"{version}: {title}, {n} times" for title, n in titles.items() if n > 1 and title.startswith("Reh")]
        found += [f"{version}: {page.url} is empty" for page in site.pages if not page.markdown.strip()]
        assert navigation(site.library, site.iteration)
        lines = [json.loads(line) for line in search_index(site).splitlines()]
        own = {page.url for page in site.pages} | {
            path.relative_to(root / "docs").with_suffix("").as_posix().removesuffix("index").rstrip("/") + "/"
            for path in (root / "docs").rglob("*.md")
        }
        listed = {row[0].split("#")[0] for line in lines for row in line["pages"]}
        found += [f"{version}: the search leads to {address}" for address in sorted(listed - own - {""})]
        told = json.loads(export_version(site)["data/handbook.json"])
        found += [f"{version}: the export is of {told['version']}"] if told["version"] != version else []
    return found + unexplained(sites[-1])


def unexplained(site: Site) -> list[str]:
    """Differences that cannot be set side by side, and ids of earlier iterations that lead nowhere in later ones."""
    handbook, history = site.library.handbook, History(site.library.handbook)
    every = list(handbook.iterations.values())
    found = []
    for before, after in pairwise(every):
        for difference in compare(before, after):
            if difference.said_otherwise:
                for name, rows in wordings(difference, before, after):
                    if all(row.what == "same" for row in rows):
                        found.append(f"{after.version}: {difference.id} differs in {name}, and shows nothing")
        for id_ in before.ids().keys() - after.ids().keys():
            fate, heirs, changes = history.fate(id_, after)
            if fate == "later" or {*heirs} - {*after.ids()} or not changes and fate != "retired":
                found.append(f"{after.version}: {id_} is {fate}, {heirs}")
            if not short_target(before, id_, handbook):
                found.append(f"go/{id_}/ leads nowhere")
    return found


@pytest.fixture
def small(scratch, monkeypatch) -> Rehearsal:
    """The rehearsal of a small handbook, whose elements may be short."""
    monkeypatch.setattr("macros.model.required.marked", lambda cls, mark: {})
    scratch.with_site()
    return Rehearsal(scratch.root)


def test_two_releases_in_a_row_and_on_to_the_tenth(small):
    for number in range(2, 12):
        done = small.release()
        assert (done.version, done.next_version) == (f"0.{number}", f"0.{number + 1}")
        small.reword("principle", f"in-{number + 1}")
        assert not (wrong := small.wrong()), wrong
    handbook = small.handbook()
    assert list(handbook.iterations) == [f"0.{number}" for number in range(1, 13)], "0.10 comes after 0.9"
    assert handbook.latest.version == "0.11" and version_key("0.10") > version_key("0.9")
    sites = open_sites(small.root)
    library = sites[-1].library
    assert [each.version for each in library.compared_with(handbook.draft)] == [
        f"0.{number}" for number in range(12 - COMPARED_BACK, 12)
    ]
    assert len([row for row in sites[-1].versions("") if row]) == LISTED
    assert not (found := broken(small.root, {"0.1", "0.10", "0.12"})), found


def test_what_was_renamed_in_two_iterations_is_found_by_each_of_its_names(small):
    small.release()
    names = [small.of("tool")[0].id, "second-name", "third-name"]
    for before, name in pairwise(names):
        small.rename(small.handbook().draft.elements[before], name, name.replace("-", " "))
        small.explain(f"with-{name}")
        assert not (wrong := small.wrong()), wrong
        small.release()
    handbook = small.handbook()
    history = History(handbook)
    assert history.fate(names[0], handbook.draft)[:2] == ("renamed", ("third-name",))
    having = {name: next(each for each in handbook.iterations.values() if name in each.ids()) for name in names}
    assert all(history.called(name, having[here]) == here for name in names for here in names)
    assert history.called("never-heard-of", handbook.draft) == "never-heard-of"


def test_everything_that_the_documents_describe_on_a_small_handbook(small):
    small.release()
    principles = small.of("principle")
    steps = [
        lambda: small.rename(principles[0], "another-name", "Another name"),
        lambda: small.merge(principles[1], small.of("principle")[2]),
        lambda: small.split(small.of("tension")[0], "one-half", "other-half"),
        lambda: small.retire(small.of("tool")[0]),
        lambda: small.add("principle", 10, "ten-at-once"),
        lambda: small.add_tool_with_table("wide-table"),
        lambda: small.rename(small.of("tool")[0], "another-tool", "Another tool"),
    ]
    for place, step in enumerate(steps):
        step()
        small.explain(f"after-{place}")
        assert not (wrong := small.wrong()), (place, wrong)
    assert not (found := broken(small.root)), found
    small.release()  # and what was done in one iteration is not asked for again in the next
    small.reword("step", "and-on")
    assert not (wrong := small.wrong()), wrong
    assert not (found := broken(small.root)), found
    build_all(small.root, small.root / "out", lambda _: None)
    assert not (found := dead_links(small.root / "out")), found
    for version in ("0.1", "0.2", "draft"):  # every address of a version answers in every other
        own = {path.parent.relative_to(small.root / "out" / version) for path in pages_of(small.root / "out" / version)}
        for other in ("0.1", "0.2", "draft", "latest"):
            lost = [str(place) for place in own if not (small.root / "out" / other / place / "index.html").is_file()]
            assert not lost, (version, other, lost[:5])


def pages_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("index.html") if "go" not in path.relative_to(folder).parts]


def test_the_real_data_can_be_released_and_worked_on(tmp_path):
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    rehearsal = Rehearsal(with_memory(tmp_path))
    before = rehearsal.handbook().draft.version
    rehearsal.everything(1)
    assert not (wrong := rehearsal.wrong()), wrong
    handbook = rehearsal.handbook()
    assert handbook.latest.version == before and handbook.before(handbook.draft) is handbook.latest
    assert not (found := broken(tmp_path, {handbook.draft.version})), found
