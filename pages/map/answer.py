"""What matters, in one sentence: which place on the map has most, and which least."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pages.map.modes import PlaceMap
from ui.panels.answer import answer
from ui.words.text import listed, t


def most_and_least(shown: PlaceMap) -> None:
    """Draw a sentence for each figure of a map; places whose figure rests on few are not named."""
    sure = shown.table[~shown.table["hatched"].astype(bool)]
    answer(*(_of(sure, column, *said) for column, said in shown.said.items()))


def _of(table: pd.DataFrame, column: str, figure: str, words: Callable[[float], str]) -> str:
    ranked = table.dropna(subset=[column]).sort_values(column, ascending=False, kind="stable")
    told = ranked[column].astype(float).map(words)
    if told.nunique() < 2:
        return t("map.all_alike", figure=figure, value=told.iloc[0]) if len(told) > 1 else ""
    most, least = told.iloc[0], told.iloc[-1]
    return t(
        "map.most_and_least",
        figure=figure,
        first=listed(ranked.loc[told == most, "name"]),
        most=most,
        last=listed(ranked.loc[told == least, "name"]),
        least=least,
    )
