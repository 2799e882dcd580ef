"""What the hand-written pages may ask of the data: one name, `handbook`. The macros plugin loads this.

It cannot stand in `mkdocs_hooks.py`: the plugin takes a function called `on_post_build` for its own.
"""

from __future__ import annotations

from typing import Any

from macros.pages.view import PageView, View
from macros.site.opening import wanted


def define_env(env: Any) -> None:
    """Give the hand-written pages one name, `handbook`: what they may ask is in `pages.view`."""

    def from_here() -> View:
        path = env.page.file.src_uri
        now = wanted().in_language(path) or wanted()
        return View(now.library, now.iteration, now.bare(path))

    env.variables["handbook"] = PageView(from_here)
