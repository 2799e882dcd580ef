"""How much room words take in a picture, so that they can be broken into lines before a browser sees them.

SVG does not break lines. The widths are those of Atkinson Hyperlegible Next, the typeface of the site, rounded
up to fiftieths of an em. Words in the stand-in typeface are nearly as wide; `SPARE` is for the difference.
`tests/test_pictures.py` measures in a browser that no words leave their place.
"""

from __future__ import annotations

import re

_GROUPS = {
    160: "'",
    200: ",.:;",
    240: "`j|·‘’",
    260: "il",
    280: " !",
    300: '"()',
    320: "[ft",
    340: "]r{}",
    360: "-",
    380: "/\\_",
    400: "1I“”",
    440: "y",
    460: "vz",
    480: "*?csx",
    500: "k–",
    520: "7Ja",
    540: "2Leoué",
    560: "<>EFT^bdghnp~q",
    580: "35Yq",
    600: "$+69PSVZ£",
    620: "48=ABRX",
    640: "0CK",
    660: "#D",
    680: "Uw…",
    700: "GHN",
    720: "OQ",
    740: "&",
    780: "@",
    820: "M—",
    840: "m",
    860: "W",
    920: "%",
}


WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
"""How wide each letter is, in thousandths of the size."""


OTHER = 640
"""What a letter is taken to need that is not listed: more than most."""


BOLDER = 25
"""How much wider a letter of the bold weight is, at the most of what is usual."""


SPARE = 1.03
"""For the stand-in typeface, and for what rounding hides."""


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text, in the units of `size`."""
    more = BOLDER if bold else 0
    return sum(WIDTHS.get(letter, OTHER) + more for letter in text) * size * SPARE / 1000


def broken(text: str, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """A text in lines no wider than `room`, broken at spaces, after a hyphen where a word is too wide,
    and as even as they can be.

    A single word wider than that keeps a line of its own: it is not cut, because a cut word is hard to read.
    """
    parts = _parts(text, room, size, bold)
    lines = _filled(parts, room, size, bold)
    tighter = room
    while len(lines) > 1 and tighter > size * 3:
        tighter -= size / 2
        tried = _filled(parts, tighter, size, bold)
        if len(tried) > len(lines) or max(width(line, size, bold) for line in tried) > tighter:
            break
        lines = tried
    return lines


def _parts(text: str, room: float, size: float, bold: bool) -> list[str]:
    """The words of a text, each with the space after it; one that is too wide in pieces, at its hyphens."""
    parts: list[str] = []
    for word in text.split():
        parts += re.findall(r"[^-]*-+|[^-]+", word) if width(word, size, bold) > room else [word]
        parts[-1] += " "
    return parts


def _filled(parts: list[str], room: float, size: float, bold: bool) -> tuple[str, ...]:
    """Lines as full as they can be."""
    lines: list[str] = []
    for part in parts:
        if lines and width((lines[-1] + part).rstrip(), size, bold) <= room:
            lines[-1] += part
        else:
            lines.append(part)
    return tuple(line.strip() for line in lines)


def longest_word(text: str, size: float, bold: bool = False) -> float:
    """The room that the widest word of a text needs: with less, it stands out of its place."""
    return max((width(word, size, bold) for word in text.replace("-", "- ").split()), default=0.0)
