"""The demo city's cases and their steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from data_access.deadlines import due_after_working_days
from data_access.demo import known
from data_access.demo.calendar import AS_OF, DAYS, day_weights, moments
from data_access.demo.partition import KM_PER_DEGREE, MARGIN
from data_access.demo.places import COMPOUND_KINDS, City
from data_access.demo.planted import Planted
from data_access.schema import LEVELS

# code, Chinese, English, deadline in hours, weights in new compounds, old compounds, old villages, rainy-season factor
MAIN = (
    ("neighbour", "邻里纠纷", "Neighbour disputes"),
    ("property", "物业服务", "Property services"),
    ("environment", "环境卫生", "Environment"),
    ("facilities", "公共设施", "Public facilities"),
    ("parking", "停车秩序", "Parking"),
    ("noise", "噪音扰民", "Noise"),
    ("safety", "安全隐患", "Safety hazards"),
    ("livelihood", "民生服务", "Livelihood"),
)
CHILDREN = (
    ("neighbour.leak", "漏水纠纷", "Leaks between flats", 168, (9, 12, 3), 2.0),
    ("neighbour.boundary", "宅基地与边界", "Plots and boundaries", 240, (0.2, 1, 9), 1.0),
    ("neighbour.family", "家庭纠纷", "Family disputes", 120, (3, 4, 5), 1.0),
    ("property.fees", "物业收费", "Property fees", 120, (10, 4, 0.3), 1.0),
    ("property.repair", "维修不及时", "Slow repairs", 96, (8, 6, 0.5), 1.2),
    ("property.elevator", "电梯故障", "Lifts out of order", 48, (7, 2, 0.1), 1.0),
    ("environment.litter", "垃圾堆放", "Litter", 48, (4, 7, 12), 1.1),
    ("environment.drains", "下水道堵塞", "Blocked drains", 72, (3, 8, 9), 1.9),
    ("environment.dogs", "犬只扰民", "Dogs", 72, (5, 4, 5), 1.0),
    ("facilities.lights", "路灯损坏", "Street lights", 72, (3, 5, 7), 1.0),
    ("facilities.roads", "路面破损", "Broken paving", 120, (3, 5, 7), 1.3),
    ("facilities.fitness", "健身器材损坏", "Fitness equipment", 120, (3, 3, 2), 1.0),
    ("parking.blocked", "占用通道", "Blocked ways", 48, (9, 8, 4), 1.0),
    ("parking.charging", "电动车充电", "E-bike charging", 72, (8, 9, 3), 1.0),
    ("noise.construction", "装修噪音", "Building noise", 48, (9, 5, 2), 0.8),
    ("noise.square_dance", "广场舞噪音", "Square dancing", 48, (5, 4, 2), 1.0),
    ("safety.fire", "消防隐患", "Fire hazards", 72, (3, 7, 9), 0.9),
    ("safety.rental", "出租房隐患", "Rented rooms", 96, (2, 6, 9), 1.0),
    ("safety.wiring", "私拉电线", "Unsafe wiring", 72, (2, 6, 7), 1.2),
    ("livelihood.elderly", "老年人照料", "Care for elders", 96, (3, 5, 5), 1.0),
    ("livelihood.paperwork", "证明办理", "Certificates", 48, (4, 4, 5), 1.0),
    ("livelihood.water_power", "停水停电", "Water and power", 24, (3, 5, 6), 1.1),
)
WORKING_DAYS = {"property.fees": 5, "livelihood.paperwork": 2, "neighbour.boundary": 10}
"""Categories whose deadline counts in working days instead."""

RAINY_MONTHS = (4, 5, 6)
CHANNELS = {"patrol": 0.46, "resident": 0.27, "hotline": 0.14, "online": 0.10, "meeting": 0.03}
LEVEL_SHARES = (0.79, 0.145, 0.053, 0.012)
LEVEL_DELAY = {"grid": 1.0, "community": 1.4, "street_office": 2.0, "city": 2.6}
DISPUTES = ("neighbour", "noise")
TYPICAL_SHARE_OF_DEADLINE = 0.33
SPREAD = 0.83
LAGGING_DELAY = 2.4
STUCK_SHARE = 0.05  # of today's cases, fewer of older ones: not closed by the as-of moment
STUCK_DAYS = 45  # a case this old is less likely by a factor e still to be stuck
STUCK_ABOVE_GRID = 2.0
RESPONSE_HOURS = 4
SLOW_ANSWERS, SLOW_HOURS = 0.06, 30  # a share of cases waits longer for its answer
LATEST_ANSWER = 0.5  # as a share of the whole time
NO_POSITION = 0.015
JITTER_KM, FARTHEST_KM = 0.035, 0.075
KEPT_SEEN_AFTER = pd.Timedelta(days=30)
KEPT_SHARE = 0.94
RATED, RATED_WHEN_SOUR = 0.45, 0.95  # share of closed cases that are rated
SOURED = [0.3, 0.35, 0.2, 0.1, 0.05]  # ratings 1 to 5 where satisfaction falls
SOLVED_SHARES = (0.66, 0.91)  # late or reopened cases, all others
DISPATCHED_AT, ESCALATED_AT, HANDLED_AT = (
    0.03,
    0.2,
    0.96,
)  # shares of the time from first response to last step
SURGE_CASES = 18  # at the usual 120,000 cases
SUMMARIES = {  # by channel
    "patrol": "网格员巡查发现",
    "resident": "居民反映",
    "hotline": "热线来电反映",
    "online": "网上反映",
    "meeting": "议事会提出",
}
ENDINGS = ("", "，请协调处理", "，已持续多日", "，影响日常生活", "，希望尽快解决")


@dataclass(frozen=True)
class CaseTables:
    """Categories, cases and their steps, as tables of the schema."""

    categories: pd.DataFrame
    cases: pd.DataFrame
    events: pd.DataFrame


def build_cases(city: City, planted: list[Planted], count: int, rng: np.random.Generator) -> CaseTables:
    """Return `count` cases, the planted surges and the leak case among them, in order of report."""
    surges = [item for item in planted if item.kind == "surge"]
    surge_size = max(12, round(SURGE_CASES * count / 120_000))
    ordinary = count - 1 - surge_size * len(surges)
    rows = _ordinary(city, ordinary, rng)
    rows = pd.concat([rows, *(_surge(city, item, surge_size, rng) for item in surges)], ignore_index=True)
    rows = _without_silent(rows, city, planted, rng)
    rows = rows.sort_values(["reported_at", "compound"], kind="stable", ignore_index=True)
    cases, last_step = _courses(rows, city, planted, rng)
    leak, leak_events = known.leak_case(city.compounds)
    events = pd.concat([_events(cases, last_step), leak_events], ignore_index=True)
    cases = pd.concat([cases, leak], ignore_index=True).sort_values("reported_at", kind="stable")
    return CaseTables(categories(), cases.reset_index(drop=True), events)


def categories() -> pd.DataFrame:
    """Return the two levels of categories with their deadlines."""
    main = pd.DataFrame(MAIN, columns=["code", "name", "name_en"])
    children = pd.DataFrame(
        [row[:4] for row in CHILDREN], columns=["code", "name", "name_en", "deadline_hours"]
    )
    children["parent_code"] = children["code"].str.split(".").str[0]
    children["deadline_working_days"] = children["code"].map(WORKING_DAYS)
    children["deadline_hours"] = children["deadline_hours"].mask(children["code"].isin(WORKING_DAYS))
    both = pd.concat([main, children], ignore_index=True)
    return both.astype({"deadline_hours": "Int64", "deadline_working_days": "Int64"})


def _ordinary(city: City, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw compound, moment and category: hot spots by a Pareto weight, categories by kind and season."""
    heat = city.compounds["residents"].to_numpy() * (1 + rng.pareto(2.2, len(city.compounds)))
    compound = rng.choice(len(city.compounds), count, p=heat / heat.sum())
    at = moments(rng.choice(len(DAYS), count, p=day_weights()), rng)
    kinds = (
        city.compounds["kind"].map({kind: i for i, kind in enumerate(COMPOUND_KINDS)}).to_numpy()[compound]
    )
    rainy = at.dt.month.isin(RAINY_MONTHS).to_numpy()
    base = np.array([row[4] for row in CHILDREN], dtype=float)
    wet = np.array([row[5] for row in CHILDREN])
    category = np.empty(count, dtype=int)
    for kind in range(len(COMPOUND_KINDS)):
        for season in (False, True):
            chosen = (kinds == kind) & (rainy == season)
            weights = base[:, kind] * (wet if season else 1)
            category[chosen] = rng.choice(len(CHILDREN), chosen.sum(), p=weights / weights.sum())
    return pd.DataFrame({"compound": compound, "reported_at": at, "category": category})


def _surge(city: City, item: Planted, size: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the cases of one planted surge: one community, one category, seven days."""
    inside = np.flatnonzero(city.compounds["community_code"] == item.place)
    first = (pd.Timestamp(item.start) - DAYS[0]).days
    days = first + rng.integers(0, 7, size)
    codes = [row[0] for row in CHILDREN]
    return pd.DataFrame(
        {
            "compound": rng.choice(inside, size),
            "reported_at": moments(np.minimum(days, len(DAYS) - 1), rng),
            "category": codes.index(item.category or ""),
        }
    )


def _without_silent(
    rows: pd.DataFrame, city: City, planted: list[Planted], rng: np.random.Generator
) -> pd.DataFrame:
    """Move the cases of silent grids, from the day they fall silent, to compounds elsewhere."""
    silent = {item.place: pd.Timestamp(item.start) for item in planted if item.kind == "silent"}
    grid = city.compounds["grid_code"].to_numpy()
    others = np.flatnonzero(~city.compounds["grid_code"].isin(silent))
    since = pd.Series(grid[rows["compound"]]).map(silent)
    gone = (rows["reported_at"] >= since).to_numpy()
    rows.loc[gone, "compound"] = rng.choice(others, gone.sum())
    return rows


def _courses(
    rows: pd.DataFrame, city: City, planted: list[Planted], rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the cases with their course, and when the last step of each was taken."""
    place = city.compounds.iloc[rows["compound"]].reset_index(drop=True)
    child = pd.DataFrame([row[:4] for row in CHILDREN], columns=["category_code", "what", "en", "hours"])
    child = child.iloc[rows["category"]].reset_index(drop=True)
    lagging = place["community_code"].isin({item.place for item in planted if item.kind == "lagging"})
    level = _levels(lagging, rng)
    times, last_step = _times(rows["reported_at"], child["hours"], level, lagging, rng)
    times["due_at"] = _due(rows["reported_at"], child)
    level = level.mask(times["first_response_at"].isna(), "grid")
    channel = rng.choice(list(CHANNELS), len(rows), p=list(CHANNELS.values()))
    longitude, latitude = _points(place, city, rng)
    cases = pd.DataFrame(
        {
            "case_id": _case_ids(rows["reported_at"]),
            "street_office_code": place["street_office_code"],
            "community_code": place["community_code"],
            "grid_code": place["grid_code"],
            "compound_code": place["code"],
            "reported_at": rows["reported_at"],
            "channel": channel,
            "category_code": child["category_code"],
            "summary": _summaries(channel, place["name"], child["what"], rng),
            "longitude": longitude,
            "latitude": latitude,
            "level": level,
        }
    )
    soured = _soured(place["community_code"], times["closed_at"], planted)
    outcomes = _outcomes(child["category_code"], level, times, soured, rng)
    return pd.concat([cases, times, outcomes], axis=1), last_step


def _soured(community: pd.Series, closed: pd.Series, planted: list[Planted]) -> pd.Series:
    """Mark the cases closed while satisfaction falls in their community."""
    since = {item.place: pd.Timestamp(item.start) for item in planted if item.kind == "falling"}
    return closed >= community.map(since)


def _levels(lagging: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Draw the level that handles each case; lagging communities pass more of them up."""
    level = pd.Series(rng.choice(LEVELS, len(lagging), p=LEVEL_SHARES))
    return level.mask(lagging & (level == "grid") & (rng.random(len(level)) < 0.3), "community")


def _times(
    reported: pd.Series, deadline: pd.Series, level: pd.Series, lagging: pd.Series, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.Series]:
    """Return acceptance, first response, dispatch, handling and closing of each case, and its last step's moment."""
    count = len(reported)
    delay = level.map(LEVEL_DELAY) * np.where(lagging, LAGGING_DELAY, 1) * rng.lognormal(0, SPREAD, count)
    hours = (deadline * TYPICAL_SHARE_OF_DEADLINE * delay).clip(lower=0.5)
    waits = np.where(rng.random(count) < SLOW_ANSWERS, SLOW_HOURS, RESPONSE_HOURS)
    answered = np.minimum(rng.exponential(waits), hours * LATEST_ANSWER)
    finished, response = _later(reported, hours), _later(reported, answered)
    age = (pd.Timestamp(AS_OF) - reported).dt.total_seconds() / 86400
    stuck_share = STUCK_SHARE * np.exp(-age / STUCK_DAYS) * np.where(level == "grid", 1, STUCK_ABOVE_GRID)
    is_closed = (finished <= AS_OF) & (rng.random(count) >= stuck_share)
    last_step = finished.where(finished <= AS_OF, pd.Timestamp(AS_OF))
    taken = (last_step - response).dt.total_seconds() / 3600
    answered_at = response.where(response <= AS_OF)
    times = pd.DataFrame(
        {
            "accepted_at": answered_at,
            "dispatched_at": _later(response, taken * DISPATCHED_AT).where(response <= AS_OF),
            "first_response_at": answered_at,
            "handled_at": _later(response, taken * HANDLED_AT).where(is_closed),
            "closed_at": finished.where(is_closed),
        }
    )
    return times, last_step


def _due(reported: pd.Series, child: pd.DataFrame) -> pd.Series:
    """Return each case's deadline, in hours or working days as its category says."""
    due = (reported + pd.to_timedelta(child["hours"], unit="h")).astype("datetime64[us]")
    for code, days in WORKING_DAYS.items():
        chosen = child["category_code"] == code
        due = due.mask(chosen, due_after_working_days(reported[chosen], days).reindex(due.index))
    return due


def _later(moment: pd.Series, hours: pd.Series | np.ndarray) -> pd.Series:
    """Return the moments so many hours later, to the second."""
    seconds = np.round(np.asarray(hours, dtype=float) * 3600).astype("timedelta64[s]")
    return (moment + seconds).astype("datetime64[us]")


def _outcomes(
    category: pd.Series,
    level: pd.Series,
    times: pd.DataFrame,
    soured: pd.Series,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return how each case went: status, method, agreement, visits, satisfaction, how often it came back."""
    count = len(category)
    is_closed = times["closed_at"].notna()
    dispute = category.str.split(".").str[0].isin(DISPUTES)
    other = rng.choice(["repair", "cleaning", "persuasion", "referral"], count, p=[0.4, 0.3, 0.2, 0.1])
    method = pd.Series(np.where(dispute, "mediation", other))
    late = times["closed_at"] > times["due_at"]
    rating = np.where(
        late,
        rng.choice(5, count, p=[0.12, 0.18, 0.3, 0.25, 0.15]),
        rng.choice(5, count, p=[0.02, 0.03, 0.1, 0.35, 0.5]),
    )
    rating = np.where(soured, rng.choice(5, count, p=SOURED), rating)
    visits = rng.poisson(np.where(dispute, 1.8, 0.6)).clip(max=6)
    rated = is_closed & (rng.random(count) < np.where(soured, RATED_WHEN_SOUR, RATED))
    signed = is_closed & dispute & (rng.random(count) < 0.5)
    reopened = np.where(is_closed, rng.choice(3, count, p=[0.965, 0.03, 0.005]), 0)
    visited_again = signed & (times["closed_at"] <= pd.Timestamp(AS_OF) - KEPT_SEEN_AFTER)
    return pd.DataFrame(
        {
            "status": np.where(is_closed, "closed", "open"),
            "resolved_level": level.where(is_closed, None),
            "method": method.where(is_closed, None),
            "agreement_signed": signed,
            "agreement_kept": _answers(visited_again, KEPT_SHARE, rng),
            "solved": _answers(rated, np.where(late | (reopened > 0), *SOLVED_SHARES), rng),
            "visits": np.where(times["first_response_at"].notna(), visits, 0),
            "satisfaction": pd.Series(rating + 1, dtype="Int64").where(rated),
            "reopened": reopened,
        }
    )


def _answers(asked: pd.Series, share: float | np.ndarray, rng: np.random.Generator) -> pd.Series:
    """Return a yes to a share of those asked, a no to the others, and nothing to who was not asked."""
    return pd.Series(rng.random(len(asked)) < share, dtype="boolean").where(asked)


def _case_ids(reported: pd.Series) -> np.ndarray:
    """Return JJ, the day and a number within the day, for cases in order of report."""
    day = (reported.dt.normalize() - DAYS[0]).dt.days
    number = day.groupby(day).cumcount().to_numpy()
    numbers = np.array([f"{count:06d}" for count in range(1, int(number.max()) + 2)], dtype=object)
    prefixes = DAYS.strftime("JJ%Y%m%d-").to_numpy(dtype=object)
    return prefixes[day.to_numpy()] + numbers[number]


def _summaries(
    channel: np.ndarray, place: pd.Series, what: pd.Series, rng: np.random.Generator
) -> np.ndarray:
    """Return a sentence for each case, by its channel; no person is named."""
    opening = pd.Series(channel).map(SUMMARIES).to_numpy(dtype=object)
    ending = np.array(ENDINGS, dtype=object)[rng.choice(len(ENDINGS), len(place))]
    return opening + place.to_numpy(dtype=object) + what.to_numpy(dtype=object) + ending


def _points(place: pd.DataFrame, city: City, rng: np.random.Generator) -> tuple[pd.Series, pd.Series]:
    """Scatter points around their compound, inside their community; a few cases have no point."""
    centre = place[["longitude", "latitude"]].to_numpy() * KM_PER_DEGREE
    offset = rng.normal(0, JITTER_KM, centre.shape)
    distance = np.hypot(*offset.T)[:, None]
    spread = centre + offset * np.minimum(1, FARTHEST_KM / distance)
    for code, index in place.groupby("community_code").indices.items():
        inner = shapely.buffer(city.community_shapes[str(code)], -MARGIN / 2)
        shapely.prepare(inner)
        outside = ~shapely.contains_xy(inner, spread[index])
        spread[index[outside]] = centre[index[outside]]
    points = np.round(spread / KM_PER_DEGREE, 6)
    points[rng.random(len(place)) < NO_POSITION] = np.nan
    return pd.Series(points[:, 0]), pd.Series(points[:, 1])


def _events(cases: pd.DataFrame, last_step: pd.Series) -> pd.DataFrame:
    """Return each case's steps; a step after the first response is a share of the time from there to the last."""
    is_closed = cases["closed_at"].notna()
    answered = cases["first_response_at"].notna()
    response = cases["first_response_at"].fillna(cases["reported_at"])
    span = (last_step - response).dt.total_seconds()
    mediated = is_closed & cases["method"].eq("mediation")
    steps = [("accepted", 0.0, answered), ("dispatched", DISPATCHED_AT, answered)]
    steps += [("escalated", ESCALATED_AT, answered & (cases["level"] != "grid"))]
    steps += [
        ("visited", 0.25 + 0.06 * turn, cases["visits"] > turn) for turn in range(int(cases["visits"].max()))
    ]
    steps += [("mediated", 0.7, mediated), ("agreement_signed", 0.75, cases["agreement_signed"])]
    steps.append(("handled", HANDLED_AT, is_closed & (cases["reopened"] == 0)))
    for turn in range(2):
        again = is_closed & (cases["reopened"] > turn)
        steps += [("closed", 0.8 + 0.06 * turn, again), ("reopened", 0.83 + 0.06 * turn, again)]
    steps += [("handled", HANDLED_AT, is_closed & (cases["reopened"] > 0)), ("closed", 1.0, is_closed)]
    reported = {
        "row": cases.index,
        "order": 0,
        "at": cases["reported_at"],
        "step": "reported",
        "level": "grid",
    }
    parts = [pd.DataFrame(reported)]
    for order, (step, share, applies) in enumerate(steps, start=1):
        part = {
            "row": cases.index[applies],
            "order": order,
            "at": _later(response[applies], span[applies] * share / 3600),
            "step": step,
            "level": "grid" if share < ESCALATED_AT else cases.loc[applies, "level"],
        }
        parts.append(pd.DataFrame(part))
    rows = pd.concat(parts, ignore_index=True).sort_values(["row", "order"], kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "case_id": cases["case_id"].to_numpy(dtype=object)[rows["row"]],
            "seq": rows.groupby("row").cumcount() + 1,
            "at": rows["at"],
            "step": rows["step"],
            "level": rows["level"],
        }
    )
