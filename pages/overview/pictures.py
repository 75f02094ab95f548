"""Each figure as a picture for a report: value, changes against the period before and a year before, and course."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from data_access import activities, cases
from data_access.grid_work import visits
from data_access.indicators import ACTIVITIES, CASE_INDICATORS, PARTICIPANTS, VISITS, Indicator
from data_access.selection.comparison import Comparison
from pages.overview.charts import courses
from ui.access.entry import begin_again_if_reader_changed
from ui.charts import Drawing
from ui.charts.pictures import png_bytes
from ui.files.menu import picture_download
from ui.filters.comparison import EARLIER, brought_beside, compared
from ui.panels.unfinished import whole_rows
from ui.session import state
from ui.session.source import Query
from ui.session.view import View
from ui.words import numbers
from ui.words.numbers import MISSING
from ui.words.periods import time_unit
from ui.words.tables import column, heading
from ui.words.text import t

MEASURED: tuple[tuple[str, tuple[Indicator, ...], Query, Query], ...] = (
    ("cases", CASE_INDICATORS, cases.figures, cases.flow),
    ("visits", (VISITS,), visits.figures, visits.over_time),
    ("activities", (ACTIVITIES, PARTICIPANTS), activities.figures, activities.over_time),
)
"""The figures that have a line, by the table they are counted in, with what counts them of a period and over time."""


def pictures(view: View) -> None:
    """Draw the menu of pictures beside the page's title; what they show is read when it is opened."""
    with st.session_state[state.TOOLS_PLACE]:
        _menu(view)


@st.fragment
def _menu(view: View) -> None:
    begin_again_if_reader_changed()
    menu = st.popover(
        t("overview.pictures"),
        icon=":material/image:",
        type="tertiary",
        key="figure_pictures",
        on_change="rerun",
    )
    if menu.open:
        with menu, st.container(gap=None):
            st.caption(t("overview.pictures_note"))
            for indicator, make in figure_pictures(view):
                picture_download(view, indicator.key, t(f"indicator.{indicator.key}.name"), make)


def figure_pictures(view: View) -> Iterator[tuple[Indicator, Callable[[], bytes]]]:
    """Give each figure with what makes its picture."""
    others = [compared(view, name) for name in EARLIER]
    for table, indicators, figures, over_time in MEASURED:
        if not view.has(table):
            continue
        now = view.fetch(figures, view.selection)
        before = [(other, view.fetch(figures, other.selection)) for other in others]
        lines = _lines(view, others, over_time)
        for indicator in indicators:
            changes = t("words.comma").join(_change(view, indicator, now, *each) for each in before)
            line = view.provenance(t(f"indicator.{indicator.key}.formula"))
            told = t("provenance.separator").join((changes, line))
            yield indicator, partial(_picture, indicator, lines, _title(view, indicator, now), told)


def _picture(indicator: Indicator, lines: Mapping[str, pd.DataFrame], title: str, told: str) -> bytes:
    return png_bytes(_chart(indicator, lines), title, told)


def _lines(view: View, others: Sequence[Comparison], over_time: Query) -> dict[str, pd.DataFrame]:
    """Return what is counted over the period, and over the others brought beside it, by their names."""
    unit = time_unit(view.selection)
    rows = whole_rows(view, view.fetch(over_time, view.selection, unit), unit)
    lines = {t("overview.picture_now"): rows}
    for other in others:
        earlier = view.fetch(over_time, other.selection, unit)
        lines[t(f"overview.picture_{other.name}")] = brought_beside(view, other, unit, earlier)
    return lines


def _chart(indicator: Indicator, lines: Mapping[str, pd.DataFrame]) -> Drawing:
    """Return the chart of a figure's lines."""
    at, value, span = column("at"), heading(indicator), t("filter.period")
    parts = [
        pd.DataFrame({at: pd.to_datetime(rows["at"]), value: indicator.of(rows).astype(float), span: name})
        for name, rows in lines.items()
    ]
    table, counted = pd.concat(parts, ignore_index=True).dropna(), indicator.unit == "count"
    return courses(table, at, value, span, list(lines), zero=counted)


def _title(view: View, indicator: Indicator, now: pd.DataFrame) -> str:
    told = {
        "figure": t(f"indicator.{indicator.key}.name"),
        "value": numbers.figure(indicator, indicator.value(now)),
    }
    return t("overview.picture", place=view.places, period=view.period_words(), **told)


def _change(
    view: View, indicator: Indicator, now: pd.DataFrame, other: Comparison, before: pd.DataFrame
) -> str:
    """Return a figure's change against an earlier period in words."""
    change = numbers.change(indicator, indicator.value(now), indicator.value(before), other.pace)
    words = {"compared": view.against(other).compared_words(), "change": change.words if change else MISSING}
    return t("overview.picture_change", **words)
