"""What is known of meetings in words."""

from __future__ import annotations

import pandas as pd

from ui.words.numbers import MISSING
from ui.words.text import word


def day_words(moments: pd.Series) -> pd.Series:
    """Return moments as days, a dash where there is none."""
    return pd.to_datetime(moments).dt.strftime("%Y-%m-%d").fillna(MISSING)


def topic_words(kinds: pd.Series) -> list[str]:
    """Return kinds of topic in words."""
    return [word("topic_kind", "unknown" if pd.isna(kind) else kind) for kind in kinds]
