"""A community's portrait (社区画像): one page that prints on two sheets of A4, or two communities side by side."""

from functools import partial

import streamlit as st

from pages.community.answer import beside_the_others
from pages.community.cases import how_cases_end, trend
from pages.community.choosers import beside_chooser, community_chooser
from pages.community.every import every_community
from pages.community.governance import chain, core_and_elements
from pages.community.life import community_life, spaces_there
from pages.community.neighbours import beside_neighbours
from pages.community.paper import screen_note, sheet_break
from pages.community.people import grids_on_a_map, headline, who_lives_there
from pages.community.portrait import Portrait, portrait_of
from ui.panels.notes import lacking
from ui.panels.page import draw_page
from ui.panels.rows import beside, in_rows
from ui.session.view import View
from ui.words.text import t


def content(view: View) -> None:
    """Draw the community that is chosen, alone or beside another; all of them before one is chosen."""
    told = st.container()
    code = community_chooser(view)
    if code is None:
        every_community(view, told)
        return
    other = beside_chooser(view, code)
    screen_note(t("community.print"))
    if other:
        side_by_side(view, portrait_of(view, code), portrait_of(view, other))
    else:
        one = portrait_of(view, code)
        with told:
            beside_the_others(one)
        alone(view, one)


def alone(view: View, one: Portrait) -> None:
    """Draw one community on two sheets."""
    headline(one)
    beside([3, 2], partial(grids_on_a_map, one), partial(who_lives_there, one))
    beside([3, 2], partial(core_and_elements, one), partial(chain, one))
    sheet_break()
    if view.has("cases"):
        in_rows([partial(trend, one), partial(how_cases_end, one)])
    else:
        lacking("cases")
    beside([3, 2], partial(beside_neighbours, one), partial(community_life, one))
    if view.has("spaces"):
        spaces_there(one)


def side_by_side(view: View, *both: Portrait) -> None:
    """Draw two communities beside each other, part by part."""
    panels = [headline, who_lives_there, grids_on_a_map, core_and_elements, chain]
    if view.has("cases"):
        panels += [trend, how_cases_end]
    panels += [beside_neighbours, community_life]
    if view.has("spaces"):
        panels += [spaces_there]
    for panel in panels:
        in_rows([partial(panel, one) for one in both])


draw_page("community", content, dated="cases")
