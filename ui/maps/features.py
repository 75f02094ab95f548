"""Tables of places, points and cells as GeoJSON features, and text from the data made inert."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from ui.words.text import isolated, shortened

COORDINATE_DIGITS = 5  # about 1 m
STEP = 10**-COORDINATE_DIGITS  # degrees


def area_features(areas: pd.DataFrame) -> list[dict[str, Any]]:
    """Return places as GeoJSON features; `outline` becomes the geometry, all other columns properties."""
    properties = (
        areas.drop(columns="outline").astype(object).where(areas.drop(columns="outline").notna(), None)
    )
    return [
        {"type": "Feature", "properties": row, "geometry": rounded(json.loads(outline))}
        for row, outline in zip(properties.to_dict("records"), areas["outline"], strict=True)
    ]


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


def cell_features(bins: pd.DataFrame, width: float, height: float) -> list[dict[str, Any]]:
    """Return cells (columns x, y, their numbers; others become properties) of a size in degrees as GeoJSON features."""
    told = bins.drop(columns=["x", "y"]).astype(object)
    features = []
    for x, y, properties in zip(
        bins["x"].tolist(), bins["y"].tolist(), told.where(told.notna(), None).to_dict("records"), strict=True
    ):
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        ring = [[round(column * width, 6), round(row * height, 6)] for column, row in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return features


def safe(text: object) -> str:
    """Return text from the data as inert HTML that also cannot leave a JavaScript template literal.

    It cannot reorder the words around it either, and names in it are cut.
    """
    return html.escape(str(isolated(shortened(str(text))))).translate(
        {96: "&#96;", 36: "&#36;", 92: "&#92;", 123: "&#123;", 125: "&#125;"}
    )


def safe_lines(lines: Sequence[object]) -> str:
    first, *rest = lines
    return "<br>".join([f"<b>{safe(first)}</b>", *(safe(line) for line in rest)])


def rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def shorten(part):
        if part and isinstance(part[0], (int, float)):
            return [round(number, COORDINATE_DIGITS) for number in part[:2]]
        return [shorten(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": shorten(geometry["coordinates"])}


def collection_bytes(features: list[dict[str, Any]], provenance: str) -> bytes:
    """Return features as a GeoJSON collection that carries its provenance as a foreign member (RFC 7946, 6.1)."""
    collection = {"type": "FeatureCollection", "provenance": provenance, "features": features}
    return json.dumps(collection, ensure_ascii=False).encode()
