"""Moments as files and databases write them, always told in the city's time."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

CITY = ZoneInfo("Asia/Shanghai")

ZONED = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}(?::?\d{2})?)", re.IGNORECASE
)
"""A moment of ISO 8601 that names its zone; it says what it means, whatever format the mapping gives."""


def loading_moment() -> datetime:
    """Return now in the city's time."""
    return datetime.now(CITY).replace(tzinfo=None)


def moments_of(text: pd.Series, form: str) -> pd.Series:
    """Return texts as moments without zone; one whose zone is written is converted. Unreadable ones are missing."""
    zoned = text.str.fullmatch(ZONED).fillna(False).astype(bool)
    local = pd.to_datetime(text.mask(zoned), format=form, errors="coerce", utc="%z" in form)
    told = pd.to_datetime(text.where(zoned), format="ISO8601", errors="coerce", utc=True)
    return in_city_time(told).where(zoned, in_city_time(local))


def in_city_time(moments: pd.Series) -> pd.Series:
    """Return moments without zone; those that have one are converted."""
    if moments.dt.tz is not None:
        moments = moments.dt.tz_convert(CITY).dt.tz_localize(None)
    return moments.astype("datetime64[us]")
