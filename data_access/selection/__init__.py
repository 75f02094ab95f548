"""Selection: which places, period, categories and levels are looked at, and how that narrows a query."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import Column, ColumnElement, Select, Table, and_, or_, select

from data_access.places.shapes import Shape
from data_access.schema import LEVELS, case_categories

PERIODS = ("week", "month", "quarter", "year", "last_30_days", "custom")
"""Presets of the period: 本周, 本月, 本季, 今年, 近30天, 自定义."""

DEFAULT_PERIOD = "last_30_days"

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
            A table with place columns; one with `category_code` or `level` is narrowed by those too.
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
        return statement

    def during(self, at: ColumnElement) -> ColumnElement[bool]:
        """Return the condition that a moment falls in the period."""
        return and_(at >= self.start, at < self.end)

    def previous(self) -> Selection:
        """Return the same selection for the period just before (环比): whole months before whole months."""
        if self.start.day == 1 and self.end.day == 1:
            months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
            return replace(self, start=add_months(self.start, -months), end=self.start)
        return replace(self, start=self.start - timedelta(days=self.days), end=self.start)

    def year_earlier(self) -> Selection:
        """Return the same selection one year before (同比)."""
        return replace(self, start=add_months(self.start, -12), end=add_months(self.end, -12))

    def everywhere(self) -> Selection:
        """Return the same selection in all places that the user may see."""
        return replace(self, streets=(), communities=(), grids=(), within=None)

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


def _with_children(categories: Iterable[str]) -> Select:
    """Return the codes of the categories and of their subcategories."""
    codes = list(categories)
    return select(case_categories.c.code).where(
        or_(case_categories.c.code.in_(codes), case_categories.c.parent_code.in_(codes))
    )


# --- comparison ----------------------------------------------------------------------------------

COMPARISONS = ("previous", "year", "city")
"""What a selection can be compared with, beside another place: 上期 (环比), 去年同期 (同比), 全市."""


@dataclass(frozen=True)
class Comparison:
    """What figures are compared with: its name (one of `COMPARISONS`, or a place's code) and its selection."""

    name: str
    selection: Selection

    @property
    def in_time(self) -> bool:
        """Tell whether the same places are compared with themselves at another time; only then counts compare."""
        return self.name in ("previous", "year")


def comparison(selection: Selection, name: str) -> Comparison:
    """Return the comparison of a name; a place's code stands for the place at the selection's finest level."""
    others = {
        "previous": selection.previous,
        "year": selection.year_earlier,
        "city": selection.everywhere,
    }
    if name in others:
        return Comparison(name, others[name]())
    level, _ = selection.finest()
    return Comparison(name, selection.everywhere().at_place(level, name))


# --- periods -------------------------------------------------------------------------------------


def preset_period(name: str, today: date) -> tuple[date, date]:
    """Return start and exclusive end of a preset that ends today; weeks start on Monday.

    Raises KeyError for a name that is not a preset (`custom` is none).
    """
    starts = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": date(today.year, 3 * ((today.month - 1) // 3) + 1, 1),
        "year": date(today.year, 1, 1),
        "last_30_days": today - timedelta(days=29),
    }
    return starts[name], today + timedelta(days=1)


def period_name(start: date, end: date, today: date) -> str:
    """Return the preset that a period equals, else `custom`; the default preset wins a tie."""
    for name in (DEFAULT_PERIOD, *PERIODS[:-1]):
        if preset_period(name, today) == (start, end):
            return name
    return "custom"


def add_months(day: date, months: int) -> date:
    """Return the day so many months later (earlier if negative), at most the last of its month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# --- URL -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownCodes:
    """The codes that a URL may name, each place with its parent (None for a street office)."""

    streets: Collection[str] = field(default_factory=frozenset)
    communities: Mapping[str, str] = field(default_factory=dict)
    grids: Mapping[str, str] = field(default_factory=dict)
    categories: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Ignored:
    """A value of the URL that was left out: its parameter, the value, and why (unknown, bad_date, reversed)."""

    parameter: str
    value: str
    reason: str


def to_query(selection: Selection) -> dict[str, list[str]]:
    """Return the query string that reopens this selection; `from` and `to` are both inclusive."""
    parameters = {
        "street": list(selection.streets),
        "community": list(selection.communities),
        "grid": list(selection.grids),
        "category": list(selection.categories),
        "level": list(selection.levels),
        "from": [selection.start.isoformat()],
        "to": [selection.last_day.isoformat()],
    }
    return {name: values for name, values in parameters.items() if values}


def from_query(
    parameters: Mapping[str, list[str]],
    known: KnownCodes,
    today: date,
    allowed: frozenset[str] | None = None,
) -> tuple[Selection, list[Ignored]]:
    """Return the selection that a query string means and the values that were ignored.

    A community or grid brings its parents with it. Without `from` and `to` the period is the default
    preset that ends `today`, the day of the data's as-of moment.
    """
    ignored: list[Ignored] = []
    grids = _known(parameters, "grid", known.grids, ignored)
    communities = _known(parameters, "community", known.communities, ignored)
    streets = _known(parameters, "street", known.streets, ignored)
    communities = _ordered(communities, (known.grids[code] for code in grids))
    streets = _ordered(streets, (known.communities[code] for code in communities))
    start, end = _period(parameters, today, ignored)
    selection = Selection(
        start=start,
        end=end,
        streets=streets,
        communities=communities,
        grids=grids,
        categories=_known(parameters, "category", known.categories, ignored),
        levels=_known(parameters, "level", LEVELS, ignored),
        allowed=allowed,
    )
    return selection, ignored


def _known(
    parameters: Mapping[str, list[str]], name: str, codes: Collection[str], ignored: list[Ignored]
) -> tuple[str, ...]:
    values = dict.fromkeys(parameters.get(name, []))
    ignored += [Ignored(name, value, "unknown") for value in values if value not in codes]
    return tuple(value for value in values if value in codes)


def _ordered(codes: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*codes, *more)))


def _period(parameters: Mapping[str, list[str]], today: date, ignored: list[Ignored]) -> tuple[date, date]:
    start, end = preset_period(DEFAULT_PERIOD, today)
    first = _day(parameters, "from", ignored)
    last = _day(parameters, "to", ignored)
    if first and last and last < first:
        ignored.append(Ignored("to", last.isoformat(), "reversed"))
        return start, end
    if last:
        end = last + timedelta(days=1)
    if first and first < end:
        start = first
    elif first:
        start, end = first, first + timedelta(days=1)
    elif start >= end:
        start = end - timedelta(days=30)
    return start, end


def _day(parameters: Mapping[str, list[str]], name: str, ignored: list[Ignored]) -> date | None:
    values = parameters.get(name, [])
    if not values:
        return None
    try:
        day = date.fromisoformat(values[-1])
    except ValueError:
        ignored.append(Ignored(name, values[-1], "bad_date"))
        return None
    if not 1990 <= day.year <= 2100:
        ignored.append(Ignored(name, values[-1], "bad_date"))
        return None
    return day
