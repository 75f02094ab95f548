"""Who reads: what the provider, or the proxy in front of the server, says of whoever has signed in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st

from ui.access.ways import Way, hours

NAMES = ("name", "preferred_username", "email", "sub")
"""The claims that say how a reader is called, the friendliest first."""
OF_STREAMLIT = {"is_logged_in", "tokens", "provider"}


class Reader(NamedTuple):
    """Who has signed in: how they are called, and what is said of them."""

    name: str
    claims: Mapping[str, Any]

    @property
    def identity(self) -> tuple[str, ...]:
        """Who this is, among all readers of all providers."""
        return tuple(str(self.claims.get(key, "")) for key in ("iss", "sub", "preferred_username", "email"))


def reader(way: Way) -> Reader | None:
    """Return who reads in this session, None where nobody has signed in."""
    if way.header:
        return _named_by_proxy(way.header)
    if not st.user.get("is_logged_in"):
        return None
    claims = {key: value for key, value in st.user.to_dict().items() if key not in OF_STREAMLIT}
    return Reader(next((str(claims[key]) for key in NAMES if claims.get(key)), ""), claims)


def is_over(reader: Reader, way: Way) -> bool:
    """Tell whether a sign-in is older than it lasts; one by a proxy lasts as long as the proxy says so."""
    if way.header:
        return False
    began = reader.claims.get("iat")
    return not isinstance(began, int | float) or time.time() - began > hours() * 3600


def _named_by_proxy(header: str) -> Reader | None:
    """Return the reader whom the header names: the server lets it through from named proxies only."""
    said = st.context.headers.get(header) or ""
    try:
        name = said.encode("latin-1").decode("utf-8").strip()  # names in Chinese arrive as bytes
    except UnicodeError:
        name = said.strip()
    return Reader(name, dict.fromkeys(("sub", "preferred_username", "email"), name)) if name else None
