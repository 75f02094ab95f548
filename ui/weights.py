"""The weights of the evaluation: set by the user, kept in the URL as `weights`."""

from __future__ import annotations

import streamlit as st

from data_access.indicators import Indicator
from data_access.ranking import WEIGHTS, weights_from_text, weights_to_text
from ui import address, state
from ui.text import t

IN_A_ROW = 5


def weight_setting() -> dict[Indicator, int]:
    """Draw one number for each indicator that counts, and return the weights."""
    given = _from_url()
    indicators = list(WEIGHTS)
    with st.expander(t("evaluation.weights"), icon=":material/tune:"):
        st.caption(t("evaluation.weights_help"))
        for start in range(0, len(indicators), IN_A_ROW):
            for column, indicator in zip(
                st.columns(IN_A_ROW), indicators[start : start + IN_A_ROW], strict=True
            ):
                key = state.weight(indicator.key)
                st.session_state.setdefault(key, given[indicator])
                column.number_input(t(f"indicator.{indicator.key}.name"), 0, 100, step=5, key=key)
        st.button(
            t("evaluation.weights_reset"),
            icon=":material/restart_alt:",
            on_click=_fill,
            args=(dict(WEIGHTS),),
        )
    chosen = {indicator: int(st.session_state[state.weight(indicator.key)]) for indicator in indicators}
    if not any(chosen.values()):
        st.warning(t("evaluation.weights_zero"))
        return dict(WEIGHTS)
    address.set_parameter("weights", None if chosen == WEIGHTS else weights_to_text(chosen))
    return chosen


def _from_url() -> dict[Indicator, int]:
    """Return the weights of the URL; a new URL refills the numbers."""
    text = address.parameter("weights")
    weights = dict(WEIGHTS) if text is None else weights_from_text(text, list(WEIGHTS))
    if weights is None:
        st.warning(t("evaluation.weights_unknown"))
        weights = dict(WEIGHTS)
    if address.is_news("weights"):
        _fill(weights)
    return weights


def _fill(weights: dict[Indicator, int]) -> None:
    for indicator, weight in weights.items():
        st.session_state[state.weight(indicator.key)] = weight
