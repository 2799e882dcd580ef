"""Read the data folder into the checked model. Everything that is wrong comes back at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from macros import model
from macros.problems import Problem, Problems, did_you_mean, shown_path
from macros.yamlfiles import YamlFile, read_yaml

KIND_NAMES = {
    "step": "a step",
    "principle": "a principle",
    "tension": "a tension",
    "tool": "a tool",
    "clause": "a clause",
    "guidance": "a guidance page",
    "case-study": "a case study",
    "briefing": "a briefing",
    "path": "a reading path",
    "source": "a source",
    "term": "a term",
    "change": "a change",
    "iteration": "an iteration",
    "workshop": "a workshop",
    "activity": "an activity",
    "feedback": "a piece of feedback",
    "erratum": "an erratum",
}


@dataclass(frozen=True)
class Place:
    """Where an item's words stand: its file, and its path within the file."""

    file: YamlFile
    path: tuple[str | int, ...] = ()

    def line(self, path: tuple[str | int, ...] = ()) -> int:
        """The line of a value within the item."""
        return self.file.line_of((*self.path, *path))


@dataclass(repr=False, eq=False)
class LoadedIteration:
    """One iteration, as read: what it says of itself, its elements, terms, sources and changes."""

    folder: Path
    about: model.Iteration
    elements: dict[str, model.Element] = field(default_factory=dict)
    terms: dict[str, model.Term] = field(default_factory=dict)
    sources: dict[str, model.Source] = field(default_factory=dict)
    changes: dict[str, model.Change] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    files: list[YamlFile] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Names of files that could not be read or do not fit the model: what they hold is not known, so it is not missed."""

    @property
    def version(self) -> str:
        return self.about.version

    @property
    def is_draft(self) -> bool:
        return self.about.status == "draft"

    worked_out: dict[str, Any] = field(default_factory=dict)
    """What has been worked out from the elements, by name. Every page asks for it, and elements never change once they are read."""

    def of(self, kind: str) -> list[Any]:
        """The elements of a kind in reading order: by their own order, then by title."""
        return list(self.once("kinds", self._in_order).get(kind, ()))

    def _in_order(self) -> dict[str, list[model.Element]]:
        kinds: dict[str, list[model.Element]] = {}
        for element in self.elements.values():
            kinds.setdefault(element.kind, []).append(element)
        for elements in kinds.values():
            elements.sort(key=lambda element: (getattr(element, "order", 99), element.title.casefold()))
        return kinds

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """Work something out, unless that has been done since the last element was read."""
        count, answer = self.worked_out.get(name, (-1, None))
        if count != len(self.elements):
            answer = work()
            self.worked_out[name] = len(self.elements), answer
        return answer

    def activities(self) -> list[tuple[model.Step, model.Activity]]:
        """Every activity with its step, in reading order."""
        return self.once(
            "activities", lambda: [(step, activity) for step in self.of("step") for activity in step.activities]
        )

    def ids(self) -> dict[str, str]:
        """The kind of every id that can be linked: elements and activities."""
        return self.once(
            "ids",
            lambda: {
                **{element.id: element.kind for element in self.elements.values()},
                **{activity.id: "activity" for _, activity in self.activities()},
            },
        )

    def places_in_order(self) -> dict[str, int]:
        """The place of each element among those of its kind."""
        return self.once(
            "places",
            lambda: {
                element.id: place
                for elements in self.once("kinds", self._in_order).values()
                for place, element in enumerate(elements)
            },
        )


@dataclass(repr=False, eq=False)
class Handbook:
    """Everything: all iterations, oldest first, and the workshops."""

    root: Path
    iterations: dict[str, LoadedIteration]
    workshops: dict[str, model.Workshop]
    workshop_places: dict[str, Place]
    errata: dict[str, model.Erratum] = field(default_factory=dict)
    errata_places: dict[str, Place] = field(default_factory=dict)

    @property
    def draft(self) -> LoadedIteration:
        return next(iteration for iteration in self.iterations.values() if iteration.folder.name == "draft")

    @property
    def released(self) -> list[LoadedIteration]:
        return [iteration for iteration in self.iterations.values() if not iteration.is_draft]

    @property
    def latest(self) -> LoadedIteration:
        """The newest released iteration; the draft while nothing has been released."""
        return self.released[-1] if self.released else self.draft

    def before(self, iteration: LoadedIteration) -> LoadedIteration | None:
        """The iteration that this one follows."""
        return self.iterations.get(iteration.about.follows or "")

    def after(self, iteration: LoadedIteration) -> LoadedIteration | None:
        """The iteration that follows this one."""
        return next((other for other in self.iterations.values() if other.about.follows == iteration.version), None)

    def folder_name(self, iteration: LoadedIteration) -> str:
        """Its address at the site's root: the version, or `draft` for the one being worked on."""
        return "draft" if iteration.is_draft else iteration.version

    def feedback(self) -> dict[str, tuple[model.Workshop, model.Feedback]]:
        """Every piece of feedback by id, with its workshop."""
        return {item.id: (workshop, item) for workshop in self.in_time() for item in workshop.feedback}

    def in_time(self) -> list[model.Workshop]:
        """Workshops by date."""
        return sorted(self.workshops.values(), key=lambda workshop: (workshop.date, workshop.id))


def load(root: Path) -> Handbook:
    """Read `root/data` whole.

    Returns the handbook. Raises `Problems` with everything that cannot be read or does not fit the
    model. What fits the model but makes no sense together is `checking.check`'s business.
    """
    handbook, problems = read_all(root)
    if problems or handbook is None:
        raise Problems(problems)
    return handbook


def read_all(root: Path) -> tuple[Handbook | None, list[Problem]]:
    """Read `root/data` as far as it can be read, with everything that cannot.

    The handbook is None when no iteration, or no draft, could be read at all.
    """
    root = Path(root)
    data = root / "data"
    problems: list[Problem] = []
    folders = [data / "draft"]
    if not data.is_dir():
        return None, [
            Problem(shown_path(data, root), 0, "The data folder is missing.", "Run this in the project's own folder.")
        ]
    released = data / "released"
    if released.is_dir():
        folders += sorted(path for path in released.iterdir() if path.is_dir() and not path.name.startswith("."))
    iterations = [iteration for folder in folders if (iteration := _load_iteration(folder, root, problems))]
    iterations.sort(key=lambda iteration: version_key(iteration.version))
    by_version: dict[str, LoadedIteration] = {}
    for iteration in iterations:
        if iteration.version in by_version:
            first = by_version[iteration.version]
            problems.append(
                Problem(
                    shown_path(iteration.folder / "iteration.yml", root),
                    0,
                    f"Two iterations call themselves {iteration.version}: this one and {shown_path(first.folder, root)}.",
                    "Give the draft the next number.",
                )
            )
        by_version[iteration.version] = iteration
    workshops, places = _load_workshops(data / "workshops", root, problems)
    errata, errata_places = _load_errata(data / "errata", root, problems)
    known = {version: iteration for version, iteration in by_version.items() if version != UNKNOWN}
    drafted = any(iteration.folder.name == "draft" for iteration in known.values())
    return (
        Handbook(root, known, workshops, places, errata, errata_places)
        if drafted and len(known) == len(iterations)
        else None
    ), problems


UNKNOWN = "0.0"
"""The version of an iteration whose iteration.yml could not be read."""


def load_folder(folder: Path, root: Path) -> LoadedIteration:
    """Read one iteration's folder, wherever it stands. Raises `Problems` with what is wrong in it."""
    problems: list[Problem] = []
    loaded = _load_iteration(folder, root, problems)
    if problems or loaded is None:
        raise Problems(problems)
    return loaded


def version_key(version: str) -> tuple[int, ...]:
    """Sorts 0.10 after 0.9."""
    return tuple(int(part) for part in version.split("."))


def _load_iteration(folder: Path, root: Path, problems: list[Problem]) -> LoadedIteration | None:
    shown = shown_path(folder, root)
    if not folder.is_dir():
        problems.append(Problem(shown, 0, "The folder is missing.", "Bring it back from git: git checkout -- data"))
        return None
    about_file = read_yaml(folder / "iteration.yml", root)
    about = _parse(model.Iteration, about_file, about_file.values, (), problems, "iteration")
    loaded = LoadedIteration(folder, about or model.Iteration.model_construct(version=UNKNOWN, status="draft"))
    loaded.files.append(about_file)
    loaded.places["iteration", "iteration"] = Place(about_file)
    folders = {cls.folder: cls for cls in model.ELEMENTS.values()}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and entry.name not in folders and entry.name != "changes":
            problems.append(
                Problem(
                    shown_path(entry, root),
                    0,
                    f'There is no kind of element kept in a folder "{entry.name}".',
                    did_you_mean(entry.name, [*folders, "changes"]),
                )
            )
        if entry.is_file() and entry.name not in ("iteration.yml", "glossary.yml", "sources.yml", "frozen.json"):
            problems.append(
                Problem(
                    shown_path(entry, root),
                    0,
                    "This file does not belong in an iteration's folder.",
                    did_you_mean(entry.name, ["iteration.yml", "glossary.yml", "sources.yml"]),
                )
            )
    for name, cls in folders.items():
        for file in _yaml_files(folder / name, root, problems):
            loaded.files.append(file)
            element = _parse(cls, file, file.values, (), problems, cls.kind)
            if element is None:
                loaded.unread.add(file.path.stem)
                continue
            _same_name(element.id, file, problems)
            _put(loaded, cls.kind, element.id, Place(file), problems)
            loaded.elements.setdefault(element.id, element)
            for index, activity in enumerate(getattr(element, "activities", [])):
                _put(loaded, "activity", activity.id, Place(file, ("activities", index)), problems)
    for file in _yaml_files(folder / "changes", root, problems):
        loaded.files.append(file)
        change = _parse(model.Change, file, file.values, (), problems, "change")
        if change is None:
            loaded.unread.add(file.path.stem)
        else:
            _same_name(change.id, file, problems)
            loaded.changes[change.id] = change
            loaded.places["change", change.id] = Place(file)
    for name, cls, into in (("glossary.yml", model.Term, loaded.terms), ("sources.yml", model.Source, loaded.sources)):
        _load_list(folder / name, cls, into, loaded, root, problems)
    return loaded


def _load_list(
    path: Path, cls: type[Any], into: dict[str, Any], loaded: LoadedIteration, root: Path, problems: list[Problem]
) -> None:
    """A file that holds a list of items: the glossary, the sources."""
    if not path.exists():
        return
    file = read_yaml(path, root)
    loaded.files.append(file)
    if file.values is None:
        problems.extend(file.problems)
        loaded.unread.add(path.stem)
        return
    if not isinstance(file.values, list):
        loaded.unread.add(path.stem)
        problems.append(
            Problem(
                file.shown,
                1,
                "This file should hold a list: every item starts with a hyphen.",
                "Start each with `- id: …`.",
            )
        )
        return
    problems.extend(file.problems)
    for index, values in enumerate(file.values):
        item = _parse(cls, file, values, (index,), problems, cls.kind_, file_problems=False)
        if item is None:
            loaded.unread.update({path.stem, str(values.get("id", "")) if isinstance(values, dict) else ""})
            continue
        if item.id in into:
            first = loaded.places[cls.kind_, item.id]
            problems.append(
                Problem(
                    file.shown,
                    file.line_of((index, "id")),
                    f'"{item.id}" is given twice, here and on line {first.line()}.',
                    "Keep one of the two, or give one of them another id.",
                )
            )
            continue
        into[item.id] = item
        loaded.places[cls.kind_, item.id] = Place(file, (index,))


def _put(loaded: LoadedIteration, kind: str, id_: str, place: Place, problems: list[Problem]) -> None:
    """Note where an element stands; refuse an id that another element of any kind has."""
    for (other_kind, other_id), other in loaded.places.items():
        if other_id == id_ and other_kind not in ("source", "term", "change"):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("id",)),
                    f'The id "{id_}" is used twice: for {KIND_NAMES[kind]} here and for {KIND_NAMES[other_kind]} '
                    f"in {other.file.shown}, line {other.line(('id',))}.",
                    "Ids are unique across all kinds, because slides link to them. Rename one of the two.",
                )
            )
            return
    loaded.places[kind, id_] = place


def _load_workshops(
    folder: Path, root: Path, problems: list[Problem]
) -> tuple[dict[str, model.Workshop], dict[str, Place]]:
    workshops: dict[str, model.Workshop] = {}
    places: dict[str, Place] = {}
    heard: dict[str, str] = {}
    for file in _yaml_files(folder, root, problems):
        workshop = _parse(model.Workshop, file, file.values, (), problems, "workshop")
        if workshop is None:
            continue
        _same_name(workshop.id, file, problems)
        workshops[workshop.id] = workshop
        places[workshop.id] = Place(file)
        for index, item in enumerate(workshop.feedback):
            here = f"{file.shown}, line {file.line_of(('feedback', index, 'id'))}"
            if item.id in heard:
                problems.append(
                    Problem(
                        file.shown,
                        file.line_of(("feedback", index, "id")),
                        f'The feedback id "{item.id}" is used twice: here and in {heard[item.id]}.',
                        "Rename one of the two.",
                    )
                )
            heard[item.id] = here
    return workshops, places


def _load_errata(
    folder: Path, root: Path, problems: list[Problem]
) -> tuple[dict[str, model.Erratum], dict[str, Place]]:
    errata: dict[str, model.Erratum] = {}
    places: dict[str, Place] = {}
    for file in _yaml_files(folder, root, problems):
        erratum = _parse(model.Erratum, file, file.values, (), problems, "erratum")
        if erratum:
            _same_name(erratum.id, file, problems)
            errata[erratum.id], places[erratum.id] = erratum, Place(file)
    return errata, places


def _yaml_files(folder: Path, root: Path, problems: list[Problem]) -> Iterator[YamlFile]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "README.md":
            continue
        if path.suffix != ".yml" or not path.is_file():
            problems.append(
                Problem(
                    shown_path(path, root),
                    0,
                    "Only files that end in .yml belong here.",
                    "Rename it to end in .yml, or move it away.",
                )
            )
            continue
        yield read_yaml(path, root)


def _same_name(id_: str, file: YamlFile, problems: list[Problem]) -> None:
    if file.path.stem != id_:
        problems.append(
            Problem(
                file.shown,
                file.line_of(("id",)),
                f'The id is "{id_}" and the file is called "{file.path.name}".',
                f"They must be the same: rename the file to {id_}.yml, or mend the id. "
                "To rename a published element, keep its old id under `was:`.",
            )
        )


def _parse(
    cls: type[BaseModel],
    file: YamlFile,
    values: Any,
    path: tuple[str | int, ...],
    problems: list[Problem],
    kind: str,
    file_problems: bool = True,
) -> Any:
    """Check values against a model; add what is wrong to `problems`, and return None if anything is."""
    if file_problems and file.problems:
        problems.extend(file.problems)
        if file.values is None:
            return None
    if not isinstance(values, dict):
        problems.append(
            Problem(
                file.shown,
                file.line_of(path),
                f"This should be {KIND_NAMES[kind]}: a list of `name: value` lines.",
                "Look at another file of the same kind, or at data/README.md.",
            )
        )
        return None
    try:
        return cls.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            problems.append(_in_words(cls, file, path, values, detail, kind))
        return None


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
        hint = owner.model_fields[name].description if owner and name in owner.model_fields else ""
        inside = f" in {_where(loc[:-1])}" if loc[:-1] else ""
        return Problem(
            file.shown,
            file.line_of((*base, *loc[:-1])),
            f'"{name}" is missing{inside}.',
            f"Add it. {hint or ''}".strip(),
        )
    given = _short(detail.get("input"))
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
    if problem == "string_pattern_mismatch":
        return Problem(
            file.shown,
            line,
            f"{where} is {given}, which is not in the right form.",
            _form(str(context.get("pattern", ""))),
        )
    if problem == "list_type":
        return Problem(
            file.shown, line, f"{where} should be a list.", "Start each item on a line of its own with a hyphen."
        )
    if problem in ("int_type", "int_from_float"):
        return Problem(
            file.shown,
            line,
            f"{where} should be a whole number, and is {given}.",
            "Write it in figures, without quotes.",
        )
    if problem == "bool_type":
        return Problem(
            file.shown,
            line,
            f"{where} should be true or false, and is {given}.",
            "Write true or false, without quotes.",
        )
    if problem in ("date_type", "date_from_datetime_inexact"):
        return Problem(
            file.shown, line, f"{where} should be a date, and is {given}.", "Write it as 2026-11-22, without quotes."
        )
    if problem in ("model_type", "dict_type"):
        return Problem(
            file.shown,
            line,
            f"{where} should be a group of `name: value` lines, and is {given}.",
            "Look at the same place in another file of this kind.",
        )
    if problem == "codelist":
        return Problem(file.shown, line, f'{where}: "{context["value"]}" is not {context["name"]}.', context["hint"])
    if problem == "too_short":
        return Problem(
            file.shown, line, f"{where} needs at least {context.get('min_length', 1)}.", "Add what is missing."
        )
    if problem == "string_too_long":
        return Problem(file.shown, line, f"{where} is longer than {context.get('max_length')} letters.", "Shorten it.")
    return Problem(file.shown, line, f"{where}: {detail['msg']}.", "See data/README.md for what this field takes.")


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
        r"^\d+\.\d+$": 'A version is two numbers and a point, in quotes: "0.3".',
        r"^\d{4}(-\d{2}(-\d{2})?)?$": 'A date here is "2024", "2024-11" or "2024-11-06", in quotes.',
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
        return KIND_NAMES[kind]
    if getattr(owner, "kind", None) in KIND_NAMES or getattr(owner, "kind_", None) in KIND_NAMES:
        return KIND_NAMES[getattr(owner, "kind_", None) or owner.kind]
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", owner.__name__).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
