"""What pydantic finds, said so that a policy officer knows what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from macros import model
from macros.basics.dates import PARTIAL_DATE
from macros.basics.problems import Problem, did_you_mean
from macros.model.codelists import OneOf
from macros.model.fields import VERSION_PATTERN
from macros.model.kinds import KINDS
from macros.model.yamlfiles import YamlFile

_WHOLE = ("{where} should be a whole number, and is {given}.", "Write it in figures, without quotes.")
_DATE = ("{where} should be a date, and is {given}.", "Write it as 2026-11-22, without quotes.")
_GROUP = (
    "{where} should be a group of `name: value` lines, and is {given}.",
    "Look at the same place in another file of this kind.",
)

SAID = {
    "string_pattern_mismatch": ("{where} is {given}, which is not in the right form.", "{form}"),
    "list_type": ("{where} should be a list.", "Start each item on a line of its own with a hyphen."),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": ("{where} should be true or false, and is {given}.", "Write true or false, without quotes."),
    "date_type": _DATE,
    "date_from_datetime_inexact": _DATE,
    "model_type": _GROUP,
    "dict_type": _GROUP,
    "no_date": (
        'There is no such date: {where} is "{value}", which {why}.',
        "Write a day of the calendar, or leave out the part that is not known: 2024-11.",
    ),
    "codelist": ('{where}: "{value}" is not {name}.', "{hint}"),
    "too_short": ("{where} needs at least {min_length}.", "Add what is missing."),
    "string_too_long": ("{where} is longer than {max_length} letters.", "Shorten it."),
}
"""What each of pydantic's findings is called here, and what to do. The words in braces come from the finding."""

OTHERWISE = ("{where}: {msg}.", "See data/README.md for what this field takes.")


MOST_SAID = 100
"""So many things are said of one record. Nobody reads on, and each is dear to say."""


def in_words(
    cls: type[BaseModel], file: YamlFile, base: tuple[str | int, ...], values: Any, error: ValidationError, kind: str
) -> Iterator[Problem]:
    """What pydantic found wrong in a record, which stands at `base` in its file."""
    found = error.errors()
    yield from (_in_words(cls, file, base, values, detail, kind) for detail in found[:MOST_SAID])
    if (more := len(found) - MOST_SAID) > 0:
        line = file.line_of((*base, *found[MOST_SAID]["loc"]))
        yield Problem(file.shown, line, f"So much is wrong here that {more} more are not told.", "Mend those first.")


def _in_words(
    cls: type[BaseModel], file: YamlFile, base: tuple[str | int, ...], values: Any, detail: Any, kind: str
) -> Problem:
    """Pydantic's finding, said so that a policy officer knows what to do."""
    loc = tuple(detail["loc"])
    while loc and not _has(values, loc) and detail["type"] not in ("missing", "extra_forbidden"):
        loc = loc[:-1]
    line = file.line_of((*base, *loc))
    name = str(loc[-1]) if loc else ""
    where = _where(loc)
    problem = detail["type"]
    context = detail.get("ctx") or {}
    if problem == "extra_forbidden":
        owner = _model_at(cls, loc[:-1])
        known = list(owner.model_fields) if owner else []
        return Problem(
            file.shown, line, f'"{name}" is not a field of {_owner_name(owner, kind)}.', did_you_mean(name, known)
        )
    if problem == "missing":
        owner = _model_at(cls, loc[:-1])
        field = owner.model_fields.get(name) if owner else None
        words = next((list(mark.codelist) for mark in field.metadata if isinstance(mark, OneOf)), []) if field else []
        hint = (field.description or "" if field else "") + (f" One of: {', '.join(words)}." if words else "")
        inside = f" in {_where(loc[:-1])}" if loc[:-1] else ""
        return Problem(
            file.shown,
            file.line_of((*base, *loc[:-1])),
            f'"{name}" is missing{inside}.',
            f"Add it. {hint or ''}".strip(),
        )
    given = _short(file.written.get((*base, *loc), detail.get("input")))
    if problem == "string_type":
        if detail.get("input") is None:
            return Problem(file.shown, line, f"{where} is empty.", "Write something, or take the line out.")
        if isinstance(detail["input"], dict):
            return Problem(
                file.shown,
                line,
                f"{where} should be text, and reads as `name: value`.",
                "Put quotes round it: a colon followed by a space has a meaning in YAML. Or use the block form, `>-`.",
            )
        return Problem(
            file.shown, line, f"{where} should be text, and reads as {given}.", f'Put quotes round it: "{given}".'
        )
    said = {"where": where, "given": given, "form": _form(str(context.get("pattern", ""))), **detail, **context}
    what, do = SAID.get(problem, OTHERWISE)
    return Problem(file.shown, line, what.format(**said), do.format(**said))


def _where(loc: tuple[str | int, ...]) -> str:
    """A path in words: `method, item 3`."""
    words = [f"item {part + 1}" if isinstance(part, int) else f'"{part}"' for part in loc]
    return ", ".join(words) or "The file"


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _form(pattern: str) -> str:
    return {
        model.ID_PATTERN: "Ids are small letters and figures joined by hyphens, starting with a letter: early-warning.",
        VERSION_PATTERN: 'A version is two numbers and a point, in quotes: "0.3". After "0.9" comes "0.10".',
        PARTIAL_DATE: 'A date here is "2024", "2024-11" or "2024-11-06", in quotes.',
    }.get(pattern, "A web address starts with https:// and has no spaces.")


def _has(values: Any, loc: tuple[str | int, ...]) -> bool:
    for part in loc:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _model_at(cls: type[BaseModel], loc: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model that describes the value at a path."""
    current: Any = cls
    for part in loc:
        if isinstance(part, int):
            continue
        info = getattr(current, "model_fields", {}).get(part)
        current = _model_in(info.annotation) if info else None
        if current is None:
            return None
    return current


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found:
            return found
    return None


def _owner_name(owner: type[BaseModel] | None, kind: str) -> str:
    if owner is None:
        return KINDS[kind].called
    for name in (getattr(owner, "kind_", None), getattr(owner, "kind", None)):
        if name in KINDS:
            return KINDS[name].called
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", owner.__name__).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
