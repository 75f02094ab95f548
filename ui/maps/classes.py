"""Classes of a choropleth: a colour for each value."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from ui import theme
from ui.maps.legends import Legend

CLASSES = 5


def classify(
    values: pd.Series, words: Callable[[float], str], heading: str, missing: str
) -> tuple[pd.Series, Legend]:
    """Return a colour for each value by quantile classes, and their legend.

    Quantiles are taken over the distinct values, so a class is never empty; values that are missing get
    the colour for "no data".
    """
    known = values.dropna()
    distinct = known.drop_duplicates().sort_values()
    count = min(CLASSES, len(distinct))
    colours = pd.Series(theme.NO_DATA, index=values.index)
    entries: list[tuple[str, str]] = []
    if count:
        groups = pd.qcut(distinct.rank(method="first"), count, labels=False) if count > 1 else distinct * 0
        lows, highs = distinct.groupby(groups).min(), distinct.groupby(groups).max()
        palette = theme.sequential_range(count)
        for low, high, colour in zip(lows, highs, palette, strict=True):
            colours[(values >= low) & (values <= high)] = colour
            entries.append((colour, words(low) if low == high else f"{words(low)} – {words(high)}"))
    if len(known) < len(values):
        entries.append((theme.NO_DATA, missing))
    return colours, Legend(heading, tuple(entries))
