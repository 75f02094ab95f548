"""Colours, sizes and type: the only place that names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import streamlit as st

ASSETS = Path(__file__).resolve().parent.parent / "assets"
STYLE_SHEET = ASSETS / "style.css"
LOGO = ASSETS / "logo.svg"  # a Material icon as page icon would be fetched from another host

ACCENT = "#1f5fa8"
MUTED = "#8a94a3"
INK = "#1b2430"
GRID_LINE = "#e6eaf0"
PAPER = "#ffffff"  # the ground of charts, and the lines between areas
LAND = "#f3f1ec"
SEA = "#dbe7f0"
BORDER = "#7d8896"
NO_DATA = "#e3e3e3"

# ColorBrewer YlGnBu: one hue order, safe for colour-blind readers and in grey print.
SEQUENTIAL = ("#edf8b1", "#a8ddb5", "#5bbcc4", "#2c8bbd", "#1f4e9e")
# Okabe and Ito's palette without its yellow, which vanishes on white; then Tol's muted tones.
CATEGORICAL = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#882255",
    "#44aa99",
    "#999933",
    "#8a94a3",
)
HEAT = {0.2: "#a8ddb5", 0.45: "#5bbcc4", 0.65: "#2c8bbd", 0.85: "#6a3d9a", 1.0: "#b5179e"}
VERDICTS = {"inside": "#8a94a3", "alert": "#e69f00", "alarm": "#c0392b"}  # of a funnel; shapes differ too
POINT_COLOURS = {
    "compounds": "#6b7280",
    "stations": "#d55e00",
    "spaces": "#009e73",
    "case": "#d55e00",
    "cases": "#8b2635",
}

PORTRAIT_POINTS = (
    ("circle", "#6b7280"),
    ("triangle-up", "#d55e00"),
    ("square", "#009e73"),
    ("diamond", "#0072b2"),
)
"""Shape and colour of what a portrait's map shows: compounds, service stations, spaces without and with steps."""

GRID_SIZES = {"under": "#e69f00", "within": "#0072b2", "over": "#d55e00"}  # against the standard; in order
NO_VISIT = "#d9dde3"  # a day of the calendar on which nobody came
FUNDING_COLOURS = {
    "public_income": "#d55e00",
    "government": "#0072b2",
    "donation": "#cc79a7",
    "party_fees": "#882255",
}
OTHER_FUNDING = "#6b7280"
OUT_OF_REACH = "#c0392b"
NEED_COLOURS = {"met": "#009e73", "unmet": "#e69f00", "undivided": "#8a94a3"}
DIRECTIONS = {"up": "#0072b2", "down": "#d55e00"}  # of a movement; line and sign differ too

# ColorBrewer PuOr: hot and cold stay apart for colour-blind readers; outlines differ by pattern too.
SPOT_COLOURS = {
    "hot": {
        "new": "#e08214",
        "growing": "#7f3b08",
        "persistent": "#b35806",
        "fading": "#fdb863",
        "sporadic": "#fee0b6",
    },
    "cold": {
        "new": "#8073ac",
        "growing": "#2d004b",
        "persistent": "#542788",
        "fading": "#b2abd2",
        "sporadic": "#d8daeb",
    },
}
MONTH_COLOURS = {1: "#b35806", 0: "#eef0f3", -1: "#542788"}  # hot, neither, cold

ALARM_TEXT = "red"  # a text colour by Streamlit's name; only for what needs attention
QUIET_TEXT = "gray"
ALARMING = ("surge", "silent", "satisfaction", "overdue")  # kinds of alerts that are told in it

FONT = "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
PICTURE_FONT = "Noto Sans SC"  # shipped with the app, so that pictures look alike on every machine

CHART_HEIGHT = 300
FLOW_HEIGHT = 380
BAR_STEP = 22
CALENDAR_HEIGHT = 300
COLUMN_TICK = 46
WORDED_BAR_STEP = 34  # two lines of words beside each bar
AXIS_HEIGHT = 60  # a chart's height includes its axis and title
DAYS_WRITTEN_UP_TO = 200  # a longer time axis is labelled by months
DAYS_TICKED_BY_MONTH = 1_200  # a still longer one has no tick for each of them
MAP_HEIGHT = 560
LIST_HEIGHT = 600  # beside a map with its legend
WORDED_LABEL = 320
SMALL_MAP = (320, 280)  # width and height
CASE_RADIUS = 7
PICTURE_WIDTH = 860
PICTURE_SCALE = 2

SHEET = (842, 595)  # A4 across, in points
SHEET_MARGIN = 30  # what an office printer leaves white
SHEET_COLUMN = 172  # of the legend
SHEET_GAP = 14
SHEET_LEADING = 1.4
SHEET_TITLE = 17  # sizes of type in points
SHEET_SUBTITLE = 10
SHEET_HEADING = 9.5
SHEET_TEXT = 8.5
SHEET_NOTE = 7
SHEET_LABEL = 8.5
SHEET_DOTS = 300  # in an inch


def apply_page_style() -> None:
    """Add the app's style sheet to the page."""
    st.html(STYLE_SHEET)


def chart_config(font: str = FONT) -> dict[str, Any]:
    """Return the Vega-Lite configuration that every chart shares."""
    return {
        "font": font,
        "background": PAPER,
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK,
            "titleColor": MUTED,
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "gridColor": GRID_LINE,
            "domainColor": GRID_LINE,
            "tickColor": GRID_LINE,
            "labelLimit": 180,
        },
        "axisQuantitative": {"labelOverlap": "parity", "labelSeparation": 8},
        "legend": {"labelFontSize": 12, "titleFontSize": 12, "orient": "bottom", "columns": 4, "title": None},
        "title": {"fontSize": 16, "anchor": "start", "subtitleColor": MUTED, "subtitleFontSize": 11},
        "range": {"category": list(CATEGORICAL)},
        "bar": {"color": ACCENT},
        "line": {"color": ACCENT, "strokeWidth": 2},
        "point": {"color": ACCENT, "filled": True},
    }


def sequential_range(count: int) -> list[str]:
    """Return `count` colours of the sequential ramp, light to dark."""
    if count == 1:
        return [SEQUENTIAL[2]]
    step = (len(SEQUENTIAL) - 1) / (count - 1)
    return [SEQUENTIAL[round(index * step)] for index in range(count)]


@alt.theme.register("governance", enable=True)
def _theme() -> alt.theme.ThemeConfig:
    return alt.theme.ThemeConfig({"config": chart_config()})  # type: ignore[typeddict-item]
