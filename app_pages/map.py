"""Map (地图): city → street office → community → grid by clicking, coloured by a chosen figure."""

from functools import partial

import pandas as pd
import streamlit as st

from data_access import areas, cases, finding
from data_access.indicators import CASE_INDICATORS, MAP_INDICATORS, REPORTED_PER_1000, Indicator
from ui import maps
from ui.downloads import map_downloads as offer_map
from ui.filters import select_above
from ui.map_files import Layers
from ui.map_pictures import Picture
from ui.map_view import clicked_case, clicked_place, draw, map_turn
from ui.numbers import MISSING, figure
from ui.panels import empty, indicator_chooser, page_heading
from ui.periods import level_below
from ui.tables import heading
from ui.text import localized, t, word
from ui.view import View, current_view

LAYERS = {name: maps.point_symbol(name) for name in ("compounds", "stations", "spaces", "cases")}
CASES_SHOWN = 500


def coloured_areas(view: View, level: str, indicator: Indicator) -> tuple[pd.DataFrame, maps.Legend]:
    """Return the places that have an outline, with figure and colour, and the legend."""
    outlines = view.fetch(areas.outlines, view.selection, level).dropna(subset=["outline"])
    measured = view.fetch(cases.by_place, view.selection, level).drop(columns=["name", "residents"])
    table = outlines.merge(measured, on="code").reset_index(drop=True)
    values = indicator.of(table)
    words = partial(figure, indicator)
    colours, legend = maps.classify(values, words, heading(indicator), t("map.no_data"))
    table["value"] = values
    table["colour"] = colours
    table["figure"] = [
        t("map.tip", figure=t(f"indicator.{indicator.key}.name"), value=figure(indicator, value))
        for value in values
    ]
    return table, legend


def layer_points(view: View, layer: str) -> pd.DataFrame:
    """Return the points of one layer with the lines of their tip."""
    if layer == "cases":
        rows = view.fetch(finding.open_points, view.selection, view.dataset.as_of, CASES_SHOWN)
        rows["tip"] = [_case_tip(row) for row in rows.to_dict("records")]
        return rows
    statement = {
        "compounds": areas.compound_points,
        "stations": areas.station_points,
        "spaces": areas.space_points,
    }[layer]
    rows = view.fetch(statement, view.selection)
    rows["tip"] = [_tip(layer, row) for row in rows.to_dict("records")]
    return rows


def _tip(layer: str, row: dict) -> list[str]:
    if layer == "compounds":
        households = (
            t("map.households", count=int(row["households"])) if pd.notna(row["households"]) else MISSING
        )
        return [row["name"], word("compound_kind", row["kind"]), households]
    if layer == "stations":
        return [row["name"], row["grid"]]
    step_free = t("map.step_free") if row["step_free"] else t("map.not_step_free")
    return [row["name"], word("space_kind", row["kind"]), step_free]


def _case_tip(row: dict) -> list[str]:
    due = (
        t("map.no_deadline") if pd.isna(row["due_at"]) else t("map.due", at=f"{row['due_at']:%Y-%m-%d %H:%M}")
    )
    standing = t("map.overdue") if row["overdue"] else t("map.in_time")
    return [row["case_id"], localized(row, "category"), due, standing]


def side_panel(view: View) -> None:
    """Draw the selected place's own figures and the way back up."""
    st.subheader(view.full_place_words(), anchor=False)
    now = view.fetch(cases.figures, view.selection)
    population = view.fetch(areas.population, view.selection).iloc[0]
    now["residents"] = population["residents"]
    lines = [
        (t(f"indicator.{item.key}.name"), figure(item, item.value(now)))
        for item in (*CASE_INDICATORS, REPORTED_PER_1000)
    ]
    lines[:0] = [
        (t("column.residents"), _count(population["residents"])),
        (t("column.households"), _count(population["households"])),
        (
            t("column.area_km2"),
            MISSING if pd.isna(population["area_km2"]) else f"{population['area_km2']:,.2f}",
        ),
    ]
    table = pd.DataFrame(lines, columns=[t("map.figure"), t("map.value")])
    st.dataframe(table, hide_index=True, height="content")
    if view.selection.streets and st.button(t("map.up"), icon=":material/arrow_upward:"):
        select_above(view.selection)


def _count(number: float | None) -> str:
    return MISSING if pd.isna(number) else f"{number:,.0f}"


def map_downloads(
    view: View,
    table: pd.DataFrame,
    points: dict[str, pd.DataFrame],
    legend: maps.Legend,
    level: str,
    indicator: Indicator,
) -> None:
    """Offer the map as a sheet to print, as a page that opens without a network, and as data."""
    title = t("map.file_title", figure=t(f"indicator.{indicator.key}.name"))
    note = t(f"indicator.{indicator.key}.formula")
    line = view.provenance(f"{note} {view.outline_note}".strip())
    kept = table[["code", "name", "residents", "reported", "closed", "value", "outline"]]
    turn, words, box = map_turn(), view.words(), maps.box_of(list(table["outline"]))

    def page() -> bytes:
        ground, groups = layers(view, table, points, turn)
        return maps.page_bytes(ground, groups, f"{title} · {words}", legend, line)

    marks = tuple((rows, LAYERS[layer]) for layer, rows in points.items())
    legends = (legend, point_legend(points)) if points else (legend,)
    land = view.dataset.outline
    printed = t(f"overview.compared_{level}", figure=t(f"indicator.{indicator.key}.name"))
    picture = Picture(printed, words, line, box, land, table, legends, marks)
    data = Layers(
        lambda: {level: maps.area_features(kept)}, line, own_words={"value": f"{heading(indicator)}：{note}"}
    )
    offer_map(view, "map", title, picture, data, page)


def point_legend(points: dict[str, pd.DataFrame]) -> maps.SymbolLegend:
    """Return what the points of the layers shown mean."""
    words = {layer: t(f"map.layer.{layer}") for layer in points}
    if "compounds" in words:
        words["compounds"] = t("mapfile.sized", layer=words["compounds"])
    if "cases" in words:
        words["cases"] = t(
            "mapfile.cases_shown", layer=words["cases"], shown=len(points["cases"]), limit=CASES_SHOWN
        )
    return maps.SymbolLegend(t("mapfile.layers"), tuple((LAYERS[layer], words[layer]) for layer in points))


def layers(view: View, table: pd.DataFrame, points: dict[str, pd.DataFrame], turn: int):
    """Return the ground and, from bottom to top, what lies on it."""
    ground = maps.base_map(maps.box_of(list(table["outline"])), view.dataset.outline)
    groups = [maps.choropleth(table, turn), maps.labels(table)]
    groups += [maps.points(rows, layer) for layer, rows in points.items()]
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
        click = draw(ground, groups, maps.box_of(list(table["outline"])), key="map")
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
