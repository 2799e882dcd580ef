"""The way out is walked by a workflow; what compares there is tried here, on sites that are a few files."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def way_out() -> ModuleType:
    spec = importlib.util.spec_from_file_location("way_out", ROOT / ".github" / "way_out.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wrote(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_html", ".html").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_a_file_that_differs_or_is_missing_is_named(way_out, tmp_path):
    one = wrote(tmp_path / "one", a__index_html="1", b="2")
    other = wrote(tmp_path / "other", a__index_html="1", b="2")
    (one / ".handbook-stamp").write_text("ours")
    assert way_out.same(one, other) == [] and way_out.main(["same", str(one), str(other)]) == 0
    wrote(other, b="3", c="4")
    assert way_out.same(one, other) == ["b", "c"] and way_out.main(["same", str(one), str(other)]) == 1


def test_a_page_and_a_link_that_are_lost_are_named(way_out, tmp_path):
    export = wrote(tmp_path / "export", docs__index_md="", docs__tools__index_md="", docs__tools__log_md="")
    site = wrote(
        tmp_path / "site",
        index_html='<a href="tools/">x</a><a href="https://elsewhere.example/y">y</a><a href=#here>z</a>',
        tools__index_html='<a class="x" href="log/#part">x</a><a href="../">up</a>',
        tools__log__index_html="<a href='../'></a><script>'<a href=\"gone/\">'</script>",
    )
    assert way_out.lost(export, site) == ([], [])
    wrote(site, tools__index_html='<a href="lag/">x</a>')
    (site / "tools/log/index.html").unlink()
    assert way_out.lost(export, site) == (["tools/log"], ["tools: lag/"])


def test_what_the_workflow_takes_is_pinned_but_for_what_may_fail():
    lock = (ROOT / ".github" / "properdocs.lock").read_text("utf-8")
    assert re.fullmatch(r"properdocs==[\d.]+ \\\n    --hash=sha256:[0-9a-f]{64}\n", lock)
    flow = (ROOT / ".github/workflows/way-out.yml").read_text("utf-8")
    assert "--require-hashes --no-deps -r .github/properdocs.lock" in flow
    assert flow.count("continue-on-error: true") == 1


def test_the_log_tells_which_zensical_is_the_newest_and_which_one_was_got():
    """pip takes an older one without a word where the newest asks for what is not there."""
    flow = (ROOT / ".github/workflows/way-out.yml").read_text("utf-8")
    job = flow[flow.index("  zensical:") :]
    assert job.index("pip install") < job.index("pip index versions zensical") < job.index("zensical build")
    pinned = re.search(r"^zensical==([\d.]+)", (ROOT / "tests/bench/requirements.in").read_text("utf-8"), re.M)[1]
    assert f"| {pinned} | the newest that installs |" in (ROOT / "docs/adr/0026-the-way-out.md").read_text("utf-8")


def test_the_line_that_the_workflow_takes_out_is_there():
    """It puts the theme out of the configuration with `sed`: what it looks for has to stand there."""
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert re.search(r"^  name: material .*$", text, re.M) and re.search(r"^  font: false", text, re.M)
