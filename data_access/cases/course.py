"""A single case and its steps."""

from __future__ import annotations

from sqlalchemy import (
    Select,
    func,
    select,
)

from data_access.database.measures import hours_between
from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.schema import case_categories, case_events, cases, units
from data_access.selection import Selection


def one(selection: Selection, case_id: str) -> Select:
    """Return the case of that number, or no row where there is none in the places this user may see.

    Columns: all of `cases`, category, main_category and unit (names, each also with `_en`), and the names
    street_office, community, grid, compound. The filter's places, period and categories do not apply.
    """
    main = case_categories.alias("main")
    own = case_categories.c
    joined = cases.outerjoin(case_categories, own.code == cases.c.category_code)
    joined = joined.outerjoin(main, main.c.code == func.coalesce(own.parent_code, own.code))
    joined = joined.outerjoin(units, units.c.code == cases.c.unit_code)
    columns = [
        own.name.label("category"),
        own.name_en.label("category_en"),
        main.c.name.label("main_category"),
        main.c.name_en.label("main_category_en"),
        units.c.name.label("unit"),
        units.c.name_en.label("unit_en"),
    ]
    for level, table in DOWN_TO_COMPOUND.items():
        joined = joined.outerjoin(table, table.c.code == cases.c[f"{level}_code"])
        columns.append(table.c.name.label(level))
    found = select(cases, *columns).select_from(joined).where(cases.c.case_id == case_id)
    return anywhere(selection).narrow(found, cases)


def steps(selection: Selection, case_id: str) -> Select:
    """Return the steps of one case in order: seq, at, step, level, hours_since (the step before).

    `hours_since` is NULL for the first step and negative where a step is dated before the one it follows.
    There is no row for a case outside the places this user may see.
    """
    events = case_events.c
    before = func.lag(events["at"]).over(order_by=events.seq)
    since = hours_between(before, events["at"]).label("hours_since")
    of_case = select(events.seq, events["at"], events.step, events.level, since).join(
        cases, cases.c.case_id == events.case_id
    )
    of_case = anywhere(selection).narrow(of_case.where(cases.c.case_id == case_id), cases)
    return of_case.order_by(events.seq)


def anywhere(selection: Selection) -> Selection:
    """Return the selection without its filters; what limits the user stays."""
    return selection.everywhere().of_everything()
