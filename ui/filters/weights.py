"""Weights of indicators, set by the user and kept in the URL: `weights` (evaluation), `parts` (familiarity)."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from data_access.indicators import Indicator
from data_access.statistics.weights import weights_from_text, weights_to_text
from ui.session import address, state
from ui.words.text import t

IN_A_ROW = 5


def weight_setting(usual: Mapping[Indicator, int], parameter: str, words: str) -> dict[Indicator, int]:
    """Draw one number for each indicator that counts, explained by `words`, and return the weights.

    `usual` are the weights unless the user says otherwise; `parameter` is the one of the URL that carries them.
    """
    given = _from_url(usual, parameter)
    with st.expander(t("evaluation.weights"), icon=":material/tune:"):
        st.caption(words)
        chosen = _numbers(given, parameter)
        st.caption(t("evaluation.weights_total", total=sum(chosen.values())))
        st.button(
            t("evaluation.weights_reset"),
            icon=":material/restart_alt:",
            on_click=_fill,
            args=(parameter, dict(usual)),
        )
    if not any(chosen.values()):
        st.warning(t("evaluation.weights_zero"))
        return dict(usual)
    address.set_parameter(parameter, None if chosen == usual else weights_to_text(chosen))
    return chosen


def _numbers(given: Mapping[Indicator, int], parameter: str) -> dict[Indicator, int]:
    """Draw a number for each indicator, `given` at first, and return them."""
    chosen: dict[Indicator, int] = {}
    offered = list(given.items())
    for start in range(0, len(offered), IN_A_ROW):
        row = offered[start : start + IN_A_ROW]
        for column, (indicator, weight) in zip(st.columns(IN_A_ROW), row, strict=False):
            key = state.weight(parameter, indicator.key)
            st.session_state.setdefault(key, weight)
            name = t(f"indicator.{indicator.key}.name")
            chosen[indicator] = int(column.number_input(name, 0, 100, step=5, key=key))
    return chosen


def _from_url(usual: Mapping[Indicator, int], parameter: str) -> dict[Indicator, int]:
    """Return the weights of the URL; a new URL refills the numbers."""
    text = address.parameter(parameter)
    weights = dict(usual) if text is None else weights_from_text(text, list(usual))
    if weights is None:
        st.warning(t("evaluation.weights_unknown"))
        weights = dict(usual)
    if address.is_news(parameter):
        _fill(parameter, weights)
    return weights


def _fill(parameter: str, weights: Mapping[Indicator, int]) -> None:
    for indicator, weight in weights.items():
        st.session_state[state.weight(parameter, indicator.key)] = weight
