"""Grid work (网格工作): visits and problem checks, the grids that nobody visited, and the posts that do the work."""

from functools import partial

import streamlit as st

from pages.grid_work.calendar import calendar
from pages.grid_work.grids import listed_grids, sizes, unvisited
from pages.grid_work.posts import chain, staffing_figures
from pages.grid_work.ranking import ranking
from pages.grid_work.visits import figures, over_time, problems, purposes, roles
from ui.filters.alerted import alert_notice
from ui.panels.notes import empty, lacking
from ui.panels.page import draw_page
from ui.panels.rows import in_rows
from ui.session.view import View
from ui.words.text import t


def visiting(view: View) -> None:
    """Draw what is known of visits: how many, where nobody came, by whom, when, and what they found."""
    figures(view)
    if view.has_level("grid"):
        unvisited(view)
    in_rows([partial(over_time, view), partial(purposes, view)])
    calendar(view)
    roles(view)
    problems(view)
    ranking(view)


def staffing(view: View) -> None:
    """Draw the size of grids and the posts of the five-in-one chain."""
    st.subheader(t("grid_work.staffing"), anchor=False)
    st.caption(t("grid_work.staffing_note"))
    staffing_figures(view)
    posts = partial(chain, view) if view.has("grid_posts") else partial(lacking, "grid_posts")
    in_rows([posts, partial(sizes, view)])
    listed_grids(view)


def content(view: View) -> None:
    """Draw the visits, and those who make them."""
    alert_notice(view)
    if view.has("visits"):
        visiting(view)
    else:
        lacking("visits")
    if view.has_level("grid"):
        staffing(view)
    elif view.has("grid_posts"):
        chain(view)
    else:
        empty(t("grid_work.no_grids"))


draw_page("grid_work", content, dated="visits")
