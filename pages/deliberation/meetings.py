"""Deliberation meetings: the figures, who attends, what is resolved on which topics, and what keeps coming back."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data_access.deliberation import meetings
from data_access.indicators import (
    ATTENDEES,
    CARRIED_OUT,
    MEETING_INDICATORS,
    MEETINGS,
    RESOLUTIONS,
    Indicator,
)
from data_access.selection.periods import preset_period
from pages.deliberation.words import day_words, topic_words
from ui import charts, theme
from ui.filters.choosers import choice
from ui.filters.comparison import against, earlier_period
from ui.filters.moves import select_next
from ui.panels.answer import answer, changed, figures_told
from ui.panels.charts import chart_panel
from ui.panels.figures import Card, indicator_cards
from ui.panels.openings import portraits_opened
from ui.panels.tables import table_panel
from ui.panels.unfinished import cut_moments, cut_words, whole_rows
from ui.session.view import View
from ui.words.periods import time_unit
from ui.words.tables import column
from ui.words.text import sentences, t

RECURRING_LEVELS = {
    "community": ("street_office", "community"),
    "compound": ("street_office", "community", "compound"),
}
"""The levels at which topics may keep coming back, each with the places that name it."""

LONG_ENOUGH = "last_90_days"
"""A period that holds meetings of more than 60 days ago."""


def figures(view: View) -> None:
    """Draw the figures of the period against an earlier one."""
    as_of, other = view.dataset.as_of, earlier_period(view)
    periods = view.selection, other.selection
    now, before = (view.fetch(meetings.figures, period, as_of) for period in periods)
    unit = time_unit(view.selection)
    history = whole_rows(view, view.fetch(meetings.over_time, view.selection, as_of, unit), unit)

    def card(indicator: Indicator) -> Card:
        alone = indicator is CARRIED_OUT  # what was resolved of late has had less time
        return (indicator, now) if alone else (indicator, now, before, history)

    _in_words(now, changed(MEETINGS, now, before, other), against(view, other))
    indicator_cards(view, [card(indicator) for indicator in MEETING_INDICATORS], pace=other.pace)
    if unclear := int(now["unclear"].iloc[0]):
        st.caption(t("deliberation.unclear", count=f"{unclear:,}"))
    if now["judged_60"].iloc[0] == 0 < now["with_resolutions"].iloc[0]:
        _too_recent(view)


def _too_recent(view: View) -> None:
    """Say that no meeting of the period is old enough to judge, and lead to a period in which some are."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("deliberation.too_recent"))
        start, end = preset_period(LONG_ENOUGH, view.dataset.as_of.date())
        longer = replace(view.selection, start=start, end=end)
        st.button(
            t("deliberation.longer", period=t(f"period.{LONG_ENOUGH}")),
            key="deliberation_longer",
            icon=":material/arrow_forward:",
            type="tertiary",
            on_click=select_next,
            args=(longer,),
        )


def _in_words(now: pd.DataFrame, change: str, tip: str) -> None:
    """Say how many meetings were held, what they resolved, and how much of that is left to be carried out."""
    told = figures_told((MEETINGS, ATTENDEES, RESOLUTIONS, CARRIED_OUT), now)
    held = t("deliberation.held_words", changed=change, **told)
    left = (now["resolutions_tracked"] - now["resolutions_done"]).iloc[0]
    known = CARRIED_OUT.value(now) is not None
    done = t("deliberation.done_words", left=f"{left:,.0f}", **told) if known else ""
    unknown = t("deliberation.done_unknown") if RESOLUTIONS.value(now) and not known else ""
    answer(held, done or unknown, tip=tip)


def attendance(view: View) -> None:
    """Draw who attended over time, by kind."""
    unit = time_unit(view.selection)
    rows = view.fetch(meetings.over_time, view.selection, view.dataset.as_of, unit)
    kinds = {name: column(f"deliberation.{name}") for name in meetings.ATTENDANCE}
    at, who, count = (column(f"deliberation.{name}") for name in ("at", "who", "attendees"))
    names = {"at": at} | kinds | {"meetings": column("deliberation.meetings")}
    table = rows[list(names)].rename(columns=names)
    long = table.melt(at, list(kinds.values()), who, count)
    long[count] = pd.to_numeric(long[count])
    cut = cut_moments(view, rows["at"], unit)
    chart = charts.stacked(long, at, count, who, cut=cut)
    title = t(f"deliberation.attendance_{unit}")
    note = sentences(t("indicator.attendees.formula"), cut_words(cut, unit))
    chart_panel(view, "attendance", title, chart, table, note=note, categories=False)


def topics(view: View) -> None:
    """Draw the resolutions of each kind of topic, and how many of them were carried out."""
    rows = view.fetch(meetings.by_topic, view.selection, view.dataset.as_of)
    sums = ("meetings", "attendees", "resolutions", "resolutions_done")
    kind = column("deliberation.topic_kind")
    table = pd.DataFrame(
        {kind: topic_words(rows["topic_kind"])}
        | {column(f"deliberation.{name}"): pd.to_numeric(rows[name]) for name in sums}
        | {column("deliberation.carried_out"): CARRIED_OUT.of(rows).round(1)}
    )
    resolved, done = column("deliberation.resolutions"), column("deliberation.resolutions_done")
    chart = charts.bars(table, kind, resolved, keep_order=True, beside=charts.Beside(done, done, False))
    title, note, least = t("deliberation.topics"), t("deliberation.topics_note"), theme.CHART_HEIGHT
    chart_panel(view, "topics", title, chart, table, note=note, categories=False, least=least)


def recurring(view: View) -> None:
    """List the topics that keep coming back in one community or compound, with what was carried out."""
    words = {level: t(f"deliberation.recurring_{level}") for level in RECURRING_LEVELS}
    level = choice("deliberation_recurring_by", t("deliberation.recurring_by"), words)
    rows = view.fetch(meetings.recurring, view.selection, level)
    total = int(rows["total"].iloc[0]) if len(rows) else 0
    counts = {"total": f"{total:,}", "shown": f"{len(rows):,}"}
    note = t("deliberation.recurring_note", times=meetings.RECURRING_TIMES, **counts)
    title, table = t("deliberation.recurring"), recurring_table(rows, RECURRING_LEVELS[level])
    opens = portraits_opened(view, "community", rows["community_code"])
    table_panel(view, "recurring", title, table, note=note, categories=False, opens=opens)


def recurring_table(rows: pd.DataFrame, places: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of `meetings.recurring` in words, named by their places."""
    outstanding = rows["resolutions_tracked"] - rows["resolutions_done"]
    told = (
        {name: rows[name].fillna("") for name in places}
        | {"topic_kind": topic_words(rows["topic_kind"]), "times": rows["times"]}
        | {name: day_words(rows[name]) for name in ("first_at", "last_at")}
        | {name: pd.to_numeric(rows[name]) for name in ("resolutions", "resolutions_done")}
        | {"outstanding": pd.to_numeric(outstanding)}
    )
    return pd.DataFrame({column(f"deliberation.{name}"): values for name, values in told.items()})
