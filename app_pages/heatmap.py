"""Heatmap (热力图): where and at which hours cases are reported, counted in cells by the database."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from data_access import areas, cases
from ui import charts
from ui.downloads import map_downloads
from ui.maps import area_layers, heat_layer, offline_page
from ui.maps.features import cell_features
from ui.maps.files import Layers
from ui.maps.ground import Box, base_map, box_of
from ui.maps.legends import Legend
from ui.maps.pictures import Picture
from ui.maps.view import draw
from ui.panels import chart_panel, empty, page_heading
from ui.periods import level_below
from ui.tables import worded
from ui.text import t
from ui.view import View, current_view

DENSITIES = ("low", "lower", "middle", "higher", "high")  # as many as the heat layer has colours


def positions_line(view: View) -> int:
    """Say how many cases are drawn and how many have no position; return the number drawn."""
    counts = view.fetch(cases.positions, view.selection).iloc[0]
    reported, placed = int(counts["reported"]), int(counts["with_position"])
    st.caption(
        t(
            "heatmap.positions",
            reported=f"{reported:,}",
            placed=f"{placed:,}",
            missing=f"{reported - placed:,}",
        )
    )
    return placed


def heat_map(view: View) -> None:
    """Draw the heat layer over the borders of the selected places."""
    outlines = view.fetch(areas.outlines, view.selection, level_below(view.selection)).dropna(
        subset=["outline"]
    )
    box = box_of(list(outlines["outline"])) or _box_of_cases(view)
    if positions_line(view) == 0 or box is None:
        empty(t("heatmap.no_positions"))
        return
    cell = heat_layer.cell_size(box)
    bins = view.fetch(cases.heat_bins, view.selection, cell)

    def layers() -> tuple:
        return base_map(box, view.dataset.outline), [
            heat_layer.heat(bins, cell),
            area_layers.borders(outlines),
        ]

    legend = heat_layer.heat_legend(
        t("mapfile.density"), [t(f"mapfile.density_{step}") for step in DENSITIES]
    )
    st.html(legend.html())
    draw(*layers(), box, key="heat")
    note = t("heatmap.note", metres=f"{cell * 111_000:,.0f}")
    st.caption(f"{note} {view.outline_note}")
    title, line, words = t("heatmap.title"), view.provenance(f"{note} {view.outline_note}"), view.words()
    land = view.dataset.outline
    picture = Picture(
        title, words, line, box, land, outlines, (legend,), bins=bins, cell=cell, labelled=False
    )
    data = Layers(lambda: {"cells": cell_features(bins, cell)}, line)
    page = partial(_page, layers, f"{title} · {words}", legend, line)
    map_downloads(view, "heat", title, picture, data, page)


def _page(layers: Callable[[], tuple], title: str, legend: Legend, line: str) -> bytes:
    ground, groups = layers()
    return offline_page.page_bytes(ground, groups, title, legend, line)


def _box_of_cases(view: View) -> Box | None:
    extent = view.fetch(areas.extent, view.selection).iloc[0]
    return None if extent.isna().any() else Box(**extent)


def hours_of_week(view: View) -> None:
    """Draw the cases reported by weekday and hour."""
    rows = view.fetch(cases.by_hour_of_week, view.selection)
    weekdays = [t(f"value.weekday.{day}") for day in range(1, 8)]
    table = worded(rows, ["weekday", "hour", "reported"])
    chart = charts.matrix(table, t("column.hour"), t("column.weekday"), t("column.reported"), weekdays)
    chart_panel(view, "hours", t("heatmap.hours"), chart, table, note=t("heatmap.hours_note"))


view = current_view()
page_heading(view, t("heatmap.title"))
if view.has("cases"):
    left, right = st.columns([3, 2])
    with left:
        heat_map(view)
    with right:
        hours_of_week(view)
else:
    empty(t("empty.table", table=t("table.cases")))
