"""What a page asks for by itself: its scripts, apart from its words.

Templates put a script where it belongs to the words. In a page of the site the shell asks for it when page and styles
are there (`docs/assets/begin.js`), so that the first view waits for nothing that it does not need.
"""

from __future__ import annotations

import re

_ENDS = re.compile(r"</(?:t[dhr]|d[dt]|option)>\s*(?=</?(?:t[dhr]|t(?:able|head|body)|d[dlt]|option|select)\b)")
_POINTS = re.compile(r"\s*</li>\s*(?=<(?:li\b|/[uo]l>))")
_TWICE = re.compile(r' (data-[a-z]+|open)="\1"(?=[ >])')
_SCRIPT = re.compile(r'<script src="([^"]+)"(?: defer| type="module")></script>\n?')


def apart(words: str) -> tuple[str, list[str]]:
    """The words of a page without the scripts in them, and where those are, as the page has it."""
    return _SCRIPT.sub("", words), _SCRIPT.findall(words)


def without_ends(page: str) -> str:
    """A page without what HTML does not ask for: the ends of rows, cells and points, which what comes next ends (points
    keep the space between), and the values of attributes that only have to be there."""
    return _TWICE.sub(r" \1", _POINTS.sub("\n", _ENDS.sub("", page)))
