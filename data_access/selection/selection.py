"""Selection: which places, period, categories, levels and units are looked at, and how that narrows a query."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Column, ColumnElement, Select, Table, and_, or_, select, true

from data_access.places.shapes import Shape
from data_access.schema import case_categories, cases, units
from data_access.selection.periods import period_a_year_before, period_before

POINTED = frozenset({"cases", "compounds", "spaces", "landmarks"})
"""Tables whose rows lie at their own point; that of a street office, community or grid is only its label's."""


@dataclass(frozen=True)
class Selection:
    """What a page looks at.

    Each non-empty level of places narrows further: a street office with one of its communities means
    that community. `end` is exclusive. `allowed` holds the street offices that this user may see
    (None: all); it narrows by the same method as a filter, so no query can forget it. `within` is a shape that
    a reader drew: only rows with a point inside it count, and a table without points is refused, so that no
    figure can leave it out unsaid.
    """

    start: date
    end: date
    streets: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    allowed: frozenset[str] | None = None
    within: Shape | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period ends after it starts: {self.start} .. {self.end}")

    @property
    def days(self) -> int:
        """Length of the period in days."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """Last day of the period, inclusive."""
        return self.end - timedelta(days=1)

    def places(self, table: Table) -> ColumnElement[bool]:
        """Return the condition that a row of `table` lies in the selected and allowed places, and within the shape.

        Raises ValueError where there is a shape and the table has no points.
        """
        columns = place_columns(table)
        conditions: list[ColumnElement[bool]] = [
            columns[level].in_(codes)
            for level, codes in self._place_filters()
            if codes is not None and level in columns
        ]
        if self.within is not None:
            if table.name not in POINTED:
                raise ValueError(f"rows of {table.name} have no point that could lie within a shape")
            conditions.append(self.within.condition(table.c.longitude, table.c.latitude))
        return and_(True, *conditions)

    def narrow(self, statement: Select, table: Table, *, at: Column | None = None) -> Select:
        """Return the statement narrowed to this selection.

        Parameters
        ----------
        table
            A table with place columns; one with `category_code`, `level` or `unit_code` is narrowed by those too.
        at
            The date or timestamp column that must fall in the period; None leaves time open.
        """
        statement = statement.where(self.places(table))
        if at is not None:
            statement = statement.where(self.during(at))
        if self.categories and "category_code" in table.c:
            statement = statement.where(table.c.category_code.in_(_with_children(self.categories)))
        if self.levels and "level" in table.c:
            statement = statement.where(table.c.level.in_(self.levels))
        unit = table.c.code if table is units else table.c.get("unit_code")
        if self.units and unit is not None:
            statement = statement.where(unit.in_(_with_units_below(self.units)))
        if table is units:
            statement = statement.where(may_see(units, self.allowed))
        return statement

    def during(self, at: ColumnElement) -> ColumnElement[bool]:
        """Return the condition that a moment falls in the period."""
        return and_(at >= self.start, at < self.end)

    def previous(self) -> Selection:
        """Return the same selection for the period before (环比), see `periods.period_before`."""
        start, end = period_before(self.start, self.end)
        return replace(self, start=start, end=end)

    def year_earlier(self) -> Selection:
        """Return the same selection one year before (同比), see `periods.period_a_year_before`."""
        start, end = period_a_year_before(self.start, self.end)
        return replace(self, start=start, end=end)

    def until(self, day: date) -> Selection:
        """Return the selection up to a day, inclusive; one that begins later, of which nothing is known, as it is."""
        end = min(self.end, day + timedelta(days=1))
        return replace(self, end=end) if end > self.start else self

    def everywhere(self) -> Selection:
        """Return the same selection in all places that the user may see."""
        return replace(self, streets=(), communities=(), grids=(), within=None)

    def limited_to(self, allowed: frozenset[str]) -> Selection:
        """Return the same selection of no other street offices than these, whichever it allowed before."""
        return replace(self, allowed=allowed if self.allowed is None else self.allowed & allowed)

    def finest(self) -> tuple[str, tuple[str, ...]]:
        """Return the finest level of places selected and their codes; street_office and none for the whole city."""
        for level, codes in (("grid", self.grids), ("community", self.communities)):
            if codes:
                return level, codes
        return "street_office", self.streets

    def at_place(self, level: str, code: str) -> Selection:
        """Return the same selection narrowed to one more place (level: street_office, community, grid)."""
        if level == "street_office":
            return replace(self, streets=(code,))
        return replace(self, communities=(code,)) if level == "community" else replace(self, grids=(code,))

    def of_everything(self) -> Selection:
        """Return the same selection of all categories, levels and units; places, shape and period stay."""
        return replace(self, categories=(), levels=(), units=())

    def _place_filters(self) -> tuple[tuple[str, Collection[str] | None], ...]:
        return (
            ("street_office", None if self.allowed is None else sorted(self.allowed)),
            ("street_office", self.streets or None),
            ("community", self.communities or None),
            ("grid", self.grids or None),
        )


def place_columns(table: Table) -> dict[str, Column]:
    """Return the table's columns that hold place codes, by level."""
    own = {"street_offices": "street_office", "communities": "community", "grids": "grid"}.get(table.name)
    columns = {
        level: table.c[f"{level}_code"]
        for level in ("street_office", "community", "grid", "compound")
        if f"{level}_code" in table.c
    }
    return columns | ({own: table.c.code} if own else {})


def may_see(table: Table, allowed: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition that a row is there for a user who may see these street offices, None for all.

    Rows of tables that do not say where they lie are the whole city's. A unit is there with the cases that it handles.
    """
    street_office = place_columns(cases if table is units else table).get("street_office")
    if allowed is None or street_office is None:
        return true()
    inside = street_office.in_(sorted(allowed))
    return units.c.code.in_(_with_units_above(inside)) if table is units else inside


def _with_units_above(inside: ColumnElement[bool]) -> Select:
    """Return the codes of the units that handle any of these cases, and of all units above them."""
    met = select(units.c.code, units.c.parent_code)
    found = met.where(units.c.code.in_(select(cases.c.unit_code).where(inside))).cte(recursive=True)
    above = select(units.c.code, units.c.parent_code).where(units.c.code == found.c.parent_code)
    return select(found.union(above).c.code)


def _with_children(categories: Iterable[str]) -> Select:
    """Return the codes of the categories and of their subcategories."""
    codes = list(categories)
    return select(case_categories.c.code).where(
        or_(case_categories.c.code.in_(codes), case_categories.c.parent_code.in_(codes))
    )


def _with_units_below(codes: Iterable[str]) -> Select:
    """Return the codes of the units and of all units below them, however deep."""
    chosen = select(units.c.code).where(units.c.code.in_(list(codes))).cte(recursive=True)
    below = select(units.c.code).where(units.c.parent_code == chosen.c.code)
    return select(chosen.union(below).c.code)  # a union: parents in a circle come to an end
