"""What the drawings show and where each part stands; the markup is in `templates/pictures/`."""

from macros.pages.pictures.cases import case_map, hard_thing
from macros.pages.pictures.chooser import tools_by_step
from macros.pages.pictures.codes import code
from macros.pages.pictures.examples import DAY, decisions, futures, meetings, pictured, risks, rounded
from macros.pages.pictures.grids import principles_and_tensions
from macros.pages.pictures.hours import hours, hours_in, longest_bar
from macros.pages.pictures.labels import TYPE, in_short
from macros.pages.pictures.loop import activity_path, steps_loop
from macros.pages.pictures.months import months, months_in
from macros.pages.pictures.pull import pull
from macros.pages.pictures.shelves import shelves
from macros.pages.pictures.strip import line, pieces
from macros.pages.pictures.timeline import timeline
from macros.pages.pictures.tree import tree

__all__ = [
    "DAY",
    "TYPE",
    "activity_path",
    "case_map",
    "code",
    "decisions",
    "futures",
    "hard_thing",
    "hours",
    "hours_in",
    "in_short",
    "line",
    "longest_bar",
    "meetings",
    "months",
    "months_in",
    "pictured",
    "pieces",
    "principles_and_tensions",
    "pull",
    "risks",
    "rounded",
    "shelves",
    "steps_loop",
    "timeline",
    "tools_by_step",
    "tree",
]
