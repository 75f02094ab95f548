"""The names of places in the sources: how many mean a known place, and which mean none."""

from __future__ import annotations

import pandas as pd

from data_access.data import sources as queries
from data_access.places.areas import DOWN_TO_COMPOUND
from pages.data.sources import nothing, whole
from ui.panels.notes import empty_panel
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t

LEVELS = tuple(DOWN_TO_COMPOUND)


def names_met(view: View) -> None:
    """Count the names of each level and their rows: of a known place, of one made for the name, of none."""
    rows = _names(view)
    if rows.empty:
        empty_panel(t("data.names"), nothing(view, "data.no_names"))
        return
    sums = rows.groupby(["level", "outcome"])[["names", "rows"]].sum()
    told = [
        (level, outcome) for level in LEVELS for outcome in queries.OUTCOMES if (level, outcome) in sums.index
    ]
    table = pd.DataFrame(
        {
            column("data.level"): [t(f"data.level.{level}") for level, _ in told],
            column("data.outcome"): [t(f"data.outcome.{outcome}") for _, outcome in told],
            column("data.names"): [int(sums.loc[key, "names"]) for key in told],
            column("data.rows"): [int(sums.loc[key, "rows"]) for key in told],
        }
    )
    table_panel(
        whole(view), "names", t("data.names"), table, note=t("data.names_note"), categories=False, whole=True
    )


def unmatched_names(view: View) -> None:
    """List the names that mean no place, and those written otherwise than the place that they mean."""
    rows = _names(view)
    if rows.empty:
        return
    meant = rows["code"].map(view.labels).fillna("")
    bare = rows["code"].map(view.names).fillna("")
    other = (rows["outcome"] != "unmatched") & rows["name"].notna() & (bare != "") & (rows["name"] != bare)
    listed = rows.assign(meant=meant)[(rows["outcome"] == "unmatched") | other]
    title = t("data.unmatched")
    if listed.empty:
        empty_panel(title, t("data.all_matched"))
        return
    listed = listed.sort_values(["outcome", "rows"], ascending=[False, False], kind="stable")
    table = pd.DataFrame(
        {
            column("data.level"): [t(f"data.level.{level}") for level in listed["level"]],
            column("data.name"): [
                t("data.other_names", count=f"{count:,}") if pd.isna(name) else name
                for name, count in zip(listed["name"], listed["names"], strict=True)
            ],
            column("data.meant"): listed["meant"].where(listed["meant"] != "", t("data.outcome.unmatched")),
            column("data.rows"): listed["rows"],
        }
    )
    table_panel(whole(view), "unmatched", title, table, note=t("data.unmatched_note"), categories=False)


def _names(view: View) -> pd.DataFrame:
    return view.fetch(queries.names, view.selection.everywhere())
