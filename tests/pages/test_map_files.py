"""Every page with a map offers it in every kind of file."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from data_access.selection import Selection
from pages.map import points
from tests.opening import opened
from ui.maps.files import SHORT
from ui.words.text import catalogue


@pytest.mark.parametrize(
    ("page", "key", "query"),
    [
        ("map", "map", {}),
        ("map", "map", {"street": "350582001000", "lang": "en"}),
        ("map", "map", {"community": "350582002014"}),
        ("map", "map", {"map": "change", "figure": "on_time", "street": "350582001000"}),
        ("map", "map", {"map": "change", "classes": "natural-7", "lang": "en"}),
        ("map", "map", {"map": "pair", "figure": "median_days", "second": "satisfaction"}),
        ("map", "map", {"map": "beside", "compare": "year", "lang": "en"}),
        ("map", "map_before", {"map": "beside", "street": "350582001000"}),
        ("map", "map", {"figure": "reported_per_1000", "smooth": "1", "community": "350582002014"}),
        ("map", "map", {"street": "350582002000", "layers": ",".join(points.NAMES)}),
        ("heatmap", "heat", {"street": "350582001000"}),
        ("heatmap", "heat", {"heat": "difference", "measure": "residents", "lang": "en"}),
        ("heatmap", "heat", {"heat": "replay", "step": "hour"}),
        ("elderly", "elderly_map", {"community": "350582002014"}),
        ("elderly", "elderly_map", {"lang": "en"}),
        ("hotspots", "hotspots_map", {}),
        ("cases", "case_map", {"case": "JJ20240412-LEAK01"}),
    ],
)
def test_pages_offer_every_file_and_its_fields_are_explained(page, key, query, demo_folder, monkeypatch):
    offered = {}
    monkeypatch.setattr(
        "ui.files.menu.offer", lambda view, name, title, makers, **_: offered.update({name: makers})
    )
    period = {"from": "2025-07-01", "to": "2026-06-30"}
    app = opened(page, demo_folder, monkeypatch, **period, **query)
    makers = offered[key]
    assert list(makers) == ["png", "pdf", "html", "geojson", "gpkg", "zip"]
    assert isinstance(app.session_state["view"].selection, Selection)
    assert makers["pdf"]().startswith(b"%PDF")
    assert makers["png"]().startswith(b"\x89PNG")
    note = "readme.txt" if query.get("lang") == "en" else "说明.txt"
    with zipfile.ZipFile(io.BytesIO(makers["zip"]())) as archive:
        told = archive.read(note).decode("utf-8-sig")
    features = json.loads(makers["geojson"]())["features"]
    assert features
    for name in {name for feature in features for name in feature["properties"]}:
        assert f"\n{SHORT.get(name, name)}\t" in told
    demo = catalogue(query.get("lang", "zh"))["provenance.demo"]
    assert demo in told
