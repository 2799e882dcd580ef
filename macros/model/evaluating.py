"""What the answers to a tool's template add up to. The form's script does the same: `docs/assets/forms/evaluate.js`.

Both read what `definition` returns, and both run the cases in `data/scenarios/`. Answers are by the names of the form:
`{"sponsor": "4", "scores.1.score": "5"}`. A score that nobody can judge is `cannot judge`: it is left out and named.
"""

from __future__ import annotations

import datetime as dt
from math import floor, prod
from typing import Any

from macros.model.marks import plain
from macros.model.results import spread
from macros.model.tools import Column, TemplateField, Tool

CANNOT = "cannot judge"


def definition(tool: Tool) -> dict[str, Any]:
    """What both evaluators need, and no more: names spread out, and for each answer its range and its words."""
    results = tool.results
    assert results is not None
    computed = [{**each.model_dump(exclude={"of"}), "of": spread(each.of)} for each in results.computed]
    for each in computed:
        each["label"] = plain(each["label"])
    bands = [{"id": band.id, "title": plain(band.title), "least": band.least} for band in results.bands]
    stops = [
        {
            **stop.model_dump(exclude={"when"}),
            "sentence": plain(stop.sentence),
            "when": [str(value) for value in stop.when],
        }
        for stop in results.stops
    ]
    cautions = [
        {"of": spread(each.of), "above": each.above, "without": each.without, "sentence": plain(each.sentence)}
        for each in results.cautions
    ]
    asked = {name: _about(tool, name) for each in computed for name in each["of"]}
    return {"computed": computed, "bands": bands, "stops": stops, "cautions": cautions, "asked": asked}


def _about(tool: Tool, name: str) -> dict[str, Any]:
    field, column = named(tool, name)
    label = plain(field.rows[int(name.split(".")[1]) - 1]) if field is not column else plain(field.label)
    about: dict[str, Any] = {"label": label}
    if column.type == "scale":
        about |= {"least": column.least, "most": column.most}
    elif column.type == "choice":
        about["options"] = column.options
    return about


def named(tool: Tool, name: str) -> tuple[TemplateField, TemplateField | Column]:
    """The field that a name belongs to, and the field or column that takes the answer. Raises `LookupError`."""
    parts = name.split(".")
    field = next((field for field in tool.fields if field.id == parts[0]), None)
    if field is None or (field.type == "table") != (len(parts) == 3):
        raise LookupError(name)
    if len(parts) == 1:
        return field, field
    column = next((column for column in field.columns if column.id == parts[2]), None)
    if column is None or not 1 <= int(parts[1]) <= len(field.rows):
        raise LookupError(name)
    return field, column


def flat(values: dict[str, Any]) -> dict[str, str]:
    """Answers by the names of the form, as text, from answers by field: those of an example or of a saved file."""
    found: dict[str, str] = {}
    for field, value in values.items():
        if isinstance(value, list):
            for number, row in enumerate(value, 1):
                for column, cell in (row or {}).items():
                    if cell not in (None, ""):
                        found[f"{field}.{number}.{column}"] = _text(cell)
        elif value not in (None, ""):
            found[field] = _text(value)
    return found


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def rounded(value: float) -> float:
    """To one decimal, halves up, in both languages alike."""
    return floor(value * 10 + 0.5 + 1e-9) / 10


def measure(each: dict[str, Any], given: dict[str, str]) -> float | None:
    """A computed value from the answers that are there; nothing if there are none."""
    values = [given[name] for name in each["of"] if given.get(name, CANNOT) != CANNOT]
    if not values:
        return None
    if each["how"] in ("count", "share"):
        hits = sum(value in each["counts"] for value in values)
        return hits if each["how"] == "count" else hits / len(values)
    numbers = [float(value) for value in values]
    how = each["how"]
    total = prod(numbers) if how == "product" else min(numbers) if how == "least" else sum(numbers)
    return total / len(numbers) if how == "mean" else total


def _band(about: dict[str, Any], measures: dict[str, float | None]) -> str | None:
    if any(value is None for value in measures.values()):
        return None
    for band in about["bands"]:
        if all((measures[name] or 0) + 1e-9 >= least for name, least in band["least"].items()):
            return str(band["id"])
    return None


def _filled(about: dict[str, Any], given: dict[str, str], most: bool) -> dict[str, str]:
    """The answers with every open one at its lowest or highest."""
    full = dict(given)
    for each in about["computed"]:
        for name in each["of"]:
            if name not in full:
                asked = about["asked"][name]
                if "options" in asked:
                    others = [option for option in asked["options"] if option not in each["counts"]]
                    full[name] = each["counts"][0] if most or not others else others[0]
                elif "least" in asked:
                    full[name] = str(asked["most" if most else "least"])
    return full


def _measures(about: dict[str, Any], given: dict[str, str]) -> dict[str, float | None]:
    return {each["id"]: measure(each, given) for each in about["computed"]}


def _stops(about: dict[str, Any], given: dict[str, str]) -> list[str]:
    states = []
    for stop in about["stops"]:
        answer = given.get(stop["of"], "")
        there = answer in stop["when"]
        lifted = stop["unless"] and given.get(stop["unless"], "").strip()
        states.append(
            "lifted" if there and lifted else "stands" if there else "unsure" if answer in stop["unsure"] else ""
        )
    return states


def _outcome(about: dict[str, Any], given: dict[str, str]) -> str | None:
    """What the result is now: `refused`, a band, or nothing while open answers could still change it."""
    if "stands" in _stops(about, given):
        return "refused"
    low, high = (_band(about, _measures(about, _filled(about, given, most))) for most in (False, True))
    return low if low == high else None


def evaluate(about: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    """The result with its reasons: what drove it, which single answer would change it, and what is still open."""
    asked = about["asked"]
    given = {name: value for name, value in answers.items() if value != "" and _fits(asked.get(name), value)}
    low, high = (_measures(about, _filled(about, given, most)) for most in (False, True))
    bands = [_band(about, low), _band(about, high)]
    outcome = _outcome(about, given)
    between = sorted({band for band in bands if band}) if bands[0] != bands[1] else []
    undecided = {name for name in low if between and _crosses(about, name, low[name] or 0, high[name] or 0)}
    scored = [name for name in asked if name in given]
    state = "open"
    if outcome == "refused":
        state = "refused"
    elif not scored:
        state = "empty"
    elif outcome and len(scored) == len(asked):
        state = "done"
    now = _measures(about, given)
    could = {name for each in about["computed"] if each["id"] in undecided for name in each["of"]}
    return {
        "state": state,
        "outcome": outcome,
        "between": between,
        "measures": {name: None if value is None else rounded(value) for name, value in now.items()},
        "low": low,
        "high": high,
        "stops": _stops(about, given),
        "drove": {each["id"]: _drove(each, given) for each in about["computed"]},
        "change": _changes(about, given, outcome),
        "open": [name for name in asked if name not in given and name in could],
        "unanswered": len(asked) - len(scored),
        "cannot": [name for name in scored if given[name] == CANNOT],
        "cautions": [name for each in about["cautions"] for name in each["of"] if _bare(each, name, given)],
    }


def _crosses(about: dict[str, Any], name: str, low: float, high: float) -> bool:
    """Whether a band begins between the lowest and the highest that a computed value can still be."""
    return any(low + 1e-9 < band["least"].get(name, low) <= high + 1e-9 for band in about["bands"])


def _bare(caution: dict[str, Any], name: str, given: dict[str, str]) -> bool:
    """Whether a high score has nothing beside it."""
    beside = given.get(f"{name.rpartition('.')[0]}.{caution['without']}", "").strip()
    return given.get(name, CANNOT) != CANNOT and float(given[name]) > caution["above"] and not beside


def _fits(asked: dict[str, Any] | None, value: str) -> bool:
    """Whether an answer can be counted: a saved file may hold anything."""
    if asked is None or value == CANNOT:
        return True
    if "options" in asked:
        return value in asked["options"]
    return "least" not in asked or (value.isdecimal() and asked["least"] <= int(value) <= asked["most"])


def _drove(each: dict[str, Any], given: dict[str, str]) -> dict[str, list[str]]:
    """The answers at both ends of a computed value."""
    if each["how"] in ("count", "share"):
        hits = [name for name in each["of"] if given.get(name) in each["counts"]]
        return {"high": hits, "low": []}
    scored = {name: float(given[name]) for name in each["of"] if given.get(name, CANNOT) != CANNOT}
    if not scored:
        return {"high": [], "low": []}
    least, most = min(scored.values()), max(scored.values())
    return {
        "high": [name for name, value in scored.items() if value == most and most > least],
        "low": [name for name, value in scored.items() if value == least],
    }


def _changes(about: dict[str, Any], given: dict[str, str], outcome: str | None) -> list[dict[str, Any]]:
    """For each score, the smallest move that alone would change the result; the smallest moves first."""
    found: list[dict[str, Any]] = []
    if outcome is None:
        return found
    for name, asked in about["asked"].items():
        if "least" not in asked or given.get(name, CANNOT) == CANNOT:
            continue
        now = int(given[name])
        others = [value for value in range(asked["least"], asked["most"] + 1) if value != now]
        for value in sorted(others, key=lambda value: (abs(value - now), -value)):
            then = _outcome(about, {**given, name: str(value)})
            if then and then != outcome:
                found.append({"name": name, "from": now, "to": value, "outcome": then})
                break
    return sorted(found, key=lambda move: abs(move["to"] - move["from"]))
