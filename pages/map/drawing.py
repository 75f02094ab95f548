"""A shape to look within on a map: the tools that draw it, and the box that shows it."""

from __future__ import annotations

from typing import Any

import folium
from folium.elements import JSCSSMixin

from data_access.places.shapes import Shape
from ui import theme
from ui.maps.assets import PREFIX
from ui.maps.drawn_shape import SWATCH
from ui.maps.ground import Box
from ui.maps.scripts import ScriptLayer
from ui.words.text import t

ROOM = 1.0  # left around a shape on each side, as a share of its own width


class DrawingTools(JSCSSMixin, ScriptLayer):
    """The buttons on the map, in the words of the session; `shown` offers to take the shape away."""

    def __init__(self, shown: bool, turn: int) -> None:
        self.default_js = [(name, f"{PREFIX}{name}.js") for name in ("leaflet.draw", "draw")]
        self.default_css = [("leaflet.draw.css", f"{PREFIX}leaflet.draw.css")]
        style = {"color": theme.DRAWN, "weight": SWATCH.line, "fillOpacity": 0.1}
        super().__init__("drawing", {"words": _words(), "style": style, "shown": shown, "turn": turn})


def tools(shown: bool, turn: int) -> folium.FeatureGroup:
    """Return the drawing tools; another `turn` draws them anew, and clears what was drawn in the browser alone."""
    group = folium.FeatureGroup(name="tools")
    DrawingTools(shown, turn).add_to(group)
    return group


def room_around(shape: Shape) -> Box:
    """Return a box that shows the shape with what lies about it."""
    west, south, east, north = shape.box()
    across, upwards = ROOM * (east - west), ROOM * (north - south)
    return Box(west - across, south - upwards, east + across, north + upwards)


def _words() -> dict[str, Any]:
    """Return the texts of the buttons and of the hints beside the pointer, as Leaflet.draw names them."""

    def both(name: str) -> dict[str, str]:
        return {"title": t(f"drawn.tool.{name}"), "text": t(f"drawn.tool.{name}")}

    def hint(*names: str) -> dict[str, dict[str, str]]:
        return {
            "tooltip": {name: t(f"drawn.tool.{key}") for name, key in (pair.split(":") for pair in names)}
        }

    return {
        "toolbar": {
            "actions": both("cancel"),
            "finish": both("finish"),
            "undo": both("undo"),
            "buttons": {name: t(f"drawn.tool.{name}") for name in ("polygon", "rectangle", "circle")},
        },
        "handlers": {
            "polygon": hint("start:corner", "cont:next", "end:close"),
            "polyline": hint("start:corner", "cont:next", "end:close") | {"error": t("drawn.tool.crossing")},
            "rectangle": hint("start:drag"),
            "circle": hint("start:drag_circle") | {"radius": t("drawn.tool.radius")},
            "simpleshape": hint("end:release"),
        },
        "remove": t("drawn.clear"),
    }
