"""All communities, before one is chosen: a table whose rows open their portraits."""

from __future__ import annotations

import pandas as pd
from streamlit.delta_generator import DeltaGenerator

from data_access import cases
from data_access.indicators import ON_TIME, REPORTED, REPORTED_PER_1000, SATISFACTION
from ui.panels.answer import answer, leading, most_reported
from ui.panels.notes import empty
from ui.panels.openings import portraits_opened
from ui.panels.tables import table_panel
from ui.session.source import place_names
from ui.session.view import View
from ui.words import numbers
from ui.words.tables import column, with_indicators
from ui.words.text import sentences, t

SHOWN = (REPORTED, REPORTED_PER_1000, ON_TIME, SATISFACTION)


def every_community(view: View, told: DeltaGenerator) -> None:
    """Draw what matters in a sentence where it is `told`, and the table, the community with most cases first."""
    rows = view.fetch(cases.by_place, view.selection, "community")
    if rows.empty:
        empty(t("community.none"))
        return
    rows = rows.sort_values(["reported", "name"], ascending=[False, True], ignore_index=True)
    known = view.has("cases")
    if known:
        with told:
            answer(_in_words(rows))
    parents = place_names(view.source).set_index("code")["parent_code"].map(view.names)
    table = with_indicators(rows, ["name", "residents"], SHOWN if known else ())
    table.insert(1, column("street_office"), rows["code"].map(parents).fillna(""))
    opens = portraits_opened(view, "community", rows["code"])
    table_panel(view, "communities", t("community.every"), table, opens=opens)


def _in_words(rows: pd.DataFrame) -> str:
    first = leading(rows)
    most = most_reported(first, "community.all_most", "community.all_most_alike", first["name"])
    rates = REPORTED_PER_1000.of(rows).dropna()
    median = numbers.figure(REPORTED_PER_1000, rates.median())
    return sentences(
        t("community.all", count=f"{len(rows):,}"),
        most or t("community.all_without"),
        t("community.all_per_1000", median=median) if len(rates) else "",
    )
