"""Days, weeks and months that the period or the as-of moment cuts: left out of sparklines, pale in charts, and said."""

from __future__ import annotations

import pandas as pd

from data_access.selection.buckets import unfinished
from ui.session.view import View
from ui.words.text import t


def whole_rows(view: View, rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the rows (column `at`) of whole days, weeks or months."""
    return rows[~unfinished(rows["at"], unit, view.selection, view.dataset.as_of)]


def cut_moments(view: View, at: pd.Series, unit: str) -> list[pd.Timestamp]:
    """Return the starts of the days, weeks or months that are cut, in order."""
    cut = at[unfinished(at, unit, view.selection, view.dataset.as_of)]
    return sorted(pd.to_datetime(cut).unique())


def cut_words(cut: list[pd.Timestamp], unit: str) -> str:
    """Return which days, weeks or months are not whole; nothing where all are."""
    if not cut:
        return ""
    days = t("words.comma").join(f"{moment:%Y-%m-%d}" for moment in cut)
    return t(f"words.cut_{unit}", days=days)
