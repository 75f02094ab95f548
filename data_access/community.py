"""A community's portrait (社区画像): who lives there and who governs it together."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select

from data_access.database.measures import count_where, total
from data_access.schema import (
    activities,
    activity_volunteers,
    communities,
    compounds,
    governance_elements,
    grids,
    street_offices,
)
from data_access.selection import Selection


def profile(selection: Selection) -> Select:
    """Return one row for each selected community: what it is.

    Columns: code, name, street_office (name), kind, founded_on, residents, households, area_km2 (NULL where not
    known), grids, branches (grids whose party branch is named), stations (grids with a service station),
    compounds, new_compounds, old_compounds, old_villages.
    """
    of_grids, of_compounds = grids.c.community_code, compounds.c.community_code
    counts = {
        "grids": _count(of_grids),
        "branches": _count(of_grids, grids.c.party_branch.is_not(None)),
        "stations": _count(of_grids, grids.c.station_name.is_not(None)),
        "compounds": _count(of_compounds),
        "new_compounds": _count(of_compounds, compounds.c.kind == "new_compound"),
        "old_compounds": _count(of_compounds, compounds.c.kind == "old_compound"),
        "old_villages": _count(of_compounds, compounds.c.kind == "old_village"),
    }
    own = ("code", "name", "kind", "founded_on", "residents", "households", "area_km2")
    statement = select(
        *(communities.c[name] for name in own),
        street_offices.c.name.label("street_office"),
        *(count.label(name) for name, count in counts.items()),
    ).outerjoin_from(communities, street_offices, street_offices.c.code == communities.c.street_office_code)
    return statement.where(selection.places(communities)).order_by(communities.c.code)


def _count(place: ColumnElement, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many rows a community has of the place column's table."""
    return select(func.count()).where(place == communities.c.code, *conditions).scalar_subquery()


def elements() -> Select:
    """List the core (position 0) and the elements that govern a community: position, name, name_en, measure."""
    return select(governance_elements).order_by(governance_elements.c.position)


def element_figures(selection: Selection) -> Select:
    """Return one row with the figure of each measure that an element can be told by, in the selected places.

    Columns: party_branches (of grids), owners_committees and property_companies (compounds with one; companies
    by name) as they are now; community_activities and social_activities (activities that the residents'
    committee and that social organisations held in the period), volunteer_turns (人次 in the period).
    """
    held = activities.c.organiser_kind
    owners = count_where(compounds.c.has_owners_committee.is_(True))
    turns = select(total(activity_volunteers.c.headcount)).join(
        activities, activities.c.activity_id == activity_volunteers.c.activity_id
    )
    columns = {
        "party_branches": selection.narrow(select(func.count(grids.c.party_branch)), grids),
        "owners_committees": selection.narrow(select(owners), compounds),
        "property_companies": selection.narrow(
            select(func.count(compounds.c.property_company.distinct())), compounds
        ),
        "community_activities": _in_period(select(count_where(held == "community")), selection),
        "social_activities": _in_period(select(count_where(held == "social_organisation")), selection),
        "volunteer_turns": _in_period(turns, selection),
    }
    return select(*(statement.scalar_subquery().label(name) for name, statement in columns.items()))


def _in_period(statement: Select, selection: Selection) -> Select:
    return selection.narrow(statement, activities, at=activities.c.starts_at)
