"""What a tool computes: one set of cases, worked out by Python and by the browser; and rules that cannot hold."""

from __future__ import annotations

import itertools
import shutil
from typing import Any

import pytest
import yaml
from conftest import ROOT, shown

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


def test_python_and_the_browser_say_the_same(handbook, open_page):
    asked = []
    for tool in {tool for tool, _ in CASES}:
        about = definition(tool_of(handbook, tool))
        given = [flat(case["answers"]) for name, case in CASES if name == tool]
        given += [  # a walk through many combinations besides
            {name: str(1 + (n * step + shift) % 5) for n, name in enumerate(about["asked"]) if (n + shift) % gap}
            for step, shift, gap in itertools.product(range(1, 5), range(5), (2, 3, 99))
        ]
        asked += [{"about": about, "answers": answers, "expect": evaluate(about, answers)} for answers in given]
    page = open_page("draft/tools/is-relational-right/sheet/")
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
    name = "data/draft/tools/is-relational-right.yml"
    shutil.copytree(ROOT / "data/draft", scratch.path("data/draft"), dirs_exist_ok=True)
    scratch.change(name, lambda tool: edit(tool["results"]))
    found = [problem for problem in scratch.problems() if problem.file == name]
    assert any(says in str(problem) for problem in found), shown(found)


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
    name = "data/draft/tools/risk-and-uncertainty-allocation.yml"
    shutil.copytree(ROOT / "data/draft", scratch.path("data/draft"), dirs_exist_ok=True)
    scratch.change(name, edit)
    found = [problem for problem in scratch.problems() if "data/draft/tools/" in problem.file]
    assert any(says in str(problem) for problem in found), shown(found)
