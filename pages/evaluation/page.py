"""Evaluation (考核): official rates, scores and ranks by weights that the user sets, and what chance explains."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from data_access import evaluation
from data_access.evaluation import FEWEST_CASES, WEIGHTS, rank_changes, ranked
from data_access.indicators import OFFICIAL_INDICATORS, Indicator
from data_access.selection import Selection
from data_access.selection.comparison import Comparison
from data_access.statistics.funnel import funnel, funnel_curve
from pages.evaluation.funnels import funnel_chart
from pages.evaluation.months import month_chooser
from pages.evaluation.sheet import score_sheet_bytes
from ui.filters.comparison import beside, comparable, comparison_switch
from ui.filters.weights import weight_setting
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_chooser, source_words
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session.view import View, current_view
from ui.words import numbers
from ui.words.tables import heading, worded
from ui.words.text import t, word

LEVELS = ("street_office", "community", "grid")


def measured(view: View, selection: Selection, level: str) -> pd.DataFrame:
    """Return what the rates of each place are made of."""
    as_of = view.dataset.as_of
    rates = view.fetch(evaluation.rates_by_place, selection, as_of, level)
    repeats = view.fetch(evaluation.repeats_by_place, selection, level)
    return rates.merge(repeats.drop(columns=["name", "residents"]), on="code")


def together(view: View, selection: Selection) -> pd.DataFrame:
    """Return what the rates of all selected places together are made of, in one row."""
    as_of = view.dataset.as_of
    parts = (view.fetch(evaluation.rates, selection, as_of), view.fetch(evaluation.repeats, selection))
    return pd.concat(parts, axis=1)


def official(view: View, other: Comparison) -> None:
    """List every official indicator with its parts, formula and source."""
    now, before = together(view, view.selection), together(view, other.selection)
    rows = [
        {
            t("column.indicator"): t(f"indicator.{item.key}.name"),
            t("column.value"): numbers.figure(item, item.value(now)),
            t("column.compared"): numbers.figure(item, item.value(before)) if comparable(item, other) else "",
            t("column.numerator"): now[item.numerator].iloc[0] if item.denominator else None,
            t("column.denominator"): now[item.denominator].iloc[0] if item.denominator else None,
            t("column.formula"): t(f"indicator.{item.key}.formula"),
            t("column.source"): source_words(item),
        }
        for item in OFFICIAL_INDICATORS
    ]
    table_panel(
        view,
        "official",
        t("evaluation.official"),
        pd.DataFrame(rows),
        note=t("evaluation.official_note"),
        whole=True,
    )


def league_table(
    view: View, level: str, rows: pd.DataFrame, weights: Mapping[Indicator, int], other: Comparison
) -> None:
    """Draw scores and ranks, with the change in rank where the comparison is another time."""
    ranks = ranked(rows, weights)
    counted = {"rank": ranks["rank"], "name": ranks["name"], "composite": ranks["composite"].round(2)}
    if other.in_time:
        before = ranked(measured(view, other.selection, level), weights)
        counted["rank_change"] = rank_changes(ranks, before)
    table = worded(pd.DataFrame(counted | {"cases_due": ranks["due"]}), [*counted, "cases_due"])
    for indicator, weight in weights.items():
        if weight:
            table[heading(indicator)] = (
                indicator.of(rows.set_index("code").loc[ranks["code"]]).round(2).to_numpy()
            )
    note = t("evaluation.table_note" if other.in_time else "evaluation.table_note_place", fewest=FEWEST_CASES)
    title = t("evaluation.table")
    line = view.provenance(note)
    live = {"xlsx": lambda: score_sheet_bytes(ranks, rows, weights, line)}
    table_panel(view, "ranks", title, table, note=note, files=live)


def funnel_plot(view: View, level: str, rows: pd.DataFrame, other: Comparison) -> None:
    """Draw a funnel of one rate: which places differ by more than chance, and where they stood in the comparison."""
    indicator = indicator_chooser(t("evaluation.funnel_by"), list(WEIGHTS), "evaluation_funnel")
    places = funnel(rows, indicator)
    places["compared"] = compared(view, level, places["code"], indicator, other)
    title = t("evaluation.funnel", figure=t(f"indicator.{indicator.key}.name"))
    table = worded(
        places, ["name", "cases", "value", "compared", "low_95", "high_95", "low_998", "high_998", "verdict"]
    )
    if places.empty:
        empty(t("empty.selection"))
        return
    target = float(np.average(places["value"], weights=places["cases"]))
    names = {key: t(f"column.{key}") for key in ("cases", "name", "verdict", "compared")} | {
        "value": heading(indicator)
    }
    names |= {verdict: word("verdict", verdict) for verdict in ("inside", "alert", "alarm")}
    chart = funnel_chart(places, funnel_curve(int(places["cases"].max()), target / 100), target, names)
    chart_panel(
        view,
        "funnel",
        title,
        chart,
        table.round(2),
        note=f"{t('evaluation.funnel_note')} {verdict_words(places)} {beside(view, other)}",
    )


def compared(view: View, level: str, codes: pd.Series, indicator: Indicator, other: Comparison) -> pd.Series:
    """Return what each place's rate is held against: its own at another time, or one figure for all."""
    if not other.in_time:
        figure = indicator.value(together(view, other.selection))
        return pd.Series(figure, index=codes.index, dtype="Float64")
    before = measured(view, other.selection, level)
    rates = dict(zip(before["code"], indicator.of(before), strict=True))
    return codes.map(rates).astype("Float64")


def verdict_words(places: pd.DataFrame) -> str:
    """Say how many places lie outside the limits, and how many chance alone would put there."""
    found = places["verdict"].value_counts()
    alarm, alert = int(found.get("alarm", 0)), int(found.get("alert", 0))
    if alarm + alert == 0:
        return t("evaluation.none_outside")
    return t("evaluation.funnel_outside", alarm=alarm, alert=alert, chance=f"{0.05 * len(places):.0f}")


def level_chooser(view: View) -> str:
    """Draw the choice of the level that is evaluated, of those that the data have."""
    offered = {level: word("place_level", level) for level in LEVELS if view.has_level(level)}
    return st.segmented_control(
        t("evaluation.level"),
        list(offered),
        default=next(iter(offered)),
        format_func=offered.__getitem__,
        key="evaluation_level",
        required=True,
    )


view = current_view()
page_heading(view, t("evaluation.title"))
if view.has("cases"):
    left, right = st.columns(2)
    with left:
        level = level_chooser(view)
    with right:
        month_chooser(view)
    other = comparison_switch(view)
    rows = measured(view, view.selection, level)
    weights = weight_setting(WEIGHTS, "weights", t("evaluation.weights_help"))
    league_table(view, level, rows, weights, other)
    funnel_plot(view, level, rows, other)
    official(view, other)
else:
    empty(t("empty.table", table=t("table.cases")))
