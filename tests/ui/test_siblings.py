"""Several processes of one server: what a page holds is found, whichever of them a browser reaches."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.serving import served_by
from ui.siblings import ASKED_WITHIN, folder_of

WORKERS = 2
TIMES = 8
COMPONENT = "/component/streamlit_folium.st_folium/index.html"
HELD = re.compile(rb"/map-data/[0-9a-f]{32}|/media/[0-9a-f]{20,}\.\w+")
PATIENCE = 60


@contextmanager
def opened(base: str, page: str, query: str = "", **headers: str) -> Iterator[list[str]]:
    """Open a page as a browser does and keep it open; give the addresses that it names."""
    to = f"{base.replace('http', 'ws')}/_stcore/stream"
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    with connect(to, subprotocols=["streamlit"], max_size=None, additional_headers=headers) as socket:  # type: ignore[list-item]
        socket.send(asked.SerializeToString())
        named: set[bytes] = set()
        while True:
            told = socket.recv(timeout=PATIENCE)
            assert isinstance(told, bytes)
            named |= set(HELD.findall(told))
            if ForwardMsg.FromString(told).WhichOneof("type") == "script_finished":
                break
        yield sorted(address.decode() for address in named)


def status(address: str, **headers: str) -> int:
    """What is answered on a connection of its own."""
    try:
        asked = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            answer.read()
            assert answer.headers.get_all("x-content-type-options") == ["nosniff"]  # once, whoever answers
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def sockets(parent: int, without: frozenset[Path] = frozenset()) -> list[Path]:
    """Return where the processes of a server listen as soon as there are so many, leaving out those that are gone."""
    folder, end = folder_of(parent), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if len(found := sorted(set(folder.glob("*.sock")) - without)) == WORKERS:
            return found
        time.sleep(0.1)
    pytest.fail("not all processes listen")


def knows(socket: Path, address: str) -> bool:
    """Tell whether one process knows an address itself."""
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket))) as client:
        return client.get(f"http://localhost{address}", headers={ASKED_WITHIN: "1"}).status_code == 200


@pytest.mark.skipif(os.name == "nt", reason="several processes need sockets in a folder")
def test_each_process_answers_for_what_the_others_hold(demo_folder):
    """Feeds and files are known to one process and answered by all; so they are after another process was killed."""
    with served_by(WORKERS, demo_folder) as (base, parent):
        beside = sockets(parent)
        assert beside[0].parent.stat().st_mode & 0o077 == 0
        with opened(base, "map") as held:
            assert held
            for address in (*held, COMPONENT):
                assert sum(knows(socket, address) for socket in beside) == 1
                assert {status(base + address) for _ in range(TIMES)} == {200}
            assert {status(f"{base}/map-data/{'0' * 32}") for _ in range(3)} == {404}
            [holder] = [socket for socket in beside if knows(socket, held[0])]
            [other] = set(beside) - {holder}
            os.kill(int(other.stem), signal.SIGKILL)
            sockets(parent, without=frozenset({other}))
            assert {status(base + held[0]) for _ in range(TIMES)} == {200}
    assert not beside[0].parent.exists() or set(beside[0].parent.iterdir()) <= {other}


@pytest.mark.skipif(os.name == "nt", reason="several processes need sockets in a folder")
def test_they_answer_each_other_for_who_has_signed_in_alone(demo_folder, tmp_path, monkeypatch):
    """A process that is asked by another need not ask again who reads; that it is asked so cannot be pretended."""
    (tmp_path / "roles.toml").write_text('[[reader]]\naccount = "wang"\nplaces = "city"\nrole = "viewer"\n')
    monkeypatch.setenv("ROLES_FILE", str(tmp_path / "roles.toml"))
    monkeypatch.setenv("SIGNED_IN_HEADER", "X-Remote-User")
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1")
    wang = {"X-Remote-User": "wang"}
    with (
        served_by(WORKERS, demo_folder) as (base, parent),
        opened(base, "map", **wang) as held,
    ):
        assert len(sockets(parent)) == WORKERS
        assert held
        for address in held:
            assert {status(base + address, **wang) for _ in range(TIMES)} == {200}
            assert {status(base + address, **{ASKED_WITHIN: "1"}) for _ in range(TIMES)} == {403}
