"""The style sheet: what readers are sent says the same as the files that people write."""

from __future__ import annotations

import re

import pytest
from conftest import RELEASED, ROOT, SITE, pages

from macros.pages.stylesheet import (
    EVERYTHING,
    FIRST,
    FOLDER,
    FOR_FEW,
    ORDER,
    SOMETIMES,
    Styles,
    asked_for,
    is_source,
    joined,
    kind_sheet,
    made_in,
    minified,
    names_in,
    script,
    shortened,
    with_both_palettes,
)

SOURCES = ROOT / "docs" / FOLDER
RULES = """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) => rule.cssText); }"""


def test_every_file_has_its_place_and_none_is_sent_by_itself():
    assert {path.stem for path in SOURCES.iterdir()} == set(ORDER)
    assert is_source("assets/css/text.css") and not is_source("assets/handbook.js")
    for address, rules in shortened(joined(ROOT / "docs")).items():
        assert (SITE / "draft" / address).read_text("utf-8") == rules
    assert not (SITE / "draft/assets/css").exists()


def linked(html: str) -> list[str]:
    """The style sheets of a page, by their addresses in the version."""
    return [re.sub(r"^(?:\.\./)*(?:\./)?", "", name) for name in re.findall(r'rel="stylesheet" href="([^"]+)"', html)]


def test_what_a_rule_is_about():
    assert asked_for(".a b:hover > .c::before, #d") == [{".a", "b", ".c"}, {"#d"}]
    assert asked_for("e:is(.f, g):not(.h)") == [{"e", ".f"}, {"e", "g"}]
    assert asked_for(".i:has(> j) k:nth-child(2)") == [{".i", "j", "k"}]
    assert names_in('<p class="a b"><i id="c">') == {"p", ".a", ".b", "i", "#c"}


CSS = dict.fromkeys(SOMETIMES, "") | {
    "sides": ".two{a:b}.pair{c:d}@media print{.pair i{e:f}}",
    "work": ".work b{g:h}.work .key{i:j}.key{k:l}.idle{m:n}",
    "search": ".key{o:p}",
}
FEW = Styles({f"assets/{name}.css": css for name, css in CSS.items()}, made_in(['made("b", { className: "key" })']))


def test_a_hand_written_page_has_the_files_that_it_wants_and_no_other():
    assert FEW.wanted('<p class="small"><b class="name">', "written") == [FIRST]
    assert FEW.wanted('<p class="two">', "written") == [FIRST, "assets/sides.css"]
    assert FEW.wanted('<p class="work">', "written") == [FIRST, "assets/work.css"], "the script makes the rest"


def test_a_kind_has_the_rules_that_its_pages_want_and_no_other():
    styles = FEW.with_kinds({"tool": [{"p", ".pair"}, {"p", ".work"}], "step": [{"p"}], "path": [{EVERYTHING}]})
    assert styles.sheets[kind_sheet("tool")] == (
        ".pair{c:d}@media print{.pair i{e:f}}.work b{g:h}.work .key{i:j}.key{k:l}\n"
    )
    assert styles.wanted('<p class="two">', "tool") == [FIRST, kind_sheet("tool")]
    assert styles.wanted("<p>", "step") == [FIRST], "nobody waits for an empty one"
    assert "idle" in styles.sheets[kind_sheet("path")], "a preview of some pages leaves nothing out"


def a_page_of_each_kind(version: str) -> dict[str, str]:
    """The address of one page of each kind, and of each hand-written page."""
    found: dict[str, str] = {}
    for address in pages(version):
        html = (SITE / version / address / "index.html").read_text("utf-8")
        kind = re.search(r'<body class="[^"]*kind-([\w-]+)', html)
        if kind and kind[1] != "lines":
            found.setdefault(address if kind[1] == "written" else kind[1], address)
    return found


MATCHED = """([css, html]) => {
  const sheet = new CSSStyleSheet(), page = new DOMParser().parseFromString(html, "text/html"), found = [];
  sheet.replaceSync(css);
  const look = (rules) => [...rules].some((rule) => {
    const pseudo = /:has\\(:focus-visible\\)|::[\\w-]+(\\([^()]*\\))?|:(hover|focus|focus-visible)(?![\\w-])/g;
    const selector = rule.selectorText?.replace(pseudo, "") ?? "";
    return rule.cssRules?.length ? look(rule.cssRules) : selector && page.querySelector(selector);
  });
  for (const rule of sheet.cssRules) if (look([rule])) found.push(rule.cssText);
  return found;
}"""


@pytest.mark.parametrize("version", [RELEASED[0], "latest", "draft"])
def test_no_page_lacks_a_rule_that_is_about_something_in_it(browser, version):
    page = browser.new_page()
    css = "".join((SITE / version / f"assets/{name}.css").read_text("utf-8") for name in SOMETIMES)
    for kind, address in a_page_of_each_kind(version).items():
        html = (SITE / version / address / "index.html").read_text("utf-8")
        has = "".join(
            (SITE / version / name).read_text("utf-8") for name in linked(html) if not name.endswith("print.css")
        )
        has_rules = {*page.evaluate(RULES, has)}
        lacks = [rule for rule in page.evaluate(MATCHED, [css, html]) if rule not in has_rules]
        assert not lacks, (kind, address, lacks)
        assert linked(html)[0] == FIRST and f'print.css" media="{FOR_FEW}"' in html
    lone = page.evaluate(MATCHED, ["a{b:c} .x > p::before{color:red} @media print{.y{color:red}}", '<p class="y">'])
    assert len(lone) == 1 and ".y" in lone[0], "one that is lacking would be found"
    page.close()


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
        sent = page.evaluate(RULES, minified(written))  # within a custom property a browser keeps spaces as they are
        assert rules and [rule.replace(", ", ",") for rule in sent] == [rule.replace(", ", ",") for rule in rules], name
    page.close()


def test_spaces_that_say_something_stay():
    written = 'a :is(b,\n  i) > c,\nd {\n  /* why */\n  font: 1px/2 A, B;\n  content: " a;  } ";\n}\n\n'
    written += "@media (min-width: 1rem) {\n  e {\n    margin: 0 auto;\n  }\n}\n"
    assert (
        minified(written) == 'a :is(b,i)>c,d{font:1px/2 A,B;content:" a;  } "}@media (min-width:1rem){e{margin:0 auto}}'
    )


def test_a_property_is_called_the_same_in_every_sheet():
    assert shortened({"a": ":root{--ink:#000;--wash-1:#fff}", "b": "p{color:var(--wash-1)}"}) == {
        "a": ":root{--a:#000;--b:#fff}",
        "b": "p{color:var(--b)}",
    }


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
