"""The page of deliberation against the oracle: meetings and their rhythm, what is carried out, joint building."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_access.indicators import (
    CARRIED_OUT,
    CROSS_POSTS,
    IN_RHYTHM,
    MEETING_INDICATORS,
    SIGNED_COMPOUNDS,
    SIGNED_SHARE,
    WITH_COMPANY,
)
from tests.walk.asking import DAY, TODAY, Asked
from tests.walk.comparing import Tally
from tests.walk.counting import (
    AS_OF,
    ATTENDANCE,
    HOUR,
    City,
    carried_out,
    history,
    of_meetings,
    started,
    summed,
    unfinished,
    within,
)
from tests.walk.joint_building import by_place, closed_there, differences, of, of_compounds, shares
from tests.walk.reading import Page
from tests.walk.surviving import at, curve, half
from tests.walk.telling import WORDS, cards, headed, sparks, word

NAME = "deliberation"
A_QUARTER = 3
HORIZON, SHOWN, LISTED = 180 * 24, 90, 200


def held(city: City, asked: Asked) -> pd.DataFrame:
    """The meetings of the span."""
    rows = city.rows("meetings", asked.places)
    return rows[within(rows["held_at"], asked.span)]


def days(moments: pd.Series) -> pd.Series:
    """Moments as days in words."""
    return moments.dt.strftime("%Y-%m-%d").fillna("—")


def months(city: City, asked: Asked) -> pd.PeriodIndex:
    """The whole months of the span that are over, from that of the first meeting on record on."""
    first = max(asked.span[0], city.frames["meetings"]["held_at"].min().replace(day=1).normalize())
    end = min(asked.span[1], TODAY) + DAY
    held = pd.period_range(first, end, freq="M")
    inside = [month for month in held if month.start_time >= first and month.end_time <= end]
    return pd.PeriodIndex(inside, freq="M")


def judged(city: City, asked: Asked, whole: pd.PeriodIndex) -> pd.DataFrame:
    """Every community with its meetings in whole months, held against one in a quarter."""
    places = {level: code for level, code in asked.places.items() if level != "grid"}
    end = whole[-1].end_time
    rows = city.rows("meetings", places)
    rows = rows[rows["held_at"] <= end]
    counts = rows[rows["held_at"] >= whole[0].start_time].groupby("community_code").size()
    table = city.named("communities").loc[city.rows("communities", places).index]
    table = table.assign(
        held=table["code"].map(counts).fillna(0).astype(int),
        last=table["code"].map(rows.groupby("community_code")["held_at"].max()),
        office=table["street_office_code"].map(city.names("street_offices")),
    )
    return table.assign(behind=table["held"] < len(whole) // A_QUARTER)


def rhythm(judged: pd.DataFrame, expected: float) -> pd.DataFrame:
    """The list of communities."""
    return pd.DataFrame(
        {
            of("community"): judged["name"],
            of("street_office"): judged["office"],
            of("held"): judged["held"],
            of("expected"): round(expected, 1),
            of("share"): (100 * judged["held"] / expected).round(1),
            of("standing"): judged["behind"].map({True: WORDS["deliberation.behind"], False: ""}),
            of("last_at"): days(pd.to_datetime(judged["last"])),
        }
    )


def in_rhythm(judged: pd.DataFrame) -> pd.DataFrame:
    """The share of communities in rhythm of each street office."""
    counts = judged.groupby("office")["behind"].agg(["sum", "size"])
    return pd.DataFrame(
        {
            of("street_office"): counts.index,
            of("in_rhythm"): (100 * (1 - counts["sum"] / counts["size"])).round(1).to_numpy(),
            of("communities_behind"): counts["sum"].to_numpy(),
            of("communities"): counts["size"].to_numpy(),
        }
    )


def rhythm_panels(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold what is told of the rhythm against the oracle."""
    whole = months(city, asked)
    if not len(whole):
        return
    places, expected, due = judged(city, asked, whole), len(whole) / A_QUARTER, len(whole) // A_QUARTER
    figure = 100 * (1 - places["behind"].mean()) if due else np.nan
    cards(tally, NAME, page, {IN_RHYTHM: ({"in_rhythm": figure}, None)}, 1.0)
    listed = rhythm(places, expected)
    tally.panel(NAME, page, "rhythm", listed, places=1)
    if due and asked.places:
        tally.panel(NAME, page, "held", listed[[of("community"), of("held"), of("expected")]], places=1)
    elif due:
        tally.panel(NAME, page, "in_rhythm", in_rhythm(places), places=1)


def attendance(rows: pd.DataFrame, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who attended at each moment; and as they are drawn."""
    told = [
        [moment, *(summed(some[name]) for name in ATTENDANCE), len(some)]
        for moment, some in rows.groupby(started(rows["held_at"], asked.unit))
    ]
    kinds = [of(name) for name in ATTENDANCE]
    table = pd.DataFrame(told, columns=[of("at"), *kinds, of("meetings")])
    return table, table.melt(of("at"), kinds, of("who"), of("attendees"))


def by_topic(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The meetings of each kind of topic, by its word."""
    return {
        word("topic_kind", code): some for code, some in rows.groupby(rows["topic_kind"].fillna("unknown"))
    }


def topics(rows: pd.DataFrame) -> pd.DataFrame:
    """What was resolved on each kind of topic."""
    told = []
    for kind, some in by_topic(rows).items():
        figures = of_meetings(some, (some["held_at"].min().normalize(), some["held_at"].max().normalize()))
        done = summed(some.loc[some["resolutions"].notna(), "resolutions_done"])
        sums = [len(some), figures["attendees"], figures["resolutions"], done]
        told.append([kind, *sums, round(figures["carried_out"], 1)])
    heads = ("topic_kind", "meetings", "attendees", "resolutions", "resolutions_done", "carried_out")
    return pd.DataFrame(told, columns=[of(name) for name in heads])


def lasted(rows: pd.DataFrame) -> pd.DataFrame:
    """How many begun hours each meeting's resolutions took or have taken so far, and whether all are carried out."""
    hours = (rows["done_at"].fillna(AS_OF) - rows["held_at"]) / HOUR
    kept = (carried_out(rows) | unfinished(rows)) & (hours >= 0)
    begun = np.ceil(hours[kept].round(9))
    closed = carried_out(rows)[kept] & (begun <= HORIZON)
    return pd.DataFrame({"hours": begun.clip(upper=HORIZON), "closed": closed})


def carrying_out(rows: pd.DataFrame) -> pd.DataFrame:
    """The curve of meetings with resolutions still to be carried out."""
    cases = lasted(rows)
    if cases.empty:
        return pd.DataFrame()
    fitted = curve(cases)
    reach = int(min(cases["hours"].max() // 24, SHOWN))
    told = [
        [day, WORDS["deliberation.all_topics"], *(100 * part for part in at(fitted, 24 * day))]
        for day in range(reach + 1)
    ]
    return pd.DataFrame(told, columns=[of(name) for name in ("days", "series", "open_share", "low", "high")])


def speed(rows: pd.DataFrame) -> pd.DataFrame:
    """How fast the resolutions of each kind of topic are carried out, all together first."""
    told = []
    for kind, some in {WORDS["deliberation.all_topics"]: rows, **by_topic(rows)}.items():
        if (resolved := int((some["resolutions"] > 0).sum())) and len(lasted(rows)):
            figures = of_meetings(
                some, (some["held_at"].min().normalize(), some["held_at"].max().normalize())
            )
            parts = [figures[f"carried_out_in_{limit}"] for limit in (30, 60)]
            median = half(curve(lasted(some)), "share")
            told.append([kind, resolved, int(carried_out(some).sum()), *parts, median])
    heads = [of("topic_kind"), of("with_resolutions"), of("all_carried_out")]
    heads += [headed("carried_out_in_30"), headed("carried_out_in_60"), of("median_days")]
    return pd.DataFrame(told, columns=heads)


def recurring(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """The topics that came up twice or more in one community."""
    told = []
    for (office, place, kind), some in rows.groupby(["street_office_code", "community_code", "topic_kind"]):
        if len(some) < 2:
            continue
        made, done = some["resolutions"], some["resolutions_done"]
        tracked, finished = summed(made[done.notna()]), summed(done[made.notna()])
        order = (-len(some), -(tracked - finished), -some["held_at"].max().value, place, kind)
        names = [
            city.names("street_offices")[office],
            city.names("communities")[place],
            word("topic_kind", kind),
        ]
        between = [f"{moment:%Y-%m-%d}" for moment in (some["held_at"].min(), some["held_at"].max())]
        told.append([order, *names, len(some), *between, summed(made), finished, tracked - finished])
    heads = ["street_office", "community", "topic_kind", "times", "first_at", "last_at"]
    heads += ["resolutions", "resolutions_done", "outstanding"]
    told = [row[1:] for row in sorted(told, key=lambda row: row[0])[:LISTED]]
    return pd.DataFrame(told, columns=[of(name) for name in heads])


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of deliberation against the oracle."""
    rows, every = held(city, asked), city.rows("meetings", asked.places)
    now, before = (of_meetings(every, span) for span in (asked.span, asked.earlier.other_span))
    shown = {item: (now, None if item is CARRIED_OUT else before) for item in MEETING_INDICATORS}
    cards(tally, NAME, page, shown, asked.earlier.pace)
    keys = [item.key for item in MEETING_INDICATORS if item is not CARRIED_OUT]
    sparks(tally, NAME, page, history(every, asked, ("held_at",), of_meetings, keys))
    rhythm_panels(tally, city, asked, page)
    table, drawn = attendance(rows, asked)
    tally.panel(NAME, page, "attendance", table, drawn=drawn)
    tally.panel(NAME, page, "topics", topics(rows))
    tally.panel(NAME, page, "carrying_out", carrying_out(rows))
    tally.panel(NAME, page, "speed", speed(rows), places=1)
    tally.panel(NAME, page, "recurring", recurring(city, rows))
    compounds = of_compounds(city.rows("compounds", asked.places))
    of_signing = (WITH_COMPANY, SIGNED_COMPOUNDS, SIGNED_SHARE, CROSS_POSTS)
    cards(tally, NAME, page, dict.fromkeys(of_signing, (compounds, None)), 1.0)
    there = closed_there(city, asked)
    tally.panel(NAME, page, "joint_shares", shares(there))
    tally.panel(NAME, page, "joint_differences", differences(there))
    tally.panel(NAME, page, "joint_places", by_place(city, asked))
