"""A released iteration says what it said when it was frozen."""

from __future__ import annotations

import json
from pathlib import Path

from macros.basics.files import read_text
from macros.basics.problems import Problem, shown_path
from macros.history.fingerprints import LIST_NAME, file_digests, iteration_digest
from macros.model.handbook import LoadedIteration

MEND = "A released iteration is frozen."
"""With this begins what to do about a released file that changed."""


def check_frozen(iteration: LoadedIteration, root: Path) -> list[Problem]:
    """Whether a released iteration is as it was on the day it was frozen; names each file that is not."""
    listed = iteration.folder / LIST_NAME
    shown = shown_path(iteration.folder, root)
    mend = f"{MEND} Bring it back with: git checkout -- {shown}"
    recorded = _recorded(listed, root)
    if recorded is None:
        return [Problem(f"{shown}/{LIST_NAME}", 0, "The list of frozen files is missing or cannot be read.", mend)]
    now = file_digests(iteration)
    problems: list[Problem] = []
    if iteration_digest(recorded) != iteration.about.digest == iteration_digest(now):
        what = f"This list changed after iteration {iteration.version} was released."
        return [Problem(f"{shown}/{LIST_NAME}", 0, what, mend)]
    for name in sorted({*recorded, *now}):
        if name not in now:
            problems.append(Problem(f"{shown}/{name}", 0, f"This file of iteration {iteration.version} is gone.", mend))
        elif name not in recorded:
            problems.append(
                Problem(
                    f"{shown}/{name}",
                    0,
                    f"This file was added to iteration {iteration.version} after it was released.",
                    mend,
                )
            )
        elif now[name] != recorded[name]:
            problems.append(
                Problem(
                    f"{shown}/{name}",
                    0,
                    f"The words of this file changed after iteration {iteration.version} was released.",
                    mend,
                )
            )
    if iteration.about.digest != iteration_digest(recorded):
        problems.append(
            Problem(
                f"{shown}/iteration.yml",
                iteration.places["iteration", "iteration"].line(("digest",)),
                "The digest does not belong to the list of frozen files.",
                mend,
            )
        )
    return problems


def _recorded(listed: Path, root: Path) -> dict[str, str] | None:
    """The digest of each file as it was frozen, by its name; nothing if the list is not one."""
    text = read_text(listed, root)
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
        return found if "".join([*found, *found.values()]).isprintable() else None
    return None
