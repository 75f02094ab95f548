"""Charts as pictures to take away, each with its title and provenance line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import pylopdf_fonts_zh_cn
import vl_convert
from altair.utils import schemapi

from ui import theme
from ui.charts.fields import Drawing
from ui.charts.picked import pickable
from ui.charts.spoken import spoken
from ui.words.text import text_width

LINE_WIDTH = 132  # of a provenance line in a picture; a Chinese character counts as two
TITLE_WIDTH = 100


def png_bytes(chart: Drawing, title: str, provenance: str, scale: float = theme.PICTURE_SCALE) -> bytes:
    """Return the chart as a picture with title and provenance, `scale` times as large as on a screen."""
    register_fonts()
    return vl_convert.vegalite_to_png(_picture_spec(chart, title, provenance), scale=scale)


def svg_bytes(chart: Drawing, title: str, provenance: str) -> bytes:
    """Return the chart as a drawing with title and provenance."""
    register_fonts()
    return vl_convert.vegalite_to_svg(_picture_spec(chart, title, provenance)).encode()


def at_least(chart: Drawing, height: float = theme.LARGE_HEIGHT) -> Drawing:
    """Return the chart this high, where its own height is less: so that it fills a window of its own, or its card."""
    return chart if chart.height >= height else chart.properties(height=height)


class OnPage(NamedTuple):
    """A chart as a page shows it, as `st.altair_chart` takes it; a click tells what columns say of a mark."""

    chart: Drawing
    picked: Sequence[str] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the drawing without empty space below it, its marks read aloud as their tips.

        Only while Altair checks what it makes, as in tests, is it held against the schema.
        """
        spec = self.chart.to_dict(validate=False)
        spoken(self.chart, spec)
        if self.picked:
            pickable(spec, self.picked)
        spec["padding"] = theme.CHART_PADDING
        if schemapi.DEBUG_MODE:
            try:
                self.chart.validate(spec)
            except schemapi.jsonschema.ValidationError as fault:
                raise schemapi.SchemaValidationError(self.chart, fault) from None
        return spec


def _picture_spec(chart: Drawing, title: str, provenance: str) -> dict[str, Any]:
    """Return the drawing between its texts; a file that is read aloud says what the page does."""
    spec = chart.to_dict()
    spoken(chart, spec)
    heading = {"text": wrapped(title, TITLE_WIDTH), "subtitle": wrapped(provenance)}
    config = theme.chart_config(theme.PICTURE_FONT)
    return spec | {"title": heading, "width": theme.PICTURE_WIDTH, "config": config, "padding": 16}


def wrapped(text: str, width: int = LINE_WIDTH) -> list[str]:
    """Return a text in lines that fit a picture; Vega does not break lines itself."""
    lines, line, length = [], "", 0
    for character in text:
        size = text_width(character)
        if length + size > width:
            lines.append(line)
            line, length = "", 0
        line += character
        length += size
    return [*lines, line]


@cache
def register_fonts() -> None:
    """Make the Chinese font known to the renderer, once."""
    vl_convert.register_font_directory(str(pylopdf_fonts_zh_cn.sans_path().parent))
