"""The familiar community (熟人社区): what an index of neighbours' familiarity is made of, place by place.

The parts are numerators and denominators of `data_access.indicators`; `data_access.statistics.composite` brings
them to one scale and weighs them. Category and level filters do not apply: the index is of the place, not of
some of its cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Select,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    null,
    select,
)

from data_access.cases import SATISFIED_FROM, closed_during
from data_access.database.measures import count_where
from data_access.indicators import (
    GROUPED_HOUSEHOLDS,
    KEPT_IN_GRID,
    MEETINGS_A_YEAR,
    PARTICIPATION_A_YEAR,
    SATISFACTION,
    VISITS_A_YEAR,
    VOLUNTEERING_A_YEAR,
    Indicator,
)
from data_access.places.areas import TABLE_OF_LEVEL
from data_access.schema import activities, cases, compounds, meetings, resident_groups, visits
from data_access.selection.selection import Selection, place_columns
from data_access.statistics import composite

WEIGHTS: Mapping[Indicator, int] = {
    PARTICIPATION_A_YEAR: 20,
    VOLUNTEERING_A_YEAR: 15,
    GROUPED_HOUSEHOLDS: 15,
    VISITS_A_YEAR: 15,
    KEPT_IN_GRID: 15,
    MEETINGS_A_YEAR: 10,
    SATISFACTION: 10,
}
"""The parts of the index, and what each weighs unless the user says otherwise: a setting, not a norm."""

FEWEST_CASES = 10
"""A share of fewer cases (settled in the grid, satisfied) is not known: one case would move it by ten points."""

SHARES_OF_CASES = (KEPT_IN_GRID, SATISFACTION)
COUNTED_GROUPS = ("building", "owners")
"""Kinds of residents' groups that cover households: 楼栋群, 业主群."""

DAYS_A_YEAR = 365
ABOVE = ("street_office_code", "community_code")
"""Codes of the places above one, where its level has them."""


def parts(selection: Selection, level: str, as_of: datetime) -> Select:
    """Return what the parts are made of for every place of a level that the user may see, selected or not.

    The whole city is there because places are measured against each other. Columns: code, name, street_office_code
    (not for a street office itself), community_code (for grids), selected (boolean); resident_years and
    household_years (residents and households × days of the period that have passed by `as_of` ÷ 365);
    participants, volunteers, visits, meetings (in the period); households_covered and households_in_compounds
    (today: groups have no date); closed_with_level, closed_in_grid, rated, satisfied (cases closed in the
    period). A place where nothing happened has 0; NULL where its records do not tell, and everywhere if the data
    set records no such thing in the period at this level.
    """
    city = selection.everywhere().of_everything()
    places = TABLE_OF_LEVEL[level]
    years = _days(selection, as_of) / DAYS_A_YEAR
    subjects = [_activities(city, level), _visits(city, level), _meetings(city, level)]
    subjects += [_covered(city, level), _cases(city, level)]
    statement = select(
        *(places.c[name] for name in ("code", "name", *ABOVE) if name in places.c),
        selection.places(places).label("selected"),
        (places.c.residents * years).label("resident_years"),
        (places.c.households * years).label("household_years"),
        *(column for subject in subjects for column in subject.columns()),
    )
    statement = statement.select_from(_beside(places, subjects))
    return statement.where(city.places(places)).order_by(places.c.code)


@dataclass(frozen=True)
class _Subject:
    """One subject's sums by place, and for each whether the data set tells it at all."""

    rows: Subquery
    told: Mapping[str, ColumnElement[bool]]

    def columns(self) -> list[ColumnElement]:
        """Return the sums beside a place: 0 where it has no row, NULL where the data set does not tell."""
        nothing = self.rows.c.place.is_(None)
        return [
            case((~told, null().cast(Double)), (nothing, 0), else_=self.rows.c[name]).label(name)
            for name, told in self.told.items()
        ]


def _beside(places: Table, subjects: Iterable[_Subject]) -> FromClause:
    """Return the places joined with the sums of each subject."""
    joined: FromClause = places
    for subject in subjects:
        joined = joined.outerjoin(subject.rows, subject.rows.c.place == places.c.code)
    return joined


def _days(selection: Selection, as_of: datetime) -> int:
    """Return the days of the period that have passed, at least one."""
    passed = min(selection.end, as_of.date() + timedelta(days=1)) - selection.start
    return max(passed.days, 1)


def _told(table: Table, level: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether any row of the data set names a place of the level and meets the conditions."""
    return exists(select(1).select_from(table).where(place_columns(table)[level].is_not(None), *conditions))


def _activities(city: Selection, level: str) -> _Subject:
    code, at = place_columns(activities)[level], activities.c.starts_at
    sums = {name: activities.c[name] for name in ("participants", "volunteers")}
    measures = (func.sum(column).label(name) for name, column in sums.items())
    rows = city.narrow(select(code.label("place"), *measures), activities, at=at).group_by(code)
    told = {
        name: _told(activities, level, city.during(at), column.is_not(None)) for name, column in sums.items()
    }
    return _Subject(rows.subquery("at_activities"), told)


def _visits(city: Selection, level: str) -> _Subject:
    return _counted(city, level, visits, visits.c.visited_at)


def _meetings(city: Selection, level: str) -> _Subject:
    return _counted(city, level, meetings, meetings.c.held_at)


def _counted(city: Selection, level: str, table: Table, at: ColumnElement) -> _Subject:
    code = place_columns(table)[level]
    rows = select(code.label("place"), func.count().label(table.name)).where(city.during(at))
    rows = city.narrow(rows, table).group_by(code)
    return _Subject(rows.subquery(f"in_{table.name}"), {table.name: _told(table, level, city.during(at))})


def _cases(city: Selection, level: str) -> _Subject:
    code, closed = place_columns(cases)[level], closed_during(city)
    measures = {
        "closed_with_level": count_where(cases.c.resolved_level.is_not(None)),
        "closed_in_grid": count_where(cases.c.resolved_level == "grid"),
        "rated": count_where(cases.c.satisfaction.is_not(None)),
        "satisfied": count_where(cases.c.satisfaction >= SATISFIED_FROM),
    }
    labelled = (measure.label(name) for name, measure in measures.items())
    rows = city.narrow(select(code.label("place"), *labelled), cases).where(closed).group_by(code)
    told = _told(cases, level, closed)
    return _Subject(rows.subquery("of_cases"), dict.fromkeys(measures, told))


def _covered(city: Selection, level: str) -> _Subject:
    """Return households of compounds, and those that groups cover: of each compound no more than it has.

    Building groups share a compound out among them and are added up; an owners' group covers it as a whole, so the
    greater of the two counts and no household twice.
    """
    groups = _groups(city)
    joined = compounds.outerjoin(groups, groups.c.compound_code == compounds.c.code)
    covered = func.greatest(
        func.coalesce(groups.c.building, groups.c.owners), func.coalesce(groups.c.owners, groups.c.building)
    )
    tells = and_(compounds.c.households > 0, groups.c.compound_code.is_(None) | covered.is_not(None))
    code = place_columns(compounds)[level]
    rows = select(
        code.label("place"),
        func.sum(func.least(func.coalesce(covered, 0), compounds.c.households)).label("households_covered"),
        func.sum(compounds.c.households).label("households_in_compounds"),
    ).select_from(joined)
    rows = city.narrow(rows.where(tells), compounds).group_by(code)
    told = exists(
        select(1)
        .select_from(resident_groups)
        .where(
            resident_groups.c.compound_code.is_not(None),
            resident_groups.c.kind.in_(COUNTED_GROUPS),
            resident_groups.c.households_covered.is_not(None),
        )
    )
    names = ("households_covered", "households_in_compounds")
    return _Subject(rows.subquery("in_compounds"), dict.fromkeys(names, told))


def _groups(city: Selection) -> Subquery:
    """Return the households that each compound's building groups and its owners' groups cover."""
    group = resident_groups.c
    by_kind = [
        func.sum(group.households_covered).filter(group.kind == kind).label(kind) for kind in COUNTED_GROUPS
    ]
    rows = select(group.compound_code, *by_kind).where(group.kind.in_(COUNTED_GROUPS))
    return city.narrow(rows, resident_groups).group_by(group.compound_code).subquery("groups_of_compounds")


# --- the index -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """The index of the places of a level, one row for each in every table, in the same order.

    `places`: code, name, the codes above, selected. `values`: each part by its indicator's key, in its own unit.
    `scores`: the parts on one scale. `standings`: known, score, rank (see `composite.standings`).
    """

    places: pd.DataFrame
    values: pd.DataFrame
    scores: pd.DataFrame
    standings: pd.DataFrame


def values(table: pd.DataFrame) -> pd.DataFrame:
    """Return each part of the places of a table from `parts`, a column for each indicator's key, by the place's code.

    A share of fewer than `FEWEST_CASES` cases is missing.
    """
    out = {}
    for indicator in WEIGHTS:
        value = indicator.of(table).astype(float)
        if indicator in SHARES_OF_CASES:
            value = value.where(pd.to_numeric(table[indicator.denominator]) >= FEWEST_CASES)
        out[indicator.key] = value.to_numpy(dtype=float, na_value=float("nan"))
    return pd.DataFrame(out, index=pd.Index(table["code"], name="place"))


def index(table: pd.DataFrame, frame: pd.DataFrame, weights: Mapping[Indicator, float], method: str) -> Index:
    """Return the index of the places of a table from `parts`, measured against `frame` (rows of `values`)."""
    own = values(table)
    scores = composite.normalised(own, frame, method)
    places = table[[name for name in table if name in PLACE_COLUMNS]].set_index(own.index)
    return Index(places, own, scores, composite.standings(scores, by_key(weights)))


PLACE_COLUMNS = ("code", "name", *ABOVE, "selected")


def by_key(weights: Mapping[Indicator, float]) -> pd.Series:
    """Return the weights by their indicators' keys, as `composite` takes them."""
    return pd.Series({indicator.key: float(weight) for indicator, weight in weights.items()})


def movement(now: Index, before: Index, weights: Mapping[Indicator, float]) -> pd.DataFrame:
    """Return the selected places that have a score in both: columns of `places`, before, now, change (points).

    Only parts that a place has in both count, so that one that appears or goes is no movement; `now` may therefore
    differ from the place's index. Both must be measured against the same frame, or the scale moves too.
    """
    both = now.scores.notna() & before.scores.notna()
    ends = {
        name: composite.standings(end.scores.where(both), by_key(weights))["score"]
        for name, end in (("before", before), ("now", now))
    }
    rows = now.places.assign(**ends)
    rows = rows[rows["selected"].astype(bool)].dropna(subset=["before", "now"])
    return rows.assign(change=rows["now"] - rows["before"])


def together(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return a part's numerator and denominator of the selected places added up, in one row.

    Places count where both are known; where none is, both are missing.
    """
    ends = [indicator.numerator, indicator.denominator or ""]
    known = table.loc[table["selected"].astype(bool), ends].apply(pd.to_numeric).dropna()
    return known.sum(min_count=1).to_frame().T
