"""The colours of the style sheet, with how far each stands out: read from the style sheet, computed as WCAG 2.2 says.

`docs/assets/css/tokens.css` is the one place where a colour is decided. The page that shows them
(docs/about/style.md) and the
tests that check them read it from here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STEPS = "1234"


TEXT = [
    ("ink", "paper"),
    ("ink", "wash"),
    ("quiet", "paper"),
    ("quiet", "wash"),
    ("link", "paper"),
    ("link", "wash"),
    ("link-over", "paper"),
    ("link", "wash-draft"),
    ("ink", "wash-draft"),
    ("ink", "came"),
    ("ink", "went"),
    ("new", "paper"),
    ("changed", "paper"),
    ("changed", "wash"),
    ("wrong", "paper"),
    *[(f"step-{n}", ground) for n in STEPS for ground in ("paper", f"wash-{n}")],
    *[("ink", f"wash-{n}") for n in STEPS],
    *[("new", f"wash-{n}") for n in STEPS],
    *[("changed", f"wash-{n}") for n in STEPS],
    *[("paper", f"step-{n}") for n in STEPS],
]
"""Every pair of text and ground: 4.5 to 1 at least (WCAG 2.2, 1.4.3)."""


SHAPES = [
    ("focus", "paper"),
    ("quiet", "paper"),
    ("edge", "paper"),
    ("wrong", "paper"),
    *[(f"step-{n}", "paper") for n in STEPS],
]
"""Every pair of a shape that has to be seen and its ground: 3 to 1 at least (1.4.11)."""


LEAST = {"text": 4.5, "shape": 3.0}


USES = {
    "ink": "Text, and the rules above what matters",
    "quiet": "Small print, labels",
    "link": "Links",
    "link-over": "A link under the pointer",
    "edge": "The frames of fields and buttons",
    "focus": "The ring around what the keyboard is on",
    "step-1": "Step 1, Shape the approach",
    "step-2": "Step 2, Select the right partners",
    "step-3": "Step 3, Establish the contract",
    "step-4": "Step 4, Sustain the partnership",
    "new": "New, done, strong evidence",
    "changed": "Changed, illustrative, open",
    "wrong": "Went wrong, retired, declined",
}
"""What each colour that must stand out is for. The grounds it stands on are in `TEXT` and `SHAPES`."""


@dataclass(frozen=True)
class Swatch:
    """One colour as the page shows it: in both palettes, with its weakest contrast in each and what is asked of it."""

    name: str
    use: str
    light: str
    dark: str
    least: float
    contrast_light: float
    contrast_dark: float


def palettes(css: str) -> dict[str, dict[str, str]]:
    """The colours by name as a style sheet declares them: `light`, `dark` by choice, and `dark by setting`.

    Raises `LookupError` if the style sheet lacks one of the three.
    """
    blocks = {
        "light": r":root ?\{(.*?)\}",
        "dark": r":root\[data-palette=\"dark\"\] ?\{(.*?)\}",
        "dark by setting": r":root:not\(\[data-palette=\"light\"\]\) ?\{(.*?)\}",
    }
    found = {}
    for name, pattern in blocks.items():
        block = re.search(pattern, css, re.S)
        if not block:
            raise LookupError(f"The style sheet declares no colours for {name}.")
        found[name] = dict(re.findall(r"--([\w-]+): ?(#[0-9a-f]{6})", block[1]))
    return found


def declared(css: str) -> dict[str, dict[str, str]]:
    """The colours by name in a style sheet as it is written: for `light` pages, and for `dark` ones."""
    rows = re.findall(r"--([\w-]+): ?light-dark\((#[0-9a-f]{6}), ?(#[0-9a-f]{6})\)", css)
    return {"light": {name: light for name, light, _ in rows}, "dark": {name: dark for name, _, dark in rows}}


def too_weak(known: dict[str, dict[str, str]]) -> list[tuple[str, str, str, float, float]]:
    """The pairs that do not stand out enough: palette, colour, ground, their contrast, and what is asked."""
    return [
        (palette, one, ground, contrast(colours[one], colours[ground]), LEAST[what])
        for palette, colours in known.items()
        for what, pairs in (("text", TEXT), ("shape", SHAPES))
        for one, ground in pairs
        if contrast(colours[one], colours[ground]) < LEAST[what]
    ]


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def swatches(css: str) -> list[Swatch]:
    """Each colour that must stand out, with its weakest pair in either palette."""
    known = palettes(css)
    found = []
    for name, use in USES.items():
        pairs = [pair for pair in TEXT if pair[0] == name]
        least = LEAST["text" if pairs else "shape"]
        pairs = pairs or [pair for pair in SHAPES if pair[0] == name]
        weakest = {
            palette: min(contrast(known[palette][a], known[palette][b]) for a, b in pairs)
            for palette in ("light", "dark")
        }
        found.append(
            Swatch(name, use, known["light"][name], known["dark"][name], least, weakest["light"], weakest["dark"])
        )
    return found
