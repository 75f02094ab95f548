"""The demo city's elders: surveys of compounds, the needs they found, and activity spaces."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo import known
from data_access.demo.calendar import DAYS
from data_access.demo.placed import compound_codes, numbered
from data_access.demo.places import City
from data_access.demo.planted import Planted

SURVEYED_SHARE = 0.4
SPACE_SHARE = 0.55
MET_SHARE = 0.72  # of needs
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


def elders(city: City, planted: list[Planted], rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return elderly surveys of compounds and the needs they found."""
    unserved = {item.place for item in planted if item.kind == "no_step_free"}
    chosen = rng.random(len(city.compounds)) < SURVEYED_SHARE
    chosen |= city.compounds["community_code"].isin(unserved).to_numpy()
    chosen &= (city.compounds["name"] != known.CHENPU).to_numpy()
    surveyed = city.compounds[chosen].reset_index(drop=True)
    over_60 = rng.binomial(surveyed["residents"], 0.14)
    rows = compound_codes(city, np.flatnonzero(chosen)).assign(
        surveyed_on=DAYS[rng.integers(0, len(DAYS), len(surveyed))].date,
        households_surveyed=rng.binomial(surveyed["households"], 0.6),
        elders_60=over_60,
        elders_80=rng.binomial(over_60, 0.16),
        living_alone=rng.binomial(over_60, 0.08),
        limited_mobility=rng.binomial(over_60, 0.07) + surveyed["community_code"].isin(unserved) * 5,
    )
    rows = numbered(rows, "survey_id", "E")
    parts = [_needs(rows, kind, share, rng) for kind, share in NEEDS.items()]
    survey, needs = known.chenpu_survey(city.compounds)
    return pd.concat([rows, survey], ignore_index=True), pd.concat([*parts, needs], ignore_index=True)


def _needs(surveys: pd.DataFrame, kind: str, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return how many elders of each survey have a need, and of how many it is met."""
    needed = rng.binomial(surveys["elders_60"], share)
    met = rng.binomial(needed, MET_SHARE)
    return pd.DataFrame({"survey_id": surveys["survey_id"], "kind": kind, "needed": needed, "met": met})


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
    rows = compound_codes(city, chosen).assign(
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
    rows = numbered(rows, "space_id", "SPACE-")
    return pd.concat([rows, known.xiaosheng_spaces(city.compounds)], ignore_index=True)


def _first_of_each(community: pd.Series, step_free: np.ndarray, unserved: set[str]) -> np.ndarray:
    """Mark the first space of each community that has no step-free one, but for the unserved."""
    served = set(community[step_free]) | unserved
    return (~community.isin(served) & ~community.duplicated()).to_numpy()
