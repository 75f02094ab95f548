"""What an alert opens holds exactly the cases that it counts: every kind, on both databases, against pandas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data_access import cases
from data_access.attention import alerts, numbers, signals
from data_access.database.reading import read
from data_access.selection import Selection
from data_access.selection.query_string import KnownCodes, from_query, to_query
from data_access.statistics import surveillance
from tests.data_access.attention.test_signals import TODAY
from tests.oracle import AS_OF, chosen, during

NOW = AS_OF.to_pydatetime()
MONTH = Selection(date(2026, 6, 1), date(2026, 7, 1))
TRIED = 12  # of each kind


def gathered(engine, selection: Selection) -> pd.DataFrame:
    """All alerts of the demo city, those judged by whatever stands out at all."""
    judged = signals.judged_on(TODAY)
    places = int(read(engine, signals.places_judged(judged))["communities"].iloc[0])
    ratings = read(engine, signals.satisfaction(judged))
    life = read(engine, signals.life_of_grids(judged))
    made = {
        "surge": surveillance.surges(read(engine, signals.by_week(judged)), places),
        "silent": surveillance.silent_grids(life, read(engine, signals.life_by_day(judged)), TODAY),
        "satisfaction": surveillance.falling_satisfaction(ratings, TODAY),
    }
    parents = read(engine, cases.categories()).set_index("code")["parent_code"].to_dict()
    lately = {kind: signals.lately(selection, TODAY, days) for kind, days in surveillance.RECENT_DAYS.items()}
    return alerts.gathered(
        {kind: alerts.within(rows, selection, parents) for kind, rows in made.items()},
        read(engine, signals.late(signals.lately(selection, TODAY, 1), NOW)),
        read(engine, signals.repeated(lately["repeat"])),
        read(engine, signals.reopened(lately["reopened"])),
    )


def known(frames) -> KnownCodes:
    return KnownCodes(
        frozenset(frames["street_offices"]["code"]),
        dict(frames["communities"][["code", "street_office_code"]].itertuples(index=False)),
        dict(frames["grids"][["code", "community_code"]].itertuples(index=False)),
        frozenset(frames["case_categories"]["code"]),
    )


def counted_by_hand(frames, alert: dict, selection: Selection) -> set[str]:
    rows = chosen(frames["cases"], selection)
    kind, is_open = alert["kind"], rows["status"] == "open"
    if kind in ("surge", "repeat"):
        rows = rows[
            during(rows["reported_at"], selection) & (rows["category_code"] == alert["category_code"])
        ]
    elif kind == "satisfaction":
        rows = rows[during(rows["closed_at"], selection) & rows["satisfaction"].notna()]
    elif kind == "reopened":
        steps = frames["case_events"].query("step == 'reopened'")
        steps = steps[during(steps["at"], selection)]
        rows = rows[rows["case_id"].isin(steps["case_id"]) & (rows["reopened"] > 0)]
    elif kind == "overdue":
        rows = rows[is_open & (rows["due_at"] < AS_OF)]
    else:
        rows = rows[is_open & rows["due_at"].between(AS_OF, AS_OF + pd.Timedelta(hours=72))]
    if kind in ("repeat", "reopened"):
        rows = rows[rows["compound_code"] == alert["compound_code"]]
    return set(rows["case_id"])


@pytest.mark.parametrize(
    "selection",
    [MONTH, replace(MONTH, levels=("grid", "community")), replace(MONTH, streets=("350582002000",))],
    ids=["city", "levels", "street_office"],
)
def test_the_list_that_opens_holds_exactly_the_cases_counted(demo_engine, demo_frames, selection):
    found = gathered(demo_engine, selection)
    for alert in found.groupby("kind").head(TRIED).to_dict("records"):
        if alert["kind"] == "silent":
            continue
        opened = alerts.opened_by(alert, TODAY, selection)
        opened, ignored = from_query(to_query(opened), known(demo_frames), TODAY)
        assert not ignored
        by = alerts.counted_by(alert)
        assert alerts.figure(alert) > 0
        counted = read(demo_engine, cases.counted(opened, NOW, "open", alert=by))["cases"].iloc[0]
        assert counted == alerts.figure(alert), alert
        listed = read(demo_engine, cases.listed(opened, NOW, alert=by, limit=10_000))
        assert set(listed["case_id"]) == counted_by_hand(demo_frames, alert, opened), alert


def test_every_alert_is_handed_on_with_the_numbers_of_its_cases(demo_engine):
    """As many numbers as the alert counts, each of them one of the list that it opens."""
    below = replace(MONTH, categories=("environment",), streets=("350582002000", "350582103000"))
    for selection in (MONTH, below):
        found = gathered(demo_engine, selection)
        counted = {
            kind: read(demo_engine, cases.counted_cases(kind, numbers.looked_at(kind, selection, TODAY), NOW))
            for kind in numbers.OF_CASES
        }
        listed = numbers.case_numbers(found, counted)
        of_cases = found["kind"] != "silent"
        assert listed.str.len()[of_cases].tolist() == [
            alerts.figure(alert) for alert in found[of_cases].to_dict("records")
        ]
        assert listed.map(lambda own: len(set(own)) == len(own)).all()
        for alert, own in zip(found.to_dict("records"), listed, strict=True):
            if alert["kind"] == "repeat":
                by = alerts.counted_by(alert)
                opened = alerts.opened_by(alert, TODAY, selection)
                assert own == sorted(
                    read(demo_engine, cases.listed(opened, NOW, alert=by, limit=99))["case_id"]
                )
                break


def test_the_demo_city_has_alerts_of_the_kinds_that_are_told_apart(demo_engine):
    kinds = set(gathered(demo_engine, MONTH)["kind"])
    assert kinds >= {"surge", "silent", "overdue", "repeat", "reopened", "due_soon"}


def test_all_ratings_of_a_community_are_what_its_satisfaction_counts(demo_engine, demo_frames):
    """The demo city's satisfaction never falls so far: what is counted is tried with its ratings as they are."""
    ratings = read(demo_engine, signals.satisfaction(signals.judged_on(TODAY))).nlargest(5, "rated")
    for row in ratings.to_dict("records"):
        nothing = dict.fromkeys(alerts.COLUMNS)
        alert = {**nothing, **row, "kind": "satisfaction", "observed": row["satisfied"]}
        opened = alerts.opened_by(alert, TODAY, MONTH)
        by = alerts.counted_by(alert)
        listed = read(demo_engine, cases.listed(opened, NOW, alert=by, limit=10_000))
        assert len(listed) == alerts.figure(alert) == row["rated"]
        assert set(listed["case_id"]) == counted_by_hand(demo_frames, alert, opened)


def test_a_silent_grid_has_no_cases_to_list():
    with pytest.raises(ValueError, match="silent"):
        cases.counted(MONTH, NOW, "open", alert=cases.Alerted("silent"))


def test_a_surge_counts_cases_of_its_own_code_only(demo_engine, demo_frames):
    """Cases of a main category are an alert of their own beside those of the categories below it."""
    main = demo_frames["case_categories"].query("parent_code.isna()")["code"].iloc[0]
    above = replace(MONTH, categories=(main,))
    rows = demo_frames["cases"]
    own = rows[(rows["category_code"] == main) & during(rows["reported_at"], above)]
    got = read(demo_engine, cases.counted(above, NOW, "open", alert=cases.Alerted("surge")))
    assert got["cases"].iloc[0] == len(own)
