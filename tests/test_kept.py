"""Pages that are kept from one build to the next: what has not changed is not rendered again,
and nothing old is ever shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from test_site import EDITS

from macros.site.kept import KeptPages, Rendered
from macros.site.wholepages import WholePages

PAGE = Rendered(
    "<h1>Tools</h1>",
    [{"name": "Tools", "id": "tools", "level": 1, "children": []}],
    ["tools"],
    {"glossary.md": {"term": "glossary.md#term"}},
)


def opened(folder: Path, program: str = "one", there: tuple[str, ...] = ("tools.md", "glossary.md")) -> KeptPages:
    kept = KeptPages.opened(folder / "draft.json", program)
    kept.meet(there)
    return kept


@pytest.fixture
def saved(tmp_path):
    first = opened(tmp_path)
    assert first.find("tools.md", "# Tools") is None
    first.keep("tools.md", "# Tools", PAGE)
    first.save()
    return tmp_path


def test_a_page_is_found_as_it_was_for_the_same_words_and_the_same_program(saved):
    kept = opened(saved)
    assert kept.find("tools.md", "# Tools") == PAGE and kept.rendered == 0
    assert kept.find("tools.md", "#  Tools") is None, "white space means something in Markdown"
    assert kept.find("other.md", "# Tools") is None
    assert opened(saved, program="two").find("tools.md", "# Tools") is None
    kept.save()
    assert opened(saved).find("tools.md", "# Tools") == PAGE, "what was found is kept on"


def test_a_page_that_may_link_to_what_is_gone_is_rendered_and_others_are_not(saved):
    kept = opened(saved)
    for name, words in (("a.md", "See the [glossary](glossary.md)."), ("b.md", "See the tools.")):
        kept.keep(name, words, PAGE)
    kept.save()
    less = opened(saved, there=("tools.md", "another.md"))
    assert less.find("a.md", "See the [glossary](glossary.md).") is None
    assert less.find("b.md", "See the tools.") == PAGE


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"pages": {}}'])
def test_a_damaged_file_is_no_worse_than_none(saved, damage):
    (saved / "draft.json").write_text(damage, "utf-8")
    assert opened(saved).find("tools.md", "# Tools") is None


def test_a_whole_page_is_found_only_for_the_same_words_and_the_same_surroundings(tmp_path):
    file = tmp_path / "draft.pages"
    first = WholePages.opened(file, "menus")
    asked = first.asked("# Tools", "Tools", None, ("0.2:1",))
    assert first.find("tools.md", asked) is None
    first.keep("tools.md", asked, b"<h1>Tools</h1>")
    first.save()
    assert WholePages.opened(file, "menus").find("tools.md", asked) == b"<h1>Tools</h1>"
    assert WholePages.opened(file, "menus").find("tool.md", asked) is None
    for other in ("# Tool", "Tools", None, ("0.2:1",)), ("# Tools", "Tools", None, ("0.2:2",)):
        assert WholePages.opened(file, "menus").find("tools.md", first.asked(*other)) is None
    assert WholePages.opened(file, "other menus").find("tools.md", asked) is None
    again = WholePages.opened(file, "menus")
    again.save()  # of a build that had no such page
    assert WholePages.opened(file, "menus").find("tools.md", asked) is None
    file.write_bytes(b"damaged")
    assert WholePages.opened(file, "menus").find("tools.md", asked) is None


def test_after_any_edits_the_site_is_what_a_build_from_nothing_makes(scratch):
    scratch.with_site()

    def build() -> int:
        """Build, and tell how many pages of the draft were rendered."""
        done = scratch.run("build", "--out", "out")
        assert done.returncode == 0, done.stdout + done.stderr
        return int(re.search(r"Built iteration 0.2: \d+ pages, (\d+) of them changed", done.stdout)[1])

    def same_as_from_nothing() -> bool:
        site = {
            path.relative_to(scratch.root / "out"): path.read_bytes()
            for path in (scratch.root / "out").rglob("*")
            if path.is_file()
        }
        for name in (".cache", "out"):
            shutil.rmtree(scratch.root / name)
        build()
        again = {
            path.relative_to(scratch.root / "out"): path.read_bytes()
            for path in (scratch.root / "out").rglob("*")
            if path.is_file()
        }
        assert {path: len(text) for path, text in site.items()} == {path: len(text) for path, text in again.items()}
        return site == again

    everything = build()
    rendered = {}
    for name, edit in EDITS.items():
        edit(scratch)
        rendered[name] = build()
    assert rendered["a word of the draft"] == 0, "keywords are for search: no page shows them"
    assert all(count < everything for count in rendered.values()), rendered
    assert 0 < rendered["words for the first time"] < everything / 3, rendered
    assert same_as_from_nothing()
    scratch.path("data/draft/principles/slow-down.yml").unlink()
    scratch.path("data/draft/changes/slow.yml").unlink()
    assert build() < everything
    assert same_as_from_nothing()


def test_a_page_that_did_not_change_still_complains_of_an_anchor_that_is_gone(scratch):
    scratch.with_site()
    page, target = scratch.path("docs/do.md"), scratch.path("docs/learn.md")
    page.write_text(page.read_text("utf-8") + "\nSee [the end](learn.md#the-end).\n", "utf-8")
    words = target.read_text("utf-8")
    target.write_text(words + "\n## The end { #the-end }\n\nHere.\n", "utf-8")
    done = scratch.run("build", "--out", "out")
    assert done.returncode == 0, done.stdout + done.stderr
    target.write_text(words, "utf-8")
    for attempt in ("first", "second"):  # what failed is not kept: it fails again
        done = scratch.run("build", "--out", "out")
        said = done.stdout + done.stderr
        assert done.returncode == 1 and "do.md" in said and "the-end" in said, (attempt, said)
