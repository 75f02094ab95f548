"""The demo city's community life: posts, visits, meetings, activities, elders, spaces and groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo import known
from data_access.demo.calendar import AS_OF, DAYS, DAYTIME_WEIGHTS, WEEKEND, WORKING_WEEK, drawn_days, moments
from data_access.demo.places import City
from data_access.demo.planted import Planted
from data_access.schema import POST_ROLES, VISIT_ROLES

FILLED = (1.0, 0.98, 0.97, 0.9, 0.75)  # share of posts filled, in the order of POST_ROLES
VISITS_A_WEEK = 1.0
MEETINGS_A_MONTH = 0.7
ACTIVITIES_A_MONTH = 0.75
SURVEYED_SHARE = 0.4
SPACE_SHARE = 0.55

TOPICS = (
    ("parking", "停车位管理"),
    ("elevator", "加装电梯"),
    ("leak", "楼栋渗漏维修"),
    ("public_income", "公共收益使用"),
    ("greening", "绿化改造"),
    ("charging", "电动车充电桩建设"),
    ("waste", "垃圾分类投放点"),
    ("security", "门禁与安防"),
)
# kind, name, size, shares of children, adults and elders, leaflets for each participant
ACTIVITY_KINDS = (
    ("festival", "节庆联欢会", 90, (0.30, 0.40, 0.30), 0.2),
    ("health", "健康义诊", 60, (0.05, 0.30, 0.65), 0.4),
    ("anti_fraud", "反诈宣传", 70, (0.10, 0.45, 0.45), 1.0),
    ("children", "少儿课堂", 45, (0.65, 0.30, 0.05), 0.1),
    ("culture", "文艺汇演", 85, (0.20, 0.35, 0.45), 0.1),
    ("sports", "趣味运动会", 55, (0.30, 0.50, 0.20), 0.0),
    ("environment", "环境清洁日", 40, (0.10, 0.60, 0.30), 0.3),
    ("party", "主题党日", 35, (0.00, 0.65, 0.35), 0.2),
    ("elderly", "敬老助老活动", 50, (0.05, 0.20, 0.75), 0.3),
    ("volunteer", "志愿服务日", 45, (0.10, 0.60, 0.30), 0.5),
)
ORGANISERS = {
    "community": ("{place}", 0.5),
    "property": ("{place}物业服务中心", 0.15),
    "owners_committee": ("{place}业主委员会", 0.12),
    "social_organisation": ("演示社会工作服务中心", 0.13),
    "volunteer_team": ("{place}志愿服务队", 0.10),
}
PARTNERS = ("物业公司", "业主委员会", "社区卫生服务中心", "派出所", "爱心商家", "共建单位", "学校")
VOLUNTEER_KINDS = ("party", "safety", "merchant", "owners_committee", "property", "resident")
NEEDS = {
    "meals": 0.16,
    "medical": 0.24,
    "cleaning": 0.10,
    "mobility": 0.08,
    "companionship": 0.12,
    "home_adaptation": 0.09,
}
SPACE_NAMES = {
    "health_room": "健康小屋",
    "culture_corridor": "文化长廊",
    "neighbour_space": "邻里空间",
    "reading_room": "阅览室",
    "canteen": "长者食堂",
    "children_space": "儿童空间",
}
PLACE_CODES = ["street_office_code", "community_code", "grid_code"]


def posts(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return the five posts of each grid, filled or vacant."""
    count = len(city.grids)
    parts = [
        _grid_codes(city).assign(
            post_id=city.grids["code"] + f"-{number}",
            role=role,
            filled=rng.random(count) < share,
            since=DAYS[rng.integers(0, len(DAYS), count)].date,
        )
        for number, (role, share) in enumerate(zip(POST_ROLES, FILLED, strict=True), start=1)
    ]
    return pd.concat(parts, ignore_index=True)


def visits(city: City, planted: list[Planted], rng: np.random.Generator) -> pd.DataFrame:
    """Return visits and checks, about one a week in each grid, none in a silent grid once it is silent."""
    lively = rng.lognormal(0, 0.35, len(city.grids)).clip(0.6)
    counts = rng.poisson(VISITS_A_WEEK * lively * len(DAYS) / 7)
    grid = np.repeat(np.arange(len(city.grids)), counts)
    day = drawn_days(len(grid), WORKING_WEEK, rng)
    found = rng.poisson(0.5, len(grid))
    rows = _grid_codes(city).iloc[grid].reset_index(drop=True)
    rows = rows.assign(
        role=rng.choice(VISIT_ROLES, len(grid), p=[0.2, 0.55, 0.25]),
        visited_at=moments(day, rng, DAYTIME_WEIGHTS),
        purpose=rng.choice(
            ["home_visit", "problem_check", "safety", "care"], len(grid), p=[0.45, 0.3, 0.15, 0.1]
        ),
        households=rng.integers(3, 16, len(grid)),
        problems_found=found,
        problems_to_cases=rng.binomial(found, 0.4),
    )
    since = rows["grid_code"].map(
        {item.place: pd.Timestamp(item.start) for item in planted if item.kind == "silent"}
    )
    rows = rows[~(rows["visited_at"] >= since)].sort_values(["visited_at", "grid_code"], kind="stable")
    return _numbered(rows, "visit_id", "V")


def meetings(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return deliberation meetings, about two in three months in each community."""
    compound, day = _scheduled(city, MEETINGS_A_MONTH, WORKING_WEEK, rng)
    count = len(compound)
    topic = rng.choice(len(TOPICS), count)
    resolutions = rng.integers(0, 4, count)
    done = rng.binomial(resolutions, 0.75)
    held = moments(day, rng, DAYTIME_WEIGHTS)
    rows = _compound_codes(city, compound).assign(
        held_at=held,
        topic=[TOPICS[index][1] for index in topic],
        topic_kind=[TOPICS[index][0] for index in topic],
        residents=rng.integers(5, 30, count),
        party_members=rng.integers(1, 9, count),
        property_staff=rng.integers(0, 4, count),
        officials=rng.integers(1, 4, count),
        resolutions=resolutions,
        resolutions_done=done,
    )
    finished = held + pd.to_timedelta(rng.integers(5, 60, count), unit="D")
    fully = (done == resolutions) & (resolutions > 0) & (finished <= AS_OF)
    rows["resolutions_done"] = np.where((done == resolutions) & ~fully, np.maximum(done - 1, 0), done)
    rows["done_at"] = finished.where(fully)
    return _numbered(rows.sort_values("held_at", kind="stable"), "meeting_id", "M")


def activities(city: City, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return activities, the known ones among them, and their volunteers by kind."""
    compound, day = _scheduled(city, ACTIVITIES_A_MONTH, WEEKEND, rng)
    count = len(compound)
    kind = rng.choice(len(ACTIVITY_KINDS), count)
    names = city.communities.set_index("code")["name"]
    warmth = pd.Series(rng.lognormal(0, 0.4, len(names)), index=names.index)
    codes = _compound_codes(city, compound)
    place = codes["community_code"].map(names)
    size = np.array([row[2] for row in ACTIVITY_KINDS])[kind] * codes["community_code"].map(warmth)
    people = rng.poisson(size * rng.lognormal(0, 0.3, count)) + 3
    shares = np.array([row[3] for row in ACTIVITY_KINDS])[kind]
    ages = rng.multinomial(people, shares)
    organiser = rng.choice(list(ORGANISERS), count, p=[share for _, share in ORGANISERS.values()])
    headcounts = rng.poisson([2.2, 1.4, 0.6, 0.7, 1.0, 2.0], (count, len(VOLUNTEER_KINDS)))
    rows = codes.assign(
        name=[f"{where}{ACTIVITY_KINDS[what][1]}" for where, what in zip(place, kind, strict=True)],
        kind=[ACTIVITY_KINDS[index][0] for index in kind],
        series=[ACTIVITY_KINDS[index][1] for index in kind],
        starts_at=moments(day, rng, DAYTIME_WEIGHTS),
        organiser=[
            ORGANISERS[who][0].format(place=where) for who, where in zip(organiser, place, strict=True)
        ],
        organiser_kind=organiser,
        partners=_partners(count, rng),
        capacity=np.ceil(size * 1.3 / 10).astype(int) * 10,
        participants=people,
        children=ages[:, 0],
        adults=ages[:, 1],
        elders=ages[:, 2],
        volunteers=headcounts.sum(axis=1),
        leaflets=rng.poisson(people * np.array([row[4] for row in ACTIVITY_KINDS])[kind]),
        cost_yuan=(people * rng.uniform(5, 25, count)).round(-1),
        satisfaction=rng.normal(4.4, 0.3, count).clip(1, 5).round(1),
    )
    order = rows["starts_at"].sort_values(kind="stable").index
    rows = _numbered(rows.loc[order], "activity_id", "ACT")
    helpers = pd.DataFrame(headcounts[order], columns=VOLUNTEER_KINDS).assign(activity_id=rows["activity_id"])
    helpers = helpers.melt("activity_id", var_name="kind", value_name="headcount").query("headcount > 0")
    foam, foam_helpers = known.foam_parties(city.compounds)
    return pd.concat([rows, foam], ignore_index=True), pd.concat([helpers, foam_helpers], ignore_index=True)


def _partners(count: int, rng: np.random.Generator) -> pd.Series:
    """Return the partners of each activity: none to three."""
    chosen = ["；".join(rng.choice(PARTNERS, number, replace=False)) for number in rng.integers(0, 4, count)]
    return pd.Series(chosen, dtype=str).replace("", None)


def elders(city: City, planted: list[Planted], rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return elderly surveys of compounds and the needs they found."""
    unserved = {item.place for item in planted if item.kind == "no_step_free"}
    chosen = rng.random(len(city.compounds)) < SURVEYED_SHARE
    chosen |= city.compounds["community_code"].isin(unserved).to_numpy()
    chosen &= (city.compounds["name"] != known.CHENPU).to_numpy()
    surveyed = city.compounds[chosen].reset_index(drop=True)
    over_60 = rng.binomial(surveyed["residents"], 0.14)
    rows = _compound_codes(city, np.flatnonzero(chosen)).assign(
        surveyed_on=DAYS[rng.integers(0, len(DAYS), len(surveyed))].date,
        households_surveyed=rng.binomial(surveyed["households"], 0.6),
        elders_60=over_60,
        elders_80=rng.binomial(over_60, 0.16),
        living_alone=rng.binomial(over_60, 0.08),
        limited_mobility=rng.binomial(over_60, 0.07) + surveyed["community_code"].isin(unserved) * 5,
    )
    rows = _numbered(rows, "survey_id", "E")
    parts = []
    for kind, share in NEEDS.items():
        needed = rng.binomial(rows["elders_60"], share)
        parts.append(
            pd.DataFrame(
                {
                    "survey_id": rows["survey_id"],
                    "kind": kind,
                    "needed": needed,
                    "met": rng.binomial(needed, 0.72),
                }
            )
        )
    survey, needs = known.chenpu_survey(city.compounds)
    return pd.concat([rows, survey], ignore_index=True), pd.concat([*parts, needs], ignore_index=True)


def spaces(city: City, planted: list[Planted], rng: np.random.Generator) -> pd.DataFrame:
    """Return activity spaces; each community has a step-free one, except the planted ones."""
    unserved = {item.place for item in planted if item.kind == "no_step_free"}
    has_one = rng.random(len(city.compounds)) < SPACE_SHARE / 2
    has_one |= ~city.compounds["community_code"].duplicated().to_numpy()  # one at least in each community
    chosen = np.flatnonzero(has_one & (city.compounds["name"] != known.CHENPU).to_numpy())
    where = city.compounds.iloc[chosen].reset_index(drop=True)
    kind = rng.choice(list(SPACE_NAMES), len(where))
    floor = rng.choice([1, 1, 2, 3], len(where))
    step_free = (floor == 1) & (rng.random(len(where)) < 0.7) & ~where["community_code"].isin(unserved)
    step_free |= _first_of_each(where["community_code"], step_free, unserved)
    floor[step_free] = 1
    rows = _compound_codes(city, chosen).assign(
        name=where["name"] + pd.Series(kind).map(SPACE_NAMES),
        kind=kind,
        floor=floor,
        step_free=step_free,
        area_m2=rng.integers(3, 30, len(where)) * 10.0,
        funding=rng.choice(
            ["government", "public_income", "donation", "party_fees"], len(where), p=[0.5, 0.25, 0.15, 0.1]
        ),
        opened_on=DAYS[rng.integers(0, len(DAYS), len(where))].date,
        location_note=np.where(step_free, "架空层", pd.Series(floor).map("{}楼".format)),
        longitude=where["longitude"],
        latitude=where["latitude"],
    )
    rows = _numbered(rows, "space_id", "SPACE-")
    return pd.concat([rows, known.xiaosheng_spaces(city.compounds)], ignore_index=True)


def groups(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return residents' groups: one of each building kind, owners' groups, some settlers' groups."""
    parts = []
    for kind, has, cover in (("building", 0.8, 0.7), ("owners", 0.7, 0.6), ("settlers", 0.3, 0.15)):
        chosen = np.flatnonzero(rng.random(len(city.compounds)) < has)
        households = rng.binomial(city.compounds["households"].to_numpy()[chosen], cover)
        members = (households * rng.uniform(1.0, 1.8, len(chosen))).round().astype(int)
        parts.append(
            _compound_codes(city, chosen).assign(kind=kind, members=members, households_covered=households)
        )
    return _numbered(pd.concat(parts, ignore_index=True), "group_id", "G")


def _scheduled(
    city: City, a_month: float, weekday_weights: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw events for each community, so many a month; return a compound of the community and the day of each."""
    months = len(DAYS) / 30.44
    members = city.compounds.groupby("community_code").indices
    drawn = [
        rng.choice(members[code], count)
        for code, count in zip(
            city.communities["code"], rng.poisson(a_month * months, len(city.communities)), strict=True
        )
    ]
    compound = np.concatenate(drawn)
    return compound, drawn_days(len(compound), weekday_weights, rng)


def _first_of_each(community: pd.Series, step_free: np.ndarray, unserved: set[str]) -> np.ndarray:
    """Mark the first space of each community that has no step-free one, but for the unserved."""
    served = set(community[step_free]) | unserved
    return (~community.isin(served) & ~community.duplicated()).to_numpy()


def _grid_codes(city: City) -> pd.DataFrame:
    return city.grids[["street_office_code", "community_code", "code"]].rename(columns={"code": "grid_code"})


def _compound_codes(city: City, index: np.ndarray) -> pd.DataFrame:
    rows = city.compounds.iloc[index].reset_index(drop=True)
    return rows[[*PLACE_CODES, "code"]].rename(columns={"code": "compound_code"})


def _numbered(rows: pd.DataFrame, name: str, prefix: str) -> pd.DataFrame:
    rows = rows.reset_index(drop=True)
    rows.insert(0, name, [f"{prefix}{number:06d}" for number in range(1, len(rows) + 1)])
    return rows
