"""What does not add up in the cases and places looked at, and how it is treated."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access import process
from data_access.places import areas
from ui.panels.tables import table_panel
from ui.session.view import View
from ui.words.tables import column
from ui.words.text import t, word


def problems(view: View) -> None:
    """List what does not add up in the places and the cases reported in the period, and how it is treated."""
    dataset = view.dataset
    asked = (view.selection, dataset.as_of, dataset.calendar_until)
    found = view.fetch(process.problems, *asked).iloc[0].to_dict()
    gaps = view.fetch(process.step_gaps, view.selection)
    found["steps_out_of_order"] = gaps.loc[gaps["kind"] == process.ALL, "out_of_order"].sum()
    reported = int(found.pop("reported"))
    places = view.fetch(areas.without_residents, view.selection).iloc[0].to_dict()
    if reported and not any([*found.values(), *places.values()]):
        with st.container(border=True):
            st.subheader(t("process.problems"), anchor=False)
            st.caption(t("process.no_problems", reported=f"{reported:,}"))
        return
    rows = [
        [t(f"process.problem.{name}"), int(count), 100 * count / reported, t(f"process.treatment.{name}")]
        for name, count in found.items()
        if count
    ]
    rows += [
        [t("process.no_residents", level=word("place_level", level)), int(count), None, t("process.no_rates")]
        for level, count in places.items()
        if count
    ]
    headings = [column(f"process.{name}") for name in ("problem", "count", "share", "treatment")]
    table = pd.DataFrame(rows, columns=headings).round({column("process.share"): 2})
    note = t("process.problems_note", reported=f"{reported:,}")
    table_panel(view, "problems", t("process.problems"), table, note=note)
