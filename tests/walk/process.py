"""The page of the process against the oracle: ways through levels, ages, steps, survival curves, problems."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tests.walk.asking import Asked, Span
from tests.walk.comparing import Tally
from tests.walk.counting import AS_OF, HOUR, City, within
from tests.walk.reading import Page
from tests.walk.surviving import at, curve, half
from tests.walk.telling import WORDS, column, word

NAME = "process"
AGES = (3, 7, 15, 30, 90)
HORIZON = 90 * 24
EVERY, SHOWN, GROUPS = 6, 30 * 24, 5


def of(name: str) -> str:
    return column(f"process.{name}")


def reported(city: City, places: dict[str, str], span: Span) -> pd.DataFrame:
    """The cases reported in a span, with the hours that each lasted or has lasted so far."""
    rows = city.rows("cases", places)
    rows = rows[within(rows["reported_at"], span)]
    return rows.assign(hours=(rows["closed_at"].fillna(AS_OF) - rows["reported_at"]) / HOUR)


def per_cent(counts: Iterable[float], whole: float) -> list[float]:
    """Counts in per cent of the whole, as the page rounds them."""
    return [round(100 * count / whole, 1) if whole else np.nan for count in counts]


def flow(city: City, asked: Asked) -> pd.DataFrame:
    """From the level that took cases in to what became of them."""
    events = city.frames["case_events"]
    first = events[events["seq"] == 1].set_index("case_id")["level"]

    def ways(places: dict[str, str], span: Span) -> pd.DataFrame:
        rows = reported(city, places, span)
        begun = rows["case_id"].map(first).fillna("unknown")
        ended = rows["resolved_level"].fillna("unknown").where(rows["closed_at"].notna(), "open")
        hours = rows["hours"].where(rows["hours"] >= 0)
        return hours.groupby([begun.rename("from"), ended.rename("to")]).agg(["size", "median"])

    now, before = ways(asked.places, asked.span), ways(asked.other_places, asked.other_span)
    earlier = before["size"].reindex(now.index).fillna(0) if len(now) else []
    closed = {
        code: WORDS["process.closed_at"].format(level=word("level", code))
        for code in ("grid", "community", "street_office", "city", "unknown")
    } | {"open": word("case_status", "open")}
    return pd.DataFrame(
        {
            of("from_level"): [word("level", code) for code, _ in now.index],
            of("to_level"): [closed[code] for _, code in now.index],
            of("cases"): now["size"].to_numpy(),
            of("median_days"): now["median"].to_numpy() / 24,
            of("share"): per_cent(now["size"], now["size"].sum()),
            of("share_before"): per_cent(earlier, before["size"].sum()),
        }
    )


def age_words(index: int) -> str:
    """A class of age in words."""
    if index == 0:
        return WORDS["process.within_days"].format(high=AGES[0])
    if index == len(AGES):
        return WORDS["process.days_over"].format(low=AGES[-1])
    return WORDS["process.days_between"].format(low=AGES[index - 1], high=AGES[index])


def classes(reported_at: pd.Series, moment: pd.Timestamp) -> pd.Series:
    """The class of age that each case has at a moment."""
    age = (moment - reported_at) / pd.Timedelta(days=1)
    return pd.Series(np.searchsorted(AGES, age, side="left"), index=age.index).map(age_words)


def ageing(city: City, asked: Asked) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The open cases by age, level and deadline with the comparison's below them; and as they are drawn."""
    rows = city.rows("cases", asked.places)
    left = rows[rows["closed_at"].isna()]
    standing = np.where(
        left["due_at"].isna(), "no_deadline", np.where(left["due_at"] < AS_OF, "overdue", "in_time")
    )
    heads = [of("age"), of("level"), of("standing"), of("cases")]
    keys = [
        classes(left["reported_at"], AS_OF).rename(heads[0]),
        left["level"].map(lambda code: word("level", code)).rename(heads[1]),
        pd.Series(
            [WORDS[f"process.{name}"] for name in standing], index=left.index, name=heads[2], dtype=object
        ),
    ]
    table = left.groupby(keys).size().rename(heads[3]).reset_index()
    earlier = asked.known[0] - asked.other_span[0] if asked.in_time else pd.Timedelta(0)
    moment = AS_OF - earlier
    there = city.rows("cases", asked.other_places)
    then = there[(there["reported_at"] <= moment) & ~(there["closed_at"] <= moment)]
    counts = classes(then["reported_at"], moment).value_counts()
    scaled = (counts * city.places_factor(asked)).round(1)
    line = WORDS["compare.line"]
    before = pd.DataFrame(
        {heads[0]: scaled.index, heads[1]: line, heads[2]: line, heads[3]: scaled.to_numpy()}
    )
    drawn = pd.concat([table.groupby([heads[0], heads[2]], as_index=False)[heads[3]].sum(), before])
    return pd.concat([table, before]), drawn[[heads[0], heads[3]]]


def taken(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """Each step of some cases with the one before it, and the hours between."""
    events = city.frames["case_events"]
    events = events[events["case_id"].isin(rows["case_id"])].sort_values(["case_id", "seq"])
    by_case = events.groupby("case_id")
    hours = (events["at"] - by_case["at"].shift()) / HOUR
    return events.assign(
        before=by_case["step"].shift(),
        hours=hours.where(hours >= 0),
        backwards=hours < 0,
        follows=by_case["step"].shift(-1),
    )


def steps(city: City, asked: Asked) -> pd.DataFrame:
    """The cases and times of each step."""
    here, there = (
        reported(city, asked.places, asked.span),
        reported(city, asked.other_places, asked.other_span),
    )
    events, earlier = taken(city, here), taken(city, there)
    cases = events.groupby("step")["case_id"].nunique()
    before = earlier.groupby("step")["case_id"].nunique().reindex(cases.index).fillna(0)
    return pd.DataFrame(
        {
            of("step"): [word("case_step", step) for step in cases.index],
            of("cases"): cases.to_numpy(),
            of("share"): per_cent(cases, len(here)),
            of("share_before"): per_cent(before, len(there)),
            of("times"): events.groupby("step").size().to_numpy(),
            of("median_hours"): events.groupby("step")["hours"].median().to_numpy(),
        }
    )


def transitions(city: City, asked: Asked) -> pd.DataFrame:
    """Which step follows which, and where open cases stand."""
    events = taken(city, reported(city, asked.places, asked.span))
    earlier = taken(city, reported(city, asked.other_places, asked.other_span))
    pairs = events.groupby(["before", "step"])["hours"].agg(["size", "median"])
    before = earlier.groupby(["before", "step"])["hours"].median().reindex(pairs.index)
    standing = events.loc[events["follows"].isna() & (events["step"] != "closed"), "step"].value_counts()
    empty = [np.nan] * len(standing)
    return pd.DataFrame(
        {
            of("step"): [
                word("case_step", step) for step in [*(one for one, _ in pairs.index), *standing.index]
            ],
            of("next_step"): [
                *(word("case_step", step) for _, step in pairs.index),
                *[WORDS["process.still_here"]] * len(standing),
            ],
            of("times"): [*pairs["size"], *standing],
            of("gap_hours"): [*pairs["median"], *empty],
            of("gap_hours_before"): [*before, *empty],
        }
    )


def grouped(city: City, places: dict[str, str], span: Span) -> dict[str, pd.DataFrame]:
    """The cases reported in a span by main category: begun hours, whether closed within the horizon, still open."""
    rows = reported(city, places, span)
    rows = rows[rows["hours"] >= 0]
    names = city.frames["case_categories"].set_index("code")["name"]
    main = rows["category_code"].map(lambda code: names[code.partition(".")[0]])
    begun = np.ceil(rows["hours"].round(9))
    lasted = pd.DataFrame(
        {
            "hours": begun.clip(upper=HORIZON),
            "closed": rows["closed_at"].notna() & (begun <= HORIZON),
            "open": rows["closed_at"].isna(),
        }
    )
    return dict(list(lasted.groupby(main)))


def survival(here: dict[str, pd.DataFrame], there: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The points of the curves of the largest groups."""
    largest = sorted(here, key=lambda name: (-len(here[name]), name))[:GROUPS]
    before = {name: curve(cases) for name, cases in there.items()}
    told = []
    for name in largest:
        fitted = curve(here[name])
        for hours in range(0, int(min(here[name]["hours"].max(), SHOWN)) + 1, EVERY):
            beside = at(before[name], hours)[0] if name in before else np.nan
            shares = [100 * share for share in (*at(fitted, hours), beside)]
            told.append([name, hours / 24, *shares])
    heads = ("group", "days", "open_share", "low", "high", "compared")
    return pd.DataFrame(told, columns=[of(name) for name in heads])


def medians(here: dict[str, pd.DataFrame], there: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """After how many days half of each group's cases are closed."""
    told = []
    for name, cases in here.items():
        fitted = curve(cases)
        before = half(curve(there[name]), "share") if name in there else np.nan
        middle = [half(fitted, bound) for bound in ("share", "low", "high")]
        told.append([name, *middle, before, float(len(cases)), float(cases["open"].sum())])
    heads = ("group", "median_days", "median_low", "median_high", "median_before", "cases", "still_open")
    return pd.DataFrame(told, columns=[of(name) for name in heads])


def problems(city: City, asked: Asked) -> pd.DataFrame:
    """What does not add up in the cases reported in the span, and in the places."""
    rows = reported(city, asked.places, asked.span)
    events = taken(city, rows)
    found = {
        "closed_before_reported": (rows["closed_at"] < rows["reported_at"]).sum(),
        "reported_after_as_of": (rows["closed_at"].isna() & (rows["reported_at"] > AS_OF)).sum(),
        "no_deadline": rows["due_at"].isna().sum(),
        "reopened": (rows["reopened"] > 0).sum(),
        "steps_out_of_order": events.loc[events["backwards"], "case_id"].nunique(),
    }
    told = [
        [WORDS[f"process.problem.{name}"], count, 100 * count / len(rows), WORDS[f"process.treatment.{name}"]]
        for name, count in found.items()
        if count
    ]
    for level, table in (
        ("street_office", "street_offices"),
        ("community", "communities"),
        ("grid", "grids"),
    ):
        if count := int((city.rows(table, asked.places)["residents"].fillna(0) == 0).sum()):
            name = WORDS["process.no_residents"].format(level=word("place_level", level))
            told.append([name, count, np.nan, WORDS["process.no_rates"]])
    return pd.DataFrame(told, columns=[of(name) for name in ("problem", "count", "share", "treatment")])


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of the process against the oracle."""
    ways = flow(city, asked)
    tally.panel(NAME, page, "levels_flow", ways, drawn=ways[[of("from_level"), of("to_level"), of("cases")]])
    stock, drawn = ageing(city, asked)
    tally.panel(NAME, page, "ageing", stock, drawn=drawn)
    tally.panel(NAME, page, "steps", steps(city, asked))
    tally.panel(NAME, page, "transitions", transitions(city, asked))
    here = grouped(city, asked.places, asked.span)
    there = grouped(city, asked.other_places, asked.other_span)
    tally.panel(NAME, page, "survival", survival(here, there))
    tally.panel(NAME, page, "medians", medians(here, there), places=1)
    tally.panel(NAME, page, "problems", problems(city, asked))
