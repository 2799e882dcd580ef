"""The two-way check: every difference is explained by a change, and every change is a difference."""

from __future__ import annotations

from macros.basics.problems import Problem, did_you_mean
from macros.history.comparing import FRAMEWORK, GLOSSARY, Difference, Part, compare, parts
from macros.history.explains import EXPLAINS
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.records import Change
from macros.model.yamlfiles import Path_

WORDS = {
    "added": "is new",
    "retired": "is gone",
    "words": "says something else",
    "title": "has another title",
    "id": "has another id",
    "place": "stands in another place",
}


WRITE = {
    "added": "added",
    "retired": "retired",
    "words": "reworded or strengthened",
    "title": "renamed",
    "id": "renamed",
    "place": "moved",
}


def check_changes(handbook: Handbook, iteration: LoadedIteration) -> list[Problem]:
    """Compare an iteration's change list with what really changed since the one that it follows."""
    before = handbook.before(iteration)
    folder = iteration.places["iteration", "iteration"].file.shown.rsplit("/", 1)[0]
    if before is None:
        return [
            _at(
                iteration,
                change,
                ("kind",),
                f'"{change.id}" records a change, but iteration {iteration.version} follows none.',
                "Remove it, or say in iteration.yml which iteration this one follows.",
            )
            for change in iteration.changes.values()
        ]
    differences = {difference.id: difference for difference in compare(before, iteration)}
    problems: list[Problem] = []
    explained: dict[str, set[str]] = {id_: set() for id_ in differences}
    old, new = parts(before), parts(iteration)
    for change in iteration.changes.values():
        for index, id_ in enumerate(change.elements):
            problems += _explain(change, ("elements", index), id_, differences, explained, old, new, iteration)
        for index, id_ in enumerate(change.before):
            problems += _check_before(change, index, id_, differences, explained, old, iteration)
    for id_, difference in differences.items():
        for kind in sorted(difference.kinds - explained[id_]):
            if problem := _unexplained(iteration, before, difference, kind, explained, folder):
                problems.append(problem)
    return problems


def left_unexplained(handbook: Handbook) -> list[tuple[Difference, set[str]]]:
    """What differs in the draft and no change explains: each difference with those of its kinds that are left."""
    draft, before = handbook.draft, handbook.before(handbook.draft)
    if before is None:
        return []
    differences = {difference.id: difference for difference in compare(before, draft)}
    explained: dict[str, set[str]] = {id_: set() for id_ in differences}
    old, new = parts(before), parts(draft)
    for change in draft.changes.values():
        for index, id_ in enumerate(change.elements):
            _explain(change, ("elements", index), id_, differences, explained, old, new, draft)
        for index, id_ in enumerate(change.before):
            _check_before(change, index, id_, differences, explained, old, draft)
    return [
        (difference, kinds)
        for id_, difference in differences.items()
        if (
            kinds := {
                kind
                for kind in difference.kinds - explained[id_]
                if _unexplained(draft, before, difference, kind, explained, "")
            }
        )
    ]


def _explain(
    change: Change,
    path: Path_,
    id_: str,
    differences: dict[str, Difference],
    explained: dict[str, set[str]],
    old: dict[str, Part],
    new: dict[str, Part],
    iteration: LoadedIteration,
) -> list[Problem]:
    covered = _covered(id_, differences, change.kind)
    for name in covered:
        explained[name] |= EXPLAINS[change.kind]
    if covered:
        return []
    known = {*old, *new, GLOSSARY, FRAMEWORK}
    if id_ not in known:
        return [
            _at(
                iteration,
                change,
                path,
                f'"{id_}" is neither in this iteration nor in the one before it.',
                did_you_mean(id_, known),
            )
        ]
    real = differences.get(id_)
    really = " and ".join(WORDS[kind] for kind in sorted(real.kinds)) if real else "is the same in both iterations"
    return [
        _at(
            iteration,
            change,
            path,
            f'This entry says that "{id_}" was {change.kind}, but it {really}.',
            "Mend the kind of the change, or take the element out of this entry.",
        )
    ]


def _covered(id_: str, differences: dict[str, Difference], kind: str) -> list[str]:
    """The differences that naming an id explains: the element's, or every term's for `glossary`."""
    if id_ == GLOSSARY:
        return [
            name
            for name, difference in differences.items()
            if difference.kind == "term" and difference.kinds & EXPLAINS[kind]
        ]
    named = differences.get(id_)
    return [id_] if named and named.kinds & EXPLAINS[kind] else []


def _check_before(
    change: Change,
    index: int,
    id_: str,
    differences: dict[str, Difference],
    explained: dict[str, set[str]],
    old: dict[str, Part],
    iteration: LoadedIteration,
) -> list[Problem]:
    path: Path_ = ("before", index)
    if change.kind not in ("renamed", "merged", "split", "moved"):
        return [
            _at(
                iteration,
                change,
                path,
                f'"before" belongs to renamed, merged, split and moved, not to {change.kind}.',
                "Take it out.",
            )
        ]
    if id_ not in old:
        return [_at(iteration, change, path, f'"{id_}" was not in the iteration before.', did_you_mean(id_, old))]
    if id_ in differences:
        explained[id_] |= EXPLAINS[change.kind]
    return []


def _unexplained(
    iteration: LoadedIteration,
    before: LoadedIteration,
    difference: Difference,
    kind: str,
    explained: dict[str, set[str]],
    folder: str,
) -> Problem | None:
    """A difference that no change accounts for. What comes or goes with its step is explained by the step's entry."""
    part = parts(iteration).get(difference.id) or parts(before).get(difference.id)
    if part and part.kind == "activity" and kind in explained.get(part.parent, set()) and kind in ("added", "retired"):
        return None
    place = iteration.places.get((difference.kind, difference.id.removeprefix("term:"))) or before.places.get(
        (difference.kind, difference.id.removeprefix("term:"))
    )
    fields = (
        [f for f in difference.fields if (f.name == "title") == (kind == "title")] if kind in ("words", "title") else []
    )
    name = fields[0].name if fields else ""
    line = place.line((name,)) if place and name else place.line() if place else 0
    file = place.file.shown if place else f"{folder}/iteration.yml"
    detail = f" (fields: {', '.join(f.name for f in fields)})" if kind == "words" else ""
    named = GLOSSARY if difference.kind == "term" else difference.id
    write = (
        f"Add a file to {folder}/changes/ with kind: {WRITE[kind]} and {named} among its elements, or undo the edit."
    )
    return Problem(
        file,
        line,
        f'"{difference.id}" {WORDS[kind]} since iteration {before.version}{detail}, and no change explains it.',
        _renaming(iteration, before, difference, kind) or write,
    )


def _renaming(iteration: LoadedIteration, before: LoadedIteration, difference: Difference, kind: str) -> str:
    """What to do about something that came with the words of something that went: it has another id, most likely."""
    if kind not in ("added", "retired") or difference.kind == "term":
        return ""
    old, new = parts(before), parts(iteration)
    part, others, known = (new, old, new) if kind == "added" else (old, new, old)
    mine = part[difference.id]
    alike = next(
        (o for o in others.values() if o.id not in known and o.kind == mine.kind and o.words == mine.words), None
    )
    if alike is None:
        return ""
    was, now = (alike.id, mine.id) if kind == "added" else (mine.id, alike.id)
    advice = (
        f'"{now}" has the words that "{was}" had. If it is the same under another id, write was: [{was}] in "{now}", '
        "and name it in a change with kind: renamed. Otherwise add a change for each."
    )
    return advice


def _at(iteration: LoadedIteration, change: Change, path: Path_, what: str, do: str) -> Problem:
    place = iteration.places["change", change.id]
    return Problem(place.file.shown, place.line(path), what, do)
