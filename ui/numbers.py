"""Figures in words: number, unit, and change against the period before."""

from __future__ import annotations

import pandas as pd

from data_access.indicators import Indicator
from ui.text import t

MISSING = "—"


def figure(indicator: Indicator, value: float | None) -> str:
    """Return a figure with its unit, or a dash where it is not known."""
    if value is None or pd.isna(value):
        return MISSING
    return t(f"figure.{indicator.unit}", value=plain(indicator, value))


def plain(indicator: Indicator, value: float) -> str:
    """Return the bare number as its unit is written: counts whole, the rest with one decimal."""
    return f"{value:,.0f}" if indicator.unit == "count" else f"{value:,.1f}"


def change(indicator: Indicator, now: float | None, before: float | None) -> str | None:
    """Return the change in words: per cent of a count, points of a share, else the difference; None for none."""
    if now is None or before is None:
        return None
    relative = indicator.unit in ("count", "per_1000")
    if relative and before == 0:
        return None
    difference = round(100 * (now - before) / before if relative else now - before, 1)
    unit = "relative" if relative else indicator.unit
    return t(f"change.{unit}", value=f"{difference:+,.1f}") if difference else None
