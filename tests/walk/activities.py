"""The page of activities against the oracle: figures, time, kinds, series, calendar, places, hosts, what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.indicators import (
    ACTIVITIES,
    COST_PER_PARTICIPANT,
    FIRST_TIME,
    LEAFLETS,
    PARTICIPANTS,
    PER_ACTIVITY,
    TURNOUT,
    VOLUNTEERS,
)
from tests.walk.asking import DAY, Asked, Span
from tests.walk.comparing import Tally
from tests.walk.counting import TABLES, City, history, of_activities, started, summed, within
from tests.walk.reading import Page
from tests.walk.telling import WORDS, cards, column, headed, sparks, word

NAME = "activities"
CARDS = (
    ACTIVITIES,
    PARTICIPANTS,
    PER_ACTIVITY,
    VOLUNTEERS,
    LEAFLETS,
    TURNOUT,
    FIRST_TIME,
    COST_PER_PARTICIPANT,
)
AGES = ("children", "adults", "elders")
SERIES, PARTNERS, BEST = 12, 15, 10
CLASSES = (25, 50, 75, 100)
FINER = {"street_office": "community", "community": "grid", "grid": "grid"}


def of(name: str) -> str:
    return column(f"activities.{name}")


def held(city: City, asked: Asked, span: Span | None = None) -> pd.DataFrame:
    """The activities of a span, of that asked for unless another is given."""
    rows = city.rows("activities", asked.places)
    return rows[within(rows["starts_at"], span or asked.span)]


def over_time(rows: pd.DataFrame, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Participants of each moment by age; and as they are drawn."""
    told = []
    for at, some in rows.groupby(started(rows["starts_at"], asked.unit)):
        ages = {name: summed(some[name]) for name in AGES}
        people = summed(some["participants"])
        known = np.nansum(list(ages.values()))
        told.append({"at": at, "participants": people, **ages, "age_unknown": max(0.0, people - known)})
        told[-1]["activities"] = len(some)
    table = pd.DataFrame(told)
    parts = [*AGES, "age_unknown"] if (table["age_unknown"] > 0).any() else [*AGES]
    table = table[["at", "participants", *parts, "activities"]]
    table.columns = [column(name) for name in table]
    drawn = table.melt(column("at"), [column(name) for name in parts], column("who"), column("people"))
    return table, drawn


def grouped(rows: pd.DataFrame, name: str, words: str, measures: dict[str, str]) -> pd.DataFrame:
    """Sums of activities by a column in words, by the headings of what is summed."""
    told = []
    for code, some in rows.groupby(rows[name].fillna("unknown")):
        sums = {
            head: len(some) if key == "activities" else summed(some[key]) for key, head in measures.items()
        }
        told.append({column(words): word(words, code), **sums})
    return pd.DataFrame(told)


def series(city: City, asked: Asked) -> pd.DataFrame:
    """The best attended series month by month, over twelve months at least."""
    year = asked.span[1].replace(day=1) - pd.DateOffset(months=11)
    rows = held(city, asked, (min(asked.span[0].replace(day=1), year), asked.span[1])).dropna(
        subset=["series"]
    )
    rows = rows[rows.groupby("series")["series"].transform("size") >= 2]
    people = rows["participants"].astype(float).groupby(rows["series"]).sum().sort_index()
    largest = people.sort_values(ascending=False, kind="stable").index[:SERIES]
    rows = rows[rows["series"].isin(largest)]
    told = []
    for (name, month), some in rows.groupby(["series", rows["starts_at"].dt.strftime("%Y-%m")]):
        mean = round(some["participants"].astype(float).mean(), 1)
        told.append([name, month, len(some), summed(some["participants"]), mean])
    heads = [of("series"), of("month"), of("held"), column("participants"), of("mean")]
    return pd.DataFrame(told, columns=heads)


def calendar(city: City, asked: Asked) -> pd.DataFrame:
    """Every day of the 53 weeks up to the last day."""
    last = asked.span[1]
    first = last - last.day_of_week * DAY - 52 * 7 * DAY
    rows = held(city, asked, (first, last))
    days = pd.date_range(first, last)
    by_day = dict(list(rows.groupby(rows["starts_at"].dt.normalize())))
    table = pd.DataFrame(
        {
            of("week"): (days - pd.to_timedelta(days.day_of_week, unit="D")).strftime("%Y-%m-%d"),
            column("weekday"): [word("weekday", number) for number in days.day_of_week + 1],
            of("day"): days.strftime("%Y-%m-%d"),
            column("participants"): [
                summed(by_day[day]["participants"]) if day in by_day else 0.0 for day in days
            ],
            column("activities"): [len(by_day.get(day, ())) for day in days],
        }
    )
    return table if len(rows) else table.iloc[:0]


def measured(city: City, asked: Asked, level: str, places: pd.DataFrame) -> pd.DataFrame:
    """What was held in each place of a level, and who came."""
    rows = dict(list(held(city, asked).groupby(f"{level}_code")))
    none = held(city, asked).iloc[:0]
    some = [rows.get(code, none) for code in places["code"]]
    residents = places["residents"].astype(float).to_numpy()
    people = np.array([summed(own["participants"]) for own in some], dtype=float)
    return pd.DataFrame(
        {
            "code": places["code"].to_numpy(),
            "name": places["name"].to_numpy(),
            "residents": residents,
            "activities": [len(own) for own in some],
            "participants": people,
            "per_1000": 1000 * people / np.where(residents > 0, residents, np.nan),
            "partly": [own["participants"].isna().any() for own in some],
        }
    )


def by_place(city: City, asked: Asked) -> pd.DataFrame:
    """The places of the level below, none of a single one."""
    rows = measured(city, asked, asked.below, city.below(asked))
    heads = {"name": column("name"), "residents": column("residents")}
    heads |= {"per_1000": headed("participants_per_1000"), "participants": headed("participants")}
    heads |= {"activities": headed("activities")}
    return rows[list(heads)].rename(columns=heads) if len(rows) > 1 else pd.DataFrame()


def missing(city: City, asked: Asked) -> pd.DataFrame:
    """The places without activities, and those with less than half of the city's participation."""
    level = FINER[asked.below]
    places = city.named(TABLES[level]).loc[city.rows(TABLES[level], asked.places).index]
    rows = measured(city, asked, level, places)
    everywhere = city.rows("activities", {})
    whole = summed(everywhere.loc[within(everywhere["starts_at"], asked.span), "participants"])
    rate = 1000 * whole / city.residents({})
    below = (rows["per_1000"] < 0.5 * rate) & ~rows["partly"]
    found = rows[(rows["activities"] == 0) | below]
    table = places.set_index("code").loc[found["code"]]
    above = {"community": "street_office", "grid": "community"}[level]
    parents = table[f"{above}_code"].map(city.names(TABLES[above])).to_numpy()
    return pd.DataFrame(
        {
            of("standing"): [
                WORDS[f"activities.{'far_below' if held else 'none'}"] for held in found["activities"]
            ],
            of("above"): parents,
            column("name"): found["name"],
            column("residents"): found["residents"],
            column("activities"): found["activities"],
            column("participants"): found["participants"],
            headed("participants_per_1000"): found["per_1000"].round(1),
            of("shortfall"): (found["residents"] * rate / 1000 - found["participants"]).round(),
        }
    )


def how_full(rows: pd.DataFrame) -> pd.DataFrame:
    """The activities by the share of their places that were taken."""
    known = rows[rows["participants"].notna() & (rows["capacity"] > 0)]
    taken = 100 * known["participants"].astype(float) / known["capacity"].astype(float)
    counts = pd.cut(taken, [-1, *CLASSES, np.inf]).value_counts().sort_index()
    names = [f"{low}–{high}%" for low, high in zip((0, *CLASSES), CLASSES, strict=False)]
    heads = headed("turnout"), column("activities")
    return pd.DataFrame({heads[0]: [*names, WORDS["activities.over_capacity"]], heads[1]: counts.to_numpy()})


def rate_by_kind(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """A rate of each kind of activity that has it."""
    told = []
    for code, some in rows.groupby(rows["kind"].fillna("unknown")):
        rate = of_activities(
            some, (some["starts_at"].min().normalize(), some["starts_at"].max().normalize())
        )[key]
        told.append([word("activity_kind", code), len(some), rate])
    heads = [column("activity_kind"), column("activities"), headed(key)]
    return pd.DataFrame(told, columns=heads).dropna(subset=[headed(key)])


def newcomers(rows: pd.DataFrame, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """First-time and returning participants of each moment; and as they are drawn."""
    asked_ones = rows.dropna(subset=["first_timers", "participants"])
    at = started(asked_ones["starts_at"], asked.unit)
    sums = asked_ones[["first_timers", "participants"]].astype(float).groupby(at).sum()
    first, again = sums["first_timers"], sums["participants"] - sums["first_timers"]
    heads = [column("at"), of("first_time"), of("again"), headed("first_time")]
    share = (100 * first / sums["participants"].where(sums["participants"] > 0)).round(1)
    table = pd.DataFrame(dict(zip(heads, (sums.index, first, again, share), strict=True))).reset_index(
        drop=True
    )
    return table, table.melt(heads[0], heads[1:3], column("who"), column("people"))


def leaflets(rows: pd.DataFrame, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leaflets of each moment, at anti-fraud activities and others; and as they are drawn."""
    told = []
    for at, some in rows.groupby(started(rows["starts_at"], asked.unit)):
        given, fraud = summed(some["leaflets"]), some[some["kind"] == "anti_fraud"]
        at_fraud = float(fraud["leaflets"].astype(float).sum())
        if not np.isnan(given):
            told.append([at, at_fraud, given - at_fraud, len(fraud)])
    heads = [column("at"), of("anti_fraud"), of("other_leaflets"), of("anti_fraud_activities")]
    table = pd.DataFrame(told, columns=heads)
    return table, table.melt(heads[0], heads[1:3], of("leaflets_of"), column("leaflets"))


def partners(rows: pd.DataFrame) -> pd.DataFrame:
    """The partners of most activities."""
    pairs = (
        rows.assign(partner=rows["partners"].str.split("；")).explode("partner").dropna(subset=["partner"])
    )
    pairs = pairs.assign(partner=pairs["partner"].str.strip()).drop_duplicates(["activity_id", "partner"])
    told = [
        [name, len(some), summed(some["participants"]), some["community_code"].nunique()]
        for name, some in pairs[pairs["partner"] != ""].groupby("partner")
    ]
    heads = [of("partner"), column("activities"), column("participants"), of("communities")]
    table = pd.DataFrame(told, columns=heads)
    return table.sort_values([heads[1], heads[0]], ascending=[False, True]).head(PARTNERS)


def volunteers(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """The volunteers of each kind."""
    helped = city.frames["activity_volunteers"]
    turns = helped[helped["activity_id"].isin(rows["activity_id"])].groupby("kind")["headcount"].sum()
    kinds = [word("volunteer_kind", code) for code in turns.index]
    return pd.DataFrame({column("volunteer_kind"): kinds, column("headcount"): turns.to_numpy()})


def best(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """The activities with most participants."""
    known = rows.dropna(subset=["participants"]).sort_values(
        ["participants", "activity_id"], ascending=[False, True]
    )
    top = known.head(BEST)
    told = {
        "name": top["name"],
        "activity_kind": [word("activity_kind", code) for code in top["kind"]],
        "starts_at": top["starts_at"],
        "street_office": top["street_office_code"].map(city.names("street_offices")),
        "community": top["community_code"].map(city.names("communities")),
        "organiser": top["organiser"],
        "partners": top["partners"],
        **{name: top[name].astype(float) for name in ("participants", *AGES, "volunteers", "leaflets")},
    }
    table = pd.DataFrame({column(name): values for name, values in told.items()})
    return table[table.columns[table.notna().any()]]


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of activities against the oracle."""
    tally.panel(NAME, page, "missing", missing(city, asked))
    rows, every = held(city, asked), city.rows("activities", asked.places)
    if rows.empty:
        return
    now, before = (of_activities(every, span) for span in (asked.span, asked.earlier.other_span))
    cards(tally, NAME, page, dict.fromkeys(CARDS, (now, before)), asked.earlier.pace)
    keys = [item.key for item in CARDS]
    sparks(tally, NAME, page, history(every, asked, ("starts_at",), of_activities, keys))
    for key, (table, drawn) in {
        "over_time": over_time(rows, asked),
        "newcomers": newcomers(rows, asked),
        "leaflets": leaflets(rows, asked),
    }.items():
        tally.panel(NAME, page, key, table, drawn=drawn)
    heads = {name: column(name) for name in ("activities", "participants", "leaflets")}
    kinds = {name: heads[name] for name in ("participants", "activities")}
    tally.panel(NAME, page, "kinds", grouped(rows, "kind", "activity_kind", kinds))
    tally.panel(NAME, page, "organisers", grouped(rows, "organiser_kind", "organiser_kind", heads))
    tally.panel(NAME, page, "volunteers", volunteers(city, rows))
    tally.panel(NAME, page, "series", series(city, asked))
    tally.panel(NAME, page, "calendar", calendar(city, asked))
    places = by_place(city, asked)
    for key in ("places", "scatter"):
        tally.panel(NAME, page, key, places)
    tally.panel(NAME, page, "full", how_full(rows))
    for item in (TURNOUT, COST_PER_PARTICIPANT):
        tally.panel(NAME, page, item.key, rate_by_kind(rows, item.key))
    tally.panel(NAME, page, "partners", partners(rows))
    tally.panel(NAME, page, "best", best(city, rows))
