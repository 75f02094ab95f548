"""What a city calls its levels: from the mapping into the data set, and refused where it is no name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.url import database_url
from data_access.loading import load
from data_access.loading.messages import LoadRefused
from data_access.places.levels import read_level_names
from tests.data_access.loading.mapped import CITY, ledger_of_cases, written

PLACES = "[places]\n" + ledger_of_cases('[tables.cases.places]\nstreet_office = "街道"')
LEVELS = """[levels]
street_office = { zh = "镇", en = "county" }
grid = { en = "block", plural = "blocks of flats" }
"""


def files(folder: Path, levels: str, number: str) -> tuple[list[Path], Path]:
    row = {"编号": number, "上报时间": "2026-03-02 08:00", "状态": "处理中", "街道": "安海镇"}
    mapping = folder / f"{number}.toml"
    mapping.write_text(CITY + levels + PLACES, encoding="utf-8")
    return [written(folder, pd.DataFrame([row]), "cases.csv")], mapping


def named(url) -> dict:
    engine = reading_engine(url)
    try:
        return read_level_names(read_dataset(engine).level_names)
    finally:
        engine.dispose()


def test_the_names_are_kept_until_a_mapping_gives_others(empty_url, tmp_path):
    """A plural is made where none is given; a later month without names keeps them, a load of all takes them away."""
    load(*files(tmp_path, LEVELS, "A1"), empty_url)
    given = {
        "street_office": {"zh": "镇", "en": "county", "plural": "counties"},
        "grid": {"en": "block", "plural": "blocks of flats"},
    }
    assert named(empty_url) == given
    load(*files(tmp_path, "", "A2"), empty_url, mode="append")
    assert named(empty_url) == given
    load(*files(tmp_path, '[levels]\ngrid = { zh = "单元" }\n', "A3"), empty_url, mode="append")
    assert named(empty_url) == {"grid": {"zh": "单元"}}
    load(*files(tmp_path, "", "A4"), empty_url)
    assert named(empty_url) == {}


@pytest.mark.parametrize(
    ("levels", "key", "named_key"),
    [
        ('[levels]\nstreet = { zh = "镇" }', "mapping_unknown", "levels.street"),
        ('[levels]\ngrid = { fr = "îlot" }', "mapping_unknown", "levels.grid.fr"),
        ('[levels]\ngrid = "单元"', "mapping_levels", "levels.grid"),
        ('[levels]\ngrid = { zh = "" }', "mapping_levels", "levels.grid.zh"),
        ('[levels]\ngrid = { zh = "{grid}" }', "mapping_levels", "levels.grid.zh"),
        ('[levels]\ngrid = { en = "<b>block</b>" }', "mapping_levels", "levels.grid.en"),
    ],
)
def test_what_is_no_name_is_refused(tmp_path, levels, key, named_key):
    """Signs that a text or a page would read as more, too: the key at fault is named."""
    with pytest.raises(LoadRefused) as refusal:
        load(*files(tmp_path, levels + "\n", "A1"), database_url(f"duckdb:///{tmp_path}/data"))
    assert (refusal.value.key, refusal.value.details["key"]) == (key, named_key)
