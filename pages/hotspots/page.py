"""Hot and cold spots (冷热点): where cases cluster more, or less, than chance allows, and how that went on."""

import streamlit as st

from pages.hotspots.panels import (
    cannot_judge,
    counts_line,
    how_judged,
    judgement,
    list_in_words,
    map_of_spots,
    months_panel,
    spots,
    table_of_spots,
    unit_chooser,
    what_it_means,
)
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.text import t


def page(view: View) -> None:
    """Draw the choice of areas, the map beside its words, the months, the table, and how it is judged."""
    unit = unit_chooser(view)
    judged = judgement(view, unit)
    if cannot_judge(judged, unit):
        return
    note = how_judged(view, judged, unit)
    st.caption(note)
    found = spots(view, judged, unit)
    if found.empty:
        st.success(t("hotspots.nothing"), icon=":material/check_circle:")
    else:
        st.markdown(counts_line(found))
        left, right = st.columns([3, 2])
        with left:
            map_of_spots(view, found, unit, note)
        with right:
            list_in_words(view, found)
        months_panel(view, judged, found, note)
        table_of_spots(view, found, note)
    what_it_means()


view = current_view()
page_heading(view, t("hotspots.title"))
if view.has("cases"):
    page(view)
else:
    empty(t("empty.table", table=t("table.cases")))
