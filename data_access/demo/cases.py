"""The demo city's cases (案件) and their steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from data_access.demo import known
from data_access.demo.calendar import DAYS
from data_access.demo.categories import CHILDREN, categories
from data_access.demo.handling import due_of, levels_of, outcomes_of, soured_of, times_of
from data_access.demo.partition import KM_PER_DEGREE, MARGIN
from data_access.demo.places import City
from data_access.demo.planted import Planted
from data_access.demo.reported import ordinary_cases, surge_cases, without_silent_grids
from data_access.demo.steps import steps_of

CHANNELS = {"patrol": 0.46, "resident": 0.27, "hotline": 0.14, "online": 0.10, "meeting": 0.03}
NO_POSITION = 0.015
JITTER_KM, FARTHEST_KM = 0.035, 0.075
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
    rows = ordinary_cases(city, count - 1 - surge_size * len(surges), rng)
    rows = pd.concat(
        [rows, *(surge_cases(city, item, surge_size, rng) for item in surges)], ignore_index=True
    )
    rows = without_silent_grids(rows, city, planted, rng)
    rows = rows.sort_values(["reported_at", "compound"], kind="stable", ignore_index=True)
    cases, last_step = _handled(rows, city, planted, rng)
    leak, leak_steps = known.leak_case(city.compounds)
    events = pd.concat([steps_of(cases, last_step), leak_steps], ignore_index=True)
    cases = pd.concat([cases, leak], ignore_index=True).sort_values("reported_at", kind="stable")
    return CaseTables(categories(), cases.reset_index(drop=True), events)


def _handled(
    rows: pd.DataFrame, city: City, planted: list[Planted], rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the cases with how they went, and when the last step of each was taken."""
    place = city.compounds.iloc[rows["compound"]].reset_index(drop=True)
    child = pd.DataFrame([row[:4] for row in CHILDREN], columns=["category_code", "what", "en", "hours"])
    child = child.iloc[rows["category"]].reset_index(drop=True)
    reported, category = rows["reported_at"], child["category_code"]
    lagging = place["community_code"].isin({item.place for item in planted if item.kind == "lagging"})
    level = levels_of(lagging, rng)
    times, last_step = times_of(reported, child["hours"], level, lagging, rng)
    times["due_at"] = due_of(reported, category, child["hours"])
    level = level.mask(times["first_response_at"].isna(), "grid")
    cases = _reports(reported, place, child, city, rng).assign(level=level)
    soured = soured_of(place["community_code"], times["closed_at"], planted)
    outcomes = outcomes_of(category, level, times, soured, rng)
    return pd.concat([cases, times, outcomes], axis=1), last_step


def _reports(
    reported: pd.Series, place: pd.DataFrame, child: pd.DataFrame, city: City, rng: np.random.Generator
) -> pd.DataFrame:
    """Return what each case was when it was reported: number, place, channel, category, summary, point."""
    channel = rng.choice(list(CHANNELS), len(reported), p=list(CHANNELS.values()))
    longitude, latitude = _points(place, city, rng)
    return pd.DataFrame(
        {
            "case_id": _case_ids(reported),
            "street_office_code": place["street_office_code"],
            "community_code": place["community_code"],
            "grid_code": place["grid_code"],
            "compound_code": place["code"],
            "reported_at": reported,
            "channel": channel,
            "category_code": child["category_code"],
            "summary": _summaries(channel, place["name"], child["what"], rng),
            "longitude": longitude,
            "latitude": latitude,
        }
    )


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
