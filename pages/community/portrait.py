"""A community's portrait (社区画像) in panels: who lives there, who governs, how cases end, and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import pandas as pd
import streamlit as st

from data_access import activities, cases, community, neighbours
from data_access.deliberation import joint_building, meetings
from data_access.elderly import spaces
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
from data_access.places import areas
from data_access.schema import LEVELS, POST_ROLES
from pages.community.charts import grid_map
from pages.community.paper import fact_panel
from ui import charts
from ui.panels.charts import chart_panel
from ui.panels.elders import count_words, elders_shown
from ui.panels.notes import empty
from ui.panels.spaces import spaces_shown
from ui.session.view import View
from ui.words import numbers
from ui.words.numbers import MISSING
from ui.words.text import localized, t, word

TREND_DAYS = 365
ALL_PARTNERS = 1  # rows asked for, where only the number of all partners is wanted
COMPARED = (
    ("cases", cases.by_place, (REPORTED_PER_1000, ON_TIME, MEDIAN_DAYS)),
    ("cases", cases.by_place, (KEPT_IN_GRID, KEPT_IN_COMMUNITY, SATISFACTION)),
    ("visits", visits.by_place, (VISITS_PER_100_HOUSEHOLDS, HOUSEHOLDS_REACHED)),
    ("activities", activities.by_place, (PARTICIPANTS_PER_1000,)),
    ("grid_posts", posts.by_place, (POSTS_FILLED, HOUSEHOLDS_PER_MEMBER)),
    ("compounds", joint_building.by_place, (SIGNED_SHARE,)),
)
"""What is held against other communities: the table it needs, the query, its figures."""


@dataclass(frozen=True)
class Portrait:
    """One community in a view of its own, and the view of the whole city it is held against."""

    code: str
    view: View
    city: View

    @cached_property
    def profile(self) -> dict:
        """What the community is; see `community.profile`."""
        rows = self.view.fetch(community.profile, self.view.selection)
        return rows.astype(object).where(rows.notna(), None).to_dict("records")[0]

    @property
    def name(self) -> str:
        """The community's name."""
        return self.profile["name"]

    @cached_property
    def neighbours(self) -> list[str]:
        """The codes of the communities that border it."""
        return community.bordering(
            self.city.fetch(areas.outlines, self.city.selection, "community"), self.code
        )

    def key(self, name: str) -> str:
        """Return a panel's key, which must differ between two portraits on one page."""
        return f"{name}_{self.code}"

    def title(self, name: str) -> str:
        """Return a panel's title, with the community's name, which a file taken away needs."""
        return t("community.panel", name=self.name, title=t(f"community.{name}"))


def portrait_of(view: View, code: str) -> Portrait:
    """Return the portrait of a community of the view, in the view's period."""
    alone = replace(view.selection.everywhere(), communities=(code,), categories=(), levels=())
    everywhere = replace(alone, communities=())
    return Portrait(code, View(view.source, alone), View(view.source, everywhere))


def headline(portrait: Portrait) -> None:
    """Write in one sentence how many live there, and in how many grids under how many branches."""
    profile = portrait.profile
    st.header(portrait.name, anchor=False)
    parts = (
        [t("community.net", grids=profile["grids"], branches=profile["branches"])] if profile["grids"] else []
    )
    if profile["residents"]:
        parts.append(t("community.people", residents=f"{profile['residents']:,}"))
    if profile["area_km2"]:
        parts.append(t("community.land", area=f"{profile['area_km2']:,.2f}"))
    if parts:
        st.markdown(t("community.comma").join(parts))


def who_lives_there(portrait: Portrait) -> None:
    """List what the community is: its kind, people, households, land, grids and compounds."""
    profile = portrait.profile
    founded, residents, area = profile["founded_on"], profile["residents"], profile["area_km2"]
    density = residents / area if residents and area else None
    rows = [
        ("street_office", profile["street_office"] or MISSING),
        ("kind", word("community_kind", profile["kind"]) if profile["kind"] else MISSING),
        ("founded_on", f"{founded:%Y-%m-%d}" if founded else MISSING),
        ("residents", _count(residents)),
        ("households", _count(profile["households"])),
        ("area", f"{area:,.2f}" if area else MISSING),
        ("density", _count(density)),
        ("grids", _count(profile["grids"])),
        ("branches", _count(profile["branches"])),
        ("stations", _count(profile["stations"])),
        ("compounds", t("community.compounds_of", **{name: profile[name] for name in COMPOUNDS})),
    ]
    _facts(portrait, "who", [(t(f"community.fact.{name}"), value) for name, value in rows])


COMPOUNDS = ("compounds", "new_compounds", "old_compounds", "old_villages")


def grids_on_a_map(portrait: Portrait) -> None:
    """Draw the grids with their compounds, service stations and activity spaces."""
    view = portrait.view
    level = "grid" if view.has_level("grid") else "community"
    outlines = view.fetch(areas.outlines, view.selection, level).dropna(subset=["outline"])
    if outlines.empty:
        empty(t("community.no_outline"))
        return
    outlines = outlines[["name", "longitude", "latitude", "outline"]]
    label, name, kind = t("community.column.grid"), t("column.name"), t("community.column.kind")
    drawn = outlines.assign(**{label: outlines["name"].str.removeprefix(portrait.name)})
    points = _points(view).rename(columns={"name": name, "kind": kind})
    chart = grid_map(drawn.drop(columns="name"), points, name, kind, label)
    table = points[[name, kind]] if len(points) else drawn[[label]]
    chart_panel(
        view,
        portrait.key("map"),
        portrait.title("map"),
        chart,
        table,
        note=view.outline_note,
        categories=False,
    )


def _points(view: View) -> pd.DataFrame:
    """Return compounds, stations and spaces as points: name, kind (in words), longitude, latitude."""
    homes = view.fetch(areas.compound_points, view.selection)
    stations = view.fetch(areas.station_points, view.selection)
    places = view.fetch(areas.space_points, view.selection)
    free = places["step_free"].eq(True)
    parts = {
        "compound": homes,
        "station": stations,
        "step_free": places[free],
        "other_space": places[~free],
    }
    columns = ["name", "longitude", "latitude"]
    kept = [
        rows[columns].assign(kind=t(f"community.point.{kind}")) for kind, rows in parts.items() if len(rows)
    ]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=[*columns, "kind"])


def core_and_elements(portrait: Portrait) -> None:
    """List the core and the elements that govern the community together, each with its figure."""
    view = portrait.view
    figures = view.fetch(community.element_figures, view.selection).iloc[0].to_dict()
    partners = view.fetch(activities.by_partner, view.selection, ALL_PARTNERS)
    figures["partners"] = partners["in_all"].iloc[0] if len(partners) else 0
    held, now = view.has("activities"), {"party_branches": "grids", "owners_committees": "compounds"}
    rows = []
    for row in view.fetch(community.elements).to_dict("records"):
        measure = row["measure"]
        known = measure in figures and (view.has(now[measure]) if measure in now else held)
        if measure == "property_companies":
            known = view.has("compounds")
        count = figures.get(measure)
        words = (
            t(f"community.measure.{measure}", count=_count(0 if pd.isna(count) else count))
            if known
            else MISSING
        )
        core = t("community.element", number=row["position"]) if row["position"] else t("community.core")
        rows.append((core, localized(row), words))
    _facts(portrait, "elements", rows, ("role", "element", "figure"))


def chain(portrait: Portrait) -> None:
    """List the posts of the five-in-one chain: filled and vacant."""
    view = portrait.view
    rows = view.fetch(posts.by_role, view.selection).set_index("role")
    facts = [
        (word("post_role", role), _count(rows.loc[role, "filled"]), _count(rows.loc[role, "vacant"]))
        for role in POST_ROLES
        if role in rows.index
    ]
    _facts(portrait, "chain", facts, ("post", "filled", "vacant"))


def trend(portrait: Portrait) -> None:
    """Draw the cases reported and closed by month, over the year that ends with the period."""
    view = portrait.view
    start = (view.selection.end - timedelta(days=TREND_DAYS)).replace(day=1)
    rows = view.fetch(cases.flow, replace(view.selection, start=start), "month")
    at, count, kind = t("column.at"), t("community.column.cases"), t("community.column.course")
    words = {name: t(f"indicator.{name}.name") for name in ("reported", "closed")}
    table = rows.rename(columns={"at": at} | words).melt(at, list(words.values()), kind, count)
    chart = charts.trend(table, at, count, kind)
    chart_panel(
        view, portrait.key("trend"), portrait.title("trend"), chart, table, note=t("community.trend_note")
    )


def how_cases_end(portrait: Portrait) -> None:
    """Draw at which level the cases closed in the period were closed, and how many are open."""
    view = portrait.view
    rows = view.fetch(cases.by_level, view.selection).set_index("level")
    stock = view.fetch(cases.stock, view.selection, view.dataset.as_of).iloc[0]
    ends = {t("community.closed_at", level=word("level", level)): level for level in LEVELS}
    label, count = t("community.column.end"), t("community.column.cases")
    table = pd.DataFrame(
        {
            label: [*ends, t("community.still_open"), t("community.overdue")],
            count: [
                *(int(rows["closed"].get(level, 0)) for level in ends.values()),
                int(stock["open"]),
                int(stock["overdue"]),
            ],
        }
    )
    chart = charts.bars(table, label, count, keep_order=True)
    chart_panel(
        view, portrait.key("ends"), portrait.title("ends"), chart, table, note=t("community.ends_note")
    )


def beside_neighbours(portrait: Portrait) -> None:
    """List the community's rates beside the medians of the communities that border it and of all."""
    city = portrait.city
    facts = []
    for table, query, indicators in COMPARED:
        if city.has(table):
            rows = city.fetch(query, city.selection, "community").set_index("code")
            facts += [_compared(portrait, rows, indicator) for indicator in indicators]
    names = [portrait.view.names[code] for code in portrait.neighbours]
    note = (
        t("community.neighbours_note", names=t("words.comma").join(names))
        if names
        else t("community.no_neighbours")
    )
    _facts(portrait, "compared", facts, ("figure", "own", "neighbours", "all"), note)


def _compared(portrait: Portrait, rows: pd.DataFrame, indicator: Indicator) -> tuple[str, ...]:
    values = indicator.of(rows)
    near = values[values.index.isin(portrait.neighbours)]
    told = (values.get(portrait.code), near.median(), values.median())
    return (
        t(f"indicator.{indicator.key}.name"),
        *(numbers.figure(indicator, None if pd.isna(value) else float(value)) for value in told),
    )


def community_life(portrait: Portrait) -> None:
    """List meetings, activities, elders, groups and spaces in the period; what the data lack is said to be unknown."""
    view, as_of = portrait.view, portrait.view.dataset.as_of
    facts = []
    if view.has("meetings"):
        held = view.fetch(meetings.figures, view.selection, as_of).iloc[0]
        facts += _lines(held, ("meetings", "attendees", "resolutions", "resolutions_done"))
    if view.has("activities"):
        done = view.fetch(activities.figures, view.selection).iloc[0]
        facts += _lines(done, ("activities", "participants", "volunteers", "leaflets"))
    if view.has("elderly_surveys"):
        elders = elders_shown(view).figures
        facts += [
            (t(f"indicator.{name}.name"), _shown(count_words(elders, name)[0]))
            for name in ("elders_60", "elders_80", "living_alone", "limited_mobility")
        ]
    if view.has("resident_groups"):
        facts += _lines(
            view.fetch(neighbours.figures, view.selection).iloc[0], ("groups", "members", "grouped")
        )
    if view.has("spaces"):
        facts += _lines(view.fetch(spaces.figures, view.selection).iloc[0], ("spaces", "step_free"))
    if not facts:
        empty(t("community.no_life"))
        return
    _facts(portrait, "life", facts)


def spaces_there(portrait: Portrait) -> None:
    """List the community's activity spaces: on which floor, how to get in, where, and who pays."""
    rows = spaces_shown(portrait.view)
    told = {
        "compound": rows["compound"].fillna(MISSING),
        "space": rows["name"],
        "floor": [
            MISSING if pd.isna(floor) else t("community.floor", floor=int(floor)) for floor in rows["floor"]
        ],
        "access": [word("access", way) for way in rows["access"]],
        "where": rows["location_note"].fillna(MISSING),
        "funding": [word("funding", payer) for payer in rows["funding"]],
    }
    _facts(portrait, "spaces", list(zip(*told.values(), strict=True)), tuple(told))


def _lines(row: pd.Series, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(t(f"community.life_of.{name}"), _count(row[name])) for name in names]


def _shown(count: int | str | None) -> str:
    return MISSING if count is None else f"{count:,}" if isinstance(count, int) else count


def _count(number: float | None) -> str:
    return MISSING if number is None or pd.isna(number) else f"{number:,.0f}"


def _facts(
    portrait: Portrait,
    name: str,
    rows: Sequence[tuple[str, ...]],
    headings: tuple[str, ...] = ("fact", "value"),
    note: str | None = None,
) -> None:
    table = pd.DataFrame(rows, columns=[t(f"community.column.{heading}") for heading in headings])
    fact_panel(portrait.view, portrait.key(name), portrait.title(name), table, note=note)
