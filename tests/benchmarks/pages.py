"""Time each page's queries beside the same answers from hand-written SQL and from pandas, at several sizes.

    python -m tests.benchmarks.pages [--sizes 100000 1000000 10000000] [--rounds 3]

Prints, for each size: seconds of the page's queries, of hand-written DuckDB SQL for the same answers, and of
pandas on rows already in memory (up to a million); the ratio of the first two; the compressed bytes of the
map's and the heatmap's layers; and a warm page's share of a cold one. Seconds depend on the machine, ratios hardly.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import URL, Engine, Select, select

from data_access import activities, cases, demo, heatmap, schema
from data_access.database.identity import read_dataset
from data_access.database.opening import embedded_path, reading_engine
from data_access.database.reading import read
from data_access.grid_work import visits
from data_access.places import areas, cells
from data_access.selection import Selection
from ui.maps import area_layers, classes, feeds, heat_layer, heat_scale
from ui.maps.ground import Land, base_map, box_of
from ui.maps.scripts import fetched_by
from ui.session.source import Source

SELECTION = Selection(date(2025, 7, 1), date(2026, 7, 1))
AS_OF = demo.AS_OF
BASE = 100_000
PANDAS_UP_TO = 1_000_000
CELLS = cells.Cells(512, 24.7)  # what the heatmap shows of the demo city

MEASURES = """
    count(*) FILTER (WHERE r) AS reported, count(*) FILTER (WHERE c) AS closed,
    count(*) FILTER (WHERE c AND due_at IS NOT NULL), count(*) FILTER (WHERE c AND closed_at <= due_at),
    quantile_cont(CASE WHEN c AND closed_at >= reported_at
        THEN date_part('epoch', closed_at) - date_part('epoch', reported_at) END, 0.5) / 3600,
    count(*) FILTER (WHERE c AND resolved_level IS NOT NULL), count(*) FILTER (WHERE c AND resolved_level = 'grid'),
    count(*) FILTER (WHERE c AND resolved_level IN ('grid', 'community')),
    sum(CASE WHEN c THEN agreement_signed::INT END), count(*) FILTER (WHERE c AND satisfaction IS NOT NULL),
    count(*) FILTER (WHERE c AND satisfaction >= 4)"""
TOUCHED = """(SELECT *, reported_at >= '{start}' AND reported_at < '{end}' AS r,
    closed_at >= '{start}' AND closed_at < '{end}' AS c FROM cases
    WHERE (reported_at >= '{start}' AND reported_at < '{end}') OR (closed_at >= '{start}' AND closed_at < '{end}'))"""
IN_PERIOD = "FROM cases WHERE reported_at >= '{start}' AND reported_at < '{end}'"

BY_HAND = {
    "overview": [
        f"SELECT {MEASURES} FROM {TOUCHED}",
        f"SELECT street_office_code, {MEASURES} FROM {TOUCHED} GROUP BY 1",
        f"SELECT date_trunc('month', closed_at), {MEASURES} FROM {TOUCHED} WHERE c GROUP BY 1",
        f"SELECT date_trunc('month', reported_at), count(*) {IN_PERIOD} GROUP BY 1",
        "SELECT date_trunc('month', reported_at), split_part(category_code, '.', 1), count(*) "
        f"{IN_PERIOD} GROUP BY 1, 2",
    ],
    "map": [
        f"SELECT street_office_code, {MEASURES} FROM {TOUCHED} GROUP BY 1",
        f"SELECT {MEASURES} FROM {TOUCHED}",
    ],
    "heatmap": [
        f"SELECT floor(longitude / {CELLS.width})::INT, floor(latitude / {CELLS.height})::INT, count(*) {IN_PERIOD} "
        "AND longitude IS NOT NULL GROUP BY 1, 2",
        f"SELECT isodow(reported_at), hour(reported_at), count(*) {IN_PERIOD} GROUP BY 1, 2",
        f"SELECT count(*), count(longitude) {IN_PERIOD}",
    ],
    "cases": [
        "SELECT count(*), count(*) FILTER (WHERE due_at < '{as_of}') FROM cases WHERE status = 'open'",
        """SELECT p.case_id, p.reported_at, p.due_at, date_diff('second', p.due_at, TIMESTAMP '{as_of}') / 3600,
            p.level, p.summary, k.name, s.name, c.name, g.name, o.name
            FROM (SELECT * FROM cases WHERE status = 'open' ORDER BY due_at, case_id LIMIT 15) p
            LEFT JOIN case_categories k ON k.code = category_code
            LEFT JOIN street_offices s ON s.code = p.street_office_code
            LEFT JOIN communities c ON c.code = p.community_code LEFT JOIN grids g ON g.code = p.grid_code
            LEFT JOIN compounds o ON o.code = p.compound_code ORDER BY p.due_at, p.case_id""",
        f"SELECT category_code, {MEASURES} FROM {TOUCHED} GROUP BY 1",
        f"SELECT level, {MEASURES} FROM {TOUCHED} GROUP BY 1",
    ],
    "activities": [
        "SELECT kind, count(*), sum(participants), sum(children), sum(adults), sum(elders), sum(volunteers), "
        "sum(leaflets) FROM activities WHERE starts_at >= '{start}' AND starts_at < '{end}' GROUP BY 1"
    ],
}

Call = tuple[Callable[..., Select], tuple, dict]


def call(query: Callable[..., Select], *given: object, **options: object) -> Call:
    """Return a query function with its arguments, as a page asks for it."""
    return query, given, options


PAGES = {
    "overview": [
        call(cases.figures, SELECTION),
        call(cases.by_place, SELECTION, "street_office"),
        call(cases.flow, SELECTION, "month"),
        call(cases.trend_by_category, SELECTION, "month"),
    ],
    "map": [call(cases.by_place, SELECTION, "street_office"), call(cases.figures, SELECTION)],
    "heatmap": [
        call(heatmap.bins, SELECTION, CELLS, "count", AS_OF),
        call(cases.by_hour_of_week, SELECTION),
        call(cases.positions, SELECTION),
    ],
    "cases": [
        call(cases.stock, SELECTION, AS_OF),
        call(cases.listed, SELECTION, AS_OF, limit=15),
        call(cases.by_category, SELECTION),
        call(cases.by_level, SELECTION),
    ],
    "activities": [call(activities.by_kind, SELECTION)],
}


def in_pandas(frame: pd.DataFrame) -> dict[str, Callable[[], object]]:
    """Return the heaviest part of a page's answer in pandas, on rows that are already in memory."""
    start, end = pd.Timestamp(SELECTION.start), pd.Timestamp(SELECTION.end)

    def measures(key: str) -> pd.DataFrame:
        closed = frame[(frame["closed_at"] >= start) & (frame["closed_at"] < end)]
        hours = (closed["closed_at"] - closed["reported_at"]).dt.total_seconds() / 3600
        table = closed[[key]].assign(hours=hours, in_time=closed["closed_at"] <= closed["due_at"])
        return table.groupby(key).agg({"hours": "median", "in_time": "sum"})

    def reported() -> pd.DataFrame:
        return frame[(frame["reported_at"] >= start) & (frame["reported_at"] < end)]

    def bins() -> pd.Series:
        rows = reported().dropna(subset=["longitude"])
        return rows.groupby(
            [(rows["longitude"] // CELLS.width).astype(int), (rows["latitude"] // CELLS.height).astype(int)]
        ).size()

    return {
        "overview": lambda: (measures("street_office_code"), reported().groupby("category_code").size()),
        "map": lambda: measures("street_office_code"),
        "heatmap": lambda: (bins(), reported()["reported_at"].dt.hour.value_counts()),
        "cases": lambda: (measures("category_code"), measures("level")),
    }


GROWN = {
    "cases": {
        "case_id": "case_id || '-' || n",
        "longitude": "longitude + (random() - 0.5) * 0.001",
        "latitude": "latitude + (random() - 0.5) * 0.001",
    },
    "activities": {"activity_id": "activity_id || '-' || n"},
    "case_events": {"case_id": "case_id || '-' || n"},
}
"""Tables that grow with the size asked for, and what differs from copy to copy: a case lies some metres away."""

ORDERED_BY = {"cases": "reported_at", "activities": "starts_at", "case_events": '"at"'}


def build(folder: Path, size: int) -> Engine:
    """Build the demo city and multiply its cases, their steps, and activities."""
    url = URL.create("duckdb", database=str(folder))
    demo.build(url, cases=min(size, BASE))
    if size > BASE:
        with duckdb.connect(str(embedded_path(url))) as connection:
            for table, changed in GROWN.items():
                columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
                quoted = {name: f'"{name}"' for name in columns}
                listed = ", ".join(f"{changed.get(name, quoted[name])} AS {quoted[name]}" for name in columns)
                copies = f"FROM {table}, range({size // BASE}) t(n)"
                connection.execute(
                    f"CREATE TABLE many AS SELECT {listed} {copies} ORDER BY {ORDERED_BY[table]}"
                )
                connection.execute(f"DROP TABLE {table}")
                connection.execute(f"ALTER TABLE many RENAME TO {table}")
    return reading_engine(url)


def by_hand(cursor: Any, statement: str) -> list:
    """Run hand-written SQL on the driver's own cursor."""
    cursor.execute(statement)
    return cursor.fetchall()


def answers(engine: Engine, calls: list[Call]) -> list[pd.DataFrame]:
    """Run the queries of a page."""
    return [read(engine, query(*given, **options)) for query, given, options in calls]


def answers_by_hand(cursor: Any, statements: list[str]) -> list[list]:
    """Run the same page's hand-written SQL."""
    return [by_hand(cursor, statement) for statement in statements]


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the median of several runs."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def payloads(engine: Engine) -> dict[str, int]:
    """Return the compressed bytes of the map's and the heatmap's layers."""
    outlines = read(engine, areas.outlines(SELECTION, "street_office"))
    values = read(engine, cases.by_place(SELECTION, "street_office"))["reported"].astype(float)
    colours = classes.graded(values, classes.DEFAULT).colours(values)
    table = outlines.assign(colour=colours, figure=values.map("{:,.0f}".format))
    bins = read(engine, heatmap.bins(SELECTION, CELLS, "count", AS_OF))
    shown = heat_layer.Heat(CELLS, bins, heat_scale.density_scale(100))
    box = box_of(list(outlines["outline"]))
    assert box is not None
    layers = {
        "map": [area_layers.choropleth(table), area_layers.labels(table)],
        "heatmap": [
            heat_layer.heat_group(shown.answer(), box.zoom(), box),
            area_layers.borders(outlines),
        ],
    }
    sizes = {}
    for name, groups in layers.items():
        ground = base_map(Land(None))
        for group in groups:
            group.add_to(ground)
        page = ground.get_root().render() + json.dumps([feeds.answer_to(feed) for feed in fetched_by(groups)])
        sizes[name] = len(gzip.compress(page.encode()))
    return sizes


def warm_share(engine: Engine) -> float:
    """Return a warm overview's share of a cold one, through the cache that pages use."""
    source = Source(str(engine.url), engine, read_dataset(engine))
    calls = [*PAGES["overview"], call(visits.figures, SELECTION), call(activities.figures, SELECTION)]

    def page() -> list[pd.DataFrame]:
        return [source.fetch(query, *given, **options) for query, given, options in calls]

    cold = seconds(page, 1)
    return seconds(page, 3) / cold


def measure(size: int, rounds: int) -> None:
    """Print the figures of one size."""
    period = {"start": SELECTION.start, "end": SELECTION.end, "as_of": AS_OF}
    with tempfile.TemporaryDirectory() as folder:
        engine = build(Path(folder), size)
        hand = engine.raw_connection().cursor()  # the driver itself, without SQLAlchemy
        oracles = in_pandas(read(engine, select(schema.cases))) if size <= PANDAS_UP_TO else {}
        print(f"\n{size:,} cases\n{'page':<12}{'ours s':>9}{'SQL s':>9}{'ratio':>7}{'pandas s':>10}")
        for page, calls in PAGES.items():
            sql = [text.format(**period) for text in BY_HAND[page]]
            ours = seconds(partial(answers, engine, calls), rounds)
            theirs = seconds(partial(answers_by_hand, hand, sql), rounds)
            other = f"{seconds(oracles[page], rounds):10.3f}" if page in oracles else f"{'–':>10}"
            print(f"{page:<12}{ours:9.3f}{theirs:9.3f}{ours / theirs:7.2f}{other}", flush=True)
        hand.close()
        print("compressed bytes:", payloads(engine), f"· warm ÷ cold: {warm_share(engine):.3f}", flush=True)
        engine.dispose()


def run(measure: Callable[[int, int], None], description: str | None, sizes: list[int]) -> None:
    """Read sizes and rounds from the command line, and measure each size."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for size in options.sizes:
        measure(size, options.rounds)


if __name__ == "__main__":
    run(measure, __doc__, [100_000, 1_000_000, 10_000_000])
