"""Meetings and joint party building on both databases against pandas, lifelines, and a jackknife by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from scipy import stats
from sqlalchemy import URL, Engine

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.writing import insert_frame, replacing
from data_access.deliberation import joint_building, meetings
from data_access.schema import metadata
from data_access.selection import Selection
from data_access.statistics import differences, survival
from tests.opening import metric, opened
from tests.oracle import AS_OF, KEY_OF_LEVEL, SELECTIONS, TABLE_OF_LEVEL, chosen, during, placed, same
from ui.words.text import catalogue

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
def engine(request, frames, tmp_path_factory) -> Engine:
    if request.param == "duckdb":
        url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("deliberation")))
    else:
        url = request.getfixturevalue("new_postgres")("deliberation")
    with replacing(url) as (connection, _):
        for name, frame in frames.items():
            insert_frame(connection, metadata.tables[name], frame.drop(columns="standing", errors="ignore"))
    return reading_engine(url)


def meetings_in(frames: dict[str, pd.DataFrame], selection: Selection) -> pd.DataFrame:
    """The meetings of the selection, each with what became of its resolutions."""
    rows = placed(frames["meetings"], selection)
    rows = rows[during(rows["held_at"], selection)]
    days = (rows["done_at"] - rows["held_at"]).dt.total_seconds() / 86400
    made, done = rows["resolutions"], rows["resolutions_done"]
    state = np.select(
        [~(made > 0), days >= 0, rows["done_at"].isna() & (done < made)],
        ["none", "carried_out", "unfinished"],
        "unclear",
    )
    return rows.assign(days=days, state=state)


def total(values: pd.Series) -> float:
    return values.sum(min_count=1)


def resolved(rows: pd.DataFrame) -> dict[str, float]:
    return {
        "resolutions": total(rows["resolutions"]),
        "resolutions_tracked": total(rows["resolutions"].where(rows["resolutions_done"].notna())),
        "resolutions_done": total(rows["resolutions_done"].where(rows["resolutions"].notna())),
    }


def measured(rows: pd.DataFrame) -> dict[str, float]:
    state = rows["state"]
    measures = {
        "meetings": len(rows),
        "attendees": total(rows[KINDS].sum(axis=1, min_count=1)),
        **{kind: total(rows[kind]) for kind in KINDS},
        **resolved(rows),
        "with_resolutions": (state != "none").sum(),
        **{name: (state == name).sum() for name in ("carried_out", "unfinished", "unclear")},
    }
    for days in (30, 60):
        old = rows[(rows["held_at"] <= AS_OF - pd.Timedelta(days=days)) & ~state.isin(["none", "unclear"])]
        measures[f"judged_{days}"] = len(old)
        measures[f"done_in_{days}"] = ((old["state"] == "carried_out") & (old["days"] <= days)).sum()
    return measures


def test_figures(engine, frames, selection):
    expected = pd.DataFrame([measured(meetings_in(frames, selection))])
    same(read(engine, meetings.figures(selection, AS_OF)), expected.astype(float), ["meetings"])


def test_the_rows_hold_every_kind_of_trouble(frames):
    counts = measured(meetings_in(frames, YEAR))
    assert min(counts["unclear"], counts["unfinished"], counts["carried_out"]) > 10
    assert counts["resolutions_tracked"] < counts["resolutions"]


@pytest.mark.parametrize("unit", ["week", "month"])
def test_over_time(engine, frames, unit):
    rows = meetings_in(frames, YEAR)
    at = rows["held_at"].dt.to_period({"week": "W-SUN", "month": "M"}[unit]).dt.start_time
    expected = pd.DataFrame([{"at": moment} | measured(part) for moment, part in rows.groupby(at)])
    got = read(engine, meetings.over_time(YEAR, AS_OF, unit))
    same(got.assign(at=pd.to_datetime(got["at"])), expected, ["at"])


def test_by_topic(engine, frames, selection):
    rows = meetings_in(frames, selection)
    groups = rows.groupby(rows["topic_kind"].fillna("-"))
    expected = pd.DataFrame(
        [{"topic_kind": kind} | measured(part) for kind, part in groups],
        columns=["topic_kind", *measured(rows)],
    )
    got = read(engine, meetings.by_topic(selection, AS_OF))
    got["topic_kind"] = got["topic_kind"].where(got["topic_kind"].notna(), "-")
    same(got, expected, ["topic_kind"])


def test_time_to_carry_out_by_kaplan_and_meier(engine, frames):
    rows = meetings_in(frames, YEAR).query("state in ('carried_out', 'unfinished')")
    until = rows["done_at"].fillna(AS_OF)
    begun = np.ceil((until - rows["held_at"]).dt.total_seconds() / 3600)
    closed = (rows["state"] == "carried_out") & (begun <= meetings.HORIZON_HOURS)
    hours = begun.clip(upper=meetings.HORIZON_HOURS)
    assert (begun > meetings.HORIZON_HOURS).any()
    counts = read(engine, meetings.time_to_carry_out(YEAR, AS_OF))
    assert (counts["cases"].sum(), counts.loc[counts["closed"], "cases"].sum()) == (len(rows), closed.sum())
    fitted = KaplanMeierFitter().fit(hours, closed)
    at = [24 * day for day in (10, 30, 60, 90)]
    got = survival.at_hours(survival.curve(counts), at)["open_share"]
    np.testing.assert_allclose(got, fitted.survival_function_at_times(at), rtol=1e-9)


@pytest.mark.parametrize("level", ["community", "compound"])
def test_recurring(engine, frames, selection, level):
    rows = meetings_in(frames, selection).dropna(subset=["topic_kind", f"{level}_code"])
    names = {
        name: dict(zip(frames[table]["code"], frames[table]["name"], strict=True))
        for name, table in (("street_office", "street_offices"), ("community", "communities"))
    } | {"compound": dict(zip(frames["compounds"]["code"], frames["compounds"]["name"], strict=True))}
    expected = []
    for (code, kind), part in rows.groupby([f"{level}_code", "topic_kind"]):
        if len(part) >= 2:
            first = part.iloc[0]
            expected.append(
                {
                    "street_office": names["street_office"][first["street_office_code"]],
                    "community": names["community"][first["community_code"]],
                    "compound": names["compound"][code] if level == "compound" else None,
                    "topic_kind": kind,
                    "times": len(part),
                    "first_at": part["held_at"].min(),
                    "last_at": part["held_at"].max(),
                    **resolved(part),
                }
            )
    got = read(engine, meetings.recurring(selection, level, limit=10_000))
    assert got["total"].tolist() == [len(expected)] * len(expected)
    assert got["times"].is_monotonic_decreasing
    columns = ["street_office", "community", "compound", "topic_kind", "times", "first_at", "last_at"]
    table = pd.DataFrame(expected, columns=[*columns, *resolved(rows)])
    table[list(resolved(rows))] = table[list(resolved(rows))].astype(float)
    got, table = (
        frame.assign(compound=frame["compound"].fillna("-")) for frame in (got.drop(columns="total"), table)
    )
    same(got, table, [*columns[:4], "first_at"])
    if len(expected) > 3:
        cut = read(engine, meetings.recurring(selection, level, limit=3))
        assert (len(cut), cut["total"].iloc[0]) == (3, len(expected))


# --- rhythm --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "end", "whole"),
    [
        (date(2026, 1, 1), date(2026, 4, 1), (date(2026, 1, 1), date(2026, 4, 1), 3)),
        (date(2025, 11, 2), date(2026, 3, 31), (date(2025, 12, 1), date(2026, 3, 1), 3)),
        (date(2025, 12, 31), date(2027, 1, 15), (date(2026, 1, 1), date(2027, 1, 1), 12)),
        (date(2026, 2, 1), date(2026, 2, 28), None),
        (date(2026, 1, 2), date(2026, 2, 27), None),
        (date(2026, 5, 10), date(2026, 5, 20), None),
    ],
)
def test_only_whole_months_count(first, end, whole):
    period = meetings.whole_months(Selection(first, end, grids=("350582002014004",)))
    if whole is None:
        assert period is None
        return
    assert period is not None
    assert (period.start, period.end, meetings.months(period)) == whole
    assert period.grids == ()


def test_meetings_of_each_community(engine, frames, selection):
    period = meetings.whole_months(selection)
    assert period is not None
    communities = placed(frames["communities"], period, own="community")
    rows = placed(frames["meetings"], period)
    before = rows[rows["held_at"] < pd.Timestamp(period.end)].groupby("community_code")["held_at"]
    held = rows[during(rows["held_at"], period)]["community_code"].value_counts()
    offices = frames["street_offices"].set_index("code")["name"]
    expected = pd.DataFrame(
        {
            "code": communities["code"],
            "name": communities["name"],
            "street_office": communities["street_office_code"].map(offices),
            "held": communities["code"].map(held).fillna(0).astype(int),
            "last_at": communities["code"].map(before.max().to_dict()).astype("datetime64[us]"),
        }
    )
    same(read(engine, meetings.by_community(period)), expected, ["code"])


def test_communities_behind_come_first_and_a_begun_quarter_blames_nobody():
    rows = pd.DataFrame(
        {
            "code": ["a", "b", "c", "d", "e"],
            "held": [2, 0, 1, 5, 1],
            "last_at": pd.to_datetime(["2026-01-05", None, "2026-03-01", "2026-03-02", "2026-02-01"]),
        }
    )
    judged = meetings.against_rhythm(rows, rhythm=1, month_count=7)
    assert judged["code"].tolist() == ["b", "e", "c", "a", "d"]
    assert judged["behind"].tolist() == [True, True, True, False, False]
    np.testing.assert_allclose(judged["expected"], 7 / 3)
    np.testing.assert_allclose(judged["share"], [0, 300 / 7, 300 / 7, 600 / 7, 1500 / 7])
    assert not meetings.against_rhythm(rows, rhythm=1, month_count=2)["behind"].any()
    assert meetings.against_rhythm(rows, rhythm=3, month_count=1)["behind"].sum() == 1


# --- joint party building ------------------------------------------------------------------------


def standing(compounds: pd.DataFrame) -> pd.Series:
    """Each compound's standing, one by one."""

    def one(row) -> str:
        if row.joint_party_building is True or row.joint_party_building is np.True_:
            return "signed"
        if row.property_company is None or pd.isna(row.property_company):
            return "no_company"
        return "unknown" if pd.isna(row.joint_party_building) else "unsigned"

    return pd.Series([one(row) for row in compounds.itertuples()], index=compounds.index, dtype=object)


def signing(compounds: pd.DataFrame) -> dict[str, float]:
    own = compounds["standing"]
    posts = compounds["cross_appointed_posts"][own == "signed"]
    return {
        "compounds": len(compounds),
        "with_company": (own != "no_company").sum(),
        **{name: (own == name).sum() for name in ("signed", "unsigned", "unknown")},
        "known": own.isin(["signed", "unsigned"]).sum(),
        "posts": total(posts),
        "signed_with_posts": posts.notna().sum(),
    }


def test_signing(engine, frames, selection):
    expected = pd.DataFrame([signing(placed(frames["compounds"], selection))]).astype(float)
    same(read(engine, joint_building.figures(selection)), expected, ["compounds"])


def test_not_known_is_never_unsigned(frames):
    own = frames["compounds"]["standing"]
    assert set(own) == set(joint_building.STANDINGS)
    assert not (own[frames["compounds"]["joint_party_building"].isna()] == "unsigned").any()


@pytest.mark.parametrize("level", KEY_OF_LEVEL)
def test_signing_by_place(engine, frames, selection, level):
    places = placed(frames[TABLE_OF_LEVEL[level]], selection, own=level)
    groups = dict(list(placed(frames["compounds"], selection).groupby(KEY_OF_LEVEL[level])))
    nothing = signing(frames["compounds"].iloc[:0])
    expected = pd.DataFrame(
        [
            {"code": code, "name": name, "residents": residents}
            | (signing(groups[code]) if code in groups else nothing)
            for code, name, residents in places[["code", "name", "residents"]].itertuples(index=False)
        ],
        columns=["code", "name", "residents", *nothing],
    )
    expected["posts"] = expected["posts"].astype(float)
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


# --- page ----------------------------------------------------------------------------------------


def test_the_rhythm_lives_in_the_url(demo_folder, demo_frames, monkeypatch):
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    held = demo_frames["meetings"]
    held = held[held["held_at"].between("2026-01-01", "2026-07-01", inclusive="left")]
    each = held["community_code"].value_counts().reindex(demo_frames["communities"]["code"], fill_value=0)
    label = catalogue("zh")["indicator.in_rhythm.name"]
    app = opened("deliberation", demo_folder, monkeypatch, rhythm="2", **period)
    assert metric(app, label) == f"{100 * (each >= 4).mean():.1f}%"
    assert app.query_params["rhythm"] == "2"
    app.number_input(key="rhythm").set_value(1).run()
    assert metric(app, label) == f"{100 * (each >= 2).mean():.1f}%"
    assert "rhythm" not in app.query_params
    for wrong in ("0", "99", "two", "²"):
        app = opened("deliberation", demo_folder, monkeypatch, rhythm=wrong, **period)
        assert [note.value for note in app.warning] == [
            catalogue("zh")["deliberation.rhythm_unknown"].format(most=12)
        ]


def test_a_period_too_short_for_the_rhythm_judges_nobody(demo_folder, monkeypatch):
    label, words = catalogue("zh")["indicator.in_rhythm.name"], catalogue("zh")["deliberation.no_whole_month"]
    app = opened("deliberation", demo_folder, monkeypatch, **{"from": "2026-05-01", "to": "2026-06-30"})
    assert metric(app, label) == "—"
    assert any("至少需要 3 个完整的月份" in note.value for note in app.info)
    app = opened("deliberation", demo_folder, monkeypatch, **{"from": "2026-06-02", "to": "2026-06-29"})
    assert words in [note.value for note in app.info]
