"""The demo city's places: real names and codes, invented outlines, synthetic people and compounds."""

from __future__ import annotations

import json
from collections import Counter
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
RESIDENTS = 2_060_000
PERSONS_PER_HOUSEHOLD = 2.8
COMPOUNDS_PER_GRID = (0.30, 0.40, 0.22, 0.08)  # share of grids with 1, 2, 3, 4

KM2_PER_COMMUNITY = {
    "街道": 1.0,
    "镇": 2.1,
}  # relative: what a street office's share of the city is made from
KM2_OF_ZONE = 6.0
ZONES = "3505824"  # codes of the three development zones begin so

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
NUMERALS = "一二三四五六七八九十"
NUMBERED_BY = {"new_compound": "期", "old_compound": "区", "old_village": "组"}
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
    street_shapes = dict(zip(towns["code"], _street_shapes(towns, names, outline), strict=True))
    communities, shapes = _communities(names, street_shapes, rng)
    grids, grid_shapes = _grids(communities, shapes, rng)
    grid_outlines = with_shared_borders(grid_shapes)
    grids["outline"] = [geojson(part) for part in grid_outlines]
    compounds = _compounds(communities, grids, grid_shapes, rng)
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


def _compounds(
    communities: pd.DataFrame,
    grids: pd.DataFrame,
    grid_shapes: list[shapely.Geometry],
    rng: np.random.Generator,
) -> pd.DataFrame:
    kinds = communities.set_index("code")["kind"]
    counts = rng.choice((1, 2, 3, 4), len(grids), p=COMPOUNDS_PER_GRID)
    counts[grids["community_code"].isin(known.ONE_COMPOUND_A_GRID)] = 1
    points = np.vstack([points_inside(part, n, rng) for part, n in zip(grid_shapes, counts, strict=True)])
    rows = grids.loc[grids.index.repeat(counts), ["street_office_code", "community_code", "code", "name"]]
    rows = rows.rename(columns={"code": "grid_code", "name": "grid_name"}).reset_index(drop=True)
    number = rows.groupby("grid_code").cumcount() + 1
    rows.insert(0, "code", rows["grid_code"] + number.map("{:02d}".format))
    upper = np.cumsum([KIND_SHARES[kind] for kind in rows["community_code"].map(kinds)], axis=1)[:, :-1]
    rows["kind"] = np.array(COMPOUND_KINDS)[(rng.random(len(rows))[:, None] >= upper).sum(axis=1)]
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
    """Return a name for each compound; what repeats in a community is numbered (二期, 二区, 二组)."""
    names: list[str] = []
    used: Counter[tuple[str, str]] = Counter()
    draws = rng.random((len(rows), 2))
    for kind, grid, draw in zip(rows["kind"], rows["grid_name"], draws, strict=True):
        community = grid.split("第")[0]
        is_village = kind == "old_village"
        first = community.removesuffix("社区") if is_village else _pick(FIRST_WORDS, draw[0])
        name = first + _pick(LAST_WORDS[kind], draw[1])
        used[community, name] += 1
        number = used[community, name]
        names.append(name if number == 1 else f"{name}{NUMERALS[number - 1]}{NUMBERED_BY[kind]}")
    return names


def _pick(words: tuple[str, ...], share: float) -> str:
    return words[int(share * len(words))]


def _residents(rows: pd.DataFrame, kinds: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """Share the city's residents among communities, and each community's among its compounds, exactly."""
    size = kinds.map({"new_type": 1.8, "urban": 1.5, "rural": 0.75}) * rng.lognormal(0, 0.35, len(kinds))
    size = size.drop(list(known.RESIDENTS))
    others = (size / size.sum() * (RESIDENTS - sum(known.RESIDENTS.values()))).round().astype(int)
    totals = pd.concat([others, pd.Series(known.RESIDENTS)])
    sharing = rows.groupby("grid_code")["code"].transform(
        "size"
    )  # grids are alike in size, compounds are not
    weight = pd.Series(rng.lognormal(0, 0.3, len(rows)), index=rows.index) / sharing**0.8
    group = rows["community_code"]
    share = weight / weight.groupby(group).transform("sum") * group.map(totals)
    whole = np.floor(share).astype(int)
    missing = group.map(totals) - whole.groupby(group).transform("sum")
    first = ~group.duplicated()
    return (whole + missing.where(first, 0)).to_numpy()


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
