"""The page of the index, its drawing and its workbook."""

from __future__ import annotations

import io
from dataclasses import replace

import formulas
import openpyxl
import pandas as pd
import pytest

from data_access import familiarity
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.familiarity import WEIGHTS
from data_access.statistics import composite
from pages.familiarity.charts import slope
from pages.familiarity.sheet import FIRST_PART, index_sheet_bytes
from tests.data_access.familiarity.test_familiarity import YEAR, both
from tests.opening import metric, opened
from ui.words.text import catalogue

PERIOD = {"from": "2025-07-01", "to": "2026-06-30"}


def test_the_workbook_calculates_what_the_page_shows(demo_engine, tmp_path):
    (now, _), _ = both(demo_engine, replace(YEAR, streets=("350582001000",)))
    keep = now.places.index[now.places["street_office_code"] == "350582001000"]
    small = familiarity.Index(now.places.loc[keep], now.values.loc[keep], now.scores.loc[keep], now.standings)
    small = replace(small, standings=composite.standings(small.scores, familiarity.by_key(WEIGHTS)))
    ranges = composite.rank_ranges(small.scores, familiarity.by_key(WEIGHTS), 50)
    file = tmp_path / "index.xlsx"
    file.write_bytes(index_sheet_bytes(small, ranges, small.places["name"], dict(WEIGHTS), "'=line"))
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    first = book.worksheets[0]
    weights = [first.cell(1, FIRST_PART + 1 + place).value for place in range(len(WEIGHTS))]
    assert weights == list(WEIGHTS.values())
    first.cell(1, FIRST_PART + 1, 0)
    first.cell(1, FIRST_PART + 3, 90)
    book.save(file)
    solved = formulas.ExcelModel().loads(str(file)).finish().calculate()
    cells = {
        key.split("!")[1].strip("'"): value.value[0, 0]
        for key, value in solved.items()
        if first.title in key and ":" not in key
    }
    changed = dict(zip([item.key for item in WEIGHTS], [0, *weights[1:2], 90, *weights[3:]], strict=True))
    expected = composite.standings(small.scores, pd.Series(changed))
    rows = {first.cell(row, 2).value: row for row in range(3, 3 + len(keep))}
    for code in keep:
        assert cells[f"D{rows[code]}"] == pytest.approx(expected.loc[code, "score"], abs=1e-5)
        assert cells[f"E{rows[code]}"] == expected.loc[code, "rank"]


def test_slopes_differ_by_dash_and_sign():
    table = pd.DataFrame(
        {"place": ["a", "b", "c"], "x": [1.0, 2, 3], "y": [2.0, 1, 3], "change": [1.0, -1, 0]}
    )
    spec = slope(table, "place", ("x", "y"), "change", ["a", "b"]).to_dict()
    dashes = [layer["mark"]["strokeDash"] for layer in spec["layer"] if "strokeDash" in layer["mark"]]
    assert dashes == [[1, 0], [4, 3]]
    texts = [row["words"] for rows in spec["datasets"].values() for row in rows if "words" in row]
    assert texts == ["▲ a +1.0", "▼ b -1.0"]


def listed(app) -> pd.DataFrame:
    return app.dataframe[-1].value


def test_page_ranks_by_the_weights_of_the_url(demo_folder, monkeypatch):
    app = opened("familiarity", demo_folder, monkeypatch, parts="visits_a_year:100", **PERIOD)
    rows = listed(app)
    visited = rows["每百户年走访次数（次/百户·年）"]
    assert visited.clip(*visited.quantile([0.05, 0.95])).is_monotonic_decreasing
    assert rows["名次第5百分位"].tolist() == rows["名次"].tolist()
    app.number_input(key="parts_grouped_households").set_value(50).run()
    assert app.query_params["parts"] == "grouped_households:50,visits_a_year:100"
    assert listed(app)["名次第5百分位"].tolist() != listed(app)["名次"].tolist()
    app = opened("familiarity", demo_folder, monkeypatch, parts="closing:100", **PERIOD)
    assert catalogue("zh")["evaluation.weights_unknown"] in [note.value for note in app.warning]


def test_page_by_grid_and_z_score(demo_folder, demo_frames, monkeypatch):
    app = opened("familiarity", demo_folder, monkeypatch, street="350582001000", **PERIOD)
    app.button_group(key="familiarity_level").set_value("grid").run()
    grids = demo_frames["grids"].query("street_office_code == '350582001000'")
    assert sorted(listed(app)["地点"]) == sorted(grids["name"])
    before = listed(app)["熟人指数"].tolist()
    app.button_group(key="familiarity_method").set_value("z_score").run()
    assert not app.exception
    assert listed(app)["熟人指数"].tolist() != before


def test_page_says_what_the_comparison_must_be(demo_folder, monkeypatch):
    app = opened("familiarity", demo_folder, monkeypatch, street="350582001000", **PERIOD)
    assert catalogue("zh")["familiarity.not_in_time"] not in [note.value for note in app.info]
    app.selectbox(key="compare_with").set_value("city").run()
    assert catalogue("zh")["familiarity.not_in_time"] in [note.value for note in app.info]


def test_boston_says_what_is_missing(boston_folder, monkeypatch):
    app = opened("familiarity", boston_folder, monkeypatch, **{"from": "2015-01-01", "to": "2015-12-31"})
    texts = catalogue("zh", read_dataset(reading_engine(boston_folder)).level_names or "")
    said = " ".join(note.value for note in app.info)
    assert texts["familiarity.nothing"] in said
    for indicator in WEIGHTS:
        assert texts[f"indicator.{indicator.key}.name"] in said
    assert not app.metric


def test_a_city_with_some_parts_is_scored_by_them(altered, demo_frames, monkeypatch):
    without = ("meetings", "resident_groups")
    known = {name: frame for name, frame in demo_frames.items() if name not in without}
    app = opened("familiarity", altered("duckdb", known), monkeypatch, **PERIOD)
    rows = listed(app)
    assert rows["熟人指数"].notna().any()
    assert rows["已知权重（%）"].max() == 75
    assert rows["缺少的项"].str.contains("建群覆盖").all()
    assert metric(app, "每千人年议事会") == "—"
