"""A community's rates beside the medians of the communities that border it and of all."""

from __future__ import annotations

import pandas as pd

from data_access import activities, cases
from data_access.deliberation import joint_building
from data_access.grid_work import posts, visits
from data_access.indicators import (
    HOUSEHOLDS_PER_MEMBER,
    HOUSEHOLDS_REACHED,
    KEPT_IN_COMMUNITY,
    KEPT_IN_GRID,
    MEDIAN_DAYS,
    ON_TIME,
    PARTICIPANTS_PER_1000,
    POSTS_FILLED,
    REPORTED_PER_1000,
    SATISFACTION,
    SIGNED_SHARE,
    VISITS_PER_100_HOUSEHOLDS,
    Indicator,
)
from pages.community.paper import fact_panel
from pages.community.portrait import Portrait
from ui.words import numbers
from ui.words.text import side_by_side, t

COMPARED = (
    ("cases", cases.by_place, (REPORTED_PER_1000, ON_TIME, MEDIAN_DAYS)),
    ("cases", cases.by_place, (KEPT_IN_GRID, KEPT_IN_COMMUNITY, SATISFACTION)),
    ("visits", visits.by_place, (VISITS_PER_100_HOUSEHOLDS, HOUSEHOLDS_REACHED)),
    ("activities", activities.by_place, (PARTICIPANTS_PER_1000,)),
    ("grid_posts", posts.by_place, (POSTS_FILLED, HOUSEHOLDS_PER_MEMBER)),
    ("compounds", joint_building.by_place, (SIGNED_SHARE,)),
)
"""What is held against other communities: the table it needs, the query, its figures."""


def beside_neighbours(portrait: Portrait) -> None:
    """List the community's rates beside the medians of the communities that border it and of all."""
    city = portrait.city
    facts = []
    for table, query, indicators in COMPARED:
        if city.has(table):
            rows = city.fetch(query, city.selection, "community").set_index("code")
            facts += [_compared(portrait, rows, indicator) for indicator in indicators]
    names = [portrait.view.names[code] for code in portrait.neighbours]
    listed = side_by_side(names, t("words.comma"))
    note = t("community.neighbours_note", names=listed) if names else t("community.no_neighbours")
    fact_panel(portrait, "compared", facts, ("figure", "own", "neighbours", "all"), note)


def _compared(portrait: Portrait, rows: pd.DataFrame, indicator: Indicator) -> tuple[str, ...]:
    values = indicator.of(rows)
    near = values[values.index.isin(portrait.neighbours)]
    told = (values.get(portrait.code), near.median(), values.median())
    return (
        t(f"indicator.{indicator.key}.name"),
        *(numbers.figure(indicator, None if pd.isna(value) else float(value)) for value in told),
    )
