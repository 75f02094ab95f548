"""What a database holds, and what a failing statement is."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import text

from data_access.database import holdings
from data_access.database.faults import DatabaseFault
from data_access.database.reading import read


def test_filled_tables(demo_engine, demo_frames):
    """The tables that hold rows are those that were filled."""
    got = read(demo_engine, holdings.filled_tables()).iloc[0]
    assert {name for name, filled in got.items() if filled} == set(demo_frames)


def test_a_statement_that_fails_is_a_fault(demo_engine):
    """Whatever the driver raises, pages only ever see a DatabaseFault."""
    with pytest.raises(DatabaseFault) as fault:
        read(demo_engine, text("SELECT nothing FROM nowhere"))
    assert fault.value.kind == "old_schema"


def test_long_names(demo_engine, demo_frames):
    """Names of more characters than asked, of every table that has them, each once."""
    columns = {*holdings.NAMES}
    told = pd.concat(
        [frame[column] for frame in demo_frames.values() for column in columns & {*frame}]
    ).dropna()
    expected = sorted({name for name in told if len(name) > 12})
    got = read(demo_engine, holdings.long_names(12))["name"]
    assert sorted(got) == expected and len(expected) > 10
