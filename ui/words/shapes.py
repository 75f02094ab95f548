"""A drawn shape in words."""

from __future__ import annotations

from data_access.places.shapes import Circle, Shape
from ui.words.text import t


def shape_words(shape: Shape) -> str:
    """Return a drawn shape in words."""
    if not isinstance(shape, Circle):
        return t("drawn.polygon", corners=len(shape.corners), area=f"{shape.km2():,.2f}")
    metres = f"{shape.metres:,.0f}"
    if shape.around:
        return t("drawn.near", name=shape.around, metres=metres)
    return t(
        "drawn.circle",
        longitude=f"{shape.longitude:.5f}",
        latitude=f"{shape.latitude:.5f}",
        metres=metres,
    )
