"""Places where meetings and activities were held, as points of the map."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data_access import activities
from data_access.deliberation import meetings
from pages.map.points import PointLayer
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.text import t

EVENTS = {"meetings": meetings.points, "activities": activities.points}
LATEST = 3  # meetings or activities named in a tip


def event_layer(view: View, name: str) -> PointLayer:
    """Return one point for each place where there were any, whose tip names the latest."""
    rows = view.fetch(EVENTS[name], view.selection, LATEST)
    placed = rows.dropna(subset=["code"])
    each = [_place_of_events(name, place) for _, place in placed.groupby("code")]
    columns = ["name", "events", "longitude", "latitude", "tip"]
    note = t(f"map.{name}_note", count=f"{sum(row['events'] for row in each):,}", places=f"{len(each):,}")
    unplaced = rows.loc[rows["code"].isna(), "events"].head(1)
    note += "".join(t("map.events_unplaced", count=f"{count:,}") for count in unplaced)
    return PointLayer(name, {name: pd.DataFrame(each, columns=columns)}, note)


def _place_of_events(name: str, place: pd.DataFrame) -> dict[str, Any]:
    first = place.iloc[0]
    where = first["name"] if first["level"] == "compound" else t("map.label_point", name=first["name"])
    latest = [
        f"{at:%Y-%m-%d} {MISSING if pd.isna(title) else title}"
        for at, title in zip(place["at"], place["title"], strict=True)
    ]
    events = int(first["events"])
    tip = [where, t(f"map.{name}_count", count=f"{events:,}"), *latest]
    if events > len(latest):
        tip.append(t("map.events_more", count=f"{events - len(latest):,}"))
    return {"events": events, "tip": tip} | {key: first[key] for key in ("name", "longitude", "latitude")}
