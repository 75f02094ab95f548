"""URLs of case databases: what is wrong with one is said of the part at fault, and no part of a password is."""

from __future__ import annotations

import re
import socket
import threading

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from data_access.commands.line import main
from data_access.database import opening
from data_access.database.causes import fault_of
from data_access.database.faults import DatabaseFault
from data_access.database.identity import read_dataset
from data_access.database.opening import reading_engine
from data_access.database.url import database_url, shown
from data_access.database.writing import replacing
from tests.data_access.database.test_loads import load, names
from ui import routes

SERVER = "postgresql+psycopg://reader"
WRONG = {
    "/srv/data": "address",
    "reader:hunter2@host/x": "address",
    "nosuch://reader:hunter2@host/x": "driver",
    "mysql+pymysql://reader:hunter2@host/x": "driver",
    "sqlite:////srv/hunter2.db": "driver",
    f"{SERVER}:hunter2@host:abc/x": "port",
    f"{SERVER}:hunt@er2@host/x": "unescaped",
    f"{SERVER}:hunt@er2/3@host/x": "unescaped",
}
SECRET = re.compile("hunt|er2")


def ready() -> tuple[int, str]:
    answer = routes._readiness()
    return answer.status_code, bytes(answer.body).decode()


@pytest.mark.parametrize(("url", "kind"), WRONG.items())
def test_a_url_is_refused_for_the_part_that_is_none(url, kind, monkeypatch, capsys):
    """By the command line in a sentence, by `/-/ready` with 503; nothing that may be of a password is told."""
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(DatabaseFault) as fault:
        database_url()
    assert fault.value.kind == kind
    assert main(["status"]) == 1
    with pytest.raises(SystemExit):
        main(["status", "--database-url", url])
    said = capsys.readouterr()
    assert ready() == (503, f'{{"ready":false,"fault":"{kind}"}}')
    assert not SECRET.search(f"{said.out}{said.err}{fault.value}")


@pytest.mark.parametrize(
    "url",
    [
        f"{SERVER}:hunter2@127.0.0.1:9/x",
        f"{SERVER}:hu/nt:er2@127.0.0.1:9/x",
        f"{SERVER}:hunt%40er2@127.0.0.1:9/x",
        f"{SERVER}@127.0.0.1:9/x?password=hunter2&sslmode=disable",
        f"{SERVER}@/x?host=127.0.0.1&port=9&passfile=hunter2&sslpassword=hunter2",
        "postgres://reader:hunter2@127.0.0.1:9/x",
    ],
)
def test_no_part_of_a_password_is_shown(url, monkeypatch, capsys):
    """Wherever in the URL it stands, and though the driver's own message has it."""
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(["status"]) == 1
    said = capsys.readouterr().err
    assert "127.0.0.1" in said
    found = database_url()
    word = found.password or found.query.get("password") or found.query.get("sslpassword")
    told = fault_of(found, OperationalError("", {}, Exception(f"no such word: {word}")))
    assert not SECRET.search(f"{said}{shown(found)}{told}")


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("FATAL:  password authentication failed for user", "login"),
        ("fe_sendauth: no password supplied", "login"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1"', "login"),
        ("failed to resolve host 'nowhere': [Errno -2] Name or service not known", "unknown_host"),
        ("connection failed: Connection refused", "unreachable"),
        ('FATAL:  database "x" does not exist', "missing"),
        ('relation "dataset" does not exist', "old_schema"),
    ],
)
def test_what_a_server_says_is_told_as_what_it_is(message, kind):
    assert fault_of(make_url(f"{SERVER}@host/x"), OperationalError("", {}, Exception(message))).kind == kind


@pytest.mark.postgres
def test_a_user_whom_the_server_does_not_know_is_no_fault_of_the_network(postgres_server):
    with pytest.raises(DatabaseFault) as fault:
        names(postgres_server.set(username="nobody"))
    assert fault.value.kind == "login"


@pytest.mark.postgres
def test_of_two_loads_into_an_empty_server_one_is_refused_as_locked(new_postgres):
    """Before there are tables that one of them could hold."""
    url = new_postgres("raced")
    begun, refused = threading.Event(), []

    def second() -> None:
        begun.wait()
        with pytest.raises(DatabaseFault) as fault:
            load(url, "乙市")
        refused.append(fault.value.kind)

    other = threading.Thread(target=second, daemon=True)
    other.start()
    with replacing(url):
        begun.set()
        other.join(30)
        assert refused == ["locked"]
    load(url, "甲市")
    assert names(url) == "甲市"


@pytest.mark.postgres
def test_tables_that_another_program_holds_keep_nobody_waiting(new_postgres, monkeypatch):
    """Nor does a query without end; each is said within its seconds."""
    url = new_postgres("held")
    load(url, "甲市")
    monkeypatch.setattr(opening, "READING_SECONDS", {"statement_timeout": 2, "lock_timeout": 1})
    holder = create_engine(url)
    reader = reading_engine(url)
    with holder.begin() as connection:
        connection.execute(text("LOCK TABLE governance.dataset IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(DatabaseFault) as fault:
            read_dataset(reader)
    assert fault.value.kind == "slow"
    assert read_dataset(reader).city_name == "甲市"
    with reader.connect() as connection, pytest.raises(OperationalError) as error:
        connection.execute(text("SELECT pg_sleep(30)"))
    assert fault_of(url, error.value).kind == "slow"
    reader.dispose()
    holder.dispose()


def test_a_server_that_takes_no_connection_is_said_in_seconds(monkeypatch):
    """A server that is paused: its port is open, nobody answers, and `/-/ready` says 503."""
    monkeypatch.setattr(opening, "PATIENCE", 2)
    with socket.socket() as paused:
        paused.bind(("127.0.0.1", 0))
        paused.listen()
        monkeypatch.setenv("DATABASE_URL", f"{SERVER}@127.0.0.1:{paused.getsockname()[1]}/x")
        assert ready() == (503, '{"ready":false,"fault":"unreachable"}')
