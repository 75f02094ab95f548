"""Values that know their type, of databases and Parquet, as texts: what a file would write for them."""

from __future__ import annotations

import json
import math
from datetime import datetime
from decimal import Decimal
from functools import singledispatch

import pandas as pd

from data_access.clock import CITY
from data_access.loading.moments import WRITTEN

NAMED_BITS = {b"\0": "0", b"\1": "1"}
"""How MySQL gives BIT(1), its usual yes and no."""


@singledispatch
def text_of(value: object) -> str:
    """Return a value as text: moments in city time, whole numbers without a point, every digit, "" for nothing."""
    return "" if value is None or value is pd.NaT else str(value)


@text_of.register
def number_text(value: float) -> str:
    """Return a float with the 15 digits that it holds for certain; "" for one that is no number."""
    return "" if math.isnan(value) else f"{value:.15g}"


@text_of.register
def _(value: datetime) -> str:
    return (value.astimezone(CITY) if value.tzinfo else value).strftime(WRITTEN)


@text_of.register
def _(value: Decimal) -> str:
    return f"{value:f}"


@text_of.register
def _(value: bytes) -> str:
    try:
        return NAMED_BITS.get(value) or value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()


@text_of.register(list)
@text_of.register(dict)
def _(value: list | dict) -> str:
    return json.dumps(value, ensure_ascii=False, default=text_of)


def text_column(values: list[str]) -> pd.Series:
    """Return texts as the column type that readers of files give."""
    return pd.Series(values, dtype="str")
