"""Deliberation meetings (民主协商议事会): held against a rhythm, who came, what was resolved and carried out.

Each query builds one statement. A meeting counts as carried out when all its resolutions are (`done_at`). One
with resolutions that is neither carried out at a known time nor known to be unfinished is unclear: it is
counted, and left out of every share and curve.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from data_access.database.measures import count_where, hours_between, told_at_all, total
from data_access.places.areas import beside_places, points_of_events
from data_access.schema import communities, compounds, meetings, street_offices
from data_access.selection.selection import Selection, place_columns

ATTENDANCE = ("residents", "party_members", "property_staff", "officials")
"""Kinds of attendance: 居民代表, 党员, 物业人员, 街道社区干部."""

RHYTHM = 1
"""Meetings a community is expected to hold in a quarter unless the user says otherwise: our assumption."""

HORIZON_HOURS = 180 * 24
"""Carrying out is followed by the hour up to here; a meeting that takes longer is censored here."""

DAYS_TO_CARRY_OUT = (30, 60)
"""Within how many days carrying out is judged."""

RECURRING_TIMES = 2
"""A topic keeps coming back when it was discussed at least so often in one place."""


def figures(selection: Selection, as_of: datetime) -> Select:
    """Return one row on the meetings held in the period.

    Columns: meetings, attendees and its kinds (`ATTENDANCE`; sums: 0 without meetings, NULL where none is
    known), resolutions, resolutions_tracked (those of which it is known how many were carried out),
    resolutions_done (of these), with_resolutions, carried_out, unfinished and unclear (meetings), and for
    each n of `DAYS_TO_CARRY_OUT` judged_n (meetings held at least n days before `as_of`, the unclear left
    out) and done_in_n (of these); carried_out and these are NULL where no meeting tells when (`_times_known`).
    """
    return selection.narrow(select(*_measures(as_of)), meetings, at=meetings.c.held_at)


def over_time(selection: Selection, as_of: datetime, unit: str) -> Select:
    """Return the measures of `figures` for each day, week or month: at, and the measures."""
    at = func.date_trunc(unit, meetings.c.held_at)
    statement = select(at.label("at"), *_measures(as_of))
    return selection.narrow(statement, meetings, at=meetings.c.held_at).group_by(at).order_by(at)


def by_topic(selection: Selection, as_of: datetime) -> Select:
    """Return the measures of `figures` for each kind of topic: topic_kind, and the measures; most meetings first."""
    kind = meetings.c.topic_kind
    statement = selection.narrow(select(kind, *_measures(as_of)), meetings, at=meetings.c.held_at)
    return statement.group_by(kind).order_by(func.count().desc(), kind)


def time_to_carry_out(selection: Selection, as_of: datetime) -> Select:
    """Return the meetings with resolutions, counted as `statistics.survival.curve` is fed.

    Columns: topic_kind (NULL: not known), hours (begun hours from the meeting until everything was carried
    out, or to `as_of` for an unfinished one, which is censored; longer than `HORIZON_HOURS` is censored
    there), closed (carried out), cases (meetings). Unclear meetings, and unfinished ones dated after
    `as_of`, are left out; all are where no meeting tells when it was carried out.
    """
    hours = hours_between(meetings.c.held_at, func.coalesce(meetings.c.done_at, literal(as_of)))
    begun = func.ceil(hours).cast(Integer)
    lasted = select(
        meetings.c.topic_kind,
        func.least(begun, HORIZON_HOURS).label("hours"),
        and_(_carried_out(), begun <= HORIZON_HOURS).cast(Boolean).label("closed"),
    ).where(or_(_carried_out(), _unfinished()), hours >= 0, _times_known())
    each = selection.narrow(lasted, meetings, at=meetings.c.held_at).subquery()
    keys = each.c.topic_kind, each.c.hours, each.c.closed
    return select(*keys, func.count().label("cases")).group_by(*keys).order_by(*keys)


def recurring(selection: Selection, level: str, limit: int = 200) -> Select:
    """List the kinds of topic that came up at least `RECURRING_TIMES` times in one place in the period.

    `level` is `community` or `compound`. Columns: street_office, community, compound (names; compound is NULL
    for communities), community_code, topic_kind, times (meetings), first_at, last_at, resolutions, resolutions_tracked,
    resolutions_done (sums as in `figures`, NULL where not known), total (how many there are in all); the
    most frequent first, then those with most resolutions not carried out. Meetings whose place or kind of topic
    is not known are left out.
    """
    each = _came_up_again(selection, level)
    joined = beside_places(each, "street_office", "community")
    joined = joined.outerjoin(compounds, compounds.c.code == each.c.place)
    names = ("topic_kind", "times", "first_at", "last_at")
    sums = ("resolutions", "resolutions_tracked", "resolutions_done")
    listed = select(
        street_offices.c.name.label("street_office"),
        communities.c.name.label("community"),
        compounds.c.name.label("compound"),
        each.c.community_code,
        *(each.c[name] for name in (*names, *sums)),
        func.count().over().label("total"),
    ).select_from(joined)
    left = func.coalesce(each.c.resolutions_tracked - each.c.resolutions_done, 0)
    order = each.c.times.desc(), left.desc(), each.c.last_at.desc(), each.c.place, each.c.topic_kind
    return listed.order_by(*order).limit(limit)


def _came_up_again(selection: Selection, level: str) -> Subquery:
    """Return the kinds of topic that came up often enough in a place, with what became of them there."""
    place = place_columns(meetings)[level]
    keys = (
        meetings.c.street_office_code,
        meetings.c.community_code,
        place.label("place"),
        meetings.c.topic_kind,
    )
    grouped = select(
        *keys,
        func.count().label("times"),
        func.min(meetings.c.held_at).label("first_at"),
        func.max(meetings.c.held_at).label("last_at"),
        *_resolved(),
    ).where(place.is_not(None), meetings.c.topic_kind.is_not(None))
    grouped = selection.narrow(grouped, meetings, at=meetings.c.held_at).group_by(*keys)
    return grouped.having(func.count() >= RECURRING_TIMES).subquery()


def points(selection: Selection, latest: int) -> Select:
    """Return the meetings of the period by place; see `areas.points_of_events`. Titles are the topics."""
    return points_of_events(
        selection, meetings, meetings.c.held_at, meetings.c.topic, meetings.c.meeting_id, latest
    )


def _measures(as_of: datetime) -> list[ColumnElement]:
    known = [meetings.c[name].is_not(None) for name in ATTENDANCE]
    together = sum((func.coalesce(meetings.c[name], 0) for name in ATTENDANCE), literal(0))
    has_resolutions = meetings.c.resolutions > 0
    return [
        func.count().label("meetings"),
        total(case((or_(*known), together))).label("attendees"),
        *(total(meetings.c[name]).label(name) for name in ATTENDANCE),
        *_resolved(),
        count_where(has_resolutions).label("with_resolutions"),
        case((_times_known(), count_where(_carried_out()))).label("carried_out"),
        count_where(_unfinished()).label("unfinished"),
        count_where(has_resolutions, ~func.coalesce(or_(_carried_out(), _unfinished()), False)).label(
            "unclear"
        ),
        *(measure for days in DAYS_TO_CARRY_OUT for measure in _within(days, as_of)),
    ]


def _resolved() -> list[ColumnElement]:
    """Return resolutions, those of which it is known how many were carried out, and those carried out."""
    made, done = meetings.c.resolutions, meetings.c.resolutions_done
    return [
        total(made).label("resolutions"),
        total(case((done.is_not(None), made))).label("resolutions_tracked"),
        total(case((made.is_not(None), done))).label("resolutions_done"),
    ]


def _within(days: int, as_of: datetime) -> list[ColumnElement]:
    """Return how many meetings are old enough to tell whether they were carried out in time, and how many were."""
    old_enough = meetings.c.held_at <= as_of - timedelta(days=days)
    in_time = hours_between(meetings.c.held_at, meetings.c.done_at) <= 24 * days
    judged = count_where(old_enough, or_(_carried_out(), _unfinished()))
    done = count_where(old_enough, _carried_out(), in_time)
    return [
        case((_times_known(), judged)).label(f"judged_{days}"),
        case((_times_known(), done)).label(f"done_in_{days}"),
    ]


def _carried_out() -> ColumnElement[bool]:
    """Return the condition that all resolutions of a meeting were carried out, at a time that can be."""
    done_at = meetings.c.done_at
    return and_(meetings.c.resolutions > 0, done_at.is_not(None), done_at >= meetings.c.held_at)


def _times_known() -> ColumnElement[bool]:
    """Return whether the data set tells of any meeting when it was carried out, or knows none that was.

    Else only unfinished ones could be judged, and all would seem late.
    """
    done = meetings.alias()  # as in `told_at_all`
    carried_out = and_(done.c.resolutions > 0, done.c.resolutions_done >= done.c.resolutions)
    return or_(told_at_all(meetings.c.done_at), not_(exists().where(carried_out)))


def _unfinished() -> ColumnElement[bool]:
    """Return the condition that a meeting is known to have resolutions still to be carried out."""
    made, done = meetings.c.resolutions, meetings.c.resolutions_done
    return and_(made > 0, meetings.c.done_at.is_(None), done < made)


# --- rhythm --------------------------------------------------------------------------------------


def whole_months(
    selection: Selection, first: date | None = None, last: date | None = None
) -> Selection | None:
    """Return the selection narrowed to the whole calendar months of its period and to whole communities.

    None where the period has no whole month. A grid stands for its community: the rhythm is a community's. Months
    before that of `first`, the day of the first meeting on record, are left out: they cannot be judged. Nor can those
    that are not over on `last`, the last day of which anything is known.
    """
    start = selection.start if selection.start.day == 1 else _next_month(selection.start)
    if first is not None:
        start = max(start, first.replace(day=1))
    end = selection.end if last is None else min(selection.end, last + timedelta(days=1))
    end = end.replace(day=1)
    return replace(selection, start=start, end=end, grids=()) if start < end else None


def months(selection: Selection) -> int:
    """Return how many months a period of whole months has."""
    start, end = selection.start, selection.end
    return 12 * (end.year - start.year) + end.month - start.month


def by_community(selection: Selection) -> Select:
    """Return the meetings of each selected community in the period, communities without any included.

    Columns: code, name, street_office_code, street_office (name), held (meetings in the period), last_at (of all
    meetings before
    the end of the period; NULL for none).
    """
    code = meetings.c.community_code
    grouped = select(
        code.label("place"),
        count_where(selection.during(meetings.c.held_at)).label("held"),
        func.max(meetings.c.held_at).label("last_at"),
    ).where(meetings.c.held_at < selection.end)
    counted = selection.narrow(grouped, meetings).group_by(code).subquery()
    joined = communities.outerjoin(counted, counted.c.place == communities.c.code).outerjoin(
        street_offices, street_offices.c.code == communities.c.street_office_code
    )
    statement = select(
        communities.c.code,
        communities.c.name,
        communities.c.street_office_code,
        street_offices.c.name.label("street_office"),
        func.coalesce(counted.c.held, 0).label("held"),
        counted.c.last_at,
    ).select_from(joined)
    return statement.where(selection.places(communities)).order_by(communities.c.code)


def against_rhythm(held: pd.DataFrame, rhythm: int, month_count: int) -> pd.DataFrame:
    """Return the rows of `by_community` judged by a rhythm of so many meetings a quarter, those behind first.

    Adds expected (meetings, `rhythm` × months ÷ 3), share (held ÷ expected, per cent) and behind: at least one
    whole meeting is missing, so a community is not blamed for a quarter that is not over.
    """
    expected = rhythm * month_count / 3
    judged = held.assign(
        expected=expected,
        share=100 * held["held"] / expected,
        behind=held["held"] < meetings_due(rhythm, month_count),
    )
    order = ["behind", "share", "last_at", "code"]
    return judged.sort_values(
        order, ascending=[False, True, True, True], na_position="first", ignore_index=True
    )


def meetings_due(rhythm: int, month_count: int) -> int:
    """Return how many whole meetings a rhythm asks for in so many months; 0: too short to call anyone behind."""
    return rhythm * month_count // 3


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
