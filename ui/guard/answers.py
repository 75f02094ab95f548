"""What every answer says to the browser, and what is not answered at all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMES = "FRAME_ANCESTORS"
FRAMER = re.compile(r"'self'|'none'|https?://[\w.*-]+(?::\d+)?")
"""A source that may frame the pages, as content security policies write it."""

CLOSED = ("/_stcore/metrics", "/_stcore/upload_file", "/_stcore/agent")
"""Where addresses begin of what no page of ours needs: the server's own figures, uploads, other programs."""

FIGURES = ("/media/", "/map-data/", "/plain", "/-/")
"""Where addresses begin of what holds figures: no browser or proxy keeps it."""


MAPS = "/component/"
"""Where the addresses of frames begin in which maps are drawn: streamlit-folium makes their scripts of strings."""


class Guarded:
    """The app, whose answers tell the browser what it may do with them; what is closed is not there.

    `pictures_from` returns the other hosts that pictures come from, asked when the server starts.
    """

    def __init__(self, app: ASGIApp, pictures_from: Callable[[], Collection[str]] = tuple) -> None:
        self._app = app
        hosts = pictures_from()
        self._headers, self._headers_of_maps = headers(hosts), headers(hosts, in_map=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        path = asked_path(scope)
        said = self._headers_of_maps if path.startswith(MAPS) else self._headers
        if path.startswith(FIGURES):
            said = said | {b"cache-control": b"no-store"}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [header for header in message["headers"] if header[0].lower() not in said]
                message["headers"] = [*own, *said.items()]  # a sibling's answer has them already
            await send(message)

        app = Response(status_code=404) if path.startswith(CLOSED) else self._app
        await app(scope, receive, guarded)


def asked_path(scope: Scope) -> str:
    """Return the path that is routed by: without what the server is mounted below (`--root-path`)."""
    path, mounted = scope.get("path", ""), scope.get("root_path", "")
    return path.removeprefix(mounted) if mounted and path.startswith(f"{mounted}/") else path


def headers(pictures_from: Iterable[str] = (), *, in_map: bool = False) -> dict[bytes, bytes]:
    """Return what every answer says; pictures may come from this host and from these.

    Pages and maps hold scripts and styles in their text, Streamlit hands those of components over as blobs. Only the
    frames of maps may make scripts of strings ('unsafe-eval').
    """
    policy = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' blob:" + (" 'unsafe-eval'" if in_map else ""),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": " ".join(["'self' data: blob:", *pictures_from]),
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": framers(),
    }
    return {
        b"content-security-policy": "; ".join(f"{name} {told}" for name, told in policy.items()).encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def framers(settings: Mapping[str, str] = os.environ) -> str:
    """Return the sources that may frame the pages, such as a portal's; this host alone where none is set.

    Raises
    ------
    ValueError
        Where a source is none: it would end the policy, and with it what the other headers forbid.
    """
    given = settings.get(FRAMES, "").split() or ["'self'"]
    if wrong := [source for source in given if not FRAMER.fullmatch(source)]:
        raise ValueError(f"{FRAMES}: {wrong[0]}")
    return " ".join(given)
