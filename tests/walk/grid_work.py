"""The page of grid work against the oracle: visits, who makes them, where nobody came, posts and sizes of grids."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.indicators import (
    GRIDS_OVER,
    GRIDS_UNDER,
    GRIDS_VISITED,
    HOUSEHOLDS_PER_GRID,
    HOUSEHOLDS_PER_MEMBER,
    HOUSEHOLDS_REACHED,
    POSTS_FILLED,
    POSTS_VACANT,
    PROBLEMS_FOUND,
    VISITS,
    VISITS_PER_100_HOUSEHOLDS,
    VISITS_PER_GRID,
)
from tests.walk.asking import DAY, TODAY, Asked, Span
from tests.walk.comparing import Tally
from tests.walk.counting import City, Figures, history, of_grids, of_visits, started, within
from tests.walk.reading import Page
from tests.walk.staffing import LISTED, WALKERS, chain, grids, named, of, of_staff, sizes, vacant
from tests.walk.telling import WORDS, cards, column, headed, sparks, word

NAME = "grid_work"
OF_VISITS = (
    VISITS,
    VISITS_PER_GRID,
    VISITS_PER_100_HOUSEHOLDS,
    GRIDS_VISITED,
    HOUSEHOLDS_REACHED,
    PROBLEMS_FOUND,
)
OF_STAFF = (POSTS_FILLED, POSTS_VACANT, HOUSEHOLDS_PER_MEMBER, HOUSEHOLDS_PER_GRID, GRIDS_OVER, GRIDS_UNDER)
AT_EACH_END = 20


def made(city: City, asked: Asked) -> pd.DataFrame:
    """The visits of the span."""
    rows = city.rows("visits", asked.places)
    return rows[within(rows["visited_at"], asked.span)]


def unvisited(city: City, asked: Asked) -> pd.DataFrame:
    """The grids without a visit in the span, the longest without one first."""
    visits = city.rows("visits", asked.places)
    past = visits[visits["visited_at"] < asked.span[1] + DAY]
    rows = grids(city, asked.places)
    rows = rows.assign(last=past.groupby("grid_code")["visited_at"].max().reindex(rows.index))
    silent = rows[rows["last"].isna() | (rows["last"] < asked.span[0])].reset_index()
    silent = silent.sort_values(["last", "code"], na_position="first").head(LISTED)
    until = min(asked.span[1], TODAY)
    return pd.DataFrame(
        {
            **named(city, silent),
            of("last_visit"): silent["last"].dt.strftime("%Y-%m-%d").fillna(WORDS["grid_work.never"]),
            of("silent_days"): (until - silent["last"].dt.normalize()) / DAY,
        }
    )


def calendar(city: City, asked: Asked) -> pd.DataFrame:
    """Every day of the span that has been, with its visits and the grids visited."""
    days = pd.date_range(asked.span[0], min(asked.span[1], TODAY))
    rows, known = made(city, asked), city.rows("grids", asked.places)["code"]
    day = rows["visited_at"].dt.normalize()
    visits = day.value_counts().reindex(days, fill_value=0).to_numpy()
    there = rows[rows["grid_code"].isin(known)]
    seen = there.groupby(day)["grid_code"].nunique().reindex(days, fill_value=0).to_numpy()
    return pd.DataFrame(
        {
            column("at"): days,
            of("weekday"): [word("weekday", number) for number in days.day_of_week + 1],
            of("visits"): visits,
            of("grid_share"): (100 * seen / len(known)).round(1),
            of("grids_visited"): seen,
            of("grids_without"): len(known) - seen,
        }
    )


def over_time(city: City, asked: Asked) -> pd.DataFrame:
    """The visits of each role and moment; a role without any at a moment has 0 there."""
    rows = made(city, asked)
    at = started(rows["visited_at"], asked.unit)
    counts = rows.groupby([at.rename("at"), "role"]).size()
    every = pd.MultiIndex.from_product([sorted(at.unique()), WALKERS], names=["at", "role"])
    table = counts.reindex(every, fill_value=0).rename("visits").reset_index()
    table["role"] = table["role"].map(lambda code: word("visit_role", code))
    return table.set_axis([column("at"), of("role"), of("visits")], axis=1)


def purposes(city: City, asked: Asked) -> pd.DataFrame:
    """The visits of each purpose and role."""
    rows = made(city, asked)
    keys = [rows["purpose"].fillna("unknown"), rows["role"]]
    table = rows.groupby(keys).size().rename("visits").reset_index()
    for name in ("purpose", "role"):
        table[name] = [word(f"visit_{name}", code) for code in table[name]]
    return table.set_axis([of("purpose"), of("role"), of("visits")], axis=1)


def roles(city: City, asked: Asked) -> pd.DataFrame:
    """What the visits of each role came to."""
    told = []
    count = len(city.rows("grids", asked.places))
    households = city.residents(asked.places, "households")
    for role, rows in made(city, asked).groupby("role"):
        both = rows.dropna(subset=["problems_found", "problems_to_cases"])
        found = both["problems_found"].sum()
        sums = [float(rows[name].sum()) for name in ("households", "problems_found", "problems_to_cases")]
        became = round(100 * both["problems_to_cases"].sum() / found, 1) if found else np.nan
        per = [len(rows) / count, 100 * len(rows) / households]
        told.append([word("visit_role", role), len(rows), *per, *sums, became])
    heads = [of("role"), of("visits"), headed("visits_per_grid"), headed("visits_per_100_households")]
    heads += [of(name) for name in ("household_visits", "problems_found", "problems_to_cases")]
    return pd.DataFrame(told, columns=[*heads, headed("problems_to_cases")])


def problems(city: City, asked: Asked) -> pd.DataFrame:
    """The problems found, and the cases of patrols."""
    rows, cases = made(city, asked), city.rows("cases", asked.places)
    patrol = cases[(cases["channel"] == "patrol") & within(cases["reported_at"], asked.span)]
    counts = {
        "problems_found": rows["problems_found"].sum(),
        "problems_to_cases": rows["problems_to_cases"].sum(),
        "patrol_reported": len(patrol),
        "patrol_closed": patrol["closed_at"].notna().sum(),
    }
    stages = [WORDS[f"grid_work.stage.{name}"] for name in counts]
    return pd.DataFrame({of("stage"): stages, of("count"): list(counts.values())})


def ranking(city: City, asked: Asked) -> pd.DataFrame:
    """The places of the level below with all figures."""
    told = []
    for place in city.below(asked).to_dict("records"):
        inside = asked.places | {asked.below: place["code"]}
        figures = {**of_grids(city, inside, asked.span), **of_staff(city, inside)}
        households = float(place["households"])
        figures["visits_per_100_households"] = 100 * figures["visits"] / households
        count = len(city.rows("grids", inside))
        shown = (VISITS_PER_100_HOUSEHOLDS, VISITS_PER_GRID, GRIDS_VISITED, HOUSEHOLDS_REACHED)
        told.append(
            {column("name"): place["name"], column("households"): households}
            | {of("visits"): figures["visits"], of("grids"): count}
            | {headed(item.key): figures[item.key] for item in (*shown, HOUSEHOLDS_PER_MEMBER, POSTS_FILLED)}
        )
    return pd.DataFrame(told)


def ends(table: pd.DataFrame) -> pd.DataFrame:
    """The bars of a ranking: all of few places, of many those at both ends."""
    value = headed("visits_per_100_households")
    bars = table.sort_values(value, ascending=False)[[column("name"), value]]
    many = len(bars) > 2 * AT_EACH_END
    return pd.concat([bars.head(AT_EACH_END), bars.tail(AT_EACH_END)]) if many else bars


def compared(city: City, asked: Asked) -> tuple[Figures, Figures | None]:
    """The figures of visits now and then; then is None where there was no visit at all."""

    def at(span: Span) -> Figures:
        return of_grids(city, asked.places, span)

    before = at(asked.earlier.other_span)
    return at(asked.span), before if before["visits"] else None


def histories(city: City, asked: Asked) -> dict[str, list[float]]:
    """The lines in the cards."""
    visits = city.rows("visits", asked.places)
    count = len(city.rows("grids", asked.places))
    households = city.residents(asked.places, "households")

    def measure(rows: pd.DataFrame, span: Span) -> Figures:
        figures = of_visits(rows, span)
        per = {"visits_per_grid": count, "visits_per_100_households": households / 100}
        return {**figures, **{key: figures["visits"] / base for key, base in per.items()}}

    keys = (VISITS, VISITS_PER_GRID, VISITS_PER_100_HOUSEHOLDS, PROBLEMS_FOUND)
    return history(visits, asked, ("visited_at",), measure, [item.key for item in keys])


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of grid work against the oracle."""
    cards(tally, NAME, page, dict.fromkeys(OF_VISITS, compared(city, asked)), asked.earlier.pace)
    sparks(tally, NAME, page, histories(city, asked))
    tally.panel(NAME, page, "unvisited", unvisited(city, asked))
    tally.panel(NAME, page, "calendar", calendar(city, asked))
    tally.panel(NAME, page, "visits_over_time", over_time(city, asked))
    tally.panel(NAME, page, "visit_purposes", purposes(city, asked))
    tally.panel(NAME, page, "visit_roles", roles(city, asked))
    tally.panel(NAME, page, "problems", problems(city, asked))
    places = ranking(city, asked)
    tally.panel(NAME, page, "ranking", places, drawn=ends(places))
    cards(tally, NAME, page, dict.fromkeys(OF_STAFF, (of_staff(city, asked.places), None)), 1.0)
    posts = chain(city, asked)
    filling = [of("filled"), of("vacant")]
    drawn = posts.melt(of("post"), filling, of("filling"), of("posts"))
    tally.panel(NAME, page, "chain", posts, drawn=drawn)
    tally.panel(NAME, page, "sizes", sizes(city, asked))
    tally.panel(NAME, page, "grids_vacant", vacant(city, asked))
