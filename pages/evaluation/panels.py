"""Scores and ranks, the funnel of one rate, and every official rate with its formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.evaluation import FEWEST_CASES, rank_changes, ranked
from data_access.indicators import OFFICIAL_INDICATORS, ON_TIME_CLOSING, Indicator
from data_access.selection.comparison import Comparison
from data_access.statistics.funnel import funnel, funnel_curve
from pages.evaluation.charts import funnel_chart
from pages.evaluation.rates import UNIT, Evaluated, compared, rates_of_each, rates_together
from pages.evaluation.sheet import score_sheet_bytes
from ui.filters.comparison import beside, comparable
from ui.panels.charts import chart_panel
from ui.panels.figures import flag_words, source_words
from ui.panels.notes import empty
from ui.panels.openings import Opens, cases_opened
from ui.panels.picks import places_picked
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words import numbers
from ui.words.tables import column, heading, worded
from ui.words.text import sentences, t, word


def league_table(
    view: View,
    evaluated: Evaluated,
    rows: pd.DataFrame,
    ranks: pd.DataFrame,
    weights: Mapping[Indicator, int],
    other: Comparison,
    rate: Indicator | None,
) -> None:
    """Draw scores and ranks (`ranked` of the rows), with the change in rank where the comparison is another time.

    Where a `rate` is asked for, it stands beside the names, from the worst on.
    """
    table = _standings(view, evaluated, ranks, weights, other)
    measured = rows.set_index("code").loc[ranks["code"]]
    for indicator, weight in weights.items():
        if weight or indicator == rate:
            table[heading(indicator)] = indicator.of(measured).round(2).to_numpy()
    note = t("evaluation.table_note" if other.in_time else "evaluation.table_note_place", fewest=FEWEST_CASES)
    note = sentences(note, flag_words(ON_TIME_CLOSING, rows))
    if rate is not None:
        table = _worst_first(table, rate)
        note = sentences(t("evaluation.worst_first", rate=t(f"indicator.{rate.key}.name")), note)
    line = view.against(other).provenance(note)
    live = {"xlsx": lambda: score_sheet_bytes(ranks, rows, weights, line)}
    title = _titled(t("evaluation.table"), evaluated)
    opens = _opened(view, evaluated, ranks["code"].reindex(table.index))
    table_panel(view.against(other), "ranks", title, table, note=note, files=live, opens=opens)


def _standings(
    view: View,
    evaluated: Evaluated,
    ranks: pd.DataFrame,
    weights: Mapping[Indicator, int],
    other: Comparison,
) -> pd.DataFrame:
    """Return ranks, names and scores, and the changes in rank where the comparison is another time."""
    counted = {"rank": ranks["rank"], "name": ranks["name"], "composite": ranks["composite"].round(2)}
    if other.in_time:
        before = ranked(rates_of_each(view, other.selection, evaluated), weights)
        counted["rank_change"] = rank_changes(ranks, before)
    return worded(pd.DataFrame(counted | {"cases_due": ranks["due"]}), [*counted, "cases_due"])


def _opened(view: View, evaluated: Evaluated, codes: pd.Series) -> Opens:
    """Return that a row opens the overdue cases of its place or unit."""
    chosen = view.selection
    return cases_opened(
        (
            replace(chosen, units=(code,))
            if evaluated.level == UNIT
            else chosen.at_place(evaluated.level, code)
            for code in codes
        ),
        "overdue",
    )


def _worst_first(table: pd.DataFrame, rate: Indicator) -> pd.DataFrame:
    """Return the table from the worst rate on, the rate beside the names; those without a rank come last."""
    value, name, ranked_by = heading(rate), column("name"), column("rank")
    rows = table.sort_values(value, ascending=rate.better == "up", kind="stable")
    rows = rows.sort_values(ranked_by, key=pd.isna, kind="stable")
    return rows[[name, value, *(other for other in rows if other not in (name, value))]]


def funnel_plot(
    view: View, evaluated: Evaluated, rows: pd.DataFrame, indicator: Indicator, other: Comparison
) -> None:
    """Draw a funnel of one rate: which places differ by more than chance, and where they stood in the comparison."""
    places = funnel(rows, indicator)
    places["compared"] = compared(view, evaluated, places["code"], indicator, other)
    if places.empty:
        empty(_nothing_compared(rows, indicator))
        return
    limits = ["low_95", "high_95", "low_998", "high_998"]
    table = worded(places, ["name", "cases", "value", "compared", *limits, "verdict"]).round(2)
    target = float(np.average(places["value"], weights=places["cases"]))
    names = {name: column(name) for name in ("cases", "name", "verdict", "compared")}
    names |= {"value": heading(indicator)}
    names |= {verdict: word("verdict", verdict) for verdict in ("inside", "alert", "alarm")}
    chart = funnel_chart(places, funnel_curve(int(places["cases"].max()), target / 100), target, names)
    title = _titled(t("evaluation.funnel", figure=t(f"indicator.{indicator.key}.name")), evaluated)
    note = f"{t('evaluation.funnel_note')} {verdict_words(places)} {beside(view, other)}"
    picks = None if evaluated.level == UNIT else places_picked(view, evaluated.level)
    chart_panel(view.against(other), "funnel", title, chart, table, note=note, picks=picks)


def _nothing_compared(rows: pd.DataFrame, indicator: Indicator) -> str:
    """Say why no place has a rate: there are no cases, or what it is made of is not recorded."""
    if rows[[indicator.numerator, indicator.denominator]].notna().all(axis=1).any():
        return t("empty.selection")
    name, formula = (t(f"indicator.{indicator.key}.{part}") for part in ("name", "formula"))
    return t("evaluation.not_recorded", figure=name, formula=formula)


def _titled(title: str, evaluated: Evaluated) -> str:
    """Return a title that tells of which kind the units are that stand beside each other."""
    if evaluated.level != UNIT:
        return title
    return t("evaluation.of_kind", title=title, kind=word("unit_kind", evaluated.kind or "unknown"))


def verdict_words(places: pd.DataFrame) -> str:
    """Say how many places lie outside the limits, and how many chance alone would put there."""
    found = places["verdict"].value_counts()
    alarm, alert = int(found.get("alarm", 0)), int(found.get("alert", 0))
    if alarm + alert == 0:
        return t("evaluation.none_outside")
    return t("evaluation.funnel_outside", alarm=alarm, alert=alert, chance=f"{0.05 * len(places):.0f}")


def official(view: View, other: Comparison) -> None:
    """List every official indicator with its parts, formula and source."""
    now, before = rates_together(view, view.selection), rates_together(view, other.selection)
    rows = [
        {
            column("indicator"): t(f"indicator.{item.key}.name"),
            column("value"): numbers.figure(item, item.value(now)),
            column("compared"): numbers.figure(item, item.value(before)) if comparable(item, other) else "",
            column("numerator"): now[item.numerator].iloc[0] if item.denominator else None,
            column("denominator"): now[item.denominator].iloc[0] if item.denominator else None,
            column("formula"): t(f"indicator.{item.key}.formula"),
            column("source"): source_words(item),
        }
        for item in OFFICIAL_INDICATORS
    ]
    title = t("evaluation.official")
    note = sentences(
        t("evaluation.official_note"),
        t("figure.in_time_differs"),
        flag_words(ON_TIME_CLOSING, now),
        beside(view, other),
    )
    table_panel(view.against(other), "official", title, pd.DataFrame(rows), note=note, whole=True)
