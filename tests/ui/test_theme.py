"""The colours that tell things apart, as colour-blind readers see them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert

from tests.house.code import ROOT
from ui import theme

APART = 8.0
"""In CAM02-UCS, where 1 is about the least that two patches side by side can differ and be told apart."""

KINDS = ("deuteranomaly", "protanomaly", "tritanomaly")

PALETTES: dict[str, Iterable[str]] = {
    "categories": theme.CATEGORICAL,
    "courses": theme.COURSES,
    "standings": theme.STANDINGS.values(),
    "verdicts": theme.VERDICTS.values(),
    "grid_sizes": theme.GRID_SIZES.values(),
    "funding": (*theme.FUNDING_COLOURS.values(), theme.OTHER_FUNDING),
    "needs": theme.NEED_COLOURS.values(),
    "directions": theme.DIRECTIONS.values(),
    "portrait": [colour for _, colour in theme.PORTRAIT_POINTS],
    "months": theme.MONTH_COLOURS.values(),
    "spots": [colour for kind in theme.SPOT_COLOURS.values() for colour in kind.values()],
    "pairs": [colour for row in theme.BIVARIATE for colour in row],
    "classes": theme.SEQUENTIAL,
    "many_classes": theme.SEQUENTIAL_LONG,
    **{f"changes_{count}": palette for count, palette in theme.DIVERGING.items() if count > 1},
    **{f"judged_{count}": palette for count, palette in theme.JUDGED.items() if count > 1},
}


def parts(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def seen(colour: str, kind: str | None) -> np.ndarray:
    """Where a colour lies in CAM02-UCS for a reader of a kind of colour blindness (Machado et al. 2009), or of none."""
    if kind is None:
        return cspace_convert(parts(colour), "sRGB1", "CAM02-UCS")
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    return cspace_convert(np.clip(cspace_convert(parts(colour), space, "sRGB1"), 0, 1), "sRGB1", "CAM02-UCS")


@pytest.mark.parametrize("kind", [None, *KINDS])
@pytest.mark.parametrize("palette", PALETTES)
def test_any_two_colours_of_a_palette_stay_apart(palette, kind):
    """Whoever looks, no two colours that stand for different things look alike."""
    places = [seen(colour, kind) for colour in PALETTES[palette]]
    assert min(np.linalg.norm(one - other) for one, other in combinations(places, 2)) >= APART


def test_two_colours_that_only_some_tell_apart_are_found():
    """The check itself can fail: a pink and a grey that differ for most readers are one colour for others."""
    apart = [
        np.linalg.norm(seen("#cc79a7", kind) - seen("#8a94a3", kind)) >= APART for kind in (None, KINDS[0])
    ]
    assert apart == [True, False]


def test_tiles_and_maps_have_one_colour_for_better_and_worse():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]["light"]
    texts, lines = ((config[f"green{which}Color"], config[f"red{which}Color"]) for which in ("Text", ""))
    assert texts == (theme.JUDGED[5][0], theme.JUDGED[5][-1])
    assert lines == (theme.JUDGED[3][0], theme.JUDGED[3][-1])
