"""What a page's scripts ask of the server after it is drawn, such as the cases in view from a close zoom on.

A page offers a feed and gives the map its address. The address is a keyed digest of what the feed answers and of the
browser that the page is drawn for. It cannot be guessed, and serves no other browser: only who was shown the page can
ask, and gets what the page's Selection allows.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data_access.database.faults import DatabaseFault
from ui.guard.browsers import is_of
from ui.maps.ground import Box

PREFIX = "/map-data/"
FEEDS_KEPT = 5_000

_secret = secrets.token_bytes(32)
_lock = Lock()
_asked: list[Callable[[], str]] = []


@dataclass(frozen=True)
class Look:
    """What is asked: a box in degrees, a zoom, words looked for; a feed is asked without what it does not need."""

    box: Box | None
    zoom: float | None
    words: str | None = None


@dataclass(frozen=True)
class Feed:
    """What is answered to whom: the cookie of a browser, empty where it has none."""

    browser: str
    answer: Callable[[Look], Any]


_feeds: OrderedDict[str, Feed] = OrderedDict()


def offer_to(asked: Callable[[], str]) -> None:
    """Let a function say which browser a page is drawn for; the session gives its own."""
    _asked[:] = [asked]


def offer(content: object, answer: Callable[[Look], Any]) -> str:
    """Keep a feed and return its address on this host.

    Parameters
    ----------
    content
        What the answers depend on beside the look, told apart by its `repr`: the data set's key and identity,
        the Selection, the query, the language of any words.
    answer
        Returns what becomes JSON. It runs outside the session: words are looked up before it is offered.
    """
    browser = _asked[0]() if _asked else ""
    name = hmac.new(_secret, repr((browser, content)).encode(), hashlib.sha256).hexdigest()[:32]
    with _lock:
        _feeds[name] = Feed(browser, answer)
        _feeds.move_to_end(name)
        while len(_feeds) > FEEDS_KEPT:
            _feeds.popitem(last=False)
    return PREFIX + name


def answer_to(address: str) -> Any:
    """Return what a feed answers at any look.

    Raises
    ------
    KeyError
        Where nothing is offered at the address, or no longer.
    """
    with _lock:
        feed = _feeds[address.removeprefix(PREFIX)]
    return feed.answer(Look(None, None))


def _look(request: Request) -> Look:
    """Return the look of a request.

    Raises
    ------
    ValueError
        Where box or zoom is not what it should be.
    """
    asked = request.query_params
    box = None
    if "box" in asked:
        west, south, east, north = (float(number) for number in asked["box"].split(","))
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError("box")
        box = Box(west, south, east, north)
    zoom = float(asked["zoom"]) if "zoom" in asked else None
    if zoom is not None and not (math.isfinite(zoom) and 0 <= zoom <= 25):
        raise ValueError("zoom")
    return Look(box, zoom, asked.get("words"))


async def _serve(request: Request) -> Response:
    """Answer 404 for an address that was never offered to this browser or is no longer kept.

    400 for a bad look, 503 without data.
    """
    name = request.path_params["name"]
    with _lock:
        feed = _feeds.get(name)
        if feed is not None:
            _feeds.move_to_end(name)  # what is asked for is in use
    if feed is None or not is_of(request, feed.browser):
        return Response(status_code=404)
    try:
        look = _look(request)
    except ValueError:
        return Response(status_code=400)
    try:
        told = await run_in_threadpool(feed.answer, look)
    except DatabaseFault:
        return Response(status_code=503)
    return JSONResponse(told)


ROUTES = [Route(PREFIX + "{name}", _serve, middleware=[Middleware(GZipMiddleware)])]
