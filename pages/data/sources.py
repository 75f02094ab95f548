"""What was loaded: sources, rows refused and why, what was found in the others, what is held, and how to load."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from data_access.data import sources as queries
from data_access.database.holdings import DATED
from data_access.selection import Selection
from ui.panels.notes import empty_panel
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import in_short, t, word

DIGITS = 12
"""So much of a SHA-256 is told: by it two files are told apart."""

COMMANDS = """python -m data_access draft 案件.csv > 映射.toml
python -m data_access import 案件.csv --mapping 映射.toml --dry-run
python -m data_access import 案件.csv --mapping 映射.toml
python -m data_access check"""


def whole(view: View) -> View:
    """Return the view of all that is loaded: loads know no filter, and their files say so."""
    until = view.dataset.as_of.date()
    known = [day for table in DATED if (day := view.first_day(table)) is not None]
    chosen = Selection(min([*known, until]), until + timedelta(days=1), allowed=view.selection.allowed)
    return replace(view, selection=chosen)


def loaded_words(view: View) -> None:
    """Say in a line what is loaded, and since when."""
    dataset, batches = view.dataset, _batches(view)
    details = {"at": f"{dataset.loaded_at:%Y-%m-%d %H:%M}", "generation": dataset.generation}
    if batches.empty:
        words = t("data.generated" if dataset.synthetic else "data.no_batches", **details)
    elif batches["rows_read"].isna().all():
        words = t("data.loaded_uncounted", sources=len(batches), **details)
    else:
        sums = {name: f"{int(batches[f'rows_{name}'].sum()):,}" for name in ("read", "accepted", "rejected")}
        words = t("data.loaded", sources=len(batches), **sums, **details)
    st.caption(**in_short(words))


def sources(view: View) -> None:
    """List the sources: file, table, when, rows read, accepted and rejected, what was found, the file's fingerprint."""
    rows = _batches(view)
    if rows.empty:
        empty_panel(t("data.sources"), t("data.no_sources"))
        return
    first = {name: day for name in DATED if (day := view.first_day(name)) is not None}
    table = pd.DataFrame(
        {
            column("data.source"): rows["source"],
            column("data.target"): [t(f"table.{name}") for name in rows["target"]],
            column("data.loaded_at"): pd.to_datetime(rows["loaded_at"]).dt.strftime("%Y-%m-%d %H:%M"),
            column("data.first"): _days(rows["target"].map(first)),
            **{
                column(f"data.{name}"): rows[name].astype("Int64")
                for name in ("rows_read", "rows_accepted", "rows_rejected", *queries.KINDS)
            },
            column("data.generation"): rows["generation"],
            column("data.sha256"): rows["sha256"].str[:DIGITS],
        }
    )
    table_panel(
        whole(view),
        "sources",
        t("data.sources"),
        table,
        note=t("data.sources_note"),
        categories=False,
        whole=True,
    )


def rejected_rows(view: View) -> None:
    """List why rows were refused: how many of which file and column, and which is the first."""
    title = t("data.rejected")
    everything = whole(view)
    rows = everything.fetch(queries.rejected, everything.selection)
    if rows.empty:
        empty_panel(title, nothing(view, "data.no_rejected"))
        return
    table = pd.DataFrame(
        {
            column("data.cause"): [_cause(*row) for row in zip(rows["cause"], rows["reason"], strict=True)],
            column("data.rows"): rows["rows"],
            column("data.source"): rows["source"],
            column("data.target"): [t(f"table.{name}") for name in rows["target"]],
            column("data.column_name"): rows["column_name"],
            column("data.first_row"): rows["first_row"],
        }
    )
    table_panel(everything, "rejected", title, table, note=t("data.rejected_note"), categories=False)


def remarked_rows(view: View) -> None:
    """List what was found in the rows taken: what is odd, what was put right, and what was left out."""
    title = t("data.remarked")
    everything = whole(view)
    rows = everything.fetch(queries.remarked, everything.selection)
    if rows.empty:
        empty_panel(title, nothing(view, "data.no_remarked"))
        return
    rows = rows.sort_values("kind", key=lambda kinds: kinds.map(queries.KINDS.index), kind="stable")
    table = pd.DataFrame(
        {
            column("data.kind"): [t(f"data.remark.{kind}") for kind in rows["kind"]],
            column("data.cause"): [word("cause", cause) for cause in rows["cause"]],
            column("data.rows"): rows["rows"],
            column("data.source"): rows["source"],
            column("data.target"): [t(f"table.{name}") for name in rows["target"]],
            column("data.column_name"): rows["column_name"].fillna(""),
        }
    )
    table_panel(everything, "remarked", title, table, note=t("data.remarked_note"), categories=False)


def held(view: View) -> None:
    """List the tables that are filled: how many rows, from which day to which."""
    everything = whole(view)
    rows = everything.fetch(queries.held, everything.selection)
    if rows.empty:
        empty_panel(t("data.held"), t("data.nothing_held"))
        return
    table = pd.DataFrame(
        {
            column("data.target"): [t(f"table.{name}") for name in rows["name"]],
            column("data.rows"): rows["rows"],
            column("data.first"): _days(rows["first"]),
            column("data.last"): _days(rows["last"]),
        }
    )
    table_panel(everything, "held", t("data.held"), table, categories=False, whole=True)


def commands() -> None:
    """Say by which commands data are loaded; this page loads none."""
    with st.container(border=True):
        st.subheader(t("data.loading"), anchor=False)
        st.caption(t("data.loading_note"))
        st.code(COMMANDS, language=None)


def _batches(view: View) -> pd.DataFrame:
    return view.fetch(queries.batches, view.selection.everywhere())


def _days(days: pd.Series) -> pd.Series:
    """Return days in words, nothing where there is none."""
    return pd.to_datetime(days).dt.strftime("%Y-%m-%d").fillna("")


def _cause(cause: str, reason: str) -> str:
    """Return a cause in words; those of the load where it has none of its own."""
    words = word("cause", cause)
    return reason if words == cause else words


def nothing(view: View, key: str) -> str:
    """Return that there is nothing, or why it cannot be told."""
    return t(key) if view.selection.allowed is None else t("data.whole_city_only")
