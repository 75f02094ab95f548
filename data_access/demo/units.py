"""The units (承办单位) that handle the demo city's cases: its street offices, and departments by category.

Nothing here is drawn: a case's unit follows from its channel, level, category and street office.
"""

from __future__ import annotations

import pandas as pd

DEPARTMENTS = (
    ("housing", "住房和城乡建设局", "Housing and Construction Bureau", ("neighbour.leak", "property.repair")),
    ("land", "自然资源局", "Natural Resources Bureau", ("neighbour.boundary",)),
    ("justice", "司法局", "Justice Bureau", ("neighbour.family",)),
    ("market", "市场监督管理局", "Market Regulation Bureau", ("property.fees", "property.elevator")),
    ("order", "城市管理局", "Urban Management Bureau", ("environment.litter", "noise.construction")),
    (
        "police",
        "公安局",
        "Public Security Bureau",
        ("environment.dogs", "parking.blocked", "noise.square_dance", "safety.rental"),
    ),
    ("transport", "交通运输局", "Transport Bureau", ("facilities.roads",)),
    ("culture", "文化和旅游局", "Culture and Tourism Bureau", ("facilities.fitness",)),
    ("fire", "消防救援大队", "Fire and Rescue Brigade", ("parking.charging",)),
    ("emergency", "应急管理局", "Emergency Management Bureau", ("safety.fire",)),
    ("civil", "民政局", "Civil Affairs Bureau", ("livelihood.elderly",)),
    ("labour", "人力资源和社会保障局", "Human Resources Bureau", ("livelihood.paperwork",)),
)
OTHERS = (
    (
        "works",
        "市政园林中心",
        "Municipal Works Centre",
        ("environment.drains", "facilities.lights"),
        "institution",
        "order",
    ),
    ("power", "供电公司", "Power Company", ("safety.wiring",), "enterprise", None),
    ("water", "水务集团", "Water Company", ("livelihood.water_power",), "enterprise", None),
)
"""Code, name, English name, categories; of those that are no department also kind and the unit above."""

TO_DEPARTMENTS = ("hotline", "online")
"""Channels whose cases go to the department of their category, not to the street office."""

OFFICES = {"街道": "办事处", "镇": "人民政府"}
ZONE_OFFICE = "管理委员会"


def units(street_offices: pd.DataFrame) -> pd.DataFrame:
    """Return the units: each street office under its own code, then departments, institutions and enterprises."""
    endings = street_offices["name"].str.extract("(街道|镇)$")[0].map(OFFICES).fillna(ZONE_OFFICE)
    offices = pd.DataFrame(
        {
            "code": street_offices["code"],
            "name": street_offices["name"] + endings,
            "kind": "street_office",
        }
    )
    rows = [(*row[:3], "department", None) for row in DEPARTMENTS]
    rows += [(*row[:3], *row[4:]) for row in OTHERS]
    columns = ["code", "name", "name_en", "kind", "parent_code"]
    return pd.concat([offices, pd.DataFrame(rows, columns=columns)], ignore_index=True)


def assigned(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases with the unit that each was given to and when: at its dispatch, before that to none."""
    of_category = {category: row[0] for row in (*DEPARTMENTS, *OTHERS) for category in row[3]}
    above = cases["channel"].isin(TO_DEPARTMENTS) | (cases["level"] == "city")
    unit = cases["category_code"].map(of_category).where(above, cases["street_office_code"])
    return cases.assign(
        unit_code=unit.where(cases["dispatched_at"].notna()), assigned_at=cases["dispatched_at"]
    )
