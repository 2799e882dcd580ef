"""What stands below an element's page where there is much of it, beside the history of its lines: which pages name it,
and what happened to it (`site/linepages.py`). On the page itself it would grow with each page and each iteration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from macros.pages.view import View

FEW_NAME, FEW_EVENTS = 5, 4
"""So many pages that name it, and so many events, stand on the page itself."""

OF_A_STEP = ("guidance", "briefing", "path", "tension")
"""What else names a step has a list of its own, which the step's page leads to."""


def named_by(view: View, id_: str) -> dict[str, list[Any]]:
    """The elements that name an element and that it does not name, by kind, in reading order."""
    found = view.used_by(id_, besides=view.names(id_))
    is_step = view.get(id_).kind == "step"
    return {kind: elements for kind, elements in found.items() if not is_step or kind in OF_A_STEP}
