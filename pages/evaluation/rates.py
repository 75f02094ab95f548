"""What the official rates are made of: of each place, of all together, and of what they are compared with."""

from __future__ import annotations

import pandas as pd

from data_access import evaluation
from data_access.indicators import Indicator
from data_access.selection import Selection
from data_access.selection.comparison import Comparison
from ui.session.view import View


def rates_by_place(view: View, selection: Selection, level: str) -> pd.DataFrame:
    """Return what the rates of each place are made of."""
    as_of = view.dataset.as_of
    rates = view.fetch(evaluation.rates_by_place, selection, as_of, level)
    repeats = view.fetch(evaluation.repeats_by_place, selection, level)
    return rates.merge(repeats.drop(columns=["name", "residents"]), on="code")


def rates_together(view: View, selection: Selection) -> pd.DataFrame:
    """Return what the rates of all selected places together are made of, in one row."""
    as_of = view.dataset.as_of
    parts = (view.fetch(evaluation.rates, selection, as_of), view.fetch(evaluation.repeats, selection))
    return pd.concat(parts, axis=1)


def compared(view: View, level: str, codes: pd.Series, indicator: Indicator, other: Comparison) -> pd.Series:
    """Return what each place's rate is held against: its own at another time, or one figure for all."""
    if not other.in_time:
        figure = indicator.value(rates_together(view, other.selection))
        return pd.Series(figure, index=codes.index, dtype="Float64")
    before = rates_by_place(view, other.selection, level)
    rates = dict(zip(before["code"], indicator.of(before), strict=True))
    return codes.map(rates).astype("Float64")
