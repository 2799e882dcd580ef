"""Hostile and careless text in data comes out as text, and our marks come out as links."""

from __future__ import annotations

import re

import lxml.html
import markdown
import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.pages.words import Words, neutral, typeset

CONFIG = (ROOT / "mkdocs.yml").read_text("utf-8")
EXTENSIONS = [
    "attr_list",
    "def_list",
    "macros.site.markgaps",
    "macros.site.tabletitles",
    "md_in_html",
    "smarty",
    "tables",
    "toc",
]
ALLOWED = {"p", "ul", "ol", "li", "em", "strong", "a", "span"}  # a span holds the space before a mark


class _Source:
    title, id = 'A "quoted" <b>title</b>', "src"


def words() -> Words:
    return Words(lambda id_, text: f"[{neutral(text or id_)}](x.md)", {"src": _Source()})  # type: ignore[dict-item]


def html_of(text: str, block: bool = True) -> lxml.html.HtmlElement:
    made = words().block(text) if block else words().line(text)
    return lxml.html.fromstring(f"<div>{markdown.markdown(str(made), extensions=EXTENSIONS)}</div>")


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a handler": '<img src=x onerror="alert(1)">',
    "a javascript link": "[click](javascript:alert(1))",
    "a hidden javascript link": "[click](JaVaScRiPt:alert`1`)",
    "a data link": "[click](data:text/html,<script>1</script>)",
    "a macro": "{{ handbook.root() }} {% raw %} {# x #}",
    "an attribute list": "word{: onclick=alert(1) .class }",
    "an attribute list on a link": "[a](https://example.org){: onclick=alert(1) }",
    "a reference": "[a]: javascript:alert(1)\n\n[a]",
    "a picture": "![x](https://example.org/x.png)",
    "a heading": "# Heading\n\nand\n===",
    "a table": "| a | b |\n|---|---|\n| c | d |",
    "code": "`code` and ```\nmore\n```\n\n    indented",
    "a comment": "<!-- x --> <!doctype html>",
    "an entity": "&lt;script&gt; &#60;b&#62;",
    "a quote": "> quoted",
    "a rule": "---\n\n***",
    "a block of HTML": "<div markdown>\n\n# x\n\n</div>",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("block", [True, False], ids=["block", "line"])
def test_hostile_text_comes_out_as_text(name, block):
    tree = html_of(HOSTILE[name], block)
    assert {element.tag for element in tree.iterdescendants()} <= ALLOWED - {"span"}
    for element in tree.iterdescendants():
        assert set(element.attrib) <= ({"href"} if element.tag == "a" else set()), lxml.html.tostring(element)
        assert element.get("href", "https://").startswith(("https://", "http://", "mailto:", "x.md"))


def test_hostile_text_can_be_read():
    assert html_of(HOSTILE["a handler"]).text_content().strip() == "<img src=x onerror=”alert(1)”>"
    assert html_of(HOSTILE["a script"]).text_content().strip() == HOSTILE["a script"]
    assert html_of(HOSTILE["a macro"]).text_content().strip() == HOSTILE["a macro"]
    assert html_of(HOSTILE["an entity"]).text_content().strip() == HOSTILE["an entity"]
    assert html_of("1999. A year").text_content().strip() == "1999. A year"
    assert html_of("5 < 6 & 7 > 6, snake_case and 2*3*4").text_content().strip().startswith("5 < 6 & 7 > 6")


@pytest.mark.parametrize("text", ["** *", "* * *", "_ _ _", "-- -", "  ** *", "word\n\n** *\n\nword"])
def test_a_line_of_nothing_but_marks_is_no_rule(text):
    assert not list(html_of(text).iter("hr")), text


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "[",
                "]",
                "(",
                ")",
                "{",
                "}",
                ":",
                "!",
                "`",
                "*",
                "_",
                "#",
                "\n",
                "\n\n",
                "- ",
                "1. ",
                "|",
                "\\",
                "&",
                '"',
                "'",
                "=",
                "~~~",
                "javascript:",
                "onerror=",
                "https://a.example",
                "word",
                " ",
                "    ",
                "[[x]]",
                "[@src]",
                "[inferred]",
                "script",
                "\t",
                "é",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_no_text_makes_anything_but_text(text):
    tree = html_of(text)
    for element in tree.iterdescendants():
        assert element.tag in ALLOWED
        assert element.tag != "span" or (element.get("class"), element.text) == ("gap", "\u00a0")
        assert set(element.attrib) <= {"href", "class", "title"} and not element.get("href", "").lower().startswith(
            ("javascript", "data")
        )


def test_marks_become_links():
    tree = html_of(
        "A fact [@src, s.74(3)]. See [[tool|the tool]] and [the Act](https://www.legislation.gov.uk/x_y_z). "
        "So it seems [inferred]."
    )
    links = {link.text_content(): link.get("href") for link in tree.iter("a")}
    assert links == {"1, s.74(3)": "#cited-1", "the tool": "x.md", "the Act": "https://www.legislation.gov.uk/x_y_z"}
    assert tree.find(".//em").get("class") == "inferred"
    assert tree.xpath("//a[@class='cite']")[0].get("title") == "A “quoted” <b>title</b>"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('He said "our board wants it" and left.', "He said “our board wants it” and left."),
        ('"Who?" she said. ("We.")', "“Who?” she said. (“We.”)"),
        ("the provider's, the providers' and it's", "the provider’s, the providers’ and it’s"),
        ("a 'quoted' word, in the '90s", "a ‘quoted’ word, in the ’90s"),
        ("“as it should be”", "“as it should be”"),
        ('a "well-known"/"named" risk', "a “well-known”/“named” risk"),
        ("plain", "plain"),
    ],
)
def test_quotation_marks_are_those_of_print(typed, printed):
    assert typeset(typed) == printed and html_of(typed).text_content().strip() == printed


def test_a_quotation_mark_beside_one_of_our_marks_knows_its_side():
    assert (
        html_of('They say "[[tool|the tool]]" and "so [@src]".').text_content().strip()
        == "They say “the tool” and “so\N{NO-BREAK SPACE}1”."
    )


def test_paragraphs_and_lists_survive():
    tree = html_of("One.\n\nTwo:\n- a\n- b *c*\n\nThree.")
    assert [element.tag for element in tree] == ["p", "p", "ul", "p"]
    assert [item.text_content() for item in tree.iter("li")] == ["a", "b c"]


def test_hostile_values_in_every_field_build_a_harmless_site(scratch):
    """The whole way: poison the title, the words and the keywords of elements of each kind, build,
    and look at what came out."""
    scratch.with_site()
    poison = "<script>alert(1)</script> [x](javascript:alert(1)) {{ 7*7 }} <img src=x onerror=alert(1)>"
    for name in (
        "steps/shape-the-approach",
        "principles/shared-purpose",
        "tensions/trust-and-audit",
        "tools/learning-log",
    ):

        def edit(values):
            for key, value in values.items():
                if isinstance(value, str) and key not in ("id", "form", "basis"):
                    values[key] = f"{value} {poison}"
                if key == "keywords":
                    value.append(poison)

        scratch.change(f"data/draft/{name}.yml", edit)
    scratch.change("data/draft/tools/learning-log.yml", lambda d: d["fields"][0].__setitem__("label", poison))
    scratch.change("data/draft/iteration.yml", lambda d: d.update(title=poison, summary=poison))
    changed = [
        {
            "id": "p",
            "kind": "reworded",
            "summary": poison,
            "why": poison,
            "order": 1,
            "elements": ["shape-the-approach", "shared-purpose", "trust-and-audit", "learning-log"],
        }
    ]
    for change in changed:
        scratch.write("data/draft/changes/p.yml", change)
    scratch.change(
        "data/draft/changes/p.yml",
        lambda d: d.__setitem__("elements", ["shape-the-approach", "shared-purpose", "learning-log"]),
    )
    done = scratch.run("build", "--out", "out")
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list((scratch.root / "out" / "draft").rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        html = page.read_text("utf-8")
        tree = lxml.html.fromstring(html)
        assert "49" not in re.findall(r"\b49\b", tree.text_content()), page
        for element in tree.iter("script", "img", "a"):
            assert element.get("onerror") is None and not (element.get("href") or "").startswith("javascript"), page
            assert element.tag != "script" or "alert(1)" not in (element.text or ""), page
    assert any(
        "<script>alert(1)</script>" in lxml.html.fromstring(page.read_text("utf-8")).text_content() for page in pages
    )


def test_the_extensions_tried_here_are_those_of_the_site():
    configured = yaml.safe_load(re.sub(r"!\S+", "", CONFIG))["markdown_extensions"]
    names = [next(iter(item)) if isinstance(item, dict) else item for item in configured]
    assert sorted(names) == sorted(EXTENSIONS)


def test_cells_carry_the_title_of_their_column_and_figures_are_marked():
    table = (
        "| What | Who | Hours |\n| --- | --- | --- |\n| A **bold** thing | | 1,200 |\n"
        "| Another | Both | about 12 hours |\n"
    )
    page = lxml.html.fromstring(markdown.markdown(table, extensions=["tables", "macros.site.tabletitles"]))
    assert [cell.get("data-title") for cell in page.xpath("//tbody/tr[1]/td")] == [None, "Who", "Hours"]
    assert [cell.text for cell in page.xpath("//*[@class='figure']")] == ["Hours", "1,200", "about 12 hours"]
    two = lxml.html.fromstring(
        markdown.markdown(
            "| a | b |\n| --- | --- |\n| x | 3 of 5 |\n", extensions=["tables", "macros.site.tabletitles"]
        )
    )
    assert not two.xpath("//*[@data-title]") and not two.xpath("//*[@class='figure']"), (
        "two columns fit on a phone; words are not figures"
    )


def test_the_space_before_the_mark_of_a_source_can_go_with_it():
    text = 'It *costs*\u00a0[1](#a){ .cite }. More\u00a0[2](#b){ .cite title="B" } and\u00a0[a link](#c).\n'
    made = markdown.markdown(text, extensions=["attr_list", "macros.site.markgaps"])
    page = lxml.html.fromstring(made)
    assert [gap.getnext().text for gap in page.xpath("//span[@class='gap']")] == ["1", "2"]
    assert page.text_content().strip() == "It costs\u00a01. More\u00a02 and\u00a0a link."
