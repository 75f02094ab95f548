"""The map of activity spaces, beside the compounds that lack a step-free one, with its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import folium
import pandas as pd
import streamlit as st

from data_access.elderly import spaces
from data_access.elderly.surveys import REACH_M, SEARCH_M
from data_access.indicators import STEP_FREE_SHARE
from data_access.places import areas
from pages.elderly import space_shares
from ui import theme
from ui.files.menu import map_downloads
from ui.maps import area_layers, offline_page, point_layers
from ui.maps.features import area_features, point_features
from ui.maps.files import Layers
from ui.maps.ground import Box, Land, box_of
from ui.maps.legends import Legend, Symbol, SymbolLegend
from ui.maps.pictures import Marks, Picture
from ui.panels.elders import Elders, count_words
from ui.panels.maps import draw, follow, map_turn
from ui.panels.notes import empty, not_drawn
from ui.panels.spaces import spaces_shown
from ui.session.view import View
from ui.words.access import ACCESS
from ui.words.numbers import MISSING, figure
from ui.words.periods import level_below
from ui.words.text import in_short, sentences, t, word

PUBLIC_INCOME = "public_income"
FEATURE_COLUMNS = ("name", "kind", "floor", "access", "funding", "location_note", "longitude", "latitude")
COUNTED = ("spaces", "step_free", "access_unknown", "unplaced")
HOME = Symbol(theme.OUT_OF_REACH, 4.5, line=2, hollow=True, dashed=True)


@dataclass(frozen=True)
class Shown:
    """What lies on the map: places (with their `level` where they are coloured), or borders below single spaces."""

    legend: Legend | SymbolLegend
    areas: pd.DataFrame
    groups: Callable[[int], list[folium.FeatureGroup]]
    marks: tuple[Marks, ...] = ()
    labelled: bool = True
    level: str | None = None


def space_map(view: View, elders: Elders | None) -> None:
    """Draw the spaces and the compounds without a step-free one, or the shares of places where there are too many."""
    placed = spaces_shown(view).dropna(subset=["longitude", "latitude"])
    close = bool(view.selection.streets)
    homes = home_points(elders if close else None)
    with st.container(border=True):
        st.subheader(t("elderly.map"), anchor=False)
        level = level_below(view.selection)
        outlines = view.fetch(areas.outlines, view.selection, level)
        box = _box(outlines, placed, homes)
        if box is None or (placed.empty and homes.empty):
            empty(t("empty.selection"))
            return
        land = view.land(level)
        many = space_shares.too_many(placed, outlines)
        shown = _coloured(view, level, land) if many else _dots(outlines, placed, homes, close, land)
        _draw(view, shown, land, box)
        not_drawn(outlines, level)
        note = _map_note(view, shown)
        st.caption(**in_short(note))
        if many or (elders and not close):
            st.caption(t("elderly.map_click" if many else "elderly.homes_close", level=_told(level)))
        _map_files(view, _picture(view, shown, land, box, note), shown, placed, homes)


def _draw(view: View, shown: Shown, land: Land, box: Box) -> None:
    """Draw the map under its legend; a click on a coloured place selects it."""
    st.html(shown.legend.html())
    go = partial(follow, view.selection, shown.level) if shown.level else None
    draw(land, shown.groups(map_turn()), box, key="elderly_map", follow=go)


def _coloured(view: View, level: str, land: Land) -> Shown:
    """Return the places coloured by their share of step-free spaces."""
    table, legend = space_shares.shares(view, level)
    return Shown(legend, table, partial(space_shares.layers, table, land), level=level)


def _dots(
    outlines: pd.DataFrame, placed: pd.DataFrame, homes: pd.DataFrame, close: bool, land: Land
) -> Shown:
    """Return each space, and the compounds that lack one, above the places' borders."""
    drawn = marks(placed, homes)

    def groups(_: int) -> list[folium.FeatureGroup]:
        return layers(outlines, drawn, close, land)

    return Shown(legend_of(placed, homes), outlines, groups, drawn, labelled=close)


def _told(level: str) -> str:
    return word("place_level", level).lower()


def _picture(view: View, shown: Shown, land: Land, box: Box, note: str) -> Picture:
    """Return the map as it is printed."""
    title, line = t("elderly.map"), view.provenance(note, categories=False)
    legends, labelled = (shown.legend,), shown.labelled
    return Picture(title, view.words(), line, box, land, shown.areas, legends, shown.marks, labelled=labelled)


def home_points(elders: Elders | None) -> pd.DataFrame:
    """Return the compounds out of reach as points, with the lines of their tip; the count is in words only."""
    if elders is None or elders.beyond.empty:
        return pd.DataFrame(columns=["name", "people", "nearest", "metres", "tip", "longitude", "latitude"])
    rows = elders.beyond
    people = [str(words) for words in count_words(rows, "limited_mobility")]
    points = pd.DataFrame(
        {
            "name": rows["compound"].fillna(MISSING),
            "people": people,
            "nearest": rows["nearest"],
            "metres": pd.to_numeric(rows["metres"]).round(),
            "longitude": rows["longitude"],
            "latitude": rows["latitude"],
        }
    )
    points["tip"] = [
        [row["name"], t("elderly.tip_people", count=row["people"]), _nearest_words(row)]
        for row in points.to_dict("records")
    ]
    return points


def _nearest_words(row: dict) -> str:
    if pd.isna(row["metres"]):
        return t("elderly.none_near", metres=f"{SEARCH_M:,}")
    return t("elderly.tip_nearest", name=row["nearest"], metres=f"{row['metres']:,.0f}")


def symbol(access: str, funding: str) -> Symbol:
    """Return how a space is drawn: filled where step-free, a ring where not; public income by a heavy line too.

    A ring is wider than a filled circle, so that both are seen where spaces lie one above the other.
    """
    colour = theme.FUNDING_COLOURS.get(funding, theme.OTHER_FUNDING)
    heavy = funding == PUBLIC_INCOME
    if access == "step_free":
        return Symbol(colour, 5, line=2 if heavy else 1, heavy=heavy)
    return Symbol(colour, 7.5, line=3 if heavy else 1.5, hollow=True, dashed=access == "access_unknown")


def layers(
    outlines: pd.DataFrame, drawn: Sequence[Marks], labelled: bool, land: Land
) -> list[folium.FeatureGroup]:
    """Return what lies on the ground, from bottom to top: borders, compounds, labels, spaces."""
    homes, *others = [point_layers.marked([mark], f"marks {index}") for index, mark in enumerate(drawn)]
    return [
        area_layers.borders(outlines),
        area_layers.street_offices(land.streets),
        homes,
        *([area_layers.labels(outlines)] if labelled else []),
        *others,
    ]


def marks(placed: pd.DataFrame, homes: pd.DataFrame) -> tuple[Marks, ...]:
    """Return the points from bottom to top, each with its symbol: compounds, then rings, then filled circles."""
    return ((homes, HOME), *((rows, drawn) for drawn, rows in _by_symbol(placed)))


def _by_symbol(placed: pd.DataFrame) -> Iterator[tuple[Symbol, pd.DataFrame]]:
    """Give the spaces of each symbol, one point for each position, whose tip names all spaces there."""
    point = ["longitude", "latitude"]
    known = placed.fillna({"kind": "unknown", "location_note": ""})
    told = placed.assign(words=[_words(row) for row in known.to_dict("records")])
    tips = told.groupby(point)["words"].agg(list).rename("tip").reset_index()
    for access in reversed(ACCESS):
        for funding, rows in placed[placed["access"] == access].groupby("funding"):
            points = rows[point].drop_duplicates().merge(tips, on=point)
            yield symbol(access, str(funding)), points


def _words(row: dict) -> str:
    parts = (
        row["name"],
        word("space_kind", row["kind"]),
        word("access", row["access"]),
        word("funding", row["funding"]),
        row["location_note"],
    )
    return " · ".join(part for part in parts if part)


def legend_of(placed: pd.DataFrame, homes: pd.DataFrame) -> SymbolLegend:
    """Return the symbols that are on the map with their words: access by form, funding by colour."""
    entries = [
        (
            symbol(access, funding),
            t("elderly.symbol", access=word("access", access), funding=word("funding", funding)),
        )
        for access in ACCESS
        for funding in _fundings(placed[placed["access"] == access])
    ]
    if len(homes):
        entries.append((HOME, t("elderly.symbol_home", metres=REACH_M)))
    return SymbolLegend(t("elderly.legend"), tuple(entries))


def _fundings(rows: pd.DataFrame) -> list[str]:
    """Return who pays, in the order of the colours, those without a colour last."""
    order = [*theme.FUNDING_COLOURS, *sorted(set(rows["funding"]) - set(theme.FUNDING_COLOURS))]
    return [name for name in order if name in set(rows["funding"])]


def _box(outlines: pd.DataFrame, placed: pd.DataFrame, homes: pd.DataFrame) -> Box | None:
    """Return the box of the selected places' outlines, of the points where no outline is known."""
    if box := box_of(list(outlines["outline"].dropna())):
        return box
    points = pd.concat([placed[["longitude", "latitude"]], homes[["longitude", "latitude"]]]).astype(float)
    if points.empty:
        return None
    low, high = points.min(), points.max()
    return Box(low["longitude"], low["latitude"], high["longitude"], high["latitude"])


def _map_note(view: View, shown: Shown) -> str:
    """Return how many spaces there are and how the map shows them; it goes into the map's files too."""
    now = view.fetch(spaces.figures, view.selection)
    counts = {name: f"{int(now[name].iloc[0]):,}" for name in COUNTED}
    share, last = figure(STEP_FREE_SHARE, STEP_FREE_SHARE.value(now)), view.selection.last_day.isoformat()
    said = t("elderly.map_note", last=last, share=share, **counts)
    drawn = t("elderly.map_coloured", level=_told(shown.level)) if shown.level else t("elderly.map_symbols")
    return sentences(said, drawn, view.outline_note)


def _map_files(view: View, picture: Picture, shown: Shown, placed: pd.DataFrame, homes: pd.DataFrame) -> None:
    """Offer the map as a sheet to print, as a page that opens without a network, and as data."""

    def features() -> dict[str, list]:
        away = homes.drop(columns="tip").assign(layer="compound_out_of_reach")
        told = ["code", "name", *space_shares.IN_FILES, "outline"]
        return {
            "places": area_features(shown.areas[told].assign(layer="place")) if shown.level else [],
            "spaces": point_features(placed[list(FEATURE_COLUMNS)].assign(layer="space")),
            "compounds": point_features(away),
        }

    def page() -> bytes:
        title = f"{picture.title} · {picture.words}"
        return offline_page.page_bytes(
            picture.land, picture.box, shown.groups(0), title, picture.legends, picture.line
        )

    own = {name: t(f"mapfile.share.{name}") for name in space_shares.IN_FILES}
    data = Layers(features, picture.line, own_words=own)
    map_downloads(view, "elderly_map", picture.title, lambda: picture, data, page)
