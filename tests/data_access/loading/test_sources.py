"""Files and databases of every kind that a load reads."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely
from sqlalchemy import create_engine, select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.queries import read_query
from data_access.schema import (
    case_categories,
    cases,
    communities,
    import_batches,
)
from data_access.working_days import LAST_KNOWN_YEAR, due_after_working_days
from tests.conftest import MAPPING, OUTLINES, SAMPLE
from tests.data_access.loading.mapped import FORMAT, written

HOSTILE = [
    "=1+1",
    '"quoted", with comma',
    "<script>alert(1)</script>",
    "two\nlines",
    "O'Brien; DROP TABLE cases",
    "反诈“泡泡”",
]


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
    assert report.masked == {"identity": 1, "mobile": 2}
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
    """Numbers, yes and no, and default values are read as the mapping says."""
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
    report = load(
        [written(tmp_path, frame), OUTLINES], mapping, empty_url, language="en", max_rejects=1
    ).tables[0]
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


def test_deadlines_beyond_the_known_holidays_are_told(empty_url, tmp_path, source):
    """A load says how many deadlines lie in a year whose holidays are unknown, unless the site gives them."""
    opened = f"12/30/{LAST_KNOWN_YEAR} 09:00:00 AM"
    frame = source.head(4).assign(OPEN_DT=opened, TARGET_DT="", CLOSED_DT="", CASE_STATUS="Open")
    rules = (
        "[tables.cases.place]",
        '[tables.cases.deadlines]\n"*" = { working_days = 2 }\n\n[tables.cases.place]',
    )
    given = [written(tmp_path, frame), OUTLINES]
    report = load(given, mapping_with(tmp_path, rules), empty_url, language="zh").tables[0]
    assert report.beyond_calendar == 4
    assert f"4 件晚于 {LAST_KNOWN_YEAR}-12-31" in " ".join(report.lines("zh"))
    holidays = tmp_path / "节假日.toml"
    holidays.write_text(
        f"rest = [{LAST_KNOWN_YEAR + 1}-01-01]\nwork = [{LAST_KNOWN_YEAR + 1}-01-02]\n", "utf-8"
    )
    named = ("[city]", 'holidays = "节假日.toml"\n\n[city]')
    told = load(given, mapping_with(tmp_path, rules, named), empty_url).tables[0]
    assert told.beyond_calendar == 0
    due = read(reading_engine(empty_url), select(cases.c.due_at))["due_at"]
    assert set(pd.to_datetime(due).dt.date) == {date(LAST_KNOWN_YEAR + 1, 1, 2)}
    holidays.write_text('rest = ["1 January"]\n', "utf-8")
    with pytest.raises(LoadRefused, match="rest"):
        load(given, mapping_with(tmp_path, rules, named), empty_url)


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
        ("sqlite:///{folder}/none/x.db", "SELECT 1", "no file"),
        ("sqlite:///{folder}/x.db", "SELECT * FROM complaints", "no such table"),
        ("sqlite:///{folder}/x.db", "SELECT 1 AS a WHERE 1 = 0", "no rows"),
        ("nosuch://user:secret@host/x", "SELECT 1", "cannot be queried"),
    ],
)
def test_a_query_that_fails_is_refused_in_words(empty_url, tmp_path, url, query, words):
    mapping = mapping_with(tmp_path, ("date_format =", f'query = "{query}"\ndate_format ='))
    (tmp_path / "x.db").touch()
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


def test_numbers_outside_their_scale_or_type_are_rejected(empty_url, tmp_path, source):
    """Ratings are 1 to 5; whole numbers are finite, not negative and within what the column holds."""
    columns = 'summary = "CASE_TITLE"\nsatisfaction = "S"\nvisits = "V"'
    mapping = mapping_with(tmp_path, ('summary = "CASE_TITLE"', columns))
    ratings = ["1", "5", "0", "9", "85", "1000", "", "", "", "", ""]
    visits = ["", "32767", "", "", "", "", "40000", "inf", "-inf", "-2", "1e300"]
    frame = source.head(len(ratings)).assign(S=ratings, V=visits)
    report = load(
        [written(tmp_path, frame), OUTLINES], mapping, empty_url, language="en", max_rejects=1
    ).tables[0]
    assert report.rejects[["value", "reason"]].values.tolist() == [
        *[[value, "not between 1 and 5"] for value in ("0", "9", "85", "1000")],
        ["40000", "not between -32768 and 32767"],
        ["inf", "not a number"],
        ["-inf", "not a number"],
        ["-2", "below zero"],
        ["1e300", "not between -32768 and 32767"],
    ]
    got = read(reading_engine(empty_url), select(cases.c.satisfaction, cases.c.visits))
    assert got["satisfaction"].dropna().sort_values().tolist() == [1, 5]
    assert got["visits"].dropna().tolist() == [32767]


ZONED = [
    "2026-01-05 00:30+08",
    "2026-01-05T00:30:00+08:00",
    "2026-01-04T16:30:00Z",
    "2026-01-04 11:30:00-0500",
]


def test_moments_with_a_zone_are_told_in_the_citys_time(empty_url, tmp_path, source):
    """A zone that a file writes is followed; a moment without one is the city's already."""
    frame = source.head(len(ZONED) + 1)
    frame = frame.assign(OPEN_DT=[*ZONED, "01/05/2026 12:30:00 AM"], CLOSED_DT="", CASE_STATUS="Open")
    load([written(tmp_path, frame), OUTLINES], MAPPING, empty_url)
    got = read(reading_engine(empty_url), select(cases.c.reported_at))["reported_at"]
    assert set(pd.to_datetime(got)) == {pd.Timestamp("2026-01-05 00:30")}
    assert len(got) == len(frame)


def test_moments_with_a_zone_from_a_database(boston_url):
    """A query's moments with a zone are read in the city's time."""
    query = "SELECT TIMESTAMPTZ '2026-01-04 16:30:00+00' AS at"
    embedded = boston_url.drivername.startswith("duckdb")
    other = f"duckdb:///{next(Path(boston_url.database).glob('*.duckdb'))}" if embedded else ""
    url = other if embedded else boston_url.render_as_string(hide_password=False)
    assert read_query(url, query).rows["at"].tolist() == ["2026-01-05 00:30:00"]


def test_a_date_to_come_never_sets_as_of(empty_url, tmp_path, source):
    """A year mistyped, or outside the plausible days, is taken and reported, and the data end where others do."""
    mapping = mapping_with(
        tmp_path, ("required =", "plausible = { reported_at = [2015-01-01, 2015-12-31] }\nrequired =")
    )
    days = ["01/05/2015 08:00:00 AM", "01/05/2062 08:00:00 AM", "01/05/2019 08:00:00 AM"]
    frame = source.head(3).assign(OPEN_DT=days, CLOSED_DT=["", "01/05/2062 09:00:00 AM", ""])
    report = load([written(tmp_path, frame), OUTLINES], mapping, empty_url, max_rejects=1)
    assert report.as_of == pd.Timestamp("2015-01-05 08:00")
    assert report.tables[0].remarks.implausible["row_number"].tolist() == [3, 4]
