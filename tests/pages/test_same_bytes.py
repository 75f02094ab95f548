"""The same data give the same files, byte for byte, whichever database holds them: types, digits, and order."""

from __future__ import annotations

import pytest
from sqlalchemy import URL, create_engine, text

from tests.opening import PAGES, opened
from ui.files import menu
from ui.files.tables import csv_bytes

SPANS = {
    "city": {"from": "2026-04-01", "to": "2026-06-30", "compare": "year"},
    "street": {"from": "2025-07-01", "to": "2026-06-30", "street": "350582101000", "lang": "en"},
}


@pytest.fixture
def files_of(monkeypatch):
    """A function that opens a page on a database and returns the bytes of every table that it offers as CSV."""

    def open_page(page: str, url: URL, span: dict[str, str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}

        def offer(view, key, title, makers, **_) -> None:
            if "csv" in makers:
                found[key] = csv_bytes(makers["csv"].args[0], "")

        monkeypatch.setattr(menu, "offer", offer)
        opened(page, url, monkeypatch, **span)
        return found

    return open_page


@pytest.mark.postgres
@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("page", PAGES)
def test_both_databases_give_the_same_files(page, span, demo_folder, demo_server, files_of):
    one, other = (files_of(page, url, SPANS[span]) for url in (demo_folder, demo_server))
    assert list(one) == list(other)
    for key, content in one.items():
        assert content.decode() == other[key].decode(), key


@pytest.mark.postgres
def test_texts_sort_by_their_bytes_whatever_the_servers_locale(demo_server):
    """As DuckDB sorts them; a server of a Chinese or English locale would sort otherwise."""
    engine = create_engine(demo_server)
    columns = text(
        "SELECT DISTINCT collation_name FROM information_schema.columns "
        "WHERE table_schema = 'governance' AND data_type IN ('character varying', 'text')"
    )
    with engine.connect() as connection:
        assert connection.scalars(columns).all() == ["C"]
    engine.dispose()
