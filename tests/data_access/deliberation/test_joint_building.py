"""Joint building against pandas: who has signed, and what differs where they have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.deliberation import joint_building
from data_access.indicators import SIGNED_SHARE
from data_access.selection import Selection
from data_access.statistics import differences
from tests.conftest import write
from tests.data_access.deliberation.conftest import YEAR
from tests.oracle import KEY_OF_LEVEL, TABLE_OF_LEVEL, chosen, during, placed, same


def signing(compounds: pd.DataFrame, place: pd.Series) -> pd.DataFrame:
    """The figures of the compounds of each place, which stands beside each compound."""
    own = compounds["standing"]
    posts = compounds["cross_appointed_posts"].where(own == "signed").astype(float)
    told = {
        "compounds": own.notna(),
        "with_company": own != "no_company",
        **{name: own == name for name in ("signed", "unsigned", "unknown")},
        "known": own.isin(["signed", "unsigned"]),
        "signed_with_posts": posts.notna(),
    }
    figures = pd.DataFrame(told).groupby(place).sum()
    figures.insert(len(told) - 1, "posts", posts.groupby(place).sum(min_count=1))
    return figures


def test_signing(engine, frames, selection):
    """Compounds that have signed equal those that pandas finds in the rows."""
    compounds = placed(frames["compounds"], selection)
    expected = signing(compounds, pd.Series(0, compounds.index)).reindex([0]).astype(float)
    expected = expected.fillna(dict.fromkeys(expected.columns.drop("posts"), 0))
    same(read(engine, joint_building.figures(selection)), expected, ["compounds"])


def test_not_known_is_never_unsigned(frames):
    own = frames["compounds"]["standing"]
    assert set(own) == set(joint_building.STANDINGS)
    assert not (own[frames["compounds"]["joint_party_building"].isna()] == "unsigned").any()


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_signing_by_place(engine, frames, selection, level):
    """Compounds that have signed in each place equal those that pandas finds in the rows."""
    places = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)
    compounds = placed(frames["compounds"], selection)
    figures = signing(compounds, compounds[KEY_OF_LEVEL[level]])
    expected = places[["code", "name", "residents"]].join(figures, on="code")
    expected = expected.fillna(dict.fromkeys(figures.columns.drop("posts"), 0))
    same(read(engine, joint_building.by_place(selection, level)), expected, ["code"])


def closed_by_compound(frames: dict[str, pd.DataFrame], selection: Selection) -> pd.DataFrame:
    rows = chosen(frames["cases"], replace(selection, levels=()))
    rows = rows[during(rows["closed_at"], selection)].dropna(subset=["resolved_level", "compound_code"])
    grouped = rows["resolved_level"].eq("grid").groupby(rows["compound_code"])
    counts = pd.DataFrame({"closed": grouped.size(), "in_grid": grouped.sum()})
    return frames["compounds"].merge(counts, left_on="code", right_index=True)[
        ["code", "kind", "standing", "closed", "in_grid"]
    ]


def test_closed_by_compound(engine, frames, selection):
    """Cases closed in each compound equal those that pandas finds in the rows."""
    got = read(engine, joint_building.closed_by_compound(selection))
    expected = closed_by_compound(frames, selection)
    got, expected = (
        frame.assign(kind=frame["kind"].where(frame["kind"].notna(), "-")) for frame in (got, expected)
    )
    same(got, expected, ["code"])


def by_jackknife(rows: pd.DataFrame, estimate, parameters: int) -> tuple[float, float, float]:
    """An estimate with the interval of leaving out each compound in turn."""
    value = estimate(rows)
    left_out = np.array([estimate(rows.drop(index)) for index in rows.index])
    half = stats.t.ppf(0.975, len(rows) - parameters) * np.sqrt(np.sum((left_out - value) ** 2))
    return value, value - half, value + half


def pooled(rows: pd.DataFrame) -> float:
    return rows["in_grid"].sum() / rows["closed"].sum()


def raw_difference(rows: pd.DataFrame) -> float:
    signed = rows["standing"] == "signed"
    return pooled(rows[signed]) - pooled(rows[~signed])


def mantel_haenszel(rows: pd.DataFrame) -> float:
    """The pooled risk difference by its textbook formula."""
    top = bottom = 0.0
    for _, stratum in rows.groupby("kind"):
        signed = stratum["standing"] == "signed"
        many, others = stratum.loc[signed, "closed"].sum(), stratum.loc[~signed, "closed"].sum()
        if many and others:
            weight = many * others / (many + others)
            top += weight * raw_difference(stratum)
            bottom += weight
    return top / bottom


@pytest.fixture(scope="module")
def counts(frames) -> pd.DataFrame:
    """Compounds of two street offices: enough for intervals, few enough to leave each out in turn."""
    office = replace(YEAR, streets=("350582001000", "350582002000"))
    return closed_by_compound(frames, office).reset_index(drop=True)


def test_shares_and_their_intervals(counts):
    """Shares and their intervals equal those of leaving out each compound in turn."""
    got = differences.shares(counts, joint_building.STANDINGS).set_index("standing")
    assert list(got.index) == list(joint_building.STANDINGS)
    for name, own in counts.groupby("standing"):
        row = got.loc[name]
        assert (row["compounds"], row["closed"], row["in_grid"]) == (
            len(own),
            own["closed"].sum(),
            own["in_grid"].sum(),
        )
        expected = np.array(by_jackknife(own, pooled, 1))
        if len(own) < differences.FEWEST_COMPOUNDS:
            assert row[["low", "high"]].isna().all()
            expected = expected[:1]
        else:
            expected = np.clip(expected, 0, 1)
        np.testing.assert_allclose(row[["share", "low", "high"]].astype(float)[: len(expected)], expected)
    assert got["low"].notna().sum() >= 2


def test_differences_raw_and_within_kinds(counts):
    both = counts[counts["standing"].isin(["signed", "unsigned"])].fillna({"kind": "unknown"})
    mixed = both[both.groupby("kind")["standing"].transform("nunique") == 2]
    kinds = sorted(mixed["kind"].unique())
    got = differences.differences(counts, "signed", "unsigned").set_index("compared")
    assert list(got.index) == ["raw", "stratified", *kinds]
    cases = {"raw": (both, raw_difference, 2), "stratified": (mixed, mantel_haenszel, 1 + len(kinds))}
    for name, (rows, estimate, parameters) in cases.items():
        expected = by_jackknife(rows, estimate, parameters)
        np.testing.assert_allclose(got.loc[name, ["difference", "low", "high"]].astype(float), expected)
        assert got.loc[name, "compounds"] == (rows["standing"] == "signed").sum()
        assert got.loc[name, "other_compounds"] == (rows["standing"] == "unsigned").sum()
    for kind in kinds:
        own = mixed[mixed["kind"] == kind]
        np.testing.assert_allclose(got.loc[kind, "difference"], raw_difference(own), atol=1e-12)
        few = own["standing"].value_counts().min() < differences.FEWEST_COMPOUNDS
        assert np.isnan(got.loc[kind, "low"]) == few


def test_cases_of_one_compound_are_not_independent():
    """Where compounds differ and cases within them do not, the interval is far wider than the binomial one."""
    rows = pd.DataFrame(
        {"standing": "signed", "closed": 50, "in_grid": [50, 10] * 10, "kind": "new_compound"}
    )
    got = differences.shares(rows, ["signed"]).iloc[0]
    binomial = 2 * 1.96 * np.sqrt(0.6 * 0.4 / 1000)
    assert got["high"] - got["low"] > 5 * binomial


def test_a_kind_of_compound_is_not_taken_for_signing():
    """New compounds settle more and sign more: the raw difference is all theirs, and none is left within kinds."""
    rows = [("new_compound", "signed", 40), ("new_compound", "unsigned", 12)]
    rows += [("old_compound", "signed", 12), ("old_compound", "unsigned", 40)]
    table = pd.DataFrame(
        [
            {"kind": kind, "standing": name, "closed": 20, "in_grid": (18 if kind[0] == "n" else 10) + shift}
            for kind, name, many in rows
            for shift in [-1, 1] * (many // 2)
        ]
    )
    got = differences.differences(table, "signed", "unsigned").set_index("compared")
    assert got.loc["raw", "low"] > 0.1
    np.testing.assert_allclose(got.loc["stratified", "difference"], 0, atol=1e-12)


def test_nothing_to_compare_has_no_rows():
    nothing = pd.DataFrame(columns=["code", "kind", "standing", "closed", "in_grid"])
    assert differences.shares(nothing, joint_building.STANDINGS).empty
    assert differences.differences(nothing, "signed", "unsigned").empty
    alone = pd.DataFrame({"kind": [None], "standing": ["signed"], "closed": [3], "in_grid": [2]})
    assert differences.differences(alone, "signed", "unsigned").empty
    assert differences.shares(alone, joint_building.STANDINGS)["low"].isna().all()


MISSING = {
    "joint_party_building": ("signed", "unsigned", "known", "signed_with_posts"),
    "property_company": ("with_company", "unsigned", "unknown", "known"),
}
"""By the column that a source lacks, what can then not be counted."""


@pytest.mark.parametrize("column", MISSING)
def test_what_no_compound_tells_is_not_counted(empty_url, demo_frames, column):
    """Without signatures, or without companies, nobody has signed or not signed 0 times."""
    write(empty_url, demo_frames | {"compounds": demo_frames["compounds"].assign(**{column: None})})
    engine = reading_engine(empty_url)
    told = read(engine, joint_building.recorded()).iloc[0].to_dict()
    assert told == {"companies": column != "property_company", "signing": column != "joint_party_building"}
    for rows in (
        read(engine, joint_building.figures(YEAR)),
        read(engine, joint_building.by_place(YEAR, "street_office")),
    ):
        assert rows[list(MISSING[column])].isna().all(axis=None)
        assert rows["compounds"].sum() == len(demo_frames["compounds"])
        assert SIGNED_SHARE.of(rows).isna().all()
    found = set(read(engine, joint_building.closed_by_compound(YEAR))["standing"])
    assert found == ({"signed", "unknown"} if column == "property_company" else {"unknown", "no_company"})
