"""A selection as the query string of a URL, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from data_access.schema import LEVELS
from data_access.selection.periods import DEFAULT_PERIOD, preset_period
from data_access.selection.selection import Selection


@dataclass(frozen=True)
class KnownCodes:
    """The codes that a URL may name, each place with its parent (None for a street office)."""

    streets: Collection[str] = field(default_factory=frozenset)
    communities: Mapping[str, str] = field(default_factory=dict)
    grids: Mapping[str, str] = field(default_factory=dict)
    categories: Collection[str] = field(default_factory=frozenset)
    units: Collection[str] = field(default_factory=frozenset)


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
        "unit": list(selection.units),
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

    A place brings its parents with it, where the data set has them. Without `from` and `to` the period is the
    default preset that ends `today`, the day of the data's as-of moment.
    """
    ignored: list[Ignored] = []
    grids = _known(parameters, "grid", known.grids, ignored)
    communities = _known(parameters, "community", known.communities, ignored)
    streets = _known(parameters, "street", known.streets, ignored)
    communities = _ordered(communities, _above(grids, known.grids, known.communities))
    streets = _ordered(streets, _above(communities, known.communities, known.streets))
    start, end = _period(parameters, today, ignored)
    selection = Selection(
        start=start,
        end=end,
        streets=streets,
        communities=communities,
        grids=grids,
        categories=_known(parameters, "category", known.categories, ignored),
        levels=_known(parameters, "level", LEVELS, ignored),
        units=_known(parameters, "unit", known.units, ignored),
        allowed=allowed,
    )
    return selection, ignored


def _known(
    parameters: Mapping[str, list[str]], name: str, codes: Collection[str], ignored: list[Ignored]
) -> tuple[str, ...]:
    values = dict.fromkeys(parameters.get(name, []))
    ignored += [Ignored(name, value, "unknown") for value in values if value not in codes]
    return tuple(value for value in values if value in codes)


def _above(codes: Iterable[str], parents: Mapping[str, str], known: Collection[str]) -> list[str]:
    return [parents[code] for code in codes if parents[code] in known]


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
