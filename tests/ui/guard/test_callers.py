"""Who may ask the server, and under which names."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.serving import started_together
from ui.guard.callers import Named, Nearby, OwnPages, from_this_machine, hosts


async def _page(_: object) -> PlainTextResponse:
    return PlainTextResponse("figures")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("figures")
    await socket.close()


def asked(client: str, app: type = Nearby) -> TestClient:
    """A caller at this address of a small app behind the guard."""
    inner = Starlette(routes=[Route("/", _page), WebSocketRoute("/", _socket)])
    return TestClient(app(inner), base_url="http://localhost", client=(client, 50_000))


@pytest.fixture(autouse=True)
def _unset(monkeypatch):
    for name in ("OPEN_TO_ALL", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.0.9", "::1", "::ffff:127.0.0.1", ""])
def test_this_machine_is_answered(client):
    """By either protocol, and through a socket of its file system."""
    caller = asked(client)
    assert caller.get("/").text == "figures"
    with caller.websocket_connect("/") as socket:
        assert socket.receive_text() == "figures"


@pytest.mark.parametrize(
    "client", ["10.0.0.7", "192.168.1.4", "172.17.0.1", "fe80::1%eth0", "2001:db8::1", "nobody"]
)
def test_others_are_told_what_to_do(client):
    """In both languages and without a figure; a live connection is not taken up at all."""
    caller = asked(client)
    answer = caller.get("/")
    assert answer.status_code == 403
    assert "OPEN_TO_ALL=1" in answer.text
    assert "本机" in answer.text
    assert "figures" not in answer.text
    with pytest.raises(WebSocketDisconnect), caller.websocket_connect("/"):
        pass


@pytest.mark.parametrize(
    "name",
    [
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Real-IP",
        "Via",
        "True-Client-IP",
    ],
)
def test_who_asks_through_a_proxy_is_elsewhere(name):
    """Whatever the header says: a proxy on this machine asks for somebody."""
    assert asked("127.0.0.1").get("/", headers={name: "127.0.0.1"}).status_code == 403


def test_a_proxy_that_says_nothing_speaks_the_old_protocol():
    """As nginx does where it is not told otherwise: it would name itself as the caller and nobody else."""
    scope = {"type": "http", "client": ("127.0.0.1", 5), "headers": [], "http_version": "1.0"}
    assert not from_this_machine(scope)
    assert from_this_machine(scope | {"http_version": "1.1"})


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        (None, True),
        ("http://localhost", True),
        ("http://localhost:3000", False),
        ("http://evil.example", False),
        ("null", False),
    ],
)
def test_only_its_own_pages_open_a_live_connection(origin, taken):
    caller = asked("127.0.0.1", OwnPages)
    headers = {"Origin": origin, "Host": "localhost"} if origin else {"Host": "localhost"}
    if not taken:
        with pytest.raises(WebSocketDisconnect), caller.websocket_connect("/", headers=headers):
            pass
        return
    with caller.websocket_connect("/", headers=headers) as socket:
        assert socket.receive_text() == "figures"


@pytest.mark.parametrize("value", ["0", "", "true", "yes"])
def test_only_the_word_itself_opens_the_server(value, monkeypatch):
    monkeypatch.setenv("OPEN_TO_ALL", value)
    assert asked("10.0.0.7").get("/").status_code == 403
    monkeypatch.setenv("OPEN_TO_ALL", "1")
    assert asked("10.0.0.7").get("/").status_code == 200


def test_the_server_is_asked_under_its_own_names_only():
    """A page of another site whose name was turned to this machine (DNS rebinding) reads nothing."""
    caller = asked("127.0.0.1", Named)
    for host, status in (
        ("localhost:8501", 200),
        ("127.0.0.1", 200),
        ("[::1]:8501", 200),
        ("evil.example", 400),
    ):
        assert caller.get("/", headers={"Host": host}).status_code == status, host


def test_names_are_the_sites_own():
    """A server that may be asked from elsewhere is so under any name until the site says which."""
    named = {"ALLOWED_HOSTS": "zhili.example, *.gov.example"}
    assert hosts(True, {}) == ["*"]
    assert "*" not in hosts(False, {})
    for from_elsewhere in (True, False):
        assert set(hosts(from_elsewhere, named)) > {"zhili.example", "*.gov.example", "localhost"}


def test_where_readers_sign_in_the_door_asks_them():
    """Others than this machine then reach the pages that ask who they are."""
    inner = Starlette(routes=[Route("/", _page)])
    caller = TestClient(Nearby(inner, signed_in=lambda: True), client=("10.0.0.7", 50_000))
    assert caller.get("/").status_code == 200


def test_a_server_that_others_reach_by_a_proxy_says_no_and_an_open_one_says_that_all_may_look(demo_folder):
    """The app itself, as it is started: the same request, refused and answered; the open one says so on its page."""
    with started_together(demo_folder, [{}, {"OPEN_TO_ALL": "1"}]) as (closed, open_):
        request = urllib.request.Request(f"{closed}/plain", headers={"X-Forwarded-For": "10.0.0.7"})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request, timeout=60)
        with urllib.request.urlopen(f"{closed}/plain", timeout=60) as answer:
            assert "能连到本服务器的人都可查看" not in answer.read().decode()
        request = urllib.request.Request(f"{open_}/plain", headers={"X-Forwarded-For": "10.0.0.7"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert "能连到本服务器的人都可查看" in answer.read().decode()
