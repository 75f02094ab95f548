"""What every chart is built with: names of columns as Vega reads them, and what a mark says on hovering."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

import altair as alt
import pandas as pd

from ui import theme
from ui.words.text import t

Drawing = alt.Chart | alt.LayerChart | alt.FacetChart
"""What a chart function may return: one mark, or layers of them."""


def field(name: str) -> str:
    """Return a column's name as Vega reads it: dots and brackets would mean nested fields, a colon a type."""
    return "".join(f"\\{character}" if character in ".[]\\\"':" else character for character in name)


def datum(name: str) -> str:
    """Return a mark's value in a column as expressions of Vega read it."""
    return f"datum[{json.dumps(name, ensure_ascii=False)}]"


def _within_quotes(name: str) -> str:
    """Return a column's heading as a tip may have it: Vega-Lite sets it between quotes, and escapes only the quotes."""
    return json.dumps(name, ensure_ascii=False)[1:-1].replace('\\"', '"')


def whole(values: pd.Series) -> bool:
    """Tell whether a column counts: each of its numbers is whole."""
    numbers = pd.to_numeric(values).dropna().astype(float)
    return bool((numbers == numbers.round()).all())


def digits(values: pd.Series) -> str:
    """Return how a column's numbers are written, all with as many decimals: none where they count."""
    if whole(values):
        return ",.0f"
    return ",.1f" if pd.to_numeric(values).abs().max() >= 1 else ",.2f"


def counted(values: pd.Series) -> alt.Axis:
    """Return the axis of values, without steps of a part of what is counted."""
    return alt.Axis(tickMinStep=1 if whole(values) else alt.Undefined)


def tooltip(table: pd.DataFrame, names: Sequence[str]) -> list[alt.Tooltip]:
    """Return what a mark says on hovering: each column by its own heading, written as its type is."""

    def one(name: str) -> alt.Tooltip:
        column, title = field(name), _within_quotes(name)
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            return alt.Tooltip(field=column, title=title, type="temporal", format="%Y-%m-%d")
        if pd.api.types.is_numeric_dtype(table[name]):
            return alt.Tooltip(field=column, title=title, type="quantitative", format=digits(table[name]))
        return alt.Tooltip(field=column, title=title, type="nominal")

    return [one(name) for name in names]


def within_palette(
    table: pd.DataFrame, at: str, value: str, series: str, *, apart: str | None
) -> pd.DataFrame:
    """Return the table with so many series that each has a colour of its own, the least summed up as others.

    The series named `apart` has a colour of its own already.
    """
    rows = table[table[series] != apart]
    sums = rows.groupby(series)[value].sum().sort_values(ascending=False, kind="stable")
    if len(sums) <= len(theme.CATEGORICAL):
        return table
    kept = set(sums.index[: len(theme.CATEGORICAL) - 1])
    others = rows[~rows[series].isin(kept)].groupby(at, as_index=False)[value].sum()
    others[series] = t("words.other_series", count=len(sums) - len(kept))
    named = rows[rows[series].isin(kept)]
    return pd.concat([named, others, table[table[series] == apart]], ignore_index=True)


def time_axis(moments: pd.Series) -> alt.Axis:
    """Return an axis that writes months over long spans and days over short ones, of weeks their first days."""
    days = (moments.max() - moments.min()).days if len(moments) else 0
    short = days <= theme.DAYS_WRITTEN_UP_TO
    unit: Literal["day", "month"] = "day" if short else "month"
    mondays = sorted(set(moments)) if short and _weekly(moments) else None
    ticked_up_to = theme.DAYS_TICKED_BY_DAY if short else theme.DAYS_TICKED_BY_MONTH
    return alt.Axis(
        format="%m-%d" if short else "%Y-%m",
        labelOverlap="greedy",
        labelSeparation=8,
        values=[_day(monday) for monday in mondays] if mondays else alt.Undefined,
        tickCount=unit if days <= ticked_up_to else alt.Undefined,  # or one is written at two ticks
    )


def _weekly(moments: pd.Series) -> bool:
    """Tell whether moments are the first days of weeks, of which Vega would write the Sundays before."""
    return moments.nunique() > 1 and bool((moments.dt.day_of_week == 0).all())


def _day(moment: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(year=moment.year, month=moment.month, date=moment.day)
