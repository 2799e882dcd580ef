"""What a tool computes: one set of cases, worked out by Python and by the browser; and rules that cannot hold."""

from __future__ import annotations

import itertools
import shutil
from typing import Any

import pytest
import yaml
from chosen import IS_RELATIONAL_RIGHT, RISK_AND_UNCERTAINTY_ALLOCATION, STAKEHOLDER_AND_POWER_MAP
from conftest import ROOT, shown, with_memory

from macros.model.evaluating import definition, evaluate, flat

CASES = [
    (file["tool"], case)
    for file in (yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / "data/scenarios").glob("*.yml")))
    for case in file["cases"]
]
NAMES = [f"{tool}: {case['name']}" for tool, case in CASES]


def tool_of(handbook: Any, name: str) -> Any:
    return handbook.draft.elements[name]


@pytest.mark.parametrize(("tool", "case"), CASES, ids=NAMES)
def test_a_case_comes_out_as_it_says(handbook, tool, case):
    found = evaluate(definition(tool_of(handbook, tool)), flat(case["answers"]))
    assert {name: found[name] for name in case["expect"]} == case["expect"]


def every_name(about: dict[str, Any]) -> list[tuple[str, str]]:
    """Every answer that counts, in three rows where a table grows, with the name under which it is known."""
    grown = [(kind.replace("*", str(row)), kind) for kind in about["cells"] for row in range(1, 4)]
    return [(name, name) for name in about["asked"]] + grown


def answer_to(asked: dict[str, Any], number: int) -> str:
    """Something that somebody may have answered, now and then what nobody can."""
    if number % 11 == 10:
        return ("", " ", "x", "1e3", "-0.05", "٣", "999999999999")[number % 7]
    if "options" in asked:
        return str(asked["options"][number % len(asked["options"])])
    return str(1 + number % 5) if "least" in asked else ("0", "12.25", "-3", "100", "0.333")[number % 5]


def test_python_and_the_browser_say_the_same(handbook, open_page):
    asked = []
    for tool in {tool for tool, _ in CASES}:
        about = definition(tool_of(handbook, tool))
        given = [flat(case["answers"]) for name, case in CASES if name == tool]
        given += [  # a walk through many combinations besides
            {
                name: answer_to({**about["asked"], **about["cells"]}[kind], n * step + shift)
                for n, (name, kind) in enumerate(every_name(about))
                if (n + shift) % gap
            }
            for step, shift, gap in itertools.product(range(1, 5), range(5), (2, 3, 99))
        ]
        asked += [{"about": about, "answers": answers, "expect": evaluate(about, answers)} for answers in given]
    page = open_page(f"draft/tools/{IS_RELATIONAL_RIGHT}/sheet/")
    found = page.evaluate(
        """async (asked) => {
          const { evaluate } = await import(new URL("../../../assets/forms/evaluate.js", location.href).href);
          return asked.map(({ about, answers }) => evaluate(about, answers));
        }""",
        [{"about": each["about"], "answers": each["answers"]} for each in asked],
    )
    for each, said in zip(asked, found, strict=True):
        assert said == each["expect"], each["answers"]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda r: r["computed"][0].update(of=["scores.1-9.score"]), '"scores.9.score" is not an answer'),
        (lambda r: r["computed"][0].update(of=["purpse"]), '"purpse" is not an answer'),
        (lambda r: r["computed"][0].update(of=["purpose"]), "needs numbers"),
        (lambda r: r["computed"][0].update(into="reasons"), "is not a number of the template"),
        (lambda r: r["bands"][-1].update(least={"need": 2}), "leave a gap"),
        (lambda r: r["bands"].reverse(), "Nobody can reach the band"),
        (lambda r: r["bands"][0].update(least={"nead": 2}), '"nead" is not computed'),
        (lambda r: r["stops"][0].update(when=["Perhaps"]), 'Nobody can answer "Perhaps"'),
        (lambda r: r["stops"][0].pop("sentence"), "sentence"),
        (lambda r: r.pop("refused"), "nothing says what readers are told"),
        (lambda r: r["computed"][0].update(how="least"), "its answers come to"),
        (lambda r: r["computed"][0].update(how="median"), "a way of computing"),
    ],
)
def test_a_rule_that_cannot_hold_is_named(scratch, edit, says):
    name = f"data/draft/tools/{IS_RELATIONAL_RIGHT}.yml"
    shutil.copytree(ROOT / "data/draft", with_memory(scratch.root) / "data/draft", dirs_exist_ok=True)
    scratch.change(name, lambda tool: edit(tool["results"]))
    found = [problem for problem in scratch.problems() if problem.file == name]
    assert any(says in str(problem) for problem in found), shown(found)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda r: r["marks"][0]["when"][0].update(column="stakes"), '"groups.*.stakes" is not an answer'),
        (lambda r: r["marks"][0]["when"][0].update(column="from"), '"from" is no number'),
        (lambda r: r["marks"][0].update(when=[{"column": "stake", "among": ["6"]}]), 'Nobody can answer "6"'),
        (lambda r: r["marks"][0].update(when=[{"column": "stake"}]), "one kind of them"),
        (lambda r: r["marks"][0].update(when=[{"column": "stake", "least": 1, "empty": True}]), "one kind of them"),
        (lambda r: r["computed"][0].update(of=["circle"]), '"circle" is not a mark'),
        (lambda r: r["computed"][0].update(how="difference"), "A difference needs two"),
        (lambda r: r["computed"][0].update(how="sum", of=["groups.*.stake"], into="groups.*.power"), "is not a number"),
        (lambda r: r["computed"][0].update(how="sum", of=["shifts.*.stake"]), "is not an answer"),
        (lambda r: r["computed"][0].update(how="sum", of=["links"]), "needs numbers"),
        (lambda r: r["computed"][0].update(divided_by=1), "divided_by"),
        (lambda r: r["bands"].pop(), "One band says nothing"),
        (lambda r: r["bands"].insert(1, {**r["bands"][0], "id": "x", "above": {"circled": 5}}), "Nobody can reach"),
        (lambda r: r["bands"].insert(1, {**r["bands"][0], "above": {}, "least": {"circled": 5}}), "Nobody can reach"),
        (lambda r: r["bands"][0].update(above={"circle": 1}), '"circle" is not computed'),
        (lambda r: r.pop("caveat"), "a caveat says whose"),
        (lambda r: (r.pop("marks"), r.pop("computed")), "work something out"),
    ],
)
def test_a_mark_that_cannot_hold_is_named(scratch, edit, says):
    name = f"data/draft/tools/{STAKEHOLDER_AND_POWER_MAP}.yml"
    shutil.copytree(ROOT / "data/draft", with_memory(scratch.root) / "data/draft", dirs_exist_ok=True)
    scratch.change(name, lambda tool: edit(tool["results"]))
    found = [problem for problem in scratch.problems() if problem.file == name]
    assert any(says in str(problem) for problem in found), shown(found)


def test_the_cases_of_a_tool_meet_each_of_its_rules(handbook):
    """Every band is somebody's result, every mark is on somebody's row. A new tool may come without cases."""
    for name in {name for name, _ in CASES}:
        tool = tool_of(handbook, name)
        found = [evaluate(definition(tool), flat(case["answers"])) for each, case in CASES if each == name]
        met = {each["outcome"] for each in found}
        assert met >= {band.id for band in tool.results.bands}, (tool.id, met)
        for mark in tool.results.marks:
            assert any(each["marks"][mark.id] for each in found), (tool.id, mark.id)
        for each in tool.results.computed:
            ids = [name for name in found[0]["measures"] if name.partition(".")[0] == each.id]
            assert any(case["measures"].get(name) is not None for case in found for name in ids), (tool.id, each.id)


def field(tool: Any, name: str) -> Any:
    return next(each for each in tool["fields"] if each["id"] == name)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda t: field(t, "responses").update(continues="itms"), "is not an earlier table"),
        (lambda t: field(t, "items").update(continues="responses"), "is not an earlier table"),
        (lambda t: field(t, "responses").update(blank_rows=5), "do not have the same rows"),
        (lambda t: t["example"]["values"]["responses"][0].update(item="Rain"), "are not the same"),
        (lambda t: field(t, "service").update(continues="items"), "Only a table without fixed rows"),
        (lambda t: field(t, "items")["columns"][0].update(answer=True), "One column of a table is the answer"),
        (lambda t: field(t, "items")["columns"][0].update(was=["kind"]), '"kind" is a column of this table'),
        (lambda t: field(t, "service").update(was=["gains"]), '"gains" is a field of this tool'),
        (lambda t: field(t, "service").update(was=["Gains"]), "was"),
        (lambda t: field(t, "items").update(carries="service"), "A table is not carried over"),
        (lambda t: field(t, "gains").update(carries="servise"), "a value that tools share"),
        (lambda t: field(t, "gains").update(carries="service"), "stands twice"),
        (lambda t: field(t, "review").update(carries="value"), '"value" is a date here, and a number in'),
        (lambda t: field(t, "gains").update(paper=["risk"]), "a part of a board paper"),
        (lambda t: field(t, "people").update(stays=True), "What stays in its tool"),
    ],
)
def test_what_travels_wrongly_is_named(scratch, edit, says):
    name = f"data/draft/tools/{RISK_AND_UNCERTAINTY_ALLOCATION}.yml"
    shutil.copytree(ROOT / "data/draft", with_memory(scratch.root) / "data/draft", dirs_exist_ok=True)
    scratch.change(name, edit)
    found = [problem for problem in scratch.problems() if "data/draft/tools/" in problem.file]
    assert any(says in str(problem) for problem in found), shown(found)
