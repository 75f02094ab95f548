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
    """Return the change in words: per cent of a count, percentage points of a share, the difference otherwise."""
    if now is None or before is None:
        return None
    if indicator.unit in ("count", "per_1000"):
        return None if before == 0 else t("change.relative", value=_signed(100 * (now - before) / before))
    return t(f"change.{indicator.unit}", value=_signed(now - before))


def _signed(difference: float) -> str:
    """Return a difference with its sign, one decimal, and never "-0.0"."""
    return f"{round(difference, 1) + 0.0:+,.1f}"
