"""A service file: kept in the browser under a service's name, saved, opened, merged, across windows and iterations."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from chosen import (
    AUTHORITY_READINESS,
    DRAFT,
    IS_RELATIONAL_RIGHT,
    LEARNING_LOG,
    SHARED_VISION_CANVAS,
    called,
)
from chosen import handbook as read
from conftest import ROOT
from docx.oxml.ns import qn
from service_files import service_file
from test_browser import axe

from macros.model import Tool
from macros.model.handbook import version_key

RIGHT = f"draft/tools/{IS_RELATIONAL_RIGHT}/sheet/"
READY = f"draft/tools/{AUTHORITY_READINESS}/sheet/"
TOOL = IS_RELATIONAL_RIGHT
TITLE = read().draft.elements[TOOL].title
TOOLS = sum(bool(tool.fields) for tool in read().draft.of("tool"))


def ready(page: Any) -> Any:
    page.set_default_timeout(30_000)
    page.wait_for_selector("form[data-ready]")
    return page


def opened(open_page: Any, place: str = RIGHT, **options: Any) -> Any:
    return ready(open_page(place, **options))


def second(page: Any, address: str = "", script: str = "") -> Any:
    """Another window of the same browser."""
    other = page.context.new_page()
    if script:
        other.add_init_script(script)
    other.goto(address or page.url)
    return ready(other)


def told(page: Any, words: str) -> str:
    """Wait until the page says something."""
    page.wait_for_function("w => document.querySelector('.work-said')?.textContent.includes(w)", arg=words)
    return str(page.locator(".work-said").inner_text())


def fill(page: Any, words: str, name: str = "purpose") -> None:
    """Type, and wait until it is kept."""
    page.evaluate("document.querySelector('.work-said').textContent = ''")
    page.fill(f"[name={name}]", words)
    told(page, "Saved in this browser")


def a_file(values: dict[str, Any], tool: str = TOOL, service: str = "My service", **more: Any) -> dict[str, Any]:
    tools = {tool: {"iteration": DRAFT, "saved": "2026-11-28T10:00:00Z", "values": values}}
    return {"format": "relational-contracting-service/1", "service": service, "tools": tools, **more}


def bring(page: Any, body: Any) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    page.get_by_label("Open a file").set_input_files({"name": "a", "mimeType": "application/json", "buffer": raw})


def saved(page: Any, name: str = "Save a file") -> tuple[str, dict[str, Any]]:
    if page.locator(".work-tools details").get_attribute("open") is None:
        page.locator(".work-tools summary").click()
    with page.expect_download() as waiting:
        page.locator(".work-tools").get_by_role("button", name=name, exact=True).click()
    return waiting.value.suggested_filename, json.loads(Path(waiting.value.path()).read_text("utf-8"))


def choose(page: Any, service: str) -> None:
    """Turn to another service."""
    if page.locator(".work-tools details").get_attribute("open") is None:
        page.locator(".work-tools summary").click()
    page.select_option("#service", service)


STRANGE = "‏שלום <b>&amp;</b> 😀 =1+1"


def test_what_is_typed_comes_back_and_goes_out_the_same(open_page):
    page = opened(open_page)
    fill(page, STRANGE)
    page.reload()
    ready(page)
    assert page.input_value("[name=purpose]") == STRANGE
    name, file = saved(page)
    assert re.fullmatch(rf"My-service-{TOOL}-{re.escape(DRAFT)}-\d{{4}}-\d\d-\d\d\.json", name)
    assert file["tools"][TOOL]["values"] == {"purpose": STRANGE} and not axe(page)
    long = "Wort " * 20_000
    fill(page, long)
    assert saved(page)[1]["tools"][TOOL]["values"]["purpose"] == long


def test_words_typed_a_moment_before_leaving_are_there_again(open_page):
    page = opened(open_page)
    fill(page, "Before")
    for number in range(3):
        page.fill("[name=purpose]", f"A moment before {number}")
        page.goto(page.url.replace("/sheet/", "/"))
        page.goto(page.url + "sheet/")
        ready(page)
        assert page.input_value("[name=purpose]") == f"A moment before {number}"
    assert page.locator("dialog").count() == 0
    assert not page.evaluate("Object.keys(localStorage).filter((name) => name.includes('last words')).length")


SLOW = """const get = IDBObjectStore.prototype.get;
IDBObjectStore.prototype.get = function (key) { // keeps its transaction open for a second
  const until = performance.now() + 1000;
  const again = () => { if (performance.now() < until) get.call(this, key).onsuccess = again; };
  again();
  return get.call(this, key);
};"""


def test_words_typed_before_the_browser_has_answered_stay(open_page):
    page = opened(open_page)
    fill(page, "Kept before")
    other = page.context.new_page()
    other.add_init_script(SLOW)
    other.goto(page.url)
    other.wait_for_selector("#service option", state="attached")
    other.fill("[name=service]", "A quick hand")
    assert other.get_attribute("form.sheet", "data-ready") is None, "it was typed before"
    ready(other)
    assert other.input_value("[name=service]") == "A quick hand"
    assert other.input_value("[name=purpose]") == "Kept before"
    told(other, "Saved in this browser")
    assert saved(other)[1]["tools"][TOOL]["values"] == {"service": "A quick hand", "purpose": "Kept before"}


OURS = a_file({"purpose": "Theirs"})
WRONG = {
    "empty": b"",
    "cut short": json.dumps(OURS).encode()[:90],
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "another's": b'{"format": "x"}',
    "a list": b"[[[]]]",
    "nested too deep": b"[" * 200_000,
    "newer": json.dumps({**OURS, "format": "relational-contracting-service/2"}).encode(),
    "no tools": json.dumps({**OURS, "tools": []}).encode(),
    "odd names": json.dumps({**OURS, "tools": {TOOL: {"values": {"<img src=x>": "1"}}}}).encode(),
    "a prototype": json.dumps({**OURS, "tools": {TOOL: {"values": {"__proto__": {"a": 1}}}}}).encode(),
    "what every object has": json.dumps(a_file({"constructor": "1"})).encode(),
    "a tool that every object has": json.dumps(
        {**OURS, "tools": {**OURS["tools"], "constructor": {"values": {}}}}
    ).encode(),
    "rows that are none": json.dumps(a_file({"scores": {"a": 1}})).encode(),
    "rows in rows": json.dumps(a_file({"scores": [{"score": [1]}]})).encode(),
    "too many rows": json.dumps(a_file({"scores": [{}] * 501})).encode(),
    "another tool": json.dumps(a_file({"a": "1"}, tool=LEARNING_LOG)).encode(),
    "an unknown tool": json.dumps(a_file({"a": "1"}, tool="zebra")).encode(),
}


def test_a_wrong_file_changes_nothing_and_says_why(open_page, tmp_path):
    page = opened(open_page)
    fill(page, "Mine")
    for what, body in WRONG.items():
        page.evaluate("document.querySelector('.work-said').textContent = ''")
        bring(page, body)
        said = told(page, "Nothing was changed.")
        assert len(said) > 30 and page.input_value("[name=purpose]") == "Mine", what
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    page.get_by_label("Open a file").set_input_files(huge)
    told(page, "too big")
    assert page.evaluate("Object.prototype.a === undefined")
    bring(page, OURS)  # and a right one is not refused
    page.wait_for_selector("dialog.look")


def test_where_two_differ_both_are_looked_at_before_anything_changes(open_page):
    page = opened(open_page, width=360, height=740)
    fill(page, "Mine")
    page.fill("[name=reasons]", "Only here")
    theirs = {"purpose": "Theirs", "dissent": "Only there", "scores": [{"score": "4"}], "gone-field": "An older answer"}
    bring(page, a_file(theirs))
    box = page.locator("dialog.look")
    box.wait_for()
    assert "One answer differs" in box.inner_text() and "Its purpose, in one sentence" in box.inner_text()
    assert page.input_value("[name=dissent]") == "" and not axe(page)
    box.get_by_role("button", name="Take what I chose").click()
    assert "not chosen yet" in box.inner_text() and page.input_value("[name=purpose]") == "Mine"
    page.keyboard.press("Escape")
    told(page, "Nothing was changed.")
    assert page.input_value("[name=dissent]") == ""

    bring(page, a_file(theirs))
    box.get_by_label("In the file: Theirs").check()
    box.get_by_role("button", name="Take what I chose").click()
    told(page, "Opened “My service”")
    assert page.input_value("[name=purpose]") == "Theirs" and page.input_value("[name=dissent]") == "Only there"
    assert page.input_value("[name=reasons]") == "Only here" and "An older answer" in page.inner_text(".work-left")
    values = saved(page)[1]["tools"][TOOL]["values"]
    assert values == {**theirs, "reasons": "Only here", "need-result": "4"}

    bring(page, a_file({**values, "purpose": "A third"}))
    box.get_by_label("Both, one below the other").check()
    box.get_by_role("button", name="Take what I chose").click()
    box.wait_for(state="detached")
    assert page.input_value("[name=purpose]") == "Theirs\n\nA third"

    bring(page, a_file({"purpose": "A fourth"}))
    box.get_by_role("button", name="Keep both").click()
    told(page, "beside yours")
    assert page.input_value("#service") == "My service (2)" and page.input_value("[name=purpose]") == "A fourth"
    choose(page, "My service")
    page.wait_for_function("() => document.querySelector('[name=purpose]')?.value.startsWith('Theirs')")
    bring(page, saved(page)[1])
    told(page, "says what is here already")


def test_two_services_stand_side_by_side(open_page):
    page = opened(open_page)
    fill(page, "The first")
    page.locator(".work-tools summary").click()
    page.fill("[name=purpose]", "The first, changed a moment ago")
    page.fill("#service-new", "Drug and alcohol recovery 2027")
    page.get_by_role("button", name="Begin").click()
    told(page, "is begun")
    assert page.input_value("[name=purpose]") == ""
    fill(page, "The second")
    page.goto(page.url.replace(TOOL, AUTHORITY_READINESS))
    ready(page)
    assert page.input_value("#service") == "Drug and alcohol recovery 2027", "the next tool is of the same service"
    page.go_back()
    ready(page)
    assert page.input_value("[name=purpose]") == "The second"
    choose(page, "My service")
    page.wait_for_function("() => document.querySelector('[name=purpose]')?.value.endsWith('a moment ago')")
    page.get_by_role("button", name="Delete these answers").click()
    assert page.input_value("[name=purpose]") != ""
    page.get_by_role("button", name="Delete for good? Press again").click()
    told(page, "Deleted from this browser")
    choose(page, "Drug and alcohol recovery 2027")
    page.wait_for_function("() => document.querySelector('[name=purpose]')?.value === 'The second'")


ALONE = "delete window.BroadcastChannel; Object.defineProperty(document, 'hidden', { get: () => true });"


def test_two_windows_lose_nothing(open_page):
    page = opened(open_page)
    other = second(page)
    fill(page, "From the first")
    told(other, "Another window changed")
    assert other.input_value("[name=purpose]") == "From the first"
    asleep = second(page, script=ALONE)  # hears nothing from the others
    fill(page, "Still from the first")
    asleep.fill("[name=dissent]", "From the third")
    told(asleep, "Saved in this browser")
    assert asleep.input_value("[name=purpose]") == "Still from the first", "what the other wrote is taken in"
    fill(page, "The first again")
    asleep.fill("[name=purpose]", "The third says otherwise")
    box = asleep.locator("dialog.look")
    box.wait_for()
    assert "The first again" in box.inner_text() and "The third says otherwise" in box.inner_text()
    asleep.close()  # as in a crash: nobody has chosen
    late = page.context.new_page()
    late.goto(page.url)
    late.locator("dialog.look").wait_for()
    assert "The third says otherwise" in late.locator("dialog.look").inner_text()
    late.keyboard.press("Escape")
    told(late, "Both are kept")
    assert late.input_value("[name=purpose]") == "The third says otherwise"
    page.reload()
    ready(page)
    assert {*page.locator("#service option").all_text_contents()} == {"My service", "My service (2)"}
    choose(page, "My service")
    assert page.input_value("[name=purpose]") == "The first again"


def test_what_another_window_deletes_is_said_and_not_raised_again(open_page):
    page = opened(open_page)
    fill(page, "Here")
    other = second(page)
    page.locator(".work-tools summary").click()
    page.get_by_role("button", name="Delete these answers").click()
    page.get_by_role("button", name="Delete for good? Press again").click()
    told(other, "Another window deleted these answers")
    other.fill("[name=dissent]", "More")
    told(other, "kept nowhere")
    other.get_by_role("button", name="Keep it again").click()
    told(other, "Saved in this browser")


def leaving_asks(page: Any) -> bool:
    """Whether the browser asks before the page is left."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    return asked == ["beforeunload"]


def test_a_full_store_is_said_and_what_was_kept_stays(open_page):
    page = open_page("draft/")
    devtools = page.context.new_cdp_session(page)
    room = {"origin": page.evaluate("location.origin"), "quotaSize": 300_000}
    devtools.send("Storage.overrideQuotaForOrigin", room)
    page.goto(page.url.replace("draft/", RIGHT))
    ready(page)
    fill(page, "Before")
    page.fill("[name=purpose]", "Too much " * 100_000)
    told(page, "no room")
    page.locator(".work-tools summary").click()
    page.fill("#service-new", "Another")
    page.get_by_role("button", name="Begin").click()
    told(page, "First save a file")
    assert page.input_value("#service") == "My service" and page.input_value("[name=purpose]").startswith("Too much")
    assert saved(page)[1]["tools"][TOOL]["values"]["purpose"].startswith("Too much")
    assert leaving_asks(page)
    ready(page)
    assert page.input_value("[name=purpose]") == "Before"


REFUSED = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });"


def test_a_browser_that_keeps_nothing_says_so_and_still_saves_a_file(open_page):
    page = opened(open_page)
    private = second(page, script=REFUSED)
    told(private, "keeps nothing here")
    private.fill("[name=purpose]", "Only here")
    told(private, "no room, or keeps nothing")
    assert saved(private)[1]["tools"][TOOL]["values"] == {"purpose": "Only here"}
    assert leaving_asks(private)


def test_on_a_shared_computer_nothing_is_kept(open_page):
    page = opened(open_page)
    page.locator(".work-tools summary").click()
    page.get_by_label("Others use this computer").check()
    page.fill("[name=purpose]", "Nobody's business")
    choose(page, "My service")
    assert saved(page)[0].startswith("My-service")
    page.goto(page.url.replace(TOOL, AUTHORITY_READINESS))
    ready(page)
    assert page.get_by_label("Others use this computer").is_checked(), "it holds as long as the window is open"
    page.go_back()
    ready(page)
    assert page.input_value("[name=purpose]") == ""
    assert page.evaluate("indexedDB.databases()") != []  # there, and empty
    page.locator(".work-tools summary").click()
    page.get_by_label("Others use this computer").uncheck()
    fill(page, "Kept again")


def test_words_kept_in_an_older_sheet_are_told_and_can_be_brought_along(open_page):
    page = opened(open_page)
    kept = {
        f"handbook /some/path/ sheet tools/{TOOL}/sheet/ 0.5": '{"purpose": "From May", "scores.1.score": "4"}',
        f"sheet tools/{TOOL}/sheet/ 0.3": '{"dissent": "From March"}',
        f"handbook /other/ sheet tools/{TOOL}/sheet/ 0.5": '{"purpose": "Not ours"}',
        f"sheet tools/{TOOL}/sheet/ 0.4": "{broken",
    }
    page.evaluate("(kept) => Object.assign(localStorage, kept)", kept)
    page.reload()
    ready(page)
    told_of = page.locator(".work-older", has_text="iteration 0.5")
    told_of.wait_for()
    assert "iteration 0.3" in told_of.inner_text() and "Not ours" not in page.content() and not axe(page)
    told_of.locator("p", has_text="iteration 0.5").get_by_role("button", name="Bring them in").click()
    told(page, "They are here now")
    assert page.input_value("[name=purpose]") == "From May"
    assert page.locator('[name="scores.1.score"][value="4"]').is_checked()
    page.reload()
    ready(page)
    page.locator(".work-older p", has_text="iteration 0.3").wait_for()
    assert page.locator(".work-older p", has_text="iteration 0.5").count() == 0, (
        "what is here already is not told again"
    )
    page.get_by_role("button", name="Delete them").click()
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.includes('sheet')).length") == 3


def test_answers_follow_the_data_from_one_iteration_to_the_next(open_page):
    page = opened(open_page)
    module = "../../../assets/forms/follow.js"
    follow = "([at, ...given]) => import(new URL(at, location.href).href).then((m) => m.followed(...given))"
    values = {"old": "a", "table.1.points": "3", "list.2.x": "y", "a": "one", "b": "two", "kept": "k"}
    moved = {"old": "new", "table": "rows", "rows.points": "rows.score", "list": "longer", "a": "ab", "b": "ab"}
    assert page.evaluate(follow, [module, values, {"moved": moved}, "0.4"]) == {
        "new": "a",
        "rows.1.score": "3",
        "longer.2.x": "y",
        "ab": "one\n\ntwo",
        "kept": "k",
    }
    both = {"old": "then", "new": "now"}
    assert page.evaluate(follow, [module, both, {"moved": {"old": "new"}}, "0.4"]) == {"new": "now\n\nthen"}
    rows = {"t.1.x": "stays", "t.2.x": "was second", "t.3.x": "went"}
    about = {"shifted": {"0.2": {"t": [1, 3, 0]}}}
    moved_rows = {"t.1.x": "stays", "t.3.x": "was second", "t-0-2.3.x": "went"}
    assert page.evaluate(follow, [module, rows, about, "0.2"]) == moved_rows
    assert page.evaluate(follow, [module, rows, about, "0.3"]) == rows


def test_a_row_is_known_by_its_words():
    from macros.pages.toolbook import _places

    then = ["Commissioning", "Procurement", "Audit", "Chaplaincy"]
    assert _places(then, ["Commissioning", "Operations", "Procurement", "Internal audit"]) == [1, 3, 4, 0]
    assert _places(then, then) == [1, 2, 3, 4]


def test_the_purpose_is_written_once_and_says_where_it_comes_from(open_page):
    page = opened(open_page)
    fill(page, "A home of their own")
    fill(page, "Tenancy support", "service")
    page.goto(page.url.replace(TOOL, AUTHORITY_READINESS))
    ready(page)
    page.locator(".carried").first.wait_for()
    assert page.input_value("[name=service]") == "Tenancy support"
    assert page.locator(".carried").first.inner_text() == f"Carried over from “{TITLE}”."


FILES = ROOT / "tests" / "service-files"


def flat(values: dict[str, Any]) -> dict[str, str]:
    """Answers by the names of the form."""
    found = {}
    for field, value in values.items():
        rows = value if isinstance(value, list) else []
        found |= {f"{field}.{n}.{column}": cell for n, row in enumerate(rows, 1) for column, cell in row.items()}
        if not isinstance(value, list):
            found[field] = value
    return {name: str(value) for name, value in found.items() if value != ""}


def file_of(iteration: Any) -> dict[str, Any]:
    """What a form of a release saved: the file that lies here, or one as the release would make it now."""
    path = FILES / f"{iteration.version}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else service_file(iteration)


def test_the_files_of_the_releases_are_what_their_iterations_say(handbook):
    """Made with a release, by `python tests/service_files.py 0.6`, and then left as they are."""
    assert [*FILES.glob("*.json")]
    for path in FILES.glob("*.json"):
        file = json.loads(path.read_text("utf-8"))
        assert file == service_file(handbook.iterations[path.stem]), f"{path.name} is not what its iteration says"


def each_once(handbook: Any) -> list[tuple[str, str]]:
    """The tools in the files of all releases, without those that stand in a later file with the same answers."""
    files = {each.version: file_of(each)["tools"] for each in handbook.iterations.values() if not each.is_draft}
    seen: dict[str, tuple[str, str]] = {}
    for version, tools in files.items():
        for tool, about in tools.items():
            seen[json.dumps([tool, about["values"]])] = (version, tool)
    return sorted(seen.values())


def has_a_place(tool: Tool, name: str) -> bool:
    """Whether a tool of now asks for an answer, under its name or a later one. What may be chosen can have gone."""
    id_, _, cell = name.partition(".")
    field = next((field for field in tool.fields if id_ in (field.id, *field.was)), None)
    if not field or not cell:
        return bool(field) and field.type not in ("choice", "scale")
    column = next((each for each in field.columns if cell.split(".")[1] in (each.id, *each.was)), None)
    return bool(column) and column.type not in ("choice", "scale") and not field.rows


def follow(handbook: Any, id_: str) -> Any:
    """What the draft has of a tool or an aid of any release, under whatever name; nothing if it was retired."""
    return next((each for each in handbook.draft.elements.values() if id_ in (each.id, *each.was)), None)


def test_a_file_of_every_release_opens_in_the_newest_and_nothing_is_dropped(open_page, handbook):
    page, opened_ = open_page("draft/"), 0
    for version, tool in each_once(handbook):
        now = follow(handbook, tool)
        if not getattr(now, "fields", None):
            continue  # gone, or a decision aid: tests/test_aids_kept.py
        file = json.dumps(file_of(handbook.iterations[version])).encode()
        page.goto(re.sub(r"draft/.*", f"draft/tools/{now.id}/sheet/", page.url))
        ready(page)
        bring(page, file)
        page.wait_for_selector("dialog.look, .work-said:not(:empty)")
        if page.locator("dialog.look").count():
            page.locator("dialog.look").get_by_role("button", name="All: In the file").click()
            page.locator("dialog.look").get_by_role("button", name="Take what I chose").click()
        told(page, f"iteration {version}")
        asked = flat(json.loads(file)["tools"][tool]["values"])
        got = flat(saved(page)[1]["tools"][now.id]["values"])
        assert sorted({*asked.values()} - {*got.values()}) == [], (version, tool)
        there = dict(
            page.evaluate("[...new FormData(document.querySelector('form[data-ready]'))].filter(([, v]) => v)")
        )
        left = {line.split(":")[0] for line in page.locator(".work-left li").all_inner_texts()}
        strange = {name for name in left if has_a_place(now, name)}
        assert not strange and not left & {*there}, (version, tool, left)
        assert {*got} == left | {*there}
        opened_ += 1
    assert opened_ >= 3


# -- The page with all tools of one service.

PAGE = "draft/tools/service-file/"


def the_page(open_page: Any, place: str = PAGE, **options: Any) -> Any:
    page = open_page(place, **options)
    page.set_default_timeout(30_000)
    page.wait_for_selector(".service-page[data-ready]")
    return page


SIX = ["is-relational-right", "route-chooser", "cross-function-alignment", "shared-vision-canvas", "learning-log"]


def some_tools(version: str = "0.5") -> dict[str, Any]:
    file = json.loads((FILES / f"{version}.json").read_text("utf-8"))
    file["tools"]["shared-vision-canvas"]["saved"] = "2026-11-28T11:00:00.000Z"  # what was saved last speaks first
    return {**file, "service": "Tenancy support", "tools": {called(id_): file["tools"][id_] for id_ in SIX}}


def row(page: Any, tool: str) -> str:
    return str(page.locator(f".service-tools [data-tool={tool}]").inner_text())


def test_a_board_paper_is_taken_away_with_what_the_tools_say(open_page):
    page = the_page(open_page, width=360, height=740)
    bring(page, some_tools())
    told(page, "Opened “Tenancy support”")
    page.fill("#service-rate", "40")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Filled in, as Word: Board paper").click()
    assert waiting.value.suggested_filename.startswith(f"Tenancy-support-board-paper-{DRAFT}-")
    paper = docx.Document(waiting.value.path())
    words = "\n".join(text.text or "" for text in paper.element.body.iter(qn("w:t")))
    purpose = some_tools()["tools"][TOOL]["values"]["purpose"]
    assert purpose in words and "but prepare first" in words and "Tenancy support" in words
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('offline')); }")
    page.get_by_role("button", name="Filled in, as Word: Board paper").click()
    told(page, "could not be made")


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_the_page_says_what_each_tool_says_and_what_comes_next(open_page, palette):
    page = the_page(open_page, width=360, height=740, palette=palette)
    assert not axe(page)
    bring(page, some_tools())
    told(page, "Opened “Tenancy support”: 5 tools.")
    assert "prepare first" in row(page, TOOL) and "10 of 10 filled in" in row(page, TOOL)
    assert "saved with iteration 0.5" in row(page, TOOL)
    assert f"5 of {TOOLS} tools begun." in page.locator(".service-view").inner_text()
    said = page.locator(".service-view").inner_text()
    title = read().draft.elements[SHARED_VISION_CANVAS].title
    assert f"from “{title}”" in said and "puts the purpose otherwise" in said
    assert "Authority readiness check" in said and "If statement 7 is low" in said, "what comes next, and why"
    page.fill("#service-ends", "2027-09-30")
    page.dispatch_event("#service-ends", "change")
    page.wait_for_function("() => document.body.textContent.includes('Begin by 1 August 2026')")
    assert "Begin by 1 June 2027" in page.locator("[data-step='3']").inner_text()
    page.locator(".service-after summary").click()
    assert "1 August 2026 to 1 October 2026: Your own house" in page.locator(".service-after").inner_text()
    assert not axe(page) and page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def saved_page(page: Any) -> tuple[str, dict[str, Any]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save one file for a colleague").click()
    return waiting.value.suggested_filename, json.loads(Path(waiting.value.path()).read_text("utf-8"))


def test_one_file_for_a_colleague_and_back(open_page, browser):
    page = the_page(open_page)
    bring(page, {**some_tools(), "ends": "2027-09-30"})
    told(page, "Opened")
    name, file = saved_page(page)
    assert re.fullmatch(rf"Tenancy-support-all-tools-{re.escape(DRAFT)}-\d{{4}}-\d\d-\d\d\.json", name)
    assert file == {**some_tools(), "ends": "2027-09-30"}, "what was not touched goes out as it came in"
    page.locator(f".service-tools [data-tool={TOOL}] a").click()
    ready(page)
    assert page.input_value("#service") == "Tenancy support"
    fill(page, "Written since")
    page.go_back()
    page.wait_for_selector(".service-page[data-ready]")
    bring(page, file)
    box = page.locator("dialog.look")
    box.wait_for()
    assert f"{TITLE}: Its purpose" in box.inner_text() and not axe(page)
    page.keyboard.press("Escape")
    told(page, "Nothing was changed.")
    bring(page, file)
    box.get_by_label("Here: Written since").check()
    box.get_by_role("button", name="Take what I chose").click()
    told(page, "Opened")
    assert saved_page(page)[1]["tools"][TOOL]["values"]["purpose"] == "Written since"
    bring(page, file)
    box.get_by_role("button", name="Keep both").click()
    told(page, "Opened “Tenancy support (2)”")
    assert saved_page(page)[1]["tools"] == file["tools"]


def test_a_wrong_file_changes_nothing_on_the_page_either(open_page, tmp_path):
    page = the_page(open_page)
    bring(page, some_tools())
    told(page, "Opened")
    for what, body in WRONG.items():
        if what in ("another tool", "an unknown tool"):
            continue  # they have a place here
        page.evaluate("document.querySelector('.work-said').textContent = ''")
        bring(page, body)
        told(page, "Nothing was changed.")
        assert f"5 of {TOOLS}" in page.locator(".service-view").inner_text(), what
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    page.get_by_label("Open a file").set_input_files(huge)
    told(page, "too big")
    bring(page, a_file({"a": "<img src=x onerror=alert(1)>"}, tool="zebra", service="Tenancy support"))
    told(page, "Opened")
    assert "zebra" in page.locator(".service-after").inner_text() and page.locator(".service-after img").count() == 0
    assert saved_page(page)[1]["tools"]["zebra"]["values"] == {"a": "<img src=x onerror=alert(1)>"}


@pytest.mark.parametrize("saved, ends", [("yesterday", "2027-13-45"), ("2027-99-99T10:00:00Z", "soon"), (17, [])])
def test_a_day_that_there_is_not_is_left_out_and_the_answers_are_taken(open_page, saved, ends):
    page = the_page(open_page)
    body = a_file({"purpose": "Kept"}, service="Tenancy support", ends=ends)
    body["tools"][TOOL]["saved"] = saved
    bring(page, body)
    told(page, "Opened")
    assert "Invalid" not in page.locator("main").inner_text() and "NaN" not in page.locator("main").inner_text()
    file = saved_page(page)[1]
    assert file["tools"][TOOL]["values"] == {"purpose": "Kept"} and "ends" not in file


def test_a_service_is_renamed_deleted_and_nothing_else_with_it(open_page):
    page = the_page(open_page)
    bring(page, some_tools())
    told(page, "Opened")
    form = second(page, page.url.replace("service-file", f"{TOOL}/sheet"))
    page.locator(".service-bar summary").click()
    page.fill("#service-new", "Tenancy 2027")
    page.get_by_role("button", name="Rename this one").click()
    told(page, "It is called “Tenancy 2027” now.")
    form.wait_for_function("() => document.querySelector('#service')?.value === 'Tenancy 2027'")
    page.fill("#service-new", "Another")
    page.get_by_role("button", name="Begin another").click()
    told(page, "is begun")
    bring(page, a_file({"purpose": "Other"}, service="Another"))
    told(page, "Opened “Another”")
    page.get_by_role("button", name="Delete this service here").click()
    page.get_by_role("button", name="Delete for good? Press again").click()
    told(page, "“Another” is deleted")
    page.select_option("#service", "Tenancy 2027")
    page.wait_for_function(
        "words => document.querySelector('.service-view')?.textContent.includes(words)", arg=f"5 of {TOOLS}"
    )


def test_a_shared_computer_or_a_browser_that_keeps_nothing_shows_and_saves_all_the_same(open_page):
    page = the_page(open_page)
    page.get_by_label("Others use this computer").check()
    bring(page, some_tools())
    told(page, "shown and not kept")
    assert "prepare first" in row(page, TOOL) and saved_page(page)[1]["tools"] == some_tools()["tools"]
    page.reload()
    page.wait_for_selector(".service-page[data-ready]")
    assert f"0 of {TOOLS}" in page.locator(".service-view").inner_text()
    private = page.context.new_page()
    private.add_init_script(REFUSED)
    private.goto(page.url)
    private.wait_for_selector(".service-page[data-ready]")
    told(private, "keeps nothing here")
    bring(private, some_tools())
    told(private, "shown and not kept")
    assert saved_page(private)[1]["tools"] == some_tools()["tools"]


def test_without_script_the_page_lists_the_tools(open_page):
    page = open_page(PAGE, java_script_enabled=False)
    assert page.locator(".service-tools [data-tool] a").count() == TOOLS
    assert page.locator(".service-tools [data-aid] a").count() == len(read().draft.of("aid"))
    assert "With a script" in page.inner_text(".service-page")


@pytest.mark.parametrize("version", ["0.3", "0.5", "draft"])
def test_every_iteration_opens_every_file(open_page, version):
    """A colleague may read another iteration than you: older pages open newer files, too."""
    page = the_page(open_page, f"{version}/tools/service-file/")
    files = sorted(FILES.glob("*.json"), key=lambda file: version_key(file.stem))
    for file in files:
        bring(page, file.read_bytes())
        told(page, f"iteration {file.stem}”")
        if page.locator("dialog.look").count():
            raise AssertionError("nothing was there before")
    assert saved_page(page)[1]["tools"] == json.loads(files[-1].read_text("utf-8"))["tools"]


def test_the_timetable_comes_from_the_guidance(handbook):
    from macros.pages.toolbook import timetable

    rows = timetable(handbook.draft)
    assert [(row["from"], row["to"]) for row in rows][:2] == [(14, 12), (12, 10)] and rows[-1]["to"] == 0
    assert timetable(handbook.iterations["0.1"]) == []
