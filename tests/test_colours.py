"""The contrast of every pair of colours that the style sheet uses, computed, in both palettes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

CSS = (ROOT / "docs/assets/handbook.css").read_text("utf-8")
TEXT = [("ink", "paper"), ("ink", "wash"), ("quiet", "paper"), ("quiet", "wash"), ("link", "paper"), ("link", "wash"), ("link-over", "paper"), ("link", "wash-draft"),
        ("ink", "wash-draft"), ("ink", "came"), ("ink", "went"), ("new", "paper"), ("changed", "paper"), ("changed", "wash"), ("wrong", "paper"),
        *[(f"step-{n}", ground) for n in "1234" for ground in ("paper", f"wash-{n}")], *[("ink", f"wash-{n}") for n in "1234"],
        *[("new", f"wash-{n}") for n in "1234"], *[("changed", f"wash-{n}") for n in "1234"], *[("paper", f"step-{n}") for n in "1234"]]
SHAPES = [("focus", "paper"), ("quiet", "paper"), *[(f"step-{n}", "paper") for n in "1234"]]


def palettes() -> dict[str, dict[str, str]]:
    """The colours by name, as the style sheet declares them for light, for dark by choice and for dark by setting."""
    light = re.search(r":root \{(.*?)\}", CSS, re.S)
    setting = re.search(r":root:not\(\[data-palette=\"light\"\]\) \{(.*?)\}", CSS, re.S)
    chosen = re.search(r":root\[data-palette=\"dark\"\] \{(.*?)\}", CSS, re.S)
    assert light and setting and chosen
    return {name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", found[1])) for name, found in (("light", light), ("dark", chosen), ("dark by setting", setting))}


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", ["light", "dark", "dark by setting"])
def test_text_and_shapes_stand_out(palette):
    colours = palettes()[palette]
    weak = [f"{a} on {b}: {contrast(colours[a], colours[b]):.2f}" for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0)) for a, b in pairs if contrast(colours[a], colours[b]) < least]
    assert not weak, weak


def test_both_ways_to_a_dark_page_have_the_same_colours():
    assert palettes()["dark"] == palettes()["dark by setting"]


def test_contrast_is_computed_rightly():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0 and round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_a_pale_pair_would_be_found():
    assert contrast("#999999", palettes()["light"]["paper"]) < 4.5
