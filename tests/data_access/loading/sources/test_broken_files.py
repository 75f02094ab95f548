"""Broken files of every kind give rows or a sentence; `tests.benchmarks.broken_files` tries thousands."""

from __future__ import annotations

import random

import pytest

from data_access.loading.messages import LoadRefused
from data_access.loading.sources import read_sources
from tests.data_access.loading.sources.broken import HOSTILE, broken

FILES = 40


@pytest.mark.filterwarnings("ignore")  # readers warn of what is broken
def test_broken_files_are_read_or_refused_in_a_sentence(tmp_path):
    """40 files cut, flipped, repeated and renamed at random, the same in every run; both outcomes are met."""
    outcomes = {"read": 0, "refused": 0}
    for seed in range(FILES):
        name, content = broken(random.Random(seed))  # noqa: S311 - a seed, no secret
        file = tmp_path / name
        file.write_bytes(content)
        try:
            found = read_sources([str(file)])
            assert all(source.rows.map(lambda cell: isinstance(cell, str)).all(axis=None) for source in found)
            outcomes["read"] += 1
        except LoadRefused as refusal:
            assert refusal.words("zh")
            outcomes["refused"] += 1
        file.unlink()
    assert min(outcomes.values()) > FILES / 20


@pytest.mark.parametrize("seed", [3872, 6037, 8796])
@pytest.mark.filterwarnings("ignore")
def test_what_a_reader_stumbles_over_is_said_in_a_sentence(seed, tmp_path):
    """Texts of a Parquet file that are no UTF-8; a system of coordinates of a Shapefile that cannot be written down."""
    name, content = broken(random.Random(seed))  # noqa: S311 - a seed, no secret
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LoadRefused) as refusal:
        read_sources([str(tmp_path / name)])
    assert refusal.value.key == "damaged"


def test_one_wide_row_widens_no_million_others(tmp_path):
    """Each row gets as many cells as the widest beside it: of 2 million lines of one cell that would be 10 billion."""
    (tmp_path / "ragged.csv").write_bytes(HOSTILE["ragged.csv"]())
    with pytest.raises(LoadRefused) as refusal:
        read_sources([str(tmp_path / "ragged.csv")])
    assert refusal.value.key == "too_large"
