"""One click opens exactly the cases that an alert counts, another takes the alert away again."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest

from tests.opening import opened
from ui.words.text import catalogue

PLACE = "350582002000"
WORDS = {
    "surge": r"近7天 ([\d,]+) 件",
    "overdue": r"超期未办结 ([\d,]+) 件",
    "repeat": r"90天内 ([\d,]+) 件",
    "reopened": r"30天内重开 ([\d,]+) 件",
    "due_soon": r"三日内到期 ([\d,]+) 件",
}


def links(app, kind: str) -> list[dict[str, str]]:
    """The parameters of the links of a kind, first come first."""
    queries = [parse_qs(item.proto.query_string) for item in app.get("page_link")]
    chosen = [query for query in queries if query.get("alert", [""])[0].split(":")[0] == kind]
    return [{name: values[0] for name, values in query.items()} for query in chosen]


def unfold(app) -> None:
    """Unfold the lines of every street office."""
    for code in app.session_state["view"].names:
        app.session_state[f"attention_of_{code}"] = True
    app.run()


def figures(app, kind: str) -> list[int]:
    found = [re.search(WORDS[kind], text.value) for text in app.markdown]
    return [int(match[1].replace(",", "")) for match in found if match]


@pytest.mark.parametrize("kind", WORDS)
def test_the_list_holds_as_many_as_the_alert_says_and_lets_go(kind, demo_folder, monkeypatch):
    page = opened("attention", demo_folder, monkeypatch, to="2026-06-30", **{"from": "2026-03-05"})
    unfold(page)
    query = links(page, kind)[0]
    app = opened("cases", demo_folder, monkeypatch, **query)
    assert not app.exception
    told = catalogue("zh")["cases.list.note_alert"].format(total=f"{figures(page, kind)[0]:,}")
    assert any(note.value.startswith(told) for note in app.caption)
    assert any(f"“{catalogue('zh')[f'attention.kind.{kind}']}”" in text.value for text in app.markdown)
    app.button(key="alert_clear").click().run()
    assert not app.exception
    assert not {"alert", "before", "community", "category"} & set(app.query_params)
    assert app.query_params["from"] == "2026-03-05"
    assert app.button_group(key="case_list_standing").value == "open"
    assert not any(button.key == "alert_clear" for button in app.button)


def test_a_silent_grid_opens_the_visits_before_its_silence(demo_folder, monkeypatch):
    page = opened("attention", demo_folder, monkeypatch, street=PLACE)
    everywhere = opened("attention", demo_folder, monkeypatch)
    labels = {item.proto.label for item in everywhere.get("page_link") if "silent" in item.proto.query_string}
    assert labels == {catalogue("zh")["attention.open_visits"]}
    query = (links(page, "silent") or links(everywhere, "silent"))[0]
    app = opened("grid_work", demo_folder, monkeypatch, **query)
    assert not app.exception
    assert app.session_state["view"].selection.grids == (query["grid"],)
    app.button(key="alert_clear").click().run()
    assert not {"alert", "grid"} & set(app.query_params)


def test_an_alert_that_is_not_known_is_said(demo_folder, monkeypatch):
    app = opened("cases", demo_folder, monkeypatch, alert="<b>lost</b>")
    assert "alert" in app.warning[0].value
    assert "<b>" not in app.warning[0].value
    app.button(key="alert_clear").click().run()
    assert not app.warning
