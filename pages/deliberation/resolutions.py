"""How soon what meetings resolve is carried out."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pandas as pd

from data_access.deliberation import meetings
from data_access.statistics import survival
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.notes import empty
from ui.panels.rows import beside
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.tables import column
from ui.words.text import t, word

DAYS_SHOWN = 90


def carrying_out(view: View) -> None:
    """Draw how the share of meetings with resolutions still to be carried out falls, and list it by kind of topic."""
    counts = view.fetch(meetings.time_to_carry_out, view.selection, view.dataset.as_of)
    if counts.empty:
        empty(t("deliberation.no_resolutions"))
    else:
        beside([1, 1.7], partial(still_open, view, counts), partial(speed_by_topic, view, counts))


def still_open(view: View, counts: pd.DataFrame) -> None:
    """Draw one curve over all meetings with resolutions, as far as they reach and no further than `DAYS_SHOWN`."""
    last = min(counts["hours"].max() // 24, DAYS_SHOWN)
    points = survival.at_hours(survival.curve(counts), 24 * np.arange(last + 1))
    days, series = column("deliberation.days"), column("deliberation.series")
    shares = {name: column(f"deliberation.{name}") for name in ("open_share", "low", "high")}
    table = pd.DataFrame(
        {days: points["hours"] / 24, series: t("deliberation.all_topics")}
        | {heading: (100 * points[name]).astype(float).round(2) for name, heading in shares.items()}
    )
    share, low, high = shares.values()
    chart = charts.survival(table, days, share, (low, high), series)
    note = t("deliberation.curve_note", horizon=meetings.HORIZON_HOURS // 24)
    chart_panel(view, "carrying_out", t("deliberation.curve"), chart, table, note=note, categories=False)


def speed_by_topic(view: View, counts: pd.DataFrame) -> None:
    """List how fast the resolutions of each kind of topic are carried out, all together first."""
    by_kind = counts.assign(topic_kind=counts["topic_kind"].fillna("unknown")).groupby("topic_kind")
    groups = {t("deliberation.all_topics"): counts} | {
        word("topic_kind", kind): rows for kind, rows in by_kind
    }
    table = pd.DataFrame([_speed(name, rows) for name, rows in groups.items()])
    note = t("deliberation.speed_note")
    table_panel(view, "speed", t("deliberation.speed"), table, note=note, categories=False, whole=True)


def _speed(name: str, counts: pd.DataFrame) -> dict[str, object]:
    fitted = survival.curve(counts)
    within = survival.at_hours(fitted, [24 * days for days in meetings.DAYS_TO_CARRY_OUT])["open_share"]
    middle, _, _ = survival.median(fitted)
    # A curve says nothing of days that no meeting has reached, unless nothing is left to be carried out.
    reached = counts["hours"].max() / 24 if not counts["closed"].all() else math.inf
    shares = {
        column(f"deliberation.within_{days}"): round(100 * (1 - share), 1) if days <= reached else None
        for days, share in zip(meetings.DAYS_TO_CARRY_OUT, within, strict=True)
    }
    return {
        column("deliberation.topic_kind"): name,
        column("deliberation.with_resolutions"): counts["cases"].sum(),
        column("deliberation.all_carried_out"): counts.loc[counts["closed"], "cases"].sum(),
        **shares,
        column("deliberation.median_days"): MISSING if middle is None else f"{middle / 24:,.1f}",
    }
