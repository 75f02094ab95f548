"""Loading a city's own file: what is taken, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import csv
import gzip
import io
import shutil

import geopandas
import pandas as pd
import pytest
import shapely
from sqlalchemy import create_engine, select

from data_access.commands.check import findings
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read, row_counts
from data_access.database.url import database_url
from data_access.database.writing import insert_frame, replacing
from data_access.loading import load
from data_access.loading.messages import LoadRefused, texts
from data_access.schema import (
    case_categories,
    case_events,
    cases,
    communities,
    dataset,
    import_batches,
    import_rejects,
)
from data_access.working_days import due_after_working_days
from tests.conftest import MAPPING, OUTLINES, SAMPLE, SHARED, missing

WHOLE = SHARED / "boston-311-2015"
FORMAT = "%m/%d/%Y %I:%M:%S %p"
HOSTILE = [
    "=1+1",
    '"quoted", with comma',
    "<script>alert(1)</script>",
    "two\nlines",
    "O'Brien; DROP TABLE cases",
    "反诈“泡泡”",
]


@pytest.fixture(scope="module")
def source() -> pd.DataFrame:
    return pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)


def written(folder, frame: pd.DataFrame, name: str = "city_311.csv"):
    path = folder / name
    frame.to_csv(path, index=False)
    return path


def test_sample_against_pandas(boston_url, source):
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
        "governance_elements",
    }


def test_bad_rows_are_named_and_the_rest_is_taken(empty_url, tmp_path, source):
    frame = source.head(50).copy()
    frame.loc[3, "OPEN_DT"] = "2015-13-45"
    frame.loc[5, "CASE_STATUS"] = "Sleeping"
    frame.loc[7, "CASE_ENQUIRY_ID"] = frame.loc[2, "CASE_ENQUIRY_ID"]
    frame.loc[9, "LATITUDE"] = "north"
    frame.loc[11, "OPEN_DT"] = ""
    report = load([written(tmp_path, frame), OUTLINES], MAPPING, empty_url, language="en").tables[0]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (50, 45, 5)
    found = report.rejects.set_index("row_number")
    assert found["column_name"].to_dict() == {
        5: "OPEN_DT",
        7: "CASE_STATUS",
        9: "CASE_ENQUIRY_ID",
        11: "LATITUDE",
        13: "OPEN_DT",
    }
    assert "first in row 4" in found.loc[9, "reason"]
    assert found.loc[5, "value"] == "2015-13-45"
    stored = read(reading_engine(empty_url), select(import_rejects))
    assert stored["row_number"].tolist() == found.index.tolist()


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
        "ragged": text.encode() + b'a,"b' + b",c" * 60 + b'"\n' + b"1," * 60,
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
        ("ragged", ["city_311.csv", "line 23"]),
    ],
)
def test_a_broken_file_is_refused_in_words_and_changes_nothing(empty_url, tmp_path, source, kind, words):
    load([SAMPLE, OUTLINES], MAPPING, empty_url)
    before = row_counts(reading_engine(empty_url)), read_dataset(reading_engine(empty_url))
    frame = source.head(20).replace({"\n": " "}, regex=True)
    path = tmp_path / "city_311.csv"
    path.write_bytes(broken(kind, frame))
    with pytest.raises(LoadRefused) as refusal:
        load([path, OUTLINES], MAPPING, empty_url, language="en")
    for word in words:
        assert word in refusal.value.words("en")
    assert (row_counts(reading_engine(empty_url)), read_dataset(reading_engine(empty_url))) == before


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


def test_a_half_finished_load_leaves_what_was_there(empty_url, demo_frames):
    load([SAMPLE, OUTLINES], MAPPING, empty_url)
    before = row_counts(reading_engine(empty_url)), read_dataset(reading_engine(empty_url))
    with pytest.raises(RuntimeError, match="power"), replacing(empty_url) as (connection, _):
        insert_frame(connection, dataset, demo_frames["dataset"])
        raise RuntimeError("power cut")
    assert (row_counts(reading_engine(empty_url)), read_dataset(reading_engine(empty_url))) == before


def test_each_load_is_a_new_generation(empty_url):
    assert [load([SAMPLE, OUTLINES], MAPPING, empty_url).generation for _ in range(2)] == [1, 2]


def test_hostile_texts_survive_as_text(empty_url, tmp_path, source):
    frame = source.head(len(HOSTILE)).assign(CASE_TITLE=HOSTILE)
    load([written(tmp_path, frame), OUTLINES], MAPPING, empty_url)
    got = read(reading_engine(empty_url), select(cases.c.case_id, cases.c.summary)).set_index("case_id")[
        "summary"
    ]
    assert got.loc[frame["CASE_ENQUIRY_ID"]].tolist() == HOSTILE


def test_personal_numbers_are_masked(empty_url, tmp_path, source):
    frame = source.head(2).assign(
        CASE_TITLE=["call 13812345678 or +86 139-1234-5678", "id 11010519491231002X"]
    )
    report = load([written(tmp_path, frame), OUTLINES], MAPPING, empty_url).tables[0]
    stored = read(reading_engine(empty_url), select(cases.c.summary))["summary"].str.cat()
    assert report.masked == 2
    assert "13812345678" not in stored
    assert "11010519491231002X" not in stored
    assert "1234-5678" not in stored


def test_row_numbers_count_blank_rows(empty_url, tmp_path, source):
    lines = source.head(3).assign(CASE_TITLE="x", CLOSURE_REASON="y").to_csv(index=False).splitlines()
    lines[3] = lines[3].replace(source.loc[2, "OPEN_DT"], "soon", 1)
    path = tmp_path / "city_311.csv"
    path.write_text("\n".join([lines[0], lines[1], "", "", *lines[2:]]), encoding="utf-8")
    report = load([path, OUTLINES], MAPPING, empty_url).tables[0]
    assert (report.rows_read, report.rejects["row_number"].tolist()) == (3, [6])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_chinese_files_of_either_encoding(tmp_path, empty_url, source, encoding):
    frame = source.head(5).assign(CASE_TITLE="楼上漏水")
    path = tmp_path / "city_311.csv"
    path.write_bytes(frame.to_csv(index=False).encode(encoding))
    load([path, OUTLINES], MAPPING, empty_url)
    assert set(read(reading_engine(empty_url), select(cases.c.summary))["summary"]) == {"楼上漏水"}


def test_compressed_files_read_alike(tmp_path, empty_url, source):
    path = tmp_path / "city_311.csv.gz"
    path.write_bytes(gzip.compress(source.head(9).to_csv(index=False).encode()))
    assert load([path, OUTLINES], MAPPING, empty_url).tables[0].rows_accepted == 9


def mapping_with(folder, *changes: tuple[str, str]):
    """Write Boston's mapping with some of its text replaced."""
    text = MAPPING.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_answers_and_defaults(empty_url, tmp_path, source):
    mapping = mapping_with(
        tmp_path,
        (
            'summary = "CASE_TITLE"',
            'summary = "CASE_TITLE"\nvisits = "V"\nagreement_signed = "A"\nmethod = "M"\nfirst_response_at = "F"',
        ),
        ("required =", 'date_formats = { first_response_at = "%Y/%m/%d" }\nrequired ='),
        (
            "[tables.cases.category]",
            '[tables.cases.defaults]\nmethod = "mediation"\nreopened = 0\n\n[tables.cases.category]',
        ),
    )
    frame = source.head(6).assign(
        V=["2", "3.5", "", "4.0", "5", "6"],
        A=["是", "no", "TRUE", "maybe", "", "0"],
        M=["repair", "", "", "", "", ""],
        F=["2015/03/01", "", "", "", "01.03.2015", ""],
    )
    report = load([written(tmp_path, frame), OUTLINES], mapping, empty_url, language="en").tables[0]
    reasons = report.rejects.set_index("row_number")[["column_name", "value"]].values.tolist()
    assert reasons == [["V", "3.5"], ["A", "maybe"], ["F", "01.03.2015"]]
    assert "whole" in report.rejects["reason"].iloc[0]
    got = read(reading_engine(empty_url), select(cases)).set_index("case_id")
    taken = got.loc[frame["CASE_ENQUIRY_ID"][[0, 2, 5]]]
    assert taken["visits"].tolist()[::2] == [2, 6]
    assert taken["agreement_signed"].tolist() == [True, True, False]
    assert taken["method"].tolist() == ["repair", "mediation", "mediation"]
    assert (taken["reopened"] == 0).all()
    assert str(taken["first_response_at"].iloc[0]).startswith("2015-03-01")


def test_deadlines_by_category_where_the_file_has_none(empty_url, tmp_path, source):
    sub = source["TYPE"].value_counts().index[0]
    main = source.loc[source["TYPE"] != sub, "REASON"].value_counts().index[0]
    rules = f'"{sub}" = {{ hours = 30 }}\n"{main}" = {{ working_days = 3 }}\n'
    mapping = mapping_with(
        tmp_path, ("[tables.cases.place]", f"[tables.cases.deadlines]\n{rules}\n[tables.cases.place]")
    )
    load([SAMPLE, OUTLINES], mapping, empty_url)
    got = read(reading_engine(empty_url), select(cases)).set_index("case_id")
    source = source.set_index("CASE_ENQUIRY_ID").loc[got.index]
    opened, due = pd.to_datetime(got["reported_at"]), pd.to_datetime(got["due_at"])
    own = source["TARGET_DT"] != ""
    given = pd.to_datetime(source.loc[own, "TARGET_DT"], format=FORMAT)
    assert (due[own] == given).all()
    by_hours = ~own & (source["TYPE"] == sub)
    by_days = ~own & (source["TYPE"] != sub) & (source["REASON"] == main)
    assert by_hours.sum() + by_days.sum() > 20
    assert (due[by_hours] == opened[by_hours] + pd.Timedelta(hours=30)).all()
    assert (due[by_days] == due_after_working_days(opened[by_days], 3)).all()
    assert due[~own & ~by_hours & ~by_days].isna().all()
    named = read(reading_engine(empty_url), select(case_categories)).set_index("name")
    assert named.loc[sub, "deadline_hours"] == 30


def test_a_query_against_another_database_reads_like_the_file(empty_url, tmp_path, source):
    engine = create_engine(f"sqlite:///{tmp_path}/department.db")
    source.head(40).to_sql("complaints", engine, index=False)
    mapping = mapping_with(tmp_path, ("date_format =", 'query = "SELECT * FROM complaints"\ndate_format ='))
    load([str(engine.url), OUTLINES], mapping, empty_url)
    by_query = read(reading_engine(empty_url), select(cases).order_by(cases.c.case_id))
    batch = read(reading_engine(empty_url), select(import_batches)).iloc[0]
    assert (batch["rows_read"], len(batch["sha256"])) == (40, 64)
    load([written(tmp_path, source.head(40)), OUTLINES], MAPPING, empty_url)
    pd.testing.assert_frame_equal(
        by_query, read(reading_engine(empty_url), select(cases).order_by(cases.c.case_id))
    )


@pytest.mark.parametrize(
    ("url", "query", "words"),
    [
        ("sqlite:///{folder}/none/x.db", "SELECT 1", "cannot be queried"),
        ("sqlite:///{folder}/x.db", "SELECT * FROM complaints", "no such table"),
        ("sqlite:///{folder}/x.db", "SELECT 1 AS a WHERE 1 = 0", "no rows"),
        ("nosuch://user:secret@host/x", "SELECT 1", "cannot be queried"),
    ],
)
def test_a_query_that_fails_is_refused_in_words(empty_url, tmp_path, url, query, words):
    mapping = mapping_with(tmp_path, ("date_format =", f'query = "{query}"\ndate_format ='))
    with pytest.raises(LoadRefused) as refusal:
        load([url.format(folder=tmp_path), OUTLINES], mapping, empty_url)
    assert words in refusal.value.words("en")
    assert "secret" not in refusal.value.words("en")


def test_a_zipped_shapefile_in_another_system_gives_the_same_outlines(empty_url, tmp_path):
    load([SAMPLE, OUTLINES], MAPPING, empty_url)
    query = select(communities.c.code, communities.c.area_km2, communities.c.outline).order_by(
        communities.c.code
    )
    expected = read(reading_engine(empty_url), query)
    frame = geopandas.read_file(OUTLINES)[["name", "geometry"]].to_crs(26986)  # Massachusetts, metres
    frame.to_file(tmp_path / "outlines.shz", driver="ESRI Shapefile")
    (tmp_path / "outlines.shz").rename(tmp_path / "outlines.zip")
    mapping = mapping_with(tmp_path, ('"*.geojson"', '"*.zip"'))
    load([SAMPLE, tmp_path / "outlines.zip"], mapping, empty_url)
    got = read(reading_engine(empty_url), query)
    assert got["code"].tolist() == expected["code"].tolist()
    assert (got["area_km2"] - expected["area_km2"]).abs().max() < 0.002
    for mine, theirs in zip(got["outline"], expected["outline"], strict=True):
        difference = shapely.from_geojson(mine).symmetric_difference(shapely.from_geojson(theirs))
        assert difference.area < 0.01 * shapely.from_geojson(theirs).area


@pytest.mark.parametrize("content", [b"", b"no outlines", b"PK\x03\x04broken"])
def test_broken_outlines_are_refused_in_words(empty_url, tmp_path, content):
    (tmp_path / "city.zip").write_bytes(content)
    with pytest.raises(LoadRefused) as refusal:
        load([SAMPLE, tmp_path / "city.zip"], mapping_with(tmp_path, ('"*.geojson"', '"*.zip"')), empty_url)
    assert "city.zip" in refusal.value.words("en")


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
