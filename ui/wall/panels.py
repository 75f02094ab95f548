"""What the wall shows: key figures, alerts, the trend, and the pages that it turns, each as HTML of escaped text."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from data_access import cases
from data_access.attention.alerts import in_turn
from data_access.evaluation import FEWEST_CASES
from data_access.grid_work import visits
from data_access.indicators import (
    CLOSED,
    KEPT_IN_GRID,
    MEDIAN_DAYS,
    ON_TIME,
    OVERDUE,
    REPORTED,
    REPORTED_PER_1000,
    SATISFACTION,
    VISITS,
    Indicator,
)
from data_access.places import areas
from data_access.selection.comparison import Comparison
from ui import theme
from ui.charts import Drawing, field
from ui.charts.pictures import register_fonts
from ui.filters.comparison import comparable, overdue_beside, reported_beside, uneven_words
from ui.maps import heat_scale
from ui.maps.ground import box_of
from ui.maps.legends import Legend
from ui.panels import heat
from ui.panels.alerts import alert_words, all_alerts, count_words
from ui.panels.areas import coloured_areas
from ui.panels.heat import Question
from ui.panels.unfinished import cut_moments
from ui.session.view import View, span_words
from ui.wall.picture import svg
from ui.words import numbers
from ui.words.numbers import Change
from ui.words.periods import level_below, time_unit
from ui.words.text import sentences, t

CASE_FIGURES = (REPORTED, CLOSED, ON_TIME, MEDIAN_DAYS, KEPT_IN_GRID, SATISFACTION)
MAPPED = (REPORTED_PER_1000, SATISFACTION)
RANKED = ON_TIME
PLACES_RANKED = 24
PLACES_BESIDE = 10  # a map
ALERTS_SHOWN = 10  # at most; the screen shows as many as fit

Page = dict[str, str]
"""A page that the wall turns to: its title, and its HTML."""


def figures(view: View, other: Comparison) -> str:
    """Return a card for each key figure with its change against the comparison."""
    now, before = view.fetch(cases.figures, view.selection), view.fetch(cases.figures, other.selection)
    cards = [_card(figure, now, before, other) for figure in CASE_FIGURES]
    cards.append(_card(OVERDUE, *overdue_beside(view, other), other))
    if view.has("visits"):
        rows, earlier = (view.fetch(visits.figures, chosen) for chosen in (view.selection, other.selection))
        cards.append(_card(VISITS, rows, earlier, other))
    return f'<div class="cards">{"".join(cards)}</div><p class="note">{escape(_against(view, other))}</p>'


def _card(indicator: Indicator, now: pd.DataFrame, before: pd.DataFrame | None, other: Comparison) -> str:
    held = before is not None and comparable(indicator, other)
    value, earlier = indicator.value(now), indicator.value(before) if held else None
    change = numbers.change(indicator, value, earlier, other.pace)
    name, figure = t(f"indicator.{indicator.key}.name"), numbers.figure(indicator, value)
    last = "" if change is None else _change(indicator, change)
    return f'<div class="card"><h3>{escape(name)}</h3><b>{escape(figure)}</b>{last}</div>'


def _change(indicator: Indicator, change: Change) -> str:
    """Return a change with its direction and, where one is good and it is not slight, its meaning beside the colour."""
    words = escape(change.words)
    if not change.direction:
        return f"<span>{words}</span>"
    arrow = "▲" if change.direction > 0 else "▼"
    if indicator.better is None or not change.judged:
        return f"<span>{arrow} {words}</span>"
    meaning = "better" if (indicator.better == "up") == (change.direction > 0) else "worse"
    return f'<span class="{meaning}">{arrow} {words} {escape(t(f"wall.{meaning}"))}</span>'


def _against(view: View, other: Comparison) -> str:
    if not other.in_time:
        return t("wall.against_place", name=view.place_compared(other))
    spans = {"period": span_words(other.of), "compared": view.against(other).compared_words()}
    return sentences(t("wall.against_time", **spans), uneven_words(other))


def alerts(view: View) -> str:
    """Return today's worst alerts of each kind in turn, under their numbers."""
    found = all_alerts(view)
    heading = f"<h2>{escape(t('attention.title'))}</h2>"
    if found.empty:
        return f'{heading}<p class="note">{escape(t("attention.nothing"))}</p>'
    rows = [_alert(view, alert) for alert in in_turn(found, ALERTS_SHOWN).to_dict("records")]
    return f'{heading}<p class="note">{escape(count_words(found))}</p><ul>{"".join(rows)}</ul>'


def _alert(view: View, alert: dict[Any, Any]) -> str:
    what, where, since = map(escape, alert_words(view, alert))
    kind = "alarm" if alert["kind"] in theme.ALARMING else "notice"
    return f'<li class="{kind}"><b>{what}</b><span>{where}</span><small>{since}</small></li>'


def trend(view: View, other: Comparison) -> str:
    """Return the cases reported over the period as columns, the comparison's as a dashed line."""
    unit = time_unit(view.selection)
    rows = view.fetch(cases.flow, view.selection, unit)[["at", "reported"]]
    heading = f"<h2>{escape(t(f'wall.trend_{unit}'))}</h2>"
    if rows.empty:
        return f'{heading}<p class="note">{escape(t("empty.selection"))}</p>'
    beside = reported_beside(view, other, unit)
    return heading + _drawn(_columns(rows, beside, cut_moments(view, rows["at"], unit)))


def _columns(rows: pd.DataFrame, beside: pd.DataFrame | None, cut: list[pd.Timestamp]) -> Drawing:
    days = (rows["at"].max() - rows["at"].min()).days
    written = "%m-%d" if days <= theme.DAYS_WRITTEN_UP_TO else "%Y-%m"
    axis = alt.Axis(format=written, labelOverlap="greedy", labelSeparation=12, grid=False)
    x = alt.X(field="at", type="temporal", title=None, axis=axis, scale=alt.Scale(padding=16))
    y = alt.Y(field="reported", type="quantitative", title=None, axis=alt.Axis(tickCount=3))
    shade = rows["at"].isin(cut).map({True: theme.PALE, False: 1.0})
    columns = alt.Chart(rows.assign(shade=shade)).mark_bar(size=max(4, 900 // (len(rows) + 2)))
    columns = columns.encode(
        x=x, y=y, opacity=alt.Opacity(field="shade", type="quantitative", scale=None, legend=None)
    )
    if beside is None or beside.empty:
        return columns
    line = (
        alt.Chart(beside)
        .mark_line(strokeDash=[8, 6])
        .encode(x=x, y=alt.Y(field=field("reported"), type="quantitative"))
    )
    return alt.layer(columns, line)


def _drawn(chart: Drawing) -> str:
    """Return a chart as SVG: nothing runs in the browser, so nothing grows there over the days."""
    register_fonts()
    width, height = theme.WALL_TREND
    spec = chart.to_dict() | {"width": width, "height": height, "config": theme.wall_chart_config()}
    return vl_convert.vegalite_to_svg(spec)


def pages(view: View) -> list[Page]:
    """Return the pages that the wall turns: maps of two figures, the heatmap, and the places ranked."""
    drawn = [*(_map(view, indicator) for indicator in MAPPED), _heat(view), _ranking(view)]
    return [page for page in drawn if page]


def _map(view: View, indicator: Indicator) -> Page | None:
    level = level_below(view.selection)
    table, legend = coloured_areas(view, level, indicator)
    if table.empty or table["value"].isna().all():
        return None
    table["colour"] = table["colour"].map(theme.WALL_COLOURS)
    entries = tuple(
        (theme.WALL_COLOURS[colour], words)
        for colour, words in legend.entries
        if colour in theme.WALL_COLOURS
    )
    title = t(f"overview.compared_{level}", figure=t(f"indicator.{indicator.key}.name"))
    drawing = svg(box_of(list(table["outline"])), view.dataset.outline, table)  # type: ignore[arg-type]
    html = f'<div class="beside">{drawing}{_highest(table, indicator)}</div>'
    return {"title": title, "html": f"{html}{Legend(legend.heading, entries).html()}"}


def _highest(table: pd.DataFrame, indicator: Indicator) -> str:
    """Return the places with the highest figures, which stand beside the map."""
    rows = table.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    items = (
        f'<li><i style="background:{row["colour"]}"></i><span>{escape(row["name"])}</span>'
        f"<b>{escape(numbers.figure(indicator, row['value']))}</b></li>"
        for row in rows.head(PLACES_BESIDE).to_dict("records")
    )
    return f"<ol><h3>{escape(t('wall.highest'))}</h3>{''.join(items)}</ol>"


def _heat(view: View) -> Page | None:
    outlines = view.fetch(areas.outlines, view.selection, level_below(view.selection))
    box = box_of(list(outlines["outline"].dropna()))
    if box is None:
        return None
    question = Question(view.selection, "count", view.dataset.as_of, round(box.centre[0], 1))
    drawn = heat.heat_of(view.source, question, box, box.zoom(*theme.WALL_MAP))
    if drawn.bins.empty:
        return None
    dark = replace(drawn, scale=replace(drawn.scale, colours=(None, *theme.WALL_HEAT)))
    drawing = svg(box, view.dataset.outline, outlines, dark)
    legend = heat_scale.heat_legend(t("heatmap.unit.count"), dark.scale)
    return {"title": t("heatmap.title"), "html": f"{drawing}{legend.html()}"}


def _ranking(view: View) -> Page | None:
    """Return the places by their share closed in time, best first; of many, the best and the last.

    Shares of fewer cases than the evaluation ranks stand last, without a rank.
    """
    level = level_below(view.selection)
    rows = view.fetch(cases.by_place, view.selection, level)
    rows = rows.assign(value=RANKED.of(rows)).dropna(subset=["value"])
    if len(rows) < 2:
        return None
    rows["few"] = rows[RANKED.denominator] < FEWEST_CASES
    rows = rows.sort_values(["few", "value"], ascending=[True, False], kind="stable")
    rows["rank"] = rows["value"].mask(rows["few"]).rank(method="min", ascending=False)
    half, sure = PLACES_RANKED // 2, rows[~rows["few"]]
    listed = rows if len(rows) <= PLACES_RANKED or sure.empty else sure
    shown = listed if len(listed) <= PLACES_RANKED else pd.concat([listed.head(half), listed.tail(half)])
    items = "".join(_ranked(row) for row in shown.to_dict("records"))
    note = sentences(
        "" if len(shown) == len(listed) else t("wall.ranked_of", count=len(listed), half=half),
        t("wall.unranked", fewest=FEWEST_CASES) if rows["few"].any() else "",
    )
    title = t(f"overview.compared_{level}", figure=t(f"indicator.{RANKED.key}.name"))
    return {"title": title, "html": f'<ol class="ranking">{items}</ol><p class="note">{escape(note)}</p>'}


def _ranked(row: dict[Any, Any]) -> str:
    rank = numbers.MISSING if row["few"] else f"{row['rank']:.0f}"
    share = f"{row[RANKED.numerator]:,.0f} / {row[RANKED.denominator]:,.0f}"
    return (
        f"<li><i>{rank}</i><span>{escape(row['name'])}</span>"
        f'<s style="--share:{row["value"]:.1f}%"></s>'
        f"<b>{escape(numbers.figure(RANKED, row['value']))}</b><small>{share}</small></li>"
    )
