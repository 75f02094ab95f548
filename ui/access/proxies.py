"""The header in which a proxy names who has signed in, taken off each request that no named proxy sends.

What it says then reaches a session only where it may be believed. The peer's address is the server's own knowledge, as
long as uvicorn has not put one from `X-Forwarded-For` in its place: an address that stands there is no proof.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.access.ways import WayError, header_name, proxies
from ui.guard.callers import peer

FORWARDED = b"x-forwarded-for"


class Believed:
    """The app, to which only named proxies say who has signed in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request or connection on, without the header where it is not to be believed."""
        name = header_name()
        if name and "headers" in scope:
            own = name.encode("latin-1", "ignore")
            said = [value for key, value in scope["headers"] if key.lower() == own]
            if said and (len(said) > 1 or not from_named_proxy(scope)):
                kept = [header for header in scope["headers"] if header[0].lower() != own]
                scope = dict(scope) | {"headers": kept}
        await self._app(scope, receive, send)


def from_named_proxy(scope: Scope) -> bool:
    """Tell whether a request comes from an address whose header is believed."""
    client = scope.get("client")
    if not client or _is_forwarded(scope, client[0]):
        return False
    address = peer(scope)
    try:
        return address is not None and any(address in network for network in proxies())
    except WayError:
        return False


def _is_forwarded(scope: Scope, host: str) -> bool:
    """Tell whether an address may come from what a request says of itself: anybody can write that."""
    said = b",".join(value for key, value in scope["headers"] if key.lower() == FORWARDED).decode("latin-1")
    words = [word.strip() for word in said.split(",")]
    return any(word == host or word.startswith((f"{host}:", f"[{host}]")) for word in words)
