"""What the tests share: the built site, a browser, and scratch copies of a small handbook to break."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import hypothesis
import lxml.html
import pytest
import yaml
from bench.chromium import FLAGS as CHROMIUM

ROOT = Path(__file__).resolve().parent.parent
hypothesis.settings.register_profile("ours", deadline=None)  # no test is timed: speed lives in `make bench`
hypothesis.settings.load_profile("ours")

SITE = ROOT / ".cache" / "test-site"
RELEASED = sorted(
    (path.name for path in (ROOT / "data" / "released").iterdir() if path.is_dir()),
    key=lambda version: [int(part) for part in version.split(".")],
)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Build the real site once, before the tests are handed to workers."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    done = subprocess.run(
        [sys.executable, "-m", "macros.cli", "build", "--out", str(SITE)], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        pytest.exit("The real site cannot be built:\n" + done.stdout + done.stderr, returncode=1)


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site: every iteration, as it would be published."""
    return SITE


def pages(version: str) -> list[str]:
    """The addresses of a version's pages, without those that only lead on."""
    root = SITE / version
    return sorted(
        path.parent.relative_to(root).as_posix() + "/" if path.parent != root else ""
        for path in root.rglob("index.html")
        if b'http-equiv="refresh"' not in path.read_bytes()[:600]
    )


HOST = "https://site.invalid/"


def dead_links(root: Path) -> list[str]:
    """Links of a built site that lead to no page, no file or no place on a page."""
    trees = {
        path.relative_to(root).as_posix().removesuffix("index.html"): lxml.html.fromstring(path.read_bytes())
        for path in root.rglob("*.html")
    }
    anchors = {address: {*tree.xpath("//@id")} for address, tree in trees.items()}
    promised = {  # documents are made for a publication, or when somebody asks: docs/adr/0020
        f"{path.parent.parent.relative_to(root).as_posix()}/{row['file']}"
        for path in root.glob("*/documents/list.json")
        for row in json_of(path)
        if "bytes" not in row
    }
    dead = []
    for address, tree in trees.items():
        if address.endswith("404.html"):
            continue  # its links are whole addresses
        for link in tree.iter("a", "link"):
            target = urljoin(HOST + address, link.get("href") or "")
            if not target.startswith(HOST):
                continue
            bare, anchor = urldefrag(target)
            name = bare.removeprefix(HOST).partition("?")[0]
            if name in trees:
                if anchor and anchor not in anchors[name]:
                    dead.append(f"{address}: no #{anchor} on {name}")
            elif not (root / name).is_file() and name not in promised:
                dead.append(f"{address}: {link.get('href')}")
    return dead


@pytest.fixture(scope="session")
def handbook() -> Any:
    """The real data, loaded and checked."""
    from macros.site.opening import load_checked

    return load_checked(ROOT)


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address at which the built site is served, under a path of its own: `http://127.0.0.1:…/some/path/`."""
    from macros.site.serving import static_server

    holder = ROOT / ".cache" / "test-host"
    (holder / "some").mkdir(parents=True, exist_ok=True)
    link = holder / "some" / "path"
    if not link.exists():
        try:
            link.symlink_to(site, target_is_directory=True)
        except FileExistsError:  # another worker was quicker
            pass
    server = static_server(holder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/path/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium. A missing one is a failure, not a skip."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the same engine without its windows
    assert path, "Chromium is missing. `make test` installs it: tests/get-browser.sh"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page of the site and watches it: any request to another host,
    console error or policy violation fails the test."""
    contexts, complaints = [], []

    def watch(page: Any) -> None:
        page.on(
            "request",
            lambda request: (
                complaints.append(f"{page.url}: asked {request.url}")
                if not request.url.startswith((address, "data:", "blob:", address.split("/some")[0] + "/favicon"))
                else None
            ),
        )
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.type}: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: error: {error}"))

    def opened(path: str = "", width: int = 1280, height: int = 900, palette: str = "light", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=palette, **options)
        contexts.append(context)
        page = context.new_page()
        watch(page)
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def with_memory(root: Path) -> Path:
    """A copy of the project that knows what was read for the real site: where it has the same bytes, it need not read
    them again."""
    shutil.copytree(ROOT / ".cache" / "read", root / ".cache" / "read", dirs_exist_ok=True)
    return root


class Scratch:
    """A small handbook in a folder of its own: iteration 0.1 released, and a draft that was 0.2."""

    def __init__(self, root: Path):
        self.root = root
        shutil.copytree(ROOT / "data" / "released" / "0.1", root / "data" / "released" / "0.1")
        shutil.copytree(ROOT / "data" / "released" / "0.2", root / "data" / "draft")
        shutil.copytree(ROOT / "data" / "workshops", root / "data" / "workshops")
        for path in (root / "data" / "workshops").glob("*.yml"):
            if not path.name.startswith("soc24"):
                path.unlink()
        (root / "data" / "draft" / "frozen.json").unlink(missing_ok=True)
        self.change(
            "data/draft/iteration.yml",
            lambda d: d.update(status="draft") or d.pop("digest", None) or d.pop("released", None),
        )

    def path(self, name: str) -> Path:
        return self.root / name

    def read(self, name: str) -> Any:
        return yaml.safe_load(self.path(name).read_text("utf-8"))

    def write(self, name: str, values: Any) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (
            values
            if isinstance(values, str)
            else yaml.dump(values, Dumper=_WithoutAliases, allow_unicode=True, sort_keys=False, width=10**6)
        )
        path.write_text(text, "utf-8")

    def change(self, name: str, edit: Callable[[Any], Any]) -> None:
        """Read a file, edit its values in place, and write it."""
        values = self.read(name)
        edit(values)
        self.write(name, values)

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text("utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.path(name).write_text(text.replace(old, new, 1), "utf-8")

    def problems(self) -> list[Any]:
        """Everything that is wrong, as `handbook check` would list it."""
        from macros.checks.everything import check_all

        return check_all(self.root).errors

    def with_site(self) -> Scratch:
        """Add what a build needs besides data."""
        for name in ("docs", "macros", "overrides"):  # with what Python compiled, but for what it is writing just now
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("*.pyc.*"))
        shutil.copytree(ROOT / ".cache" / "templates", self.root / ".cache" / "templates", dirs_exist_ok=True)
        for name in ("mkdocs.yml", "requirements.lock"):
            shutil.copy(ROOT / name, self.root / name)
        return self

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the `handbook` command here."""
        import os

        clean = {key: value for key, value in os.environ.items() if not key.startswith(("HANDBOOK_", "GITHUB_"))}
        return subprocess.run(
            [sys.executable, "-m", "macros.cli", *words],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=300,
            env={**clean, "PYTHONPATH": str(self.root), **env},
        )


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """A small, correct handbook to break."""
    return Scratch(tmp_path)


def shown(problems: list[Any]) -> str:
    """Problems as one text, for an assertion's message."""
    return "\n".join(str(problem) for problem in problems) or "(nothing)"


def json_of(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.fixture
def whole(tmp_path) -> Path:
    """A copy of the real words."""
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    return with_memory(tmp_path)
