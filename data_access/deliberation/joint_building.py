"""Joint party building with property companies (物业党建联建). Each function builds one statement.

A compound is of one of four kinds of standing (`STANDINGS`). Whether it signed is known as it is now; the
source does not say since when.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, select

from data_access.cases import closed_during
from data_access.database.measures import count_where, told_at_all
from data_access.places.areas import beside_measures
from data_access.schema import cases, compounds
from data_access.selection.selection import Selection, place_columns

SIGNED, UNSIGNED, UNKNOWN, NO_COMPANY = "signed", "unsigned", "unknown", "no_company"

STANDINGS = (SIGNED, UNSIGNED, UNKNOWN, NO_COMPANY)
"""已签约, 未签约, 是否签约不详, 无物业. Only a compound with a company that is known not to have signed is unsigned."""

COMPANIES_KNOWN = told_at_all(compounds.c.property_company)
SIGNING_KNOWN = told_at_all(compounds.c.joint_party_building)
"""Whether the data set tells of any compound which company it has, and whether it signed."""


def recorded() -> Select:
    """Return one row: companies, signing: whether any compound of the data set tells its company, and if it signed."""
    return select(COMPANIES_KNOWN.label("companies"), SIGNING_KNOWN.label("signing"))


def figures(selection: Selection) -> Select:
    """Return one row on the selected compounds, as they are now.

    Columns: compounds, with_company (one that signed has a company, named or not), signed, unsigned, unknown
    (with a company, whether it signed is not known), known (signed or unsigned), posts (cross-appointed, of
    signed compounds; NULL where not known), signed_with_posts (signed compounds whose posts are known). Counts
    that need what no compound of the data set tells (`recorded`) are NULL.
    """
    return selection.narrow(select(*_measures()), compounds)


def by_place(selection: Selection, level: str) -> Select:
    """Return the measures of `figures` for each selected place of a level: code, name, residents, and the measures."""
    code = place_columns(compounds)[level]
    grouped = selection.narrow(select(code.label("place"), *_measures()), compounds).group_by(code)
    return beside_measures(grouped, selection, level, unknown=("posts",), known=_known())


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
    measures = {
        "compounds": func.count(),
        "with_company": count_where(standing != NO_COMPANY),
        **{name: count_where(standing == name) for name in (SIGNED, UNSIGNED, UNKNOWN)},
        "known": count_where(standing.in_((SIGNED, UNSIGNED))),
        "posts": func.sum(posts).filter(standing == SIGNED),
        "signed_with_posts": count_where(standing == SIGNED, posts.is_not(None)),
    }
    known = _known()
    return [
        (case((known[name], measure)) if name in known else measure).label(name)
        for name, measure in measures.items()
    ]


def _standing() -> ColumnElement[str]:
    """Return a compound's standing; where no company is known of any, those that did not sign are `UNKNOWN`."""
    signed = compounds.c.joint_party_building
    return case(
        (signed.is_(True), SIGNED),
        (not_(COMPANIES_KNOWN), UNKNOWN),
        (compounds.c.property_company.is_(None), NO_COMPANY),
        (signed.is_(False), UNSIGNED),
        else_=UNKNOWN,
    )


def _known() -> dict[str, ColumnElement[bool]]:
    """Return when the measures are known that need a company or a signature to be told of some compound."""
    both = and_(COMPANIES_KNOWN, SIGNING_KNOWN)
    return {
        "with_company": COMPANIES_KNOWN,
        "signed": SIGNING_KNOWN,
        **dict.fromkeys(("unsigned", "known"), both),
        "unknown": COMPANIES_KNOWN,
        "signed_with_posts": SIGNING_KNOWN,
    }
