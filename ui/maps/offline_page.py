"""A map as one HTML file that opens without a network."""

from __future__ import annotations

from collections.abc import Sequence

import folium
from branca.element import Element

from ui import theme
from ui.maps import assets, feeds
from ui.maps.features import safe
from ui.maps.ground import Box, Land, base_map, figure
from ui.maps.legends import Legend, SquareLegend, SymbolLegend
from ui.maps.scripts import Carried, fetched_by, script_group

_LAYOUT = (
    "html,body{height:100%;margin:0}body{display:flex;flex-direction:column}"
    "div.folium-map{flex:1;order:1;height:auto!important;min-height:160px}.map-note.foot{order:2}"
    f".map-note{{padding:6px 12px;background:{theme.PAPER};font:13px/1.5 {theme.FONT}}}"
)
"""Title, map and legends one below the other."""


def page_bytes(
    land: Land,
    box: Box,
    groups: Sequence[folium.FeatureGroup],
    title: str,
    legends: Sequence[Legend | SquareLegend | SymbolLegend],
    line: str,
) -> bytes:
    """Return layers above the land as one HTML file that opens without a network, with title, legends and provenance.

    The map shows the box in whatever room a window leaves between title and legends.
    """
    ground = base_map(land)
    for group in (*groups, script_group("fit", box.edges, "fit")):
        group.add_to(ground)
    root = figure(ground)
    Carried({address: feeds.answer_to(address) for address in fetched_by(groups)}).add_to(ground)
    root.title = safe(title)
    style = theme.STYLE_SHEET.read_text(encoding="utf-8")
    caption = (
        f"<style>{style}\n{_LAYOUT}</style>"
        f'<div class="map-note"><b>{safe(title)}</b></div>'
        f'<div class="map-note foot">{"".join(legend.html() for legend in legends)}<small>{safe(line)}</small></div>'
    )
    root.html.add_child(Element("{% raw %}" + caption + "{% endraw %}"))
    return assets.inline(root).encode()
