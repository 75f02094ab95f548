"""Points on the map: events, and the cases in view."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.database.writing import insert_frame, replacing
from data_access.schema import metadata
from pages.map import case_points, symbols
from tests.data_access.places.test_events import EVENTS, LEVELS, events_in_pandas, events_of
from tests.opening import opened
from tests.oracle import AS_OF, YEAR, during
from ui.maps import feeds, point_layers
from ui.maps.ground import Box
from ui.maps.legends import Symbol
from ui.maps.scripts import fetched_by
from ui.words.numbers import MISSING
from ui.words.text import catalogue

NOW = AS_OF.to_pydatetime()

WHOLE = Box(118.0, 24.0, 119.5, 25.5)


@pytest.mark.parametrize("table", EVENTS)
def test_an_event_is_drawn_at_the_finest_point_that_is_known(empty_url, demo_frames, table):
    frames = {
        **demo_frames,
        "compounds": demo_frames["compounds"].copy(),
        "grids": demo_frames["grids"].copy(),
    }
    frames["compounds"].loc[::2, "longitude"] = np.nan
    frames["grids"].loc[::3, "latitude"] = np.nan
    events = demo_frames[table].copy()
    events.loc[events.index % 5 == 0, ["compound_code", "grid_code"]] = None
    events.loc[events.index % 25 == 0, "community_code"] = None
    events.loc[events.index % 50 == 0, "street_office_code"] = None
    frames[table] = events
    with replacing(empty_url) as (connection, _):
        for name in ("dataset", "street_offices", "communities", "grids", "compounds", table):
            insert_frame(connection, metadata.tables[name], frames[name])
    got = read(reading_engine(empty_url), EVENTS[table][0](YEAR, 2))
    assert events_of(got) == events_in_pandas(frames, table, YEAR, 2)
    assert set(got["level"].dropna()) == set(LEVELS)
    assert got["code"].isna().any()
    placed = got.dropna(subset=["code"])
    assert placed[["longitude", "latitude", "name"]].notna().all().all()
    assert got.loc[got["code"].isna(), ["longitude", "latitude"]].isna().all().all()


def asked(engine, selection, box: Box = WHOLE, language: str = "zh") -> dict:
    """What the server answers to the map's script."""

    def fetch(query, *given):
        return read(engine, query(*given))

    answer = partial(case_points.cases_in_view, fetch, selection, NOW, catalogue(language), {})
    address = feeds.offer(("test", str(engine.url), selection, language), answer)
    bounds = f"{box.west},{box.south},{box.east},{box.north}"
    got = TestClient(Starlette(routes=feeds.ROUTES)).get(address, params={"box": bounds})
    assert got.status_code == 200
    return got.json()


def test_cases_in_view_are_limited_and_counted(demo_engine, monkeypatch):
    whole = asked(demo_engine, YEAR)
    assert len(whole["cases"]) == case_points.CASES_SHOWN
    assert whole["found"] > len(whole["cases"])
    assert [row[3] for row in whole["cases"]] == sorted(
        (row[3] for row in whole["cases"]), key=["overdue", "open", "closed"].index
    )
    monkeypatch.setattr(case_points, "CASES_SHOWN", 100_000)
    everything = asked(demo_engine, replace(YEAR, streets=("350582001000",)))
    assert everything["found"] == len(everything["cases"]) > 0
    assert asked(demo_engine, YEAR, Box(100, 10, 101, 11))["found"] == 0


def test_a_limited_user_gets_no_case_of_another_street_whatever_the_box(
    demo_engine, demo_frames, monkeypatch
):
    monkeypatch.setattr(case_points, "CASES_SHOWN", 100_000)
    own = set(demo_frames["cases"].query("street_office_code == '350582103000'")["case_id"])
    limited = replace(YEAR, allowed=frozenset({"350582103000"}))
    got = {row[2] for row in asked(demo_engine, limited)["cases"]}
    assert got
    assert got <= own
    assert not got & {row[2] for row in asked(demo_engine, replace(YEAR, streets=("350582001000",)))["cases"]}
    addresses = {
        feeds.offer(("cases", selection), lambda look: None)
        for selection in (YEAR, limited, replace(YEAR, allowed=frozenset()))
    }
    assert len(addresses) == 3


def test_the_answer_is_small(demo_engine):
    """The whole city's events reach the browser in a few kilobytes."""
    raw = json.dumps(asked(demo_engine, YEAR), ensure_ascii=False).encode()
    assert len(gzip.compress(raw)) < 15_000


def test_what_is_not_known_of_a_case_is_said_so(empty_url, demo_frames):
    rows = demo_frames["cases"].dropna(subset=["longitude"]).query("status == 'open'").head(2)
    rows = rows.assign(category_code=None, due_at=pd.NaT)
    with replacing(empty_url) as (connection, _):
        insert_frame(connection, metadata.tables["dataset"], demo_frames["dataset"])
        insert_frame(connection, metadata.tables["cases"], rows)
    answer = asked(reading_engine(empty_url), YEAR)
    assert sorted(row[2] for row in answer["cases"]) == sorted(rows["case_id"])
    assert answer["texts"] == [MISSING, catalogue("zh")["map.no_deadline"]]
    assert {row[3] for row in answer["cases"]} == {"open"}


def test_texts_of_points_are_inert_and_told_once():
    rows = pd.DataFrame(
        {
            "tip": [["<b>`${x}`{{ 7*7 }}", "村"], ["乙", "村"]],
            "longitude": [118.55, 118.56],
            "latitude": [24.8, 24.81],
            "events": [1, 4],
        }
    )
    group = point_layers.marked([(rows, Symbol("#ff0000", 4))], "points")
    (address,) = fetched_by([group])
    told = feeds.answer_to(address)
    assert told["texts"] == [
        "&lt;b&gt;&#96;&#36;&#123;x&#125;&#96;&#123;&#123; 7*7 &#125;&#125;",
        "村",
        "乙",
    ]
    assert told["marks"][0]["points"] == [[24.8, 118.55, 4.0, 0, 1], [24.81, 118.56, 8.0, 2, 1]]


def test_all_kinds_of_a_layer_look_different():
    looks = [symbol for kinds in symbols.SYMBOLS.values() for symbol in kinds.values()]
    assert len(set(looks)) == len(looks)
    access = list(symbols.SYMBOLS["spaces"].values())
    assert len({(symbol.hollow, symbol.dashed) for symbol in access}) == 3
    standings = list(symbols.SYMBOLS["cases"].values())
    assert len({(symbol.hollow, symbol.heavy) for symbol in standings}) == 3


def test_layers_live_in_the_url(demo_folder, demo_frames, monkeypatch):
    query = {"from": "2025-07-01", "to": "2026-06-30", "layers": "spaces,meetings,<b>lost"}
    app = opened("map", demo_folder, monkeypatch, **query)
    assert "<b>" not in app.warning[0].value
    assert app.query_params["layers"] == "spaces,meetings"
    rows = demo_frames["meetings"]
    held = rows[during(rows["held_at"], YEAR)]
    note = catalogue("zh")["map.meetings_note"].format(
        count=f"{len(held):,}", places=f"{held['compound_code'].nunique():,}"
    )
    assert note in app.caption[-1].value or note in [line.value for line in app.caption]
    app.button_group(key="map_layers").set_value(["cases"]).run()
    assert app.query_params["layers"] == "cases"
    assert not app.exception
    app.button_group(key="map_layers").set_value([]).run()
    assert "layers" not in app.query_params
