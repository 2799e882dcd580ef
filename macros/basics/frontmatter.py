"""What stands above the words of a Markdown page, between two lines of hyphens: read and written in this one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

FENCE = "---\n"


def divided(text: str) -> tuple[dict[str, Any], str]:
    """What a page says of itself, and its words. Raises `yaml.YAMLError` for front matter that is no YAML.

    A page without front matter says nothing of itself: an empty dictionary.
    """
    above, below = _ends(text)
    if not above:
        return {}, text
    said = yaml.safe_load(text[len(FENCE) : above])
    return said if isinstance(said, dict) else {}, text[below:]


def lines_above(text: str) -> int:
    """How many lines stand above the words of a page."""
    return text[: _ends(text)[1]].count("\n")


def written(about: Mapping[str, Any]) -> str:
    """Front matter as text."""
    return f"{FENCE}{yaml.safe_dump(dict(about), allow_unicode=True, sort_keys=False)}{FENCE}"


def _ends(text: str) -> tuple[int, int]:
    """Where the front matter ends, and where the words begin; twice 0 if there is none."""
    end = text.find("\n" + FENCE, len(FENCE) - 1) if text.startswith(FENCE) else -1
    if end < 0:
        return 0, 0
    below = end + 1 + len(FENCE)
    while text[below : below + 1] == "\n":
        below += 1
    return end + 1, below
