"""Charts whose marks can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ui.charts.fields import field

PICKED = "picked"
"""The name under which a chart tells which mark was clicked."""

_VIEW = "clicked"


def pickable(spec: dict[str, Any], columns: Sequence[str]) -> None:
    """Have a chart tell of a clicked mark what these columns say of it, and show so by the pointer.

    It is the specification that is changed, as in `spoken`.
    """
    asked = {"type": "point", "fields": [field(name) for name in columns], "toggle": False}
    spec["params"] = [*spec.get("params", []), {"name": PICKED, "select": asked, "views": [_VIEW]}]
    config = spec.get("config", {})
    spec["config"] = config | {"mark": config.get("mark", {}) | {"cursor": "pointer"}}
    first = spec
    while inner := first.get("spec") or next(iter(first.get("layer", ())), None):
        first = inner
    first["name"] = _VIEW
