"""The folder into which everything is built: only what differs is written, and a run that was interrupted is
finished."""

from __future__ import annotations

import json
import os
import stat

import pytest

from macros.site.files import make, put, readable
from macros.site.placing import MARK, refusal


def stamps(folder):
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.rglob("*") if path.is_file()}


def test_only_what_differs_is_written(tmp_path):
    out = tmp_path / "out"
    assert make(out, {"a/one.html": b"1", "a/two.html": b"2", "three": b"3"}) == 3
    before = stamps(out)
    assert make(out, {"a/one.html": b"1", "a/two.html": b"2", "three": b"3"}) == 0 and stamps(out) == before
    assert make(out, {"a/one.html": b"1", "three": b"33"}) == 2
    assert {path.name for path in stamps(out)} == {"one.html", "three"} and (out / "three").read_bytes() == b"33"
    assert make(out, {"three": b"33"}) == 1 and not (out / "a").exists(), "no folder is left empty"


def test_a_file_that_only_its_owner_may_read_is_written_again(tmp_path):
    before = os.umask(0o077)
    try:
        put(tmp_path, {"hidden": b"x"})
        assert not (tmp_path / "hidden").stat().st_mode & 0o044
        with readable():
            put(tmp_path, {"hidden": b"x", "folder/seen": b"y"})
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("hidden", "folder/seen", "folder")] == [
        0o644,
        0o644,
        0o755,
    ]


def test_a_folder_that_is_not_ours_is_refused(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.doc").write_text("x", "utf-8")
    (tmp_path / "empty").mkdir()
    assert "is a file" in refusal(tmp_path / "file", "file").what
    assert "did not write" in refusal(tmp_path / "theirs", "theirs").what
    assert not refusal(tmp_path / "empty", "empty") and not refusal(tmp_path / "new", "new")


@pytest.fixture
def built(scratch):
    """A small site, built by somebody who hides her files, from a folder in which a link leads out."""
    scratch.with_site()
    (scratch.root / "secret.txt").write_text("not for readers", "utf-8")
    (scratch.root / "docs" / "assets" / "leak.txt").symlink_to(scratch.root / "secret.txt")
    (scratch.root / "docs" / "leak.md").symlink_to(scratch.root / "secret.txt")
    (scratch.root / "docs" / "linked").symlink_to(scratch.root / "data", target_is_directory=True)
    before = os.umask(0o077)
    try:
        done = scratch.run("build", "--out", "out")
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stdout + done.stderr
    return scratch


def test_what_is_built_can_be_served_and_holds_nothing_from_outside(built):
    out = built.root / "out"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*") if path.is_dir()}
    assert modes == {0o644} and folders == {0o755}
    assert not [path for path in out.rglob("*") if "leak" in path.name or path.name in ("linked", ".done")]
    done = built.run("build", "--out", "mkdocs.yml")
    assert done.returncode == 1 and "This is a file" in done.stderr and "Traceback" not in done.stderr
    assert (built.root / "mkdocs.yml").is_file()


def test_a_build_that_was_interrupted_is_finished_by_the_next(built):
    out = built.root / "out"
    whole = {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    mark = json.loads((out / MARK).read_text("utf-8"))
    mark["stamp"], mark["folders"] = "", {"0.1": mark["folders"]["0.1"]}
    (out / MARK).write_text(json.dumps(mark), "utf-8")  # as it stands while the draft is being written
    (out / "draft" / "index.html").write_text("half", "utf-8")
    (out / "draft" / "do" / "index.html").unlink()
    (out / "draft" / "left-over.html").write_text("of another build", "utf-8")
    (out / "go" / "left-over").mkdir()
    (out / "go" / "left-over" / "index.html").write_text("of another build", "utf-8")
    again = built.run("build", "--out", "out")
    assert again.returncode == 0 and "Everything is in out/" in again.stdout, again.stdout + again.stderr
    assert {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()} == whole


def test_a_disk_that_refuses_is_said_in_words(built):
    shut = built.root / "out" / "draft"
    built.replace("data/draft/principles/shared-purpose.yml", "keywords: [vision", "keywords: [sight, vision")
    if os.geteuid() == 0:  # root is refused nothing: a folder stands where a file has to go
        (shut / "search" / "index.json").unlink()
        (shut / "search" / "index.json").mkdir()
        (shut / "search" / "index.json" / "x").write_text("x", "utf-8")
    else:
        (shut / "search").chmod(0o555)
    done = built.run("build", "--out", "out")
    assert done.returncode == 1 and "The disk refused" in done.stderr and "Traceback" not in done.stderr
