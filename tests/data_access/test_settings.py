"""Where a site's own files are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access.database.opening import SETTINGS, contents
from data_access.database.url import PROJECT_FOLDER
from data_access.settings import settings_file


@pytest.mark.parametrize(
    ("place", "name"), list(zip(("TARGETS_FILE", "STANDARDS_FILE"), SETTINGS, strict=True))
)
def test_a_file_lies_beside_the_data_or_where_it_is_said(tmp_path, place, name):
    folder = {"DATABASE_URL": f"duckdb:///{tmp_path}"}
    assert settings_file(name, folder) == tmp_path / name
    assert settings_file(name, {"DATABASE_URL": f"duckdb:///{tmp_path}/one.duckdb"}) == tmp_path / name
    server = {"DATABASE_URL": "postgresql+psycopg://u@h/d"}
    assert settings_file(name, server) == PROJECT_FOLDER / "data" / name
    assert settings_file(name, {**folder, place: "/etc/own.toml"}) == Path("/etc/own.toml")
    (tmp_path / name).touch()
    assert contents(tmp_path) == []  # a folder with nothing else may still be filled with the demo city
