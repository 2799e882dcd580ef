"""The benchmark's own ground: made-up projects are correct and of the size asked for, and its locks name no address."""

from __future__ import annotations

import json
import re

import pytest
from bench import made_up
from conftest import ROOT

from macros.checks.everything import check_all
from macros.site.opening import load_checked

BENCH = ROOT / "tests" / "bench"


def faults(lock: str) -> list[str]:
    """What is wrong with a lock of Python packages: one without a hash, or an address."""
    pinned = [block for block in re.split(r"\n(?=[a-z0-9])", lock.strip(), flags=re.I) if "==" in block]
    return [block.split()[0] for block in pinned if "--hash=sha256:" not in block] + re.findall(
        r"\S*://\S+|--(?:extra-)?index-url.*|--find-links.*", lock
    )


def test_a_made_up_project_is_correct_and_has_the_pages_asked_for(tmp_path):
    project = made_up.of_size(tmp_path / "p", 75)
    assert not check_all(project).errors
    assert len(made_up.count_pages(project)) == 75
    assert made_up.case_study(3) == made_up.case_study(3) != made_up.case_study(4)
    with pytest.raises(ValueError, match="too few"):
        made_up.of_size(tmp_path / "q", 10)


def test_a_made_up_project_grows_by_iterations_that_say_what_changed(tmp_path):
    project = made_up.with_iterations(tmp_path / "p", 3, pages=60)
    assert made_up.iterations(project) == ["0.1", "0.2"]
    handbook = load_checked(project)
    assert [len(iteration.changes) for iteration in handbook.iterations.values()] == [0, 2, 2]
    assert len({len(iteration.of("case-study")) for iteration in handbook.iterations.values()}) == 3, (
        "one case more each time"
    )
    made_up.with_iterations(project, 4)
    assert made_up.iterations(project) == ["0.1", "0.2", "0.3"], "taken further, not begun again"


def test_the_locks_have_hashes_and_no_address():
    assert not faults((BENCH / "requirements.lock").read_text("utf-8"))
    packages = json.loads((BENCH / "lighthouse" / "package-lock.json").read_text("utf-8"))["packages"]
    assert len(packages) > 50 and all(
        "integrity" in each and "resolved" not in each for name, each in packages.items() if name
    )


def test_a_careless_lock_would_be_found():
    assert faults("one==1.0\ntwo==2.0 \\\n    --hash=sha256:ab\n--index-url https://packages.invalid/simple\n") == [
        "one==1.0",
        "--index-url https://packages.invalid/simple",
    ]
