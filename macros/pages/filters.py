"""By what a list can be narrowed down: the questions, their answers, and how many elements each answer has.

The list's template writes the answers on each element, `docs/assets/filter.js` compares them with what a reader
chose, and the address keeps the choice (`?step=shape-the-approach`). So the values are part of addresses that
people share: ids of steps, codes of lists, and for free words a short form of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from macros.model import codelists
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.phrases import say


@dataclass(frozen=True)
class Answer:
    """One answer that a reader can choose: its value in the address, its words, and how many elements it fits."""

    value: str
    words: str
    count: int


@dataclass(frozen=True)
class Question:
    """One thing to filter by, with the answers that occur."""

    id: str
    words: str
    answers: tuple[Answer, ...]


def short_form(words: str) -> str:
    """Words as a value for an address: `New Zealand` is `new-zealand`."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def countries(words: str) -> list[str]:
    """The countries of a case. "England and Wales" is both: whoever looks for one of them should find it."""
    nations = {nation.title for nation in codelists.NATION.codes.values()}
    parts = words.split(" and ")
    return parts if len(parts) > 1 and set(parts) <= nations else [words]


def answers_of(iteration: LoadedIteration, element: Any) -> dict[str, dict[str, str]]:
    """For each question, the answers of one element: value and words."""
    steps = {step.id: f"{step.order}. {plain(step.title)}" for step in iteration.of("step")}
    if element.kind == "tool":
        return {
            "step": {id_: steps[id_] for id_ in element.steps if id_ in steps},
            "kind": {element.form: codelists.TOOL_KIND[element.form].title},
        }
    if element.kind == "session":
        return {"minutes": dict([_length(element.minutes)]), "people": _sizes(element)}
    return {
        "step": {shown.step: steps[shown.step] for shown in element.steps if shown.step in steps},
        "region": dict([_region(element.country)]),
        "country": {short_form(country): country for country in countries(element.country)},
        "theme": {short_form(theme): theme for theme in element.themes},
        "form": {element.form: codelists.CASE_FORM[element.form].title},
        "result": {element.result: codelists.CASE_RESULT[element.result].title},
        "evidence": {kind: codelists.EVIDENCE[kind].title for kind in element.evidence},
    }


LENGTHS = {60: "up_to_hour", 120: "ninety"}
"""The lengths that somebody has in mind who plans a session, each with its most minutes. Longer is half a day."""


SIZES = {"few": (2, 6), "some": (7, 12), "many": (13, 99)}
"""The groups that somebody has in mind. A session is for each that it has room for in part: it says its own bounds."""


def _length(minutes: int) -> tuple[str, str]:
    name = next((name for most, name in LENGTHS.items() if minutes <= most), "half_day")
    return name.replace("_", "-"), say(f"filter.{name}")


def _sizes(session: Any) -> dict[str, str]:
    return {
        name: say(f"filter.{name}")
        for name, (least, most) in SIZES.items()
        if session.least_people <= most and least <= session.most_people
    }


def _region(country: str) -> tuple[str, str]:
    """Whether a case is from the United Kingdom, in whole or in part."""
    home = {"United Kingdom", *(nation.title for nation in codelists.NATION.codes.values())} & {
        country,
        *countries(country),
    }
    return ("uk", say("filter.in_the_uk")) if home else ("elsewhere", say("filter.elsewhere"))


def questions(iteration: LoadedIteration, kind: str) -> list[Question]:
    """The questions for the list of a kind. One that every element answers alike is left out: it narrows nothing.

    Answers come in the order of the steps or of the closed list; free words come by the alphabet.
    """
    elements = [answers_of(iteration, element) for element in iteration.of(kind)]
    order: dict[str, Callable[[str, str], Any]] = {
        "step": lambda value, words: words,
        "region": lambda value, words: ["uk", "elsewhere"].index(value),
        "minutes": lambda value, words: ["up-to-hour", "ninety", "half-day"].index(value),
        "people": lambda value, words: list(SIZES).index(value),
        "kind": lambda value, words: list(codelists.TOOL_KIND).index(value),
        "form": lambda value, words: list(codelists.CASE_FORM).index(value),
        "result": lambda value, words: list(codelists.CASE_RESULT).index(value),
        "evidence": lambda value, words: list(codelists.EVIDENCE).index(value),
    }
    found = []
    for id_ in elements[0] if elements else ():
        known = {value: words for answers in elements for value, words in answers[id_].items()}
        counted = [
            Answer(value, words, sum(value in answers[id_] for answers in elements)) for value, words in known.items()
        ]
        counted.sort(
            key=lambda answer: order.get(id_, lambda value, words: words.casefold())(answer.value, answer.words)
        )
        if any(answer.count < len(elements) for answer in counted):
            found.append(Question(id_, say(f"filter.{id_}"), tuple(counted)))
    return found
