"""A session kept on a phone: it opens when the network is gone, says so, is never old when the network is there, and
goes when the reader, or whoever runs the site, wants it to."""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from typing import Any

import pytest
from chosen import DRAFT, IS_RELATIONAL_RIGHT, handbook
from conftest import ROOT, SITE
from playwright.sync_api import Error, expect

from macros.basics.project import Project, find_project
from macros.site.files import read
from macros.site.headers import headers
from macros.site.keeping import SWITCH, WORKER, kit, switch, with_kits, without_kits
from macros.site.opening import open_site

BELOW = "/x/y/"
SESSION = handbook().draft.elements["break-this-draft"]
OTHER = handbook().draft.elements["breakfast-table"]
TABLE = f"sessions/{SESSION.id}/table/"
TRIED = f"tools/{IS_RELATIONAL_RIGHT}/sheet/"
STRANGE = [
    "somebody else's",
    f"relational-contracting kept {BELOW}{DRAFT}0/ {SESSION.id} 1",
    f"relational-contracting kept /x/draft/ {SESSION.id} 1",
]
"""Caches of others on the same host: another program, another iteration, another copy of the site."""

NAMES = "caches.keys()"
COUNT = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever went away is not waited for."""


class Host:
    """The built site on a host that sends the headers we advise, under a path, and can be stopped. What it answers can
    be changed: other bytes, nothing at all (`None`), an error (a number), or silence (...)."""

    def __init__(self) -> None:
        self.changed: dict[str, Any] = {}
        self.server: ThreadingHTTPServer | None = None
        self.port = 0
        self.over = threading.Event()
        self.missed = threading.Event()
        """Somebody asked for what is not there."""

    def start(self) -> None:
        self.over.clear()
        self.server = Server(("127.0.0.1", self.port), self._handler())
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.over.set()
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None

    def file(self, path: str) -> Any:
        """What stands at a path: as it was changed, or as it was built."""
        name = f"{path}index.html" if path.endswith("/") else path
        if name in self.changed:
            return self.changed[name]
        return (SITE / name).read_bytes() if (SITE / name).is_file() else None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                found = host.file(path.removeprefix(BELOW)) if path.startswith(BELOW) else None
                if found is ...:
                    host.over.wait()
                    return
                if found is None:
                    host.missed.set()
                self.send_response(404 if found is None else found if isinstance(found, int) else 200)
                self.send_header("Content-Type", guess_type(path)[0] or "text/html; charset=utf-8")
                self.send_header("Cache-Control", "max-age=3600")  # as many hosts do: what is kept must not live by it
                for name, value in headers().items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(found if isinstance(found, bytes) else b"")

            def log_message(self, *_: Any) -> None:
                return

        return Handler


@pytest.fixture
def host() -> Iterator[Host]:
    started = Host()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def phone(browser: Any, host: Host) -> Iterator[Callable[[str], Any]]:
    """Opens a page on one phone, in a tab of its own. A policy violation or an error of a script fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    complaints: list[str] = []

    def watch(page: Any) -> None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)

    context.on("page", watch)

    def opened(path: str, *, script: str = "") -> Any:
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.goto(f"http://127.0.0.1:{host.port}{BELOW}{path}")
        return page

    yield opened
    context.close()
    assert not complaints


def kept(page: Any, where: str = "On this phone") -> Any:
    """Press the button, and wait until the page says so."""
    page.locator(".keep button").click()
    expect(page.locator(".keep [role=status]")).to_contain_text(where)
    return page


def cut(page: Any, host: Host) -> None:
    """Take the network away: the browser's, and the server behind it."""
    page.context.set_offline(True)
    host.stop()


def files_of(folder: str) -> dict[str, bytes]:
    """The files of a built version that a copy may hold, by path."""
    names = json.loads((SITE / folder / f"sessions/{SESSION.id}/kit.json").read_text("utf-8"))["files"]
    paths = [f"{name}index.html" if name.endswith("/") else name for name in names]
    return {path: (SITE / folder / path).read_bytes() for path in paths}


def publish_another_build(host: Host, words: bytes) -> str:
    """Have the host serve a page with other words, and the list that a build makes of it: the build's name."""
    path = f"{TABLE}index.html"
    files = files_of("draft")
    files[path] = files[path].replace(b"Welcome</a>", words + b"</a>")
    listed = kit(DRAFT, SESSION, files, {})
    host.changed |= {f"draft/{path}": files[path], f"draft/sessions/{SESSION.id}/kit.json": listed}
    return str(json.loads(listed)["build"])


# -- the network is gone ----------------------------------------------------------------------------


def test_a_kept_session_opens_without_a_network_and_keeps_what_is_typed(phone, host, browser):
    page = phone(f"draft/{TABLE}#try")
    button = page.locator(".keep button")
    expect(button).to_be_visible()
    assert page.evaluate(COUNT) == 0 and page.evaluate(NAMES) == [], "nothing is kept before somebody asks"
    told = re.search(r"\((\d+) KB\)", button.text_content())
    kept(page)
    about = json.loads((SITE / "draft" / f"sessions/{SESSION.id}/kit.json").read_text("utf-8"))
    (name,) = page.evaluate(NAMES)
    assert name == f"relational-contracting kept {BELOW}draft/ {SESSION.id} {about['build']}"
    held = page.evaluate(
        """async (name) => {
          const cache = await caches.open(name), all = {};
          for (const asked of await cache.keys())
            all[asked.url] = (await (await cache.match(asked)).arrayBuffer()).byteLength;
          return all;
        }""",
        name,
    )
    here = f"http://127.0.0.1:{host.port}{BELOW}draft/"
    held.pop(f"{here}sessions/{SESSION.id}/kit.json")
    assert sorted(held) == sorted(here + file for file in about["files"])
    assert round(sum(held.values()) / 1000) == int(told[1])

    cut(page, host)
    page.reload()
    note = page.locator(".kept-note")
    expect(note).to_contain_text(f"iteration {DRAFT}, build {about['build']}")
    assert "{" not in note.text_content() and page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator(".on-phone")).to_be_visible()
    assert page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length)")
    page.get_by_role("link", name="Open the sheet").click()
    expect(note).to_be_visible()
    page.locator("form.sheet[data-ready]").wait_for()
    page.locator("form.sheet textarea").first.fill("Words typed without a network.")
    expect(page.locator(".work-said")).to_contain_text("Saved in this browser")
    page.reload()
    page.locator("form.sheet[data-ready]").wait_for()
    expect(page.locator("form.sheet textarea").first).to_have_value("Words typed without a network.")
    page.evaluate("document.fonts.load('1rem Atkinson')")
    assert page.evaluate("[...document.fonts].some((font) => font.family === 'Atkinson' && font.status === 'loaded')")
    for where, says in {
        f"go/{SESSION.id}/read/": "what is missing",
        "about/feedback/?page=x": "Give feedback",
        "principles/": "This page is not on your phone",
    }.items():
        page.goto(here + where)
        expect(page.locator("h1:visible, h2:visible").filter(has_text=says).first).to_be_visible()
    page.get_by_role("link", name="Back").click()
    expect(page.locator(".kept-note")).to_be_visible()

    stranger = browser.new_context().new_page()  # who kept nothing has nothing
    with pytest.raises(Error):
        stranger.goto(f"{here}{TABLE}")
    stranger.context.close()


def test_a_facilitator_runs_a_kept_session_without_a_network(phone, host):
    page = phone(f"draft/sessions/{SESSION.id}/")
    expect(page.locator(".keep button")).to_contain_text("Keep this workshop on this computer")
    kept(page, "On this computer")
    cut(page, host)
    page.reload()
    expect(page.locator(".kept-note")).to_contain_text(f"iteration {DRAFT}")
    start = page.get_by_role("button", name="Start", exact=True)
    start.click()
    for _ in SESSION.agenda:
        page.locator("body").press("ArrowRight")
    page.get_by_role("button", name="Save the minutes").wait_for()
    expect(page.locator(".minutes-parts li")).to_have_count(len(SESSION.agenda))
    page.get_by_role("link", name="The screen").click()
    expect(page.locator(".slide:visible")).to_have_count(1)
    page.goto(page.url.split("sessions/")[0] + "workshops/gather/")
    page.locator("#gather[data-ready][data-titles]").wait_for()


@pytest.mark.parametrize("answer", [..., 503])
def test_a_host_that_is_silent_or_broken_is_no_network(phone, host, answer):
    page = kept(phone(f"draft/{TABLE}"))
    host.changed[f"draft/{TABLE}index.html"] = answer
    page.goto(page.url)
    expect(page.locator(".kept-note")).to_be_visible()
    expect(page.locator("h1:visible")).to_have_count(1)


# -- the network is there ---------------------------------------------------------------------------


def test_another_build_is_read_at_once_and_kept(phone, host):
    page = kept(phone(f"draft/{TABLE}"))
    page.evaluate("(names) => Promise.all(names.map((name) => caches.open(name)))", STRANGE)
    (old,) = [name for name in page.evaluate(NAMES) if name not in STRANGE]
    page.reload()
    assert page.locator(".kept-note").count() == 0, "what the network answers is no copy"
    build = publish_another_build(host, b"Good morning")
    assert build not in old
    page.goto(page.url)
    expect(page.get_by_role("link", name="Good morning")).to_be_visible()
    assert page.locator(".kept-note").count() == 0
    new = old.rsplit(" ", 1)[0] + f" {build}"
    page.wait_for_function(
        "async ([old, new_]) => { const all = await caches.keys(); return all.includes(new_) && !all.includes(old); }",
        arg=[old, new],
    )
    expect(page.locator(".keep [role=status]")).to_contain_text(build)
    cut(page, host)
    page.reload()
    expect(page.locator(".kept-note")).to_contain_text(build)
    expect(page.get_by_role("link", name="Good morning")).to_be_visible()
    assert sorted(page.evaluate(NAMES)) == sorted([*STRANGE, new])


def test_a_build_that_comes_in_halves_is_not_kept(phone, host):
    page = phone(f"draft/{TABLE}")
    expect(page.locator(".keep button")).to_be_visible()
    host.changed["draft/assets/feedback.js"] = None
    kept(page, "It could not be fetched whole")
    assert page.evaluate(NAMES) == [] and page.evaluate(COUNT) == 0
    host.changed.clear()
    kept(page)
    (old,) = page.evaluate(NAMES)
    publish_another_build(host, b"Good morning")
    host.changed["draft/assets/feedback.js"] = None
    host.missed.clear()
    page.goto(page.url)
    assert host.missed.wait(20), "the worker tried to keep the other build"
    page.wait_for_function("async (old) => (await caches.keys()).join() === old", arg=old)
    cut(page, host)
    page.reload()
    expect(page.get_by_role("link", name="Welcome")).to_be_visible()
    assert page.evaluate(NAMES) == [old], "the whole old copy stays, and says what it is"


# -- away with it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [switch(Project(keep=False)).encode(), None])
def test_the_switch_takes_every_copy_of_every_version_away_and_nothing_else(phone, host, said):
    latest = kept(phone(f"latest/{TABLE}"))
    page = kept(phone(f"draft/{TABLE}"))
    page.evaluate("(names) => Promise.all(names.map((name) => caches.open(name)))", STRANGE)
    page.reload()
    page.locator(".on-phone").wait_for()
    assert page.evaluate(COUNT) == 2 and len(page.evaluate(NAMES)) == len(STRANGE) + 2
    host.changed[SWITCH] = said
    page.goto(page.url.replace(TABLE, TRIED))  # on any page, not only where the button is
    page.wait_for_function(f"async () => await {COUNT} === 1")
    assert len(page.evaluate(NAMES)) == len(STRANGE) + 1
    latest.reload()
    latest.wait_for_function(f"async () => await {COUNT} === 0")
    assert sorted(page.evaluate(NAMES)) == sorted(STRANGE)
    page.goto(page.url.replace(TRIED, TABLE))
    expect(page.locator(".keep [role=status]")).to_contain_text("switched keeping off" if said else "not offered now")
    assert not page.locator(".keep button").is_visible() and not page.locator(".on-phone").is_visible()


def test_one_button_removes_what_was_kept_of_this_session_only(phone, host):
    page = kept(phone(f"draft/{TABLE}"))
    second = kept(phone(f"draft/{TABLE}".replace(SESSION.id, OTHER.id)))
    page.evaluate("(names) => Promise.all(names.map((name) => caches.open(name)))", STRANGE)
    kept(page, "Removed.")
    expect(page.locator(".keep button")).to_contain_text("Keep this workshop on my phone")
    assert page.evaluate(COUNT) == 1
    assert {name for name in page.evaluate(NAMES) if OTHER.id not in name} == {*STRANGE}
    cut(second, host)
    second.reload()
    expect(second.locator(".kept-note")).to_be_visible()
    kept(second, "Removed.")
    second.wait_for_function(f"async () => await {COUNT} === 0")
    assert sorted(second.evaluate(NAMES)) == sorted(STRANGE)
    with pytest.raises(Error):
        second.reload()


def test_a_session_that_an_address_no_longer_has_retires_itself(phone, host):
    """As under `latest/` when the next release has another session."""
    page = kept(phone(f"latest/{TABLE}"))
    host.changed[f"latest/sessions/{SESSION.id}/kit.json"] = None
    page.goto(page.url.replace(TABLE, TRIED))
    page.wait_for_function(f"async () => await {COUNT} === 0")
    assert page.evaluate(NAMES) == []


# -- where it cannot be -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script, says",
    [
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "without encryption"),
        ("Object.defineProperty(window, 'caches', { value: undefined })", "keeps no pages"),
        ("navigator.serviceWorker.register = () => Promise.reject(new Error('no'))", "does not allow it"),
    ],
)
def test_where_nothing_can_be_kept_the_page_says_why(phone, script, says):
    page = phone(f"draft/{TABLE}", script=script)
    said = page.locator(".keep [role=status]")
    if "register" in script:
        kept(page, says)
    else:
        expect(said).to_contain_text(says)
        assert not page.locator(".keep button").is_visible()
    assert "Leave the page open" in said.text_content() or "register" in script


def test_a_page_from_a_disk_says_that_it_is_here_already(browser):
    page = browser.new_page()
    page.goto((SITE / "draft" / TABLE / "index.html").as_uri())
    expect(page.locator(".keep [role=status]")).to_contain_text("from a disk")
    assert not page.locator(".keep button").is_visible()
    page.close()


# -- what the build makes ---------------------------------------------------------------------------


def test_the_list_follows_what_pages_lead_to_and_load():
    table = f"sessions/{SESSION.id}/table/index.html"
    files = {
        table: b"""<link rel="stylesheet" href="../../../assets/a.css"><script src="../../../assets/a.js"></script>
        <div class="on-table"><a href="../../../tools/x/?y#z">x</a><a href="https://elsewhere.example/">y</a></div>
        <a href="../">all</a>""",
        f"sessions/{SESSION.id}/index.html": b"the facilitator's",
        "tools/x/index.html": b'<img src="x.svg"><a href="../z/">z</a>',
        "tools/x/x.svg": b"<svg/>",
        "tools/z/index.html": b"z",
        "assets/a.css": b"@font-face{src:url(b.woff2)} a{background:url(data:,)}",
        "assets/b.woff2": b"letters",
        "assets/a.js": b'import {c} from "./c.js"; const more = () => import("./d.js"); const no = import(name);',
        "assets/c.js": b'import "./a.js";',
        "assets/d.js": b"",
        "assets/e.js": b"",
    }
    short = {"tools/x/index.html": [f"go/{SESSION.id}/x/index.html", "go/x/index.html"]}
    files |= dict.fromkeys(short["tools/x/index.html"], b"leads on")
    made = json.loads(kit(DRAFT, SESSION, files, short))
    assert made["files"] == [
        *("assets/a.css", "assets/a.js", "assets/b.woff2", "assets/c.js", "assets/d.js"),
        *(f"go/{SESSION.id}/x/", f"sessions/{SESSION.id}/", f"sessions/{SESSION.id}/table/"),
        *("tools/x/", "tools/x/x.svg"),
    ]
    other = json.loads(kit(DRAFT, SESSION, {**files, "assets/d.js": b"1"}, short))
    same = json.loads(kit(DRAFT, SESSION, {**files, "assets/e.js": b"1", "tools/z/index.html": b"1"}, short))
    assert made["build"] == same["build"] != other["build"] and other["bytes"] == made["bytes"] + 1


def test_every_session_has_its_list_in_every_version_that_has_sessions():
    for folder in ("draft", "latest"):
        sessions = {path.parent.name for path in (SITE / folder / "sessions").glob("*/table")}
        listed = {path.parent.name for path in (SITE / folder / "sessions").glob("*/kit.json")}
        assert sessions == listed and sessions and (SITE / folder / WORKER).is_file()
    assert not (SITE / "0.1" / WORKER).exists()
    assert json.loads((SITE / SWITCH).read_text("utf-8")) == {"keep": True}


def test_the_lists_are_made_again_when_pages_say_more():
    """As when documents are put with a version, and pages tell how big those are."""
    site, files = open_site(ROOT, "draft"), read(SITE / "draft")
    assert with_kits(site, without_kits(files)) == files and len(without_kits(files)) < len(files)
    path = f"{TABLE}index.html"
    assert (
        with_kits(site, {**files, path: files[path] + b"\n"})[f"sessions/{SESSION.id}/kit.json"]
        != files[f"sessions/{SESSION.id}/kit.json"]
    )


def test_the_worker_is_small():
    assert len(gzip.compress((SITE / "draft" / WORKER).read_bytes(), 6)) <= 3_000


@pytest.mark.parametrize("said, keeps", [("", True), ("on", True), ("off", False), ("No", False), ("offf", False)])
def test_one_value_switches_it_off_and_a_typing_error_does_not_undo_that(tmp_path, said, keeps):
    project = find_project(tmp_path, {"HANDBOOK_KEEP": said})
    assert project.keep is keeps and json.loads(switch(project)) == {"keep": keeps}
