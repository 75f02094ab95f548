"""What matters, in one sentence: at which hour and in which place most cases are reported."""

from __future__ import annotations

import pandas as pd

from data_access import cases
from ui.panels.answer import answer, leading, most_reported
from ui.session.view import View, level_of_places
from ui.words.text import NAMED, t, word


def where_and_when(view: View) -> None:
    """Draw the sentence, nothing without a case."""
    answer(_hours(leading(view.fetch(cases.by_hour_of_week, view.selection))), _places(view))


def _hours(most: pd.DataFrame) -> str:
    if len(most) > NAMED:
        return t("heatmap.busiest_many", hours=len(most), count=f"{int(most['reported'].iloc[0]):,}")
    hours = zip(most["weekday"], most["hour"], strict=True)
    named = (t("heatmap.hour", weekday=word("weekday", int(day)), hour=int(hour)) for day, hour in hours)
    return most_reported(most, "heatmap.busiest", "heatmap.busiest_alike", named)


def _places(view: View) -> str:
    if view.selection.within is not None:  # places lie around a drawn shape, not in it
        return ""
    level = level_of_places(view)
    most = leading(view.fetch(cases.by_place, view.selection, level))
    texts = ("heatmap.most_reported", "heatmap.most_reported_alike")
    return most_reported(most, *texts, most["name"], level=word("place_level", level))
