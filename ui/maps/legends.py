"""Legends of maps: classes of colours, symbols and swatches, each as it is drawn and as it stands in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ui import theme
from ui.maps.features import safe

AREA_OPACITY = 0.85
POINT_OPACITY = 0.95


@dataclass(frozen=True)
class Legend:
    """The classes of a choropleth: a heading, and colour and words for each class from low to high."""

    heading: str
    entries: tuple[tuple[str, str], ...]

    def html(self) -> str:
        """Return the legend as HTML."""
        items = "".join(
            f'<span><i style="background:{colour}"></i>{safe(words)}</span>' for colour, words in self.entries
        )
        return f'<div class="legend"><b>{safe(self.heading)}</b>{items}</div>'


@dataclass(frozen=True)
class Symbol:
    """How a point is drawn: a circle with a radius and a line in pixels; a heavy one has a dark edge."""

    colour: str
    radius: float
    line: float = 1.0
    hollow: bool = False
    dashed: bool = False
    heavy: bool = False

    def scaled(self, scale: float) -> Symbol:
        """Return the symbol with its radius and line scaled."""
        return replace(self, radius=self.radius * scale, line=self.line * scale)

    def style(self) -> dict[str, Any]:
        """Return the symbol as Leaflet draws it; a filled one keeps a light edge, so that neighbours stay apart."""
        edge = self.colour if self.hollow else theme.INK if self.heavy else theme.PAPER
        return {
            "radius": self.radius,
            "fill": True,  # folium's marker says no; a hollow one must still be met by the pointer
            "color": edge,
            "weight": self.line,
            "dashArray": "3 3" if self.dashed else None,
            "fillColor": self.colour,
            "fillOpacity": 0 if self.hollow else POINT_OPACITY,
        }

    def html(self) -> str:
        """Return the symbol as it stands in a legend."""
        style = self.style()
        side = 2 * self.radius
        line = f"{max(self.line, 1)}px {'dashed' if self.dashed else 'solid'} {style['color']}"
        ground = "transparent" if self.hollow else self.colour
        return (
            f'<i style="width:{side}px;height:{side}px;border-radius:50%;border:{line};background:{ground};'
            'vertical-align:middle"></i>'
        )


@dataclass(frozen=True)
class Swatch:
    """How an area is drawn: its fill, and an outline whose colour, width in pixels and dashes tell it apart too."""

    colour: str
    edge: str
    line: float
    dashes: str | None = None

    def style(self) -> dict[str, Any]:
        """Return the swatch as Leaflet draws it."""
        return {
            "fillColor": self.colour,
            "fillOpacity": AREA_OPACITY,
            "color": self.edge,
            "weight": self.line,
            "dashArray": self.dashes,
        }

    def html(self) -> str:
        """Return the swatch as it stands in a legend."""
        dashed = "solid" if self.dashes is None else "dotted" if self.dashes.startswith("1 ") else "dashed"
        return f'<i style="background:{self.colour};border:{self.line}px {dashed} {self.edge}"></i>'


@dataclass(frozen=True)
class SymbolLegend:
    """What the symbols of a map mean: a heading, and a symbol with its words."""

    heading: str
    entries: tuple[tuple[Symbol | Swatch, str], ...]

    def html(self) -> str:
        """Return the legend as HTML."""
        items = "".join(f"<span>{symbol.html()}{safe(words)}</span>" for symbol, words in self.entries)
        return f'<div class="legend"><b>{safe(self.heading)}</b>{items}</div>'
