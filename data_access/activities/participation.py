"""Activities: who came, where, when and with whom. Each function builds one statement."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select

from data_access.database.measures import count_where, total
from data_access.indicators import PARTICIPANTS_PER_1000
from data_access.places.areas import beside_measures, beside_places, points_of_events
from data_access.schema import activities, communities, street_offices
from data_access.selection.selection import Selection, place_columns

SUMMED = ("participants", "children", "adults", "elders", "volunteers", "leaflets")
"""What is added up over activities; NULL where no activity has it recorded."""

RECORDED = (
    *("participants", "volunteers", "leaflets", "children", "capacity", "first_timers", "cost_yuan"),
    *("partners", "series", "kind", "organiser_kind"),
)
"""Columns that a source may leave out altogether, and pages then with it."""

SERIES_FROM = 2
"""An activity is a series when it is held at least so often under one name."""

TURNOUT_PERCENT = (25, 50, 75, 100)
"""Upper bounds, in per cent of the capacity, of the classes of turnout; the last class is open-ended."""

PARTNER_SEPARATOR = "；"
ANTI_FRAUD = "anti_fraud"

FAR_BELOW = 0.5
"""Participation below this share of the whole's figure per 1,000 residents is far below (明显偏低); ours."""


def figures(selection: Selection) -> Select:
    """Return one row: activities, participants, children, adults, elders, volunteers, leaflets, counted.

    `counted` is the number of activities whose attendance is known; sums leave the others out, are
    0 without activities and NULL where none of them tells.
    """
    return _held(selection, *_measures())


def over_time(selection: Selection, unit: str) -> Select:
    """Return the measures of `figures` for each day, week or month: at, and the measures."""
    return _over_time(selection, unit, *_measures())


def by_kind(selection: Selection) -> Select:
    """Return the measures of `figures` for each kind of activity: kind, and the measures."""
    return _grouped(selection, activities.c.kind)


def by_organiser_kind(selection: Selection) -> Select:
    """Return the measures of `figures` for each kind of organiser: organiser_kind, and the measures."""
    return _grouped(selection, activities.c.organiser_kind)


def by_place(selection: Selection, level: str) -> Select:
    """Return the measures of `figures` for each selected place, those without activities included.

    Columns: code, name, residents, and the measures (0 where there was no activity, NULL where there was but
    the source does not say how many came).
    """
    code = place_columns(activities)[level]
    grouped = _held(selection, code.label("place"), *_measures()).group_by(code)
    return beside_measures(grouped, selection, level, summed=SUMMED)


def recorded(selection: Selection) -> Select:
    """Return one row: activities, and for each column of `RECORDED` in how many of them it is known."""
    known = (func.count(activities.c[name]).label(name) for name in RECORDED)
    return _held(selection, func.count().label("activities"), *known)


def rates(selection: Selection) -> Select:
    """Return one row of what rates are made of, NULL where nothing is known.

    Columns: seated and seats (participants and places of activities with both known), first_timers and asked
    (newcomers, and participants of activities that counted them), cost_yuan and paid_for (yuan, and
    participants of activities whose cost is known).
    """
    return _held(selection, *_rates())


def rates_over_time(selection: Selection, unit: str) -> Select:
    """Return the columns of `rates` for each day, week or month: at, and the columns."""
    return _over_time(selection, unit, *_rates())


def rates_by_kind(selection: Selection) -> Select:
    """Return the columns of `rates` for each kind of activity: kind, activities, and the columns."""
    kind, count = activities.c.kind, func.count().label("activities")
    return _held(selection, kind, count, *_rates()).group_by(kind).order_by(count.desc(), kind)


def by_turnout(selection: Selection) -> Select:
    """Return activities with known attendance and capacity by class of turnout: class_index (0 …), activities.

    Classes are bounded above by `TURNOUT_PERCENT`.
    """
    percent = activities.c.participants * 100.0 / activities.c.capacity
    classes = [(percent <= bound, index) for index, bound in enumerate(TURNOUT_PERCENT)]
    index = case(*classes, else_=len(TURNOUT_PERCENT)).label("class_index")
    known = and_(activities.c.participants.is_not(None), activities.c.capacity > 0)
    inner = _held(selection, index, where=known).subquery()
    grouped = select(inner.c.class_index, func.count().label("activities")).group_by(inner.c.class_index)
    return grouped.order_by(inner.c.class_index)


def series_over_time(selection: Selection, unit: str, limit: int = 12) -> Select:
    """Return the best attended series (`SERIES_FROM` times or more) for each day, week or month.

    Columns: series, at, activities, counted (those whose attendance is known), participants.
    """
    name, people = activities.c.series, activities.c.participants
    largest = selection.narrow(select(name), activities, at=activities.c.starts_at)
    largest = largest.where(name.is_not(None)).group_by(name).having(func.count() >= SERIES_FROM)
    largest = largest.order_by(func.sum(people).desc().nulls_last(), name).limit(limit)
    at = func.date_trunc(unit, activities.c.starts_at)
    statement = select(
        name,
        at.label("at"),
        func.count().label("activities"),
        func.count(people).label("counted"),
        func.sum(people).label("participants"),
    ).where(name.in_(largest))
    statement = selection.narrow(statement, activities, at=activities.c.starts_at)
    return statement.group_by(name, at).order_by(name, at)


def by_partner(selection: Selection, limit: int = 15) -> Select:
    """List the partners of most activities; one activity can have several.

    Columns: partner, activities, participants (NULL where none is known), communities (in which it helped), and
    in_all (how many partners there are beside those listed, these included).
    """
    pairs = partnerships(selection)
    count = func.count().label("activities")
    statement = select(
        pairs.c.partner,
        count,
        func.sum(pairs.c.participants).label("participants"),
        func.count(pairs.c.community_code.distinct()).label("communities"),
        func.count().over().label("in_all"),
    )
    return statement.group_by(pairs.c.partner).order_by(count.desc(), pairs.c.partner).limit(limit)


def partnerships(selection: Selection) -> Subquery:
    """Return each partner beside each activity that it helped in; one named twice there counts once.

    Columns: activity_id, community_code, kind, participants, partner.
    """
    names = func.unnest(func.string_to_array(activities.c.partners, PARTNER_SEPARATOR)).label("partner")
    kept = [activities.c[name] for name in ("activity_id", "community_code", "kind", "participants")]
    split = _held(selection, *kept, names).subquery()
    partner = func.trim(split.c.partner)
    pairs = select(*(split.c[column.name] for column in kept), partner.label("partner"))
    return pairs.where(partner != "").distinct().subquery()


def leaflets_over_time(selection: Selection, unit: str) -> Select:
    """Return leaflets handed out for each day, week or month.

    Columns: at, leaflets (NULL where not known), anti_fraud (those at anti-fraud activities, NULL for none),
    anti_fraud_activities.
    """
    against_fraud = activities.c.kind == ANTI_FRAUD
    return _over_time(
        selection,
        unit,
        func.sum(activities.c.leaflets).label("leaflets"),
        func.sum(activities.c.leaflets).filter(against_fraud).label("anti_fraud"),
        count_where(against_fraud).label("anti_fraud_activities"),
    )


def lacking(places: pd.DataFrame, per_1000: float | None) -> pd.DataFrame:
    """Return the places without any activity, and those where far fewer take part than in the whole.

    Parameters
    ----------
    places
        Rows of `by_place`.
    per_1000
        Participants per 1,000 residents in the whole; None where not known, and then only places without
        activities are found.

    Returns
    -------
    code, name, residents, activities, participants; per_1000; standing (none, far_below); shortfall, the
    participants that would make up the whole's figure (missing where residents are not known). Places without
    activities come first, then by shortfall, largest first. A place whose attendance is not known of all its
    activities is not judged.
    """
    rate = PARTICIPANTS_PER_1000.of(places)
    none = (places["activities"] == 0).astype("boolean")
    whole = pd.NA if per_1000 is None else per_1000
    below = (rate < FAR_BELOW * whole).fillna(False) & ~partly_counted(places)
    expected = pd.to_numeric(places["residents"]).astype("Float64") * whole / 1000
    found = places[["code", "name", "residents", "activities", "participants"]].assign(
        per_1000=rate,
        standing=none.map({True: "none", False: "far_below"}),
        shortfall=(expected - pd.to_numeric(places["participants"]).astype("Float64")).round(),
    )
    found = found[none | below].sort_values(["shortfall", "code"], ascending=[False, True])
    return found.sort_values("standing", ascending=False, kind="stable", ignore_index=True)


def partly_counted(places: pd.DataFrame) -> pd.Series:
    """Tell of each row of `by_place` whether some of its activities did not record their attendance."""
    return places["counted"] < places["activities"]


def best_attended(selection: Selection, limit: int = 10) -> Select:
    """List the activities with most participants.

    Columns: name, kind, starts_at, street_office, community (names), community_code, organiser, partners,
    participants, children, adults, elders, volunteers, leaflets.
    """
    joined = beside_places(activities, "street_office", "community")
    statement = select(
        activities.c.name,
        activities.c.kind,
        activities.c.starts_at,
        street_offices.c.name.label("street_office"),
        communities.c.name.label("community"),
        activities.c.community_code,
        activities.c.organiser,
        activities.c.partners,
        activities.c.participants,
        activities.c.children,
        activities.c.adults,
        activities.c.elders,
        activities.c.volunteers,
        activities.c.leaflets,
    ).select_from(joined)
    statement = statement.where(activities.c.participants.is_not(None))
    statement = selection.narrow(statement, activities, at=activities.c.starts_at)
    return statement.order_by(activities.c.participants.desc(), activities.c.activity_id).limit(limit)


def points(selection: Selection, latest: int) -> Select:
    """Return the activities of the period by place; see `areas.points_of_events`. Titles are their names."""
    return points_of_events(
        selection, activities, activities.c.starts_at, activities.c.name, activities.c.activity_id, latest
    )


def _held(selection: Selection, *columns: ColumnElement, where: ColumnElement[bool] | None = None) -> Select:
    """Return columns of the activities held in the period, those that meet a condition if one is given."""
    statement = select(*columns) if where is None else select(*columns).where(where)
    return selection.narrow(statement, activities, at=activities.c.starts_at)


def _over_time(selection: Selection, unit: str, *measures: ColumnElement) -> Select:
    """Return measures for each day, week or month."""
    at = func.date_trunc(unit, activities.c.starts_at)
    return _held(selection, at.label("at"), *measures).group_by(at).order_by(at)


def _measures() -> list[ColumnElement]:
    return [
        func.count().label("activities"),
        func.count(activities.c.participants).label("counted"),
        *(total(activities.c[name]).label(name) for name in SUMMED),
    ]


def _rates() -> list[ColumnElement]:
    """Return numerators and denominators of rates, each over the activities for which both are known."""
    came, people = activities.c, activities.c.participants
    seated = and_(people.is_not(None), came.capacity > 0)
    asked, paid = came.first_timers.is_not(None), came.cost_yuan.is_not(None)
    return [
        func.sum(people).filter(seated).label("seated"),
        func.sum(came.capacity).filter(seated).label("seats"),
        func.sum(came.first_timers).filter(people.is_not(None)).label("first_timers"),
        func.sum(people).filter(asked).label("asked"),
        func.sum(came.cost_yuan).filter(people.is_not(None)).label("cost_yuan"),
        func.sum(people).filter(paid).label("paid_for"),
    ]


def _grouped(selection: Selection, column: ColumnElement) -> Select:
    statement = _held(selection, column, *_measures())
    return statement.group_by(column).order_by(
        func.sum(activities.c.participants).desc().nulls_last(), column
    )
