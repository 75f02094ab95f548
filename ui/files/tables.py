"""The bytes of every file that people take away, each with its provenance line; no Streamlit here."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import pylopdf_fonts_zh_cn
import vl_convert

from data_access.exporting import csv_text, workbook
from ui import theme

LINE_WIDTH = 132  # of a provenance line in a picture; a Chinese character counts as two


def file_name(what: str, where: str, start: date, last: date, mark: str, extension: str) -> str:
    """Return a name that says what, where and when, free of what file systems refuse."""
    parts = [what, where, f"{start:%Y%m%d}-{last:%Y%m%d}", mark]
    name = "_".join(part for part in parts if part)
    safe = re.sub(r"[^\w.\-（）·]+", "-", name).strip("-")[:120]
    return f"{safe}.{extension}"


def csv_bytes(table: pd.DataFrame, provenance: str) -> bytes:
    """Return the table as CSV that Excel in Chinese Windows opens right, the provenance below it.

    UTF-8 with a byte order mark. A text that a spreadsheet would run as a formula gets an apostrophe in
    front (OWASP, CSV injection).
    """
    out = io.StringIO(newline="")
    out.write(csv_text(table))
    csv.writer(out).writerows([[], [provenance]])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(table: pd.DataFrame, provenance: str) -> bytes:
    """Return the table as a workbook: headings frozen, texts kept as texts, the provenance below the rows."""
    out = io.BytesIO()
    with workbook(out) as writer:
        table.to_excel(writer, index=False, sheet_name="data", freeze_panes=(1, 0))
        sheet = writer.sheets["data"]
        for index, name in enumerate(table.columns):
            width = max([_width(str(name)), *(_width(str(value)) for value in table[name].head(200))])
            sheet.set_column(index, index, min(width + 2, 60))
        sheet.write_string(len(table) + 2, 0, provenance)
    return out.getvalue()


def png_bytes(chart: alt.TopLevelMixin, title: str, provenance: str) -> bytes:
    """Return the chart as a picture with title and provenance."""
    register_fonts()
    return vl_convert.vegalite_to_png(_picture_spec(chart, title, provenance), scale=theme.PICTURE_SCALE)


def svg_bytes(chart: alt.TopLevelMixin, title: str, provenance: str) -> bytes:
    """Return the chart as a drawing with title and provenance."""
    register_fonts()
    return vl_convert.vegalite_to_svg(_picture_spec(chart, title, provenance)).encode()


def geojson_bytes(features: list[dict[str, Any]], provenance: str) -> bytes:
    """Return features as a GeoJSON collection that carries its provenance as a foreign member (RFC 7946, 6.1)."""
    collection = {"type": "FeatureCollection", "provenance": provenance, "features": features}
    return json.dumps(collection, ensure_ascii=False).encode()


def _picture_spec(chart: alt.TopLevelMixin, title: str, provenance: str) -> dict[str, Any]:
    spec = chart.to_dict()
    heading = {"text": title, "subtitle": wrapped(provenance)}
    config = theme.chart_config(theme.PICTURE_FONT)
    return spec | {"title": heading, "width": theme.PICTURE_WIDTH, "config": config, "padding": 16}


def wrapped(text: str) -> list[str]:
    """Return a text in lines that fit a picture; Vega does not break lines itself."""
    lines, line, length = [], "", 0
    for character in text:
        size = _width(character)
        if length + size > LINE_WIDTH:
            lines.append(line)
            line, length = "", 0
        line += character
        length += size
    return [*lines, line]


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


@cache
def register_fonts() -> None:
    """Make the Chinese font known to the renderer, once."""
    vl_convert.register_font_directory(str(pylopdf_fonts_zh_cn.sans_path().parent))
