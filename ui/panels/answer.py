"""What matters on a page, in words above everything else."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from data_access.indicators import Indicator
from data_access.selection.comparison import Comparison
from ui.filters.comparison import comparable
from ui.session.shown import shown
from ui.words import numbers
from ui.words.text import in_short, inert, listed, sentences, t


def answer(*said: str, tip: str = "") -> None:
    """Draw what matters as sentences with their figures; empty ones are left out, and `tip` explains them."""
    told = in_short(sentences(*said))
    if told["body"]:
        shown().answer = sentences(*said)
        tips = (told["help"], inert(tip))
        with st.container(key="answer"):
            st.markdown(told["body"], help="\n\n".join(each for each in tips if each) or None)


def leading(rows: pd.DataFrame, count: str = "reported") -> pd.DataFrame:
    """Return the rows that have most of a count, all that are alike; none where nothing is counted."""
    counts = rows[count].fillna(0)
    return rows[counts.gt(0) & counts.eq(counts.max())]


def most_reported(most: pd.DataFrame, alone: str, alike: str, names: Iterable[str], **words: object) -> str:
    """Return the text `alone` of the only one that leads, `alike` of several, with names and count; nothing of none."""
    if most.empty:
        return ""
    count = f"{int(most['reported'].iloc[0]):,}"
    return t(alone if len(most) == 1 else alike, names=listed(names), count=count, **words)


def figures_told(indicators: Iterable[Indicator], rows: pd.DataFrame) -> dict[str, str]:
    """Return the figures of indicators in words by their keys, to stand in a sentence."""
    return {each.key: numbers.figure(each, each.value(rows)) for each in indicators}


def changed(indicator: Indicator, now: pd.DataFrame, before: pd.DataFrame, other: Comparison) -> str:
    """Return how a figure changed, to stand behind it; nothing where that cannot be told."""
    change = numbers.change(indicator, indicator.value(now), indicator.value(before), other.pace)
    return t("answer.changed", change=change.words) if change and comparable(indicator, other) else ""
