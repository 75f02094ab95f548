"""A community's portrait (社区画像): one page that prints on two sheets of A4, or two communities side by side."""

import streamlit as st

from pages.community import portrait as parts
from pages.community.choosers import beside_chooser, community_chooser
from pages.community.paper import screen_note, sheet_break
from pages.community.portrait import Portrait, portrait_of
from ui.panels.headings import page_heading
from ui.panels.notes import empty
from ui.session.view import View, current_view
from ui.words.text import t


def alone(view: View, one: Portrait) -> None:
    """Draw one community on two sheets."""
    parts.headline(one)
    in_columns([3, 2], (lambda: parts.grids_on_a_map(one)), (lambda: parts.who_lives_there(one)))
    in_columns([3, 2], (lambda: parts.core_and_elements(one)), (lambda: parts.chain(one)))
    sheet_break()
    if view.has("cases"):
        in_columns([1, 1], (lambda: parts.trend(one)), (lambda: parts.how_cases_end(one)))
    else:
        empty(t("empty.table", table=t("table.cases")))
    in_columns([3, 2], (lambda: parts.beside_neighbours(one)), (lambda: parts.community_life(one)))
    if view.has("spaces"):
        parts.spaces_there(one)


def in_columns(widths: list[int], *draw) -> None:
    """Draw panels beside each other."""
    for column, panel in zip(st.columns(widths), draw, strict=True):
        with column:
            panel()


def side_by_side(view: View, *both: Portrait) -> None:
    """Draw two communities beside each other, part by part."""
    panels = [
        parts.headline,
        parts.who_lives_there,
        parts.grids_on_a_map,
        parts.core_and_elements,
        parts.chain,
    ]
    if view.has("cases"):
        panels += [parts.trend, parts.how_cases_end]
    panels += [parts.beside_neighbours, parts.community_life]
    if view.has("spaces"):
        panels.append(parts.spaces_there)
    for panel in panels:
        in_columns([1, 1], *(lambda one=one, panel=panel: panel(one) for one in both))


view = current_view()
page_heading(view, t("community.title"))
code = community_chooser(view)
if code is None:
    empty(t("community.choose"))
else:
    other = beside_chooser(view, code)
    screen_note(t("community.print"))
    if other:
        side_by_side(view, portrait_of(view, code), portrait_of(view, other))
    else:
        alone(view, portrait_of(view, code))
