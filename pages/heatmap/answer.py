"""What matters, in one sentence: at which hour and in which place most cases are reported."""

from __future__ import annotations

import pandas as pd

from data_access import cases
from ui.panels.answer import answer, leading
from ui.session.view import View, level_of_places
from ui.words.text import NAMED, listed, t, word


def where_and_when(view: View) -> None:
    """Draw the sentence, nothing without a case."""
    answer(_hours(leading(view.fetch(cases.by_hour_of_week, view.selection))), _places(view))


def _hours(most: pd.DataFrame) -> str:
    if most.empty:
        return ""
    count = _count(most)
    if len(most) > NAMED:
        return t("heatmap.busiest_many", hours=len(most), count=count)
    hours = zip(most["weekday"], most["hour"], strict=True)
    named = listed(
        t("heatmap.hour", weekday=word("weekday", int(day)), hour=int(hour)) for day, hour in hours
    )
    return t("heatmap.busiest" if len(most) == 1 else "heatmap.busiest_alike", hours=named, count=count)


def _places(view: View) -> str:
    if view.selection.within is not None:  # places lie around a drawn shape, not in it
        return ""
    level = level_of_places(view)
    most = leading(view.fetch(cases.by_place, view.selection, level))
    if most.empty:
        return ""
    key = "heatmap.most_reported" if len(most) == 1 else "heatmap.most_reported_alike"
    return t(key, level=word("place_level", level), places=listed(most["name"]), count=_count(most))


def _count(most: pd.DataFrame) -> str:
    return f"{int(most['reported'].iloc[0]):,}"
