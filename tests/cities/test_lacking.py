"""What a source lacks is never told as 0: columns and tables left out, all of them together.

`python -m tests.cities.lacking` leaves out each alone.
"""

from __future__ import annotations

import pytest

from tests.cities.lacking import EVERY_COLUMN, EVERY_TABLE, KNOWN, figures_without, without, zeros
from tests.cities.making import made
from tests.cities.traits import span_of, traits_of
from tests.opening import PAGES


def test_what_is_not_known_is_not_zero(tmp_path, monkeypatch):
    """No figure that was not 0 in the whole city is 0 where its column or its table was left out."""
    traits = traits_of(0)
    first, last = span_of(traits)
    asked = {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"}, PAGES
    frames = made(traits)
    whole = figures_without(frames, frozenset(), tmp_path / "whole", monkeypatch, *asked)
    for name, lacking in (("columns", EVERY_COLUMN), ("tables", EVERY_TABLE)):
        left = figures_without(frames, lacking, tmp_path / name, monkeypatch, *asked)
        for page in PAGES:
            assert set(zeros(whole[page], left[page])) <= KNOWN, page
        assert sum(len(told) for told in whole.values()) > 100


def test_a_zero_is_found():
    assert zeros({"a": 3.0, "b": 0.0, "c": 2.0}, {"a": 0.0, "b": 0.0, "c": 2.0, "d": 0.0}) == ["a"]


@pytest.mark.parametrize("lacking", ["cases", "cases.due_at"])
def test_what_is_left_out_is_gone(lacking):
    left = without(made(traits_of(0)), frozenset({lacking}))["cases"]
    assert left.empty if lacking == "cases" else left["due_at"].isna().all()
