"""Decision aids: every way of every tree ends in an outcome, worked examples come out in Python and in the browser,
and a reader is asked one question at a time."""

from __future__ import annotations

import gzip
import re
from typing import Any

import lxml.html
import pytest
from chosen import (
    CHANGE_MECHANISM_CHECK,
    CHANGING_A_CONTRACT,
    DRAFT,
    FIND_A_LAWFUL_ROUTE,
    HOW_SHOULD_WE_PAY,
    SHAPE_THE_APPROACH,
    WHICH_RULES_AND_ROUTE,
    handbook,
)
from conftest import SITE, shown
from playwright.sync_api import expect
from test_browser import axe

from macros.model.deciding import GIVEN, NOT_SURE, as_answers, decide, tree

AIDS = {aid.id: aid for aid in handbook().draft.of("aid")}
ABOUT = {name: tree(aid) for name, aid in AIDS.items()}
CHANGE, GROUND = "may-we-change-this-contract", "which-ground-carries-this-change"


def place(name: str) -> str:
    return f"draft/decision-aids/{name}/"


# -- every way ------------------------------------------------------------------------------------


def figures_for(name: str) -> list[dict[str, str]]:
    """Figures to try: those of the worked examples, and none."""
    numbers = {number for question in ABOUT[name]["questions"].values() for number in question["numbers"]}
    found: list[dict[str, str]] = [{}]
    for scenario in AIDS[name].scenarios:
        given = {key: value for key, value in as_answers(scenario.answers).items() if key in numbers}
        if given not in found:
            found.append(given)
    return found


def ways(name: str) -> list[dict[str, str]]:
    """Answers for every way through a tree: each answer to each question that is asked, with each set of figures."""
    about, found = ABOUT[name], []
    for given in figures_for(name):
        waiting = [dict(given)]
        while waiting:
            answers = waiting.pop()
            now = decide(about, answers)
            if now["outcome"]:
                found.append(answers)
                continue
            question = about["questions"][now["at"]]
            ids = [GIVEN if given else NOT_SURE] if question["numbers"] else [a["id"] for a in question["answers"]]
            waiting += [{**answers, now["at"]: answer} for answer in ids]
            if not question["numbers"] and not given:
                waiting.append({**answers, now["at"]: NOT_SURE})
    return found


@pytest.fixture(scope="module")
def walked() -> dict[str, list[dict[str, str]]]:
    return {name: ways(name) for name in AIDS}


@pytest.mark.parametrize("name", AIDS)
def test_every_way_ends_and_every_answer_and_outcome_is_on_one(name, walked):
    about, steps, ends = ABOUT[name], set(), set()
    for answers in walked[name]:
        now = decide(about, answers)
        ends.add(now["outcome"])
        steps |= {(step["question"], step["answer"]) for step in now["path"]}
        assert now["open"] == [now["outcome"]]
        assert {each["outcome"] for each in now["fell"]} == {*about["ends"]} - {now["outcome"]}
    assert ends == {*about["ends"]}
    assert steps == {(q, answer["id"]) for q, asked in about["questions"].items() for answer in asked["answers"]}


def test_somebody_who_is_never_sure_gets_to_an_outcome_and_a_list(walked):
    for name, about in ABOUT.items():
        answers = dict.fromkeys(about["questions"], NOT_SURE)
        now = decide(about, answers)
        asked = [step["question"] for step in now["path"] if step["asked"]]
        assert now["outcome"] and set(asked) <= set(now["ask"]), name


def test_every_outcome_of_law_rests_on_a_place_in_a_source():
    for aid in AIDS.values():
        bare = [outcome.id for outcome in aid.outcomes if not outcome.rests_on]
        assert not bare or aid.id == "how-should-we-pay", (aid.id, bare)


def test_every_outcome_has_a_worked_example_and_there_are_six_or_more():
    for aid in AIDS.values():
        assert {scenario.outcome for scenario in aid.scenarios} == {outcome.id for outcome in aid.outcomes}, aid.id
        assert len(aid.scenarios) >= 6


OLDER, HEALTH = "may-we-change-an-older-contract", "may-we-change-a-health-contract"
HEALTH_ROUTE = "which-route-for-a-health-service"


@pytest.mark.parametrize(
    "name, example, number, values, outcomes",
    [
        (OLDER, "flood", "this-change", (1000000, 1000001), ("unforeseen", "new-procurement")),
        (OLDER, "exactly-ten", "this-change", (89999, 90000), ("small-value", "new-procurement")),
        (HEALTH, "exactly-a-quarter", "this-change", (599999, 600000), ("own-decision", "new-process")),
        (HEALTH_ROUTE, "both-limits-exactly", "new-value", (2499999, 2500000), ("your-choice", "most-suitable")),
        ("which-rules-and-route", "exactly-the-threshold", "value", (663539, 663540), (None, "open-procedure")),
        (GROUND, "known-risk-at-half", "change", (1000000, 1000001), ("known-risk-change", None)),
        (GROUND, "small-and-cumulative", "small-before", (167719, 167720), ("small-change", "buy-again")),
        (GROUND, "six-months-of-five-years", "months-added", (6, 6.1), ("not-substantial", None)),
    ],
)  # fmt: skip
def test_a_figure_at_a_line_and_the_next_one_are_told_apart(name, example, number, values, outcomes):
    (given,) = (as_answers(each.answers) for each in AIDS[name].scenarios if each.id == example)
    found = tuple(decide(ABOUT[name], {**given, number: str(value)})["outcome"] for value in values)
    assert found == outcomes


def test_ten_per_cent_needs_no_notice_and_a_pound_more_does():
    (given,) = (as_answers(each.answers) for each in AIDS[GROUND].scenarios if each.id == "exactly-ten")
    at, over = (decide(ABOUT[GROUND], {**given, "change": value})["duties"] for value in ("500000", "500001"))
    assert at["no-notice"] == "due" and at["change-notice"] == at["copy"] == "not"
    assert over["no-notice"] == "not" and over["change-notice"] == over["copy"] == "due"


def test_python_and_the_browser_say_the_same(walked, open_page):
    asked = []
    for name, about in ABOUT.items():
        given = [as_answers(scenario.answers) for scenario in AIDS[name].scenarios] + walked[name]
        step = max(1, len(given) // 200)
        some = given[: len(AIDS[name].scenarios)] + given[len(AIDS[name].scenarios) :: step]
        odd = {"value": "1e3", "change": "٣", "nation": "mars", "first-value": "", "size": "given"}
        some += [{}, odd, *({**each, **odd} for each in some[:20])]
        asked.append({"about": about, "given": some, "expect": [decide(about, each) for each in some]})
    page = open_page(place(CHANGE))
    found = page.evaluate(
        """async (asked) => {
          const { decide } = await import(new URL("../../assets/aid/decide.js", location.href).href);
          return asked.map(({ about, given }) => given.map((answers) => decide(about, answers)));
        }""",
        [{"about": each["about"], "given": each["given"]} for each in asked],
    )
    for each, said in zip(asked, found, strict=True):
        for answers, one, other in zip(each["given"], each["expect"], said, strict=True):
            assert one == other, answers


# -- rules of the check ---------------------------------------------------------------------------

FILE = "data/draft/decision-aids/may-we.yml"
BASIS = [{"source": "golab-2025-guide", "where": "page", "checked": "2026-11"}]


def small_aid() -> dict[str, Any]:
    """A sound aid of two questions."""
    return {
        "id": "may-we",
        "title": "May we?",
        "in_one_line": "Know whether you may.",
        "keywords": ["may we"],
        "lead": "Have the sum at hand.",
        "nations": ["england"],
        "questions": [
            {
                "id": "kind",
                "ask": "Is it small?",
                "help": "Small things are small.",
                "answers": [{"id": "yes", "says": "Yes", "to": "size"}, {"id": "no", "says": "No", "to": "stop"}],
                "not_sure": {"counts_as": "no", "ask": "Is it small?"},
            },
            {
                "id": "size",
                "ask": "What does it cost?",
                "help": "All of it.",
                "numbers": [{"id": "cost", "label": "Cost", "unit": "pounds"}],
                "answers": [
                    {"id": "less", "says": "Up to £10", "to": "go", "when": [{"of": "size-of-it", "most": 10}]},
                    {"id": "more", "says": "More", "to": "stop"},
                ],
                "not_sure": {"counts_as": "more", "ask": "What does it cost?"},
            },
        ],
        "sums": [{"id": "size-of-it", "label": "Up or down", "how": "greatest", "of": ["cost"], "unit": "pounds"}],
        "duties": [{"id": "tell", "what": "Tell somebody.", "by": "the same day", "rests_on": BASIS}],
        "outcomes": [
            {"id": "go", "title": "Go", "verdict": "open", "means": "You may.", "next": ["Go."], "publish": ["tell"]},
            {"id": "stop", "title": "Stop", "verdict": "closed", "means": "You may not.", "next": ["Stop."]},
        ],
        "scenarios": [
            {
                "id": "ten",
                "title": "Ten pounds",
                "story": "It costs £10.",
                "answers": {"kind": "yes", "size": "given", "cost": 10},
                "outcome": "go",
                "sums": {"size-of-it": 10},
                "due": ["tell"],
                "why": "Just enough.",
            }
        ],
    }  # fmt: skip


def said_of(scratch, edit) -> str:
    """What the check says of an aid after an edit."""
    values = small_aid()
    source = next(iter(scratch.read("data/draft/sources.yml")))["id"]
    for part in (*values["outcomes"], *values["duties"]):
        part["rests_on"] = [{**BASIS[0], "source": source}]
    edit(values)
    scratch.write(FILE, values)
    scratch.write(
        "data/draft/changes/an-aid.yml",
        {"id": "an-aid", "kind": "added", "elements": ["may-we"], "summary": "An aid.", "why": "To try it."},
    )
    return shown([problem for problem in scratch.problems() if problem.file == FILE])


def test_a_sound_aid_passes(scratch):
    assert said_of(scratch, lambda values: None) == "(nothing)"


def again(values: dict[str, Any], **more: Any) -> None:
    """A third question, to which nothing leads unless the edit says so."""
    values["questions"].append({**values["questions"][0], "id": "third", **more})


@pytest.mark.parametrize(
    "edit, says",
    [
        (lambda v: v["questions"][0]["answers"][0].update(to="sise"), 'leads to "sise", and no question or outcome'),
        (lambda v: v["questions"][1]["answers"][1].update(to="kind"), "leads back to"),
        (lambda v: again(v), 'Nothing leads to "third"'),
        (lambda v: v["questions"][1]["answers"][0].update(to="stop"), 'Nothing leads to "go"'),
        (lambda v: v["outcomes"][0].update(rests_on=[]), '"go" rests on no source'),
        (lambda v: v["outcomes"][0]["rests_on"][0].update(source="nowhere"), 'There is no source "nowhere"'),
        (lambda v: v["outcomes"][0].update(publish=["tel"]), '"tel" is no duty of this aid'),
        (lambda v: v["outcomes"][0].update(publish=[]), 'No outcome names the duty "tell"'),
        (lambda v: v["questions"][0]["not_sure"].update(counts_as="perhaps"), "which is none of the answers"),
        (lambda v: v["questions"][0].pop("not_sure"), "not_sure"),
        (
            lambda v: v["questions"][1]["answers"][1].update(when=[{"of": "size-of-it", "above": 20}]),
            "every answer but the last",
        ),
        (
            lambda v: v["questions"][1]["answers"][0]["when"][0].update(of="sizes-of-it"),
            '"sizes-of-it" is no number and no sum',
        ),
        (
            lambda v: v["questions"][1]["answers"][0].update(when=[{"of": "kind", "among": ["maybe"]}]),
            'Nobody can answer "maybe"',
        ),
        (lambda v: v["questions"][1]["answers"][0].update(when=[{"of": "size-of-it"}]), "A test says one of"),
        (
            lambda v: v["sums"].insert(0, {"id": "step", "how": "sum", "of": ["cost"], "unit": "pounds"})
            or v["sums"][1].update(of=["step"]),
            '"step" has no label',
        ),
        (lambda v: v["sums"][0].update(of=["price"]), '"price" is no number, and no sum above'),
        (lambda v: v["sums"][0].update(how="percent", of=["cost"]), "A per cent is of two figures"),
        (lambda v: v["duties"][0].update(when=[{"of": "size-of-it", "most": 5}]), "in `when` and `in_words`"),
        (
            lambda v: (
                v["duties"][0].update(when=[{"of": "size-of-it", "most": 5}], in_words="small"),
                v["outcomes"][1].update(publish=["tell"]),
            ),
            'Some way leads to "stop" without the question "size"',
        ),
        (lambda v: v["questions"][1].update(was=["kind"]), '"kind" is asked in this aid'),
        (
            lambda v: (v["questions"][0].update(was=["old"]), v["questions"][1]["numbers"][0].update(was=["old"])),
            '"old" was "kind" already',
        ),
        (lambda v: v.update(paper=["nowhere"]), '"nowhere" is not a part of a board paper'),
        (lambda v: v["outcomes"][1].update(id="go"), 'Two things in this aid are called "go"'),
        (lambda v: v["outcomes"][1].update(id="history"), "a heading that every aid has"),
        (lambda v: v["outcomes"][0].update(verdict="fine"), "a kind of outcome"),
        (lambda v: v["scenarios"][0].update(outcome="stop"), "its answers lead to go"),
        (lambda v: v["scenarios"][0]["answers"].update(cost=11), "its answers lead to stop"),
        (lambda v: v["scenarios"][0]["answers"].update(kind="maybe"), '"maybe" is no answer to "kind"'),
        (lambda v: v["scenarios"][0].update(sums={"size-of-it": 21}), "comes to 10"),
        (lambda v: v["scenarios"][0].update(due=[]), "What is due comes out as tell"),
    ],
)  # fmt: skip
def test_an_aid_that_leads_nowhere_is_refused_with_its_line(scratch, edit, says):
    said = said_of(scratch, edit)
    assert says in said
    assert re.search(r"may-we\.yml:\d+", said)


# -- its pages ------------------------------------------------------------------------------------


def html(path: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((SITE / path / "index.html").read_bytes())


@pytest.mark.parametrize("name", AIDS)
def test_the_page_has_the_whole_aid_in_words_and_as_a_picture(name):
    aid, page = AIDS[name], html(place(name))
    drawn, worked = html(place(name) + "tree/"), html(place(name) + "examples/")
    ids = {*page.xpath("//@id")}
    text = page.text_content()
    assert "not legal advice" in text
    for question in aid.questions:
        (section,) = page.xpath("//section[@class='question'][h3/@id=$id]", id=question.id)
        leads = [link.get("href") for link in section.xpath(".//li[@data-answer]/a")]
        assert leads == [f"#{answer.to}" for answer in question.answers] and {each[1:] for each in leads} <= ids
        for basis in question.rests_on:
            assert basis.where in " ".join(section.text_content().split())
    for which in ("wide", "narrow"):
        (picture,) = drawn.xpath("//*[local-name()='svg'][contains(@class, $form)]", form=which)
        links = {link.get("href") for link in picture.iter("{*}a")}
        assert links >= {f"../#{each.id}" for each in (*aid.questions, *aid.outcomes)}
    examples = worked.xpath("//section[@data-example]")
    assert len(examples) == len(aid.scenarios) and all("Illustrative" in each.text_content() for each in examples)


def test_only_these_pages_load_its_script_and_it_is_light():
    loaded = {
        path.parent.relative_to(SITE / "draft").as_posix()
        for path in (SITE / "draft").rglob("index.html")
        if b"assets/aid/aid.js" in path.read_bytes()
    }
    assert loaded == {f"decision-aids/{name}" for name in AIDS}
    scripts = (SITE / "draft/assets/aid").glob("*.js")
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in scripts) <= 8_000


def test_pages_of_law_tools_and_steps_lead_to_them():
    for page in (f"guidance/{CHANGING_A_CONTRACT}", f"tools/{CHANGE_MECHANISM_CHECK}", "index.html", "decision-aids"):
        file = SITE / "draft" / page if page.endswith(".html") else SITE / "draft" / page / "index.html"
        assert f"{CHANGE}/" in file.read_text("utf-8"), page
    route = SITE / f"draft/steps/{SHAPE_THE_APPROACH}/{FIND_A_LAWFUL_ROUTE}/index.html"
    assert f"{WHICH_RULES_AND_ROUTE}/" in route.read_text("utf-8")


# -- with a script --------------------------------------------------------------------------------


def test_a_reader_on_a_phone_goes_from_question_to_outcome(open_page, tmp_path):
    page = open_page(place(CHANGE), width=360, height=740)
    assert (
        page.evaluate("import(document.querySelector('script[type=module]').src).then(({ about }) => about)")
        == ABOUT[CHANGE]
    )
    choose = page.locator(".aid-choices")

    def answer(*said: str) -> None:
        for each in said:
            choose.get_by_role("button", name=each, exact=True).click()

    first = choose.get_by_role("button").first.bounding_box()
    assert first["y"] < 740 and page.locator(".aid-words").is_hidden()
    answer("England")
    heading = page.locator(".aid-now h2")
    expect(heading).to_be_focused()
    assert heading.text_content() == "Is it a contract for health care?"
    expect(page.get_by_role("status").filter(has_text="still open")).to_be_visible()
    page.go_back()
    expect(heading).to_have_text("Where does the authority sit?")
    page.go_forward()
    answer("No", "No", "Not sure", "No", "No")
    expect(page.locator(".aid-main .outcome h2")).to_be_focused()
    assert "Is the contract above the threshold" in page.locator(".aid-main ol li").last.text_content()
    page.reload()
    expect(page.locator(".aid-main .outcome h2")).to_have_text("Only on a ground: go on")
    page.locator(".aid-main").get_by_role("link", name="Which ground carries this change?").click()
    expect(heading).to_have_text("What are the figures?")
    assert page.locator(".aid-before li").count() == 6
    assert (
        page.evaluate("import(document.querySelector('script[type=module]').src).then(({ about }) => about)")
        == ABOUT[GROUND]
    )
    answer("Go on")
    expect(page.locator("[name=value]")).to_be_focused()
    assert not (found := axe(page)), "\n".join(found)
    assert page.locator("[name=value]").get_attribute("aria-invalid") == "true"
    figures = {
        "value": "£5,000,000",
        "change": "300,000",
        "joined": "300 000",
        "small-before": "0",
        "months": "60",
        "months-added": "0",
    }
    for name, value in figures.items():
        page.fill(f"[name={name}]", value)
    page.locator("[name=months-added]").press("Enter")
    answer("Not sure", "No", "No")
    outcome = page.locator(".aid-main .outcome")
    expect(outcome.locator("h2")).to_have_text("Yes: not a substantial change")
    assert outcome.locator("[data-duty]").evaluate_all("all => all.map((each) => each.dataset.duty)") == [
        "change-notice",
        "copy",
    ]
    assert not (found := axe(page)), "\n".join(found)
    assert "12 per cent" in outcome.locator(".aid-sums").text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as Markdown").click()
    waiting.value.save_as(tmp_path / "aid.md")
    text = (tmp_path / "aid.md").read_text("utf-8")
    for words in (
        "Guidance, not legal advice",
        "12 per cent",
        "£5,000,000",
        "Where does the authority sit? England",
        "Is the contract above the threshold",
        "Do contract and notice provide",
        "s.74(3)",
        DRAFT,
    ):
        assert words in text, words
    page.locator(".aid-asked summary").click()
    page.get_by_role("button", name=re.compile("Change the answer to: Does the change alter the scope")).click()
    expect(heading).to_have_text("Does the change alter the scope materially?")
    assert choose.locator("[aria-pressed=true]").text_content() == "No"
    answer("Yes")
    expect(heading).to_have_text("Has a risk happened that the notice named, with this ground?")
    page.get_by_text("No longer open").click()
    assert "Does the change alter the scope" in page.locator(".aid-side details").text_content()


def test_figures_that_are_not_known_count_as_the_careful_answer(open_page):
    page = open_page(place(HOW_SHOULD_WE_PAY))
    for said in ("No, or not all of it", "Yes", "No", "Yes, all three", "Yes", "Yes", "We do not know the figures"):
        page.locator(".aid-choices").get_by_role("button", name=said, exact=True).click()
    expect(page.locator(".aid-main .outcome h2")).to_have_text("Core in advance; no linked part yet")
    assert "How many weeks can each partner wait" in page.locator(".aid-main").text_content()


@pytest.mark.parametrize("end", ["#%E0%A4%A", "#%", "#constructor", "#!/x"])
def test_a_link_that_was_cut_within_a_letter_still_opens_the_aid(open_page, end):
    wrong: list[str] = []
    page = open_page("draft/")
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{page.url}{place(GROUND).partition('/')[2]}{end}")
    expect(page.locator(".aid-now")).to_be_visible()
    assert not wrong


def test_a_link_to_an_outcome_shows_the_whole_aid_and_without_a_script_it_is_there(open_page):
    page = open_page(f"{place(GROUND)}#buy-again")
    expect(page.locator("#buy-again")).to_be_in_viewport()
    page.get_by_role("button", name="One question at a time").click()
    expect(page.locator(".aid-now")).to_be_visible()
    bare = open_page(place(GROUND), width=360, java_script_enabled=False)
    assert bare.locator(".aid-words .question:visible").count() == len(AIDS[GROUND].questions)
    assert bare.locator(".aid-lead[open]").count() == 1
