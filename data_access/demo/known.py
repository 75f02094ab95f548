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
    reported = LEAK_STEPS[0][1]
    case = place_of(compounds, RUIJING) | {
        "case_id": LEAK_CASE,
        "reported_at": reported,
        "channel": "resident",
        "category_code": "neighbour.leak",
        "summary": "瑞璟·香榭花都楼上卫生间渗水至楼下，两户协商未果，网格员上门调解",
        "due_at": reported + LEAK_DEADLINE,
        "accepted_at": LEAK_STEPS[1][1],
        "dispatched_at": LEAK_STEPS[2][1],
        "first_response_at": LEAK_STEPS[1][1],
        "handled_at": LEAK_STEPS[-2][1],
        "closed_at": LEAK_STEPS[-1][1],
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
    steps = [
        {"case_id": LEAK_CASE, "seq": number, "at": at, "step": step, "level": "grid"}
        for number, (step, at) in enumerate(LEAK_STEPS, start=1)
    ]
    return pd.DataFrame([case]), pd.DataFrame(steps)


def foam_parties(compounds: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return 世纪华廷's summer foam parties and their volunteers."""
    place = place_of(compounds, SHIJI)
    shared = {
        name: place[name] for name in ("street_office_code", "community_code", "grid_code", "compound_code")
    }
    company = compounds.loc[compounds["name"] == SHIJI, "property_company"].iloc[0]
    rows, helpers = [], []
    for year, children, adults in ((2024, 126, 92), (2025, 158, 110)):
        activity = f"ACT-FOAM-{year}"
        rows.append(
            shared
            | {
                "activity_id": activity,
                "name": "世纪华廷夏日泡泡派对",
                "kind": "children",
                "series": "世纪华廷夏日泡泡派对",
                "starts_at": datetime(year, 7, 20, 17, 0),
                "organiser": "梅庭社区第4网格",
                "organiser_kind": "community",
                "partners": f"{company}；世纪华廷业主委员会",
                "capacity": 300,
                "participants": children + adults + 24,
                "first_timers": 96 if year == 2024 else 84,
                "children": children,
                "adults": adults,
                "elders": 24,
                "volunteers": 22,
                "leaflets": 180,
                "cost_yuan": 3600.0,
                "satisfaction": 4.8,
            }
        )
        helpers += [
            {"activity_id": activity, "kind": "party", "headcount": 9, "hours": 36.0},
            {"activity_id": activity, "kind": "safety", "headcount": 8, "hours": 32.0},
            {"activity_id": activity, "kind": "property", "headcount": 5, "hours": 20.0},
        ]
    return pd.DataFrame(rows), pd.DataFrame(helpers)


def xiaosheng_spaces(compounds: pd.DataFrame) -> pd.DataFrame:
    """Return the spaces of 晓升社区's grid 4: four on the second floor, and the step-free one below building 4."""
    place = place_of(compounds, CHENPU)
    upstairs = (
        ("健康小屋", "health_room", 60.0),
        ("老电影院", "cinema", 110.0),
        ("闽南老物件长廊", "culture_corridor", 80.0),
        ("书法走廊", "calligraphy_corridor", 70.0),
    )
    rows = [
        place
        | {
            "space_id": f"SPACE-XS-{number}",
            "name": name,
            "kind": kind,
            "floor": 2,
            "step_free": False,
            "area_m2": area,
            "funding": "government",
            "opened_on": date(2022, 10, 1),
            "location_note": "陈普佳苑二楼",
        }
        for number, (name, kind, area) in enumerate(upstairs, start=1)
    ]
    rows.append(
        place
        | {
            "space_id": "SPACE-XS-5",
            "name": "邻里空间",
            "kind": "neighbour_space",
            "floor": 1,
            "step_free": True,
            "area_m2": 150.0,
            "funding": "public_income",
            "opened_on": date(2023, 5, 1),
            "location_note": "4号楼架空层",
        }
    )
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
    needs = [("meals", 46, 40), ("medical", 58, 51), ("companionship", 33, 25), ("home_adaptation", 19, 8)]
    rows = [{"survey_id": "SURVEY-CHENPU", "kind": kind, "needed": n, "met": m} for kind, n, m in needs]
    return pd.DataFrame([survey]), pd.DataFrame(rows)
