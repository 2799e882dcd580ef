"""Read the data folder into the checked model. Everything that is wrong comes back at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from macros import model
from macros.basics.files import is_folder, is_there, listing
from macros.basics.problems import Problem, Problems, did_you_mean, shown_path
from macros.model.complaints import in_words
from macros.model.handbook import Handbook, LoadedIteration, Place, version_key
from macros.model.kinds import KINDS
from macros.model.memory import digest_of_folder, recall, recall_draft, without_collecting
from macros.model.papers import FILE as PAPERS_FILE
from macros.model.papers import Paper
from macros.model.values import FILE as VALUES_FILE
from macros.model.values import NOT_READ, Value, filled, in_texts, named, unknown_names, worked_out
from macros.model.yamlfiles import YamlFile, read_yaml

OWN_FILES = ("iteration.yml", "glossary.yml", "sources.yml", VALUES_FILE, PAPERS_FILE, "frozen.json")
"""The files of an iteration that are no item of a folder; the last is written at a release."""


def load(root: Path) -> Handbook:
    """Read `root/data` whole.

    Returns the handbook. Raises `Problems` with everything that cannot be read or does not fit the
    model. What fits the model but makes no sense together is the business of `macros.checks`.
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
    if not is_folder(data):
        return None, [
            Problem(shown_path(data, root), 0, "The data folder is missing.", "Run this in the project's own folder.")
        ]
    released = data / "released"
    if is_folder(released):
        folders += [
            path for path in listing(released, root, problems) if is_folder(path) and not path.name.startswith(".")
        ]
    with without_collecting():
        recall_draft(root)
        read = [iteration for folder in folders if (iteration := _known_or_loaded(folder, root, problems))]
    iterations = [iteration for iteration in read if iteration.knows_itself]
    iterations.sort(key=lambda iteration: version_key(iteration.version))
    by_version: dict[str, LoadedIteration] = {}
    for iteration in iterations:
        if iteration.version in by_version:
            first = by_version[iteration.version]
            if first.folder.name != iteration.version:  # the one that is wrong is the one in another folder
                first, iteration = iteration, first
            problems.append(
                Problem(
                    shown_path(iteration.folder / "iteration.yml", root),
                    0,
                    f"Two iterations call themselves {iteration.version}: "
                    f"this one and {shown_path(first.folder, root)}.",
                    "Give the draft the next number.",
                )
            )
        by_version[iteration.version] = iteration
    workshops, places, unread = _load_workshops(data / "workshops", root, problems)
    errata, errata_places = _load_folder(model.Erratum, data / "errata", root, problems)
    beside = _load_folder(model.DoneSince, data / "what-to-do", root, problems)
    readings, reading_places = _load_folder(model.Reading, data / "reading-list", root, problems)
    whole = len(by_version) == len(folders) and any(iteration.folder.name == "draft" for iteration in iterations)
    return (
        Handbook(root, by_version, workshops, places, errata, errata_places, readings, reading_places, *beside, unread)
        if whole
        else None
    ), problems


def _known_or_loaded(folder: Path, root: Path, problems: list[Problem]) -> LoadedIteration | None:
    """An iteration as it was kept, if it is a released one and no byte of it has changed; read afresh otherwise."""
    if folder.parent.name != "released":
        return _load_iteration(folder, root, problems)
    digest = digest_of_folder(folder, root)
    loaded = recall(folder, digest, root) or _load_iteration(folder, root, problems)
    if loaded:
        loaded.digest = digest
    return loaded


def load_folder(folder: Path, root: Path) -> LoadedIteration:
    """Read one iteration's folder, wherever it stands. Raises `Problems` with what is wrong in it."""
    problems: list[Problem] = []
    loaded = _load_iteration(folder, root, problems)
    if problems or loaded is None or not loaded.knows_itself:
        raise Problems(problems)
    return loaded


def _load_iteration(folder: Path, root: Path, problems: list[Problem]) -> LoadedIteration | None:
    shown = shown_path(folder, root)
    if not is_folder(folder):
        problems.append(Problem(shown, 0, "The folder is missing.", "Bring it back from git: git checkout -- data"))
        return None
    about_file = read_yaml(folder / "iteration.yml", root)
    about = _parse(model.Iteration, about_file, about_file.values, (), problems, "iteration")
    nothing: dict[str, Any] = {"version": "", "status": "draft"}
    loaded = LoadedIteration(
        folder, about or model.Iteration.model_construct(**nothing), knows_itself=about is not None
    )
    loaded.files.append(about_file)
    loaded.places["iteration", "iteration"] = Place(about_file)
    folders = {KINDS[kind].folder: cls for kind, cls in model.ELEMENTS.items()}
    for entry in listing(folder, root, problems):
        if entry.name.startswith("."):
            continue
        if is_folder(entry) and entry.name not in folders and entry.name != "changes":
            problems.append(
                Problem(
                    shown_path(entry, root),
                    0,
                    f'There is no kind of element kept in a folder "{entry.name}".',
                    did_you_mean(entry.name, [*folders, "changes"]),
                )
            )
        if not is_folder(entry) and entry.name not in OWN_FILES:
            what = "This file does not belong in an iteration's folder."
            problems.append(Problem(shown_path(entry, root), 0, what, did_you_mean(entry.name, OWN_FILES[:-1])))
    figures, uncounted = _load_values(loaded, root, problems)
    for name, cls in folders.items():
        for file in _yaml_files(folder / name, root, problems):
            loaded.files.append(file)
            element = _parse(cls, file, file.values, (), problems, cls.kind, figures=figures)
            if element is None:
                loaded.unread |= {_called(file), *file.ids}
                if "activities" in cls.model_fields:
                    loaded.unread |= _nameless(file, "activities")
                continue
            if file.problems:  # a name given twice may be that of an item that has lost its first line
                loaded.unread |= {element.id, *({"activities"} & cls.model_fields.keys())}
            if _is_copy(element.id, file, problems, loaded.unread):
                continue
            _put(loaded, cls.kind, element.id, Place(file), problems)
            loaded.elements.setdefault(element.id, element)
            for index, activity in enumerate(getattr(element, "activities", [])):
                _put(loaded, "activity", activity.id, Place(file, ("activities", index)), problems)
    for file in _yaml_files(folder / "changes", root, problems):
        loaded.files.append(file)
        change = _parse(model.Change, file, file.values, (), problems, "change")
        if change is None:
            loaded.unread |= {_called(file), *file.ids}
        elif not _is_copy(change.id, file, problems, loaded.unread):
            loaded.changes[change.id] = change
            loaded.places["change", change.id] = Place(file)
    _load_list(folder / "glossary.yml", model.Term, loaded.terms, loaded, root, problems, figures)
    _load_list(folder / "sources.yml", model.Source, loaded.sources, loaded, root, problems)
    _load_list(folder / PAPERS_FILE, Paper, loaded.papers, loaded, root, problems, figures)
    problems.extend(problem for page, problem in uncounted if page not in loaded.unread)
    if loaded.values and figures is not NOT_READ:
        problems.extend(problem for file in loaded.files for problem in unknown_names(file, figures))
    if folder.parent.name != "released":  # what is frozen is compared with its digests
        problems.extend(doubt for file in loaded.files for doubt in file.doubts)
    return loaded


def _load_values(
    loaded: LoadedIteration, root: Path, problems: list[Problem]
) -> tuple[Mapping[str, str], list[tuple[str, Problem]]]:
    """The figures of an iteration, as texts show them; and what cannot be worked out, each with the element that it is
    counted from: where that cannot be read, nobody is told."""
    before, uncounted = len(loaded.unread), []
    _load_list(loaded.folder / VALUES_FILE, Value, loaded.values, loaded, root, problems)
    known, wrong = worked_out(loaded.values, loaded.folder, root)
    for id_, why in ((id_, why) for id_, why in wrong.items() if why):
        place, table = loaded.places["value", id_], loaded.values[id_].table
        what = f'The value "{id_}" has no figure. {why}'
        uncounted.append((table.page if table else "", Problem(place.file.shown, place.line(), what, "Mend it.")))
    return NOT_READ if len(loaded.unread) > before else in_texts(known, loaded.values, sure=not wrong), uncounted


def _load_list(
    path: Path,
    cls: type[Any],
    into: dict[str, Any],
    loaded: LoadedIteration,
    root: Path,
    problems: list[Problem],
    figures: Mapping[str, str] | None = None,
) -> None:
    """A file that holds a list of items: the glossary, the sources."""
    if not is_there(path):
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
    if file.problems:  # a name given twice may be that of an item that has lost its first line
        loaded.unread.add(path.stem)
    for index, values in enumerate(file.values):
        item = _parse(cls, file, values, (index,), problems, cls.kind_, file_problems=False, figures=figures)
        if item is None:  # without its id, anything that is missed may be it
            loaded.unread |= {"part of " + path.stem, *file.ids}
            loaded.unread |= set() if _has_id(values) else {path.stem}
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
                    f'The id "{id_}" is used twice: for {KINDS[kind].called} here and for {KINDS[other_kind].called} '
                    f"in {other.file.shown}, line {other.line(('id',))}.",
                    "Ids are unique across all kinds, because slides link to them. Rename one of the two.",
                )
            )
            return
    loaded.places[kind, id_] = place


def _load_workshops(
    folder: Path, root: Path, problems: list[Problem]
) -> tuple[dict[str, model.Workshop], dict[str, Place], set[str]]:
    workshops: dict[str, model.Workshop] = {}
    places: dict[str, Place] = {}
    unread: set[str] = set()
    heard: dict[str, str] = {}
    for file in _yaml_files(folder, root, problems):
        workshop = _parse(model.Workshop, file, file.values, (), problems, "workshop")
        problems.extend(file.doubts)
        if workshop is None:
            unread |= {_called(file), *file.ids, *_nameless(file, "feedback")}
            continue
        if file.problems:
            unread.add("feedback")
        if _is_copy(workshop.id, file, problems, unread):
            continue
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
    return workshops, places, unread


def _load_folder(
    cls: Any, folder: Path, root: Path, problems: list[Problem]
) -> tuple[dict[str, Any], dict[str, Place]]:
    """A folder that holds one record a file, outside any iteration: the errata, the reading list."""
    items: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for file in _yaml_files(folder, root, problems):
        item = _parse(cls, file, file.values, (), problems, cls.kind_)
        problems.extend(file.doubts)
        if item:
            if _is_copy(item.id, file, problems):
                continue
            items[item.id], places[item.id] = item, Place(file)
    return items, places


def _yaml_files(folder: Path, root: Path, problems: list[Problem]) -> Iterator[YamlFile]:
    if not is_folder(folder):
        return
    for path in listing(folder, root, problems):
        if path.name.startswith(".") or path.name == "README.md":
            continue
        if path.suffix == ".yml":
            yield read_yaml(path, root)
            continue
        # It may be a file that belongs here under another name, so what it holds counts as not read.
        mend = "Rename it to end in .yml, or move it away."
        wrong = Problem(shown_path(path, root), 0, "Only files that end in .yml belong here.", mend)
        yield YamlFile(path, wrong.file, problems=[wrong])


def _has_id(values: Any) -> bool:
    """Whether a group of values says what it is called, in the form of an id."""
    id_ = values.get("id") if isinstance(values, dict) else None
    return isinstance(id_, str) and bool(re.fullmatch(model.ID_PATTERN, id_))


def _called(file: YamlFile) -> str:
    """The id that a file's name gives to what it holds, with whatever ending."""
    return file.path.name.partition(".")[0]


def _nameless(file: YamlFile, name: str) -> set[str]:
    """The name of a list within a file, if things may stand in it of which not even the id is known."""
    if isinstance(file.values, dict):
        return set() if isinstance(items := file.values.get(name, []), list) and all(map(_has_id, items)) else {name}
    return {name}


def _is_copy(id_: str, file: YamlFile, problems: list[Problem], unread: set[str] | None = None) -> bool:
    """Whether the file that has this id stands beside this one. An id that is not its file's name is refused, and
    either may be what others name: both are added to `unread`, so that nobody else is accused."""
    if file.path.stem == id_:
        return False
    is_copy = file.path.with_name(f"{id_}.yml").is_file()
    what = f'The id is "{id_}" and the file is called "{file.shown.rsplit("/", 1)[-1]}".'
    do = f"They must be the same: rename the file to {id_}.yml, or mend the id. "
    do += "To rename a published element, keep its old id under `was:`."
    if is_copy:
        do = f"It seems to be a copy of {id_}.yml, which stands beside it: delete it, or give it an id of its own."
    problems.append(Problem(file.shown, file.line_of(("id",)), what, do))
    if not is_copy and unread is not None:
        unread |= {id_, file.path.stem}
    return is_copy


def _parse(
    cls: type[BaseModel],
    file: YamlFile,
    values: Any,
    path: tuple[str | int, ...],
    problems: list[Problem],
    kind: str,
    file_problems: bool = True,
    figures: Mapping[str, str] | None = None,
) -> Any:
    """Check values against a model; add what is wrong to `problems`, and return None if anything is.

    `figures` are put in the place of their names first: see `values`.
    """
    if file_problems and file.problems:
        problems.extend(file.problems)
        if file.values is None:
            return None
    if not isinstance(values, dict):
        problems.append(
            Problem(
                file.shown,
                file.line_of(path),
                f"This should be {KINDS[kind].called}: a list of `name: value` lines.",
                "Look at another file of the same kind, or at data/README.md.",
            )
        )
        return None
    if figures is NOT_READ and any(named(values)):  # without its figures, nobody knows what it says
        return None
    try:
        known = file.parsed.get((cls, path))
        if known is None or known[0] != figures:
            known = file.parsed[cls, path] = figures, cls.model_validate(filled(values, figures) if figures else values)
        return known[1]
    except ValidationError as error:
        problems.extend(in_words(cls, file, path, values, error, kind))
        return None
