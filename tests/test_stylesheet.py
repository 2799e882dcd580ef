"""The style sheet: what readers are sent says the same as the files that people write."""

from __future__ import annotations

import re

import pytest
from chosen import LEARNING_LOG
from conftest import ROOT, SITE

from macros.pages.stylesheet import (
    FOLDER,
    ORDER,
    SHEETS,
    is_source,
    joined,
    minified,
    script,
    wanted,
    with_both_palettes,
)

SOURCES = ROOT / "docs" / FOLDER
RULES = """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) => rule.cssText); }"""


def test_every_file_has_its_place_and_none_is_sent_by_itself():
    assert {path.stem for path in SOURCES.iterdir()} == set(ORDER)
    assert is_source("assets/css/text.css") and not is_source("assets/handbook.js")
    for address, rules in joined(ROOT / "docs").items():
        assert (SITE / "draft" / address).read_text("utf-8") == rules
    assert not (SITE / "draft/assets/css").exists()


def test_a_page_loads_the_sheets_that_it_wants_and_no_other():
    assert wanted('<p class="small"><b class="name">') == []
    assert wanted('<div class="wide sheet"><figure class="picture picture-steps">') == [*SHEETS][1:3]
    for place, sheets in {"about/licence": [], f"tools/{LEARNING_LOG}/sheet": [1], "iterations/compare": [2]}.items():
        html = (SITE / "draft" / place / "index.html").read_text("utf-8")
        loaded = [address for address in SHEETS if f'/{address}"' in html]
        assert loaded == [[*SHEETS][each] for each in (0, *sheets, 3)], place
        assert 'print.css" media="print"' in html


def test_a_file_without_a_place_is_refused(tmp_path):
    (tmp_path / FOLDER).mkdir(parents=True)
    for name in [*ORDER[1:], "astray"]:
        (tmp_path / FOLDER / f"{name}.css").write_text("", "utf-8")
    with pytest.raises(LookupError, match=rf"astray, {ORDER[0]}: "):
        joined(tmp_path)


def test_a_browser_reads_the_same_rules(browser):
    page = browser.new_page()
    for name in ORDER:
        written = (SOURCES / f"{name}.css").read_text("utf-8")
        rules = page.evaluate(RULES, written)
        assert rules and page.evaluate(RULES, minified(written)) == rules, name
    page.close()


def test_spaces_that_say_something_stay():
    written = 'a :is(b,\n  i) > c,\nd {\n  /* why */\n  font: 1px/2 A, B;\n  content: " a;  } ";\n}\n\n'
    written += "@media (min-width: 1rem) {\n  e {\n    margin: 0 auto;\n  }\n}\n"
    assert (
        minified(written)
        == 'a :is(b,i) > c,d{font:1px/2 A, B;content:" a;  } "}@media (min-width: 1rem){e{margin:0 auto}}'
    )


def test_each_colour_is_written_once_and_sent_for_both_palettes():
    sent = with_both_palettes(":root{--a:light-dark(#fff, #000);--b:1rem;color-scheme:light dark}p{color:red}")
    dark = "{--a:#000;color-scheme:dark}"
    assert sent == (
        ":root{--a:#fff;--b:1rem;color-scheme:light}"
        f'@media screen and (prefers-color-scheme: dark){{:root:not([data-palette="light"]){dark}}}'
        f'@media screen{{:root[data-palette="dark"]{dark}}}p{{color:red}}'
    )
    assert with_both_palettes("p{color:red}") == "p{color:red}"
    assert "light-dark" not in "".join(joined(ROOT / "docs").values())


def crowded(text: str) -> list[str]:
    """The lines of a file that hold more than one declaration, or are too long to read."""
    lines = re.sub(r'"[^"]*"|/\*.*?\*/', "", text, flags=re.S).splitlines()
    return [line for line in lines if line.count(";") > 1 or re.search(r"\{.*[;}]", line) or len(line) > 120]


@pytest.mark.parametrize("name", ORDER)
def test_a_line_holds_one_declaration(name):
    assert not crowded((SOURCES / f"{name}.css").read_text("utf-8"))


def test_a_crowded_line_would_be_found():
    assert crowded("a {\n  b: c; d: e;\n}\nf { g: h; }\n") == ["  b: c; d: e;", "f { g: h; }"]


def test_a_script_is_sent_without_remarks_and_says_the_same():
    assert script("// why\nconst a = 1; // what\n  if (a) {\n\n    // then\n    b();\n  }\n") == (
        "const a = 1; // what\nif (a) {\nb();\n}\n"
    )
    for path in (ROOT / "docs/assets").rglob("*.js"):
        assert not over_lines(path.read_text("utf-8")), f"{path.name}: a text that runs over several lines"
    assert over_lines("const a = `one\n  two`;")


def over_lines(text: str) -> list[str]:
    """The lines of a script that begin a text and do not end it, and those with a remark of several lines."""
    return [line for line in text.splitlines() if line.count("`") % 2 or line.strip().startswith("/*")]
