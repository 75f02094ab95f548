"""The colours of densities: round limits, what a closer zoom makes of them, and their legend."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Any

from ui import theme
from ui.maps.legends import Legend

CLASSES = 6

LADDER = tuple(float(f"{digit}e{power}") for power in range(-9, 13) for digit in (1, 2, 5))


CHANGE_CLASSES = 3  # to each side


@dataclass(frozen=True)
class Scale:
    """The colours of densities: limits from low to high, and a colour below the first and from each one on.

    None is transparent.
    """

    limits: tuple[float, ...]
    colours: tuple[str | None, ...]


def density_scale(steep: float) -> Scale:
    """Return the colours of densities of which few are above `steep`: round limits, transparent below the first."""
    limits = _round_limits(steep, CLASSES)
    return Scale(limits, (None, *theme.HEAT))


def change_scale(steep: float) -> Scale:
    """Return the colours of changes to either side, alike in size and transparent around none."""
    limits = _round_limits(steep, CHANGE_CLASSES)
    less, more = theme.CHANGE
    return Scale((*(-limit for limit in reversed(limits)), *limits), (*reversed(less), None, *more))


def closer(scale: Scale, halvings: int) -> Scale:
    """Return the colours for cells whose side is halved so often: a step up the ladder of limits for each time.

    The same cases in smaller cells make higher peaks, up to four times where each lies alone; a step is the double
    to the two and a half fold. Limits thus depend on the zoom and not on what is in view.
    """
    rungs = [LADDER.index(abs(limit)) for limit in scale.limits]
    steps = max(halvings, -min(rungs))
    limits = (
        math.copysign(LADDER[rung + steps], limit) for rung, limit in zip(rungs, scale.limits, strict=True)
    )
    return replace(scale, limits=tuple(limits))


def _round_limits(high: float, count: int) -> tuple[float, ...]:
    """Return the numbers of the ladder 1, 2, 5, 10, … that end with the last one up to `high`."""
    end = max(bisect_right(LADDER, high or LADDER[len(LADDER) // 2]), count)
    return LADDER[end - count : end]


def number(limit: float, sign: str = "-") -> str:
    """Return a limit as it stands in a legend; with the sign `+` what is more has its sign, too."""
    text = f"{limit:{sign},.0f}" if abs(limit) >= 1 else f"{limit:{sign}g}"
    return text.replace("-", "−")


def heat_legend(heading: str, scale: Scale) -> Legend:
    """Return the legend of a scale, the highest first; changes to either side have their sign."""
    entries = []
    sign = "+" if scale.limits[0] < 0 else "-"
    for index, colour in reversed(list(enumerate(scale.colours))):
        low = number(scale.limits[index - 1], sign) if index else None
        high = number(scale.limits[index], sign) if index < len(scale.limits) else None
        words = f"≥ {low}" if high is None else f"< {high}" if low is None else f"{low} – {high}"
        if colour is not None:
            entries.append((colour, words))
    return Legend(heading, tuple(entries))


def told(scale: Scale) -> dict[str, Any]:
    """Return a scale as `heat.js` reads it."""
    words = [{"colour": colour, "words": label} for colour, label in heat_legend("", scale).entries]
    return {"limits": scale.limits, "colours": scale.colours, "entries": words}
