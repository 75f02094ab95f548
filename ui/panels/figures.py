"""Figures: a card with its change and formula, and the choice of one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import pandas as pd
import streamlit as st

from data_access.indicators import Indicator
from ui.filters.choosers import linked_choice
from ui.panels.rows import in_rows
from ui.panels.ways import leads_on, way_link
from ui.session.shown import shown
from ui.session.standards import standard_of
from ui.session.view import View
from ui.words import numbers
from ui.words.numbers import MISSING, Change
from ui.words.text import inert, t

CHOOSER_WIDTH = 250  # pixels

DELTA_COLOURS: dict[str | None, Literal["normal", "inverse", "off"]] = {
    "up": "normal",
    "down": "inverse",
    None: "off",
}
"""How a change is coloured, by which direction is good."""


def indicator_card(
    indicator: Indicator,
    now: pd.DataFrame,
    before: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
    pace: float = 1.0,
) -> None:
    """Draw one figure with its formula at a click; with `before` its change, with `history` a sparkline.

    `pace` is the days of the period ÷ those of the one before.
    """
    told, change = card_words(indicator, now, before, pace)
    still = change is not None and not change.direction
    name = t(f"indicator.{indicator.key}.name")
    shown().figures[name] = (told, change.words if change else "")
    st.metric(
        name,
        told,
        delta=change.words if change else None,
        delta_color=DELTA_COLOURS[indicator.better] if change is None or change.judged else "off",
        delta_arrow="off" if still else "auto",
        help=formula_words(indicator, now),
        border=True,
        chart_data=_line(indicator, history),
        height="stretch",
    )


def _line(indicator: Indicator, history: pd.DataFrame | None) -> list[float] | None:
    """Return the figures of a sparkline, None where there is none to draw."""
    if history is None or len(history) < 2:
        return None
    return indicator.of(history).dropna().round(2).tolist() or None


Card = tuple[Indicator, pd.DataFrame | None, *tuple[pd.DataFrame | None, ...]]
"""A figure, and what `indicator_card` draws it from: now, before, history; now is None where its subject is missing."""


def indicator_cards(
    view: View, cards: Sequence[Card], in_a_row: int | None = None, pace: float = 1.0
) -> None:
    """Draw a card for each figure, so many in a row, all in one without a number; `pace` as of `indicator_card`.

    A card whose figure stands for a list or a page opens it, with the view's Selection (`ui.panels.ways`).
    """
    in_rows([partial(_card, view, *card, pace=pace) for card in cards], in_a_row, gap="xsmall")


def _card(
    view: View,
    indicator: Indicator,
    now: pd.DataFrame | None,
    before: pd.DataFrame | None = None,
    history: pd.DataFrame | None = None,
    *,
    pace: float,
) -> None:
    if now is None:
        missing_card(indicator)
    elif leads_on(indicator):
        with st.container(key=f"opens_{indicator.key}", height="stretch", gap=None):
            indicator_card(indicator, now, before, history, pace)
            way_link(view, indicator)
    else:
        indicator_card(indicator, now, before, history, pace)


def indicator_chooser(label: str, indicators: Sequence[Indicator], key: str) -> Indicator:
    """Draw a choice of figures by their names."""
    names = {indicator: t(f"indicator.{indicator.key}.name") for indicator in indicators}
    return st.selectbox(label, indicators, format_func=names.__getitem__, key=key)


def linked_indicator(
    parameter: str,
    key: str,
    label: str,
    offered: Sequence[Indicator],
    usual: Indicator,
    known: Sequence[Indicator] = (),
) -> Indicator:
    """Draw a choice of figures that the URL carries; one of the `known` that is not offered gives way in silence."""
    by_key = {indicator.key: indicator for indicator in (*known, *offered)}
    names = {indicator.key: t(f"indicator.{indicator.key}.name") for indicator in offered}
    widget, unknown = partial(st.selectbox, width=CHOOSER_WIDTH), "filter.unknown_figure"
    chosen = linked_choice(
        parameter, key, label, names, unknown=unknown, usual=usual.key, silent=by_key, widget=widget
    )
    return by_key[chosen]


def card_words(
    indicator: Indicator, now: pd.DataFrame | None, before: pd.DataFrame | None, pace: float
) -> tuple[str, Change | None]:
    """Return a figure with its unit, where it is taken over few also over how many, and its change, None for none."""
    if now is None:
        return MISSING, None
    value, few = indicator.value(now), indicator.few(now)
    told = numbers.figure(indicator, value)
    if few is not None and value is not None:
        told = t("figure.of_few", figure=told, count=few)
    earlier = None if before is None else indicator.value(before)
    return told, numbers.change(indicator, value, earlier, pace)


def missing_card(indicator: Indicator) -> None:
    """Draw the card of a figure whose subject the data set lacks."""
    name = t(f"indicator.{indicator.key}.name")
    shown().figures[name] = (MISSING, "")
    st.metric(
        name,
        MISSING,
        help=t("empty.figure"),
        border=True,
        height="stretch",
    )


def formula_words(indicator: Indicator, now: pd.DataFrame) -> str:
    """Return the formula, its source, and the numerator and denominator that gave the figure."""
    formula = f"{t(f'indicator.{indicator.key}.formula')}\n\n{source_words(indicator)}"
    if indicator.denominator is None:
        return formula
    top, bottom = (pd.to_numeric(now[name]).iloc[0] for name in (indicator.numerator, indicator.denominator))
    if pd.isna(top) or pd.isna(bottom):
        return formula
    parts = [formula, f"{top:,.0f} ÷ {bottom:,.0f}", flag_words(indicator, now)]
    return "\n\n".join(part for part in parts if part)


def flag_words(indicator: Indicator, rows: pd.DataFrame) -> str:
    """Return how many of an indicator's cases only a flag of their source tells of; nothing where there are none."""
    flagged = 0 if indicator.flagged is None else int(pd.to_numeric(rows[indicator.flagged]).sum())
    return t("figure.by_flag", count=f"{flagged:,}") if flagged else ""


def source_words(indicator: Indicator) -> str:
    """Return where an indicator's formula comes from, and how sure that is, or the document that the site names."""
    source = t(f"indicator.{indicator.key}.source")
    if document := standard_of(indicator).document:
        return t("standing.by_document", source=source, document=inert(document))
    return t("standing.line", source=source, standing=t(f"standing.{indicator.standing}"))
