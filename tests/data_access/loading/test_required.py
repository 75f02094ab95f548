"""A mapping that leaves a required column out is refused by a sentence, whatever the table."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from data_access.database.opening import reading_engine
from data_access.database.reading import read
from data_access.loading import load
from data_access.loading.mapping_file import read_mapping
from data_access.loading.messages import LoadRefused
from data_access.schema import cases, communities, metadata
from tests.data_access.loading.mapped import CITY

FILLED = {"dataset", "import_batches", "import_rejects", "loads"}
"""Tables that a load fills itself."""

REQUIRED = [
    (table.name, column.name)
    for table in metadata.tables.values()
    for column in table.c
    if table.name not in FILLED
    and not column.nullable
    and not (column.primary_key and len(table.primary_key) == 1)
]


def mapping_of(folder, table: str, columns: list[str], rest: str = ""):
    lines = [CITY, "[places]", f"[tables.{table}]", 'source = "a.csv"', f"[tables.{table}.places]"]
    lines += ['grid = "网格"', f"[tables.{table}.columns]", *(f'{name} = "{name}"' for name in columns), rest]
    path = folder / "映射.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(("table", "column"), REQUIRED)
def test_a_required_column_that_is_not_mapped_is_asked_for(tmp_path, table, column):
    others = [item.name for item in metadata.tables[table].c if item.name not in (column, "closed_at")]
    with pytest.raises(LoadRefused) as refused:
        read_mapping(mapping_of(tmp_path, table, others))
    words = refused.value.words("zh")
    for part in (
        "映射.toml",
        f"[tables.{table}.columns]",
        column,
        metadata.tables[table].c[column].info["term"],
    ):
        assert part in words


def test_a_value_for_all_rows_is_enough(tmp_path):
    default = '[tables.visits.defaults]\nrole = "full_time"'
    mapping = read_mapping(mapping_of(tmp_path, "visits", ["visited_at"], default))
    assert mapping.tables[0].defaults == {"role": "full_time"}


def test_cases_without_a_status_are_closed_where_they_have_a_closing_time(tmp_path, empty_url):
    mapping = mapping_of(tmp_path, "cases", ["case_id", "reported_at", "closed_at"])
    text = "case_id,reported_at,closed_at,网格\n1,2026-03-02,2026-03-03,\n2,2026-03-02,,\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    load([tmp_path / "a.csv"], mapping, empty_url)
    stored = read(
        reading_engine(empty_url), select(cases.c.case_id, cases.c.status).order_by(cases.c.case_id)
    )
    assert json.loads(stored.to_json(orient="values")) == [["1", "closed"], ["2", "open"]]


def test_a_community_with_a_code_but_no_known_street_office_is_rejected(tmp_path, empty_url):
    mapping = mapping_of(tmp_path, "communities", ["code", "name"])
    mapping.write_text(mapping.read_text("utf-8").replace('grid = "网格"', 'street_office = "街道"'), "utf-8")
    text = "code,name,街道\n1,甲社区,青阳街道\n2,乙社区,\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    report = load([tmp_path / "a.csv"], mapping, empty_url, max_rejects=1)
    assert report.tables[0].rejects[["row_number", "column_name"]].to_numpy().tolist() == [[3, "name"]]
    assert read(reading_engine(empty_url), select(communities.c.name))["name"].tolist() == ["甲社区"]
