"""Checks of what is loaded: references that lead nowhere, and rows that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Engine, FromClause, Select, func, select

from data_access.cases import CONTRADICTIONS, closed_before_reported, out_of_order
from data_access.database.reading import read
from data_access.places.areas import DOWN_TO_COMPOUND, lacks_residents
from data_access.schema import (
    case_categories,
    cases,
    communities,
    grids,
    metadata,
    street_offices,
    units,
)
from data_access.selection.selection import place_columns


@dataclass(frozen=True)
class Finding:
    """One check that found something: its text key, details, and whether it breaks integrity or only warns."""

    key: str
    details: dict[str, object]
    broken: bool


def findings(engine: Engine) -> list[Finding]:
    """Return what the checks found, broken references first."""
    return [*_unknown_places(engine), *_in_cases(engine), *_without_residents(engine)]


def _unknown_places(engine: Engine) -> Iterator[Finding]:
    """Yield the columns that name places which are not in the place's own table."""
    for table in metadata.tables.values():
        for level, column in place_columns(table).items():
            target = DOWN_TO_COMPOUND[level]
            if column is target.c.code:
                continue
            if count := _count(engine, _dangling(column, target.c.code)):
                details = {"table": table.name, "count": count, "column": column.name}
                yield Finding("unknown_place", details, broken=True)


def _in_cases(engine: Engine) -> Iterator[Finding]:
    """Yield what cases and their steps contradict."""
    checks = (
        ("unknown_category", _dangling(cases.c.category_code, case_categories.c.code), True),
        ("unknown_unit", _dangling(cases.c.unit_code, units.c.code), True),
        ("closed_before_reported", _rows(cases).where(closed_before_reported()), False),
        *((name, _rows(cases).where(condition()), False) for name, condition in CONTRADICTIONS.items()),
        ("no_deadline", _rows(cases).where(cases.c.due_at.is_(None)), False),
        ("steps_out_of_order", _rows(out_of_order().subquery()), False),
    )
    for key, statement, broken in checks:
        if count := _count(engine, statement):
            yield Finding(key, {"count": count}, broken)


def _without_residents(engine: Engine) -> Iterator[Finding]:
    """Yield the levels with places whose residents are not known."""
    for table in (street_offices, communities, grids):
        empty = _rows(table).where(lacks_residents(table))
        if count := _count(engine, empty):
            yield Finding("no_residents", {"table": table.name, "count": count}, broken=False)


def _rows(table: FromClause) -> Select:
    return select(func.count().label("count")).select_from(table)


def _dangling(column: Column, target: Column) -> Select:
    return _rows(column.table).where(column.is_not(None), column.not_in(select(target)))


def _count(engine: Engine, statement: Select) -> int:
    return int(read(engine, statement)["count"].iloc[0])
