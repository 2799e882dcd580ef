"""Ids that would collide on a page, and ids that a list names twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros.basics.problems import Problem
from macros.model.fields import Prose
from macros.model.handbook import Handbook, Place
from macros.model.kinds import KINDS
from macros.model.walking import values_of
from macros.model.yamlfiles import Path_

EVERYWHERE = frozenset(
    "cited content history how-read page-search search sources tell versions-label where-next".split()
)
"""Names that any page may use for its own parts: a link to one of them must not lead to something else."""

ON_A_STEP = EVERYWHERE | set("accountability activities cost done learning principles questions risks why".split())
ON_A_WORKSHOP = EVERYWHERE | {"agenda", "feedback", "record", "room"}

BEGINNINGS = ("cited-", "picture-", "filter-")
"""How the names begin that pages number or make."""


DEVICES = frozenset("con prn aux nul".split()) | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)}
"""Names that Windows keeps for devices: a file that is called so cannot be fetched there."""
KEPT_FOR_DEVICES = "Windows keeps this name for a device, and could not hold the file"

ON_PAPER = frozenset("relational-contracting-handbook offline data clauses case-studies".split())
ON_PAPER_BEGINNINGS = ("side-", "pack-", "canvas-", "law-and-guidance-")
"""What documents of several things are called, and how the names of the others begin."""


def check_ids(handbook: Handbook) -> list[Problem]:
    """In the draft and in the workshops: no id is one that pages use themselves, no list names a thing twice."""
    problems = []
    for record, place, kind in handbook.written_now():
        problems += [*_address(handbook, record, place, kind), *_taken(record, place, kind), *_twice(record, place)]
    return problems


def _address(handbook: Handbook, record: Any, place: Place, kind: str) -> Iterator[Problem]:
    """Ids whose address or file belongs to something else: the list of their kind, a written page, a document."""
    folder = KINDS[kind].folder if kind in KINDS else ""
    if not (folder and hasattr(record, "id")):
        return
    why = ""
    if record.id == "index" or (handbook.root / "docs" / folder / f"{record.id}.md").is_file():
        why = f"there is a page with the address {folder}/{'' if record.id == 'index' else record.id + '/'}"
    elif record.id in DEVICES:
        why = KEPT_FOR_DEVICES
    elif kind != "workshop" and (record.id in ON_PAPER or record.id.startswith(ON_PAPER_BEGINNINGS)):
        why = "a document has this name, or may have it"
    if why:
        what = f'The id "{record.id}" is taken: {why}.'
        yield Problem(place.file.shown, place.line(("id",)), what, "Choose another: two words, say.")


def anchors(record: Any, kind: str) -> tuple[frozenset[str], list[tuple[Path_, str]]]:
    """The names that are taken on a record's page, and the ids that stand there beside them, each with its place."""
    match kind:
        case "step":
            return ON_A_STEP, [(("activities", at, "id"), each.id) for at, each in enumerate(record.activities)]
        case "briefing":
            return EVERYWHERE, [(("sections", at, "id"), each.id) for at, each in enumerate(record.sections)]
        case "workshop":
            return ON_A_WORKSHOP, [(("feedback", at, "id"), each.id) for at, each in enumerate(record.feedback)]
        case "term" | "source":
            return EVERYWHERE, [(("id",), record.id)]
    return EVERYWHERE, []


def _taken(record: Any, place: Place, kind: str) -> list[Problem]:
    """Ids of what stands within a page that are those of the page's own parts, or of something else there."""
    taken, named = anchors(record, kind)
    problems = []
    seen: set[str] = set()
    for path, id_ in named:
        if id_ in taken or id_.startswith(BEGINNINGS):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(path),
                    f'The id "{id_}" is taken: pages use it for a part of their own.',
                    "Choose another: two words, say.",
                )
            )
        elif id_ in seen and kind == "briefing":
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(path),
                    f'The id "{id_}" is used twice on one page.',
                    "Rename one of them.",
                )
            )
        seen.add(id_)
    return problems


def _twice(record: Any, place: Place) -> list[Problem]:
    """Lists of ids or of codes in which something stands twice."""
    return [
        Problem(place.file.shown, place.line(path), f'"{name}" names "{value}" twice.', "Take one of them out.")
        for path, name, value in record.once("named twice", lambda: tuple(_named_twice(record)))
    ]


def _named_twice(record: Any) -> Iterator[tuple[Path_, str, str]]:
    """What a list of a record names a second time: where, the list's name, and what."""
    seen: dict[Path_, set[str]] = {}
    for path, value, marks in values_of(record):
        if not (isinstance(value, str) and len(path) > 1 and isinstance(path[-1], int)) or "example" in path:
            continue
        if any(isinstance(mark, Prose) for mark in marks):
            continue
        held = seen.setdefault(path[:-1], set())
        if value in held:
            yield path, next(part for part in reversed(path) if isinstance(part, str)), value
        held.add(value)
