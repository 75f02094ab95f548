"""Features of maps (GeoJSON, GeoPackage, Shapefile) as tables: where each lies, and its properties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyogrio import list_layers
from pyogrio.raw import read_arrow
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from data_access.loading.coordinates import WGS84, WGS_84
from data_access.loading.mapping import TableMapping
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.columnar import texts
from data_access.loading.sources.decoding import decoded
from data_access.loading.sources.layout import distinct
from data_access.loading.sources.source import Fact
from data_access.loading.sources.typed import text_column, text_of

POINT = ("longitude", "latitude")
AREA = "outline"
"""The columns that geometries give: a point of each, and as GeoJSON the outlines of those that are areas."""

FAULTS = (
    RuntimeError,
    ValueError,
    KeyError,
    CRSError,
    ProjError,
    pa.ArrowException,
    shapely.errors.ShapelyError,
    UnboundLocalError,
)
"""What broken files raise. GDAL's own errors are RuntimeErrors; pyogrio reads a system of coordinates that GDAL cannot
write down from a variable that it never set."""


def feature_rows(content: bytes, name: str, mapping: TableMapping) -> tuple[pd.DataFrame, list[Fact]]:
    """Return a file's features by their number from 1, and what was found of layers and coordinates.

    Coordinates stay the file's own where the mapping names a system, else they are turned into WGS-84. Raises
    LoadRefused where the file is broken or empty.
    """
    geojson = name.lower().endswith(".geojson")
    facts: list[Fact] = []
    if geojson:
        text, facts = decoded(content, name, mapping.reading.encoding)
        content = text.encode()
    try:
        layer = _layer(content, name, mapping, facts)
        options = {"DATE_AS_STRING": "YES"} if geojson else {}
        told, table = read_arrow(content, layer=layer, **options)
        table.validate(full=True)
        rows = _rows(table, told, mapping, facts)
    except FAULTS as error:
        raise LoadRefused("damaged", file=name) from error
    if rows.empty:
        raise LoadRefused("only_header", file=name)
    return rows.set_axis(pd.RangeIndex(1, len(rows) + 1)), facts


def _layer(content: bytes, name: str, mapping: TableMapping, facts: list[Fact]) -> int:
    """Return the number of the layer to read: the one that the mapping calls a sheet, else the first with geometries.

    Not its name: a GeoJSON without one is called by each reading otherwise.
    """
    layers = {str(layer): kind for layer, kind in list_layers(content)}
    asked = mapping.reading.sheet
    if asked is not None and len(layers) > 1 and asked not in layers:
        raise LoadRefused("no_sheet", file=name, sheet=asked, found=", ".join(layers))
    chosen = asked if asked in layers else next((layer for layer, kind in layers.items() if kind), None)
    if chosen is None:
        raise LoadRefused("empty_file", file=name)
    if left := [layer for layer in layers if layer != chosen]:
        facts.append(("sheets_left", {"sheets": ", ".join(left)}))
    return list(layers).index(chosen)


def _rows(table: pa.Table, told: dict, mapping: TableMapping, facts: list[Fact]) -> pd.DataFrame:
    """Return the features' columns as texts, those of their geometries first."""
    place = told["geometry_name"] or "wkb_geometry"
    named = [name for name in table.column_names if name != place]
    columns: list[tuple[str, pd.Series]] = []
    if place in table.column_names:
        shapes = _shapes(table[place], told["crs"], mapping, facts)
        columns.extend(_whereabouts(shapes))
    columns.extend((name, texts(_readable(table[name]))) for name in named)
    names, values = zip(*columns, strict=True)
    return pd.DataFrame(dict(zip(distinct(names), values, strict=True)))


def _shapes(values: pa.ChunkedArray, crs: str | None, mapping: TableMapping, facts: list[Fact]) -> np.ndarray:
    """Return the geometries, in WGS-84 unless the mapping names a system; unreadable ones are None."""
    binary = values.cast(pa.binary()) if values.type != pa.binary() else values
    shapes = shapely.force_2d(shapely.from_wkb(binary.to_numpy(), on_invalid="ignore"))
    if mapping.crs != WGS84:
        return shapes
    if crs is None:
        facts.append(("crs_unknown", {}))
        return shapes
    own = CRS.from_user_input(crs)
    if own.to_epsg() != WGS_84:
        facts.append(("crs", {"crs": own.name}))
        turned = Transformer.from_crs(own, WGS_84, always_xy=True)
        shapes = shapely.transform(shapes, turned.transform, interleaved=False)
    return shapes


def _whereabouts(shapes: np.ndarray) -> Iterator[tuple[str, pd.Series]]:
    """Yield a point in each geometry, and the outlines if there are any; "" where there is none."""
    points = shapely.point_on_surface(shapely.make_valid(shapes))
    for name, numbers in zip(POINT, (shapely.get_x(points), shapely.get_y(points)), strict=True):
        yield name, text_column([text_of(float(number)) for number in numbers])
    areas = np.isin(
        shapely.get_type_id(shapes), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    )
    if areas.any():
        yield (
            AREA,
            text_column([text or "" for text in shapely.to_geojson(np.where(areas, shapes, np.array(None)))]),
        )


def _readable(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column without what no text is: words that Shapefiles cut within a sign, JSON told as a type."""
    if isinstance(values.type, pa.BaseExtensionType):
        values = pa.chunked_array([chunk.storage for chunk in values.chunks], values.type.storage_type)
    if not pa.types.is_string(values.type):
        return values
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        raw = values.cast(pa.binary(), safe=False).to_pylist()
        return pa.chunked_array([[None if text is None else text.decode(errors="ignore") for text in raw]])
    return values
