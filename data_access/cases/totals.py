"""Cases: figures, groups, time and place. Each function builds one statement for either database.

Throughout, a case counts as reported by `reported_at` and as closed by `closed_at` in the period;
rates are kept as numerator and denominator, and `data_access.indicators` divides them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    Join,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import NamedFromClause

from data_access.cases.hours import reported_hour, reported_weekday
from data_access.cases.states import (
    closed_during,
    closings_known,
    counted_at,
    deadlines_known,
    due_soon,
    held_at,
    in_time,
    is_open,
    judged_by_flag,
    judged_during,
    overdue,
    was_overdue,
)
from data_access.database.measures import count_where, hours_between, median, told_at_all
from data_access.places.areas import beside_measures
from data_access.places.distance import has_point
from data_access.schema import (
    case_categories,
    cases,
)
from data_access.selection import Selection

DAYS_TO_CLOSE = (1, 3, 7, 15, 30)
"""Upper bounds, in days, of the classes of time to close; the last class is open-ended."""

UNKNOWN_WITHOUT_CASES = ("median_hours",)
"""Measures that are NULL, not 0, where there is no case to tell."""

KNOWN = {
    "closed": closings_known(),
    "agreements": and_(told_at_all(cases.c.agreement_signed), closings_known()),
}
"""Measures that are NULL, with cases or without, unless the data set tells them at all; agreements at the closing."""

MEASURED = (
    *("street_office_code", "community_code", "grid_code", "category_code"),
    *("reported_at", "closed_at", "resolved_level", "agreement_signed", "satisfaction"),
)
"""The columns that groupings and measures read; naming only these keeps statements quick to build."""

SATISFIED_FROM = 4
"""A rating of 4 or 5 counts as satisfied (满意, 非常满意)."""


def figures(selection: Selection) -> Select:
    """Return one row with the measures of the selection.

    Columns: reported, closed (NULL where the source does not say when cases were closed),
    closed_with_deadline (or flagged in time or late, `states.in_time`), closed_in_time, median_hours (to close, of
    those closed in the period and not before their report), closed_with_level, closed_in_grid,
    closed_in_community, agreements (NULL where the source does not say), rated, satisfied, judged_by_flag (of
    closed_with_deadline).
    """
    return select(*_measures(_touched(selection)))


def by_place(selection: Selection, level: str) -> Select:
    """Return the measures of `figures` for each selected place of one level, places without cases included.

    Columns: code, name, residents, and the measures; counts are 0, and `UNKNOWN_WITHOUT_CASES` NULL, without cases.
    """
    touched = _touched(selection)
    code = touched.c[f"{level}_code"]
    grouped = select(code.label("place"), *_measures(touched)).group_by(code)
    return beside_measures(grouped, selection, level, unknown=UNKNOWN_WITHOUT_CASES, known=KNOWN)


def flow(selection: Selection, unit: str) -> Select:
    """Return, for each day, week or month (`unit`), the measures of `figures`; moments without any are absent.

    Columns: at (start of the unit), reported, and the measures of the cases closed in it.
    """
    touched = _touched(selection)
    opened_at = func.date_trunc(unit, touched.c.reported_at)
    closed_at = func.date_trunc(unit, touched.c.counted_at)
    measures = [measure for measure in _measures(touched) if measure.name != "reported"]
    opened = select(
        opened_at.label("at"),
        func.count().label("reported"),
        *(_nothing(measure) for measure in measures),
    )
    opened = opened.where(touched.c.is_reported).group_by(opened_at)
    closed = select(closed_at.label("at"), literal(0).label("reported"), *measures)
    closed = closed.where(or_(touched.c.is_closed, touched.c.is_judged)).group_by(closed_at)
    both = union_all(opened, closed).subquery()
    columns = [
        (func.max if column.name == "median_hours" else func.sum)(column).cast(Double).label(column.name)
        for column in both.c
        if column.name != "at"
    ]
    return select(both.c["at"], *columns).group_by(both.c["at"]).order_by(both.c["at"])


def trend_by_category(selection: Selection, unit: str) -> Select:
    """Return cases reported for each unit of time and main category: at, code, name, name_en, reported.

    Cases without a known category have a row of their own, its code and names NULL.
    """
    at = func.date_trunc(unit, cases.c.reported_at)
    counted = select(at.label("at"), cases.c.category_code, func.count().label("reported"))
    counted = selection.narrow(counted, cases, at=cases.c.reported_at).group_by(at, cases.c.category_code)
    counts = counted.subquery()
    main, joined = _main_category(counts)
    keys = (counts.c["at"], main.c.code, main.c.name, main.c.name_en)
    summed = func.sum(counts.c.reported).cast(Integer).label("reported")
    return (
        select(*keys, summed)
        .select_from(joined)
        .group_by(*keys)
        .order_by(counts.c["at"], main.c.code.nulls_last())
    )


def by_category(selection: Selection) -> Select:
    """Return the measures of `figures` for each category of the cases, most reported first.

    Columns: code, name, name_en, main_code, main_name, main_name_en (the category above, or itself; all NULL of
    the cases without a known category), and the measures.
    """
    touched = _touched(selection)
    code = touched.c.category_code
    measured = select(code, *_measures(touched)).group_by(code).subquery()
    main, joined = _main_category(measured)
    names = {
        "code": case_categories.c.code,
        "name": case_categories.c.name,
        "name_en": case_categories.c.name_en,
        "main_code": main.c.code,
        "main_name": main.c.name,
        "main_name_en": main.c.name_en,
    }
    labels = (column.label(name) for name, column in names.items())
    measures = (column for column in measured.c if column.name != "category_code")
    statement = select(*labels, *measures).select_from(joined)
    return statement.order_by(measured.c.reported.desc(), case_categories.c.code.nulls_last())


def by_level(selection: Selection) -> Select:
    """Return the measures of `figures` for each level (`states.held_at`) of the cases; level NULL: not known."""
    touched = _touched(selection)
    level = touched.c.level
    return select(level, *_measures(touched)).group_by(level).order_by(level)


def by_days_to_close(selection: Selection) -> Select:
    """Return cases closed in the period by class of days to close: class_index (0 …), closed.

    Classes are bounded above by `DAYS_TO_CLOSE`; index -1 holds cases that close before they open.
    """
    days = hours_between(cases.c.reported_at, cases.c.closed_at) / 24.0
    classes = [(days < 0, -1), *((days <= bound, index) for index, bound in enumerate(DAYS_TO_CLOSE))]
    index = case(*classes, else_=len(DAYS_TO_CLOSE)).label("class_index")
    inner = selection.narrow(select(index).where(closed_during(selection)), cases).subquery()
    grouped = select(inner.c.class_index, func.count().label("closed")).group_by(inner.c.class_index)
    return grouped.order_by(inner.c.class_index)


def by_hour_of_week(selection: Selection) -> Select:
    """Return cases reported by ISO weekday (1 Monday … 7 Sunday) and hour: weekday, hour, reported."""
    weekday, hour = reported_weekday(), reported_hour()
    statement = select(weekday.label("weekday"), hour.label("hour"), func.count().label("reported"))
    statement = selection.narrow(statement, cases, at=cases.c.reported_at)
    return statement.group_by(weekday, hour).order_by(weekday, hour)


def positions(selection: Selection) -> Select:
    """Return one row: reported, and with_position, the number of those that have a point."""
    statement = select(
        func.count().label("reported"),
        func.count().filter(has_point(cases.c.longitude, cases.c.latitude)).label("with_position"),
    )
    return selection.narrow(statement, cases, at=cases.c.reported_at)


def stock(selection: Selection, as_of: datetime) -> Select:
    """Return one row on all cases open at `as_of`, whenever reported: open, overdue, due_soon, no_deadline.

    Overdue and due_soon are unknown, not 0, where no case of the data set has a deadline, or none of those open.
    """
    judged = func.count(cases.c.due_at)
    known = and_(deadlines_known(), or_(func.count() == 0, judged > 0))
    statement = select(
        func.count().label("open"),
        case((known, count_where(overdue(as_of)))).label("overdue"),
        case((known, count_where(due_soon(as_of)))).label("due_soon"),
        (func.count() - judged).label("no_deadline"),
    )
    return selection.narrow(statement.where(is_open()), cases)


def overdue_then(selection: Selection, moment: datetime) -> Select:
    """Return one row: overdue, how many cases were past their deadline at a moment before, by the times they tell.

    NULL where no case of the data set has a deadline, or closed ones do not say when they were closed.
    """
    missed = count_where(was_overdue(moment))
    known = and_(deadlines_known(), closings_known())
    return selection.narrow(select(case((known, missed)).label("overdue")).select_from(cases), cases)


def categories() -> Select:
    """List the categories: code, parent_code, name, name_en, deadline_hours; in code order."""
    return select(case_categories).order_by(case_categories.c.code)


def levels_known() -> Select:
    """Return one row: known, whether any case says which level holds or closed it."""
    return select(told_at_all(cases.c.level).label("known"))


def _touched(selection: Selection) -> Subquery:
    """Return the cases reported or closed in the period, each told by a flag: is_reported, is_closed, is_judged.

    One that is judged without being dated was reported in the period (`states.judged_during`).
    """
    reported = selection.during(cases.c.reported_at)
    closed = closed_during(selection)
    flagged = select(
        *(cases.c[name] for name in MEASURED),
        reported.label("is_reported"),
        closed.label("is_closed"),
        judged_during(selection).label("is_judged"),
        in_time().label("in_time"),
        judged_by_flag().label("by_flag"),
        counted_at().label("counted_at"),
        held_at().label("level"),
    )
    return selection.narrow(flagged, cases).where(or_(reported, closed)).subquery("touched")


def _measures(touched: Subquery) -> list[ColumnElement]:
    """Return the measures that every grouping of cases shares; see `figures` for their meaning."""
    case_of = touched.c
    reported, closed, signed = case_of.is_reported, case_of.is_closed, case_of.agreement_signed
    judged = case_of.is_judged
    in_order = and_(closed, case_of.closed_at >= case_of.reported_at)
    hours = case((in_order, hours_between(case_of.reported_at, case_of.closed_at)))
    return [
        count_where(reported).label("reported"),
        case((KNOWN["closed"], count_where(closed))).label("closed"),
        count_where(judged).label("closed_with_deadline"),
        count_where(judged, case_of.in_time).label("closed_in_time"),
        median(hours).label("median_hours"),
        count_where(closed, case_of.resolved_level.is_not(None)).label("closed_with_level"),
        count_where(closed, case_of.resolved_level == "grid").label("closed_in_grid"),
        count_where(closed, case_of.resolved_level.in_(("grid", "community"))).label("closed_in_community"),
        case((KNOWN["agreements"], count_where(closed, signed))).label("agreements"),
        count_where(closed, case_of.satisfaction.is_not(None)).label("rated"),
        count_where(closed, case_of.satisfaction >= SATISFIED_FROM).label("satisfied"),
        count_where(judged, case_of.by_flag).label("judged_by_flag"),
    ]


def _nothing(measure: ColumnElement) -> ColumnElement:
    """Return the value of a closed-case measure in a row about reported cases."""
    if measure.name in UNKNOWN_WITHOUT_CASES:
        return null().cast(Double).label(measure.name)
    if measure.name in KNOWN:
        return case((KNOWN[measure.name], 0)).label(measure.name)
    return literal(0).label(measure.name)


def _main_category(counted: Subquery) -> tuple[NamedFromClause, Join]:
    """Return the alias of the category above (or the category itself), and counted rows joined to both."""
    main = case_categories.alias("main")
    parent = func.coalesce(case_categories.c.parent_code, case_categories.c.code)
    joined = counted.outerjoin(case_categories, case_categories.c.code == counted.c.category_code)
    return main, joined.outerjoin(main, main.c.code == parent)
