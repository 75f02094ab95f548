"""The index of familiarity: its parts against pandas, its scores and ranks by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from data_access import familiarity
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.familiarity import FEWEST_CASES, WEIGHTS
from data_access.indicators import (
    GROUPED_HOUSEHOLDS,
    KEPT_IN_GRID,
    PARTICIPATION_A_YEAR,
    SATISFACTION,
)
from data_access.selection import Selection
from data_access.statistics import composite
from tests.oracle import KEY_OF_LEVEL, TABLE_OF_LEVEL, during, placed

AS_OF = datetime(2026, 6, 30, 18)

YEAR = Selection(date(2025, 7, 1), date(2026, 7, 1))

SELECTIONS = {
    "city": YEAR,
    "street": replace(YEAR, streets=("350582001000",)),
    "filters_of_cases": replace(YEAR, categories=("noise",), levels=("grid",)),
    "limited": replace(YEAR, allowed=frozenset({"350582001000", "350582103000"})),
    "limited_elsewhere": replace(YEAR, streets=("350582001000",), allowed=frozenset({"350582103000"})),
    "ends_later": Selection(date(2026, 4, 1), date(2027, 1, 1)),
}

DAYS = {"ends_later": 91}


def expected_parts(frames, selection: Selection, level: str, days: int) -> pd.DataFrame:
    """What the parts of every place the user may see are made of, counted in pandas."""
    key = KEY_OF_LEVEL[level]
    city = replace(selection, streets=(), communities=(), grids=(), categories=(), levels=())
    places = placed(frames[TABLE_OF_LEVEL[level]], city, own=level)
    out = places.set_index("code")[["name", "residents", "households"]].sort_index()

    def inside(table: str, at: str) -> pd.DataFrame:
        rows = frames[table]
        return rows[during(rows[at], city)]

    held, closed = inside("activities", "starts_at"), inside("cases", "closed_at")
    for name in ("participants", "volunteers"):
        out[name] = held.groupby(key)[name].sum()
    out["visits"] = inside("visits", "visited_at").groupby(key).size()
    out["meetings"] = inside("meetings", "held_at").groupby(key).size()
    groups = frames["resident_groups"].pivot_table(
        index="compound_code", columns="kind", values="households_covered", aggfunc="sum"
    )
    compounds = frames["compounds"].set_index("code")
    covered = groups[["building", "owners"]].max(axis=1).reindex(compounds.index).fillna(0)
    covered = np.minimum(covered, compounds["households"])
    out["households_covered"] = covered.groupby(compounds[key]).sum()
    out["households_in_compounds"] = compounds.groupby(key)["households"].sum()
    out["closed_with_level"] = closed.groupby(key).size()
    out["closed_in_grid"] = closed[closed["resolved_level"] == "grid"].groupby(key).size()
    out["rated"] = closed[closed["satisfaction"].notna()].groupby(key).size()
    out["satisfied"] = closed[closed["satisfaction"] >= 4].groupby(key).size()
    out["resident_years"] = out.pop("residents") * days / 365
    out["household_years"] = out.pop("households") * days / 365
    return out.fillna(0)


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
@pytest.mark.parametrize("name", SELECTIONS)
def test_parts(demo_engine, demo_frames, name, level):
    """The parts of the index equal those that pandas finds in the rows."""
    selection = SELECTIONS[name]
    got = read(demo_engine, familiarity.parts(selection, level, AS_OF)).set_index("code")
    expected = expected_parts(demo_frames, selection, level, DAYS.get(name, 365))
    assert got.index.tolist() == expected.index.tolist()
    assert got["name"].tolist() == expected["name"].tolist()
    for column in expected.columns.drop("name"):
        np.testing.assert_allclose(got[column].astype(float), expected[column].astype(float), err_msg=column)
    chosen = set(placed(demo_frames[TABLE_OF_LEVEL[level]], selection, own=level)["code"])
    assert set(got.index[got["selected"].astype(bool)]) == chosen


def test_what_is_not_told_is_not_zero(altered, demo_frames):
    held = demo_frames["activities"].copy()
    silent = held["community_code"].iloc[0]
    held.loc[held["community_code"] == silent, "participants"] = None
    held = held.assign(volunteers=None)
    meetings = demo_frames["meetings"].assign(grid_code=None)
    groups = demo_frames["resident_groups"].copy()
    untold = groups.loc[groups["kind"] == "owners", "compound_code"].iloc[0]
    groups.loc[groups["compound_code"] == untold, "households_covered"] = None
    told = {"activities": held, "meetings": meetings, "resident_groups": groups}
    engine = reading_engine(altered("duckdb", demo_frames | told))
    rows = read(engine, familiarity.parts(YEAR, "community", AS_OF)).set_index("code")
    assert rows["participants"].isna().sum() == 1
    assert pd.isna(rows.loc[silent, "participants"])
    assert rows["volunteers"].isna().all()
    assert rows["meetings"].notna().all()
    homes = demo_frames["compounds"].set_index("code").loc[untold]
    without = demo_frames["compounds"].query("community_code == @homes.community_code")["households"].sum()
    assert rows.loc[homes["community_code"], "households_in_compounds"] == without - homes["households"]
    grids = read(engine, familiarity.parts(YEAR, "grid", AS_OF))
    assert grids["meetings"].isna().all()
    assert grids["visits"].notna().all()


def test_a_period_before_the_records_is_not_known(demo_engine):
    early = Selection(date(2015, 1, 1), date(2016, 1, 1))
    rows = read(demo_engine, familiarity.parts(early, "community", AS_OF))
    known = familiarity.values(rows).notna().any()
    assert known[known].index.tolist() == [GROUPED_HOUSEHOLDS.key]


def test_a_share_of_few_cases_is_missing():
    few = FEWEST_CASES - 1
    table = pd.DataFrame(
        {"code": ["a", "b"], "closed_with_level": [few, FEWEST_CASES], "closed_in_grid": [few, 5]}
    )
    table = table.assign(
        rated=[FEWEST_CASES, few], satisfied=[5, few], participants=[3, 4], resident_years=[1.5, 0]
    )
    for name in ("volunteers", "households_covered", "households_in_compounds", "visits", "household_years"):
        table[name] = None
    got = familiarity.values(table.assign(meetings=None))
    assert got[KEPT_IN_GRID.key].tolist() == pytest.approx([np.nan, 50], nan_ok=True)
    assert got[SATISFACTION.key].tolist() == pytest.approx([50, np.nan], nan_ok=True)
    assert got[PARTICIPATION_A_YEAR.key].tolist() == pytest.approx([2000, np.nan], nan_ok=True)


def test_min_max_by_hand():
    """Scores between the lowest and the highest equal those worked out by hand."""
    frame = pd.DataFrame({"a": range(41), "same": [7] * 41, "none": [None] * 41})
    got = composite.normalised(
        pd.DataFrame({"a": [0, 1, 20, 39, 99, None], "same": 7, "none": None}), frame, "min_max"
    )
    assert got["a"].tolist() == pytest.approx([0, 0, 50, 100, 100, np.nan], nan_ok=True)
    assert got[["same", "none"]].isna().all().all()


def test_z_scores_by_hand():
    """Scores by standard deviations equal those worked out by hand."""
    frame = pd.DataFrame({"a": [1.0, 2, 3, 4], "same": [0.1, 0.1, 0.1, 0.1]})
    got = composite.normalised(frame, frame, "z_score")
    assert got["a"].tolist() == pytest.approx(
        [50 - 10 * 1.5 / 1.25**0.5, 50 - 5 / 1.25**0.5, 50 + 5 / 1.25**0.5, 50 + 15 / 1.25**0.5]
    )
    assert got["same"].isna().all()
    with pytest.raises(ValueError, match="unknown method"):
        composite.normalised(frame, frame, "rank")


def test_missing_parts_give_their_weight_to_the_others():
    scores = pd.DataFrame(
        {"a": [80.0, 80, np.nan, 50], "b": [20.0, np.nan, 20, 65], "c": [np.nan, np.nan, 20, 65]}
    )
    got = composite.standings(scores, pd.Series({"a": 60, "b": 30, "c": 10}))
    assert got["known"].tolist() == pytest.approx([0.9, 0.6, 0.4, 1.0])
    assert got["score"].tolist() == pytest.approx([60, 80, np.nan, 56], nan_ok=True)
    assert got["rank"].fillna(0).tolist() == [2, 1, 0, 3]


def test_equal_scores_share_a_rank():
    scores = pd.DataFrame({"a": [0.1, 0.3, 0.2], "b": [0.2, 0.0, 0.4]})
    got = composite.standings(scores, pd.Series({"a": 1, "b": 1}))
    assert got["rank"].tolist() == [2, 2, 1]


def test_random_weights_are_around_the_weights_set():
    drawn = composite.random_weights(pd.Series({"a": 60, "b": 0, "c": 30, "d": 10}), 20_000)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    assert (drawn[:, 1] == 0).all()
    np.testing.assert_allclose(drawn.mean(axis=0), [0.6, 0, 0.3, 0.1], atol=0.01)
    flat = composite.random_weights(pd.Series({"a": 5, "b": 5}), 20_000)[:, 0]
    np.testing.assert_allclose(np.quantile(flat, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.015)


def test_ranges_of_ranks_against_brute_force():
    random = np.random.default_rng(3)
    scores = pd.DataFrame(random.uniform(0, 100, (23, 4)).round(), columns=list("abcd"))
    scores = scores.mask(random.random(scores.shape) < 0.15)
    scores.loc[5] = [np.nan, np.nan, np.nan, 90]
    scores.loc[7] = scores.loc[8]
    weights = pd.Series({"a": 40, "b": 30, "c": 20, "d": 10})
    got = composite.rank_ranges(scores, weights, 200)
    ranked = [place for place in scores.index if weights[scores.loc[place].notna()].sum() >= 60]
    assert 5 not in ranked
    ranks: dict[int, list[int]] = {place: [] for place in ranked}
    for weighting in composite.random_weights(weights, 200):
        score = {}
        for place in ranked:
            parts = [(w, s) for w, s in zip(weighting, scores.loc[place], strict=True) if not np.isnan(s)]
            score[place] = round(sum(w * s for w, s in parts) / sum(w for w, _ in parts), 9)
        for place in ranked:
            ranks[place].append(1 + sum(other > score[place] for other in score.values()))
    for place in scores.index:
        if place in ranks:
            ordered = sorted(ranks[place])
            assert got.loc[place].tolist() == [ordered[9], ordered[99], ordered[189]], place
        else:
            assert got.loc[place].isna().all()
    assert got.loc[7].tolist() == got.loc[8].tolist()


def test_one_part_leaves_nothing_to_chance_and_none_gives_no_ranges():
    scores = pd.DataFrame({"a": [1.0, 3, 2], "b": [9.0, 1, 5]})
    got = composite.rank_ranges(scores, pd.Series({"a": 10, "b": 0}))
    assert got.to_numpy().tolist() == [[3, 3, 3], [1, 1, 1], [2, 2, 2]]
    assert composite.rank_ranges(scores * np.nan, pd.Series({"a": 1, "b": 1})).isna().all().all()


def both(engine, selection: Selection, method: str = "min_max"):
    tables = [
        read(engine, familiarity.parts(period, "community", AS_OF))
        for period in (selection, selection.previous())
    ]
    frame = pd.concat([familiarity.values(table) for table in tables])
    return [familiarity.index(table, frame, WEIGHTS, method) for table in tables], frame


@pytest.mark.parametrize("method", composite.METHODS)
def test_a_filter_of_places_changes_no_score(demo_engine, method):
    (city, _), _ = both(demo_engine, YEAR, method)
    (street, _), _ = both(
        demo_engine, replace(YEAR, streets=("350582001000",), categories=("noise",)), method
    )
    pd.testing.assert_frame_equal(city.standings, street.standings)
    assert 0 < street.places["selected"].sum() < city.places["selected"].sum()


def test_index_by_hand(demo_engine):
    """A community's index equals the one worked out by hand."""
    (now, _), frame = both(demo_engine, YEAR)
    place = now.standings.index[now.scores.notna().all(axis=1)][0]
    total = 0.0
    for indicator, weight in WEIGHTS.items():
        known = frame[indicator.key].dropna()
        low, high = np.percentile(known, [2.5, 97.5])
        value = min(max(now.values.loc[place, indicator.key], low), high)
        total += weight * 100 * (value - low) / (high - low)
    assert now.standings.loc[place, "score"] == pytest.approx(total / sum(WEIGHTS.values()))


def test_a_part_that_appears_is_no_movement(demo_engine):
    (now, before), _ = both(demo_engine, YEAR)
    place = now.scores.index[now.scores.notna().all(axis=1) & before.scores.notna().all(axis=1)][0]
    whole = familiarity.movement(now, before, WEIGHTS)
    change = now.standings.loc[place, "score"] - before.standings.loc[place, "score"]
    assert whole.loc[place, "change"] == pytest.approx(change)
    poorer = before.scores.copy()
    poorer.loc[place, SATISFACTION.key] = np.nan
    part = familiarity.movement(now, replace(before, scores=poorer), WEIGHTS)
    kept = [item for item in WEIGHTS if item is not SATISFACTION]
    moved = [WEIGHTS[item] * (now.scores - before.scores).loc[place, item.key] for item in kept]
    assert part.loc[place, "change"] == pytest.approx(sum(moved) / sum(WEIGHTS[item] for item in kept))


def test_places_together_need_both_ends():
    table = pd.DataFrame(
        {
            "selected": [True, True, False],
            "participants": [10, None, 99],
            "resident_years": [1000.0, 500.0, 1.0],
        }
    )
    assert PARTICIPATION_A_YEAR.value(familiarity.together(table, PARTICIPATION_A_YEAR)) == 10
    assert PARTICIPATION_A_YEAR.value(familiarity.together(table.iloc[1:], PARTICIPATION_A_YEAR)) is None
