"""Posts of the five-in-one chain (五级一体队伍) and the size of grids. Each function builds one statement.

A grid's members are those in post who walk it: grid chief, full-time and part-time. Posts that name no grid
count as posts of their place but make no grid's member.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Double, Join, Select, Subquery, and_, case, func, literal, not_, select

from data_access.database.measures import count_where
from data_access.places.areas import TABLE_OF_LEVEL, beside_places
from data_access.schema import POST_ROLES, VISIT_ROLES, communities, grid_posts, grids, street_offices
from data_access.selection.selection import Selection, place_columns

STANDARD = (300, 500)
"""Households of one grid, both bounds included (usual practice, from a secondary source)."""

SIZES_FROM = (0, 100, 200, 300, 400, 501, 601, 801, 1001)
"""Least households of each class of grid sizes; the fourth and fifth are the standard's."""

MOST_LISTED = 1_000  # grids of one list; how many there are in all is told beside

LISTS = ("vacant", "over", "under")
"""What makes a grid listed: a vacant post, more households than the standard, fewer."""


def by_role(selection: Selection) -> Select:
    """Return the posts of each role: role, posts, filled, vacant."""
    statement = selection.narrow(select(grid_posts.c.role, *_counted()), grid_posts)
    return statement.group_by(grid_posts.c.role).order_by(grid_posts.c.role)


def figures(selection: Selection) -> Select:
    """Return one row: the posts of the selected places, and the size and staffing of their grids.

    Columns: posts, filled, vacant; grids (with known households, those for special uses left out), over and
    under (of these, beyond the standard), sized_households (in these); members and staffed_households (of
    grids whose posts and households are known). Sums are NULL where nothing is known.
    """
    counted = selection.narrow(select(*_counted()), grid_posts).subquery()
    joined, measures = _sized(selection)
    sized = selection.narrow(select(*measures).select_from(joined), grids).subquery()
    return select(*counted.c, *sized.c).select_from(counted.join(sized, literal(True)))


def by_place(selection: Selection, level: str) -> Select:
    """Return the columns of `figures` for each selected place of a level, after its code and name.

    Counts are 0 where a place has no posts or no grids.
    """
    table = TABLE_OF_LEVEL[level]
    post_place, grid_place = place_columns(grid_posts)[level], place_columns(grids)[level]
    of_posts = selection.narrow(select(post_place.label("place"), *_counted()), grid_posts)
    counted = of_posts.group_by(post_place).subquery()
    joined, measures = _sized(selection)
    of_sizes = selection.narrow(select(grid_place.label("place"), *measures).select_from(joined), grids)
    sized = of_sizes.group_by(grid_place).subquery()
    beside = table.outerjoin(counted, counted.c.place == table.c.code)
    beside = beside.outerjoin(sized, sized.c.place == table.c.code)
    counts = [func.coalesce(counted.c[name], 0).label(name) for name in ("posts", "filled", "vacant")]
    counts += [func.coalesce(sized.c[name], 0).label(name) for name in ("grids", "over", "under")]
    sums = [sized.c[name] for name in ("sized_households", "members", "staffed_households")]
    statement = select(table.c.code, table.c.name, *counts, *sums).select_from(beside)
    return statement.where(selection.places(table)).order_by(table.c.code)


def by_size(selection: Selection) -> Select:
    """Return the grids by class of households: class_index (of `SIZES_FROM`), grids.

    Grids for special uses and those whose households are not known are left out; so are empty classes.
    """
    above = list(enumerate(SIZES_FROM))[::-1]
    index = case(*((grids.c.households >= least, number) for number, least in above)).label("class_index")
    inner = selection.narrow(select(index).where(_is_sized()), grids).subquery()
    grouped = select(inner.c.class_index, func.count().label("grids")).group_by(inner.c.class_index)
    return grouped.order_by(inner.c.class_index)


def listed(selection: Selection, which: str) -> Select:
    """List grids by one of `LISTS`, those with most households for each member first, without members before all.

    Columns: code, name, street_office, community (names), kind, households, posts, filled, members, vacant_<role>
    for each of `POST_ROLES` (vacant posts), total (how many grids there are beyond the `MOST_LISTED` listed).
    """
    posts = of_grids(selection)
    condition = {
        "vacant": posts.c.filled < posts.c.posts,
        "over": and_(_is_sized(), is_over()),
        "under": and_(_is_sized(), is_under()),
    }[which]
    statement = select(
        grids.c.code,
        *names_of_grids(),
        grids.c.kind,
        grids.c.households,
        *(column for column in posts.c if column.name != "grid_code"),
        func.count().over().label("total"),
    ).select_from(beside_grids(posts))
    load = grids.c.households.cast(Double) / func.nullif(posts.c.members, 0)
    without = case((posts.c.members == 0, 0), else_=1)
    order = (without, load.desc().nulls_last(), grids.c.households.desc().nulls_last(), grids.c.code)
    return selection.narrow(statement.where(condition), grids).order_by(*order).limit(MOST_LISTED)


def of_grids(selection: Selection) -> Subquery:
    """Return the posts of each grid that has any: grid_code, posts, filled, members, vacant_<role>."""
    vacant = [
        count_where(grid_posts.c.role == role, not_(grid_posts.c.filled)).label(f"vacant_{role}")
        for role in POST_ROLES
    ]
    posts, filled, _ = _counted()
    members = count_where(grid_posts.c.filled, grid_posts.c.role.in_(VISIT_ROLES)).label("members")
    statement = select(grid_posts.c.grid_code, posts, filled, members, *vacant)
    statement = selection.narrow(statement.where(grid_posts.c.grid_code.is_not(None)), grid_posts)
    return statement.group_by(grid_posts.c.grid_code).subquery("posts_of_grids")


def names_of_grids() -> list[ColumnElement]:
    """Return a grid's name with those of the places above it: name, street_office, community."""
    return [
        grids.c.name,
        street_offices.c.name.label("street_office"),
        communities.c.name.label("community"),
    ]


def beside_grids(measured: Subquery) -> Join:
    """Return the grids joined with the places above them and with what was measured by `grid_code`."""
    joined = beside_places(grids, "street_office", "community")
    return joined.outerjoin(measured, measured.c.grid_code == grids.c.code)


def is_over() -> ColumnElement[bool]:
    """Return the condition that a grid has more households than the standard."""
    return grids.c.households > STANDARD[1]


def is_under() -> ColumnElement[bool]:
    """Return the condition that a grid has fewer households than the standard."""
    return grids.c.households < STANDARD[0]


def _is_sized() -> ColumnElement[bool]:
    """Return the condition that the standard applies to a grid: parks and markets are measured otherwise."""
    return and_(grids.c.households.is_not(None), grids.c.kind.is_distinct_from("special"))


def _counted() -> list[ColumnElement]:
    return [
        func.count().label("posts"),
        count_where(grid_posts.c.filled).label("filled"),
        count_where(not_(grid_posts.c.filled)).label("vacant"),
    ]


def _sized(selection: Selection) -> tuple[Join, list[ColumnElement]]:
    """Return grids beside their posts, and what is measured of them."""
    posts = of_grids(selection)
    is_staffed = and_(grids.c.households.is_not(None), posts.c.members.is_not(None))
    measures: list[ColumnElement] = [
        count_where(_is_sized()).label("grids"),
        count_where(_is_sized(), is_over()).label("over"),
        count_where(_is_sized(), is_under()).label("under"),
        func.sum(grids.c.households).filter(_is_sized()).label("sized_households"),
        func.sum(posts.c.members).filter(is_staffed).label("members"),
        func.sum(grids.c.households).filter(is_staffed).label("staffed_households"),
    ]
    return grids.outerjoin(posts, posts.c.grid_code == grids.c.code), measures
