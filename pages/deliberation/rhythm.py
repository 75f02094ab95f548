"""Meetings against the rhythm expected of a community: set by the user, kept in the URL as `rhythm`."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access.deliberation import meetings
from data_access.indicators import IN_RHYTHM
from data_access.selection import Selection
from pages.deliberation.words import day_words
from ui import charts
from ui.panels.aims import aim_of
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_card
from ui.panels.notes import empty
from ui.panels.openings import portraits_opened
from ui.panels.rows import beside
from ui.panels.tables import table_panel
from ui.session import address, state
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.tables import column
from ui.words.text import t

MOST = 12  # in a quarter: about one a week


def rhythm(view: View) -> None:
    """Draw how many communities meet in the rhythm that the user expects, and list them, those behind first."""
    setting, card = st.columns([1, 1])
    with setting:
        asked = rhythm_setting()
    known = view.first_day("meetings"), view.dataset.as_of.date()
    period = meetings.whole_months(view.selection, *known)
    if period is None:
        empty(t("deliberation.no_whole_month"))
        return
    months = meetings.months(period)
    can_judge = meetings.meetings_due(asked, months) > 0
    judged = meetings.against_rhythm(view.fetch(meetings.by_community, period), asked, months)
    counts = {"in_rhythm": (~judged["behind"]).sum(), "judged": len(judged) if can_judge else 0}
    with card:
        indicator_card(IN_RHYTHM, pd.DataFrame([counts]))
    months_words = whole_months_words(period, months)
    note = t("deliberation.rhythm_note", rhythm=asked, period=months_words)
    if not can_judge:
        st.info(t("deliberation.too_short", months=-(-3 // asked), period=months_words))
        communities_judged(view, judged, note)
        return
    chart = held_by_community if view.selection.streets else in_rhythm_by_office
    beside([1, 2], partial(chart, view, judged, note), partial(communities_judged, view, judged, note))


def whole_months_words(period: Selection, months: int) -> str:
    """Return a period of whole months in words."""
    start, last = f"{period.start:%Y-%m}", f"{period.last_day:%Y-%m}"
    if months == 1:
        return t("deliberation.one_month", start=start)
    return t("deliberation.months", start=start, last=last, count=months)


def rhythm_setting() -> int:
    """Draw the number of meetings that a community is expected to hold in a quarter, and return it."""
    address.follow("rhythm", state.RHYTHM, _from_url())
    label, words = t("deliberation.rhythm"), t("deliberation.rhythm_help", usual=meetings.RHYTHM)
    chosen = int(st.number_input(label, 1, MOST, key=state.RHYTHM, help=words))
    address.set_parameter("rhythm", None if chosen == meetings.RHYTHM else str(chosen))
    return chosen


def _from_url() -> int:
    asked = address.parameter("rhythm")
    if asked is None:
        return meetings.RHYTHM
    if asked in map(str, range(1, MOST + 1)):
        return int(asked)
    st.warning(t("deliberation.rhythm_unknown", most=MOST))
    return meetings.RHYTHM


def in_rhythm_by_office(view: View, judged: pd.DataFrame, note: str) -> None:
    """Draw each street office's share of communities in rhythm, the lowest first."""
    known = judged.assign(street_office_code=judged["street_office_code"].fillna(""))
    offices = known.groupby("street_office_code")["behind"].agg(["sum", "size"]).reset_index()
    labels = offices["street_office_code"].map(view.labels).fillna(MISSING)
    names = ("street_office", "in_rhythm", "communities_behind", "communities")
    office, share, behind, communities = (column(f"deliberation.{name}") for name in names)
    table = pd.DataFrame(
        {
            office: labels,
            share: (100 - 100 * offices["sum"] / offices["size"]).round(1),
            behind: offices["sum"],
            communities: offices["size"],
        }
    ).sort_values([share, behind], ascending=[True, False])
    chart = charts.bars(table, office, share, keep_order=True, aim=aim_of(IN_RHYTHM))
    note = f"{t('indicator.in_rhythm.formula')} {note}"
    chart_panel(view, "in_rhythm", t("deliberation.in_rhythm"), chart, table, note=note, categories=False)


def held_by_community(view: View, judged: pd.DataFrame, note: str) -> None:
    """Draw each community's meetings beside the number expected."""
    table = judged_words(judged)
    names = ("community", "street_office", "held", "expected")
    name, office, held, expected = (column(f"deliberation.{name}") for name in names)
    repeated = table[name].duplicated(keep=False)
    table[name] = table[name].mask(repeated, table[office] + " · " + table[name])
    beside = charts.Beside(expected, expected, False)
    chart = charts.bars(table[[name, held, expected]], name, held, keep_order=True, beside=beside)
    note = f"{t('deliberation.tick')} {note}"
    chart_panel(view, "held", t("deliberation.held"), chart, table, note=note, categories=False)


def communities_judged(view: View, judged: pd.DataFrame, note: str) -> None:
    """List each community's meetings held and expected, those behind first."""
    title = t("deliberation.communities")
    opens = portraits_opened(view, "community", judged["code"])
    table_panel(view, "rhythm", title, judged_words(judged), note=note, categories=False, opens=opens)


def judged_words(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `meetings.against_rhythm` as people read them."""
    behind = {True: t("deliberation.behind"), False: ""}
    return pd.DataFrame(
        {
            column("deliberation.community"): judged["name"],
            column("deliberation.street_office"): judged["street_office"].fillna(""),
            column("deliberation.held"): judged["held"],
            column("deliberation.expected"): judged["expected"].round(1),
            column("deliberation.share"): judged["share"].round(1),
            column("deliberation.standing"): judged["behind"].map(behind),
            column("deliberation.last_at"): day_words(judged["last_at"]),
        }
    )
