"""Now, in the city's time, wherever the machine stands."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

CITY = ZoneInfo("Asia/Shanghai")


def city_now() -> datetime:
    """Return now in the city's time, without zone as the tables hold moments."""
    return datetime.now(CITY).replace(tzinfo=None)
