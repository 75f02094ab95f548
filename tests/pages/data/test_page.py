"""The page of data quality says what is wrong, where nothing is, and nothing that its reader may not see."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import URL
from streamlit.testing.v1 import AppTest

from data_access.database.url import database_url
from data_access.loading.messages import texts
from data_access.loading.remarked import KINDS
from data_access.schema import metadata
from tests.conftest import write
from tests.data_access.data.rows import OTHER, STREET, troubled
from tests.opening import metric, opened
from ui.filters import bar
from ui.words.text import LANGUAGES, catalogue, inert

YEAR = {"from": "2025-07-01", "to": "2026-06-30"}
WORDS = catalogue("zh")


@pytest.fixture(scope="module")
def frames(demo_frames) -> dict[str, pd.DataFrame]:
    return troubled(demo_frames)


@pytest.fixture(scope="module")
def troubled_city(frames, tmp_path_factory) -> URL:
    url = URL.create("duckdb", database=str(tmp_path_factory.mktemp("troubled") / "data"))
    write(url, frames)
    return url


def shown(app: AppTest, first: str) -> pd.DataFrame:
    """The table on the page whose first column has this heading."""
    return next(item.value for item in app.dataframe if item.value.columns[0] == first)


def said(app: AppTest) -> str:
    return "\n".join(item.value for item in (*app.caption, *app.info, *app.markdown))


def test_faults_are_told_with_their_rules(troubled_city, frames, monkeypatch):
    app = opened("data", troubled_city, monkeypatch, **YEAR)
    assert [metric(app, label) for label in ("重复", "界外")] == ["7", "19"]
    rows = frames["cases"]
    rows = rows[rows["reported_at"].between("2025-07-01", "2026-07-01", inclusive="left")]
    no_street = ~rows["street_office_code"].isin(frames["street_offices"]["code"])
    unplaced = (no_street | rows["latitude"].isna()).sum()
    assert metric(app, "未定位") == f"{unplaced:,}"
    rules = next(item.value for item in app.dataframe if "检查项" in item.value).set_index("检查项")
    assert rules.loc["没有街道（镇）代码，或代码不在名单中", "案件（件）"] == no_street.sum()
    assert (rules["案件（件）"] > 0).all()
    assert inert(f"期内上报的{len(rows):,}件案件中：") in said(app)


def test_loads_are_told_with_what_became_of_their_rows(troubled_city, monkeypatch):
    """Sources with counts and the beginning of their fingerprint, causes in words, names; but no refused value."""
    app = opened("data", troubled_city, monkeypatch, **YEAR)
    source = shown(app, "来源文件").set_index("来源文件").loc["案件.csv"]
    assert source[["读取（行）", "接收（行）", "退回（行）", "指纹"]].tolist() == [70, 60, 10, "abababababab"]
    rejected = shown(app, "原因")
    assert rejected[["原因", "行数（行）"]].values.tolist() == [["日期无法识别", 7], ["超出允许范围", 3]]
    names = next(item.value for item in app.dataframe if "来源中的名称" in item.value)
    assert names[["来源中的名称", "对应的地点"]].values.tolist() == [
        ["其余12个名称", "未能对应"],
        ["不知道", "未能对应"],
        ["青阳", "青阳街道"],
    ]
    assert not [
        item
        for item in app.dataframe
        if item.value.astype(str).apply(lambda c: c.str.contains("soon")).any(axis=None)
    ]


def test_a_reader_of_one_street_office_sees_its_rows_alone(troubled_city, frames, monkeypatch):
    """Of loads only files and days are told, for nobody knows of whom their rows speak."""
    draw = bar.filter_bar
    monkeypatch.setattr(bar, "filter_bar", lambda *given: replace(draw(*given), allowed=frozenset({OTHER})))
    app = opened("data", troubled_city, monkeypatch, **YEAR)
    places = shown(app, "名称")
    own = frames["street_offices"].set_index("code")["name"]
    assert places["名称"].tolist() == [own[OTHER]]
    assert [metric(app, label) for label in ("重复", "界外")] == ["2", "3"]
    assert shown(app, "来源文件")["读取（行）"].isna().all()
    assert inert(WORDS["data.whole_city_only"]) in said(app)
    texts_shown = " ".join(item.value.astype(str).to_string() for item in app.dataframe)
    assert own[STREET] not in texts_shown
    assert "不知道" not in texts_shown


@pytest.mark.parametrize(
    "query", [{"category": "noise"}, {"street": "350582002000", "community": "350582002014"}]
)
def test_what_loads_do_not_know_is_not_told_as_none(query, troubled_city, monkeypatch):
    """Loads know neither categories nor communities: with these filtered, rows repeated and outside are unknown."""
    app = opened("data", troubled_city, monkeypatch, **YEAR, **query)
    assert [metric(app, label) for label in ("重复", "界外")] == ["—", "—"]


def test_where_nothing_is_wrong_the_page_says_so(tmp_path, demo_frames, monkeypatch):
    cases = demo_frames["cases"].dropna(subset=["longitude"]).head(300)
    url = URL.create("duckdb", database=str(tmp_path / "data"))
    write(url, demo_frames | {"cases": cases.assign(solved=None, satisfaction=None, agreement_kept=None)})
    span = {"from": f"{cases['reported_at'].min():%Y-%m-%d}", "to": f"{cases['reported_at'].max():%Y-%m-%d}"}
    app = opened("data", url, monkeypatch, **span)
    words = said(app)
    for key in ("data.nothing_found", "data.no_sources", "data.nothing_missing"):
        assert inert(WORDS[key].format(cases=300)) in words, key
    assert inert(WORDS["data.generated"].format(generation=1)) in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_and_table_has_words(language):
    """Whatever a load refuses or finds odd, and whichever table it fills, the page says it in words."""
    refused = texts(language)["reject"]
    read = {key for key, words in texts(language)["read"].items() if "{count}" in words}
    outlines = {f"outline_{fault}" for fault in ("broken", "empty", "off_earth", "huge", "far", "unreadable")}
    known = catalogue(language)
    assert {
        cause for cause in {*refused, *read, *KINDS, *outlines} if f"value.cause.{cause}" not in known
    } == set()
    tables = {name for name in metadata.tables if not name.startswith("import_")} - {"dataset", "loads"}
    assert {name for name in tables if f"table.{name}" not in known} == set()


@pytest.mark.parametrize(
    ("rule", "lacking"), [("steps_out_of_order", {"case_events": None}), ("no_point", {"cases": "longitude"})]
)
def test_a_rule_that_cannot_be_judged_is_not_told_as_kept(tmp_path, demo_frames, monkeypatch, rule, lacking):
    """Without steps nobody knows whether any is out of order, and without points none is missing: no 0 in the list."""
    changed = {
        table: demo_frames[table].head(0) if column is None else demo_frames[table].assign(**{column: None})
        for table, column in lacking.items()
    }
    url = database_url(f"duckdb:///{tmp_path}/data")
    write(url, demo_frames | changed)
    tables = [table.value for table in opened("data", url, monkeypatch).dataframe]
    listed = next(table for table in tables if WORDS["data.column.treatment"] in table)
    counts = listed.set_index(WORDS["data.column.rule"])[WORDS["data.column.cases"]]
    assert pd.isna(counts[WORDS[f"data.rule.{rule}"]])
    assert counts[WORDS["data.rule.closed_before_reported"]] >= 0
