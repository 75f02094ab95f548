"""Every page can be the first that a server is asked for: Streamlit must not take `pages/` for its own old scheme."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.house.code import ROOT
from ui.navigation import SUBJECTS, address
from ui.words.text import catalogue

ADDRESSES = ("", *map(address, SUBJECTS[1:]))
START_SECONDS = 60


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@pytest.fixture(scope="module")
def fresh_servers(demo_folder) -> Iterator[dict[str, int]]:
    """A server for each address that nobody has asked for anything yet: its port."""
    ports = free_ports(len(ADDRESSES))
    command = [sys.executable, "-m", "tests.ui.frame.fresh_servers", *map(str, ports)]
    environment = os.environ | {
        "DATABASE_URL": str(demo_folder),
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for port in ports:
            wait_until_up(port)
        yield dict(zip(ADDRESSES, ports, strict=True))
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail("the server did not start")


async def told(port: int, page: str) -> list[ForwardMsg]:
    """Return what a server tells a browser that opens an address, until the page is drawn."""
    async with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None
    ) as line:
        asked = BackMsg()
        asked.rerun_script.page_name = page
        await line.send(asked.SerializeToString())
        return [message async for message in until_drawn(line)]


async def until_drawn(line: object) -> AsyncIterator[ForwardMsg]:
    async for data in line:  # type: ignore[attr-defined]
        message = ForwardMsg.FromString(data)
        yield message
        if message.WhichOneof("type") == "script_finished":
            return


@pytest.mark.parametrize("page", ADDRESSES, ids=lambda page: page or "overview")
def test_a_server_may_be_asked_for_any_address_first(page, fresh_servers):
    """No dialog says that the page was not found, and the page stands in its frame."""
    messages = asyncio.run(asyncio.wait_for(told(fresh_servers[page], page), 120))
    kinds = {message.WhichOneof("type") for message in messages}
    assert "page_not_found" not in kinds
    navigation = next(
        message.navigation for message in messages if message.WhichOneof("type") == "navigation"
    )
    assert [item.url_pathname for item in navigation.app_pages] == list(ADDRESSES)
    headings = [
        message.delta.new_element.heading.body
        for message in messages
        if message.delta.new_element.WhichOneof("type") == "heading"
    ]
    subject = dict(zip(ADDRESSES, SUBJECTS, strict=True))[page]
    assert headings[0] == catalogue("zh")[f"{subject}.title"]


def test_an_address_that_is_no_page_is_told(fresh_servers):
    """The test above would see the dialog if there were one."""
    messages = asyncio.run(asyncio.wait_for(told(fresh_servers[""], "no-such-page"), 120))
    assert "page_not_found" in {message.WhichOneof("type") for message in messages}
