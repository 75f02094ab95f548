"""What pages leave behind for browsers to fetch (pictures, files, what maps ask for): only for who has signed in.

Its addresses cannot be guessed, but they are written into logs and histories. Who may come in is asked there, not what
they may see: only the page that was drawn for a reader named the address.
"""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from ui.access.reader import Reader, is_over
from ui.access.ways import Way, WayError, way
from ui.guard.answers import asked_path
from ui.maps import feeds
from ui.siblings import from_sibling

HELD = ("/media/", feeds.PREFIX)
"""Where the addresses begin of what holds data."""


class ForReaders:
    """The app, which hands out what pages hold to who has signed in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403 where it asks for what a page holds and nobody has signed in."""
        if scope["type"] == "http" and asked_path(scope).startswith(HELD) and not _may_ask(Request(scope)):
            await Response(status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _may_ask(request: Request) -> bool:
    if from_sibling(request.scope):
        return True  # it has asked who reads
    try:
        by = way()
        return by is None or _has_signed_in(request, by)
    except WayError:
        return False


def _has_signed_in(request: Request, by: Way) -> bool:
    """Tell whether a request comes from a reader: the header has been taken off where it is not believed."""
    if by.header:
        return bool(request.headers.get(by.header, "").strip())
    try:
        held = _get_signed_cookie_with_chunks(request.cookies, USER_COOKIE_NAME)
        claims = json.loads(held or b"{}")
    except ValueError:
        return False
    return bool(claims.get("is_logged_in")) and not is_over(Reader("", claims), by)
