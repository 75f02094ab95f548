"""Alerts as people read them: what, where, since when, why, what is usual, how sure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from data_access.attention import signals
from data_access.attention.alerts import JUDGED, KINDS, gathered, within
from data_access.attention.weight import weighed
from data_access.selection import Selection
from data_access.statistics import surveillance
from ui.session.source import Loaded
from ui.session.view import View, categories_above, category_names
from ui.words.text import side_by_side, t

Alert = Mapping[str, Any]
ALERTS_KEPT = 200  # of so many selections
WHOLE_FROM = 10  # numbers to be expected from here on are told without decimals


def all_alerts(view: View) -> pd.DataFrame:
    """Return every alert in what is selected, the heaviest first: see `weighed`; and category in words."""
    as_of = view.dataset.as_of
    return _kept(view, as_of.date(), as_of, before=False)


def alerts_before(view: View) -> pd.DataFrame:
    """Return the alerts of `all_alerts` as they were at the end of the day before, as far as times tell."""
    midnight = datetime.combine(view.dataset.as_of.date(), time())
    return _kept(view, midnight.date() - timedelta(days=1), midnight, before=True)


def _kept(view: View, day: date, moment: datetime, before: bool) -> pd.DataFrame:
    asked = signals.lately(view.selection, day, 1)
    return _alerts_of(view.source.loaded, repr(asked), moment, before, view, asked)


@st.cache_data(max_entries=ALERTS_KEPT, show_spinner=False)
def _alerts_of(
    loaded: Loaded, places: str, moment: datetime, before: bool, _view: View, _asked: Selection
) -> pd.DataFrame:
    """Judge once for a load and what is selected, whatever the period: alerts are of the last day of `_asked`."""
    day, parents = _asked.last_day, categories_above(_view.source)
    repeated, reopened = (
        signals.lately(_asked, day, surveillance.RECENT_DAYS[kind]) for kind in ("repeat", "reopened")
    )
    alerts = gathered(
        {kind: within(rows, _asked, parents) for kind, rows in _judgements(_view, day).items()},
        _view.fetch(signals.late, _asked, moment, before=before),
        _view.fetch(signals.repeated, repeated),
        _view.fetch(signals.reopened, reopened),
    )
    sizes = _view.fetch(signals.residents, signals.judged_on(day, _asked.allowed))
    alerts = weighed(alerts, dict(zip(sizes["code"], sizes["residents"], strict=True)))
    names = category_names(_view.source)
    return alerts.assign(category=[names.get(code, code) for code in alerts["category_code"]])


def _judgements(view: View, day: date) -> dict[str, pd.DataFrame]:
    """Return the statistical judgements of a day by kind, made over all places whatever is selected."""
    judged = signals.judged_on(day, view.selection.allowed)
    communities = int(view.fetch(signals.places_judged, judged)["communities"].iloc[0])
    life, by_day = view.fetch(signals.life_of_grids, judged), view.fetch(signals.life_by_day, judged)
    return {
        "surge": surveillance.surges(view.fetch(signals.by_week, judged), communities),
        "silent": surveillance.silent_grids(life, by_day, day),
        "satisfaction": surveillance.falling_satisfaction(view.fetch(signals.satisfaction, judged), day),
    }


def alert_words(view: View, alert: Alert) -> tuple[str, str, str]:
    """Return an alert in words: what, where, and since when."""
    return alert_what(alert), alert_where(view, alert), alert_since(alert)


def count_words(alerts: pd.DataFrame) -> str:
    """Return how many alerts of each kind there are, and of how many cases those are that count cases."""
    totals = alerts.groupby("kind")["observed"].agg(["size", "sum"])
    return " · ".join(
        t(f"attention.counted.{kind}", count=f"{row['size']:,.0f}", cases=f"{row['sum']:,.0f}")
        for kind, row in totals.reindex([kind for kind in KINDS if kind in totals.index]).iterrows()
    )


def nothing() -> None:
    """Say that nothing needs attention."""
    st.success(t("attention.nothing"), icon=":material/check_circle:")


def alert_what(alert: Alert) -> str:
    rated, observed = alert["rated"], alert["observed"]
    return t(
        f"attention.what.{alert['kind']}",
        category=alert["category"],
        count=f"{observed:,.0f}",
        days=f"{alert['silent_days']:.0f}",
        rated=f"{rated:,.0f}",
        share=f"{100 * observed / rated:.0f}" if rated else "",
    )


def alert_where(view: View, alert: Alert) -> str:
    """Return the place with the levels above it."""
    codes = (alert[f"{level}_code"] for level in ("street_office", "community", "grid"))
    named = [view.names.get(code, code) for code in codes if pd.notna(code)]
    named += [alert["compound"]] if pd.notna(alert["compound"]) else []
    return side_by_side(named, " · ")


def alert_since(alert: Alert) -> str:
    key = "attention.due_next" if alert["kind"] == "due_soon" else "attention.since"
    return t(key, day=f"{pd.Timestamp(alert['since']):%Y-%m-%d}")


def alert_mark(alert: Alert) -> str:
    """Return the word for what an alert is (`attention.mark`): fact or judgement."""
    return "judgement" if alert["kind"] in JUDGED else "fact"


def alert_certainty(alert: Alert) -> str:
    """Return that it is a fact, or what was expected."""
    if alert["kind"] not in JUDGED:
        return t("attention.fact")
    return t(
        f"attention.judged.{alert['kind']}",
        observed=f"{alert['observed']:.0f}",
        expected=_expected(alert["expected"]),
        days=f"{alert['silent_days']:.0f}",
    )


def alert_rate(alert: Alert) -> str:
    """Return the false discovery rate that a judgement passes, nothing for a fact."""
    if alert["kind"] not in JUDGED:
        return ""
    rate = "<0.01%" if alert["q"] < 0.0001 else f"{alert['q']:.2%}"
    return t("attention.rate", rate=rate)


def alert_why(alert: Alert, as_of: datetime) -> str:
    """Return why an alert is one."""
    return t(
        f"attention.why.{alert['kind']}",
        observed=f"{alert['observed']:,.0f}",
        rated=f"{alert['rated']:,.0f}",
        late=f"{max((as_of - pd.Timestamp(alert['since'])).days, 0):,}",
        days=f"{alert['silent_days']:.0f}",
        fewest=signals.REPEATED_FROM,
    )


def alert_usual(alert: Alert) -> str:
    """Return what is usual where an alert is, or allowed (`usual`, missing where the rule says it)."""
    return t(
        f"attention.usual.{alert['kind']}",
        usual=_expected(alert["usual"]),
        days=f"{alert['silent_days']:.0f}",
        fewest=signals.REPEATED_FROM,
    )


def _expected(number: float) -> str:
    decimals = "1g" if 0 < number < 0.1 else f"{0 if number >= WHOLE_FROM else 1}f"  # 0.03, 0.3, 3.2, 32
    return f"{number:.{decimals}}"
