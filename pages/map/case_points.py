"""Single cases as points of the map: those that a file shows, and those in view, which the browser asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import folium
import pandas as pd

from data_access import cases
from data_access.selection import Selection
from pages.map.points import PointLayer
from pages.map.symbols import SYMBOLS
from ui import theme
from ui.maps import point_layers
from ui.maps.features import COORDINATE_DIGITS, safe
from ui.maps.feeds import Look, offer
from ui.maps.scripts import script_group
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.text import language, localized, spoken, t

CASES_SHOWN = 500  # at once
CLOSE_ZOOM = 14  # from which on single cases are drawn; the map is then about two communities wide


def case_layer(view: View) -> PointLayer:
    """Return the cases that a printed map shows, by how they stand."""
    rows = view.fetch(cases.case_points, view.selection, view.dataset.as_of, CASES_SHOWN)
    texts, names = spoken(), _category_names(view)
    rows["tip"] = [_lines(row, texts, names) for row in rows.to_dict("records")]
    found = int(rows["found"].iloc[0]) if len(rows) else 0
    return PointLayer(
        "cases",
        {kind: rows[rows["standing"] == kind] for kind in SYMBOLS["cases"]},
        t("map.cases_note", limit=CASES_SHOWN),
        t("mapfile.cases_shown", shown=f"{len(rows):,}", found=f"{found:,}"),
    )


def case_group(view: View) -> folium.FeatureGroup:
    """Return the layer of single cases, which asks for those in view from a close zoom on."""
    content = (view.source.loaded, view.selection, "cases", language())
    answer = partial(
        cases_in_view,
        view.source.fetch_once,
        view.selection,
        view.dataset.as_of,
        spoken(),
        _category_names(view),
    )
    data = {
        "address": offer(content, answer),
        "closest": CLOSE_ZOOM,
        "far": safe(t("map.cases_far")),
        "failed": safe(t("map.cases_failed")),
        "words": {
            name: safe(t(f"map.cases_{name}", found="%found%", shown="%shown%"))
            for name in ("none", "all", "some")
        },
        "styles": {kind: symbol.style() for kind, symbol in SYMBOLS["cases"].items()},
        "cluster": {
            "overdue": theme.POINT_COLOURS["overdue"],
            "other": theme.POINT_COLOURS["cluster"],
            "paper": theme.PAPER,
            "ink": theme.INK,
        },
    }
    return script_group("cases", data, "cases")


def cases_in_view(
    fetch: Callable[..., pd.DataFrame],
    selection: Selection,
    as_of: pd.Timestamp,
    texts: Mapping[str, str],
    names: Mapping[str, str],
    look: Look,
) -> dict[str, Any]:
    """Return what `cases.js` draws of a box, at most `CASES_SHOWN` cases, and how many were found.

    It runs outside the session: `fetch` reads the case database, `texts` is the catalogue of the user's language,
    `names` the categories' names.
    """
    box = (look.box.west, look.box.south, look.box.east, look.box.north) if look.box else None
    rows = fetch(cases.case_points, selection, as_of, CASES_SHOWN, box)
    coded: dict[str, int] = {}
    drawn = [
        [
            round(row["latitude"], COORDINATE_DIGITS),
            round(row["longitude"], COORDINATE_DIGITS),
            row["case_id"],
            row["standing"],
            *point_layers.coded(_lines(row, texts, names)[1:], coded),
        ]
        for row in rows.to_dict("records")
    ]
    found = int(rows["found"].iloc[0]) if len(rows) else 0
    return {"found": found, "texts": list(coded), "cases": drawn}


def _lines(row: dict, texts: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    code = row["category_code"]
    category = MISSING if pd.isna(code) else names.get(code, code)
    if row["standing"] == "closed":
        at = MISSING if pd.isna(row["closed_at"]) else f"{row['closed_at']:%Y-%m-%d %H:%M}"
        return [row["case_id"], category, texts["map.closed"].format(at=at)]
    if pd.isna(row["due_at"]):
        return [row["case_id"], category, texts["map.no_deadline"]]
    standing = "map.overdue" if row["standing"] == "overdue" else "map.in_time"
    return [
        row["case_id"],
        category,
        texts["map.due"].format(at=f"{row['due_at']:%Y-%m-%d %H:%M}"),
        texts[standing],
    ]


def _category_names(view: View) -> dict[str, str]:
    return {row["code"]: localized(row) for row in view.fetch(cases.categories).to_dict("records")}
