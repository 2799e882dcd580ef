"""Sessions that can be run as they are written: the minutes add up, and each part has something to do."""

from __future__ import annotations

from collections import Counter

from macros import model
from macros.basics.problems import Problem, did_you_mean
from macros.model.handbook import Handbook, LoadedIteration, Place

TAKEN = frozenset(
    (
        "table screen cards prints canvases "
        "aims rules before access run clock minutes ask after history sources where-next all"
    ).split()
)
"""Names of the pages for the room in short addresses (`pages/addresses.py`), and of headings on a session's page."""


def check_sessions(iteration: LoadedIteration) -> list[Problem]:
    """The parts of each session add up to its length, each has a name of its own within it, and it says for how many
    people it is. That what lies on the table exists is said by `check_references`, as of any other name."""
    problems: list[Problem] = []
    for session in iteration.of("session"):
        place = iteration.places["session", session.id]
        problems += _minutes(session, place)
        problems += _names(session, place)
        if session.least_people > session.most_people:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("least_people",)),
                    f"It is for at least {session.least_people} people and at most {session.most_people}.",
                    "Turn the two round, or mend one of them.",
                )
            )
    return problems


def check_run_sessions(handbook: Handbook) -> list[Problem]:
    """A workshop that names a session names one of the iteration that is on its table: there it stays as it was."""
    problems: list[Problem] = []
    for workshop in handbook.workshops.values():
        shown = handbook.iterations.get(workshop.shown or "")
        if (
            not workshop.session
            or shown is not None
            and (
                workshop.session in {session.id for session in shown.of("session")}
                or shown.may_hold(workshop.session, ())
            )
        ):
            continue
        place = handbook.workshop_places[workshop.id]
        if shown is None:
            what, do = "It names a session and no iteration.", "Say under `shown` which iteration is on the table."
        else:
            what = f'There is no session "{workshop.session}" in iteration {shown.version}, which is shown.'
            do = did_you_mean(workshop.session, [session.id for session in shown.of("session")])
            do = do or "Show an iteration that has sessions, or leave `session` out."
        problems.append(Problem(place.file.shown, place.line(("session",)), what, do))
    return problems


def _minutes(session: model.Session, place: Place) -> list[Problem]:
    """A facilitator promises an end to people who have trains to catch."""
    planned = sum(item.minutes for item in session.agenda)
    if planned == session.minutes:
        return []
    out = abs(planned - session.minutes)
    what = "too many" if planned > session.minutes else "too few"
    return [
        Problem(
            place.file.shown,
            place.line(("minutes",)),
            f"The parts of this session take {planned} minutes, and it says {session.minutes}: {out} {what}.",
            "Mend the minutes of a part under `agenda`, or those of the session.",
        )
    ]


def _names(session: model.Session, place: Place) -> list[Problem]:
    """Table cards and codes lead to a part by its name."""
    often = Counter(item.id for item in session.agenda)
    seen: set[str] = set()
    problems = []
    for index, item in enumerate(session.agenda):
        if item.id in TAKEN:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("agenda", index, "id")),
                    f'"{item.id}" is the address of a page, or of a heading, that every session has.',
                    "Give the part another id.",
                )
            )
        if often[item.id] > 1 and item.id in seen:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("agenda", index, "id")),
                    f'Two parts of this session are called "{item.id}".',
                    "Rename one of them: cards and codes lead to a part by its name.",
                )
            )
        seen.add(item.id)
    return problems
