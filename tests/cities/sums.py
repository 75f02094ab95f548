"""The sums that pages show, counted again in pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from tests.cities.making import Frames
from tests.cities.traits import Traits
from tests.walk.asking import Span
from tests.walk.counting import started, summed
from tests.walk.reading import Page, number
from tests.walk.telling import WORDS, headed, name_of

Difference = tuple[str, Any, Any]
"""What was compared, as the page shows it and as pandas counts it."""


def moments(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column of moments as such, though all are missing."""
    return pd.to_datetime(rows[name])


def unit_of(span: Span) -> str:
    """What a chart over the span counts by."""
    length = (span[1] - span[0]).days + 1
    return "day" if length <= 45 else "week" if length <= 200 else "month"


def card(page: Page, key: str, expected: float) -> Iterator[Difference]:
    """A figure's card against what is counted; NaN where it cannot be known, or no card tells it."""
    shown = [item.value for item in page.app.metric if item.label == name_of(key)]
    yield key, number(shown[0]) if shown else np.nan, float(expected)


def columns(page: Page, menu: str) -> pd.DataFrame:
    """The table of a file whose key is given, without rows where the page offers none."""
    return page.table(menu, "csv") if menu in page.files else pd.DataFrame()


def numbers(table: pd.DataFrame, name: str) -> pd.Series:
    """A column of numbers; what is empty is 0 here."""
    return pd.to_numeric(table[name]).fillna(0) if name in table else pd.Series(dtype=float)


def counts(values: pd.Series) -> list[float]:
    """The counts themselves without those of nothing, from the least: names may be met more than once."""
    return sorted(float(value) for value in values if value)


def by_time(table: pd.DataFrame, count: str) -> dict[str, float]:
    """Counts by the first day of the chart's days, weeks or months."""
    at = table[WORDS["column.at"]].astype(str) if len(table) else pd.Series(dtype=str)
    found = numbers(table, count).groupby(at).sum()
    return {day: float(value) for day, value in found.items() if value}


def timed(happened: pd.Series, span: Span) -> dict[str, float]:
    """How many of the moments lie in each day, week or month."""
    found = started(happened.dropna(), unit_of(span)).dt.strftime("%Y-%m-%d").value_counts()
    return {day: float(value) for day, value in found.items()}


def overview(page: Page, frames: Frames, traits: Traits, span: Span) -> Iterator[Difference]:
    """Cards, the trend by moment and main category, and the street offices."""
    cases = frames["cases"]
    if cases.empty:
        return
    closed = cases["status"].eq("closed") & cases["closed_at"].notna()
    yield from card(page, "reported", len(cases))
    yield from card(page, "closed", closed.sum())
    late = (cases["status"] == "open") & (moments(cases, "due_at") < traits.last + pd.Timedelta(hours=18))
    yield from card(page, "overdue", late.sum() if cases["due_at"].notna().any() else np.nan)
    visits, activities = frames["visits"], frames["activities"]
    yield from card(page, "visits", len(visits) or np.nan)
    yield from card(page, "activities", len(activities) or np.nan)
    yield from card(page, "participants", summed(activities["participants"]) if len(activities) else np.nan)
    trend, reported = columns(page, "trend"), headed("reported")
    dashed = trend.get(WORDS["column.category"], pd.Series(dtype=str)) == WORDS["compare.line"]
    trend = trend[~dashed] if len(trend) else trend
    yield "reported by time", by_time(trend, reported), timed(moments(cases, "reported_at"), span)
    main = cases["category_code"].fillna("").str.partition(".")[0].value_counts()
    names = trend.get(WORDS["column.category"], pd.Series(dtype=str))
    if len(main) <= 8 and traits.names != "mixed":
        yield (
            "reported by category",
            sum(counts(numbers(trend, reported).groupby(names).sum())),
            float(len(cases)),
        )
    compared = columns(page, "compared")
    yield (
        "reported by place",
        counts(numbers(compared, reported)),
        counts(cases["street_office_code"].value_counts()),
    )


def case_list(page: Page, frames: Frames, traits: Traits, span: Span) -> Iterator[Difference]:
    """The stock, the flow and the categories."""
    cases = frames["cases"]
    if cases.empty:
        return
    yield from card(page, "open", (cases["status"] == "open").sum())
    flow, count = columns(page, "flow"), WORDS["column.cases"]
    kind = flow.get(WORDS["column.flow"], pd.Series(dtype=str))
    for key, at in (("reported", "reported_at"), ("closed", "closed_at")):
        rows = flow[kind == headed(key)] if len(flow) else flow
        happened = moments(cases, at)
        happened = happened[cases["status"] == "closed"] if key == "closed" else happened
        yield f"{key} by time", by_time(rows, count), timed(happened, span)
    categories = columns(page, "categories")
    yield (
        "reported by category",
        counts(numbers(categories, headed("reported"))),
        counts(cases["category_code"].fillna("").value_counts()),
    )
    levels = columns(page, "levels")
    closed = cases[cases["status"].eq("closed") & cases["closed_at"].notna()]
    yield (
        "closed by level",
        counts(numbers(levels, headed("closed"))),
        counts(closed["resolved_level"].fillna("").value_counts()),
    )


def the_map(page: Page, frames: Frames, traits: Traits, span: Span) -> Iterator[Difference]:
    """What the map's areas hold."""
    if "map" not in page.files or "street_offices" not in traits.outlines:
        return
    areas, cases = page.features("map"), frames["cases"]
    yield "reported by place", counts(areas["reported"]), counts(cases["street_office_code"].value_counts())


def heat(page: Page, frames: Frames, traits: Traits, span: Span) -> Iterator[Difference]:
    """Cases by the hour, and those with a point in the squares."""
    cases = frames["cases"]
    if "hours" in page.files:
        yield "reported by hour", numbers(columns(page, "hours"), headed("reported")).sum(), float(len(cases))


def visits(page: Page, frames: Frames, traits: Traits, span: Span) -> Iterator[Difference]:
    """Visits by time and place."""
    made = frames["visits"]
    if made.empty:
        return
    yield from counted(page, "visits", made, "problems_found")
    over_time = columns(page, "visits_over_time")
    yield (
        "visits by time",
        by_time(over_time, WORDS["grid_work.column.visits"]),
        timed(moments(made, "visited_at"), span),
    )


def meetings(page: Page, frames: Frames, traits: Traits, span: Span) -> Iterator[Difference]:
    """Meetings and what they resolved."""
    yield from counted(page, "meetings", frames["meetings"], "resolutions")


def activities(page: Page, frames: Frames, traits: Traits, span: Span) -> Iterator[Difference]:
    """Activities and who came."""
    yield from counted(page, "activities", frames["activities"], "participants", "volunteers", "leaflets")


def counted(page: Page, key: str, rows: pd.DataFrame, *summed_up: str) -> Iterator[Difference]:
    """The card that counts rows, and those of sums over them; nothing without rows, for the page then has no cards."""
    if rows.empty:
        return
    yield from card(page, key, len(rows))
    for name in summed_up:
        yield from card(page, name, summed(rows[name]))


SUMS: Mapping[str, Callable[[Page, Frames, Traits, Span], Iterator[Difference]]] = {
    "overview": overview,
    "cases": case_list,
    "map": the_map,
    "heatmap": heat,
    "grid_work": visits,
    "deliberation": meetings,
    "activities": activities,
}
"""By page, its sums beside those of pandas."""
