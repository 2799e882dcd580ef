"""New ids: from a title, free, and never one that was used before."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from macros import model
from macros.checks.ids import DEVICES, KEPT_FOR_DEVICES
from macros.checks.placeholders import TODO_ID
from macros.history.comparing import FRAMEWORK, GLOSSARY
from macros.model.handbook import Handbook
from macros.model.kinds import KINDS

LONGEST_ID = 60


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
    taken |= dict.fromkeys(DEVICES, KEPT_FOR_DEVICES)
    for iteration in reversed(handbook.iterations.values()):
        for id_, kind in iteration.ids().items():
            place = iteration.places[kind, id_]
            taken.setdefault(id_, f"{KINDS[kind].called} in iteration {iteration.version}, {place.file.shown}")
    for workshop in handbook.workshops.values():
        taken.setdefault(workshop.id, f"a workshop, {handbook.workshop_places[workshop.id].file.shown}")
    for iteration in handbook.iterations.values():
        earlier = [(element.id, element.was) for element in iteration.elements.values()]
        earlier += [(activity.id, activity.was) for _, activity in iteration.activities()]
        for now, was in earlier:
            for id_ in was:
                taken.setdefault(id_, f'the earlier id of "{now}"')
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
