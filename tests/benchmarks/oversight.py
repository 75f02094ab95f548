"""Time the queries of case oversight (list, evaluation, attention, process) beside hand-written SQL.

    python -m tests.benchmarks.oversight [--sizes 100000 10000000] [--rounds 3]

Each page is asked for the last 30 days, as it opens, and for a year; what a page asks whatever the period is the
same in both. Prints seconds of ours and of hand-written DuckDB SQL for the same answers, and their ratio.
"""

from __future__ import annotations

import tempfile
from datetime import date
from functools import partial
from pathlib import Path

from data_access import cases, demo, evaluation, process
from data_access.attention import signals
from data_access.selection import Selection
from tests.benchmarks.pages import Call, answers, answers_by_hand, build, call, run, seconds

AS_OF = demo.AS_OF
PERIODS = {
    "30 days": Selection(date(2026, 6, 1), date(2026, 7, 1)),
    "a year": Selection(date(2025, 7, 1), date(2026, 7, 1)),
}
JUDGED = signals.judged_on(AS_OF.date())

REPORTED = "reported_at >= '{start}' AND reported_at < '{end}'"
CLOSED = "closed_at >= '{start}' AND closed_at < '{end}'"
DUE = "due_at >= '{start}' AND due_at < '{end}' AND due_at <= '{as_of}'"
FOUND = """(case_id ILIKE '%漏水%' OR summary ILIKE '%漏水%' OR category_code IN (SELECT c.code FROM case_categories c
    LEFT JOIN case_categories m ON m.code = c.parent_code
    WHERE c.name ILIKE '%漏水%' OR c.name_en ILIKE '%漏水%' OR m.name ILIKE '%漏水%' OR m.name_en ILIKE '%漏水%'))"""
NAMED = """SELECT p.*, k.name, s.name, m.name, g.name, o.name FROM ({page}) p
    LEFT JOIN case_categories k ON k.code = p.category_code LEFT JOIN street_offices s ON s.code = p.street_office_code
    LEFT JOIN communities m ON m.code = p.community_code LEFT JOIN grids g ON g.code = p.grid_code
    LEFT JOIN compounds o ON o.code = p.compound_code"""

RATES = f"""
    SELECT community_code, count(*) FILTER (WHERE r), count(*) FILTER (WHERE r AND accepted_at IS NOT NULL),
    count(*) FILTER (WHERE r AND (first_response_at >= reported_at
        OR reported_at <= '{{as_of}}'::TIMESTAMP - INTERVAL 1 DAY)),
    count(*) FILTER (WHERE r AND first_response_at >= reported_at
        AND first_response_at <= reported_at + INTERVAL 1 DAY),
    quantile_cont(CASE WHEN r AND first_response_at >= reported_at
        THEN date_part('epoch', first_response_at) - date_part('epoch', reported_at) END, 0.5) / 3600,
    count(*) FILTER (WHERE d), count(*) FILTER (WHERE d AND handled_at IS NOT NULL),
    count(*) FILTER (WHERE d AND handled_at <= due_at), count(*) FILTER (WHERE d AND closed_at IS NOT NULL),
    count(*) FILTER (WHERE d AND closed_at <= due_at), count(*) FILTER (WHERE d AND closed_at IS NULL),
    count(*) FILTER (WHERE c), count(*) FILTER (WHERE c AND reopened IS NOT NULL),
    count(*) FILTER (WHERE c AND reopened > 0), count(*) FILTER (WHERE c AND solved IS NOT NULL),
    count(*) FILTER (WHERE c AND solved), count(*) FILTER (WHERE c AND satisfaction IS NOT NULL),
    count(*) FILTER (WHERE c AND satisfaction >= 4), count(*) FILTER (WHERE c AND resolved_level IS NOT NULL),
    count(*) FILTER (WHERE c AND resolved_level = 'grid'),
    count(*) FILTER (WHERE c AND resolved_level IN ('grid', 'community')),
    count(*) FILTER (WHERE c AND resolved_level IN ('street_office', 'city')),
    count(*) FILTER (WHERE c AND agreement_signed), count(*) FILTER (WHERE c AND agreement_kept IS NOT NULL),
    count(*) FILTER (WHERE c AND agreement_kept)
    FROM (SELECT *, {REPORTED} AS r, {CLOSED} AS c, {DUE} AS d FROM cases WHERE ({REPORTED}) OR ({CLOSED}) OR ({DUE}))
    GROUP BY 1"""
REPEATS = """
    SELECT community_code, count(*) FILTER (WHERE r),
        count(*) FILTER (WHERE r AND reported_at <= before + INTERVAL 90 DAY)
    FROM (SELECT community_code, reported_at, reported_at >= '{start}' AS r, lag(reported_at) OVER
        (PARTITION BY coalesce(compound_code, grid_code), category_code ORDER BY reported_at, case_id) AS before
        FROM cases WHERE reported_at >= '{start}'::DATE - 90 AND reported_at < '{end}'
        AND coalesce(compound_code, grid_code) IS NOT NULL) GROUP BY 1"""
WEEKS = """
    SELECT street_office_code, community_code, category_code, sum(n) FILTER (WHERE w = 52),
    min(f) FILTER (WHERE w = 52),
    sum(n) FILTER (WHERE w < 52), sum(n * n) FILTER (WHERE w < 52), min(w) FROM
    (SELECT street_office_code, community_code, category_code,
        date_diff('day', '{first}'::DATE, reported_at::DATE) // 7 AS w,
        count(*) AS n, min(reported_at) AS f FROM cases WHERE reported_at >= '{first}' AND reported_at < '{last}'
        GROUP BY ALL) GROUP BY ALL"""
DAYS = """(SELECT street_office_code, community_code, grid_code, day, max(seen) AS seen FROM
    (SELECT street_office_code, community_code, grid_code, visited_at::DATE AS day, max(visited_at) AS seen FROM visits
        WHERE visited_at >= '{first}' AND visited_at < '{last}' GROUP BY ALL
    UNION ALL SELECT street_office_code, community_code, grid_code, reported_at::DATE, max(reported_at) FROM cases
        WHERE reported_at >= '{first}' AND reported_at < '{last}' GROUP BY ALL) GROUP BY ALL)"""
GAPS = f"""
    SELECT previous, step, count(*), quantile_cont(CASE WHEN before <= taken
        THEN date_part('epoch', taken) - date_part('epoch', before) END, 0.5) / 3600,
        count(DISTINCT case_id) FILTER (WHERE taken < before)
    FROM (SELECT case_id, step, "at" AS taken, lag(step) OVER w AS previous, lag("at") OVER w AS before FROM case_events
        WHERE case_id IN (SELECT case_id FROM cases WHERE {REPORTED}) WINDOW w AS (PARTITION BY case_id ORDER BY seq))
    GROUP BY GROUPING SETS ((previous, step), (step), ())"""

BY_HAND = {
    "list": [
        f"SELECT count(*) FROM cases WHERE {REPORTED} AND {FOUND}",
        NAMED.format(
            page=f"SELECT * FROM cases WHERE {REPORTED} AND {FOUND} ORDER BY due_at, case_id LIMIT 15"
        ),
    ],
    "evaluation": [RATES, REPEATS],
    "attention": [
        WEEKS,
        f"SELECT street_office_code, community_code, grid_code, count(*), max(seen) FROM {DAYS} GROUP BY ALL",
        f"SELECT day, count(*) FROM {DAYS} GROUP BY 1",
        "SELECT community_code, count(*) FILTER (WHERE due_at < '{as_of}'), min(due_at), count(*) FROM cases "
        "WHERE status = 'open' AND due_at <= '{as_of}'::TIMESTAMP + INTERVAL 3 DAY GROUP BY 1",
    ],
    "process": [
        "SELECT step, count(DISTINCT case_id) FROM case_events "
        f"WHERE case_id IN (SELECT case_id FROM cases WHERE {REPORTED}) GROUP BY 1",
        GAPS,
        "SELECT split_part(category_code, '.', 1), least(ceil(date_diff('second', reported_at, "
        "coalesce(closed_at, '{as_of}')) / 3600), 2160)::INT AS h, closed_at IS NOT NULL, count(*) FROM cases "
        f"WHERE {REPORTED} AND coalesce(closed_at, '{{as_of}}') >= reported_at GROUP BY ALL",
        "SELECT level, date_diff('day', reported_at, TIMESTAMP '{as_of}') // 15, count(*), "
        "count(*) FILTER (WHERE due_at < '{as_of}') FROM cases WHERE status = 'open' GROUP BY ALL",
        "SELECT date_diff('day', reported_at, TIMESTAMP '{as_of}') // 15, count(*) FROM cases "
        "WHERE reported_at <= '{as_of}' AND (closed_at > '{as_of}' OR closed_at IS NULL AND status = 'open') "
        "GROUP BY 1",
    ],
}


def calls(selection: Selection) -> dict[str, list[Call]]:
    """Return what each page asks in a period."""
    found = {"standing": "reported", "search": "漏水"}
    return {
        "list": [
            call(cases.counted, selection, AS_OF, *found.values()),
            call(cases.listed, selection, AS_OF, **found, limit=15),
        ],
        "evaluation": [
            call(evaluation.rates_by_place, selection, AS_OF, "community"),
            call(evaluation.repeats_by_place, selection, "community"),
        ],
        "attention": [
            call(signals.by_week, JUDGED),
            call(signals.life_of_grids, JUDGED),
            call(signals.life_by_day, JUDGED),
            call(signals.late, selection, AS_OF),
        ],
        "process": [
            call(process.steps_taken, selection),
            call(process.step_gaps, selection),
            call(process.survival_counts, selection, AS_OF, "category"),
            call(process.ageing, selection, AS_OF),
            call(process.open_at, selection, AS_OF),
        ],
    }


def measure(size: int, rounds: int) -> None:
    """Print the figures of one size."""
    with tempfile.TemporaryDirectory() as folder:
        engine = build(Path(folder), size)
        hand = engine.raw_connection()
        cursor = hand.cursor()
        print(f"\n{size:,} cases\n{'page':<12}{'period':<10}{'ours s':>9}{'SQL s':>9}{'ratio':>7}")
        for period, selection in PERIODS.items():
            names = {
                "start": selection.start,
                "end": selection.end,
                "as_of": AS_OF,
                "first": JUDGED.start,
                "last": JUDGED.end,
            }
            for page, asked in calls(selection).items():
                sql = [text.format(**names) for text in BY_HAND[page]]
                ours = seconds(partial(answers, engine, asked), rounds)
                theirs = seconds(partial(answers_by_hand, cursor, sql), rounds)
                print(f"{page:<12}{period:<10}{ours:9.3f}{theirs:9.3f}{ours / theirs:7.2f}", flush=True)
        hand.close()
        engine.dispose()


if __name__ == "__main__":
    run(measure, __doc__, [100_000, 10_000_000])
