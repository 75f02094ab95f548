"""A mapping file (TOML): which columns, values, dates and outlines of a source mean what in the schema."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from data_access.loading.coordinates import KNOWN, WGS84, System, system
from data_access.loading.messages import LoadRefused
from data_access.schema import metadata
from data_access.working_days import OFFICIAL, WorkCalendar


@dataclass(frozen=True)
class Deadline:
    """How long a case of a category may take: so many hours, or so many working days."""

    hours: int | None = None
    working_days: int | None = None


@dataclass(frozen=True)
class TableMapping:
    """How one source becomes one table; see `assets/mappings/boston-311.toml` for each key."""

    target: str
    source: str
    columns: dict[str, str]
    query: str | None = None
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    date_format: str = "%Y-%m-%d %H:%M:%S"
    date_formats: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    plausible: dict[str, tuple[date, date]] = field(default_factory=dict)
    place: str | None = None
    place_names: dict[str, str] = field(default_factory=dict)
    category: tuple[str, str] | None = None
    as_of: tuple[str, ...] = ()
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    calendar: WorkCalendar = OFFICIAL
    no_points: tuple[tuple[float, float], ...] = ()
    no_point_values: dict[str, list[str]] = field(default_factory=dict)
    crs: System = WGS84


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file; without outlines the places are the names that its tables give.

    `outlines_crs` is None where the outlines' file itself tells its coordinate system.
    """

    city_code: str
    city_name: str
    source_note: str
    outlines_source: str | None
    outlines_name: str
    outlines_note: str
    outlines_crs: System | None
    street_offices: dict[str, list[str]]
    tables: tuple[TableMapping, ...]

    @property
    def calendar_until(self) -> date | None:
        """The last day up to which holidays are known, where deadlines are counted in working days."""
        rules = (rule for table in self.tables for rule in table.deadlines.values())
        by_days = any(rule.working_days is not None for rule in rules)
        return self.tables[0].calendar.known_until if by_days else None


KEYS = {
    "": {"city", "outlines", "places", "tables", "holidays"},
    "holidays": {"rest", "work"},
    "city": {"code", "name", "source"},
    "outlines": {"source", "name", "note", "street_offices", "crs"},
    "places": {"note"},
    "tables": {
        "source",
        "query",
        "columns",
        "values",
        "defaults",
        "date_format",
        "date_formats",
        "required",
        "plausible",
        "as_of",
        "deadlines",
        "category",
        "place",
        "no_position",
        "crs",
    },
    "category": {"main", "sub"},
    "place": {"column", "names"},
    "no_position": {"points", "values"},
}
"""Every key that a section of a mapping may have; another one is a slip of the pen, not a wish."""

PARTS_OF_TABLE = ("no_position", "place", "category")
"""Sections within a table's section."""

KEYED_BY_COLUMN = ("values", "defaults", "date_formats", "required", "plausible", "as_of")
"""Keys of a table's section that name columns of the table."""


def read_mapping(path: Path) -> Mapping:
    """Return the mapping of a file.

    Raises
    ------
    LoadRefused
        Where the file is missing, is not TOML, lacks a section, or names an unknown key, table or column.
    """
    tree = _tree(path)
    city = _section(tree, "city", path)
    kind = "places" if "places" in tree and "outlines" not in tree else "outlines"
    places = _section(tree, kind, path)
    for name, section in (("", tree), ("city", city), (kind, places)):
        _only_known(section, name, name, path)
    drawn = kind == "outlines"
    calendar = _calendar(tree, path)
    tables = tuple(_table(name, tree, path, calendar) for name in _section(tree, "tables", path))
    if not drawn and not any(table.place for table in tables):
        raise LoadRefused("mapping_key", file=path, key="tables.….place")
    return Mapping(
        city_code=_value(city, "city.code", path),
        city_name=_value(city, "city.name", path),
        source_note=city.get("source", ""),
        outlines_source=_value(places, "outlines.source", path) if drawn else None,
        outlines_name=_value(places, "outlines.name", path) if drawn else "",
        outlines_note=places.get("note", ""),
        outlines_crs=_system(places["crs"], "outlines.crs", path) if "crs" in places else None,
        street_offices=_value(places, "outlines.street_offices", path) if drawn else {},
        tables=tables,
    )


def _tree(path: Path) -> dict[str, Any]:
    """Return what stands in a mapping file, sections within sections."""
    if not path.is_file():
        raise LoadRefused("no_file", file=path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LoadRefused("mapping_file", file=path, detail=error) from error


def _table(name: str, tree: dict[str, Any], path: Path, calendar: WorkCalendar) -> TableMapping:
    """Return how one source becomes the table of a name."""
    section = tree["tables"][name]
    columns = _columns(section, name, path)
    no_position, place, category = (section.get(key, {}) for key in PARTS_OF_TABLE)
    return TableMapping(
        target=name,
        source=_value(section, f"tables.{name}.source", path),
        columns=columns,
        query=section.get("query"),
        values=section.get("values", {}),
        defaults=section.get("defaults", {}),
        date_formats=section.get("date_formats", {}),
        date_format=section.get("date_format", TableMapping.date_format),
        required=tuple(section.get("required", ())),
        plausible=_plausible(section, f"tables.{name}.plausible", path),
        place=place.get("column"),
        place_names=place.get("names", {}),
        category=(category["main"], category["sub"]) if category else None,
        as_of=tuple(section.get("as_of", ())),
        deadlines=_deadlines(section, f"tables.{name}.deadlines", path),
        calendar=calendar,
        no_points=tuple((float(y), float(x)) for y, x in no_position.get("points", ())),
        no_point_values=no_position.get("values", {}),
        crs=_system(section.get("crs", WGS84.name), f"tables.{name}.crs", path),
    )


def _system(name: object, key: str, path: Path) -> System:
    """Return the coordinate system of a name."""
    if found := system(name):
        return found
    raise LoadRefused("mapping_crs", file=path, key=key, value=name, known=KNOWN)


def _plausible(section: dict[str, Any], key: str, path: Path) -> dict[str, tuple[date, date]]:
    """Return the first and last plausible day of each date column named."""
    found = {}
    for column, days in section.get("plausible", {}).items():
        if not (isinstance(days, list) and [type(day) for day in days] == [date, date]):
            raise LoadRefused("mapping_plausible", file=path, key=f"{key}.{column}")
        found[column] = (days[0], days[1])
    return found


def _deadlines(section: dict[str, Any], key: str, path: Path) -> dict[str, Deadline]:
    """Return the deadline of each category named, `*` standing for all others."""
    found = {}
    for category, given in section.get("deadlines", {}).items():
        units = list(given) if isinstance(given, dict) else []
        if len(units) != 1 or units[0] not in ("hours", "working_days") or type(given[units[0]]) is not int:
            raise LoadRefused("mapping_deadline", file=path, key=f"{key}.{category}")
        found[category] = Deadline(**given)
    return found


def _calendar(tree: dict[str, Any], path: Path) -> WorkCalendar:
    """Return the official calendar with the days of the site's own file (`holidays`, beside the mapping)."""
    if "holidays" not in tree:
        return OFFICIAL
    file = path.parent / str(tree["holidays"])
    days = _tree(file)
    _only_known(days, "", "holidays", file)
    for key, given in days.items():
        if not (isinstance(given, list) and all(type(day) is date for day in given)):
            raise LoadRefused("holidays", file=file, key=key)
    work = dict.fromkeys(days.get("work", ()), True)
    return WorkCalendar(dict.fromkeys(days.get("rest", ()), False) | work)


def _columns(section: dict[str, Any], name: str, path: Path) -> dict[str, str]:
    """Return the source's column of each of the table's; refuse a table, key or column that there is not."""
    if name not in metadata.tables:
        raise LoadRefused("mapping_column", file=path, key="tables", column=name)
    _only_known(section, f"tables.{name}", "tables", path)
    columns = _value(section, f"tables.{name}.columns", path)
    for target in (*columns, *(target for key in KEYED_BY_COLUMN for target in section.get(key, ()))):
        if target not in metadata.tables[name].c:
            raise LoadRefused("mapping_column", file=path, key=f"tables.{name}", column=target)
    for key in PARTS_OF_TABLE:
        _only_known(section.get(key, {}), f"tables.{name}.{key}", key, path)
    return columns


def _only_known(section: dict[str, Any], name: str, kind: str, path: Path) -> None:
    """Refuse a key that no section of this kind has."""
    for key in section:
        if key not in KEYS[kind]:
            where = f"{name}.{key}".lstrip(".")
            raise LoadRefused("mapping_unknown", file=path, key=where, known=", ".join(sorted(KEYS[kind])))


def _section(tree: dict[str, Any], key: str, path: Path) -> dict[str, Any]:
    if not isinstance(tree.get(key), dict):
        raise LoadRefused("mapping_key", file=path, key=key)
    return tree[key]


def _value(section: dict[str, Any], key: str, path: Path) -> Any:
    name = key.rsplit(".", 1)[-1]
    if name not in section:
        raise LoadRefused("mapping_key", file=path, key=key)
    return section[name]
