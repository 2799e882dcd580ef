"""The same files make the same site: whatever the machine's language, time zone, mask, folder and line ends."""

from __future__ import annotations

import ast
import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Scratch

HERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "PYTHONHASHSEED": "1",
    "PYTHONUTF8": "0",
    "SOURCE_DATE_EPOCH": "1796000000",
}
THERE = {
    "TZ": "America/Anchorage",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "2",
    "SOURCE_DATE_EPOCH": "1796000000",
}


def built(folder: Path, mask: int, env: dict[str, str]) -> dict[str, bytes]:
    """The small handbook, built in a folder under some settings: its files."""
    folder.mkdir(parents=True)
    scratch = Scratch(folder).with_site()
    before = os.umask(mask)
    try:
        done = scratch.run("build", "--out", "out", **env)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stdout + done.stderr
    out = folder / "out"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The names of files that only one has, or that are not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_the_machine_leaves_no_trace_in_a_site(tmp_path):
    one = built(tmp_path / "a", 0o022, HERE)
    other = built(tmp_path / "another folder, at Łódź", 0o077, THERE)
    assert len(one) > 100 and not differing(one, other)
    assert not [name for name, content in one.items() if str(tmp_path).encode() in content]


def test_a_trace_would_be_found():
    assert differing({"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3", "c": b""}) == ["b", "c"]


def test_git_leaves_line_ends_as_they_are():
    """Every text has the line ends of Unix in the repository, and is checked out with them; the rest is not touched."""
    names = subprocess.run(["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for row in names.splitlines():
        said, name = row.split("\t")
        kept, here, asked = said.split(None, 2)
        if not (ROOT / name).exists():  # a release, or anybody, has taken it away and has not committed that yet
            continue
        text = kept in ("i/lf", "i/none")
        assert here.removeprefix("w/") == kept.removeprefix("i/"), name
        assert text or "-text" in asked, f"{name}: say in .gitattributes that it is binary"


def leaves_line_ends_to_the_machine(source: str) -> list[int]:
    """The lines of a program that write a text with whatever ends a line on this machine."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "write_text"
        and "newline" not in {word.arg for word in node.keywords}
    ]


def test_what_is_written_ends_its_lines_the_same_way_everywhere():
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "macros").rglob("*.py")
        if (lines := leaves_line_ends_to_the_machine(path.read_text("utf-8")))
    }
    assert not found, 'give newline="\\n"'


@pytest.mark.parametrize("source", ['path.write_text("a", "utf-8")', 'p.write_text(text, encoding="utf-8")'])
def test_a_text_with_the_machines_line_ends_is_found(source):
    assert leaves_line_ends_to_the_machine(source) and not leaves_line_ends_to_the_machine(
        source.replace(")", ', newline="\\n")')
    )
