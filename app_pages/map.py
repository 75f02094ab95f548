"""Map (地图): city → street office → community → grid by clicking, coloured by a chosen figure."""

import pandas as pd
import streamlit as st

from data_access.indicators import MAP_INDICATORS, Indicator
from ui.downloads import map_downloads as offer_map
from ui.map_figures import coloured_areas, side_panel
from ui.map_points import CASES_SHOWN, LAYERS, layer_points, point_legend
from ui.maps import area_layers, offline_page, point_layers
from ui.maps.features import area_features
from ui.maps.files import Layers
from ui.maps.ground import base_map, box_of
from ui.maps.legends import Legend
from ui.maps.pictures import Picture
from ui.maps.view import clicked_case, clicked_place, draw, map_turn
from ui.panels import empty, indicator_chooser, page_heading
from ui.periods import level_below
from ui.tables import heading
from ui.text import t, word
from ui.view import View, current_view


def map_downloads(
    view: View,
    table: pd.DataFrame,
    points: dict[str, pd.DataFrame],
    legend: Legend,
    level: str,
    indicator: Indicator,
) -> None:
    """Offer the map as a sheet to print, as a page that opens without a network, and as data."""
    title = t("map.file_title", figure=t(f"indicator.{indicator.key}.name"))
    note = t(f"indicator.{indicator.key}.formula")
    line = view.provenance(f"{note} {view.outline_note}".strip())
    kept = table[["code", "name", "residents", "reported", "closed", "value", "outline"]]
    turn, words, box = map_turn(), view.words(), box_of(list(table["outline"]))

    def page() -> bytes:
        ground, groups = layers(view, table, points, turn)
        return offline_page.page_bytes(ground, groups, f"{title} · {words}", legend, line)

    marks = tuple((rows, LAYERS[layer]) for layer, rows in points.items())
    legends = (legend, point_legend(points)) if points else (legend,)
    land = view.dataset.outline
    printed = t(f"overview.compared_{level}", figure=t(f"indicator.{indicator.key}.name"))
    picture = Picture(printed, words, line, box, land, table, legends, marks)
    data = Layers(
        lambda: {level: area_features(kept)},
        line,
        own_words={"value": f"{heading(indicator)}：{note}"},
    )
    offer_map(view, "map", title, picture, data, page)


def layers(view: View, table: pd.DataFrame, points: dict[str, pd.DataFrame], turn: int):
    """Return the ground and, from bottom to top, what lies on it."""
    ground = base_map(box_of(list(table["outline"])), view.dataset.outline)
    groups = [area_layers.choropleth(table, turn), area_layers.labels(table)]
    groups += [point_layers.points(rows, layer) for layer, rows in points.items()]
    return ground, groups


def map_and_panel(view: View) -> None:
    """Draw the choosers, the map and the side panel; a click selects the place and draws again."""
    level = level_below(view.selection)
    choosers = st.columns([2, 3])
    with choosers[0]:
        indicator = indicator_chooser(t("map.colour_by"), MAP_INDICATORS, "map_indicator")
    layer_names = {layer: t(f"map.layer.{layer}") for layer in LAYERS}
    shown = choosers[1].pills(
        t("map.layers"),
        list(LAYERS),
        selection_mode="multi",
        format_func=layer_names.__getitem__,
        key="map_layers",
        disabled=level == "street_office",
        help=t("map.layers_help"),
    )
    table, legend = coloured_areas(view, level, indicator)
    if table.empty:
        empty(t("map.no_outline", level=word("level", level)))
        return
    points = {layer: layer_points(view, layer) for layer in shown if level != "street_office"}
    left, right = st.columns([3, 1.15])
    with left:
        st.html(legend.html())
        if points:
            st.html(point_legend(points).html())
        ground, groups = layers(view, table, points, map_turn())
        click = draw(ground, groups, box_of(list(table["outline"])), key="map")
        if "cases" in points:
            st.caption(t("map.cases_note", shown=len(points["cases"]), limit=CASES_SHOWN))
        if view.outline_note:
            st.caption(view.outline_note)
        map_downloads(view, table, points, legend, level, indicator)
    with right:
        side_panel(view)
    clicked_case(view.selection, click)
    clicked_place(view.selection, level, click)


view = current_view()
page_heading(view, t("map.title"))
map_and_panel(view)
