"""Everything that can be wrong with data that fits the model: one list, one function a rule.

Errors stop a build and a release. Notices are reported and stop nothing: a legal fact that wants
another look, for one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from macros.basics.problems import Problem, Problems
from macros.checks.changelists import check_changes
from macros.checks.frozen import check_frozen
from macros.checks.placeholders import check_placeholders
from macros.checks.rules import (
    check_chain,
    check_legal_dates,
    check_references,
    check_required,
    check_sources,
    check_steps,
    check_terms,
    check_traced,
)
from macros.checks.tools import check_tools
from macros.checks.workshops import check_errata, check_workshops
from macros.model.handbook import Handbook
from macros.model.loading import read_all
from macros.model.memory import keep
from macros.model.synonyms import read_synonyms


@dataclass
class Findings:
    """What a check found: errors that must be mended, and notices that want a look;
    and the handbook as far as it was read."""

    errors: list[Problem]
    notices: list[Problem]
    handbook: Handbook | None = None


def check_all(root: Path, today: dt.date | None = None) -> Findings:
    """Read the data and run every rule, all in one go: what cannot be read does not hide what is wrong elsewhere."""
    handbook, problems = read_all(root)
    if handbook is None:
        return Findings(sorted(set(problems)), [])
    findings = check(handbook, today)
    if not problems and not findings.errors:
        for iteration in handbook.released:
            keep(iteration, root)
    try:
        read_synonyms(root)
    except Problems as found:
        problems = [*problems, *found.problems]
    left = check_placeholders(handbook)
    unfinished = {(problem.file, problem.line) for problem in left}  # said once, and not again by another rule
    others = [problem for problem in findings.errors if (problem.file, problem.line) not in unfinished]
    return Findings(sorted({*problems, *others, *left}), findings.notices, handbook)


def check(handbook: Handbook, today: dt.date | None = None) -> Findings:
    """Run every rule over a loaded handbook. `today` decides which legal facts are old."""
    errors: list[Problem] = []
    errors += check_chain(handbook)
    for iteration in handbook.iterations.values():
        before = handbook.before(iteration)
        known = f"{iteration.digest} {before.digest if before else ''}"
        if iteration.digest and iteration.passed == known:
            continue
        so_far = len(errors)
        for rule in (check_references, check_required, check_tools, check_terms, check_traced):
            errors += rule(iteration)
        if not iteration.unread:  # what could not be read would look as if it were gone
            errors += check_steps(iteration) + check_sources(iteration, handbook.in_time())
            if before is None or not before.unread:
                errors += check_changes(handbook, iteration)
        if not iteration.is_draft:
            errors += check_frozen(iteration, handbook.root)
        if iteration.digest and not iteration.unread and len(errors) == so_far:
            iteration.passed = known
    errors += check_workshops(handbook) + check_errata(handbook)
    return Findings(
        sorted(set(errors)), sorted(set(check_legal_dates(handbook.draft, today or dt.date.today()))), handbook
    )
