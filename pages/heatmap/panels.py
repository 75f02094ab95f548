"""The heatmap's blocks: what is shown and how it is weighed, and the map as a density, a player or a difference."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import folium
import pandas as pd
import streamlit as st

from data_access import cases, heatmap
from data_access.places import areas
from data_access.selection import Selection
from data_access.selection.periods import add_months
from ui.files.menu import map_downloads
from ui.filters.comparison import earlier_period
from ui.maps import area_layers, feeds, heat_layer, offline_page
from ui.maps.features import cell_features
from ui.maps.files import Layers
from ui.maps.ground import Box, Land, box_of
from ui.maps.heat_layer import Heat
from ui.maps.pictures import Picture
from ui.panels import heat
from ui.panels.heat import Question
from ui.panels.maps import draw
from ui.panels.notes import empty, not_drawn
from ui.session import address, state
from ui.session.view import View
from ui.words.periods import level_below
from ui.words.text import inert, t

MODES = ("density", "replay", "difference")
"""密度, 回放, 对比."""

MOST_FRAMES = 400
SEGMENTS = partial(st.segmented_control, required=True)


def mode_chooser() -> str:
    """Draw the choice of how cases are shown, kept in the URL as `heat`."""
    return _chosen("heat", state.HEAT, {mode: t(f"heatmap.mode.{mode}") for mode in MODES})


def weight_chooser() -> str:
    """Draw the choice of how cases are weighed, kept in the URL as `measure`."""
    names = {name: t(f"heatmap.weight.{name}") for name in heatmap.WEIGHTS}
    return _chosen("measure", state.HEAT_WEIGHT, names, partial(st.selectbox, width=220))


def heat_map(view: View, mode: str, weight: str) -> None:
    """Draw the heat layer over the borders of the selected places, and offer its files."""
    level = level_below(view.selection)
    places = view.fetch(areas.outlines, view.selection, level)
    outlines = places.dropna(subset=["outline"])
    box = box_of(list(outlines["outline"])) or _box_of_cases(view)
    if positions_line(view) == 0 or box is None:
        empty(t("heatmap.no_positions"))
        return
    question = Question(view.selection, weight, view.dataset.as_of, round(box.centre[0], 1))
    if weight == "residents" and not _residents_known(view, question, box):
        empty(t("heatmap.no_residents"))
        return
    if mode == "replay":
        _replay(view, question, box, outlines)
    else:
        _density(view, question, box, outlines, changed=mode == "difference")
    not_drawn(places, level)


def positions_line(view: View) -> int:
    """Say how many cases are drawn and how many have no position; return the number drawn."""
    counts = view.fetch(cases.positions, view.selection).iloc[0]
    reported, placed = int(counts["reported"]), int(counts["with_position"])
    st.caption(
        t(
            "heatmap.positions",
            reported=f"{reported:,}",
            placed=f"{placed:,}",
            missing=f"{reported - placed:,}",
        )
    )
    return placed


def _density(view: View, question: Question, box: Box, outlines: pd.DataFrame, *, changed: bool) -> None:
    """Draw the density of cases, or its change against another period, following zoom and view."""
    note = t(f"heatmap.weight_note.{question.weight}")
    heading = t(f"heatmap.unit.{question.weight}")
    if changed:
        question, against = _compared(view, question)
        note, heading = f"{against} {note}", t("heatmap.change", unit=heading)
    shown, zoom = heat.around(box), box.zoom()
    drawn = heat.heat_of(view.source, question, shown, zoom)
    legend = heat_layer.heat_legend(heading, drawn.scale)
    land = view.land(level_below(view.selection))
    content = (view.source.key, view.dataset.generation, question, drawn.scale)
    feed = feeds.offer(content, heat.answer(view.source, question, drawn))
    layer = heat_layer.heat_group(drawn.answer(), zoom, shown, _legend_words(heading), feed)
    draw(land, [layer, *_places(outlines, land)], box, key="heat")
    note = f"{note} {t('heatmap.smooth')} {view.outline_note}".strip()
    st.caption(note)
    title = t("heatmap.file_difference" if changed else "heatmap.title")
    title = t("heatmap.file_title", kind=title, weight=t(f"heatmap.weight.{question.weight}"))
    cell = t("heatmap.cell", metres=f"{drawn.cells.metres:,}")
    said, line = view.words(), view.provenance(_joined(heading, cell, note))

    def page() -> bytes:
        groups = [heat_layer.heat_group(drawn.answer(), zoom, shown), *_places(outlines, land)]
        return offline_page.page_bytes(land, box, groups, f"{title} · {said}", (legend,), line)

    picture = Picture(title, said, line, box, land, outlines, (legend,), heat=drawn)
    layers = Layers(partial(_cells, drawn), line, own_words=_field_words(question, heading))
    map_downloads(view, "heat", title, lambda: picture, layers, page)


def _places(outlines: pd.DataFrame, land: Land) -> list[folium.FeatureGroup]:
    """Return the borders and names that lie over the heat layer."""
    return [
        area_layers.borders(outlines),
        area_layers.street_offices(land.streets),
        area_layers.labels(outlines),
    ]


def _replay(view: View, question: Question, box: Box, outlines: pd.DataFrame) -> None:
    """Draw the player of the period's frames; all of them come in one answer when the map is drawn."""
    starts = {step: heatmap.frame_starts(view.selection, step) for step in heatmap.STEPS}
    offered = {
        step: t(f"heatmap.step.{step}") for step in heatmap.STEPS if 1 < len(starts[step]) <= MOST_FRAMES
    }
    step = _chosen("step", state.HEAT_STEP, offered, known=heatmap.STEPS)
    frames = starts[step]
    heading = t("heatmap.in_frame", unit=t(f"heatmap.unit.{question.weight}"))
    labels = [_frame_label(view.selection, step, frame) for frame in frames]
    words = _legend_words(heading) | {
        name: t(f"heatmap.{name}") for name in ("play", "pause", "frame", "speed")
    }
    shown, land = heat.around(box), view.land(level_below(view.selection))
    frames_of = partial(heat.frames_of, view.source, question, step, frames, shown, box.zoom())
    content = (view.source.key, view.dataset.generation, question, step, shown)
    feed = feeds.offer(content, lambda _: frames_of())
    layer = heat_layer.player_group(labels, words, feed)
    draw(land, [layer, *_places(outlines, land)], box, key="heat")
    note = t(f"heatmap.weight_note.{question.weight}")
    note = f"{t('heatmap.replay_note')} {note} {t('heatmap.smooth_fixed')} {view.outline_note}".strip()
    st.caption(note)
    chosen = labels.index(st.selectbox(t("heatmap.frame_in_files"), labels, width=320))
    title, line = t("heatmap.file_replay"), view.provenance(_joined(heading, labels[chosen], note))
    said, whole = f"{view.full_place_words()} · {labels[chosen]}", view.words()
    blank = Picture(title, said, line, box, land, outlines, ())

    def frame() -> Heat:
        return heat.frame_of(view.source, question, step, frames[chosen], shown, box.zoom())

    def picture() -> Picture:
        drawn = frame()
        return replace(blank, heat=drawn, legends=(heat_layer.heat_legend(heading, drawn.scale),))

    def page() -> bytes:
        groups = [heat_layer.player_group(labels, words, None, frames_of()), *_places(outlines, land)]
        return offline_page.page_bytes(land, box, groups, f"{title} · {whole}", (), line)

    layers = Layers(lambda: _cells(frame()), line, own_words=_field_words(question, heading))
    map_downloads(view, "heat", title, picture, layers, page)


def _compared(view: View, question: Question) -> tuple[Question, str]:
    """Draw the choice of the other period, kept in the URL as `compare`; return what is asked, and against what."""
    other = earlier_period(view)
    start, last = other.selection.start.isoformat(), other.selection.last_day.isoformat()
    return replace(question, before=other.selection), t("heatmap.against", start=start, last=last)


def _chosen(
    name: str,
    key: str,
    offered: Mapping[str, str],
    widget: Callable[..., Any] = SEGMENTS,
    known: Collection[str] = (),
) -> str:
    """Draw a choice that the URL carries under a name; the first one offered is not written there.

    What is `known` but not offered now, as months in a period of days, gives way to the first without a word.
    """
    asked, first = address.parameter(name), next(iter(offered))
    if asked is not None and asked not in offered and asked not in known:
        st.warning(t("heatmap.unknown", value=inert(asked[:60])))
    address.follow(name, key, asked if asked in offered else first, offered)
    chosen = str(widget(t(f"heatmap.choose.{name}"), list(offered), key=key, format_func=offered.__getitem__))
    address.set_parameter(name, None if chosen == first else chosen)
    return chosen


def _joined(*parts: str) -> str:
    return t("provenance.separator").join(parts)


def _legend_words(heading: str) -> dict[str, str]:
    return {
        "heading": heading,
        "cell": t("heatmap.cell", metres="{metres}"),
        "here": t("heatmap.here", value="{value}"),
        "fault": t("heatmap.fault"),
    }


def _frame_label(selection: Selection, step: str, frame: date | int) -> str:
    """Return what a frame is called: an hour, a month, or the days of it that lie in the period."""
    if isinstance(frame, int):
        return t("heatmap.label.hour", start=f"{frame:02}:00", end=f"{frame + 1:02}:00")
    if step == "day":
        return t("heatmap.label.day", day=frame.isoformat(), weekday=t(f"value.weekday.{frame.isoweekday()}"))
    after = add_months(frame, 1) if step == "month" else frame + timedelta(days=7)
    start, last = max(frame, selection.start), min(after, selection.end) - timedelta(days=1)
    return t(f"heatmap.label.{step}", start=start.isoformat(), last=last.isoformat(), month=f"{frame:%Y-%m}")


def _cells(drawn: Heat) -> dict[str, list[dict[str, Any]]]:
    """Return the cells for files: their value, what it is divided by, and the unsmoothed density."""
    rows, cells = drawn.bins, drawn.cells
    if drawn.residents is None:
        rows = rows.assign(density=(rows["value"] / cells.km2).round(3))
    else:
        rows = drawn.residents.merge(rows, how="outer", on=["x", "y"])
        rows = rows.assign(value=rows["value"].fillna(0))
        rows = rows.assign(density=(1000 * rows["value"] / rows["residents"]).round(3))
    return {"cells": cell_features(rows, cells.width, cells.height)}


def _field_words(question: Question, heading: str) -> dict[str, str]:
    value = t("heatmap.field.value", weight=t(f"heatmap.weight_note.{question.weight}"))
    return {"value": value, "density": t("heatmap.field.density", unit=heading)}


def _residents_known(view: View, question: Question, box: Box) -> bool:
    cells = heat_layer.cells_for(box.zoom(), question.latitude, question.weight)
    return not view.fetch(heatmap.resident_bins, question.selection, cells).empty


def _box_of_cases(view: View) -> Box | None:
    extent = view.fetch(areas.extent, view.selection).iloc[0]
    return None if extent.isna().any() else Box(**extent)
