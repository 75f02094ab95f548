"""Which areas are neighbours: places by their outlines, hexagons by H3; and points put into hexagons.

Pure functions. `libpysal` takes seconds to import, so only who asks for neighbours pays for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import h3
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from libpysal.graph import Graph

BORDER_DEGREES = 0.0005
"""Outlines closer than this (some 50 m) border each other: drawn apart, they seldom touch."""

HEXAGON_RESOLUTION = 8
"""H3's resolution: hexagons of some 0.74 km², about a kilometre across (https://h3geo.org)."""


def bordering(outlines: pd.DataFrame, code: str) -> list[str]:
    """Return the codes of the places whose outline borders that of the place `code`, none where it has no outline.

    `outlines` has code and outline (GeoJSON text, missing where unknown), as `areas.outlines` gives them.
    """
    known = outlines.dropna(subset=["outline"])
    shapes = pd.Series(shapely.from_geojson(known["outline"].to_numpy()), index=known["code"])
    if code not in shapes.index:
        return []
    near = shapely.STRtree(shapes.to_numpy()).query(
        shapes[code], predicate="dwithin", distance=BORDER_DEGREES
    )
    return sorted(str(other) for other in shapes.index[near] if other != code)


def bordering_outlines(places: pd.DataFrame) -> Graph:
    """Return which places border each other: outlines at most `BORDER_DEGREES` apart.

    `places` has code and outline (GeoJSON text), none missing. The graph is binary, in the table's order;
    a place that borders none is an isolate.
    """
    shapes = shapely.from_geojson(places["outline"].to_numpy())
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=BORDER_DEGREES)
    return _graph(one[one != other], other[one != other], places["code"].to_numpy())


def bordering_hexagons(codes: pd.Series) -> Graph:
    """Return which of the H3 hexagons share an edge, as `bordering_outlines` does."""
    position = {code: index for index, code in enumerate(codes)}
    pairs = [
        (index, position[near])
        for code, index in position.items()
        for near in h3.grid_ring(code, 1)
        if near in position
    ]
    one, other = np.array(pairs, dtype=int).reshape(-1, 2).T
    return _graph(one, other, codes.to_numpy())


def _graph(one: np.ndarray, other: np.ndarray, codes: np.ndarray) -> Graph:
    from libpysal.graph import Graph  # noqa: PLC0415 - takes seconds

    alone = np.setdiff1d(np.arange(len(codes)), one)  # libpysal knows an isolate by a weight of 0 to itself
    focal = np.concatenate([one, alone])
    weights = np.concatenate([np.ones(len(one)), np.zeros(len(alone))])
    order = np.argsort(focal, kind="stable")
    return Graph.from_arrays(
        codes[focal[order]], codes[np.concatenate([other, alone])[order]], weights[order]
    )


def into_hexagons(squares: pd.DataFrame, cell: float) -> pd.DataFrame:
    """Return counted squares (columns x, y, their numbers from the origin, and counts) summed by hexagon.

    A square belongs to the hexagon in which its centre lies. Columns: code (H3 cell), and the counts.
    """
    centres = (squares[["y", "x"]] + 0.5) * cell
    codes = [
        h3.latlng_to_cell(latitude, longitude, HEXAGON_RESOLUTION)
        for latitude, longitude in centres.itertuples(index=False)
    ]
    counts = squares.drop(columns=["x", "y"]).assign(code=pd.Series(codes, squares.index, dtype=object))
    return counts.groupby("code", as_index=False).sum()


def hexagon_outlines(codes: pd.Series) -> pd.DataFrame:
    """Return what is to be drawn of H3 hexagons: code, outline (GeoJSON text), longitude, latitude (the centre)."""
    rings = [[(longitude, latitude) for latitude, longitude in h3.cell_to_boundary(code)] for code in codes]
    centres = np.array([h3.cell_to_latlng(code) for code in codes], dtype=float).reshape(-1, 2)
    outlines = shapely.to_geojson([shapely.Polygon(ring) for ring in rings])
    return pd.DataFrame(
        {"code": list(codes), "outline": outlines, "longitude": centres[:, 1], "latitude": centres[:, 0]}
    )


def nearest_place(points: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """Return the code of the place in which each point (longitude, latitude) lies, or that is nearest to it.

    `places` has code, outline (GeoJSON text, missing where unknown), longitude and latitude (label points,
    used where there is no outline); missing where no place has a position.
    """
    known = places.dropna(subset=["outline"])
    shapes = shapely.from_geojson(known["outline"].to_numpy())
    if known.empty:
        known = places.dropna(subset=["longitude", "latitude"])
        shapes = shapely.points(known[["longitude", "latitude"]].to_numpy())
    if known.empty:
        return pd.Series(None, index=points.index, dtype=object)
    near = shapely.STRtree(shapes).nearest(shapely.points(points[["longitude", "latitude"]].to_numpy()))
    return pd.Series(known["code"].to_numpy()[near], index=points.index)
