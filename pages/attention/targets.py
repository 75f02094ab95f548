"""What each street office has against the site's targets (目标), in traffic lights of shape and word."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from data_access.attention import signals
from data_access.attention.targets import (
    BASES,
    FILE,
    LIGHTS,
    Target,
    held_against,
    read_targets,
)
from data_access.settings import SettingsError, settings_file
from pages.attention.panels import unknown_kinds
from ui.faults import settings_banner
from ui.files.menu import table_downloads
from ui.panels.tables import facts_table
from ui.session.view import View
from ui.words.numbers import MISSING
from ui.words.tables import column
from ui.words.text import in_html, in_short, sentences, t


def targets_panel(view: View, alerts: pd.DataFrame) -> None:
    """Draw every selected street office with its figures and lights, or why there are none."""
    chosen = view.selection
    with st.container(border=True):
        st.subheader(t("attention.targets.title"), anchor=False)
        if chosen != chosen.of_everything() or chosen.communities or chosen.grids or chosen.within:
            st.caption(t("attention.targets.whole"))
            return
        file = settings_file(FILE)
        try:
            targets, own = read_targets(file)
        except SettingsError as error:
            settings_banner(error)
            return
        unknown = unknown_kinds(view)
        known = {name: target for name, target in targets.items() if name not in unknown}
        source = t("attention.targets.own", file=file.name) if own else t("attention.targets.defaults")
        _table(view, alerts, known, sentences(source, t("attention.targets.lights", rules=_rules(known))))


def _table(view: View, alerts: pd.DataFrame, targets: Mapping[str, Target], note: str) -> None:
    places = view.fetch(signals.street_offices_sized, view.selection)
    rows = held_against(places, alerts, targets)
    words = {light: t(f"attention.targets.{light}") for light in LIGHTS}
    table = pd.DataFrame({column("attention.name"): rows["name"]})
    for name in targets:
        measure = t(f"attention.targets.measure.{name}")
        table[measure] = rows[name]
        table[t("attention.targets.light", name=t(f"attention.kind.{name}"))] = rows[f"{name}_light"].map(
            words
        )
        if name == "overdue":
            table[column("attention.to_close")] = rows["to_close"].astype("Int64")
    lights = {word: light for light, word in words.items()}
    facts_table(table, "targets", lambda cell: _lit(cell, lights))
    st.caption(**in_short(note))
    title = t("attention.targets.title")
    table_downloads(view, "targets", title, table, view.provenance(note, categories=False))


def _lit(cell: str, lights: Mapping[str, str]) -> str:
    words = in_html(cell)
    return f'<span class="light-{lights[cell]}">{words}</span>' if cell in lights else words


def _rules(targets: Mapping[str, Target]) -> str:
    return (
        t("words.semicolon").join(
            t(
                f"attention.targets.rule_{'grids' if name in BASES else 'residents'}",
                name=t(f"attention.kind.{name}"),
                met=f"{target.met:g}",
                missed=f"{target.missed:g}",
            )
            for name, target in targets.items()
        )
        or MISSING
    )
