"""A city with every kind of trouble in its meetings and signatures, once on each database."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.database.opening import reading_engine
from data_access.deliberation import meetings
from data_access.selection import Selection
from tests.oracle import SELECTIONS

YEAR = Selection(date(2025, 7, 1), date(2026, 7, 1))

CHOSEN = {
    name: SELECTIONS[name]
    for name in (
        "city",
        "streets",
        "community",
        "grid",
        "categories",
        "level",
        "limited",
        "limited_elsewhere",
    )
}

KINDS = list(meetings.ATTENDANCE)


@pytest.fixture(params=CHOSEN)
def selection(request) -> Selection:
    return CHOSEN[request.param]


@pytest.fixture(scope="module")
def frames(demo_frames) -> dict[str, pd.DataFrame]:
    """The small demo city with what a source may not know, each kind a different number of times."""
    held = demo_frames["meetings"].copy()
    for start, step, column in (
        (3, 17, "topic_kind"),
        (5, 29, "compound_code"),
        (6, 31, "residents"),
        (7, 37, "resolutions"),
        (8, 41, "resolutions_done"),
    ):
        held.loc[held.index[start::step], column] = None
    held.loc[held.index[9::53], KINDS] = None
    done = held.index[held["done_at"].notna()]
    held.loc[done[::23], "done_at"] -= pd.Timedelta(days=90)
    held.loc[done[4::47], "done_at"] = pd.NaT
    held.loc[done[5::59], "done_at"] += pd.Timedelta(days=200)
    compounds = demo_frames["compounds"].copy()
    compounds["joint_party_building"] = compounds["joint_party_building"].astype(object)
    compounds.loc[compounds.index[2::19], "joint_party_building"] = None
    compounds.loc[compounds.index[4::43], "kind"] = None
    compounds.loc[compounds.index[6::61], "cross_appointed_posts"] = None
    signed = compounds.index[compounds["joint_party_building"].eq(True)]
    compounds.loc[signed[::31], "property_company"] = None
    compounds["standing"] = standing(compounds)
    return {**demo_frames, "meetings": held, "compounds": compounds}


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, frames, altered) -> Engine:
    tables = {name: frame.drop(columns="standing", errors="ignore") for name, frame in frames.items()}
    return reading_engine(altered(request.param, tables))


def standing(compounds: pd.DataFrame) -> pd.Series:
    """Each compound's standing, one by one."""

    def one(row) -> str:
        if row.joint_party_building is True or row.joint_party_building is np.True_:
            return "signed"
        if row.property_company is None or pd.isna(row.property_company):
            return "no_company"
        return "unknown" if pd.isna(row.joint_party_building) else "unsigned"

    return pd.Series([one(row) for row in compounds.itertuples()], index=compounds.index, dtype=object)
