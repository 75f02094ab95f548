"""How readers of this server sign in: not at all, by a provider (OpenID Connect), or through a proxy that names them.

A way that is set but cannot work lets nobody in; and so does a file of roles without any way to sign in.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from data_access.roles import is_there, roles_file
from ui.guard.callers import open_to_all

HEADER = "SIGNED_IN_HEADER"
PROXIES = "TRUSTED_PROXIES"
HOURS = "SIGNED_IN_HOURS"
USUAL_HOURS = 12.0
SHARED_KEYS = ("redirect_uri", "cookie_secret")
OWN_KEYS = ("client_id", "client_secret", "server_metadata_url")
CALLBACK = "/oauth2callback"
LEAST_SECRET = 32  # characters; who guesses it signs in as anybody

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class WayError(ValueError):
    """A way to sign in that cannot work: `kind` says why, `detail` what is at fault."""

    def __init__(self, kind: str, detail: object = "") -> None:
        super().__init__(f"{kind} {detail}")
        self.kind, self.detail = kind, detail


class Way(NamedTuple):
    """How readers sign in: the header in which a proxy names them, else the providers by name with their settings."""

    header: str | None = None
    providers: Mapping[str, Mapping[str, Any]] = {}


def way() -> Way | None:
    """Return how readers of this server sign in, None where they need not.

    Raises
    ------
    WayError
        Where a way is set and cannot work, or roles are set and no way.
    """
    if header := header_name():
        if not proxies():
            raise WayError("no_proxies", PROXIES)
        return Way(header=header)
    section = _section()
    if section is None:
        if is_there(roles_file()) or os.environ.get("ROLES_FILE"):
            raise WayError("no_way", roles_file())
        return None
    return Way(providers=_providers(section))


def signs_in() -> bool:
    """Tell whether readers are asked who they are; so they are, in vain, where the way to do so is set wrongly."""
    try:
        return way() is not None
    except WayError:
        return True


def seen_by_all() -> bool:
    """Tell whether whoever reaches the server may look without being asked: every page then says so."""
    return open_to_all() and not signs_in()


def header_name() -> str | None:
    """Return the header in which a proxy names who has signed in, in small letters; None where none is set."""
    return os.environ.get(HEADER, "").strip().lower() or None


def proxies() -> tuple[Network, ...]:
    """Return the addresses whose header is believed.

    Raises
    ------
    WayError
        Where one is no address and no network.
    """
    return _networks(os.environ.get(PROXIES, ""))


def hours() -> float:
    """Return how long a sign-in lasts.

    Raises
    ------
    WayError
        Where the setting is no positive number.
    """
    said = os.environ.get(HOURS, "").strip()
    try:
        lasts = float(said) if said else USUAL_HOURS
    except ValueError:
        raise WayError("hours", said) from None
    if not 0 < lasts < float("inf"):
        raise WayError("hours", said)
    return lasts


@lru_cache(maxsize=4)
def _networks(said: str) -> tuple[Network, ...]:
    found = []
    for word in filter(None, map(str.strip, said.split(","))):
        try:
            found.append(ipaddress.ip_network(word))
        except ValueError:
            raise WayError("proxies", word) from None
    return tuple(found)


def _section() -> Mapping[str, Any] | None:
    """Return what the secrets say of signing in, None where they say nothing."""
    try:
        if st.secrets.load_if_toml_exists():
            section = st.secrets.get("auth")
            return None if section is None else dict(section)
    except (OSError, ValueError, TypeError) as error:
        raise WayError("secrets", error) from error
    if there := [file for file in st.get_option("secrets.files") if Path(file).exists()]:
        raise WayError("secrets", there[0])
    return None


def _providers(section: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the providers that a section names, one without a name as `default`, each with all that it needs."""
    if find_spec("authlib") is None:
        raise WayError("authlib")
    for key in SHARED_KEYS:
        _said(section, key, f"auth.{key}")
    if len(section["cookie_secret"]) < LEAST_SECRET:
        raise WayError("weak", LEAST_SECRET)
    if not section["redirect_uri"].endswith(CALLBACK):
        raise WayError("redirect", CALLBACK)
    named = {name: own for name, own in section.items() if isinstance(own, Mapping) and OWN_KEYS[0] in own}
    given = named if named and OWN_KEYS[0] not in section else {"default": section, **named}
    for name, own in given.items():
        for key in OWN_KEYS:
            _said(own, key, f"auth.{key}" if name == "default" else f"auth.{name}.{key}")
    return dict(given)


def _said(section: Mapping[str, Any], key: str, name: str) -> None:
    if not (isinstance(section.get(key), str) and section[key].strip()):
        raise WayError("incomplete", name)
