"""The places and stories of the demo city that are known by name: 梅庭社区 and 晓升社区."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd

MEITING = "350582002014"
MEITING_KM2 = 0.59
XIAOSHENG = "350582001017"
XIAOSHENG_FOUNDED = date(2021, 9, 1)
RESIDENTS = {MEITING: 17_236, XIAOSHENG: 9_863}
GRID_COUNTS = {MEITING: 7, XIAOSHENG: 6}
ONE_COMPOUND_A_GRID = (MEITING, XIAOSHENG)

SHIJI = "世纪华廷"
RUIJING = "瑞璟·香榭花都"
CHENPU = "陈普佳苑"
COMPOUND_NAMES = {f"{MEITING}00401": SHIJI, f"{MEITING}00201": RUIJING, f"{XIAOSHENG}00401": CHENPU}

LEAK_CASE = "JJ20240412-LEAK01"
LEAK_STEPS = (
    ("reported", datetime(2024, 4, 12, 9, 20)),
    ("accepted", datetime(2024, 4, 12, 9, 45)),
    ("dispatched", datetime(2024, 4, 12, 10, 10)),
    ("visited", datetime(2024, 4, 12, 15, 30)),
    ("visited", datetime(2024, 4, 14, 10, 0)),
    ("visited", datetime(2024, 4, 16, 19, 30)),
    ("mediated", datetime(2024, 4, 17, 15, 0)),
    ("agreement_signed", datetime(2024, 4, 17, 16, 30)),
    ("handled", datetime(2024, 4, 17, 18, 0)),
    ("closed", datetime(2024, 4, 18, 11, 0)),
)
LEAK_DEADLINE = timedelta(hours=168)
LEAK_OUTCOME = {
    "status": "closed",
    "level": "grid",
    "resolved_level": "grid",
    "method": "mediation",
    "agreement_signed": True,
    "agreement_kept": True,
    "solved": True,
    "visits": 3,
    "satisfaction": 5,
    "reopened": 0,
}

FOAM_PARTIES = ((2024, 126, 92, 96), (2025, 158, 110, 84))
"""Year, children, adults, and how many came for the first time."""

FOAM_ELDERS = 24
FOAM_PARTY = {
    "name": "世纪华廷夏日泡泡派对",
    "kind": "children",
    "series": "世纪华廷夏日泡泡派对",
    "organiser": "梅庭社区第4网格",
    "organiser_kind": "community",
    "capacity": 300,
    "elders": FOAM_ELDERS,
    "volunteers": 22,
    "leaflets": 180,
    "cost_yuan": 3600.0,
    "satisfaction": 4.8,
}
FOAM_HELPERS = (("party", 9, 36.0), ("safety", 8, 32.0), ("property", 5, 20.0))
"""Kind, headcount and hours of the volunteers at each party."""

UPSTAIRS = {
    "floor": 2,
    "step_free": False,
    "funding": "government",
    "opened_on": date(2022, 10, 1),
    "location_note": "陈普佳苑二楼",
}
BELOW_BUILDING_4 = {
    "floor": 1,
    "step_free": True,
    "funding": "public_income",
    "opened_on": date(2023, 5, 1),
    "location_note": "4号楼架空层",
}
XIAOSHENG_SPACES = (
    ("健康小屋", "health_room", 60.0, UPSTAIRS),
    ("老电影院", "cinema", 110.0, UPSTAIRS),
    ("闽南老物件长廊", "culture_corridor", 80.0, UPSTAIRS),
    ("书法走廊", "calligraphy_corridor", 70.0, UPSTAIRS),
    ("邻里空间", "neighbour_space", 150.0, BELOW_BUILDING_4),
)
"""Name, kind, square metres, and where it is."""

CHENPU_NEEDS = (
    ("meals", 46, 40),
    ("medical", 58, 51),
    ("companionship", 33, 25),
    ("home_adaptation", 19, 8),
)
"""Kind, how many have the need, and of how many it is met."""


def name_compounds(compounds: pd.DataFrame) -> pd.DataFrame:
    """Return the compounds with the known ones named; they are new compounds."""
    named = compounds["code"].map(COMPOUND_NAMES)
    is_known = named.notna() | compounds["community_code"].eq(MEITING)
    return compounds.assign(
        name=named.fillna(compounds["name"]), kind=compounds["kind"].mask(is_known, "new_compound")
    )


def place_of(compounds: pd.DataFrame, name: str) -> dict[str, object]:
    """Return the place codes and point of a compound by its name."""
    row = compounds[compounds["name"] == name].iloc[0]
    return {
        "street_office_code": row["street_office_code"],
        "community_code": row["community_code"],
        "grid_code": row["grid_code"],
        "compound_code": row["code"],
        "longitude": row["longitude"],
        "latitude": row["latitude"],
    }


def leak_case(compounds: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the leak case of April 2024 and its steps."""
    (_, reported), (_, accepted), (_, dispatched), *_, (_, handled), (_, closed) = LEAK_STEPS
    case = place_of(compounds, RUIJING) | {
        "case_id": LEAK_CASE,
        "reported_at": reported,
        "channel": "resident",
        "category_code": "neighbour.leak",
        "summary": "瑞璟·香榭花都楼上卫生间渗水至楼下，两户协商未果，网格员上门调解",
        "due_at": reported + LEAK_DEADLINE,
        "accepted_at": accepted,
        "dispatched_at": dispatched,
        "first_response_at": accepted,
        "handled_at": handled,
        "closed_at": closed,
        **LEAK_OUTCOME,
    }
    steps = [
        {"case_id": LEAK_CASE, "seq": number, "at": at, "step": step, "level": "grid"}
        for number, (step, at) in enumerate(LEAK_STEPS, start=1)
    ]
    return pd.DataFrame([case]), pd.DataFrame(steps)


def foam_parties(compounds: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return 世纪华廷's summer foam parties and their volunteers."""
    place = {name: code for name, code in place_of(compounds, SHIJI).items() if name.endswith("_code")}
    company = compounds.loc[compounds["name"] == SHIJI, "property_company"].iloc[0]
    rows, helpers = [], []
    for year, children, adults, first_timers in FOAM_PARTIES:
        held = {
            "activity_id": f"ACT-FOAM-{year}",
            "starts_at": datetime(year, 7, 20, 17, 0),
            "partners": f"{company}；世纪华廷业主委员会",
            "participants": children + adults + FOAM_ELDERS,
            "first_timers": first_timers,
            "children": children,
            "adults": adults,
        }
        rows.append(place | FOAM_PARTY | held)
        helpers += [
            {"activity_id": held["activity_id"], "kind": kind, "headcount": headcount, "hours": hours}
            for kind, headcount, hours in FOAM_HELPERS
        ]
    return pd.DataFrame(rows), pd.DataFrame(helpers)


def xiaosheng_spaces(compounds: pd.DataFrame) -> pd.DataFrame:
    """Return the spaces of 晓升社区's grid 4: four on the second floor, and the step-free one below building 4."""
    place = place_of(compounds, CHENPU)
    rows = [
        place | {"space_id": f"SPACE-XS-{number}", "name": name, "kind": kind, "area_m2": area} | where
        for number, (name, kind, area, where) in enumerate(XIAOSHENG_SPACES, start=1)
    ]
    return pd.DataFrame(rows)


def chenpu_survey(compounds: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the elderly survey of 陈普佳苑 and the needs it found."""
    place = place_of(compounds, CHENPU)
    households = compounds.loc[compounds["name"] == CHENPU, "households"].iloc[0]
    survey = {name: code for name, code in place.items() if name.endswith("_code")} | {
        "survey_id": "SURVEY-CHENPU",
        "surveyed_on": date(2025, 3, 10),
        "households_surveyed": min(412, int(households)),
        "elders_60": 236,
        "elders_80": 41,
        "living_alone": 18,
        "limited_mobility": 22,
    }
    rows = [
        {"survey_id": "SURVEY-CHENPU", "kind": kind, "needed": needed, "met": met}
        for kind, needed, met in CHENPU_NEEDS
    ]
    return pd.DataFrame([survey]), pd.DataFrame(rows)
