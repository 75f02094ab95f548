"""Download buttons. A file is made when its button is pressed, not when the page is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from data_access.exporting import WORKBOOK_ROWS, fits_workbook
from ui import theme
from ui.charts import pictures as chart_pictures
from ui.charts.fields import Drawing
from ui.files import tables
from ui.files.whole import Whole, pdf_bytes, zip_bytes
from ui.maps import files as map_files
from ui.maps import pictures as map_pictures
from ui.maps.files import Layers
from ui.maps.pictures import Picture
from ui.session.language import worded_as_now
from ui.session.shown import Makers, Part, begin, shown
from ui.session.view import View
from ui.words.shapes import shape_words
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
    chart: Drawing,
    table: pd.DataFrame,
    line: str,
    heading: str,
) -> None:
    """Offer a chart as PNG for screen and print and as SVG under its heading, and its table as XLSX and CSV."""
    pictures: dict[str, Callable[[], bytes]] = {
        "png": partial(chart_pictures.png_bytes, chart, heading, line, 1),
        "print": partial(chart_pictures.png_bytes, chart, heading, line, theme.PRINT_SCALE),
        "svg": partial(chart_pictures.svg_bytes, chart, heading, line),
    }
    offer(view, key, title, pictures | _table_files(table, line), said=_said(table))


def table_downloads(
    view: View,
    key: str,
    title: str,
    table: pd.DataFrame,
    line: str,
    files: Makers | None = None,
) -> None:
    """Offer a table as XLSX and CSV; `files` replaces some of them by files of their own."""
    makers = _table_files(table, line) | dict(files or {})
    offer(view, key, title, makers, said=_said(table), table=table)


def taken_along(view: View, key: str, title: str, table: pd.DataFrame) -> None:
    """Let the files of the whole page hold a table that has no menu of its own."""
    shown().parts[key] = Part(title, _table_files(table, view.provenance()), table)


def picture_download(view: View, key: str, title: str, make: Callable[[], bytes]) -> None:
    """Draw a button, named by its title, that takes one picture away."""
    _buttons(view, key, title, {"png": make}, {"png": title})


def page_downloads(view: View, title: str) -> None:
    """Offer all that the page shows as one PDF and one ZIP; what it shows is gathered while it is drawn."""
    page = Whole(title, view.words(), view.provenance(), begin())
    makers = {"pdf": partial(pdf_bytes, page), "zip": partial(zip_bytes, page)}
    with st.popover(t("whole.menu"), icon=":material/file_save:", type="tertiary"):
        _buttons(view, "page", title, makers, {kind: t(f"whole.{kind}") for kind in makers})


def map_downloads(
    view: View,
    key: str,
    title: str,
    picture: Callable[[], Picture],
    layers: Layers,
    page: Callable[[], bytes],
    marks: Sequence[str] = (),
) -> None:
    """Offer a map as a sheet to print (PNG, PDF), as a page without a network, and for information systems.

    `marks` are what the files' names tell beside the view.
    """
    makers: dict[str, Callable[[], bytes]] = {
        "png": lambda: map_pictures.png_bytes(picture()),
        "pdf": lambda: map_pictures.pdf_bytes(picture()),
        "html": page,
        "geojson": partial(map_files.geojson_bytes, layers),
        "gpkg": partial(map_files.geopackage_bytes, layers),
        "zip": partial(map_files.shapefile_bytes, layers),
    }
    offer(view, key, title, makers, marks=marks)


def _table_files(table: pd.DataFrame, line: str) -> dict[str, Callable[[], bytes]]:
    makers: dict[str, Callable[[], bytes]] = {}
    if fits_workbook(table):
        makers["xlsx"] = partial(tables.xlsx_bytes, table, line)
    makers["csv"] = partial(tables.csv_bytes, table, line)
    return makers


def _said(table: pd.DataFrame) -> str:
    """Return why a table is not offered as a workbook, nothing where it is."""
    if fits_workbook(table):
        return ""
    return t("download.too_long", rows=f"{len(table):,}", most=f"{WORKBOOK_ROWS:,}")


def offer(
    view: View,
    key: str,
    title: str,
    makers: Makers,
    *,
    marks: Sequence[str] = (),
    said: str = "",
    table: pd.DataFrame | None = None,
) -> None:
    """Draw one small menu with a button for each kind of file, and what is `said` of them.

    The page as a whole has them too; `table` are the rows of what is no picture.
    """
    shown().parts[key] = Part(title, makers, table)
    with st.popover(t("download.menu"), icon=":material/download:", type="tertiary"):
        _buttons(view, key, title, makers, {kind: t(f"download.{kind}") for kind in makers}, marks)
        if said:
            st.caption(said)


def _buttons(
    view: View, key: str, title: str, makers: Makers, labels: Mapping[str, str], marks: Sequence[str] = ()
) -> None:
    selection, marks = view.selection, [*marks, *_marks(view)]
    for kind, make in makers.items():
        extension, own = ("png", [t("download.print_mark")]) if kind == "print" else (kind, [])
        days = selection.start, selection.last_day
        st.download_button(
            labels[kind],
            worded_as_now(make),
            file_name=tables.file_name(title, view.places, *days, [*marks, *own], extension),
            mime=MIME[extension],
            key=f"download_{key}_{kind}",
            on_click="ignore",
            type="tertiary",
        )


def _marks(view: View) -> list[str]:
    """Return what a file's name tells of its view beside places and period.

    These are the drawn shape, the comparison, and signs of the Selection where words could be another's too.
    """
    shape = view.selection.within
    return [
        shape_words(shape) if shape else "",
        t("title.against", compared=view.compared_words()) if view.compared else "",
        t("provenance.demo") if view.dataset.synthetic else "",
        "" if view.told_by_name else tables.signs(repr(replace(view.selection, allowed=None))),
    ]
