"""Correct skeletons: a new file of any kind, with every field that it must have and what each is for.

Everything comes from the model: which fields there are, which are asked for (the model's own, and
`checking.REQUIRED` for the draft's version), their types and their descriptions. What a person must
still write begins with TODO, what must be an id is `todo`, and where a word of a list or a date had to
be guessed the line ends in `# TODO: choose`. `check_placeholders` finds all three.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from macros import model
from macros.checking import REQUIRED
from macros.comparing import FRAMEWORK, GLOSSARY, parts
from macros.loading import KIND_NAMES, Handbook, LoadedIteration, Place, read_all, version_key
from macros.model import ID_PATTERN, Prose, Refers, values_of
from macros.problems import Problem, Problems, did_you_mean, shown_path
from macros.yamlfiles import YamlFile
from macros.yamltext import CannotAppend, Writing, appended, paragraphs, remark, scalar, write

TODO = "TODO"
TODO_ID = "todo"
CHOOSE = "# TODO: choose"

MAKES: dict[str, type[model.Record]] = {
    **{kind: cls for kind, cls in model.ELEMENTS.items() if kind != "step"},
    "workshop": model.Workshop,
    "change": model.Change,
    "feedback": model.Feedback,
}
"""The kinds that `handbook new` can make."""

ALSO = {"workshop": {"who", "record", "sources"}, "briefing": {"sections", "keywords"}, "path": {"keywords"}}
"""What the model leaves open and a new item should have all the same. For elements, `checking.REQUIRED` says most of it."""

HEADINGS = ("title", "theme", "summary")
"""The field that takes the words given on the command line: the first of these that a kind has."""

LONGEST_ID = 60


@dataclass
class _Filled:
    """Values for a new record, and which of them are only guesses."""

    values: Any
    guessed: set[tuple[str | int, ...]] = field(default_factory=set)


def new_item(root: Path, kind: str, title_or_id: str, today: dt.date | None = None, **options: Any) -> Path:
    """Write a skeleton, and for an element its entry in the change list too.

    `title_or_id` is what readers will call it, or its id; for feedback the theme, for a change its
    summary. `options` are values for its fields, `id` among them, and for feedback the `workshop` into
    whose file it goes. Returns the file. Raises `Problems` if that cannot be done; then nothing is written.
    """
    return new_items(root, kind, title_or_id, today, **options)[0]


def new_items(root: Path, kind: str, title_or_id: str, today: dt.date | None = None, **options: Any) -> list[Path]:
    """The same as `new_item`, and returns every file that was written or added to."""
    root = Path(root)
    writings = _planned(root, kind, title_or_id, today or dt.date.today(), options)
    write(writings, root)
    return [writing.path for writing in writings]


def _planned(root: Path, kind: str, title_or_id: str, today: dt.date, options: dict[str, Any]) -> list[Writing]:
    handbook, problems = read_all(root)
    if handbook is None:
        raise Problems(problems)
    if kind == "step":
        raise _no(
            "There are four steps, and the check asks for four.",
            "Add an activity to one of them: copy one in its file in data/draft/steps/.",
        )
    if kind not in MAKES:
        raise _no(f'"{kind}" is not something that can be made.', did_you_mean(kind, MAKES))
    cls = MAKES[kind]
    workshop = _workshop(handbook, options.pop("workshop", None)) if kind == "feedback" else None
    for name in options:
        if name not in cls.model_fields:
            raise _no(f'"{name}" is not a field of {KIND_NAMES[kind]}.', did_you_mean(name, cls.model_fields))
    given = _named(handbook, kind, title_or_id, options, workshop)
    filled = _filled(cls, _wanted(cls, kind, handbook.draft.version), given, handbook, today)
    record = _record(cls, filled.values)
    if workshop:
        return [_into_workshop(handbook, workshop, filled, record)]
    folder = root / "data" / ("workshops" if kind == "workshop" else f"draft/{getattr(cls, 'folder', 'changes')}")
    writings = [_new_file(folder, kind, cls, filled, record, root)]
    if isinstance(record, model.Element) and handbook.draft.about.follows and _is_compared(handbook.draft, record):
        writings += _planned_change(handbook, record, today)
    return writings


def _planned_change(handbook: Handbook, element: model.Element, today: dt.date) -> list[Writing]:
    """The entry of the change list that says that an element is new."""
    id_ = free_id(f"{element.id}-added", set(_change_ids(handbook)))
    given = {"id": id_, "kind": "added", "elements": [element.id], "order": _next_order(handbook, model.Change)}
    filled = _filled(model.Change, _wanted(model.Change, "change", handbook.draft.version), given, handbook, today)
    return [
        _new_file(
            handbook.draft.folder / "changes",
            "change",
            model.Change,
            filled,
            _record(model.Change, filled.values),
            handbook.root,
        )
    ]


def _is_compared(draft: LoadedIteration, element: model.Element) -> bool:
    """Whether the change list has to speak of an element of this kind. Reading paths are not compared."""
    return element.id in parts(dataclasses.replace(draft, elements={element.id: element}, terms={}))


# -- ids ---------------------------------------------------------------------------------------------


def kebab(text: str) -> str:
    """Any words as an id: `Trust & audit` is `trust-and-audit`. Empty if no letter of the alphabet is left."""
    text = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text))
    while words and not words[0][0].isalpha():
        words.append(words.pop(0)) if any(word[0].isalpha() for word in words) else words.clear()
    while len("-".join(words)) > LONGEST_ID and len(words) > 1:
        words.pop()
    return "-".join(words)[:LONGEST_ID]


def ids_ever(handbook: Handbook) -> dict[str, str]:
    """Every id that was ever given to an element, an activity or a workshop, with what has or had it.

    Those that were retired, renamed or merged are among them: an id is never given to something else.
    """
    taken = {FRAMEWORK: "the framework as a whole", GLOSSARY: "the glossary", TODO_ID: "what is still to be filled in"}
    for iteration in reversed(handbook.iterations.values()):
        for id_, kind in iteration.ids().items():
            place = iteration.places[kind, id_]
            taken.setdefault(id_, f"{KIND_NAMES[kind]} in iteration {iteration.version}, {place.file.shown}")
    for workshop in handbook.workshops.values():
        taken.setdefault(workshop.id, f"a workshop, {handbook.workshop_places[workshop.id].file.shown}")
    for iteration in handbook.iterations.values():
        for record in [*iteration.elements.values(), *(activity for _, activity in iteration.activities())]:
            for id_ in record.was:
                taken.setdefault(id_, f'the earlier id of "{record.id}"')
        for change in iteration.changes.values():
            for id_ in (*change.elements, *change.before):
                taken.setdefault(id_, f"an element that the change list of iteration {iteration.version} names")
        for id_ in iteration.unread:
            taken.setdefault(id_, f"a file of iteration {iteration.version} that cannot be read")
    return taken


def _change_ids(handbook: Handbook) -> dict[str, str]:
    return {
        id_: f"a change in iteration {iteration.version}"
        for iteration in handbook.iterations.values()
        for id_ in iteration.changes
    }


def free_id(wanted: str, taken: Any, kind: str = "") -> str:
    """An id near the one that is wanted and that nothing has or had."""
    for candidate in (wanted, *([f"{wanted}-{kind}", f"{kind}-{wanted}"] if kind else []), f"another-{wanted}"):
        if candidate not in taken and len(candidate) <= LONGEST_ID:
            return candidate
    number = 2
    while f"{wanted[: LONGEST_ID - 4].rstrip('-')}-{number}" in taken:
        number += 1
    return f"{wanted[: LONGEST_ID - 4].rstrip('-')}-{number}"


def prefix_of(workshop: model.Workshop) -> str:
    """What the ids of a workshop's feedback begin with: the workshop's id, or the word that all of them share."""
    first = {item.id.split("-")[0] for item in workshop.feedback}
    if (
        len(first) == 1
        and len(workshop.feedback) > 1
        and not any(item.id.startswith(workshop.id) for item in workshop.feedback)
    ):
        return first.pop()
    return workshop.id


def source_of(handbook: Handbook, workshop: model.Workshop) -> str:
    """The source that records a workshop, if there is exactly one and it is not still to be filled in."""
    return workshop.sources[0] if len(workshop.sources) == 1 and workshop.sources[0] in handbook.draft.sources else ""


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
            f"Small letters and figures joined by hyphens, starting with a letter, at most {LONGEST_ID}: early-warning.",
        )
    taken = (
        _change_ids(handbook)
        if kind == "change"
        else {i: f"feedback in {w.title}" for i, (w, _) in handbook.feedback().items()}
        if workshop
        else ids_ever(handbook)
    )
    if id_ in taken:
        raise _no(
            f'The id "{id_}" is taken: {taken[id_]}. Ids are for life, and never given to something else.',
            f'"{free_id(id_, taken, kind)}" is free. Use that, or another title.',
        )
    heading = next(name for name in HEADINGS if name in cls.model_fields)
    given = {"id": id_, heading: id_.replace("-", " ").capitalize() if is_id else words, **options}
    if "order" in cls.model_fields:
        given.setdefault("order", _next_order(handbook, cls))
    if workshop:
        given.setdefault("status", "open")
        if source := source_of(handbook, workshop):
            given.setdefault("source", source)
    return given


def _next_order(handbook: Handbook, cls: type[model.Record]) -> int:
    """The next free place in a kind's list. The default, 99, is no place."""
    default = cls.model_fields["order"].default
    items = (
        handbook.draft.changes.values()
        if cls is model.Change
        else [e for e in handbook.draft.elements.values() if isinstance(e, cls)]
    )
    orders = [item.order for item in items if item.order != default]  # type: ignore[attr-defined]
    return max(orders, default=0) + (10 if orders and all(order % 10 == 0 for order in orders) else 1)


def _workshop(handbook: Handbook, id_: str | None) -> model.Workshop:
    if id_ in handbook.workshops:
        return handbook.workshops[id_]
    raise _no(
        f'There is no workshop "{id_}".' if id_ else "Say in which workshop it was heard.",
        did_you_mean(id_ or "", handbook.workshops),
    )


# -- values ------------------------------------------------------------------------------------------


def _wanted(cls: type[BaseModel], kind: str, version: str) -> set[str]:
    """The fields that a record of this kind must have in this version."""
    asked = {
        name
        for since, kinds in REQUIRED.items()
        if version_key(version) >= version_key(since)
        for name in kinds.get(kind, ())
    }
    return asked | ALSO.get(kind, set()) | {name for name, info in cls.model_fields.items() if info.is_required()}


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
    """A value that a JSON Schema accepts: a word to replace where that is possible, and a guess, noted as one, where not."""
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


def _resolved(what: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A part of a JSON Schema with its reference followed, and without the possibility of nothing."""
    options = [option for option in what.get("anyOf", ()) if option.get("type") != "null"]
    what = {**what, **options[0]} if options else what
    return (
        {
            **schema["$defs"][what["$ref"].rsplit("/", 1)[-1]],
            **({"description": what["description"]} if "description" in what else {}),
        }
        if "$ref" in what
        else what
    )


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


# -- text --------------------------------------------------------------------------------------------


def _new_file(folder: Path, kind: str, cls: type[BaseModel], filled: _Filled, record: Any, root: Path) -> Writing:
    path = folder / f"{record.id}.yml"
    if path.exists():
        raise Problems(
            [
                Problem(
                    shown_path(path, root),
                    0,
                    "There is a file of this name already.",
                    "Edit that one, or give another title.",
                )
            ]
        )
    rows = [f"# {KIND_NAMES[kind].capitalize()}. How to edit it: data/README.md"]
    for group in _rows(filled, record, cls.model_json_schema()):
        rows += ["", *group]
    more = [name for name in cls.model_fields if name not in filled.values]
    if more:
        rows += ["", "# It may also have, where that helps a reader:"]
        for name in more:
            rows += remark(f"{name}: {cls.model_fields[name].description}")
    return Writing(path, "\n".join(rows) + "\n", filled.values)


def _into_workshop(handbook: Handbook, workshop: model.Workshop, filled: _Filled, record: model.Feedback) -> Writing:
    rows = [row for group in _rows(filled, record, model.Feedback.model_json_schema()) for row in group]
    return with_feedback(handbook, workshop, [([], rows)], [filled.values])


def with_feedback(
    handbook: Handbook, workshop: model.Workshop, items: list[tuple[list[str], list[str]]], values: list[dict[str, Any]]
) -> Writing:
    """A workshop's file with feedback put at the end of its list, as text. Raises `Problems` if that is not safe."""
    file = handbook.workshop_places[workshop.id].file
    raw = file.path.read_bytes()
    try:
        text = appended(raw.decode("utf-8"), "feedback", items)
    except CannotAppend as why:
        raise Problems(
            [
                Problem(
                    file.shown,
                    why.line,
                    f"Feedback cannot be added to this file safely. {why}",
                    "Nothing was written. Mend that, and try again.",
                )
            ]
        ) from None
    return Writing(file.path, text, {**file.values, "feedback": [*(file.values.get("feedback") or []), *values]}, raw)


def _rows(filled: _Filled, record: Any, schema: dict[str, Any]) -> Iterator[list[str]]:
    """The lines of each field: what it is for, as a remark, and its value."""
    blocks = {
        path for path, _, marks in values_of(record) if any(isinstance(mark, Prose) and mark.block for mark in marks)
    }
    for name, value in filled.values.items():
        yield _field_rows(name, value, schema["properties"][name], schema, (name,), blocks, filled.guessed)


def _field_rows(
    name: str,
    value: Any,
    what: dict[str, Any],
    schema: dict[str, Any],
    path: tuple[str | int, ...],
    blocks: set,
    guessed: set,
) -> list[str]:
    what = _resolved(what, schema)
    items = _resolved(what["items"], schema) if what.get("type") == "array" else {}
    words = next((part["enum"] for part in (what, items) if "enum" in part), None)
    rows = remark(what.get("description", "")) + (remark(f"One of: {', '.join(words)}.") if words else [])
    mark = f"  {CHOOSE}" if guessed & {path, (*path, 0)} else ""
    if isinstance(value, list):
        rows.append(f"{name}:{mark}")
        for index, entry in enumerate(value):
            inner = (
                _group_rows(entry, items, schema, (*path, index), blocks, guessed)
                if isinstance(entry, dict)
                else [scalar(entry)]
            )
            rows += [f"  {'- ' if number == 0 else '  '}{row}" if row else "" for number, row in enumerate(inner)]
    elif isinstance(value, dict):
        rows += [
            f"{name}:",
            *(f"  {row}" if row else "" for row in _group_rows(value, what, schema, path, blocks, guessed)),
        ]
    elif path in blocks:
        rows += paragraphs(name, value)
    else:
        rows.append(f"{name}: {scalar(value)}{mark}")
    return rows


def _group_rows(
    values: dict[str, Any],
    what: dict[str, Any],
    schema: dict[str, Any],
    path: tuple[str | int, ...],
    blocks: set,
    guessed: set,
) -> list[str]:
    known = what.get("properties", {})
    return [
        row
        for name, value in values.items()
        for row in _field_rows(name, value, known.get(name, {}), schema, (*path, name), blocks, guessed)
    ]


# -- what is left to fill in ---------------------------------------------------------------------------


def check_placeholders(handbook: Handbook) -> list[Problem]:
    """Everything in the draft and in the workshops that a skeleton left for somebody to write or to choose.

    An id of something else that is still `todo` is not listed here: the check of references does, and
    says what it can be.
    """
    problems: list[Problem] = []
    files: dict[Path, YamlFile] = {file.path: file for file in handbook.draft.files}
    for record, place in _records(handbook):
        files[place.file.path] = place.file
        for path, value, marks in values_of(record):
            if not isinstance(value, str) or not (value.startswith(TODO) or value == TODO_ID and path[-1] == "id"):
                continue
            if not any(isinstance(mark, Refers) for mark in marks):
                name = next(part for part in reversed(path) if isinstance(part, str))
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(path),
                        f'"{name}" still says {value[:4]}.',
                        f"Write it. {description_at(type(record), path)}".strip(),
                    )
                )
    for file in files.values():
        problems += _unchosen(file)
    return sorted(set(problems))


def _records(handbook: Handbook) -> Iterator[tuple[Any, Place]]:
    draft = handbook.draft
    yield draft.about, draft.places["iteration", "iteration"]
    for element in draft.elements.values():
        yield element, draft.places[element.kind, element.id]
    for kind, group in (("term", draft.terms), ("source", draft.sources), ("change", draft.changes)):
        for item in group.values():
            yield item, draft.places[kind, item.id]
    for workshop in handbook.workshops.values():
        yield workshop, handbook.workshop_places[workshop.id]


def _unchosen(file: YamlFile) -> list[Problem]:
    """The lines of a file that end in our mark for a guess."""
    try:
        rows = file.path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    problems = []
    for number, row in enumerate(rows, 1):
        if row.rstrip().endswith(CHOOSE):
            name = re.match(r"\s*(?:- )?([\w-]+):", row)
            problems.append(
                Problem(
                    file.shown,
                    number,
                    f'"{name[1] if name else "This"}" holds a guess, and nobody has chosen yet.',
                    f"Choose, and then take the remark {CHOOSE} away.",
                )
            )
    return problems


def description_at(cls: Any, path: tuple[str | int, ...]) -> str:
    """What the model says of the field at a path."""
    schema = cls.model_json_schema()
    what: dict[str, Any] = schema
    said = ""
    for part in path:
        what = _resolved(what, schema)
        what = what.get("items", {}) if isinstance(part, int) else what.get("properties", {}).get(part, {})
        said = what.get("description", said)
    return said


def _no(what: str, do: str) -> Problems:
    return Problems([Problem("handbook new", 0, what, do)])
