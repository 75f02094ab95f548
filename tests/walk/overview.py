"""The overview against the oracle: its cards, the trend by category, and the places compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from data_access.indicators import ACTIVITIES, CASE_INDICATORS, OVERDUE, PARTICIPANTS, VISITS, Indicator
from tests.walk.asking import Asked, Span, beside
from tests.walk.comparing import Tally
from tests.walk.counting import City, Figures, change, of_activities, of_cases, of_stock, of_visits, within
from tests.walk.reading import Page
from ui.words.text import catalogue

WORDS = catalogue("zh")


def name_of(key: str) -> str:
    return WORDS[f"indicator.{key}.name"]


def headed(key: str) -> str:
    """The heading of a figure's column."""
    return WORDS["words.with_unit"].format(name=name_of(key), unit=WORDS[f"indicator.{key}.unit"])


def cards(
    tally: Tally,
    name: str,
    page: Page,
    indicators: Mapping[Indicator, tuple[Figures, Figures | None]],
    pace: float,
) -> None:
    """Hold each card against the figures now and then; then is None where no change may be shown."""
    shown = {item.label: item for item in page.app.metric}
    for indicator, (now, then) in indicators.items():
        item, key = shown[name_of(indicator.key)], indicator.key
        in_hours = indicator.unit == "days" and 0 < now[key] < 1  # less than a day is told in hours
        tally.told(name, key, item.value, 24 * now[key] if in_hours else now[key])
        if then is None:
            tally.figure(name, f"change of {key}", np.nan if not item.delta else 1, np.nan)
            continue
        if pace != 1 and indicator.accrues == "unevenly":
            expected = np.nan
        else:
            expected = change(
                now[key], then[key], indicator.unit, pace, accrues=indicator.accrues is not None
            )
        told = "0" if item.delta == WORDS["change.none"] else item.delta
        if told == "0":
            tally.figure(name, f"change of {key}", 0, expected, 0.05)
        else:
            tally.told(name, f"change of {key}", told, expected)


def beside_each_other(city: City, asked: Asked) -> Iterator[tuple[pd.Timestamp, float]]:
    """Where a chart's dashed line stands, and at which height."""
    rows = city.rows("cases", asked.other_places)
    factor = city.places_factor(asked)
    for then, now in beside(asked):
        touched = within(rows["reported_at"], then) | within(rows["closed_at"], then)
        if touched.any():
            yield now[0], round(int(within(rows["reported_at"], then).sum()) * factor, 1)


def started(moments: pd.Series, unit: str) -> pd.Series:
    """The first day of the day, week or month that each moment lies in."""
    day = moments.dt.floor("D")
    if unit == "week":
        return day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return day - pd.to_timedelta(day.dt.day - 1, unit="D") if unit == "month" else day


def trend(city: City, asked: Asked) -> pd.DataFrame:
    """Cases of each main category and moment, and the comparison's."""
    rows = city.rows("cases", asked.places)
    rows = rows[within(rows["reported_at"], asked.span)]
    names = city.frames["case_categories"].set_index("code")["name"]
    main = rows["category_code"].map(lambda code: names[code.partition(".")[0]])
    counts = rows.groupby([started(rows["reported_at"], asked.unit), main.rename("main")]).size()
    at, category, reported = WORDS["column.at"], WORDS["column.category"], WORDS["column.reported"]
    table = counts.rename("n").reset_index().set_axis([at, category, reported], axis=1)
    table[at] = pd.to_datetime(table[at])
    line = pd.DataFrame(list(beside_each_other(city, asked)), columns=[at, reported])
    if len(table) and len(line):
        table = pd.concat([table, line.assign(**{category: WORDS["compare.line"]})])
    return table.astype({reported: float})


def by_place(city: City, asked: Asked, places: Mapping[str, str], span: Span) -> dict[str, int]:
    """Cases reported of each place of the level below."""
    rows = city.rows("cases", places)
    return rows.loc[within(rows["reported_at"], span), f"{asked.below}_code"].value_counts().to_dict()


def compared(city: City, asked: Asked) -> pd.DataFrame:
    """Cases reported in each place of the level below, and in the comparison's time."""
    places = city.below(asked)
    columns: dict[str, Any] = {WORDS["column.name"]: places["name"]}
    now = by_place(city, asked, asked.places, asked.span)
    columns[headed("reported")] = [float(now.get(code, 0)) for code in places["code"]]
    if asked.in_time:
        then = by_place(city, asked, asked.places, asked.other_span)
        columns[WORDS["column.compared"]] = [then.get(code, 0) * asked.pace for code in places["code"]]
    return pd.DataFrame(columns)


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the overview against the oracle."""
    here = {name: city.rows(name, asked.places) for name in ("cases", "visits", "activities")}
    there = {name: city.rows(name, asked.other_places) for name in here}
    wanted: dict[Indicator, tuple[Figures, Figures | None]] = {}

    def held(items: tuple[Indicator, ...], table: str, measure: Any) -> None:
        now, then = measure(here[table], asked.span), measure(there[table], asked.other_span)
        for item in items:
            comparable = asked.in_time or item.unit != "count"
            wanted[item] = (now, then if comparable else None)

    held(CASE_INDICATORS, "cases", of_cases)
    held((VISITS,), "visits", of_visits)
    held((ACTIVITIES, PARTICIPANTS), "activities", of_activities)
    wanted[OVERDUE] = (of_stock(here["cases"]), None)
    cards(tally, "overview", page, wanted, asked.pace)
    tally.panel("overview", page, "trend", trend(city, asked))
    tally.panel("overview", page, "compared", compared(city, asked))
