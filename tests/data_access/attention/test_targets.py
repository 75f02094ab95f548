"""A site's targets: what its file may say, what is said of one that is wrong, and the lights by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from data_access.attention import signals
from data_access.attention.targets import (
    DEFAULTS,
    Target,
    held_against,
    read_targets,
)
from data_access.database.reading import read
from data_access.settings import SettingsError
from tests.data_access.attention.test_signals import TODAY
from tests.house.code import ROOT


def test_a_file_sets_what_it_names_and_leaves_the_rest(tmp_path):
    file = tmp_path / "targets.toml"
    assert read_targets(file) == (DEFAULTS, False)
    assert read_targets(ROOT / "assets" / "targets.toml") == (DEFAULTS, True)  # what a site copies
    file.write_text("[overdue]\nmet = 0.5\n[silent]\nmet = 2\nmissed = 5\n", encoding="utf-8")
    targets, own = read_targets(file)
    assert own
    assert targets == {**DEFAULTS, "overdue": Target(0.5, 2.0), "silent": Target(2, 5)}


@pytest.mark.parametrize(
    ("written", "kind", "key"),
    [
        (b"[overdue\nmet = 1", "syntax", ""),
        ("[overdue]\nmet = 1 # 每万人".encode("gb18030"), "unreadable", ""),
        (b"[late]\nmet = 1", "unknown", "late"),
        (b"overdue = 1", "unknown", "overdue"),
        (b"[overdue]\ntarget = 1", "unknown", "overdue.target"),
        (b'[overdue]\nmet = "1"', "number", "overdue.met"),
        (b"[overdue]\nmet = -1", "number", "overdue.met"),
        (b"[overdue]\nmet = true", "number", "overdue.met"),
        (b"[overdue]\nmissed = nan", "number", "overdue.missed"),
        (b"[overdue]\nmet = 3", "order", "overdue"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_the_key_at_fault(tmp_path, written, kind, key):
    file = tmp_path / "targets.toml"
    file.write_bytes(written)
    with pytest.raises(SettingsError) as caught:
        read_targets(file)
    assert (caught.value.kind, caught.value.key, caught.value.file) == (kind, key, file)


def test_lights_by_hand():
    """Two street offices of 20,000 residents and one of which nothing is known."""
    places = pd.DataFrame(
        {"code": ["a", "b", "c"], "residents": [20_000, 20_000, None], "grids": [50, 50, 0]}
    )
    rows = [
        ("overdue", "a", 2),
        ("overdue", "b", 3),
        ("overdue", "b", 2),
        ("overdue", "c", 9),
        ("silent", "a", 0),
    ]
    alerts = pd.DataFrame(rows, columns=["kind", "street_office_code", "observed"])
    got = held_against(places, alerts, {"overdue": Target(1, 2), "silent": Target(0, 1)}).set_index("code")
    assert got["overdue"].tolist() == [2, 5, 9]
    assert got["overdue_light"].tolist()[:2] == ["met", "missed"]  # 1 and 2.5 in 10,000
    assert got["to_close"].tolist()[:2] == [0, 3]
    assert got["silent"].tolist() == [1, 0, 0]
    assert got["silent_light"].tolist()[:2] == ["missed", "met"]  # 2 in 100 grids, and none
    assert got.loc["c", ["overdue_light", "silent_light", "to_close"]].isna().all()


def test_street_offices_are_sized(demo_engine, demo_frames):
    got = read(demo_engine, signals.street_offices_sized(signals.judged_on(TODAY))).set_index("code")
    offices = demo_frames["street_offices"].set_index("code")
    assert got["residents"].to_dict() == offices["residents"].to_dict()
    counted = demo_frames["grids"].groupby("street_office_code").size()
    assert got["grids"].to_dict() == counted.reindex(offices.index, fill_value=0).to_dict()
