"""Selection: periods, the way to the URL and back, and what it leaves out."""

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.schema import cases, grids, visits
from data_access.selection import Selection
from data_access.selection.periods import period_name, preset_period
from data_access.selection.query_string import KnownCodes, from_query, to_query
from tests.conftest import write

TODAY = date(2026, 6, 30)
KNOWN = KnownCodes(
    streets={"S1", "S2"},
    communities={"C1": "S1", "C2": "S2"},
    grids={"G1": "C1", "G2": "C2"},
    categories={"noise"},
    units={"U1", "U2"},
)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("today", date(2026, 6, 30)),
        ("week", date(2026, 6, 29)),
        ("month", date(2026, 6, 1)),
        ("quarter", date(2026, 4, 1)),
        ("year", date(2026, 1, 1)),
        ("last_30_days", date(2026, 6, 1)),
        ("last_90_days", date(2026, 4, 2)),
        ("last_365_days", date(2025, 7, 1)),
    ],
)
def test_presets_end_today(name, start):
    assert preset_period(name, TODAY) == (start, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("name", "today", "start", "end"),
    [
        ("last_month", date(2026, 6, 30), date(2026, 5, 1), date(2026, 6, 1)),
        ("last_month", date(2024, 3, 31), date(2024, 2, 1), date(2024, 3, 1)),
        ("last_quarter", date(2026, 2, 28), date(2025, 10, 1), date(2026, 1, 1)),
        ("last_quarter", date(2026, 6, 30), date(2026, 1, 1), date(2026, 4, 1)),
        ("last_year", date(2024, 2, 29), date(2023, 1, 1), date(2024, 1, 1)),
    ],
)
def test_the_month_quarter_and_year_before_are_whole(name, today, start, end):
    assert preset_period(name, today) == (start, end)


def test_a_preset_is_recognised_and_the_default_wins_a_tie():
    assert period_name(*preset_period("month", TODAY), TODAY) == "last_30_days"
    assert period_name(*preset_period("week", TODAY), TODAY) == "week"
    assert period_name(date(2026, 1, 5), date(2026, 1, 9), TODAY) == "custom"


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        (date(2026, 3, 1), date(2026, 4, 1), (date(2026, 2, 1), date(2026, 3, 1))),
        (date(2026, 1, 1), date(2026, 4, 1), (date(2025, 10, 1), date(2026, 1, 1))),
        (date(2026, 3, 2), date(2026, 3, 9), (date(2026, 2, 23), date(2026, 3, 2))),
    ],
)
def test_previous_period(start, end, before):
    """The period before is the one of the same kind that ends where this begins."""
    previous = Selection(start, end).previous()
    assert (previous.start, previous.end) == before


def test_a_year_earlier_keeps_leap_days_valid():
    earlier = Selection(date(2024, 2, 29), date(2024, 3, 1)).year_earlier()
    assert (earlier.start, earlier.end) == (date(2023, 2, 28), date(2023, 3, 1))


def test_a_period_must_have_a_day():
    with pytest.raises(ValueError, match="ends after it starts"):
        Selection(TODAY, TODAY)


def test_url_and_back():
    """A selection comes back from the URL as it went."""
    selection = Selection(
        date(2026, 1, 1),
        date(2026, 2, 1),
        streets=("S1",),
        communities=("C1",),
        grids=("G1",),
        categories=("noise",),
        levels=("grid",),
        units=("U2", "U1"),
    )
    assert from_query(to_query(selection), KNOWN, TODAY) == (selection, [])


def test_a_grid_brings_the_places_above_it():
    selection, ignored = from_query({"grid": ["G2"]}, KNOWN, TODAY)
    assert (selection.streets, selection.communities, selection.grids) == (("S2",), ("C2",), ("G2",))
    assert ignored == []


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ({"street": ["S9"]}, "street", "unknown"),
        ({"category": ["<script>"]}, "category", "unknown"),
        ({"level": ["planet"]}, "level", "unknown"),
        ({"unit": ["U9"]}, "unit", "unknown"),
        ({"from": ["yesterday"]}, "from", "bad_date"),
        ({"to": ["0001-01-01"]}, "to", "bad_date"),
        ({"from": ["2026-05-02"], "to": ["2026-05-01"]}, "to", "reversed"),
    ],
)
def test_what_the_url_cannot_mean_is_left_out_and_named(query, parameter, reason):
    selection, ignored = from_query(query, KNOWN, TODAY)
    assert [(note.parameter, note.reason) for note in ignored] == [(parameter, reason)]
    assert (selection.start, selection.end) == preset_period("last_30_days", TODAY)
    assert not (selection.streets or selection.categories or selection.levels or selection.units)


@pytest.mark.parametrize("query", [{"from": ["2030-01-01"]}, {"to": ["2001-01-01"]}])
def test_half_a_period_still_is_one(query):
    selection, _ = from_query(query, KNOWN, TODAY)
    assert selection.start < selection.end


@pytest.mark.parametrize(
    ("unit", "found"),
    [("bureau", ["office", "bureau", "team"]), ("office", ["office", "team"]), ("round", ["round"])],
)
def test_a_unit_is_chosen_with_all_below_it(empty_url, demo_frames, unit, found):
    """However deep, and where one is said to lie above itself too; a unit that has none below it alone."""
    rows = {"bureau": None, "office": "bureau", "team": "office", "round": "round", "other": None}
    units = pd.DataFrame({"code": list(rows), "name": list(rows), "parent_code": list(rows.values())})
    given = pd.DataFrame({"unit_code": ["office", "bureau", "other", "team", "round", None]})
    given = given.assign(case_id=given.index.astype(str), status="open", reported_at=pd.Timestamp(TODAY))
    write(empty_url, {"dataset": demo_frames["dataset"], "units": units, "cases": given})
    chosen = Selection(TODAY, date(2026, 7, 1), units=(unit,))
    statement = chosen.narrow(select(cases.c.unit_code), cases, at=cases.c.reported_at)
    got = read(reading_engine(empty_url), statement.order_by(cases.c.case_id))
    assert got["unit_code"].tolist() == found


def test_a_users_limit_narrows_like_a_filter():
    limited = Selection(TODAY, date(2026, 7, 1), streets=("S2",), allowed=frozenset({"S1"}))
    for table in (cases, grids, visits):
        compiled = limited.narrow(select(table), table).compile()
        values = [value for value in compiled.params.values() if isinstance(value, list)]
        assert ["S1"] in values
        assert ["S2"] in values


def test_nothing_from_the_url_is_written_into_a_statement():
    hostile = "x' OR 1=1 --"
    statement = Selection(TODAY, date(2026, 7, 1), streets=(hostile,)).narrow(select(cases), cases)
    assert hostile not in str(statement)


def test_a_grid_whose_community_the_data_set_lacks_stands_alone():
    """Its parents are brought along as far as they are there; none is made up."""
    alone = KnownCodes(streets={"S1"}, grids={"G1": "C1"})
    found, ignored = from_query({"grid": ["G1"]}, alone, TODAY)
    assert (found.grids, found.communities, found.streets, ignored) == (("G1",), (), (), [])
