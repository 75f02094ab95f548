"""Who lives in a community and where: a sentence, facts, and the grids on a map."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data_access.places import areas
from pages.community.charts import grid_map
from pages.community.paper import counted, fact_panel
from pages.community.portrait import Portrait
from ui.panels.charts import chart_panel
from ui.panels.notes import empty
from ui.session.view import View
from ui.words.access import access_of
from ui.words.numbers import MISSING
from ui.words.tables import column
from ui.words.text import in_short, t, word

COMPOUNDS = ("compounds", "new_compounds", "old_compounds", "old_villages")


def headline(portrait: Portrait) -> None:
    """Write in one sentence how many live there, and in how many grids under how many branches."""
    profile = portrait.profile
    st.header(**in_short(portrait.name), anchor=False)
    parts = []
    if profile["grids"]:
        parts.append(t("community.net", grids=profile["grids"], branches=profile["branches"]))
    if profile["residents"]:
        parts.append(t("community.people", residents=f"{profile['residents']:,}"))
    if profile["area_km2"]:
        parts.append(t("community.land", area=f"{profile['area_km2']:,.2f}"))
    if parts:
        st.markdown(**in_short(t("community.comma").join(parts)))


def who_lives_there(portrait: Portrait) -> None:
    """List what the community is: its kind, people, households, land, grids and compounds."""
    profile = portrait.profile
    founded, residents, area = profile["founded_on"], profile["residents"], profile["area_km2"]
    density = residents / area if residents and area else None
    rows = [
        ("street_office", profile["street_office"] or MISSING),
        ("kind", word("community_kind", profile["kind"]) if profile["kind"] else MISSING),
        ("founded_on", f"{founded:%Y-%m-%d}" if founded else MISSING),
        ("residents", counted(residents)),
        ("households", counted(profile["households"])),
        ("area", f"{area:,.2f}" if area else MISSING),
        ("density", counted(density)),
        ("grids", counted(profile["grids"])),
        ("branches", counted(profile["branches"])),
        ("stations", counted(profile["stations"])),
        ("compounds", t("community.compounds_of", **{name: profile[name] for name in COMPOUNDS})),
    ]
    fact_panel(portrait, "who", [(t(f"community.fact.{name}"), value) for name, value in rows])


def grids_on_a_map(portrait: Portrait) -> None:
    """Draw the grids with their compounds, service stations and activity spaces."""
    view = portrait.view
    level = "grid" if view.has_level("grid") else "community"
    outlines = view.fetch(areas.outlines, view.selection, level).dropna(subset=["outline"])
    if outlines.empty:
        empty(t("community.no_outline"))
        return
    outlines = outlines[["name", "longitude", "latitude", "outline"]]
    label, name, kind = column("community.grid"), column("name"), column("community.kind")
    drawn = outlines.assign(**{label: outlines["name"].str.removeprefix(portrait.name)})
    points = _points(view).rename(columns={"name": name, "kind": kind})
    chart = grid_map(drawn.drop(columns="name"), points, name, kind, label)
    table = points[[name, kind]] if len(points) else drawn[[label]]
    key, title, note = portrait.key("map"), portrait.title("map"), view.outline_note
    chart_panel(view, key, title, chart, table, note=note, categories=False)


def _points(view: View) -> pd.DataFrame:
    """Return compounds, stations and spaces as points: name, kind (in words), longitude, latitude."""
    homes = view.fetch(areas.compound_points, view.selection)
    stations = view.fetch(areas.station_points, view.selection)
    places = view.fetch(areas.space_points, view.selection)
    step_free = access_of(places["step_free"]) == "step_free"
    parts = {
        "compound": homes,
        "station": stations,
        "step_free": places[step_free],
        "other_space": places[~step_free],
    }
    columns = ["name", "longitude", "latitude"]
    named = {t(f"community.point.{kind}"): rows for kind, rows in parts.items() if len(rows)}
    kept = [rows[columns].assign(kind=kind) for kind, rows in named.items()]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=[*columns, "kind"])
