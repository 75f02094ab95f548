"""Maps: tables of places in, folium layers out. Every name from the data is escaped."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import folium
import pandas as pd
from branca.element import Element, Figure
from folium.map import CustomPane
from folium.plugins import HeatMap

from ui import map_assets, theme

CLASSES = 5
WORLD_PIXELS = 256
MAP_WIDTH = 680  # what a map has at least on a desk; the zoom that fits is worked out for it
LAND_PANE = "land"
CELLS_ACROSS = (
    84  # the heat layer's cells across the longer side of a map, so that no number of cases makes it grow
)
COORDINATE_DIGITS = 5  # about 1 m
AREA_OPACITY = 0.85
POINT_OPACITY = 0.95
POINT_RADIUS = 4
HEAT_RADIUS = 16  # pixels of a spot, and of the blur around it
HEAT_BLUR = 14
HEAT_FAINTEST = 0.25  # the least opacity of a spot

_MAP_STYLE = (
    f".leaflet-container{{background:{theme.SEA};font-family:{theme.FONT}}}"
    ".leaflet-control-scale-line:nth-child(2){display:none}"  # no miles
    ".place-label div{transform:translate(-50%,-50%);width:max-content;font-size:11px;pointer-events:none;"
    f"color:{theme.INK};-webkit-text-stroke:3px {theme.PAPER}cc;paint-order:stroke}}"
)

map_assets.use_own_host()


@dataclass(frozen=True)
class Legend:
    """The classes of a choropleth: a heading, and colour and words for each class from low to high."""

    heading: str
    entries: tuple[tuple[str, str], ...]

    def html(self) -> str:
        """Return the legend as HTML."""
        items = "".join(
            f'<span><i style="background:{colour}"></i>{_safe(words)}</span>'
            for colour, words in self.entries
        )
        return f'<div class="legend"><b>{_safe(self.heading)}</b>{items}</div>'


@dataclass(frozen=True)
class Symbol:
    """How a point is drawn: a circle with a radius and a line in pixels; a heavy one has a dark edge."""

    colour: str
    radius: float
    line: float = 1.0
    hollow: bool = False
    dashed: bool = False
    heavy: bool = False

    def scaled(self, scale: float) -> Symbol:
        """Return the symbol with its radius and line scaled."""
        return replace(self, radius=self.radius * scale, line=self.line * scale)

    def style(self) -> dict[str, Any]:
        """Return the symbol as Leaflet draws it; a filled one keeps a light edge, so that neighbours stay apart."""
        edge = self.colour if self.hollow else theme.INK if self.heavy else theme.PAPER
        return {
            "radius": self.radius,
            "fill": True,  # folium's marker says no; a hollow one must still be met by the pointer
            "color": edge,
            "weight": self.line,
            "dashArray": "3 3" if self.dashed else None,
            "fillColor": self.colour,
            "fillOpacity": 0 if self.hollow else POINT_OPACITY,
        }

    def html(self) -> str:
        """Return the symbol as it stands in a legend."""
        style = self.style()
        side = 2 * self.radius
        line = f"{max(self.line, 1)}px {'dashed' if self.dashed else 'solid'} {style['color']}"
        ground = "transparent" if self.hollow else self.colour
        return (
            f'<i style="width:{side}px;height:{side}px;border-radius:50%;border:{line};background:{ground};'
            'vertical-align:middle"></i>'
        )


@dataclass(frozen=True)
class Swatch:
    """How an area is drawn: its fill, and an outline whose colour, width in pixels and dashes tell it apart too."""

    colour: str
    edge: str
    line: float
    dashes: str | None = None

    def style(self) -> dict[str, Any]:
        """Return the swatch as Leaflet draws it."""
        return {
            "fillColor": self.colour,
            "fillOpacity": AREA_OPACITY,
            "color": self.edge,
            "weight": self.line,
            "dashArray": self.dashes,
        }

    def html(self) -> str:
        """Return the swatch as it stands in a legend."""
        dashed = "solid" if self.dashes is None else "dotted" if self.dashes.startswith("1 ") else "dashed"
        return f'<i style="background:{self.colour};border:{self.line}px {dashed} {self.edge}"></i>'


@dataclass(frozen=True)
class SymbolLegend:
    """What the symbols of a map mean: a heading, and a symbol with its words."""

    heading: str
    entries: tuple[tuple[Symbol | Swatch, str], ...]

    def html(self) -> str:
        """Return the legend as HTML."""
        items = "".join(f"<span>{symbol.html()}{_safe(words)}</span>" for symbol, words in self.entries)
        return f'<div class="legend"><b>{_safe(self.heading)}</b>{items}</div>'


@dataclass(frozen=True)
class Box:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the middle."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    def zoom(self, width: int = MAP_WIDTH, height: int = theme.MAP_HEIGHT) -> float:
        """Return the largest zoom, in quarter steps, at which the box fits the map."""
        across = max(self.east - self.west, 1e-4)
        upwards = max(_mercator(self.north) - _mercator(self.south), 1e-7)
        fits = min(width / WORLD_PIXELS * 360 / across, height / WORLD_PIXELS / upwards)
        return min(math.floor(4 * math.log2(fits)) / 4, 17)


def box_of(outlines: Sequence[str]) -> Box | None:
    """Return the box around GeoJSON outlines, None where there are none."""
    points = [point for outline in outlines for point in _points(json.loads(outline)["coordinates"])]
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def base_map(box: Box, outline: str | None) -> folium.Map:
    """Return the ground: sea, land in its own pane below everything, scale; no tiles from anywhere."""
    ground = folium.Map(
        location=box.centre,
        zoom_start=box.zoom(),  # type: ignore[arg-type]  # quarter steps, by zoom_snap
        tiles=None,
        control_scale=True,
        zoom_snap=0.25,
        min_zoom=8,
        max_zoom=18,
        prefer_canvas=True,
        attribution_control=False,
    )
    figure(ground).header.add_child(Element(f"<style>{_MAP_STYLE}</style>"))
    CustomPane(LAND_PANE, z_index=250).add_to(ground)
    if outline:
        folium.GeoJson(
            {"type": "Feature", "properties": {}, "geometry": _rounded(json.loads(outline))},
            style_function=lambda _: {
                "color": theme.BORDER,
                "weight": 1.2,
                "fillColor": theme.LAND,
                "fillOpacity": 1,
            },
            pane=LAND_PANE,
            interactive=False,
        ).add_to(ground)
    return ground


def figure(ground: folium.Map) -> Figure:
    """Return the page that a map is drawn in."""
    return cast(Figure, ground.get_root())


def classify(
    values: pd.Series, words: Callable[[float], str], heading: str, missing: str
) -> tuple[pd.Series, Legend]:
    """Return a colour for each value by quantile classes, and their legend.

    Quantiles are taken over the distinct values, so a class is never empty; values that are missing get
    the colour for "no data".
    """
    known = values.dropna()
    distinct = known.drop_duplicates().sort_values()
    count = min(CLASSES, len(distinct))
    colours = pd.Series(theme.NO_DATA, index=values.index)
    entries: list[tuple[str, str]] = []
    if count:
        groups = pd.qcut(distinct.rank(method="first"), count, labels=False) if count > 1 else distinct * 0
        lows, highs = distinct.groupby(groups).min(), distinct.groupby(groups).max()
        palette = theme.sequential_range(count)
        for low, high, colour in zip(lows, highs, palette, strict=True):
            colours[(values >= low) & (values <= high)] = colour
            entries.append((colour, words(low) if low == high else f"{words(low)} – {words(high)}"))
    if len(known) < len(values):
        entries.append((theme.NO_DATA, missing))
    return colours, Legend(heading, tuple(entries))


def area_features(areas: pd.DataFrame) -> list[dict[str, Any]]:
    """Return places as GeoJSON features; `outline` becomes the geometry, all other columns properties."""
    properties = (
        areas.drop(columns="outline").astype(object).where(areas.drop(columns="outline").notna(), None)
    )
    return [
        {"type": "Feature", "properties": row, "geometry": _rounded(json.loads(outline))}
        for row, outline in zip(properties.to_dict("records"), areas["outline"], strict=True)
    ]


def choropleth(areas: pd.DataFrame, turn: int = 0) -> folium.FeatureGroup:
    """Return places filled by their `colour`, with `name` and `figure` on hovering.

    `turn` goes into each feature, so that clicking the same place again after going back is a new click.
    """
    shown = areas[["code", "name", "figure", "colour", "outline"]].assign(turn=turn)
    shown["tip"] = [
        f"<b>{_safe(name)}</b><br>{_safe(figure)}"
        for name, figure in zip(areas["name"], areas["figure"], strict=True)
    ]
    features = area_features(shown.drop(columns=["name", "figure"]))
    group = folium.FeatureGroup(name="areas")
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: {
            "fillColor": feature["properties"]["colour"],
            "fillOpacity": AREA_OPACITY,
            "color": theme.PAPER,
            "weight": 1.2,
        },
        highlight_function=lambda _: {"weight": 3, "color": theme.INK},
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True),
    ).add_to(group)
    return group


def patterned(areas: pd.DataFrame, name: str) -> folium.FeatureGroup:
    """Return areas (columns code, outline, tip, swatch) drawn by their swatches, with their tip on hovering."""
    group = folium.FeatureGroup(name=name)
    if areas.empty:
        return group
    shown = areas[["code", "outline"]].assign(
        tip=areas["tip"].map(_safe_lines), style=[swatch.style() for swatch in areas["swatch"]]
    )
    folium.GeoJson(
        {"type": "FeatureCollection", "features": area_features(shown)},
        style_function=lambda feature: feature["properties"]["style"],
        highlight_function=lambda _: {"weight": 3, "color": theme.INK},
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True),
    ).add_to(group)
    return group


def labels(areas: pd.DataFrame) -> folium.FeatureGroup:
    """Return each place's name at its label point, as inert text above the areas."""
    group = folium.FeatureGroup(name="labels")
    for row in areas.dropna(subset=["longitude", "latitude"]).itertuples():
        text = f"<div>{_safe(row.name)}</div>"
        folium.Marker(
            (row.latitude, row.longitude),
            icon=folium.DivIcon(html=text, icon_size=(0, 0), class_name="place-label"),
            interactive=False,
            keyboard=False,
        ).add_to(group)
    return group


def points(rows: pd.DataFrame, kind: str, radius: float = POINT_RADIUS) -> folium.FeatureGroup:
    """Return points with their `tip` on hovering; `kind` (compounds, stations, spaces, cases, case) gives the colour.

    A column `case_id` goes with a point, so that clicking it names its case.
    """
    group = folium.FeatureGroup(name=kind)
    if rows.empty:
        return group
    features = [
        {
            "type": "Feature",
            "properties": {"tip": _safe_lines(tip), "radius": round(float(size), 1)} | own,
            "geometry": {
                "type": "Point",
                "coordinates": [round(x, COORDINATE_DIGITS), round(y, COORDINATE_DIGITS)],
            },
        }
        for tip, size, x, y, own in zip(
            rows["tip"],
            radii(rows, radius),
            rows["longitude"],
            rows["latitude"],
            rows[["case_id"]].to_dict("records") if "case_id" in rows else [{}] * len(rows),
            strict=True,
        )
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=4),
        style_function=lambda feature: {
            "radius": feature["properties"]["radius"],
            "fill": True,  # folium's marker says no
            "color": theme.PAPER,
            "weight": 1,
            "fillColor": theme.POINT_COLOURS[kind],
            "fillOpacity": POINT_OPACITY,
        },
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False),
    ).add_to(group)
    return group


def point_symbol(kind: str) -> Symbol:
    """Return how `points` draws a kind, without the households by which its circles may grow."""
    return Symbol(theme.POINT_COLOURS[kind], POINT_RADIUS)


def symbols(rows: pd.DataFrame, symbol: Symbol, name: str) -> folium.FeatureGroup:
    """Return points (columns tip, longitude, latitude) drawn by one symbol, with their `tip` on hovering."""
    group = folium.FeatureGroup(name=name)
    if rows.empty:
        return group
    features = point_features(rows.assign(tip=rows["tip"].map(_safe_lines))[["tip", "longitude", "latitude"]])
    style = symbol.style()
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=symbol.radius),
        style_function=lambda _: style,
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False),
    ).add_to(group)
    return group


def point_features(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows with longitude and latitude as GeoJSON points; all other columns become properties."""
    told = rows.drop(columns=["longitude", "latitude"]).astype(object)
    return [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {
                "type": "Point",
                "coordinates": [round(x, COORDINATE_DIGITS), round(y, COORDINATE_DIGITS)],
            },
        }
        for properties, x, y in zip(
            told.where(told.notna(), None).to_dict("records"),
            rows["longitude"],
            rows["latitude"],
            strict=True,
        )
    ]


def radii(rows: pd.DataFrame, radius: float) -> pd.Series:
    """Return each point's radius in pixels: its area grows with the households, `radius` without any."""
    if "households" not in rows:
        return pd.Series(float(radius), index=rows.index)
    return (rows["households"].fillna(0).clip(lower=0) ** 0.5 / 4).clip(3, 12)


def borders(areas: pd.DataFrame) -> folium.FeatureGroup:
    """Return places as lines only, to lie over a heat layer."""
    group = folium.FeatureGroup(name="borders")
    shown = areas.dropna(subset=["outline"])
    if shown.empty:
        return group
    folium.GeoJson(
        {"type": "FeatureCollection", "features": area_features(shown[["code", "outline"]])},
        style_function=lambda _: {"color": theme.BORDER, "weight": 0.8, "fill": False},
        interactive=False,
    ).add_to(group)
    return group


def cell_size(box: Box) -> float:
    """Return the side in degrees of the heat layer's cells for what a box shows."""
    return round(max(box.east - box.west, box.north - box.south) / CELLS_ACROSS, 6)


def heat(bins: pd.DataFrame, cell: float) -> folium.FeatureGroup:
    """Return counted cells (columns x, y, reported) as a heat layer; weights are relative to the fullest."""
    group = folium.FeatureGroup(name="heat")
    if bins.empty:
        return group
    HeatMap(
        heat_points(bins, cell),
        radius=HEAT_RADIUS,
        blur=HEAT_BLUR,
        min_opacity=HEAT_FAINTEST,
        max_zoom=1,
        gradient=theme.HEAT,
    ).add_to(group)
    return group


def heat_points(bins: pd.DataFrame, cell: float) -> list[list[float]]:
    """Return latitude, longitude and weight of each counted cell.

    Weights come in twentieths, a difference that no eye sees in a heat layer, so that the layer stays small.
    """
    weights = (bins["reported"] / bins["reported"].max()).pow(0.5).mul(20).round() / 20
    digits = max(4, 1 - math.floor(math.log10(cell)))
    return [
        [round((y + 0.5) * cell, digits), round((x + 0.5) * cell, digits), weight]
        for x, y, weight in zip(bins["x"], bins["y"], weights, strict=True)
    ]


def heat_legend(heading: str, words: Sequence[str]) -> Legend:
    """Return the legend of the heat layer: its colours from sparse to dense, each with its words."""
    colours = [colour for _, colour in sorted(theme.HEAT.items())]
    return Legend(heading, tuple(zip(colours, words, strict=True)))


def cell_features(bins: pd.DataFrame, cell: float) -> list[dict[str, Any]]:
    """Return counted cells (columns x, y, reported) as square GeoJSON features."""
    features = []
    for x, y, reported in zip(bins["x"].tolist(), bins["y"].tolist(), bins["reported"].tolist(), strict=True):
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        ring = [[round(column * cell, 6), round(row * cell, 6)] for column, row in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"reported": reported}, "geometry": geometry})
    return features


def page_bytes(
    ground: folium.Map,
    groups: Sequence[folium.FeatureGroup],
    title: str,
    legend: Legend | SymbolLegend | None,
    line: str,
) -> bytes:
    """Return a map as one HTML file that opens without a network, with title, legend and provenance."""
    for group in groups:
        group.add_to(ground)
    root = figure(ground)
    root.title = _safe(title)
    style = theme.STYLE_SHEET.read_text(encoding="utf-8")
    caption = (
        f"<style>{style}\n.map-note{{position:fixed;z-index:1000;left:0;right:0;background:{theme.PAPER}ee;"
        f"padding:6px 12px;font:13px/1.5 {theme.FONT}}}</style>"
        f'<div class="map-note" style="top:0;padding-left:56px"><b>{_safe(title)}</b></div>'
        f'<div class="map-note" style="bottom:0">{legend.html() if legend else ""}'
        f"<small>{_safe(line)}</small></div>"
    )
    root.html.add_child(Element("{% raw %}" + caption + "{% endraw %}"))
    return map_assets.inline(root).encode()


def _safe(text: object) -> str:
    """Return text from the data as inert HTML that also cannot leave a JavaScript template literal."""
    return html.escape(str(text)).translate(
        {96: "&#96;", 36: "&#36;", 92: "&#92;", 123: "&#123;", 125: "&#125;"}
    )


def _safe_lines(lines: Sequence[object]) -> str:
    first, *rest = lines
    return "<br>".join([f"<b>{_safe(first)}</b>", *(_safe(line) for line in rest)])


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def shorten(part):
        if isinstance(part[0], (int, float)):
            return [round(number, COORDINATE_DIGITS) for number in part[:2]]
        return [shorten(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}


def _points(part):
    if isinstance(part[0], (int, float)):
        yield part[0], part[1]
    else:
        for inner in part:
            yield from _points(inner)


def _mercator(latitude: float) -> float:
    """Return the vertical Web Mercator coordinate, 0 at the equator, as a share of the world's height."""
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)
