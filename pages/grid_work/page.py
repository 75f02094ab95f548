"""Grid work (网格工作): visits and problem checks, the grids that nobody visited, and the posts that do the work."""

import streamlit as st

from data_access.selection.comparison import comparison
from pages.grid_work.posts import chain, listed_grids, ranking, sizes, staffing_figures, without_posts
from pages.grid_work.visits import calendar, figures, over_time, problems, purposes, roles, unvisited
from ui.filters.comparison import against
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.text import t


def visiting(view: View) -> None:
    """Draw what is known of visits: how many, by whom, when, where nobody came, and what they found."""
    figures(view)
    st.caption(against(view, comparison(view.selection, "previous")))
    if view.has_level("grid"):
        unvisited(view)
    calendar(view)
    left, right = st.columns(2)
    with left:
        over_time(view)
    with right:
        purposes(view)
    roles(view)
    problems(view)
    ranking(view)


def staffing(view: View) -> None:
    """Draw the size of grids and the posts of the five-in-one chain."""
    st.subheader(t("grid_work.staffing"), anchor=False)
    st.caption(t("grid_work.staffing_note"))
    staffing_figures(view)
    left, right = st.columns(2)
    with left:
        if view.has("grid_posts"):
            chain(view)
        else:
            without_posts()
    with right:
        sizes(view)
    listed_grids(view)


view = current_view()
page_heading(view, t("grid_work.title"))
if view.has("visits"):
    visiting(view)
else:
    empty(t("empty.table", table=t("table.visits")))
if view.has_level("grid"):
    staffing(view)
elif view.has("grid_posts"):
    chain(view)
else:
    empty(t("grid_work.no_grids"))
