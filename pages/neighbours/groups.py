"""Residents' groups (楼栋群、业主群、落户群): how many, whom they cover, and which compounds have none."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data_access import neighbours
from data_access.indicators import COMPOUNDS_GROUPED, GROUP_COVERAGE, GROUP_MEMBERS, RESIDENT_GROUPS
from ui import charts
from ui.filters.choosers import choice
from ui.panels.charts import chart_panel
from ui.panels.figures import indicator_cards
from ui.panels.notes import empty
from ui.panels.openings import portraits_opened
from ui.panels.picks import places_picked
from ui.panels.tables import table_panel
from ui.session.view import View, level_of_places
from ui.words.tables import column, heading
from ui.words.text import in_short, t, word


def groups(view: View) -> None:
    """Draw the residents' groups: figures, coverage by kind and by place, compounds without any."""
    now = view.fetch(neighbours.figures, view.selection)
    indicator_cards(
        view, [(indicator, now) for indicator in (RESIDENT_GROUPS, GROUP_MEMBERS, COMPOUNDS_GROUPED)]
    )
    said = [t("neighbours.groups_state")]
    for gap in ("uncounted", "unplaced"):
        if count := int(now[gap].iloc[0]):
            said.append(t(f"neighbours.{gap}", count=f"{count:,}"))
    st.caption(**in_short("".join(said)))
    rows = view.fetch(neighbours.coverage, view.selection)
    if len(rows):
        left, right = st.columns(2)
        with left:
            coverage(view, rows)
            without_groups(view, now)
        with right:
            coverage_by_place(view, list(rows["kind"]))
    else:
        empty(t("neighbours.no_groups"))
        without_groups(view, now)


def coverage(view: View, rows: pd.DataFrame) -> None:
    """Draw which share of the households the groups of each kind cover."""
    kind, share = column("neighbours.group_kind"), heading(GROUP_COVERAGE)
    table = pd.DataFrame(
        {kind: [word("group_kind", name) for name in rows["kind"]]}
        | {share: GROUP_COVERAGE.of(rows).round(1)}
        | {
            column(f"neighbours.{name}"): whole(rows[name])
            for name in ("groups", "members", "households_covered")
        }
        | {column("neighbours.households"): whole(rows["households"])}
    )
    known = share if table[share].notna().any() else column("neighbours.households_covered")
    chart = charts.bars(table, kind, known)
    note = coverage_note(int(rows["capped"].sum()))
    chart_panel(view, "coverage", t("neighbours.coverage"), chart, table, note=note, categories=False)


def coverage_by_place(view: View, kinds: Sequence[str]) -> None:
    """Draw the places below the selection by the share of households that the groups of a kind cover."""
    level = level_of_places(view)
    words = {kind: word("group_kind", kind) for kind in kinds}
    chosen = choice("neighbours_group_kind", column("neighbours.group_kind"), words)
    rows = view.fetch(neighbours.coverage_by_place, view.selection, level)
    table = coverage_table(rows, words)
    share = share_heading(words[chosen])
    table = table.sort_values(share, ascending=False, na_position="last", kind="stable")
    known = table.dropna(subset=[share])
    if len(table) and known.empty:
        empty(t("neighbours.no_households"))
        return
    chart = charts.bars(known, column("neighbours.name"), share, keep_order=True)
    title = t(f"neighbours.coverage_{level}", kind=words[chosen])
    note = coverage_note(int(rows["capped"].sum()))
    picks = places_picked(view, level, column("neighbours.name"))
    chart_panel(view, "coverage_places", title, chart, table, note=note, categories=False, picks=picks)


def coverage_table(rows: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Return the rows of `neighbours.coverage_by_place` as one row for each place, with a share for each kind.

    A place without a kind of group has a share of 0; one whose households are not known has none.
    """
    places = rows.drop_duplicates("code").set_index("code")
    having = rows.dropna(subset=["kind"])
    table = pd.DataFrame(
        {
            column("neighbours.name"): places["name"],
            column("neighbours.households"): whole(places["households"]),
        }
        | {column(f"neighbours.{name}"): summed(having, name, places.index) for name in ("groups", "members")}
    )
    for kind, words in kinds.items():
        covered = summed(having[having["kind"] == kind], "households_covered", places.index)
        share = GROUP_COVERAGE.of(places.assign(households_covered=covered))
        table[share_heading(words)] = share.round(1)
    return table.reset_index(drop=True)


def summed(rows: pd.DataFrame, name: str, codes: pd.Index) -> pd.Series:
    """Return a column's sum for each of the codes: 0 without a row, missing where no row knows it."""
    sums = whole(rows[name]).groupby(rows["code"]).sum(min_count=1)
    return sums.reindex(codes).mask(~codes.isin(sums.index), 0)


def share_heading(kind: str) -> str:
    """Return the heading of the share of households that a kind of group covers."""
    return t("neighbours.share_of", kind=kind)


def coverage_note(capped: int) -> str:
    """Say how coverage is reckoned, and in how many compounds it was cut at all households."""
    note = t("indicator.group_coverage.formula")
    return f"{note}{t('neighbours.capped', count=f'{capped:,}')}" if capped else note


def without_groups(view: View, now: pd.DataFrame) -> None:
    """List the compounds without any group, those with most households first."""
    title = t("neighbours.without")
    rows = view.fetch(neighbours.without_groups, view.selection)
    if rows.empty:
        with st.container(border=True):
            st.subheader(**in_short(title), anchor=False)
            known = int(now["compounds"].iloc[0])
            st.write(t("neighbours.none_without" if known else "neighbours.no_compounds"))
        return
    committee = rows["has_owners_committee"].map({True: t("cases.one.yes"), False: t("cases.one.no")})
    table = pd.DataFrame(
        {
            column(f"neighbours.{name}"): rows[name].fillna("")
            for name in ("compound", "community", "street_office")
        }
        | {column("neighbours.households"): whole(rows["households"])}
        | {
            column("neighbours.compound_kind"): [
                word("compound_kind", "unknown" if pd.isna(kind) else kind) for kind in rows["compound_kind"]
            ],
            column("neighbours.property_company"): rows["property_company"].fillna(""),
            column("neighbours.has_owners_committee"): committee.fillna(""),
            column("neighbours.grid"): rows["grid"].fillna(""),
        }
    )
    note = t("neighbours.without_note", count=f"{int(rows['in_all'].iloc[0]):,}", shown=f"{len(rows):,}")
    opens = portraits_opened(view, "community", rows["community_code"])
    table_panel(view, "without", title, table, note=note, categories=False, opens=opens)


def whole(numbers: pd.Series) -> pd.Series:
    """Return counts as whole numbers, missing where not known."""
    return pd.to_numeric(numbers).astype("Float64").round().astype("Int64")
