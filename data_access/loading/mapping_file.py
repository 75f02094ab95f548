"""Read a mapping file (TOML), and refuse what it must not say: unknown keys, tables, columns, levels, systems."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from data_access.loading.coordinates import KNOWN, WGS84, System, system
from data_access.loading.mapping import Mapping, Reading, TableMapping, key_name
from data_access.loading.mapping_sections import (
    counts_of,
    deadlines_of,
    level_names_of,
    listed,
    one_of,
    only_known,
    plausible_days,
    section_of,
    tree_of,
    value_of,
    year_of,
)
from data_access.loading.messages import LoadRefused
from data_access.loading.required import require_mapped
from data_access.places.areas import DOWN_TO_COMPOUND
from data_access.schema import metadata
from data_access.working_days import OFFICIAL, WorkCalendar

PARTS_OF_TABLE = ("no_position", "place", "category")
"""Sections within a table's section."""


KEYED_BY_COLUMN = ("count_up", "values", "defaults", "date_formats", "required", "plausible", "as_of")
"""Keys of a table's section that name columns of the table."""


def read_mapping(path: Path) -> Mapping:
    """Return the mapping of a file.

    Raises
    ------
    LoadRefused
        Where the file is missing, is not TOML, lacks a section or a required column, or names an unknown key,
        table or column.
    """
    tree = tree_of(path)
    city = section_of(tree, "city", path)
    kind = "places" if "places" in tree and "outlines" not in tree else "outlines"
    places, calendar = section_of(tree, kind, path), _calendar(tree, path)
    for name, section in (("", tree), ("city", city), (kind, places)):
        only_known(section, name, name, path)
    tables = tuple(_table(name, tree, path, calendar) for name in section_of(tree, "tables", path))
    if kind == "places" and not any(table.place or table.places for table in tables):
        raise LoadRefused("mapping_key", file=path, key="tables.….place")
    mapping = Mapping(
        city_code=value_of(city, "city.code", path),
        city_name=value_of(city, "city.name", path),
        source_note=city.get("source", ""),
        **_drawn(places, kind == "outlines", path),
        created=_created(tree, kind == "outlines", path),
        level_names=level_names_of(tree, path),
        tables=tables,
    )
    require_mapped(mapping, path)
    return mapping


def _drawn(places: dict[str, Any], drawn: bool, path: Path) -> dict[str, Any]:
    """Return where the outlines are, how they are named, and which make up a street office; nothing without any."""
    told: dict[str, Any] = {
        "outlines_note": places.get("note", ""),
        "outlines_crs": _system(places["crs"], "outlines.crs", path) if "crs" in places else None,
    }
    if not drawn:
        return told | {
            "outlines_source": None,
            "outlines_name": "",
            "outlines_street": None,
            "street_offices": {},
        }
    return told | {
        "outlines_source": value_of(places, "outlines.source", path),
        "outlines_name": value_of(places, "outlines.name", path),
        "outlines_street": places.get("street_office"),
        "street_offices": value_of(places, "outlines.street_offices", path),
    }


def _table(name: str, tree: dict[str, Any], path: Path, calendar: WorkCalendar) -> TableMapping:
    """Return how one source becomes the table of a name."""
    section, where = tree["tables"][name], f"tables.{name}"
    counts = counts_of(section, f"{where}.count_up", path)
    columns = _columns(section, name, path) | {target: count.name for target, count in counts.items()}
    return TableMapping(
        target=name,
        source=value_of(section, f"{where}.source", path),
        columns=columns,
        query=section.get("query"),
        reading=_reading(section),
        count_up=counts,
        personal=one_of(section, "personal", ("mask", "refuse"), where, path),
        plausible=plausible_days(section, f"{where}.plausible", path),
        deadlines=deadlines_of(section, f"{where}.deadlines", path),
        calendar=calendar,
        year=year_of(section, f"{where}.year", path),
        crs=_system(section.get("crs", WGS84.name), f"{where}.crs", path),
        **_meanings(section),
        **_whereabouts(section, name, path),
    )


def _meanings(section: dict[str, Any]) -> dict[str, Any]:
    """Return what a table's section says of rows and values."""
    return {
        "empty": ("", *section["empty"]) if "empty" in section else TableMapping.empty,
        "join": {made: tuple(parts) for made, parts in section.get("join", {}).items()},
        "leave_out": {column: listed(words) for column, words in section.get("leave_out", {}).items()},
        "key": tuple(section.get("key", ())),
        "values": section.get("values", {}),
        "defaults": section.get("defaults", {}),
        "date_formats": {column: listed(form) for column, form in section.get("date_formats", {}).items()},
        "date_format": listed(section.get("date_format", ())),
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


def _system(name: object, key: str, path: Path) -> System:
    """Return the coordinate system of a name."""
    if found := system(name):
        return found
    raise LoadRefused("mapping_crs", file=path, key=key, value=name, known=KNOWN)


def _calendar(tree: dict[str, Any], path: Path) -> WorkCalendar:
    """Return the official calendar with the days of the site's own file (`holidays`, beside the mapping)."""
    if "holidays" not in tree:
        return OFFICIAL
    file = path.parent / str(tree["holidays"])
    days = tree_of(file)
    only_known(days, "", "holidays", file)
    for key, given in days.items():
        if not (isinstance(given, list) and all(type(day) is date for day in given)):
            raise LoadRefused("holidays", file=file, key=key)
    work = dict.fromkeys(days.get("work", ()), True)
    return WorkCalendar(dict.fromkeys(days.get("rest", ()), False) | work)


def _columns(section: dict[str, Any], name: str, path: Path) -> dict[str, str]:
    """Return the source's column of each of the table's; refuse a table, key or column that there is not."""
    if name not in metadata.tables:
        raise LoadRefused("mapping_column", file=path, key="tables", column=name)
    only_known(section, f"tables.{name}", "tables", path)
    columns = value_of(section, f"tables.{name}.columns", path)
    for target in (*columns, *(target for key in KEYED_BY_COLUMN for target in section.get(key, ()))):
        if target not in metadata.tables[name].c:
            raise LoadRefused("mapping_column", file=path, key=f"tables.{name}", column=target)
    if "key" in section:
        code, *others = metadata.tables[name].primary_key
        if others:
            raise LoadRefused("mapping_column", file=path, key=f"tables.{name}.key", column=name)
        columns = {**columns, code.name: key_name(tuple(section["key"]))}
    for key in PARTS_OF_TABLE:
        only_known(section.get(key, {}), f"tables.{name}.{key}", key, path)
    return columns
