"""Result tables as people read them: columns named and codes worded in the session's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from data_access.indicators import Indicator
from ui.words.numbers import MISSING
from ui.words.text import language, spoken, t, word

MOST_DECIMALS = 2


def column(name: str) -> str:
    """Return a column's heading: of a subject's own as `process.cases`, of those that all share as `cases`."""
    subject, _, own = name.rpartition(".")
    return t(f"{subject}.column.{own}" if subject else f"column.{own}")


def classified(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return the rows with the words for no category where these columns, names of categories, have none."""
    return rows.assign(**{name: rows[name].fillna(t("words.unclassified")) for name in names})


def worded(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the columns with their headings and with words for codes (`value.<column>.<code>`)."""
    english = language() == "en"
    out = {}
    for name in columns:
        values = frame[name]
        if english and f"{name}_en" in frame:
            values = frame[f"{name}_en"].fillna(frame[name])
        if any(key.startswith(f"value.{name}.") for key in spoken()):
            values = values.map(lambda value, name=name: word(name, "unknown" if pd.isna(value) else value))
        if not pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_datetime64_any_dtype(values):
            values = values.where(values.notna(), "")
        out[t(f"column.{name}")] = values
    return pd.DataFrame(out)


def with_indicators(
    frame: pd.DataFrame, columns: Sequence[str], indicators: Sequence[Indicator]
) -> pd.DataFrame:
    """Return `worded` columns followed by each indicator's figures, its unit in the heading."""
    table = worded(frame, columns)
    for indicator in indicators:
        table[heading(indicator)] = indicator.of(frame).round(2)
    return table


def heading(indicator: Indicator) -> str:
    """Return the indicator's name with its unit in brackets."""
    return t(
        "words.with_unit",
        name=t(f"indicator.{indicator.key}.name"),
        unit=t(f"indicator.{indicator.key}.unit"),
    )


def decimals_of(column: pd.Series) -> int:
    """Return with how many decimals all numbers of a column are written: what they need, at most `MOST_DECIMALS`."""
    values = column.dropna().astype(float)
    enough = (few for few in range(MOST_DECIMALS) if (values.round(few) == values).all())
    return next(enough, MOST_DECIMALS)


def whole_days(column: pd.Series) -> bool:
    """Tell whether moments of a column are all days, without a time."""
    return bool((column.dropna().dt.normalize() == column.dropna()).all())


def printed(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table's cells as texts for paper: numbers of a column with decimals alike, moments to the minute."""
    return pd.DataFrame({name: _printed(table[name]) for name in table}, index=table.index, dtype=object)


def _printed(column: pd.Series) -> pd.Series:
    form: Callable[[Any], str]
    if pd.api.types.is_bool_dtype(column):
        form = {True: "✓", False: ""}.__getitem__
    elif pd.api.types.is_numeric_dtype(column):
        form = _number(decimals_of(column))
    elif pd.api.types.is_datetime64_any_dtype(column):
        form = ("{:%Y-%m-%d}" if whole_days(column) else "{:%Y-%m-%d %H:%M}").format
    else:
        form = str
    return column.astype(object).map(lambda cell: MISSING if pd.isna(cell) else form(cell))


def _number(decimals: int) -> Callable[[float], str]:
    """Return how numbers of a column are told; one that would be told as 0 and is not keeps two digits."""
    least = 0.5 * 10**-decimals
    return lambda value: f"{value:,.{decimals}f}" if not value or abs(value) >= least else f"{value:.2g}"
