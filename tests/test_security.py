"""What a stranger can do, and what a copy can show: headers, bills, digests, links, dates, workflows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from macros.basics.dates import EPOCH, today, told_moment
from macros.basics.problems import Problems
from macros.formats.billofmaterials import LOCK, bill_of_materials, components
from macros.site.headers import NAME, for_nginx, headers
from macros.site.layout import BILL, DIGESTS

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


# -- dates ------------------------------------------------------------------------------------------


def test_the_day_is_told_from_outside():
    assert today({EPOCH: "1796000000"}) == dt.date(2026, 11, 30)
    assert told_moment({}) is None and today({EPOCH: ""}) == dt.date.today()


@pytest.mark.parametrize("said", ["yesterday", "-5", "1.5", "9" * 30])
def test_a_moment_that_is_none_is_said_in_words(said):
    with pytest.raises(Problems, match=EPOCH):
        today({EPOCH: said})


def asks_the_clock(source: str) -> list[str]:
    """Where a text asks the clock for a day or a moment."""
    return re.findall(r"\b(?:date\.today|datetime\.now|datetime\.utcnow|time\.localtime|time\.gmtime)\(", source)


def test_only_one_place_asks_the_clock():
    asking = {path.name for path in (ROOT / "macros").rglob("*.py") if asks_the_clock(path.read_text("utf-8"))}
    assert asking == {"dates.py"}
    assert asks_the_clock("made = dt.datetime.now()") and asks_the_clock("dt.date.today().year")


def test_a_release_and_what_is_published_bear_the_day_that_was_told(scratch, monkeypatch):
    from macros.basics.repository import inside, run

    monkeypatch.setenv(EPOCH, "1796000000")
    run(scratch.root, "init", "--quiet")
    with inside(scratch.root):
        done = subprocess.run(["git", "var", "GIT_COMMITTER_IDENT"], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("1796000000 +0000")


# -- links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["data/draft/tools/learning-log.yml", "data/draft/glossary.yml", "data/workshops/x.yml"]
)
def test_a_link_in_the_data_is_refused_and_not_read(scratch, tmp_path, name):
    beside = tmp_path.parent / f"{tmp_path.name}-secret"
    beside.write_text("password: nobody may quote this\n", "utf-8")
    path = scratch.path(name)
    path.unlink(missing_ok=True)
    path.symlink_to(beside)
    found = [problem for problem in scratch.problems() if problem.file == name]
    assert [problem.what for problem in found] == ["This is a link, and links are not followed."]
    assert not any("nobody may quote" in str(problem) for problem in scratch.problems())


def test_a_folder_of_the_data_that_is_a_link_is_refused(scratch, tmp_path):
    moved = tmp_path.parent / f"{tmp_path.name}-tools"
    scratch.path("data/draft/tools").rename(moved)
    scratch.path("data/draft/tools").symlink_to(moved, target_is_directory=True)
    assert any(p.file == "data/draft/tools" and "is a link" in p.what for p in scratch.problems())


def test_no_link_is_committed():
    listed = subprocess.run(["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not [row for row in listed.stdout.splitlines() if row.startswith("120000")]


# -- headers ----------------------------------------------------------------------------------------


def policies(site: Path) -> set[str]:
    """The policies of all pages of a site."""
    pattern = re.compile(rb'Content-Security-Policy" content="([^"]+)"')
    return {
        found[1].decode().replace("&#39;", "'")
        for path in site.rglob("*.html")
        if (found := pattern.search(path.read_bytes()))
    }


def parts(policy: str) -> dict[str, set[str]]:
    return {part.split()[0]: set(part.split()[1:]) for part in policy.split(";") if part.strip()}


def narrower(sent: str, page: str) -> list[str]:
    """What a page allows itself and a header would take away."""
    sent_parts, page_parts = parts(sent), parts(page)
    none = {"'none'"}
    return [
        f"{name} {value}"
        for name, values in page_parts.items()
        for value in values - none
        if value not in sent_parts.get(name, sent_parts["default-src"])
    ]


def test_the_headers_take_nothing_from_any_page_and_forbid_framing(site):
    sent = headers()["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in sent and headers()["X-Frame-Options"] == "DENY"
    assert not [lost for page in policies(site) for lost in narrower(sent, page)]
    assert narrower("default-src 'none'; script-src 'self'", "script-src 'self' 'sha256-x'") == [
        "script-src 'sha256-x'"
    ]
    assert "unsafe" not in sent and "*" not in sent


def test_the_site_and_its_page_tell_the_same_headers(site):
    assert all(f"  {name}: {value}\n" in (site / NAME).read_text("utf-8") for name, value in headers().items())
    told = (ROOT / "docs" / "about" / "host.md").read_text("utf-8")
    assert for_nginx() in told, "docs/about/host.md tells other headers: put in what macros/site/headers.py says"
    assert for_nginx() not in told.replace("DENY", "SAMEORIGIN")


@pytest.mark.parametrize("sent", [True, False])
def test_a_browser_that_gets_the_headers_shows_the_pages_and_no_frame(site, browser, tmp_path, sent):
    class Host(SimpleHTTPRequestHandler):
        def __init__(self, *rest: Any) -> None:
            super().__init__(*rest, directory=str(site))

        def end_headers(self) -> None:
            for name, value in (headers() if sent else {}).items():
                self.send_header(name, value)
            super().end_headers()

        def do_GET(self) -> None:
            if self.path != "/frame":
                return super().do_GET()
            body = b"<iframe src='/latest/'></iframe>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            super().end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/latest/")
        assert page.locator("article").count() == 1 and not said
        page.goto(f"http://127.0.0.1:{server.server_port}/frame", wait_until="load")
        shown = page.frames[1].locator("article").count() if len(page.frames) > 1 else 0
        assert bool(shown) is not sent, said
    finally:
        page.close()
        server.shutdown()


# -- what it is made of ------------------------------------------------------------------------------


def test_the_bill_lists_what_the_lock_pins(site):
    bill = json.loads((site / BILL).read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    lock = (ROOT / LOCK).read_text("utf-8")
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M)
    assert [(part["name"], part["version"]) for part in bill["components"]] == pinned
    assert sum(len(part["hashes"]) for part in bill["components"]) == lock.count("--hash=sha256:")
    assert len({part["bom-ref"] for part in bill["components"]}) == len(pinned)
    assert set(bill["dependencies"][0]["dependsOn"]) == {part["bom-ref"] for part in bill["components"]}
    assert bill_of_materials(ROOT) == bill_of_materials(ROOT) and "timestamp" not in bill["metadata"]
    dated = json.loads(bill_of_materials(ROOT, told_moment({EPOCH: "1796000000"})))
    assert dated["metadata"]["timestamp"] == "2026-11-30T00:53:20+00:00"


@pytest.mark.parametrize("line", ["jinja2>=3", "git+ssh://code.example/x", "    --hash=md5:aa"])
def test_a_lock_with_a_gap_makes_no_bill(line):
    with pytest.raises(ValueError, match="line 2"):
        components(f"click==8.4.0\n{line}\n")


def damaged(folder: Path) -> list[str]:
    """The files of a version that are not as its list says."""
    rows = [row.split("  ", 1) for row in (folder / DIGESTS).read_text("utf-8").splitlines()]
    return [
        name
        for digest, name in rows
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]


def test_each_version_lists_the_digests_of_its_files(site, tmp_path):
    for folder in (site / "latest", site / "draft"):
        assert not damaged(folder)
        listed = {row.split("  ", 1)[1] for row in (folder / DIGESTS).read_text("utf-8").splitlines()}
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        lead_elsewhere = there - listed - {DIGESTS}  # to another version, or from a language that lacks the page
        assert all("iterations/compare/" in name or name.startswith("cy/") for name in lead_elsewhere)
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / DIGESTS).write_text(f"{hashlib.sha256(b'2').hexdigest()}  a\n{'0' * 64}  gone\n", "utf-8")
    assert damaged(tmp_path) == ["a", "gone"]


# -- workflows --------------------------------------------------------------------------------------


def weak(text: str) -> list[str]:
    """What a workflow must not have, whatever else it does."""
    flow = yaml.safe_load(text)
    triggers = flow.get("on", flow.get(True)) or {}
    found = ["pull_request_target"] if "pull_request_target" in triggers else []
    if "permissions" not in flow:
        found.append("no permissions: a token may then do whatever the repository allows")
    on_requests = "pull_request" in triggers
    for name, job in flow["jobs"].items():
        granted = job.get("permissions", flow.get("permissions")) or {}
        writes = granted == "write-all" or (isinstance(granted, dict) and "write" in granted.values())
        steps = job.get("steps", [])
        runs = " ".join(str(step.get("run", "")) for step in steps)
        if on_requests and (writes or "secrets." in json.dumps(job) or "github.token" in json.dumps(job)):
            found.append(f"{name}: runs for pull requests with a secret or a token that may write")
        if writes and any("actions/checkout@" in step.get("uses", "") for step in steps) and "workflow_run" in triggers:
            found.append(f"{name}: may write, and checks out what somebody sent")
        if re.search(r"\$\{\{\s*github\.(event|head_ref)", runs):
            found.append(f"{name}: puts words of somebody else into a command")
        for step in steps:
            uses = step.get("uses", "")
            if uses and not uses.startswith("./") and not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", uses):
                found.append(f"{name}: {uses} is not pinned by its commit")
            if "actions/checkout@" in uses and step.get("with", {}).get("persist-credentials") is not False:
                found.append(f"{name}: leaves its credentials behind")
        for image in (job.get("container"), *(job.get("services") or {}).values()):
            image = image.get("image") if isinstance(image, dict) else image
            if image and "@sha256:" not in image:
                found.append(f"{name}: {image} is not pinned by its digest")
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_gives_strangers_nothing(path):
    assert not weak(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "on: {pull_request_target: {}}\npermissions: {}\njobs: {}",
        "on: {push: {}}\njobs: {a: {steps: []}}",
        "on: {push: {}}\npermissions: {}\njobs: {a: {steps: [{uses: actions/checkout@v4}]}}",
        f"on: {{push: {{}}}}\npermissions: {{}}\njobs: {{a: {{steps: [{{uses: actions/checkout@{'a' * 40}}}]}}}}",
        "on: {pull_request: {}}\npermissions: {contents: write}\njobs: {a: {steps: []}}",
        "on: {pull_request: {}}\npermissions: {}\njobs: {a: {steps: [{run: x, env: {T: '${{ secrets.T }}'}}]}}",
        "on: {pull_request: {}}\npermissions: {}\njobs: {a: {steps: [{run: 'echo ${{ github.event.title }}'}]}}",
        "on: {push: {}}\npermissions: {}\njobs: {a: {container: 'python:3.11', steps: []}}",
    ],
)
def test_a_weak_workflow_is_found(text):
    assert weak(text)


def test_the_container_is_pinned_by_its_digest():
    image = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))["image"]
    assert re.fullmatch(r"[\w./:-]+@sha256:[0-9a-f]{64}", image)


def test_what_publishes_installs_no_test_tools():
    build = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"))["jobs"]["build"]
    made = [step["run"] for step in build["steps"] if "make " in step.get("run", "")]
    assert made and all(f"LOCK={LOCK}" in run for run in made)
    assert not re.search(r"^(pytest|playwright|hypothesis|mypy|ruff)\b", (ROOT / LOCK).read_text("utf-8"), re.M)


def test_what_the_workflows_run_of_ours_is_there():
    """A script that a workflow runs once a week imports modules that exist: it had not, after modules moved."""
    for path in (ROOT / ".github").glob("*.py"):
        done = subprocess.run(
            [sys.executable, "-c", f"import runpy; runpy.run_path({str(path)!r}, run_name='looked-at')"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


def test_there_is_a_way_to_report_and_no_invented_address():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "Report a vulnerability" in text and not re.search(r"[\w.]+@[\w-]+\.\w+", text)
