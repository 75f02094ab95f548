"""Rates, scores and funnels against pandas and published figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sqlalchemy import select

from data_access import evaluation, indicators
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.evaluation import FEWEST_CASES, WEIGHTS, rank_changes, ranked
from data_access.indicators import (
    CLOSING,
    OFFICIAL_INDICATORS,
    ON_TIME_CLOSING,
    REWORK,
    SATISFACTION,
    Indicator,
)
from data_access.places import areas
from data_access.schema import cases
from data_access.selection import Selection
from data_access.statistics.funnel import funnel, funnel_limits
from data_access.statistics.weights import weights_from_text, weights_to_text
from tests.conftest import SAMPLE, write
from tests.oracle import KEY_OF_LEVEL, SELECTIONS, TABLE_OF_LEVEL, chosen, during, placed, same
from ui.words.text import catalogue

AS_OF = datetime(2026, 6, 30, 18)

SPRING = Selection(date(2026, 3, 1), date(2026, 6, 1))

DAY = pd.Timedelta(days=1)


def hours(start: pd.Series, end: pd.Series) -> pd.Series:
    return (end - start).dt.total_seconds() / 3600


def expected_rates(frame: pd.DataFrame, selection: Selection, as_of: datetime) -> dict[str, float]:
    reported = frame[during(frame["reported_at"], selection)]
    due = frame[during(frame["due_at"], selection) & (frame["due_at"] <= as_of)]
    closed = frame[during(frame["closed_at"], selection)]
    waited = hours(reported["reported_at"], reported["first_response_at"])
    old = reported["reported_at"] <= pd.Timestamp(as_of) - DAY
    levels = closed["resolved_level"]
    return {
        "reported": len(reported),
        "accepted": reported["accepted_at"].notna().sum(),
        "answerable": (waited.notna() | old).sum(),
        "answered_in_time": (waited <= 24).sum(),
        "response_hours": waited.median(),
        "due": len(due),
        "due_with_deadline": len(due),
        "due_handled": due["handled_at"].notna().sum(),
        "due_handled_in_time": (due["handled_at"] <= due["due_at"]).sum(),
        "due_dated": len(due),
        "due_closed": due["closed_at"].notna().sum(),
        "due_closed_in_time": (due["closed_at"] <= due["due_at"]).sum(),
        "due_by_flag": 0,
        "due_open": due["closed_at"].isna().sum(),
        "closed": len(closed),
        "closed_tracked": len(closed),
        "reopened": (closed["reopened"] > 0).sum(),
        "callbacks": closed["solved"].notna().sum(),
        "solved": closed["solved"].eq(True).sum(),
        "rated": closed["satisfaction"].notna().sum(),
        "satisfied": (closed["satisfaction"] >= 4).sum(),
        "closed_with_level": levels.notna().sum(),
        "closed_in_grid": levels.eq("grid").sum(),
        "closed_in_community": levels.isin(["grid", "community"]).sum(),
        "passed_up": levels.isin(["street_office", "city"]).sum(),
        "agreements": closed["agreement_signed"].sum(),
        "agreements_seen": closed["agreement_kept"].notna().sum(),
        "agreements_kept": closed["agreement_kept"].eq(True).sum(),
    }


def expected_repeats(
    frame: pd.DataFrame, selection: Selection, own: pd.Index | None = None
) -> dict[str, int]:
    rows = frame.sort_values(["reported_at", "case_id"])
    earlier = rows.groupby(["compound_code", "category_code"])["reported_at"].shift()
    inside = during(rows["reported_at"], selection)
    inside &= True if own is None else rows.index.isin(own)
    repeated = inside & ((rows["reported_at"] - earlier) <= 90 * DAY)
    return {"locatable": int(inside.sum()), "repeated": int(repeated.sum())}


@pytest.mark.parametrize("name", SELECTIONS)
def test_rates_and_repeats(demo_engine, demo_frames, name):
    """Rates and repeated cases equal those that pandas finds in the rows."""
    selection = SELECTIONS[name]
    rows = chosen(demo_frames["cases"], selection)
    got = read(demo_engine, evaluation.rates(selection, AS_OF))
    same(got, pd.DataFrame([expected_rates(rows, selection, AS_OF)]), ["reported"])
    got = read(demo_engine, evaluation.repeats(selection))
    same(got, pd.DataFrame([expected_repeats(rows, selection)]), ["locatable"])


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_by_place(demo_engine, demo_frames, level):
    """Rates of each place equal those that pandas finds in the rows."""
    selection = replace(SPRING, streets=("350582001000", "350582002000"))
    rows = chosen(demo_frames["cases"], selection)
    rates = read(demo_engine, evaluation.rates_by_place(selection, AS_OF, level)).set_index("code")
    repeats = read(demo_engine, evaluation.repeats_by_place(selection, level)).set_index("code")
    assert rates.index.tolist() == sorted(
        placed(demo_frames[TABLE_OF_LEVEL[level]], selection, own=level)["code"]
    )
    for code, group in rows.groupby(KEY_OF_LEVEL[level]):
        expected = pd.Series(expected_rates(group, selection, AS_OF)).drop("response_hours")
        assert rates.loc[code, expected.index].astype(float).fillna(0).tolist() == expected.tolist()
        assert repeats.loc[code, ["locatable", "repeated"]].to_dict() == expected_repeats(group, selection)


@pytest.mark.parametrize("kind", ["street_office", "department", "institution"])
@pytest.mark.parametrize("name", ["city", "streets", "unit"])
def test_by_unit(demo_engine, demo_frames, kind, name):
    """Rates of each unit equal those that pandas finds in its own rows, beside units of its kind alone."""
    selection, units = SELECTIONS[name], demo_frames["units"]
    rows = chosen(demo_frames["cases"], selection)
    peers = units.loc[units["kind"] == kind, "code"]
    if selection.units:
        peers = peers[peers.isin([*selection.units, "works"])]
    rates = read(demo_engine, evaluation.rates_by_unit(selection, AS_OF, kind)).set_index("code")
    repeats = read(demo_engine, evaluation.repeats_by_unit(selection, kind)).set_index("code")
    assert rates.index.tolist() == repeats.index.tolist() == sorted(peers)
    for code in peers:
        group = rows[rows["unit_code"] == code]
        expected = pd.Series(expected_rates(group, selection, AS_OF)).drop("response_hours")
        assert rates.loc[code, expected.index].astype(float).fillna(0).tolist() == expected.tolist()
        earlier = expected_repeats(rows, selection, group.index)
        assert repeats.loc[code, ["locatable", "repeated"]].to_dict() == earlier


def test_units_of_no_known_kind_stand_together(empty_url, demo_frames):
    units = pd.DataFrame({"code": ["a", "b"], "name": ["甲", "乙"], "kind": ["department", None]})
    write(empty_url, {"dataset": demo_frames["dataset"], "units": units})
    engine = reading_engine(empty_url)
    for kind, code in (("department", "a"), (None, "b")):
        assert read(engine, evaluation.rates_by_unit(SPRING, AS_OF, kind))["code"].tolist() == [code]


def test_what_a_source_does_not_tell_is_not_zero(boston_url):
    whole = Selection(date(2015, 1, 1), date(2016, 1, 1))
    engine = reading_engine(boston_url)
    row = read(engine, evaluation.rates(whole, datetime(2016, 1, 12)))
    row = pd.concat([row, read(engine, evaluation.repeats(whole))], axis=1)
    told = {"due", "closing", "on_time_closing", "due_open"}
    for indicator in OFFICIAL_INDICATORS:
        assert (indicator.value(row) is not None) == (indicator.key in told), indicator.key


@pytest.mark.parametrize("district", [(), ("boston-roxbury",)])
def test_rates_on_boston(boston_url, district):
    """Rates of a real city equal those that pandas finds in the rows."""
    period = Selection(date(2015, 3, 1), date(2015, 10, 1), streets=district)
    as_of = datetime(2016, 1, 12)
    source = pd.read_csv(SAMPLE, dtype=str)
    times = {"reported_at": "OPEN_DT", "due_at": "TARGET_DT", "closed_at": "CLOSED_DT"}
    frame = pd.DataFrame(
        {name: pd.to_datetime(source[column], format="mixed") for name, column in times.items()}
    )
    engine = reading_engine(boston_url)
    placed = read(engine, select(cases.c.case_id, cases.c.street_office_code)).set_index("case_id")
    if district:
        frame = frame[source["CASE_ENQUIRY_ID"].map(placed["street_office_code"]).isin(district)]
    inside = {name: during(frame[name], period) for name in times}
    due = frame[inside["due_at"] & (frame["due_at"] <= as_of)]
    row = read(engine, evaluation.rates(period, as_of)).iloc[0]
    assert row["reported"] == inside["reported_at"].sum() > 0
    assert row["closed"] == inside["closed_at"].sum() > 0
    assert row["due"] == len(due) > 0
    assert row["due_closed"] == due["closed_at"].notna().sum()
    assert row["due_closed_in_time"] == (due["closed_at"] <= due["due_at"]).sum()
    assert row["due_open"] == due["closed_at"].isna().sum()
    by_place = read(engine, evaluation.rates_by_place(period, as_of, "street_office"))
    for name in ("due", "due_closed", "due_closed_in_time"):
        assert by_place[name].sum() <= row[name]


def test_places_without_residents_are_counted(boston_url, demo_engine):
    engine = reading_engine(boston_url)
    counted = read(engine, areas.without_residents(SPRING)).iloc[0].to_dict()
    assert counted == {"street_office": 17, "community": 26, "grid": 0}
    assert not read(demo_engine, areas.without_residents(SPRING)).any(axis=None)


def test_the_published_month_of_lianyungang():
    """April 2017: of 24,932 cases due 23,974 were closed, 22,345 of them in time."""
    month = pd.DataFrame(
        [{"due": 24932, "due_dated": 24932, "due_closed": 23974, "due_closed_in_time": 22345}]
    )
    assert round(CLOSING.value(month) or 0, 2) == 96.16
    assert round(ON_TIME_CLOSING.value(month) or 0, 2) == 89.62


def test_the_published_month_of_tianmen():
    month = pd.DataFrame([{"due": 972, "due_dated": 972, "due_closed": 911, "due_closed_in_time": 737}])
    assert CLOSING.value(month) == pytest.approx(93.72, abs=0.005)
    assert ON_TIME_CLOSING.value(month) == pytest.approx(75.82, abs=0.005)


WORKED: dict[str, tuple[dict[str, Any], float | None]] = {
    "acceptance": ({"accepted": 996, "reported": 1054}, 94.497),
    "handling": ({"due_handled": 45, "due": 50}, 90.0),
    "on_time_handling": ({"due_handled_in_time": 40, "due_with_deadline": 50}, 80.0),
    "rework": ({"reopened": 3, "closed_tracked": 60}, 5.0),
    "repeat": ({"repeated": 7, "locatable": 28}, 25.0),
    "response": ({"answered_in_time": 19, "answerable": 20}, 95.0),
    "first_response": ({"response_hours": 2.5}, 2.5),
    "kept_in_grid": ({"closed_in_grid": 30, "closed_with_level": 40}, 75.0),
    "kept_in_community": ({"closed_in_community": 36, "closed_with_level": 40}, 90.0),
    "passed_up": ({"passed_up": 4, "closed_with_level": 40}, 10.0),
    "agreements_kept": ({"agreements_kept": 9, "agreements_seen": 12}, 75.0),
    "solved": ({"solved": 33, "callbacks": 44}, 75.0),
    "satisfaction": ({"satisfied": 41, "rated": 50}, 82.0),
}


@pytest.mark.parametrize("indicator", OFFICIAL_INDICATORS, ids=lambda item: item.key)
def test_worked_by_hand(indicator):
    unknown: tuple[dict[str, Any], None] = ({indicator.numerator: 5, indicator.denominator or "": 8}, None)
    parts, expected = WORKED.get(indicator.key, unknown)
    value = indicator.value(pd.DataFrame([parts]))
    if expected is None:
        expected = 62.5 if indicator.denominator else 5
    assert value == pytest.approx(expected, abs=0.001)
    if indicator.denominator:
        assert indicator.value(pd.DataFrame([parts | {indicator.denominator: 0}])) is None


def test_every_indicator_is_named_explained_and_sourced():
    every = [value for value in vars(indicators).values() if isinstance(value, Indicator)]
    assert len(every) > 30
    for language in ("zh", "en"):
        for indicator in every:
            for part in ("name", "unit", "formula", "source"):
                assert f"indicator.{indicator.key}.{part}" in catalogue(language)
            assert f"figure.{indicator.unit}" in catalogue(language)


def places(**columns: list) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    return pd.DataFrame({"code": list("abcdef")[:count], "name": list("ABCDEF")[:count], **columns})


def test_scores_leave_out_what_is_missing_and_few_cases_are_not_ranked():
    table = places(
        due=[100, 100, 100, FEWEST_CASES - 1],
        due_closed=[90, 80, 80, 19],
        closed_tracked=[50, 50, 0, 10],
        reopened=[5, 0, 0, 0],
    )
    got = ranked(table, {CLOSING: 3, REWORK: 1}).set_index("code")
    assert got.loc["a", "composite"] == pytest.approx((3 * 90 + 90) / 4)
    assert got.loc["b", "composite"] == pytest.approx((3 * 80 + 100) / 4)
    assert got.loc["c", "composite"] == pytest.approx(80)
    assert got["rank"].tolist()[:3] == [1, 2, 3]
    assert got.index.tolist() == ["a", "b", "c", "d"]
    assert pd.isna(got.loc["d", "rank"])
    later = ranked(table.assign(due_closed=[70, 95, 80, 19]), {CLOSING: 3, REWORK: 1})
    assert rank_changes(later, got.reset_index()).tolist()[:3] == [1, 1, -2]


def test_nothing_known_has_no_rank():
    table = places(due=[50], due_closed=[None])
    assert ranked(table, {CLOSING: 1})["rank"].isna().all()


@pytest.mark.parametrize(("cases", "target"), [(12, 0.8), (40, 0.93), (250, 0.5), (7, 0.999)])
def test_funnel_limits_are_the_published_ones(cases, target):
    """Spiegelhalter 2005, A.1.1, worked out by summing binomial terms one by one."""
    terms = [stats.binom.pmf(count, cases, target) for count in range(cases + 1)]
    for (_, low, high), tail in zip(funnel_limits(np.array([cases]), target), (0.025, 0.001), strict=True):
        for limit, p in ((low[0], tail), (high[0], 1 - tail)):
            total, count = terms[0], 0
            while total < p - 1e-12 and count < cases:
                count += 1
                total += terms[count]
            expected = (count - (total - p) / terms[count]) / cases
            assert limit == pytest.approx(min(max(expected, 0), 1), abs=1e-9)


def test_few_alike_places_lie_outside_the_limits_and_a_bad_one_does():
    rng = np.random.default_rng(5)
    size = rng.integers(20, 400, 3_000)
    alike = pd.DataFrame({"code": np.arange(3_000).astype(str), "name": "x", "due": size})
    alike["due_closed"] = rng.binomial(size, 0.85)
    verdicts = funnel(alike, CLOSING)["verdict"].value_counts(normalize=True)
    assert 0.03 < verdicts["alert"] + verdicts.get("alarm", 0) < 0.06
    assert verdicts.get("alarm", 0) < 0.005
    bad = pd.concat([alike, alike.head(1).assign(code="bad", due=200, due_closed=120)])
    assert funnel(bad, CLOSING).set_index("code").loc["bad", "verdict"] == "alarm"


def test_a_funnel_without_cases_is_empty():
    assert funnel(places(due=[0, None], due_closed=[0, None]), CLOSING).empty


def test_weights_in_the_url():
    chosen = {indicator: 7 if indicator is SATISFACTION else 0 for indicator in WEIGHTS}
    assert weights_from_text(weights_to_text(chosen), list(WEIGHTS)) == chosen
    for wrong in (
        "",
        "closing",
        "closing:-1",
        "closing:101",
        "nothing:5",
        "closing:0",
        "closing:5,",
        "closing:a",
    ):
        assert weights_from_text(wrong, list(WEIGHTS)) is None
