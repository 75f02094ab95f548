"""The list of cases on its page."""

from __future__ import annotations

from dataclasses import replace

from tests.data_access.cases.test_listing import expected
from tests.opening import opened, turned
from tests.oracle import YEAR
from ui.words.text import catalogue


def test_the_list_follows_the_url_and_writes_it(demo_folder, demo_frames, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, list="overdue", search="漏水")
    rows = expected(demo_frames, replace(YEAR), "overdue", "漏水").sort_values(["due_at", "case_id"])
    assert app.dataframe[0].value["案件编号"].tolist() == rows["case_id"].head(15).tolist()
    app.button_group(key="case_list_standing").set_value("closed").run()
    assert (app.query_params["list"], app.query_params["search"]) == ("closed", "漏水")
    app.text_input(key="case_list_search").set_value("").run()
    assert "search" not in app.query_params
    turned(app, "overview")
    turned(app, "cases")
    assert app.button_group(key="case_list_standing").value == "closed"


def test_order_and_page_are_in_the_address(demo_folder, demo_frames, monkeypatch):
    """A link opens the same rows; another list begins at its first page, in the same order."""
    app = opened("cases", demo_folder, monkeypatch, list="reported", sort="-reported_at", page="2")
    rows = demo_frames["cases"].query("reported_at >= '2026-06-01'")
    rows = rows.sort_values(["reported_at", "case_id"], ascending=[False, True])
    assert app.dataframe[0].value["案件编号"].tolist() == rows["case_id"].iloc[15:30].tolist()
    app.button_group(key="case_list_standing").set_value("closed").run()
    assert dict(app.query_params) == {"list": "closed", "sort": "-reported_at"}
    app.number_input[0].set_value(3).run()
    assert dict(app.query_params) == {"list": "closed", "sort": "-reported_at", "page": "3"}
    app.selectbox(key="case_list_order").set_value("case_id").run()
    assert dict(app.query_params) == {"list": "closed", "sort": "case_id"}


def test_columns_are_chosen_and_the_file_has_them(demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch)
    app.button_group(key="case_list_columns").set_value(["rating", "summary"]).run()
    assert app.dataframe[0].value.columns.tolist() == ["案件编号", "满意度", "案情摘要"]
    app.toggle(key="case_list_file").set_value(True).run()
    assert not app.exception


def test_a_list_that_is_not_known_is_said(demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, list="<b>lost</b>")
    assert "<b>" not in app.warning[0].value
    assert "list" in app.warning[0].value


def test_a_search_that_finds_nothing_says_so(demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, search="没有这样的词")
    assert catalogue("zh")["cases.list.none"] in [note.value for note in app.info]


def test_more_cases_than_a_file_holds_is_said(demo_folder, monkeypatch):
    monkeypatch.setattr("pages.cases.listing.ROWS_IN_A_FILE", 10)
    app = opened("cases", demo_folder, monkeypatch)
    app.toggle(key="case_list_file").set_value(True).run()
    assert "超过每个文件 10 件的上限" in app.warning[0].value
