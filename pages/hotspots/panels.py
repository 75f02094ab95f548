"""Hot and cold spots on a map, in words, by month and as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import folium
import pandas as pd
import streamlit as st

from data_access import hotspots
from data_access.hotspots import KINDS, PATTERNS, Judgement
from data_access.indicators import REPORTED_PER_1000
from data_access.places import areas, neighbourhoods
from data_access.selection import Selection
from data_access.selection.query_string import to_query
from pages.hotspots import charts
from ui import theme
from ui.files.menu import map_downloads
from ui.filters.moves import turn_to_cases
from ui.maps import area_layers, offline_page
from ui.maps.features import area_features
from ui.maps.files import Layers
from ui.maps.ground import box_of
from ui.maps.legends import Swatch, SymbolLegend
from ui.maps.pictures import Picture
from ui.navigation import page_file
from ui.panels.charts import chart_panel
from ui.panels.maps import draw, map_turn, opened_area
from ui.panels.notes import empty, not_drawn
from ui.panels.tables import table_panel
from ui.session import address, state
from ui.session.source import place_names
from ui.session.view import View
from ui.words.numbers import plain
from ui.words.tables import heading
from ui.words.text import inert, t, word

UNITS = ("community", "grid", "hexagon")
LISTED_OF_A_KIND = 8
SPOT_FIELDS = ("kind", "pattern", "months", "run", "trend", "last_at", "z", "q", "reported", "place_code")
"""What the map's files tell of an area beside its code, name and residents."""
ROWS_OF_MONTHS = 25
EDGES: dict[str, tuple[str, float, str | None]] = {
    "new": (theme.INK, 2.5, "6 4"),
    "growing": (theme.INK, 3.0, None),
    "persistent": (theme.INK, 1.2, None),
    "fading": (theme.INK, 2.0, "1 4"),
    "sporadic": (theme.BORDER, 1.0, None),
}
"""The outline of each pattern, so that maps tell them apart without colour: colour, width in pixels, dashes."""

Row = Mapping[str, Any]


def unit_chooser(view: View) -> str:
    """Draw the choice of areas, kept in the URL as `unit`; at first grids, or communities where there are no grids."""
    offered = {
        unit: t(f"hotspots.unit.{unit}") for unit in UNITS if unit == "hexagon" or view.has_level(unit)
    }
    first = next(unit for unit in ("grid", "community", "hexagon") if unit in offered)
    asked = address.parameter("unit")
    if asked is not None and asked not in offered:
        st.warning(t("hotspots.unit_unknown", value=inert(asked[:60])))
        asked = None
    address.follow("unit", state.UNIT, asked or first, offered)
    chosen = str(
        st.segmented_control(
            t("hotspots.areas"),
            list(offered),
            key=state.UNIT,
            format_func=offered.__getitem__,
            required=True,
        )
    )
    address.set_parameter("unit", None if chosen == first else chosen)
    return chosen


def judgement(view: View, unit: str) -> Judgement:
    """Return what is hot and cold among all areas of a unit, whatever places are selected."""
    judged = hotspots.judged_in(view.selection)
    return _judged(view.source.key, view.dataset.generation, unit, repr(judged), view, judged)


@st.cache_data(max_entries=100, show_spinner=False)
def _judged(key: str, generation: int, unit: str, name: str, _view: View, _judged_in: Selection) -> Judgement:
    months = [hotspots.month_name(first) for first in hotspots.months_of(_judged_in)]
    if unit != "hexagon":
        counted = _view.fetch(hotspots.by_place, _judged_in, unit)
        return hotspots.judge_places(counted, _view.fetch(areas.outlines, _judged_in, unit), months)
    anything = replace(_judged_in, categories=(), levels=())
    counted, studied = (_view.fetch(hotspots.by_square, chosen) for chosen in (_judged_in, anything))
    return hotspots.judge_hexagons(counted, studied, months)


def cannot_judge(judged: Judgement, unit: str) -> bool:
    """Say, where it is so, that areas or months are too few to judge; return whether it is so."""
    if judged.lacking == "areas":
        few = {"areas": judged.areas, "unit": t(f"hotspots.unit.{unit}"), "least": hotspots.FEWEST_AREAS}
        empty(t("hotspots.few_areas", **few))
    elif judged.lacking == "months":
        empty(t("hotspots.few_months", months=judged.months, least=hotspots.FEWEST_MONTHS))
    return judged.lacking is not None


def how_judged(view: View, judged: Judgement, unit: str) -> str:
    """Return in words what was compared with what, over which months."""
    months = hotspots.months_of(hotspots.judged_in(view.selection))
    words = t(
        "hotspots.judged",
        areas=f"{judged.areas:,}",
        unit=t(f"hotspots.unit.{unit}"),
        start=hotspots.month_name(months[0]),
        last=hotspots.month_name(months[-1]),
    )
    by = t(f"hotspots.by.{'hexagon' if unit == 'hexagon' else 'rate' if judged.by_rate else 'count'}")
    left_out = t("hotspots.left_out", count=f"{judged.left_out:,}") if judged.left_out else ""
    return f"{words}{by}{left_out}"


def spots(view: View, judged: Judgement, unit: str) -> pd.DataFrame:
    """Return the found areas in the selected places, as `Judgement.found`, in the order to be read.

    With name, level and place (what their cases are found by), outline and position.
    """
    shapes = _shapes(view, judged, unit)
    found = judged.found.merge(shapes, on="code")
    order = {pattern: index for index, pattern in enumerate(PATTERNS)}
    ranked = found.assign(rank=found["pattern"].map(order), cold=found["kind"] == "cold")
    ranked = ranked.sort_values(
        ["cold", "rank", "run", "months", "q"], ascending=[True, True, False, False, True]
    )
    return ranked.drop(columns=["rank", "cold"]).reset_index(drop=True)


def _shapes(view: View, judged: Judgement, unit: str) -> pd.DataFrame:
    """Return code, outline, longitude, latitude, level, place and name of the areas in the selected places."""
    names = place_names(view.source).set_index("code")
    if unit == "hexagon":
        drawn = neighbourhoods.hexagon_outlines(judged.found["code"])
        everywhere = view.fetch(areas.outlines, view.selection.everywhere(), "community")
        shown = set(view.fetch(areas.outlines, view.selection, "community")["code"])
        drawn["place"] = neighbourhoods.nearest_place(drawn, everywhere)
        named = [_chain(names, code) for code in drawn["place"]]
        drawn["name"] = [
            t("hotspots.around", place=name) if name else code
            for name, code in zip(named, drawn["code"], strict=True)
        ]
        return drawn[drawn["place"].isin(shown) | drawn["place"].isna()].assign(level="community")
    drawn = view.fetch(areas.outlines, view.selection, unit)[["code", "outline", "longitude", "latitude"]]
    return drawn.assign(level=unit, place=drawn["code"], name=[_chain(names, code) for code in drawn["code"]])


def _chain(names: pd.DataFrame, code: str | None) -> str:
    """Return a place's name after those of the places above it; empty without a place."""
    chain: list[str] = []
    while isinstance(code, str) and code in names.index:
        chain.append(str(names.at[code, "name"]))
        code = names.at[code, "parent_code"]
    return " · ".join(reversed(chain))


def counts_line(found: pd.DataFrame) -> str:
    """Return how many hot and cold areas there are of each pattern."""
    sizes = found.groupby(["kind", "pattern"]).size()
    return t("words.comma").join(
        t("hotspots.count", pattern=t(f"hotspots.{kind}.{pattern}"), count=int(sizes[kind, pattern]))
        for kind in KINDS
        for pattern in PATTERNS
        if (kind, pattern) in sizes
    )


def map_of_spots(view: View, found: pd.DataFrame, unit: str, note: str) -> None:
    """Draw the hot and cold areas over the borders of communities, with legend and files."""
    shown = found.assign(
        swatch=[_swatch(row) for row in found.to_dict("records")],
        tip=[
            [row["name"], _pattern_words(row), _months_words(row), _last_words(row)]
            for row in found.to_dict("records")
        ],
    )
    borders = view.fetch(areas.outlines, view.selection, "community")
    box = box_of([*borders["outline"].dropna(), *found["outline"]])
    if box is None:
        empty(t("hotspots.no_outline"))
        return
    entries = tuple(
        (_swatch({"kind": kind, "pattern": pattern}), t(f"hotspots.{kind}.{pattern}"))
        for kind in KINDS
        for pattern in PATTERNS
        if ((found["kind"] == kind) & (found["pattern"] == pattern)).any()
    )
    legend, turn = SymbolLegend(t("hotspots.legend"), entries), map_turn()
    land = view.land("community")

    def layers() -> list[folium.FeatureGroup]:
        return [
            area_layers.borders(borders),
            area_layers.patterned(shown, "spots", turn),
            area_layers.street_offices(land.streets),
        ]

    st.html(legend.html())
    clicked = opened_area(draw(land, layers(), box, key=f"hotspots_{unit}"))
    for row in found[found["code"] == clicked].to_dict("records"):
        if isinstance(row["place"], str):
            turn_to_cases(view.source, _cases_of(view.selection, row), list="reported")
    not_drawn(borders, "community")
    if view.outline_note:
        st.caption(view.outline_note)
    title, line = t("hotspots.title"), view.provenance(f"{note} {view.outline_note}".strip())
    kept = found.drop(columns=["longitude", "latitude", "level"]).rename(columns={"place": "place_code"})
    words = view.words()
    picture = Picture(title, words, line, box, land, borders, (legend,), spots=shown, labelled=False)
    own = {name: t(f"mapfile.spot.{name}") for name in SPOT_FIELDS}
    data = Layers(lambda: {"spots": area_features(kept)}, line, own_words=own)
    map_downloads(view, "hotspots_map", title, lambda: picture, data, partial(_page, layers, picture))


def _page(layers: Callable[[], list[folium.FeatureGroup]], picture: Picture) -> bytes:
    title = f"{picture.title} · {picture.words}"
    return offline_page.page_bytes(picture.land, picture.box, layers(), title, picture.legends, picture.line)


def _swatch(row: Row) -> Swatch:
    return Swatch(theme.SPOT_COLOURS[row["kind"]][row["pattern"]], *EDGES[row["pattern"]])


def list_in_words(view: View, found: pd.DataFrame) -> None:
    """Draw the areas in words, by pattern, each with the way to its cases."""
    with st.container(height=theme.LIST_HEIGHT, border=True, gap="xsmall"):
        for (kind, pattern), rows in found.groupby(["kind", "pattern"], sort=False):
            st.markdown(
                f"**{t('hotspots.count', pattern=t(f'hotspots.{kind}.{pattern}'), count=len(rows))}**"
            )
            st.caption(t(f"hotspots.meaning.{pattern}", months=hotspots.MOST_MONTHS))
            for row in rows.head(LISTED_OF_A_KIND).to_dict("records"):
                _listed(view, row)
            if len(rows) > LISTED_OF_A_KIND:
                st.caption(t("hotspots.more", count=len(rows) - LISTED_OF_A_KIND))


def _listed(view: View, row: Row) -> None:
    words = f"{_months_words(row)}{t('hotspots.stop')}{_last_words(row)}"
    st.markdown(f"{inert(row['name'])}  \n:{theme.QUIET_TEXT}[:small[{inert(words)}]]")
    if isinstance(row["place"], str):
        st.page_link(
            page_file("cases"),
            label=t("hotspots.open"),
            icon=":material/arrow_forward:",
            query_params=to_query(_cases_of(view.selection, row)) | {"list": ["reported"]},
        )


def _cases_of(selection: Selection, row: Row) -> Selection:
    """Return the selection of the cases that an area's words speak of: its run of months, or all twelve."""
    judged = hotspots.judged_in(selection)
    firsts = hotspots.months_of(judged)
    start: date = firsts[-row["run"]] if row["run"] else judged.start
    return replace(judged, start=start).at_place(row["level"], row["place"])


def _pattern_words(row: Row) -> str:
    return t(f"hotspots.{row['kind']}.{row['pattern']}")


def _months_words(row: Row) -> str:
    """Return in how many of the months an area was hot or cold, and for how long without a break."""
    key = "run" if row["run"] > 1 else "now" if row["run"] else "over"
    return t(
        f"hotspots.months.{key}",
        kind=t(f"hotspots.kind.{row['kind']}"),
        months=row["months"],
        of=hotspots.MONTHS,
        run=row["run"],
        last=row["last_at"],
    )


def _last_words(row: Row) -> str:
    """Return the cases of the last month in which it was so, per resident where known, and the rate of error."""
    rate = REPORTED_PER_1000.value(pd.DataFrame([row]))
    per = "" if rate is None else t("hotspots.per_1000", rate=plain(REPORTED_PER_1000, rate))
    return t("hotspots.last", month=row["last_at"], count=f"{row['reported']:,}", per=per, q=_q(row["q"]))


def _q(q: float) -> str:
    return "<0.01%" if q < 0.0001 else f"={q:.2%}"


def months_panel(view: View, judged: Judgement, found: pd.DataFrame, note: str) -> None:
    """Draw the months of the areas, those to be read first, each month hot, cold or neither."""
    first = found.head(ROWS_OF_MONTHS)
    names = first.set_index("code")["name"]
    repeated = names.duplicated(keep=False)
    names = names.where(~repeated, names + " " + names.groupby(names).cumcount().add(1).astype(str))
    rows = judged.monthly[judged.monthly["code"].isin(names.index)]
    rows = rows.assign(order=rows["code"].map({code: index for index, code in enumerate(names.index)}))
    rows = rows.sort_values(["order", "at"])
    words = {1: t("hotspots.kind.hot"), 0: t("hotspots.kind.neither"), -1: t("hotspots.kind.cold")}
    area, month, standing = (t(f"hotspots.column.{name}") for name in ("area", "month", "standing"))
    table = pd.DataFrame(
        {
            area: rows["code"].map(names),
            month: rows["at"],
            standing: rows["mark"].map(words),
            t("hotspots.column.reported"): rows["reported"],
            t("hotspots.column.z"): rows["z"].astype(float).round(2),
            t("hotspots.column.q"): rows["q"].astype(float),
        }
    )
    chart = charts.months_at_a_glance(
        table.assign(sign=rows["mark"].map(charts.SIGNS)), month, area, standing, words
    )
    shown = t("hotspots.first_rows", shown=len(first), total=len(found)) if len(first) < len(found) else ""
    chart_panel(view, "hotspot_months", t("hotspots.by_month"), chart, table, note=f"{note}{shown}")


def table_of_spots(view: View, found: pd.DataFrame, note: str) -> None:
    """Draw all hot and cold areas as a table with its files."""
    column = {
        name: t(f"hotspots.column.{name}")
        for name in ("area", "pattern", "months", "run", "trend", "last_at", "reported", "z", "q")
    }
    table = pd.DataFrame(
        {
            column["area"]: found["name"],
            column["pattern"]: [_pattern_words(row) for row in found.to_dict("records")],
            column["months"]: found["months"],
            column["run"]: found["run"],
            column["trend"]: [word("trend", trend) for trend in found["trend"]],
            column["last_at"]: found["last_at"],
            column["reported"]: found["reported"],
            heading(REPORTED_PER_1000): REPORTED_PER_1000.of(found).round(2),
            column["z"]: found["z"].astype(float).round(2),
            column["q"]: found["q"].astype(float),
        }
    )
    table = table.dropna(axis="columns", how="all")
    numbers = {column["q"]: st.column_config.NumberColumn(format="%.2g")}
    table_panel(view, "hotspots", t("hotspots.table"), table, note=note, column_config=numbers)


def what_it_means() -> None:
    """Say in plain words how areas are judged, what significance means and what q is."""
    with st.expander(t("hotspots.how"), icon=":material/help:"):
        st.markdown(
            t(
                "hotspots.how_text",
                rate=f"{hotspots.FALSE_DISCOVERY_RATE:.0%}",
                fewest=hotspots.FEWEST_CASES,
                most=hotspots.MOST_MONTHS,
            )
        )
