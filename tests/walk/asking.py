"""What the walk asks for: places, spans and comparisons, and by which calendar they are held against each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pandas as pd

DAY = pd.Timedelta(days=1)
TODAY = pd.Timestamp("2026-06-30")
LAST_WHOLE_DAY = TODAY - DAY  # the demo city's last day ends at 18:00
LEVELS = ("street_office", "community", "grid")
FREQUENCY = {"day": "D", "week": "W-SUN", "month": "M"}

Span = tuple[pd.Timestamp, pd.Timestamp]
"""First and last day, both inclusive."""


@dataclass(frozen=True)
class Asked:
    """A query string, and what it means: the places by level, the span, and what is compared with."""

    name: str
    places: dict[str, str]
    span: Span
    compare: str = "previous"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """The query string of a page's address."""
        named = {"street_office": "street"}
        places = {named.get(level, level): code for level, code in self.places.items()}
        days = {"from": f"{self.span[0]:%Y-%m-%d}", "to": f"{self.span[1]:%Y-%m-%d}"}
        return places | days | {"compare": self.compare} | self.extra

    @property
    def in_time(self) -> bool:
        """Whether the places are compared with themselves."""
        return self.compare in ("previous", "year")

    @property
    def known(self) -> Span:
        """The part of the span that has been."""
        first, last = self.span
        return (first, min(last, TODAY)) if first <= TODAY else self.span

    @property
    def other_span(self) -> Span:
        """The span of the comparison."""
        return {"previous": before, "year": a_year_before}.get(self.compare, lambda span: span)(self.known)

    @property
    def other_places(self) -> dict[str, str]:
        """The places of the comparison."""
        if self.in_time:
            return self.places
        return {} if self.compare == "city" else {self.finest: self.compare}

    @property
    def earlier(self) -> Asked:
        """The same on pages that compare with earlier periods only: there any place gives way to the period before."""
        return self if self.in_time else replace(self, compare="previous")

    @property
    def finest(self) -> str:
        """The finest level selected."""
        return next((level for level in reversed(LEVELS) if level in self.places), "street_office")

    @property
    def below(self) -> str:
        """The level of the places that the selected one is made of."""
        return LEVELS[min(LEVELS.index(self.finest) + 1, 2)] if self.places else "street_office"

    @property
    def pace(self) -> float:
        """Days here ÷ days there."""
        return days(self.known) / days(self.other_span)

    @property
    def unit(self) -> str:
        """What a chart over the span counts by."""
        length = days(self.span)
        return "day" if length <= 45 else "week" if length <= 200 else "month"


def days(span: Span) -> int:
    """How many days a span has."""
    return len(pd.date_range(*span))


def months_of(span: Span) -> int:
    """Of how many whole months a span is made, 0 where it is not."""
    held = pd.period_range(*span, freq="M")
    whole = held[0].start_time == span[0] and held[-1].end_time.normalize() == span[1]
    return len(held) if whole else 0


def before(span: Span) -> Span:
    """The span before: whole months, the same days of the month before, or as many days."""
    first, last = span
    if months := months_of(span):
        held = pd.period_range(end=first.to_period("M") - 1, periods=months, freq="M")
        return held[0].start_time, held[-1].end_time.normalize()
    if first.day == 1 and first.to_period("M") == last.to_period("M"):
        return first - pd.DateOffset(months=1), last - pd.DateOffset(months=1)
    return first - timedelta(days=days(span)), first - DAY


def a_year_before(span: Span) -> Span:
    """The same span a year before."""
    first, last = (day - pd.DateOffset(years=1) for day in span)
    return (first, last + pd.offsets.MonthEnd(0)) if months_of(span) else (first, last)


def buckets(span: Span, unit: str) -> list[Span]:
    """The days, weeks or months that a span touches, each from its first to its last day."""
    held = pd.period_range(*span, freq=FREQUENCY[unit])
    return [(period.start_time, period.end_time.normalize()) for period in held]


def whole(bucket: Span, span: Span) -> bool:
    """Whether a bucket lies in a span and has ended."""
    return span[0] <= bucket[0] and bucket[1] <= min(span[1], LAST_WHOLE_DAY)


def beside(asked: Asked) -> list[tuple[Span, Span]]:
    """Whole buckets of the comparison, each with the one that it stands beside."""
    here, there = buckets(asked.known, asked.unit), buckets(asked.other_span, asked.unit)
    if asked.compare == "year" and asked.unit == "week":
        numbers = {first.isocalendar()[:2]: (first, last) for first, last in here}
        keyed = [
            ((first.isocalendar().year + 1, first.isocalendar().week), (first, last)) for first, last in there
        ]
        pairs = [(bucket, numbers[key]) for key, bucket in keyed if key in numbers]
    else:
        pairs = list(zip(there, here, strict=False))
    return [(then, now) for then, now in pairs if whole(then, asked.other_span) and whole(now, asked.known)]


def span(first: str, last: str) -> Span:
    """A span from two dates in words."""
    return pd.Timestamp(first), pd.Timestamp(last)


STREET = {"street_office": "350582001000"}
ONE_OF_TWO = {"street_office": "350582107000", "community": "350582107203"}
THE_OTHER = {"street_office": "350582101000", "community": "350582101219"}
GRID = {"street_office": "350582002000", "community": "350582002014", "grid": "350582002014004"}

WALKED = (
    Asked("the city in a month against the month before", {}, span("2026-05-01", "2026-05-31")),
    Asked("a street office in a quarter against last year", STREET, span("2026-01-01", "2026-03-31"), "year"),
    Asked(
        "one of two places of a name against the city", ONE_OF_TWO, span("2026-04-01", "2026-06-30"), "city"
    ),
)
"""What every run of the tests walks."""

FURTHER = (
    Asked("the city up to 29 February against last year", {}, span("2024-02-26", "2024-02-29"), "year"),
    Asked("29 February alone", {}, span("2024-02-29", "2024-02-29")),
    Asked("the other place of that name", THE_OTHER, span("2025-07-01", "2026-06-30"), "350582107203"),
    Asked("a grid in a year", GRID, span("2025-01-01", "2025-12-31")),
    Asked("a grid in a week against last year", GRID, span("2026-06-15", "2026-06-21"), "year"),
    Asked("a street office against another", STREET, span("2026-06-01", "2026-06-30"), "350582103000"),
    Asked("a span that lasts into the future", STREET, span("2026-06-01", "2026-12-31"), "year"),
    Asked("a span that has not begun", {}, span("2027-01-01", "2027-01-31")),
    Asked("a span before all cases", {}, span("2019-03-01", "2019-03-31"), "year"),
    Asked("the month so far", STREET, span("2026-02-01", "2026-02-17")),
)
"""What the command walks besides."""
