"""Elders (养老): what surveys found, and who has no step-free space near. Each function builds one statement.

The latest survey of each compound counts, of those made before the period ends: a survey tells a state, so
surveys are never added up over time. The counts here are exact; what a page shows of them goes through
`data_access.statistics.disclosure` (see `ui.panels.elders`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, or_, select

from data_access.database.measures import count_where
from data_access.places.areas import beside_measures, beside_places
from data_access.places.distance import in_box, metres_between, point_of
from data_access.schema import (
    communities,
    compounds,
    elderly_needs,
    elderly_surveys,
    grids,
    spaces,
    street_offices,
)
from data_access.selection.selection import Selection, place_columns

COUNTS = ("households_surveyed", "elders_60", "elders_80", "living_alone", "limited_mobility")
"""What a survey counts: households visited, and people."""

REACH_M = 300
"""How far, in a straight line, a step-free space may lie from the compound."""

SEARCH_M = 3_000
"""How far the nearest step-free space is looked for."""


def figures(selection: Selection) -> Select:
    """Return one row on the latest surveys of the selected places.

    Columns: the sums of `COUNTS` (NULL where no survey tells), surveyed (compounds with a survey), compounds
    (all of the selected places), first_on and last_on (days of the oldest and the newest of these surveys).
    """
    known = selection.narrow(select(func.count()).select_from(compounds), compounds).scalar_subquery()
    statement = select(
        *_measures(),
        known.label("compounds"),
        func.min(elderly_surveys.c.surveyed_on).label("first_on"),
        func.max(elderly_surveys.c.surveyed_on).label("last_on"),
    )
    return _narrowed(statement, selection)


def by_place(selection: Selection, level: str) -> Select:
    """Return the measures of `figures` for each selected place, those without a survey included.

    Columns: code, name, residents, the sums of `COUNTS` (NULL where there is no survey), surveyed (0 there).
    """
    code = place_columns(elderly_surveys)[level]
    grouped = _narrowed(select(code.label("place"), *_measures()), selection).group_by(code)
    return beside_measures(grouped, selection, level, unknown=COUNTS)


def needs(selection: Selection) -> Select:
    """Return the needs that the latest surveys found: kind, needed, met, unmet (people); most needed first.

    A source's `met` above `needed` counts as all met. One person may have several needs, so the kinds must
    not be added up.
    """
    met = func.least(elderly_needs.c.met, elderly_needs.c.needed)
    needed = func.sum(elderly_needs.c.needed)
    joined = elderly_needs.join(elderly_surveys, elderly_surveys.c.survey_id == elderly_needs.c.survey_id)
    statement = select(
        elderly_needs.c.kind,
        needed.label("needed"),
        func.sum(met).label("met"),
        func.sum(elderly_needs.c.needed - met).label("unmet"),
    ).select_from(joined)
    statement = _narrowed(statement, selection).group_by(elderly_needs.c.kind)
    return statement.order_by(needed.desc(), elderly_needs.c.kind)


def reach(selection: Selection) -> Select:
    """Return one row on compounds whose latest survey found elders with limited mobility.

    Columns: limited (such compounds), near (with a step-free space within `REACH_M`), beyond (without one),
    unplaced (whose position is not known, so neither can be said).
    """
    found = _nearest(selection)
    placed = found.c.longitude.is_not(None)
    return select(
        func.count().label("limited"),
        count_where(placed, found.c.metres <= REACH_M).label("near"),
        count_where(placed, _far(found)).label("beyond"),
        count_where(~placed).label("unplaced"),
    ).select_from(found)


def beyond_reach(selection: Selection) -> Select:
    """List the compounds that have elders with limited mobility and no step-free space within `REACH_M`.

    Columns: street_office, community, grid, compound (names), street_office_code, community_code, grid_code,
    compound_code, limited_mobility (people), surveyed_on, nearest (name of the nearest step-free space) and
    metres to it (both NULL where none lies within `SEARCH_M`), longitude, latitude. In order of the codes:
    an order by people would tell counts that are not shown.
    """
    found = _nearest(selection)
    joined = beside_places(found, "street_office", "community", "grid")
    own = ("compound", "street_office_code", "community_code", "grid_code", "compound_code")
    told = ("limited_mobility", "surveyed_on", "nearest", "metres", "longitude", "latitude")
    statement = select(
        street_offices.c.name.label("street_office"),
        communities.c.name.label("community"),
        grids.c.name.label("grid"),
        *(found.c[name] for name in (*own, *told)),
    ).select_from(joined)
    statement = statement.where(found.c.longitude.is_not(None), _far(found))
    return statement.order_by(found.c.compound_code, found.c.survey_id)


def open_by(end: date) -> ColumnElement[bool]:
    """Return the condition that a space was open before a day, or that its opening is not known."""
    return or_(spaces.c.opened_on.is_(None), spaces.c.opened_on < end)


def _measures() -> list[ColumnElement]:
    sums = (func.sum(elderly_surveys.c[name]).label(name) for name in COUNTS)
    return [*sums, func.count(elderly_surveys.c.compound_code).label("surveyed")]


def _narrowed(statement: Select, selection: Selection) -> Select:
    """Return the statement narrowed to the latest surveys of the selected places."""
    return selection.narrow(statement, elderly_surveys).where(_latest(selection))


def _latest(selection: Selection) -> ColumnElement[bool]:
    """Return the condition that a survey is its compound's latest before the period ends.

    A survey that names no compound stands for the finest place it names. All places are looked at, so that
    a compound whose grid has changed is still counted once.
    """
    columns = elderly_surveys.c
    place = func.coalesce(
        columns.compound_code,
        columns.grid_code,
        columns.community_code,
        columns.street_office_code,
        columns.survey_id,
    )
    newest = (columns.surveyed_on.desc(), columns.survey_id.desc())
    ranked = (
        select(
            columns.survey_id, func.row_number().over(partition_by=place, order_by=newest).label("position")
        )
        .where(columns.surveyed_on < selection.end)
        .subquery()
    )
    return columns.survey_id.in_(select(ranked.c.survey_id).where(ranked.c.position == 1))


def _nearest(selection: Selection) -> Subquery:
    """Return the compounds with elders of limited mobility, each with the nearest step-free space.

    Spaces of all places that the user may see are looked at: a border does not make a way longer.
    """
    homes = _homes(selection)
    metres = metres_between(homes.c.longitude, homes.c.latitude, spaces.c.longitude, spaces.c.latitude)
    reached = and_(
        in_box(homes.c.longitude, homes.c.latitude, spaces.c.longitude, spaces.c.latitude, SEARCH_M),
        metres <= SEARCH_M,
        spaces.c.step_free,
        open_by(selection.end),
        selection.everywhere().places(spaces),
    )
    nearest_first = (metres.asc().nulls_last(), spaces.c.space_id)
    ranked = (
        select(
            homes,
            spaces.c.name.label("nearest"),
            metres.label("metres"),
            func.row_number().over(partition_by=homes.c.survey_id, order_by=nearest_first).label("position"),
        )
        .select_from(homes.outerjoin(spaces, reached))
        .subquery()
    )
    return select(ranked).where(ranked.c.position == 1).subquery()


def _homes(selection: Selection) -> CTE:
    """Return the latest surveys that found elders with limited mobility, with their compound's name and point."""
    codes = ("survey_id", "street_office_code", "community_code", "grid_code", "compound_code")
    joined = elderly_surveys.outerjoin(compounds, compounds.c.code == elderly_surveys.c.compound_code)
    statement = select(
        *(elderly_surveys.c[name] for name in (*codes, "surveyed_on", "limited_mobility")),
        compounds.c.name.label("compound"),
        *point_of(compounds),
    ).select_from(joined)
    return _narrowed(statement, selection).where(elderly_surveys.c.limited_mobility > 0).cte("homes")


def _far(found: Subquery) -> ColumnElement[bool]:
    return or_(found.c.metres.is_(None), found.c.metres > REACH_M)
