"""Read a mapping file (TOML), and refuse what it must not say: unknown keys, tables, columns, levels, systems."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from data_access.loading.coordinates import KNOWN, WGS84, System, system
from data_access.loading.mapping import Deadline, Mapping, Reading, TableMapping, key_name
from data_access.loading.messages import LoadRefused
from data_access.loading.required import require_mapped
from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.schema import metadata
from data_access.working_days import OFFICIAL, WorkCalendar

KEYS = {
    "": {"city", "outlines", "places", "tables", "holidays"},
    "holidays": {"rest", "work"},
    "city": {"code", "name", "source"},
    "outlines": {"source", "name", "street_office", "note", "street_offices", "crs"},
    "places": {"note", "create"},
    "tables": {
        "source",
        "query",
        "columns",
        "values",
        "defaults",
        "date_format",
        "date_formats",
        "year",
        "required",
        "plausible",
        "as_of",
        "deadlines",
        "category",
        "unit",
        "place",
        "places",
        "no_position",
        "crs",
        "sheet",
        "header",
        "delimiter",
        "encoding",
        "empty",
        "join",
        "leave_out",
        "key",
        "personal",
    },
    "category": {"main", "sub"},
    "place": {"column", "names"},
    "no_position": {"points", "values"},
}
"""Every key that a section of a mapping may have; another one is a slip of the pen, not a wish."""

PARTS_OF_TABLE = ("no_position", "place", "category")
"""Sections within a table's section."""

YEARS = range(1990, 2100)
"""What a mapping's `year` may be."""

KEYED_BY_COLUMN = ("values", "defaults", "date_formats", "required", "plausible", "as_of")
"""Keys of a table's section that name columns of the table."""


def read_mapping(path: Path) -> Mapping:
    """Return the mapping of a file.

    Raises
    ------
    LoadRefused
        Where the file is missing, is not TOML, lacks a section or a required column, or names an unknown key,
        table or column.
    """
    tree = _tree(path)
    city = _section(tree, "city", path)
    kind = "places" if "places" in tree and "outlines" not in tree else "outlines"
    places, calendar = _section(tree, kind, path), _calendar(tree, path)
    for name, section in (("", tree), ("city", city), (kind, places)):
        _only_known(section, name, name, path)
    tables = tuple(_table(name, tree, path, calendar) for name in _section(tree, "tables", path))
    if kind == "places" and not any(table.place or table.places for table in tables):
        raise LoadRefused("mapping_key", file=path, key="tables.….place")
    mapping = Mapping(
        city_code=_value(city, "city.code", path),
        city_name=_value(city, "city.name", path),
        source_note=city.get("source", ""),
        outlines_note=places.get("note", ""),
        outlines_crs=_system(places["crs"], "outlines.crs", path) if "crs" in places else None,
        **_drawn(places, kind == "outlines", path),
        created=_created(tree, kind == "outlines", path),
        tables=tables,
    )
    require_mapped(mapping, path)
    return mapping


def _drawn(places: dict[str, Any], drawn: bool, path: Path) -> dict[str, Any]:
    """Return where the outlines are, how they are named, and which make up a street office; nothing without any."""
    if not drawn:
        return {"outlines_source": None, "outlines_name": "", "outlines_street": None, "street_offices": {}}
    return {
        "outlines_source": _value(places, "outlines.source", path),
        "outlines_name": _value(places, "outlines.name", path),
        "outlines_street": places.get("street_office"),
        "street_offices": _value(places, "outlines.street_offices", path),
    }


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
    section, where = tree["tables"][name], f"tables.{name}"
    columns = _columns(section, name, path)
    return TableMapping(
        target=name,
        source=_value(section, f"{where}.source", path),
        columns=columns,
        query=section.get("query"),
        reading=_reading(section),
        personal=_one_of(section, "personal", ("mask", "refuse"), where, path),
        plausible=_plausible(section, f"{where}.plausible", path),
        deadlines=_deadlines(section, f"{where}.deadlines", path),
        calendar=calendar,
        year=_year(section, f"{where}.year", path),
        crs=_system(section.get("crs", WGS84.name), f"{where}.crs", path),
        **_meanings(section),
        **_whereabouts(section, name, path),
    )


def _meanings(section: dict[str, Any]) -> dict[str, Any]:
    """Return what a table's section says of rows and values."""
    return {
        "empty": ("", *section["empty"]) if "empty" in section else TableMapping.empty,
        "join": {made: tuple(parts) for made, parts in section.get("join", {}).items()},
        "leave_out": {column: _listed(words) for column, words in section.get("leave_out", {}).items()},
        "key": tuple(section.get("key", ())),
        "values": section.get("values", {}),
        "defaults": section.get("defaults", {}),
        "date_formats": {column: _listed(form) for column, form in section.get("date_formats", {}).items()},
        "date_format": _listed(section.get("date_format", ())),
        "required": tuple(section.get("required", ())),
        "as_of": tuple(section.get("as_of", ())),
    }


def _whereabouts(section: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    """Return what a table's section says of places, points, categories and units."""
    no_position, place, category = (section.get(key, {}) for key in PARTS_OF_TABLE)
    return {
        "places": _places_by_level(section, name, path),
        "place": place.get("column"),
        "place_names": place.get("names", {}),
        "category": (category["main"], category.get("sub", category["main"])) if category else None,
        "unit": section.get("unit"),
        "no_points": tuple((float(y), float(x)) for y, x in no_position.get("points", ())),
        "no_point_values": no_position.get("values", {}),
    }


def _reading(section: dict[str, Any]) -> Reading:
    """Return how the file of a table is laid out, as far as its section says."""
    header = section.get("header")
    rows = tuple(header) if isinstance(header, list) else None if header is None else (int(header),)
    return Reading(section.get("sheet"), rows, section.get("delimiter"), section.get("encoding"))


def _places_by_level(section: dict[str, Any], name: str, path: Path) -> dict[str, str]:
    """Return the column that names the places of each level."""
    columns = section.get("places", {})
    for level in columns:
        if level not in DOWN_TO_COMPOUND:
            where = f"tables.{name}.places.{level}"
            raise LoadRefused("mapping_unknown", file=path, key=where, known=", ".join(DOWN_TO_COMPOUND))
    return dict(columns)


def _created(tree: dict[str, Any], drawn: bool, path: Path) -> tuple[str, ...]:
    """Return the levels of which places that only tables name are made; without outlines all."""
    levels = tree.get("places", {}).get("create")
    if levels is None:
        return () if drawn else tuple(DOWN_TO_COMPOUND)
    if not (isinstance(levels, list) and set(levels) <= set(DOWN_TO_COMPOUND)):
        raise LoadRefused("mapping_choice", file=path, key="places.create", known=", ".join(DOWN_TO_COMPOUND))
    return tuple(levels)


def _one_of(section: dict[str, Any], key: str, known: tuple[str, ...], where: str, path: Path) -> str:
    """Return a key's word, the first one known without it; refuse another."""
    word = section.get(key, known[0])
    if word not in known:
        raise LoadRefused("mapping_choice", file=path, key=f"{where}.{key}", known=", ".join(known))
    return word


def _year(section: dict[str, Any], key: str, path: Path) -> int | None:
    """Return the year of days that are written without one, if the section tells it."""
    year = section.get("year")
    if year is not None and not (type(year) is int and year in YEARS):
        raise LoadRefused("mapping_choice", file=path, key=key, known=f"{YEARS[0]} … {YEARS[-1]}")
    return year


def _listed(given: object) -> tuple[str, ...]:
    """Return one text or a list of them as a tuple."""
    return (given,) if isinstance(given, str) else tuple(given)  # type: ignore[arg-type]


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
    if "key" in section:
        code, *others = metadata.tables[name].primary_key
        if others:
            raise LoadRefused("mapping_column", file=path, key=f"tables.{name}.key", column=name)
        columns = {**columns, code.name: key_name(tuple(section["key"]))}
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
