"""The contrast of every pair of colours that the style sheet uses, computed, in both palettes (WCAG 2.2,
1.4.3 and 1.4.11)."""

from __future__ import annotations

import pytest
from conftest import ROOT

from macros.model.colours import SHAPES, TEXT, USES, contrast, palettes, swatches
from macros.pages.stylesheet import joined

CSS = "".join(joined(ROOT / "docs").values())
PALETTES = palettes(CSS)


@pytest.mark.parametrize("palette", ["light", "dark", "dark by setting"])
def test_text_and_shapes_stand_out(palette):
    colours = PALETTES[palette]
    weak = [
        f"{a} on {b}: {contrast(colours[a], colours[b]):.2f}"
        for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0))
        for a, b in pairs
        if contrast(colours[a], colours[b]) < least
    ]
    assert not weak, weak


def test_both_ways_to_a_dark_page_have_the_same_colours():
    assert PALETTES["dark"] == PALETTES["dark by setting"]


def test_contrast_is_computed_rightly():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0 and round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_a_pale_pair_would_be_found():
    assert contrast("#999999", PALETTES["light"]["paper"]) < 4.5


def test_the_page_of_the_style_shows_every_colour_that_must_stand_out():
    assert {name for name, _ in (*TEXT, *SHAPES)} - {"paper"} == set(USES)
    for swatch in swatches(CSS):
        assert min(swatch.contrast_light, swatch.contrast_dark) >= swatch.least, swatch
    assert [
        swatch.name
        for swatch in swatches(CSS.replace(PALETTES["light"]["quiet"], "#999999"))
        if swatch.contrast_light < swatch.least
    ] == ["quiet"]
