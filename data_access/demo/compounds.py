"""The demo city's compounds (小区): synthetic names, kinds, residents and management."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import shapely

from data_access.demo import known
from data_access.demo.partition import KM_PER_DEGREE, points_inside

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
NUMERALS = "一二三四五六七八九十"
NUMBERED_BY = {"new_compound": "期", "old_compound": "区", "old_village": "组"}
PROPERTY_COMPANIES = tuple(f"演示物业服务公司{letter}" for letter in "甲乙丙丁戊己庚辛")


def build_compounds(
    communities: pd.DataFrame,
    grids: pd.DataFrame,
    grid_shapes: list[shapely.Geometry],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the compounds of the grids; sums of residents by community are those wanted."""
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
    return _with_management(rows.drop(columns="grid_name"), rng)


def _with_management(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add each compound's property company, owners' committee and joint party building."""
    managed = (rows["kind"] != "old_village") & (rng.random(len(rows)) < 0.85)
    managed |= rows["community_code"].isin(known.ONE_COMPOUND_A_GRID)
    company = rng.choice(PROPERTY_COMPANIES, len(rows))
    rows["property_company"] = pd.Series(company, index=rows.index).where(managed, None)
    rows["has_owners_committee"] = managed & (rng.random(len(rows)) < 0.6)
    rows["joint_party_building"] = managed & (rng.random(len(rows)) < 0.55)
    signed = rows["name"].isin((known.SHIJI, known.RUIJING))
    rows.loc[signed, ["has_owners_committee", "joint_party_building"]] = True
    rows["cross_appointed_posts"] = np.where(rows["joint_party_building"], rng.integers(1, 4, len(rows)), 0)
    return rows


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
    # grids are alike in size, compounds are not
    sharing = rows.groupby("grid_code")["code"].transform("size")
    weight = pd.Series(rng.lognormal(0, 0.3, len(rows)), index=rows.index) / sharing**0.8
    group = rows["community_code"]
    share = weight / weight.groupby(group).transform("sum") * group.map(totals)
    whole = np.floor(share).astype(int)
    missing = group.map(totals) - whole.groupby(group).transform("sum")
    first = ~group.duplicated()
    return (whole + missing.where(first, 0)).to_numpy()
