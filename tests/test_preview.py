"""Live preview: a change is shown, an error is shown in the page and in the terminal, and heals.
Real server, loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest


@pytest.fixture
def preview(scratch):
    """The preview of a scratch handbook, running; `get(path)` fetches a page, `until(text,
    path)` waits for a text to be there."""
    scratch.with_site()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = open(scratch.root / "preview.log", "w+", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "macros.cli", "serve", "--port", str(port)],
        cwd=scratch.root,
        stdout=log,
        stderr=log,
        env={**os.environ, "PYTHONPATH": str(scratch.root)},
    )

    def get(path):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/draft/{path}", timeout=10) as answer:
            return answer.read().decode()

    def until(text, path, present=True):
        for _ in range(300):
            try:
                if (text in get(path)) == present:
                    return get(path)
            except OSError:
                pass
            assert process.poll() is None, (scratch.root / "preview.log").read_text()
            time.sleep(0.1)
        raise AssertionError(f"{text!r} never came: " + (scratch.root / "preview.log").read_text()[-2000:])

    scratch.get, scratch.until, scratch.log = get, until, scratch.root / "preview.log"
    until("Shape the approach", "steps/shape-the-approach/")
    yield scratch
    process.terminate()
    assert process.wait(timeout=20) == 0 and "Stopped." in (scratch.root / "preview.log").read_text("utf-8")
    log.close()


def test_a_change_is_shown_and_an_error_heals(preview):
    assert "livereload" in preview.get("principles/shared-purpose/")
    name = "data/draft/principles/shared-purpose.yml"
    preview.replace(name, "keywords: [vision, mission]", "keywords: [vision, mission]\nsee_also: [learning-log]")
    preview.until("Read next", "principles/shared-purpose/")
    assert "Shape the approach" in preview.get("steps/shape-the-approach/"), "the other pages are still there"
    assert "Shape the approach" in preview.get("search/index.json"), "the search still knows every page"

    preview.replace(name, "statement:", "statment:")
    shown = preview.until("is not a field of a principle", "tools/")
    assert "Did you mean" in shown and "livereload" in shown
    assert "statment" in preview.log.read_text("utf-8")
    preview.replace(name, "statment:", "statement:")
    preview.until("is not a field", "tools/", present=False)

    preview.replace("docs/do.md", "# Do", "# Do it now")
    preview.until("Do it now", "do/")
    preview.replace("docs/do.md", "# Do it now", "# Do {{ handbook.nothing() }}")
    preview.until("to mend", "do/")
    preview.replace("docs/do.md", "# Do {{ handbook.nothing() }}", "# Do")
    preview.until("to mend", "do/", present=False)

    assert "main:focus{" in preview.get("assets/handbook.css")
    preview.replace("docs/assets/css/text.css", "main:focus {", "main:focus-within {")
    preview.until("main:focus-within{", "assets/handbook.css")


def test_the_words_are_seen_while_their_change_entry_is_still_missing(preview):
    name, page = "data/draft/principles/shared-purpose.yml", "principles/shared-purpose/"
    preview.replace(name, "one purpose", "some purpose")
    shown = preview.until("no change explains it", page)
    assert "some purpose" in shown and "livereload" in shown and "Shape the approach" in preview.get("steps/")
    preview.replace(name, "some purpose", "one purpose")
    preview.until("no change explains it", page, present=False)
    entry = preview.read("data/draft/changes/own-house-first.yml") | {"id": "early", "elements": ["shared-purpose"]}
    preview.write("data/draft/changes/early.yml", entry)
    assert "one purpose" in preview.until("is the same in both iterations", page)
    preview.replace(name, "statement:", "statment:")  # of what cannot be read no page can be made: the last one stays
    shown = preview.until("is not a field of a principle", page)
    assert "one purpose" in shown and "what it said before" in shown
    preview.replace(name, "statment:", "statement:")
    preview.until("is not a field of a principle", page, present=False)
