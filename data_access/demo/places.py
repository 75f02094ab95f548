"""The demo city's places: real names and codes, invented outlines, synthetic people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from data_access.demo import known
from data_access.demo.compounds import build_compounds
from data_access.demo.partition import (
    KM_PER_DEGREE,
    SIMPLIFIED_BY,
    centre_of,
    even_parts,
    geojson,
    merged,
    points_inside,
    sized_cells,
    to_plane,
    with_shared_borders,
)

NAMES = Path(__file__).resolve().parents[2] / "assets" / "jinjiang"
KM2_PER_COMMUNITY = {"街道": 1.0, "镇": 2.1}
"""Relative: what a street office's share of the city is made from."""

KM2_OF_ZONE = 6.0
ZONES = "3505824"  # codes of the three development zones begin so


@dataclass(frozen=True)
class City:
    """The places as tables of the schema, and each community's outline in kilometres."""

    outline: str
    street_offices: pd.DataFrame
    communities: pd.DataFrame
    grids: pd.DataFrame
    compounds: pd.DataFrame
    community_shapes: dict[str, shapely.Geometry]


def build_city(rng: np.random.Generator) -> City:
    """Return the city's places; sums agree from compound to street office."""
    towns = pd.read_csv(NAMES / "towns.csv", dtype={"code": str})
    names = pd.read_csv(NAMES / "communities.csv", dtype=str)
    outline = _outline()
    street_shapes = dict(zip(towns["code"], _street_shapes(towns, names, outline), strict=True))
    communities, shapes = _communities(names, street_shapes, rng)
    grids, grid_shapes = _grids(communities, shapes, rng)
    grid_outlines = with_shared_borders(grid_shapes)
    grids["outline"] = [geojson(part) for part in grid_outlines]
    compounds = build_compounds(communities, grids, grid_shapes, rng)
    grids = _summed(grids, compounds, "grid_code")
    communities = _summed(communities, compounds, "community_code")
    streets = pd.DataFrame({"code": towns["code"] + "000", "name": towns["name"]})
    streets = _with_area(streets, list(street_shapes.values()))
    for places, column in ((communities, "community_code"), (streets, "street_office_code")):
        outlines = merged(grid_outlines, grids[column].to_numpy(), places["code"].to_numpy())
        places["outline"] = [geojson(part) for part in outlines]
    streets = _summed(streets, compounds, "street_office_code")
    return City(
        geojson(shapely.coverage_union_all(grid_outlines)), streets, communities, grids, compounds, shapes
    )


def _outline() -> shapely.Geometry:
    collection = json.loads((NAMES / "outline.geojson").read_text(encoding="utf-8"))
    feature = collection["features"][0] if "features" in collection else collection
    whole = to_plane(shape(feature.get("geometry", feature)))
    return shapely.make_valid(whole.simplify(SIMPLIFIED_BY))


def _street_shapes(
    towns: pd.DataFrame, names: pd.DataFrame, outline: shapely.Geometry
) -> list[shapely.Geometry]:
    """Cut the city around its towns' points, so that central street offices are small and zones smaller still."""
    communities = towns["code"].map(names["town_code"].value_counts())
    each = towns["name"].str.extract("(街道|镇)$")[0].map(KM2_PER_COMMUNITY)
    sizes = (communities * each).fillna(KM2_OF_ZONE).to_numpy()
    return sized_cells(outline, towns[["lon", "lat"]].to_numpy() * KM_PER_DEGREE, sizes)


def _community_shapes(
    codes: list[str], area: shapely.Geometry, rng: np.random.Generator
) -> dict[str, shapely.Geometry]:
    """Cut a street office into communities of similar size; 梅庭社区 has exactly the size it is known to have."""
    parts = even_parts(area, len(codes), rng)
    if known.MEITING in codes:
        sizes = rng.lognormal(0, 0.2, len(codes))
        own = codes.index(known.MEITING)
        sizes *= (area.area - known.MEITING_KM2) / (sizes.sum() - sizes[own])
        sizes[own] = known.MEITING_KM2
        parts = sized_cells(area, np.array([centre_of(part) for part in parts]), sizes)
    return dict(zip(codes, parts, strict=True))


def _communities(
    names: pd.DataFrame, street_shapes: dict[str, shapely.Geometry], rng: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, shapely.Geometry]]:
    shapes: dict[str, shapely.Geometry] = {}
    for town, area in street_shapes.items():
        shapes |= _community_shapes(list(names.loc[names["town_code"] == town, "code"]), area, rng)
    frame = pd.DataFrame(
        {
            "code": names["code"],
            "street_office_code": names["town_code"] + "000",
            "name": names["name"].map(short_name),
            "kind": np.where(names["name"].str.endswith("村委会"), "rural", "urban"),
            "founded_on": pd.to_datetime("1999-01-01")
            + pd.to_timedelta(rng.integers(0, 7000, len(names)), unit="D"),
        }
    )
    newer = (frame["kind"] == "urban") & (rng.random(len(frame)) < 0.3) & ~frame["code"].str.startswith(ZONES)
    frame.loc[newer, "kind"] = "new_type"
    frame.loc[frame["code"].isin((known.MEITING, known.XIAOSHENG)), "kind"] = "new_type"
    frame.loc[frame["code"] == known.XIAOSHENG, "founded_on"] = pd.Timestamp(known.XIAOSHENG_FOUNDED)
    frame["founded_on"] = frame["founded_on"].dt.date
    ordered = {code: shapes[code] for code in frame["code"]}
    frame = _with_area(frame, list(ordered.values()))
    frame.loc[frame["code"] == known.MEITING, "area_km2"] = known.MEITING_KM2
    return frame, ordered


def short_name(official: str) -> str:
    """Return 梅庭社区 for 梅庭社区居委会, 东山村 for 东山村委会, 霞村 for 霞村村委会; other names stay."""
    for suffix, kind in (("居委会", "社区"), ("村委会", "村")):
        if official.endswith(suffix):
            return official.removesuffix(suffix).removesuffix(kind) + kind
    return official


def _grids(
    communities: pd.DataFrame, shapes: dict[str, shapely.Geometry], rng: np.random.Generator
) -> tuple[pd.DataFrame, list[shapely.Geometry]]:
    rows, parts = [], []
    columns = communities[["code", "street_office_code", "name", "kind"]].astype(str).to_numpy(dtype=object)
    for code, street_office, name, kind in columns:
        count = known.GRID_COUNTS.get(code) or int(rng.choice((5, 6, 7), p=(0.35, 0.40, 0.25)))
        parts += even_parts(shapes[code], count, rng)
        for number in range(1, count + 1):
            rows.append(
                {
                    "code": f"{code}{number:03d}",
                    "street_office_code": street_office,
                    "community_code": code,
                    "name": f"{name}第{number}网格",
                    "kind": _grid_kind(code, kind),
                    "party_branch": f"{name}第{number}网格党支部",
                    "station_name": f"{name}第{number}网格党群服务站",
                }
            )
    frame = _with_area(pd.DataFrame(rows), parts)
    stations = np.vstack([points_inside(part, 1, rng) for part in parts]) / KM_PER_DEGREE
    frame["station_longitude"], frame["station_latitude"] = np.round(stations, 6).T
    return frame, parts


def _grid_kind(community: str, kind: str) -> str:
    if community.startswith(ZONES):
        return "special"
    return "village" if kind == "rural" else "residential"


def _with_area(frame: pd.DataFrame, parts: list[shapely.Geometry]) -> pd.DataFrame:
    """Add the area and a point for the label, from the outlines in kilometres."""
    labels = np.array([part.representative_point().coords[0] for part in parts]) / KM_PER_DEGREE
    return frame.assign(
        area_km2=np.round(shapely.area(parts), 3),
        longitude=np.round(labels[:, 0], 6),
        latitude=np.round(labels[:, 1], 6),
    )


def _summed(frame: pd.DataFrame, compounds: pd.DataFrame, by: str) -> pd.DataFrame:
    sums = compounds.groupby(by)[["residents", "households"]].sum()
    return frame.assign(
        residents=frame["code"].map(sums["residents"]), households=frame["code"].map(sums["households"])
    )
