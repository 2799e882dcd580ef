"""What the answers to a tool's template add up to. The form's script does the same: `docs/assets/forms/evaluate.js`.

Both read what `definition` returns, and both run the cases in `data/scenarios/`. Answers are by the names of the form:
`{"sponsor": "4", "scores.1.score": "5"}`. A score that nobody can judge is `cannot judge`: it is left out and named.
"""

from __future__ import annotations

import datetime as dt
import re
from math import floor, prod
from typing import Any

from macros.model.marks import plain
from macros.model.results import Results, spread
from macros.model.tools import Column, TemplateField, Tool, kept_as

CANNOT = "cannot judge"
NEAR = 1e-9
BOUNDLESS = "1e12"
"""What an open number may still come to: more than any cut."""


def definition(tool: Tool) -> dict[str, Any]:
    """What both evaluators need, and no more: names spread out, and for each answer its range and its words."""
    results = tool.results
    assert results is not None
    rows = {field.id: len(field.rows) for field in tool.fields if field.rows}
    computed = _computed(results, rows)
    bands = [
        {"id": band.id, "title": plain(band.title), "least": band.least, "above": band.above} for band in results.bands
    ]
    stops = [
        {
            **stop.model_dump(exclude={"when"}),
            "sentence": plain(stop.sentence),
            "when": [str(value) for value in stop.when],
        }
        for stop in results.stops
    ]
    cautions = [
        {"of": spread(each.of, rows), "above": each.above, "without": each.without, "sentence": plain(each.sentence)}
        for each in results.cautions
    ]
    marks = [
        {**each.model_dump(exclude={"sentence"}, exclude_defaults=True), "sentence": plain(each.sentence)}
        for each in results.marks
    ]
    filled = {each["into"] for each in computed}
    names = {name: None for each in computed if each["how"] != "marked" for name in each["of"]}
    asked: dict[str, Any] = {}
    cells: dict[str, Any] = {}
    for name in names:
        if name not in filled:
            (cells if "*" in name else asked)[name] = _about(tool, name)
    tested = {(each.table, test.column): test for each in results.marks for test in each.when}
    for (table, column), test in tested.items():
        for one in (column, test.apart_from):
            if one:
                cells.setdefault(f"{table}.*.{one}", _about(tool, f"{table}.*.{one}"))
    return {
        "computed": computed,
        "bands": bands,
        "stops": stops,
        "cautions": cautions,
        "marks": marks,
        "asked": asked,
        "cells": cells,
    }


def _computed(results: Results, rows: dict[str, int]) -> list[dict[str, Any]]:
    """Every value that is worked out; of a table with fixed rows, row by row what goes into each row."""
    found = []
    for each in results.computed:
        about = {**each.model_dump(exclude={"of"}), "label": plain(each.label)}
        table = each.into.partition(".")[0] if each.into and "*" in each.into else ""
        if table in rows:
            for row in range(1, rows[table] + 1):
                found.append(_in_row({**about, "of": each.of}, row))
        else:
            found.append({**about, "of": each.of if table else spread(each.of, rows)})
    return found


def _in_row(each: dict[str, Any], row: int) -> dict[str, Any]:
    """What is worked out in one row of a table."""
    return {
        **each,
        "id": f"{each['id']}.{row}",
        "into": each["into"].replace("*", str(row)),
        "of": [name.replace("*", str(row)) for name in each["of"]],
    }


def _about(tool: Tool, name: str) -> dict[str, Any]:
    field, column = named(tool, name)
    row = name.split(".")[1] if field is not column else ""
    label = plain(field.rows[int(row) - 1]) if row.isdecimal() else plain(column.label)
    about: dict[str, Any] = {"label": label}
    if column.type == "scale":
        about |= {"least": column.least, "most": column.most}
    elif column.type == "choice":
        about["options"] = kept_as(column)
    elif column.type == "number":
        about["number"] = True
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
    if column is None or (parts[1] != "*" and not 1 <= int(parts[1]) <= len(field.rows)):
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


def rounded(value: float, how: str = "mean") -> float:
    """Averages and per cents to one decimal, the rest to two, halves up, in both languages alike."""
    by = 10 if how in ("mean", "percent") else 100
    return floor(value * by + 0.5 + NEAR) / by


def _rows(given: dict[str, str], table: str) -> list[int]:
    """The rows of a table that have an answer."""
    found = {name.split(".")[1] for name in given if name.startswith(f"{table}.") and name.count(".") == 2}
    return sorted(int(row) for row in found if re.fullmatch("[0-9]{1,4}", row))


def worked(about: dict[str, Any], given: dict[str, str]) -> list[dict[str, Any]]:
    """What is worked out with these answers: of tables that grow, for the rows that there are."""
    found = []
    for each in about["computed"]:
        if each["into"] and "*" in each["into"]:
            found += [_in_row(each, row) for row in _rows(given, each["into"].partition(".")[0])]
            continue
        names = []
        for name in each["of"]:
            table, star, column = name.partition(".*.")
            names += [f"{table}.{row}.{column}" for row in _rows(given, table)] if star else [name]
        found.append({**each, "of": names})
    return found


def marked(about: dict[str, Any], given: dict[str, str]) -> dict[str, list[int]]:
    """For each mark, the rows that have it."""
    return {
        mark["id"]: [
            row
            for row in _rows(given, mark["table"])
            if all(_holds(test, f"{mark['table']}.{row}.", given) for test in mark["when"])
        ]
        for mark in about["marks"]
    }


def _holds(test: dict[str, Any], row: str, given: dict[str, str]) -> bool:
    answer = given.get(row + test["column"], "")
    if "empty" in test:
        return test["empty"] is not bool(answer.strip())
    if test.get("among"):
        return answer in test["among"]
    both = [answer] if not test.get("apart_from") else [answer, given.get(row + test["apart_from"], "")]
    if not all(NUMBER.fullmatch(each) for each in both):
        return False
    value = float(answer) if len(both) == 1 else abs(float(both[0]) - float(both[1]))
    return (
        value + NEAR >= test.get("least", value)
        and value - NEAR <= test.get("most", value)
        and value - NEAR > test.get("above", value - 1)
    )


NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


def measure(each: dict[str, Any], given: dict[str, str]) -> float | None:
    """A computed value from the answers that are there; nothing if there are none."""
    how = each["how"]
    values = [given[name] for name in each["of"] if given.get(name, CANNOT) != CANNOT]
    if not values:
        return None
    if how == "given":
        return len(values)
    if how in ("count", "share"):
        hits = sum(value in each["counts"] for value in values)
        return hits if how == "count" else hits / len(values)
    numbers = [float(value) for value in values]
    if how in ("difference", "percent", "product"):
        if len(numbers) < len(each["of"]) or (how == "percent" and not numbers[1]):
            return None
        if how == "product":
            return prod(numbers)
        return numbers[0] - sum(numbers[1:]) if how == "difference" else 100 * numbers[0] / numbers[1]
    total = min(numbers) if how == "least" else sum(numbers)
    return total / len(numbers) if how == "mean" else total


def _measures(about: dict[str, Any], answers: dict[str, str]) -> dict[str, float | None]:
    """Every computed value, in order; what one fills in, a later one may count."""
    given = dict(answers)
    found: dict[str, float | None] = {}
    for each in worked(about, answers):
        value = _count_marked(about, each["of"], answers) if each["how"] == "marked" else measure(each, given)
        found[each["id"]] = value = value if value is None else value / (each["divided_by"] or 1)
        if each["into"]:
            given.pop(each["into"], None)
            if value is not None:
                given[each["into"]] = str(rounded(value, each["how"]))
    return found


def _count_marked(about: dict[str, Any], names: list[str], given: dict[str, str]) -> int | None:
    """How many rows have a mark; nothing if the table has no row yet."""
    marks, tables = marked(about, given), [mark["table"] for mark in about["marks"] if mark["id"] in names]
    return sum(len(marks[name]) for name in names) if any(_rows(given, table) for table in tables) else None


def _band(about: dict[str, Any], measures: dict[str, float | None]) -> str | None:
    matter = {name for band in about["bands"] for name in (*band["least"], *band["above"])}
    if any(measures.get(name) is None for name in matter):
        return None
    for band in about["bands"]:
        if all((measures[name] or 0) + NEAR >= least for name, least in band["least"].items()) and all(
            (measures[name] or 0) - NEAR > above for name, above in band["above"].items()
        ):
            return str(band["id"])
    return None


def _filled(about: dict[str, Any], given: dict[str, str], most: bool) -> dict[str, str]:
    """The answers with every open one at its lowest or highest."""
    full = dict(given)
    for each in about["computed"]:
        for name in each["of"]:
            asked = about["asked"].get(name)
            if name in full or asked is None:
                continue
            if "options" in asked:
                if each["counts"]:
                    others = [option for option in asked["options"] if option not in each["counts"]]
                    full[name] = each["counts"][0] if most or not others else others[0]
            elif "least" in asked:
                full[name] = str(asked["most" if most else "least"])
            elif each["how"] == "sum":
                full[name] = BOUNDLESS if most else "0"
    return full


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
    given = {name: value for name, value in answers.items() if value != "" and _fits(about, name, value)}
    low, high = (_measures(about, _filled(about, given, most)) for most in (False, True))
    bands = [_band(about, low), _band(about, high)]
    outcome = _outcome(about, given)
    between = sorted({band for band in bands if band}) if bands[0] != bands[1] else []
    undecided = {name for name in low if between and _crosses(about, name, low[name] or 0, high[name] or 0)}
    scored = [name for name in asked if name in given]
    now, values = _measures(about, given), worked(about, given)
    state = "open"
    if outcome == "refused":
        state = "refused"
    elif not scored and all(value is None for value in now.values()):
        state = "empty"
    elif outcome and len(scored) == len(asked):
        state = "done"
    could = {name for each in values if each["id"] in undecided for name in each["of"]}
    hows = {each["id"]: each["how"] for each in values}
    return {
        "state": state,
        "outcome": outcome,
        "between": between,
        "measures": {name: None if value is None else rounded(value, hows[name]) for name, value in now.items()},
        "into": {
            each["into"]: None if now[each["id"]] is None else rounded(now[each["id"]] or 0, each["how"])
            for each in values
            if each["into"]
        },
        "low": low,
        "high": high,
        "stops": _stops(about, given),
        "marks": marked(about, given),
        "drove": {each["id"]: _drove(each, given) for each in values},
        "change": _changes(about, given, outcome),
        "open": [name for name in asked if name not in given and name in could],
        "unanswered": len(asked) - len(scored),
        "cannot": [name for name in scored if given[name] == CANNOT],
        "cautions": [name for each in about["cautions"] for name in each["of"] if _bare(each, name, given)],
    }


def _crosses(about: dict[str, Any], name: str, low: float, high: float) -> bool:
    """Whether a band begins between the lowest and the highest that a computed value can still be."""
    return any(
        low + NEAR < band["least"].get(name, low) <= high + NEAR
        or low - NEAR <= band["above"].get(name, high) < high - NEAR
        for band in about["bands"]
    )


def _bare(caution: dict[str, Any], name: str, given: dict[str, str]) -> bool:
    """Whether a high score has nothing beside it."""
    beside = given.get(f"{name.rpartition('.')[0]}.{caution['without']}", "").strip()
    return given.get(name, CANNOT) != CANNOT and float(given[name]) > caution["above"] and not beside


def _fits(about: dict[str, Any], name: str, value: str) -> bool:
    """Whether an answer can be counted: a saved file may hold anything."""
    asked = about["asked"].get(name) or about["cells"].get(re.sub(r"\.[0-9]+\.", ".*.", name))
    if asked is None or value == CANNOT:
        return True
    if "options" in asked:
        return value in asked["options"]
    if "number" in asked:
        return bool(NUMBER.fullmatch(value))
    return "least" not in asked or (
        bool(re.fullmatch("[0-9]+", value)) and asked["least"] <= int(value) <= asked["most"]
    )


def _drove(each: dict[str, Any], given: dict[str, str]) -> dict[str, list[str]]:
    """The answers at both ends of a computed value."""
    if each["how"] in ("count", "share"):
        return {"high": [name for name in each["of"] if given.get(name) in each["counts"]], "low": []}
    if each["how"] not in ("mean", "least"):
        return {"high": [], "low": []}
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
