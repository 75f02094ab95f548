"""Colours, sizes and type: the only place that names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt

ASSETS = Path(__file__).resolve().parent.parent / "assets"
STYLE_SHEET = ASSETS / "style.css"
PAGE_TEMPLATE = ASSETS / "page.typ"
LOGO = ASSETS / "logo.svg"  # a Material icon as page icon would be fetched from another host

ACCENT = "#1f5fa8"
MUTED = "#8a94a3"
INK = "#1b2430"
COMPARED = "#5b6675"  # the line of a comparison, on every chart; dashed too
GRID_LINE = "#e6eaf0"
PAPER = "#ffffff"  # the ground of charts, and the lines between areas
LAND = "#f3f1ec"
SEA = "#dbe7f0"
COAST = "#8fa3b3"
SHALLOW = "#c3d6e4"  # of the water beside the coast
BORDER = "#7d8896"
STREET_LINE = "#55606e"  # borders and names of street offices, where smaller places are shown
NO_DATA = "#e3e3e3"

# ColorBrewer YlGnBu: one hue order, safe for colour-blind readers and in grey print.
SEQUENTIAL = ("#edf8b1", "#a8ddb5", "#5bbcc4", "#2c8bbd", "#1f4e9e")
# The same for six classes and more.
SEQUENTIAL_LONG = ("#edf8b1", "#b9e3b6", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c5e")
# ColorBrewer PuOr, from less to more: both ends stay apart for colour-blind readers. The middle is darker than
# there, so that the white lines between areas are seen on it.
DIVERGING = {
    1: ("#ecebe8",),
    3: ("#998ec3", "#ecebe8", "#f1a340"),
    5: ("#5e3c99", "#b2abd2", "#ecebe8", "#fdb863", "#d95f02"),
    7: ("#542788", "#998ec3", "#c9cce4", "#ecebe8", "#fdd9a3", "#f1a340", "#b35806"),
}
# From better to worse, as tiles colour a change: teal and red, both of which a colour-blind reader tells apart.
JUDGED = {
    1: ("#ecebe8",),
    3: ("#3c9d8e", "#ecebe8", "#d8664f"),
    5: ("#00574b", "#a3d3ca", "#ecebe8", "#f0b0a2", "#a5201a"),
    7: ("#00574b", "#3c9d8e", "#a3d3ca", "#ecebe8", "#f0b0a2", "#d8664f", "#a5201a"),
}
# Blue across, amber upwards, dark for both. Any two differ by 13 at least (CIE76) for each kind of colour
# blindness (Machado et al. 2009), where the usual pink and blue fall to 4.
BIVARIATE = (
    ("#f1f1f1", "#b0d0e6", "#4a98c9"),
    ("#f6dca0", "#b0aa9f", "#3f6f92"),
    ("#eda71f", "#a8691c", "#2b2b33"),
)
NO_DATA_DARK = "#7b7b7b"  # beside ramps whose middle or beginning is itself light grey
HATCH = ("#4a5462", "#ffffff")  # a dark line beside a light one is seen on every colour
# Okabe and Ito's palette without its yellow, which vanishes on white; then tones that stay furthest from them for each
# kind of colour blindness, and the grey of what is left over.
CATEGORICAL = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#882255",
    "#332288",
    "#5a5a00",
    "#6b7280",
)
# ColorBrewer YlOrRd, from few to many, and PuOr for less and more, from little to much: safe for colour-blind readers.
HEAT = ("#ffffb2", "#fed976", "#feb24c", "#fd8d3c", "#f03b20", "#bd0026")
CHANGE = (("#b2abd2", "#8073ac", "#542788"), ("#fdb863", "#e08214", "#b35806"))
HEAT_OPACITY = 0.8
VERDICTS = {"inside": "#8a94a3", "alert": "#e69f00", "alarm": "#c0392b"}  # of a funnel; shapes differ too
POINT_COLOURS = {
    "compounds": "#6b7280",
    "stations": "#d55e00",
    "spaces": "#009e73",
    "case": "#d55e00",
    "meetings": "#882255",
    "activities": "#cc79a7",
    "overdue": "#c0392b",
    "open": "#e69f00",
    "closed": "#5b6675",
    "cluster": "#7d8896",
}

STANDINGS = {"in_time": "#e69f00", "overdue": "#c0392b", "no_deadline": "#8a94a3"}  # of open cases; as points
DRAWN = "#e5007d"  # the outline of a shape that a reader drew
DRAWN_FILL = "#ffffff00"

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

# The wall: a dark ground, on which more is brighter. Contrast on it by WCAG 2: ink 16, muted 8.7, accent 8.4 to 1.
WALL_MUTED = "#a3b3c7"
WALL_LINE = "#2a3a4f"
WALL_ACCENT = "#5bbcc4"
WALL_BESIDE = "#f0b45a"  # the second line of a chart; dashed too
WALL_COLOURS = {
    **dict(zip(SEQUENTIAL, ("#1d3d70", "#22689f", "#2c9ac0", "#7fd0c0", "#edf8b1"), strict=True)),
    NO_DATA: "#3a4553",
}
"""The colour on the wall of each colour that classes of a map have on pages."""
WALL_HEAT = ("#1f4e9e", "#2a6fb0", "#2c8bbd", "#5bbcc4", "#c7e9b4", "#ffffff")
WALL_MAP = (760, 660)  # width and height of a map on a screen of 1920 × 1080
WALL_LABEL = 19
WALL_TREND = (1180, 128)
WALL_TEXT = 18

ALARM_TEXT = "red"  # a text colour by Streamlit's name; only for what needs attention
QUIET_TEXT = "gray"
MARKS = {"rank": "gray", "fact": "blue", "judgement": "violet", "new": "green"}  # badges
ALARMING = ("surge", "silent", "satisfaction", "overdue")  # kinds of alerts that are told in it

FONT = "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
SHIPPED_FONT = "Noto Sans SC"
PICTURE_FONT = f"'{SHIPPED_FONT}', 'Microsoft YaHei', 'PingFang SC', sans-serif"
"""The first is shipped with the app, so that pictures look alike; a drawing opened elsewhere takes what is there."""

CHART_HEIGHT = 300
CHART_PADDING = {"left": 0, "right": 4, "top": 8, "bottom": 0}
LARGE_HEIGHT = 520  # in a window of its own
FLOW_HEIGHT = 470
BAR_STEP = 22
DASHED = [4, 3]  # a comparison, or what is not whole
COURSES = (ACCENT, MUTED, INK)  # of a figure: in its period, the period before, a year before
COURSE_DASHES = ([1, 0], [2, 3], DASHED)
PALE = 0.4  # what is not whole
CALENDAR_HEIGHT = 300
COLUMN_TICK = 46
WORDED_BAR_STEP = 34  # two lines of words beside each bar
AXIS_HEIGHT = 60  # a chart's height includes its axis and title
DAYS_WRITTEN_UP_TO = 200  # a longer time axis is labelled by months
DAYS_TICKED_BY_DAY = 14  # a longer one has no tick for each day
DAYS_TICKED_BY_MONTH = 1_200  # a still longer one has no tick for each of them
MAP_HEIGHT = 560
LIST_HEIGHT = 600  # beside a map with its legend
WORDED_LABEL = 320
LABEL_SPACE = 0.62  # of a chart's width, kept for words beside its marks
PLACE_NAME = 11  # sizes of type on maps in pixels
STREET_NAME = 13
HALO = (15, 9, 4)  # widths in pixels of the lines that make the coast soft
OVER_TILES = 0.7  # the opacity of what is filled above tiles, so that they show
SMALL_MAP_HEIGHT = 280
CASE_RADIUS = 7
PICTURE_WIDTH = 860
PICTURE_SCALE = 2  # a picture in the width of a page of A4 then has nearly 300 dots in an inch
PRINT_SCALE = 3  # 300 dots in an inch, 22 cm wide

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
SHEET_SQUARE = 26  # a side of the squares in the legend of two figures
SHEET_HATCH = 5  # between the lines of a hatching
SHEET_DOTS = 300  # in an inch
AXIS_LABEL_LIMIT = 180  # pixels, beyond which a chart cuts a name; its tip tells the whole
LETTER, GAP = 6, 8  # of the labels of axes: the width of a Latin letter, and between two labels
LEGEND_ENTRY = 170  # the widest entry of a legend
LABEL_LIMIT = 360
NAME_LIMIT = 120  # of a name at the end of a line
FIGURE_ROOM = 52  # pixels behind a bar for its value, and above an upright one
FIGURE_HEIGHT = 18
GRID_LINES = 3.75  # asked for; d3 makes five at most of it, beside that at zero


LEGEND: dict[str, Any] = {
    "labelColor": INK,
    "titleColor": INK,
    "labelFontSize": 12,
    "titleFontSize": 12,
    "orient": "bottom",
    "columns": {"expr": f"max(1, min(4, floor(width / {LEGEND_ENTRY})))"},
    "title": None,
}
"""Below a chart, as many entries in a row as it has room for: what is wider than the chart would be cut."""


def chart_config(font: str = FONT) -> dict[str, Any]:
    """Return the Vega-Lite configuration that every chart shares."""
    return {
        "font": font,
        "background": PAPER,
        "view": {"stroke": None},
        "mark": {"tooltip": None},  # what a chart says itself, not the names of all its columns
        "axis": {
            "labelColor": INK,
            "titleColor": MUTED,
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "gridColor": GRID_LINE,
            "domainColor": GRID_LINE,
            "tickColor": GRID_LINE,
            "labelLimit": AXIS_LABEL_LIMIT,
        },
        "axisQuantitative": {"labelOverlap": "parity", "labelSeparation": 8, "tickCount": GRID_LINES},
        "axisTemporal": {"grid": False},
        "legend": LEGEND,
        "title": {"fontSize": 16, "anchor": "start", "subtitleColor": MUTED, "subtitleFontSize": 11},
        "range": {"category": list(CATEGORICAL)},
        "bar": {"color": ACCENT},
        "line": {"color": ACCENT, "strokeWidth": 2},
        "point": {"color": ACCENT, "filled": True},
        "text": {"limit": LABEL_LIMIT, "aria": False},  # the mark that it stands beside is read
        "geoshape": {"aria": False},  # an outline has no words for those who hear
    }


def wall_chart_config() -> dict[str, Any]:
    """Return the Vega-Lite configuration of charts on the wall."""
    axis = {
        **dict.fromkeys(("labelColor", "titleColor"), WALL_MUTED),
        **dict.fromkeys(("gridColor", "domainColor", "tickColor"), WALL_LINE),
        **dict.fromkeys(("labelFontSize", "titleFontSize"), WALL_TEXT),
    }
    shared = chart_config()
    return shared | {
        "background": None,
        "axis": shared["axis"] | axis,
        "bar": {"color": WALL_ACCENT},
        "line": {"color": WALL_BESIDE, "strokeWidth": 3},
    }


def is_dark(colour: str) -> bool:
    """Tell whether white is read better than ink on a colour, by its luminance (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.2


def changes_range(count: int, better: str | None) -> tuple[str, ...]:
    """Return `count` colours of changes, from falls to rises: by what is `better` ("up" or "down"), else of neither."""
    if better is None:
        return DIVERGING[count]
    return JUDGED[count] if better == "down" else JUDGED[count][::-1]


def sequential_range(count: int) -> list[str]:
    """Return `count` colours of the sequential ramp, light to dark."""
    ramp = SEQUENTIAL if count <= len(SEQUENTIAL) else SEQUENTIAL_LONG
    if count == 1:
        return [ramp[len(ramp) // 2]]
    step = (len(ramp) - 1) / (count - 1)
    return [ramp[round(index * step)] for index in range(count)]


@alt.theme.register("governance", enable=True)
def _theme() -> alt.theme.ThemeConfig:
    return alt.theme.ThemeConfig({"config": chart_config()})  # type: ignore[typeddict-item]
