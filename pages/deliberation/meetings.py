"""What deliberation meetings come to: who attends, what is resolved and carried out, what keeps coming back."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from data_access.deliberation import meetings
from data_access.indicators import CARRIED_OUT, MEETING_INDICATORS
from data_access.statistics import survival
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_card
from ui.panels.notes import empty
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.periods import time_unit
from ui.words.text import t, word

DAYS_SHOWN = 90
RECURRING_LEVELS = ("community", "compound")


def column(name: str) -> str:
    """Return the heading of a column about meetings or joint party building."""
    return t(f"deliberation.column.{name}")


def day_words(moments: pd.Series) -> pd.Series:
    """Return moments as days, a dash where there is none."""
    return pd.to_datetime(moments).dt.strftime("%Y-%m-%d").fillna(MISSING)


def topic_words(kinds: pd.Series) -> list[str]:
    """Return kinds of topic in words."""
    return [word("topic_kind", "unknown" if pd.isna(kind) else kind) for kind in kinds]


def figures(view: View) -> None:
    """Draw the figures of the period against the one before."""
    as_of = view.dataset.as_of
    periods = view.selection, view.selection.previous()
    now, before = (view.fetch(meetings.figures, period, as_of) for period in periods)
    history = view.fetch(meetings.over_time, view.selection, as_of, time_unit(view.selection))
    for place, indicator in zip(st.columns(len(MEETING_INDICATORS)), MEETING_INDICATORS, strict=True):
        with place:
            if indicator is CARRIED_OUT:  # what was resolved of late has had less time
                indicator_card(indicator, now)
            else:
                indicator_card(indicator, now, before, history)
    if unclear := int(now["unclear"].iloc[0]):
        st.caption(t("deliberation.unclear", count=f"{unclear:,}"))


def attendance(view: View) -> None:
    """Draw who attended over time, by kind."""
    unit = time_unit(view.selection)
    rows = view.fetch(meetings.over_time, view.selection, view.dataset.as_of, unit)
    kinds = {name: column(name) for name in meetings.ATTENDANCE}
    table = rows[["at", *kinds, "meetings"]].rename(
        columns=kinds | {"at": column("at"), "meetings": column("meetings")}
    )
    long = table.melt(column("at"), list(kinds.values()), column("who"), column("attendees"))
    long[column("attendees")] = pd.to_numeric(long[column("attendees")])
    chart = charts.stacked(long, column("at"), column("attendees"), column("who"))
    title, note = t(f"deliberation.attendance_{unit}"), t("indicator.attendees.formula")
    chart_panel(view, "attendance", title, chart, table, note=note, categories=False)


def topics(view: View) -> None:
    """Draw the resolutions of each kind of topic, and how many of them were carried out."""
    rows = view.fetch(meetings.by_topic, view.selection, view.dataset.as_of)
    sums = ("meetings", "attendees", "resolutions", "resolutions_done")
    table = pd.DataFrame(
        {column("topic_kind"): topic_words(rows["topic_kind"])}
        | {column(name): pd.to_numeric(rows[name]) for name in sums}
        | {column("carried_out"): CARRIED_OUT.of(rows).round(1)}
    )
    chart = charts.bars(
        table,
        column("topic_kind"),
        column("resolutions"),
        keep_order=True,
        tick=column("resolutions_done"),
    )
    chart_panel(
        view,
        "topics",
        t("deliberation.topics"),
        chart,
        table,
        note=t("deliberation.topics_note"),
        categories=False,
    )


def carrying_out(view: View) -> None:
    """Draw how the share of meetings with resolutions still to be carried out falls, and list it by kind of topic."""
    counts = view.fetch(meetings.time_to_carry_out, view.selection, view.dataset.as_of)
    if counts.empty:
        empty(t("deliberation.no_resolutions"))
        return
    left, right = st.columns([1, 1.7])
    with left:
        still_open(view, counts)
    with right:
        speed_by_topic(view, counts)


def still_open(view: View, counts: pd.DataFrame) -> None:
    """Draw one curve over all meetings with resolutions, as far as they reach and no further than `DAYS_SHOWN`."""
    last = min(counts["hours"].max() // 24, DAYS_SHOWN)
    points = survival.at_hours(survival.curve(counts), 24 * np.arange(last + 1))
    table = pd.DataFrame(
        {column("days"): points["hours"] / 24, column("series"): t("deliberation.all_topics")}
        | {
            column(name): (100 * points[name]).astype(float).round(2)
            for name in ("open_share", "low", "high")
        }
    )
    chart = charts.survival(
        table, column("days"), column("open_share"), (column("low"), column("high")), column("series")
    )
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
        column(f"within_{days}"): round(100 * (1 - share), 1) if days <= reached else None
        for days, share in zip(meetings.DAYS_TO_CARRY_OUT, within, strict=True)
    }
    return {
        column("topic_kind"): name,
        column("with_resolutions"): counts["cases"].sum(),
        column("all_carried_out"): counts.loc[counts["closed"], "cases"].sum(),
        **shares,
        column("median_days"): MISSING if middle is None else f"{middle / 24:,.1f}",
    }


def recurring(view: View) -> None:
    """List the topics that keep coming back in one community or compound, with what was carried out."""
    words = {level: t(f"deliberation.recurring_{level}") for level in RECURRING_LEVELS}
    level = st.segmented_control(
        t("deliberation.recurring_by"),
        RECURRING_LEVELS,
        format_func=words.__getitem__,
        key="deliberation_recurring_by",
        default=RECURRING_LEVELS[0],
        required=True,
    )
    rows = view.fetch(meetings.recurring, view.selection, level)
    names = (
        ("street_office", "community", "compound") if level == "compound" else ("street_office", "community")
    )
    sums = ("resolutions", "resolutions_done")
    table = pd.DataFrame(
        {column(name): rows[name].fillna("") for name in names}
        | {column("topic_kind"): topic_words(rows["topic_kind"]), column("times"): rows["times"]}
        | {column(name): day_words(rows[name]) for name in ("first_at", "last_at")}
        | {column(name): pd.to_numeric(rows[name]) for name in sums}
        | {column("outstanding"): pd.to_numeric(rows["resolutions_tracked"] - rows["resolutions_done"])}
    )
    total = int(rows["total"].iloc[0]) if len(rows) else 0
    note = t(
        "deliberation.recurring_note",
        times=meetings.RECURRING_TIMES,
        total=f"{total:,}",
        shown=f"{len(rows):,}",
    )
    table_panel(view, "recurring", t("deliberation.recurring"), table, note=note, categories=False)
