"""One line a person counted up: a row for each survey of a place, and no person in it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data_access.loading.mapping import Count, TableMapping
from data_access.loading.numbers import read_numbers
from data_access.loading.reshaping import require
from data_access.loading.sources import Source
from data_access.loading.sources.source import REJECT_COLUMNS, Fact
from data_access.loading.spelling import is_one_of

YEARS = "岁"


def counted_up(source: Source, mapping: TableMapping) -> Source:
    """Return the source with a row for all lines that are alike in what the mapping takes as it stands.

    Columns of counts stand beside these; of all others nothing is left. A line whose number cannot be read, or is
    not there, is refused. Raises LoadRefused where the file lacks a column.
    """
    if not mapping.count_up:
        return source
    alike, rules = _alike(mapping), mapping.count_up.values()
    rows = source.rows
    require(rows, (*alike, *(rule.column for rule in rules)), source.name)
    numbers = {
        rule.column: read_numbers(rows[rule.column], YEARS) for rule in rules if rule.least is not None
    }
    rejected = _refused(rows, numbers)
    rows = rows.drop(index=rejected["row_number"])
    group = rows.groupby(list(alike), sort=False).ngroup() if alike else pd.Series(0, index=rows.index)
    counts = {
        rule.name: _count(rows, group, rule, numbers.get(rule.column)).astype(str).to_numpy()
        for rule in rules
    }
    first = ~group.duplicated()
    told: Fact = ("counted_up", {"persons": len(rows), "rows": int(first.sum())})
    return replace(
        source,
        blocks=[rows.loc[first, list(alike)].assign(**counts)],
        rejected=pd.concat([source.rejected, rejected], ignore_index=True),
        facts=(*source.facts, told),
        counted_up=len(rows),
    )


def _alike(mapping: TableMapping) -> tuple[str, ...]:
    """Return the columns of the source that the mapping takes as they stand: lines alike in them are one row."""
    made = {rule.name for rule in mapping.count_up.values()}
    taken = [*mapping.columns.values(), *mapping.places.values(), *mapping.key]
    beside = [name for name in (mapping.place, mapping.unit, *(mapping.category or ())) if name is not None]
    return tuple(dict.fromkeys(name for name in (*taken, *beside) if name not in made))


def _refused(rows: pd.DataFrame, numbers: dict[str, pd.Series]) -> pd.DataFrame:
    """Return the lines of which a number is missing or none, each once."""
    refused = []
    for column, read in numbers.items():
        texts = rows.loc[read.isna(), column]
        reasons = texts.map(lambda text: "bad_number" if text else "missing")
        found = {"row_number": texts.index, "column_name": column, "value": texts, "reason": reasons}
        refused.append(pd.DataFrame(found, columns=REJECT_COLUMNS))
    if not refused:
        return pd.DataFrame(columns=REJECT_COLUMNS)
    return pd.concat(refused).drop_duplicates("row_number").reset_index(drop=True)


def _count(rows: pd.DataFrame, group: pd.Series, rule: Count, numbers: pd.Series | None) -> pd.Series:
    """Return for each group how many lines the rule counts, or how many different texts its column has."""
    texts = rows[rule.column]
    if rule.different:
        return texts.where(texts != "").groupby(group).nunique()
    counts = is_one_of(texts, rule.words) if numbers is None else numbers.loc[rows.index] >= rule.least
    return counts.astype(int).groupby(group).sum()
