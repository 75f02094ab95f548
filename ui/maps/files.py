"""Maps for geographic information systems: GeoPackage and zipped Shapefile, each with its provenance.

Fields carry the names of the GeoJSON file; a Shapefile allows ten characters, so `SHORT` names those that
are longer.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pyogrio

from ui.maps.features import collection_bytes
from ui.words.text import t

WGS84 = "EPSG:4326"
SHORT = {"location_note": "loc_note", "access_known": "known"}
FIELDS = (
    "code",
    "name",
    "residents",
    "reported",
    "closed",
    "value",
    "raw",
    "second",
    "now",
    "before",
    "unsteady",
    "density",
    "kind",
    "floor",
    "access",
    "funding",
    "location_note",
    "people",
    "nearest",
    "metres",
    "households",
    "events",
    "case_id",
    "standing",
    "layer",
)
"""Every field of a map's files, in the order of the note that goes with them."""


@dataclass(frozen=True)
class Layers:
    """What a map's file holds: how to make GeoJSON features by the name of their layer, and the provenance.

    `own_words` says what fields mean in this map where they mean something else elsewhere. The note's words
    are looked up at once: the file is made later, outside the session that knows the language.
    """

    make: Callable[[], Mapping[str, list[dict[str, Any]]]]
    line: str
    field_words: Mapping[str, str] = field(
        default_factory=lambda: {name: t(f"mapfile.field.{name}") for name in FIELDS}
    )
    note_name: str = field(default_factory=lambda: t("mapfile.note_name"))
    note_heading: str = field(default_factory=lambda: t("mapfile.note_heading"))
    own_words: Mapping[str, str] = field(default_factory=dict)

    def frames(self) -> dict[str, gpd.GeoDataFrame]:
        """Return each layer that has features, in WGS-84; numbers that are missing stay missing."""
        return {
            name: gpd.GeoDataFrame.from_features(features, crs=WGS84).convert_dtypes()
            for name, features in self.make().items()
            if features
        }


def geojson_bytes(layers: Layers) -> bytes:
    """Return the features of all layers as one GeoJSON collection."""
    return collection_bytes([row for rows in layers.make().values() for row in rows], layers.line)


def geopackage_bytes(layers: Layers) -> bytes:
    """Return the layers as a GeoPackage; the provenance is each layer's description."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "map.gpkg"
        for name, frame in layers.frames().items():
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", DESCRIPTION=layers.line)
        return path.read_bytes()


def shapefile_bytes(layers: Layers) -> bytes:
    """Return the layers as a ZIP of Shapefiles (UTF-8, with .prj and .cpg) and a note with provenance and fields."""
    out = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        told: list[str] = []
        for name, frame in layers.frames().items():
            short = frame.rename(columns=SHORT)
            pyogrio.write_dataframe(
                short, Path(folder) / f"{name}.shp", driver="ESRI Shapefile", encoding="UTF-8"
            )
            told += [column for column in frame.columns if column != frame.geometry.name]
        for path in sorted(Path(folder).iterdir()):
            archive.write(path, path.name)
        archive.writestr(layers.note_name, _note(layers, told).encode("utf-8-sig"))
    return out.getvalue()


def _note(layers: Layers, told: list[str]) -> str:
    known = {**layers.field_words, **layers.own_words}
    words = [f"{SHORT.get(name, name)}\t{meaning}" for name, meaning in known.items() if name in told]
    return "\r\n".join([layers.line, "", layers.note_heading, *words, ""])
