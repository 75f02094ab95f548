"""The demo city's deliberation meetings (民主协商议事会)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.demo.calendar import AS_OF, DAYTIME_WEIGHTS, WORKING_WEEK, moments
from data_access.demo.placed import compound_codes, numbered, scheduled
from data_access.demo.places import City

MEETINGS_A_MONTH = 0.7
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


def meetings(city: City, rng: np.random.Generator) -> pd.DataFrame:
    """Return deliberation meetings, about two in three months in each community."""
    compound, day = scheduled(city, MEETINGS_A_MONTH, WORKING_WEEK, rng)
    count = len(compound)
    topic = rng.choice(len(TOPICS), count)
    resolutions = rng.integers(0, 4, count)
    done = rng.binomial(resolutions, 0.75)
    held = moments(day, rng, DAYTIME_WEIGHTS)
    rows = compound_codes(city, compound).assign(
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
    return numbered(rows.sort_values("held_at", kind="stable"), "meeting_id", "M")
