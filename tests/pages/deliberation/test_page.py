"""The page of meetings and joint building."""

from __future__ import annotations

import pytest

from data_access.database.url import database_url
from tests.conftest import write
from tests.opening import metric, opened
from ui.words.text import catalogue


def test_the_rhythm_lives_in_the_url(demo_folder, demo_frames, monkeypatch):
    period = {"from": "2026-01-01", "to": "2026-06-30"}
    held = demo_frames["meetings"]
    held = held[held["held_at"].between("2026-01-01", "2026-07-01", inclusive="left")]
    each = held["community_code"].value_counts().reindex(demo_frames["communities"]["code"], fill_value=0)
    label = catalogue("zh")["indicator.in_rhythm.name"]
    app = opened("deliberation", demo_folder, monkeypatch, rhythm="2", **period)
    assert metric(app, label) == f"{100 * (each >= 4).mean():.1f}%"
    assert app.query_params["rhythm"] == "2"
    app.number_input(key="rhythm").set_value(1).run()
    assert metric(app, label) == f"{100 * (each >= 2).mean():.1f}%"
    assert "rhythm" not in app.query_params
    for wrong in ("0", "99", "two", "²"):
        app = opened("deliberation", demo_folder, monkeypatch, rhythm=wrong, **period)
        assert [note.value for note in app.warning] == [
            catalogue("zh")["deliberation.rhythm_unknown"].format(most=12)
        ]


def test_a_period_too_short_for_the_rhythm_judges_nobody(demo_folder, monkeypatch):
    label, words = catalogue("zh")["indicator.in_rhythm.name"], catalogue("zh")["deliberation.no_whole_month"]
    app = opened("deliberation", demo_folder, monkeypatch, **{"from": "2026-05-01", "to": "2026-06-30"})
    assert metric(app, label) == "—"
    assert any("至少需要 3 个完整的月份" in note.value for note in app.info)
    app = opened("deliberation", demo_folder, monkeypatch, **{"from": "2026-06-02", "to": "2026-06-29"})
    assert words in [note.value for note in app.info]


def test_one_name_is_one_method(demo_folder, monkeypatch):
    """The share carried out within 30 and 60 days is the same figure on its tile and in the table."""
    app = opened("deliberation", demo_folder, monkeypatch, **{"from": "2026-01-01", "to": "2026-06-30"})
    table = next(item.value for item in app.dataframe if "30天内全部落实（%）" in item.value)
    for name in ("30天内全部落实", "60天内全部落实"):
        assert f"{table[f'{name}（%）'].iloc[0]:.1f}%" == metric(app, name)
    assert len(table) > 2


def test_a_period_too_recent_to_judge_leads_to_one_that_is_not(demo_folder, monkeypatch):
    """The page opens on 30 days, in which nothing is 60 days old: one click shows the shares of the last 90."""
    app = opened("deliberation", demo_folder, monkeypatch)
    assert metric(app, "60天内全部落实") == "—"
    app.button(key="deliberation_longer").click().run()
    assert metric(app, "60天内全部落实").endswith("%")
    assert "deliberation_longer" not in {button.key for button in app.button}


def test_compounds_without_a_kind_are_told_in_words(altered, demo_frames, monkeypatch):
    url = altered("duckdb", demo_frames | {"compounds": demo_frames["compounds"].assign(kind=None)})
    app = opened("deliberation", url, monkeypatch)
    compared = next(item.value for item in app.dataframe if "比较方式" in item.value)["比较方式"]
    assert "其中：未登记" in set(compared)


@pytest.mark.parametrize(
    ("column", "reason", "label"),
    [
        ("joint_party_building", "without_signing", "indicator.signed_compounds.name"),
        ("property_company", "without_companies", "indicator.with_company.name"),
    ],
)
def test_what_no_compound_tells_is_a_dash_with_the_reason(
    tmp_path, demo_frames, monkeypatch, column, reason, label
):
    url = database_url(f"duckdb:///{tmp_path}/data")
    write(url, demo_frames | {"compounds": demo_frames["compounds"].assign(**{column: None})})
    app = opened("deliberation", url, monkeypatch)
    words = catalogue("zh")
    assert metric(app, words[label]) == metric(app, words["indicator.signed_share.name"]) == "—"
    assert words[f"deliberation.{reason}"] in [caption.value for caption in app.caption]


def test_one_of_three_is_a_third(demo_folder, demo_frames, monkeypatch):
    """A community that held one meeting where three were due has carried out 33.3 %, however it is rounded."""
    held = demo_frames["meetings"]
    held = held[held["held_at"].between("2026-01-01", "2026-04-01", inclusive="left")]
    one = set(held["community_code"].value_counts().loc[lambda count: count == 1].index)
    names = demo_frames["communities"].set_index("code")["name"]
    app = opened(
        "deliberation", demo_folder, monkeypatch, rhythm="3", **{"from": "2026-01-01", "to": "2026-03-31"}
    )
    heads = {
        name: catalogue("zh")[f"deliberation.column.{name}"]
        for name in ("community", "held", "expected", "share")
    }
    listed = next(item.value for item in app.dataframe if set(heads.values()) <= set(item.value))
    rows = listed[listed[heads["held"]] == 1]
    assert len(rows) == len(one) > 0 and (rows[heads["expected"]] == 3).all()
    assert (rows[heads["share"]] == 33.3).all()
    assert rows[heads["community"]].str.contains("|".join(names[sorted(one)])).all()
