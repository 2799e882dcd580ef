"""The project's files: addresses from one place, schemas in step, lock without hosts, nothing of this machine."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

from macros.basics.project import find_project, web_address


@pytest.mark.parametrize(
    "remote, expected",
    {
        "git@github.com:us/handbook.git": "https://github.com/us/handbook",
        "https://github.com/us/handbook.git\n": "https://github.com/us/handbook",
        "https://token@code.example/us/handbook": "https://code.example/us/handbook",
        "ssh://git@code.example/us/handbook.git": "https://code.example/us/handbook",
        "/srv/git/handbook.git": "",
        "../handbook": "",
        "http://127.0.0.1:3000/us/handbook.git": "",
        "https://localhost/us/handbook": "",
        "file:///srv/x": "",
        "": "",
    }.items(),
)
def test_a_remote_on_the_web_has_an_address_and_another_has_none(remote, expected):
    assert web_address(remote) == expected


def test_the_environment_decides_first(tmp_path):
    given = find_project(
        tmp_path,
        {
            "HANDBOOK_REPO_URL": "https://code.example/us/h/",
            "HANDBOOK_SITE_URL": "https://h.example/some/path",
            "GITHUB_REPOSITORY": "a/b",
        },
    )
    assert (given.repo, given.site) == ("https://code.example/us/h", "https://h.example/some/path/")
    ci = find_project(tmp_path, {"GITHUB_REPOSITORY": "Us/handbook", "GITHUB_SERVER_URL": "https://github.com"})
    assert (ci.repo, ci.site) == ("https://github.com/Us/handbook", "https://us.github.io/handbook/")
    nothing = find_project(tmp_path, {})
    assert nothing.edit("x") == nothing.issue() == nothing.view("x") == ""


def test_the_schemas_are_in_step_with_the_model():
    from macros.model.schemas import schemas

    committed = {path.name: path.read_text("utf-8") for path in (ROOT / "data" / "schema").glob("*.json")}
    assert committed == schemas(), "the model changed: run `make schema` and commit data/schema"
    tool = json.loads(committed["tool.json"])
    assert tool["additionalProperties"] is False and "plan" in tool["properties"]["form"]["enum"]


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_the_lock_pins_with_hashes_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^([\w.-]+)==[^\s;]+", lock, re.M)
    assert len(pins) > 30 and lock.count("--hash=sha256:") >= len(pins)
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links|--trusted-host|@ ", lock)
    declared = re.findall(r'^  "([\w.-]+)>=', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert {name.lower() for name in declared} <= {pin.lower() for pin in pins}, (
        "pyproject.toml changed: run `make lock`"
    )


def test_nothing_of_this_machine_is_committed():
    here = [re.escape(str(ROOT.parent) + "/"), re.escape(str(Path.home()) + "/")]
    found = re.compile(r"(?<![A-Za-z0-9_.-])(?:" + "|".join(pattern for pattern in here if len(pattern) > 3) + ")")
    for path in tracked():
        if path.suffix not in (".woff2", ".png"):
            hit = found.search(path.read_text("utf-8", errors="replace"))
            assert not hit, f"{path.relative_to(ROOT)}: {hit[0] if hit else ''}"


def test_the_command_reads_like_a_table_of_contents():
    from click.testing import CliRunner

    from macros.cli import main

    said = CliRunner().invoke(main, ["--help"]).output
    for command in main.commands:
        assert re.search(rf"^  {command} +\S", said, re.M), command
