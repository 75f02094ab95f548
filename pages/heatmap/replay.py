"""The player: the frames of the period one after the other, and the one that files keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from data_access import heatmap
from data_access.selection import Selection
from data_access.selection.buckets import bucket_end
from pages.heatmap.choosers import step_chooser
from pages.heatmap.scene import Scene, file_cells, joined, legend_words
from ui.files.menu import map_downloads
from ui.maps import feeds, heat_layer, offline_page
from ui.maps.files import Layers
from ui.maps.heat_layer import Heat
from ui.maps.heat_scale import heat_legend
from ui.maps.pictures import Picture
from ui.panels import heat
from ui.panels.maps import draw
from ui.words.text import in_short, t, word


@dataclass(frozen=True)
class Replay:
    """The frames of a scene's period, each a `step` long."""

    scene: Scene
    step: str

    @property
    def starts(self) -> list[date] | list[int]:
        """The frames in order, as `heatmap.frames` names them."""
        return heatmap.frame_starts(self.scene.question.selection, self.step)

    @property
    def labels(self) -> list[str]:
        """What the frames are called."""
        return [_label(self.scene.question.selection, self.step, frame) for frame in self.starts]

    @property
    def heading(self) -> str:
        """What the legend says of the unit."""
        return t("heatmap.in_frame", unit=self.scene.unit)

    @property
    def words(self) -> dict[str, str]:
        """The words of the legend and of the buttons."""
        buttons = {name: t(f"heatmap.{name}") for name in ("play", "pause", "frame", "speed")}
        return legend_words(self.heading) | buttons

    @property
    def content(self) -> tuple[object, ...]:
        """What the answer of all frames depends on."""
        view = self.scene.view
        return view.source.loaded, self.scene.question, self.step, self.scene.around

    def answer(self) -> dict[str, Any]:
        """Return all frames as the player reads them."""
        scene = self.scene
        asked = (scene.question, self.step, self.starts, scene.around, scene.box.zoom())
        return heat.frames_of(scene.view.source, *asked)

    def frame(self, number: int) -> Heat:
        """Return one frame."""
        scene = self.scene
        asked = (scene.question, self.step, self.starts[number], scene.around, scene.box.zoom())
        return heat.frame_of(scene.view.source, *asked)


def replay(scene: Scene) -> None:
    """Draw the player of the period's frames; all of them come in one answer when the map is drawn."""
    played = Replay(scene, step_chooser(scene.view.selection))
    labels = played.labels
    feed = feeds.offer(played.content, lambda _: played.answer())
    layer = heat_layer.player_group(labels, played.words, feed)
    draw(scene.land, [layer, *scene.over()], scene.box, key="heat")
    said = (t("heatmap.replay_note"), scene.weight_note, t("heatmap.smooth_fixed"), scene.view.outline_note)
    note = " ".join(said).strip()
    st.caption(**in_short(note))
    chosen = labels.index(st.selectbox(t("heatmap.frame_in_files"), labels, width=320))
    _downloads(played, chosen, labels[chosen], note)


def _downloads(played: Replay, chosen: int, label: str, note: str) -> None:
    """Offer one frame as a sheet to print and as data, and the player as a page that opens without a network."""
    scene, view = played.scene, played.scene.view
    box, land = scene.box, scene.land
    heading, words, labels = played.heading, played.words, played.labels  # a file is made outside the session
    title, line = _title(scene), view.provenance(joined(heading, label, note))
    beside, spots = scene.legends(), scene.spots()
    said, whole = f"{view.full_place_words()} · {label}", view.words()

    def picture() -> Picture:
        drawn = played.frame(chosen)
        legends = (heat_legend(heading, drawn.scale), *beside)
        return Picture(title, said, line, box, land, scene.outlines, legends, spots=spots, heat=drawn)

    def page() -> bytes:
        player = heat_layer.player_group(labels, words, None, played.answer())
        return offline_page.page_bytes(land, box, [player, *scene.over()], f"{title} · {whole}", beside, line)

    def cells() -> dict[str, list[dict[str, Any]]]:
        return file_cells(played.frame(chosen))

    layers = Layers(cells, line, own_words=scene.field_words(heading))
    map_downloads(view, "heat", title, picture, layers, page, [label])


def _title(scene: Scene) -> str:
    weight = t(f"heatmap.weight.{scene.question.weight}")
    return t("heatmap.file_title", kind=t("heatmap.file_replay"), weight=weight)


def _label(selection: Selection, step: str, frame: date | int) -> str:
    """Return what a frame is called: an hour, a month, or the days of it that lie in the period."""
    if isinstance(frame, int):
        return t("heatmap.label.hour", start=f"{frame:02}:00", end=f"{frame + 1:02}:00")
    if step == "day":
        return t("heatmap.label.day", day=frame.isoformat(), weekday=word("weekday", frame.isoweekday()))
    start = max(frame, selection.start)
    last = min(bucket_end(frame, step), selection.end) - timedelta(days=1)
    return t(f"heatmap.label.{step}", start=start.isoformat(), last=last.isoformat(), month=f"{frame:%Y-%m}")
