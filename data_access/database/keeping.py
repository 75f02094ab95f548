"""How many generations before the current one a database keeps."""

from __future__ import annotations

import os

KEPT = 3


def generations_kept() -> int:
    """Return the setting `KEEP_GENERATIONS`, 3 where it is not set; raises ValueError where it is no whole number."""
    return max(int(os.environ.get("KEEP_GENERATIONS") or KEPT), 0)
