"""Hot and cold spots (冷热点): where cases cluster more, or less, than chance allows, and how that went on."""

from functools import partial

import streamlit as st

from pages.hotspots.judging import cannot_judge, how_judged, judgement, unit_chooser, what_it_means
from pages.hotspots.listing import list_in_words, table_of_spots
from pages.hotspots.months import months_panel
from pages.hotspots.spot_map import map_of_spots
from pages.hotspots.spots import spots
from pages.hotspots.words import spots_line
from ui.panels.answer import answer
from ui.panels.page import draw_page
from ui.panels.rows import beside
from ui.session.view import View
from ui.words.text import in_short, t


def content(view: View) -> None:
    """Draw the choice of areas, the map beside its words, the months, the table, and how it is judged."""
    told = st.container()
    unit = unit_chooser(view)
    judged = judgement(view, unit)
    if cannot_judge(judged, unit):
        return
    note = how_judged(view, judged, unit)
    found = spots(view, judged, unit)
    if found.empty:
        st.success(t("hotspots.nothing"), icon=":material/check_circle:")
        st.caption(**in_short(note))
    else:
        with told:
            answer(spots_line(found))
        st.caption(**in_short(note))
        beside([3, 2], partial(map_of_spots, view, found, unit, note), partial(list_in_words, view, found))
        months_panel(view, judged, found, note)
        table_of_spots(view, found, note)
    what_it_means()


draw_page("hotspots", content, needs="cases")
