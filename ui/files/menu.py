"""Download buttons. A file is made when its button is pressed, not when the page is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from ui.charts import pictures as chart_pictures
from ui.files import tables
from ui.maps import files as map_files
from ui.maps import pictures as map_pictures
from ui.maps.files import Layers
from ui.maps.pictures import Picture
from ui.session.view import View
from ui.words.text import t

MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "html": "text/html",
    "pdf": "application/pdf",
    "gpkg": "application/geopackage+sqlite3",
    "zip": "application/zip",
}


def chart_downloads(
    view: View,
    key: str,
    title: str,
    chart: alt.TopLevelMixin,
    table: pd.DataFrame,
    line: str,
    heading: str,
) -> None:
    """Offer a chart as PNG and SVG under its heading, and its table as XLSX and CSV."""
    pictures: dict[str, Callable[[], bytes]] = {
        "png": partial(chart_pictures.png_bytes, chart, heading, line),
        "svg": partial(chart_pictures.svg_bytes, chart, heading, line),
    }
    offer(view, key, title, pictures | _table_files(table, line))


def table_downloads(
    view: View,
    key: str,
    title: str,
    table: pd.DataFrame,
    line: str,
    files: Mapping[str, Callable[[], bytes]] | None = None,
) -> None:
    """Offer a table as XLSX and CSV; `files` replaces some of them by files of their own."""
    offer(view, key, title, _table_files(table, line) | dict(files or {}))


def map_downloads(
    view: View,
    key: str,
    title: str,
    picture: Callable[[], Picture],
    layers: Layers,
    page: Callable[[], bytes],
) -> None:
    """Offer a map as a sheet to print (PNG, PDF), as a page without a network, and for information systems."""
    makers: dict[str, Callable[[], bytes]] = {
        "png": lambda: map_pictures.png_bytes(picture()),
        "pdf": lambda: map_pictures.pdf_bytes(picture()),
        "html": page,
        "geojson": partial(map_files.geojson_bytes, layers),
        "gpkg": partial(map_files.geopackage_bytes, layers),
        "zip": partial(map_files.shapefile_bytes, layers),
    }
    offer(view, key, title, makers)


def _table_files(table: pd.DataFrame, line: str) -> dict[str, Callable[[], bytes]]:
    return {
        "xlsx": partial(tables.xlsx_bytes, table, line),
        "csv": partial(tables.csv_bytes, table, line),
    }


def offer(view: View, key: str, title: str, makers: Mapping[str, Callable[[], bytes]]) -> None:
    """Draw one small menu with a button for each kind of file."""
    where, selection = view.place_words(), view.selection
    demo = t("provenance.demo") if view.dataset.synthetic else ""
    against = t("title.against", compared=view.compared_words()) if view.compared else ""
    with st.popover(t("download.menu"), icon=":material/download:", type="tertiary"):
        for extension, make in makers.items():
            name = tables.file_name(
                title, where, selection.start, selection.last_day, (against, demo), extension
            )
            st.download_button(
                t(f"download.{extension}"),
                make,
                file_name=name,
                mime=MIME[extension],
                key=f"download_{key}_{extension}",
                on_click="ignore",
                type="tertiary",
            )
