"""Every page can be the first that a server is asked for: Streamlit must not take `pages/` for its own old scheme."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.serving import started_together
from ui.navigation import SUBJECTS, address
from ui.words.text import catalogue

ADDRESSES = ("", *map(address, SUBJECTS[1:]))


@pytest.fixture(scope="module")
def fresh_servers(demo_folder) -> Iterator[dict[str, str]]:
    """A server for each address that nobody has asked for anything yet: its host and port."""
    with started_together(demo_folder, [{} for _ in ADDRESSES]) as bases:
        yield dict(zip(ADDRESSES, (base.removeprefix("http://") for base in bases), strict=True))


async def told(host: str, page: str) -> list[ForwardMsg]:
    """Return what a server tells a browser that opens an address, until the page is drawn."""
    async with connect(
        f"ws://{host}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None
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
