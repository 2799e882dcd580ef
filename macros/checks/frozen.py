"""A released iteration says what it said when it was frozen."""

from __future__ import annotations

import json
from pathlib import Path

from macros.basics.problems import Problem, shown_path
from macros.history.fingerprints import LIST_NAME, file_digests, iteration_digest
from macros.model.handbook import LoadedIteration


def check_frozen(iteration: LoadedIteration, root: Path) -> list[Problem]:
    """Whether a released iteration is as it was on the day it was frozen; names each file that is not."""
    listed = iteration.folder / LIST_NAME
    shown = shown_path(iteration.folder, root)
    mend = f"A released iteration is frozen. Bring it back with: git checkout -- {shown}"
    try:
        recorded = json.loads(listed.read_text("utf-8"))
        if not isinstance(recorded, dict):
            raise ValueError
    except (OSError, ValueError):
        return [Problem(f"{shown}/{LIST_NAME}", 0, "The list of frozen files is missing or cannot be read.", mend)]
    now = file_digests(iteration)
    problems = []
    lines = {file.path.relative_to(iteration.folder).as_posix(): file.shown for file in iteration.files}
    for name in sorted({*recorded, *now}):
        if name not in now:
            problems.append(Problem(f"{shown}/{name}", 0, f"This file of iteration {iteration.version} is gone.", mend))
        elif name not in recorded:
            problems.append(
                Problem(
                    lines[name], 0, f"This file was added to iteration {iteration.version} after it was released.", mend
                )
            )
        elif now[name] != recorded[name]:
            problems.append(
                Problem(
                    lines[name],
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
