"""What the hand-written pages may ask of the data: one name, `handbook`. The macros plugin loads this.

It cannot stand in `adapter.py`: the plugin takes a function called `on_post_build` for its own.
"""

from __future__ import annotations

from typing import Any

from macros.pages.view import View
from macros.site.opening import wanted


def define_env(env: Any) -> None:
    """Give the hand-written pages one name, `handbook`: what they may ask is in `pages.View`."""
    env.variables["handbook"] = _PageView(env)


class _PageView:
    """The view from whichever hand-written page is being rendered."""

    def __init__(self, env: Any):
        self.env = env

    def __getattr__(self, name: str) -> Any:
        now = wanted()
        view = View(now.library, now.iteration, self.env.page.file.src_uri)
        view.words.find_source = view.listed_source
        return getattr(view, name)
