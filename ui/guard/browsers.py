"""Which browser asks: a page's feeds answer the browser that was shown it, and no other that learns an address."""

from __future__ import annotations

import secrets
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "browser"
"""A random word of each browser's own; it names nobody, and no script reads it."""


def known(request: Request, answer: Response) -> Response:
    """Return an answer that gives the browser its word where it has none."""
    if COOKIE not in request.cookies:
        secure = request.url.scheme == "https"
        word = secrets.token_urlsafe(24)
        # Not "strict": a link from a portal or the way back from signing in would give a new word, and other tabs none.
        answer.set_cookie(COOKIE, word, httponly=True, samesite="lax", secure=secure)
    return answer


def is_of(request: Request, browser: str) -> bool:
    """Tell whether a request comes from a browser."""
    return compare_digest(request.cookies.get(COOKIE, "").encode(), browser.encode())
