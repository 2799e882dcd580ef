"""Everything that can be wrong with data that fits the model: one list, one function a rule.

Errors stop a build and a release. Notices are reported and stop nothing: a legal fact that wants
another look, for one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from macros.basics.dates import today as this_day
from macros.basics.problems import Problem, Problems
from macros.checks.changelists import check_changes
from macros.checks.days import check_days
from macros.checks.doing import check_what_to_do
from macros.checks.eachiteration import RULES
from macros.checks.frozen import MEND, check_frozen
from macros.checks.heirs import check_heirs
from macros.checks.ids import check_ids
from macros.checks.languages import check_languages
from macros.checks.own import check_own
from macros.checks.papers import check_papers
from macros.checks.placeholders import check_placeholders
from macros.checks.prose.everything import WORD_LISTS, check_prose
from macros.checks.rules import (
    check_chain,
    check_legal_dates,
    check_sources,
    check_steps,
    check_values,
)
from macros.checks.sessions import check_run_sessions
from macros.checks.workshops import check_errata, check_reading_dates, check_readings, check_workshops
from macros.checks.written import check_written
from macros.model.handbook import Handbook
from macros.model.languages import Tongue, read_languages
from macros.model.loading import read_all
from macros.model.memory import keep, keep_draft
from macros.model.overlay import Overlaid, overlaid
from macros.model.own import read_own
from macros.model.synonyms import read_asked, read_synonyms


@dataclass
class Findings:
    """What a check found: errors that must be mended, and notices that want a look;
    and the handbook as far as it was read, with what a copy says in its own name, where this is one, and what other
    languages say."""

    errors: list[Problem]
    notices: list[Problem]
    handbook: Handbook | None = None
    overlaid: Overlaid | None = None
    tongues: list[Tongue] = field(default_factory=list)


def check_all(root: Path, today: dt.date | None = None, words: bool = False) -> Findings:
    """Read the data and run every rule, all in one go: what cannot be read does not hide what is wrong elsewhere.

    With `words`, spelling, voice, lengths and claims too, of every file with which nothing else is wrong.
    """
    handbook, problems = read_all(root)
    problems += check_written(root)
    if handbook is None:
        return Findings(sorted(set(problems)), [])
    findings = check(handbook, today)
    if not problems and not findings.errors:
        for iteration in handbook.released:
            keep(iteration, root)
        keep_draft(root)
    for read in (read_synonyms, read_asked):
        try:
            read(root)
        except Problems as found:
            problems = [*problems, *found.problems]
    left = check_placeholders(handbook)
    unfinished = {(problem.file, problem.line) for problem in left}  # said once, and not again by another rule
    others = [problem for problem in findings.errors if (problem.file, problem.line) not in unfinished]
    errors = _once([*problems, *others, *left])
    notices = findings.notices
    own, unfit = read_own(root)
    shown = overlaid(handbook, own) if own else None
    if shown:
        more, looks = check_own(shown, sound=not errors)
        unfit, notices = [*unfit, *more], [*notices, *sorted(set(looks))]
    tongues, unread = read_languages(root)
    spoken = shown.handbook if shown else handbook
    untrue, behind = check_languages(spoken, tongues, sound=not errors and not unfit)
    errors = sorted({*errors, *unfit, *unread, *untrue})
    notices = [*notices, *behind]
    if words and (root / WORD_LISTS).is_dir():
        wrong = {problem.file for problem in errors}
        try:
            errors = sorted({*errors, *(found for found in check_prose(handbook, wrong) if found.file not in wrong)})
        except Problems as found:
            errors = sorted({*errors, *found.problems})
    elif words:
        notices = [*notices, Problem(WORD_LISTS, 0, "There are no word lists, so nobody looked at the words.")]
    return Findings(errors, notices, handbook, shown, tongues)


def _once(problems: list[Problem]) -> list[Problem]:
    """Problems in order, each once. Of a released file that changed, only that: bringing it back mends the rest."""
    changed = {problem.file for problem in problems if problem.do.startswith(MEND)}
    return sorted({problem for problem in problems if problem.file not in changed or problem.do.startswith(MEND)})


def check(handbook: Handbook, today: dt.date | None = None) -> Findings:
    """Run every rule over a loaded handbook. `today` decides which legal facts are old."""
    errors: list[Problem] = []
    errors += check_chain(handbook)
    broken = {problem.file for problem in errors}  # then nobody knows what it follows
    doubtful: set[str] = {iteration.folder.name for iteration in handbook.iterations.values() if iteration.unread}
    spoiled: set[str] = set()
    touched: set[str] = set()  # released, and not as it was: bringing that back mends whatever the rules would say
    for iteration in handbook.iterations.values():
        if not iteration.is_draft and (changed := check_frozen(iteration, handbook.root)):
            errors += changed
            spoiled |= {problem.file for problem in changed}
            doubtful.add(iteration.folder.name)
            touched.add(iteration.folder.name)
    for iteration in handbook.iterations.values():
        before = handbook.before(iteration)
        known = f"{iteration.digest} {before.digest if before else ''}"
        if iteration.digest and iteration.passed == known:
            continue
        so_far = len(errors)
        for rule in RULES if iteration.folder.name not in touched else ():
            errors += rule(iteration)
        if iteration.folder.name not in doubtful:  # what could not be read would look as if it were gone
            errors += (
                check_steps(iteration)
                + check_values(iteration)
                + check_papers(iteration)
                + check_sources(iteration, handbook)
            )
            follows = iteration.places["iteration", "iteration"].file.shown not in broken
            follows = follows and (before is not None or iteration.about.follows is None)
            if follows and (before is None or before.folder.name not in doubtful):
                errors += check_changes(handbook, iteration)
            if iteration.digest and len(errors) == so_far and follows:
                iteration.passed = known
    errors += check_workshops(handbook, spoiled) + check_errata(handbook) + check_readings(handbook)
    errors += check_ids(handbook) + check_run_sessions(handbook)
    errors += check_heirs(handbook, spoiled) + check_what_to_do(handbook, spoiled)
    day = today or this_day()
    errors += check_days(handbook.draft, day)
    return Findings(
        sorted(set(errors)),
        sorted({*check_legal_dates(handbook.draft, day), *check_reading_dates(handbook, day)}),
        handbook,
    )
