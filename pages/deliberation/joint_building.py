"""Joint party building with property companies: who signed, and whether more is settled within the grid there."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data_access.deliberation import joint_building
from data_access.indicators import CROSS_POSTS, POSTS_PER_SIGNED, SIGNED_COMPOUNDS, SIGNED_SHARE, WITH_COMPANY
from data_access.statistics import differences as of_shares
from pages.deliberation.charts import intervals
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_cards
from ui.panels.openings import portraits_opened
from ui.panels.rows import in_rows
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.periods import level_below
from ui.words.tables import column, heading
from ui.words.text import t, word

COUNTS = ("compounds", "with_company", "signed", "unsigned", "unknown")


def recorded(view: View) -> list[str]:
    """Return what the data set tells of any compound at all, of companies and signing."""
    told = view.fetch(joint_building.recorded).iloc[0]
    return [name for name in told.index if told[name]]


def not_recorded(known: list[str]) -> None:
    """Say what cannot be counted where no compound tells its company, or none whether it signed."""
    for name in ("companies", "signing"):
        if name not in known:
            st.caption(t(f"deliberation.without_{name}"))


def signing(view: View) -> None:
    """Draw how many compounds signed and how many posts are held across."""
    now = view.fetch(joint_building.figures, view.selection)
    cards = (WITH_COMPANY, SIGNED_COMPOUNDS, SIGNED_SHARE, CROSS_POSTS)
    indicator_cards(view, [(indicator, now) for indicator in cards])


def settled_in_grid(view: View) -> None:
    """Draw the shares of cases closed in the grid with their intervals, and the differences between groups."""
    counts = view.fetch(joint_building.closed_by_compound, view.selection)
    st.info(t("deliberation.not_a_cause"), icon=":material/balance:")
    in_rows([partial(shares, view, counts), partial(differences, view, counts)])


def shares(view: View, counts: pd.DataFrame) -> None:
    """Draw each group's share of cases closed in the grid."""
    found = of_shares.shares(counts, joint_building.STANDINGS)
    names = ("standing_signed", "in_grid_share", "low", "high")
    label, value, low, high = (column(f"deliberation.{name}") for name in names)
    table = pd.DataFrame(
        {label: [word("joint_building", standing) for standing in found["standing"]]}
        | {column(f"deliberation.{name}"): found[name] for name in ("compounds", "closed")}
        | {value: _percent(found["share"]), low: _percent(found["low"]), high: _percent(found["high"])}
    )
    note = t("deliberation.shares_note", fewest=of_shares.FEWEST_COMPOUNDS)
    chart = intervals(table, label, value, (low, high))
    chart_panel(view, "joint_shares", t("deliberation.shares"), chart, table, note=note)


def differences(view: View, counts: pd.DataFrame) -> None:
    """Draw by how much signed compounds differ from unsigned ones: raw, within kinds of compound, in each kind."""
    found = of_shares.differences(counts, joint_building.SIGNED, joint_building.UNSIGNED)
    names = ("compared", "difference", "points_low", "points_high")
    label, value, low, high = (column(f"deliberation.{name}") for name in names)
    table = pd.DataFrame(
        {label: [_compared_words(name) for name in found["compared"]]}
        | {value: _percent(found["difference"]), low: _percent(found["low"]), high: _percent(found["high"])}
        | {column("deliberation.signed"): found["compounds"]}
        | {column("deliberation.unsigned"): found["other_compounds"]}
    )
    note = t("deliberation.differences_note", fewest=of_shares.FEWEST_COMPOUNDS)
    chart = intervals(table, label, value, (low, high), reference=0)
    chart_panel(view, "joint_differences", t("deliberation.differences"), chart, table, note=note)


def by_place(view: View) -> None:
    """List compounds, companies, agreements and cross-appointed posts of the places below the selection."""
    level = level_below(view.selection)
    rows = view.fetch(joint_building.by_place, view.selection, level)
    rows = rows.assign(share=SIGNED_SHARE.of(rows)).sort_values("share", ascending=False, na_position="last")
    table = pd.DataFrame(
        {column("deliberation.place"): rows["name"]}
        | {column(f"deliberation.{name}"): rows[name] for name in COUNTS}
        | {heading(indicator): indicator.of(rows).round(2) for indicator in (SIGNED_SHARE, POSTS_PER_SIGNED)}
    )
    note = t("deliberation.joint_places_note")
    title = t(f"deliberation.joint_{level}")
    opens = portraits_opened(view, level, rows["code"])
    table_panel(view, "joint_places", title, table, note=note, categories=False, opens=opens)


def _percent(shares: pd.Series) -> pd.Series:
    return (100 * shares.astype(float)).round(2)


def _compared_words(name: str) -> str:
    if name in (of_shares.RAW, of_shares.STRATIFIED):
        return t(f"deliberation.{name}")
    return t("deliberation.only_kind", kind=word("compound_kind", name))
