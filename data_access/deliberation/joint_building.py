"""Joint party building with property companies (物业党建联建). Each function builds one statement.

A compound is of one of four kinds of standing (`STANDINGS`). Whether it signed is known as it is now; the
source does not say since when.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select

from data_access.cases import closed_during
from data_access.database.measures import count_where
from data_access.places.areas import beside_measures
from data_access.schema import cases, compounds
from data_access.selection.selection import Selection, place_columns

SIGNED, UNSIGNED, UNKNOWN, NO_COMPANY = "signed", "unsigned", "unknown", "no_company"

STANDINGS = (SIGNED, UNSIGNED, UNKNOWN, NO_COMPANY)
"""已签约, 未签约, 是否签约不详, 无物业. Only a compound with a company that is known not to have signed is unsigned."""


def recorded() -> Select:
    """Return one row: recorded, whether any compound of the data set tells its company or whether it signed."""
    told = or_(compounds.c.property_company.is_not(None), compounds.c.joint_party_building.is_not(None))
    return select(exists(select(1).select_from(compounds).where(told)).label("recorded"))


def figures(selection: Selection) -> Select:
    """Return one row on the selected compounds, as they are now.

    Columns: compounds, with_company (one that signed has a company, named or not), signed, unsigned, unknown
    (with a company, whether it signed is not known), known (signed or unsigned), posts (cross-appointed, of
    signed compounds; NULL where not known), signed_with_posts (signed compounds whose posts are known).
    """
    return selection.narrow(select(*_measures()), compounds)


def by_place(selection: Selection, level: str) -> Select:
    """Return the measures of `figures` for each selected place of a level: code, name, residents, and the measures."""
    code = place_columns(compounds)[level]
    grouped = selection.narrow(select(code.label("place"), *_measures()), compounds).group_by(code)
    return beside_measures(grouped, selection, level, unknown=("posts",))


def closed_by_compound(selection: Selection) -> Select:
    """Return the cases closed in the period for each compound that has any.

    Columns: code, kind (of compound, NULL: not known), standing (one of `STANDINGS`), closed (cases whose closing
    level is known), in_grid (of these). The filter's levels do not apply: they would choose by the very
    outcome that is compared.
    """
    level = cases.c.resolved_level
    counted = select(
        cases.c.compound_code.label("code"),
        func.count().label("closed"),
        count_where(level == "grid").label("in_grid"),
    ).where(level.is_not(None), cases.c.compound_code.is_not(None))
    every_level = replace(selection, levels=())
    counts = (
        every_level.narrow(counted.where(closed_during(selection)), cases)
        .group_by(cases.c.compound_code)
        .subquery()
    )
    statement = select(
        compounds.c.code, compounds.c.kind, _standing().label("standing"), counts.c.closed, counts.c.in_grid
    ).join(counts, counts.c.code == compounds.c.code)
    return selection.narrow(statement, compounds).order_by(compounds.c.code)


def _measures() -> list[ColumnElement]:
    standing, posts = _standing(), compounds.c.cross_appointed_posts
    return [
        func.count().label("compounds"),
        count_where(standing != NO_COMPANY).label("with_company"),
        *(count_where(standing == name).label(name) for name in (SIGNED, UNSIGNED, UNKNOWN)),
        count_where(standing.in_((SIGNED, UNSIGNED))).label("known"),
        func.sum(posts).filter(standing == SIGNED).label("posts"),
        count_where(standing == SIGNED, posts.is_not(None)).label("signed_with_posts"),
    ]


def _standing() -> ColumnElement[str]:
    signed = compounds.c.joint_party_building
    return case(
        (signed.is_(True), SIGNED),
        (compounds.c.property_company.is_(None), NO_COMPANY),
        (signed.is_(False), UNSIGNED),
        else_=UNKNOWN,
    )
