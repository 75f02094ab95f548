"""All that a page sends to a browser, and all that the browser can then ask for, as bytes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.opening import asked_for
from ui.maps import feeds
from ui.maps.feeds import Look
from ui.maps.ground import Box
from ui.session import state

ADDRESS = re.compile(rb"/map-data/[0-9a-f]{32}")
CITY = Box(118.0, 24.0, 119.5, 25.5)
RUN = re.compile(rb"[0-9a-f]{32}")
"""What Streamlit names a run by, and the ends of addresses of feeds; no two runs have the same."""
PICTURES = frozenset({"png", "print", "svg", "pdf", "picture"})
"""Files that are drawn from what other files and the page hold: letters in them are shapes."""


@dataclass
class Seen:
    """A page as it stands after a run, and what reached the browser: by where it was found."""

    app: AppTest
    told: dict[str, bytes] = field(default_factory=dict)

    def found(self, words: Iterable[str]) -> set[str]:
        """Where any of the words is told, as `where: word`."""
        signs = {word: word.encode() for word in words}
        low = {where: content.lower() for where, content in self.told.items()}
        return {
            f"{where}: {word}" for where, told in low.items() for word, sign in signs.items() if sign in told
        }

    def again(self, limit: frozenset[str] | None) -> Seen:
        """The same session run once more, with a limit of its own."""
        return _run(self.app, limit)

    def sent(self, written: str | None = None) -> bytes:
        """All of it together, as any run would tell it; without a value that the reader wrote."""
        content = b"\n".join(self.told[where] for where in sorted(self.told))
        for value in (written, quote(written, safe="")) if written else ():
            content = content.replace(value.encode(), b"")
        return RUN.sub(b"", content)


def seen(
    page: str,
    url: object,
    patch: pytest.MonkeyPatch,
    limit: frozenset[str] | None,
    /,
    words: Iterable[str] = (),
    **query: str | list[str],
) -> Seen:
    """Open a page's address as a reader with a limit; `words` are looked for in the box that finds anything."""
    return _run(asked_for(page, url, patch, **query), limit, words)


def with_files(page: Seen) -> Seen:
    """The page with every file that it offers and that holds text."""
    for key, part in app_parts(page.app).items():
        for kind, make in part.files.items():
            if kind not in PICTURES:
                page.told[f"{key}.{kind}"] = unpacked(make())
    return page


def app_parts(app: AppTest) -> dict:
    """What the page offers to take along, by its key."""
    return app.session_state[state.SHOWN].parts


def unpacked(content: bytes) -> bytes:
    """The bytes of a file, of all that is packed in it where it is an archive or a workbook."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name.encode() + b"\n" + unpacked(archive.read(name)) for name in archive.namelist()]
    return b"\n".join(parts)


def _run(app: AppTest, limit: frozenset[str] | None, words: Iterable[str] = ()) -> Seen:
    """Run a session with a limit and keep what it sends."""
    messages: list[bytes] = []
    with pytest.MonkeyPatch.context() as heard:
        _hear(heard, messages)
        heard.setattr("ui.access.entry.entered", partial(_let_in, limit))
        app.run()
    assert not app.exception, [error.value for error in app.exception]
    page = b"\n".join(messages)
    told = {"page": page, "address": json.dumps(dict(app.query_params)).encode()}
    return Seen(app, told | dict(_answers(page, words)))


def _let_in(limit: frozenset[str] | None, prepare: object) -> bool:
    """Let a reader in as the door does, with a limit."""
    st.session_state[state.LIMIT] = limit
    return True


def _hear(heard: pytest.MonkeyPatch, messages: list[bytes]) -> None:
    """Keep every message of a run: AppTest itself knows some elements only."""
    module = "streamlit.testing.v1.local_script_runner.parse_tree_from_messages"
    from streamlit.testing.v1.local_script_runner import parse_tree_from_messages  # noqa: PLC0415

    def parse(sent):
        messages[:] = [message.SerializeToString() for message in sent]
        return parse_tree_from_messages(sent)

    heard.setattr(module, parse)


def _answers(page: bytes, words: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """What feeds answer of which the page holds the address: at any look, at a close one, and to words."""
    looks = [Look(None, None), Look(CITY, 11), Look(CITY, 18), *(Look(None, None, word) for word in words)]
    for number, address in enumerate(dict.fromkeys(ADDRESS.findall(page))):
        answer = feeds._feeds[address.decode().removeprefix(feeds.PREFIX)].answer
        told = [json.dumps(answer(look), ensure_ascii=False, default=str) for look in looks]
        yield f"feed {number}", "\n".join(told).encode()
