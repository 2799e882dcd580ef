"""The pictures that are tables, lists and bars: when the data moves, each of them moves, and says so in words."""

from __future__ import annotations

import re
from functools import cache

import chosen
import lxml.html
import pytest
from chosen import PLYMOUTH_ALLIANCE, WHAT_IT_COSTS
from conftest import ROOT, SITE
from markupsafe import Markup
from pydantic import ValidationError

from macros.model import Stages, Table, TemplateField, Tool, codelists
from macros.model.marks import plain
from macros.model.strips import Term
from macros.model.tables import figure_in
from macros.pages import pictures
from macros.pages.words import typeset

DRAFT = chosen.handbook().draft
CASES = chosen.handbook().draft.of("case-study")


def case(**values):
    """A case of the draft, with some of its fields otherwise."""
    return CASES[0].model_copy(update=values)


def table(**values):
    given = {
        "caption": "Hours",
        "columns": ["Tool", "Hours"],
        "rows": [["A", "20"], ["B", "1,005"], ["C", "70 to 105, extra"]],
        "bars": "Hours",
    }
    return Table.model_validate({**given, **values})


# -- the cases -------------------------------------------------------------------------------------


def test_a_case_stands_where_its_contract_and_its_outcome_meet():
    told = case(id="told", short="Told", form="alliance", result="mixed", evidence=["self-reported"])
    seen = case(id="seen", short="Seen", form="transactional", result="failed", evidence=["audit-inquiry-court"])
    made = pictures.case_map([told, seen])
    assert made.results == ("mixed", "failed") and [row.form for row in made.rows] == ["alliance", "transactional"]
    assert [[[each.name for each in cell] for cell in row.cells] for row in made.rows] == [
        [["Told"], []],
        [[], ["Seen"]],
    ]
    assert [each.outside for each in made.cases] == [False, True]
    moved = pictures.case_map([told.model_copy(update={"result": "failed"}), seen])
    assert moved.results == ("failed",) and [each.id for each in moved.rows[0].cells[0]] == ["told"]


def test_the_hard_thing_is_counted():
    plain = {"form": "formal-relational", "evidence": ["self-reported"], "result": "reported-well"}
    own, seen = case(**plain), case(**plain | {"evidence": ["peer-reviewed", "self-reported"], "result": "mixed"})
    other = case(form="alliance", evidence=["independent-evaluation"], result="reported-well")
    hard = pictures.hard_thing([own, seen, other])
    assert (hard.cases, hard.relational, hard.own_account, hard.outside) == (3, 2, 1, 1)
    assert hard.came_out == (("mixed", 1),)
    better = pictures.hard_thing([own, seen.model_copy(update={"result": "reported-well"}), other])
    assert better.own_account == 1 and better.came_out == (("reported-well", 1),)


# -- the head of a case ----------------------------------------------------------------------------


def test_the_line_of_a_case_is_as_long_as_its_dates_say():
    made = pictures.line(Term(prepared="2018-06", starts="2019-04", months=60, at_most=120))
    assert (made.first, made.last, made.long, made.starts) == (2018, 2029, 130, 10)
    assert (made.agreed, made.more, made.ran) == ((10, 70), (70, 130), None)
    assert made.years[:2] == (7, 19) and len(made.years) == 11
    short = pictures.line(Term(starts="2015-04", months=60, ended="2015-12"))
    assert (short.long, short.ran, short.agreed) == (60, (0, 9), (0, 60))
    longer = pictures.line(Term(starts="2015-04", months=60, ended="2021"))
    assert (longer.long, longer.ran, longer.last) == (81, (0, 81), 2021)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"ended": "2018"},
        {"months": 12, "prepared": "2020-02"},
        {"months": 12, "at_most": 12},
    ],
    ids=["no end", "ends before", "prepared after", "no longer"],
)
def test_a_line_that_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValidationError):
        Term.model_validate({"starts": "2019-04", **wrong})


def test_a_name_is_framed_where_it_stands():
    words = Markup('Ash and Ashby, with two firms [1](x "By Ash (2019)"){ .cite title="Ash" } <i title="Ash">x</i>')
    made = pictures.pieces(words, [Markup("Ash")], [Markup("two firms")])
    assert [(piece.words, piece.place) for piece in made] == [
        ("Ash", "in"),
        (" and Ashby, with ", ""),
        ("two firms", "out"),
        (' [1](x "By Ash (2019)"){ .cite title="Ash" } <i title="Ash">x</i>', ""),
    ]
    assert [piece.place for piece in pictures.pieces(words, [], [])] == [""]


@pytest.mark.parametrize("each", CASES, ids=lambda case: case.id)
def test_a_case_says_at_its_head_what_is_drawn_of_it(each):
    head = tree(f"case-studies/{each.id}/").xpath("//article/*[contains(@class, 'drawn strip')]")[0]
    said, strip = words(head), each.strip
    assert codelists.CASE_RESULT[each.result].title in said and codelists.CASE_FORM[each.form].title in said
    seen = "seen from outside" if pictures.case_map([each]).cases[0].outside else "by those involved"
    assert words(head.xpath(".//span[contains(@class, 'case ')]")[0]) == seen
    term = strip and strip.term
    assert bool(head.xpath(".//svg[@aria-hidden='true']")) == bool(term)
    for told in ("before it began" if term and term.prepared else "", "how long it ran" if term and term.ended else ""):
        assert told in said
    assert bool(term and term.months) == ("the term agreed" in said) and bool(term and term.at_most) == (
        "at most." in said
    )
    for place, told, names in (
        ("in", "a party to the contract: ", strip.inside if strip else []),
        ("out", "not a party: ", strip.outside if strip else []),
    ):
        assert {words(span) for span in head.xpath(f".//span[@class='party {place}']")} == {*map(typeset, names)}
        assert not names or told + typeset(", ".join(names)) in said


@pytest.mark.parametrize("version", ["0.3", "0.5"])
def test_a_case_of_an_older_iteration_has_a_head_too(version):
    page = lxml.html.fromstring((SITE / version / f"case-studies/{PLYMOUTH_ALLIANCE}/index.html").read_bytes())
    head = page.xpath("//article/*[contains(@class, 'drawn strip')]")[0]
    assert "Alliance contract" in words(head) and not head.xpath(".//svg | .//span[contains(@class, 'party')]")


# -- the hours, the months, the shelves ------------------------------------------------------------


def briefing(*tables):
    page = chosen.handbook().draft.elements[WHAT_IT_COSTS]
    parts = [page.sections[0].model_copy(update={"id": f"s{n}", "table": each}) for n, each in enumerate(tables)]
    return page.model_copy(update={"sections": parts})


def test_the_hours_of_a_step_are_the_sum_of_its_table():
    one, two = table(step="shape-the-approach"), table(step="sustain-the-partnership", yearly=True, rows=[["D", "7"]])
    made = pictures.hours([briefing(one, two, table())])
    assert [(step.section, step.hours, step.left_out) for step in made.steps] == [
        ("s0", 1025, ("70 to 105, extra",)),
        ("s1", 7, ()),
    ]
    assert (made.before, made.a_year, made.most) == (1025, 7, 1025)
    assert pictures.longest_bar([one, two, None]) == 1005
    more = pictures.hours([briefing(table(step="shape-the-approach", rows=[["A", "21"]]), two)])
    assert (more.before, more.most) == (21, 21)


@pytest.mark.parametrize(
    "cell, figure", [("309", 309), ("£4,800", 4800), ("2.5", 2.5), ("70 to 105, extra", None), ("about 8", None)]
)
def test_a_cell_is_a_figure_or_none(cell, figure):
    assert figure_in(cell) == figure


@pytest.mark.parametrize(
    "wrong",
    [{"bars": "Hour"}, {"grades": "Tool"}, {"bars": None, "step": "shape-the-approach"}],
    ids=["no such column", "no grades", "hours without a column"],
)
def test_a_table_that_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValidationError):
        table(**wrong)


def test_the_column_that_is_the_answer_stands_beside_what_a_row_is_about():
    three = {"columns": ["Service", "Why", "May we"], "rows": [["A", "b", "Yes"]], "bars": None}
    assert table(**three).shown == [0, 1, 2] and table(**three, answer="May we").shown == [0, 2, 1]
    for wrong, why in (("May you", 'No column is called "May you"'), ("Service", "it cannot be the answer")):
        with pytest.raises(ValidationError, match=why):
            table(**three, answer=wrong)


def test_the_answer_of_an_example_stands_beside_what_a_row_is_about():
    columns = [{"id": id_, "label": id_, "answer": id_ == "c" or None} for id_ in "abc"]
    field = {"id": "t", "label": "T", "type": "table", "columns": columns}
    assert [each.id for each in TemplateField.model_validate(field).columns_shown] == ["a", "c", "b"]
    named = TemplateField.model_validate({**field, "rows": ["One"]})
    assert [each.id for each in named.columns_shown] == ["c", "a", "b"]


@pytest.mark.parametrize("page", [each for each in DRAFT.of("guidance") if any(table.answer for table in each.tables)])
def test_an_answer_that_is_named_is_shown_first_with_its_words(page):
    drawn = tree(f"guidance/{page.id}/").xpath("//div[contains(@class, 'answered')]//th[2]")
    named = [each.answer for each in page.tables if each.answer]
    assert [words(head) for head in drawn] == [typeset(plain(heading)) for heading in named]


def stages(*rows):
    return Stages.model_validate(
        {
            "caption": "To go",
            "rows": [
                {"begins": a, "ends": b, "step": step, "work": "Work.", "exists": "A thing."} for a, b, step in rows
            ],
        }
    )


def test_a_stage_stands_where_its_months_are():
    numbers = {"one": 1, "two": 2}
    made = pictures.months("page", stages((14, 12, "one"), (12, 3, "two"), (3, 0, "two")), numbers)
    assert made.span == 14
    assert [(row.left, row.long, row.number) for row in made.rows] == [(0, 2, 1), (2, 9, 2), (11, 3, 2)]
    sooner = pictures.months("page", stages((9, 6, "one"), (6, 0, "two")), numbers)
    assert sooner.span == 9 and [(row.left, row.long) for row in sooner.rows] == [(0, 3), (3, 6)]
    with pytest.raises(ValidationError):
        stages((3, 3, "one"), (3, 0, "two"))


def test_the_months_of_the_timetable_are_those_of_the_steps():
    """A step says when it begins; so does the timetable that is drawn."""
    draft = chosen.handbook().draft
    drawn = pictures.months_in(draft)
    for step in draft.of("step"):
        begins = [row.begins for row in drawn.rows if row.step == step.id]
        assert not step.months_before or max(begins) == step.months_before, step.id


def test_a_row_stands_on_the_shelf_of_its_grade():
    given = {"columns": ["About", "Finding", "Grade"], "bars": None, "grades": "Grade"}
    rows = [["Trust", "Matters", "Weak"], ["Terms", "Help", "Strong"]]
    made = pictures.shelves(table(**given, rows=rows))
    assert [(shelf.grade, shelf.place, shelf.rows) for shelf in made] == [
        ("Strong", 1, (("Terms", "Help"),)),
        ("Moderate", 2, ()),
        ("Weak", 3, (("Trust", "Matters"),)),
        ("None found", 4, ()),
    ]
    rows[0][2] = "Strong"
    assert len(pictures.shelves(table(**given, rows=rows))[0].rows) == 2


# -- the examples of tools -------------------------------------------------------------------------


def example(picture, **values):
    """The tool from whose example a picture is drawn, with some of its answers otherwise."""
    tool = pictures.pictured(DRAFT, picture)
    given = {**tool.example.values, **values}
    return tool.model_copy(update={"example": tool.example.model_copy(update={"values": given})})


def test_a_risk_stands_with_whoever_carries_it():
    tool = example("risks")
    first = tool.example.values["items"][0]
    made = pictures.risks(tool)
    assert made.carriers[made.rows[0].place] == made.rows[0].carries == first["carries"]
    assert made.rows[0].trigger == tool.example.values["responses"][0]["trigger"]
    other = next(each for each in made.carriers if each != first["carries"])
    moved = pictures.risks(example("risks", items=[{**first, "carries": other}], reserves=10))
    assert (len(moved.rows), moved.rows[0].carries, moved.carriers[moved.rows[0].place]) == (1, other, other)
    assert (moved.reserves, moved.worst) == (10, made.worst)


def test_what_is_left_in_a_future_is_worked_out_and_agrees_with_the_sheet():
    tool = example("futures")
    made, typed = pictures.futures(tool), tool.example.values["futures"]
    assert [future.left for future in made] == [row["difference"] for row in typed]
    moved = pictures.futures(example("futures", futures=[{**typed[0], "spends": typed[0]["spends"] + 7}, *typed[1:]]))
    assert [future.left for future in moved] == [made[0].left - 7, *(future.left for future in made[1:])]


def test_the_days_of_meetings_are_worked_out_add_up_and_agree_with_the_sheet():
    tool = example("meetings")
    made, forums, typed = pictures.meetings(tool), tool.example.values["forums"], tool.example.values["times"]
    days = pictures.rounded([forum.days for forum in made])
    assert days == [row["days"] for row in forums] and sum(days) == tool.example.values["total"]
    for forum, row in zip(made, typed, strict=True):
        assert forum.days * pictures.DAY == pytest.approx(forum.hours)
        assert forum.hours == row["people"] * row["meetings"] * row["hours"]
        assert forum.ticks.count("M") == row["meetings"]
    moved = pictures.meetings(
        example("meetings", times=[{**typed[0], "people": typed[0]["people"] + 1, "meetings": 2}])
    )
    assert moved[0].hours == (typed[0]["people"] + 1) * 2 * typed[0]["hours"] and moved[0].ticks.count("M") == 2


@pytest.mark.parametrize("numbers, whole", [([16.07, 24.0, 17.14], [16, 24, 17]), ([1.5, 1.5], [2, 1]), ([0.4], [0])])
def test_rounded_numbers_add_up(numbers, whole):
    assert pictures.rounded(numbers) == whole and sum(whole) == round(sum(numbers))


def test_a_decision_stands_with_its_limit_and_what_is_reserved_apart():
    tool = example("decisions")
    made, typed = pictures.decisions(tool), tool.example.values["decisions"]
    assert [row.limit for row in made.rows] == [row["limit"] for row in typed]
    assert len(made.reserved) == len(tool.example.values["elsewhere"])
    moved = pictures.decisions(
        example("decisions", decisions=[{**typed[0], "limit": "A week", "days": 9}], elsewhere=[])
    )
    assert [(row.limit, row.days) for row in moved.rows] == [("A week", 9)] and moved.reserved == ()


def test_a_template_that_asks_too_little_for_its_picture_is_refused():
    tool = pictures.pictured(DRAFT, "meetings").model_dump()
    times = next(field for field in tool["fields"] if field["id"] == "times")
    times["columns"] = [column for column in times["columns"] if column["id"] != "meetings"]
    with pytest.raises(ValidationError, match=r"times\.meetings"):
        Tool.model_validate(tool)


def test_what_travels_names_paragraphs_that_the_clause_has():
    for clause in DRAFT.of("clause"):
        numbers = {int(found) for found in re.findall(r"^(\d+)\. ", clause.drafting, re.M)}
        stops = [*clause.travels.stops, *clause.travels.instead] if clause.travels else []
        assert not {number for stop in stops for number in stop.paragraphs} - numbers, clause.id


# -- on the pages ----------------------------------------------------------------------------------

ON = {
    "cases": ["case-studies/", "briefings/the-evidence/"],
    "hours": [
        "briefings/what-it-costs/",
        "paths/for-finance/",
        *(f"steps/{step.id}/" for step in chosen.handbook().draft.of("step")),
    ],
    "months": ["guidance/notices-and-timetable/", "do/", "paths/before-you-start/"],
    "shelves": ["briefings/the-evidence/"],
    "risks": ["tools/risk-and-uncertainty-allocation/", "clauses/risk-sharing/"],
    "futures": ["tools/payment-mechanism-chooser/", "paths/for-finance/"],
    "meetings": ["tools/governance-design-canvas/", "clauses/governance-forums/"],
    "decisions": ["tools/decision-rights-matrix/", "clauses/decision-rights/"],
    "change": ["clauses/bounded-change/", "paths/first-hundred-days/"],
}
ON = {name: [chosen.now(address) for address in where] for name, where in ON.items()}
"""Where each picture stands, by the word of its class."""


@cache
def figure(address: str, name: str) -> lxml.html.HtmlElement:
    found = tree(address).xpath(f"//article//*[contains(@class, 'drawn picture-{name}')]")
    assert len(found) == 1, (address, name)
    return found[0]


@cache
def tree(address: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((SITE / "draft" / address / "index.html").read_bytes())


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("name, address", [(name, address) for name, where in ON.items() for address in where])
def test_a_picture_leads_on_is_named_and_needs_no_style_of_its_own(name, address):
    drawn, page = figure(address, name), tree(address)
    assert drawn.xpath(".//a/@href"), "its parts lead on"
    assert not drawn.xpath(".//@style | .//svg[not(@aria-hidden='true')]"), "what it shows stands in words"
    sheets = page.xpath("//head/link[@rel='stylesheet'][not(@media)]/@href")
    assert any(".drawn{" in (SITE / "draft" / address / sheet).read_text("utf-8") for sheet in sheets)
    assert drawn.tag != "figure" or words(drawn.find("figcaption"))


@pytest.mark.parametrize("address", ON["cases"])
def test_every_case_is_on_the_map_once_with_the_strength_of_its_evidence(address):
    links = {
        link.get("href").rstrip("/").split("/")[-1]: link
        for link in figure(address, "cases").xpath(".//a[contains(@class, 'case')]")
    }
    assert links.keys() == {each.id for each in CASES}
    for each in CASES:
        seen = "seen from outside" if pictures.case_map([each]).cases[0].outside else "by those involved"
        assert seen in words(links[each.id]) and bool(each.counter_example) == (
            "counter-example" in words(links[each.id])
        )


@pytest.mark.parametrize("address", ["case-studies/", "briefings/the-evidence/", "briefings/for-the-sceptic/"])
def test_the_hard_thing_stands_in_words(address):
    hard = pictures.hard_thing(CASES)
    said = words(tree(address).xpath("//article")[0])
    assert (
        f"{hard.relational} of the {hard.cases} cases had a formal-relational contract. {hard.own_account} of" in said
    )
    assert f"{hard.outside} was looked at from outside, and came out: not known yet (1)." in said


@pytest.mark.parametrize("name", ["risks", "futures", "meetings", "decisions"])
def test_what_is_invented_says_so_and_every_row_is_told(name):
    made = getattr(pictures, name)(pictures.pictured(DRAFT, name))
    rows = made if isinstance(made, list) else made.rows
    for address in ON[name]:
        drawn = figure(address, name)
        assert drawn.xpath(".//*[@class='illustrative']"), address
        said = words(drawn)
        for row in rows:
            told = [value for value in vars(row).values() if isinstance(value, str) and not value.startswith("M")]
            assert told and all(words(lxml.html.fromstring(f"<p>{typeset(value)}</p>")) in said for value in told)


def test_a_way_is_told_in_order():
    clause = next(each for each in DRAFT.of("clause") if each.travels)
    for address in ON["change"]:
        said = [words(each) for each in figure(address, "change").xpath(".//li")]
        assert len(said) == len([*clause.travels.stops, *clause.travels.instead])
        for line, stop in zip(said, [*clause.travels.stops, *clause.travels.instead], strict=True):
            assert line.startswith(stop.title) and stop.says in line, address


def test_a_step_shows_which_bar_is_its_own():
    made = pictures.hours_in(chosen.handbook().draft)
    for step in made.steps:
        drawn = figure(f"steps/{step.step}/", "hours")
        for row, other in zip(drawn.xpath(".//tbody/tr"), made.steps, strict=True):
            assert f"{other.hours:,}" in words(row)
            assert ("this step" in words(row)) == (other is step) != bool(row.xpath(".//rect[@class='empty']"))


def test_no_colour_of_a_picture_has_no_name():
    css = "".join(
        (ROOT / f"docs/assets/css/{name}.css").read_text("utf-8")
        for name in ("drawn", "months", "shelves", "examples", "stations", "case-map", "strip", "picture-tools")
    )
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", css)


def test_a_day_turns_months_into_dates_and_back(open_page):
    page = open_page("draft/do/", width=360)
    field, first = page.get_by_label("The day on which the old contract ends"), page.locator(".dates").first
    begins = pictures.months_in(chosen.handbook().draft).rows[0].begins
    assert begins == 14
    field.fill("2030-04-30")
    page.locator(".dates").first.filter(has_text="28 February 2029 to 30 April 2029").wait_for()
    assert page.locator(".dates").last.text_content() == "30 January 2030 to 30 April 2030"
    field.fill("2020-04-01")
    first.filter(has_text="(over: this must exist by now)").wait_for()
    field.fill("")
    first.filter(has_text=re.compile("^$")).wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
