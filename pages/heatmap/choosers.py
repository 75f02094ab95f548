"""What the heatmap shows: its choosers, each kept in the URL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import streamlit as st

from data_access import heatmap
from data_access.selection import Selection
from ui.filters.choosers import SEGMENTS, linked_choice
from ui.session import state
from ui.words.text import t

MODES = ("density", "replay", "difference")
"""密度, 回放, 对比."""

MOST_FRAMES = 400


def mode_chooser() -> str:
    """Draw the choice of how cases are shown, kept in the URL as `heat`."""
    return _chosen("heat", state.HEAT, {mode: t(f"heatmap.mode.{mode}") for mode in MODES})


def weight_chooser() -> str:
    """Draw the choice of how cases are weighed, kept in the URL as `measure`."""
    names = {name: t(f"heatmap.weight.{name}") for name in heatmap.WEIGHTS}
    return _chosen("measure", state.HEAT_WEIGHT, names, partial(st.selectbox, width=220))


def step_chooser(selection: Selection) -> str:
    """Draw the choice of how long a frame is, kept in the URL as `step`, of those that the period has frames of.

    What is not offered now, as months in a period of days, gives way to the first without a word.
    """
    counts = {step: len(heatmap.frame_starts(selection, step)) for step in heatmap.STEPS}
    offered = {step: t(f"heatmap.step.{step}") for step, count in counts.items() if 1 < count <= MOST_FRAMES}
    return _chosen("step", state.HEAT_STEP, offered, silent=heatmap.STEPS)


def _chosen(
    parameter: str,
    key: str,
    offered: Mapping[str, str],
    widget: Callable[..., Any] = SEGMENTS,
    silent: Collection[str] = (),
) -> str:
    label = t(f"heatmap.choose.{parameter}")
    return linked_choice(
        parameter, key, label, offered, unknown="heatmap.unknown", silent=silent, widget=widget
    )
