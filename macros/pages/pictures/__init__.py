"""What the drawings show and where each part stands; the markup is in `templates/pictures/`."""

from macros.pages.pictures.cases import case_map, hard_thing
from macros.pages.pictures.codes import code
from macros.pages.pictures.grids import principles_and_tensions, tools_by_step
from macros.pages.pictures.hours import hours, hours_in, longest_bar
from macros.pages.pictures.labels import TYPE, in_short
from macros.pages.pictures.loop import activity_path, steps_loop
from macros.pages.pictures.months import months, months_in
from macros.pages.pictures.pull import pull
from macros.pages.pictures.shelves import shelves
from macros.pages.pictures.timeline import timeline

__all__ = [
    "TYPE",
    "activity_path",
    "case_map",
    "code",
    "hard_thing",
    "hours",
    "hours_in",
    "in_short",
    "longest_bar",
    "months",
    "months_in",
    "principles_and_tensions",
    "pull",
    "shelves",
    "steps_loop",
    "timeline",
    "tools_by_step",
]
