"""Cases listed, counted, searched and put on the map, against pandas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data_access import cases
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.writing import insert_frame, replacing
from data_access.schema import metadata
from tests.oracle import AS_OF, SELECTIONS, YEAR, chosen, during

NOW = AS_OF.to_pydatetime()

SEARCHES = (
    "",
    "漏水",
    "LEAK",
    "jj202606",
    "物业 电梯",
    "leaks flats",
    "巡查 路灯",
    "没有这样的词",
    "100%",
    "_",
    "'",
)


def standing_of(rows: pd.DataFrame, standing: str, selection) -> pd.Series:
    is_open = rows["status"] == "open"
    return {
        "open": is_open,
        "overdue": is_open & (rows["due_at"] < AS_OF),
        "due_soon": is_open & rows["due_at"].between(AS_OF, AS_OF + pd.Timedelta(hours=72)),
        "reported": during(rows["reported_at"], selection),
        "closed": during(rows["closed_at"], selection),
    }[standing]


def expected(frames, selection, standing: str, search: str = "") -> pd.DataFrame:
    rows = chosen(frames["cases"], selection)
    rows = rows[standing_of(rows, standing, selection)]
    categories = frames["case_categories"].set_index("code")
    names = categories["name"] + " " + categories["name_en"]
    of_case = rows["category_code"].map(names) + " " + rows["category_code"].str.split(".").str[0].map(names)
    texts = (rows["case_id"] + "\n" + rows["summary"].fillna("") + "\n" + of_case).str.lower()
    for word in search.lower().split():
        keep = texts.str.contains(word, regex=False)
        rows, texts = rows[keep], texts[keep]
    return rows


@pytest.mark.parametrize("standing", cases.STANDINGS)
@pytest.mark.parametrize("name", SELECTIONS)
def test_standings(demo_engine, demo_frames, name, standing):
    """Cases listed by standing, and their number, equal those that pandas finds in the rows."""
    selection = SELECTIONS[name]
    rows = expected(demo_frames, selection, standing)
    got = read(demo_engine, cases.listed(selection, NOW, standing=standing, limit=20_000))
    assert got["case_id"].tolist() == rows.sort_values(["due_at", "case_id"])["case_id"].tolist()
    assert read(demo_engine, cases.counted(selection, NOW, standing))["cases"].iloc[0] == len(rows)
    rows = rows.set_index("case_id").loc[got["case_id"]]
    late = (rows["closed_at"].fillna(AS_OF) - rows["due_at"]) / pd.Timedelta(days=1)
    np.testing.assert_allclose(got["overdue_days"].astype(float), late)
    units = rows["unit_code"].map(demo_frames["units"].set_index("code")["name"])
    assert got["unit"].fillna("").tolist() == units.fillna("").tolist()


@pytest.mark.parametrize("search", SEARCHES)
def test_search(demo_engine, demo_frames, search):
    """Cases found by words equal those that pandas finds in the rows."""
    rows = expected(demo_frames, YEAR, "reported", search)
    got = read(demo_engine, cases.listed(YEAR, NOW, standing="reported", search=search, limit=20_000))
    assert sorted(got["case_id"]) == sorted(rows["case_id"])
    assert read(demo_engine, cases.counted(YEAR, NOW, "reported", search))["cases"].iloc[0] == len(rows)


def test_searches_are_not_all_empty_or_everything(demo_frames):
    found = [len(expected(demo_frames, YEAR, "reported", search)) for search in SEARCHES]
    assert 0 < found[1] < found[0]
    assert 0 < found[4] < found[0]
    assert found[3] > 0
    assert found[7] == found[8] == 0


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", cases.SORTABLE)
def test_pages_follow_each_other_in_order(demo_engine, demo_frames, sort, descending):
    order = {"standing": "reported", "sort": sort, "descending": descending}
    whole = read(demo_engine, cases.listed(YEAR, NOW, **order, limit=60))
    pages = [read(demo_engine, cases.listed(YEAR, NOW, **order, limit=20, offset=n)) for n in (0, 20, 40)]
    assert pd.concat(pages)["case_id"].tolist() == whole["case_id"].tolist()
    code = {"category": "category_code", "street_office": "street_office_code"}.get(sort)
    keys = demo_frames["cases"].set_index("case_id").loc[whole["case_id"], code] if code else whole[sort]
    keys = keys.dropna()
    assert keys.is_monotonic_decreasing if descending else keys.is_monotonic_increasing


def test_what_is_not_known_is_refused():
    with pytest.raises(ValueError, match="cannot sort"):
        cases.listed(YEAR, NOW, sort="case_id; DROP TABLE cases")
    with pytest.raises(ValueError, match="no such standing"):
        cases.listed(YEAR, NOW, standing="lost")


def test_percent_signs_and_underscores_are_searched_as_they_are(empty_url, demo_frames):
    rows = demo_frames["cases"].head(3).assign(summary=["100% 完成", "100 完成", "a_b"])
    with replacing(empty_url) as (connection, _):
        insert_frame(connection, metadata.tables["dataset"], demo_frames["dataset"])
        insert_frame(connection, metadata.tables["cases"], rows)
    everything = replace(YEAR, start=rows["reported_at"].min().date())
    for search, found in (("0%", 1), ("_b", 1), ("/", 0), ("\\", 0), ("完成", 2)):
        query = cases.counted(everything, NOW, "reported", search)
        assert read(reading_engine(empty_url), query)["cases"].iloc[0] == found, search


BOXES = {"everywhere": None, "a_corner": (118.5, 24.7, 118.6, 24.8), "the_sea": (119.5, 24.0, 119.6, 24.1)}


def cases_in_box(frames, selection, box) -> pd.DataFrame:
    """Cases with a point, reported in the period or open, in the order in which the map takes them."""
    rows = chosen(frames["cases"], selection).dropna(subset=["longitude", "latitude"])
    is_open = rows["status"] == "open"
    rows = rows[is_open | during(rows["reported_at"], selection)]
    if box:
        west, south, east, north = box
        rows = rows[rows["longitude"].between(west, east) & rows["latitude"].between(south, north)]
    standing = np.where(
        rows["status"] != "open", "closed", np.where(rows["due_at"] < AS_OF, "overdue", "open")
    )
    rows = rows.assign(
        standing=standing, order=pd.Series(standing).map(["overdue", "open", "closed"].index).values
    )
    return rows.sort_values(["order", "reported_at", "case_id"], ascending=[True, False, True])


@pytest.mark.parametrize("limit", [5, 50_000])
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("name", SELECTIONS)
def test_case_points(demo_engine, demo_frames, name, box, limit):
    """Cases in the map's window equal those that pandas finds in the rows."""
    expected_rows = cases_in_box(demo_frames, SELECTIONS[name], BOXES[box])
    got = read(demo_engine, cases.case_points(SELECTIONS[name], NOW, limit, BOXES[box]))
    rows = expected_rows.head(limit)
    for column in ("case_id", "category_code", "standing", "longitude", "latitude"):
        assert got[column].tolist() == rows[column].tolist(), column
    assert set(got["found"]) == ({len(expected_rows)} if len(rows) else set())


def test_boxes_and_selections_differ(demo_frames):
    found = {box: len(cases_in_box(demo_frames, YEAR, bounds)) for box, bounds in BOXES.items()}
    assert 0 == found["the_sea"] < found["a_corner"] < found["everywhere"]
    assert set(cases_in_box(demo_frames, YEAR, None)["standing"]) == {"overdue", "open", "closed"}
