"""A kind is one row and a field is one line: every word of every element stands on its page,
and a kind made up here becomes a site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from conftest import ROOT, SITE

from macros.model.elements import ELEMENTS
from macros.model.fields import Element, Prose
from macros.model.kinds import KINDS
from macros.model.marks import CITE, INFERRED, LINK, WEB_LINK
from macros.model.walking import values_of
from macros.pages.addresses import address_of, examples_of, parted, path_of, place_of, sheet_of, side_of, tree_of

# -- every word of every element ----------------------------------------------------------------


def letters(text: str) -> str:
    """What is left of a text when layout, quotation marks and capitals are taken away."""
    return re.sub(r"[\W_]+", "", text).casefold()


BETWEEN = re.compile(
    rf"(?:^|\n)\s*(?:[-*]|\d+[.)])\s|\n|{CITE.pattern}|{LINK.pattern}|{INFERRED.pattern}|{WEB_LINK.pattern}".replace(
        "?P<id>", "?:"
    )
    .replace("?P<place>", "?:")
    .replace("?P<words>", "?:")
    .replace("?P<url>", "?:")
)
"""What stands between the passages of a text: line ends, bullets, and our marks, which a page shows in its own way."""


def pages_of(element: Element) -> Iterator[str]:
    """The pages on which an element's words stand."""
    yield path_of(element.kind, element.id)
    if element.kind == "tool":
        yield sheet_of(element.id)
    if element.kind == "aid":
        yield tree_of(element.id)
        yield examples_of(element.id)
    if element.kind == "path":
        yield side_of(element.kind, element.id)
    if element.kind == "step" and parted(element):
        yield from (place_of(element, activity) for activity in element.activities)


def shown(element: Element) -> str:
    """The words of an element's pages."""
    texts = []
    for path in pages_of(element):
        page = SITE / "draft" / address_of(path) / "index.html"
        if page.is_file():
            main = lxml.html.fromstring(page.read_bytes()).find(".//main")
            for mark in [*main.find_class("cite"), *main.find_class("inferred"), *main.iter("script")]:
                mark.drop_tree()
            texts.append(main.text_content())
    return letters(" ".join(texts))


def missing(element: Element, words: str) -> list[str]:
    """The places of an element whose words are not among some words."""
    return [
        f"{element.id}: {'.'.join(map(str, path))}"
        for path, value, marks in values_of(element)
        if any(isinstance(mark, Prose) for mark in marks)
        if not all(letters(part) in words for part in BETWEEN.split(value))
    ]


@pytest.mark.parametrize("kind", ELEMENTS)
def test_every_word_of_every_element_stands_on_its_page(kind, handbook):
    assert not [place for element in handbook.draft.of(kind) for place in missing(element, shown(element))]


def test_a_field_that_its_template_leaves_out_is_found(handbook):
    element = next(each for each in handbook.draft.of("principle") if each.why)
    first = letters(BETWEEN.split(element.why)[0])
    assert missing(element, shown(element).replace(first, "")) == [f"{element.id}: why"]


# -- a kind that nobody has thought of ------------------------------------------------------------

CLASS = '''

class Habit(Element):
    """Something that both sides do without being asked."""

    kind: ClassVar[str] = "habit"

    in_one_line: Annotated[Line, InOneLine()] = Field(description="What they do.")
    price: Annotated[Line | None, InTable()] = Field(default=None, description="What it costs in hours.")

'''
ROW = """        Kind(
            "habit", "a habit", "Habit", "Habits", "habits", named_by="Habits that name it",
            element=True, compared=True, cues="habit",
        ),
"""
TEMPLATE = """{% extends "element.md.j2" %}
{% block body %}
{{ h.line(item.in_one_line) }}

{% if item.price %}It costs {{ h.line(item.price) }}.
{% endif %}
{% endblock %}
"""
LIST = """{% for item in items %}
- {{ h.link(item.id) }}: {{ h.line(item.in_one_line) }}
{% endfor %}
"""
PAGE = """---
title: Habits
needs: habit
render_macros: true
---
# Habits

{{ handbook.list("habit") }}
"""
EIGHT = [f"habit-number-{word}" for word in "one two three four five six seven eight".split()]


def test_a_kind_is_a_class_a_row_two_templates_and_a_list_page(scratch):
    """In a copy of the program: what CONTRIBUTING says, and nothing else."""
    root = scratch.with_site().root
    elements, kinds = root / "macros/model/elements.py", root / "macros/model/kinds.py"
    text = elements.read_text("utf-8")
    elements.write_text(text.replace("\ndef _classes(", CLASS + "\ndef _classes(", 1), "utf-8")
    text = kinds.read_text("utf-8")
    kinds.write_text(text.replace('        Kind("workshop",', ROW + '        Kind("workshop",', 1), "utf-8")
    templates = root / "macros/pages/templates"
    (templates / "habit.md.j2").write_text(TEMPLATE, "utf-8")
    (templates / "lists/habit.md.j2").write_text(LIST, "utf-8")
    (root / "docs/habits").mkdir()
    (root / "docs/habits/index.md").write_text(PAGE, "utf-8")
    folder = root / "data/draft/habits"
    folder.mkdir()
    for id_ in EIGHT:
        title = id_.replace("-", " ").capitalize()
        (folder / f"{id_}.yml").write_text(
            f"id: {id_}\ntitle: {title}\nin_one_line: We do the thing of {id_}.\nprice: two hours a month\n", "utf-8"
        )
    (root / "data/draft/changes/habits-added.yml").write_text(
        f"id: habits-added\nkind: added\nelements: [{', '.join(EIGHT)}]\nsummary: Eight habits.\nwhy: To try a kind.\n",
        "utf-8",
    )
    checked = scratch.run("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    out = root / "site"
    built = scratch.run("build", "--out", "site")
    assert built.returncode == 0, built.stdout + built.stderr
    page = (out / "draft/habits/habit-number-one/index.html").read_text("utf-8")
    assert "We do the thing of habit-number-one." in page and "two hours a month" in page and ">Habit<" in page
    assert "habit-number-eight" in (out / "draft/habits/index.html").read_text("utf-8")
    assert "habit-number-two" in (out / "draft/data/handbook.json").read_text("utf-8")
    assert "two hours a month" in (out / "draft/data/habits.csv").read_text("utf-8")
    assert "8 habits" in (out / f"draft/iterations/{latest(out)}/index.html").read_text("utf-8")


def latest(out: Path) -> str:
    """The number of the draft in a built site."""
    return max(
        (out / "draft/iterations").glob("[0-9]*"), key=lambda path: [int(part) for part in path.name.split(".")]
    ).name


def test_every_kind_has_what_its_row_promises():
    templates = ROOT / "macros/pages/templates"
    for kind in ELEMENTS:
        assert (templates / f"{kind}.md.j2").is_file() and (templates / f"lists/{kind}.md.j2").is_file()
        assert (ROOT / "docs" / KINDS[kind].list_page).is_file() or KINDS[kind].listed
