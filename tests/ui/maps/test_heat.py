"""The heat that maps draw: smoothing, colours, and how much is sent."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from data_access.places.cells import Cells
from tests.data_access.heatmap.test_cells import CELLS, LATITUDE, summed, unpacked
from ui import theme
from ui.maps import heat_layer, heat_scale
from ui.maps.ground import Box
from ui.maps.heat_layer import Heat
from ui.maps.heat_picture import density_at


def shown(bins: pd.DataFrame, residents: pd.DataFrame | None = None) -> Heat:
    return Heat(CELLS, bins, heat_scale.density_scale(50), residents)


def some_bins(count: int = 60, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x, y = 23000 + rng.integers(0, 30, count), 5300 + rng.integers(0, 20, count)
    rows = pd.DataFrame({"x": x, "y": y, "value": rng.integers(1, 9, count)})
    return rows.groupby(["x", "y"], as_index=False).sum()


def test_smoothing_keeps_every_case():
    bins = some_bins()
    side = 6  # dots in a cell
    x = (np.arange(23000 * side - 8 * side, 23038 * side) + 0.5) / side * CELLS.width
    y = (np.arange(5300 * side - 8 * side, 5328 * side) + 0.5) / side * CELLS.height
    found = density_at(shown(bins), x, y).sum() * CELLS.km2 / side**2
    assert found == pytest.approx(bins["value"].sum(), rel=1e-6)


def test_rates_are_cases_by_residents_and_not_told_where_few_live():
    bins = pd.DataFrame({"x": [23000], "y": [5300], "value": [3]})
    place = np.array([23000.5 * CELLS.width]), np.array([5300.5 * CELLS.height])
    for people, expected in ((2000, 1.5), (20, None)):
        residents = pd.DataFrame({"x": [23000], "y": [5300], "residents": [people]})
        found = density_at(shown(bins, residents), *place)[0, 0]
        assert np.isnan(found) if expected is None else found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("high", "limits"),
    [(49, (0.5, 1, 2, 5, 10, 20)), (50, (1, 2, 5, 10, 20, 50)), (0.3, (0.005, 0.01, 0.02, 0.05, 0.1, 0.2))],
)
def test_limits_are_round_and_the_last_is_reached(high, limits):
    scale = heat_scale.density_scale(high)
    assert scale.limits == pytest.approx(limits)
    assert scale.colours == (None, *theme.HEAT)
    legend = heat_scale.heat_legend("", scale)
    assert legend.entries[0] == (theme.HEAT[-1], f"≥ {heat_scale.number(limits[-1])}")
    assert len(legend.entries) == len(theme.HEAT)


def test_changes_are_coloured_alike_to_both_sides():
    scale = heat_scale.change_scale(7)
    assert scale.limits == (-5, -2, -1, 1, 2, 5)
    assert scale.colours.index(None) == 3
    assert len(scale.colours) == len(scale.limits) + 1
    assert heat_scale.change_scale(0).limits  # nothing changed anywhere


def test_limits_climb_as_cells_become_smaller():
    scale = heat_scale.change_scale(7)
    assert heat_scale.closer(scale, 2).limits == (-20, -10, -5, 5, 10, 20)
    assert heat_scale.closer(scale, -1).limits == (-2, -1, -0.5, 0.5, 1, 2)
    assert heat_scale.closer(scale, 0) == scale
    assert len(set(heat_scale.closer(heat_scale.density_scale(1e-9), -8).limits)) == heat_scale.CLASSES


def test_legends_tell_signs_of_changes_alone():
    words = [label for _, label in heat_scale.heat_legend("", heat_scale.change_scale(7)).entries]
    assert words == ["≥ +5", "+2 – +5", "+1 – +2", "−2 – −1", "−5 – −2", "< −5"]


def test_an_answer_tells_every_cell():
    bins = some_bins().sort_values(["y", "x"])
    answer = shown(bins).answer()
    assert unpacked(answer, answer["values"]) == summed(bins, "x", "y")


@pytest.mark.parametrize("zoom", [8, 10.5, 13, 18])
@pytest.mark.parametrize("width", [0.001, 0.4, 20])
def test_no_box_is_answered_in_more_cells_than_are_sent(zoom, width):
    box = Box(118, 24, 118 + width, 24 + width)
    cells, (west, south, east, north) = heat_layer.window_of(
        heat_layer.cells_for(zoom, LATITUDE, "count"), box
    )
    assert (east - west) * (north - south) <= heat_layer.MOST_CELLS
    assert west * cells.width < box.west
    assert box.north < north * cells.height


def full_window(seed: int = 3) -> pd.DataFrame:
    """A window in which every cell has a large value of its own: what no compression can help."""
    rng = np.random.default_rng(seed)
    side = math.isqrt(heat_layer.MOST_CELLS)
    y, x = np.divmod(np.arange(side * side), side)
    values = rng.lognormal(5, 2, side * side).round(1)
    return pd.DataFrame({"x": x, "y": y, "value": values})


def test_the_fullest_answer_stays_small():
    assert heat_layer.compressed_bytes(shown(full_window()).answer()) < 120_000


def test_frames_come_in_coarser_cells_until_they_fit():
    window = full_window().iloc[:4000]
    tried = []

    def pack(cells: Cells) -> dict:
        tried.append(cells.metres)
        factor = cells.metres // CELLS.metres
        rows = window.assign(x=window["x"] // factor, y=window["y"] // factor)
        rows = rows.groupby(["x", "y"], as_index=False).sum()
        frames = [rows.assign(frame=hour, value=rows["value"] * (hour + 1.37)) for hour in range(22)]
        return heat_layer.packed_frames(cells, pd.concat(frames), list(range(22)))

    answer = heat_layer.fitting(CELLS, window, 22, pack)
    assert tried == [512, 1024]  # the first was made, and was too large
    assert (
        heat_layer.compressed_bytes(answer)
        <= heat_layer.MOST_BYTES
        < heat_layer.compressed_bytes(pack(CELLS))
    )
