"""What an iteration's tools are called, ask and add up to, as one small file for the scripts: `assets/tools.json`.

The page of a service file and the forms read it where they show answers that were not typed on the page itself.
It holds no rule of its own: names, labels and what `definition` says.
"""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from typing import Any

from macros import model
from macros.model.evaluating import definition
from macros.model.handbook import LoadedIteration
from macros.model.heirs import heirs, shared, then
from macros.model.marks import LINK, plain
from macros.model.tools import kept_as
from macros.pages.library import Library
from macros.pages.view import View
from macros.pages.voices import english, is_said, told

ADDRESS = "assets/tools.json"
"""Where the file stands within a version."""

MONTHS_BEFORE = re.compile(r"Months before the new contract starts")
"""How the first column of the timetable is headed, in the guidance of every iteration that has one."""

SPAN = re.compile(r"(\d+) to (\d+)")


def toolbook(library: Library, iteration: LoadedIteration) -> str:
    """The file as text. Its tools stand in the order of the list, without those that have nothing to fill in."""
    view = View(library, iteration, "tools/service-file.md")
    tools = {tool.id: _tool(view, tool) for tool in iteration.of("tool") if tool.fields}
    steps = [{"title": words(step.title), "months": step.months_before} for step in iteration.of("step")]
    about = {"iteration": iteration.version, "steps": steps, "tools": tools, "timetable": timetable(iteration)}
    return json.dumps(about, ensure_ascii=False, separators=(",", ":"), default=str)


def words(text: str) -> str:
    """Words of data for a script, without our marks; in a page of another language, with the signs of English around
    what is not translated."""
    return told(plain(text))


def said_as(original: str, text: str) -> str:
    """A text in the language in which its original is."""
    return text if is_said(original) else english(text)


def defined(tool: model.Tool) -> dict[str, Any]:
    """What a tool's answers add up to, with the words that are shown."""
    found: dict[str, Any] = _shown(definition(tool))
    return found


SHOWN = ("label", "title", "sentence")
"""The names under which a definition holds words that are shown. The rest is for computing."""


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: words(each) if name in SHOWN and isinstance(each, str) else _shown(each)
            for name, each in value.items()
        }
    return [_shown(each) for each in value] if isinstance(value, list) else value


def timetable(iteration: LoadedIteration) -> list[dict[str, Any]]:
    """The months before a new contract starts, and what is done in them: rows of the guidance, with its id."""
    for guidance in iteration.of("guidance"):
        if guidance.stages:
            return [
                {"of": guidance.id, "from": stage.begins, "to": stage.ends, "work": words(stage.work)}
                for stage in guidance.stages.rows
            ]
        for table in guidance.tables:  # in iterations that wrote the months as words
            if MONTHS_BEFORE.match(table.columns[0]):
                spans = [(SPAN.fullmatch(row[0]), row) for row in table.rows]
                return [
                    {"of": guidance.id, "from": int(span[1]), "to": int(span[2]), "work": words(row[1])}
                    for span, row in spans
                    if span
                ]
    return []


def _tool(view: View, tool: model.Tool) -> dict[str, Any]:
    """One tool. What is not there is left out."""
    about: dict[str, Any] = {
        "title": words(tool.title),
        "was": tool.was,
        "step": view.get(tool.steps[0]).order if tool.steps else 0,
        "when": words(tool.use_when[0]) if tool.use_when else "",
        "fields": {field.id: _field(field) for field in tool.fields},
        "moved": {old: names[0] for old, names in heirs(tool).items() if len(names) == 1},
        "heirs": {old: names for old, names in heirs(tool).items() if len(names) > 1},
        "origins": _origins(view, tool),
        "shifted": shifted(view, tool),
    }
    if tool.many:
        scored = tool.scored_by_many()
        range_ = {"from": scored.least, "to": scored.most} if scored else {}
        about["many"] = {**tool.many.model_dump(exclude_none=True), **range_}
    if tool.results:
        ends = [*tool.results.bands, *([tool.results.refused] if tool.results.refused else [])]
        about["results"] = defined(tool)
        about["says"] = {band.id: words(band.sentence) for band in ends}
        about["next"] = {band.id: [_next(view, line) for line in band.next] for band in ends}
    return {name: value for name, value in about.items() if value}


def _field(field: model.TemplateField) -> dict[str, Any]:
    about: dict[str, Any] = {
        "label": words(field.label),
        "type": field.type,
        "carries": field.carries,
        "least": field.least,
        "most": field.most,
        "options": kept_as(field) if field.type == "choice" else [],
        "says": says
        if (says := dict(zip(kept_as(field), field.options, strict=True))) and [*says] != field.options
        else {},
        "stays": field.stays,
        "rows": [words(row) for row in field.rows],
        "columns": {column.id: words(column.label) for column in field.columns},
    }
    return {name: value for name, value in about.items() if value or value == 0}


def _origins(view: View, tool: model.Tool) -> dict[str, str]:
    """What was split or merged, by its earlier name, with what it was labelled then."""
    found = {}
    for old in shared(tool):
        before = next(then(view.handbook, tool, old), None)
        found[old] = words(before.label) if before else old
    return found


def shifted(view: View, shown: model.Tool) -> dict[str, dict[str, list[int]]]:
    """For each other iteration and each table with rows of its own: where each of its rows stands here, 0 for nowhere.

    Rows are known by their words, those of the English. What was reworded is known by being the most alike of those
    that are left.
    """
    found: dict[str, dict[str, list[int]]] = {}
    tool = next(each for each in view.handbook.iterations[view.iteration.version].of("tool") if each.id == shown.id)
    for other in view.handbook.iterations.values():
        then = next((each for each in other.of("tool") if each.id in (tool.id, *tool.was)), None)
        for field in tool.fields:
            fields = then.fields if then else []
            before: list[str] = next((each.rows for each in fields if each.id in (field.id, *field.was)), [])
            places = _places([plain(row) for row in before], [plain(row) for row in field.rows])
            if field.rows and places != [*range(1, len(before) + 1)]:
                found.setdefault(other.version, {})[field.id] = places
    return found


ALIKE = 0.5
"""How alike two rows must be to be the same one in other words. `difflib` counts from 0 to 1."""


def _places(before: list[str], now: list[str]) -> list[int]:
    """Where each row of a list stands in another, counted from 1; 0 for nowhere."""
    places = [now.index(row) + 1 if row in now else 0 for row in before]
    free = [number for number in range(1, len(now) + 1) if number not in places]
    rest = [at for at, place in enumerate(places) if not place]
    likely = sorted(
        (
            (SequenceMatcher(None, before[at].casefold(), now[number - 1].casefold()).ratio(), at, number)
            for at in rest
            for number in free
        ),
        reverse=True,
    )
    for ratio, at, number in likely:
        if ratio >= ALIKE and not places[at] and number not in places:
            places[at] = number
    return places


def _next(view: View, line: str) -> dict[str, Any]:
    """A next step in words, and the tools that it names."""
    named = [found["id"] for found in LINK.finditer(line)]
    said = LINK.sub(lambda found: found["words"] or plain(view.target(found["id"])[1]), line)
    return {
        "words": said_as(line, plain(said)),
        "tools": [id_ for id_ in named if view.iteration.ids().get(id_) == "tool"],
    }
