"""Choices of a few values by their words: one that the URL carries, and one that lives in the session alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from ui.session import address
from ui.words.text import inert, t

Value = TypeVar("Value", str, int)

SHOWN_OF_A_VALUE = 60  # characters of a value that is not known

SEGMENTS = partial(st.segmented_control, required=True)
"""The widget that shows all that is offered."""


def linked_choice(
    parameter: str,
    key: str,
    label: str,
    offered: Mapping[str, str],
    *,
    unknown: str,
    usual: str | None = None,
    silent: Collection[str] = (),
    widget: Callable[..., Any] = SEGMENTS,
    **options: object,
) -> str:
    """Draw a choice of what is offered, its words by value, and return the value chosen.

    `parameter` is its name in the URL, `key` the widget's in the session. The `usual` value, the first unless
    given, is not written into the URL, though left there. A value of the URL that is not offered gives way to it,
    which the text `unknown` says (`{value}` in it is the value), but for those that are `silent`.
    """
    first = next(iter(offered)) if usual is None else usual
    asked = _asked(parameter, offered, unknown, silent)
    address.follow(parameter, key, asked or first, offered)
    chosen = str(widget(label, list(offered), key=key, format_func=offered.__getitem__, **options))
    if chosen != asked:
        address.set_parameter(parameter, None if chosen == first else chosen)
    return chosen


def linked_option(
    parameter: str, key: str, label: str, offered: Mapping[str, str], *, unknown: str, placeholder: str
) -> str | None:
    """Draw a list to choose one of what is offered from, or none, and return it; else as `linked_choice`."""
    asked = _asked(parameter, offered, unknown)
    address.follow(parameter, key, asked, (None, *offered))
    chosen = st.selectbox(
        label, list(offered), key=key, format_func=offered.__getitem__, index=None, placeholder=placeholder
    )
    address.set_parameter(parameter, chosen)
    return chosen


def _asked(
    parameter: str, offered: Mapping[str, str], unknown: str, silent: Collection[str] = ()
) -> str | None:
    """Return the value of the URL if it is offered; say by the text `unknown` where one is not."""
    asked = address.parameter(parameter)
    if asked is None or asked in offered:
        return asked
    if asked not in silent:
        st.warning(t(unknown, value=inert(asked[:SHOWN_OF_A_VALUE])))
    return None


def choice(
    key: str, label: str, offered: Mapping[Value, str], usual: Value | None = None, **options: object
) -> Value:
    """Draw a choice of what is offered, its words by value, and return the value chosen; at first the usual one.

    The `usual` value is the first unless given. `key` is the widget's in the session, the only place that keeps it.
    """
    first = next(iter(offered)) if usual is None else usual
    return SEGMENTS(label, list(offered), default=first, format_func=offered.__getitem__, key=key, **options)
