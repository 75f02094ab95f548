"""What matters, in one sentence: at which hour and in which place most cases are reported."""

from __future__ import annotations

from data_access import cases
from ui.panels.answer import answer
from ui.session.view import View, level_of_places
from ui.words.text import t, word


def where_and_when(view: View) -> None:
    """Draw the sentence, nothing without a case."""
    hours = view.fetch(cases.by_hour_of_week, view.selection)
    if hours.empty or not hours["reported"].sum():
        return
    most = hours.loc[hours["reported"].idxmax()]
    when = t(
        "heatmap.busiest",
        weekday=word("weekday", int(most["weekday"])),
        hour=int(most["hour"]),
        count=f"{int(most['reported']):,}",
    )
    answer(when, _place(view))


def _place(view: View) -> str:
    if view.selection.within is not None:  # places lie around a drawn shape, not in it
        return ""
    level = level_of_places(view)
    places = view.fetch(cases.by_place, view.selection, level)
    if places.empty or not places["reported"].sum():
        return ""
    most = places.loc[places["reported"].idxmax()]
    words = {"place": most["name"], "count": f"{int(most['reported']):,}"}
    return t("heatmap.most_reported", level=word("place_level", level), **words)
