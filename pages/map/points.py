"""The point layers of the map page: what each holds, the lines of its tips, and what its symbols mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import folium
import pandas as pd
import streamlit as st

from data_access import activities, cases
from data_access.deliberation import meetings
from data_access.places import areas
from data_access.selection import Selection
from ui import theme
from ui.maps import point_layers
from ui.maps.features import COORDINATE_DIGITS, point_features, safe
from ui.maps.feeds import Look, offer
from ui.maps.legends import Symbol, SymbolLegend
from ui.maps.pictures import Marks
from ui.maps.scripts import script_group
from ui.session import address, state
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.text import catalogue, inert, language, localized, t, word

NAMES = ("compounds", "stations", "spaces", "meetings", "activities", "cases")
EVENTS = {"meetings": meetings.points, "activities": activities.points}
LATEST = 3  # meetings or activities named in a tip
CASES_SHOWN = 500  # at once
CLOSE_ZOOM = 14  # from which on single cases are drawn; the map is then about two communities wide

_COLOURS = theme.POINT_COLOURS
SYMBOLS: dict[str, dict[str, Symbol]] = {
    "compounds": {"compounds": Symbol(_COLOURS["compounds"], 4)},
    "stations": {"stations": Symbol(_COLOURS["stations"], 4.5, line=1.5, heavy=True)},
    "spaces": {
        "step_free": Symbol(_COLOURS["spaces"], 5),
        "with_steps": Symbol(_COLOURS["spaces"], 6, line=2.5, hollow=True),
        "access_unknown": Symbol(_COLOURS["spaces"], 6, line=2, hollow=True, dashed=True),
    },
    "meetings": {"meetings": Symbol(_COLOURS["meetings"], 4)},
    "activities": {"activities": Symbol(_COLOURS["activities"], 4, line=1.5, heavy=True)},
    "cases": {
        "overdue": Symbol(_COLOURS["overdue"], 7, line=3, heavy=True),
        "open": Symbol(_COLOURS["open"], 6.5, line=1.5),
        "closed": Symbol(_COLOURS["closed"], 5, line=2, hollow=True),
    },
}
"""How the kinds of points of each layer are drawn; they differ by form or edge, not by colour alone."""

FIELDS = {
    "compounds": ("name", "kind", "households"),
    "stations": ("name",),
    "spaces": ("name", "kind", "floor", "access", "funding"),
    "meetings": ("name", "events"),
    "activities": ("name", "events"),
    "cases": ("case_id", "standing"),
}
"""What a file for information systems tells of each point, beside its layer."""


@dataclass(frozen=True)
class PointLayer:
    """A layer that is shown: its points by kind (see `SYMBOLS`) with their tips, and what must be known of it."""

    name: str
    kinds: Mapping[str, pd.DataFrame]
    note: str = ""
    file_note: str = ""

    def marks(self) -> tuple[Marks, ...]:
        """Return the points of each kind with their symbol, those drawn above others last."""
        return tuple((rows, SYMBOLS[self.name][kind]) for kind, rows in reversed(tuple(self.kinds.items())))


def layer_chooser() -> list[str]:
    """Draw the choice of layers, kept in the URL as `layers`; return their names from bottom to top."""
    asked = (address.parameter("layers") or "").split(",")
    if unknown := [name for name in asked if name and name not in NAMES]:
        st.warning(t("filter.ignored_unknown", parameter="layers", value=inert(unknown[0][:60])))
    address.follow("layers", state.MAP_LAYERS, [name for name in NAMES if name in asked])
    names = {name: t(f"map.layer.{name}") for name in NAMES}
    chosen = st.pills(
        t("map.layers"),
        NAMES,
        selection_mode="multi",
        format_func=names.__getitem__,
        key=state.MAP_LAYERS,
        help=t("map.layers_help"),
    )
    address.set_parameter("layers", ",".join(name for name in NAMES if name in chosen))
    return [name for name in NAMES if name in chosen]


def point_layer(view: View, name: str) -> PointLayer:
    """Return a layer with its points; of the cases those that a printed map shows."""
    if name == "cases":
        return _cases(view)
    if name in EVENTS:
        return _events(view, name)
    statement = {
        "compounds": areas.compound_points,
        "stations": areas.station_points,
        "spaces": areas.space_points,
    }[name]
    rows = view.fetch(statement, view.selection)
    rows["tip"] = [_tip(name, row) for row in rows.to_dict("records")]
    if name != "spaces":
        return PointLayer(name, {name: rows})
    access = rows["step_free"].map({True: "step_free", False: "with_steps"}).fillna("access_unknown")
    return PointLayer(name, {kind: rows[access == kind] for kind in SYMBOLS[name]})


def groups(view: View, layers: Sequence[PointLayer]) -> list[folium.FeatureGroup]:
    """Return what the page's map draws: all points of the layers, but of the cases only those in view."""
    return [
        case_group(view) if layer.name == "cases" else point_layers.marked(layer.marks(), layer.name)
        for layer in layers
    ]


def fixed_groups(layers: Sequence[PointLayer]) -> list[folium.FeatureGroup]:
    """Return the layers as a file keeps them, which cannot ask for more."""
    return [point_layers.marked(layer.marks(), layer.name) for layer in layers]


def point_legend(layers: Sequence[PointLayer]) -> SymbolLegend:
    """Return what the points of the layers mean; of the cases all kinds, for those in view come later."""
    entries = tuple(
        (symbol, t(f"map.symbol.{kind}"))
        for layer in layers
        for kind, symbol in SYMBOLS[layer.name].items()
        if len(layer.kinds[kind]) or layer.name == "cases"
    )
    return SymbolLegend(t("mapfile.layers"), entries)


def features(layers: Sequence[PointLayer]) -> dict[str, list[dict[str, Any]]]:
    """Return the points of each layer as GeoJSON features, for files."""
    return {
        layer.name: point_features(
            pd.concat(rows.assign(access=kind, layer=layer.name) for kind, rows in layer.kinds.items())[
                [*FIELDS[layer.name], "layer", "longitude", "latitude"]
            ]
        )
        for layer in layers
    }


def field_words(layers: Sequence[PointLayer]) -> dict[str, str]:
    """Return what fields mean in files of these layers where they mean something else in others."""
    return {name: t(f"mapfile.point.{name}") for name in ("kind", "layer")} if layers else {}


def notes(layers: Sequence[PointLayer]) -> str:
    """Return what must be known of the layers on the page."""
    return " ".join(layer.note for layer in layers if layer.note)


def file_notes(layers: Sequence[PointLayer]) -> str:
    """Return what must be known of the layers in a file."""
    return " ".join(note for layer in layers if (note := layer.file_note or layer.note))


# --- tips -----------------------------------------------------------------------------------------


def _tip(layer: str, row: dict) -> list[str]:
    if layer == "compounds":
        households = (
            t("map.households", count=int(row["households"])) if pd.notna(row["households"]) else MISSING
        )
        return [row["name"], _known("compound_kind", row["kind"]), households]
    if layer == "stations":
        return [t("map.symbol.stations") if pd.isna(row["name"]) else row["name"], row["grid"]]
    access = {True: "step_free", False: "with_steps"}.get(row["step_free"], "access_unknown")
    return [row["name"], _known("space_kind", row["kind"]), word("access", access)]


def _known(column: str, code: object) -> str:
    return MISSING if pd.isna(code) else word(column, code)


# --- meetings and activities ----------------------------------------------------------------------


def _events(view: View, name: str) -> PointLayer:
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


# --- cases ----------------------------------------------------------------------------------------


def _cases(view: View) -> PointLayer:
    rows = view.fetch(cases.case_points, view.selection, view.dataset.as_of, CASES_SHOWN)
    texts, names = catalogue(language()), _category_names(view)
    rows["tip"] = [_case_lines(row, texts, names) for row in rows.to_dict("records")]
    found = int(rows["found"].iloc[0]) if len(rows) else 0
    return PointLayer(
        "cases",
        {kind: rows[rows["standing"] == kind] for kind in SYMBOLS["cases"]},
        t("map.cases_note", limit=CASES_SHOWN),
        t("mapfile.cases_shown", shown=f"{len(rows):,}", found=f"{found:,}"),
    )


def case_group(view: View) -> folium.FeatureGroup:
    """Return the layer of single cases, which asks for those in view from a close zoom on."""
    content = (view.source.key, view.dataset.generation, view.selection, "cases", language())
    answer = partial(
        cases_in_view,
        view.source.fetch_once,
        view.selection,
        view.dataset.as_of,
        catalogue(language()),
        _category_names(view),
    )
    data = {
        "address": offer(content, answer),
        "closest": CLOSE_ZOOM,
        "far": safe(t("map.cases_far")),
        "failed": safe(t("map.cases_failed")),
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
    """Return what `cases.js` draws of a box, at most `CASES_SHOWN` cases, and how many there are in words.

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
            *point_layers.coded(_case_lines(row, texts, names)[1:], coded),
        ]
        for row in rows.to_dict("records")
    ]
    found = int(rows["found"].iloc[0]) if len(rows) else 0
    said = "map.cases_some" if found > len(rows) else "map.cases_all" if found else "map.cases_none"
    words = texts[said].format(found=f"{found:,}", shown=f"{len(rows):,}")
    return {"said": words, "texts": list(coded), "cases": drawn}


def _case_lines(row: dict, texts: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
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
