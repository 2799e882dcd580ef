"""Pages to look at, chosen by what they have on them: a new name in the data is no matter for a test."""

from __future__ import annotations

from functools import cache
from typing import Any

from conftest import ROOT

from macros.history.history import History
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.loading import load
from macros.pages.addresses import address_of, path_of, place_of, sheet_of


@cache
def handbook() -> Handbook:
    return load(ROOT)


DRAFT = handbook().draft.version


def iteration(folder: str) -> LoadedIteration:
    """The iteration at an address of the site: `draft/`, `latest/`, `0.2/`."""
    known = {"draft": handbook().draft, "latest": handbook().latest}
    return known.get(folder) or handbook().iterations[folder]


@cache
def called(id_: str) -> str:
    """What the draft calls the element that had this id when the test was written: it may have been renamed since, or
    merged into another, and a test that looks at what it does goes on looking at the same thing."""
    draft = handbook().draft
    return id_ if id_ in draft.ids() else History(handbook()).fate(id_, draft)[1][0]


def now(address: str) -> str:
    """An address of the draft as it was when the test was written, as it is today."""
    ever = {id_ for each in handbook().iterations.values() for id_ in each.ids()}
    return "/".join(called(part) if part in ever else part for part in address.split("/"))


def __getattr__(name: str) -> str:
    """`from chosen import LEARNING_LOG`: what the draft calls `learning-log` today."""
    if not name.isupper():
        raise AttributeError(name)
    return called(name.lower().replace("_", "-"))


def fullest(folder: str, kind: str) -> Any:
    """The element of a kind that has the most fields filled in: most of its template is on its page."""

    def filled(element: Any) -> tuple[int, int]:
        values = [value for value in element.model_dump().values() if value not in (None, [], "", {})]
        return len(values), len(str(values))

    return max(iteration(folder).of(kind), key=filled)


def page(folder: str, kind: str) -> str:
    """The address of the fullest page of a kind."""
    return f"{folder}/{address_of(path_of(kind, fullest(folder, kind).id))}"


def columns(tool: Any) -> int:
    return max((len(field.columns) for field in tool.fields), default=0)


def wide_tool(folder: str) -> Any:
    """The tool with the widest table in its template."""
    return max(iteration(folder).of("tool"), key=columns)


def long_tool(folder: str) -> Any:
    """The tool with the most to fill in."""
    return max(iteration(folder).of("tool"), key=lambda tool: sum(1 + len(f.rows) for f in tool.fields))


def tool_page(folder: str, tool: Any) -> str:
    return f"{folder}/{address_of(path_of('tool', tool.id))}"


def sheet(folder: str, tool: Any) -> str:
    return f"{folder}/{address_of(sheet_of(tool.id))}"


def activity(folder: str) -> str:
    """A page of an activity that stands on its own; its step's page if none does."""
    for step, each in iteration(folder).activities():
        if "#" not in (place := place_of(step, each)):
            return f"{folder}/{address_of(place)}"
    return page(folder, "step")


def with_term(folder: str) -> str:
    """The first clause with a word in it that the glossary explains."""
    clause = next(each for each in iteration(folder).of("clause") if "[[term:" in str(each.model_dump()))
    return f"{folder}/{address_of(path_of('clause', clause.id))}"


def with_table(folder: str) -> str:
    """The first page of law with a table of three columns or more."""
    has = (g for g in iteration(folder).of("guidance") if any(len(table.columns) > 2 for table in g.tables))
    return f"{folder}/{address_of(path_of('guidance', next(has).id))}"


def workshop(folder: str) -> str:
    """The workshop or review with the most feedback."""
    most = max(handbook().in_time(), key=lambda each: len(each.feedback))
    return f"{folder}/workshops/{most.id}/"
