"""One rule of states: status decides, a closing time only dates the closing of a closed case."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine, Select

from data_access import cases, evaluation, heatmap, process
from data_access.attention import signals
from data_access.commands.check import findings
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.indicators import (
    AGREEMENTS,
    CLOSED,
    CLOSING,
    DUE,
    DUE_OPEN,
    ON_TIME,
    ON_TIME_CLOSING,
    OVERDUE,
)
from data_access.places.cells import Cells
from data_access.selection import Selection
from tests.conftest import BOTH, write

AS_OF = datetime(2026, 3, 31, 18)

MARCH = Selection(date(2026, 3, 1), date(2026, 4, 1))

DEADLINE = datetime(2026, 3, 20, 18)

UNDATED, DATED, HALF_OPEN, OPEN = 6, 2, 3, 4
"""Closed cases that do not say when, closed ones that do, open ones with a closing time, open ones without."""

KINDS = {
    "closed_without_time": (UNDATED, "closed", None),
    "closed": (DATED, "closed", datetime(2026, 3, 10, 8)),
    "open_with_time": (HALF_OPEN, "open", datetime(2026, 3, 10, 8)),
    "open": (OPEN, "open", None),
}


def rows_of(*kinds: str, due_at: datetime | None = DEADLINE) -> pd.DataFrame:
    """Cases of these kinds, all reported on one day at one place, with one deadline."""
    rows = [
        {"case_id": f"{kind}-{number}", "status": status, "closed_at": closed_at}
        for kind in kinds
        for number, (status, closed_at) in enumerate([KINDS[kind][1:]] * KINDS[kind][0])
    ]
    place = {"street_office_code": "350582001000", "community_code": "350582001004"}
    common = {
        "reported_at": datetime(2026, 3, 2, 8),
        "due_at": due_at,
        "resolved_level": "grid",
        "reopened": 0,
    }
    point = {"longitude": 118.55, "latitude": 24.8, "satisfaction": 5}
    return pd.DataFrame(rows).assign(**place, **common, **point)


@pytest.fixture
def loaded(empty_url, demo_frames):
    """A function that loads cases and returns an engine on them."""

    def load(rows: pd.DataFrame) -> Engine:
        tables = {name: demo_frames[name] for name in ("dataset", "street_offices", "communities")}
        write(empty_url, tables | {"cases": rows})
        return reading_engine(empty_url)

    return load


def row_of(engine: Engine, statement: Select) -> pd.Series:
    return read(engine, statement).iloc[0]


def test_every_query_counts_by_one_rule(loaded):
    engine = loaded(rows_of(*KINDS))
    still_open = HALF_OPEN + OPEN
    assert row_of(engine, cases.stock(MARCH, AS_OF)).to_dict() == {
        "open": still_open,
        "overdue": still_open,
        "due_soon": 0,
        "no_deadline": 0,
    }
    for standing, count in (("open", still_open), ("overdue", still_open), ("closed", DATED)):
        assert row_of(engine, cases.counted(MARCH, AS_OF, standing))["cases"] == count, standing
    figures = row_of(engine, cases.figures(MARCH))
    assert figures[["reported", "closed", "closed_in_time", "rated"]].tolist() == [15, DATED, DATED, DATED]
    assert read(engine, cases.flow(MARCH, "month"))["closed"].tolist() == [DATED]
    assert read(engine, cases.by_days_to_close(MARCH))["closed"].tolist() == [DATED]
    assert read(engine, process.ageing(MARCH, AS_OF))[["open", "overdue"]].sum().tolist() == [still_open] * 2
    assert read(engine, process.open_at(MARCH, AS_OF))["open"].tolist() == [still_open]
    assert read(engine, process.open_at(MARCH, datetime(2026, 3, 5)))["open"].tolist() == [still_open + DATED]
    late = row_of(engine, signals.late(MARCH, AS_OF))
    assert late["overdue"] == still_open


def test_what_is_not_dated_has_no_duration(loaded):
    """Nor does the list say that it is past its deadline by as much as has gone since."""
    engine = loaded(rows_of(*KINDS))
    curve = read(engine, process.survival_counts(MARCH, AS_OF, "category"))
    assert curve["cases"].sum() == DATED + HALF_OPEN + OPEN
    assert curve["still_open"].sum() == HALF_OPEN + OPEN
    ends = read(engine, process.levels_passed(MARCH, AS_OF)).set_index("to_level")["cases"]
    assert ends.to_dict() == {"grid": UNDATED + DATED, process.STILL_OPEN: HALF_OPEN + OPEN}
    listed = read(engine, cases.listed(MARCH, AS_OF, standing="reported", limit=99)).set_index("case_id")
    assert pd.isna(listed.loc["closed_without_time-0", "overdue_days"])
    assert listed.loc["open_with_time-0", "overdue_days"] == pytest.approx(11)
    assert listed.loc["closed-0", "overdue_days"] == pytest.approx(-(10 + 10 / 24))
    days_open = (AS_OF - datetime(2026, 3, 2, 8)) / timedelta(days=1)
    weighed = read(engine, heatmap.bins(MARCH, Cells(500, 24.8), "days", AS_OF))["value"]
    assert weighed.sum() == pytest.approx(DATED * 8 + (HALF_OPEN + OPEN) * days_open)


def test_rates_leave_out_what_cannot_be_judged(loaded):
    row = read(loaded(rows_of(*KINDS)), evaluation.rates(MARCH, AS_OF))
    assert DUE.value(row) == 15
    assert DUE_OPEN.value(row) == HALF_OPEN + OPEN
    assert CLOSING.value(row) == pytest.approx(100 * (UNDATED + DATED) / 15)
    assert ON_TIME_CLOSING.value(row) == pytest.approx(100 * DATED / (15 - UNDATED))


def test_both_contradictions_are_counted(loaded):
    engine = loaded(rows_of(*KINDS))
    wanted = {"closed_without_time": UNDATED, "open_with_time": HALF_OPEN}
    problems = row_of(engine, process.problems(MARCH, AS_OF))
    assert problems[list(wanted)].to_dict() == wanted
    found = {finding.key: finding.details["count"] for finding in findings(engine)}
    assert wanted.items() <= found.items()


def test_what_was_never_loaded_is_unknown(loaded):
    """Without a deadline nothing is overdue or due, nor not; without a closing time nobody knows what was closed."""
    engine = loaded(rows_of("closed_without_time", "open", due_at=None))
    figures, stock = read(engine, cases.figures(MARCH)), read(engine, cases.stock(MARCH, AS_OF))
    rates = read(engine, evaluation.rates(MARCH, AS_OF))
    assert CLOSED.value(figures) is None
    assert [OVERDUE.value(stock), DUE.value(rates), DUE_OPEN.value(rates)] == [None] * 3
    places = read(engine, cases.by_place(MARCH, "community"))
    assert places["closed"].isna().all()
    assert read(engine, evaluation.rates_by_place(MARCH, AS_OF, "community"))["due"].isna().all()
    assert read(engine, cases.flow(MARCH, "month"))["closed"].isna().all()


def flagged_rows() -> pd.DataFrame:
    """Eight closed cases without times or deadlines, six of them flagged in time, beside open ones without a flag."""
    rows = rows_of("closed_without_time", "closed", "open", due_at=None)
    is_closed = rows["status"] == "closed"
    flags = (is_closed.cumsum() > 2).astype("boolean").where(is_closed)  # the first two are late
    return rows.assign(closed_at=pd.NaT, on_time=flags)


def test_a_flag_tells_where_no_time_does(loaded):
    """Six of eight in time, at the month of their report, in every query; the share says that it rests on flags."""
    engine = loaded(flagged_rows())
    figures, rates = read(engine, cases.figures(MARCH)), read(engine, evaluation.rates(MARCH, AS_OF))
    for row in (
        figures,
        read(engine, cases.by_category(MARCH)),
        read(engine, cases.flow(MARCH, "month")),
        read(engine, cases.by_place(MARCH, "street_office")).query("reported > 0"),
    ):
        counts = row[["closed_in_time", "closed_with_deadline", "judged_by_flag"]].iloc[0]
        assert counts.tolist() == [6, 8, 8]
    assert ON_TIME.value(figures) == ON_TIME_CLOSING.value(rates) == 75
    assert rates["due_by_flag"].tolist() == [8]
    before = Selection(date(2026, 2, 1), date(2026, 3, 1))
    assert ON_TIME.value(read(engine, cases.figures(before))) is None


def test_flags_of_closed_cases_do_not_make_everything_closed(loaded):
    """Where flags leave out the open cases the share closed is not known; where they tell of them it is."""
    rates = read(loaded(flagged_rows()), evaluation.rates(MARCH, AS_OF))
    assert [DUE.value(rates), CLOSING.value(rates), DUE_OPEN.value(rates)] == [8, None, None]
    rows = flagged_rows()
    waiting = rows.index[rows["status"] == "open"]
    rows.loc[waiting[0], "on_time"], rows.loc[waiting[1], "on_time"] = False, True
    rates = read(loaded(rows), evaluation.rates(MARCH, AS_OF))
    assert [DUE.value(rates), DUE_OPEN.value(rates)] == [9, 1]
    assert CLOSING.value(rates) == pytest.approx(100 * 8 / 9)
    assert ON_TIME_CLOSING.value(rates) == pytest.approx(100 * 6 / 9)


def test_dates_go_before_a_flag(loaded):
    """A flag that contradicts deadline and closing time changes nothing."""
    rows = rows_of("closed", "closed_without_time").assign(on_time=False)
    row = read(loaded(rows), cases.figures(MARCH))
    counts = row[["closed_in_time", "closed_with_deadline", "judged_by_flag"]].iloc[0]
    assert counts.tolist() == [DATED, DATED + UNDATED, UNDATED]


def test_flags_give_published_figures(loaded):
    """连云港, April 2017, told by flags alone: of 24,932 due 23,974 closed, 22,345 in time."""
    due, closed, in_time = 24_932, 23_974, 22_345
    number = pd.Series(range(due))
    rows = pd.DataFrame(
        {
            "case_id": number.astype(str),
            "reported_at": datetime(2026, 3, 2, 8),
            "status": ["closed" if at < closed else "open" for at in number],
            "on_time": number < in_time,
        }
    )
    rates = read(loaded(rows), evaluation.rates(MARCH, AS_OF))
    assert [round(rate.value(rates) or 0, 2) for rate in (CLOSING, ON_TIME_CLOSING)] == [96.16, 89.62]


def test_a_city_with_open_cases_only_has_closed_none(loaded):
    engine = loaded(rows_of("open"))
    assert CLOSED.value(read(engine, cases.figures(MARCH))) == 0
    places = read(engine, cases.by_place(MARCH, "community"))
    assert (places["closed"] == 0).all()
    elsewhere = read(engine, evaluation.rates_by_place(MARCH, AS_OF, "community"))
    assert elsewhere["due"].tolist().count(0) == len(elsewhere) - 1


@pytest.mark.parametrize("kind", BOTH)
def test_agreements_are_unknown_where_no_closing_is_dated(kind, altered, demo_frames):
    """They are those of the cases closed in the period, and nobody knows which these are."""
    rows = demo_frames["cases"].assign(closed_at=pd.NaT)
    engine = reading_engine(altered(kind, demo_frames | {"cases": rows}))
    got = read(engine, cases.figures(Selection(date(2026, 6, 1), date(2026, 7, 1))))
    assert AGREEMENTS.value(got) is None
