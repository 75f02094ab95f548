"""Neighbours (邻里): residents' groups and whom they cover, and the organisations around a community.

Each function builds one statement. Groups are a state without dates, so the period does not narrow them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, literal, or_, select, union_all

from data_access.activities import partnerships
from data_access.database.measures import count_where, told_at_all, total
from data_access.places.areas import TABLE_OF_LEVEL, beside_places
from data_access.schema import activities, communities, compounds, grids, resident_groups, street_offices
from data_access.selection.selection import Selection, place_columns

UNKNOWN = "unknown"
"""The kind of a group that names none."""

OWN = "community"
"""The kind of organiser that is the community itself, and so no part of the circle around it."""

# --- residents' groups ---------------------------------------------------------------------------


def figures(selection: Selection) -> Select:
    """Return one row on the residents' groups of the selected places.

    Columns: groups, members (NULL where no group tells), uncounted (groups that do not tell how many households
    they cover), unplaced (groups that name no compound), compounds, grouped (compounds with a group).
    """
    groups = select(
        func.count().label("groups"),
        total(resident_groups.c.members).label("members"),
        count_where(resident_groups.c.households_covered.is_(None)).label("uncounted"),
        count_where(resident_groups.c.compound_code.is_(None)).label("unplaced"),
    )
    counted = selection.narrow(groups, resident_groups).subquery()
    known = select(func.count().label("compounds"), count_where(_has_group()).label("grouped"))
    inside = selection.narrow(known.select_from(compounds), compounds).subquery()
    return select(*counted.c, *inside.c).select_from(counted.join(inside, literal(True)))


def coverage(selection: Selection) -> Select:
    """Return the groups of each kind and the households that they cover, most covered first.

    Columns: kind, groups, members, households_covered (NULLs where no group tells; no compound counts more than
    the households that it has), capped (compounds in which groups tell of more than that), households (of the
    places selected, NULL where it is not known of each). A household may be in groups of several kinds, so the
    kinds must not be added up.
    """
    covered = _by_compound(selection)
    level, _ = selection.finest()
    place = TABLE_OF_LEVEL[level]
    known = case((func.count() == func.count(place.c.households), func.sum(place.c.households)))
    households = selection.narrow(select(known).select_from(place), place).scalar_subquery()
    statement = select(covered.c.kind, *_covered(covered), households.label("households"))
    statement = statement.group_by(covered.c.kind)
    return statement.order_by(func.sum(covered.c.households_covered).desc().nulls_last(), covered.c.kind)


def coverage_by_place(selection: Selection, level: str) -> Select:
    """Return the columns of `coverage` for each selected place of a level and each kind that it has.

    Columns: code, name, households (of the place), kind, groups, members, households_covered, capped. A place
    without groups has one row without kind.
    """
    table = TABLE_OF_LEVEL[level]
    covered = _by_compound(selection)
    code = covered.c[f"{level}_code"]
    grouped = select(code.label("place"), covered.c.kind, *_covered(covered)).group_by(code, covered.c.kind)
    measured = grouped.subquery()
    columns = [column for column in measured.c if column.name != "place"]
    joined = table.outerjoin(measured, measured.c.place == table.c.code)
    statement = select(table.c.code, table.c.name, table.c.households, *columns).select_from(joined)
    return statement.where(selection.places(table)).order_by(table.c.code, measured.c.kind)


def without_groups(selection: Selection, limit: int = 500) -> Select:
    """List the compounds that have no residents' group of any kind, most households first.

    Columns: street_office, community, grid (names), community_code, compound, compound_kind, households,
    property_company, has_owners_committee, in_all (how many there are beside those listed, these included).
    """
    statement = select(
        street_offices.c.name.label("street_office"),
        communities.c.name.label("community"),
        grids.c.name.label("grid"),
        compounds.c.community_code,
        compounds.c.name.label("compound"),
        compounds.c.kind.label("compound_kind"),
        compounds.c.households,
        compounds.c.property_company,
        compounds.c.has_owners_committee,
        func.count().over().label("in_all"),
    ).select_from(beside_places(compounds, "street_office", "community", "grid"))
    statement = selection.narrow(statement.where(~_has_group()), compounds)
    return statement.order_by(compounds.c.households.desc().nulls_last(), compounds.c.code).limit(limit)


def _has_group() -> ColumnElement[bool]:
    return exists(select(1).where(resident_groups.c.compound_code == compounds.c.code))


def _by_compound(selection: Selection) -> Subquery:
    """Return what the groups of each compound and kind cover, never more than the compound's households."""
    columns = resident_groups.c
    places = list(place_columns(resident_groups).values())
    kind = func.coalesce(columns.kind, UNKNOWN)
    told, most = func.sum(columns.households_covered), func.max(compounds.c.households)
    joined = resident_groups.outerjoin(compounds, compounds.c.code == columns.compound_code)
    statement = select(
        *places,
        kind.label("kind"),
        func.count().label("groups"),
        func.sum(columns.members).label("members"),
        case((told > most, most), else_=told).label("households_covered"),
        case((told > most, 1), else_=0).label("capped"),
    ).select_from(joined)
    return selection.narrow(statement, resident_groups).group_by(*places, kind).subquery()


def _covered(covered: Subquery) -> list[ColumnElement]:
    names = ("groups", "members", "households_covered", "capped")
    return [func.sum(covered.c[name]).label(name) for name in names]


# --- the red circle of friends -------------------------------------------------------------------


def circles(selection: Selection) -> Select:
    """List the communities whose activities had other organisations in them, the largest circle first.

    Columns: code, name, street_office (name), organisations, activities.
    """
    joined = _joined(selection)
    organisations = func.count(joined.c.organisation.distinct()).label("organisations")
    held = func.count(joined.c.activity_id.distinct()).label("activities")
    beside = joined.join(communities, communities.c.code == joined.c.community_code).outerjoin(
        street_offices, street_offices.c.code == communities.c.street_office_code
    )
    names = (communities.c.code, communities.c.name, street_offices.c.name)
    statement = select(
        communities.c.code,
        communities.c.name,
        street_offices.c.name.label("street_office"),
        organisations,
        held,
    ).select_from(beside)
    return statement.group_by(*names).order_by(organisations.desc(), held.desc(), communities.c.code)


def circle(selection: Selection) -> Select:
    """Return the organisations in the selected activities by kind of activity.

    Columns: organisation, kind (of activity, NULL where not known), activities, organised and partnered (of these,
    an activity may be both), participants (NULL where none is known). Each activity is of one kind, so the kinds
    of an organisation add up to all its activities.
    """
    joined = _joined(selection)
    statement = select(joined.c.organisation, joined.c.kind, *_taken_part(joined))
    return statement.group_by(joined.c.organisation, joined.c.kind).order_by(
        joined.c.organisation, joined.c.kind
    )


def reach(selection: Selection, limit: int = 1_000) -> Select:
    """List the organisations in the selected activities, those in most communities first.

    Columns: organisation, communities, activities, organised, partnered, participants (see `circle`), in_all (how
    many there are beside those listed, these included).
    """
    joined = _joined(selection)
    reached = func.count(joined.c.community_code.distinct()).label("communities")
    statement = select(
        joined.c.organisation, reached, *_taken_part(joined), func.count().over().label("in_all")
    ).group_by(joined.c.organisation)
    return statement.order_by(reached.desc(), func.count().desc(), joined.c.organisation).limit(limit)


def _joined(selection: Selection) -> Subquery:
    """Return each organisation beside each activity that it organised or partnered in.

    An organiser that is the community itself is left out: it stands in the middle of its circle.
    """
    partners = partnerships(selection)
    shared = ("activity_id", "community_code", "kind", "participants")
    name = func.trim(activities.c.organiser)
    others = or_(activities.c.organiser_kind.is_(None), activities.c.organiser_kind != OWN)
    as_organiser = select(
        *(activities.c[column] for column in shared),
        name.label("organisation"),
        literal(1).label("organised"),
        literal(0).label("partnered"),
    ).where(name != "", others)
    as_organiser = selection.narrow(as_organiser, activities, at=activities.c.starts_at)
    as_partner = select(
        *(partners.c[column] for column in shared),
        partners.c.partner.label("organisation"),
        literal(0).label("organised"),
        literal(1).label("partnered"),
    )
    both = union_all(as_organiser, as_partner).subquery()
    keys = [both.c.organisation, *(both.c[column] for column in shared)]
    roles = (func.max(both.c[role]).label(role) for role in ("organised", "partnered"))
    return select(*keys, *roles).group_by(*keys).subquery()


def _taken_part(joined: Subquery) -> list[ColumnElement]:
    """Return the measures of an organisation; what the data set never records is NULL, not 0."""
    recorded = {
        "organised": told_at_all(activities.c.organiser),
        "partnered": told_at_all(activities.c.partners),
    }
    return [
        func.count().label("activities"),
        *(case((told, func.sum(joined.c[role]))).label(role) for role, told in recorded.items()),
        func.sum(joined.c.participants).label("participants"),
    ]
