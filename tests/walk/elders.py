"""Elders and spaces counted for the pages of elders and of a community's portrait, and what may be shown of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pyproj import Geod

from tests.walk.asking import DAY, Asked
from tests.walk.comparing import Tally
from tests.walk.counting import City
from tests.walk.reading import number
from tests.walk.telling import WORDS, word

COUNTS = ("households_surveyed", "elders_60", "elders_80", "living_alone", "limited_mobility")
FEWEST, REACH, SEARCH, CANDIDATES = 5, 300, 3000, 9
EARTH = Geod(ellps="WGS84")


def latest(city: City, asked: Asked) -> pd.DataFrame:
    """The latest survey of each compound before the span ends, in the places asked for."""
    rows = city.frames["elderly_surveys"]
    rows = rows[pd.to_datetime(rows["surveyed_on"]) <= asked.span[1]]
    place = rows["survey_id"]
    for name in ("street_office_code", "community_code", "grid_code", "compound_code"):
        place = rows[name].fillna(place)
    newest = (
        rows.assign(place=place)
        .sort_values(["surveyed_on", "survey_id"])
        .drop_duplicates("place", keep="last")
    )
    return newest[newest["survey_id"].isin(city.rows("elderly_surveys", asked.places)["survey_id"])]


def open_spaces(city: City, places: Mapping[str, str], asked: Asked) -> pd.DataFrame:
    """The spaces that are open when the span ends, with how one gets in."""
    rows = city.rows("spaces", places)
    opened = pd.to_datetime(rows["opened_on"])
    rows = rows[opened.isna() | (opened < asked.span[1] + DAY)]
    told = rows["step_free"].astype(object).map({True: "step_free", False: "with_steps"})
    return rows.assign(access=told.fillna("access_unknown"), funding=rows["funding"].fillna("unknown"))


def homes(city: City, asked: Asked) -> pd.DataFrame:
    """The compounds with elders of limited mobility, each with the nearest step-free space and the metres to it."""
    rows = latest(city, asked)
    rows = rows[rows["limited_mobility"].astype(float) > 0]
    places = city.frames["compounds"].set_index("code")[["name", "longitude", "latitude"]]
    rows = rows.join(places, on="compound_code")
    spaces = open_spaces(city, {}, asked).sort_values("space_id")
    spaces = spaces[(spaces["access"] == "step_free") & spaces["longitude"].notna()]
    nearest: list[str | None] = []
    metres: list[float] = []
    for longitude, latitude in rows[["longitude", "latitude"]].astype(float).to_numpy():
        across = (spaces["longitude"] - longitude) * np.cos(np.radians(latitude))
        flat = np.hypot(across.to_numpy(dtype=float), (spaces["latitude"] - latitude).to_numpy(dtype=float))
        if not len(flat) or np.isnan(longitude):
            nearest.append(None)
            metres.append(np.nan)
            continue
        some = spaces.iloc[np.argsort(flat, kind="stable")[:CANDIDATES]].sort_values("space_id")
        here = np.full(len(some), longitude), np.full(len(some), latitude)
        away = EARTH.inv(*here, some["longitude"].to_numpy(), some["latitude"].to_numpy())[2].round(3)
        nearest.append(some["name"].iloc[away.argmin()] if away.min() <= SEARCH else None)
        metres.append(away.min() if away.min() <= SEARCH else np.nan)
    return rows.assign(nearest=nearest, metres=metres)


def beyond(city: City, asked: Asked) -> pd.DataFrame:
    """Those of `homes` that have no step-free space within reach."""
    rows = homes(city, asked)
    return rows[rows["longitude"].notna() & ~(rows["metres"] <= REACH)]


def people(tally: Tally, page: str, what: str, told: object, exact: float) -> bool:
    """Hold a count of people against the exact one: under five it is not told, others may be withheld.

    Return whether it is shown.
    """
    words = "" if told is None or pd.isna(told) else str(told)
    if pd.isna(exact):
        tally.figure(page, what, number(words), np.nan)
    elif exact < FEWEST:
        tally.words(page, what, words, WORDS["elderly.few"])
    elif words == WORDS["elderly.withheld"]:
        tally.words(page, what, words, words)
    else:
        tally.figure(page, what, number(words), exact)
        return True
    return False


def space_kind(kinds: pd.Series) -> list[str]:
    """Kinds of spaces in words."""
    return [word("space_kind", kind) for kind in kinds]
