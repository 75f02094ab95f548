"""What the official rates are made of: of each place or unit, of all together, and of what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data_access import evaluation
from data_access.indicators import Indicator
from data_access.selection import Selection
from data_access.selection.comparison import Comparison
from ui.session.view import View, unit_names

UNIT = "unit"
"""The level at which units are evaluated, beside those of places."""


@dataclass(frozen=True)
class Evaluated:
    """What is evaluated: the places of a level, or the units (level `unit`) of a kind, None: of no known one."""

    level: str
    kind: str | None = None


def rates_of_each(view: View, selection: Selection, evaluated: Evaluated) -> pd.DataFrame:
    """Return what the rates of each place, or of each unit of a kind, are made of."""
    as_of, level = view.dataset.as_of, evaluated.level
    if level == UNIT:
        rates = view.source.fetch(evaluation.rates_by_unit, selection, as_of, evaluated.kind)
        repeats = view.source.fetch(evaluation.repeats_by_unit, selection, evaluated.kind)
        rates = rates.assign(name=rates["code"].map(unit_names(view.source)))
    else:
        rates = view.fetch(evaluation.rates_by_place, selection, as_of, level)
        repeats = view.fetch(evaluation.repeats_by_place, selection, level)
    return rates.merge(repeats[["code", "locatable", "repeated"]], on="code")


def rates_together(view: View, selection: Selection) -> pd.DataFrame:
    """Return what the rates of all selected places together are made of, in one row."""
    as_of = view.dataset.as_of
    parts = (view.fetch(evaluation.rates, selection, as_of), view.fetch(evaluation.repeats, selection))
    return pd.concat(parts, axis=1)


def compared(
    view: View, evaluated: Evaluated, codes: pd.Series, indicator: Indicator, other: Comparison
) -> pd.Series:
    """Return what each one's rate is held against: its own at another time, or one figure for all."""
    if not other.in_time:
        figure = indicator.value(rates_together(view, other.selection))
        return pd.Series(figure, index=codes.index, dtype="Float64")
    before = rates_of_each(view, other.selection, evaluated)
    rates = dict(zip(before["code"], indicator.of(before), strict=True))
    return codes.map(rates).astype("Float64")
