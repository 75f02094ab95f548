"""The point layers of the map page: what each holds, the lines of its tips, and what its symbols mean."""

from __future__ import annotations

import pandas as pd

from data_access import areas, finding
from ui.maps import point_layers
from ui.maps.legends import SymbolLegend
from ui.numbers import MISSING
from ui.text import localized, t, word
from ui.view import View

LAYERS = {name: point_layers.point_symbol(name) for name in ("compounds", "stations", "spaces", "cases")}
CASES_SHOWN = 500


def layer_points(view: View, layer: str) -> pd.DataFrame:
    """Return the points of one layer with the lines of their tip."""
    if layer == "cases":
        rows = view.fetch(finding.open_points, view.selection, view.dataset.as_of, CASES_SHOWN)
        rows["tip"] = [_case_tip(row) for row in rows.to_dict("records")]
        return rows
    statement = {
        "compounds": areas.compound_points,
        "stations": areas.station_points,
        "spaces": areas.space_points,
    }[layer]
    rows = view.fetch(statement, view.selection)
    rows["tip"] = [_tip(layer, row) for row in rows.to_dict("records")]
    return rows


def _tip(layer: str, row: dict) -> list[str]:
    if layer == "compounds":
        households = (
            t("map.households", count=int(row["households"])) if pd.notna(row["households"]) else MISSING
        )
        return [row["name"], word("compound_kind", row["kind"]), households]
    if layer == "stations":
        return [row["name"], row["grid"]]
    step_free = t("map.step_free") if row["step_free"] else t("map.not_step_free")
    return [row["name"], word("space_kind", row["kind"]), step_free]


def _case_tip(row: dict) -> list[str]:
    due = (
        t("map.no_deadline") if pd.isna(row["due_at"]) else t("map.due", at=f"{row['due_at']:%Y-%m-%d %H:%M}")
    )
    standing = t("map.overdue") if row["overdue"] else t("map.in_time")
    return [row["case_id"], localized(row, "category"), due, standing]


def point_legend(points: dict[str, pd.DataFrame]) -> SymbolLegend:
    """Return what the points of the layers shown mean."""
    words = {layer: t(f"map.layer.{layer}") for layer in points}
    if "compounds" in words:
        words["compounds"] = t("mapfile.sized", layer=words["compounds"])
    if "cases" in words:
        words["cases"] = t(
            "mapfile.cases_shown", layer=words["cases"], shown=len(points["cases"]), limit=CASES_SHOWN
        )
    return SymbolLegend(t("mapfile.layers"), tuple((LAYERS[layer], words[layer]) for layer in points))
