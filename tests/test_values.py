"""A figure that several pages state stands once, and sums are added up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, shown

from macros.model.loading import load
from macros.model.values import MARK, in_words, worked_out

VALUES = "data/draft/values.yml"


def given(scratch, *values):
    scratch.write(VALUES, list(values))


def first_step(scratch):
    path = sorted(scratch.path("data/draft/steps").glob("*.yml"))[0]
    return path.relative_to(scratch.root).as_posix()


def test_a_text_names_a_figure_and_reads_as_the_figure(scratch):
    given(
        scratch,
        {"id": "to-shape", "what": "Hours.", "figure": 980},
        {"id": "to-select", "what": "Hours.", "figure": 200},
        {"id": "in-all", "what": "Hours.", "sum": ["to-shape", "to-select", "to-select"]},
        {"id": "limit", "what": "A threshold.", "figure": 663540, "unit": "pounds"},
    )
    scratch.change(first_step(scratch), lambda d: d.__setitem__("why", "About [=in-all] hours, under [=limit]."))
    step = load(scratch.root).draft.elements[Path(first_step(scratch)).stem]
    assert step.why == "About 1,380 hours, under £663,540."


def test_a_column_of_a_table_is_added_up_and_rounded(scratch):
    page = {
        "id": "the-hours",
        "title": "The hours",
        "place": "decide",
        "in_one_line": "Hours.",
        "lead": "Hours.",
        "sections": [
            {
                "id": "all",
                "heading": "All",
                "table": {
                    "caption": "Hours",
                    "columns": ["What", "Hours"],
                    "rows": [["One", "1,009"], ["Two", "70 to 105, extra"], ["Three", "18"]],
                },
            }
        ],
    }
    scratch.write("data/draft/briefings/the-hours.yml", page)
    column = {"page": "the-hours", "section": "all", "column": "Hours"}
    given(
        scratch,
        {"id": "all", "what": "All.", "table": column, "round_to": 10},
        {"id": "third", "what": "One.", "table": {**column, "row": "Three"}},
    )
    from macros.model.loading import read_all

    handbook, _ = read_all(scratch.root)
    assert handbook is not None
    figures, wrong = worked_out(handbook.draft.values, handbook.draft.folder, scratch.root)
    assert (figures, wrong) == ({"all": 1030, "third": 18}, {})


@pytest.mark.parametrize("sum_", (["all"], ["all", "one"], ["more"]))
def test_where_a_page_with_figures_cannot_be_read_no_sum_of_them_is_accused(scratch, sum_):
    page = "data/draft/briefings/the-hours.yml"
    scratch.write(page, "id: the-hours\ntitle: [\n")
    given(
        scratch,
        {"id": "all", "what": "All.", "table": {"page": "the-hours", "section": "all", "column": "Hours"}},
        {"id": "one", "what": "One.", "figure": 1},
        {"id": "more", "what": "More.", "sum": ["all", "one"]},
        {"id": "most", "what": "Most.", "sum": sum_},
    )
    scratch.change(first_step(scratch), lambda d: d.__setitem__("why", "About [=most], [=more], [=one] and [=all]."))
    assert {problem.file for problem in scratch.problems()} == {page}


@pytest.mark.parametrize(
    "values, text, what",
    [
        ([{"id": "a", "what": "A.", "figure": 1}], "About [=b] hours.", 'There is no value "b"'),
        ([{"id": "a", "what": "A.", "sum": ["b"]}], "[=a]", 'There is no value "b"'),
        ([{"id": "a", "what": "A.", "sum": ["a"]}], "[=a]", "leads back to itself"),
        ([{"id": "a", "what": "A."}], "[=a]", "one of: figure, sum, table"),
        ([{"id": "a", "what": "A.", "figure": 1, "sum": ["a"]}], "[=a]", "one of: figure, sum, table"),
        (
            [{"id": "a", "what": "A.", "table": {"page": "nowhere", "column": "Hours"}}],
            "[=a]",
            'no figure in a column "Hours"',
        ),
        (
            [{"id": "a", "what": "A.", "figure": 1}, {"id": "b", "what": "B.", "figure": 2}],
            "[=a]",
            'Nothing names the value "b"',
        ),
    ],
)
def test_what_cannot_be_worked_out_is_said(scratch, values, text, what):
    given(scratch, *values)
    scratch.change(first_step(scratch), lambda d: d.__setitem__("why", text))
    found = scratch.problems()
    assert any(what in problem.what for problem in found), shown(found)


@pytest.mark.parametrize(
    "figure, unit, words",
    [(5, "million pounds", "£5 million"), (1180, "hours", "1,180"), (2.5, None, "2.5"), (663540, "pounds", "£663,540")],
)
def test_how_a_figure_is_shown(figure, unit, words):
    assert in_words(figure, unit) == words


def test_the_real_figures_are_named_by_pages_and_not_typed_again():
    """The totals of the hours: nobody writes them where they are said."""
    draft = load(ROOT).draft
    figures, wrong = worked_out(draft.values, draft.folder, ROOT)
    assert not wrong
    totals = {in_words(figures[id_], None) for id_, value in draft.values.items() if value.table or value.sum}
    again = [
        f"{path.name}: {found[0]}"
        for folder in ("steps", "paths", "briefings")
        for path in (draft.folder / folder).glob("*.yml")
        for found in re.finditer(r"(\d[\d,]*) hours", path.read_text("utf-8"))
        if found[1] in totals
    ]
    assert not again and MARK.search((draft.folder / "briefings/what-it-costs.yml").read_text("utf-8"))
