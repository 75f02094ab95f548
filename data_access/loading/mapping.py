"""What a mapping says: which columns, values, dates and places of a source mean what in the schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_access.loading.coordinates import WGS84, System
from data_access.working_days import OFFICIAL, WorkCalendar


@dataclass(frozen=True)
class Deadline:
    """How long a case of a category may take: so many hours, or so many working days."""

    hours: int | None = None
    working_days: int | None = None


@dataclass(frozen=True)
class Count:
    """What is counted of lines that tell of one person each: those of whose column the number is at least `least`,
    those that have one of the `words` there, or how many `different` texts there are; `name` is the column made.
    """

    name: str
    column: str
    least: float | None = None
    words: tuple[str, ...] = ()
    different: bool = False


EMPTY = (
    "",
    "-",
    "--",
    "—",
    "/",
    "无",
    "暂无",
    "空",
    "NA",
    "N/A",
    "NULL",
    r"\N",
    "None",
    "nan",
    "NaN",
    "NaT",
    "#N/A",
)
"""Words by which files say that there is nothing, unless a mapping's `empty` lists others."""

NO_DATES = ("0000-00-00", "1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01", "9999-12-31")
"""Days that stand for none."""


@dataclass(frozen=True)
class Reading:
    """How a file is laid out, where the mapping says so; None: found by looking."""

    sheet: str | None = None
    header: tuple[int, ...] | None = None
    delimiter: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class TableMapping:
    """How one or more sources become one table; see `assets/mappings/boston-311.toml` for each key.

    `places` names the columns that hold the names of places by level. `join` makes a column of several, `leave_out`
    names values whose rows are no records (void, subtotals), `count_up` the counts that lines of one person each are
    turned into, `key` the columns that together tell a row apart.
    `unit` is the column of the names of the units that handle cases. Without `date_format` the usual forms are tried;
    `year` is that of days written without one.
    """

    target: str
    source: str
    columns: dict[str, str]
    query: str | None = None
    reading: Reading = Reading()
    empty: tuple[str, ...] = EMPTY
    join: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leave_out: dict[str, tuple[str, ...]] = field(default_factory=dict)
    count_up: dict[str, Count] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    personal: str = "mask"
    places: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    date_format: tuple[str, ...] = ()
    date_formats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    year: int | None = None
    required: tuple[str, ...] = ()
    plausible: dict[str, tuple[date, date]] = field(default_factory=dict)
    place: str | None = None
    place_names: dict[str, str] = field(default_factory=dict)
    category: tuple[str, str] | None = None
    unit: str | None = None
    as_of: tuple[str, ...] = ()
    deadlines: dict[str, Deadline] = field(default_factory=dict)
    calendar: WorkCalendar = OFFICIAL
    no_points: tuple[tuple[float, float], ...] = ()
    no_point_values: dict[str, list[str]] = field(default_factory=dict)
    crs: System = WGS84


def key_name(columns: tuple[str, ...]) -> str:
    """Return the name of the column that a mapping's `key` makes of several."""
    return " + ".join(columns)


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file; without outlines the places are the names that its tables give.

    `level_names` are what the city calls its levels (zh, en, plural). `outlines_street` is the property that tells an
    outline's street office, None where names tell outlines apart.
    `outlines_crs` is None where the outlines' file itself tells its coordinate system. `created` are the levels of
    which places that only the tables name are made.
    """

    city_code: str
    city_name: str
    source_note: str
    outlines_source: str | None
    outlines_name: str
    outlines_street: str | None
    outlines_note: str
    outlines_crs: System | None
    street_offices: dict[str, list[str]]
    created: tuple[str, ...]
    level_names: dict[str, dict[str, str]]
    tables: tuple[TableMapping, ...]

    @property
    def calendar_until(self) -> date | None:
        """The last day up to which holidays are known, where deadlines are counted in working days."""
        rules = (rule for table in self.tables for rule in table.deadlines.values())
        by_days = any(rule.working_days is not None for rule in rules)
        return self.tables[0].calendar.known_until if by_days else None
