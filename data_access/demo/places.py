"""The demo city's places: real names and codes, invented outlines, synthetic people and compounds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from data_access.demo import known
from data_access.demo.partition import (
    KM_PER_DEGREE,
    SIMPLIFIED_BY,
    cells,
    even_parts,
    geojson,
    hexagon,
    points_inside,
    to_plane,
)

NAMES = Path(__file__).resolve().parents[2] / "assets" / "jinjiang"
RESIDENTS = 2_060_000
PERSONS_PER_HOUSEHOLD = 2.8
COMPOUNDS_PER_GRID = (0.30, 0.40, 0.22, 0.08)  # share of grids with 1, 2, 3, 4

KIND_SHARES = {  # new_compound, old_compound, old_village, by kind of community
    "new_type": (0.85, 0.15, 0.0),
    "urban": (0.45, 0.45, 0.10),
    "rural": (0.08, 0.17, 0.75),
}
COMPOUND_KINDS = ("new_compound", "old_compound", "old_village")
FIRST_WORDS = (
    "锦绣",
    "世纪",
    "阳光",
    "滨江",
    "御景",
    "金色",
    "翠湖",
    "中央",
    "和美",
    "东方",
    "紫荆",
    "凤凰",
    "丽景",
    "江南",
)
LAST_WORDS = {
    "new_compound": ("华庭", "花园", "名苑", "豪庭", "学府", "公馆", "雅居", "天地"),
    "old_compound": ("新村", "小区", "公寓", "楼院"),
    "old_village": ("旧村东片", "旧村西片", "旧村南片", "旧村北片", "祖厝片", "新厝片"),
}
PROPERTY_COMPANIES = tuple(f"演示物业服务公司{letter}" for letter in "甲乙丙丁戊己庚辛")


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
    street_shapes = dict(
        zip(towns["code"], cells(outline, towns[["lon", "lat"]].to_numpy() * KM_PER_DEGREE), strict=True)
    )
    communities, shapes = _communities(names, street_shapes, rng)
    grids, grid_shapes = _grids(communities, shapes, rng)
    compounds = _compounds(communities, grids, grid_shapes, rng)
    grids = _summed(grids, compounds, "grid_code")
    communities = _summed(communities, compounds, "community_code")
    streets = pd.DataFrame({"code": towns["code"] + "000", "name": towns["name"]})
    streets = _with_outline(streets, list(street_shapes.values()))
    streets = _summed(streets, compounds, "street_office_code")
    return City(geojson(outline), streets, communities, grids, compounds, shapes)


def _outline() -> shapely.Geometry:
    collection = json.loads((NAMES / "outline.geojson").read_text(encoding="utf-8"))
    feature = collection["features"][0] if "features" in collection else collection
    whole = to_plane(shape(feature.get("geometry", feature)))
    return shapely.make_valid(whole.simplify(SIMPLIFIED_BY))


def _communities(names, street_shapes, rng) -> tuple[pd.DataFrame, dict[str, shapely.Geometry]]:
    shapes: dict[str, shapely.Geometry] = {}
    for town, area in street_shapes.items():
        codes = list(names.loc[names["town_code"] == town, "code"])
        rest = area
        if known.MEITING in codes:
            centre = area.representative_point()
            shapes[known.MEITING] = hexagon((centre.x, centre.y), known.MEITING_KM2)
            rest = area.difference(shapes[known.MEITING])
            codes.remove(known.MEITING)
        shapes |= dict(zip(codes, even_parts(rest, len(codes), rng), strict=True))
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
    newer = (frame["kind"] == "urban") & (rng.random(len(frame)) < 0.3)
    frame.loc[newer, "kind"] = "new_type"
    frame.loc[frame["code"].isin((known.MEITING, known.XIAOSHENG)), "kind"] = "new_type"
    frame.loc[frame["code"] == known.XIAOSHENG, "founded_on"] = pd.Timestamp(known.XIAOSHENG_FOUNDED)
    frame["founded_on"] = frame["founded_on"].dt.date
    ordered = {code: shapes[code] for code in frame["code"]}
    frame = _with_outline(frame, list(ordered.values()))
    frame.loc[frame["code"] == known.MEITING, "area_km2"] = known.MEITING_KM2
    return frame, ordered


def short_name(official: str) -> str:
    """Return 梅庭社区 for 梅庭社区居委会, 东山村 for 东山村委会; other names stay."""
    if official.endswith("社区居委会"):
        return official.removesuffix("居委会")
    if official.endswith("居委会"):
        return official.removesuffix("居委会") + "社区"
    return official.removesuffix("村委会") + "村" if official.endswith("村委会") else official


def _grids(communities, shapes, rng) -> tuple[pd.DataFrame, list[shapely.Geometry]]:
    rows, parts = [], []
    for place in communities.itertuples():
        count = known.GRID_COUNTS.get(place.code) or int(rng.choice((5, 6, 7), p=(0.35, 0.40, 0.25)))
        parts += even_parts(shapes[place.code], count, rng)
        for number in range(1, count + 1):
            rows.append(
                {
                    "code": f"{place.code}{number:03d}",
                    "street_office_code": place.street_office_code,
                    "community_code": place.code,
                    "name": f"{place.name}第{number}网格",
                    "kind": "village" if place.kind == "rural" else "residential",
                    "party_branch": f"{place.name}第{number}网格党支部",
                    "station_name": f"{place.name}第{number}网格党群服务站",
                }
            )
    frame = _with_outline(pd.DataFrame(rows), parts)
    stations = np.vstack([points_inside(part, 1, rng) for part in parts]) / KM_PER_DEGREE
    frame["station_longitude"], frame["station_latitude"] = np.round(stations, 6).T
    return frame, parts


def _compounds(communities, grids, grid_shapes, rng) -> pd.DataFrame:
    kinds = communities.set_index("code")["kind"]
    counts = rng.choice((1, 2, 3, 4), len(grids), p=COMPOUNDS_PER_GRID)
    counts[grids["community_code"].isin(known.ONE_COMPOUND_A_GRID)] = 1
    points = np.vstack([points_inside(part, n, rng) for part, n in zip(grid_shapes, counts, strict=True)])
    rows = grids.loc[grids.index.repeat(counts), ["street_office_code", "community_code", "code", "name"]]
    rows = rows.rename(columns={"code": "grid_code", "name": "grid_name"}).reset_index(drop=True)
    number = rows.groupby("grid_code").cumcount() + 1
    rows.insert(0, "code", rows["grid_code"] + number.map("{:02d}".format))
    rows["kind"] = [
        str(rng.choice(COMPOUND_KINDS, p=KIND_SHARES[kinds[code]])) for code in rows["community_code"]
    ]
    rows["name"] = _compound_names(rows, rng)
    rows["longitude"], rows["latitude"] = np.round(points / KM_PER_DEGREE, 6).T
    rows = known.name_compounds(rows)
    rows["residents"] = _residents(rows, kinds, rng)
    rows["households"] = (rows["residents"] / PERSONS_PER_HOUSEHOLD).round().astype(int)
    managed = (rows["kind"] != "old_village") & (rng.random(len(rows)) < 0.85)
    managed |= rows["community_code"].isin(known.ONE_COMPOUND_A_GRID)
    company = rng.choice(PROPERTY_COMPANIES, len(rows))
    rows["property_company"] = pd.Series(company, index=rows.index).where(managed, None)
    rows["has_owners_committee"] = managed & (rng.random(len(rows)) < 0.6)
    rows["joint_party_building"] = managed & (rng.random(len(rows)) < 0.55)
    signed = rows["name"].isin((known.SHIJI, known.RUIJING))
    rows.loc[signed, ["has_owners_committee", "joint_party_building"]] = True
    rows["cross_appointed_posts"] = np.where(rows["joint_party_building"], rng.integers(1, 4, len(rows)), 0)
    return rows.drop(columns="grid_name")


def _compound_names(rows: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    names: list[str] = []
    seen: set[tuple[str, str]] = set()
    for kind, grid in zip(rows["kind"], rows["grid_name"], strict=True):
        last = str(rng.choice(LAST_WORDS[kind]))
        first = (
            grid.split("第")[0].removesuffix("社区")
            if kind == "old_village"
            else str(rng.choice(FIRST_WORDS))
        )
        name = f"{first}{last}"
        unique = name if (grid.split("第")[0], name) not in seen else f"{name}{len(seen) % 90 + 2}区"
        seen.add((grid.split("第")[0], unique))
        names.append(unique)
    return names


def _residents(rows: pd.DataFrame, kinds: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """Share the city's residents among communities, and each community's among its compounds, exactly."""
    size = kinds.map({"new_type": 1.8, "urban": 1.5, "rural": 0.75}) * rng.lognormal(0, 0.35, len(kinds))
    totals = (size / size.sum() * RESIDENTS).round().astype(int)
    for code, residents in known.RESIDENTS.items():
        totals[code] = residents
    weight = pd.Series(rng.lognormal(0, 0.3, len(rows)), index=rows.index)
    group = rows["community_code"]
    share = weight / weight.groupby(group).transform("sum") * group.map(totals)
    whole = np.floor(share).astype(int)
    missing = group.map(totals) - whole.groupby(group).transform("sum")
    first = ~group.duplicated()
    return (whole + missing.where(first, 0)).to_numpy()


def _with_outline(frame: pd.DataFrame, parts: list[shapely.Geometry]) -> pd.DataFrame:
    labels = np.array([part.representative_point().coords[0] for part in parts]) / KM_PER_DEGREE
    return frame.assign(
        area_km2=np.round(shapely.area(parts), 3),
        longitude=np.round(labels[:, 0], 6),
        latitude=np.round(labels[:, 1], 6),
        outline=[geojson(part) for part in parts],
    )


def _summed(frame: pd.DataFrame, compounds: pd.DataFrame, by: str) -> pd.DataFrame:
    sums = compounds.groupby(by)[["residents", "households"]].sum()
    return frame.assign(
        residents=frame["code"].map(sums["residents"]), households=frame["code"].map(sums["households"])
    )
