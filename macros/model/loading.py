"""Read the data folder into the checked model. Everything that is wrong comes back at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from macros import model
from macros.basics.problems import Problem, Problems, did_you_mean, shown_path
from macros.model.complaints import _in_words
from macros.model.handbook import UNKNOWN, Handbook, LoadedIteration, Place, version_key
from macros.model.kinds import KINDS
from macros.model.memory import digest_of_folder, recall, without_collecting
from macros.model.yamlfiles import YamlFile, read_yaml


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
    if not data.is_dir():
        return None, [
            Problem(shown_path(data, root), 0, "The data folder is missing.", "Run this in the project's own folder.")
        ]
    released = data / "released"
    if released.is_dir():
        folders += sorted(path for path in released.iterdir() if path.is_dir() and not path.name.startswith("."))
    with without_collecting():
        iterations = [iteration for folder in folders if (iteration := _known_or_loaded(folder, root, problems))]
    iterations.sort(key=lambda iteration: version_key(iteration.version))
    by_version: dict[str, LoadedIteration] = {}
    for iteration in iterations:
        if iteration.version in by_version:
            first = by_version[iteration.version]
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
    workshops, places = _load_workshops(data / "workshops", root, problems)
    errata, errata_places = _load_errata(data / "errata", root, problems)
    known = {version: iteration for version, iteration in by_version.items() if version != UNKNOWN}
    drafted = any(iteration.folder.name == "draft" for iteration in known.values())
    return (
        Handbook(root, known, workshops, places, errata, errata_places)
        if drafted and len(known) == len(iterations)
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
    if problems or loaded is None:
        raise Problems(problems)
    return loaded


def _load_iteration(folder: Path, root: Path, problems: list[Problem]) -> LoadedIteration | None:
    shown = shown_path(folder, root)
    if not folder.is_dir():
        problems.append(Problem(shown, 0, "The folder is missing.", "Bring it back from git: git checkout -- data"))
        return None
    about_file = read_yaml(folder / "iteration.yml", root)
    about = _parse(model.Iteration, about_file, about_file.values, (), problems, "iteration")
    nothing: dict[str, Any] = {"version": UNKNOWN, "status": "draft"}
    loaded = LoadedIteration(folder, about or model.Iteration.model_construct(**nothing))
    loaded.files.append(about_file)
    loaded.places["iteration", "iteration"] = Place(about_file)
    folders = {KINDS[kind].folder: cls for kind, cls in model.ELEMENTS.items()}
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
    _load_list(folder / "glossary.yml", model.Term, loaded.terms, loaded, root, problems)
    _load_list(folder / "sources.yml", model.Source, loaded.sources, loaded, root, problems)
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
                    f'The id "{id_}" is used twice: for {KINDS[kind].called} here and for {KINDS[other_kind].called} '
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
                f"This should be {KINDS[kind].called}: a list of `name: value` lines.",
                "Look at another file of the same kind, or at data/README.md.",
            )
        )
        return None
    try:
        if (cls, path) not in file.parsed:
            file.parsed[cls, path] = cls.model_validate(values)
        return file.parsed[cls, path]
    except ValidationError as error:
        for detail in error.errors():
            problems.append(_in_words(cls, file, path, values, detail, kind))
        return None
