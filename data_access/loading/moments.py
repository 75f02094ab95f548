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


USUAL = ("%Y-%m-%d %H:%M:%S",)
"""The forms tried where a mapping names none."""


def loading_moment() -> datetime:
    """Return now in the city's time."""
    return datetime.now(CITY).replace(tzinfo=None)


def moments_of(text: pd.Series, forms: tuple[str, ...]) -> pd.Series:
    """Return texts as moments without zone, each by the first of the `forms` (all `USUAL` without any) that fits.

    One whose zone is written is converted. Unreadable ones are missing.
    """
    zoned = text.str.fullmatch(ZONED).fillna(False).astype(bool)
    told = pd.to_datetime(text.where(zoned), format="ISO8601", errors="coerce", utc=True)
    moments, left = in_city_time(told), text.mask(zoned)
    for form in forms or USUAL:
        read = in_city_time(pd.to_datetime(left, format=form, errors="coerce", utc="%z" in form))
        moments = moments.where(moments.notna(), read)
        left = left.where(moments.isna())
    return moments


def in_city_time(moments: pd.Series) -> pd.Series:
    """Return moments without zone; those that have one are converted."""
    if moments.dt.tz is not None:
        moments = moments.dt.tz_convert(CITY).dt.tz_localize(None)
    return moments.astype("datetime64[us]")
