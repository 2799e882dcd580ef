"""Correct skeletons: a new file of any kind, with every field that it must have and what each is for.

Everything comes from the model: which fields there are, which are asked for (the model's own, and
`Since` for the draft's version), their types and their descriptions. What a person must
still write begins with TODO, what must be an id is `todo`, and where a word of a list or a date had to
be guessed the line ends in `# TODO: choose`. `check_placeholders` finds all three.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from macros import model
from macros.basics.dates import today as this_day
from macros.basics.problems import Problem, Problems, did_you_mean
from macros.checks.placeholders import TODO, TODO_ID
from macros.desk.ids import LONGEST_ID, _change_ids, free_id, ids_ever, kebab, prefix_of, source_of
from macros.desk.newfiles import _Filled, _into_list, _into_step, _into_workshop, _new_file
from macros.desk.proposing import proposals
from macros.desk.writing import Writing, finish, write
from macros.history.comparing import GLOSSARY, parts
from macros.model.fields import ID_PATTERN
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.kinds import KINDS
from macros.model.loading import read_all
from macros.model.required import required
from macros.model.schemas import _resolved
from macros.model.yamlfiles import YamlFile

MAKES: dict[str, type[model.Record]] = {
    **{kind: cls for kind, cls in model.ELEMENTS.items() if kind != "step"},
    "workshop": model.Workshop,
    "change": model.Change,
    "feedback": model.Feedback,
    "activity": model.Activity,
    "source": model.Source,
    "term": model.Term,
    "correction": model.Erratum,
}
"""The kinds that `handbook new` can make, as people call them."""


ALSO = {
    "workshop": {"shown", "who", "record", "sources"},
    "briefing": {"sections", "keywords"},
    "path": {"keywords"},
    "source": {"url", "date", "accessed"},
    "term": {"sources"},
    "correction": {"element"},
}
"""What the model leaves open and a new item should have all the same. For elements, `Since` says most of it."""


_DAY = dt.date(2000, 1, 1)
"""For records that hold no date."""


HEADINGS = ("title", "theme", "summary", "term", "why")
"""The field that takes the words given on the command line: the first of these that a kind has."""


def new_item(root: Path, kind: str, title_or_id: str, today: dt.date | None = None, **options: Any) -> Path:
    """Write a skeleton, and for an element its entry in the change list too.

    `title_or_id` is what readers will call it, or its id; for feedback the theme, for a change its
    summary, for a correction why. `options` are values for its fields, `id` among them, and for feedback
    the `workshop` and for an activity the `step` into whose file it goes. Returns the file. Raises `Problems` if
    that cannot be done; then nothing is written.
    """
    return new_items(root, kind, title_or_id, today, **options)[0]


def new_items(root: Path, kind: str, title_or_id: str, today: dt.date | None = None, **options: Any) -> list[Path]:
    """The same as `new_item`, and returns every file that was written or added to."""
    root, what = Path(root), f"handbook new {kind} {title_or_id}"
    if finished := finish(root, what):
        return finished
    writings = _planned(root, kind, title_or_id, today or this_day(), options)
    write(writings, root, what=what)
    return [writing.path for writing in writings]


def _planned(root: Path, kind: str, title_or_id: str, today: dt.date, options: dict[str, Any]) -> list[Writing]:
    handbook, problems = read_all(root)
    if handbook is None:
        raise Problems(problems)
    if kind == "step":
        raise _no(
            "There are four steps, and the check asks for four.",
            'Add an activity to one of them: handbook new activity "…" --step shape-the-approach.',
        )
    if kind not in MAKES:
        raise _no(f'"{kind}" is not something that can be made.', did_you_mean(kind, MAKES))
    cls = MAKES[kind]
    workshop = _workshop(handbook, options.pop("workshop", None)) if kind == "feedback" else None
    step = _step(handbook, options.pop("step", None)) if kind == "activity" else None
    for name in options:
        if name not in cls.model_fields:
            raise _no(f'"{name}" is not a field of {_called(kind)}.', did_you_mean(name, cls.model_fields))
    given = _named(handbook, kind, title_or_id, options, workshop)
    filled = _filled(cls, _wanted(cls, kind, handbook.draft.version), given, handbook, today)
    record = _record(cls, filled.values)
    if workshop:
        return [_into_workshop(handbook, workshop, filled, record)]
    if isinstance(record, model.Source | model.Term):
        writings = [_into_list(_list_of(handbook, kind), filled, record)]
        if isinstance(record, model.Term) and handbook.draft.about.follows and not _glossary_is_told(handbook):
            writings += _planned_change(handbook, GLOSSARY, today)
        return writings
    if step and isinstance(record, model.Activity):
        writings = [_into_step(handbook, step, filled, record)]
    else:
        writings = [_new_file(root / "data" / _folder(kind), _called(kind), cls, filled, record, root)]
    compared = isinstance(record, model.Activity) or (
        isinstance(record, model.Element) and _is_compared(handbook.draft, record)
    )
    if compared and handbook.draft.about.follows:
        writings += _planned_change(handbook, record.id, today)
    return writings


def _folder(kind: str) -> str:
    """Where the files of a kind stand, within data/."""
    own = {"workshop": "workshops", "correction": "errata", "change": "draft/changes"}
    return own.get(kind) or f"draft/{KINDS[kind].folder}"


def _called(kind: str) -> str:
    return "a correction" if kind == "correction" else KINDS[kind].called


def _list_of(handbook: Handbook, kind: str) -> YamlFile | Path:
    """The file that holds every source, or every term, of the draft; where there is none yet, where it will stand."""
    found = next((place.file for (each, _), place in handbook.draft.places.items() if each == kind), None)
    return found or handbook.draft.folder / {"source": "sources.yml", "term": "glossary.yml"}[kind]


def new_changes(root: Path) -> list[Path]:
    """An entry of the change list for whatever differs and is not explained yet. Run again, it adds nothing."""
    root, what = Path(root), "handbook new changes"
    if finished := finish(root, what):
        return finished
    handbook, problems = read_all(root)
    if handbook is None or problems:
        raise Problems(problems)
    taken = set(_change_ids(handbook))
    order, writings = _next_order(handbook, model.Change), []
    for number, each in enumerate(proposals(handbook)):
        given = {"id": free_id(each.name[:LONGEST_ID].rstrip("-"), taken), "kind": each.kind, "order": order + number}
        given |= {"elements": each.elements, "summary": each.summary} | ({"before": each.before} if each.before else {})
        taken.add(str(given["id"]))
        filled = _filled(model.Change, _wanted(model.Change, "change", handbook.draft.version), given, handbook, _DAY)
        record = _record(model.Change, filled.values)
        folder = handbook.draft.folder / "changes"
        writings.append(_new_file(folder, _called("change"), model.Change, filled, record, root))
    write(writings, root, what=what)
    return [writing.path for writing in writings]


def _planned_change(handbook: Handbook, element: str, today: dt.date) -> list[Writing]:
    """The entry of the change list that says that an element or an activity is new."""
    id_ = free_id(f"{element}-added", set(_change_ids(handbook)))
    given = {"id": id_, "kind": "added", "elements": [element], "order": _next_order(handbook, model.Change)}
    filled = _filled(model.Change, _wanted(model.Change, "change", handbook.draft.version), given, handbook, today)
    return [
        _new_file(
            handbook.draft.folder / "changes",
            _called("change"),
            model.Change,
            filled,
            _record(model.Change, filled.values),
            handbook.root,
        )
    ]


def _glossary_is_told(handbook: Handbook) -> bool:
    """Whether an entry says already that the glossary has new terms: one is enough for all of them."""
    return any(each.kind == "added" and GLOSSARY in each.elements for each in handbook.draft.changes.values())


def _is_compared(draft: LoadedIteration, element: model.Element) -> bool:
    """Whether the change list has to speak of an element of this kind. Reading paths are not compared."""
    return element.id in parts(dataclasses.replace(draft, elements={element.id: element}, terms={}))


def _named(
    handbook: Handbook, kind: str, title_or_id: str, options: dict[str, Any], workshop: model.Workshop | None
) -> dict[str, Any]:
    """Id, title and order of a new item, with the values that were given for it."""
    cls = MAKES[kind]
    words = " ".join(title_or_id.split())
    is_id = bool(re.fullmatch(ID_PATTERN, words)) and "-" in words
    id_ = options.get("id") or (words if is_id else kebab(f"{prefix_of(workshop)} {words}" if workshop else words))
    if not words or not id_:
        raise _no(
            f'No id can be made from "{words}".',
            "Give a title with a few plain words, or an id of your own: small letters and hyphens.",
        )
    if not re.fullmatch(ID_PATTERN, id_) or len(id_) > LONGEST_ID:
        raise _no(
            f'"{id_}" is not in the form of an id.',
            f"Small letters and figures joined by hyphens, starting with a letter, at most {LONGEST_ID}: "
            "early-warning.",
        )
    taken = _taken(handbook, kind, workshop)
    if id_ in taken:
        raise _no(
            f'The id "{id_}" is taken: {taken[id_]}. Ids are for life, and never given to something else.',
            f'"{free_id(id_, taken, kind)}" is free. Use that, or another title.',
        )
    heading = next(name for name in HEADINGS if name in cls.model_fields)
    given = {"id": id_, heading: id_.replace("-", " ").capitalize() if is_id else words, **options}
    if "order" in cls.model_fields:
        given.setdefault("order", _next_order(handbook, cls))
    if kind == "workshop":
        given.setdefault("kind", "workshop")
    if kind == "change" and "elements" not in given and (left := proposals(handbook)):
        given.setdefault("kind", left[0].kind)
        given["elements"] = [id_ for each in left if each.kind == given["kind"] for id_ in each.elements]
        if not given["elements"]:
            del given["elements"]
    if workshop:
        given.setdefault("status", "open")
        if source := source_of(handbook, workshop):
            given.setdefault("source", source)
    return given


def _taken(handbook: Handbook, kind: str, workshop: model.Workshop | None) -> dict[str, str]:
    """The ids that something of the kind has or had, with what. Changes, feedback, sources, terms and corrections each
    have a list of their own."""
    if kind == "change":
        return _change_ids(handbook)
    if workshop:
        return {id_: f"feedback in {where.title}" for id_, (where, _) in handbook.feedback().items()}
    if kind == "correction":
        return dict.fromkeys(handbook.errata, "another correction")
    if kind in ("source", "term"):
        lists = {"source": "sources", "term": "terms"}
        return {
            id_: f"{_called(kind)} in iteration {iteration.version}"
            for iteration in handbook.iterations.values()
            for id_ in getattr(iteration, lists[kind])
        }
    return ids_ever(handbook)


def _next_order(handbook: Handbook, cls: type[model.Record]) -> int:
    """The next free place in a kind's list. The default, 99, is no place."""
    default = cls.model_fields["order"].default
    items: Iterable[Any] = (
        handbook.draft.changes.values()
        if cls is model.Change
        else [e for e in handbook.draft.elements.values() if isinstance(e, cls)]
    )
    orders = [item.order for item in items if item.order != default]
    return max(orders, default=0) + (10 if orders and all(order % 10 == 0 for order in orders) else 1)


def _workshop(handbook: Handbook, id_: str | None) -> model.Workshop:
    if id_ in handbook.workshops:
        return handbook.workshops[id_]
    raise _no(
        f'There is no workshop "{id_}".' if id_ else "Say in which workshop it was heard.",
        did_you_mean(id_ or "", handbook.workshops),
    )


def _step(handbook: Handbook, id_: str | None) -> model.Step:
    steps = {step.id: step for step in handbook.draft.of("step")}
    if id_ in steps:
        return steps[id_]
    what = f'There is no step "{id_}".' if id_ else "Say to which step it belongs, with --step."
    raise _no(what, did_you_mean(id_ or "", steps))


# -- values ------------------------------------------------------------------------------------------


def _wanted(cls: type[model.Record], kind: str, version: str) -> set[str]:
    """The fields that a record of this kind must have in this version."""
    return (
        required(cls, version)
        | ALSO.get(kind, set())
        | {name for name, info in cls.model_fields.items() if info.is_required()}
    )


def _filled(
    cls: type[BaseModel], wanted: set[str], given: dict[str, Any], handbook: Handbook, today: dt.date
) -> _Filled:
    """A value for each field that is wanted: the one given, or a placeholder that fits the model."""
    schema = cls.model_json_schema()
    filled = _Filled({})
    candidates = (TODO, TODO_ID, handbook.latest.version, today.isoformat(), "https://todo.invalid/")
    for name in schema["properties"]:
        if name in given:
            filled.values[name] = given[name]
        elif name in wanted:
            filled.values[name] = _placeholder(schema["properties"][name], schema, candidates, (name,), filled.guessed)
    return filled


def _placeholder(
    what: dict[str, Any], schema: dict[str, Any], candidates: tuple[str, ...], path: tuple[str | int, ...], guessed: set
) -> Any:
    """A value that a JSON Schema accepts: a word to replace where that is possible, and a guess, noted as one,
    where not."""
    what = _resolved(what, schema)
    if "enum" in what:
        guessed.add(path)
        return what["enum"][0]
    if what.get("type") == "array":
        return [_placeholder(what["items"], schema, candidates, (*path, 0), guessed)]
    if "properties" in what:
        return {
            name: _placeholder(what["properties"][name], schema, candidates, (*path, name), guessed)
            for name in what["required"]
        }
    if what.get("type") == "object":
        return {
            next(
                word for word in candidates if all(re.search(p, word) for p in what.get("patternProperties", {}))
            ): TODO
        }
    if what.get("type") == "integer":
        guessed.add(path)
        return what.get("minimum", 1)
    found = next(word for word in candidates if re.search(what.get("pattern", ""), word))
    if found not in (TODO, TODO_ID):
        guessed.add(path)
    return dt.date.fromisoformat(candidates[3]) if what.get("format") == "date" else found


def _record(cls: type[BaseModel], values: dict[str, Any]) -> Any:
    """The values as the model reads them. Raises `Problems` for an option that does not fit."""
    try:
        return cls.model_validate(values)
    except ValidationError as error:
        raise Problems(
            [
                Problem(
                    "handbook new",
                    0,
                    f'"{".".join(map(str, wrong["loc"]))}" does not fit: {wrong["msg"].rstrip(".")}.',
                    "Give another value.",
                )
                for wrong in error.errors()
            ]
        ) from None


def _no(what: str, do: str) -> Problems:
    return Problems([Problem("handbook new", 0, what, do)])
