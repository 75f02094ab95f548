"""A city whose every name is an attack on the page that shows it."""

from __future__ import annotations

import pandas as pd

HOST = "198.51.100.7"  # reserved for documentation: nobody answers there
ATTACKS = (
    f"![x](http://{HOST}/x.png)",
    f"[点这里](http://{HOST})",
    f"http://{HOST}/a",
    f"<img src=http://{HOST}/y.png onerror=alert(1)>",
    f"<script src=http://{HOST}/z.js></script>",
    f"www.attack.example a@{HOST}.example",
    "# 标题 **粗** `码` :violet[紫] $x^2$ :material/close:",
    "\u202e倒着\u200b写的社区",
    "长" * 5_000,
)
MARKERS = (
    "![x](http",
    f"](http://{HOST}",
    "<img",
    "<script",
    "**粗**",
    ":violet[",
    "$x^2$",
    f"http://{HOST}",
)
"""What none of the app's own texts holds, and Markdown or HTML would not show as it is."""

NAMES = (
    *("name", "name_en", "summary", "series", "organiser", "partners", "property_company", "party_branch"),
    *("station_name", "measure", "topic", "location_note", "city_name", "outline_note", "source"),
)
"""Every column of free text in the schema; the others hold codes, outlines or level names."""


def hostile(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with an attack before every name."""
    return {table: _attacked(frame) for table, frame in frames.items()}


def _attacked(frame: pd.DataFrame) -> pd.DataFrame:
    changed = {}
    for name in (name for name in NAMES if name in frame):
        attacks = pd.Series([ATTACKS[at % len(ATTACKS)] for at in range(len(frame))], index=frame.index)
        changed[name] = (attacks + " " + frame[name].astype(object)).where(frame[name].notna(), frame[name])
    return frame.assign(**changed)
