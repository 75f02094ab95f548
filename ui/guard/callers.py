"""Who may ask: programs on this machine, and others only where they sign in or the site says so.

Where nobody is asked who they are, an address set by mistake, or a proxy in front that nobody thought of, must not show
a city's cases to whoever reaches the port: `OPEN_TO_ALL=1` is the site's word that everybody who can may look.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.words.text import LANGUAGES, catalogue

Address = IPv4Address | IPv6Address

OPEN, HOSTS = "OPEN_TO_ALL", "ALLOWED_HOSTS"

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")

FORWARDING = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "x-cluster-client-ip"}
)
"""Headers by which a proxy tells for whom it asks, beside those that begin with `x-forwarded-`."""


def _nobody() -> bool:
    return False


class Nearby:
    """The app, which answers this machine alone unless it is open to all, or asks who they are (`signed_in`)."""

    def __init__(self, app: ASGIApp, signed_in: Callable[[], bool] = _nobody) -> None:
        self._app, self._signed_in = app, signed_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403 with what can be done."""
        answered = open_to_all() or from_this_machine(scope) or self._signed_in()
        app = self._app if answered else _refusal()
        await app(scope, receive, send)


class OwnPages:
    """The app, whose live connections are those of its own pages: no page of another origin opens one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse a live connection that a page of another origin asks for with 403.

        Streamlit would take those of any port of this machine, and ask a host outside what this one is called there.
        """
        if scope["type"] == "websocket":
            said = Headers(scope=scope)
            origin = said.get("origin")
            if origin is not None and origin.partition("://")[2] != said.get("host"):
                await PlainTextResponse("", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Named(TrustedHostMiddleware):
    """The app, asked under its own names only: a page elsewhere whose name is turned to this machine is refused."""

    def __init__(self, app: ASGIApp, signed_in: Callable[[], bool] = _nobody) -> None:
        super().__init__(app, hosts(open_to_all() or signed_in()), www_redirect=False)


def open_to_all(settings: Mapping[str, str] = os.environ) -> bool:
    """Tell whether everybody who reaches the server may look."""
    return settings.get(OPEN, "").strip() == "1"


def hosts(from_elsewhere: bool, settings: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names under which the server may be asked; `*` for any, `*.example` for those below one.

    Those of this machine, unless it may be asked from elsewhere.
    """
    named = settings.get(HOSTS, "").replace(",", " ").split()
    return ["*"] if from_elsewhere and not named else [*LOCAL_NAMES, *named]


def from_this_machine(scope: Scope) -> bool:
    """Tell whether a request comes from a program on this machine that asks for itself.

    A caller without an address speaks through a socket of this machine's file system. A proxy is known by a header of
    forwarding, or by HTTP 1.0, which no browser speaks and nginx does unless it is told otherwise; one that adds
    nothing and speaks 1.1 is not known.
    """
    if scope["type"] == "lifespan":
        return True
    if scope.get("http_version") == "1.0" or any(forwards(name) for name, _ in scope["headers"]):
        return False
    if not (scope.get("client") or ("",))[0]:
        return True
    caller = peer(scope)
    return caller is not None and caller.is_loopback


def forwards(name: bytes) -> bool:
    """Tell whether a header says for whom a proxy asks."""
    told = name.decode("latin-1").lower()
    return told in FORWARDING or told.startswith("x-forwarded-")


def peer(scope: Scope) -> Address | None:
    """Return the address that the server was asked from, an IPv4 one as such; None where there is none."""
    try:
        address = ip_address((scope.get("client") or ("",))[0].partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _refusal() -> PlainTextResponse:
    words = "\n\n".join(catalogue(language, "")["guard.only_here"] for language in LANGUAGES)
    return PlainTextResponse(words, 403)
