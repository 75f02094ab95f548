"""Loads: what stands in the database, what is refused, and what a failure leaves."""

from __future__ import annotations

import csv
import gzip
import io
import shutil

import pandas as pd
import pytest
import shapely
from sqlalchemy import select

from data_access.commands.check import findings
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read, row_counts
from data_access.database.url import database_url
from data_access.database.writing import insert_frame, replacing
from data_access.loading import load
from data_access.loading.messages import LoadRefused, texts
from data_access.schema import (
    case_events,
    cases,
    communities,
    dataset,
    import_batches,
    import_rejects,
)
from tests.conftest import BOTH, MAPPING, OUTLINES, SAMPLE, SHARED, missing
from tests.data_access.loading.mapped import FORMAT, written

WHOLE = SHARED / "boston-311-2015"


def test_sample_against_pandas(boston_url, source):
    """The sample's rows stand in the database as pandas reads them from the file."""
    engine = reading_engine(boston_url)
    got = read(engine, select(cases)).set_index("case_id").sort_index()
    expected = source.set_index("CASE_ENQUIRY_ID").sort_index()
    assert got.index.tolist() == expected.index.tolist()
    for column, name in (("reported_at", "OPEN_DT"), ("due_at", "TARGET_DT"), ("closed_at", "CLOSED_DT")):
        moments = pd.to_datetime(expected[name].replace("", None), format=FORMAT)
        assert pd.to_datetime(got[column]).astype("datetime64[s]").equals(moments.astype("datetime64[s]")), (
            column
        )
    assert (got["status"] == expected["CASE_STATUS"].str.lower()).all()
    default = expected["Geocoded_Location"] == "(0, 0)"
    assert got["longitude"].isna().tolist() == default.tolist()
    assert (
        got.loc[default & (expected["neighborhood"] == "Roxbury"), "street_office_code"]
        .eq("boston-roxbury")
        .all()
    )
    batch = read(engine, select(import_batches)).iloc[0]
    assert batch["rows_read"] == batch["rows_accepted"] + batch["rows_rejected"] == len(source)
    assert batch["without_position"] == default.sum()
    held = read_dataset(engine)
    assert held.as_of == pd.to_datetime(source["CLOSED_DT"].replace("", None), format=FORMAT).max()
    assert not held.synthetic


def test_on_time_equals_the_sources_own_flag(boston_url, source):
    got = read(reading_engine(boston_url), select(cases)).set_index("case_id")
    flagged = source[
        (source["OnTime_Status"] != "") & (source["TARGET_DT"] != "") & (source["CLOSED_DT"] != "")
    ]
    rows = got.loc[flagged["CASE_ENQUIRY_ID"]]
    in_time = rows["closed_at"] <= rows["due_at"]
    assert in_time.tolist() == (flagged["OnTime_Status"] == "ONTIME").tolist()


def test_points_are_placed_where_brute_force_finds_them(boston_url, source):
    engine = reading_engine(boston_url)
    outlines = pd.read_json(OUTLINES)["features"]
    shapes = {
        f["properties"]["name"]: shapely.make_valid(shapely.geometry.shape(f["geometry"])) for f in outlines
    }
    code_of = read(engine, select(communities)).set_index("name")
    got = read(engine, select(cases)).set_index("case_id")
    nameless = source[
        source["neighborhood"].isin(["", "Boston", "Chestnut Hill"])
        & (source["Geocoded_Location"] != "(0, 0)")
    ]
    assert len(nameless) > 20
    for row in nameless.itertuples():
        point = shapely.Point(float(row.LONGITUDE), float(row.LATITUDE))
        inside = [name for name, area in shapes.items() if area.intersects(point)]
        place = got.loc[row.CASE_ENQUIRY_ID, "community_code"]
        if inside:
            assert place in {code_of.loc[name, "code"] for name in inside}
        else:
            assert pd.isna(place)


def test_tables_that_the_source_lacks_stay_empty(boston_url):
    counts = row_counts(reading_engine(boston_url))
    filled = {name for name, count in counts.items() if count}
    assert filled == {
        "dataset",
        "street_offices",
        "communities",
        "case_categories",
        "cases",
        "import_batches",
        "loads",
        "import_remarks",
        "import_names",
        "governance_elements",
    }


def test_bad_rows_are_named_and_the_rest_is_taken(empty_url, tmp_path, source):
    frame = source.head(50).copy()
    frame.loc[3, "OPEN_DT"] = "2015-13-45"
    frame.loc[7, "CASE_ENQUIRY_ID"] = frame.loc[2, "CASE_ENQUIRY_ID"]
    frame.loc[9, "LATITUDE"] = "north"
    frame.loc[11, "OPEN_DT"] = ""
    report = load(
        [written(tmp_path, frame), OUTLINES], MAPPING, empty_url, language="en", max_rejects=1
    ).tables[0]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (50, 46, 4)
    found = report.rejects.set_index("row_number")
    assert found["column_name"].to_dict() == {
        5: "OPEN_DT",
        9: "CASE_ENQUIRY_ID",
        11: "LATITUDE",
        13: "OPEN_DT",
    }
    assert "first in row 4" in found.loc[9, "reason"]
    assert found.loc[5, "value"] == "2015-13-45"
    stored = read(reading_engine(empty_url), select(import_rejects))
    assert stored["row_number"].tolist() == found.index.tolist()


@pytest.fixture(scope="module", params=BOTH)
def held_url(request, tmp_path_factory):
    """A database with the sample in it, for the loads that must leave it as it is."""
    url = database_url(f"duckdb:///{tmp_path_factory.mktemp('held')}")
    if request.param == "postgres":
        url = request.getfixturevalue("new_postgres")("held")
    load([SAMPLE, OUTLINES], MAPPING, url)
    return url


def broken(kind: str, frame: pd.DataFrame) -> bytes:
    text = frame.to_csv(index=False)
    return {
        "wrong_columns": frame.rename(columns={"OPEN_DT": "opened"}).to_csv(index=False).encode(),
        "all_dates_bad": frame.assign(OPEN_DT="tomorrow").to_csv(index=False).encode(),
        "empty": b"",
        "blank": b"\n\n",
        "only_header": text.splitlines()[0].encode(),
        "binary": b"PK\x03\x04\0\0\0\0binary",
        "mixed_encodings": text.encode() + "x,漏水\n".encode() + "y,噪音".encode("gb18030"),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("wrong_columns", ["OPEN_DT", "opened", "city_311.csv"]),
        ("all_dates_bad", ["OPEN_DT", "row 2", "city_311.csv"]),
        ("empty", ["city_311.csv", "empty"]),
        ("blank", ["city_311.csv", "empty"]),
        ("only_header", ["city_311.csv", "header"]),
        ("binary", ["city_311.csv", "row 1"]),
        ("mixed_encodings", ["city_311.csv", "Row 23", "UTF-8"]),
    ],
)
def test_a_broken_file_is_refused_in_words_and_changes_nothing(held_url, tmp_path, source, kind, words):
    before = row_counts(reading_engine(held_url)), read_dataset(reading_engine(held_url))
    frame = source.head(20).replace({"\n": " "}, regex=True)
    path = tmp_path / "city_311.csv"
    path.write_bytes(broken(kind, frame))
    with pytest.raises(LoadRefused) as refusal:
        load([path, OUTLINES], MAPPING, held_url, language="en")
    for word in words:
        assert word in refusal.value.words("en")
    assert (row_counts(reading_engine(held_url)), read_dataset(reading_engine(held_url))) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[city]", "[town]"), "city"),
        (('case_id = "CASE', 'case_number = "CASE'), "case_number"),
        (("[tables.cases]", "[tables.complaints]"), "complaints"),
        (('"Beacon Hill" = ["Beacon Hill"]', '"Beacon Hill" = ["Bacon Hill"]'), "Bacon Hill"),
        (('source = "*311*', 'source = "*911*'), "911"),
        (("[city]", "[city"), "TOML"),
        (("[tables.cases.no_position]", "[tables.cases.no_positions]"), "tables.cases.no_positions"),
        (("date_format =", "dateformat ="), "tables.cases.dateformat"),
        (("[tables.cases.place]", "[tables.cases.deadlines]\nX = 5\n\n[tables.cases.place]"), "deadlines.X"),
        (('note = "Outlines', 'notes = "Outlines'), "outlines.notes"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(tmp_path, change, words):
    text = MAPPING.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "mapping.toml"
    path.write_text(
        text.replace(*change).replace("tables.cases.", f"tables.{words}.")
        if words == "complaints"
        else text.replace(*change),
        encoding="utf-8",
    )
    with pytest.raises(LoadRefused) as refusal:
        load([SAMPLE, OUTLINES], path, database_url(f"duckdb:///{tmp_path}/data"))
    assert words in refusal.value.words("en")
    assert not list(tmp_path.glob("data/*.duckdb"))


def test_a_half_finished_load_leaves_what_was_there(held_url, demo_frames):
    before = row_counts(reading_engine(held_url)), read_dataset(reading_engine(held_url))
    with pytest.raises(RuntimeError, match="power"), replacing(held_url) as (connection, _):
        insert_frame(connection, dataset, demo_frames["dataset"])
        raise RuntimeError("power cut")
    assert (row_counts(reading_engine(held_url)), read_dataset(reading_engine(held_url))) == before


def test_each_load_is_a_new_generation(empty_url):
    assert [load([SAMPLE, OUTLINES], MAPPING, empty_url).generation for _ in range(2)] == [1, 2]


def test_what_a_load_that_died_left_behind_is_no_hindrance(tmp_path):
    url = database_url(f"duckdb:///{tmp_path}/city.duckdb")
    load([SAMPLE, OUTLINES], MAPPING, url)
    shutil.copy(tmp_path / "city.duckdb", tmp_path / "city.loading")
    load([SAMPLE, OUTLINES], MAPPING, url)
    assert row_counts(reading_engine(url))["cases"] == 2000


def test_check_counts_cases_with_steps_out_of_order(empty_url, demo_frames):
    events = demo_frames["case_events"].head(400).copy()
    second = events["seq"] == 2
    wrong = events.index[second][:3]
    events.loc[wrong, "at"] -= pd.Timedelta(days=400)
    with replacing(empty_url) as (connection, _):
        insert_frame(connection, dataset, demo_frames["dataset"])
        insert_frame(connection, case_events, events)
    found = {item.key: item.details for item in findings(reading_engine(empty_url))}
    assert found["steps_out_of_order"]["count"] == 3


def test_frames_with_unknown_columns_are_not_taken(empty_url):
    with pytest.raises(KeyError, match="colour"), replacing(empty_url) as (connection, _):
        insert_frame(connection, cases, pd.DataFrame({"colour": ["red"]}))


def test_words_exist_in_both_languages():
    zh, en = texts("zh"), texts("en")
    assert {section: set(words) for section, words in zh.items()} == {s: set(w) for s, w in en.items()}


@pytest.mark.whole_city
def test_the_whole_file(empty_url):
    """A real city's year loads whole, and cases are in time where the city says so."""
    if not WHOLE.is_dir():
        missing("../shared/data")
    sources = [WHOLE / "boston_311_2015.csv.gz", WHOLE / "boston_neighborhoods.geojson"]
    report = load(sources, MAPPING, empty_url).tables[0]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (121_145, 121_145, 0)
    assert (report.without_position, report.default_points, report.closed_before_reported) == (
        17_070,
        17_070,
        197,
    )
    rows = read(reading_engine(empty_url), select(cases.c.case_id, cases.c.due_at, cases.c.closed_at))
    with gzip.open(sources[0], "rt", encoding="utf-8", newline="") as file:
        flags = {
            row["CASE_ENQUIRY_ID"]: row["OnTime_Status"] for row in csv.DictReader(io.StringIO(file.read()))
        }
    rows = rows.dropna()
    rows["flag"] = rows["case_id"].map(flags)
    rows = rows[rows["flag"] != ""]
    assert ((rows["closed_at"] <= rows["due_at"]) == (rows["flag"] == "ONTIME")).all()
