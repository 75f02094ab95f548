"""Layers of points. Every name from the data is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import folium
import pandas as pd

from ui.maps import feeds
from ui.maps.features import COORDINATE_DIGITS, safe
from ui.maps.legends import Symbol
from ui.maps.scripts import script_group


def marked(marks: Sequence[tuple[pd.DataFrame, Symbol]], name: str) -> folium.FeatureGroup:
    """Return points (columns tip, longitude, latitude; see `radii`) drawn by their symbols, with their `tip`.

    The browser asks for them once and keeps them. Thousands are sent in little: each text once, positions to about
    a metre.
    """
    if not any(len(rows) for rows, _ in marks):
        return folium.FeatureGroup(name=name)
    texts: dict[str, int] = {}
    data = [
        {
            "style": symbol.style(),
            "points": [
                [
                    round(y, COORDINATE_DIGITS),
                    round(x, COORDINATE_DIGITS),
                    round(float(size), 1),
                    *coded(tip, texts),
                ]
                for y, x, size, tip in zip(
                    rows["latitude"], rows["longitude"], radii(rows, symbol.radius), rows["tip"], strict=True
                )
            ],
        }
        for rows, symbol in marks
    ]
    answer = {"marks": data, "texts": [safe(text) for text in texts]}
    address = feeds.offer(("points", answer), lambda _: answer)
    return script_group("points", {"points": address}, name, (address,))


def coded(lines: Iterable[str], texts: dict[str, int]) -> list[int]:
    """Return each line as its index among the texts, to which new ones are added."""
    return [texts.setdefault(line, len(texts)) for line in lines]


def radii(rows: pd.DataFrame, radius: float) -> pd.Series:
    """Return each point's radius in pixels: its area grows with the households or events, `radius` without any."""
    if "events" in rows:
        return (radius * rows["events"] ** 0.5).clip(radius, 3 * radius)
    if "households" not in rows:
        return pd.Series(float(radius), index=rows.index)
    return (rows["households"].fillna(0).clip(lower=0) ** 0.5 / 4).clip(3, 12)
