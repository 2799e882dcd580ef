"""The four steps as a loop, and the activities of one step as a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from macros.model.marks import plain
from macros.pages.phrases import say
from macros.pages.pictures.labels import Label, middled, words
from macros.pages.view import View

# -- the four steps and the loop -------------------------------------------------------------------


@dataclass(frozen=True)
class StepBox:
    """A step on the loop. `badge` is the middle of the circle with its number."""

    id: str
    title: str
    number: int
    x: float
    y: float
    width: float
    height: float
    badge: float
    label: Label


@dataclass(frozen=True)
class Arrow:
    """The head of an arrow: where its point is, and the way it looks, in degrees from the right, clockwise."""

    x: float
    y: float
    turn: int


@dataclass(frozen=True)
class Loop:
    """The steps in a ring; the ring is learning."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    boxes: tuple[StepBox, ...]
    arrows: tuple[Arrow, ...]
    centre: tuple[Label, ...]


COUNTED = ("no", "one", "both", "all three", "all four", "all five", "all six", "all seven", "all eight")


def steps_loop(view: View, wide: int = 480) -> Loop:
    """The steps clockwise from the top left, down the right side and back up the left; learning is the ring.

    `wide` is the width of the picture. There are two columns however many steps there are.
    """
    steps = view.of("step")
    box, tall, between, badge = (
        (154.0, 72.0, 126.0, 22.0) if wide < 480 else (190.0 if wide < 600 else 244.0, 84.0, 112.0, 25.0)
    )
    rows = max(1, (len(steps) + 1) // 2)
    on_right = len(steps) - rows
    places = [(0, 0), *((1, row) for row in range(on_right)), *((0, row) for row in range(rows - 1, 0, -1))]
    boxes = []
    for step, (column, row) in zip(steps, places, strict=False):
        x, y = 1 + column * (wide - box - 2), 1 + row * (tall + between)
        label = middled(words(step.title, box - 2 * badge - 5, "name", x + 2 * badge - 2), y + tall / 2)
        boxes.append(StepBox(step.id, plain(step.title), step.order, x, y, box, tall, x + badge, label))
    left, right, top, bottom = (
        1 + box / 2,
        wide - 1 - box / 2,
        1 + tall / 2,
        1 + tall / 2 + (rows - 1) * (tall + between),
    )
    arrows = []
    if on_right and rows > 1:
        arrows = [Arrow(wide / 2 + 6, top, 0), Arrow(wide / 2 - 6, bottom, 180)]
        for row in range(rows - 1):
            middle = 1 + tall + row * (tall + between) + between / 2
            arrows += [Arrow(right, middle + 6, 90), Arrow(left, middle - 6, 270)]
    middle, room = (top + bottom) / 2, right - left - 36
    many = COUNTED[len(steps)] if len(steps) < len(COUNTED) else "all"
    said = words(say("picture.learning_runs", many=many), room, "text", wide / 2, anchor="middle")
    head = words(say("picture.learning"), room, "big", wide / 2, anchor="middle")
    start = middle - (head.height + said.height) / 2
    centre = (middled(head, start + head.height / 2), middled(said, start + head.height + said.height / 2))
    return Loop(wide, bottom + tall / 2 + 1, left, top, right, bottom, tuple(boxes), tuple(arrows), centre)


# -- a step's activities ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Station:
    """One activity on the path of a step: its number as a clause would have it, and the first tool that it names."""

    label: str
    activity: Any
    tool: str | None
    first: bool
    last: bool


def activity_path(view: View, step: Any) -> list[Station]:
    """The activities of a step in order. The main tool is the first that this iteration has."""
    count = len(step.activities)
    return [
        Station(
            f"{step.order}.{number}",
            activity,
            next((tool for tool in activity.tools if view.has(tool)), None),
            number == 1,
            number == count,
        )
        for number, activity in enumerate(step.activities, 1)
    ]
