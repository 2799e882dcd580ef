"""Where the answers to a decision aid lead. The script of its page does the same: `docs/assets/aid/decide.js`.

Both read what `tree` returns, and both work out the scenarios of every aid. Answers are by the ids of questions,
figures by the ids of numbers, all as text: `{"nation": "england", "value": "5000000"}`.
"""

from __future__ import annotations

from typing import Any

from macros.model.aids import Aid
from macros.model.evaluating import NEAR, NUMBER, rounded

NOT_SURE = "not-sure"
"""The answer that counts as the careful one and goes on the lawyer's list."""

GIVEN = "given"
"""The answer to a question for figures, once they are typed."""


def tree(aid: Aid) -> dict[str, Any]:
    """What both evaluators need, and no words: questions, sums, duties and outcomes by their ids."""

    def tests(of: Any) -> list[dict[str, Any]]:
        return [test.model_dump(exclude_defaults=True) for test in of.when]

    return {
        "first": aid.questions[0].id,
        "ends": [each.id for each in aid.outcomes],
        "questions": {
            each.id: {
                "numbers": [number.id for number in each.numbers],
                "answers": [
                    {"id": answer.id, "to": answer.to, **({"when": tests(answer)} if answer.when else {})}
                    for answer in each.answers
                ],
                "unsure": each.not_sure.counts_as,
            }
            for each in aid.questions
        },
        "sums": [{"id": each.id, "how": each.how, "of": each.of} for each in aid.sums],
        "duties": {each.id: tests(each) for each in aid.duties},
        "outcomes": {each.id: each.publish for each in aid.outcomes},
    }


def only_figures(about: dict[str, Any]) -> dict[str, Any]:
    """The part of a tree that the words of the aid's page do not have: the sums, and what must hold for what."""
    return {
        "sums": about["sums"],
        "duties": {name: tests for name, tests in about["duties"].items() if tests},
        "when": {
            f"{name} {answer['id']}": answer["when"]
            for name, question in about["questions"].items()
            for answer in question["answers"]
            if "when" in answer
        },
    }


def as_answers(given: dict[str, Any]) -> dict[str, str]:
    """Answers as a form would give them, from those of a scenario."""
    return {name: f"{value:.12g}" if isinstance(value, int | float) else value for name, value in given.items()}


def figures(about: dict[str, Any], answers: dict[str, str]) -> dict[str, float]:
    """The figures that are known: those typed, and the sums of which every part is known."""
    asked = {name for question in about["questions"].values() for name in question["numbers"]}
    known = {name: float(value) for name, value in answers.items() if name in asked and NUMBER.fullmatch(value)}
    for each in about["sums"]:
        if any(name not in known for name in each["of"]):
            continue
        values = [known[name] for name in each["of"]]
        if each["how"] == "percent":
            if values[1]:
                known[each["id"]] = 100 * values[0] / values[1]
        elif each["how"] == "greatest":
            known[each["id"]] = max(abs(value) for value in values)
        else:
            known[each["id"]] = sum(values) if each["how"] == "sum" else values[0] - sum(values[1:])
    return known


def _holds(test: dict[str, Any], known: dict[str, float], chosen: dict[str, str]) -> bool | None:
    """Whether a test holds; nothing if that is not known."""
    if "among" in test:
        return chosen[test["of"]] in test["among"] if test["of"] in chosen else None
    if test["of"] not in known:
        return None
    value = known[test["of"]]
    if "least" in test:
        return bool(value + NEAR >= test["least"])
    if "most" in test:
        return bool(value - NEAR <= test["most"])
    return bool(value - NEAR > test["above"]) if "above" in test else bool(value + NEAR < test["below"])


def _all_hold(tests: list[dict[str, Any]], known: dict[str, float], chosen: dict[str, str]) -> bool | None:
    """Whether all tests hold. One that fails settles it, whatever is not known."""
    found = [_holds(test, known, chosen) for test in tests]
    return False if False in found else None if None in found else True


def _decided(question: dict[str, Any], known: dict[str, float], chosen: dict[str, str]) -> str | None:
    """The first answer whose tests hold; nothing if a figure that could decide is not known."""
    for answer in question["answers"]:
        held = _all_hold(answer.get("when", []), known, chosen)
        if held is None:
            return None
        if held:
            return str(answer["id"])
    return None


def _reached(about: dict[str, Any], start: str) -> set[str]:
    """The outcomes to which some way leads from a question or an outcome."""
    waiting, seen, found = [start], set(), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in about["outcomes"]:
            found.add(name)
        else:
            waiting += [answer["to"] for answer in about["questions"][name]["answers"]]
    return found


def decide(about: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    """The way so far, the question or outcome where it stands, what is open and what fell, the sums, what is due."""
    known = figures(about, answers)
    chosen: dict[str, str] = {}
    at = about["first"]
    path: list[dict[str, Any]] = []
    fell: dict[str, str] = {}
    open_ = _reached(about, at)
    while at in about["questions"]:
        question, given = about["questions"][at], answers.get(at, "")
        by_figures = any("when" in answer for answer in question["answers"])
        asked = bool(question["numbers"]) or not by_figures
        allowed = [GIVEN] if question["numbers"] else [answer["id"] for answer in question["answers"]]
        if asked and given not in (*allowed, NOT_SURE):
            break
        answer = _decided(question, known, chosen) if question["numbers"] or by_figures else given
        unsure = answer in (None, NOT_SURE) or (given == NOT_SURE and not by_figures)
        if answer is None or unsure:
            answer = str(question["unsure"])
        path.append({"question": at, "answer": answer, "unsure": unsure, "asked": asked})
        chosen[at] = answer
        to = next(each["to"] for each in question["answers"] if each["id"] == answer)
        left = _reached(about, to)
        fell |= {name: at for name in about["ends"] if name in open_ - left}
        at, open_ = to, left
    outcome = at if at in about["outcomes"] else None
    duties = {
        name: {True: "due", False: "not", None: "unknown"}[_all_hold(about["duties"][name], known, chosen)]
        for name in (about["outcomes"][outcome] if outcome else [])
    }
    hows = {each["id"]: each["how"] for each in about["sums"]}
    return {
        "path": path,
        "at": None if outcome else at,
        "outcome": outcome,
        "open": [name for name in about["ends"] if name in open_],
        "fell": [{"outcome": name, "question": fell[name]} for name in about["ends"] if name in fell],
        "sums": {name: rounded(known[name], how) for name, how in hows.items() if name in known},
        "duties": duties,
        "ask": [step["question"] for step in path if step["unsure"]],
    }
