"""The page of data quality against the oracle: faults by place and month, rules, missing values, what is held.

The demo city was generated, so what only loads tell is not known there.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.walk.asking import LAST_WHOLE_DAY, Asked
from tests.walk.comparing import Tally
from tests.walk.counting import AS_OF, TABLES, City, within
from tests.walk.reading import Page
from tests.walk.telling import WORDS, column, headed, name_of

NAME = "data"
KINDS = ("ahead", "impossible", "repeated", "outside", "unplaced")
OF_EVERY = "community_code grid_code channel category_code unit_code summary due_at level compound_code"
OF_CLOSED = "accepted_at first_response_at handled_at resolved_level method visits reopened agreement_signed"
MAY_BE_EMPTY = "dispatched_at assigned_at on_time solved satisfaction"
LEFT_OUT = {*MAY_BE_EMPTY.split(), "compound_code", "agreement_kept"}
HAPPENS = {
    "cases": "reported_at",
    "visits": "visited_at",
    "meetings": "held_at",
    "activities": "starts_at",
    "elderly_surveys": "surveyed_on",
}
A_MONTH = 10


def of(name: str) -> str:
    return column(f"data.{name}")


def field(name: str) -> str:
    return WORDS[f"data.field.{name}"]


def share_of(kind: str) -> str:
    return WORDS["data.share_of"].format(kind=name_of(kind))


def reported(city: City, asked: Asked) -> pd.DataFrame:
    """The cases reported in the span, with what is wrong with each."""
    rows = city.rows("cases", asked.places)
    rows = rows[within(rows["reported_at"], asked.span)]
    events = city.frames["case_events"].sort_values(["case_id", "seq"])
    backwards = events["case_id"][events["at"] < events.groupby("case_id")["at"].shift()]
    closed, dated = rows["status"] == "closed", rows["closed_at"].notna()
    wrong = {
        "reported_ahead": rows["reported_at"] > AS_OF,
        "closed_ahead": closed & (rows["closed_at"] > AS_OF),
        "closed_before_reported": closed & (rows["closed_at"] < rows["reported_at"]),
        "closed_without_time": closed & ~dated,
        "open_with_time": (rows["status"] == "open") & dated,
        "steps_out_of_order": rows["case_id"].isin(backwards),
        "no_street_office": ~rows["street_office_code"].isin(city.frames["street_offices"]["code"]),
        "no_point": rows["longitude"].isna() | rows["latitude"].isna(),
    }
    rows = rows.assign(**wrong, repeated=np.nan, outside=np.nan)
    ahead, impossible, unplaced = list(wrong)[:2], list(wrong)[2:6], list(wrong)[6:]
    kinds = {"ahead": ahead, "impossible": impossible, "unplaced": unplaced}
    return rows.assign(**{kind: rows[names].any(axis=1) for kind, names in kinds.items()})


def expected_of(city: City, rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Of which cases each column that the city tells is expected."""
    closed = rows["status"] == "closed"
    every = pd.Series(True, index=rows.index)
    bases = dict.fromkeys(OF_EVERY.split(), every)
    bases |= dict.fromkeys((OF_CLOSED + " " + MAY_BE_EMPTY).split(), closed)
    bases["agreement_kept"] = closed & rows["agreement_signed"].eq(True)
    cases = city.frames["cases"]
    return {name: base for name, base in bases.items() if name in cases and cases[name].notna().any()}


def missing_share(city: City, rows: pd.DataFrame) -> float:
    """The share of missing values in per cent."""
    bases = {name: base for name, base in expected_of(city, rows).items() if name not in LEFT_OUT}
    empty = sum(int((base & rows[name].isna()).sum()) for name, base in bases.items())
    expected = sum(int(base.sum()) for base in bases.values())
    return 100 * empty / expected if expected else np.nan


def shares(city: City, rows: pd.DataFrame, key: pd.Series, head: str) -> pd.DataFrame:
    """Counts and shares of each kind for the values of a key."""
    told = []
    for value, group in rows.groupby(key):
        row = {head: value, of("cases"): len(group), headed("missing_cells"): missing_share(city, group)}
        for kind in KINDS:
            count = group[kind].astype(float).sum(min_count=1)
            row |= {headed(kind): count, share_of(kind): 100 * count / len(group)}
        told.append(row)
    return pd.DataFrame(told)


def cells(table: pd.DataFrame, head: str) -> pd.DataFrame:
    """The shares as the chart is drawn from them."""
    if table.empty:
        return table
    named = {headed("missing_cells"): name_of("missing_cells")} | {share_of(k): name_of(k) for k in KINDS}
    drawn = table.rename(columns=named).melt(head, list(named.values()), of("kind"), of("share"))
    return drawn.round({of("share"): 2})


def rules(rows: pd.DataFrame) -> pd.DataFrame:
    """Every rule with its cases."""
    kinds = {
        "reported_ahead": "ahead",
        "closed_ahead": "ahead",
        **dict.fromkeys(("closed_before_reported", "closed_without_time"), "impossible"),
        **dict.fromkeys(("open_with_time", "steps_out_of_order"), "impossible"),
        "no_street_office": "unplaced",
        "no_point": "unplaced",
        "repeated": "repeated",
        "outside": "outside",
    }
    counts = {rule: rows[rule].astype(float).sum(min_count=1) for rule in kinds}
    table = pd.DataFrame(
        {
            of("kind"): [name_of(kind) for kind in kinds.values()],
            of("rule"): [WORDS[f"data.rule.{rule}"] for rule in kinds],
            of("cases"): list(counts.values()),
            of("share"): [100 * count / len(rows) if len(rows) else np.nan for count in counts.values()],
            of("treatment"): [WORDS[f"data.treatment.{rule}"] for rule in kinds],
        }
    )
    return table if len(rows) else table.head(0)


def missing(city: City, rows: pd.DataFrame) -> pd.DataFrame:
    """Of how many cases each column is expected and empty."""
    told = [
        {
            of("field"): field(name),
            of("cells"): int(base.sum()),
            of("empty"): int((base & rows[name].isna()).sum()),
            of("share"): 100 * (base & rows[name].isna()).sum() / base.sum(),
            of("in_share"): WORDS[f"data.in_share.{'not_counted' if name in LEFT_OUT else 'counted'}"],
        }
        for name, base in expected_of(city, rows).items()
        if base.any()
    ]
    table = pd.DataFrame(told)
    return table if len(table) and table[of("empty")].any() else table.head(0)


def missing_by_place(city: City, rows: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    """The shares of the columns that are empty anywhere, by place."""
    bases = expected_of(city, rows)
    names = [name for name, base in bases.items() if (base & rows[name].isna()).any()]
    told = [
        {column("name"): value}
        | {
            field(name): 100
            * (bases[name] & rows[name].isna())[group.index].sum()
            / bases[name][group.index].sum()
            if bases[name][group.index].any()
            else np.nan
            for name in names
        }
        for value, group in rows.groupby(key)
    ]
    return pd.DataFrame(told) if names else pd.DataFrame()


def silent_months(city: City, asked: Asked) -> pd.DataFrame:
    """Whole months of the span without a case of a street office that has ten a month and more."""
    told = []
    months = pd.period_range(*asked.span, freq="M")
    months = [
        month
        for month in months
        if asked.span[0] <= month.start_time
        and month.end_time.normalize() <= min(asked.span[1], LAST_WHOLE_DAY)
    ]
    rows = city.rows("cases", asked.places)
    names = city.frames["street_offices"].set_index("code")["name"]
    for code, own in rows.groupby("street_office_code"):
        by_month = own["reported_at"].dt.to_period("M").value_counts()
        first = by_month.index.min()
        until = LAST_WHOLE_DAY.to_period("M") - 1
        length = len(pd.period_range(first, until, freq="M"))
        usual = by_month[by_month.index <= until].sum() / length
        told += [
            {column("street_office"): names[code], of("month"): f"{month}", of("usual"): round(usual, 1)}
            for month in months
            if usual >= A_MONTH and month > first and month not in by_month.index
        ]
    return pd.DataFrame(told)


def held(city: City) -> pd.DataFrame:
    """Rows and days of every table whose rows lie somewhere."""
    told = []
    for name, frame in city.frames.items():
        somewhere = "street_office_code" in frame or name == "street_offices"
        if not somewhere or frame.empty or name.startswith("import_"):
            continue
        at = pd.to_datetime(frame[HAPPENS[name]]).dt.normalize() if name in HAPPENS else pd.Series([pd.NaT])
        days = ["" if pd.isna(edge) else f"{edge:%Y-%m-%d}" for edge in (at.min(), at.max())]
        told.append([WORDS[f"table.{name}"], len(frame), *days])
    return pd.DataFrame(told, columns=[of(name) for name in ("target", "rows", "first", "last")])


def walk(tally: Tally, city: City, asked: Asked, page: Page) -> None:
    """Hold the page of data quality against the oracle."""
    rows = reported(city, asked)
    tally.told(NAME, "missing", page.card(name_of("missing_cells")).value, missing_share(city, rows))
    for kind in KINDS:
        count = np.nan if kind in ("repeated", "outside") else float(rows[kind].sum())
        tally.told(NAME, kind, page.card(name_of(kind)).value, count)
    places = city.named(TABLES[asked.below]).set_index("code")["name"]
    of_place = rows[f"{asked.below}_code"].map(places)
    of_month = rows["reported_at"].dt.strftime("%Y-%m")
    for key, by, head in (("place", of_place, column("name")), ("month", of_month, of("month"))):
        table = shares(city, rows, by, head)
        tally.panel(NAME, page, f"faults_by_{key}", table, drawn=cells(table, head))
    tally.panel(NAME, page, "rules", rules(rows))
    table = missing(city, rows)
    drawn = table[table[of("empty")] > 0][[of("field"), of("share")]].round(2) if len(table) else table
    tally.panel(NAME, page, "missing", table, drawn=drawn)
    table = missing_by_place(city, rows, of_place)
    drawn = table.melt(column("name"), var_name=of("field"), value_name=of("share")) if len(table) else table
    tally.panel(NAME, page, "missing_by_place", table, drawn=drawn)
    tally.panel(NAME, page, "silent_months", silent_months(city, asked))
    tally.panel(NAME, page, "held", held(city))
