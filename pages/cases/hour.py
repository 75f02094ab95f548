"""The hour of the week to which the list of cases is narrowed, with the way back."""

from __future__ import annotations

import streamlit as st

from data_access.cases import HOURS, WEEKDAYS
from ui.session import address
from ui.words.text import inert, t, word

PARAMETER = "hour"


def hour_notice() -> tuple[int, int] | None:
    """Say at which weekday and hour the cases that are listed were reported, and return them; None for any."""
    asked = address.parameter(PARAMETER)
    if asked is None:
        return None
    weekday, _, hour = asked.partition("-")
    if not (weekday.isdecimal() and hour.isdecimal() and int(weekday) in WEEKDAYS and int(hour) in HOURS):
        st.warning(t("cases.list.unknown_hour", value=inert(asked[:60])))
        return None
    at = int(weekday), int(hour)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(hour_words(at))
        st.button(
            t("cases.list.any_hour"),
            icon=":material/close:",
            key="hour_clear",
            on_click=address.forget,
            args=(PARAMETER,),
        )
    return at


def hour_words(at: tuple[int, int]) -> str:
    """Return in words that only cases of an hour of the week are listed."""
    weekday, hour = at
    return t("cases.list.hour", weekday=word("weekday", weekday), hour=hour)
