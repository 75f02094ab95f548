"""What a source does not say of its cases is not known in their rates, on DuckDB and PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access import evaluation
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.indicators import CLOSING, ON_TIME_CLOSING
from data_access.selection import Selection
from tests.conftest import write

AS_OF = datetime(2026, 6, 30, 18)
SPRING = Selection(date(2026, 3, 1), date(2026, 6, 1))
OPEN_ONLY, CLOSED_TOO = "350582001000", "350582002000"


@pytest.fixture
def rows(demo_frames) -> pd.DataFrame:
    """Cases that never say when they were closed; those of one street office are all open."""
    cases = demo_frames["cases"].assign(closed_at=pd.NaT)
    return cases.assign(status=cases["status"].mask(cases["street_office_code"] == OPEN_ONLY, "open"))


def engine_of(url, frames, rows: pd.DataFrame) -> Engine:
    write(url, frames | {"cases": rows})
    return reading_engine(url)


def test_cases_that_never_say_when_they_closed_have_no_share_in_time(empty_url, demo_frames, rows):
    """Without closing times the share closed in time is unknown, not 0, while what was due and closed is counted."""
    engine = engine_of(empty_url, demo_frames, rows)
    due = rows[
        rows["due_at"].between("2026-03-01", "2026-06-01", inclusive="left") & (rows["due_at"] <= AS_OF)
    ]
    whole = read(engine, evaluation.rates(SPRING, AS_OF))
    assert ON_TIME_CLOSING.value(whole) is None
    assert CLOSING.value(whole) == pytest.approx(100 * due["status"].eq("closed").mean())
    each = read(engine, evaluation.rates_by_place(SPRING, AS_OF, "street_office")).set_index("code")
    told = ON_TIME_CLOSING.of(each)
    assert told[OPEN_ONLY] == 0  # none of those due there was closed at all, which is known
    assert pd.isna(told[CLOSED_TOO])
    assert each["due_closed"].sum() == due["status"].eq("closed").sum() > 0


def test_flags_tell_of_cases_that_never_say_when_they_closed(empty_url, demo_frames, rows):
    """A flag of the source makes the share known again."""
    flagged = rows.assign(
        on_time=rows["status"].eq("closed").where(rows["status"].eq("closed")).astype("boolean")
    )
    engine = engine_of(empty_url, demo_frames, flagged)
    whole = read(engine, evaluation.rates(SPRING, AS_OF))
    assert ON_TIME_CLOSING.value(whole) == pytest.approx(CLOSING.value(whole))
