"""The page of the map against the oracle: the figure of each place in tips, colours and files; the side table."""

from __future__ import annotations

from html import unescape

import numpy as np
import pandas as pd
from scipy import stats

from data_access.indicators import CASE_INDICATORS, MAP_INDICATORS, REPORTED_PER_1000, Indicator
from tests.walk.asking import Asked, Span
from tests.walk.comparing import Tally
from tests.walk.counting import City, Figures, change, of_cases, within
from tests.walk.reading import Page, number
from tests.walk.telling import WORDS, column, name_of

NAME, KEY = "map", "map"
FEW_EVENTS, FEW_JUDGED, WIDE = 20, 30, 0.30
JUDGED = {"on_time": "due_at", "satisfaction": "satisfaction"}


def shown(asked: Asked) -> tuple[Indicator, bool]:
    """The figure that the map is coloured by, and whether by its change."""
    keys = {item.key: item for item in MAP_INDICATORS}
    return keys[asked.extra.get("figure", "reported_per_1000")], asked.extra.get("map") == "change"


def few(item: Indicator, rows: pd.DataFrame, span: Span) -> bool:
    """Whether a figure rests on too few cases to be read alone."""
    if item.unit == "per_1000":
        return int(within(rows["reported_at"], span).sum()) < FEW_EVENTS
    closed = rows[within(rows["closed_at"], span)]
    if item.key == "median_days":
        return len(closed) < FEW_EVENTS
    if item.unit != "percent":
        return False
    judged = closed.dropna(subset=[JUDGED[item.key]])
    count, hits = len(judged), round(of_cases(rows, span)[item.key] / 100 * len(judged)) if len(judged) else 0
    low = stats.beta.ppf(0.025, hits, count - hits + 1) if hits else 0.0
    high = stats.beta.ppf(0.975, hits + 1, count - hits) if hits < count else 1.0
    return count < FEW_JUDGED or high - low >= WIDE


def figures_of(rows: pd.DataFrame, residents: float, span: Span) -> Figures:
    """The figures of a place's cases, those per 1,000 residents too."""
    told = of_cases(rows, span)
    return {**told, "reported_per_1000": 1000 * told["reported"] / residents if residents else np.nan}


def measured(city: City, asked: Asked) -> pd.DataFrame:
    """Every place of the level below with its figure now and, where the map shows changes, then."""
    item, changed = shown(asked)
    rows, told = city.rows("cases", asked.places), []
    earlier = asked.earlier
    for place in city.below(asked).dropna(subset=["outline"]).sort_values("code").to_dict("records"):
        own = rows[rows[f"{asked.below}_code"] == place["code"]]
        now = figures_of(own, place["residents"], asked.span)
        told.append({name: place[name] for name in ("code", "name", "residents")})
        told[-1] |= {name: now[name] for name in ("reported", "closed")} | {"value": now[item.key]}
        if changed:
            then = figures_of(own, place["residents"], earlier.other_span)
            accrues = item.accrues is not None
            moved = change(now[item.key], then[item.key], item.unit, earlier.pace, accrues=accrues)
            told[-1] |= {"value": moved, "now": now[item.key], "before": then[item.key]}
            if item.unit == "count":
                told[-1]["unsteady"] = then[item.key] < FEW_EVENTS and not pd.isna(moved)
            else:
                unsure = few(item, own, asked.span) or few(item, own, earlier.other_span)
                told[-1]["unsteady"] = unsure and not pd.isna(moved)
        elif item.unit != "count":
            told[-1]["unsteady"] = few(item, own, asked.span) and not pd.isna(now[item.key])
    table = pd.DataFrame(told)
    return table.astype({"unsteady": str}) if "unsteady" in table else table


def tips(tally: Tally, asked: Asked, page: Page, expected: pd.DataFrame) -> None:
    """Hold the figure in each place's tip against the oracle, on the page and in the file that is a page."""
    item, changed = shown(asked)
    name = WORDS["map.change_of"].format(figure=name_of(item.key)) if changed else name_of(item.key)
    lead = WORDS["map.tip"].partition("{value}")[0].format(figure=name)
    for what, drawn in {"on the page": page.drawn_areas(KEY), "html": page.drawn_areas(KEY, "html")}.items():
        tally.figure(NAME, f"areas {what}", len(drawn["rows"]), len(expected))
        for (tip, _), row in zip(drawn["rows"], expected.to_dict("records"), strict=False):
            lines = unescape(tip).split("<br>")
            own = next((line.removeprefix(lead) for line in lines if line.startswith(lead)), "no such line")
            in_hours = item.unit == "days" and not changed and 0 < row["value"] < 1
            tally.told(
                NAME, f"tip {what} of {row['name']}", own, 24 * row["value"] if in_hours else row["value"]
            )
            if item.unit == "count" and not changed and row["residents"]:
                rate = f"{1000 * row['value'] / row['residents']:,.1f}"
                words = WORDS["map.basis.count"].format(rate=rate, residents=f"{row['residents']:,.0f}")
                tally.words(NAME, f"tip {what} of {row['name']}", words if words in lines else tip, words)


def colours(tally: Tally, page: Page, expected: pd.DataFrame) -> None:
    """Hold the colour of each place, and how many the legend tells of each class, against the figures."""
    drawn = page.drawn_areas(KEY)
    classes: dict[str, tuple[float, float, float]] = {}
    for colour, words in page.legend():
        limits, _, count = words.partition("（")
        if words.startswith(WORDS["map.unsteady"]):
            continue
        ends = limits.split("–")
        bounds, decimals = [number(end) for end in ends], len(ends[0].strip().partition(".")[2])
        rounded = 0.5 / 10**decimals if decimals else 0.0
        classes[colour] = (bounds[0] - rounded, bounds[-1] + rounded, number(count))
    fills = [drawn["styles"][style]["fillColor"] for _, style in drawn["rows"]]
    for fill, row in zip(fills, expected.to_dict("records"), strict=False):
        least, most, _ = classes[fill]
        tally.figure(
            NAME, f"class of {row['name']}, {least} to {most}", float(least <= row["value"] <= most), 1
        )
    for colour, (least, most, places) in classes.items():
        tally.figure(NAME, f"places from {least} to {most}", places, fills.count(colour))


def side_table(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the selected place's own figures against the oracle."""
    heads = [WORDS["map.figure"], WORDS["map.value"]]
    table = page.shown(heads)
    assert table is not None
    figures = dict(of_cases(city.rows("cases", asked.places), asked.span))
    residents = city.residents(asked.places)
    figures["reported_per_1000"] = 1000 * figures["reported"] / residents
    wanted = {name_of(item.key): figures[item.key] for item in (*CASE_INDICATORS, REPORTED_PER_1000)}
    if 0 < figures["median_days"] < 1:
        wanted[name_of("median_days")] *= 24
    wanted |= {
        column(name): city.residents(asked.places, name) for name in ("residents", "households", "area_km2")
    }
    told = dict(zip(table[heads[0]], table[heads[1]], strict=True))
    tally.figure(NAME, "lines beside the map", len(told), len(wanted))
    for line, figure in wanted.items():
        tally.told(NAME, line, told.get(line), figure)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of the map against the oracle."""
    expected = measured(city, asked)
    tally.map_files(NAME, page, KEY, expected.drop(columns="name").assign(name=expected["name"]))
    tips(tally, asked, page, expected)
    if not asked.extra:
        colours(tally, page, expected)
    side_table(tally, city, asked, page)
