"""The overview against the oracle: its cards, the trend by category, and the places compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from data_access.indicators import ACTIVITIES, CASE_INDICATORS, OVERDUE, PARTICIPANTS, VISITS, Indicator
from tests.walk.asking import Asked, Span, beside
from tests.walk.comparing import Tally
from tests.walk.counting import (
    AS_OF,
    City,
    Figures,
    history,
    of_activities,
    of_cases,
    of_stock,
    of_visits,
    started,
    within,
)
from tests.walk.reading import Page
from tests.walk.telling import WORDS, cards, headed, sparks


def beside_each_other(city: City, asked: Asked) -> Iterator[tuple[pd.Timestamp, float]]:
    """Where a chart's dashed line stands, and at which height."""
    rows = city.rows("cases", asked.other_places)
    factor = city.places_factor(asked)
    for then, now in beside(asked):
        touched = within(rows["reported_at"], then) | within(rows["closed_at"], then)
        if touched.any():
            yield now[0], round(int(within(rows["reported_at"], then).sum()) * factor, 1)


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


def histories(asked: Asked, here: Mapping[str, pd.DataFrame]) -> dict[str, list[float]]:
    """The lines in the cards."""
    handled, started_at = ("reported_at", "closed_at"), ("starts_at",)
    of_life = [ACTIVITIES.key, PARTICIPANTS.key]
    return (
        history(here["cases"], asked, handled, of_cases, [item.key for item in CASE_INDICATORS])
        | history(here["visits"], asked, ("visited_at",), of_visits, [VISITS.key])
        | history(here["activities"], asked, started_at, of_activities, of_life)
    )


def overdue_then(rows: pd.DataFrame, asked: Asked) -> Figures | None:
    """What was overdue at the same moment of an earlier period, where the data's last moment is in the period asked."""
    (first, last), then = asked.known, asked.other_span[0]
    if not asked.in_time or not first <= AS_OF.normalize() <= last:
        return None
    moment = AS_OF - (first - then)
    still = (rows["reported_at"] <= moment) & ~(rows["closed_at"] <= moment)
    return {"overdue": int((still & (rows["due_at"] < moment)).sum())}


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
    wanted[OVERDUE] = (of_stock(here["cases"]), overdue_then(here["cases"], asked))
    cards(tally, "overview", page, wanted, asked.pace)
    sparks(tally, "overview", page, histories(asked, here))
    tally.panel("overview", page, "trend", trend(city, asked))
    tally.panel("overview", page, "compared", compared(city, asked))
