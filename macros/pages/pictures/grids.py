"""The pictures, as figures: where each box, line and word of a picture stands. No markup, no colours.

Each function takes the view of a page (see `pages.View`) and a width, and returns what the templates in
`templates/pictures/` draw. The facts come with the places: whatever a picture shows is named in what it returns,
so that the text beside a picture is written from the same thing as the picture.

Every picture is drawn twice, for a wide page and for a narrow one (`WIDE` and `NARROW`), because a picture that is
only scaled down cannot be read on a phone. Lengths are CSS pixels at full size; `TYPE` names the sizes of words,
and `docs/assets/handbook.css` holds the same figures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from macros import codelists
from macros.lettering import broken, longest_word, width
from macros.loading import version_key
from macros.marks import plain

if TYPE_CHECKING:
    from macros.pages import View

WIDE, NARROW = 672, 328
"""The measure of the text, and what is left of 360 pixels between the margins of a phone."""

TYPE = {
    "small": (13, 17, False),
    "text": (14, 18, False),
    "strong": (14, 18, True),
    "name": (16, 20, True),
    "big": (20, 25, True),
}
"""For each size of words: the size, the distance from line to line, and whether it is bold."""


@dataclass(frozen=True)
class Label:
    """Words in lines. `x` is their left edge, middle or right edge, as `anchor` says; `y` is the first line's base."""

    x: float
    y: float
    lines: tuple[str, ...]
    style: str = "text"
    anchor: str = "start"
    upright: bool = False
    """Turned to read from below, where there is no room across."""

    @property
    def leading(self) -> int:
        """From line to line."""
        return TYPE[self.style][1]

    @property
    def height(self) -> int:
        """From the top of the first line to the bottom of the last."""
        return self.leading * len(self.lines)

    @property
    def rows(self) -> list[tuple[float, str]]:
        """Each line with its base."""
        return [(self.y + number * self.leading, line) for number, line in enumerate(self.lines)]


def words(text: Any, room: float, style: str, x: float = 0, top: float = 0, anchor: str = "start") -> Label:
    """Words broken to fit `room`, hung from `top`."""
    size, leading, bold = TYPE[style]
    return Label(x, round(top + leading * 0.5 + size * 0.36, 1), broken(plain(text), room, size, bold), style, anchor)


def middled(label: Label, middle: float) -> Label:
    """The same words, with their middle at a height."""
    size = TYPE[label.style][0]
    return Label(
        label.x,
        round(middle - label.height / 2 + label.leading * 0.5 + size * 0.36, 1),
        label.lines,
        label.style,
        label.anchor,
    )


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
    for step, (column, row) in zip(steps, places):
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
    said = words(f"runs through {many} steps and starts the next round", room, "text", wide / 2, anchor="middle")
    head = words("Learning", room, "big", wide / 2, anchor="middle")
    start = middle - (head.height + said.height) / 2
    centre = (middled(head, start + head.height / 2), middled(said, start + head.height + said.height / 2))
    return Loop(wide, bottom + tall / 2 + 1, left, top, right, bottom, tuple(boxes), tuple(arrows), centre)


# -- a step's activities ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Stop:
    """One activity on the path of a step: its number as a clause would have it, and the first tool that it names."""

    label: str
    activity: Any
    tool: str | None
    first: bool
    last: bool


def activity_path(view: View, step: Any) -> list[Stop]:
    """The activities of a step in order. The main tool is the first that this iteration has."""
    count = len(step.activities)
    return [
        Stop(
            f"{step.order}.{number}",
            activity,
            next((tool for tool in activity.tools if view.has(tool)), None),
            number == 1,
            number == count,
        )
        for number, activity in enumerate(step.activities, 1)
    ]


# -- grids: what goes with what --------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """Where a row meets a column. `mark` says what is drawn; `names` are the things counted there, `dots` their places,
    and `base` the base of their number."""

    x: float
    y: float
    column: int
    mark: str
    names: tuple[str, ...] = ()
    dots: tuple[tuple[float, float], ...] = ()
    base: float = 0


@dataclass(frozen=True)
class Head:
    """A column's heading. `step` is the number of the step that it stands for, if it does, shown in a circle at `badge`."""

    id: str
    title: str
    x: float
    label: Label
    step: int = 0
    badge: float = 0


@dataclass(frozen=True)
class Row:
    """A row: what it is, its label, its cells, and the line below it. `first` and `last` are the columns it reaches."""

    id: str
    title: str
    label: Label
    cells: tuple[Cell, ...]
    rule: float
    middle: float
    starts_group: bool = False
    reach: tuple[float, float] | None = None


@dataclass(frozen=True)
class Grid:
    """A table as a picture."""

    width: float
    height: float
    top: float
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class _Line:
    """A row before it has a place: what it is called, and for each column its mark and what is counted there."""

    id: str
    title: str
    cells: tuple[tuple[str, tuple[str, ...]], ...]
    group: str = ""


def _grid(
    columns: Sequence[tuple[str, str, int]],
    lines: Sequence[_Line],
    wide: int,
    pitch: float,
    least: float,
    join: bool = False,
    style: str = "text",
) -> Grid:
    """Place rows and columns.

    `columns` are id, title and number of step (or 0); `pitch` is the width of a column; a row is at least `least`
    high. Headings stand upright where a word of one is wider than its column. With `join`, a row has a line from its
    first mark to its last. `style` is that of the rows' names.
    """
    size, _, bold = TYPE["small"]
    widest = max((width(plain(line.title), TYPE[style][0]) for line in lines), default=0.0)
    room = math.ceil(
        max(90.0, min(wide - pitch * len(columns), widest + 20))
    )  # with very many columns the picture grows beyond `wide`
    upright = any(longest_word(plain(title), size, bold) > pitch - 1.5 for _, title, _ in columns)
    if upright:
        deep = max((width(plain(title), size, bold) for _, title, _ in columns), default=0.0) + 10
    else:
        deep = max((words(title, pitch - 1.5, "small").height for _, title, _ in columns), default=0) + 8
    heads = []
    for number, (id_, title, step) in enumerate(columns):
        x = room + pitch * (number + 0.5)
        if upright:
            label = Label(x + size * 0.36, deep - 8, (plain(title),), "small", upright=True)
        else:
            label = words(title, pitch - 1.5, "small", x, anchor="middle")
            label = middled(label, deep - 8 - label.height / 2)
        heads.append(Head(id_, plain(title), x, label, step, deep + 11 if step else 0))
    top = math.ceil(deep) + (30 if any(step for *_, step in columns) else 0)
    rows, y = [], top
    for number, line in enumerate(lines):
        label = words(line.title, room - 12, style)
        tall = max(
            least, label.height + 10, *(_tall(len(names), pitch) for mark, names in line.cells if mark == "count")
        )
        tall = 2 * math.ceil(tall / 2)
        middle = y + tall / 2
        cells = tuple(
            _cell(room + pitch * (column + 0.5), middle, column, mark, names, pitch)
            for column, (mark, names) in enumerate(line.cells)
            if mark
        )
        reach = (cells[0].x, cells[-1].x) if join and len(cells) > 1 else None
        rows.append(
            Row(
                line.id,
                plain(line.title),
                middled(label, middle),
                cells,
                y + tall,
                middle,
                number > 0 and line.group != lines[number - 1].group,
                reach,
            )
        )
        y += tall
    return Grid(room + pitch * len(columns), y + 1, top, tuple(heads), tuple(rows))


GAP = 12.0
"""The distance from dot to dot, where a dot stands for one thing."""


def _in_a_row(pitch: float) -> int:
    return max(1, min(5, int((pitch - 14) // GAP)))


def _tall(count: int, pitch: float) -> float:
    """The height that a number with its dots needs."""
    return 24 + GAP * -(-count // _in_a_row(pitch)) + 16


def _cell(x: float, middle: float, column: int, mark: str, names: tuple[str, ...], pitch: float) -> Cell:
    if mark != "count":
        return Cell(x, middle, column, mark, names)
    top = middle - (_tall(len(names), pitch) - 16) / 2
    return Cell(x, middle, column, mark, names, _dots(len(names), x, top + 24, pitch), top + 15)


def _dots(count: int, x: float, top: float, pitch: float) -> tuple[tuple[float, float], ...]:
    """One dot for each thing, in rows from `top` down, each row centred."""
    most = _in_a_row(pitch)
    places = []
    for number in range(count):
        row, column = divmod(number, most)
        here = min(most, count - row * most)
        places.append((x + (column - (here - 1) / 2) * GAP, top + GAP * (row + 0.5)))
    return tuple(places)


def principles_and_tensions(view: View, wide: int = WIDE) -> Grid:
    """Which principles pull on which tensions. Either page may say so; one of them is enough."""
    principles, tensions = view.of("principle"), view.of("tension")
    lines = [
        _Line(
            tension.id,
            tension.title,
            tuple(
                ("pull" if principle.id in tension.principles or tension.id in principle.tensions else "", ())
                for principle in principles
            ),
        )
        for tension in tensions
    ]
    pitch = max(24.0, min(60.0, (wide - (190 if wide >= WIDE else 134)) / max(1, len(principles))))
    return _grid([(principle.id, principle.title, 0) for principle in principles], lines, wide, pitch, 38)


def tools_by_step(view: View, wide: int = WIDE) -> Grid:
    """Which tools serve which step: the main one filled, the others in outline. In the order of the list of tools."""
    steps = view.of("step")
    order = {step.id: step.order for step in steps}
    tools = sorted(
        (tool for tool in view.of("tool") if tool.steps), key=lambda tool: (order.get(tool.steps[0], 99), tool.order)
    )
    lines = [
        _Line(
            tool.id,
            tool.title,
            tuple(
                ("main" if step.id == tool.steps[0] else "also" if step.id in tool.steps else "", ()) for step in steps
            ),
            tool.steps[0],
        )
        for tool in tools
    ]
    return _grid(
        [(step.id, step.title, step.order) for step in steps],
        lines,
        wide,
        84.0 if wide >= WIDE else 34.0,
        30,
        join=True,
    )


def evidence(view: View, wide: int = WIDE) -> Grid:
    """The cases by the strongest kind of evidence on them and by how they went; each case is counted once."""
    cases = view.of("case-study")
    results = [result for result in codelists.CASE_RESULT if any(case.result == result for case in cases)]
    kinds = [kind for kind in codelists.EVIDENCE if any(case.evidence[0] == kind for case in cases)]
    lines = []
    for kind in kinds:
        names = [
            tuple(case.id for case in cases if case.evidence[0] == kind and case.result == result) for result in results
        ]
        lines.append(
            _Line(kind, codelists.EVIDENCE[kind].title, tuple(("count" if here else "", here) for here in names))
        )
    return _grid(
        [(result, codelists.CASE_RESULT[result].title, 0) for result in results],
        lines,
        wide,
        112.0 if wide >= WIDE else 60.0,
        44,
        style="text" if wide >= WIDE else "small",
    )


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
    """A line from one moment to a later one: `shown` (an iteration at a workshop) or `led` (feedback to an iteration)."""

    what: str
    before: str
    after: str
    points: tuple[tuple[float, float], ...]
    arrow: Arrow


@dataclass(frozen=True)
class Timeline:
    """Iterations on the left and the workshops at which they were shown on the right, the oldest at the top."""

    width: float
    height: float
    moments: tuple[Moment, ...]
    joins: tuple[Join, ...]


def timeline(view: View, wide: int = WIDE) -> Timeline:
    """Iterations and workshops in order: each iteration, then the workshops that looked at it.

    A workshop leads to an iteration when a change of that iteration names feedback heard at the workshop.
    """
    from macros.pages import date_in_words  # here, because pages.py gives its templates this module

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
                        date_in_words(about.depicts_date) if about.depicts_date else "",
                        codelists.PROVENANCE[about.provenance].title,
                        "Draft" if iteration.is_draft else "",
                    ),
                )
            ),
            facts,
            iteration.is_draft,
        )
        for workshop in (w for w in workshops if w.shown == iteration.version):
            heard = {item.id for item in workshop.feedback}
            told = [
                count_of(
                    len(heard),
                    "finding" if workshop.kind == "desk-review" else "piece of feedback",
                    "pieces of feedback" if workshop.kind != "desk-review" else None,
                )
                if heard
                else "No feedback is on record"
            ]
            for later in iterations:
                answered = sum(bool(heard & {*change.feedback}) for change in later.changes.values())
                if answered:
                    led.append((workshop.id, later.version))
                    told.append(f"Led to {count_of(answered, 'change')} in iteration {later.version}")
            place(
                "workshop",
                workshop.id,
                plain(workshop.title),
                f"{date_in_words(workshop.date)}. {codelists.WORKSHOP_KIND[workshop.kind].title}",
                told,
                False,
            )
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


def count_of(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 change, 9 changes."""
    return f"{number} {one if number == 1 else many or one + 's'}"


# -- a tension -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rung:
    """A safeguard between the two goods: in short, and the box of its words."""

    safeguard: str
    short: str
    y: float
    height: float
    label: Label


@dataclass(frozen=True)
class Pull:
    """Two uprights that are pulled apart, and the rungs that hold them."""

    width: float
    height: float
    left: float
    right: float
    top: float
    ends: tuple[Label, Label]
    rungs: tuple[Rung, ...]


def pull(tension: Any, wide: int = WIDE) -> Pull:
    """A tension as a ladder: each upright is one of the goods, and pulls away; each rung is a safeguard."""
    edge = 34.0
    left, right = edge, wide - edge
    one = words(tension.one_good, wide / 2 - 60, "name", left + 14)
    other = words(tension.other_good, wide / 2 - 60, "name", right - 14, anchor="end")
    top = max(one.height, other.height) + 14
    y, rungs = top + 18, []
    for guard in tension.safeguards:
        short = in_short(guard.safeguard)
        label = words(short, right - left - 64, "text", wide / 2, anchor="middle")
        tall = label.height + 12
        rungs.append(Rung(plain(guard.safeguard), short, y, tall, middled(label, y + tall / 2)))
        y += tall + 10
    middle = top / 2
    return Pull(wide, y + 4, left, right, top, (middled(one, middle), middled(other, middle)), tuple(rungs))


def in_short(text: str) -> str:
    """A sentence up to its first pause, without the full stop: enough to know it by. The page has the whole of it."""
    first = re.split(r"(?<=\w)[,.;:](?:\s|$)", plain(text))[0]
    return first if len(first.split()) >= 3 else plain(text).rstrip(".")
