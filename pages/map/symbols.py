"""How each kind of point on the map is drawn."""

from __future__ import annotations

from ui import theme
from ui.maps.legends import Symbol

_COLOURS = theme.POINT_COLOURS

SYMBOLS: dict[str, dict[str, Symbol]] = {
    "compounds": {"compounds": Symbol(_COLOURS["compounds"], 4)},
    "stations": {"stations": Symbol(_COLOURS["stations"], 4.5, line=1.5, heavy=True)},
    "spaces": {
        "step_free": Symbol(_COLOURS["spaces"], 5),
        "with_steps": Symbol(_COLOURS["spaces"], 6, line=2.5, hollow=True),
        "access_unknown": Symbol(_COLOURS["spaces"], 6, line=2, hollow=True, dashed=True),
    },
    "meetings": {"meetings": Symbol(_COLOURS["meetings"], 4)},
    "activities": {"activities": Symbol(_COLOURS["activities"], 4, line=1.5, heavy=True)},
    "cases": {
        "overdue": Symbol(_COLOURS["overdue"], 7, line=3, heavy=True),
        "open": Symbol(_COLOURS["open"], 6.5, line=1.5),
        "closed": Symbol(_COLOURS["closed"], 5, line=2, hollow=True),
    },
}
"""How the kinds of points of each layer are drawn; they differ by form or edge, not by colour alone."""
