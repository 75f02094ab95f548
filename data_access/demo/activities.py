"""The demo city's activities and the volunteers at them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo import known
from data_access.demo.calendar import DAYS, DAYTIME_WEIGHTS, WEEKEND, moments
from data_access.demo.placed import compound_codes, numbered, scheduled
from data_access.demo.places import City

ACTIVITIES_A_MONTH = 0.75
FIRST_TIME_AT_FIRST, FIRST_TIME_FALL = 0.45, 0.3  # share of newcomers, and its fall over the three years
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
PARTNERS = (
    "{place}卫生服务站",
    "{place}小学",
    "{place}爱心商家联盟",
    "{street}派出所",
    "{street}司法所",
    "{street}商会",
    "演示银行网点",
    "演示律师事务所",
    "演示社会工作服务中心",
)
HOURS_SERVED = (1.5, 2.0, 2.5, 3.0, 4.0)  # by each volunteer at an activity
HOURS_RECORDED = 0.9  # share of activities
VOLUNTEER_KINDS = ("party", "safety", "merchant", "owners_committee", "property", "resident")


def activities(city: City, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return activities, the known ones among them, and their volunteers by kind."""
    compound, day = scheduled(city, ACTIVITIES_A_MONTH, WEEKEND, rng)
    count = len(compound)
    kind = rng.choice(len(ACTIVITY_KINDS), count)
    codes = compound_codes(city, compound)
    size = _of_kind(2)[kind] * codes["community_code"].map(_warmth(city, rng))
    people = rng.poisson(size * rng.lognormal(0, 0.3, count)) + 3
    ages = rng.multinomial(people, _of_kind(3)[kind])
    organiser = rng.choice(list(ORGANISERS), count, p=[share for _, share in ORGANISERS.values()])
    headcounts = rng.poisson([2.2, 1.4, 0.6, 0.7, 1.0, 2.0], (count, len(VOLUNTEER_KINDS)))
    rows = _announced(city, codes, kind, day, organiser, rng).assign(
        capacity=np.ceil(size * 1.3 / 10).astype(int) * 10,
        participants=people,
        first_timers=rng.binomial(people, FIRST_TIME_AT_FIRST - FIRST_TIME_FALL * day / len(DAYS)),
        children=ages[:, 0],
        adults=ages[:, 1],
        elders=ages[:, 2],
        volunteers=headcounts.sum(axis=1),
        leaflets=rng.poisson(people * _of_kind(4)[kind]),
        cost_yuan=(people * rng.uniform(5, 25, count)).round(-1),
        satisfaction=rng.normal(4.4, 0.3, count).clip(1, 5).round(1),
    )
    order = rows["starts_at"].sort_values(kind="stable").index
    rows = numbered(rows.loc[order], "activity_id", "ACT")
    helpers = _helpers(rows["activity_id"], headcounts[order], rng)
    foam, foam_helpers = known.foam_parties(city.compounds)
    return pd.concat([rows, foam], ignore_index=True), pd.concat([helpers, foam_helpers], ignore_index=True)


def _of_kind(column: int) -> np.ndarray:
    """Return a column of `ACTIVITY_KINDS` with numbers."""
    return np.array([row[column] for row in ACTIVITY_KINDS])


def _warmth(city: City, rng: np.random.Generator) -> pd.Series:
    """Draw how well activities are attended in each community."""
    codes = pd.Index(city.communities["code"])
    return pd.Series(rng.lognormal(0, 0.4, len(codes)), index=codes)


def _announced(
    city: City,
    codes: pd.DataFrame,
    kind: np.ndarray,
    day: np.ndarray,
    organiser: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return what is known of each activity before it is held: place, name, kind, time, who holds it with whom."""
    place = codes["community_code"].map(city.communities.set_index("code")["name"])
    street = codes["street_office_code"].map(city.street_offices.set_index("code")["name"])
    return codes.assign(
        name=[f"{where}{ACTIVITY_KINDS[what][1]}" for where, what in zip(place, kind, strict=True)],
        kind=[ACTIVITY_KINDS[index][0] for index in kind],
        series=[ACTIVITY_KINDS[index][1] for index in kind],
        starts_at=moments(day, rng, DAYTIME_WEIGHTS),
        organiser=[
            ORGANISERS[who][0].format(place=where) for who, where in zip(organiser, place, strict=True)
        ],
        organiser_kind=organiser,
        partners=_partners(place, street, rng),
    )


def _helpers(activity: pd.Series, headcounts: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return the volunteers at each activity by kind, with the hours that they served together."""
    helpers = pd.DataFrame(headcounts, columns=VOLUNTEER_KINDS).assign(activity_id=activity)
    helpers = helpers.melt("activity_id", var_name="kind", value_name="headcount").query("headcount > 0")
    served = pd.Series(_hours_served(len(activity), rng), index=activity)
    return helpers.assign(hours=helpers["headcount"] * helpers["activity_id"].map(served))


def _partners(place: pd.Series, street: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Return the partners of each activity: none to three."""
    chosen = [
        "；".join(
            name.format(place=where, street=above) for name in rng.choice(PARTNERS, number, replace=False)
        )
        for where, above, number in zip(place, street, rng.integers(0, 4, len(place)), strict=True)
    ]
    return pd.Series(chosen, dtype=str).replace("", None)


def _hours_served(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return the hours that each volunteer served at the activities; missing where nobody wrote them down."""
    hours = rng.choice(HOURS_SERVED, count)
    return np.where(rng.random(count) < HOURS_RECORDED, hours, np.nan)
