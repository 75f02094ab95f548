"""Layers that our own scripts draw: a function of `assets/maps/<name>.js`, called with data from Python.

folium's own layers write all their data into the page each time. A script of ours is loaded once from our
own host, may keep what it fetched, and is written into a downloaded page like Leaflet itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from ui.maps.assets import PREFIX


class Script(JSCSSMixin, MacroElement):
    """One of our scripts; added to the ground, so that the browser has it before any layer is drawn."""

    _template = Template("{% macro script(this, kwargs) %}{% endmacro %}")

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = "Script"
        self.default_js = [(name, f"{PREFIX}{name}.js")]


class ScriptLayer(MacroElement):
    """A layer made by `cityMaps.<function>(data)` of one of our scripts.

    The function returns a Leaflet layer at once, whatever it still fetches: clicks are bound to the layers that
    are on the map when it is drawn. `data` is written as JSON in which no text can end the script. `fetched` are the
    addresses of feeds (ui.maps.feeds) that the layer asks, with the same answer at any look; a downloaded page
    carries the answers.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = cityMaps.{{ this.function }}({{ this.data | tojson }})"
        ".addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, data: Any, fetched: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._name = "ScriptLayer"
        self.function = function
        self.data = data
        self.fetched = fetched


class Carried(MacroElement):
    """Answers of feeds by their address, written into a page that has no server to ask."""

    _template = Template(
        "{% macro header(this, kwargs) %}"
        "<script>window.cityMaps = window.cityMaps || {}; cityMaps.carried = {{ this.answers | tojson }}</script>"
        "{% endmacro %}"
    )

    def __init__(self, answers: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Carried"
        self.answers = answers


def script_group(function: str, data: Any, name: str, fetched: tuple[str, ...] = ()) -> folium.FeatureGroup:
    """Return a group with one layer of our scripts."""
    group = folium.FeatureGroup(name=name)
    ScriptLayer(function, data, fetched).add_to(group)
    return group


def fetched_by(groups: Iterable[folium.FeatureGroup]) -> list[str]:
    """Return the addresses of the feeds that the groups' layers ask."""
    layers = (layer for group in groups for layer in group._children.values())
    return [address for layer in layers if isinstance(layer, ScriptLayer) for address in layer.fetched]
