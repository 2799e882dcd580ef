"""The project's files: addresses from one place, schemas in step, lock without hosts, nothing of this machine."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import click
import pytest
import yaml
from conftest import ROOT

from macros.basics.project import Project, find_project, web_address
from macros.frontdoor import errors_in_words


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
        # with ports, other names, other protocols
        "ssh://git@code.example:2222/us/handbook.git": "https://code.example/us/handbook",
        "ssh://git@ssh.github.com:443/us/handbook.git": "https://github.com/us/handbook",
        "ssh://git@altssh.gitlab.com:443/us/handbook.git": "https://gitlab.com/us/handbook",
        "git+ssh://git@code.example/us/handbook": "https://code.example/us/handbook",
        "git://code.example/us/handbook.git": "https://code.example/us/handbook",
        "jane@code.example:us/handbook.git": "https://code.example/us/handbook",
        "code.example:us/handbook.git": "https://code.example/us/handbook",
        "git@code.example:/us/handbook.git": "https://code.example/us/handbook",
        "https://jane:word@code.example:8443/us/handbook.git": "https://code.example:8443/us/handbook",
        "https://jane@code.example/us/handbook.git/": "https://code.example/us/handbook",
        "HTTPS://GitHub.com/Us/Handbook/": "https://github.com/Us/Handbook",
        "http://code.example/us/handbook": "http://code.example/us/handbook",
        "git@gitlab.com:city/teams/care/handbook.git": "https://gitlab.com/city/teams/care/handbook",
        "https://gitlab.com/city/teams/care/handbook.git": "https://gitlab.com/city/teams/care/handbook",
        "ssh://git@codeberg.org/us/handbook.git": "https://codeberg.org/us/handbook",
        "git@bücher.example:us/handbook": "",
        # not on the web
        "C:\\guides\\handbook": "",
        "C:/guides/handbook": "",
        "~/handbook": "",
        "jane@code.example:~/handbook.git": "",
        "ssh://jane@server/srv/handbook.git": "",
        "git@server:us/handbook.git": "",
        "git@server.local:us/handbook.git": "",
        "ssh://git@10.0.0.4/us/handbook.git": "",
        "ssh://git@[::1]:22/us/handbook.git": "",
        "ssh://git@code.example:port/us/handbook.git": "",
        "https://code.example/": "",
        "handbook.bundle": "",
        "ext::sh -c x": "",
    }.items(),
)
def test_a_remote_on_the_web_has_an_address_and_another_has_none(remote, expected):
    assert web_address(remote) == expected


@pytest.mark.parametrize(
    "repo, edit, view, issue",
    [
        ("https://github.com/us/h", "edit/main/a.yml", "blob/main/a.yml", "issues/new?template=f.yml"),
        ("https://gitlab.com/city/care/h", "-/edit/main/a.yml", "-/blob/main/a.yml", "-/issues/new"),
        ("https://codeberg.org/us/h", "_edit/main/a.yml", "src/branch/main/a.yml", "issues/new?template=f.yml"),
    ],
)
def test_a_file_is_edited_read_and_spoken_of_where_its_host_has_these(repo, edit, view, issue):
    project = Project(repo)
    assert project.edit("a.yml") == f"{repo}/{edit}" and project.view("a.yml") == f"{repo}/{view}"
    assert project.issue("f.yml") == f"{repo}/{issue}"


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


def test_editors_know_the_schema_of_every_file():
    given = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))["yaml.schemas"]
    assert set(given) == {f"./data/schema/{path.name}" for path in (ROOT / "data" / "schema").glob("*.json")}
    for schema, files in given.items():
        for each in [files] if isinstance(files, str) else files:
            if "errata" not in each and not each.startswith("own/"):  # there may be none
                assert any(ROOT.glob(each)), f"{schema} is mapped to {each}, and there is no such file"


def pins(lock: str) -> dict[str, str]:
    """Each package of a lock file, with its version."""
    text = (ROOT / lock).read_text("utf-8")
    found = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.M))
    assert text.count("--hash=sha256:") >= len(found) > 30
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links|--trusted-host|@ ", text)
    return found


def test_the_locks_pin_with_hashes_and_name_no_host():
    every, publishing = pins("requirements.lock"), pins("requirements-publish.lock")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    def names(wanted: list[str]) -> set[str]:
        return {re.match(r"[\w.-]+", each)[0].lower() for each in wanted}

    extras = set().union(*map(names, project["optional-dependencies"].values()))
    assert names(project["dependencies"]) | extras <= set(every), "pyproject.toml changed: run `make lock`"
    assert names(project["dependencies"]) <= set(publishing), "pyproject.toml changed: run `make lock`"
    assert publishing.items() <= every.items(), "run `make lock`: the two lock files differ"
    assert not extras & set(publishing), "what only tests need has no place where the site is published"


def test_the_wheel_holds_every_template(tmp_path):
    project = copied(tmp_path / "project")
    alone = ["--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", *alone, str(project)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("macros/")}
    ours = {path.relative_to(ROOT).as_posix() for path in tracked() if (ROOT / "macros") in path.parents}
    assert packed == {name for name in ours if not name.endswith(".md")}
    assert any(name.endswith(".j2") for name in packed)


def copied(folder: Path) -> Path:
    """What a wheel is made from, in a folder of its own: building leaves files behind."""
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-WORDS.md"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "macros", folder / "macros", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_what_may_write_runs_none_of_our_code():
    """Every action is pinned by its commit, no checkout leaves its credentials behind, and a job that may push
    runs neither make nor the handbook."""
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values():
            steps = job.get("steps", [])
            uses = [step for step in steps if "uses" in step]
            assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]) for step in uses), path.name
            checkouts = [step["with"] for step in uses if step["uses"].startswith("actions/checkout@")]
            assert all(given.get("persist-credentials") is False for given in checkouts), path.name
            if "write" == job.get("permissions", {}).get("contents"):
                assert not re.search(r"\bmake\b|handbook|python", " ".join(step.get("run", "") for step in steps))


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


READ = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "BENCH.md", "macros/README.md", "data/README.md"]


@pytest.mark.parametrize("name", [*READ, "docs/adr/README.md"])
def test_what_a_document_names_is_there(name):
    """Links within the project, and paths between backticks; `<kind>` stands for any kind, a star for anything."""
    text = re.sub(r"^```.*?^```$", "", (ROOT / name).read_text("utf-8"), flags=re.S | re.M)
    here = (ROOT / name).parent
    links = re.findall(r"\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)", text)
    assert not [link for link in links if not (here / link).exists()]
    paths = re.findall(r"`((?:macros|docs|data|tests|overrides|\.github|\.vscode)/[^` ]*)`", text)
    gone = [path for path in paths if not list(ROOT.glob(re.sub(r"<\w+>|…", "*", path).rstrip("/")))]
    assert not gone


def test_the_readme_is_short_and_names_every_room():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.encode()) < 7_000
    rooms = {path.parent.name for path in (ROOT / "macros").glob("*/__init__.py")}
    described = (ROOT / "macros" / "README.md").read_text("utf-8")
    for room in rooms:
        assert re.search(rf"\b{room}\b", text) and f"| `{room}` |" in described, room
    begin = re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", described, re.M)
    assert {room for room, _ in begin} == rooms
    for room, files in begin:
        assert all((ROOT / "macros" / room / name).exists() for name in re.findall(r"`([^`]+)`", files)), room


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "adr"
    rows = re.findall(
        r"^\| \[(\d{4})\]\((\1-[\w-]+\.md)\) \| (.+?) \| .+ \|$", (folder / "README.md").read_text(), re.M
    )
    files = sorted(path.name for path in folder.glob("0*.md"))
    assert [name for _, name, _ in rows] == files
    for number, name, title in rows:
        assert (folder / name).read_text("utf-8").startswith(f"# {number} {title}\n"), name


def test_the_software_has_a_version_of_its_own():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert newest and newest[1] == version


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_disk_that_refuses_is_said_in_a_sentence(code):
    with pytest.raises(click.ClickException, match="The disk refused: ") as caught, errors_in_words():
        raise OSError(code, os.strerror(code))
    assert os.strerror(code) in caught.value.message and "run it again" in caught.value.message
    with pytest.raises(OSError, match="No such"), errors_in_words():
        raise FileNotFoundError(errno.ENOENT, "No such file")


@pytest.mark.parametrize("words", [("schema",), ("export", "--out", "out"), ("build", "--out", "out")], ids=" ".join)
def test_a_file_that_the_disk_does_not_take_ends_any_command_in_a_sentence(scratch, words):
    """No more than so many bytes go into a file, as on a disk that is full. What was there stays whole."""
    scratch.with_site()
    assert scratch.run("schema").returncode == 0
    before = {path: path.read_bytes() for path in scratch.path("data").rglob("*") if path.is_file()}
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)); sys.argv[0] = 'handbook'; "
        "from macros.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, *words], cwd=scratch.root, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 1 and "The disk refused: " in done.stderr, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert {path: path.read_bytes() for path in scratch.path("data").rglob("*") if path.is_file()} == before
