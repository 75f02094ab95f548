"""A map as one HTML file that opens without a network."""

from __future__ import annotations

from collections.abc import Sequence

import folium
from branca.element import Element

from ui import theme
from ui.maps import assets, feeds
from ui.maps.features import safe
from ui.maps.ground import figure
from ui.maps.legends import Legend, SquareLegend, SymbolLegend
from ui.maps.scripts import Carried, fetched_by


def page_bytes(
    ground: folium.Map,
    groups: Sequence[folium.FeatureGroup],
    title: str,
    legends: Sequence[Legend | SquareLegend | SymbolLegend],
    line: str,
) -> bytes:
    """Return a map as one HTML file that opens without a network, with title, legends and provenance."""
    for group in groups:
        group.add_to(ground)
    root = figure(ground)
    Carried({address: feeds.answer_to(address) for address in fetched_by(groups)}).add_to(ground)
    root.title = safe(title)
    style = theme.STYLE_SHEET.read_text(encoding="utf-8")
    caption = (
        f"<style>{style}\n.map-note{{position:fixed;z-index:1000;left:0;right:0;background:{theme.PAPER}ee;"
        f"padding:6px 12px;font:13px/1.5 {theme.FONT}}}\n.leaflet-top.leaflet-right{{top:34px}}</style>"
        f'<div class="map-note" style="top:0;padding-left:56px"><b>{safe(title)}</b></div>'
        f'<div class="map-note" style="bottom:0">{"".join(legend.html() for legend in legends)}'
        f"<small>{safe(line)}</small></div>"
    )
    root.html.add_child(Element("{% raw %}" + caption + "{% endraw %}"))
    return assets.inline(root).encode()
