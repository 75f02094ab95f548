"""Loading activities: New York City's park events, a file without outlines, keys and clean numbers."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest
from sqlalchemy import select

from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.reading import read, row_counts
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.loading.naming import slug
from data_access.schema import activities, import_batches, import_rejects, spaces, street_offices
from tests.conftest import PARKS_MAPPING, PARKS_SAMPLE, SHARED, missing

WHOLE = SHARED / "nyc-parks-events" / "parks_special_events.csv.gz"
FORMAT = "%m/%d/%Y %I:%M:%S %p"
COLUMNS = ["Borough", "Event Name", "Category", "Date and Time", "Attendance", "Unit"]


def cells(path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def attendance(source: pd.DataFrame) -> pd.Series:
    return pd.to_numeric(source["Attendance"].str.replace(",", ""))


def written(folder, frame: pd.DataFrame):
    path = folder / "parks_special_events.csv"
    frame.to_csv(path, index=False)
    return path


def events(count: int, **columns: object) -> pd.DataFrame:
    """Rows that load, one minute apart, with some columns replaced."""
    moments = pd.date_range("2024-05-01 10:00", periods=count, freq="min").strftime(FORMAT)
    frame = pd.DataFrame({"Borough": "Queens", "Event Name": "Fair", "Category": "Sport"}, index=range(count))
    return frame.assign(**{"Attendance": "5", "Unit": "", "Date and Time": moments} | columns)


def mapping_with(folder, *changes: tuple[str, str]):
    text = PARKS_MAPPING.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_sample_against_pandas(parks_url):
    """The sample's activities stand in the database as pandas reads them from the file."""
    source = cells(PARKS_SAMPLE)
    people = attendance(source)
    taken = source[~(people < 0)]
    got = read(reading_engine(parks_url), select(activities))
    key = ["starts_at", "name", "participants"]
    expected = pd.DataFrame(
        {
            "starts_at": pd.to_datetime(taken["Date and Time"], format=FORMAT),
            "name": taken["Event Name"].where(taken["Event Name"] != "", "(no name)"),
            "participants": people[taken.index],
            "street_office_code": "nyc-" + taken["Borough"].map(slug),
        }
    ).sort_values(key, ignore_index=True)
    found = got[list(expected)].sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert got["series"].isna().sum() == (taken["Event Name"] == "").sum() > 0
    assert got["kind"].isna().sum() == taken["Category"].isin(["", "--None--"]).sum() > 0
    assert got["participants"].max() == 7995
    held = read_dataset(reading_engine(parks_url))
    assert held.as_of == pd.to_datetime(source["Date and Time"], format=FORMAT).max()
    assert held.outline is None


def test_places_come_from_names_without_outline(parks_url):
    engine = reading_engine(parks_url)
    got = read(engine, select(street_offices).order_by(street_offices.c.code))
    assert got["name"].tolist() == ["Bronx", "Brooklyn", "Manhattan", "Queens", "Staten Island"]
    assert got["code"].tolist()[-1] == "nyc-staten-island"
    assert got[["outline", "residents", "longitude"]].isna().all(axis=None)
    counts = row_counts(engine)
    assert counts["communities"] == counts["cases"] == counts["case_categories"] == 0


def test_negatives_are_refused_and_odd_rows_reported(parks_url):
    source = cells(PARKS_SAMPLE)
    engine = reading_engine(parks_url)
    refused = read(engine, select(import_rejects)).sort_values("row_number")
    assert refused["row_number"].tolist() == (source.index[attendance(source) < 0] + 2).tolist()
    assert refused[["column_name", "value"]].drop_duplicates().values.tolist() == [["Attendance", "-42"]]
    batch = read(engine, select(import_batches)).iloc[0]
    assert (batch["rows_read"], batch["rows_accepted"], batch["rows_rejected"]) == (500, 498, 2)
    moments = pd.to_datetime(source["Date and Time"], format=FORMAT)
    notes = json.loads(batch["notes"])
    assert notes["repeated"] == source.duplicated().sum() == 5
    assert notes["implausible"] == (moments.dt.year < 2017).sum() == 5
    assert notes["at_midnight"] == (moments == moments.dt.normalize()).sum() >= 10


def test_odd_rows_are_named(tmp_path, empty_url):
    frame = events(4, **{"Date and Time": ["05/01/2002 10:00:00 AM", *["05/01/2024 12:00:00 AM"] * 3]})
    remarks = load([written(tmp_path, frame)], PARKS_MAPPING, empty_url, language="en").tables[0].remarks
    said = remarks.frame().set_index("row_number")
    assert said["value"].to_dict() == {2: "05/01/2002 10:00:00 AM", 4: "", 5: ""}
    assert said["reason"].str.contains("row 3").tolist() == [False, True, True]
    assert remarks.at_midnight == 3


def test_the_same_rows_get_the_same_codes(tmp_path, empty_url):
    frame = events(3)
    frame = pd.concat([frame, frame.iloc[[1]]], ignore_index=True)[COLUMNS]
    query = select(activities.c.activity_id, activities.c.starts_at)
    load([written(tmp_path, frame)], PARKS_MAPPING, empty_url)
    first = read(reading_engine(empty_url), query)
    more = pd.concat([events(1, Borough="Bronx")[COLUMNS], frame.iloc[::-1]], ignore_index=True)
    load([written(tmp_path, more)], PARKS_MAPPING, empty_url)
    second = read(reading_engine(empty_url), query)
    assert set(first["activity_id"]) < set(second["activity_id"])
    assert len(second) == second["activity_id"].nunique() == 5
    plain = hashlib.blake2b("\x1f".join(frame.iloc[1]).encode(), digest_size=8).hexdigest()
    assert {plain, f"{plain}-2"} < set(first["activity_id"])


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,000", 1000), ("2,133,624", 2_133_624), ("12", 12), ("", None), ("0", 0), ("7,995.0", 7995)],
)
def test_numbers_with_thousands_commas(tmp_path, empty_url, text, number):
    """Numbers written with thousands commas are read as numbers."""
    load([written(tmp_path, events(1, Attendance=text))], PARKS_MAPPING, empty_url)
    got = read(reading_engine(empty_url), select(activities.c.participants))["participants"].iloc[0]
    assert pd.isna(got) if number is None else got == number


@pytest.mark.parametrize("text", ["1,5", "10,00", ",5", "1,0000", "12 people", "-1", "-1,000"])
def test_numbers_that_would_be_guesses_are_refused(tmp_path, empty_url, text):
    frame = events(2, Attendance=["3", text])
    report = load([written(tmp_path, frame)], PARKS_MAPPING, empty_url).tables[0]
    assert report.rejects[["row_number", "value"]].values.tolist() == [[3, text]]
    assert report.rows_read == report.rows_accepted + report.rows_rejected == 2


def test_a_basement_is_below_zero(tmp_path, empty_url):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[city]\ncode = "x"\nname = "X"\n[places]\n[tables.spaces]\nsource = "spaces.csv"\n'
        '[tables.spaces.columns]\nname = "name"\nfloor = "floor"\n[tables.spaces.place]\ncolumn = "town"\n'
    )
    (tmp_path / "spaces.csv").write_text("name,floor,town\nCinema,-1,North\nRoom,2,South\n")
    load([tmp_path / "spaces.csv"], mapping, empty_url)
    assert sorted(read(reading_engine(empty_url), select(spaces.c.floor))["floor"]) == [-1, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[2017-01-01, 2025-12-31]", '["2017-01-01", "2025-12-31"]'), "plausible.starts_at"),
        (("plausible = { starts_at", "plausible = { started_at"), "started_at"),
        (('[tables.activities.place]\ncolumn = "Borough"', ""), "place"),
        (("note = ", "notes = "), "places.notes"),
        (("[places]", "[place]"), "outlines"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(tmp_path, empty_url, change, words):
    with pytest.raises(LoadRefused) as refusal:
        load([PARKS_SAMPLE], mapping_with(tmp_path, change), empty_url)
    assert words in refusal.value.words("en")


@pytest.mark.whole_city
def test_the_whole_file(empty_url):
    """A real city's events load whole, and rows that are odd are counted."""
    if not WHOLE.is_file():
        missing("../shared/data")
    report = load([WHOLE], PARKS_MAPPING, empty_url).tables[0]
    assert (report.rows_read, report.rows_accepted, report.rows_rejected) == (20_988, 20_986, 2)
    assert (len(report.remarks.repeated), len(report.remarks.implausible)) == (68, 5)
    assert report.remarks.at_midnight == 589
    got = read(reading_engine(empty_url), select(activities.c.participants))["participants"]
    assert (got.max(), got.isna().sum(), (got == 0).sum()) == (7995, 150, 1982)
    assert got.sum() == 2_133_624 + 2 * 42  # the file's sum holds its two negatives
