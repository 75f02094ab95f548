"""Who says that somebody has signed in is believed only at the addresses that are named."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2 as httpx
import pytest
from sqlalchemy import URL
from starlette.types import Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.serving import started_together
from ui.access.proxies import Believed
from ui.words.text import catalogue

TEXTS = catalogue("zh")
HEADER = "X-Remote-User"
PATIENCE = 60
HELD = re.compile(rb"/map-data/[0-9a-f]{32}")
ROLES = '[[reader]]\naccount = "wang"\nplaces = "city"\nrole = "viewer"\n'
NAMED, UNNAMED, WRONG, UNSET = 0, 1, 2, 3
"""Servers: the tests' own address is named, another is, roles are wrong, roles are set without a way to sign in."""


def passed(monkeypatch: pytest.MonkeyPatch, named: str, peer: object, *headers: tuple[str, str]) -> list[str]:
    """What the app behind hears of the header."""
    monkeypatch.setenv("SIGNED_IN_HEADER", HEADER)
    monkeypatch.setenv("TRUSTED_PROXIES", named)
    heard: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        heard.extend(
            value.decode() for key, value in scope["headers"] if key.lower() == HEADER.lower().encode()
        )

    sent = [(key.lower().encode(), value.encode()) for key, value in headers]
    scope = {"type": "websocket", "client": peer, "headers": sent}
    asyncio.run(Believed(app)(scope, None, None))  # type: ignore[arg-type]
    assert scope["headers"] == sent
    return heard


WANG = (HEADER, "wang")


@pytest.mark.parametrize(
    ("named", "peer", "headers", "heard"),
    [
        ("10.0.0.5", ("10.0.0.5", 4000), [WANG], ["wang"]),
        (" 10.0.0.4 , 10.0.0.5,", ("10.0.0.5", 4000), [WANG], ["wang"]),
        ("10.0.0.0/24", ("10.0.0.77", 4000), [WANG], ["wang"]),
        ("::1", ("::1", 4000), [WANG], ["wang"]),
        ("10.0.0.5", ("::ffff:10.0.0.5", 4000), [WANG], ["wang"]),
        ("10.0.0.5", ("10.0.0.5", 4000), [WANG, ("X-Forwarded-For", "10.9.9.9")], ["wang"]),
        ("10.0.0.5", ("10.0.0.5", 4000), [WANG, ("X-Forwarded-For", "10.0.0.55")], ["wang"]),
        ("10.0.0.5", ("10.0.0.6", 4000), [WANG], []),
        ("10.0.0.5", ("10.0.0.5", 4000), [WANG, (HEADER, "li")], []),
        ("10.0.0.5", ("10.0.0.5", 0), [WANG, ("X-Forwarded-For", "10.0.0.5")], []),
        ("10.0.0.5", ("10.0.0.5", 81), [WANG, ("X-Forwarded-For", "10.9.9.9, 10.0.0.5:81")], []),
        ("::1", ("::1", 81), [WANG, ("X-Forwarded-For", "[::1]:81")], []),
        ("10.0.0.5", None, [WANG], []),
        ("10.0.0.5", ("nowhere", 4000), [WANG], []),
        ("10.0.0.5, proxy", ("10.0.0.5", 4000), [WANG], []),
        ("", ("10.0.0.5", 4000), [WANG], []),
    ],
)
def test_the_header_passes_from_named_addresses_only(monkeypatch, named, peer, headers, heard):
    assert passed(monkeypatch, named, peer, *headers) == heard


@pytest.fixture(scope="module")
def servers(demo_folder: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The servers, in their order."""
    folder = tmp_path_factory.mktemp("roles")
    right, wrong = folder / "right.toml", folder / "wrong.toml"
    right.write_text(ROLES, "utf-8")
    wrong.write_text(ROLES.replace('"city"', '["无此街道"]'), "utf-8")
    own = {"SIGNED_IN_HEADER": HEADER, "TRUSTED_PROXIES": "127.0.0.1", "ROLES_FILE": str(right)}
    settings = [own, own | {"TRUSTED_PROXIES": "10.0.0.5"}, own | {"ROLES_FILE": str(wrong)}]
    settings.append({"ROLES_FILE": str(right)})
    with started_together(demo_folder, settings) as bases:
        yield bases


@contextmanager
def asked(base: str, headers: list[tuple[str, str]], page: str = "") -> Iterator[list[bytes]]:
    """Open a page as a browser with these headers does and keep it open; give what is told until it is drawn."""
    wanted = BackMsg()
    wanted.rerun_script.page_name = page
    heard: list[bytes] = []
    to = f"{base.replace('http', 'ws')}/_stcore/stream"
    with connect(to, subprotocols=["streamlit"], max_size=None, additional_headers=headers) as socket:  # type: ignore[list-item]
        socket.send(wanted.SerializeToString())
        while not heard or ForwardMsg.FromString(heard[-1]).WhichOneof("type") != "script_finished":
            one = socket.recv(timeout=PATIENCE)
            assert isinstance(one, bytes)
            heard.append(one)
        yield heard


def told(base: str, headers: list[tuple[str, str]], page: str = "") -> str:
    """What a browser is told that opens a page with these headers."""
    with asked(base, headers, page) as heard:
        return b"".join(heard).decode("utf-8", "ignore")


def test_who_is_named_comes_in(servers):
    text = told(servers[NAMED], [WANG])
    assert f"wang（{TEXTS['access.role.viewer']}）" in text
    assert TEXTS["attention.title"] in text


@pytest.mark.parametrize(
    ("server", "headers", "page"),
    [
        (NAMED, [], "unnamed"),
        (NAMED, [WANG, (HEADER, "wang")], "unnamed"),
        (NAMED, [("X-Remote_User", "wang")], "unnamed"),
        (NAMED, [WANG, ("X-Forwarded-For", "10.0.0.5")], "unnamed"),
        (NAMED, [(HEADER, "li")], "no_role"),
        (UNNAMED, [WANG], "unnamed"),
        (UNNAMED, [WANG, ("X-Forwarded-For", "10.0.0.5")], "unnamed"),
        (UNNAMED, [WANG, ("X-Forwarded-For", "10.0.0.5:4000")], "unnamed"),
        (WRONG, [WANG], "roles"),
        (WRONG, [], "unnamed"),
        (UNSET, [WANG], "broken"),
    ],
)
def test_nobody_else_sees_anything(servers, server, headers, page):
    text = told(servers[server], headers)
    assert TEXTS[f"access.{page}.title"] in text
    assert TEXTS["attention.title"] not in text
    assert "青阳" not in text


@pytest.mark.parametrize("server", [NAMED, UNNAMED, UNSET])
@pytest.mark.parametrize("path", ["plain", "plain/reported.png", "plain?lang=en"])
def test_the_plain_page_answers_nobody_where_readers_sign_in(servers, server, path):
    answer = httpx.get(f"{servers[server]}/{path}", headers=dict([WANG]))
    assert answer.status_code == 403
    assert answer.text == catalogue("en" if "en" in path else "zh")["access.plain"]


def status(address: str, *headers: tuple[str, str]) -> int:
    return httpx.get(address, headers=dict(headers), timeout=PATIENCE).status_code


def test_what_a_page_holds_goes_to_who_has_signed_in(servers):
    """An address that nobody offered stands for files: they are made when a button is pressed."""
    with asked(servers[NAMED], [WANG], "map") as heard:
        held = next(found.decode() for one in heard for found in HELD.findall(one))
        for address, answer in ((held, 200), ("/media/0.png", 404)):
            assert status(servers[NAMED] + address, WANG) == answer
            assert status(servers[NAMED] + address) == 403
            forged = ("X-Forwarded-For", "10.0.0.5"), ("X-Asked-Within", "1")
            assert status(servers[NAMED] + address, WANG, *forged) == 403
    assert status(servers[NAMED] + "/-/health") == 200
