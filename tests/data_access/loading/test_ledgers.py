"""Ten ledgers as offices keep them load from their drafts with few edits or none, to the last figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, select

from data_access.commands.line import main
from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.schema import (
    case_categories,
    communities,
    compounds,
    grids,
    metadata,
    street_offices,
    units,
)
from tests.data_access.loading.ledgers import cases, life, places
from tests.data_access.loading.ledgers.ledger import Ledger

LEDGERS: dict[str, Callable[[Path], Ledger]] = {
    "hotline": cases.hotline,
    "city_management": cases.city_management,
    "mediation": cases.mediation,
    "activities": life.activities,
    "visits": life.visits,
    "meetings": life.meetings,
    "elders": life.elders,
    "compounds": places.compounds,
    "property_companies": places.property_companies,
    "members": places.members,
}
MOST_LINES, WITHOUT_EDIT = 5, 6
ONE_WIDTH = str.maketrans("（）", "()")
"""A category is named as it is met first; brackets of either width are the same one."""

NAMED = {
    "street_office": street_offices,
    "community": communities,
    "grid": grids,
    "compound": compounds,
    "unit": units,
    "category": case_categories,
}


def drafted(ledger: Ledger, folder: Path, capsys) -> Path:
    """The mapping that is drafted from a ledger, with its edits."""
    assert main(["draft", *map(str, ledger.files), "--lang", "zh"]) == 0
    mapping = folder / "映射.toml"
    mapping.write_text(ledger.edited(capsys.readouterr().out), encoding="utf-8")
    return mapping


def stored(engine: Engine, table: str) -> pd.DataFrame:
    """The rows of a table, places, units and categories by name."""
    rows = read(engine, select(metadata.tables[table]))
    for name, of in NAMED.items():
        if f"{name}_code" in rows:
            named = read(engine, select(of)).set_index("code")
            if name == "category":
                upper = named["parent_code"].map(named["name"])
                rows["main_category"] = rows["category_code"].map(upper)
            rows[name] = rows[f"{name}_code"].map(named["name"])
    return rows


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as comparable texts, in an order of their own."""
    texts = pd.DataFrame({name: plain(rows[name]) for name in sorted(rows)})
    return texts.sort_values(list(texts), ignore_index=True)


def plain(values: pd.Series) -> pd.Series:
    """Values as texts that do not tell how they are kept."""
    if pd.api.types.is_bool_dtype(values) or (
        values.dropna().isin([True, False]).all() and values.dtype == object
    ):
        return values.map({True: "1", False: "0"}).fillna("")
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("Float64").map("{:.5f}".format, na_action="ignore").fillna("").astype(str)
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d %H:%M").fillna("")
    days = values.map(lambda value: f"{value:%Y-%m-%d} 00:00" if hasattr(value, "year") else value)
    return days.fillna("").astype(str).str.translate(ONE_WIDTH)


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_loads_from_its_draft(name, tmp_path, empty_url, capsys):
    ledger = LEDGERS[name](tmp_path)
    mapping = drafted(ledger, tmp_path, capsys)
    report = load(ledger.files, mapping, empty_url, max_rejects=0)
    assert sum(item.rows_accepted for item in report.tables) == len(ledger.truth)
    assert sum(sum(item.left_out.values()) for item in report.tables) == ledger.left_out
    got = stored(reading_engine(empty_url), ledger.table)
    pd.testing.assert_frame_equal(ordered(got[list(ledger.truth)]), ordered(ledger.truth))


def test_most_need_no_edit_and_none_many(tmp_path):
    lines = [make(tmp_path).lines_edited for make in LEDGERS.values()]
    assert max(lines) <= MOST_LINES
    assert lines.count(0) >= WITHOUT_EDIT


def test_a_month_that_was_corrected_is_loaded_by_its_keys(tmp_path, empty_url, capsys):
    """A third workbook brings some work orders of April again, two of them closed by now, and nothing else changes."""
    ledger = cases.hotline(tmp_path)
    mapping = drafted(ledger, tmp_path, capsys)
    load(ledger.files, mapping, empty_url)
    file, truth = cases.corrected(tmp_path, ledger)
    report = load([file], mapping, empty_url, mode="update")
    (change,) = (item for item in report.changes if item.target == "cases")
    assert (change.new, change.changed) == (0, 2)
    got = stored(reading_engine(empty_url), "cases")
    pd.testing.assert_frame_equal(ordered(got[list(truth)]), ordered(truth))
