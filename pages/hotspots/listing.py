"""The hot and cold areas one by one: in words, with the way to their cases, and as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import hotspots
from data_access.indicators import REPORTED_PER_1000
from data_access.selection.query_string import to_query
from pages.hotspots.spots import cases_of
from pages.hotspots.words import Row, last_words, months_words, pattern_words
from ui import theme
from ui.navigation import page_file
from ui.panels.openings import cases_opened
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column, heading
from ui.words.text import in_short, inert, t, word

LISTED_OF_A_KIND = 8


def list_in_words(view: View, found: pd.DataFrame) -> None:
    """Draw the areas in words, by pattern, each with the way to its cases."""
    with st.container(height=theme.LIST_HEIGHT, border=True, gap="xsmall"):
        for (kind, pattern), rows in found.groupby(["kind", "pattern"], sort=False):
            st.markdown(
                f"**{t('hotspots.count', pattern=t(f'hotspots.{kind}.{pattern}'), count=len(rows))}**"
            )
            st.caption(t(f"hotspots.meaning.{pattern}", months=hotspots.MOST_MONTHS))
            for row in rows.head(LISTED_OF_A_KIND).to_dict("records"):
                _listed(view, row)
            if len(rows) > LISTED_OF_A_KIND:
                st.caption(t("hotspots.more", count=len(rows) - LISTED_OF_A_KIND))


def _listed(view: View, row: Row) -> None:
    words = f"{months_words(row)}{t('hotspots.stop')}{last_words(row)}"
    name = in_short(row["name"])
    st.markdown(f"{name['body']}  \n:{theme.QUIET_TEXT}[:small[{inert(words)}]]", help=name["help"])
    if isinstance(row["place"], str):
        st.page_link(
            page_file("cases"),
            label=t("hotspots.open"),
            icon=":material/arrow_forward:",
            query_params=to_query(cases_of(view.selection, row)) | {"list": ["reported"]},
        )


def table_of_spots(view: View, found: pd.DataFrame, note: str) -> None:
    """Draw all hot and cold areas as a table with its files."""
    table = pd.DataFrame(
        {
            column("hotspots.area"): found["name"],
            column("hotspots.pattern"): [pattern_words(row) for row in found.to_dict("records")],
            column("hotspots.months"): found["months"],
            column("hotspots.run"): found["run"],
            column("hotspots.trend"): [word("trend", trend) for trend in found["trend"]],
            column("hotspots.last_at"): found["last_at"],
            column("hotspots.reported"): found["reported"],
            heading(REPORTED_PER_1000): REPORTED_PER_1000.of(found).round(2),
            column("hotspots.z"): found["z"].astype(float).round(2),
            column("hotspots.q"): found["q"].astype(float),
        }
    )
    table = table.dropna(axis="columns", how="all")
    numbers = {column("hotspots.q"): st.column_config.NumberColumn(format="%.2g")}
    known = found["place"].notna().all()
    selections = (cases_of(view.selection, row) for row in found.to_dict("records")) if known else ()
    table_panel(
        view,
        "hotspots",
        t("hotspots.table"),
        table,
        note=note,
        column_config=numbers,
        opens=cases_opened(selections, "reported") if known else None,
    )
