"""Rows with known values: where things happened, when, and how many; the ledgers are written from them."""

from __future__ import annotations

import random

import pandas as pd

PLACES = {
    "青阳街道": {"象山社区": 3, "普贤社区": 2, "和平社区": 2},
    "梅岭街道": {"和平社区": 2, "双沟社区": 3},
    "安海镇": {"西安村": 2, "新店村": 1},
}
"""Communities by street office, and how many grids each has; one name stands in two."""

COMPOUNDS = ("阳光花园", "世纪豪庭", "锦绣江南", "府前小区", "沁园", "水岸名都", "桂花园", "盛世天骄")
UNITS = ("市住建局", "青阳街道办", "市城管局", "水务集团")
CATEGORIES = {
    "城市管理": ("占道经营", "违章搭建", "路灯不亮"),
    "住房物业": ("电梯故障", "物业收费", "房屋渗漏"),
    "环境保护": ("噪音(夜间)", "噪音-白天", "油烟扰民"),
}


def rows(seed: int, number: int) -> tuple[random.Random, pd.DataFrame]:
    """Rows at places and moments of April and May 2024; and the chance by which a ledger is written."""
    chance = random.Random(seed)  # noqa: S311 - a ledger needs no secrets, and is the same in every run
    made = []
    for _ in range(number):
        street = chance.choice(list(PLACES))
        community = chance.choice(list(PLACES[street]))
        grid = f"第{chance.randint(1, PLACES[street][community])}网格"
        at = pd.Timestamp("2024-04-01 08:00") + pd.Timedelta(minutes=chance.randint(0, 60 * 24 * 60))
        made.append({"street_office": street, "community": community, "grid": grid, "at": at})
    frame = pd.DataFrame(made).sort_values("at", ignore_index=True)
    return chance, frame.assign(day=frame["at"].dt.normalize())


def draw(chance: random.Random, number: int, choices) -> list:
    """Values drawn from choices."""
    return [chance.choice(list(choices)) for _ in range(number)]


def counts(chance: random.Random, number: int, most: int) -> list[int]:
    """Whole numbers from 0 to the most."""
    return [chance.randint(0, most) for _ in range(number)]
