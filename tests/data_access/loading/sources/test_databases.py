"""Queries against servers of departments: what fails is said in a sentence, without any part of a password."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import URL, create_engine, text

from data_access.commands.line import main
from data_access.loading.messages import LoadRefused
from data_access.loading.sources.queries import read_query
from tests.data_access.loading.mapped import CITY, ledger_of_cases

SECRET = "密 p@ss/w:rd?#%"  # noqa: S105 - of a server that lives for a test
READER = "reader"
BOTH = [pytest.param("postgres", marks=pytest.mark.postgres), "mariadb"]


@pytest.fixture(params=BOTH)
def server(request: pytest.FixtureRequest) -> URL:
    """A server with an account whose password needs escaping in a URL; PostgreSQL's lets everybody in on its socket."""
    if request.param == "mariadb":
        url = request.getfixturevalue("mariadb_database")("office")
        statements = [f"CREATE OR REPLACE USER {READER}@localhost IDENTIFIED BY :word"]
        statements.append(f"GRANT SELECT ON office.* TO {READER}@localhost")
    else:
        url = request.getfixturevalue("new_postgres")("office")
        statements = [f"DROP ROLE IF EXISTS {READER}", f"CREATE ROLE {READER} LOGIN"]
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {"word": SECRET} if ":word" in statement else {})
    engine.dispose()
    return url.set(username=READER, password=SECRET)


def refusal(url: URL | str, query: str = "SELECT 1 AS a") -> str:
    """The sentence by which a query is refused; no part of the password is in it."""
    source = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    with pytest.raises(LoadRefused) as refused:
        read_query(source, query)
    words = refused.value.words("zh") + refused.value.words("en") + str(refused.value)
    for part in (SECRET, "p@ss", "w:rd", "hunter", "%40ss"):
        assert part not in words
    return refused.value.key


def test_a_query_is_answered_by_a_server(server):
    url = server.render_as_string(hide_password=False)
    source = read_query(url, "SELECT 1 AS a, '2' AS b UNION ALL SELECT NULL, '' ORDER BY b DESC")
    assert source.rows.to_numpy().tolist() == [["1", "2"], ["", ""]]
    assert "p@ss" not in source.name


def test_a_wrong_query_names_the_query(server):
    assert refusal(server, "SELECT * FROM 没有这张表") == "source_url"
    assert refusal(server, "SELEKT 1") == "source_url"
    assert refusal(server, "SELECT 1 AS a WHERE 1 = 0") == "no_rows"


def test_a_wrong_password_is_told_as_one(server):
    if "mysql" in server.drivername:
        assert refusal(server.set(password=f"{SECRET}hunter")) == "source_denied"
    assert refusal(server.set(username="nobody", password=SECRET)) == "source_denied"


def test_a_server_that_is_down_is_told_as_one(server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        down = server.set(host="127.0.0.1", port=port, query={})
        assert refusal(down) == "source_unreachable"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("mysql://reader:hunter@2@host/x", "source_address"),
        ("postgresql://reader:hunter:2@host:abc/x", "source_address"),
        ("nosuch://reader:hunter2@host/x", "source_driver"),
        ("oracle+oracledb://reader:hunter2@host/x", "source_driver"),
        ("sqlite:////nowhere/x.db", "no_file"),
        ("duckdb:////nowhere/x.duckdb", "no_file"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words(address, key):
    assert refusal(address) == key


def test_the_command_line_says_it_and_ends_with_1(capsys, tmp_path, server):
    mapping = tmp_path / "mapping.toml"
    ledger = ledger_of_cases("").replace(
        'source = "cases.csv"', 'source = "*"\nquery = "SELECT 1 AS a FROM 台账"'
    )
    mapping.write_text(f'{CITY}[places]\n{ledger}[tables.cases.places]\nstreet_office = "街道"\n', "utf-8")
    source = server.render_as_string(hide_password=False)
    target = f"duckdb:///{tmp_path / 'data'}"
    assert main(["import", source, "--mapping", str(mapping), "--database-url", target, "--lang", "zh"]) == 1
    said = capsys.readouterr()
    assert "不能执行这条查询" in said.err
    assert "p@ss" not in said.err + said.out
    assert not (tmp_path / "data").exists()


AWKWARD = """
SELECT CAST(350582000000000123 AS BIGINT) AS id, CAST(NULL AS BIGINT) AS nothing, TRUE AS yes, 1.50 AS share,
       TIMESTAMPTZ '2026-01-04 16:30:00+00' AS at, DATE '2026-01-05' AS day, TIME '08:30:00' AS clock,
       '{"名": [1, 2]}'::jsonb AS doc, ARRAY['甲', '乙'] AS list, 'aé'::bytea AS raw, 2.0::float8 AS whole
UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'NaN'::float8
"""


@pytest.mark.postgres
def test_values_of_every_type_are_written_as_a_file_would(new_postgres):
    """A gap in a column of long numbers costs no digit."""
    rows = read_query(new_postgres("typed").render_as_string(hide_password=False), AWKWARD).rows
    assert rows.iloc[0].to_dict() == {
        "id": "350582000000000123",
        "nothing": "",
        "yes": "True",
        "share": "1.50",
        "at": "2026-01-05 00:30:00",
        "day": "2026-01-05",
        "clock": "08:30:00",
        "doc": '{"名": [1, 2]}',
        "list": '["甲", "乙"]',
        "raw": "aé",
        "whole": "2",
    }
    assert set(rows.iloc[1]) == {""}


def test_yes_and_no_of_mysql_are_1_and_0(mariadb_database):
    url = mariadb_database("bits").render_as_string(hide_password=False)
    rows = read_query(url, "SELECT b'1' AS a, b'0' AS b, TIME '08:30:00' AS c, 1 AS a").rows
    assert rows.to_dict("records") == [{"a": "1", "b": "0", "c": "8:30:00", "a.1": "1"}]


OPENGAUSS = "(openGauss 5.0.0 build a07d57c3) compiled at 2023-03-29 03:37:13 commit 0 last mr"


@pytest.mark.postgres
@pytest.mark.parametrize("scheme", ["opengauss", "kingbase"])
def test_a_database_that_only_speaks_postgresqls_protocol_is_read(new_postgres, scheme):
    """openGauss and KingbaseES call their version otherwise, at which drivers for PostgreSQL give up."""
    url = new_postgres(scheme)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET allow_system_table_mods = on"))
        renamed = "CREATE OR REPLACE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql AS"
        connection.execute(text(f"{renamed} $$SELECT '{OPENGAUSS}'::text$$"))
    engine.dispose()
    source = url.set(drivername=scheme).render_as_string(hide_password=False)
    assert read_query(source, "SELECT version() AS v").rows["v"].tolist() == [OPENGAUSS]
