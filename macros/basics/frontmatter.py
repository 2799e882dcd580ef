"""What stands above the words of a Markdown page, between two lines of hyphens: read and written in this one place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

FENCE = "---\n"
BEGIN = "Begin the file with a line of three hyphens, `title: …`, and another line of three hyphens."
_HEADING = re.compile(r"\s*# +(.*?)(?: *\{[^}]*\})?[ #]*(?:\n|\Z)")
_FRONT = re.compile(r"\ufeff?-{3}[ \t]*\r?\n(.*?\n)??(?:\.{3}|-{3})[ \t]*(?:(?:\r?\n)+|\Z)", re.S)
"""As MkDocs reads it: spaces behind the hyphens, three dots at the end and a byte order mark before it do no harm."""


def divided(text: str) -> tuple[dict[str, Any], str]:
    """What a page says of itself, and its words. Raises `yaml.YAMLError` for front matter that is no YAML.

    A page without front matter says nothing of itself: an empty dictionary.
    """
    front = _FRONT.match(text)
    if not front:
        return {}, text.removeprefix("\ufeff")
    said = yaml.safe_load(front[1] or "")
    return said if isinstance(said, dict) else {}, text[front.end() :]


def title_in(about: Mapping[str, Any], words: str) -> str:
    """What a page is called: its title, or else the heading with which its words begin. Nothing if it has neither."""
    if (title := about.get("title")) not in (None, ""):
        return str(title)
    begins = _HEADING.match(words)
    return begins[1] if begins else ""


def wrong_above(text: str) -> tuple[int, str, str] | None:
    """What is wrong with what stands above the words of a page: the line, what it is and what to do; or nothing."""
    try:
        why = misplaced(text)
        divided(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        return (
            mark.line + 2 if mark else 1,
            "What stands between the lines of hyphens, above the words, cannot be read.",
            "A missing quote or colon is the usual reason. Text that holds a colon followed by a space wants quotes.",
        )
    return (1, why, BEGIN) if why else None


def misplaced(text: str) -> str:
    """Why what looks like front matter is read as words, or as nothing: in words, and empty where all is well."""
    if front := _FRONT.match(text):
        names = re.findall(r"^([\w-]+):", front[1] or "", re.M)
        if twice := next((name for name in names if names.count(name) > 1), ""):
            return f'"{twice}" stands twice above the words of this page.'
        if changed := _read_otherwise(front[1] or ""):
            return changed
        said = yaml.safe_load(front[1] or "")
        return "" if isinstance(said, dict | None) else "What stands above the words is no list of `name: value` lines."
    begins = text.removeprefix("\ufeff").lstrip()
    if begins.startswith("+++"):
        return "Between plus signs nothing is read."
    if re.match(r"-{3}[ \t]*\r?\n[ \t]*[\w-]+:", begins):
        where = "is not closed" if begins == text.removeprefix("\ufeff") else "does not begin on the first line"
        return f"What stands above the words of this page {where}, and is read as words."
    return ""


def _read_otherwise(front: str) -> str:
    """What is written above a page's words and read as something else: 12:30 as 750, No as false, 1.10 as 1.1."""
    for token in yaml.scan(front, Loader=yaml.SafeLoader):
        if not isinstance(token, yaml.ScalarToken) or not token.plain:
            continue
        read = yaml.safe_load(token.value)
        is_word = isinstance(read, str | None) or token.value in ("true", "false")
        if not is_word and str(read) != token.value:
            return f'"{token.value}", above the words of this page, is read as {read}: words want quotes round them.'
    return ""


def lines_above(text: str) -> int:
    """How many lines stand above the words of a page."""
    front = _FRONT.match(text)
    return front[0].count("\n") if front else 0


def written(about: Mapping[str, Any]) -> str:
    """Front matter as text."""
    return f"{FENCE}{yaml.safe_dump(dict(about), allow_unicode=True, sort_keys=False)}{FENCE}"
