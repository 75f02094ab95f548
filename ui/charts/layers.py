"""Marks one above the other."""

from __future__ import annotations

from typing import Any

import altair as alt


class Layers(alt.LayerChart):
    """Layers of marks as Altair has them, without looking through each for what ours leave to the whole.

    Altair looks for data, parameters and sizes in each layer to bring them together, and copies all layers for each of
    these, again with every change and once more when it writes the chart: a seventh of the time of a page with two
    charts. Layers here have none of their own but data, which are written once all the same.
    """

    def __init__(self, **given: Any) -> None:
        super(alt.LayerChart, self).__init__(**given)


def layered(*layers: alt.Chart, height: float) -> Layers:
    """Return marks one above the other, the last one on top."""
    return Layers(layer=list(layers), height=height)
