"""Legends of maps: classes of colours, symbols and swatches, each as it is drawn and as it stands in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui import theme
from ui.maps.features import safe

AREA_OPACITY = 0.85
POINT_OPACITY = 0.95
HATCHED = f"repeating-linear-gradient(135deg,{theme.HATCH[0]} 0 1px,{theme.HATCH[1]} 1px 4px)"


@dataclass(frozen=True)
class Symbol:
    """How a point is drawn: a circle with a radius and a line in pixels; a heavy one has a dark edge."""

    colour: str
    radius: float
    line: float = 1.0
    hollow: bool = False
    dashed: bool = False
    heavy: bool = False

    def style(self) -> dict[str, Any]:
        """Return the symbol as Leaflet draws it; a filled one keeps a light edge, so that neighbours stay apart."""
        edge = self.colour if self.hollow else theme.INK if self.heavy else theme.PAPER
        return {
            "radius": self.radius,
            "fill": True,  # a hollow one must still be met by the pointer
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
    hatched: bool = False

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
        ground = HATCHED if self.hatched else self.colour
        return f'<i style="background:{ground};border:{self.line}px {dashed} {self.edge}"></i>'


def hatched_swatch() -> Swatch:
    """Return how a hatched area stands in a legend, whatever its colour."""
    return Swatch(theme.PAPER, theme.BORDER, 1, hatched=True)


@dataclass(frozen=True)
class SymbolLegend:
    """What the symbols of a map mean: a heading, and a symbol with its words."""

    heading: str
    entries: tuple[tuple[Symbol | Swatch, str], ...]

    def html(self) -> str:
        """Return the legend as HTML."""
        items = "".join(f"<span>{symbol.html()}{safe(words)}</span>" for symbol, words in self.entries)
        return f'<div class="legend"><b>{safe(self.heading)}</b>{items}</div>'


@dataclass(frozen=True)
class Legend:
    """The classes of a choropleth: a heading, a colour (or swatch) and words for each from low to high, and a note."""

    heading: str
    entries: tuple[tuple[str | Swatch, str], ...]
    note: str = ""

    def html(self) -> str:
        """Return the legend as HTML."""
        note = f"<small>{safe(self.note)}</small>" if self.note else ""
        return f'<div class="legend"><b>{safe(self.heading)}</b>{_items(self.entries)}{note}</div>'


@dataclass(frozen=True)
class SquareLegend:
    """The classes of two figures: a square of colours, `across` from left to right and `upwards` from below.

    `colours` are rows from the lowest upwards; the axes are told with the limits of their classes.
    """

    heading: str
    across: str
    upwards: str
    colours: tuple[tuple[str, ...], ...]
    entries: tuple[tuple[str | Swatch, str], ...]
    note: str = ""

    def html(self) -> str:
        """Return the legend as HTML."""
        cells = "".join(
            f'<i style="background:{colour}"></i>' for row in reversed(self.colours) for colour in row
        )
        axes = f"<span>↑ {safe(self.upwards)}</span><span>→ {safe(self.across)}</span>"
        note = f"<small>{safe(self.note)}</small>" if self.note else ""
        return (
            f'<div class="legend square"><div class="squares">{cells}</div>'
            f"<div><b>{safe(self.heading)}</b>{axes}{_items(self.entries)}{note}</div></div>"
        )


def _items(entries: tuple[tuple[str | Swatch, str], ...]) -> str:
    return "".join(
        f"<span>{drawn.html() if isinstance(drawn, Swatch) else _plain(drawn)}{safe(words)}</span>"
        for drawn, words in entries
    )


def _plain(colour: str) -> str:
    return f'<i style="background:{colour}"></i>'
