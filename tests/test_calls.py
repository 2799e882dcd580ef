"""A wrong call in a hand-written page is said with its page, its line and the reason, from the error itself."""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT

from macros.basics.templating import from_text
from macros.pages.view import PageView
from macros.site.mkdocs_run import wrong_call
from macros.site.opening import open_site

ABOVE = "---\ntitle: A page\nrender_macros: true\n---\n\n"
WRONG = {
    "{{ handbook.lst('tool') }}": 'handbook has no "lst". Did you mean "list"?',
    "{{ handbook.link('learning-lgo') }}": 'There is no element "learning-lgo"',
    "{{ handbok.list('tool') }}": "'handbok' is undefined",
    "{{ handbook.list( }}": "unexpected '}'",
}


@pytest.fixture(scope="module")
def asked():
    """The handbook as hand-written pages ask it."""
    from macros.pages.view import View

    now = open_site(ROOT, "draft")
    return PageView(lambda: View(now.library, now.iteration, "page.md"))


WRITTEN = {"page.md": "docs/page.md", "cy/about/page.md": "data/languages/cy/pages/about/page.md"}
"""A page, and where its words are written."""


@pytest.mark.parametrize("page", WRITTEN)
@pytest.mark.parametrize("call", WRONG)
def test_a_wrong_call_is_said_with_its_line_and_the_reason(tmp_path, asked, call, page):
    words = f"# A page\n\n{call}\n"
    (tmp_path / WRITTEN[page]).parent.mkdir(parents=True)
    (tmp_path / WRITTEN[page]).write_text(ABOVE + words, "utf-8")
    with pytest.raises(SystemExit) as stopped:
        try:
            from_text(words, handbook=asked)
        except Exception:
            sys.exit(1)  # as the macros plugin does
    said = wrong_call(stopped.value, tmp_path, page)
    assert said and (said.file, said.line) == (WRITTEN[page], 8) and said.what.startswith(WRONG[call]), said


def test_what_is_no_wrong_call_is_left_to_what_was_printed(tmp_path):
    assert wrong_call(ValueError("a link leads nowhere"), tmp_path, "page.md") is None


def test_a_build_stops_with_it(scratch):
    scratch.with_site()
    scratch.write("docs/page.md", ABOVE + "# A page\n\n{{ handbook.link('learning-lgo') }}\n")
    done = scratch.run("build", "--out", "out")
    said = done.stdout + done.stderr
    assert done.returncode == 1 and "docs/page.md:8" in said and 'There is no element "learning-lgo"' in said, said
    assert "Traceback" not in said and not scratch.path("out").exists()
