"""Missing values: which columns of cases are empty, and where."""

from __future__ import annotations

import pandas as pd

from data_access.data import cells
from pages.data import charts
from pages.data.found import Found
from ui.charts import worded_bars
from ui.panels.charts import chart_panel
from ui.panels.notes import empty_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import sentences, t, word


def missing_values(view: View, found: Found) -> None:
    """Draw the share of the cases in which each column is empty, the emptiest first; the table has all columns."""
    rows = _by_column(found)
    if not rows["empty"].any():
        said = sentences(t("data.nothing_missing"), _not_told(found)) if len(rows) else t("empty.selection")
        empty_panel(t("data.missing"), said)
        return
    share = column("data.share")
    table = pd.DataFrame(
        {
            column("data.field"): [t(f"data.field.{name}") for name in rows.index],
            column("data.expected"): [t(f"data.expected.{cells.EXPECTED[name]}") for name in rows.index],
            column("data.cells"): rows["cells"].to_numpy(),
            column("data.empty"): rows["empty"].to_numpy(),
            share: rows["share"].round(2).to_numpy(),
            column("data.in_share"): [t(f"data.in_share.{_counted(name)}") for name in rows.index],
        }
    )
    drawn = table[table[column("data.empty")] > 0]
    words = [
        t("data.bar", share=f"{of:.1f}", empty=f"{count:,}")
        for of, count in zip(drawn[share], drawn[column("data.empty")], strict=True)
    ]
    chart = worded_bars(drawn, column("data.field"), share, words)
    note = sentences(t("data.missing_note"), _not_told(found))
    chart_panel(view, "missing", t("data.missing"), chart, table, note=note)


def missing_by_place(view: View, found: Found) -> None:
    """Draw the share of each column that is empty anywhere, in each place."""
    rows = _by_column(found)
    names = list(rows.index[rows["empty"] > 0]) if len(rows) else []
    title = t("data.missing_by_place", level=word("place_level", found.level).lower())
    if not names:
        empty_panel(title, t("data.nothing_missing"))
        return
    label = column("name")
    places = found.places.assign(label=found.places["name"].fillna(t("data.no_place")))
    table = pd.DataFrame({label: places["label"]})
    for name in names:
        table[t(f"data.field.{name}")] = _share(places, name).round(2)
    long = table.melt(label, var_name=column("data.field"), value_name=column("data.share"))
    hover = [label, column("data.field"), column("data.share")]
    chart = charts.cells(long, label, column("data.field"), column("data.share"), hover=hover)
    chart_panel(view, "missing_by_place", title, chart, table, note=t("data.missing_by_place_note"))


def _by_column(found: Found) -> pd.DataFrame:
    """Return cells, empty and share by column, the emptiest first; columns that no case of the view needs left out."""
    whole = found.whole
    rows = pd.DataFrame(
        {
            "cells": [int(whole[f"cells_{name}"].iloc[0]) for name in found.columns],
            "empty": [int(whole[f"empty_{name}"].iloc[0]) for name in found.columns],
        },
        index=list(found.columns),
    )
    rows = rows[rows["cells"] > 0]
    shares = 100 * rows["empty"] / rows["cells"]
    return rows.assign(share=shares).sort_values("share", ascending=False, kind="stable")


def _share(places: pd.DataFrame, name: str) -> pd.Series:
    expected = places[f"cells_{name}"].astype(float)
    return 100 * places[f"empty_{name}"].astype(float) / expected.where(expected > 0)


def _not_told(found: Found) -> str:
    """Return which columns no case of the data set has, nothing where all have some."""
    names = [t(f"data.field.{name}") for name in cells.EXPECTED if name not in found.columns]
    return t("data.not_told", fields=t("words.comma").join(names)) if names else ""


def _counted(name: str) -> str:
    """Return the key of whether a column is in the share of missing values."""
    return "not_counted" if name in cells.BY_NATURE else "counted"
