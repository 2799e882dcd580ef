"""A decision aid as a picture: the questions down a line, what each answer leads to beside it, jumps in lanes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from macros import model
from macros.model.marks import plain
from macros.pages.pictures.labels import WIDE, Label, middled, words
from macros.pages.pictures.loop import Arrow

LANE, GAP, PAD, BADGE = 11.0, 26.0, 9.0, 12.0
"""The width of a lane, the room between two questions, that around words in a box, the half of a circle."""


@dataclass(frozen=True)
class Way:
    """The answers that lead to one place: an outcome in a box, or a question as its number in a circle."""

    to: str
    said: Label
    verdict: str
    """The kind of the outcome; nothing if it leads to a question."""
    number: int
    title: str
    x: float
    y: float
    width: float
    height: float
    label: Label
    """The outcome's title."""
    middle: float


@dataclass(frozen=True)
class Stop:
    """A question in its box, with the ways that lead on. `worked` if figures decide and nobody is asked."""

    id: str
    number: int
    title: str
    worked: bool
    x: float
    y: float
    width: float
    height: float
    label: Label
    ways: tuple[Way, ...]
    part: Label | None

    @property
    def middle(self) -> float:
        """Half-way down the box."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Jump:
    """A line from one question to another that is not the next: the points where it turns, and its arrow."""

    points: tuple[tuple[float, float], ...]
    arrow: Arrow


@dataclass(frozen=True)
class Tree:
    """The whole of an aid."""

    width: float
    height: float
    stops: tuple[Stop, ...]
    jumps: tuple[Jump, ...]


def in_order(aid: model.Aid) -> dict[str, int]:
    """The number of each question, as the page counts them."""
    return {question.id: number for number, question in enumerate(aid.questions, 1)}


def tree(aid: model.Aid, wide: int = WIDE) -> Tree:
    """Where everything in the picture of an aid stands. Narrow, the answers stand below their question."""
    numbers = in_order(aid)
    spans = sorted(
        {
            (numbers[question.id], numbers[answer.to])
            for question in aid.questions
            for answer in question.answers
            if answer.to in numbers and numbers[answer.to] != numbers[question.id] + 1
        },
        key=lambda span: (abs(span[1] - span[0]), span),
    )
    lanes = _lanes(spans)
    left = 4 + LANE * (1 + max(lanes.values(), default=-1)) + 12
    room = wide - left - 1
    box = round(0.44 * room) if wide >= WIDE else room
    stops, top = [], 1.0
    for question in aid.questions:
        part = None
        if question.part:
            part = words(question.part, room, "name", left, top)
            top += part.height + 12
        label = words(f"{numbers[question.id]}. {plain(question.ask)}", box - 2 * PAD, "strong", left + PAD, top + PAD)
        height = label.height + 2 * PAD
        if wide >= WIDE:
            ways, end = _ways(aid, question, numbers, left + box + 18, top, wide - 1)
            height = max(height, 34.0)
            bottom = max(top + height, end)
        else:
            ways, bottom = _ways(aid, question, numbers, left + 18, top + height + 8, wide - 1)
        stops.append(
            Stop(
                question.id,
                numbers[question.id],
                plain(question.ask),
                question.worked_out,
                left,
                top,
                box,
                height,
                middled(label, top + height / 2),
                tuple(ways),
                part,
            )
        )
        top = bottom + GAP
    jumps = [_jump(stops[start - 1], stops[end - 1], lanes[start, end], left) for start, end in spans]
    jumps += [
        _down(before, after, 24 if wide >= WIDE else 7)
        for before, after in pairwise(stops)
        if any(way.to == after.id for way in before.ways)
    ]
    return Tree(wide, top - GAP + 2, tuple(stops), tuple(jumps))


def _lanes(spans: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """A lane for each jump, the short ones nearest to the boxes. Two that lead to the same question share one."""
    taken: list[list[tuple[int, int]]] = []
    found = {}
    for start, end in spans:
        lane = next(
            (
                number
                for number, others in enumerate(taken)
                if all(end == last or end < first or start > last for first, last in others)
            ),
            len(taken),
        )
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, end))
        found[start, end] = lane
    return found


def _ways(
    aid: model.Aid, question: model.AidQuestion, numbers: dict[str, int], x: float, top: float, right: float
) -> tuple[list[Way], float]:
    """The ways on from a question, from `top` down, and where they end."""
    targets: dict[str, list[str]] = {}
    for answer in question.answers:
        targets.setdefault(answer.to, []).append(plain(answer.says))
    outcomes = {outcome.id: outcome for outcome in aid.outcomes}
    said_room = round(0.36 * (right - x))
    found, y = [], top
    for to, said in targets.items():
        label = words("; ".join(said), said_room, "small", x, y)
        at = x + said_room + 10
        if to in numbers:
            height = max(label.height + 4, 2 * BADGE + 2)
            box, verdict, title, width = words("", 10, "small"), "", question.ask, 2 * BADGE
            title = plain(aid.questions[numbers[to] - 1].ask)
        else:
            outcome = outcomes[to]
            box = words(outcome.title, right - at - 34, "small", at + 28, y)
            height = max(label.height + 4, box.height + 12, 30.0)
            verdict, title, width = outcome.verdict, plain(outcome.title), right - at
        middle = y + height / 2
        found.append(
            Way(
                to,
                middled(label, middle),
                verdict,
                numbers.get(to, 0),
                title,
                at,
                y,
                width,
                height,
                middled(box, middle),
                middle,
            )
        )
        y += height + 7
    return found, y - 7


def _jump(start: Stop, end: Stop, lane: int, left: float) -> Jump:
    x = left - 12 - LANE * lane
    out, back = start.middle, end.middle - 6
    return Jump(((left, out), (x, out), (x, back), (left - 1, back)), Arrow(left - 1, back, 0))


def _down(before: Stop, after: Stop, aside: float) -> Jump:
    """From a box to the next one below it, or to the heading above that; `aside` is how far from its left edge."""
    x = before.x + aside
    foot = after.y - (after.part.height + 14 if after.part else 1)
    return Jump(((x, before.y + before.height), (x, foot)), Arrow(x, foot, 90))
