"""What alerts are judged from: small tables of recent counts beside each place's own past.

Each function builds one statement. The past is the 52 weeks before the last seven days, so that no
statement reads more than thirteen months of cases. The period of the Selection given is the one read:
`judged_on` makes it for statistical judgements, `lately` for facts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from data_access.cases import (
    SATISFIED_FROM,
    closed_during,
    due_shortly,
    due_soon,
    overdue,
    rated,
    reopening,
    was_open,
    was_overdue,
)
from data_access.database.measures import hours_between
from data_access.places.areas import beside_measures
from data_access.schema import case_events, cases, communities, compounds, grids, visits
from data_access.selection import Selection
from data_access.statistics.surveillance import RECENT_DAYS, WEEKS

REPEATED_FROM = 3
"""Cases of one category at one compound in 90 days from which they are a repeat complaint."""

PAIR = (cases.c.street_office_code, cases.c.community_code, cases.c.category_code)
"""What surges are looked for in: each community and category."""

HOURS_IN_A_WEEK = 168.0


def judged_on(as_of: date, allowed: frozenset[str] | None = None) -> Selection:
    """Return the last seven days, which end with the day `as_of`, and 52 weeks before, in all places allowed.

    A place is judged beside all others, whatever is being looked at: a filter narrows what is shown, not
    how it is judged.
    """
    end = as_of + timedelta(days=1)
    return Selection(end - timedelta(weeks=WEEKS + 1), end, allowed=allowed)


def lately(selection: Selection, as_of: date, days: int) -> Selection:
    """Return the selected places and categories in the `days` that end with the day `as_of`."""
    end = as_of + timedelta(days=1)
    return replace(selection, start=end - timedelta(days=days), end=end)


def by_week(judged: Selection) -> Select:
    """Return the cases of the last seven days and of the 52 weeks before, for each community and category.

    Columns: street_office_code, community_code, category_code, recent (cases in the last seven days),
    since (the first of them), past and past_squares (sum of the weekly counts of the past and of their
    squares), first_week (0 … 52, the first week with any case). Pairs without a case are absent.
    """
    weekly = _counted_by_week(judged)
    recent, reported = weekly.c.week == WEEKS, weekly.c.reported
    pair = [weekly.c[key.name] for key in PAIR]

    def total(value: ColumnElement, condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(value).filter(condition), 0).cast(Integer)

    return (
        select(
            *pair,
            total(reported, recent).label("recent"),
            func.min(weekly.c.first_at).filter(recent).label("since"),
            total(reported, not_(recent)).label("past"),
            total(reported * reported, not_(recent)).label("past_squares"),
            func.min(weekly.c.week).label("first_week"),
        )
        .group_by(*pair)
        .order_by(*pair)
    )


def _counted_by_week(judged: Selection) -> Subquery:
    """Return the cases of each community and category in each week from the start: week, reported, first_at."""
    start = datetime.combine(judged.start, time())
    week = func.floor(hours_between(literal(start), cases.c.reported_at) / HOURS_IN_A_WEEK).cast(Integer)
    counted = select(
        *PAIR,
        week.label("week"),
        func.count().label("reported"),
        func.min(cases.c.reported_at).label("first_at"),
    ).where(cases.c.community_code.is_not(None), cases.c.category_code.is_not(None))
    return judged.narrow(counted, cases, at=cases.c.reported_at).group_by(*PAIR, week).subquery()


def places_judged(judged: Selection) -> Select:
    """Return one row: communities, the number of them that are looked at."""
    statement = select(func.count().label("communities")).select_from(communities)
    return statement.where(judged.places(communities))


def life_of_grids(judged: Selection) -> Select:
    """Return each grid's signs of life (a visit or a reported case) in the period; grids without any are absent.

    Columns: street_office_code, community_code, grid_code, active_days (days with a sign), last_at.
    """
    days = _days_with_life(judged)
    keys = (days.c.street_office_code, days.c.community_code, days.c.grid_code)
    return (
        select(*keys, func.count().label("active_days"), func.max(days.c.last_at).label("last_at"))
        .group_by(*keys)
        .order_by(*keys)
    )


def life_by_day(judged: Selection) -> Select:
    """Return how many grids gave a sign of life each day: day, grids; days without any are absent."""
    days = _days_with_life(judged)
    return select(days.c.day, func.count().label("grids")).group_by(days.c.day).order_by(days.c.day)


def satisfaction(judged: Selection) -> Select:
    """Return the ratings of cases closed in the last 30 days and in the year before, for each community.

    Columns: street_office_code, community_code, rated, satisfied, past_rated, past_satisfied.
    """
    start = judged.end - timedelta(days=RECENT_DAYS["satisfaction"])
    window = replace(judged, start=start - timedelta(days=365))
    recent, satisfied = cases.c.closed_at >= start, cases.c.satisfaction >= SATISFIED_FROM
    keys = (cases.c.street_office_code, cases.c.community_code)
    statement = select(
        *keys,
        func.count().filter(recent).label("rated"),
        func.count().filter(recent, satisfied).label("satisfied"),
        func.count().filter(not_(recent)).label("past_rated"),
        func.count().filter(not_(recent), satisfied).label("past_satisfied"),
    ).where(rated(), closed_during(window), cases.c.community_code.is_not(None))
    return window.narrow(statement, cases).group_by(*keys).order_by(*keys)


def late(selection: Selection, as_of: datetime, *, before: bool = False) -> Select:
    """Return the open cases past their deadline at `as_of` or due within 72 hours, for each community.

    `as_of` is the data set's own, or a moment before, of which the times of cases tell (`cases.was_open`).

    Columns: street_office_code, community_code, overdue, overdue_since (the oldest deadline missed), overrun (the
    cases overdue, each counted by how far: delay ÷ (delay + time limit), one half when it is late by its limit again),
    due_soon, due_next (the next deadline). Communities with neither are absent; cases without a deadline
    count as neither.
    """
    missed, coming = overdue(as_of), due_soon(as_of)
    if before:
        missed = was_overdue(as_of)
        coming = and_(was_open(as_of), due_shortly(as_of))
    delay = hours_between(cases.c.due_at, literal(as_of))
    limit = func.greatest(hours_between(cases.c.reported_at, cases.c.due_at), 0.0)
    keys = (cases.c.street_office_code, cases.c.community_code)
    statement = select(
        *keys,
        func.count().filter(missed).label("overdue"),
        func.min(cases.c.due_at).filter(missed).label("overdue_since"),
        func.sum(delay / (delay + limit)).filter(missed).label("overrun"),
        func.count().filter(coming).label("due_soon"),
        func.min(cases.c.due_at).filter(coming).label("due_next"),
    ).where(or_(missed, coming), cases.c.community_code.is_not(None))
    return selection.narrow(statement, cases).group_by(*keys).order_by(*keys)


def repeated(recent: Selection) -> Select:
    """Return the compounds with three cases or more of one category in the period, most cases first.

    Columns: street_office_code, community_code, grid_code, compound_code, compound (its name, NULL where
    unknown), category_code, observed (cases), since (the first of them).
    """
    keys = (*_down_to_compound(), cases.c.category_code)
    statement = select(
        *keys, func.count().label("observed"), func.min(cases.c.reported_at).label("since")
    ).where(cases.c.category_code.is_not(None))
    grouped = recent.narrow(statement, cases, at=cases.c.reported_at).group_by(*keys)
    return _worst_compounds(grouped.having(func.count() >= REPEATED_FROM).subquery())


def reopened(recent: Selection) -> Select:
    """Return the compounds with cases reopened in the period, most cases first.

    Columns: as `repeated`, without category_code; observed counts cases, since is the first reopening.
    """
    steps = case_events.c
    statement = select(
        *_down_to_compound(),
        func.count(steps.case_id.distinct()).label("observed"),
        func.min(steps.at).label("since"),
    ).join_from(case_events, cases, cases.c.case_id == steps.case_id)
    statement = statement.where(reopening(recent))
    grouped = recent.narrow(statement, cases).group_by(*_down_to_compound())
    return _worst_compounds(grouped.subquery())


def residents(judged: Selection) -> Select:
    """Return the residents of every community, grid and compound that tells them: code, residents."""
    parts = [
        select(table.c.code, table.c.residents).where(table.c.residents > 0, judged.places(table))
        for table in (communities, grids, compounds)
    ]
    return select(union_all(*parts).subquery())


def street_offices_sized(selection: Selection) -> Select:
    """Return the selected street offices: code, name, residents (NULL where unknown), grids (how many they have)."""
    counted = select(grids.c.street_office_code.label("place"), func.count().label("grids"))
    grouped = counted.group_by(grids.c.street_office_code)
    return beside_measures(grouped, selection, "street_office")


def _down_to_compound() -> list:
    return [cases.c[f"{level}_code"] for level in ("street_office", "community", "grid", "compound")]


def _worst_compounds(grouped: Subquery) -> Select:
    """Return the rows with most cases, compounds named; what lies in no known compound is left out."""
    joined = grouped.outerjoin(compounds, compounds.c.code == grouped.c.compound_code)
    statement = select(*grouped.c, compounds.c.name.label("compound"))
    statement = statement.select_from(joined).where(grouped.c.compound_code.is_not(None))
    codes = (column for column in grouped.c if column.name in ("compound_code", "category_code"))
    return statement.order_by(grouped.c.observed.desc(), grouped.c.since.desc(), *codes)


def _days_with_life(judged: Selection) -> Subquery:
    """Return each grid's days with a visit or a reported case, each day once: clustered visits tell no more."""
    parts = []
    for table, at in ((visits, visits.c.visited_at), (cases, cases.c.reported_at)):
        place = (table.c.street_office_code, table.c.community_code, table.c.grid_code)
        signs = select(*place, at.cast(Date).label("day"), func.max(at).label("last_at"))
        signs = judged.narrow(signs.where(table.c.grid_code.is_not(None)), table, at=at)
        parts.append(signs.group_by(*place, at.cast(Date)))
    both = union_all(*parts).subquery()
    keys = (both.c.street_office_code, both.c.community_code, both.c.grid_code, both.c.day)
    return select(*keys, func.max(both.c.last_at).label("last_at")).group_by(*keys).subquery("days")
