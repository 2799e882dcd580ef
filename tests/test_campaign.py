"""The campaign itself: it finds a fault that was planted, its cases follow from the seed, and it leaves no trace."""

from __future__ import annotations

import copy
import hashlib
import time
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, Scratch
from pydantic import create_model

from macros.basics.problems import Problem
from macros.checks import everything
from macros.model import Record
from macros.model.yamlfiles import read_yaml
from tests.campaign import hostile, mutations
from tests.campaign.quick import remembering


def digests(root: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (root / "data").rglob("*")
        if path.is_file()
    }


def tried(project: Path, folder: Path, wanted: int) -> list[dict]:
    found: list[dict] = []
    mutations.run(project, folder, "smoke", wanted, 0, time.monotonic() + 120, found.append)
    return found


def test_fifty_broken_files_end_in_no_traceback_and_leave_everything_as_it_was(scratch: Scratch, tmp_path):
    copy = tmp_path / "campaign"
    found = tried(scratch.root, copy, 50)
    counts = Counter(each["verdict"] for each in found)
    assert len(found) == 50 and counts["refused"] > 10, counts
    assert not counts["traceback"] and not counts["hang"], [each for each in found if each["verdict"] == "traceback"]
    after = {name.replace(str(copy), str(scratch.root)): digest for name, digest in digests(copy).items()}
    assert after == digests(scratch.root)


def test_a_planted_traceback_and_a_planted_accusation_are_found(scratch: Scratch, tmp_path, monkeypatch):
    plain, asked = everything.check_workshops, []

    def planted(handbook, *more):
        asked.append(handbook)
        if len(asked) == 3:
            raise IndexError("planted")
        accused = [Problem("data/nobody-touched.yml", 1, "Planted.")] if len(asked) > 5 else []
        return plain(handbook, *more) + accused

    monkeypatch.setattr(everything, "check_workshops", planted)
    counts = Counter(each["verdict"] for each in tried(scratch.root, tmp_path / "campaign", 20))
    assert counts["traceback"] == 1 and counts["accused"] > 3, counts


def test_what_is_remembered_changes_no_answer(scratch: Scratch):
    scratch.change("data/draft/tools/learning-log.yml", lambda d: d.update(zzz=1))
    once = scratch.problems()
    with remembering():
        assert scratch.problems() == scratch.problems() == once


@pytest.mark.parametrize("text", ["<b onclick=x>", "<script>x</script>", '<a href="javascript:x">x</a>'])
def test_markup_on_a_page_is_seen(text):
    import lxml.html

    clean = hostile._seen(lxml.html.fragment_fromstring("<p>words</p>", create_parent="article"))
    bad = hostile._seen(lxml.html.fragment_fromstring(f"<p>words {text}</p>", create_parent="article"))
    assert bad.keys() - clean.keys()


def test_hostile_words_go_wherever_the_model_lets_them():
    cls = create_model("Thing", __base__=Record, title=(str, ...), kind=(str, ...), rows=(list[str], ...))
    values = {"title": "a", "kind": "b", "rows": ["c", "d"]}
    assert hostile.poisoned(values, cls, lambda text: f"<{text}>") == 4 and values["rows"] == ["<c>", "<d>"]


def test_hostile_words_can_stand_in_every_file_of_the_draft():
    """Where a model lets none stand, the whole part would stop. Figures that are named are put in as they are read."""
    figures = hostile.figures_of(ROOT)
    for pattern, cls, many in hostile._classes():
        for path in sorted(ROOT.glob(pattern)):
            values = copy.deepcopy(read_yaml(path, ROOT).values)
            for each in values if many else [values]:
                assert hostile.poisoned(each, cls, lambda text: f"x {text}", figures) >= 0
