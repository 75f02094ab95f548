"""Aggregates that every subject's queries are made of."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ColumnElement,
    Double,
    and_,
    case,
    exists,
    func,
)


def count_where(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many rows of a group meet all conditions; a condition that is NULL is not met."""
    return func.count().filter(and_(*conditions))


def total(value: ColumnElement) -> ColumnElement:
    """Return the sum of a group's values: 0 of no rows, NULL of rows of which none tells its value."""
    return case((func.count() == 0, 0), else_=func.sum(value))


def told_at_all(column: Column) -> ColumnElement[bool]:
    """Return whether any row of the data set has a value in a column, whatever the query around it is narrowed to."""
    every = column.table.alias()  # so that it is not narrowed with the query it stands in
    return exists().where(every.c[column.key].is_not(None))


def median(value: ColumnElement) -> ColumnElement:
    """Return the median of a group's values, NULLs left out, between the two middle ones of an even number."""
    return func.percentile_cont(0.5).within_group(value)


def hours_between(start: ColumnElement, end: ColumnElement) -> ColumnElement:
    """Return the hours from one timestamp to another as a double, on either database."""
    seconds = func.date_part("epoch", end).cast(Double) - func.date_part("epoch", start).cast(Double)
    return seconds / 3600.0
