"""The pages of who stays outside: each says why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx2 as httpx
import streamlit as st

from ui import navigation
from ui.access.ways import Way
from ui.words.text import inert, t

PATIENCE = 5  # seconds in which a provider answers
DEFAULT = "default"
ENDPOINT = "authorization_endpoint"


class Refusal(NamedTuple):
    """Why somebody stays outside: the page that says it, how to sign in from there, and what is at fault."""

    page: str
    way: Way = Way()
    fault: str = ""
    details: Mapping[str, object] = {}


def refuse(refusal: Refusal) -> None:
    """Draw the page that says why nothing else is drawn, whatever address was asked for."""
    _declare_addresses()
    with st.container(key="refused"):
        st.caption(t("app.name"))
        st.title(t(f"access.{refusal.page}.title"), anchor=False)
        st.markdown(inert(t(f"access.{refusal.page}.what", **dict(refusal.details))))
        if refusal.fault:
            told = inert(t(f"access.{refusal.page}.fault.{refusal.fault}", **dict(refusal.details)))
            st.error(told, icon=":material/rule_settings:")
        if refusal.page == "no_role":
            if not refusal.way.header and st.button(t("access.leave"), key="leave"):
                st.logout()
        elif refusal.way.providers:
            _ways_in(refusal.way)
        else:
            st.button(t("fault.retry"), icon=":material/refresh:", key="again")


def _declare_addresses() -> None:
    """Declare every address, under one name: an unknown one would be answered with Streamlit's own words."""
    st.navigation(
        [
            st.Page(_nothing, title=t("app.name"), url_path=navigation.address(name), default=not at)
            for at, name in enumerate(navigation.SUBJECTS)
        ],
        position="hidden",
    )


def _nothing() -> None:
    pass


def _ways_in(way: Way) -> None:
    """Draw the button of each provider; a press leads there, or says that it does not answer."""
    for name, provider in way.providers.items():
        words = t("access.enter") if len(way.providers) == 1 else t("access.enter_by", name=name)
        if st.button(words, type="primary", key=f"enter_{name}"):
            if _answers(provider):
                st.login(None if name == DEFAULT else name)
            else:
                st.error(t("access.unreachable"), icon=":material/cloud_off:")


def _answers(provider: Mapping[str, Any]) -> bool:
    """Tell whether a provider says where to sign in: the browser would otherwise be led to an error without words."""
    verify = provider.get("client_kwargs", {}).get("verify", True)
    try:
        with httpx.Client(timeout=PATIENCE, verify=verify, follow_redirects=True) as client:
            told = client.get(provider["server_metadata_url"]).raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError):
        return False
    return isinstance(told, dict) and ENDPOINT in told
