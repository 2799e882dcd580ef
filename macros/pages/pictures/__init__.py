"""What the drawings show and where each part stands; the markup is in `templates/pictures/`."""

from macros.pages.pictures.codes import code
from macros.pages.pictures.grids import evidence, principles_and_tensions, tools_by_step
from macros.pages.pictures.labels import TYPE, in_short
from macros.pages.pictures.loop import activity_path, steps_loop
from macros.pages.pictures.pull import pull
from macros.pages.pictures.timeline import timeline
from macros.pages.pictures.tree import tree

__all__ = [
    "TYPE",
    "activity_path",
    "code",
    "evidence",
    "in_short",
    "principles_and_tensions",
    "pull",
    "steps_loop",
    "timeline",
    "tools_by_step",
    "tree",
]
