"""Alerts judged by hand, and those planted in the demo city found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data_access import demo
from data_access.attention import alerts, signals
from data_access.attention.weight import weighed
from data_access.database.reading import read
from data_access.selection import Selection
from data_access.statistics import surveillance
from tests.data_access.attention.test_signals import TODAY


def weekly(*rows: tuple[str, str, int, int, int]) -> pd.DataFrame:
    """A table like `attention.by_week` from (community, category, recent, past, past_squares)."""
    frame = pd.DataFrame(rows, columns=["community_code", "category_code", "recent", "past", "past_squares"])
    return frame.assign(street_office_code="s", since=pd.Timestamp("2026-06-24"), first_week=0)


QUIET = [(f"c{number}", "leak", 1, 52, 104) for number in range(40)]  # variance 52/51 of a mean of 1


def test_a_surge_by_hand():
    """One place with 12 cases among forty with one: mean, variance and p worked out from the definition."""
    found = surveillance.surges(weekly(*QUIET, ("x", "leak", 12, 52, 104)), communities=100)
    assert found["community_code"].tolist() == ["x"]
    overall = (52 + 0.5) / (41 + 0.5)
    now = 40 + 10 * overall
    mean = (now / (40 + 10)) * 52.5 / 52
    spread = (104 - 52) / 51
    variance = mean * spread + mean**2 * (1 / 52.5 + 1 / now)
    assert found["expected"].iloc[0] == pytest.approx(mean)
    size = mean**2 / (variance - mean)
    p = 1 - sum(stats.nbinom.pmf(k, size, size / (size + mean)) for k in range(12))
    assert found["p"].iloc[0] == pytest.approx(p, rel=1e-6)
    assert found["q"].iloc[0] == pytest.approx(100 * p, rel=1e-6)  # the smallest of a hundred p-values


def test_what_all_places_share_is_season_not_surge():
    """Six times as many cases everywhere alarm nobody; the same in one place does."""
    everywhere = [(code, category, 6, past, squares) for code, category, _, past, squares in QUIET]
    assert surveillance.surges(weekly(*everywhere), 40).empty
    assert len(surveillance.surges(weekly(*QUIET[1:], ("x", "leak", 9, 52, 104)), 40)) == 1


def test_more_places_looked_at_ask_for_more_evidence():
    rows = weekly(*QUIET, ("x", "leak", 8, 52, 104))
    assert len(surveillance.surges(rows, 41)) == 1
    assert surveillance.surges(rows, 400_000).empty


def test_a_wild_past_hides_what_a_calm_one_shows():
    """The same 52 cases in the past, spread over the weeks or in few heaps."""
    wild = [(code, category, recent, past, 52 * 13) for code, category, recent, past, _ in QUIET]
    assert len(surveillance.surges(weekly(*QUIET, ("x", "leak", 9, 52, 104)), 41)) == 1
    assert surveillance.surges(weekly(*wild, ("x", "leak", 9, 52, 52 * 13)), 41).empty


def test_two_cases_are_never_a_surge_and_a_short_past_judges_nothing():
    rare = [(f"c{number}", "leak", 0, 1, 1) for number in range(40)]
    assert surveillance.surges(weekly(*rare, ("x", "leak", 2, 0, 0)), 41).empty
    assert len(surveillance.surges(weekly(*rare, ("x", "leak", 5, 0, 0)), 41)) == 1
    late_start = weekly(*QUIET, ("x", "leak", 40, 0, 0)).assign(first_week=46)
    assert surveillance.surges(late_start, 41).empty
    assert surveillance.surges(weekly(), 41).empty


def silence(last: dict[str, tuple[int, str]], every_day: int = 100) -> pd.DataFrame:
    life = pd.DataFrame(
        [(code, days, pd.Timestamp(at)) for code, (days, at) in last.items()],
        columns=["grid_code", "active_days", "last_at"],
    )
    days = pd.DataFrame({"day": pd.date_range("2025-06-25", "2026-06-30"), "grids": every_day})
    return surveillance.silent_grids(life, days, date(2026, 6, 30))


def test_silence_by_hand():
    """Sixty days with a sign in a year of 371 days, none in the last hundred: (271/371) to the sixtieth."""
    found = silence({"mute": (60, "2026-03-22 10:00"), "lively": (60, "2026-06-29 10:00")})
    assert found["grid_code"].tolist() == ["mute"]
    row = found.iloc[0]
    assert row["silent_days"] == 100
    assert row["p"] == pytest.approx((271 / 371) ** 60)
    assert row["q"] == pytest.approx(2 * row["p"])
    assert row["expected"] == pytest.approx(60 * 100 / 271)


def test_silence_needs_a_past_and_a_while():
    assert silence({"new": (7, "2025-07-10")}).empty
    assert silence({"brief": (300, "2026-06-17")}).empty
    assert silence({}).empty


def test_a_holiday_is_short():
    """Days on which no grid at all gives a sign do not count as silence."""
    life = pd.DataFrame(
        [("g", 60, pd.Timestamp("2026-05-01"))], columns=["grid_code", "active_days", "last_at"]
    )
    days = pd.DataFrame({"day": pd.date_range("2025-06-25", "2026-05-03"), "grids": 100})
    assert surveillance.silent_grids(life, days, date(2026, 6, 30)).empty


def ratings(*rows: tuple[str, int, int, int, int]) -> pd.DataFrame:
    columns = ["community_code", "rated", "satisfied", "past_rated", "past_satisfied"]
    return pd.DataFrame(rows, columns=columns)


def test_falling_satisfaction_is_fishers_exact_test():
    calm = [(f"c{number}", 20, 16, 200, 160) for number in range(9)]
    found = surveillance.falling_satisfaction(ratings(*calm, ("x", 20, 6, 200, 160)), TODAY)
    assert found["community_code"].tolist() == ["x"]
    exact = stats.fisher_exact([[6, 14], [160, 40]], alternative="less").pvalue
    assert found["p"].iloc[0] == pytest.approx(exact)
    assert found["q"].iloc[0] == pytest.approx(10 * exact)
    assert found["expected"].iloc[0] == pytest.approx(16)
    assert found["since"].iloc[0] == pd.Timestamp("2026-06-01")


def test_satisfaction_that_rises_or_is_hardly_known_is_no_alarm():
    rows = ratings(("rises", 20, 20, 200, 100), ("few", 4, 0, 200, 190), ("new", 20, 0, 10, 10))
    assert surveillance.falling_satisfaction(rows, TODAY).empty
    assert surveillance.falling_satisfaction(ratings(), TODAY).empty


def surges_on(engine, day: date) -> set[tuple[str, str]]:
    judged = signals.judged_on(day)
    places = read(engine, signals.places_judged(judged))["communities"].iloc[0]
    found = surveillance.surges(read(engine, signals.by_week(judged)), places)
    return set(zip(found["community_code"], found["category_code"], strict=True))


def test_every_planted_surge_is_found_on_its_last_day_and_nothing_else(demo_engine):
    planted = [item for item in demo.planted() if item.kind == "surge"]
    for item in planted:
        day = item.end - timedelta(days=1)
        under_way = {
            (other.place, other.category)
            for other in planted
            if other.start <= day and day - timedelta(days=6) < other.end
        }
        found = surges_on(demo_engine, day)
        assert (item.place, item.category) in found
        assert found <= under_way


def test_silent_grids_found_were_planted(demo_engine):
    judged = signals.judged_on(TODAY)
    life = read(demo_engine, signals.life_of_grids(judged))
    found = surveillance.silent_grids(life, read(demo_engine, signals.life_by_day(judged)), TODAY)
    assert len(found) >= 4
    assert set(found["grid_code"]) <= {item.place for item in demo.planted() if item.kind == "silent"}


def some_alerts() -> pd.DataFrame:
    surge = weekly(("c1", "a.x", 9, 0, 0), ("c2", "b.y", 8, 0, 0)).assign(
        observed=[9, 8], expected=0.1, q=0.001
    )
    late = pd.DataFrame(
        {
            "street_office_code": ["s"] * 4,
            "community_code": ["c1", "c2", "c3", "c4"],
            "overdue": [2, 5, 0, 1],
            "overdue_since": pd.to_datetime(["2026-01-01", "2026-02-01", None, "2026-03-01"]),
            "overrun": [1.5, 4.0, None, 0.5],
            "due_soon": [0, 0, 3, 0],
            "due_next": pd.to_datetime([None, None, "2026-07-01", None]),
        }
    )
    repeated = pd.DataFrame(
        {
            "street_office_code": ["s"],
            "community_code": ["c1"],
            "grid_code": ["g"],
            "compound": ["华庭"],
            "category_code": ["a.x"],
            "observed": [4],
            "since": [pd.Timestamp("2026-05-01")],
        }
    )
    judged = {"surge": surge, "silent": surge.iloc[:0], "satisfaction": surge.iloc[:0]}
    return alerts.gathered(judged, late, repeated, repeated.iloc[:0])


def test_gathered_alerts_stand_by_kind_the_worst_first():
    got = some_alerts()
    assert got["kind"].tolist() == ["surge"] * 2 + ["overdue"] * 3 + ["repeat", "due_soon"]
    assert got.loc[got["kind"] == "overdue", "community_code"].tolist() == ["c2", "c1", "c4"]
    assert alerts.in_turn(got, 5)["kind"].tolist() == ["surge", "surge", "overdue", "overdue", "repeat"]


def test_weight_rises_with_excess_and_residents_and_falls_with_doubt():
    """By hand: 100 × certainty × (excess ÷ (excess + 5) + residents ÷ (residents + 1,250)) ÷ 2, facts first."""
    rows = some_alerts()
    got = weighed(rows, {"c1": 1_250, "c2": 3_750, "c4": 1_250})
    named = {(row["kind"], row["community_code"]): row for row in got.to_dict("records")}
    assert named["overdue", "c2"]["weight"] == round(100 * (4 / 9 + 3 / 4) / 2)
    assert named["surge", "c1"]["weight"] == round(100 * 0.999 * (8.9 / 13.9 + 1 / 2) / 2)
    assert named["repeat", "c1"]["excess"] == 2  # four where two are allowed
    assert named["due_soon", "c3"]["residents"] != named["due_soon", "c3"]["residents"]  # not known
    assert named["due_soon", "c3"]["weight"] == round(100 * (3 / 1_253) / 2)
    assert got["weight"].is_monotonic_decreasing
    twins = rows[rows["kind"].isin(["surge", "overdue"])].assign(
        observed=4.0, expected=1.0, overrun=3.0, q=1e-9
    )
    ordered = weighed(twins.assign(community_code="c1"), {"c1": 1_250})
    assert ordered["weight"].nunique() == 1
    assert ordered["kind"].tolist() == ["overdue"] * 3 + ["surge"] * 2


def test_an_alert_is_new_where_none_of_its_kind_place_and_category_was_before():
    rows = some_alerts()
    assert not alerts.not_among(rows, rows.iloc[::-1].assign(observed=99)).any()
    before = rows[rows["kind"] != "surge"].assign(category_code="b.y")
    new = alerts.not_among(rows, before)
    assert rows.loc[new, "kind"].tolist() == [
        "surge",
        "surge",
        "overdue",
        "overdue",
        "overdue",
        "repeat",
        "due_soon",
    ]
    assert alerts.not_among(rows, rows.iloc[:0]).all()
    assert alerts.not_among(rows.iloc[:0], rows).empty


def test_alerts_within_a_selection():
    surge = some_alerts().query("kind == 'surge'")
    base = Selection(date(2026, 6, 1), date(2026, 7, 1))
    for selection, left in (
        (base, ["c1", "c2"]),
        (replace(base, streets=("other",)), []),
        (replace(base, communities=("c2",)), ["c2"]),
        (replace(base, categories=("a",)), ["c1"]),
        (replace(base, categories=("b.y",)), ["c2"]),
    ):
        chosen = alerts.within(surge, selection, {"a.x": "a", "b.y": "b"})
        assert chosen["community_code"].tolist() == left


def test_an_alert_opens_its_cases():
    base = Selection(date(2026, 6, 1), date(2026, 7, 1))
    surge, *_, late, repeat, soon = some_alerts().to_dict("records")
    opened_surge = alerts.opened_by(surge, TODAY, base)
    assert (opened_surge.communities, opened_surge.grids) == (("c1",), ())
    assert (opened_surge.categories, opened_surge.start) == (("a.x",), date(2026, 6, 24))
    opened_repeat = alerts.opened_by(repeat, TODAY, base)
    assert (opened_repeat.grids, opened_repeat.days) == (("g",), 90)
    assert alerts.opened_by(soon, TODAY, base).days == 30
    silent = {**repeat, "kind": "silent", "since": pd.Timestamp("2026-02-21 20:00"), "category_code": np.nan}
    assert alerts.opened_by(silent, TODAY, base).start == date(2026, 1, 22)
    narrow = replace(base, communities=("c4",), grids=("c4g1",), categories=("b",), levels=("grid",))
    opened_late = alerts.opened_by(late, TODAY, narrow)
    assert (opened_late.grids, opened_late.categories, opened_late.levels) == (("c4g1",), ("b",), ("grid",))
    elsewhere = alerts.opened_by({**late, "community_code": "c9"}, TODAY, narrow)
    assert (elsewhere.communities, elsewhere.grids) == (("c9",), ())
    assert alerts.opened_by(surge, TODAY, narrow).categories == ("a.x",)
