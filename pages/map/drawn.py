"""Looking within a shape on the map: drawing or naming one, and what is found inside it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data_access import cases
from data_access.indicators import CLOSED, MEDIAN_DAYS, ON_TIME, OPEN, OVERDUE, REPORTED
from data_access.places import around
from data_access.places.shapes import ANCHORS, RADII_M, Near, Shape
from pages.map.drawing import room_around
from ui.filters.choosers import choice
from ui.filters.drawn import PARAMETER, anchor_names, clear_button, look_within, unplaced_cases, within
from ui.filters.moves import turn_to_cases
from ui.maps.ground import Box
from ui.panels.tables import table_panel
from ui.session import address, state
from ui.session.view import View
from ui.words.tables import classified, column, heading, worded
from ui.words.text import in_short, t

DISTANCES = (100, 300, 500, 1_000)
USUAL_DISTANCE = 300
OTHER_DISTANCE = 0


def chooser(view: View) -> None:
    """Offer a circle around a compound or landmark by its name, and say how to draw."""
    menu = st.popover(t("drawn.menu"), icon=":material/polyline:", key="drawn_menu", on_change="rerun")
    if not menu.open:
        return
    with menu:
        st.caption(t("drawn.how"))
        if kinds := _offered(view):
            st.caption(t("drawn.or_choose"))
            _circle(view, kinds)


def _circle(view: View, kinds: Sequence[str]) -> None:
    """Draw the choice of what a circle is about and how far it reaches, and the button that looks within it."""
    words = {kind: t(f"drawn.kind.{kind}") for kind in kinds}
    kind = choice("drawn_kind", t("drawn.around"), words)
    names = anchor_names(view.fetch(around.anchors, view.selection, kind))
    code = st.selectbox(
        t("drawn.which", count=f"{len(names):,}"),
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder=t("drawn.type_name"),
        key=f"drawn_{kind}",
    )
    metres = _metres()
    if st.button(t("drawn.look"), type="primary", disabled=code is None, key="drawn_look") and code:
        look_within(Near(kind, code, metres).text())


def _offered(view: View) -> list[str]:
    """Return what the data set has to draw a circle around, landmarks first."""
    tables = {"landmark": "landmarks", "compound": "compounds"}
    return [kind for kind in reversed(ANCHORS) if view.has(tables[kind])]


def _metres() -> float:
    words = {metres: t("drawn.metres", metres=f"{metres:,}") for metres in DISTANCES}
    words[OTHER_DISTANCE] = t("drawn.other_distance")
    chosen = choice("drawn_metres", t("drawn.distance"), words, USUAL_DISTANCE)
    if chosen != OTHER_DISTANCE:
        return float(chosen)
    least, most = (int(metres) for metres in RADII_M)
    return float(st.number_input(t("drawn.custom_distance"), least, most, 200, 50, key="drawn_custom"))


def panel(view: View, shape: Shape) -> None:
    """Draw what is found inside the shape, with the way to its cases and out of it."""
    inside = within(view, shape)
    st.subheader(t("drawn.inside"), anchor=False)
    st.caption(**in_short(inside.full_place_words()))
    with st.container(horizontal=True):
        if st.button(t("drawn.cases"), icon=":material/list_alt:", key="drawn_cases"):
            text = address.parameter(PARAMETER) or shape.text()
            turn_to_cases(view.source, view.selection, within=text, list="reported")
        clear_button()
    note = t("drawn.note", cases=unplaced_cases(view))
    if view.has("compounds"):
        without = int(view.fetch(around.unplaced_homes, view.selection)["compounds"].iloc[0])
        note += t("drawn.note_homes", compounds=f"{without:,}")
    thousands = {t("map.value"): st.column_config.NumberColumn(format="localized")}
    table_panel(
        inside,
        "drawn",
        t("drawn.figures"),
        _figures(inside),
        note=note,
        column_config=thousands,
        whole=True,
    )
    table_panel(inside, "drawn_categories", t("drawn.by_category"), _categories(inside), whole=True)


def _figures(inside: View) -> pd.DataFrame:
    """Return each figure of the shape with its unit, and its value."""
    now = inside.fetch(cases.figures, inside.selection)
    stock = inside.fetch(cases.stock, inside.selection, inside.dataset.as_of)
    lines = [(heading(item), item.value(now)) for item in (REPORTED, CLOSED, ON_TIME, MEDIAN_DAYS)]
    lines += [(heading(item), item.value(stock)) for item in (OPEN, OVERDUE)]
    if inside.has("compounds"):
        homes = inside.fetch(around.homes, inside.selection).iloc[0]
        lines += [(t("drawn.compounds"), homes["compounds"])]
        lines += [(column(name), homes[name]) for name in ("households", "residents")]
    table = pd.DataFrame(lines, columns=[t("map.figure"), t("map.value")])
    return table.assign(**{t("map.value"): pd.to_numeric(table[t("map.value")]).round(1)})


def _categories(inside: View) -> pd.DataFrame:
    """Return the cases reported in the shape by main category, most first."""
    rows = inside.fetch(cases.trend_by_category, inside.selection, "year")
    named = rows.rename(columns={"name": "main_name", "name_en": "main_name_en"})
    named = classified(named.rename(columns={"reported": "cases"}), "main_name")
    table = worded(named, ["main_name", "cases"])
    main, reported = table.columns
    summed = table.groupby(main, as_index=False, sort=False)[reported].sum()
    return summed.sort_values(reported, ascending=False, kind="stable")


def shown_box(shape: Shape | None) -> Box | None:
    """Return the box to show: about the shape, None without one or where it was drawn on the map as it stands."""
    if shape is None or address.parameter(PARAMETER) == st.session_state.get(state.DRAWN_HERE):
        return None
    return room_around(shape)
