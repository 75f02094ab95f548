"""How much there is to press on, in one sentence above the list."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access.attention.alerts import JUDGED
from ui.panels.alerts import count_words
from ui.panels.answer import answer
from ui.words.text import t


def how_much(alerts: pd.DataFrame, gone: pd.DataFrame) -> None:
    """Draw the sentence, and how many there are of each kind."""
    judgements = int(alerts["kind"].isin(JUDGED).sum())
    told = t(
        "attention.answer",
        count=f"{len(alerts):,}",
        offices=f"{alerts['street_office_code'].nunique():,}",
        facts=f"{len(alerts) - judgements:,}",
        judgements=f"{judgements:,}",
    )
    changed = t("attention.changed", new=f"{int(alerts['new'].sum()):,}", gone=f"{len(gone):,}")
    answer(told, changed, tip=t("attention.yesterday_note"))
    st.caption(count_words(alerts))
