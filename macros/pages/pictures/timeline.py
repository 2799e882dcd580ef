"""The iterations and workshops in time."""

from __future__ import annotations

from dataclasses import dataclass

from macros import model
from macros.basics.dates import date_in_words
from macros.model import codelists
from macros.model.handbook import version_key
from macros.model.marks import plain
from macros.pages.pictures.labels import WIDE, Label, count_of, words
from macros.pages.pictures.loop import Arrow
from macros.pages.view import View

# -- iterations and workshops in time --------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """An iteration or a workshop: what it is, when, what was heard there, and what that led to."""

    kind: str
    id: str
    title: str
    when: str
    facts: tuple[str, ...]
    draft: bool
    x: float
    y: float
    width: float
    height: float
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Join:
    """A line from one moment to a later one: `shown` (an iteration at a workshop) or `led` (feedback to an
    iteration)."""

    what: str
    before: str
    after: str
    points: tuple[tuple[float, float], ...]
    arrow: Arrow


@dataclass(frozen=True)
class Timeline:
    """Iterations on the left and what looked at them on the right, the oldest at the top."""

    width: float
    height: float
    moments: tuple[Moment, ...]
    joins: tuple[Join, ...]


_HEARD = {
    (True, True): ("piece of feedback", "pieces of feedback"),
    (True, False): ("topic on record", "topics on record"),
    (False, True): ("finding", "findings"),
}
"""What is counted at a meeting or a review, by whether people met and whether an iteration of ours was on the table."""


def timeline(view: View, wide: int = WIDE) -> Timeline:
    """Iterations and workshops in order: first the meetings at which none of ours was shown, then each iteration
    and what looked at it.

    A workshop leads to an iteration when a change of that iteration names feedback heard at the workshop.
    """
    inset = 44.0 if wide >= WIDE else 32.0
    gap, room = 26.0, wide - 2 * inset - 28
    iterations = [
        i for i in view.handbook.iterations.values() if version_key(i.version) <= version_key(view.iteration.version)
    ]
    workshops = view.library.workshops_in(view.iteration)
    moments: list[Moment] = []
    y = 1.0

    def place(kind: str, id_: str, title: str, when: str, facts: list[str], draft: bool) -> None:
        nonlocal y
        x = 1.0 if kind == "iteration" else inset
        top, labels = y + 10, []
        for text, style in [(title, "name"), (when, "small"), *((fact, "text") for fact in facts)]:
            label = words(text, room, style, x + 14, top)
            labels.append(label)
            top += label.height
        moments.append(
            Moment(
                kind,
                id_,
                title,
                when,
                tuple(facts),
                draft,
                x,
                y,
                wide - inset - x if kind == "iteration" else wide - 2 * inset,
                top + 10 - y,
                tuple(labels),
            )
        )
        y = top + 10 + gap

    led: list[tuple[str, str]] = []

    def place_workshop(workshop: model.Workshop) -> None:
        heard = {item.id for item in workshop.feedback}
        told = [workshop.what_was_shown] if workshop.what_was_shown else []
        told.append(
            count_of(len(heard), *_HEARD[workshop.is_meeting, bool(workshop.shown)])
            if heard
            else "No feedback is on record"
        )
        for later in iterations:
            answered = sum(bool(heard & {*change.feedback}) for change in later.changes.values())
            if answered:
                led.append((workshop.id, later.version))
                changes = count_of(answered, "change")
                told.append(
                    f"Led to {changes} in iteration {later.version}"
                    if workshop.shown
                    else f"Taken up later, in {changes} of iteration {later.version}"
                )
        place(
            "workshop",
            workshop.id,
            plain(workshop.title),
            f"{date_in_words(workshop.date)}. {codelists.WORKSHOP_KIND[workshop.kind].title}",
            [plain(fact).removesuffix(".") for fact in told],
            False,
        )

    for workshop in (w for w in workshops if not w.shown):
        place_workshop(workshop)
    for iteration in iterations:
        about = iteration.about
        facts = [count_of(len(iteration.changes), "change")] if iteration.changes else []
        place(
            "iteration",
            iteration.version,
            f"Iteration {iteration.version}: {plain(about.title)}",
            ". ".join(
                filter(
                    None,
                    (
                        date_in_words(about.released) if about.released else "",
                        codelists.PROVENANCE[about.provenance].title,
                        "Draft" if iteration.is_draft else "",
                    ),
                )
            ),
            facts,
            iteration.is_draft,
        )
        for workshop in (w for w in workshops if w.shown == iteration.version):
            place_workshop(workshop)
    by_id = {moment.id: moment for moment in moments}
    joins = []
    for workshop in workshops:
        if workshop.shown in by_id:
            start, end = by_id[workshop.shown], by_id[workshop.id]
            bend = round(inset / 2, 1)
            low = end.y + min(24, end.height / 2)
            joins.append(
                Join(
                    "shown",
                    start.id,
                    end.id,
                    ((bend, start.y + start.height), (bend, low), (end.x - 2, low)),
                    Arrow(end.x - 1, low, 0),
                )
            )
    for before, after in led:
        start, end = by_id[before], by_id[after]
        bend, right = round(wide - inset / 2, 1), wide - inset
        high, low = start.y + start.height - min(24, start.height / 2), end.y + min(24, end.height / 2)
        joins.append(
            Join(
                "led",
                before,
                after,
                ((right, high), (bend, high), (bend, low), (right + 2, low)),
                Arrow(right + 1, low, 180),
            )
        )
    return Timeline(wide, y - gap + 1, tuple(moments), tuple(joins))
