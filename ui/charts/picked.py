"""Charts whose marks can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from ui.charts.fields import Drawing, field

PICKED = "picked"
"""The name under which a chart tells which mark was clicked."""


def pickable(chart: Drawing, columns: Sequence[str]) -> Drawing:
    """Return a chart that tells of a clicked mark what these columns say of it, and shows so by the pointer."""
    mark = alt.selection_point(name=PICKED, fields=[field(name) for name in columns], toggle=False)
    picked = chart.add_params(mark)  # a copy of its own
    if picked.config is alt.Undefined:
        picked.config = alt.Config()
    picked.config["mark"] = alt.MarkConfig(cursor="pointer")
    return picked
