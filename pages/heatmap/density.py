"""The map of the density of cases, or of its change against another period."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from pages.heatmap.scene import Scene, file_cells, joined, legend_words
from ui.files.menu import map_downloads
from ui.filters.comparison import earlier_period, uneven_words
from ui.maps import feeds, heat_layer, offline_page
from ui.maps.files import Layers
from ui.maps.heat_layer import Heat
from ui.maps.heat_scale import heat_legend
from ui.maps.pictures import Picture
from ui.panels import heat
from ui.panels.maps import draw
from ui.words.text import in_short, sentences, t


def density(scene: Scene) -> None:
    """Draw the density of cases."""
    _draw(scene, t("heatmap.title"), scene.unit, scene.weight_note)


def difference(scene: Scene) -> None:
    """Draw the change of the density against another period, kept in the URL as `compare`."""
    other = earlier_period(scene.view)
    view = scene.view.against(other)
    against = t("heatmap.against", compared=view.compared_words())
    compared = replace(scene, view=view, question=replace(scene.question, before=other.selection))
    heading = t("heatmap.change", unit=scene.unit)
    note = sentences(against, uneven_words(other), scene.weight_note)
    _draw(compared, t("heatmap.file_difference"), heading, note)


def _draw(scene: Scene, kind: str, heading: str, note: str) -> None:
    """Draw the answer to the scene's question, following zoom and view, with its files."""
    view, zoom = scene.view, scene.box.zoom()
    drawn = heat.heat_of(view.source, scene.question, scene.around, zoom)
    content = (view.source.loaded, scene.question, drawn.scale)
    feed = feeds.offer(content, heat.answer(view.source, scene.question, drawn))
    layer = heat_layer.heat_group(drawn.answer(), zoom, scene.around, legend_words(heading), feed)
    draw(scene.land, [layer, *scene.over()], scene.box, key="heat")
    note = f"{note} {t('heatmap.smooth')} {view.outline_note}".strip()
    st.caption(**in_short(note))
    title = t("heatmap.file_title", kind=kind, weight=t(f"heatmap.weight.{scene.question.weight}"))
    _downloads(scene, drawn, title, heading, note)


def _downloads(scene: Scene, drawn: Heat, title: str, heading: str, note: str) -> None:
    """Offer the map as a sheet to print, as a page that opens without a network, and as data."""
    view, box, land = scene.view, scene.box, scene.land
    legends, spots = scene.legends(heat_legend(heading, drawn.scale)), scene.spots()
    cell = t("heatmap.cell", metres=f"{drawn.cells.metres:,}")
    said, line = view.words(), view.provenance(joined(heading, cell, note))

    def page() -> bytes:
        groups = [heat_layer.heat_group(drawn.answer(), box.zoom(), scene.around), *scene.over()]
        return offline_page.page_bytes(land, box, groups, f"{title} · {said}", legends, line)

    picture = Picture(title, said, line, box, land, scene.outlines, legends, spots=spots, heat=drawn)
    layers = Layers(partial(file_cells, drawn), line, own_words=scene.field_words(heading))
    map_downloads(view, "heat", title, lambda: picture, layers, page)
