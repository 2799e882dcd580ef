"""What an iteration's decision aids ask and say, as one small file for the scripts: `assets/aids.json`.

The page of an aid has all of this in words, and needs none of it. It is read where an aid's answers stand in a service
file: on the page of the service, where two files differ, in a paper. It holds no rule of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from macros import model
from macros.basics.dates import date_in_words
from macros.model.aids import UNIT, VERDICT, Basis, Question
from macros.model.deciding import tree
from macros.model.handbook import LoadedIteration
from macros.model.marks import LINK, plain
from macros.pages.addresses import word_of_paper
from macros.pages.library import Library
from macros.pages.phrases import say
from macros.pages.view import View

ADDRESS = "assets/aids.json"
"""Where the file stands within a version."""


def aidbook(library: Library, iteration: LoadedIteration) -> str:
    """The file as text. Its aids stand in the order of the list; `fields` are what may be answered, as of a tool.
    `list` is the blank list for the lawyer, a Word document; nothing where an iteration has none."""
    view = View(library, iteration, "tools/service-file.md")
    about: dict[str, Any] = {
        "iteration": iteration.version,
        "aids": {aid.id: _aid(view, aid) for aid in iteration.of("aid")},
        "list": next(
            (word_of_paper(each.id, iteration.version) for each in iteration.papers.values() if each.only_asks), ""
        ),
    }
    return json.dumps(about, ensure_ascii=False, separators=(",", ":"))


def _aid(view: View, aid: model.Aid) -> dict[str, Any]:
    """One aid. What is not there is left out."""
    about: dict[str, Any] = {
        "title": plain(aid.title),
        "was": aid.was,
        "adviser": aid.adviser,
        "fields": _fields(aid),
        "moved": dict(row for question in aid.questions for row in _moved(question)),
        "tree": tree(aid),
        "asks": {each.id: plain(each.not_sure.ask) for each in aid.questions},
        "rests": {each.id: _rests(view, each.rests_on) for each in aid.questions if each.rests_on},
        "outcomes": {
            each.id: {
                "title": plain(each.title),
                "verdict": VERDICT[each.verdict].title,
                "means": _words(view, each.means),
                "rests": _rests(view, each.rests_on),
            }
            for each in aid.outcomes
        },
        "duties": {
            each.id: f"{each.by[:1].upper()}{plain(each.by[1:])}: {_words(view, each.what)}" for each in aid.duties
        },
    }
    return {name: value for name, value in about.items() if value}


def _moved(question: Question) -> Iterator[tuple[str, str]]:
    """What a question and its figures were called before, each with what it is called now."""
    for old in question.was:
        yield old, question.id
    for number in question.numbers:
        for old in number.was:
            yield old, number.id


def _fields(aid: model.Aid) -> dict[str, Any]:
    """What may be answered, in order: each question with what its answers say, and the figures that it asks for."""
    found: dict[str, Any] = {}
    for question in aid.questions:
        found[question.id] = {
            "label": plain(question.ask),
            "type": "choice",
            "says": {answer.id: plain(answer.says) for answer in question.answers},
        }
        for number in question.numbers:
            unit = UNIT[number.unit].title
            found[number.id] = {"label": plain(number.label), "type": "number", "unit": unit}
    return found


def _rests(view: View, rows: list[Basis]) -> str:
    """Where a rule stands: each source by its title, the place in it, and when our words were compared with it."""
    return "; ".join(
        f"{plain(view.iteration.sources[each.source].title)}, {plain(each.where)}"
        f" ({say('aid.checked', date=date_in_words(each.checked))})"
        for each in rows
    )


def _words(view: View, text: str) -> str:
    """Words without our marks; what is linked by its id alone is called by its title."""
    return plain(LINK.sub(lambda found: found["words"] or plain(view.target(found["id"])[1]), text))
