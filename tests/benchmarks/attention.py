"""Check the alerts against what is planted in the demo city, by judging its past as if each day were today.

    python -m tests.benchmarks.attention [--database-url URL] [--seed 350582] [--weeks 104]

Without a URL the full demo city of the seed is built first; with one it must hold that city. Prints: planted
surges found within a week of their first day, and on which day; false alarms for 1,000 place-weeks, judged each
week of the last two years, where a place-week is one community in one week (also by community and category); the
same for silent grids; and the seconds of each query.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import URL, Engine

from data_access import demo
from data_access.attention import signals
from data_access.database.opening import reading_engine
from data_access.database.reading import read, row_counts
from data_access.database.url import database_url
from data_access.demo import Planted
from data_access.statistics import surveillance

NEEDED_FOUND = 0.95
NEEDED_FALSE = 1.0  # in 1,000 place-weeks


def surges_on(engine: Engine, day: date) -> tuple[pd.DataFrame, int, int]:
    """Return the surges judged on a day, and how many communities and pairs with categories were looked at."""
    judged = signals.judged_on(day)
    weekly = read(engine, signals.by_week(judged))
    places = int(read(engine, signals.places_judged(judged))["communities"].iloc[0])
    return surveillance.surges(weekly, places), places, places * weekly["category_code"].nunique()


def silent_on(engine: Engine, day: date) -> tuple[pd.DataFrame, int]:
    """Return the silent grids judged on a day, and how many grids were looked at."""
    judged = signals.judged_on(day)
    life, by_day = (read(engine, query(judged)) for query in (signals.life_of_grids, signals.life_by_day))
    return surveillance.silent_grids(life, by_day, day), len(life)


def is_planted_surge(alert: Any, day: date, planted: list[Planted]) -> bool:
    """Tell whether an alert's seven days overlap a planted surge of its place and category."""
    first = day - timedelta(days=6)
    return any(
        (item.place, item.category) == (alert.community_code, alert.category_code)
        and item.start <= day
        and first < item.end
        for item in planted
    )


def days_to_find(engine: Engine, item: Planted) -> int | None:
    """Return on which day of a surge (1 … 7) it is first found, judged at each day's end; None if never."""
    for number in range(1, (item.end - item.start).days + 1):
        found, *_ = surges_on(engine, item.start + timedelta(days=number - 1))
        if ((found["community_code"] == item.place) & (found["category_code"] == item.category)).any():
            return number
    return None


def check_surges(engine: Engine, planted: list[Planted], days: list[date]) -> bool:
    """Print what share is found and how many alarms are false; return whether both are as they must be."""
    found = {item: days_to_find(engine, item) for item in planted}
    hits = [day for day in found.values() if day is not None]
    share = len(hits) / len(planted)
    print(f"planted surges found within a week: {len(hits)} of {len(planted)} ({share:.0%}, needed ≥ 95%)")
    if hits:
        print(f"  found on day {statistics.median(hits):.0f} of 7 (median; latest {max(hits)})")
    for item, found_on in found.items():
        if found_on is None:
            print(f"  missed: {item}")
    false, true, place_weeks, pair_weeks = [], 0, 0, 0
    for today in days:
        alerts, places, pairs = surges_on(engine, today)
        place_weeks, pair_weeks = place_weeks + places, pair_weeks + pairs
        judged = [(is_planted_surge(alert, today, planted), alert) for alert in alerts.itertuples()]
        true += sum(right for right, _ in judged)
        false += [(today, alert) for right, alert in judged if not right]
    rate = 1000 * len(false) / place_weeks
    print(
        f"false surges: {len(false)} in {place_weeks:,} place-weeks, {rate:.3f} for 1,000 (needed < 1); "
        f"{1000 * len(false) / pair_weeks:.5f} for 1,000 of place and category; true alerts {true}"
    )
    for today, alert in false:
        print(
            f"  {today} {alert.community_code} {alert.category_code}: {alert.observed}, "
            f"expected {alert.expected:.2f}, q {alert.q:.2g}"
        )
    return share >= NEEDED_FOUND and rate < NEEDED_FALSE


def check_silence(engine: Engine, planted: list[Planted], days: list[date]) -> None:
    """Print how many planted silent grids are found on the last day, and how many alarms are false."""
    last, _ = silent_on(engine, days[-1])
    names = {item.place for item in planted}
    print(f"planted silent grids found on {days[-1]}: {last['grid_code'].isin(names).sum()} of {len(names)}")
    since = {item.place: item.start for item in planted}
    false, grid_weeks = 0, 0
    for day in days:
        alerts, grids = silent_on(engine, day)
        grid_weeks += grids
        false += sum(since.get(code, date.max) > day for code in alerts["grid_code"])
    print(
        f"false silent grids: {false} in {grid_weeks:,} grid-weeks, {1000 * false / grid_weeks:.3f} for 1,000"
    )


def check_falling(engine: Engine, planted: list[Planted], days: list[date]) -> None:
    """Print how many planted falls of satisfaction are found on the last day, and how many alarms are false."""
    names = {item.place for item in planted}
    found: set = set()
    looked_at, false = 0, 0
    for day in days:
        ratings = read(engine, signals.satisfaction(signals.judged_on(day)))
        alerts = surveillance.falling_satisfaction(ratings, day)["community_code"]
        looked_at += len(ratings)
        false += sum(code not in names or day < planted[0].start for code in alerts)
        found = set(alerts) & names if day == days[-1] else found
    print(f"planted falls of satisfaction found on {days[-1]}: {len(found)} of {len(names)}")
    print(f"false falls of satisfaction: {false} in {looked_at:,} place-weeks")


def print_seconds(engine: Engine) -> None:
    """Print the size of the city and the seconds of each query that the page asks."""
    day, as_of = demo.AS_OF.date(), demo.AS_OF
    judged = signals.judged_on(day)
    print(f"seconds of the queries at {row_counts(engine)['cases']:,} cases:")
    for query, given in (
        (signals.by_week, (judged,)),
        (signals.life_of_grids, (judged,)),
        (signals.life_by_day, (judged,)),
        (signals.satisfaction, (judged,)),
        (signals.late, (judged, as_of)),
        (signals.repeated, (signals.lately(judged, day, 90),)),
        (signals.reopened, (signals.lately(judged, day, 30),)),
    ):
        taken = []
        for _ in range(3):
            started = time.perf_counter()
            read(engine, query(*given))
            taken.append(time.perf_counter() - started)
        print(f"  {query.__name__:<16}{statistics.median(taken):7.3f}", flush=True)


@contextmanager
def city(url: str | None, seed: int) -> Iterator[Engine]:
    """Give the demo city: the one at the URL, else one built for the occasion."""
    if url:
        yield reading_engine(database_url(url))
        return
    with tempfile.TemporaryDirectory() as folder:
        target = URL.create("duckdb", database=str(Path(folder) / "data"))
        demo.build(target, seed=seed)
        engine = reading_engine(target)
        yield engine
        engine.dispose()


def main() -> int:
    """Print the check; return 0 where surges are found and false alarms rare enough, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database-url")
    parser.add_argument("--seed", type=int, default=demo.SEED)
    parser.add_argument("--weeks", type=int, default=104)
    options = parser.parse_args()
    planted = demo.planted(options.seed)
    last = demo.AS_OF.date()
    days = [last - timedelta(weeks=back) for back in reversed(range(options.weeks))]
    with city(options.database_url, options.seed) as engine:
        print_seconds(engine)
        good = check_surges(engine, [item for item in planted if item.kind == "surge"], days)
        check_silence(engine, [item for item in planted if item.kind == "silent"], days)
        check_falling(engine, [item for item in planted if item.kind == "falling"], days)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
